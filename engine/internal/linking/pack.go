package linking

// A packing writes cost vectors as single numbers that compare the same way, where that provably can be done.
//
// Two solutions differ by cycles of hand-overs, each through at most m servers and once through "unserved", with at most one load
// going up and one going down. If no cycle changes tier t by more than reach[t], then a number in which tier t is worth
// 2 reach[u] + 1 times more than tier u below it orders cycles like vectors: a vector whose tiers stay within reach is a number written with
// balanced digits. So if no cycle lowers the number of a solution, none lowers its vector, and the least number is the least vector.
type packing struct {
	reach  Vec
	weight Vec
}

// packable bounds the numbers of a packing: a vector within reach is at most half as large. Costs are within reach, prices and the lengths of paths within
// twice that, so that every sum of four such numbers stays below 2^61, and "absent" can stand above them all.
const packable = int64(1) << 58

// newPacking finds the weights for m servers, or reports that they do not fit. A home costs between two servers at most
// spread more, between a server and being unserved at most skip, a unit of load at most marginal.
func newPacking(m int, spread, skip, marginal Vec) (packing, bool) {
	var k packing
	total := int64(1)
	for t := MaxTiers - 1; t >= 0; t-- {
		if spread[t] > packable/int64(8*m+8) || skip[t] > packable/16 || marginal[t] > packable/16 {
			return k, false
		}
		k.reach[t] = int64(m+2)*spread[t] + 2*skip[t] + 2*marginal[t]
		k.weight[t] = total
		if k.reach[t] > (packable/total-1)/2 {
			return k, false
		}
		total *= 2*k.reach[t] + 1
	}
	return k, true
}

func (k *packing) pack(v Vec) int64 {
	var n int64
	for t := range v {
		n += v[t] * k.weight[t]
	}
	return n
}

// holds reports whether a vector stays within reach.
func (k *packing) holds(v *Vec) bool {
	for t, x := range v {
		if x > k.reach[t] || x < -k.reach[t] {
			return false
		}
	}
	return true
}

// unpack writes a number as a vector whose tiers stay within their reach, but for the first, which takes what is left.
func (k *packing) unpack(n int64) Vec {
	var v Vec
	for t := MaxTiers - 1; t > 0; t-- {
		if k.reach[t] == 0 {
			continue
		}
		base := 2*k.reach[t] + 1
		d := n % base
		n /= base
		if d > k.reach[t] {
			d, n = d-base, n+1
		} else if d < -k.reach[t] {
			d, n = d+base, n-1
		}
		v[t] = d
	}
	v[0] = n
	return v
}
