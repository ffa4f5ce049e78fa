package grouping

import "math/bits"

// A trader divides two neighbouring groups anew, at the least price or near it.
type trader struct {
	*state
	h     halver
	local []int32
	pair  []int32 // nodes of the two groups at hand
	r     *random
	c     *counter
	cut   int64   // price of a unit of cut, in 1/scale
	scale float64 // prices are whole numbers of 1/scale
}

func newTrader(s *state, r *random, c *counter) *trader {
	t := &trader{state: s, local: make([]int32, s.nodes()), r: r, c: c}
	if s.compact == Distance {
		t.cut, t.scale = max(1, int64(s.border)), 1
	} else {
		t.cut = int64(min(1000, max(1, 1e6/s.mean())))
		t.scale = float64(t.cut)
	}
	for v := range t.local {
		t.local[v] = -1
	}
	t.h.r = r
	return t
}

// An easing says how trading goes on while work is used up: the heat falls geometrically, and the price of weight outside of the range rises.
type easing struct{ hot, cold, soft, hard float64 }

// trade divides pairs of groups anew until the work is used up; in the last tenth of it, hardly any weight is let outside of the range.
func (t *trader) trade(e easing, keep *keeper) {
	from, all := t.c.used, float64(max(t.c.limit-t.c.used, 1))
	heat, soft := e.hot, e.soft
	for i := 0; !t.c.done() && len(t.rim) > 0; i++ {
		if i%16 == 0 {
			gone := min(float64(t.c.used-from)/all/0.9, 1)
			heat = e.hot * power(e.cold/e.hot, gone)
			soft = e.hard * power(e.soft/e.hard, 1-gone)
			if gone == 1 {
				soft = e.hard * 1000
			}
			if t.compact == Distance {
				t.centre()
				t.c.add(int64(20 * t.nodes()))
				keep.look(t.state)
			}
		}
		t.c.add(1000)
		v, u := t.arc()
		if t.divide(v, u, heat, soft) && t.compact == Cut {
			keep.look(t.state)
		}
	}
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

// divide gives the groups a of v and b of u new nodes, at the least price that the work for it allows, with some chance if heat is above 0. The
// answer false leaves all as it is.
func (t *trader) divide(v, u int32, heat, soft float64) bool {
	a, b := t.of[v], t.of[u]
	if !t.gather(v, u) {
		return false
	}
	h := &t.h
	t.load()
	h.low, h.high, h.soft = t.low, t.high, soft*t.scale
	h.heat, h.slack = heat*t.scale, int64(4*heat*t.scale)
	h.limit, h.work = pairWork, 0
	best := t.worth(a, b)
	if heat > 0 {
		best -= min(h.slack, int64(h.heat*draws[t.r.next()>>54]))
	}
	h.run(t.prices(a, b), best)
	t.c.add(h.work)
	if h.side == 0 {
		return false
	}
	for i, o := range t.pair {
		to := b
		if h.side>>i&1 != 0 {
			to = a
		}
		if t.of[o] != to {
			t.move(o, to)
		}
	}
	return true
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

func (t *trader) load() {
	for i, o := range t.pair {
		t.local[o] = int32(i)
	}
	t.h.load(t.piece, t.pair, t.local, t.cut)
	for _, o := range t.pair {
		t.local[o] = -1
	}
	t.h.tally = tally{}
}

// prices tells the halver what each node costs in either group, and returns a node that is to stay in a: under Cut that is any, as groups have no
// names.
func (t *trader) prices(a, b int32) int {
	seed := 0
	if t.compact == Cut {
		return seed
	}
	for i, o := range t.pair {
		t.h.in[i], t.h.out[i] = t.far(o, a), t.far(o, b)
		for _, m := range t.members[o] {
			if m == t.medoid[a] {
				seed = i
			}
		}
	}
	return seed
}

// worth is what the two groups at hand cost now, as the halver counts.
func (t *trader) worth(a, b int32) int64 {
	h := &t.h
	var in uint64
	var sum int64
	for i, o := range t.pair {
		if t.of[o] == a {
			in |= 1 << i
		}
		if t.compact == Distance {
			sum += t.far(o, t.of[o])
		}
	}
	for m := in; m != 0; m &= m - 1 {
		i := bits.TrailingZeros64(m)
		for e := h.start[i]; e < h.start[i+1]; e++ {
			if in>>h.to[e]&1 == 0 {
				sum += h.cost[e]
			}
		}
	}
	return sum + dear(h.soft, t.outside(t.group[a])+t.outside(t.group[b]))
}
