package siting

import "slices"

// Effort of the search, in steps rather than seconds, so that results are reproducible.
const (
	// beyond is how many more circles are tried after the best so far, unless it meets every bound before the count.
	beyond = 2
	// maxRounds bounds the rounds of site exchange, polishing and re-centring; each ends at a local optimum.
	maxRounds = 60
	// recolourings bounds the moves that repair circles wider than the diameter.
	recolourings = 4000
)

// solve tries numbers of circles from the lower bound upwards and keeps the best value; one that meets the goal ends it.
func (t *part) solve(goal Value, least int, stop func() bool) bool {
	t.of = unplaced(len(t.Homes))
	most := min(len(t.Sites), t.memberHomes())
	least = max(min(least, most), t.required()) // more circles than that cannot be: then not all homes can be held
	var best Value
	worse := 0
	for count := least; count <= most && worse < beyond; count++ {
		if stop() {
			return false
		}
		w := newSearch(t, count)
		if !w.run(stop) {
			return false
		}
		v := t.Problem.value(w.open, w.of)
		if len(t.open) > 0 && !v.Better(best) {
			worse++
			continue
		}
		best, worse = v, 0
		t.open, t.of = w.open, w.of
		if v.Counted == goal.Counted && v.Placed == goal.Placed && v.Shortfall == goal.Shortfall {
			break
		}
	}
	return true
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

func (t *part) required() int {
	n := 0
	for _, s := range t.Sites {
		if s.Required {
			n++
		}
	}
	return n
}

// goal is the bound on everything that comes before the number of circles: all homes placed, as many counted as the
// members have room for (the lightest first), no more shortfall than homes lack.
func (t *part) goal() Value {
	var all tally
	for i := range t.Homes {
		all.add(&t.Homes[i], 1)
	}
	v := all.value(&t.Problem, func() []int32 { return nil })
	v.Shortfall = max(all.minLoad-all.need(), 0)
	for i := range v.Counted {
		v.Counted[i] = t.lightest(2-i, all.capacity)
	}
	return v
}

// lightest counts the own homes of at least that priority, and as many of the others as fit, lightest first.
func (t *part) lightest(priority int, room int64) int {
	n := 0
	var weights []int64
	for i := range t.Homes {
		h := &t.Homes[i]
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

// A search holds one attempt with a fixed number of circles. Circle c stands at open[c] and has the homes with of[h] == c.
type search struct {
	*part
	open    []int32
	of      []int32
	tallies []tally
	member  []int32 // homes with members
	bits    []Bits  // the homes of each circle, under a diameter
}

func newSearch(t *part, count int) *search {
	w := &search{part: t, open: make([]int32, 0, count), of: unplaced(len(t.Homes))}
	for h := range t.Homes {
		if t.Homes[h].Members > 0 {
			w.member = append(w.member, int32(h))
		}
	}
	for s, site := range t.Sites {
		if site.Required {
			w.open = append(w.open, int32(s))
		}
	}
	for len(w.open) < count {
		w.open = append(w.open, w.bestAddition())
	}
	return w
}

// run chooses sites, deals out the homes, mends what is not valid, and polishes.
func (w *search) run(stop func() bool) bool {
	if !w.exchange(stop) {
		return false
	}
	w.deal()
	if w.near != nil {
		w.recolour()
	}
	w.mend()
	for range maxRounds {
		if stop() {
			return false
		}
		moved := w.polish()
		if !w.recentre() && !moved {
			break
		}
	}
	return true
}
