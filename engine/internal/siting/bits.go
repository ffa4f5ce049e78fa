package siting

import "math/bits"

// Bits is a set of small numbers.
type Bits []uint64

// NewBits makes an empty set for the numbers below n.
func NewBits(n int) Bits { return make(Bits, (n+63)/64) }

// Add puts i into the set.
func (b Bits) Add(i int32) { b[i>>6] |= 1 << (i & 63) }

// Remove takes i out of the set.
func (b Bits) Remove(i int32) { b[i>>6] &^= 1 << (i & 63) }

// Has reports whether i is in the set.
func (b Bits) Has(i int32) bool { return b[i>>6]&(1<<(i&63)) != 0 }

// outside counts the members of b that are not in c.
func (b Bits) outside(c Bits) int {
	n := 0
	for i, w := range b {
		n += bits.OnesCount64(w &^ c[i])
	}
	return n
}

// Each calls f for every member in ascending order.
func (b Bits) Each(f func(i int32)) {
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			f(int32(i<<6 + bits.TrailingZeros64(w)))
		}
	}
}
