package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// hullCorner is how many corners a full turn of a buffered hull has.
const hullCorner = 16

// Hull returns the convex hull of places with a margin around it, for drawing: a closed ring, counter-clockwise, with round corners. Like
// a drawn circle it decides nothing. The result is an orb.Polygon or, across the antimeridian, an orb.MultiPolygon, and nil without places or
// if the margin is not over 0. Places are laid out flat, so the hull is meant for villages, not for continents.
func Hull(places []orb.Point, m Metric, marginMeters float64) orb.Geometry {
	if len(places) == 0 || !(marginMeters > 0 && marginMeters <= MaxOutlineMeters) {
		return nil
	}
	p := NewPlane(places, m)
	corners := make([][2]int64, len(places))
	for i, at := range places {
		corners[i][0], corners[i][1] = p.At(at)
	}
	margin := marginMeters * 1000 / float64(p.UnitMM())
	ring := orb.Ring{}
	for _, c := range convex(rounded(convex(corners), margin)) {
		ring = append(ring, p.place(float64(c[0]), float64(c[1])))
	}
	if m == MetricPlanar {
		return orb.Polygon{append(ring, ring[0])}
	}
	return cutAt180(ring)
}

// rounded puts a small circle in place of every corner.
func rounded(corners [][2]int64, margin float64) [][2]int64 {
	var out [][2]int64
	for _, c := range corners {
		for k := range hullCorner {
			sin, cos := sincos(2 * math.Pi * float64(k) / hullCorner)
			out = append(out, [2]int64{c[0] + int64(math.Round(float64(margin*cos))), c[1] + int64(math.Round(float64(margin*sin)))})
		}
	}
	return out
}

// convex returns the corners of the convex hull, counter-clockwise from the leftmost (Andrew's monotone chain).
func convex(points [][2]int64) [][2]int64 {
	ps := slices.Clone(points)
	slices.SortFunc(ps, func(a, b [2]int64) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	ps = slices.Compact(ps)
	if len(ps) < 3 {
		return ps
	}
	half := func() [][2]int64 {
		var chain [][2]int64
		for _, p := range ps {
			for len(chain) > 1 && turnOf(chain[len(chain)-2], chain[len(chain)-1], p) <= 0 {
				chain = chain[:len(chain)-1]
			}
			chain = append(chain, p)
		}
		return chain[:len(chain)-1]
	}
	lower := half()
	slices.Reverse(ps)
	return append(lower, half()...)
}

// turnOf is over 0 for a turn to the left; coordinates are below PlaneExtent and a margin.
func turnOf(a, b, c [2]int64) int64 {
	return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])
}

// place is where a point of the plane lies; longitudes may run on past 180 degrees.
func (p *Plane) place(x, y float64) orb.Point {
	unit := float64(int64(1)<<p.shift) / 1000
	if p.metric == MetricPlanar {
		return orb.Point{p.west/1000 + float64(x*unit), p.south/1000 + float64(y*unit)}
	}
	return orb.Point{p.west + float64(x*unit)/p.perLon, p.south + float64(y*unit)/p.perLat}
}
