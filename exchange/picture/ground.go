package picture

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/geo"
	"jinlin/policy"
)

// projection turns coordinates into metres east and north of an origin: the plane itself, or the local equirectangular
// projection, which is right to a few parts in ten thousand across a village.
type projection struct {
	origin orb.Point
	// perX and perY are the metres of one unit of the coordinates.
	perX, perY float64
	// round says that longitudes go round.
	round bool
}

func newProjection(m policy.Metric, places []orb.Point) projection {
	if len(places) == 0 {
		return projection{perX: 1, perY: 1}
	}
	p := projection{origin: places[0], perX: 1, perY: 1}
	if m == policy.MetricPlanar {
		return p
	}
	p.round = true
	lat := 0.0
	for _, at := range places {
		lat += at[1] / float64(len(places))
	}
	lat = min(max(lat, -89.9), 89.9)
	const half = 0.005 // degrees
	p.perX = geo.Distance(orb.Point{-half, lat}, orb.Point{half, lat}) / (2 * half)
	p.perY = geo.Distance(orb.Point{0, lat - half}, orb.Point{0, lat + half}) / (2 * half)
	return p
}

func (p projection) meters(at orb.Point) orb.Point {
	dx := at[0] - p.origin[0]
	if p.round && dx > 180 {
		dx -= 360
	}
	if p.round && dx < -180 {
		dx += 360
	}
	return orb.Point{dx * p.perX, (at[1] - p.origin[1]) * p.perY}
}

// frame maps metres to the pixels of the map.
type frame struct {
	bound orb.Bound // metres
	scale float64   // pixels a metre
	left  float64
	top   float64
	w, h  float64
}

// newFrame fits a bound, widened where it is very small or flat, into a width and a greatest height.
func newFrame(b orb.Bound, left, top, width, maxHeight float64) frame {
	b = widened(b, 40, 40)
	b = widened(b, 0, float64(minAspect*(b.Max[0]-b.Min[0])))
	w, h := b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]
	f := frame{bound: b, scale: min(width/w, maxHeight/h), left: left, top: top, w: width}
	f.left += (width - float64(w*f.scale)) / 2
	f.h = float64(h * f.scale)
	return f
}

// widened makes a bound at least that wide and high around its middle.
func widened(b orb.Bound, w, h float64) orb.Bound {
	c := b.Center()
	w, h = max(w, b.Max[0]-b.Min[0]), max(h, b.Max[1]-b.Min[1])
	return orb.Bound{Min: orb.Point{c[0] - w/2, c[1] - h/2}, Max: orb.Point{c[0] + w/2, c[1] + h/2}}
}

// bottom is the lower edge of the map.
func (f frame) bottom() float64 { return f.top + f.h }

func (f frame) at(m orb.Point) point {
	return point{
		f.left + float64((m[0]-f.bound.Min[0])*f.scale),
		f.top + float64((f.bound.Max[1]-m[1])*f.scale),
	}
}

// hull returns the convex hull of points (Andrew's monotone chain), counter-clockwise on the canvas, from the leftmost.
func hull(points []point) []point {
	ps := slices.Clone(points)
	slices.SortFunc(ps, func(a, b point) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) })
	ps = slices.Compact(ps)
	if len(ps) < 3 {
		return ps
	}
	half := func(ps []point) []point {
		var chain []point
		for _, p := range ps {
			for len(chain) > 1 && turn(chain[len(chain)-2], chain[len(chain)-1], p) <= 0 {
				chain = chain[:len(chain)-1]
			}
			chain = append(chain, p)
		}
		return chain[:len(chain)-1]
	}
	lower := half(ps)
	slices.Reverse(ps)
	return append(lower, half(ps)...)
}

func turn(a, b, c point) float64 {
	return float64((b.x-a.x)*(c.y-a.y)) - float64((b.y-a.y)*(c.x-a.x))
}
