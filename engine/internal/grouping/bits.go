package grouping

import "math/bits"

// small is the most nodes that fit into sets of one bit each.
const small = 64

// A smallMap is a map of few nodes, with sets of nodes as bits.
type smallMap struct {
	n        int
	weight   [small]int64
	adjacent [small]uint64
	start    [small + 1]int32
	to       []int32
	cost     []int64
	all      uint64
	total    int64
}

// load reads nodes of a piece; local tells the position of each node of the piece among them, -1 for others. Costs are multiplied by factor.
func (h *smallMap) load(q *piece, nodes []int32, local []int32, factor int64) {
	h.n, h.to, h.cost, h.total = len(nodes), h.to[:0], h.cost[:0], 0
	for i, v := range nodes {
		h.weight[i], h.adjacent[i] = q.weight[v], 0
		h.total += q.weight[v]
		for e := q.start[v]; e < q.start[v+1]; e++ {
			if j := local[q.to[e]]; j >= 0 {
				h.adjacent[i] |= 1 << j
				h.to = append(h.to, j)
				h.cost = append(h.cost, q.cost[e]*factor)
			}
		}
		h.start[i+1] = int32(len(h.to))
	}
	h.all = ^uint64(0) >> (small - h.n)
}

// border is the set of all nodes beside a set.
func (h *smallMap) border(set uint64) uint64 {
	var near uint64
	for m := set; m != 0; m &= m - 1 {
		near |= h.adjacent[bits.TrailingZeros64(m)]
	}
	return near &^ set
}

// flood is what can be reached within a set.
func (h *smallMap) flood(from, within uint64) uint64 {
	seen, fresh := from, from
	for fresh != 0 {
		var near uint64
		for m := fresh; m != 0; m &= m - 1 {
			near |= h.adjacent[bits.TrailingZeros64(m)]
		}
		fresh = near & within &^ seen
		seen |= fresh
	}
	return seen
}

func (h *smallMap) weigh(set uint64) int64 {
	var sum int64
	for m := set; m != 0; m &= m - 1 {
		sum += h.weight[bits.TrailingZeros64(m)]
	}
	return sum
}

// A tally holds what each undecided node would cost in the one part or in the other, as far as it is known.
type tally struct{ in, out [small]int64 }

// put tells the undecided neighbours of v that v is in a part: dear is the prices of the other part. It returns the bound's change.
func (h *smallMap) put(v int, open uint64, change int64, t *tally, dear *[small]int64) int64 {
	for e := h.start[v]; e < h.start[v+1]; e++ {
		u := h.to[e]
		if open>>u&1 != 0 {
			change -= min(t.in[u], t.out[u])
			dear[u] += h.cost[e]
			change += min(t.in[u], t.out[u])
		}
	}
	return change
}

// take undoes put.
func (h *smallMap) take(v int, open uint64, dear *[small]int64) {
	for e := h.start[v]; e < h.start[v+1]; e++ {
		if u := h.to[e]; open>>u&1 != 0 {
			dear[u] -= h.cost[e]
		}
	}
}
