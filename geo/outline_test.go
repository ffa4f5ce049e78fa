package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"jinlin/geo"
)

// rings returns the rings of an outline after checking what RFC 7946 asks of
// each: closed, counter-clockwise, in range.
func rings(t interface{ Fatalf(string, ...any) }, g orb.Geometry) []orb.Ring {
	var out []orb.Ring
	switch g := g.(type) {
	case orb.Polygon:
		out = append(out, g...)
	case orb.MultiPolygon:
		for _, p := range g {
			out = append(out, p...)
		}
	default:
		t.Fatalf("outline is a %T", g)
	}
	for _, r := range out {
		if len(r) < 4 || !r.Closed() || r.Orientation() != orb.CCW {
			t.Fatalf("ring %v: closed %v, orientation %v", r, r.Closed(), r.Orientation())
		}
		for _, p := range r {
			if err := geo.CheckLonLat(p); err != nil {
				t.Fatalf("%v: %v", p, err)
			}
		}
	}
	return out
}

func TestOutlineCornersAreAtTheRadius(t *testing.T) {
	for _, center := range []orb.Point{{114.52, 37.76}, {0, 0}, {-70, -55}, {20, 78}} {
		for _, radius := range []float64{1, 500, 20_000, 1_000_000} {
			g := geo.Outline(center, radius, 64)
			rs := rings(t, g)
			if len(rs) != 1 || len(rs[0]) != 65 {
				t.Fatalf("%v, %v m: %d rings", center, radius, len(rs))
			}
			for _, p := range rs[0] {
				if d := geo.Distance(center, p); math.Abs(d-radius) > 1e-4 {
					t.Errorf("%v, %v m: corner at %v m", center, radius, d)
				}
			}
			if north := rs[0][0]; math.Abs(north[0]-center[0]) > 1e-12 || north[1] < center[1] {
				t.Errorf("the first corner is %v, not north of %v", north, center)
			}
		}
	}
}

func TestOutlineAcrossTheAntimeridian(t *testing.T) {
	for _, center := range []orb.Point{{180, 12}, {-180, 12}, {179.998, -40}, {-179.998, 60}} {
		g, ok := geo.Outline(center, 500, 64).(orb.MultiPolygon)
		if !ok || len(g) != 2 {
			t.Fatalf("%v: %v", center, g)
		}
		area, whole := 0.0, geo.Outline(orb.Point{0, center[1]}, 500, 64)
		for _, r := range rings(t, g) {
			area += math.Abs(planar.Area(r))
			if b := r.Bound(); b.Max[0]-b.Min[0] > 1 || b.Max[0] != 180 && b.Min[0] != -180 {
				t.Errorf("%v: a part spans %v", center, b)
			}
		}
		if want := planar.Area(whole); math.Abs(area-want) > 1e-9*math.Abs(want) {
			t.Errorf("%v: the parts have area %v, the whole %v", center, area, want)
		}
	}
}

func TestOutlineAroundThePoles(t *testing.T) {
	for _, center := range []orb.Point{{0, 90}, {77, 89.999}, {-180, -90}, {180, -89.998}, {179.9, 89.996}} {
		rs := rings(t, geo.Outline(center, 500, 64))
		b := rs[0].Bound()
		if len(rs) != 1 || b.Min[0] != -180 || b.Max[0] != 180 || b.Max[1] != 90 && b.Min[1] != -90 {
			t.Errorf("%v: %v", center, b)
		}
		for lon := -179.0; lon < 180; lon += 10 { // the pole's surroundings are inside
			if p := (orb.Point{lon, math.Copysign(89.99999, center[1])}); !planar.RingContains(rs[0], p) {
				t.Errorf("%v: %v is outside", center, p)
			}
		}
	}
}

func TestOutlineIsAlwaysWellFormed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		center := orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-90, 90).Draw(t, "lat")}
		radius := min(math.Exp(rapid.Float64Range(0, 15.43).Draw(t, "log radius")), geo.MaxOutlineMeters)
		rings(t, geo.Outline(center, radius, rapid.IntRange(0, 200).Draw(t, "segments")))
	})
}

func TestOutlineRefuses(t *testing.T) {
	for _, g := range []orb.Geometry{
		geo.Outline(orb.Point{0, 91}, 500, 64), geo.Outline(orb.Point{}, 0, 64), geo.Outline(orb.Point{}, math.NaN(), 64),
		geo.Outline(orb.Point{}, geo.MaxOutlineMeters+1, 64),
	} {
		if g != nil {
			t.Errorf("got %v", g)
		}
	}
	if geo.PlanarOutline(orb.Point{}, -1, 64) != nil {
		t.Error("a planar circle of -1 m")
	}
}

// Trap: a drawn 64-gon lies inside its circle, 0.6 m short at 500 m half way
// between two corners: covered homes fall out of it.
func TestTrapDrawnRingLosesCoveredHomes(t *testing.T) {
	center := orb.Point{114.52, 37.76}
	drawn := geo.Outline(center, 500, 64).(orb.Polygon)[0]
	fine := geo.Outline(center, 499.7, 128).(orb.Polygon)[0]
	home := fine[1] // half way between two corners of drawn
	if mm := geo.DistanceMM(center, home); mm > 500_000 {
		t.Fatalf("the home is %d mm away", mm)
	}
	if planar.RingContains(drawn, home) {
		t.Error("the drawn ring holds the home: the trap is gone")
	}
}

func TestPlanarOutline(t *testing.T) {
	center := orb.Point{39500000, 4180000}
	for _, r := range rings64(t, center) {
		if mm := geo.PlanarDistanceMM(center, r); mm < 499_999 || mm > 500_001 {
			t.Errorf("corner %v is %d mm away", r, mm)
		}
	}
}

func rings64(t *testing.T, center orb.Point) orb.Ring {
	p := geo.PlanarOutline(center, 500, 64)
	if len(p) != 1 || len(p[0]) != 65 || !p[0].Closed() || p[0].Orientation() != orb.CCW {
		t.Fatalf("got %v", p)
	}
	return p[0]
}
