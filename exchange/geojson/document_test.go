package geojson_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	orbjson "github.com/paulmach/orb/geojson"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/geo"
	"jinlin/policy"
)

// village is three homes and two members around a place, and its plan.
func village(t *testing.T, at orb.Point) (engine.Problem, engine.Plan) {
	t.Helper()
	p := engine.Problem{Area: "V1", Policy: policy.Default(), Datum: geo.GCJ02}
	for i, id := range []engine.HouseholdID{"H1", "H2", "H3"} {
		x := at[0] + float64(i)*0.002
		if x > 180 {
			x -= 360
		}
		p.Households = append(p.Households, engine.Household{ID: id, Area: "V1", Location: orb.Point{x, at[1]}})
	}
	p.Households = append(p.Households, engine.Household{ID: "H4", Area: "V1", Location: orb.Point{at[0] - 0.1, at[1] + 0.05}})
	p.Members = []engine.Member{{ID: "M1", Area: "V1", Household: "H2"}, {ID: "M\"2", Area: "V1", Title: "书记\n", Status: policy.StatusAway}}
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p, plan
}

func document(t *testing.T, h geojson.Header, p engine.Problem, plan engine.Plan) []byte {
	t.Helper()
	var b bytes.Buffer
	w := geojson.NewPlanWriter(&b, h)
	if err := cmp.Or(w.Area(p, plan), w.Close(nil)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPlanIsGeoJSON(t *testing.T) {
	p, plan := village(t, orb.Point{114.52, 37.76})
	text := document(t, geojson.Header{}, p, plan)
	fc, err := orbjson.UnmarshalFeatureCollection(text)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[any]bool{}
	var got []string
	for _, f := range fc.Features {
		if ids[f.ID] {
			t.Errorf("the id %v is used twice", f.ID)
		}
		ids[f.ID] = true
		shape := "null"
		if f.Geometry != nil {
			shape = f.Geometry.GeoJSONType()
		}
		got = append(got, f.ID.(string)+" "+shape)
	}
	want := `circle/V1-1 Polygon
household/H1 Point
household/H2 Point
household/H3 Point
household/H4 Point
link/H1 LineString
link/H3 LineString
member/V1/M"2 null
member/V1/M1 Point
unserved/H4 Point`
	if strings.Join(got, "\n") != want {
		t.Errorf("written\n%s\nexpected\n%s", strings.Join(got, "\n"), want)
	}
	ring := fc.Features[0].Geometry.(orb.Polygon)[0]
	if len(ring) != 65 || ring.Orientation() != orb.CCW {
		t.Errorf("a ring of %d corners, %v", len(ring), ring.Orientation())
	}
	if b := fc.BBox.Bound(); !b.Contains(p.Households[3].Location) || b.Max[0] < 114.522+0.005 {
		t.Errorf("bbox %v", fc.BBox)
	}
}

func TestEveryFeatureOfAKindHasTheSameProperties(t *testing.T) {
	p, plan := village(t, orb.Point{114.52, 37.76})
	var doc struct {
		Features []struct{ Properties json.RawMessage }
	}
	if err := json.Unmarshal(document(t, geojson.Header{}, p, plan), &doc); err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	for _, f := range doc.Features {
		var kind string
		var order []string
		dec := json.NewDecoder(bytes.NewReader(f.Properties))
		for depth, key := 0, true; ; {
			token, err := dec.Token()
			if err == io.EOF {
				break
			}
			if d, ok := token.(json.Delim); ok {
				if d == '{' || d == '[' {
					depth++
				} else {
					depth--
				}
				key = depth == 1
				continue
			}
			if depth == 1 && key {
				order = append(order, token.(string))
			} else if depth == 1 && order[len(order)-1] == "kind" {
				kind = token.(string)
			}
			key = depth == 1 && !key
		}
		all := strings.Join(order, " ")
		if keys[kind] != "" && keys[kind] != all {
			t.Errorf("%s: %s, and %s", kind, keys[kind], all)
		}
		keys[kind] = all
	}
	if len(keys) != 5 {
		t.Errorf("kinds %v", keys)
	}
}

func TestTheAntimeridianCutsShapes(t *testing.T) {
	p, plan := village(t, orb.Point{179.998, -16.5})
	fc, err := orbjson.UnmarshalFeatureCollection(document(t, geojson.Header{}, p, plan))
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]string{}
	for _, f := range fc.Features {
		if f.Geometry != nil {
			types[f.Properties.MustString("kind")] += f.Geometry.GeoJSONType() + " "
			b := f.Geometry.Bound()
			if b.Max[0] > 180 || b.Min[0] < -180 {
				t.Errorf("%v reaches %v", f.ID, b)
			}
		}
	}
	if types["circle"] != "MultiPolygon " || types["link"] != "LineString MultiLineString " && types["link"] != "MultiLineString LineString " {
		t.Errorf("types %v", types)
	}
	if fc.BBox[0] < 179 || fc.BBox[2] > -179 {
		t.Errorf("bbox %v", fc.BBox)
	}
}

func TestAPlanarPlan(t *testing.T) {
	p := engine.Problem{Area: "V1", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	p.Households = []engine.Household{{ID: "H1", Area: "V1", Location: orb.Point{500000.125, 4e6}}, {ID: "H2", Area: "V1", Location: orb.Point{500400.125, 4e6 + 300}}}
	p.Members = []engine.Member{{ID: "M1", Area: "V1", Household: "H1"}}
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	text := string(document(t, geojson.Header{Metric: policy.MetricPlanar}, p, plan))
	for _, want := range []string{`"metric":"planar","datum":null`, `"coordinates":[500400.125,4000300]`, `[500000.125,4000500]`, `"distance_m":500.000`, `"bbox":[499500.125,3999500,500500.125,4000500]`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
}

func TestNoAreasAreADocument(t *testing.T) {
	text := write(t, geojson.Header{}, nil, nil)
	doc, err := geojson.ReadPlans(bytes.NewReader(text), "plan")
	if err != nil || len(doc.Plans) != 0 || doc.Datum != geo.WGS84 || strings.Contains(string(text), "bbox") {
		t.Errorf("%v, %+v: %s", err, doc, text)
	}
}

func TestPlansThatCannotBeRead(t *testing.T) {
	p, plan := village(t, orb.Point{114.52, 37.76})
	good := string(document(t, geojson.Header{}, p, plan))
	for name, c := range map[string]struct{ text, want string }{
		"cut off":           {good[:len(good)/2], "breaks off at byte"},
		"a home is lost":    {strings.Replace(good, `"kind":"household","area":"V1","household":"H1"`, `"kind":"link","area":"V1","household":"H1"`, 1), "has 3 features of kind household in area \"V1\"; expected 4"},
		"another version":   {strings.Replace(good, `"jinlin":"1"`, `"jinlin":"2"`, 1), `expected "1"`},
		"no plan":           {`{"type":"FeatureCollection","features":[]}`, `expected "1"`},
		"unknown kind":      {strings.Replace(good, `"kind":"circle"`, `"kind":"square"`, 1), `features[0].properties.kind: "square" is not known`},
		"no centre":         {strings.Replace(good, `"center":[`, `"center":[1,`, 1), "features[0].properties.center"},
		"half a millimetre": {strings.Replace(good, `"center_m":0.000`, `"center_m":0.0005`, 1), "at most 3 decimals"},
		"another area":      {strings.Replace(good, "\n{\"area\":\"V1\"", "\n{\"area\":\"V2\"", 1), `area "V2"`},
		"a wrong type":      {strings.Replace(good, `"load":2`, `"load":"2"`, 1), "properties.load is a string"},
	} {
		if c.text == good {
			t.Fatal(name, "changes nothing")
		}
		_, err := geojson.ReadPlans(strings.NewReader(c.text), "plan")
		var told *exchange.FileError
		if !errors.As(err, &told) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v; expected %s", name, err, c.want)
		}
	}
}

func TestTheWriterTellsErrors(t *testing.T) {
	p, plan := village(t, orb.Point{114.52, 37.76})
	w := geojson.NewPlanWriter(failing{}, geojson.Header{})
	if w.Area(p, plan) == nil || w.Close(nil) == nil {
		t.Error("a write error was passed over")
	}
	w = geojson.NewPlanWriter(io.Discard, geojson.Header{Policy: json.RawMessage("{")})
	if w.Close(nil) == nil {
		t.Error("wrote what is no JSON")
	}
	w = geojson.NewPlanWriter(io.Discard, geojson.Header{})
	if w.Area(p, engine.Draft{Homes: []engine.Home{{ID: "\xff"}}}.Build()) == nil {
		t.Error("wrote an id that is not UTF-8")
	}
	w = geojson.NewPlanWriter(io.Discard, geojson.Header{})
	if w.Close(nil) != nil || w.Close(nil) == nil || w.Area(p, plan) == nil {
		t.Error("wrote after the end")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func FuzzReadPlans(f *testing.F) {
	plan := engine.Draft{Area: "V1", Homes: []engine.Home{{ID: "H1", Before: "M1"}}, Members: []engine.Server{{ID: "M1", Price: []int64{1}}},
		Rebalance: &engine.Rebalance{Mode: engine.RebalanceAtMost}, Proof: engine.Proof{Links: engine.LinkProof{Scale: 2, ChangePrice: []int64{3}}},
		Unserved: []engine.Unserved{{Household: "H1", Cut: &engine.Cut{}}}, Circles: []engine.Circle{{ID: "C", Center: orb.Point{0, 91}}}}.Build() // a centre that cannot be drawn keeps the seed short
	f.Add(write(f, geojson.Header{}, []engine.Plan{plan}, nil))
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, err := geojson.ReadPlans(bytes.NewReader(text), "plan")
		if err != nil {
			return
		}
		again, err := geojson.ReadPlans(bytes.NewReader(write(t, doc.Header, doc.Plans, doc.Summary)), "again")
		if err != nil || len(again.Plans) != len(doc.Plans) {
			t.Errorf("read, but not again: %v", err)
		}
	})
}
