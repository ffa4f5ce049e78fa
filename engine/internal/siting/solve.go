package siting

import "slices"

// Effort of the local search, in steps rather than seconds, so that results are reproducible.
const (
	// beyond is how many more circles are tried after the best so far, unless it meets every bound before the count.
	beyond = 2
	// maxRounds bounds the rounds of site exchange, polishing and re-centring; each ends at a local optimum.
	maxRounds = 60
	// recolourings bounds the moves that repair circles wider than the diameter.
	recolourings = 4000
)

// Solve finds circles. stop is asked now and then; a true answer ends the search with ok false.
func Solve(p *Problem, stop func() bool) (Solution, bool) {
	s := Solution{Of: unplaced(len(p.Homes)), Multiplier: make([]int64, len(p.Homes))}
	s.Claims = Claims{Claim{true, true, 0}, Claim{true, true, 0}, Claim{true, true, 0}, Claim{true, true, 0}}
	natural := p.parts()
	parts := natural
	if p.Objective != Fewest || p.Target > 0 {
		parts = p.whole()
	}
	owner := p.share(parts)
	for k, homes := range parts {
		t := newPart(p, homes, func(s int32) bool { return owner[s] == int32(k) })
		if !t.solve(stop) {
			return Solution{}, false
		}
		t.deliver(&s)
	}
	s.Value = p.value(s.Open, s.Of)
	p.bound(&s, natural)
	return s, !stop()
}

// whole is one part: under a given number of circles, or a share to hold, the natural parts are rivals.
func (p *Problem) whole() [][]int32 {
	if len(p.Homes) == 0 {
		return nil
	}
	all := make([]int32, len(p.Homes))
	for h := range all {
		all[h] = int32(h)
	}
	return [][]int32{all}
}

// solve takes the exact way where the part is plain, and searches otherwise, or where the exact solution misses an aim that it does not know.
func (t *part) solve(stop func() bool) bool {
	t.of = unplaced(len(t.Homes))
	goal := t.goal(t.Homes)
	t.capped(&goal)
	t.roomy(&goal)
	t.argument = t.prove()
	done, ok := t.exact(goal, stop)
	if !ok || done {
		return ok
	}
	if !t.relax(stop) || !t.searchAll(goal, stop) {
		return false
	}
	if len(t.open) == 0 {
		t.single()
	}
	t.settle()
	return true
}

// searchAll searches with every number of circles in question, and keeps the best value.
func (t *part) searchAll(goal Value, stop func() bool) bool {
	switch {
	case t.Objective == Center:
		return t.shrink(stop)
	case t.Objective == Median && t.Count == 0:
		return t.searchFrom(goal, max(len(t.open), 1), stop)
	case t.Objective != Fewest:
		return t.attempt(t.Count, stop)
	}
	return t.searchFrom(goal, t.argument.Bound, stop)
}

// searchFrom tries numbers of circles from the lower bound upwards; one that meets the goal ends it.
func (t *part) searchFrom(goal Value, least int, stop func() bool) bool {
	most := t.mostCircles()
	worse := 0
	for count := max(min(least, most), t.required()); count <= most && worse < beyond; count++ {
		before := t.value(t.open, t.of)
		if !t.attempt(count, stop) {
			return false
		}
		v := t.value(t.open, t.of)
		if len(t.open) > 0 && !v.Better(before) {
			worse++
			continue
		}
		worse = 0
		if t.Objective == Fewest && v.meets(goal) {
			break
		}
	}
	return true
}

// mostCircles is how many there can be: more than that, and not all homes could be held.
func (t *part) mostCircles() int {
	if t.TeamMin == 0 {
		return min(len(t.Sites), len(t.Homes))
	}
	return min(len(t.Sites), t.memberHomes())
}

// meets reports whether nothing before the number of circles can be better.
func (a *Value) meets(goal Value) bool {
	return a.Counted == goal.Counted && a.Placed == goal.Placed && a.Shortfall == goal.Shortfall
}

// attempt searches with a number of circles, and keeps what it finds if that is better, or the first.
func (t *part) attempt(count int, stop func() bool) bool {
	if len(t.Start) > 0 && !t.attemptFrom(t.Start, count, stop) {
		return false
	}
	return t.attemptFrom(nil, count, stop)
}

func (t *part) attemptFrom(start []int32, count int, stop func() bool) bool {
	w := newSearch(t, start, min(count, t.mostCircles()))
	if !w.exchange(stop) {
		return false
	}
	w.deal()
	return w.finish(stop) && t.keep(w.open, w.of)
}

// keep takes a solution over if it is better than the one at hand; it is always true.
func (t *part) keep(open, of []int32) bool {
	now, then := t.value(t.open, t.of), t.value(open, of)
	if len(t.open) == 0 || then.Better(now) {
		t.open, t.of = open, of
	}
	return true
}

// shrink finds the least farthest distance by which the search still places as much as without that limit: by halves over the distances that there are. It
// is a search among searches, and proves nothing.
func (t *part) shrink(stop func() bool) bool {
	if !t.attempt(t.Count, stop) {
		return false
	}
	ways := t.ways()
	best := t.value(t.open, t.of)
	low, high := 0, len(ways)-1
	if t.claims.Farthest.Known {
		low, _ = slices.BinarySearch(ways, t.claims.Farthest.Bound)
	}
	for first := true; low < high; first = false {
		middle := (low + high) / 2
		if first {
			middle = low // as near as can be, if it goes at all
		}
		u := t.shortened(ways[middle])
		if !u.attempt(t.Count, stop) {
			return false
		}
		v := t.value(u.open, u.of)
		if v.Better(best) && u.seated() {
			best = v
			t.open, t.of = u.open, u.of
			high, _ = slices.BinarySearch(ways, v.Farthest)
		} else {
			low = middle + 1
		}
	}
	return true
}

// seated reports whether every required site holds a home: a shorter radius may leave one without.
func (t *part) seated() bool {
	holds := make([]bool, len(t.Sites))
	for _, c := range t.of {
		if c != None {
			holds[t.open[c]] = true
		}
	}
	for s := range t.Sites {
		if t.Sites[s].Required && !holds[s] {
			return false
		}
	}
	return true
}

// ways lists the distances in reach, ascending, each once.
func (t *part) ways() []int64 {
	var ways []int64
	for s := range t.Sites {
		for h, d := range t.Distance[s] {
			if d != Far {
				way, _ := t.way(int32(s), int32(h))
				ways = append(ways, way)
			}
		}
		if len(ways) > 4*len(t.Homes)+1<<16 {
			slices.Sort(ways)
			ways = slices.Compact(ways)
		}
	}
	slices.Sort(ways)
	return slices.Compact(ways)
}

// shortened is the part with a shorter radius. Sites and homes stay.
func (t *part) shortened(limit int64) *part {
	u := *t
	u.open, u.of = nil, unplaced(len(t.Homes))
	u.Distance = make([][]int64, len(t.Sites))
	for s := range t.Sites {
		u.Distance[s] = slices.Clone(t.Distance[s])
		for h, d := range u.Distance[s] {
			if d == Far {
				continue
			}
			if way, _ := t.way(int32(s), int32(h)); way > limit {
				u.Distance[s][h] = Far
			}
		}
	}
	u.HasRadius = true
	return &u
}

func unplaced(n int) []int32 {
	of := make([]int32, n)
	for h := range of {
		of[h] = None
	}
	return of
}

func (t *part) memberHomes() int {
	n := 0
	for i := range t.Homes {
		if t.Homes[i].Members > 0 {
			n++
		}
	}
	return n
}

func (p *Problem) required() int {
	n := 0
	for _, s := range p.Sites {
		if s.Required {
			n++
		}
	}
	return n
}

// goal is the bound on everything that comes before the number of circles, of homes that no valid circle joins with others: all of them placed, as many counted as the
// members have room for (the lightest first), no more shortfall than homes lack.
func (p *Problem) goal(homes []Home) Value {
	var all tally
	for i := range homes {
		all.add(&homes[i], 1)
	}
	v := all.value(p, func() []int32 { return nil })
	v.Shortfall = 0
	if p.TeamMin > 0 {
		v.Shortfall = max(all.minLoad-all.need(), 0)
		for i := range v.Counted {
			v.Counted[i] = lightest(homes, 2-i, all.capacity)
		}
	}
	return v
}

// roomy lowers a goal to what the sites have room for, as many of the largest as there may be circles.
func (p *Problem) roomy(v *Value) {
	rooms := p.rooms()
	if rooms == nil {
		return
	}
	sum := int64(0)
	for _, room := range rooms[:p.atMost(len(rooms))] {
		sum += room
	}
	for i := range v.Placed {
		v.Placed[i] = int(min(int64(v.Placed[i]), sum))
		if p.TeamMin == 0 {
			v.Counted[i] = v.Placed[i]
		}
	}
}

// atMost is how many circles n sites can have.
func (p *Problem) atMost(n int) int {
	if p.Count > 0 {
		return min(n, p.Count)
	}
	return n
}

// rooms lists the rooms of the sites, largest first; nil if some site has no limit.
func (p *Problem) rooms() []int64 {
	rooms := make([]int64, 0, len(p.Sites))
	if p.Anywhere {
		return nil
	}
	for _, s := range p.Sites {
		if !s.Limited {
			return nil
		}
		rooms = append(rooms, s.Room)
	}
	slices.Sort(rooms)
	slices.Reverse(rooms)
	return rooms
}

// lightest counts the own homes of at least that priority, and as many of the others as fit, lightest first.
func lightest(homes []Home, priority int, room int64) int {
	n := 0
	var weights []int64
	for i := range homes {
		h := &homes[i]
		switch {
		case h.Priority < priority:
		case h.Own:
			n++
		default:
			weights = append(weights, h.Weight)
		}
	}
	slices.Sort(weights)
	for _, w := range weights {
		if room -= w; room < 0 {
			break
		}
		n++
	}
	return n
}
