package linking

// A packing writes cost vectors as single numbers that compare the same way, where that provably can be done.
//
// Two solutions differ by cycles of hand-overs through at most m servers and once through "unserved", with at most one load
// going up and one going down in each. If no cycle can change tier t by more than reach[t], then a number in which tier t is worth
// 2 reach[u] + 1 times more than tier u below it orders cycles like vectors, and the least number is the least vector.
type packing struct {
	reach  Vec
	weight Vec
	// total is what a number can at most be, up to a small factor.
	total int64
}

// packable bounds total, so that sums of some numbers stay below 2^62.
const packable = int64(1) << 57

// newPacking finds the weights for m servers, or reports that they do not fit. A home costs between two servers at most
// spread more, between a server and being unserved at most skip, a unit of load at most marginal.
func newPacking(m int, spread, skip, marginal Vec) (packing, bool) {
	var k packing
	k.total = 1
	for t := MaxTiers - 1; t >= 0; t-- {
		if spread[t] > packable/int64(8*m+8) || skip[t] > packable/16 || marginal[t] > packable/16 {
			return k, false
		}
		k.reach[t] = int64(2*m)*spread[t] + 4*skip[t] + 2*marginal[t]
		k.weight[t] = k.total
		if k.reach[t] > (packable/k.total-1)/2 {
			return k, false
		}
		k.total *= 2*k.reach[t] + 1
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

// unpack writes a number as a vector whose tiers stay within their reach, but for the first, which takes what is left.
func (k *packing) unpack(n int64) Vec {
	var v Vec
	for t := MaxTiers - 1; t > 0; t-- {
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
