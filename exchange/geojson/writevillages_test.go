package geojson_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"jinlin/exchange"
	"jinlin/exchange/geojson"
)

func TestVillagesReadBackAsTheyWereWritten(t *testing.T) {
	square := func(x float64) orb.Polygon {
		return orb.Polygon{{{x, 0}, {x + 1, 0}, {x + 1, 1}, {x, 1}, {x, 0}}, {{x + .2, .2}, {x + .2, .4}, {x + .4, .4}, {x + .2, .2}}}
	}
	for _, want := range [][]exchange.Village{nil, {
		{ID: "V1", Name: "样例\"村\"", Boundary: orb.MultiPolygon{square(114)}},
		{ID: "V2", Name: "b", Boundary: orb.MultiPolygon{square(120), square(-3)}},
	}} {
		var out bytes.Buffer
		w := geojson.NewVillageWriter(&out)
		for _, v := range want {
			if err := w.Write(v); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		var got []exchange.Village
		for rec, err := range geojson.Villages(&out, exchange.Options{Report: func(i exchange.Issue) { t.Error(i) }}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, rec.Value)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}
