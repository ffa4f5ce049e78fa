package manage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"jinlin/httpapi/manage"
	"jinlin/service/registry"
)

// cast opens a settled house with a ruler, a planner of T1, one of T2, and a viewer of T1.
func cast(t *testing.T) (h *house, ruled, plan, other, view *client) {
	t.Helper()
	h = open(t, nil)
	h.settle()
	h.account("ruler", ruler())
	h.account("planner", role(registry.RolePlanner, "T1"))
	h.account("other", role(registry.RolePlanner, "T2"))
	h.account("viewer", role(registry.RoleViewer, "T1"))
	return h, h.logIn("ruler"), h.logIn("planner"), h.logIn("other"), h.logIn("viewer")
}

// fresh is the answer to a read, and that a second one with its ETag is answered by 304.
func (c *client) fresh(path string) *answer {
	c.Helper()
	a := c.do("GET", path, nil).is(200)
	tag := strings.TrimPrefix(a.header.Get("ETag"), "W/") // of an answer that was packed
	if tag == "" {
		c.Fatalf("%s: no ETag", path)
	}
	again := c.do("GET", path, nil, "If-None-Match", `"other", W/`+tag).is(304)
	if again.body != "" || strings.TrimPrefix(again.header.Get("ETag"), "W/") != tag {
		c.Errorf("%s: 304 with %q and %q", path, again.body, again.header.Get("ETag"))
	}
	c.do("GET", path, nil, "If-None-Match", `"other"`).is(200)
	return a
}

// pages are the ids of a list, read page by page, one a page.
func (c *client) pages(path string) []string {
	c.Helper()
	var out []string
	for after := ""; ; {
		var page manage.List[struct{ ID, Name string }]
		a := c.do("GET", path+"limit=1"+after, nil).is(200)
		a.into(&page)
		if len(page.Items) > 1 || page.Next != "" && len(page.Items) == 0 {
			c.Fatalf("%s: %s", path, a.body)
		}
		for _, x := range page.Items {
			out = append(out, x.ID+x.Name)
		}
		if after = "&after=" + page.Next; page.Next == "" {
			return out
		}
		if len(out) > 100 {
			c.Fatal(path, "never ends")
		}
	}
}

func TestRegions(t *testing.T) {
	h, ruled, plan, other, view := cast(t)
	made := ruled.do("PUT", "/v1/regions/T3", map[string]any{"parent": "C2", "name": "新镇"}, "If-None-Match", "*").is(201)
	var r manage.Region
	made.into(&r)
	if r.ID != "T3" || r.Parent != "C2" || r.Name != "新镇" || r.Revision == 0 || made.header.Get("ETag") != etag(r.Revision) {
		t.Errorf("%+v", r)
	}
	ruled.do("PUT", "/v1/regions/T3", map[string]any{}, "If-None-Match", "*").is(412).has("there already")
	ruled.do("PUT", "/v1/regions/T3", map[string]any{}).is(428).has("If-None-Match")
	ruled.do("PUT", "/v1/regions/T3", map[string]any{}, "If-None-Match", "*", "If-Match", `"1"`).is(400)
	ruled.do("PUT", "/v1/regions/T3", map[string]any{}, "If-None-Match", `"1"`).is(422)
	ruled.do("PUT", "/v1/regions/T3", map[string]any{}, "If-Match", `17`).is(400)
	ruled.do("PUT", "/v1/regions/T3", map[string]any{}, "If-Match", etag(r.Revision+1000)).is(412)
	ruled.do("PUT", "/v1/regions/T3", map[string]any{"id": "T3"}, "If-Match", etag(r.Revision)).is(422).has("body.id")
	ruled.do("PUT", "/v1/regions/T3", map[string]any{"name": "a\x00"}, "If-Match", etag(r.Revision)).is(422).has("body.name")
	ruled.do("PUT", "/v1/regions/T4", map[string]any{"parent": "nowhere"}, "If-None-Match", "*").is(404)
	ruled.do("PUT", "/v1/regions/"+strings.Repeat("x", 65), map[string]any{}, "If-None-Match", "*").is(422).has("path.region")
	ruled.do("PUT", "/v1/regions/a%FFb", map[string]any{}, "If-None-Match", "*").is(422).has("path.region")
	ruled.do("PUT", "/v1/regions/C1", map[string]any{"parent": "T1"}, "If-Match", ruled.fresh("/v1/regions/C1").header.Get("ETag")).is(404)
	ruled.do("PUT", "/v1/regions/T3", map[string]any{"parent": "C2", "policy": "huozhou-nearby"}, "If-Match", etag(r.Revision)).is(200)
	r = manage.Region{}
	ruled.fresh("/v1/regions/T3").into(&r)
	if r.Name != "" || r.Policy != "huozhou-nearby" {
		t.Errorf("%+v", r)
	}
	ruled.do("PUT", "/v1/regions/T3", map[string]any{"policy": "none of that name"}, "If-Match", etag(r.Revision)).is(404)

	if got := fmt.Sprint(ruled.pages("/v1/regions?")); got != "[C1县 C2 T1镇 T2 T3]" {
		t.Error(got)
	}
	if got := fmt.Sprint(plan.pages("/v1/regions?")); got != "[T1镇]" {
		t.Error(got)
	}
	view.fresh("/v1/regions/T1")
	other.do("GET", "/v1/regions/T1", nil).is(404)
	other.do("PUT", "/v1/regions/T1", map[string]any{}, "If-Match", `"1"`).is(404)
	plan.do("PUT", "/v1/regions/T5", map[string]any{"parent": "T1"}, "If-None-Match", "*").is(403)
	plan.do("DELETE", "/v1/regions/T1", nil, "If-Match", `"1"`).is(403)
	h.nobody().do("GET", "/v1/regions", nil).is(401)
	h.nobody().do("PUT", "/v1/regions/T5", map[string]any{}, "If-None-Match", "*").is(401)

	ruled.do("DELETE", "/v1/regions/T3", nil).is(428)
	ruled.do("DELETE", "/v1/regions/T3", nil, "If-Match", etag(r.Revision-1)).is(412)
	ruled.do("DELETE", "/v1/regions/T1", nil, "If-Match", ruled.fresh("/v1/regions/T1").header.Get("ETag")).is(409)
	ruled.do("DELETE", "/v1/regions/T3", nil, "If-Match", etag(r.Revision)).is(204)
	ruled.do("GET", "/v1/regions/T3", nil).is(404)
	ruled.do("GET", "/v1/regions?after=C2&limit=0", nil).is(422)
	if got := ruled.do("GET", "/v1/regions?after=S", nil).is(200); !strings.Contains(got.body, "T1") || strings.Contains(got.body, "C2") {
		t.Error(got.body)
	}
}

func TestAreas(t *testing.T) {
	h, ruled, plan, other, view := cast(t)
	square := map[string]any{"type": "MultiPolygon", "coordinates": [][][][]float64{{{{114, 37}, {114.1, 37}, {114.1, 37.1}, {114, 37}}}}}
	at := "/v1/areas/D%2F1" // a name with a slash
	made := plan.do("PUT", at, map[string]any{"region": "T1", "name": "丁村", "boundary": square}, "If-None-Match", "*").is(201)
	var a manage.Area
	plan.fresh(at).into(&a)
	if a.ID != "D/1" || a.Region != "T1" || a.Name != "丁村" || a.Datum != "wgs84" || a.Households == nil || *a.Households != 0 || etag(a.Revision) != made.header.Get("ETag") ||
		a.Boundary == nil || fmt.Sprint(a.Boundary.Coordinates) != fmt.Sprint(square["coordinates"]) {
		t.Errorf("%+v", a)
	}
	view.fresh(at).into(&a)
	if strings.Contains(view.do("GET", at, nil).body, "households") {
		t.Error("few homes are counted")
	}
	for what, wrong := range map[string]any{
		"body.boundary.coordinates[0][0]: ":    [][][][]float64{{{{114, 37}, {114.1, 37}, {114.1, 37.1}}}},
		"body.boundary.coordinates[0][0][1]: ": [][][][]float64{{{{114, 37}, {37, 114}, {114.1, 37.1}, {114, 37}}}},
		"body.boundary.coordinates[0]: ":       [][][][]float64{{}},
		"body.boundary.coordinates: ":          [][][][]float64{},
		"body.boundary.coordinates[0][0][0]: ": []any{[]any{[]any{[]any{1.0}, []any{1, 2}, []any{1, 3}, []any{1}}}},
	} {
		x := plan.do("PUT", at, map[string]any{"boundary": map[string]any{"type": "MultiPolygon", "coordinates": wrong}}, "If-Match", etag(a.Revision)).is(422)
		x.has(`"` + strings.TrimSuffix(what, ": ") + `"`)
	}
	plan.do("PUT", at, map[string]any{"boundary": map[string]any{"type": "Polygon"}}, "If-Match", etag(a.Revision)).is(422).has("body.boundary.type", "body.boundary")
	plan.do("PUT", at, map[string]any{"datum": "mars"}, "If-Match", etag(a.Revision)).is(422).has("body.datum")
	plan.do("PUT", at, map[string]any{"region": "T1"}, "If-Match", etag(a.Revision)).is(200).into(&a)
	plan.do("PUT", at, map[string]any{"region": "T1"}, "If-Match", made.header.Get("ETag")).is(412)
	plan.do("PUT", at, map[string]any{"region": "T1"}, "If-None-Match", "*").is(412)
	plan.do("PUT", at, map[string]any{"region": "T2"}, "If-Match", etag(a.Revision)).is(404)
	plan.do("PUT", at, map[string]any{}).is(428)
	var now manage.Area
	plan.do("GET", at, nil).is(200).into(&now)
	if now.Name != "" || now.Boundary != nil {
		t.Errorf("%+v", now)
	}
	other.do("GET", "/v1/areas/A", nil).is(404)
	other.do("GET", "/v1/areas/A/policy", nil).is(404)
	other.do("PUT", "/v1/areas/A", map[string]any{}, "If-Match", `"1"`).is(404)
	other.do("DELETE", "/v1/areas/A", nil, "If-Match", `"1"`).is(404)
	view.do("PUT", "/v1/areas/A", map[string]any{}, "If-Match", `"1"`).is(403)
	view.do("PUT", "/v1/areas/N", map[string]any{"region": "T1"}, "If-None-Match", "*").is(403)
	view.do("DELETE", "/v1/areas/A", nil, "If-Match", `"1"`).is(403)
	h.nobody().do("GET", "/v1/areas", nil).is(401)
	h.nobody().do("GET", "/v1/areas/A", nil).is(401)
	view.fresh("/v1/areas/A").into(&now)
	if now.Plan == "" || now.Households == nil || *now.Households != 60 || now.Boundary == nil {
		t.Errorf("%+v", now)
	}

	ids := func(list []string) string {
		for i := range list {
			list[i], _, _ = strings.Cut(list[i], " ")
			list[i] = strings.TrimRightFunc(list[i], func(r rune) bool { return r > 127 })
		}
		slices.Sort(list)
		return fmt.Sprint(list)
	}
	for path, want := range map[string]string{
		"/v1/areas?": "[A B C D/1]", "/v1/areas?region=T2&": "[C]", "/v1/areas?region=C1&": "[A B C D/1]", "/v1/areas?region=C2&": "[]", "/v1/areas?search=D&": "[D/1]",
	} {
		if got := ids(ruled.pages(path)); got[:len("[A")] != want[:len("[A")] || len(strings.Fields(got)) != len(strings.Fields(want)) {
			t.Errorf("%s: %s", path, got)
		}
	}
	if got := view.pages("/v1/areas?region=T1&"); len(got) != 3 {
		t.Error(got)
	}
	view.do("GET", "/v1/areas?region=T2", nil).is(404)
	ruled.do("GET", "/v1/areas?region=nowhere", nil).is(404)
	if strings.Contains(ruled.do("GET", "/v1/areas", nil).is(200).body, "boundary") {
		t.Error("a list with borders")
	}

	drawn := view.do("GET", "/v1/areas?limit=1", nil, "Accept", "application/geo+json, application/json;q=0.5").is(200)
	var page manage.FeatureCollection
	drawn.into(&page)
	if drawn.header.Get("Content-Type") != "application/geo+json" || drawn.header.Get("Vary") != "Accept" || len(page.Features) != 1 || page.Next != "A" ||
		page.Features[0].ID != "area/A" || page.Features[0].Geometry["type"] != "MultiPolygon" || page.Features[0].Properties["households"] != 60.0 {
		t.Error(drawn.header, drawn.body)
	}
	for _, accept := range []string{"application/json", "application/geo+json;q=0.1, application/json", "*/*", "application/geo+json;q=0", "text/html", "a;;b"} {
		if a := view.do("GET", "/v1/areas", nil, "Accept", accept).is(200); a.header.Get("Content-Type") != "application/json" {
			t.Error(accept, a.header)
		}
	}
	if a := view.do("GET", at, nil).is(200); strings.Contains(a.body, "geometry") {
		t.Error(a.body)
	}

	var p manage.AreaPolicy
	view.fresh("/v1/areas/A/policy").into(&p)
	if p.Name != "yuanshi" || !strings.Contains(string(p.Policy), `"radius_m":500`) {
		t.Errorf("%s %s", p.Name, p.Policy)
	}
	ruled.do("DELETE", at, nil).is(428)
	ruled.do("DELETE", at, nil, "If-Match", `"1"`).is(412)
	ruled.do("DELETE", at, nil, "If-Match", etag(a.Revision)).is(204)
	plan.do("DELETE", at, nil, "If-Match", etag(a.Revision)).is(404)
	tag := ruled.fresh("/v1/areas/A").header.Get("ETag")
	ruled.do("DELETE", "/v1/areas/A", nil, "If-Match", tag).is(403) // with its homes, which he may not change
	plan.do("DELETE", "/v1/areas/A", nil, "If-Match", tag).is(204)
}
