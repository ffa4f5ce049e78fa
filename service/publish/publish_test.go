package publish_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service/publish"
)

// planOf is a plan of one circle (and one group) that holds all homes.
func planOf(homes []engine.Household, m policy.Metric, c engine.Circle) engine.Plan {
	d := engine.Draft{Area: "A", Metric: m}
	c.ID, c.Number = "A-1", 1
	d.Circles = []engine.Circle{c}
	d.Groups = []engine.Group{{ID: "A-G1", Number: 1, Name: "一组", Center: c.Center, Members: c.Members, Household: "H0"}}
	for _, h := range homes {
		d.Homes = append(d.Homes, engine.Home{ID: h.ID, Circle: "A-1", Group: "A-G1"})
	}
	return d.Build()
}

func homesAt(places ...orb.Point) []engine.Household {
	var out []engine.Household
	for i, at := range places {
		out = append(out, engine.Household{ID: engine.HouseholdID(fmt.Sprint("H", i)), Area: "A", Location: at})
	}
	return out
}

// near draws a place within so many metres of another.
func near(t *rapid.T, from orb.Point, meters float64, m policy.Metric) orb.Point {
	x := rapid.Float64Range(-meters, meters).Draw(t, "x")
	y := rapid.Float64Range(-meters, meters).Draw(t, "y")
	if m == policy.MetricPlanar {
		return orb.Point{from[0] + x, from[1] + y}
	}
	lon := from[0] + x/(111320*math.Cos(from[1]*math.Pi/180))
	if lon > 180 {
		lon -= 360
	}
	return orb.Point{lon, from[1] + y/111320}
}

func distance(m policy.Metric, a, b orb.Point) float64 {
	if m == policy.MetricPlanar {
		return math.Hypot(a[0]-b[0], a[1]-b[1])
	}
	return geo.Distance(a, b)
}

func ringsOf(g orb.Geometry) []orb.Ring {
	switch g := g.(type) {
	case orb.Polygon:
		return g
	case orb.MultiPolygon:
		var out []orb.Ring
		for _, p := range g {
			out = append(out, p...)
		}
		return out
	}
	return nil
}

// toRing is the distance in metres from a place to a ring that does not cross the antimeridian, laid flat.
func toRing(m policy.Metric, at orb.Point, ring orb.Ring) (dist float64, inside bool) {
	kx, ky := 1.0, 1.0
	if m != policy.MetricPlanar {
		ky = geo.Distance(at, orb.Point{at[0], at[1] + 0.001}) * 1000
		kx = geo.Distance(at, orb.Point{at[0] + 0.001, at[1]}) * 1000
	}
	dist = math.Inf(1)
	for i := 1; i < len(ring); i++ {
		ax, ay := (ring[i-1][0]-at[0])*kx, (ring[i-1][1]-at[1])*ky
		bx, by := (ring[i][0]-at[0])*kx, (ring[i][1]-at[1])*ky
		dx, dy := bx-ax, by-ay
		f := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			f = min(max(-(ax*dx+ay*dy)/l, 0), 1)
		}
		dist = min(dist, math.Hypot(ax+f*dx, ay+f*dy))
		if (ay > 0) != (by > 0) && ax+(0-ay)/(by-ay)*(bx-ax) > 0 {
			inside = !inside
		}
	}
	return dist, inside
}

var metrics = map[policy.Metric][]orb.Point{
	policy.MetricGeodesic: {{114.5, 37.8}, {122.9, 46.7}, {0.0001, 0.0001}, {-70, -54}, {25, 70}},
	policy.MetricPlanar:   {{0, 0}, {500_000, 4_100_000}},
}

// Every home is in what is drawn, at least the margin from the hull's border, and nothing drawn follows from where a home lies in its cell.
func TestShapesHoldAndHideHomes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]policy.Metric{policy.MetricGeodesic, policy.MetricPlanar}).Draw(t, "metric")
		from := rapid.SampledFrom(metrics[m]).Draw(t, "from")
		spread := rapid.SampledFrom([]float64{0, 10, 100, 500, 2000}).Draw(t, "spread")
		places := make([]orb.Point, rapid.IntRange(1, 12).Draw(t, "homes"))
		for i := range places {
			places[i] = near(t, from, spread, m)
		}
		homes := homesAt(places...)
		c := engine.Circle{Household: "H0", Center: places[0], Members: rapid.IntRange(0, 9).Draw(t, "members")}
		got := publish.Circles(planOf(homes, m, c), homes)
		if len(homes) < 5 {
			if len(got) > 0 {
				t.Fatalf("drawn with %d homes", len(homes))
			}
			return
		}
		s := got[0]
		if s.ID != "A-1" || s.Number != 1 || s.Homes != len(homes) || s.Public || len(got) != 1 {
			t.Fatal(s)
		}
		if want := c.Members; s.Members != want && !(want > 0 && want < 5 && s.Members == -1) {
			t.Fatalf("%d members told as %d", want, s.Members)
		}
		moved := distance(m, s.Center, c.Center)
		if moved > 36 {
			t.Fatalf("centre moved %.1f m", moved)
		}
		far := 0.0
		for _, at := range places {
			far = max(far, distance(m, s.Center, at))
			d, in := toRing(m, at, ringsOf(s.Hull)[0])
			if !in || d < 29.9 {
				t.Fatalf("a home at %v: %.2f m from the hull's border, inside %v", at, d, in)
			}
		}
		r := float64(s.RadiusMeters)
		if s.RadiusMeters%25 != 0 || s.RadiusMeters < 25 || r < far-0.001 || s.RadiusMeters > 25 && r-25 >= far+0.001 {
			t.Fatalf("radius %v for %v m", r, far)
		}
		for _, at := range ringsOf(s.Outline)[0] {
			if math.Abs(distance(m, s.Center, at)-r) > 0.01 {
				t.Fatalf("the outline is not the circle: %v", distance(m, s.Center, at))
			}
		}
		// Homes in the same cells, in another order: the same hull and centre.
		other := slices.Clone(homes)
		for i := range other {
			other[i].Location = publish.Snap(m, other[i].Location)
		}
		slices.Reverse(other)
		c.Center = publish.Snap(m, c.Center)
		s2 := publish.Circles(planOf(other, m, c), other)[0]
		if !reflect.DeepEqual(s2.Hull, s.Hull) || s2.Center != s.Center {
			t.Fatalf("what is drawn tells where in its cell a home lies:\n%v\n%v", s, s2)
		}
		g := publish.Groups(planOf(homes, m, c), homes)
		if len(g) != 1 || g[0].ID != "A-G1" || g[0].Name != "一组" || !reflect.DeepEqual(g[0].Hull, s.Hull) || g[0].Center != s.Center {
			t.Fatal(g)
		}
	})
}

// Knots lie some 50 m apart and are the nearest ones.
func TestGrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")}
		k := publish.Snap(policy.MetricGeodesic, at)
		if d := geo.Distance(at, k); d > 35.6 {
			t.Fatalf("moved %.2f m", d)
		}
		if again := publish.Snap(policy.MetricGeodesic, k); geo.Distance(again, k) > 1e-3 {
			t.Fatalf("a knot moved to %v", again)
		}
		north := publish.Snap(policy.MetricGeodesic, orb.Point{k[0], k[1] + 0.00045})
		if d := math.Abs(north[1]-k[1]) * 111132; math.Abs(d-50) > 0.4 {
			t.Fatalf("rows %.2f m apart", d)
		}
	})
	for at, want := range map[orb.Point]orb.Point{{0, 0}: {0, 0}, {24.9, -24.9}: {0, 0}, {25.1, 74}: {50, 50}, {1_000_026, -76}: {1_000_050, -100}} {
		if got := publish.Snap(policy.MetricPlanar, at); got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%v: %v, want %v", at, got, want)
		}
	}
	for _, at := range []orb.Point{{180, 0}, {-180, 10}, {0, 90}, {77, -90}, {179.99999, 89.99999}} {
		if k := publish.Snap(policy.MetricGeodesic, at); geo.CheckLonLat(k) != nil || geo.Distance(k, at) > 36 {
			t.Errorf("%v: %v", at, k)
		}
	}
}

func TestPublicVenuesStay(t *testing.T) {
	venue := orb.Point{114.512345, 37.765432}
	homes := homesAt(venue, venue, venue, venue, venue)
	for _, x := range []struct {
		c    engine.Circle
		stay bool
	}{
		{engine.Circle{Site: "S1", Public: true, Center: venue}, true},
		{engine.Circle{Site: "S1", Center: venue}, false},
		{engine.Circle{Site: "H0", Household: "H0", Public: true, Center: venue}, false}, // a home is no public venue
	} {
		s := publish.Circles(planOf(homes, policy.MetricGeodesic, x.c), homes)[0]
		if (s.Center == venue) != x.stay || s.Public != x.stay {
			t.Errorf("%+v: %v", x.c, s)
		}
		if x.stay && s.RadiusMeters != 25 {
			t.Error(s.RadiusMeters)
		}
	}
}

func TestRadiiAreRoundedUp(t *testing.T) {
	for far, want := range map[float64]int{0: 25, 0.001: 25, 25: 25, 25.001: 50, 499.999: 500, 500: 500, 500.001: 525} {
		homes := homesAt(orb.Point{1000, 1000}, orb.Point{1000, 1000}, orb.Point{1000, 1000}, orb.Point{1000, 1000}, orb.Point{1000, 1000 + far})
		s := publish.Circles(planOf(homes, policy.MetricPlanar, engine.Circle{Center: orb.Point{1000, 1000}}), homes)[0]
		if s.RadiusMeters != want {
			t.Errorf("%v m: %d", far, s.RadiusMeters)
		}
	}
}

func TestHomesWithoutPlacesAreNotDrawn(t *testing.T) {
	homes := homesAt(orb.Point{}, orb.Point{}, orb.Point{}, orb.Point{}, orb.Point{}, orb.Point{})
	if got := publish.Circles(planOf(homes, policy.MetricMatrix, engine.Circle{}), homes); len(got) > 0 {
		t.Error(got)
	}
	if got := publish.Circles(planOf(homes, policy.MetricGeodesic, engine.Circle{}), nil); len(got) > 0 {
		t.Error(got)
	}
	bad := homesAt(orb.Point{math.NaN(), 0}, orb.Point{0, 91}, orb.Point{1e300, 0}, orb.Point{0, math.Inf(1)}, orb.Point{181, 0}, orb.Point{0, 0})
	for _, m := range []policy.Metric{policy.MetricGeodesic, policy.MetricPlanar, policy.MetricMatrix, "odd"} {
		if got := publish.Circles(planOf(bad, m, engine.Circle{Center: orb.Point{math.NaN(), 0}}), bad); len(got) > 0 {
			t.Error(m, got)
		}
	}
	if got := publish.Circles(engine.Draft{}.Build(), homes); got != nil {
		t.Error(got)
	}
}

// Across the antimeridian a shape is cut in two, and is no wider than the village.
func TestAcrossTheAntimeridian(t *testing.T) {
	homes := homesAt(orb.Point{179.999, 65}, orb.Point{-179.999, 65}, orb.Point{180, 65.001}, orb.Point{179.998, 65.001}, orb.Point{-180, 65})
	s := publish.Circles(planOf(homes, policy.MetricGeodesic, engine.Circle{Center: orb.Point{180, 65}}), homes)[0]
	for name, g := range map[string]orb.Geometry{"outline": s.Outline, "hull": s.Hull} {
		if mp, ok := g.(orb.MultiPolygon); !ok || len(mp) != 2 {
			t.Errorf("%s: %v", name, g)
		}
	}
	if s.RadiusMeters > 250 {
		t.Error(s.RadiusMeters)
	}
}

func TestCountable(t *testing.T) {
	for n, want := range map[int]bool{0: true, 1: false, 4: false, 5: true, 500: true} {
		if publish.Countable(n) != want {
			t.Error(n)
		}
	}
}

// The shapes of a village as it is planned: one for every circle of five homes or more, with no corner near a home of its own and no home at its centre.
func TestVillage(t *testing.T) {
	pol, err := codec.Scheme("yuanshi")
	if err != nil {
		t.Fatal(err)
	}
	for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindVillage, Style: fixtures.StyleHill, Homes: 150, Seed: 3}) {
		plan, err := engine.Solve(t.Context(), v.Problem(pol), engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		at := map[engine.HouseholdID]orb.Point{}
		for _, h := range v.Households {
			at[h.ID] = h.Location
		}
		shapes := map[string]publish.Shape{}
		for _, s := range publish.Circles(plan, v.Households) {
			shapes[s.ID] = s
		}
		homes := 0
		for c := range plan.Circles() {
			s, drawn := shapes[string(c.ID)]
			if drawn != (c.Homes >= 5) || drawn && s.Homes != c.Homes {
				t.Errorf("%s of %d homes: %v", c.ID, c.Homes, s)
			}
		}
		for h := range plan.Homes() {
			s, drawn := shapes[string(h.Circle)]
			if !drawn {
				continue
			}
			homes++
			for _, corner := range ringsOf(s.Hull)[0] {
				if d := geo.Distance(corner, at[h.ID]); d < 30 {
					t.Errorf("%s: a corner %.1f m from a home", s.ID, d)
				}
			}
			if s.Center == at[h.ID] {
				t.Errorf("%s is centred on a home", s.ID)
			}
		}
		if homes < 50 {
			t.Errorf("%d homes tried", homes)
		}
	}
}
