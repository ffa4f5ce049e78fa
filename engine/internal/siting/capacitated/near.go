package capacitated

import (
	"cmp"
	"slices"

	"jinlin/engine/internal/least"
)

// A pair is a home or a site with its distance.
type pair struct {
	d int64
	i int32
}

func comparePairs(a, b pair) int {
	if c := cmp.Compare(a.d, b.d); c != 0 {
		return c
	}
	return cmp.Compare(a.i, b.i)
}

// nearest keeps the k first of pairs, in order. O(len + k log k) on average.
func nearest(pairs []pair, k int) []pair {
	if k < len(pairs) {
		least.First(pairs, k, func(a, b pair) bool { return comparePairs(a, b) < 0 })
		pairs = pairs[:k]
	}
	slices.SortFunc(pairs, comparePairs)
	return pairs
}

// findNear makes the lists; open is about how many sites will be open.
func (in *instance) findNear(open int) {
	open = max(open, 1)
	kHomes := min(in.n, 48+5*in.n/open)
	kSites := min(in.m, 64+12*in.m/open)
	if open <= fewSlots {
		kSites = min(in.m, 96+in.m/open)
	}
	in.findNearHomes(kHomes)
	in.findNearSites(kSites)
	in.work += 6 * int64(in.n) * int64(in.m)
}

func (in *instance) findNearHomes(k int) {
	in.nearHomes = make([][]int32, in.m)
	in.reach = make([]int64, in.m)
	pairs := make([]pair, 0, in.n)
	for s := range in.m {
		pairs = pairs[:0]
		for h, d := range in.dist[s] {
			if d != Far && in.demand[h] <= in.capacity[s] {
				pairs = append(pairs, pair{d, int32(h)})
			}
		}
		in.reach[s] = Far
		kept := nearest(pairs, k)
		if len(kept) < len(pairs) {
			// Ties at the end may be cut, so the list is whole only below its last distance.
			in.reach[s] = kept[len(kept)-1].d - 1
		}
		in.nearHomes[s] = indices(kept)
	}
}

// findNearSites goes through the columns of the matrix in blocks, so that each line of cache is used whole.
func (in *instance) findNearSites(k int) {
	const block = 16
	in.nearSites = make([][]int32, in.n)
	columns := make([][]pair, block)
	for from := 0; from < in.n; from += block {
		to := min(from+block, in.n)
		for i := range columns {
			columns[i] = columns[i][:0]
		}
		for s := range in.m {
			for h := from; h < to; h++ {
				if d := in.dist[s][h]; d != Far && in.demand[h] <= in.capacity[s] {
					columns[h-from] = append(columns[h-from], pair{d, int32(s)})
				}
			}
		}
		for h := from; h < to; h++ {
			in.nearSites[h] = indices(nearest(columns[h-from], k))
		}
	}
}

func indices(pairs []pair) []int32 {
	out := make([]int32, len(pairs))
	for i, p := range pairs {
		out[i] = p.i
	}
	return out
}
