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

	root       []int64 // multipliers, scaled
	rootBound  int64   // what the rounded ones give
	multiplier []int64
	bound      int64 // proven, scaled, over all that is not closed yet
	proven     bool
	nodes      int

	core            *relax // the problem with the sites decided at the root left out
	coreKnown       known
	main, trial     relax // of the node at work, and of what it tries
	climber, prober ascent
	room            int     // of the lists
	state           []int8  // scratch, per site
	within          []int64 // scratch, per home
}

const (
	listRoom   = 1 << 24 // pairs kept in lists
	rootSteps  = 1500
	coreRounds = 6
)

func newSearch(m *model) *search {
	s := &search{model: m, room: listRoom, state: make([]int8, m.sites), within: make([]int64, m.homes)}
	for i := range s.within {
		s.within[i] = Far
	}
	return s
}

func (s *search) run(start [][]int32) {
	s.bound = math.MinInt64
	required := 0
	for _, r := range s.required {
		if r {
			required++
		}
	}
	s.take(s.fit(nil))
	if !s.free && required > s.count {
		s.feasible, s.proven, s.limit = false, true, 0
		s.best.set(nil)
		s.multiplier = make([]int64, s.homes)
		return
	}
	for _, set := range start {
		s.improve(s.fit(set))
	}
	s.improve(s.fit(nil))
	s.shake(s.all(), 10)
	s.relaxRoot()
	s.certify()
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
func (s *search) take(p *plan) bool {
	if s.best == nil {
		s.best = s.newPlan(nil)
	} else if p.value >= s.best.value {
		return false
	}
	s.best.copy(p)
	s.feasible = p.feasible()
	if s.feasible {
		s.limit = s.mulScale(p.value-s.step) + 0
	} else {
		s.limit = s.mulScale(s.ceiling)
	}
	return true
}

// improve descends from the plan and keeps what it finds.
func (s *search) improve(p *plan) {
	p.descend(s.all())
	s.take(p)
}

// shake changes some sites of the best plan at random, descends, and goes on from there if that was better.
func (s *search) shake(sites []int32, times int) {
	p := s.newPlan(s.best.open)
	var closed []int32
	for ; times > 0 && !s.spent(); times-- {
		closed = closed[:0]
		for _, j := range sites {
			if p.at[j] < 0 {
				closed = append(closed, j)
			}
		}
		var open []int32
		for _, j := range p.open {
			if !p.required[j] {
				open = append(open, j)
			}
		}
		if len(closed) == 0 || len(open) == 0 {
			return
		}
		for n := min(2+s.draw.below(1+len(open)/8), len(open), len(closed)); n > 0; n-- {
			k, l := s.draw.below(len(open)), s.draw.below(len(closed))
			p.change(closed[l], open[k])
			open[k], open = open[len(open)-1], open[:len(open)-1]
			closed[l], closed = closed[len(closed)-1], closed[:len(closed)-1]
		}
		p.descend(sites)
		if !s.take(p) && p.value > s.best.value {
			p.copy(s.best)
		}
	}
}

// copy makes p the same plan as q.
func (p *plan) copy(q *plan) {
	p.open = append(p.open[:0], q.open...)
	copy(p.at, q.at)
	copy(p.first, q.first)
	copy(p.second, q.second)
	copy(p.near, q.near)
	copy(p.next, q.next)
	copy(p.loss, q.loss)
	p.value = q.value
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
	v := make([]int64, s.homes)
	for i := range v {
		v[i] = s.mulScale(s.best.near[i]/2 + s.best.next[i]/2)
	}
	k, none := known{v, math.MinInt64}, &decision{}
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
		if round == 0 {
			s.root = k.v
		}
		s.bound = max(s.bound, k.bound)
		if s.bound > s.limit || s.spent() || len(local) == 0 || round == coreRounds {
			return
		}
		more := s.decide(r, a.v)
		opened = slices.Concat(opened, more.opened)
		local = without(local, more)
		s.shake(slices.Concat(opened, local), 10)
		if len(r.local)-len(local) < len(r.local)/8 && round > 0 {
			s.core = &relax{}
			if !s.filter(s.core, r, &more.decision, &k) {
				s.bound = s.limit + 1
			}
			return
		}
	}
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

// climb raises the bound and turns promising choices of the relaxation into plans.
func (s *search) climb(r *relax, a *ascent, steps int) {
	promising := int64(math.MaxInt64)
	a.climb(r, steps, &s.limit, func() {
		if r.total < promising {
			promising = r.total
			if r.total <= s.limit || s.nodes == 0 {
				p := s.newPlan(slices.Concat(r.opened, r.picked()))
				p.descend(slices.Concat(r.opened, r.local))
				s.take(p)
			}
		}
	})
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

// certify rounds the multipliers of the root to whole numbers and measures their bound over all sites.
func (s *search) certify() {
	if s.root == nil {
		s.root = make([]int64, s.homes)
	}
	s.rootBound = math.MinInt64
	for _, share := range [][2]int64{{1, s.scale / 2}, {1, 0}, {0, 0}} {
		v := make([]int64, s.homes)
		for i, x := range s.root {
			v[i] = (x*share[0] + share[1]) / s.scale
		}
		if b := s.plain(v); b > s.rootBound {
			s.rootBound, s.multiplier = b, v
		}
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
