package median

import (
	"math"
	"slices"
)

// search is the state of one Solve.
type search struct {
	*model
	best     *plan
	feasible bool  // best is
	limit    int64 // scaled; a bound above it leaves no room for anything better than best
	draw     random

	polished   int64   // work spent on plans beside the bound
	multiplier []int64 // whole ones
	rootBound  int64   // what they give
	bound      int64   // proven, scaled, over all that is not closed yet
	proven     bool
	nodes      int

	core            *relax // the problem with the sites decided at the root left out
	coreKnown       known
	main, trial     relax // of the node at work, and of what it tries
	climber, prober ascent
	room            int // of the lists
	learned         []experience
	inner           *piece  // what is found, if this is the search of a piece
	state           []int8  // scratch, per site
	within          []int64 // scratch, per home
}

const (
	listRoom   = 1 << 23 // pairs kept in lists
	rootSteps  = 1500
	coreRounds = 6
)

func newSearch(m *model) *search {
	s := &search{model: m, room: listRoom, state: make([]int8, m.sites), learned: make([]experience, m.sites), within: make([]int64, m.homes)}
	for i := range s.within {
		s.within[i] = Far
	}
	return s
}

// run searches from the given sets and from a greedy one, bounds, and closes the gap as far as the work goes.
func (s *search) run(start [][]int32) {
	s.bound, s.rootBound = math.MinInt64, math.MinInt64
	required := 0
	for _, r := range s.required {
		if r {
			required++
		}
	}
	if !s.free && required > s.count {
		s.best, s.proven = s.newPlan(nil), true
		s.multiplier = make([]int64, s.homes)
		return
	}
	for _, set := range start {
		s.improve(s.fit(set))
	}
	s.improve(s.fit(nil))
	s.relaxRoot()
	s.certify(make([]int64, s.homes))
	if s.bound <= s.limit && !s.spent() {
		s.branch()
	}
	s.proven = s.bound > s.limit
}

// all lists the sites.
func (s *search) all() []int32 {
	sites := make([]int32, s.sites)
	for j := range sites {
		sites[j] = int32(j)
	}
	return sites
}

// take keeps the plan if it is the best so far.
func (s *search) take(p *plan) {
	if s.best == nil {
		s.best = s.newPlan(nil)
	} else if p.value >= s.best.value || !s.free && len(p.open) != s.count {
		return
	}
	s.best.copy(p)
	s.feasible = p.feasible()
	if s.feasible {
		s.limit = s.mulScale(p.value - s.step)
	} else {
		s.limit = s.mulScale(s.ceiling)
	}
}

// improve descends from the plan and keeps what it finds.
func (s *search) improve(p *plan) {
	p.descend(s.all(), s.budget/10)
	s.take(p)
}

// relaxRoot climbs on the whole problem, then on what its reduced costs leave open.
func (s *search) relaxRoot() {
	var opened, local []int32
	for j, r := range s.required {
		if r {
			opened = append(opened, int32(j))
		} else {
			local = append(local, int32(j))
		}
	}
	k, none := known{s.guess(), math.MinInt64}, &decision{}
	for round := 0; ; round++ {
		r := s.list(opened, local, s.room)
		if k.bound > math.MinInt64 {
			c := &relax{}
			if !s.filter(c, r, none, &k) {
				s.bound = s.limit + 1
				return
			}
			r = c
		}
		s.core = r
		if r.lost {
			s.bound = s.limit + 1
			return
		}
		opened, local = r.opened, r.local
		a := &s.climber
		a.begin(r, k.v)
		s.climb(r, a, rootSteps)
		k = known{r.scatter(a.v), a.bound}
		s.coreKnown = k
		s.certify(k.v)
		s.bound = max(s.bound, k.bound)
		if s.bound > s.limit || s.spent() || len(local) == 0 || round == coreRounds {
			return
		}
		more := s.decide(r, a.v)
		opened = slices.Concat(opened, more.opened)
		local = without(local, more)
		s.deepen(r, &k)
		if len(r.local)-len(local) < len(r.local)/8 && round > 0 {
			s.core = &relax{}
			if !s.filter(s.core, r, &more.decision, &k) {
				s.bound = s.limit + 1
			}
			return
		}
	}
}

// guess is the multipliers that the best plan suggests: between the nearest and the second nearest site.
func (s *search) guess() []int64 {
	v := make([]int64, s.homes)
	var sum, n int64 = 0, 1
	for i, j := range s.best.first {
		if j >= 0 {
			sum += s.best.near[i] / 2
			n++
		}
	}
	for i, d := range s.best.near {
		if next := s.best.next[i]; s.must[i] && s.best.first[i] < 0 {
			d = 4 * (sum / n)
		} else if !s.must[i] || s.best.second[i] >= 0 {
			d = d/2 + next/2
		}
		v[i] = s.mulScale(d)
	}
	return v
}

// without is the sites less those that are decided.
func without(sites []int32, d *splitting) []int32 {
	var left []int32
	for _, j := range sites {
		if !slices.Contains(d.opened, j) && !slices.Contains(d.closed, j) {
			left = append(left, j)
		}
	}
	return left
}

// decide finds the undecided sites that are open, and those that are closed, in everything better than the best plan: the
// bound with the opposite decision is above the limit.
func (s *search) decide(r *relax, v []int64) *splitting {
	bound := r.value(v)
	d := &splitting{}
	in, out := int64(math.MaxInt64), int64(math.MinInt64) // the worst chosen and the best other value
	if r.free {
		in, out = 0, 0
	} else {
		for n, k := range r.order {
			if n < r.taken {
				in = min(in, r.worth[k])
			} else {
				out = max(out, r.worth[k])
			}
		}
	}
	for n, k := range r.order {
		w := r.worth[k]
		if n < r.taken {
			if out == math.MinInt64 || bound+(w-out) > s.limit {
				d.opened = append(d.opened, r.local[k])
			}
		} else if in == math.MaxInt64 || bound+(in-w) > s.limit {
			d.closed = append(d.closed, r.local[k])
		}
	}
	slices.Sort(d.opened)
	slices.Sort(d.closed)
	return d
}

// certify rounds multipliers to whole numbers and keeps them if their bound over all sites is the best so far. O(homes x sites).
func (s *search) certify(root []int64) {
	v := make([]int64, s.homes)
	for i, x := range root {
		v[i] = (x + s.scale/2) / s.scale
	}
	if b := s.plain(v); b > s.rootBound {
		s.rootBound, s.multiplier = b, v
	}
}

// plain is the Lagrangian bound of whole multipliers over all sites, by the definition. O(homes x sites).
func (s *search) plain(v []int64) int64 {
	var bound int64
	for _, x := range v {
		bound += x
	}
	var worth []int64
	left := s.count
	for j, row := range s.row {
		w := -s.cost[j]
		for i, d := range row {
			if d < v[i] {
				w += v[i] - d
			}
		}
		if s.required[j] {
			bound = max(bound-w, -top)
			left--
		} else {
			worth = append(worth, w)
		}
	}
	s.spend(int64(s.sites) * int64(s.homes))
	slices.Sort(worth)
	slices.Reverse(worth)
	for k, w := range worth {
		if s.free && w > 0 || !s.free && k < left {
			bound = max(bound-w, -top)
		}
	}
	return bound
}

func (s *search) solution() Solution {
	p := s.best
	sol := Solution{
		Open: p.sorted(), Of: make([]int32, s.homes), Feasible: s.feasible, Value: p.value, Proven: s.proven,
		Infeasible: s.proven && !s.feasible, Multiplier: s.multiplier, RootBound: s.rootBound, Work: s.work, Nodes: s.nodes,
	}
	for i := range sol.Of {
		sol.Of[i] = -1
		best := Far
		if !s.must[i] {
			best = s.none[i]
		}
		for k, j := range sol.Open {
			if d := s.row[j][i]; d < best {
				best, sol.Of[i] = d, int32(k)
			}
		}
		if s.must[i] && sol.Of[i] < 0 {
			sol.Value -= s.penalty
		}
	}
	sol.Bound = max(s.rootBound, s.atLeast(s.bound), 0)
	if s.feasible && (s.proven || sol.Bound >= sol.Value) {
		sol.Bound, sol.Proven = sol.Value, true
	}
	return sol
}
