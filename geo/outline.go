package geo

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// The limits of a drawn circle.
const (
	// MaxOutlineMeters keeps at most one pole in a circle.
	MaxOutlineMeters   = 5_000_000
	minOutlineSegments = 8
)

// Outline returns a circle on the earth for drawing: a closed ring,
// counter-clockwise, whose corners are exactly at the radius (Vincenty's
// direct formula), the first one north of the centre. Between the corners it
// lies inside the circle, so it must not decide who is covered.
//
// The result is an orb.Polygon, or, where the circle crosses the meridian of
// 180 degrees, an orb.MultiPolygon cut along it, as RFC 7946 section 3.1.9
// asks; corners on the cut are interpolated. A circle that holds a pole is a
// polygon from -180 to 180 degrees that runs along the pole's edge of the map.
//
// Fewer than 8 segments are taken as 8. The result is nil when the centre
// fails CheckLonLat or the radius is not in (0, MaxOutlineMeters].
func Outline(center orb.Point, radiusMeters float64, segments int) orb.Geometry {
	if CheckLonLat(center) != nil || !(radiusMeters > 0 && radiusMeters <= MaxOutlineMeters) {
		return nil
	}
	ring := geodesicRing(center, radiusMeters, max(segments, minOutlineSegments))
	for _, pole := range [2]float64{90, -90} {
		if Distance(center, orb.Point{center[0], pole}) <= radiusMeters {
			return polarCap(ring, pole)
		}
	}
	return cutAt180(ring)
}

// geodesicRing returns the open ring; longitudes run on past +-180.
func geodesicRing(center orb.Point, radius float64, segments int) orb.Ring {
	ring := make(orb.Ring, segments, segments+1)
	for i := range ring {
		azimuth := -2 * math.Pi * float64(i) / float64(segments)
		lat, dlon := direct(center[1], radius, azimuth)
		ring[i] = orb.Point{center[0] + dlon, lat}
	}
	return ring
}

// cutAt180 closes the ring and cuts off what lies past the antimeridian. A
// meridian meets a circle without a pole at most twice, so each side is one
// ring.
func cutAt180(ring orb.Ring) orb.Geometry {
	ring = append(ring, ring[0])
	b := ring.Bound()
	switch {
	case b.Max[0] > 180:
		return orb.MultiPolygon{
			{clip(ring, 180, 1, 0)},
			{clip(ring, 180, -1, -360)},
		}
	case b.Min[0] < -180:
		return orb.MultiPolygon{
			{clip(ring, -180, 1, 360)},
			{clip(ring, -180, -1, 0)},
		}
	}
	return orb.Polygon{ring}
}

// clip keeps the part of a closed ring with (x - at) * side <= 0 and moves it
// by shift: one step of Sutherland and Hodgman.
func clip(ring orb.Ring, at, side, shift float64) orb.Ring {
	var out orb.Ring
	add := func(p orb.Point) {
		p[0] += shift
		if len(out) == 0 || out[len(out)-1] != p {
			out = append(out, p)
		}
	}
	for i := 1; i < len(ring); i++ {
		p, q := ring[i-1], ring[i]
		pin, qin := (p[0]-at)*side <= 0, (q[0]-at)*side <= 0
		if pin {
			add(p)
		}
		if pin != qin {
			t := (at - p[0]) / (q[0] - p[0])
			add(orb.Point{at, mad(t, q[1]-p[1], p[1])})
		}
	}
	if out[0] != out[len(out)-1] {
		out = append(out, out[0])
	}
	return out
}

// polarCap turns the ring around a pole into a polygon of the map.
func polarCap(ring orb.Ring, pole float64) orb.Geometry {
	for i := range ring {
		ring[i][0] = wrapLon(ring[i][0])
	}
	slices.SortFunc(ring, func(a, b orb.Point) int {
		switch {
		case a[0] < b[0]:
			return -1
		case a[0] > b[0]:
			return 1
		}
		return 0
	})
	first, last := ring[0], ring[len(ring)-1]
	edge := first[1]
	if gap := first[0] + 360 - last[0]; gap > 0 {
		edge = mad((180-last[0])/gap, first[1]-last[1], last[1])
	}
	out := orb.Ring{{-180, edge}}
	for _, p := range ring {
		if p[0] > -180 && p[0] < 180 {
			out = append(out, p)
		}
	}
	out = append(out, orb.Point{180, edge}, orb.Point{180, pole}, orb.Point{-180, pole}, out[0])
	if pole < 0 {
		out.Reverse()
	}
	return orb.Polygon{out}
}

func wrapLon(x float64) float64 {
	switch {
	case x > 180:
		return x - 360
	case x < -180:
		return x + 360
	}
	return x
}

// PlanarOutline is Outline for coordinates in metres: a closed,
// counter-clockwise ring with its first corner to the north. The result is nil
// when the radius is not positive and finite or the centre fails CheckPlanar.
func PlanarOutline(center orb.Point, radius float64, segments int) orb.Polygon {
	if CheckPlanar(center) != nil || !(radius > 0 && finite(radius)) {
		return nil
	}
	segments = max(segments, minOutlineSegments)
	ring := make(orb.Ring, segments, segments+1)
	for i := range ring {
		s, c := sincosDegrees(360 * float64(i) / float64(segments))
		ring[i] = orb.Point{mad(-radius, s, center[0]), mad(radius, c, center[1])}
	}
	return orb.Polygon{append(ring, ring[0])}
}
