package geo_test

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"github.com/tidwall/rtree"
	"pgregory.net/rapid"

	"jinlin/geo"
)

// A spot is a corner of the earth where searching goes wrong if anywhere.
var spots = map[string]orb.Point{
	"Yuanshi": {114.52, 37.76}, "antimeridian": {180, 12}, "antimeridian west": {-179.9995, -50},
	"north pole": {33, 90}, "near the pole": {-70, 89.9995}, "south pole": {0, -89.9999}, "origin": {0, 0},
}

// cloud draws points around a spot: dense, far, on the same place, on a grid.
func cloud(r *rand.Rand, spot orb.Point, n int) []orb.Point {
	ps := make([]orb.Point, 0, n)
	for len(ps) < n {
		span := []float64{0.01, 0.01, 0.05, 3}[r.IntN(4)]
		p := orb.Point{spot[0] + (r.Float64()-0.5)*span, spot[1] + (r.Float64()-0.5)*span}
		switch r.IntN(6) {
		case 0:
			p = spot
		case 1:
			p[0] = r.Float64()*360 - 180
		case 2:
			if len(ps) > 0 {
				p = ps[r.IntN(len(ps))]
			}
		}
		if p[1] > 90 {
			p[1] = 180 - p[1]
		}
		if p[1] < -90 {
			p[1] = -180 - p[1]
		}
		if p[0] > 180 {
			p[0] -= 360
		}
		if p[0] < -180 {
			p[0] += 360
		}
		ps = append(ps, p)
	}
	return ps
}

func between(m geo.Metric, a, b orb.Point) int64 {
	if m == geo.MetricPlanar {
		return geo.PlanarDistanceMM(a, b)
	}
	return geo.DistanceMM(a, b)
}

// bruteWithin is the oracle.
func bruteWithin(m geo.Metric, points []orb.Point, center orb.Point, limitMM int64) []geo.Neighbor {
	var out []geo.Neighbor
	for i, p := range points {
		if mm := between(m, center, p); limitMM < 0 || mm <= limitMM {
			out = append(out, geo.Neighbor{Item: int32(i), MM: mm})
		}
	}
	return out
}

func TestIndexAgainstBruteForce(t *testing.T) {
	for name, spot := range spots {
		for _, metric := range []geo.Metric{geo.MetricGeodesic, geo.MetricPlanar} {
			r := rand.New(rand.NewPCG(5, 5))
			points := cloud(r, spot, 300)
			x := geo.NewIndex(points, metric)
			for _, c := range points[:25] {
				for _, limit := range []int64{geo.Unlimited, 0, 1, 499_600, 500_000, 500_400, 5_000_000, 400_000_000, 15e9, math.MaxInt64} {
					got, want := x.WithinMM(c, limit, nil), bruteWithin(metric, points, c, limit)
					if !slices.Equal(got, want) {
						t.Fatalf("%s, metric %d, %d mm of %v: %d items, want %d", name, metric, limit, c, len(got), len(want))
					}
				}
				all := bruteWithin(metric, points, c, geo.Unlimited)
				slices.SortFunc(all, func(a, b geo.Neighbor) int {
					return cmp.Or(cmp.Compare(a.MM, b.MM), cmp.Compare(a.Item, b.Item))
				})
				for _, k := range []int{0, 1, 7, 299, 300, 301} {
					if got, want := x.Nearest(c, k), all[:min(k, len(all))]; !slices.Equal(got, want) {
						t.Fatalf("%s, metric %d: %d nearest of %v wrong", name, metric, k, c)
					}
				}
			}
		}
	}
}

func TestWithinAppends(t *testing.T) {
	x := geo.NewIndex([]orb.Point{{1, 1}, {1, 1}}, geo.MetricPlanar)
	got := x.WithinMM(orb.Point{1, 1}, 0, []geo.Neighbor{{Item: 9, MM: 9}})
	if want := []geo.Neighbor{{Item: 9, MM: 9}, {Item: 0}, {Item: 1}}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestIndexOfNothing(t *testing.T) {
	x := geo.NewIndex(nil, geo.MetricGeodesic)
	if x.Len() != 0 || x.WithinMM(orb.Point{}, geo.Unlimited, nil) != nil || x.Nearest(orb.Point{}, 3) != nil {
		t.Error("an empty index found something")
	}
	nan := geo.NewIndex([]orb.Point{{math.NaN(), 1}, {1, math.Inf(1)}, {1, 1}}, geo.MetricGeodesic)
	if got := nan.Nearest(orb.Point{1, 1}, 3); len(got) != 1 || got[0].Item != 2 {
		t.Errorf("points that are not finite were found: %v", got)
	}
}

// Run with -race: many readers of one index agree with one reader.
func TestIndexIsSafeForConcurrentUse(t *testing.T) {
	points := cloud(rand.New(rand.NewPCG(1, 9)), spots["Yuanshi"], 500)
	x := geo.NewIndex(points, geo.MetricGeodesic)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := g; i < len(points); i += 3 {
				if got := x.WithinMM(points[i], 500_000, nil); !slices.Equal(got, bruteWithin(geo.MetricGeodesic, points, points[i], 500_000)) {
					t.Errorf("reader %d: wrong answer at %v", g, points[i])
				}
				x.Nearest(points[i], 5)
			}
		})
	}
	wg.Wait()
}

func places(points []orb.Point) []geo.Place {
	ps := make([]geo.Place, len(points))
	for i, p := range points {
		ps[i].Point = p
	}
	return ps
}

// Sizes on both sides of the choice between scan and tree.
func TestArcsAgainstBruteForce(t *testing.T) {
	for name, spot := range spots {
		for _, n := range [][2]int{{0, 5}, {5, 0}, {1, 1}, {3, 400}, {40, 30}, {330, 330}} {
			r := rand.New(rand.NewPCG(2, uint64(n[0])))
			from, to := cloud(r, spot, n[0]), cloud(r, spot, n[1])
			for ground, metric := range map[geo.Ground]geo.Metric{geo.Geodesic(): geo.MetricGeodesic, geo.Planar(): geo.MetricPlanar} {
				for _, limit := range []int64{geo.Unlimited, 0, 500_000, 9e9} {
					a, err := ground.Arcs(context.Background(), places(from), places(to), limit)
					if err != nil || a.Rows() != len(from) || len(a.Start) != len(from)+1 || len(a.MM) != a.Len() {
						t.Fatalf("%s %v: %d rows, %v", name, n, a.Rows(), err)
					}
					for i := range from {
						checkRow(t, name, a, i, bruteWithin(metric, to, from[i], limit))
					}
				}
			}
		}
	}
}

func checkRow(t *testing.T, name string, a geo.Arcs, i int, want []geo.Neighbor) {
	t.Helper()
	to, mm := a.Row(i)
	if len(to) != len(want) || len(mm) != len(want) {
		t.Fatalf("%s: row %d has %d arcs, want %d", name, i, len(to), len(want))
	}
	for k, w := range want {
		if to[k] != w.Item || mm[k] != w.MM {
			t.Fatalf("%s: row %d arc %d is %d, %d mm; want %v", name, i, k, to[k], mm[k], w)
		}
	}
}

func TestArcsAndBetweenAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := func(name string) geo.Place {
			return geo.Place{Point: orb.Point{rapid.Float64Range(-180, 180).Draw(t, name), rapid.Float64Range(-90, 90).Draw(t, name)}}
		}
		a, b := at("a"), at("b")
		for _, g := range []geo.Ground{geo.Geodesic(), geo.Planar()} {
			mm, ok := g.BetweenMM(a, b)
			for _, limit := range []int64{mm - 1, mm} {
				arcs, err := g.Arcs(context.Background(), []geo.Place{a}, []geo.Place{b}, limit)
				if want := limit == mm || limit < 0; err != nil || !ok || (arcs.Len() == 1) != want {
					t.Fatalf("%s: %d mm, limit %d, %d arcs, %v", g.Fingerprint(), mm, limit, arcs.Len(), err)
				}
			}
		}
	})
}

func TestArcsStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := geo.Geodesic().Arcs(ctx, make([]geo.Place, 1), make([]geo.Place, 1), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestFingerprints(t *testing.T) {
	if g, p := geo.Geodesic().Fingerprint(), geo.Planar().Fingerprint(); g != "geodesic wgs84 v1" || p != "planar v1" {
		t.Errorf("%q, %q: stored plans name the old ones", g, p)
	}
}

// Trap: orb/geo.NewBoundAroundPoint is not a superset of the circle. The index
// finds what that box would lose.
func TestTrapOrbBoxLosesCoveredPoints(t *testing.T) {
	center := orb.Point{114.52, 37.76}
	box := orbgeo.NewBoundAroundPoint(center, 500)
	ring := geo.Outline(center, 499.9999, 20_000).(orb.Polygon)[0]
	x := geo.NewIndex(ring, geo.MetricGeodesic)
	lost := 0
	for _, p := range ring {
		if !box.Contains(p) {
			lost++
		}
	}
	if lost == 0 {
		t.Error("orb's box holds the whole circle: the trap is gone")
	}
	if found := len(x.WithinMM(center, 500_000, nil)); found != len(ring) {
		t.Errorf("found %d of %d covered points", found, len(ring))
	}
	t.Logf("orb's box loses %d of %d points at the rim", lost, len(ring))
}

// Trap: across the antimeridian orb's box has Min.lon > Max.lon, and a tree
// finds nothing in it.
func TestTrapSearchAcrossTheAntimeridian(t *testing.T) {
	center := orb.Point{179.999, 12}
	home := orb.Point{-179.999, 12} // 218 m to the east
	box := orbgeo.NewBoundAroundPoint(center, 500)
	var tree rtree.RTreeG[int]
	tree.Insert(home, home, 0)
	tree.Search(box.Min, box.Max, func(_, _ [2]float64, _ int) bool {
		t.Error("orb's box finds the home: the trap is gone")
		return true
	})
	if got := geo.NewIndex([]orb.Point{home}, geo.MetricGeodesic).WithinMM(center, 500_000, nil); len(got) != 1 {
		t.Errorf("the home across 180 degrees is missing: %v", got)
	}
}

// Trap: tidwall/rtree visits in no promised order.
func TestTrapTreeVisitsInNoOrder(t *testing.T) {
	points := cloud(rand.New(rand.NewPCG(4, 4)), spots["Yuanshi"], 2000)
	var tree rtree.RTreeG[int]
	for i, p := range points {
		tree.Insert(p, p, i)
	}
	var visits []int
	tree.Search([2]float64{-180, -90}, [2]float64{180, 90}, func(_, _ [2]float64, i int) bool {
		visits = append(visits, i)
		return true
	})
	if slices.IsSorted(visits) {
		t.Error("the tree visits in order: the trap is gone")
	}
	got := geo.NewIndex(points, geo.MetricGeodesic).WithinMM(spots["Yuanshi"], geo.Unlimited, nil)
	if len(got) != 2000 || !slices.IsSortedFunc(got, func(a, b geo.Neighbor) int { return cmp.Compare(a.Item, b.Item) }) {
		t.Error("the index does not sort")
	}
}
