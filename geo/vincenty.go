package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// A ray is a point of the auxiliary sphere: sine and cosine of its reduced
// latitude.
type ray struct{ sin, cos float64 }

func reduce(lat float64) ray {
	s, c := sincosDegrees(lat)
	s *= 1 - flattening
	h := math.Sqrt(mad(s, s, float64(c*c)))
	return ray{s / h, c / h}
}

// vincenty returns the distance of any two points. The pair is put in order
// first, so that the rounding does not depend on the direction.
func vincenty(a, b orb.Point) float64 {
	if b[0] < a[0] || b[0] == a[0] && b[1] < a[1] {
		a, b = b, a
	}
	u, v := reduce(a[1]), reduce(b[1])
	lon := lonGap(a[0], b[0]) * degree
	if !nearlyOpposite(u, v, lon) {
		if d, ok := inverse(u, v, lon); ok {
			return d
		}
	}
	return opposite(u, v, lon)
}

// nearlyOpposite tells whether two points are within 1.1 degrees of being
// antipodes. Vincenty's iteration fails within about 0.6 degrees.
func nearlyOpposite(u, v ray, lon float64) bool {
	_, c := sincos(lon)
	return mad(u.sin, v.sin, float64(float64(u.cos*v.cos)*c)) < -0.9998
}

// inverse is Vincenty's inverse formula for two reduced latitudes and the
// difference of longitude in radians, in [0, pi]; ok is false when the
// iteration did not settle. Names follow the paper.
func inverse(u, v ray, lon float64) (meters float64, ok bool) {
	const rounds, settled = 100, 1e-15
	lambda := lon
	for range rounds {
		sl, cl := sincos(lambda)
		x := v.cos * sl
		y := float64(u.cos*v.sin) - float64(float64(u.sin*v.cos)*cl)
		sinS := math.Sqrt(mad(x, x, float64(y*y)))
		if sinS == 0 {
			return 0, true
		}
		cosS := mad(u.sin, v.sin, float64(float64(u.cos*v.cos)*cl))
		sigma := atan2(sinS, cosS)
		sinA := float64(u.cos*v.cos) * sl / sinS
		cos2A := 1 - float64(sinA*sinA)
		cos2M := 0.0 // along the equator
		if cos2A > 1e-15 {
			cos2M = cosS - float64(float64(2*u.sin*v.sin)/cos2A)
		}
		next := mad(lonTerm(sigma, sinS, cosS, cos2A, cos2M), sinA, lon)
		if math.Abs(next-lambda) < settled {
			return arcLength(sigma, sinS, cosS, cos2A, cos2M), true
		}
		lambda = next
	}
	return 0, false
}

// lonTerm returns (lambda - L) / sin alpha, equations 10 and 11 of Vincenty.
func lonTerm(sigma, sinS, cosS, cos2A, cos2M float64) float64 {
	const f = flattening
	c := float64(f / 16 * float64(cos2A*(4+float64(f*(4-float64(3*cos2A))))))
	t := mad(c*cosS, mad(2*cos2M, cos2M, -1), cos2M)
	return float64(float64((1-c)*f) * mad(c*sinS, t, sigma))
}

// arcLength returns the length in metres of the arc sigma of a geodesic,
// equations 3, 4, 6 and 19 of Vincenty.
func arcLength(sigma, sinS, cosS, cos2A, cos2M float64) float64 {
	a, b := series(cos2A)
	return float64(minorM*a) * (sigma - deltaSigma(b, sinS, cosS, cos2M))
}

// series returns Vincenty's A and B.
func series(cos2A float64) (a, b float64) {
	const k = (majorM*majorM - minorM*minorM) / (minorM * minorM)
	u := cos2A * k
	a = mad(u, mad(u, mad(u, -175, 320), -768), 4096)
	b = mad(u, mad(u, mad(u, -47, 74), -128), 256)
	return mad(u/16384, a, 1), float64(u/1024) * b
}

// deltaSigma is Vincenty's equation 6.
func deltaSigma(b, sinS, cosS, cos2M float64) float64 {
	m2 := float64(cos2M * cos2M)
	t := float64(cosS * mad(2, m2, -1))
	t -= float64(float64(b/6*cos2M) * float64(mad(4*sinS, sinS, -3)*mad(4, m2, -3)))
	return float64(float64(b*sinS) * mad(b/4, t, cos2M))
}

// opposite returns the distance of two nearly opposite points. Every path
// from u to v crosses the closed curve of the points that are a quarter turn
// from u on the auxiliary sphere, so the distance is the least sum of the two
// halves over that curve; each half is about a quarter of the earth, where
// Vincenty's iteration converges fast. The search samples the curve, then
// narrows down every local minimum by golden section.
func opposite(u, v ray, lon float64) float64 {
	const samples = 48
	const step = 2 * math.Pi / samples
	var f [samples]float64
	for i := range f {
		f[i] = halves(u, v, lon, float64(i)*step)
	}
	best := math.Inf(1)
	for i := range f {
		if f[i] <= f[(i+samples-1)%samples] && f[i] <= f[(i+1)%samples] {
			at := float64(float64(i) * step)
			best = math.Min(best, leastBetween(at-step, at+step, func(x float64) float64 {
				return halves(u, v, lon, x)
			}))
		}
	}
	return best
}

// halves returns the length of the way from u to v by the point a quarter
// turn from u in the given direction (radians from north).
func halves(u, v ray, lon, azimuth float64) float64 {
	s, c := sincos(azimuth)
	x, z := float64(-u.sin*c), float64(u.cos*c)
	p := ray{z, math.Sqrt(mad(x, x, float64(s*s)))}
	east := atan2(s, x)
	first, ok1 := inverse(u, p, math.Abs(east))
	gap := math.Abs(lon - east)
	if gap > math.Pi {
		gap = 2*math.Pi - gap
	}
	second, ok2 := inverse(p, v, gap)
	if !ok1 || !ok2 {
		return math.Inf(1)
	}
	return first + second
}

// leastBetween returns the least value of f on [a, b] by golden section.
func leastBetween(a, b float64, f func(float64) float64) float64 {
	const golden = 0.61803398874989485
	w := float64((b - a) * golden)
	x, y := b-w, a+w
	fx, fy := f(x), f(y)
	for range 32 { // narrows 15 degrees to 0.01 seconds of arc
		if fx <= fy {
			b, y, fy = y, x, fx
			x = b - float64((b-a)*golden)
			fx = f(x)
		} else {
			a, x, fx = x, y, fy
			y = a + float64((b-a)*golden)
			fy = f(y)
		}
	}
	return math.Min(fx, fy)
}

// direct returns the point at the given distance and direction (radians
// clockwise from north) by Vincenty's direct formula: latitude in degrees and
// the difference of longitude in degrees, in [-180, 180].
func direct(lat, meters, azimuth float64) (lat2, dlon float64) {
	u := reduce(lat)
	sinA1, cosA1 := sincos(azimuth)
	sigma1 := atan2(u.sin, float64(u.cos*cosA1))
	sinA := u.cos * sinA1
	cos2A := 1 - float64(sinA*sinA)
	a, b := series(cos2A)
	whole := meters / float64(minorM*a)
	sigma := whole
	var sinS, cosS, cos2M float64
	for range 20 {
		sinS, cosS = sincos(sigma)
		_, cos2M = sincos(mad(2, sigma1, sigma))
		next := whole + deltaSigma(b, sinS, cosS, cos2M)
		done := math.Abs(next-sigma) < 1e-15
		sigma = next
		if done {
			break
		}
	}
	sinS, cosS = sincos(sigma)
	up := mad(u.sin, cosS, float64(float64(u.cos*sinS)*cosA1))
	in := float64(u.sin*sinS) - float64(float64(u.cos*cosS)*cosA1)
	flat := (1 - flattening) * math.Sqrt(mad(sinA, sinA, float64(in*in)))
	lambda := atan2(float64(sinS*sinA1), float64(u.cos*cosS)-float64(float64(u.sin*sinS)*cosA1))
	lon := lambda - float64(sinA*lonTerm(sigma, sinS, cosS, cos2A, cos2M))
	return atan2(up, flat) / degree, lon / degree
}
