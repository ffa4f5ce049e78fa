package httpapi

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestUnits divides five districts in a row, judges the plan, and a false one.
func TestUnits(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	records := `{"scheme":"grouping","set":{"groups.by":"drawn","groups.count":"2","groups.effort":"1"},
"units":[{"id":"u1","weight":3},{"id":"u2"},{"id":"u3"},{"id":"u4"},{"id":"u5","weight":2}],
"adjacency":[{"a":"u1","b":"u2"},{"a":"u2","b":"u3","length":7},{"a":"u3","b":"u4"},{"a":"u4","b":"u5"},{"a":"u5","b":"u4"}]`
	a := do(t, "POST", base+"/v1/solve", records+`}`)
	if a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	for _, want := range []string{`"group":"area001"`, `"group":"area002"`, `"spread":0,`, `"groups":{"groups":2,`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the plan lacks %s:\n%s", want, a.body)
		}
	}
	plan := strings.TrimSpace(a.body)
	if r := verified(t, base, records+`,"plan":`+plan+`}`); !r.OK || r.Areas[0].Groups != 2 {
		t.Errorf("%+v", r)
	}
	torn := strings.Replace(plan, `"household":"u5","state":"unserved","circle":null,"center_m":null,`, `"household":"u5","state":"held","circle":null,"center_m":null,`, 1)
	torn = strings.Replace(torn, `"group":"area001","number":1`, `"group":"area003","number":1`, 1)
	if r := verified(t, base, records+`,"plan":`+torn+`}`); r.OK {
		t.Error("the judge believes another group")
	}
}

// TestBarriers parts two homes by a river that is in the body.
func TestBarriers(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	records := `{"scheme":"yuanshi","set":{"metric":"planar","groups.by":"drawn","groups.max":"9"},
"households":[{"id":"h1","x":0,"y":0},{"id":"h2","x":50,"y":0}],"members":[{"id":"m1","household":"h1"}]`
	river := `,"barriers":{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"river"},"geometry":{"type":"LineString","coordinates":[[20,-9],[20,9]]}}]}`
	if a := do(t, "POST", base+"/v1/solve", records+`}`); !strings.Contains(a.body, `"groups":{"groups":1,`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	a := do(t, "POST", base+"/v1/solve", records+river+`}`)
	if !strings.Contains(a.body, `"groups":{"groups":2,`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	if r := verified(t, base, records+river+`,"plan":`+strings.TrimSpace(a.body)+`}`); !r.OK {
		t.Errorf("%+v", r)
	}
	for name, c := range map[string]struct{ body, want string }{
		"no line":           {records + `,"barriers":{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}]}}`, "body.barriers.features[0].geometry.type: expected LineString"},
		"no collection":     {records + `,"barriers":[1]}`, "body.barriers: "},
		"its own":           {records + `,"adjacency":[{"a":"h1","b":"h9"}]}`, "body.adjacency[0].b: is not among the homes"},
		"two lengths":       {records + `,"adjacency":[{"a":"h1","b":"h2","length":2},{"a":"h2","b":"h1"}]}`, `body.adjacency[1]: "h2" and "h1" are neighbours by adjacency[0] too`},
		"both":              {records + river + `,"adjacency":[{"a":"h1","b":"h2"}]}`, "body.barriers: stand beside given neighbours"},
		"neither max nor k": {strings.Replace(records, `"groups.max":"9"`, `"groups.max":"0"`, 1) + `}`, "groups.max: is 0, and so is groups.count"},
	} {
		got := places(problemDocument(t, do(t, "POST", base+"/v1/solve", c.body), http.StatusUnprocessableEntity))
		if !slices.ContainsFunc(got, func(g string) bool { return strings.Contains(g, c.want) }) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
