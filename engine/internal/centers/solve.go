package centers

import (
	"cmp"
	"slices"

	"jinlin/engine/internal/siting/median"
)

const (
	// dense is how many distances the rows of the p-median problem may have.
	dense = 1 << 22
	// ascents is how many steps the multipliers may take.
	ascents = 1200
	// patience is after how many steps without a better bound the steps are halved.
	patience = 12
	// grants is how many choices of the relaxation are made plans.
	grants = 60
)

// Solve looks at no more than about work distances and returns the best that it found with what is known of it: it starts from the p-median problem, climbs the
// relaxation and makes its choices plans, moves single centres, exchanges pairs as long as the relaxation does not rule that out, and at last tries every choice that the
// relaxation leaves, or, where those are too many, searches from places nearby. It asks stop now and then; when that is true, it ends with false. The same problem and work give the same solution.
func Solve(p *Problem, work int64, stop func() bool) (Solution, bool) {
	if stop == nil {
		stop = func() bool { return false }
	}
	x := &search{p: p, budget: work, stop: stop, known: make(map[string]bool)}
	x.giver.p = p
	if !x.run() {
		return Solution{}, false
	}
	return x.solution(), true
}

type search struct {
	p      *Problem
	giver  giver
	dual   *dual
	budget int64
	spent  int64
	stop   func() bool
	best   grant
	found  bool
	// known are the choices that were made plans.
	known map[string]bool
	// v is the multipliers with the best bound, sum that bound.
	v   []int64
	sum int64
	// leastOut bounds the members without a centre; coverV is what shows it, nil where the plain bound does.
	leastOut int64
	coverV   []int64
	searched bool
	stopped  bool
}

// price makes one number of a value.
func (x *search) price(v Value) int64 {
	return x.dual.out*v.Out + x.dual.missing*v.Missing + v.Distance
}

func (x *search) used() int64 { return x.spent + x.giver.work + x.dual.work }

// over tells that the work is used up or somebody wants it to end.
func (x *search) over() bool {
	x.stopped = x.stopped || x.stop()
	return x.stopped || x.used() >= x.budget
}

func (x *search) run() bool {
	p := x.p
	p.Count = min(p.Count, len(p.Sites))
	x.dual = newDual(p, 0, 0)
	far := p.farthest() + 1
	room := (int64(1) << 60) / int64(p.Members+1) / 4
	x.dual.missing, x.dual.out = min(4*far, room), min(16*far, 4*room)
	x.leastOut = p.leastOut()
	x.begin()
	if x.stopped || !x.found {
		return !x.stopped
	}
	x.recentre()
	if x.best.value.Out > x.leastOut {
		x.cover()
	}
	x.climb()
	x.recentre()
	x.exchange()
	if !x.enumerate() {
		x.wander()
	}
	return !x.stopped
}

// try makes a choice a plan, keeps it if it is the best, and tells whether it is.
func (x *search) try(open []int32) bool {
	key := keyOf(open)
	if x.known[key] {
		return false
	}
	x.known[key] = true
	g, ok := x.giver.give(open, x.stop)
	if !ok {
		x.stopped = true
		return false
	}
	if x.found && !g.value.Less(x.best.value) {
		return false
	}
	g.open = slices.Clone(open)
	x.best, x.found = g, true
	return true
}

func keyOf(open []int32) string {
	b := make([]byte, 0, 4*len(open))
	for _, s := range open {
		b = append(b, byte(s), byte(s>>8), byte(s>>16), byte(s>>24))
	}
	return string(b)
}

// begin finds a plan to start from: the p-median where its rows fit into memory, else a sweep.
func (x *search) begin() {
	p := x.p
	if p.Count > 0 && p.Count < len(p.Sites) && len(p.Sites)*p.Members <= dense {
		m := &median.Problem{Distance: make([][]int64, len(p.Sites)), Count: p.Count, Required: p.Fixed, Skip: make([]int64, p.Members)}
		for i := range m.Skip {
			m.Skip[i] = x.dual.out
		}
		for s, own := range p.Sites {
			row := make([]int64, p.Members)
			for i := range row {
				row[i] = median.Far
			}
			to, mm := p.row(int32(s))
			for k, i := range to {
				row[i] = mm[k]
			}
			row[own] = 0
			m.Distance[s] = row
		}
		s, ok := median.Solve(m, x.budget/4, x.stop)
		if !ok {
			x.stopped = true
			return
		}
		x.spent += s.Work
		if len(s.Open) == p.Count {
			x.try(s.Open)
		}
	}
	if !x.found && !x.stopped {
		x.try(x.sweep())
	}
}

// sweep lets one site after the other that no centre has taken yet be a centre and take the members nearest to it who are left, as many as each centre gets on
// average; the fixed sites begin. O(pairs), and sorts of the rows of the centres.
func (x *search) sweep() []int32 {
	p := x.p
	share := (p.Members + p.Count - 1) / max(p.Count, 1)
	taken, in := make([]bool, p.Members), make([]bool, len(p.Sites))
	var open []int32
	add := func(s int32) {
		open, in[s] = append(open, s), true
		taken[p.Sites[s]] = true
		to, mm := p.row(s)
		var left []gain
		for k, i := range to {
			if !taken[i] {
				left = append(left, gain{-mm[k], i})
			}
		}
		slices.SortFunc(left, func(a, b gain) int { return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.member, b.member)) })
		for _, g := range left[:min(max(share-1, 0), len(left))] {
			taken[g.member] = true
		}
		x.spent += 4 * int64(len(to))
	}
	for s := range p.Sites {
		if p.fixed(int32(s)) {
			add(int32(s))
		}
	}
	for _, again := range []bool{false, true} {
		for s := range p.Sites {
			if len(open) < p.Count && !in[s] && (again || !taken[p.Sites[s]]) {
				add(int32(s))
			}
		}
	}
	slices.Sort(open)
	return open
}

// climb improves the multipliers and makes the choices of the relaxation plans.
func (x *search) climb() {
	d := x.dual
	x.guess()
	x.v, x.sum = slices.Clone(d.v), d.evaluate()
	agility, stale, tried := int64(1000), 0, 0
	for step := 0; step < ascents && agility > 0 && !x.over(); step++ {
		if open := d.choice(); tried < grants && stale == 0 && !x.known[keyOf(open)] {
			x.try(open)
			tried++
		}
		if x.sum >= x.price(x.best.value) || !d.step(x.price(x.best.value), agility) {
			break
		}
		if d.evaluate() > x.sum {
			x.sum, stale = d.sum, 0
			copy(x.v, d.v)
		} else if stale++; stale >= patience {
			agility, stale = agility/2, 0
			copy(d.v, x.v)
			d.evaluate()
		}
	}
	copy(d.v, x.v)
	d.evaluate()
}

// guess is the multipliers that the plan at hand suggests: between the distances to the nearest and the second nearest centre.
func (x *search) guess() {
	p, d := x.p, x.dual
	first, second := make([]int64, p.Members), make([]int64, p.Members)
	for i := range first {
		first[i], second[i] = d.out, d.out
	}
	for _, s := range x.best.open {
		to, mm := p.row(s)
		for k, i := range to {
			switch {
			case mm[k] < first[i]:
				first[i], second[i] = mm[k], first[i]
			case mm[k] < second[i]:
				second[i] = mm[k]
			}
		}
	}
	for i := range d.v {
		if second[i] == d.out {
			second[i] = min(2*first[i], d.out)
		}
		d.v[i] = first[i]/2 + second[i]/2
	}
}

func (x *search) solution() Solution {
	s := Solution{Open: x.best.open, Of: x.best.of, Value: x.best.value, Searched: x.searched, Work: x.used()}
	if !x.found { // nobody can be a centre
		s.Of = make([]int32, x.p.Members)
		for i := range s.Of {
			s.Of[i] = None
		}
		s.Value.Out = int64(x.p.Members)
	}
	s.Multiplier, s.OutPrice, s.MissingPrice, s.Dual = x.v, x.dual.out, x.dual.missing, x.sum
	if x.v == nil {
		s.Multiplier = make([]int64, x.p.Members)
		s.Dual = min(x.dual.evaluate(), 0)
	}
	if s.Cover = x.coverV; s.Cover != nil {
		s.CoverScale = coverScale
	}
	s.Bound = Value{Out: x.leastOut, Missing: x.p.leastMissing(s.Value.Out)}
	s.Bound.Distance = min(max(s.Dual-s.OutPrice*s.Value.Out-s.MissingPrice*s.Value.Missing, 0), s.Value.Distance)
	return s
}
