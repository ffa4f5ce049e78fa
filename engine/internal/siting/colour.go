package siting

import "slices"

// recolour moves homes between circles until no two homes of a circle are too far apart, if it can. Two circles
// without radius are a bipartite question, answered exactly; else a deterministic tabu search (Hertz and de Werra 1987).
func (w *search) recolour() {
	if len(w.open) == 2 && !w.HasRadius && !w.anyFar() && w.split() {
		return
	}
	newTabu(w).run()
}

// anyFar reports whether some home has no way to an open site.
func (w *search) anyFar() bool {
	return slices.ContainsFunc(w.open, func(s int32) bool { return slices.Contains(w.Distance[s], Far) })
}

// split deals out two circles along the components of the graph of homes that are too far apart, each component the way
// round that is shorter. It reports false if that graph has an odd ring.
func (w *search) split() bool {
	colour, order, ok := twoColour(w.near)
	if !ok {
		return false
	}
	for len(order) > 0 {
		n := 1
		for n < len(order) && !order[n].first {
			n++
		}
		w.orient(order[:n], colour)
		order = order[n:]
	}
	return true
}

func (w *search) orient(component []visit, colour []int8) {
	var straight, turned int64
	for _, v := range component {
		c := colour[v.home]
		straight += w.Distance[w.open[c]][v.home]
		turned += w.Distance[w.open[1-c]][v.home]
	}
	for _, v := range component {
		w.of[v.home] = int32(colour[v.home])
		if turned < straight {
			w.of[v.home] = 1 - w.of[v.home]
		}
	}
}

// A visit is a home reached by the search through a component; first marks the start of one.
type visit struct {
	home, from int32
	first      bool
}

// twoColour colours the graph of homes that are not near so that neighbours differ; false, with the visits so far, if an odd ring forbids it.
func twoColour(near []Bits) (colour []int8, order []visit, ok bool) {
	colour = make([]int8, len(near))
	for h := range colour {
		colour[h] = -1
	}
	for start := range near {
		if colour[start] >= 0 {
			continue
		}
		colour[start] = 0
		order = append(order, visit{int32(start), None, true})
		for next := len(order) - 1; next < len(order); next++ {
			h := order[next].home
			for o := range near {
				switch {
				case near[h].Has(int32(o)):
				case colour[o] < 0:
					colour[o] = 1 - colour[h]
					order = append(order, visit{int32(o), h, false})
				case colour[o] == colour[h]:
					return colour, append(order, visit{int32(o), h, false}), false
				}
			}
		}
	}
	return colour, order, true
}

// oddRing finds homes of which neighbours in the ring are too far apart, an odd number of them; nil if there is none.
func oddRing(near []Bits) []int32 {
	_, order, ok := twoColour(near)
	if ok {
		return nil
	}
	parent := make(map[int32]int32)
	closing := order[len(order)-1]
	for _, v := range order[:len(order)-1] {
		parent[v.home] = v.from
	}
	a, b := rootPath(parent, closing.from), rootPath(parent, closing.home)
	for len(a) > 1 && len(b) > 1 && a[len(a)-2] == b[len(b)-2] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	slices.Reverse(b)
	return append(a, b[1:]...)
}

func rootPath(parent map[int32]int32, h int32) []int32 {
	path := []int32{h}
	for parent[h] != None {
		h = parent[h]
		path = append(path, h)
	}
	return path
}

// tabu repairs circles by the move that leaves the fewest conflicts, never straight back.
type tabu struct {
	*search
	clash []int32 // clash[h*n+c]: homes of circle c too far from h
	until []int32 // until[h*n+c]: the step up to which h may not return to c
	step  int32
	total int32
}

func newTabu(w *search) *tabu {
	n := len(w.open)
	t := &tabu{search: w, clash: make([]int32, len(w.of)*n), until: make([]int32, len(w.of)*n)}
	sets := w.circleBits()
	for h := range w.of {
		for c := range n {
			t.clash[h*n+c] = int32(sets[c].outside(w.near[h]))
		}
		if c := w.of[h]; c != None {
			t.total += t.clash[h*n+int(c)]
		}
	}
	return t
}

func (w *search) circleBits() []Bits {
	sets := make([]Bits, len(w.open))
	for c := range sets {
		sets[c] = NewBits(len(w.of))
	}
	for h, c := range w.of {
		if c != None {
			sets[c].Add(int32(h))
		}
	}
	return sets
}

// run keeps the arrangement with the fewest conflicts.
func (t *tabu) run() {
	best, kept := t.total, slices.Clone(t.of)
	for t.step = 1; t.step <= recolourings && t.total > 0; t.step++ {
		h, c := t.choose(best)
		if h == None {
			break
		}
		t.move(h, c)
		if t.total < best {
			best = t.total
			copy(kept, t.of)
		}
	}
	copy(t.of, kept)
}

func (t *tabu) choose(best int32) (home, circle int32) {
	n := len(t.open)
	home = None
	var gain int32
	var way int64
	for h, from := range t.of {
		if from == None || t.clash[h*n+int(from)] == 0 {
			continue
		}
		for c := range n {
			d := t.Distance[t.open[c]][h]
			if c == int(from) || d == Far {
				continue
			}
			g := t.clash[h*n+c] - t.clash[h*n+int(from)]
			if t.until[h*n+c] >= t.step && t.total+2*g >= best {
				continue
			}
			if way2 := d - t.Distance[t.open[from]][h]; home == None || g < gain || g == gain && way2 < way {
				home, circle, gain, way = int32(h), int32(c), g, way2
			}
		}
	}
	return home, circle
}

func (t *tabu) move(h, to int32) {
	n := int32(len(t.open))
	from := t.of[h]
	t.total += 2 * (t.clash[h*n+to] - t.clash[h*n+from])
	t.of[h] = to
	t.until[h*n+from] = t.step + 7 + t.total/4
	for o := range t.of {
		if !t.near[h].Has(int32(o)) {
			t.clash[int32(o)*n+from]--
			t.clash[int32(o)*n+to]++
		}
	}
}
