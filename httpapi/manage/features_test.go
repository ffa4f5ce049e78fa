package manage_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"jinlin/httpapi/manage"
	"jinlin/service/registry"
)

// features reads all features of a kind, page by page.
func (c *client) features(query string) []manage.Feature {
	c.Helper()
	var out []manage.Feature
	for after := ""; ; {
		var page manage.FeatureCollection
		a := c.do("GET", "/v1/areas/A/features?"+query+after, nil).is(200)
		a.into(&page)
		if got := a.header.Get("Content-Type"); got != "application/geo+json" || page.Type != "FeatureCollection" {
			c.Fatalf("%s as %s", page.Type, got)
		}
		out = append(out, page.Features...)
		if after = "&after=" + page.Next; page.Next == "" {
			return out
		}
		if len(page.Features) > 1 && strings.Contains(query, "limit=1") {
			c.Fatal(len(page.Features))
		}
	}
}

func TestFeatures(t *testing.T) {
	h, ruled, plan, other, view := cast(t)
	h.account("maps", role(registry.RoleGIS, "T1"))
	maps := h.logIn("maps")
	own, member := served(t, h, "A", "")
	h.account("self", registry.Grant{Role: registry.RoleMember, Area: "A", Member: member})
	self := h.logIn("self")

	all := plan.features("kind=households")
	if one := plan.features("kind=households&limit=1"); len(all) != 60 || fmt.Sprint(one) != fmt.Sprint(all) {
		t.Errorf("%d at once, %d one by one", len(all), len(one))
	}
	if got := maps.features("kind=links"); len(got) == 0 || len(got) != len(plan.features("kind=links&limit=7")) {
		t.Error(len(got))
	}
	mine := fmt.Sprint(self.features("kind=households"))
	if !strings.Contains(mine, string(own)) || len(self.features("kind=households")) == len(all) {
		t.Error("a member sees other homes than his")
	}
	shapes := fmt.Sprint(view.features("kind=circles"))
	if !strings.Contains(shapes, "radius_m") || strings.Contains(shapes, "household") || shapes == fmt.Sprint(plan.features("kind=circles")) {
		t.Error(shapes)
	}
	position := func(f manage.Feature) (x, y float64) {
		at := f.Geometry["coordinates"].([]any)
		return at[0].(float64), at[1].(float64)
	}
	x, y := position(all[0])
	if near := plan.features(fmt.Sprintf("kind=households&bbox=%v,%v,%v,%v", x, y, x, y)); len(near) != 1 || near[0].ID != all[0].ID {
		t.Errorf("%v", near)
	}
	var area manage.Area
	plan.do("GET", "/v1/areas/A", nil).is(200).into(&area)
	if got := plan.features("kind=members&plan=" + string(area.Plan)); len(got) == 0 {
		t.Error("no members")
	}

	plan.fresh("/v1/areas/A/features?kind=circles")
	for query, says := range map[string]string{
		"": "query.kind", "kind=people": "query.kind", "kind=links&bbox=1,2,3": "query.bbox", "kind=links&bbox=1,2,3,NaN": "query.bbox", "kind=links&bbox=1,3,3,2": "query.bbox",
		"kind=links&bbox=37,114,38,115": "query.bbox", "kind=links&limit=1001": "query.limit", "kind=links&after=x": "cursor", "kind=links&colour=red": "colour",
	} {
		plan.do("GET", "/v1/areas/A/features?"+query, nil).is(422).has(says)
	}
	h.nobody().do("GET", "/v1/areas/A/features?kind=circles", nil).is(401)
	other.do("GET", "/v1/areas/A/features?kind=circles", nil).is(404)
	other.do("GET", "/v1/areas/A/features?kind=households", nil).is(404)
	view.do("GET", "/v1/areas/A/features?kind=households", nil).is(403)
	ruled.do("GET", "/v1/areas/A/features?kind=links", nil).is(403)
	plan.do("GET", "/v1/areas/A/features?kind=links&plan=none", nil).is(404)
}

func TestExplanation(t *testing.T) {
	h, ruled, plan, other, view := cast(t)
	own, member := served(t, h, "A", "")
	elses, _ := served(t, h, "A", member)
	h.account("self", registry.Grant{Role: registry.RoleMember, Area: "A", Member: member})
	self := h.logIn("self")
	path := func(area, home string) string { return "/v1/areas/" + area + "/households/" + home + "/explanation" }
	var x struct {
		Member       string
		Tiers        []string
		Alternatives []struct {
			Member, Verdict string
			Best            []int
			Moves           []any
		}
	}
	plan.do("GET", path("A", string(own))+"?best=true", nil).is(200).into(&x)
	if x.Member != string(member) || len(x.Tiers) == 0 || len(x.Alternatives) < 2 || x.Alternatives[0].Verdict != "chosen" {
		t.Errorf("%+v", x)
	}
	best, moved := false, false
	for _, a := range x.Alternatives {
		best, moved = best || len(a.Best) > 0, moved || len(a.Moves) > 0
	}
	if !best || !moved {
		t.Error("nothing about what would be best")
	}
	if text := self.do("GET", path("A", string(own))+"?best=true", nil).is(200).body; strings.Contains(text, string(elses)) || strings.Contains(text, "moves") {
		t.Error("a member is told of other homes")
	}
	self.do("GET", path("A", string(elses)), nil).is(404)
	plan.do("GET", path("B", string(own)), nil).is(404)
	plan.do("GET", path("A", "nowhere"), nil).is(404)
	plan.do("GET", path("A", string(own))+"?plan=none", nil).is(404)
	other.do("GET", path("A", string(own)), nil).is(404)
	view.do("GET", path("A", string(own)), nil).is(403)
	ruled.do("GET", path("A", string(own)), nil).is(403)
	h.nobody().do("GET", path("A", string(own)), nil).is(401)

	// After the home has left, the plan in force still tells why.
	plan.edit(map[string]any{"drop_households": []string{string(own)}}).is(200)
	plan.do("GET", path("A", string(own)), nil).is(200).has(string(member))
}

func TestHand(t *testing.T) {
	h, ruled, plan, other, view := cast(t)
	home, member := served(t, h, "A", "")
	_, to := served(t, h, "A", member)
	tag := func() string { return plan.do("GET", "/v1/areas/A", nil).is(200).header.Get("ETag") }
	ask := map[string]any{"household": home, "member": to}
	var told manage.Handed
	a := plan.do("POST", "/v1/areas/A/hand", ask, "If-Match", tag()).is(200)
	a.into(&told)
	if len(told.Cost) == 0 || len(told.Moves) == 0 || told.Plan != "" || a.header.Get("ETag") != tag() {
		t.Fatalf("%+v", told)
	}
	worse := int64(0)
	for _, x := range told.Cost {
		if worse == 0 {
			worse = x.Delta
		}
	}
	if worse <= 0 {
		t.Errorf("another link than the best costs %+v", told.Cost)
	}
	before := tag()
	ask["keep"], ask["note"] = true, "as he asked"
	kept := plan.do("POST", "/v1/areas/A/hand", ask, "If-Match", before, "Idempotency-Key", "hand").is(200)
	kept.into(&told)
	if told.Plan == "" || kept.header.Get("ETag") != tag() || tag() == before {
		t.Errorf("%+v", told)
	}
	again := plan.do("POST", "/v1/areas/A/hand", ask, "If-Match", before, "Idempotency-Key", "hand").is(200)
	if again.body != kept.body {
		t.Error("done twice")
	}
	plan.do("GET", "/v1/plans/"+string(told.Plan), nil).is(200).has(`"draft"`, "as he asked")
	if r := plan.records(""); len(r.Locks) != 1 || r.Locks[0].Member != to {
		t.Errorf("%+v", r.Locks)
	}
	delete(ask, "note")
	ask["drop"] = true
	plan.do("POST", "/v1/areas/A/hand", ask, "If-Match", tag()).is(200)
	if r := plan.records(""); len(r.Locks) != 0 {
		t.Errorf("%+v", r.Locks)
	}

	plan.do("POST", "/v1/areas/A/hand", ask).is(428)
	plan.do("POST", "/v1/areas/A/hand", ask, "If-Match", `"1"`).is(412)
	plan.do("POST", "/v1/areas/A/hand", map[string]any{"household": home}, "If-Match", tag()).is(422).has("member")
	plan.do("POST", "/v1/areas/A/hand", map[string]any{"household": "nowhere", "member": "nobody"}, "If-Match", tag()).is(422).has(`"body`, "nowhere", "nobody")
	plan.edit(map[string]any{"put_forbidden": []any{map[string]any{"household": home, "member": to}}}).is(200)
	plan.do("POST", "/v1/areas/A/hand", map[string]any{"household": home, "member": to}, "If-Match", tag()).is(422).has("forbidden")
	other.do("POST", "/v1/areas/A/hand", ask, "If-Match", `"1"`).is(404)
	for _, c := range []*client{ruled, view} {
		c.do("POST", "/v1/areas/A/hand", ask, "If-Match", `"1"`).is(403)
	}
	h.nobody().do("POST", "/v1/areas/A/hand", ask, "If-Match", `"1"`).is(401)
}

func TestPolicies(t *testing.T) {
	h, ruled, plan, other, view := cast(t)
	h.account("upper", role(registry.RolePlanner, "C1"))
	upper := h.logIn("upper")
	text := func(s string) map[string]any { return map[string]any{"document": s} }
	made := plan.do("PUT", "/v1/policies/本县", text("extends: yuanshi\nlinks:\n  load:\n    max: 20\n"), "If-None-Match", "*").is(201)
	var p manage.PolicyText
	view.fresh("/v1/policies/%E6%9C%AC%E5%8E%BF").into(&p)
	if p.Name != "本县" || p.BuiltIn || !strings.Contains(p.Document, "max: 20") || etag(p.Revision) != made.header.Get("ETag") {
		t.Errorf("%+v", p)
	}
	p = manage.PolicyText{}
	view.fresh("/v1/policies/yuanshi").into(&p)
	if !p.BuiltIn || p.Revision != 0 || p.TitleZh == "" || !strings.Contains(p.Document, "radius_m") {
		t.Errorf("%+v", p)
	}
	plan.do("PUT", "/v1/policies/本县", text("extends: yuanshi\nlinks.load.max: twenty\ncolour: red\n"), "If-Match", made.header.Get("ETag")).is(422).
		has(`"body.document"`, "本县:2:", "colour")
	plan.do("PUT", "/v1/policies/本县", text("extends: yuanshi\n"), "If-None-Match", "*").is(412)
	plan.do("PUT", "/v1/policies/本县", text("extends: yuanshi\n")).is(428)
	plan.do("PUT", "/v1/policies/yuanshi", text("extends: yuanshi\n"), "If-None-Match", "*").is(422).has("built-in")
	plan.do("PUT", "/v1/policies/flat", text("extends: yuanshi\nmetric: planar\n"), "If-None-Match", "*").is(422).has("planar")
	plan.do("PUT", "/v1/policies/none", text("extends: yuanshi\n"), "If-Match", `"1"`).is(404)
	now := plan.do("PUT", "/v1/policies/本县", text("extends: yuanshi\nlinks.load.max: 19\n"), "If-Match", made.header.Get("ETag")).is(200).header.Get("ETag")
	plan.do("PUT", "/v1/policies/本县", text("extends: yuanshi\n"), "If-Match", made.header.Get("ETag")).is(412)

	// It rules T1 by C1 now; who plans T1 only may not change it any more.
	region := upper.fresh("/v1/regions/C1")
	upper.do("PUT", "/v1/regions/C1", map[string]any{"name": "县", "policy": "本县"}, "If-Match", region.header.Get("ETag")).is(200)
	var applied manage.AreaPolicy
	view.fresh("/v1/areas/A/policy").into(&applied)
	var settings struct {
		Links struct{ Load struct{ Max int } }
	}
	if err := json.Unmarshal(applied.Policy, &settings); err != nil || applied.Name != "本县" || settings.Links.Load.Max != 19 {
		t.Errorf("%s %+v %v", applied.Name, settings, err)
	}
	plan.do("PUT", "/v1/policies/本县", text("extends: yuanshi\n"), "If-Match", now).is(403)
	plan.do("DELETE", "/v1/policies/本县", nil, "If-Match", now).is(403)
	upper.do("DELETE", "/v1/policies/本县", nil, "If-Match", now).is(409)
	ruled.do("DELETE", "/v1/policies/yuanshi", nil, "If-Match", `"1"`).is(404)
	view.do("PUT", "/v1/policies/v", text("extends: yuanshi\n"), "If-None-Match", "*").is(403)
	view.do("GET", "/v1/policies/none", nil).is(404)
	h.nobody().do("GET", "/v1/policies", nil).is(401)
	other.do("GET", "/v1/policies", nil).is(200)
	if got := fmt.Sprint(view.pages("/v1/policies?")); !strings.HasPrefix(got, "[grouping huozhou ") || !strings.HasSuffix(got, " 本县]") {
		t.Error(got)
	}
	region = upper.fresh("/v1/regions/C1")
	upper.do("PUT", "/v1/regions/C1", map[string]any{"name": "县"}, "If-Match", region.header.Get("ETag")).is(200)
	upper.do("DELETE", "/v1/policies/本县", nil).is(428)
	upper.do("DELETE", "/v1/policies/本县", nil, "If-Match", now).is(204)
	upper.do("GET", "/v1/policies/本县", nil).is(404)
}

func TestStatistics(t *testing.T) {
	h, ruled, plan, other, view := cast(t)
	type figures struct {
		Areas, Planned int
		Total          struct{ Homes, Linked, Own, Unserved int }
		ByArea         []struct{ Area string } `json:"by_area"`
	}
	get := func(c *client, query string) (f figures) {
		c.do("GET", "/v1/statistics"+query, nil).is(200).into(&f)
		return f
	}
	if f := get(ruled, "?region=C1"); f.Areas != 3 || f.Planned != 3 || f.Total.Homes != 180 || f.Total.Linked+f.Total.Own+f.Total.Unserved != 180 || len(f.ByArea) != 3 {
		t.Errorf("%+v", f)
	}
	if f := get(view, ""); f.Areas != 2 || f.Total.Homes != 120 {
		t.Errorf("%+v", f)
	}
	if f := get(ruled, "?region=C2"); f.Areas != 0 || f.ByArea == nil {
		t.Errorf("%+v", f)
	}
	if fmt.Sprint(get(plan, "")) != fmt.Sprint(get(view, "?region=T1")) {
		t.Error("two different sums of the same")
	}
	view.do("GET", "/v1/statistics?region=T2", nil).is(404)
	other.do("GET", "/v1/statistics?region=T1", nil).is(404)
	ruled.do("GET", "/v1/statistics?region=none", nil).is(404)
	h.nobody().do("GET", "/v1/statistics", nil).is(401)
}
