package siting

import "slices"

// A merit tells how well a set of sites does before homes are dealt out in earnest: first the size of what cannot be placed, then what the
// sites themselves decide.
type merit struct {
	bad      int64
	cost     int64
	fresh    int
	distance int64
}

func (a merit) less(b merit) bool {
	switch {
	case a.bad != b.bad:
		return a.bad < b.bad
	case a.cost != b.cost:
		return a.cost < b.cost
	case a.fresh != b.fresh:
		return a.fresh < b.fresh
	}
	return a.distance < b.distance
}

// open adds what opening a site means by itself.
func (a *merit) open(p *Problem, s int32) {
	site := &p.Sites[s]
	if !site.Standing {
		a.fresh++
	}
	switch p.Objective {
	case Fewest:
		a.cost += site.Cost
	case Median:
		a.distance += site.Cost
	}
}

// bestAddition is the closed site that helps the open ones most: least out of reach, then cheapest, then least distance.
func (w *search) bestAddition() int32 {
	near := w.nearestOpen(None)
	best, at := merit{}, None
	for s := range w.Sites {
		if slices.Contains(w.open, int32(s)) {
			continue
		}
		if m := w.withSite(near, int32(s)); at == None || m.less(best) {
			best, at = m, int32(s)
		}
	}
	return at
}

// nearestOpen is the distance of every home to the nearest open site but one.
func (w *search) nearestOpen(without int32) []int64 {
	near := make([]int64, len(w.Homes))
	for h := range near {
		near[h] = Far
	}
	for _, s := range w.open {
		if s == without {
			continue
		}
		for h, d := range w.Distance[s] {
			near[h] = min(near[h], d)
		}
	}
	return near
}

// withSite is the merit of one more site, without what the other sites mean by themselves.
func (w *search) withSite(near []int64, s int32) merit {
	var m merit
	for h, d := range w.Distance[s] {
		if d = min(d, near[h]); d == Far {
			m.bad += w.Homes[h].size()
		} else {
			m.distance += d
		}
	}
	m.open(&w.Problem, s)
	return m
}

// exchange swaps an open for a closed site while that helps (Teitz and Bart 1968). With a team maximum each promising swap is judged with
// the members dealt out. O(open x closed x homes) a round.
func (w *search) exchange(stop func() bool) bool {
	current := w.merit()
	for range maxRounds {
		if stop() {
			return false
		}
		better := false
		for c, out := range w.open {
			if w.Sites[out].Required {
				continue
			}
			if m, found := w.exchangeAt(c, current); found {
				current, better = m, true
			}
		}
		if !better {
			break
		}
	}
	return true
}

// exchangeAt puts the best other site in the place of circle c, if one helps. The plain merit bounds the true one from below, so
// that most sites need no dealing out.
func (w *search) exchangeAt(c int, current merit) (merit, bool) {
	out := w.open[c]
	near := w.nearestOpen(out)
	var rest merit
	for _, s := range w.open {
		if s != out {
			rest.open(&w.Problem, s)
		}
	}
	best, at := current, out
	for s := range w.Sites {
		if slices.Contains(w.open, int32(s)) {
			continue
		}
		m := w.withSite(near, int32(s))
		m.cost, m.fresh, m.distance = m.cost+rest.cost, m.fresh+rest.fresh, m.distance+rest.distance
		if !m.less(best) {
			continue
		}
		w.open[c] = int32(s)
		if m = w.merit(); m.less(best) {
			best, at = m, int32(s)
		}
		w.open[c] = out
	}
	w.open[c] = at
	return best, at != out
}

// merit deals out the homes and says how well that went.
func (w *search) merit() merit {
	m := merit{bad: int64(w.deal())}
	for h, c := range w.of {
		if c == None {
			m.bad += w.Homes[h].size()
		} else {
			m.distance += w.Distance[w.open[c]][h]
		}
	}
	for _, s := range w.open {
		m.open(&w.Problem, s)
	}
	return m
}

// deal gives every home to its nearest circle, then moves homes with members until no team is over its maximum and none is empty. It returns how
// many members remain over and how many circles remain without.
func (w *search) deal() (bad int) {
	for h := range w.of {
		w.of[h] = w.nearestCircle(int32(h))
	}
	if w.TeamMin == 0 && w.TeamMax == 0 {
		return 0
	}
	team := make([]int, len(w.open))
	for _, h := range w.member {
		if c := w.of[h]; c != None {
			team[c] += w.Homes[h].Members
		}
	}
	if w.TeamMax > 0 {
		bad = w.thin(team)
	}
	empty := 0
	for c := range team {
		if w.TeamMin > 0 && team[c] == 0 && !w.seat(int32(c), team) {
			empty++
		}
	}
	if empty > 0 {
		w.leave(team)
	}
	return bad + empty
}

// leave takes the homes out of circles without members, which are none; each goes to the nearest other, if one reaches it.
func (w *search) leave(team []int) {
	for h, c := range w.of {
		if c == None || team[c] > 0 {
			continue
		}
		best := Far
		w.of[h] = None
		for o, s := range w.open {
			if d := w.Distance[s][h]; team[o] > 0 && d < best {
				best, w.of[h] = d, int32(o)
			}
		}
	}
}

// nearestCircle prefers, among equally near ones, the circle that stands at the home itself, then the lower number.
func (w *search) nearestCircle(h int32) int32 {
	best, at := Far, None
	for c, s := range w.open {
		d := w.Distance[s][h]
		if d < best || d == best && d != Far && w.Sites[s].Home == h {
			best, at = d, int32(c)
		}
	}
	return at
}

// seat moves the home with members that costs least to a circle without any.
func (w *search) seat(c int32, team []int) bool {
	row := w.Distance[w.open[c]]
	best, at := Far, None
	for _, h := range w.member {
		from := w.of[h]
		if row[h] == Far || from == None || team[from] <= w.Homes[h].Members {
			continue
		}
		if d := row[h] - w.Distance[w.open[from]][h]; at == None || d < best {
			best, at = d, h
		}
	}
	if at == None {
		return false
	}
	team[w.of[at]] -= w.Homes[at].Members
	team[c] += w.Homes[at].Members
	w.of[at] = c
	return true
}

// thin moves members out of teams that are too large along cheapest chains of hand-overs (exact where every home
// has one member; larger homes stay where they are). It returns how many members remain over.
func (w *search) thin(team []int) (over int) {
	stuck := make([]bool, len(team))
	var ch chains
	for c := range team {
		for team[c] > w.TeamMax && !stuck[c] {
			stuck[c] = !ch.relieve(w, int32(c), team)
		}
		over += max(team[c]-w.TeamMax, 0)
	}
	return over
}

// chains finds a cheapest chain of hand-overs of single members between circles (Bellman-Ford; circles are few).
type chains struct {
	cost []int64 // cost[a*n+b]: cheapest hand-over from a to b
	home []int32
	dist []int64
	from []int32
}

func (ch *chains) relieve(w *search, source int32, team []int) bool {
	n := len(team)
	ch.edges(w, n)
	ch.search(n, source)
	end := None
	for c := range team {
		if team[c] < w.TeamMax && ch.dist[c] != Far && (end == None || ch.dist[c] < ch.dist[end]) {
			end = int32(c)
		}
	}
	if end == None {
		return false
	}
	team[source]--
	team[end]++
	for b := end; b != source; b = ch.from[b] {
		w.of[ch.home[int(ch.from[b])*n+int(b)]] = b
	}
	return true
}

func (ch *chains) edges(w *search, n int) {
	ch.cost, ch.home = slices.Grow(ch.cost[:0], n*n)[:n*n], slices.Grow(ch.home[:0], n*n)[:n*n]
	for i := range ch.cost {
		ch.cost[i] = Far
	}
	for _, h := range w.member {
		a := w.of[h]
		if a == None || w.Homes[h].Members != 1 {
			continue
		}
		here := w.Distance[w.open[a]][h]
		for b, s := range w.open {
			i := int(a)*n + b
			if d := w.Distance[s][h]; d != Far && b != int(a) && d-here < ch.cost[i] {
				ch.cost[i], ch.home[i] = d-here, h
			}
		}
	}
}

func (ch *chains) search(n int, source int32) {
	ch.dist, ch.from = slices.Grow(ch.dist[:0], n)[:n], slices.Grow(ch.from[:0], n)[:n]
	for i := range ch.dist {
		ch.dist[i] = Far
	}
	ch.dist[source] = 0
	for changed, round := true, 0; changed && round < n; round++ {
		changed = false
		for a := range n {
			if ch.dist[a] == Far {
				continue
			}
			for b := range n {
				e := ch.cost[a*n+b]
				if e == Far || int32(b) == source || ch.dist[a]+e >= ch.dist[b] {
					continue
				}
				ch.dist[b], ch.from[b], changed = ch.dist[a]+e, int32(a), true
			}
		}
	}
}
