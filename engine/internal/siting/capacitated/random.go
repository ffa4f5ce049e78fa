package capacitated

import "math/bits"

// A random is xorshift64* (Vigna 2016): the same numbers on every machine.
type random uint64

func newRandom(seed uint64) random { return random(seed*0x9e3779b97f4a7c15 | 1) }

func (r *random) next() uint64 {
	x := uint64(*r)
	x ^= x >> 12
	x ^= x << 25
	x ^= x >> 27
	*r = random(x)
	return x * 0x2545f4914f6cdd1d
}

// below is a whole number from 0 to n-1; n is at least 1.
func (r *random) below(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// chance is true k times of 256.
func (r *random) chance(k uint64) bool { return r.next()>>56 < k }

// exponential is about exponentially distributed with mean 1: -ln of a uniform number, the logarithm drawn as straight
// lines between the powers of two, so that no machine's logarithm comes into it.
func (r *random) exponential() float64 {
	x := r.next() | 1
	zeros := bits.LeadingZeros64(x)
	fraction := float64(x<<1<<uint(zeros)>>11) / (1 << 53)
	return float64(0.6931471805599453 * (float64(zeros) + (1 - fraction)))
}
