package httpapi

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/geo"
)

func TestSolveAndVerify(t *testing.T) {
	base, logged := serve(t, Config{}, nil)
	a := do(t, "POST", base+"/v1/solve", small(""))
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/geo+json" {
		t.Fatalf("%d %v: %s", a.status, a.header, a.body)
	}
	doc, err := geojson.ReadPlans(strings.NewReader(a.body), "answer")
	if err != nil || len(doc.Plans) != 1 || doc.Datum != geo.WGS84 || doc.Summary == nil || doc.Policy == nil {
		t.Fatalf("%v %+v", err, doc)
	}
	states := map[engine.HouseholdID]engine.HomeState{}
	for h := range doc.Plans[0].Homes() {
		states[h.ID] = h.State
	}
	if want := map[engine.HouseholdID]engine.HomeState{"h1": engine.HomeOwn, "h2": engine.HomeLinked}; !maps.Equal(states, want) {
		t.Errorf("got %v; want %v", states, want)
	}
	r := verified(t, base, small(`,"plan":`+a.body))
	if !r.OK || len(r.Areas) != 1 || !r.Areas[0].OK || r.Areas[0].Homes != 2 || len(r.Areas[0].Stages) == 0 {
		t.Errorf("%+v", r)
	}
	if strings.Contains(logged.String(), "h2") || strings.Contains(logged.String(), "m1") {
		t.Errorf("the log holds ids: %s", logged)
	}
}

func verified(t *testing.T, base, body string) Report {
	t.Helper()
	a := do(t, "POST", base+"/v1/verify", body)
	var r Report
	if err := json.Unmarshal([]byte(a.body), &r); err != nil || a.status != http.StatusOK {
		t.Fatalf("%d %v: %s", a.status, err, a.body)
	}
	return r
}

func TestVerifyFindsWhatIsFalse(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	plan := do(t, "POST", base+"/v1/solve", small("")).body
	for name, c := range map[string]struct{ body, code string }{
		"another load":    {small(`,"plan":` + strings.Replace(plan, `"load":1`, `"load":2`, 1)), "wrong_load"},
		"another problem": {small(`,"set":{"links.load.max":"29"},"plan":` + plan), "wrong_input"},
		"another area":    {strings.ReplaceAll(small(`,"plan":`+plan), `"id":"h1",`, `"id":"h1","village":"v",`), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if c.code == "" {
				p := problemDocument(t, do(t, "POST", base+"/v1/verify", c.body), http.StatusUnprocessableEntity)
				if len(p.Errors) == 0 {
					t.Error("no errors")
				}
				return
			}
			r := verified(t, base, c.body)
			found := slices.ContainsFunc(r.Areas[0].Findings, func(f FindingReport) bool { return f.Code == c.code })
			if r.OK || r.Areas[0].OK || !found {
				t.Errorf("%+v", r)
			}
		})
	}
}

func TestVerifyWithoutAPlan(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	empty := `{"type":"FeatureCollection","jinlin":"1","features":[],"areas":[]}`
	r := verified(t, base, small(`,"plan":`+empty))
	if r.OK || len(r.Findings) != 1 || r.Findings[0].Code != "area_missing" {
		t.Errorf("%+v", r)
	}
	for _, plan := range []string{"", `,"plan":7`, `,"plan":{"type":"FeatureCollection","features":[]}`} {
		p := problemDocument(t, do(t, "POST", base+"/v1/verify", small(plan)), http.StatusUnprocessableEntity)
		if len(p.Errors) != 1 || p.Errors[0].Location != "body.plan" {
			t.Errorf("%s: %v", plan, places(p))
		}
	}
	p := problemDocument(t, do(t, "POST", base+"/v1/solve", small(`,"plan":`+empty)), http.StatusUnprocessableEntity)
	if p.Errors[0].Location != "body.plan" {
		t.Errorf("%v", places(p))
	}
}

func TestUnservedIsSuccess(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	a := do(t, "POST", base+"/v1/solve", `{"scheme":"yuanshi","households":[{"id":"h1","lon":114,"lat":37}],"members":[]}`)
	if a.status != http.StatusOK || !strings.Contains(a.body, `"reason":"no_members"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	a = do(t, "POST", base+"/v1/solve", `{"scheme":"yuanshi","households":[],"members":null}`)
	if a.status != http.StatusOK || !strings.Contains(a.body, `"features":[`) {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestEveryFieldIsRead(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	body := `{"policy":{"extends":"yuanshi","metric":"planar","deputies.max":5},"set":{"links.load.max":"20"},
"households":[{"id":"h1","village":"v","x":0,"y":0,"weight":2,"priority":1,"group":"g","services":["law"],"association":"a","residents":3,"preferences":["m2","m1"]},
 {"id":"h2","village":"v","x":30,"y":40}],
"members":[{"id":"m1","village":"v","household":"h1","status":"active","capable":true,"title":"secretary","organisation":"o","skills":["law"],"association":"a","min_load":1,"max_load":9},
 {"id":"m2","village":"w","x":5,"y":5,"duty":["v"],"at_home":false}],
"sites":[{"id":"s1","village":"v","x":1,"y":1,"public":true,"use":"candidate"},{"id":"s2","household":"h2","use":"forbidden"}],
"locks":[{"household":"h2","member":"m1","kind":"lock"},{"household":"h1","member":"m2","kind":"veto"}]}`
	a := do(t, "POST", base+"/v1/solve", body)
	if a.status != http.StatusOK || !strings.Contains(a.body, `"metric":"planar"`) || !strings.Contains(a.body, `"distance_m":50.000,"locked":true`) {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// The fields of the API are the columns of the tables, by the same names.
func TestFieldsAreTheColumns(t *testing.T) {
	compare := func(kind string, fields map[string]form, columns []exchange.Column) {
		for _, c := range columns {
			if _, ok := fields[c.Name]; !ok {
				t.Errorf("%s: column %s is no field", kind, c.Name)
			}
			delete(fields, c.Name)
		}
		delete(fields, "x")
		delete(fields, "y")
		if len(fields) > 0 {
			t.Errorf("%s: fields %v are no columns", kind, fields)
		}
	}
	compare("households", forms[Household](), exchange.Households().Columns)
	compare("members", forms[Member](), exchange.Members().Columns)
	compare("sites", forms[Site](), exchange.Sites().Columns)
	compare("locks", forms[Lock](), exchange.Locks().Columns)
}

func TestDatumIsConverted(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	a := do(t, "POST", base+"/v1/solve", small(`,"datum":"gcj02"`))
	doc, err := geojson.ReadPlans(strings.NewReader(a.body), "answer")
	if err != nil {
		t.Fatal(err)
	}
	for c := range doc.Plans[0].Circles() {
		if c.Center[0] > 114.515 {
			t.Errorf("the centre %v is not in WGS-84", c.Center)
		}
	}
	if doc.Datum != geo.GCJ02 {
		t.Errorf("the datum %q is not told", doc.Datum)
	}
}

func TestSameProblemSameBytes(t *testing.T) {
	base, _ := serve(t, Config{Workers: 3}, nil)
	var homes, members []string
	for v := range 7 {
		for h := range 40 {
			homes = append(homes, fmt.Sprintf(`{"id":"v%d-h%d","village":"v%d","lon":%f,"lat":%f}`, v, h, v, 114+float64(v)/10+float64(h%7)*0.0004, 37+float64(h/7)*0.0003))
		}
		members = append(members, fmt.Sprintf(`{"id":"v%d-m","household":"v%d-h3"}`, v, v))
	}
	body := func() string {
		return `{"scheme":"yuanshi","households":[` + strings.Join(homes, ",") + `],"members":[` + strings.Join(members, ",") + `]}`
	}
	one := do(t, "POST", base+"/v1/solve", body())
	slices.Reverse(homes)
	two := do(t, "POST", base+"/v1/solve", body())
	if one.status != http.StatusOK || one.body != two.body {
		t.Errorf("status %d; the order of the records changed the plan", one.status)
	}
}

func TestGzip(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	plain := do(t, "POST", base+"/v1/solve", small(""))
	packed := do(t, "POST", base+"/v1/solve", small(""), "Accept-Encoding", "br, gzip;q=0.5")
	z, err := gzip.NewReader(bytes.NewReader([]byte(packed.body)))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(z)
	if err != nil || string(out) != plain.body || packed.header.Get("Vary") != "Accept-Encoding" {
		t.Errorf("%v, %d bytes, %v", err, len(out), packed.header)
	}
	if a := do(t, "POST", base+"/v1/solve", small(""), "Accept-Encoding", "gzip;q=0"); a.header.Get("Content-Encoding") != "" {
		t.Error("packed though the client refused it")
	}
}

func TestHeaders(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	for _, path := range []string{"/", "/healthz", "/nothing"} {
		h := do(t, "GET", base+path, "").header
		if h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'") ||
			h.Get("Referrer-Policy") == "" || h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestDescription(t *testing.T) {
	base, _ := serve(t, Config{Version: "1.2.3"}, nil)
	a := do(t, "GET", base+"/openapi.json", "")
	var d struct {
		OpenAPI string `json:"openapi"`
		Info    struct{ Version string }
		Paths   map[string]map[string]struct {
			RequestBody struct {
				Required bool
				Content  map[string]struct{ Schema map[string]any }
			}
			Responses map[string]struct{ Content map[string]any }
		}
	}
	if err := json.Unmarshal([]byte(a.body), &d); err != nil || d.OpenAPI[:3] != "3.1" || d.Info.Version != "1.2.3" {
		t.Fatalf("%v %s", err, a.body)
	}
	for _, path := range []string{"/v1/solve", "/v1/verify"} {
		op := d.Paths[path]["post"]
		if !op.RequestBody.Required || op.RequestBody.Content["application/json"].Schema["$ref"] == nil || op.Responses["422"].Content["application/problem+json"] == nil {
			t.Errorf("%s: %+v", path, op)
		}
	}
	if d.Paths["/v1/solve"]["post"].Responses["200"].Content["application/geo+json"] == nil {
		t.Error("/v1/solve does not say that it answers GeoJSON")
	}
	if strings.Contains(do(t, "GET", base+"/healthz", "").body, "$schema") {
		t.Error("a link to a schema was added")
	}
}
