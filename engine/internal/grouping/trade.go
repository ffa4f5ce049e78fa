package grouping

import "math/bits"

// A trader divides two neighbouring groups anew, at the least price or near it.
type trader struct {
	*state
	h     halver
	local []int32
	pair  []int32
	r     *random
	c     *counter
	cut   int64 // price of a unit of cut under Distance
}

func newTrader(s *state, r *random, c *counter) *trader {
	t := &trader{state: s, local: make([]int32, s.nodes()), r: r, c: c, cut: 1}
	for v := range t.local {
		t.local[v] = -1
	}
	t.h.r = r
	return t
}

// gather collects the nodes of the groups of v and u, v first; false: too many.
func (t *trader) gather(v, u int32) bool {
	a, b := t.of[v], t.of[u]
	if int(t.size[a]+t.size[b]) > small {
		return false
	}
	t.now += 2
	t.pair = append(t.pair[:0], v)
	t.stamp[v] = t.now
	for i := 0; i < len(t.pair); i++ {
		for _, o := range t.neighbours(t.pair[i]) {
			if t.stamp[o] != t.now && (t.of[o] == a || t.of[o] == b) {
				t.stamp[o] = t.now
				t.pair = append(t.pair, o)
			}
		}
	}
	return true
}

// divide gives the groups a of v and b of u new nodes: the weight of a in low..high, at the least price within the limit of work, with some chance if heat
// is above 0. The answer false leaves all as it is.
func (t *trader) divide(v, u int32, low, high int64, heat float64, limit int64, must bool) bool {
	a, b := t.of[v], t.of[u]
	if low > high || !t.gather(v, u) {
		return false
	}
	for i, o := range t.pair {
		t.local[o] = int32(i)
	}
	h := &t.h
	h.load(t.piece, t.pair, t.local, t.cut)
	for _, o := range t.pair {
		t.local[o] = -1
	}
	h.heat, h.slack = heat, int64(8*heat)
	h.limit = h.work + limit
	before := h.work
	best := int64(1) << 60
	if !must {
		best = t.cost(a)
		if heat > 0 {
			best -= min(h.slack, int64(heat*draws[t.r.next()>>54]))
		}
	}
	seed := 0
	flip := t.compact == Cut && t.r.next()>>63 == 1 // group a is the second side
	if t.compact == Distance {
		for i, o := range t.pair {
			h.in[i], h.out[i] = t.far(o, a), t.far(o, b)
			for _, m := range t.members[o] {
				if m == t.medoid[a] {
					seed = i
				}
			}
		}
	}
	h.low, h.high = low, high
	h.tally = tally{}
	if flip {
		h.low, h.high = h.total-high, h.total-low
	}
	h.run(seed, best)
	t.c.add(h.work - before)
	if h.side == 0 {
		return false
	}
	side := h.side
	if flip {
		side = h.all &^ side
	}
	for i, o := range t.pair {
		to := b
		if side>>i&1 != 0 {
			to = a
		}
		if t.of[o] != to {
			t.move(o, to)
		}
	}
	return true
}

// price is what the two groups at hand cost now, in the halver's measure.
func (t *trader) cost(a int32) int64 {
	h := &t.h
	var in uint64
	for i, o := range t.pair {
		if t.of[o] == a {
			in |= 1 << i
		}
	}
	var sum int64
	for m := in; m != 0; m &= m - 1 {
		i := bits.TrailingZeros64(m)
		for e := h.start[i]; e < h.start[i+1]; e++ {
			if in>>h.to[e]&1 == 0 {
				sum += h.cost[e]
			}
		}
	}
	if t.compact == Distance {
		for i, o := range t.pair {
			sum += t.far(o, t.of[o])
			_ = i
		}
	}
	return sum
}

// arc draws two neighbours of different groups.
func (t *trader) arc() (v, u int32) {
	for {
		v = t.rim[t.r.below(len(t.rim))]
		near := t.neighbours(v)
		u = near[t.r.below(len(near))]
		if t.of[u] != t.of[v] {
			return v, u
		}
	}
}

// An easing says how trading goes on: the heat and the width beyond the range both fall geometrically while work is used up.
type easing struct {
	hot, cold float64
	wide      int64 // how far outside of the range weights may be at first; 0: never
	limit     int64 // work for one division
}

// trade divides pairs of groups anew until the work is used up; the last tenth of it is cold and within the range.
func (t *trader) trade(e easing, keep *keeper) {
	low, high := t.low, t.high
	from, all := t.c.used, float64(t.c.limit-t.c.used)
	heat := e.hot
	for i := 0; !t.c.done() && len(t.rim) > 0; i++ {
		if i%16 == 0 {
			gone := min(float64(t.c.used-from)/all/0.9, 1)
			heat = e.hot * power(e.cold/e.hot, gone)
			wide := int64(float64(e.wide) * power(0.01, gone))
			if gone == 1 {
				wide = 0
			}
			t.widen(low, high, wide)
			if t.bad > 0 {
				t.mend(20, heat, e.limit, keep)
			}
		}
		t.c.add(1000)
		t.redivide(heat, e.limit, keep)
	}
	t.widen(low, high, 0)
}

// widen sets the range that weights should be in.
func (t *trader) widen(low, high, by int64) {
	t.low, t.high = max(low-by, 0), high
	if high < 1<<61 {
		t.high = high + by
	}
	t.bad = 0
	for _, w := range t.group {
		t.bad += t.outside(w)
	}
}

// redivide draws a pair and divides it anew, if both can be in range.
func (t *trader) redivide(heat float64, limit int64, keep *keeper) {
	v, u := t.arc()
	a, b := t.group[t.of[v]], t.group[t.of[u]]
	low, high := max(t.low, a+b-t.high), min(t.high, a+b-t.low)
	if low <= high && t.divide(v, u, low, high, heat, limit, t.outside(a)+t.outside(b) > 0) {
		keep.look(t.state)
	}
}

// mend carries what a group has too much or too little along a path of groups to one that lacks or can spare it.
func (t *trader) mend(tries int, heat float64, limit int64, keep *keeper) {
	for range tries {
		if t.bad == 0 || t.c.done() {
			return
		}
		path := t.path()
		if len(path) < 2 {
			return
		}
		before := append([]int32(nil), t.of...)
		bad := t.bad
		for i := 0; i+1 < len(path); i++ {
			v, u := t.between(path[i], path[i+1])
			if v < 0 {
				break
			}
			sum := t.group[path[i]] + t.group[path[i+1]]
			low, high := t.low, t.high
			if sum >= 2*t.low && sum-t.high <= t.high {
				low, high = max(t.low, sum-t.high), min(t.high, sum-t.low)
			}
			t.divide(v, u, low, high, heat, limit, true)
		}
		if t.bad > bad {
			t.restore(before)
			continue
		}
		keep.look(t.state)
	}
}

func (t *state) restore(of []int32) {
	for v, at := range of {
		if t.of[v] != at {
			t.move(int32(v), at)
		}
	}
}

// between finds two neighbours in two groups, by chance.
func (t *trader) between(a, b int32) (v, u int32) {
	from := t.r.below(len(t.rim))
	for i := range t.rim {
		v := t.rim[(i+from)%len(t.rim)]
		if t.of[v] != a {
			continue
		}
		for _, u := range t.neighbours(v) {
			if t.of[u] == b {
				return v, u
			}
		}
	}
	return -1, -1
}

// path draws a group outside of the range, and the shortest path to a group whose weight departs from the mean the other way.
func (t *trader) path() []int32 {
	var off []int32
	for g, w := range t.group {
		if t.outside(w) > 0 {
			off = append(off, int32(g))
		}
	}
	from := off[t.r.below(len(off))]
	heavy := t.group[from] > t.high
	near := make([][]int32, t.k)
	for _, v := range t.rim {
		for _, u := range t.neighbours(v) {
			if t.of[u] != t.of[v] {
				near[t.of[v]] = append(near[t.of[v]], t.of[u])
			}
		}
	}
	before := make([]int32, t.k)
	for g := range before {
		before[g] = -1
	}
	before[from] = from
	queue := []int32{from}
	mean := t.total / int64(t.k)
	var ends []int32
	for i := 0; i < len(queue); i++ {
		g := queue[i]
		if g != from && (t.group[g] > mean) != heavy && t.group[g] != mean {
			ends = append(ends, g)
			if len(ends) == 3 {
				break
			}
		}
		list := near[g]
		off := t.r.below(len(list))
		for j := range list {
			if u := list[(j+off)%len(list)]; before[u] < 0 {
				before[u] = g
				queue = append(queue, u)
			}
		}
	}
	if len(ends) == 0 {
		return nil
	}
	end := ends[t.r.below(len(ends))]
	path := []int32{end}
	for g := end; g != from; g = before[g] {
		path = append(path, before[g])
	}
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
	return path
}
