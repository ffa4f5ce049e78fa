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
	t := p.read(w)
	total := t.total()
	t.require(&s)
	if p.Target > 0 && p.Target < total {
		return t.reaching(p.Target-(total-t.total()), s, w)
	}
	t.thin(w)
	c := t.core(w)
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
		search := newSearch(part, unit, w)
		if goal >= 0 && k == len(parts)-1 {
			search.goal, search.decide = goal-s.Value, true
			if s.Bound > goal {
				break
			}
		}
		end := w.limit
		w.limit = w.used + share(w.limit-w.used, part.entries(), entries)
		entries -= part.entries()
		search.solve()
		w.limit = end
		s.add(part, search, u)
	}
	if w.stopped {
		return Solution{}, false
	}
	slices.Sort(s.Open)
	s.Proven = s.Bound >= s.Value
	if p.unit() {
		s.Dual, s.Most = u, t.most(u)
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

// Reduce tells what the reductions leave of a problem in which every home must be covered: the homes and the sites that still matter, and
// the sites that are open in some best solution together with a best one of the rest.
func Reduce(p *Problem) (homes, sites, open []int32) {
	w := newWork(Far, nil)
	var s Solution
	t := p.read(w)
	t.require(&s)
	t.thin(w)
	c, chosen := t.core(w).reduce(w, nil)
	for _, x := range chosen {
		s.Open = append(s.Open, x.site)
	}
	slices.Sort(s.Open)
	return c.home, c.site, s.Open
}
