package siting

// A search holds one attempt with a fixed number of circles. Circle c stands at open[c] and has the homes with of[h] == c.
type search struct {
	*part
	open    []int32
	of      []int32
	tallies []tally
	member  []int32 // homes with members
	bits    []Bits  // the homes of each circle, under a diameter
}

// searchAt starts from open sites.
func searchAt(t *part, open []int32) *search {
	w := &search{part: t, open: open, of: unplaced(len(t.Homes))}
	for h := range t.Homes {
		if t.Homes[h].Members > 0 {
			w.member = append(w.member, int32(h))
		}
	}
	return w
}

// newSearch opens a number of sites: the required ones, then those to start from, then whichever helps most.
func newSearch(t *part, start []int32, count int) *search {
	w := searchAt(t, make([]int32, 0, count))
	for s, site := range t.Sites {
		if site.Required {
			w.open = append(w.open, int32(s))
		}
	}
	for _, s := range start {
		if len(w.open) < count && !t.Sites[s].Required {
			w.open = append(w.open, s)
		}
	}
	for len(w.open) < count {
		w.open = append(w.open, w.bestAddition())
	}
	return w
}

// finish mends what is not valid in the homes dealt out, and polishes.
func (w *search) finish(stop func() bool) bool {
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
