package grouping

import "slices"

// bisect divides a piece into k groups by cutting spanning trees in two, again and again: always where the weights of both sides come nearest
// to an equal share of their groups. Each spanning tree is of least random edge weights, the best of `tries` is cut; groups are connected, whatever happens.
// O(k-levels * tries * arcs log arcs).
//
// Source: recombination as in DeFord, Duchin and Solomon, "Recombination: a family of Markov chains for redistricting" (2021), here for whole maps.
func (q *piece) bisect(tries int, r *random, c *counter) []int32 {
	of := make([]int32, q.nodes())
	all := make([]int32, q.nodes())
	for v := range all {
		all[v] = int32(v)
	}
	s := splitter{piece: q, tries: tries, r: r, c: c, of: of, place: make([]int32, q.nodes())}
	for v := range s.place {
		s.place[v] = -1
	}
	s.divide(all, q.k)
	return of
}

type splitter struct {
	*piece
	tries int
	r     *random
	c     *counter
	of    []int32
	next  int32
	place []int32 // position of a node in the set at hand, -1 outside
}

func (s *splitter) divide(set []int32, k int) {
	if k <= 1 {
		for _, v := range set {
			s.of[v] = s.next
		}
		s.next++
		return
	}
	side, kin := s.halve(set, k)
	var in, out []int32
	for i, v := range set {
		if side[i] {
			in = append(in, v)
		} else {
			out = append(out, v)
		}
	}
	s.divide(in, kin)
	s.divide(out, k-kin)
}

// halve cuts a connected set of nodes in two connected sides, for kin and k-kin groups.
func (s *splitter) halve(set []int32, k int) (side []bool, kin int) {
	for i, v := range set {
		s.place[v] = int32(i)
	}
	var links []link
	for i, v := range set {
		for e := s.start[v]; e < s.start[v+1]; e++ {
			if j := s.place[s.to[e]]; j > int32(i) {
				links = append(links, link{a: int32(i), b: j, cost: s.cost[e]})
			}
		}
	}
	for _, v := range set {
		s.place[v] = -1
	}
	var best offer
	for try := range s.tries {
		if try > 0 && len(set) > 2000 {
			break
		}
		t := s.tree(set, links)
		s.c.add(int64(len(links)) * 100)
		if o := s.offer(set, links, t, k); side == nil || o.better(best) {
			best, kin, side = o, o.kin, t.below(o.at)
		}
	}
	return side, kin
}

type link struct {
	a, b int32
	cost int64
	key  uint64
}

// A tree is rooted at position 0: parents, and the positions in an order in which parents come first.
type tree struct{ parent, order []int32 }

// tree draws a spanning tree of a connected set.
func (s *splitter) tree(set []int32, links []link) tree {
	for i := range links {
		links[i].key = s.r.next()
	}
	slices.SortFunc(links, func(a, b link) int {
		if a.key != b.key {
			if a.key < b.key {
				return -1
			}
			return 1
		}
		if a.a != b.a {
			return int(a.a) - int(b.a)
		}
		return int(a.b) - int(b.b)
	})
	join := newSets(len(set))
	next := make([][]int32, len(set))
	for _, l := range links {
		if join.union(l.a, l.b) {
			next[l.a] = append(next[l.a], l.b)
			next[l.b] = append(next[l.b], l.a)
		}
	}
	t := tree{make([]int32, len(set)), []int32{0}}
	t.parent[0] = -1
	for i := 0; i < len(t.order); i++ {
		v := t.order[i]
		for _, u := range next[v] {
			if u != t.parent[v] {
				t.parent[u] = v
				t.order = append(t.order, u)
			}
		}
	}
	return t
}

// below marks the subtree of a position.
func (t tree) below(at int32) []bool {
	in := make([]bool, len(t.parent))
	for _, v := range t.order {
		in[v] = v == at || t.parent[v] >= 0 && in[t.parent[v]]
	}
	return in
}

// An offer is one tree edge to cut, above `at`, with kin groups below it.
type offer struct {
	at       int32
	kin      int
	uneven   bool // one side has less than a quarter of the groups: such cuts would make many levels
	off, cut int64
}

func (o offer) better(p offer) bool {
	if o.uneven != p.uneven {
		return p.uneven
	}
	if o.off != p.off {
		return o.off < p.off
	}
	return o.cut < p.cut
}

// offer finds the best edge of a tree: least departure from the even share, then least cut.
func (s *splitter) offer(set []int32, links []link, t tree, k int) offer {
	n := len(set)
	weight, size := make([]int64, n), make([]int, n)
	for i, v := range set {
		weight[i], size[i] = s.weight[v], 1
	}
	for i := n - 1; i > 0; i-- {
		v := t.order[i]
		weight[t.parent[v]] += weight[v]
		size[t.parent[v]] += size[v]
	}
	best := offer{at: -1}
	for _, v := range t.order[1:] {
		least, most := max(1, k-(n-size[v])), min(k-1, size[v])
		near := int(float64(weight[v]) / float64(max(weight[0], 1)) * float64(k))
		for kin := max(least, min(near, most)); kin <= min(near+1, most) || kin == least; kin++ {
			o := offer{at: v, kin: kin, uneven: 4*min(kin, k-kin) < k, off: s.departure(weight[v], weight[0], kin, k)}
			if best.at < 0 || o.better(best) {
				best = o
			}
		}
	}
	in := t.below(best.at)
	for _, l := range links {
		if in[l.a] != in[l.b] {
			best.cut += l.cost
		}
	}
	return best
}

// departure is how far a side of weight w for kin groups is from its share of the whole, in violation of bounds first.
func (s *splitter) departure(w, whole int64, kin, k int) int64 {
	share := int64(float64(float64(whole)*float64(kin)) / float64(k))
	off := distant(w, share)
	bad := miss(w, int64(kin), s.lo, s.hi) + miss(whole-w, int64(k-kin), s.lo, s.hi)
	return off + min(mul(bad, 4), 1<<61)
}
