package grouping

import (
	"math/bits"
	"slices"
)

// middle is the sum of distances to the medoid.
func (d *divider) middle(set uint64) int64 {
	if d.far == nil {
		return 0
	}
	best := int64(-1)
	for u, node := range d.owner {
		if node&set == 0 {
			continue
		}
		var sum int64
		for m := set; m != 0; m &= m - 1 {
			sum += d.far[bits.TrailingZeros64(m)][u]
		}
		if best < 0 || sum < best {
			best = sum
		}
	}
	d.work += int64(len(d.owner) * bits.OnesCount64(set))
	return max(best, 0)
}

// begin prices the set of a frame, under Distance: rest is what its nodes cost at their prices with the gains of the k-1 best other
// units, sum what a unit adds as the medoid of the group when all nodes are open.
func (d *divider) begin(f *frame) {
	if d.far == nil {
		return
	}
	f.sum = append(f.sum[:0], make([]int64, len(d.owner))...)
	f.rest = 0
	for m := f.key.set; m != 0; m &= m - 1 {
		v := bits.TrailingZeros64(m)
		f.rest += d.price[v]
		for u, far := range d.far[v] {
			f.sum[u] += min(0, far-d.price[v])
		}
	}
	var gains []int64
	for u, node := range d.owner {
		if node&f.key.set != 0 {
			gains = append(gains, f.sum[u])
		}
	}
	slices.Sort(gains)
	for _, g := range gains[:min(int(f.key.k-1), len(gains))] {
		f.rest += g
	}
	d.work += int64(len(d.owner) * bits.OnesCount64(f.key.set))
}

// spread puts a node inside for all units, or back among the open ones.
func (d *divider) spread(f *frame, v int, inside bool) {
	if d.far == nil {
		return
	}
	p := d.price[v]
	for u, far := range d.far[v] {
		if far > p {
			if inside {
				f.sum[u] += far - p
			} else {
				f.sum[u] -= far - p
			}
		}
	}
	d.work += int64(len(f.sum))
}

// exclude puts an open node outside for all units, or back.
func (d *divider) exclude(f *frame, v int, outside bool) {
	if d.far == nil {
		return
	}
	p := d.price[v]
	for u, far := range d.far[v] {
		if far < p {
			if outside {
				f.sum[u] += p - far
			} else {
				f.sum[u] -= p - far
			}
		}
	}
	d.work += int64(len(f.sum))
}

// least bounds what the set costs, over all units that may be the medoid of the group.
func (d *divider) least(f *frame, may uint64) int64 {
	best := int64(0)
	first := true
	for u, node := range d.owner {
		if node&may != 0 && (first || f.sum[u] < best) {
			best, first = f.sum[u], false
		}
	}
	return best + f.rest
}
