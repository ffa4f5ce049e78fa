package geo

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/paulmach/orb"
)

// PlanarDistanceMM returns the straight distance in millimetres between two
// positions given in metres. Each coordinate is first rounded to whole
// millimetres, half up, and the root of the exact sum of squares is rounded to
// the nearest millimetre (it is never half way): so the result does not change
// when both positions move by the same whole number of millimetres. Exact
// for coordinates within +-1e9 m (CheckPlanar); symmetric.
func PlanarDistanceMM(a, b orb.Point) int64 {
	return lengthMM(gapMM(a[0], b[0]), gapMM(a[1], b[1]))
}

func gapMM(a, b float64) uint64 {
	d := MM(a) - MM(b)
	if d < 0 {
		d = -d
	}
	return uint64(d)
}

// lengthMM returns the root of x*x + y*y to the nearest integer, for x and y
// up to 2^62.
func lengthMM(x, y uint64) int64 {
	if x|y < 1<<31 {
		return int64(rootSmall(x*x + y*y))
	}
	xh, xl := bits.Mul64(x, x)
	yh, yl := bits.Mul64(y, y)
	lo, carry := bits.Add64(xl, yl, 0)
	hi, _ := bits.Add64(xh, yh, carry)
	return int64(rootWide(hi, lo))
}

// rootSmall returns the root of n < 2^63 to the nearest integer.
func rootSmall(n uint64) uint64 {
	r := uint64(math.Sqrt(float64(n)))
	for r*r > n {
		r--
	}
	for (r+1)*(r+1) <= n {
		r++
	}
	if n-r*r > r { // n > (r + 1/2)^2
		r++
	}
	return r
}

// rootWide returns the root of hi<<64 + lo < 2^126 to the nearest integer, bit
// by bit: only distances over 2,000 km come here.
func rootWide(hi, lo uint64) uint64 {
	var r uint64
	for bit := uint64(1) << 62; bit > 0; bit >>= 1 {
		if squareAtMost(r|bit, hi, lo) {
			r |= bit
		}
	}
	sh, sl := bits.Mul64(r, r)
	d, borrow := bits.Sub64(lo, sl, 0)
	top, _ := bits.Sub64(hi, sh, borrow)
	if top > 0 || d > r {
		r++
	}
	return r
}

func squareAtMost(r, hi, lo uint64) bool {
	h, l := bits.Mul64(r, r)
	return h < hi || h == hi && l <= lo
}

// planarLimit is the largest coordinate of the planar metric, in metres: past
// any map projection of the earth, and exact in millimetres as a float64.
const planarLimit = 1e9

// CheckPlanar returns an error unless both coordinates are finite and within
// +-1e9 m.
func CheckPlanar(p orb.Point) error {
	for i, name := range [2]string{"x", "y"} {
		if !(math.Abs(p[i]) <= planarLimit) {
			return fmt.Errorf("%s %v outside [-1e9, 1e9] m", name, p[i])
		}
	}
	return nil
}
