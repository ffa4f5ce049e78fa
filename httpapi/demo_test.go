package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/fixtures"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
)

// demo is eight synthetic villages, in the second of which most members are away.
var demo = sync.OnceValues(func() (*Demo, error) {
	p, err := codec.Scheme("yuanshi")
	if err != nil {
		return nil, err
	}
	villages := slices.Collect(fixtures.Generate(fixtures.Spec{Kind: fixtures.KindCounty, Seed: 3, Villages: 8}))
	members := villages[1].Members
	for i := range members[:len(members)-3] {
		members[i].Status = policy.StatusAway
	}
	var areas []engine.Solved
	var shapes []exchange.Village
	for _, v := range villages {
		plan, err := engine.Solve(context.Background(), v.Problem(p), engine.Options{})
		if err != nil {
			return nil, err
		}
		areas = append(areas, engine.Solved{Problem: v.Problem(p), Plan: plan})
		shapes = append(shapes, exchange.Village{ID: v.ID, Name: v.Name, Boundary: v.Boundary})
	}
	return NewDemo(context.Background(), areas, shapes, service.Reference{Name: "circles", Value: 452})
})

func serveDemo(t *testing.T) string {
	t.Helper()
	d, err := demo()
	if err != nil {
		t.Fatal(err)
	}
	base, _ := serve(t, Config{Demo: d}, nil)
	return base
}

func TestOverview(t *testing.T) {
	base := serveDemo(t)
	a := do(t, "GET", base+"/demo/overview.geojson", "")
	var o struct {
		BBox     [4]float64
		Features []struct {
			BBox       []float64
			Geometry   struct{ Type string }
			Properties struct {
				Kind, Area, Name         string
				Homes, Circles, Unserved int
				Proof                    map[string]string
			}
		}
	}
	if err := json.Unmarshal([]byte(a.body), &o); err != nil || a.header.Get("Content-Type") != "application/geo+json" {
		t.Fatal(err, a.header)
	}
	kinds, unserved, circles := map[string]int{}, 0, 0
	for _, f := range o.Features {
		kinds[f.Properties.Kind]++
		if f.Properties.Kind == "village" {
			unserved += f.Properties.Unserved
			circles += f.Properties.Circles
			if len(f.BBox) != 4 || f.Properties.Name == "" || f.Properties.Homes == 0 || f.Properties.Proof["links"] == "" {
				t.Errorf("%+v", f)
			}
		}
	}
	if kinds["village"] != 8 || kinds["boundary"] != 8 || kinds["circle"] != circles || len(kinds) != 3 || unserved == 0 {
		t.Errorf("%v, %d circles, %d unserved", kinds, circles, unserved)
	}
	if strings.Contains(a.body, "household") {
		t.Error("the overview names households")
	}
}

func TestDemoSummary(t *testing.T) {
	base := serveDemo(t)
	var s struct {
		Synthetic  bool
		Areas      int
		Total      struct{ Homes, Unserved int }
		References []service.Reference
		Policy     map[string]any
		ByArea     *[]any `json:"by_area"`
	}
	a := do(t, "GET", base+"/demo/summary.json", "")
	if err := json.Unmarshal([]byte(a.body), &s); err != nil {
		t.Fatal(err)
	}
	if !s.Synthetic || s.Areas != 8 || s.Total.Homes == 0 || s.Total.Unserved == 0 || len(s.References) != 1 || s.Policy == nil || s.ByArea != nil {
		t.Errorf("%s", a.body)
	}
}

func TestDemoArea(t *testing.T) {
	base := serveDemo(t)
	d, _ := demo()
	for id, want := range d.areas {
		a := do(t, "GET", base+"/demo/areas/"+string(id)+".geojson", "")
		doc, err := geojson.ReadPlans(strings.NewReader(a.body), "area")
		if err != nil || len(doc.Plans) != 1 || doc.Plans[0].Input() != want.Plan.Input() {
			t.Errorf("%s: %v", id, err)
		}
		break
	}
	for _, path := range []string{"/demo/areas/nowhere.geojson", "/demo/areas/nowhere", "/demo/areas/", "/demo/areas/..%2Foverview.geojson"} {
		problemDocument(t, do(t, "GET", base+path, ""), http.StatusNotFound)
	}
}

func TestETags(t *testing.T) {
	base := serveDemo(t)
	d, _ := demo()
	var area engine.AreaID
	for area = range d.areas {
		break
	}
	for _, path := range []string{"/", "/assets/index.js", "/demo/overview.geojson", "/demo/summary.json", "/demo/areas/" + string(area) + ".geojson"} {
		first := do(t, "GET", base+path, "")
		tag := first.header.Get("ETag")
		if first.status != http.StatusOK || tag == "" {
			t.Fatalf("%s: %d %v", path, first.status, first.header)
		}
		again := do(t, "GET", base+path, "", "If-None-Match", `"other", `+tag)
		if again.status != http.StatusNotModified || again.body != "" || again.header.Get("ETag") != tag {
			t.Errorf("%s: %d, %d bytes, %v", path, again.status, len(again.body), again.header)
		}
		if other := do(t, "GET", base+path, "", "If-None-Match", `"other"`); other.status != http.StatusOK {
			t.Errorf("%s: %d for another tag", path, other.status)
		}
		packed := do(t, "GET", base+path, "", "Accept-Encoding", "gzip")
		if path != "/" && (packed.header.Get("Content-Encoding") != "gzip" || len(packed.body) >= len(first.body) || packed.header.Get("ETag") != tag) {
			t.Errorf("%s: not packed: %v", path, packed.header)
		}
		head := do(t, "HEAD", base+path, "")
		if head.status != http.StatusOK || head.body != "" || head.header.Get("Content-Length") != first.header.Get("Content-Length") {
			t.Errorf("%s: HEAD %d %v", path, head.status, head.header)
		}
	}
}

func TestWithoutADemo(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	for _, path := range []string{"/demo/overview.geojson", "/demo/summary.json", "/demo/areas/a.geojson"} {
		problemDocument(t, do(t, "GET", base+path, ""), http.StatusNotFound)
	}
	if a := do(t, "GET", base+"/", ""); a.status != http.StatusOK || a.header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%d %v", a.status, a.header)
	}
}

func TestNewDemoRefuses(t *testing.T) {
	planar := policy.Default()
	planar.Metric = policy.MetricPlanar
	a := engine.Solved{Problem: engine.Problem{Area: "a", Policy: policy.Default()}}
	for name, areas := range map[string][]engine.Solved{
		"planar": {{Problem: engine.Problem{Area: "a", Policy: planar}}},
		"twice":  {a, a},
	} {
		if _, err := NewDemo(context.Background(), areas, nil); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestAnEmptyDemo(t *testing.T) {
	d, err := NewDemo(context.Background(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	base, _ := serve(t, Config{Demo: d}, nil)
	if a := do(t, "GET", base+"/demo/overview.geojson", ""); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.body)
	}
}
