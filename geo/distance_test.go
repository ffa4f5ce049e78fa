package geo

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"pgregory.net/rapid"
)

func lonLat(t *rapid.T, name string) orb.Point {
	special := rapid.SampledFrom([]float64{-180, -179.999999, -90, 0, 90, 105, 179.999999, 180})
	lon := rapid.OneOf(rapid.Float64Range(-180, 180), special).Draw(t, name+" lon")
	lat := rapid.OneOf(rapid.Float64Range(-90, 90), rapid.SampledFrom([]float64{-90, -89.9999, 0, 37.76, 80, 89.9999, 90})).Draw(t, name+" lat")
	return orb.Point{lon, lat}
}

// Twenty pairs and their distances from the test suite of GeographicLib
// (C. F. F. Karney, geodtest.c and test_geodesic.py, MIT licence), good to
// 10 nm. Vincenty's series leaves out terms of some 0.1 mm over such lengths.
func TestDistanceAgainstPublishedGeodesics(t *testing.T) {
	for _, c := range [][5]float64{ // lat, lon, lat, lon, metres
		{35.60777, -139.44815, -11.17491, -69.95921, 8935244.5604818305},
		{55.52454, 106.05087, 77.03196, 197.18234, 4105086.1713924406},
		{-21.97856, 142.59065, 41.84138, 98.56635, 8394328.894657671},
		{-66.99028, 112.2363, -12.70631, 285.90344, 11150344.2312080241},
		{-17.42761, 173.34268, -15.84784, 5.93557, 16076603.1631180673},
		{32.84994, 48.28919, -56.28556, 202.29132, 16727068.9438164461},
		{6.96833, 52.74123, -7.39675, 206.17291, 17102477.2496958388},
		{-50.56724, -16.30485, -33.56571, -94.97412, 6455670.5118668696},
		{-58.93002, -8.90775, -8.91104, 133.13503, 11756066.0219864627},
		{-68.82867, -74.28391, -50.63005, -8.36685, 3956936.926063544},
		{-10.62672, -32.0898, 5.883, -134.31681, 11470869.3864563009},
		{-21.76221, 166.90563, 48.72884, 213.97627, 9098627.3986554915},
		{-19.79938, -174.47484, -11.99349, -154.35109, 2319004.8601169389},
		{-11.95887, -116.94513, 4.57352, 7.16501, 13834722.5801401374},
		{-87.85331, 85.66836, 66.48646, 16.09921, 17286615.3147144645},
		{1.74708, 128.32011, -11.16617, 11.87109, 12942901.1241347408},
		{-25.72959, -144.90758, -57.70581, -269.17879, 9413446.7452453107},
		{-41.22777, 122.32875, -7.57291, 130.37946, 3812686.035106021},
		{11.01307, 138.25278, 6.62726, 247.05981, 11911190.819018408},
		{-29.47124, 95.14681, -27.46601, -69.15955, 13487015.8381145492},
	} {
		a, b := orb.Point{wrapLon(c[1]), c[0]}, orb.Point{wrapLon(c[3]), c[2]}
		if got := Distance(a, b); !(math.Abs(got-c[4]) < 2e-4) {
			t.Errorf("%v to %v: %.7f m, want %.7f (%.1e off)", a, b, got, c[4], got-c[4])
		}
	}
}

// Nearly opposite points, where Vincenty's iteration fails: the same test
// suite (GeodSolve6, 9, 10, 11 and 33), to the digits it gives.
func TestDistanceNearlyOpposite(t *testing.T) {
	for _, c := range []struct{ lat1, lat2, lon, want, tolerance float64 }{
		{88.202499451857, -88.202499451857, 179.981022032992859592, 20003898.214, 1e-3},
		{89.262080389218, -89.262080389218, 179.992207982775375662, 20003925.854, 1e-3},
		{89.333123580033, -89.333123580032997687, 179.99295812360148422, 20003926.881, 1e-3},
		{56.320923501171, -56.320923501171, 179.664747671772880215, 19993558.287, 1e-3},
		{52.784459512564, -52.784459512563990912, 179.634407464943777557, 19991596.095, 1e-3},
		{48.522876735459, -48.52287673545898293, 179.599720456223079643, 19989144.774, 1e-3},
		{0, 0, 179, 19926189, 0.5},
		{0, 0, 179.5, 19980862, 0.5},
		{0, 0, 180, 20003931, 0.5},
		{0, 1, 180, 19893357, 0.5},
		{90, -90, 0, 20003931.4586254, 1e-3}, // half a meridian, as in the zenodo 32156 test set
	} {
		a, b := orb.Point{0, c.lat1}, orb.Point{c.lon, c.lat2}
		if got := Distance(a, b); !(math.Abs(got-c.want) <= c.tolerance) {
			t.Errorf("%v to %v: %.4f m, want %.4f", a, b, got, c.want)
		}
	}
}

func TestOppositeAgreesWithVincentyWhereBothWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat := rapid.Float64Range(-89, 89).Draw(t, "lat")
		u := reduce(lat)
		v := reduce(-lat + rapid.Float64Range(1.5, 4).Draw(t, "off"))
		lon := (180 - rapid.Float64Range(0, 3).Draw(t, "short")) * degree
		want, ok := inverse(u, v, lon)
		if got := opposite(u, v, lon); ok && !(math.Abs(got-want) < 5e-4) {
			t.Fatalf("opposite %.6f, Vincenty %.6f", got, want)
		}
	})
}

// The promise of the fast formula: 1e-8 m at 500 m, 3e-7 m at 2 km, 5e-6 m at
// 5 km, up to 80 degrees of latitude. (Without the last factor, the chord, it
// would be 8e-6 m at 2 km.)
func TestMidLatitudeAgainstVincenty(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for _, c := range []struct{ meters, tolerance float64 }{{500, 1e-8}, {2000, 3e-7}, {5000, 5e-6}} {
		for range 20_000 {
			lat := (r.Float64() - 0.5) * 159.8
			lat2, dlon := direct(lat, c.meters*r.Float64(), r.Float64()*2*math.Pi)
			a, b := orb.Point{0, lat}, orb.Point{dlon, lat2}
			got := midLatitude(lonGap(0, dlon), math.Abs(lat-lat2), math.Abs(lat+lat2))
			if want := vincenty(a, b); !(math.Abs(got-want) <= c.tolerance) {
				t.Fatalf("%v to %v: %.9f m, Vincenty %.9f", a, b, got, want)
			}
		}
	}
}

func TestDistanceProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := lonLat(t, "a"), lonLat(t, "b")
		d := Distance(a, b)
		if !(d >= 0 && d < 20003931.46) {
			t.Fatalf("%v to %v: %v m", a, b, d)
		}
		if back := Distance(b, a); back != d {
			t.Fatalf("%v to %v: %v there, %v back", a, b, d, back)
		}
		if Distance(a, a) != 0 {
			t.Fatalf("%v is %v m from itself", a, Distance(a, a))
		}
		if mirrored := Distance(orb.Point{a[0], -a[1]}, orb.Point{b[0], -b[1]}); math.Abs(mirrored-d) > 1e-3 {
			t.Fatalf("%v to %v: %v m, in the mirror %v", a, b, d, mirrored)
		}
	})
}

func FuzzDistance(f *testing.F) {
	f.Add(0.0, 0.0, 179.5, 0.0)
	f.Add(114.52, 37.76, 114.525, 37.761)
	f.Add(180.0, 89.99, -180.0, -89.99)
	f.Add(0.0, 90.0, 77.0, 90.0)
	f.Fuzz(func(t *testing.T, x1, y1, x2, y2 float64) {
		a, b := orb.Point{x1, y1}, orb.Point{x2, y2}
		if CheckLonLat(a) != nil || CheckLonLat(b) != nil {
			t.Skip()
		}
		d := Distance(a, b)
		if !(d >= 0 && d < 20003931.46) || Distance(b, a) != d {
			t.Fatalf("%v to %v: %v m, back %v", a, b, d, Distance(b, a))
		}
	})
}

func TestDistanceAcrossTheAntimeridian(t *testing.T) {
	here := Distance(orb.Point{-0.002, 51}, orb.Point{0.002, 51})
	there := Distance(orb.Point{179.998, 51}, orb.Point{-179.998, 51})
	if math.Abs(here-there) > 1e-7 {
		t.Errorf("%v m across 180 degrees, %v m across 0", there, here)
	}
	if d := Distance(orb.Point{180, 10}, orb.Point{-180, 10}); d != 0 {
		t.Errorf("180 E and 180 W are %v m apart", d)
	}
	if d := Distance(orb.Point{12, 90}, orb.Point{-140, 90}); d != 0 {
		t.Errorf("the pole is %v m from itself", d)
	}
}

// A home 500.4 m away is out of a reach of 500 m, one at 499.6 m is in: the
// integers are millimetres, not metres.
func TestReachIsDecidedInMillimetres(t *testing.T) {
	center := orb.Point{114.52, 37.76}
	for _, c := range []struct {
		meters float64
		in     bool
	}{{499.6, true}, {500, true}, {500.0004, true}, {500.0006, false}, {500.4, false}} {
		for _, azimuth := range []float64{0, 1, 2, 3, 4, 5, 6} {
			lat, dlon := direct(center[1], c.meters, azimuth)
			mm := DistanceMM(center, orb.Point{center[0] + dlon, lat})
			if want := MM(c.meters); mm != want || mm <= 500_000 != c.in {
				t.Errorf("%v m towards %v: %d mm, want %d", c.meters, azimuth, mm, want)
			}
		}
	}
}

func TestMMRoundsHalfUp(t *testing.T) {
	for _, c := range []struct {
		meters float64
		want   int64
	}{
		{0, 0}, {0.0004, 0}, {0.0005, 1}, {0.0015, 2}, {500, 500_000}, {-0.0005, 0}, {-0.0006, -1},
		{math.Inf(1), 1 << 61}, {math.Inf(-1), -1 << 61}, {1e300, 1 << 61}, {math.NaN(), 0},
	} {
		if got := MM(c.meters); got != c.want {
			t.Errorf("MM(%v) = %d, want %d", c.meters, got, c.want)
		}
	}
}

// Trap: orb/geo.DistanceHaversine is on another earth, a sphere. At 500 m it is
// off by metres, more than ten houses' worth of rounding.
func TestTrapHaversineIsAnotherEarth(t *testing.T) {
	worst := 0.0
	for lat := 0.0; lat < 70; lat++ {
		a := orb.Point{114.5, lat}
		for azimuth := 0.0; azimuth < 2*math.Pi; azimuth += math.Pi / 8 {
			lat2, dlon := direct(lat, 500, azimuth)
			b := orb.Point{a[0] + dlon, lat2}
			if DistanceMM(a, b) != 500_000 {
				t.Fatalf("%v to %v: %d mm", a, b, DistanceMM(a, b))
			}
			worst = max(worst, math.Abs(orbgeo.DistanceHaversine(a, b)-500))
		}
	}
	if worst < 2 {
		t.Errorf("haversine is off by %v m only: has orb changed its earth?", worst)
	}
	t.Logf("haversine is off by up to %.2f m at 500 m", worst)
}

// The bytes below come out of GOAMD64=v1, v2, v3 and v4 alike, and must on
// arm64. A change of this hash is a change of every stored plan: raise
// the version in Fingerprint with it.
func TestSameBitsOnEveryMachine(t *testing.T) {
	const want = "389eee34032303307ece977a853484379e15fe370b6e521829e3a6f651923a95"
	r := rand.New(rand.NewPCG(2024, 6))
	h := sha256.New()
	add := func(xs ...float64) {
		for _, x := range xs {
			binary.Write(h, binary.LittleEndian, math.Float64bits(x))
		}
	}
	for range 5000 {
		a := orb.Point{float64(r.IntN(3600001))/1e4 - 180, float64(r.IntN(1800001))/1e4 - 90}
		near := orb.Point{a[0] + float64(r.IntN(1000))/1e5, max(-90, a[1]-float64(r.IntN(1000))/1e5)}
		far := orb.Point{float64(r.IntN(3600001))/1e4 - 180, float64(r.IntN(1800001))/1e4 - 90}
		add(Distance(a, near), Distance(a, far))
		binary.Write(h, binary.LittleEndian, [2]int64{DistanceMM(a, near), DistanceMM(a, far)})
		home := orb.Point{73 + float64(r.IntN(620000))/1e4, 3 + float64(r.IntN(500000))/1e4}
		for _, d := range []Datum{GCJ02, BD09} {
			p, q := FromWGS84(home, d, InChinaAlways), ToWGS84(home, d, InChinaAlways)
			add(p[0], p[1], q[0], q[1])
		}
		lat, dlon := direct(a[1], float64(r.IntN(1e6)), float64(r.IntN(6000))/1e3)
		add(lat, dlon)
	}
	for i := range 20 {
		add(Distance(orb.Point{0, float64(i)}, orb.Point{179.7, -float64(i) + 0.1}))
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
}
