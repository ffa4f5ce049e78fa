package grouping

import "math/bits"

// span is the largest difference of coordinates for which turn is exact in 64 bits.
const span = 1<<31 - 1

// A point has whole coordinates.
type point struct{ x, y int64 }

// turn is twice the signed area of a triangle: above 0 where c lies to the left of the way from a to b. Exact for differences up to span.
func turn(a, b, c point) int64 { return (b.x-a.x)*(c.y-a.y) - (b.y-a.y)*(c.x-a.x) }

// inCircle tells whether d lies inside the circle through a, b and c, which turn left. A float with its bound of error decides nearly always
// (Shewchuk 1997), whole numbers of 192 bits the rest. Exact for differences up to span.
func inCircle(a, b, c, d point) bool {
	ax, ay, bx, by, cx, cy := a.x-d.x, a.y-d.y, b.x-d.x, b.y-d.y, c.x-d.x, c.y-d.y
	fa := float64(float64(ax)*float64(ax)) + float64(float64(ay)*float64(ay))
	fb := float64(float64(bx)*float64(bx)) + float64(float64(by)*float64(by))
	fc := float64(float64(cx)*float64(cx)) + float64(float64(cy)*float64(cy))
	ta, tb, tc := bx*cy-by*cx, cx*ay-cy*ax, ax*by-ay*bx
	pa, pb, pc := float64(fa*float64(ta)), float64(fb*float64(tb)), float64(fc*float64(tc))
	det := pa + pb + pc
	if bound := 4e-15 * (abs(pa) + abs(pb) + abs(pc)); det > bound || det < -bound {
		return det > 0
	}
	var sum wide
	sum.add(uint64(ax*ax)+uint64(ay*ay), ta)
	sum.add(uint64(bx*bx)+uint64(by*by), tb)
	sum.add(uint64(cx*cx)+uint64(cy*cy), tc)
	return sum.sign() > 0
}

func abs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}

// wide is a whole number of 192 bits in two's complement, lowest word first.
type wide [3]uint64

// add adds a*b.
func (s *wide) add(a uint64, b int64) {
	m := uint64(b)
	if b < 0 {
		m = -m
	}
	hi, lo := bits.Mul64(a, m)
	var carry uint64
	if b >= 0 {
		s[0], carry = bits.Add64(s[0], lo, 0)
		s[1], carry = bits.Add64(s[1], hi, carry)
		s[2] += carry
		return
	}
	s[0], carry = bits.Sub64(s[0], lo, 0)
	s[1], carry = bits.Sub64(s[1], hi, carry)
	s[2] -= carry
}

func (s *wide) sign() int {
	switch {
	case int64(s[2]) < 0:
		return -1
	case s[0]|s[1]|s[2] == 0:
		return 0
	}
	return 1
}

// side is the sign of turn for coordinates of any size below 2^62.
func side(a, b, c point) int {
	var sum wide
	sum.product(b.x-a.x, c.y-a.y, false)
	sum.product(b.y-a.y, c.x-a.x, true)
	return sum.sign()
}

func (s *wide) product(a, b int64, less bool) {
	if a < 0 {
		a, less = -a, !less
	}
	if less {
		b = -b
	}
	s.add(uint64(a), b)
}
