package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// PlaneExtent bounds the width and the height of a Plane, in its units.
const PlaneExtent = 1 << 30

// A Plane lays an area out flat, on whole numbers: for questions of shape, such as who is whose neighbour, where the bend of the earth has no
// part. Distances that decide who is in reach are never taken from it.
type Plane struct {
	metric Metric
	// west and south are the corner of the area, in its coordinates (planar: in millimetres).
	west, south float64
	// perLon and perLat are the metres of a degree.
	perLon, perLat float64
	// shift is the power of two of millimetres that a unit is.
	shift uint
}

// NewPlane returns the plane of an area with these places. Under the geodesic metric x and y are the differences of longitude and latitude to
// the south-west corner of the area, times the length of a degree on the ellipsoid half way up the area. A unit is a millimetre or, for
// areas wider or higher than a thousand kilometres, the least power of two of them that keeps the area within PlaneExtent. Longitudes of
// an area are within 180 degrees of the least one, going east, if that makes the area narrower. The order of the places has no effect.
func NewPlane(places []orb.Point, m Metric) Plane {
	p := Plane{metric: m, perLon: 1, perLat: 1}
	if len(places) == 0 {
		return p
	}
	p.west = p.westOf(places)
	low, high := places[0][1], places[0][1]
	for _, at := range places {
		low, high = min(low, at[1]), max(high, at[1])
	}
	p.south = low
	if m == MetricPlanar {
		p.west, p.south = float64(MM(p.west)), float64(MM(p.south))
	} else {
		c := cosDegrees(low + high)
		w := 1 - float64(ecc2*mad(c, -0.5, 0.5))
		n := majorM / math.Sqrt(w)
		p.perLon, p.perLat = float64(n*degree)*cosDegrees((low+high)/2), float64(n*degree)*((1-ecc2)/w)
	}
	for _, at := range places {
		for x, y := p.At(at); max(x, y) >= PlaneExtent; x, y = p.At(at) {
			p.shift++
		}
	}
	return p
}

// westOf is the least longitude, or, where the places lie on both sides of the antimeridian, the least of those east of Greenwich.
func (p *Plane) westOf(places []orb.Point) float64 {
	least, most, eastern := places[0][0], places[0][0], math.Inf(1)
	for _, at := range places {
		least, most = min(least, at[0]), max(most, at[0])
		if at[0] >= 0 {
			eastern = min(eastern, at[0])
		}
	}
	if p.metric == MetricGeodesic && most-least > 180 {
		return eastern
	}
	return least
}

// At returns where a place lies: x to the east and y to the north, not below 0 for the places of the area.
func (p *Plane) At(at orb.Point) (x, y int64) {
	if p.metric == MetricPlanar {
		return (MM(at[0]) - int64(p.west)) >> p.shift, (MM(at[1]) - int64(p.south)) >> p.shift
	}
	east := at[0] - p.west
	if east > 180 {
		east -= 360
	} else if east < -180 {
		east += 360
	}
	return MM(float64(east*p.perLon)) >> p.shift, MM(float64((at[1]-p.south)*p.perLat)) >> p.shift
}

// UnitMM is how many millimetres a unit is.
func (p *Plane) UnitMM() int64 { return 1 << p.shift }
