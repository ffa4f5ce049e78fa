package engine

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"jinlin/engine/internal/siting"
	"jinlin/engine/internal/siting/cover"
	"jinlin/geo"
	"jinlin/policy"
)

const (
	// maxPoints bounds the candidates in the plane; past them the homes alone are candidates.
	maxPoints = 20_000
	// maxSpan is the largest extent, in degrees, of an area that is laid flat; larger ones have homes as candidates only.
	maxSpan = 1.0
	// planeSlackMM is what roundings can add to a way through a centre.
	planeSlackMM = 2
)

// A flat lays an area out as a plane in metres, near enough for candidates: whatever is decided is measured by the ground again.
type flat struct {
	origin orb.Point
	// scale is metres per unit of longitude and latitude, or 1.
	scale [2]float64
	// grid is the step of coordinates that centres are put on: 1e-7 degrees, or a millimetre.
	grid float64
	// error is how wrong a distance can be, relatively.
	error float64
}

// flatten finds a plane for the homes; false if they lie too far apart, or too near a pole.
func (s *State) flatten() (flat, bool) {
	if s.policy.Metric == policy.MetricPlanar {
		return flat{scale: [2]float64{1, 1}, grid: 1000, error: 1e-9}, true
	}
	low, high := s.homes[0].Location, s.homes[0].Location
	for i := range s.homes {
		for k, v := range s.homes[i].Location {
			low[k], high[k] = min(low[k], v), max(high[k], v)
		}
	}
	if high[0]-low[0] > maxSpan || high[1]-low[1] > maxSpan || max(high[1], -low[1]) > 80 {
		return flat{}, false
	}
	f := flat{origin: orb.Point{(low[0] + high[0]) / 2, (low[1] + high[1]) / 2}, grid: 1e7}
	const step = 0.01
	for k := range f.scale {
		to := f.origin
		to[k] += step
		f.scale[k] = float64(geo.DistanceMM(f.origin, to)) / 1000 / step
	}
	// the width of a degree of longitude changes with latitude by its tangent
	f.error = (high[1] - low[1] + 0.01) * math.Pi / 180 * f.scale[1] / f.scale[0]
	return f, true
}

func (f *flat) down(p orb.Point) (x, y float64) {
	return (p[0] - f.origin[0]) * f.scale[0], (p[1] - f.origin[1]) * f.scale[1]
}

// up is the point of the grid nearest to a place.
func (f *flat) up(x, y float64) orb.Point {
	return orb.Point{
		math.Round((f.origin[0]+x/f.scale[0])*f.grid) / f.grid,
		math.Round((f.origin[1]+y/f.scale[1])*f.grid) / f.grid,
	}
}

// lay is where the homes listed lie in the plane.
func (f *flat) lay(s *State, homes []int32) (x, y []float64) {
	x, y = make([]float64, len(homes)), make([]float64, len(homes))
	for i, h := range homes {
		x[i], y[i] = f.down(s.homes[h].Location)
	}
	return x, y
}

// margin is by how much a radius may be wrong in the plane, in metres.
func (f *flat) margin(radius float64) float64 { return float64(radius*f.error) + 0.02 }

// planePoints are places from which so many homes are within the radius that no other need be looked at.
func (s *State) planePoints() []orb.Point {
	if len(s.homes) == 0 || !s.policy.Circles.Radius.Set {
		return nil
	}
	f, ok := s.flatten()
	if !ok {
		return nil
	}
	x, y := f.lay(s, upTo(len(s.homes)))
	radius := s.policy.Circles.Radius.Meters
	px, py, ok := cover.Discs(x, y, radius-f.margin(radius), maxPoints)
	if !ok {
		return nil
	}
	points := make([]orb.Point, len(px))
	for i := range px {
		points[i] = f.up(px[i], py[i])
	}
	return points
}

// planeID names a place in the plane.
func planeID(p orb.Point) SiteID {
	return SiteID("@" + strconv.FormatFloat(p[0], 'f', -1, 64) + "," + strconv.FormatFloat(p[1], 'f', -1, 64))
}

// planePlace is a place in the plane as the ground knows it.
func planePlace(p orb.Point) geo.Place { return geo.Place{ID: string(planeID(p)), Point: p} }

// addPoints makes sites of places in the plane, once each.
func (s *State) addPoints(points []orb.Point) {
	for _, p := range points {
		at := planePlace(p)
		s.sites = append(s.sites, s.newSite(&Site{ID: SiteID(at.ID)}, none, at))
	}
	slices.SortStableFunc(s.sites, func(a, b site) int { return cmp.Compare(a.id, b.id) })
	s.sites = slices.CompactFunc(s.sites, func(a, b site) bool { return a.id == b.id })
}

// standOn makes sites of the centres of a plan in the plane.
func (s *State) standOn(circles []Circle) {
	if s.policy.Circles.Sites != policy.SitesPlane {
		return
	}
	var points []orb.Point
	for _, c := range circles {
		if c.Site == planeID(c.Center) {
			points = append(points, c.Center)
		}
	}
	s.addPoints(points)
}

// inOneDisc is, in the plane, the relation "some centre may hold both", as bits: no farther apart than twice the radius.
func (s *State) inOneDisc(ctx context.Context, at []geo.Place) ([]siting.Bits, error) {
	limit := int64(-1)
	if r := s.policy.Circles.Radius; r.Set {
		limit = 2*r.MM() + planeSlackMM
	}
	return s.pairsWithin(ctx, at, limit)
}

// wide lists what places in the plane reach if the radius is taken a little too large: every circle holds part of one of the lists.
func (s *State) wide(homes []int32) [][]int32 {
	f, ok := s.flatten()
	if !ok || !s.policy.Circles.Radius.Set {
		return nil
	}
	x, y := f.lay(s, homes)
	radius := s.policy.Circles.Radius.Meters
	radius += f.margin(radius)
	px, py, ok := cover.Discs(x, y, radius, maxPoints)
	if !ok {
		return nil
	}
	reach := make([][]int32, len(px))
	limit := float64(radius*radius) * (1 + 1e-9)
	for i := range px {
		for h := range x {
			dx, dy := x[h]-px[i], y[h]-py[i]
			if float64(dx*dx)+float64(dy*dy) <= limit {
				reach[i] = append(reach[i], int32(h))
			}
		}
	}
	return reach
}
