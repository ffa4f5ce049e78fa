package cover

import "slices"

// Fewest finds the cheapest sites that reach every home that any site reaches, or homes of weight Target. It reduces the problem, solves
// its parts one by one, each by Lagrangian bounds, local search and branch and bound, and gives the best it has when the budget is used
// up. With required sites the Dual speaks of the homes that these leave, and bounds what is open besides them. False if stop said so.
func Fewest(p *Problem, limit int64, stop func() bool) (Solution, bool) {
	return fewest(p, -1, newWork(limit, stop))
}

// fewest answers as Fewest; with goal 0 or more only whether the cost can be goal or less.
func fewest(p *Problem, goal int64, w *work) (Solution, bool) {
	var s Solution
	raw := p.core(w)
	c := p.require(raw, &s, w)
	if p.partial(raw) {
		return p.reaching(raw, c, s, w)
	}
	unit := unitOf(c)
	u := make([]int64, p.Homes)
	c, chosen := c.reduce(w, nil)
	for _, x := range chosen {
		s.Open = append(s.Open, x.site)
		s.Value += x.cost
		s.Bound += x.cost
		u[x.home] = unit
	}
	parts := c.split()
	entries := c.entries()
	for k, part := range parts {
		if len(part.rows) == 0 {
			continue
		}
		t := newSearch(part, unit, w)
		if goal >= 0 && k == len(parts)-1 {
			t.goal, t.decide = goal-s.Value, true
			if s.Bound > goal {
				break
			}
		}
		end := w.limit
		w.limit = w.used + share(w.limit-w.used, part.entries(), entries)
		entries -= part.entries()
		t.solve()
		w.limit = end
		s.add(part, t, u)
	}
	if w.stopped {
		return Solution{}, false
	}
	slices.Sort(s.Open)
	s.Proven = s.Bound >= s.Value
	if p.unit() {
		s.Dual, s.Most = u, p.most(raw, u)
	}
	s.Work = w.used
	return s, true
}

// share is a part of the budget in proportion.
func share(left int64, part, whole int) int64 {
	return int64(float64(max(left, 0)) * float64(part) / float64(max(whole, 1)))
}

// add takes the solution of a part.
func (s *Solution) add(part *core, t *search, u []int64) {
	for _, j := range t.open {
		s.Open = append(s.Open, part.site[j])
	}
	s.Value += t.value
	s.Bound += t.bound
	for i, h := range part.home {
		u[h] = t.u[i]
	}
}

// core makes the core of all homes.
func (p *Problem) core(w *work) *core {
	n := len(p.Reach)
	c := &core{cols: p.clean(w), cost: make([]int64, n), site: numbers(n), home: numbers(max(p.Homes, 0))}
	for s := range c.cost {
		c.cost[s] = p.cost(s)
	}
	c.rows = transpose(c.cols, len(c.home))
	for _, col := range c.cols {
		w.spend(2 * len(col))
	}
	return c
}

// require opens the required sites and returns the core of the homes that only others reach.
func (p *Problem) require(c *core, s *Solution, w *work) *core {
	row, same := all(len(c.rows)), true
	for i, list := range c.rows {
		if len(list) == 0 {
			row[i], same = false, false
		}
	}
	col := all(len(c.cols))
	for j := range c.cols {
		if !p.required(j) {
			continue
		}
		same = false
		col[j] = false
		s.Open = append(s.Open, int32(j))
		s.Value += c.cost[j]
		s.Bound += c.cost[j]
		for _, i := range c.cols[j] {
			row[i] = false
		}
	}
	if same {
		return c
	}
	w.spend(c.entries())
	return c.keep(row, col)
}

// most is the largest sum of u over the homes of one site, at least 1. raw is the core of all homes.
func (p *Problem) most(raw *core, u []int64) int64 {
	sums := make([]int64, len(raw.cols))
	most := int64(1)
	for h, x := range u {
		if x == 0 {
			continue
		}
		for _, s := range raw.rows[h] {
			sums[s] += x
			if !p.required(int(s)) {
				most = max(most, sums[s])
			}
		}
	}
	return most
}
