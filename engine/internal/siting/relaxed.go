package siting

import "slices"

// relax solves the part as if nothing but radius, number and costs limited its circles: what that comes to at best is a bound, and its sites are a start for the
// search. False if stop said so.
func (t *part) relax(stop func() bool) bool {
	if t.plain() || t.limited() || t.Objective == Fewest || t.Anywhere || len(t.Sites) == 0 || t.stands() {
		return true
	}
	u := *t
	u.near, u.TeamMax, u.MinHeld, u.of = nil, 0, 0, unplaced(len(t.Homes))
	x := &exactly{part: &u, work: t.Work / 4, stop: stop}
	switch t.Objective {
	case Center:
		x.center()
	case Cover:
		x.cover()
	default:
		x.median(nil, t.Distance)
	}
	if x.stopped {
		return false
	}
	if len(t.Start) == 0 {
		t.Start = x.open
	}
	t.claims = x.claims
	return true
}

func (t *part) stands() bool {
	return slices.ContainsFunc(t.Sites, func(s Site) bool { return s.Standing })
}

// settle keeps of what the relaxed part told what holds of the part: bounds on farthest and total distance only if every home is held, as in the relaxed one, and
// on the total only where nothing came before it. A bound that is reached ends the search.
func (t *part) settle() {
	v, c := t.value(t.open, t.of), t.claims
	t.claims = Claims{Held: Claim{Known: t.Objective == Cover && c.Held.Known && !t.rivals(), Bound: c.Held.Bound}}
	if slices.Contains(t.of, None) || t.Target > 0 {
		return
	}
	if t.Objective == Center && c.Farthest.Known {
		t.claims.Farthest = Claim{Searched: v.Farthest == c.Farthest.Bound, Known: true, Bound: c.Farthest.Bound}
	}
	if t.Objective == Median && c.Distance.Known && (t.Count == 0 || len(t.open) == min(t.Count, len(t.Sites))) { // fewer circles cost less
		t.claims.Distance = Claim{Searched: v.Distance == c.Distance.Bound, Known: true, Bound: c.Distance.Bound}
	}
}
