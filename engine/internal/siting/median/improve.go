package median

import (
	"math"
	"slices"

	"jinlin/engine/internal/least"
)

// climb raises the bound and turns the most promising choices of the relaxation into plans.
func (s *search) climb(r *relax, a *ascent, steps int) {
	promising := int64(math.MaxInt64)
	var picked []int32
	a.climb(r, steps, &s.limit, func() {
		if r.total >= promising {
			return
		}
		promising, picked = r.total, append(picked[:0], r.picked()...)
		if s.inner != nil {
			s.offer(r, picked, r.total)
		} else if r.total <= s.limit {
			s.polish(slices.Concat(r.opened, picked), r, a)
		}
	})
	if promising > s.limit && promising < math.MaxInt64 && a.bound <= s.limit {
		s.polish(slices.Concat(r.opened, picked), r, a)
	}
}

// polish evaluates a set of sites and, if not too much work went into that already, descends from it.
func (s *search) polish(open []int32, r *relax, a *ascent) {
	if s.inner != nil {
		return
	}
	begin := s.work
	p := s.newPlan(open)
	if left := s.polishable(); left > 0 {
		p.descend(slices.Concat(r.opened, a.likely(r)), left)
	}
	s.take(p)
	s.polished += s.work - begin
}

// polishable is the work that plans may cost now: a share of all the work, and more at the beginning.
func (s *search) polishable() int64 {
	return min(s.work/4+200*int64(s.sites)*int64(s.homes), s.budget/4) - s.polished
}

// deepen improves the best plan, first with all sites, then by shaking it, mostly with the sites of greatest value.
func (s *search) deepen(r *relax, k *known) {
	begin, shakes := s.work, 3*(s.sites+s.homes)
	p := s.newPlan(s.best.open)
	p.descend(s.all(), s.polishable()/2)
	s.take(p)
	if c := s.concentrate(r, k); c != nil {
		s.shake(c, shakes, (s.polishable()+begin-s.work)/4*3)
	}
	s.shake(r, shakes, s.polishable()+begin-s.work)
	s.polished += s.work - begin
}

// concentrate restricts the relaxation to the sites of the best plan and those of greatest value (the idea is Rosing and
// ReVelle's heuristic concentration 1997); nil where that would leave most of it.
func (s *search) concentrate(r *relax, k *known) *relax {
	few := 3*len(s.best.open) + 50
	if 2*few > len(r.local) {
		return nil
	}
	order := slices.Clone(r.order)
	least.First(order, few, func(a, b int32) bool { return r.worth[a] > r.worth[b] || r.worth[a] == r.worth[b] && a < b })
	rest := &decision{}
	for _, l := range order[few:] {
		if j := r.local[l]; s.best.at[j] < 0 {
			rest.closed = append(rest.closed, j)
		}
	}
	c := &relax{}
	if !s.filter(c, r, rest, k) {
		return nil
	}
	return c
}
