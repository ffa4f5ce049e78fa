package geojson_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/fixtures"
	"jinlin/policy/codec"
)

// TestFeaturesAreThoseOfTheDocument: every kind alone comes to what the whole document has of it, feature by feature, with its bounds.
func TestFeaturesAreThoseOfTheDocument(t *testing.T) {
	for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindVillage, Seed: 3, Homes: 150}) {
		pol, err := codec.Scheme("yuanshi")
		if err != nil {
			t.Fatal(err)
		}
		p := v.Problem(pol)
		plan, err := engine.Solve(t.Context(), p, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		h := geojson.Header{Metric: plan.Metric(), Datum: plan.Datum()}
		pw := geojson.NewPlanWriter(&out, h)
		if err := pw.Area(p, plan); err != nil {
			t.Fatal(err)
		}
		if err := pw.Close(nil); err != nil {
			t.Fatal(err)
		}
		written := map[string][]string{}
		for line := range strings.Lines(out.String()) {
			for _, kind := range []string{geojson.KindCircle, geojson.KindGroup, geojson.KindHousehold, geojson.KindLink, geojson.KindMember, geojson.KindUnserved} {
				if strings.HasPrefix(line, `{"type":"Feature","id":"`+kind+"/") {
					written[kind] = append(written[kind], strings.TrimRight(line, ",\n"))
				}
			}
		}
		for _, kind := range []string{geojson.KindCircle, geojson.KindHousehold, geojson.KindLink, geojson.KindMember} {
			if len(written[kind]) == 0 {
				t.Fatal("nothing to compare of", kind)
			}
			checkFeatures(t, h, p, plan, kind, written[kind])
		}
		if all, err := geojson.Features(h, p, plan, geojson.KindGroup); err != nil || len(all) != 0 {
			t.Error(all, err)
		}
		if _, err := geojson.Features(h, p, plan, "river"); err == nil {
			t.Error("there are features of a kind that there is not")
		}
	}
}

func checkFeatures(t *testing.T, h geojson.Header, p engine.Problem, plan engine.Plan, kind string, written []string) {
	t.Helper()
	all, err := geojson.Features(h, p, plan, kind)
	if err != nil {
		t.Fatal(err)
	}
	member := map[engine.HouseholdID]engine.MemberID{}
	for x := range plan.Homes() {
		member[x.ID] = x.Member
	}
	var texts []string
	for _, f := range all {
		texts = append(texts, string(f.JSON))
		var read struct {
			Geometry   *struct{ Coordinates any }
			Properties map[string]any
		}
		if err := json.Unmarshal(f.JSON, &read); err != nil {
			t.Fatal(err)
		}
		if f.ID != read.Properties[kind] || (read.Geometry != nil) != f.Drawn {
			if kind != geojson.KindLink || f.ID != read.Properties["household"] {
				t.Errorf("%s %q: %v", kind, f.ID, read.Properties)
			}
		}
		if id := engine.HouseholdID(f.ID); (kind == geojson.KindHousehold || kind == geojson.KindLink) && f.Member != member[id] {
			t.Errorf("%s %q is of %q", kind, f.ID, f.Member)
		}
		bound := orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}
		each(read.Geometry.Coordinates, func(at orb.Point) { bound = bound.Extend(at) })
		const digits = 1e-6 // written with six decimals
		if !f.Box.Pad(digits).Contains(bound.Min) || !f.Box.Pad(digits).Contains(bound.Max) || !bound.Pad(digits).Contains(f.Box.Min) || !bound.Pad(digits).Contains(f.Box.Max) {
			t.Errorf("%s %q: bounds %v, want %v", kind, f.ID, f.Box, bound)
		}
	}
	if !slices.Equal(texts, written) {
		t.Errorf("%s: %d features, the document has %d, or they differ", kind, len(texts), len(written))
	}
}

// each visits the positions of a geometry.
func each(v any, visit func(orb.Point)) {
	list, _ := v.([]any)
	if len(list) == 2 {
		x, okX := list[0].(float64)
		y, okY := list[1].(float64)
		if okX && okY {
			visit(orb.Point{x, y})
			return
		}
	}
	for _, one := range list {
		each(one, visit)
	}
}
