package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// The ellipsoid of WGS-84 (NIMA TR8350.2).
const (
	majorM     = 6378137.0
	flattening = 1 / 298.257223563
	minorM     = majorM * (1 - flattening)
	ecc2       = flattening * (2 - flattening)
)

// Where the mid-latitude formula answers: up to nearMeters, with both ends
// inside a band of latitude. Elsewhere Vincenty's formula does.
const (
	nearMeters     = 5000
	nearLatDegrees = 0.05 // 5.5 km
	nearLonDegrees = 0.30 // 5.8 km at 80 degrees
	nearSumDegrees = 160  // mid-latitude up to 80 degrees
)

// Distance returns the length in metres of the shortest path between two
// positions on the ellipsoid of WGS-84.
//
// Up to 5 km and below 80 degrees it is the mid-latitude formula of Gauss with
// half-angle sines, else Vincenty's inverse formula (Survey Review XXIII 176,
// 1975), and nearly opposite the other side of the earth, where Vincenty's
// iteration does not converge, the least sum over the points half way.
// Distance(a, b) == Distance(b, a) to the last bit, Distance(a, a) == 0, and
// the result is never NaN for positions that pass CheckLonLat; other positions
// give an unspecified value. Some ten nanoseconds near, half a microsecond far.
func Distance(a, b orb.Point) float64 { return distance(a[0], a[1], b[0], b[1]) }

// distance is Distance on plain numbers: an array travels through memory, and
// building one just before the call costs more than the formula.
func distance(lon1, lat1, lon2, lat2 float64) float64 {
	dlon := lonGap(lon1, lon2)
	dlat := math.Abs(lat1 - lat2)
	sum := math.Abs(lat1 + lat2)
	if dlat <= nearLatDegrees && dlon <= nearLonDegrees && sum <= nearSumDegrees {
		if d := midLatitude(dlon, dlat, sum); d <= nearMeters {
			return d
		}
	}
	return vincenty(orb.Point{lon1, lat1}, orb.Point{lon2, lat2})
}

// DistanceMM returns Distance in whole millimetres, rounded half up.
func DistanceMM(a, b orb.Point) int64 { return MM(Distance(a, b)) }

// MM returns a length in whole millimetres, rounded half up, that is
// floor(1000 m + 1/2): the one place where a length becomes an integer, for
// distances and reaches alike. Lengths
// beyond +-2^61 mm, infinities included, are cut off there; NaN gives 0.
func MM(meters float64) int64 {
	const most = 1 << 61
	x := float64(meters * 1000)
	switch {
	case x >= most:
		return most
	case x <= -most:
		return -most
	case x != x:
		return 0
	}
	return int64(math.Floor(x + 0.5))
}

// lonGap returns the angle between two meridians, in [0, 180] degrees.
func lonGap(a, b float64) float64 {
	d := math.Abs(a - b)
	if d > 180 {
		d = 360 - d
	}
	return d
}

// midLatitude returns the distance of two near points from the differences of
// longitude and latitude and the sum of the latitudes (all in degrees and not
// negative). On a sphere the formula is exact:
//
//	sin^2(s/2R) = (cos m sin l/2)^2 + (cos l/2 sin p/2)^2
//
// Gauss puts the radii of the ellipsoid at the mean latitude m in place of R:
// N across the meridian, M along it; the last factor turns the chord into the
// arc. Only the squares of sine and cosine of m are needed, and both come from
// the cosine of the sum of the latitudes.
func midLatitude(dlon, dlat, sum float64) float64 {
	c := cosDegrees(sum)
	sin2, cos2 := mad(c, -0.5, 0.5), mad(c, 0.5, 0.5)
	w := 1 - float64(ecc2*sin2)
	sl := sinSquared(dlon * (degree / 2))
	sp := sinSquared(dlat * (degree / 2))
	m := (1 - ecc2) / w
	q := mad(cos2, sl, float64(m*m)*float64(sp*(1-sl)))
	h := q / w // (s/2a)^2
	d := 2 * majorM * math.Sqrt(h)
	return mad(d, float64(h*float64(w*w))*(1/(6*(1-ecc2))), d)
}

// sinSquared returns the square of sin x, |x| < 0.005, to the last bit or two.
func sinSquared(x float64) float64 {
	z := float64(x * x)
	p := mad(z, 2.0/45, -1.0/3)
	return mad(float64(z*z), p, z)
}
