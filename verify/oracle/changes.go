package oracle

import (
	"slices"

	"jinlin/engine"
)

// BeforeOf are the members whom a plan says that its homes had before.
func BeforeOf(d *engine.Draft) Link {
	had := Link{}
	for _, r := range d.Homes {
		if r.Before != "" {
			had[r.ID] = r.Before
		}
	}
	return had
}

// Keepable are the pairs of had that are allowed now, of homes that are free,
// within the circles of the plan.
func (w World) Keepable(d *engine.Draft, had Link) Link {
	keep := Link{}
	for _, h := range w.homes() {
		m := had[h]
		if m != "" && w.member(m) != nil && w.own(h) == "" && w.fixed(d, h) == "" && !w.spared(h) && w.allowed(d, h, m) {
			keep[h] = m
		}
	}
	return keep
}

// LeastMatch asks for the links within the circles of the plan with the fewest
// changes of the pairs in had: the tier of changes comes before those that the policy orders.
func (w World) LeastMatch(d *engine.Draft, had Link) Match {
	x := w.LinkMatch(d)
	x.Keep = w.Keepable(d, had)
	x.Tiers = slices.Insert(slices.Clone(x.Tiers), len(x.Tiers)-len(w.P.Policy.Links.Order), "changes")
	return x
}

// AtMostMatch asks for the links within the circles of the plan with at most n
// changes of the pairs in had, or as few as maxima admit if n are too few.
func (w World) AtMostMatch(d *engine.Draft, had Link, n int) Match {
	x := w.LinkMatch(d)
	x.Keep = w.Keepable(d, had)
	x.AtMost = new(int)
	*x.AtMost = max(n, w.mustLeave(d, x.Keep))
	return x
}

// mustLeave is how many homes have to leave their member for want of room.
func (w World) mustLeave(d *engine.Draft, keep Link) int {
	leave := 0
	for _, m := range w.eligibles() {
		room, most := w.load(m).Max, 0
		var mine []engine.HouseholdID
		for _, h := range w.homes() {
			if w.fixed(d, h) == m {
				room -= w.weight(h)
			}
			if keep[h] == m {
				mine = append(mine, h)
			}
		}
		for set := range 1 << len(mine) {
			count, sum := 0, 0
			for i, h := range mine {
				if set>>i&1 == 1 {
					count++
					sum += w.weight(h)
				}
			}
			if sum <= room {
				most = max(most, count)
			}
		}
		leave += len(mine) - most
	}
	return leave
}

// RebalancedMatch asks for the links of a plan as its Rebalance says.
func (w World) RebalancedMatch(d *engine.Draft) Match {
	switch r := d.Rebalance; {
	case r == nil:
		return w.LinkMatch(d)
	case r.Mode == engine.RebalanceAtMost:
		return w.AtMostMatch(d, BeforeOf(d), r.MaxChanges)
	}
	return w.LeastMatch(d, BeforeOf(d))
}

// Changed counts the voluntary changes of a match.
func (x Match) Changed(to Link) int {
	n := 0
	for h, m := range x.Keep {
		if to[h] != m {
			n++
		}
	}
	return n
}

// changes checks what a plan says of how it came from another.
func (j *judge) changes() {
	r := j.d.Rebalance
	had := BeforeOf(j.d)
	if r == nil {
		j.say(len(had) == 0, "members before, and the plan was made anew")
		return
	}
	j.say((r.Mode == "least" || r.Mode == "at_most") && r.MaxChanges >= 0, "mode %s", r.Mode)
	all := 0
	for h, m := range had {
		if j.row(h).Member != m {
			all++
		}
	}
	x := j.RebalancedMatch(j.d)
	n := x.Changed(LinksOf(j.d))
	j.say(r.Voluntary == n && r.Forced == all-n, "%d voluntary and %d forced changes, not %d and %d", r.Voluntary, r.Forced, n, all-n)
	j.say(x.AtMost == nil || n <= *x.AtMost, "%d changes", n)
}

// numbers checks the numbers of circles that have been given out over time.
func (j *judge) numbers() {
	seen := map[int]bool{}
	j.say(j.d.Rebalance.NextCircle > 0, "the next number")
	for _, c := range j.d.Circles {
		j.say(c.Number > 0 && !seen[c.Number] && c.Number < j.d.Rebalance.NextCircle, "number of %s", c.ID)
		seen[c.Number] = true
	}
}

// unfilled reports whether a member of the circle without a role fits a slot
// that is empty.
func (j *judge) unfilled(c *engine.Circle, held Holding) bool {
	for i, r := range j.P.Policy.Team.Roles {
		count := 0
		for _, role := range held {
			if role == i {
				count++
			}
		}
		for _, m := range j.team(homesOf(j.d, c.ID)) {
			if _, busy := held[m]; !busy && j.fits(m, i) && count < r.Max {
				return true
			}
		}
	}
	return false
}

// frozen reports whether circles and teams stand as they did.
func (j *judge) frozen() bool { return j.d.Rebalance != nil && !j.d.Rebalance.Resited }
