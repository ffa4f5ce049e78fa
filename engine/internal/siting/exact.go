package siting

import (
	"slices"
)

// exact solves a part that nothing but radius, number, costs and capacity limits with the solvers for such problems. done is false where the part
// is not of that kind, or the outcome misses an aim that those do not know; what they proved stands all the same.
func (t *part) exact(goal Value, stop func() bool) (done, ok bool) {
	if !t.plain() || len(t.Sites) == 0 {
		return false, true
	}
	x := &exactly{part: t, work: t.Work, stop: stop}
	switch {
	case t.limited() && t.TeamMin > 0:
		return false, true
	case t.limited():
		x.withRooms()
	case t.Objective == Fewest:
		x.fewest()
	case t.Objective == Center:
		x.center()
	case t.Objective == Cover:
		x.rank = t.ranks()
		x.cover()
	default:
		x.median(nil, t.Distance)
	}
	if x.stopped {
		return false, false
	}
	if x.open == nil {
		return false, true
	}
	return x.adopt(goal), true
}

// plain reports whether circles have neither diameter nor team nor least size to keep.
func (t *part) plain() bool {
	members := 0
	for i := range t.Homes {
		members += t.Homes[i].Members
	}
	return t.near == nil && (t.TeamMax == 0 || members <= t.TeamMax) && t.MinHeld == 0
}

// rivals reports whether homes of several priorities may be left out, which the exact solvers do not tell apart. Where a share is enough, that is true of homes
// without priority only.
func (t *part) rivals() bool {
	if t.Target > 0 {
		return slices.ContainsFunc(t.Homes, func(h Home) bool { return h.Priority > 0 })
	}
	return t.Objective != Fewest && slices.ContainsFunc(t.Homes, func(h Home) bool { return h.Priority != t.Homes[0].Priority })
}

// ranks are the sizes of rivals, each counted so often that a home of a higher priority is worth more than all of lower ones; nil where there are no rivals, or
// numbers do not suffice.
func (t *part) ranks() []int64 {
	if !t.rivals() {
		return nil
	}
	total := int64(1)
	for i := range t.Homes {
		total += t.Homes[i].size()
	}
	if total > 1_000_000 {
		return nil
	}
	rank := make([]int64, len(t.Homes))
	for i := range t.Homes {
		times := int64(1)
		for range t.Homes[i].Priority {
			times = times*total + 1
		}
		rank[i] = t.Homes[i].size() * times
	}
	return rank
}

// worth is what holding a home counts.
func (x *exactly) worth(h int) int64 {
	if x.rank != nil {
		return x.rank[h]
	}
	return x.Homes[h].size()
}

// heldBy is what all homes in circles are worth.
func (x *exactly) heldBy(of []int32) int64 {
	held := int64(0)
	for h, c := range of {
		if c != None {
			held += x.worth(h)
		}
	}
	return held
}

func (p *Problem) limited() bool {
	return slices.ContainsFunc(p.Sites, func(s Site) bool { return s.Limited })
}

// An exactly runs the solvers: what they open, which site takes each home, and what they can say of it.
type exactly struct {
	*part
	open, of   []int32
	claims     Claims
	argument   *Argument
	multiplier []int64
	work       int64
	stop       func() bool
	stopped    bool
	// rank is what each home is worth where several priorities are rivals: more than all homes of lower ones together. Nil otherwise.
	rank []int64
}

// adopt makes circles of the outcome if they are valid, and tells whether all aims that the solvers do not know are met at their bounds.
func (x *exactly) adopt(goal Value) bool {
	t := x.part
	if x.argument != nil && int64(x.argument.Bound) > t.argument.cost(t.cheapest()) {
		t.argument = *x.argument
	}
	w := searchAt(t, slices.Clone(x.open))
	copy(w.of, x.of)
	asked := t.value(w.open, w.of)
	if !w.seatAll() {
		return false
	}
	w.level()
	v := t.value(w.open, w.of)
	t.open, t.of = w.open, w.of
	if v.Farthest > asked.Farthest || v.Distance > asked.Distance { // a site took a home from farther away: the solvers let it stand empty
		return false
	}
	if t.Objective == Median && t.Count > 0 && len(w.open) < len(x.open) { // the solvers counted the cost of empty sites too, and it matters which ones end
		return false
	}
	if t.TeamMin > 0 && (v.Counted != goal.Counted || v.Shortfall != goal.Shortfall) || t.rivals() && v.Placed != goal.Placed && !(x.rank != nil && x.claims.Held.Searched) {
		return false
	}
	t.claims, t.multiplier = x.claims, x.multiplier
	if t.Anywhere {
		t.claims = Claims{Held: Claim{Searched: x.claims.Held.Searched && t.Objective != Cover}, Cost: x.anywhere()}
	}
	return true
}

func (p *Problem) cheapest() int64 {
	least := p.Sites[0].Cost
	for _, s := range p.Sites {
		least = min(least, s.Cost)
	}
	return least
}

// seatAll gives each circle what makes it one: circles that homes pass by get the nearest home that costs nothing, or, where the site is required or so many circles are
// asked for, any; else they end. It reports false if that cannot be.
func (w *search) seatAll() bool {
	w.tally()
	for c := len(w.open) - 1; c >= 0; c-- {
		if w.tallies[c].lives(&w.Problem) || w.invite(int32(c)) {
			continue
		}
		if w.Sites[w.open[c]].Required || w.TeamMin > 0 && w.tallies[c].homes > 0 {
			return false
		}
	}
	w.dissolveEmpty()
	return true
}

// invite moves to a circle the home that makes it one for the least distance, from a circle that can spare it.
func (w *search) invite(c int32) bool {
	best, at := Far, None
	for _, h := range w.hosts() {
		from := w.of[h]
		if from == None || w.Distance[w.open[c]][h] == Far || !w.frees(h) || !w.hasRoom(c, w.Homes[h].size()) {
			continue
		}
		if d := w.Distance[w.open[c]][h] - w.Distance[w.open[from]][h]; d < best {
			best, at = d, h
		}
	}
	asked := w.Sites[w.open[c]].Required || w.Objective != Fewest && w.Count > 0
	if at == None || best > 0 && !asked {
		return false
	}
	w.shift(at, c)
	return true
}

func (x *exactly) requiredSites() []bool {
	if x.required() == 0 {
		return nil
	}
	required := make([]bool, len(x.Sites))
	for s := range x.Sites {
		required[s] = x.Sites[s].Required
	}
	return required
}

func (x *exactly) spend(work int64) { x.work = max(x.work-work, 1) }

// level evens out the circles along homes that are as near to another: each step takes a size from a larger circle to one that stays smaller. Distances stay
// as they are.
func (w *search) level() {
	if w.TeamMin > 0 {
		return
	}
	for range maxRounds {
		again := false
		for h, from := range w.of {
			if from == None {
				continue
			}
			size := w.Homes[h].size()
			for c, s := range w.open {
				to := int32(c)
				if w.Distance[s][h] == w.Distance[w.open[w.of[h]]][h] && w.tallies[to].held+size < w.tallies[w.of[h]].held && w.hasRoom(to, size) {
					w.shift(int32(h), to)
					again = true
				}
			}
		}
		if !again {
			return
		}
	}
}
