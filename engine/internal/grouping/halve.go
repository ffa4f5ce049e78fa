package grouping

import (
	"math/bits"
	"slices"
)

// A halver divides a small connected set of nodes into two connected parts, at the least price: of what is cut, and of the part that each node is in.
// It decides node by node along the border of the first part, both ways, and drops what cannot be better than the best.
type halver struct {
	smallMap
	tally
	low, high int64   // range that the weights of both parts should be in
	soft      float64 // price of a unit of weight outside of it
	fair      int64   // a weight of the first part that is best in this
	heat      float64 // above 0: every solution is made cheaper by chance, up to slack
	slack     int64
	r         *random
	best      int64
	side      uint64 // first part of the best; 0: none
	work      int64
	limit     int64
}

// run looks for a first part that holds a node, with a price below best. It leaves side at 0 if there is none.
func (h *halver) run(seed int, best int64) {
	h.best, h.side = best, 0
	ends := []int64{h.low, h.high, h.total - h.high, h.total - h.low}
	slices.Sort(ends)
	h.fair = ends[1] // the price falls by 2, 1, 0, -1 and -2 between the four
	var bound int64
	for i := range h.n {
		bound += min(h.in[i], h.out[i])
	}
	open := h.all &^ (1 << seed)
	h.decide(1<<seed, 0, h.weight[seed], 0, bound+h.put(seed, open, h.in[seed]-min(h.in[seed], h.out[seed]), &h.tally, &h.out))
	h.take(seed, open, &h.out)
}

func (h *halver) decide(in, out uint64, w, wOut, bound int64) {
	h.work += 100
	if h.work > h.limit || bound+h.penalty(w, h.total-wOut)-h.slack >= h.best {
		return
	}
	open := h.all &^ in &^ out
	forced := uint64(0)
	if out != 0 {
		hold := h.flood(out&-out, open|out)
		if out&^hold != 0 {
			return
		}
		forced = open &^ hold
	}
	edge := open & h.border(in)
	if edge == 0 {
		h.leaf(in, open, w, bound)
		return
	}
	only := forced&edge != 0
	if only {
		edge &= forced
	}
	v := h.dearest(edge)
	bit := uint64(1) << v
	open &^= bit
	pay := min(h.in[v], h.out[v])
	h.decide(in|bit, out, w+h.weight[v], wOut, bound+h.put(v, open, h.in[v]-pay, &h.tally, &h.out))
	h.take(v, open, &h.out)
	if !only {
		h.decide(in, out|bit, w, wOut+h.weight[v], bound+h.put(v, open, h.out[v]-pay, &h.tally, &h.in))
		h.take(v, open, &h.in)
	}
}

// penalty is the least price of weights outside of the range when the first part will weigh between least and most.
func (h *halver) penalty(least, most int64) int64 {
	w := min(max(h.fair, least), most)
	return dear(h.soft, h.outside(w)+h.outside(h.total-w))
}

// dear prices weight outside of the range, up to 2^60.
func dear(soft float64, weight int64) int64 { return int64(min(soft*float64(weight), 1<<60)) }

func (h *halver) outside(w int64) int64 { return max(h.low-w, 0) + max(w-h.high, 0) }

// dearest is the node of a set that costs most to keep out.
func (t *tally) dearest(set uint64) int {
	v, dear := 0, int64(-1)
	for m := set; m != 0; m &= m - 1 {
		if i := bits.TrailingZeros64(m); t.out[i] > dear {
			v, dear = i, t.out[i]
		}
	}
	return v
}

// leaf judges a first part that all its neighbours were kept out of; nodes still open are in the second.
func (h *halver) leaf(in, open uint64, w, price int64) {
	rest := h.all &^ in
	if rest == 0 || h.flood(rest&-rest, rest) != rest {
		return
	}
	for m := open; m != 0; m &= m - 1 {
		i := bits.TrailingZeros64(m)
		price += h.out[i] - min(h.in[i], h.out[i])
	}
	price += h.penalty(w, w)
	if h.heat > 0 {
		price -= min(h.slack, int64(h.heat*draws[h.r.next()>>54]))
	}
	if price < h.best {
		h.best, h.side = price, in
	}
}
