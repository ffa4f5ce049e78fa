package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// A Metric says how coordinates are read and distances taken.
type Metric int

const (
	MetricGeodesic Metric = iota // lon and lat, DistanceMM
	MetricPlanar                 // metres, PlanarDistanceMM
)

func (m Metric) betweenMM(a, b orb.Point) int64 {
	return m.mm(a[0], a[1], b[0], b[1])
}

func (m Metric) mm(x1, y1, x2, y2 float64) int64 {
	if m == MetricPlanar {
		return lengthMM(gapMM(x1, x2), gapMM(y1, y2))
	}
	return MM(distance(x1, y1, x2, y2))
}

// halfSpan returns how far, in units of the coordinates, the search must look
// on both sides of p so that no point with a distance of at most limitMM is
// missed. The box is a little too large, never too small; distance decides.
// (orb/geo.NewBoundAroundPoint is not a superset of the circle.)
func (m Metric) halfSpan(p orb.Point, limitMM int64) (dx, dy float64) {
	reach := (float64(limitMM) + 2) / 1000 // past the rounding of distance and coordinates
	if m == MetricPlanar {
		reach *= 1 + 1e-12
		return reach, reach
	}
	// A path of length s changes the latitude by at most s over the least
	// radius of curvature of a meridian, that at the equator; and, staying
	// within latitude top, the longitude by at most s over the radius of the
	// parallel there, which is at least a cos top.
	const leastMeridianM = majorM * (1 - ecc2)
	const slack = 1e-9 // degrees: 0.1 mm
	dy = reach/leastMeridianM/degree + slack
	top := math.Abs(p[1]) + dy
	if top >= 89.999 {
		return 180, dy
	}
	dx = reach/float64(majorM*cosDegrees(top))/degree + slack
	return math.Min(dx, 180), dy
}

// intervals splits the range [x-dx, x+dx] where longitude starts anew. There
// are one or two intervals and they share no point.
func (m Metric) intervals(x, dx float64) (spans [2][2]float64, n int) {
	lo, hi := x-dx, x+dx
	switch {
	case m == MetricPlanar:
		return [2][2]float64{{lo, hi}}, 1
	case dx >= 180:
		return [2][2]float64{{-180, 180}}, 1
	case lo <= -180:
		return [2][2]float64{{-180, hi}, {lo + 360, 180}}, 2
	case hi >= 180:
		return [2][2]float64{{lo, 180}, {-180, hi - 360}}, 2
	}
	return [2][2]float64{{lo, hi}}, 1
}
