package geo

import "math"

// The standard library's Sin, Cos and Atan differ in the last bit between
// GOAMD64=v1 and v3, because the compiler may fuse x*y+z there. The functions
// of this file give the same bits everywhere: every product that feeds a sum
// goes through mad. Sqrt, Abs and Floor are exact on every platform.

const degree = math.Pi / 180

// mad returns x*y+z with two roundings. The conversions bar the fused
// instruction, also for a z that is itself a product, even one from an earlier
// statement (Go specification, "Floating-point operators").
func mad(x, y, z float64) float64 { return float64(x*y) + float64(z) }

// Pi/4 in three parts, so that j*piQuarterA is exact for |j| < 2^23
// (Cody and Waite 1980).
const (
	piQuarterA = 7.85398125648498535156e-1
	piQuarterB = 3.77489470793079817668e-8
	piQuarterC = 2.69515142907905952645e-15
)

// sincos returns sine and cosine of x radians, each within 1.2e-16 of the
// true value for |x| < 1e4, the range that is used here.
func sincos(x float64) (sin, cos float64) {
	ax := math.Abs(x)
	j := int64(ax * (4 / math.Pi))
	j += j & 1
	y := float64(j)
	z := ax - float64(y*piQuarterA)
	z -= float64(y * piQuarterB)
	z -= float64(y * piQuarterC)
	s, c := sinSmall(z), cosSmall(z)
	switch j & 7 {
	case 2:
		s, c = c, -s
	case 4:
		s, c = -s, -c
	case 6:
		s, c = -c, s
	}
	if x < 0 {
		s = -s
	}
	return s, c
}

// sincosDegrees returns sine and cosine of d degrees, |d| <= 360. The
// quadrant is taken off in degrees, where that is exact, so that 90 and 180
// degrees give exact results.
func sincosDegrees(d float64) (sin, cos float64) {
	q := math.Floor(d/90 + 0.5)
	r := (d - float64(q*90)) * degree
	s, c := sinSmall(r), cosSmall(r)
	switch int64(q) & 3 {
	case 1:
		s, c = c, -s
	case 2:
		s, c = -s, -c
	case 3:
		s, c = -c, s
	}
	return s, c
}

// cosDegrees returns the cosine of d degrees, 0 <= d <= 180: one polynomial
// instead of two, for the hot path of Distance.
func cosDegrees(d float64) float64 {
	switch {
	case d < 45:
		return cosSmall(d * degree)
	case d <= 135:
		return sinSmall((90 - d) * degree)
	default:
		return -cosSmall((180 - d) * degree)
	}
}

// sinSmall returns sin x for |x| <= pi/4. Minimax coefficients from the
// Cephes library (S. L. Moshier, sin.c).
func sinSmall(x float64) float64 {
	z := float64(x * x)
	p := mad(z, 1.58962301576546568060e-10, -2.50507477628578072866e-8)
	p = mad(z, p, 2.75573136213857245213e-6)
	p = mad(z, p, -1.98412698295895385996e-4)
	p = mad(z, p, 8.33333333332211858878e-3)
	p = mad(z, p, -1.66666666666666307295e-1)
	return mad(float64(x*z), p, x)
}

// cosSmall returns cos x for |x| <= pi/4. Coefficients from Cephes, sin.c.
func cosSmall(x float64) float64 {
	z := float64(x * x)
	p := mad(z, -1.13585365213876817300e-11, 2.08757008419747316778e-9)
	p = mad(z, p, -2.75573141792967388112e-7)
	p = mad(z, p, 2.48015872888517045348e-5)
	p = mad(z, p, -1.38888888888730564116e-3)
	p = mad(z, p, 4.16666666666665929218e-2)
	return mad(float64(z*z), p, 1-float64(0.5*z))
}

// atan2 returns the angle of the vector (x, y) in [-pi, pi], within 5e-16.
// Zero length gives zero.
func atan2(y, x float64) float64 {
	ax, ay := math.Abs(x), math.Abs(y)
	var t float64
	switch {
	case ax == 0 && ay == 0:
		return 0
	case ay <= ax:
		t = atanUnit(ay / ax)
	default:
		t = math.Pi/2 - atanUnit(ax/ay)
	}
	if x < 0 {
		t = math.Pi - t
	}
	if y < 0 {
		t = -t
	}
	return t
}

// atanUnit returns atan x for 0 <= x <= 1. Rational approximation from
// Cephes, atan.c, good to 0.66; above, the argument is turned by pi/4.
func atanUnit(x float64) float64 {
	turn := 0.0
	if x > 0.66 {
		x = (x - 1) / (x + 1)
		turn = math.Pi / 4
	}
	z := float64(x * x)
	p := mad(z, -8.750608600031904122785e-1, -1.615753718733365076637e1)
	p = mad(z, p, -7.500855792314704667340e1)
	p = mad(z, p, -1.228866684490136173410e2)
	p = mad(z, p, -6.485021904942025371773e1)
	q := z + 2.485846490142306297962e1
	q = mad(z, q, 1.650270098316988542046e2)
	q = mad(z, q, 4.328810604912902668951e2)
	q = mad(z, q, 4.853903996359136964868e2)
	q = mad(z, q, 1.945506571482613964425e2)
	return turn + mad(x, float64(z*p)/q, x)
}
