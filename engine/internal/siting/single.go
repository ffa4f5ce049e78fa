package siting

// single makes do with one circle where the search was left with none: of each site with each home that makes a circle there, joined by whom it admits, the best. There is one wherever a home is
// holdable, so that a plan without circles says that no home is. O(sites x hosts x homes).
func (t *part) single() {
	w := searchAt(t, nil)
	for s := range t.Sites {
		for _, h := range w.hosts() {
			w.open, w.of = []int32{int32(s)}, unplaced(len(t.Homes))
			w.tally()
			if !w.admits(0, h) {
				continue
			}
			w.shift(h, 0)
			w.join()
			t.keep(w.open, w.of)
		}
	}
}
