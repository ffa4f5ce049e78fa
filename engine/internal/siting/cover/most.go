package cover

import "slices"

// Most finds at most `count` sites that reach homes of the most weight together (Church, ReVelle 1974): required sites first, then a
// Lagrangian bound, local search and branch and bound on what is left. Bound is what no choice can exceed. False if stop said so.
func Most(p *Problem, count int, limit int64, stop func() bool) (Solution, bool) {
	w := newWork(limit, stop)
	var s Solution
	t := p.read(w)
	total := t.total()
	t.require(&s)
	search := newMostSearch(p.weighted(t.core(w)), count-len(s.Open), total-t.total(), w)
	search.solve()
	if w.stopped {
		return Solution{}, false
	}
	s.Open = append(s.Open, search.open...)
	slices.Sort(s.Open)
	s.Value, s.Bound, s.Proven, s.Work = search.value, search.bound, search.bound == search.value, w.used
	return s, true
}

// A weighted core is one whose rows need not be covered, but bring their weight if they are. Costs are 1.
type weighted struct {
	*core
	weight []int64
}

func (p *Problem) weighted(c *core) weighted {
	g := weighted{&core{rows: c.rows, cols: c.cols, home: c.home, site: c.site, cost: slices.Repeat([]int64{1}, len(c.cols))}, nil}
	for _, h := range c.home {
		g.weight = append(g.weight, p.weight(int(h)))
	}
	return g
}

// keep returns the core of some rows and columns.
func (g weighted) keep(row, col []bool) weighted {
	next := weighted{g.core.keep(row, col), nil}
	for i, w := range g.weight {
		if row[i] {
			next.weight = append(next.weight, w)
		}
	}
	return next
}

// reduce drops rows of no weight or no column, makes one row of those that have the same columns, and drops columns whose rows lie in
// another one, until nothing more changes.
func (g weighted) reduce(w *work) weighted {
	for {
		row, n := all(len(g.rows)), 0
		for i, list := range g.rows {
			if len(list) == 0 || g.weight[i] == 0 {
				row[i] = false
				n++
			}
		}
		weight := slices.Clone(g.weight)
		n += newFiling(g.rows, g.cols).find(w, func(a, b int32) int32 {
			if a > b || len(g.rows[a]) != len(g.rows[b]) || !row[a] || !row[b] {
				return -1
			}
			row[b] = false
			weight[a] += weight[b]
			return b
		})
		g.weight = weight
		if n > 0 {
			g = g.keep(row, all(len(g.cols)))
		}
		cols := len(g.cols)
		core := g.dropColumns(w)
		if len(core.cols) == cols {
			return g
		}
		g.core = core
	}
}

// A mostSearch looks for the columns that reach the most. It ends early when it knows that `enough` can be reached, or cannot.
type mostSearch struct {
	*work
	weighted
	unit, base   int64
	count        int
	value, bound int64
	enough       int64
	open         []int32 // sites
	nodes        int64
	held, most   int
	cut          bool
}

func newMostSearch(g weighted, count int, base int64, w *work) *mostSearch {
	s := &mostSearch{work: w, weighted: g.reduce(w), base: base, count: max(count, 0), value: base, enough: Far}
	s.most = 4*s.entries() + heldAlways
	total := sum(s.weight)
	for s.unit = scaled; s.unit > 1 && total > (1<<61)/s.unit; {
		s.unit /= 2
	}
	s.bound = base + total
	return s
}

// done tells that there is nothing left to ask.
func (s *mostSearch) done() bool {
	return s.bound <= s.value || s.value >= s.enough || s.enough < Far && s.bound < s.enough || s.over()
}

// aim is a value that is worth finding: branches that cannot have it are given up.
func (s *mostSearch) aim() int64 {
	if s.enough < Far {
		return max(s.enough, s.value+1)
	}
	return s.value + 1
}

// solve takes turns of the dual and the local search as long as both help, then branches.
func (s *mostSearch) solve() {
	if s.count == 0 || len(s.cols) == 0 {
		s.bound = s.value
		return
	}
	if s.count >= len(s.cols) {
		s.record(s.base+sum(s.weight), nil, s.site)
		s.bound = s.value
		return
	}
	d := newMostDual(s.weighted, s.count, s.unit)
	d.start()
	local := newGain(s.weighted, s.count)
	for {
		s.swap(local, swaps)
		d.climb(s.aim()-s.base, climbs, s.work)
		s.bound = min(s.bound, s.base+d.bound/s.unit)
		if s.done() {
			return
		}
		before := s.value
		s.try(d, s.base, nil)
		if s.value > before {
			d.agility = agile
		}
		if d.agility < least {
			break
		}
	}
	s.node(s.weighted, s.count, s.base, nil, d.best)
	if !s.cut && s.value < s.enough {
		s.bound = min(s.bound, s.aim()-1)
	}
}

func (s *mostSearch) swap(l *gain, rounds int) {
	if value, found := l.improve(s.value-s.base, rounds, s.work); found != nil {
		var open []int32
		for _, j := range found {
			open = append(open, s.site[j])
		}
		s.record(s.base+value, nil, open)
	}
}

// try takes the columns that the dual chose for a solution.
func (s *mostSearch) try(d *mostDual, base int64, open []int32) {
	d.settle(s.work)
	for i, n := range d.times {
		if n > 0 {
			base += d.weight[i]
		}
	}
	if base > s.value {
		var sites []int32
		for j, chosen := range d.chosen {
			if chosen {
				sites = append(sites, d.site[j])
			}
		}
		s.record(base, open, sites)
	}
}

func (s *mostSearch) record(value int64, open, sites []int32) {
	if value > s.value {
		s.value = value
		s.open = slices.Concat(open, sites)
	}
}
