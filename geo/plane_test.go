package geo

import (
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// Across a village the plane is right to a few millimetres.
func TestPlaneKeepsDistances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lon, lat := rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-60, 60).Draw(t, "lat")
		var places []orb.Point
		for range 2 + rapid.IntRange(0, 5).Draw(t, "more") {
			x := lon + rapid.Float64Range(-0.01, 0.01).Draw(t, "dx")
			if x > 180 {
				x -= 360
			}
			if x < -180 {
				x += 360
			}
			places = append(places, orb.Point{x, lat + rapid.Float64Range(-0.01, 0.01).Draw(t, "dy")})
		}
		p := NewPlane(places, MetricGeodesic)
		for _, a := range places {
			for _, b := range places {
				ax, ay := p.At(a)
				bx, by := p.At(b)
				flat, round := lengthMM(gap(ax, bx), gap(ay, by)), DistanceMM(a, b)
				if d := flat - round; d*d > 9+round*round/100_000_000*10 {
					t.Fatalf("%v to %v: %d mm in the plane, %d on the ground", a, b, flat, round)
				}
			}
		}
	})
}

func gap(a, b int64) uint64 { return uint64(max(a-b, b-a)) }

func TestPlaneOfMetres(t *testing.T) {
	p := NewPlane([]orb.Point{{1000.0004, -3}, {1002.5, 7.25}}, MetricPlanar)
	if x, y := p.At(orb.Point{1002.5, 7.25}); x != 2500 || y != 10250 || p.UnitMM() != 1 {
		t.Error(x, y, p.UnitMM())
	}
	wide := NewPlane([]orb.Point{{-1e9, 0}, {1e9, 5}}, MetricPlanar)
	if x, y := wide.At(orb.Point{1e9, 5}); x >= PlaneExtent || x < PlaneExtent/2 || y != 5000/wide.UnitMM() {
		t.Error(x, y, wide.UnitMM())
	}
}

func TestPlaneAcrossTheAntimeridian(t *testing.T) {
	p := NewPlane([]orb.Point{{-179.999, 10}, {179.999, 10}}, MetricGeodesic)
	x, _ := p.At(orb.Point{-179.999, 10})
	if w, _ := p.At(orb.Point{179.999, 10}); w != 0 || x < 200_000 || x > 230_000 {
		t.Error(w, x)
	}
	empty := NewPlane(nil, MetricGeodesic)
	if x, y := empty.At(orb.Point{0, 0}); x != 0 || y != 0 {
		t.Error(x, y)
	}
}
