package capacitated

import "math/bits"

// An item is what a site may take: a gain for some demand.
type item struct {
	gain   float64
	demand int64
	home   int32
}

// before tells that a gives more per demand than b.
func (a item) before(b item) bool {
	return float64(a.gain*float64(b.demand)) > float64(b.gain*float64(a.demand))
}

// fractional is the fractional knapsack (Dantzig 1957; Balas, Zemel 1980): the greatest gain of items into room, the last one
// in part. It reorders items so that whole of them are taken in full and, if rest > 0, the next one to rest of its demand.
// O(len) on average.
func fractional(items []item, room int64) (gain float64, whole int, rest int64) {
	lo, hi := 0, len(items)
	for lo < hi {
		pivot := items[lo+(hi-lo)/2]
		// Split into better, as good, worse.
		i, j, k := lo, lo, hi
		var demand int64
		var sum float64
		for j < k {
			switch it := items[j]; {
			case it.before(pivot):
				items[i], items[j] = items[j], items[i]
				demand += it.demand
				sum += it.gain
				i++
				j++
			case pivot.before(it):
				k--
				items[j], items[k] = items[k], items[j]
			default:
				j++
			}
		}
		if demand > room {
			hi = i
			continue
		}
		gain += sum
		room -= demand
		for ; i < k; i++ {
			if items[i].demand > room {
				if room > 0 {
					gain += float64(items[i].gain * (float64(room) / float64(items[i].demand)))
				}
				return gain, i, room
			}
			gain += items[i].gain
			room -= items[i].demand
		}
		lo = k
	}
	return gain, lo, 0
}

// A wholeItem is an item in whole numbers.
type wholeItem struct{ gain, demand int64 }

func (a wholeItem) before(b wholeItem) bool {
	h1, l1 := bits.Mul64(uint64(a.gain), uint64(b.demand))
	h2, l2 := bits.Mul64(uint64(b.gain), uint64(a.demand))
	return h1 > h2 || h1 == h2 && l1 > l2
}
