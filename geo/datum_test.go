package geo_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/geo"
)

func TestDatumAtThePublishedPlaces(t *testing.T) {
	for _, c := range []struct {
		name     string
		wgs      orb.Point
		gcj, bd9 orb.Point // minus WGS-84
	}{
		{"Yuanshi", orb.Point{114.52, 37.76}, orb.Point{.005921, .000654}, orb.Point{.012488, .006394}},
		{"Yixiu", orb.Point{117.02, 30.60}, orb.Point{.005323, -.002361}, orb.Point{.011799, .003723}},
		{"Huozhou", orb.Point{111.72, 36.57}, orb.Point{.006368, .000086}, orb.Point{.012745, .006396}},
		{"Zhalaite", orb.Point{122.90, 46.73}, orb.Point{.005995, .001717}, orb.Point{.012474, .007797}},
	} {
		for _, d := range []struct {
			datum geo.Datum
			want  orb.Point
		}{{geo.GCJ02, c.gcj}, {geo.BD09, c.bd9}, {geo.WGS84, orb.Point{}}, {geo.CGCS2000, orb.Point{}}} {
			p := geo.FromWGS84(c.wgs, d.datum, geo.InChinaAuto)
			dx, dy := p[0]-c.wgs[0], p[1]-c.wgs[1]
			if math.Abs(dx-d.want[0]) > 6e-7 || math.Abs(dy-d.want[1]) > 6e-7 {
				t.Errorf("%s %s: offset %.6f, %.6f, want %v", c.name, d.datum, dx, dy, d.want)
			}
		}
	}
}

// In Yuanshi the two datums are a whole circle radius apart.
func TestWrongDatumIsAWholeCircleOff(t *testing.T) {
	for lon := 114.18; lon < 114.65; lon += .01 {
		for lat := 37.68; lat < 37.93; lat += .01 {
			p := orb.Point{lon, lat}
			d := geo.Distance(p, geo.FromWGS84(p, geo.GCJ02, geo.InChinaAuto))
			if d < 505 || d > 566 {
				t.Fatalf("%v: %.1f m", p, d)
			}
		}
	}
}

func TestDatumInverseIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(72.004, 137.8347).Draw(t, "lon"), rapid.Float64Range(0.8293, 55.8271).Draw(t, "lat")}
		d := rapid.SampledFrom([]geo.Datum{geo.GCJ02, geo.BD09}).Draw(t, "datum")
		in := rapid.SampledFrom([]geo.InChina{geo.InChinaAuto, geo.InChinaAlways}).Draw(t, "in")
		tolerance := 1e-8
		if math.Abs(p[0]-105) < 1e-10 {
			tolerance = 1e-6 // the root of |lon - 105| in the public formula
		}
		q := geo.ToWGS84(geo.FromWGS84(p, d, in), d, in)
		if off := geo.Distance(p, q); !(off < tolerance) {
			t.Fatalf("%v came back as %v, %.2e m off", p, q, off)
		}
	})
}

func FuzzDatumInverse(f *testing.F) {
	f.Add(114.52, 37.76)
	f.Add(105.0, 35.0)
	f.Add(137.8347, 55.8271)
	f.Add(72.004, 0.8293)
	f.Add(-100.0, 89.99999)
	f.Fuzz(func(t *testing.T, lon, lat float64) {
		p := orb.Point{lon, lat}
		if geo.CheckLonLat(p) != nil {
			t.Skip()
		}
		for _, d := range []geo.Datum{geo.GCJ02, geo.BD09} {
			q := geo.FromWGS84(p, d, geo.InChinaAuto)
			back := geo.ToWGS84(q, d, geo.InChinaAuto)
			inside := lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271
			away := lon < 71.98 || lon > 137.86 || lat < 0.81 || lat > 55.85
			if (inside || away) && !(geo.Distance(p, back) < 1e-6) {
				t.Fatalf("%v -> %v -> %v", p, q, back)
			}
		}
	})
}

// The inverse at the rectangle's edge: a position inside wins, one just outside
// may come back moved, and coordinates that belong to none stay.
func TestInverseAtTheEdgeOfTheRectangle(t *testing.T) {
	in, auto := orb.Point{137.8346, 40}, geo.InChinaAuto
	if back := geo.ToWGS84(geo.FromWGS84(in, geo.GCJ02, auto), geo.GCJ02, auto); geo.Distance(in, back) > 1e-8 {
		t.Errorf("inside the eastern edge %v came back as %v", in, back)
	}
	east := orb.Point{137.8400, 40} // the offset there points east: shared with a position inside
	if back := geo.ToWGS84(east, geo.GCJ02, auto); back == east || back[0] > 137.8347 {
		t.Errorf("the position inside should win, got %v", back)
	}
	for _, edge := range []orb.Point{{137.8347, 30.2786}, {72.004, 40}, {110, 55.8271}, {110, 0.8293}} {
		for _, d := range []geo.Datum{geo.GCJ02, geo.BD09} {
			if back := geo.ToWGS84(geo.FromWGS84(edge, d, auto), d, auto); geo.Distance(edge, back) > 1e-8 {
				t.Errorf("on the edge %v came back as %v", edge, back)
			}
		}
	}
	west := orb.Point{72.0045, 40} // inside, but nothing inside is moved onto it
	if back := geo.ToWGS84(west, geo.GCJ02, auto); back != west {
		t.Errorf("coordinates of no position should stay, got %v", back)
	}
}

// The rectangle wrongly holds Osaka: under auto it is shifted, under never not.
func TestRectangleWronglyHoldsOsaka(t *testing.T) {
	osaka := orb.Point{135.50, 34.69}
	if geo.FromWGS84(osaka, geo.GCJ02, geo.InChinaAuto) == osaka {
		t.Error("auto leaves Osaka alone: the rectangle has changed")
	}
	if geo.FromWGS84(osaka, geo.GCJ02, geo.InChinaNever) != osaka || geo.ToWGS84(osaka, geo.BD09, geo.InChinaNever) != osaka {
		t.Error("never moves Osaka")
	}
	paris := orb.Point{2.35, 48.86}
	if geo.FromWGS84(paris, geo.BD09, geo.InChinaAuto) != paris || geo.ToWGS84(paris, geo.BD09, geo.InChinaAuto) != paris {
		t.Error("auto moves Paris")
	}
	if geo.FromWGS84(paris, geo.GCJ02, geo.InChinaAlways) == paris {
		t.Error("always leaves Paris alone")
	}
}

func TestParseDatum(t *testing.T) {
	for name, want := range map[string]geo.Datum{
		"wgs84": geo.WGS84, "WGS-84": geo.WGS84, "EPSG:4326": geo.WGS84,
		"GCJ-02": geo.GCJ02, "gcj02": geo.GCJ02, "火星坐标": geo.GCJ02, " 火星坐标系 ": geo.GCJ02, "高德": geo.GCJ02,
		"BD-09": geo.BD09, "bd09ll": geo.BD09, "百度坐标": geo.BD09,
		"CGCS 2000": geo.CGCS2000, "EPSG:4490": geo.CGCS2000, "国家2000坐标系": geo.CGCS2000, "天地图": geo.CGCS2000,
	} {
		if got, err := geo.ParseDatum(name); err != nil || got != want {
			t.Errorf("ParseDatum(%q) = %q, %v; want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"", "beijing54", "bd09mc", "wgs85"} {
		if got, err := geo.ParseDatum(name); err == nil {
			t.Errorf("ParseDatum(%q) = %q, want an error", name, got)
		}
	}
}

func FuzzParseDatum(f *testing.F) {
	f.Add("GCJ-02")
	f.Add("火星坐标系（GCJ02）")
	f.Fuzz(func(t *testing.T, name string) {
		if d, err := geo.ParseDatum(name); err == nil {
			if again, err := geo.ParseDatum(string(d)); err != nil || again != d {
				t.Fatalf("%q means %q, which means %q, %v", name, d, again, err)
			}
		}
	})
}

func TestParseInChina(t *testing.T) {
	for name, want := range map[string]geo.InChina{"": geo.InChinaAuto, "Auto": geo.InChinaAuto, "always": geo.InChinaAlways, "NEVER ": geo.InChinaNever} {
		if got, err := geo.ParseInChina(name); err != nil || got != want {
			t.Errorf("ParseInChina(%q) = %q, %v", name, got, err)
		}
	}
	if _, err := geo.ParseInChina("sometimes"); err == nil {
		t.Error("sometimes is no setting")
	}
}

func TestCheckLonLat(t *testing.T) {
	for _, p := range []orb.Point{{0, 0}, {180, 90}, {-180, -90}, {114.52, 37.76}} {
		if err := geo.CheckLonLat(p); err != nil {
			t.Errorf("%v: %v", p, err)
		}
	}
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		p    orb.Point
		want string
	}{
		{orb.Point{37.76, 114.52}, "latitude 114.52 outside [-90, 90] (lon and lat swapped?)"},
		{orb.Point{137, 137.2}, "latitude 137.2 outside [-90, 90]"},
		{orb.Point{37, 1000}, "latitude 1000 outside [-90, 90]"},
		{orb.Point{180.5, 10}, "longitude 180.5 outside [-180, 180]"},
		{orb.Point{nan, 10}, "longitude NaN is not a finite number"},
		{orb.Point{10, -inf}, "latitude -Inf is not a finite number"},
	} {
		if err := geo.CheckLonLat(c.p); err == nil || err.Error() != c.want {
			t.Errorf("%v: %v, want %q", c.p, err, c.want)
		}
	}
}
