package geo

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func TestHullHoldsItsPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "n")
		var places []orb.Point
		for range n {
			places = append(places, orb.Point{rapid.Float64Range(0, 900).Draw(t, "x"), rapid.Float64Range(0, 900).Draw(t, "y")})
		}
		p, ok := Hull(places, MetricPlanar, 30).(orb.Polygon)
		if !ok || len(p) != 1 || p[0][0] != p[0][len(p[0])-1] {
			t.Fatalf("%v", p)
		}
		ring := p[0]
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			for _, c := range places { // every place lies to the left, and the margin away but for the flat sides of round corners
				d := ((b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])) / math.Hypot(b[0]-a[0], b[1]-a[1])
				if d < 29 {
					t.Fatalf("%v is %v m from the side %v to %v", c, d, a, b)
				}
			}
		}
	})
}

func TestHullAcrossTheAntimeridian(t *testing.T) {
	m, ok := Hull([]orb.Point{{179.999, 10}, {-179.999, 10}, {180, 10.001}}, MetricGeodesic, 30).(orb.MultiPolygon)
	if !ok || len(m) != 2 {
		t.Fatal(m)
	}
	if Hull(nil, MetricGeodesic, 30) != nil || Hull([]orb.Point{{0, 0}}, MetricGeodesic, 0) != nil {
		t.Error("a hull of nothing")
	}
}
