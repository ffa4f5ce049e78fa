// Package publish makes what may leave the house for everybody's eyes: shapes that show where a circle or a group is, and no home. A hull's corners are
// homes, and a circle centred on a member's home is that address; so everything that is drawn here follows from cells of a fixed grid of about 50 m in
// which homes lie, never from where they lie in them (SCHEMES: deliberate limits).
package publish

import (
	"math"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// The rules of what is published.
const (
	// LeastHomes: what has fewer homes is not drawn, and counts below it are not told.
	LeastHomes = 5
	// RadiusStepMeters: radii are rounded up to multiples of it.
	RadiusStepMeters = 25
	// MarginMeters lie between a hull and the cells in it, at least.
	MarginMeters = 30
	// segments of a drawn circle.
	segments = 64
	// hullMargin leaves MarginMeters also in the middle of the edges of the rounded corners, which have sixteen.
	hullMargin = MarginMeters + 1
)

// A Shape is what everybody may see of a circle or a group.
type Shape struct {
	// ID names the circle or group, Number counts it in its area.
	ID     string
	Number int
	// Name is that of a given group, "" for others.
	Name string
	// Center lies on the grid, unless Public: then it is the public venue.
	Center orb.Point
	Public bool
	// RadiusMeters, a multiple of 25, reaches every home from Center.
	RadiusMeters int
	// Outline is the circle about Center, Hull the hull of the cells in which the homes lie with a margin of 30 m: polygons, or multipolygons
	// across the antimeridian.
	Outline, Hull orb.Geometry
	// Homes and Members count; Members is -1 where there are one to four.
	Homes, Members int
}

// Countable reports whether a count may be told: none or at least five.
func Countable(n int) bool { return n <= 0 || n >= LeastHomes }

// Circles are the shapes of a plan's circles, in its order; those under five homes, or whose homes have no places, have none. Homes are the records that
// the plan was made from.
func Circles(p engine.Plan, homes []engine.Household) []Shape {
	in := map[engine.CircleID][]orb.Point{}
	places := placesOf(p, homes)
	for h := range p.Homes() {
		if at, ok := places[h.ID]; ok && h.Circle != "" {
			in[h.Circle] = append(in[h.Circle], at)
		}
	}
	var out []Shape
	for c := range p.Circles() {
		s := Shape{ID: string(c.ID), Number: c.Number, Public: c.Public && c.Household == "", Center: c.Center, Members: c.Members}
		if s.draw(in[c.ID], p.Metric()) {
			out = append(out, s)
		}
	}
	return out
}

// Groups are the shapes of a plan's groups, likewise.
func Groups(p engine.Plan, homes []engine.Household) []Shape {
	in := map[engine.GroupID][]orb.Point{}
	places := placesOf(p, homes)
	for h := range p.Homes() {
		if at, ok := places[h.ID]; ok && h.Group != "" {
			in[h.Group] = append(in[h.Group], at)
		}
	}
	var out []Shape
	for g := range p.Groups() {
		s := Shape{ID: string(g.ID), Number: g.Number, Name: g.Name, Center: g.Center, Members: g.Members}
		if s.draw(in[g.ID], p.Metric()) {
			out = append(out, s)
		}
	}
	return out
}

// placesOf are the homes that have a place; with a matrix of distances the zero point stands for none.
func placesOf(p engine.Plan, homes []engine.Household) map[engine.HouseholdID]orb.Point {
	out := make(map[engine.HouseholdID]orb.Point, len(homes))
	for _, h := range homes {
		check := geo.CheckLonLat
		if p.Metric() == policy.MetricPlanar {
			check = geo.CheckPlanar
		}
		if check(h.Location) == nil && (p.Metric() != policy.MetricMatrix || h.Location != (orb.Point{})) {
			out[h.ID] = h.Location
		}
	}
	return out
}

// draw completes a shape from where its homes lie; false where it must not be drawn.
func (s *Shape) draw(homes []orb.Point, m policy.Metric) bool {
	if len(homes) < LeastHomes {
		return false
	}
	g := gridOf(m)
	if !s.Public {
		s.Center = g.snap(s.Center)
	}
	far := int64(0)
	for _, at := range homes {
		far = max(far, g.distanceMM(s.Center, at))
	}
	const step = RadiusStepMeters * 1000
	s.RadiusMeters = int(max((far+step-1)/step, 1)) * RadiusStepMeters
	s.Outline = g.outline(s.Center, s.RadiusMeters)
	s.Hull = geo.Hull(g.corners(homes), g.metric, hullMargin)
	s.Homes = len(homes)
	if !Countable(s.Members) {
		s.Members = -1
	}
	return s.Outline != nil && s.Hull != nil
}

// A grid has knots every 50 m or so, the same for all plans for ever, so that two publications tell no more than one.
type grid struct{ metric geo.Metric }

func gridOf(m policy.Metric) grid {
	if m == policy.MetricPlanar {
		return grid{geo.MetricPlanar}
	}
	return grid{geo.MetricGeodesic}
}

const (
	gridMeters = 50
	// gridRows from pole to pole: 49.7 m apart at the equator, 50.3 m at the poles.
	gridRows = 400_000
)

// A knot is a row and a column; halves are the corners of its cell.
type knot struct{ row, column float64 }

func (g grid) distanceMM(a, b orb.Point) int64 {
	if g.metric == geo.MetricPlanar {
		return geo.PlanarDistanceMM(a, b)
	}
	return geo.DistanceMM(a, b)
}

func (g grid) outline(center orb.Point, radius int) orb.Geometry {
	if g.metric == geo.MetricPlanar {
		if p := geo.PlanarOutline(center, float64(radius), segments); p != nil {
			return p
		}
		return nil
	}
	return geo.Outline(center, float64(radius), segments)
}

// knotOf is the knot in whose cell a place lies.
func (g grid) knotOf(at orb.Point) knot {
	if g.metric == geo.MetricPlanar {
		return knot{math.Round(at[1] / gridMeters), math.Round(at[0] / gridMeters)}
	}
	row := math.Round((at[1] + 90) / 180 * gridRows)
	return knot{row, math.Round((at[0] + 180) / 360 * columns(row))}
}

// columns is how many columns a row has round the earth, 50 m apart.
func columns(row float64) float64 {
	lat := latOf(row)
	const probe = 0.01 // degrees, in which the earth is round enough
	n := math.Floor(geo.Distance(orb.Point{0, lat}, orb.Point{probe, lat}) * (360 / probe / gridMeters))
	return max(n, 1)
}

func latOf(row float64) float64 { return min(max(float64(row*(180.0/gridRows))-90, -90), 90) }

// place is where a knot lies, or a corner of its cell: moved by half a row and half a column.
func (g grid) place(k knot, rows, cols float64) orb.Point {
	if g.metric == geo.MetricPlanar {
		return orb.Point{(k.column + cols) * gridMeters, (k.row + rows) * gridMeters}
	}
	lon := float64((k.column+cols)*(360/columns(k.row))) - 180
	switch {
	case lon > 180:
		lon -= 360
	case lon < -180:
		lon += 360
	}
	return orb.Point{lon, latOf(k.row + rows)}
}

// snap moves a place to the nearest knot, at most 36 m.
func (g grid) snap(at orb.Point) orb.Point { return g.place(g.knotOf(at), 0, 0) }

// corners are those of the cells in which homes lie, in the order of rows and columns.
func (g grid) corners(homes []orb.Point) []orb.Point {
	seen := make(map[knot]struct{}, len(homes))
	var out []orb.Point
	for _, at := range homes {
		k := g.knotOf(at)
		if _, ok := seen[k]; ok {
			continue
		}
		seen[k] = struct{}{}
		for _, r := range []float64{-0.5, 0.5} {
			out = append(out, g.place(k, r, -0.5), g.place(k, r, 0.5))
		}
	}
	return out
}
