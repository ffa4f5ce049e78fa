package verify

import "math"

// exact adds and multiplies and remembers when a result did not fit: what was
// computed then must not be relied on.
type exact struct{ overflow bool }

func (e *exact) add(a, b int64) int64 {
	s := a + b
	if (s > a) != (b > 0) && b != 0 {
		e.overflow = true
		return a
	}
	return s
}

func (e *exact) mul(a, b int64) int64 {
	if a == 0 || b == 0 {
		return 0
	}
	p := a * b
	if p/b != a || a == -1 && b == math.MinInt64 || b == -1 && a == math.MinInt64 {
		e.overflow = true
		return a
	}
	return p
}

// addTo adds the vector x, times k, to dst.
func (e *exact) addTo(dst, x []int64, k int64) {
	for i := range dst {
		dst[i] = e.add(dst[i], e.mul(x[i], k))
	}
}

// bits is a set of small numbers.
type bits []uint64

func newBits(n int) bits      { return make(bits, (n+63)/64) }
func (b bits) set(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bits) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }
func (b bits) meets(c bits) bool {
	for i := range b {
		if b[i]&c[i] != 0 {
			return true
		}
	}
	return false
}
