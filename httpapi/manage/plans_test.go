package manage_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"jinlin/engine"
	"jinlin/httpapi/manage"
	"jinlin/service/registry"
	"jinlin/service/workspace"
	"jinlin/verify"
)

// judge has every area plan of a plan judged, by the records that it was made from.
func (h *house) judge(id registry.PlanID) registry.Plan {
	h.Helper()
	planner := h.admin
	p, err := h.Plan(h.Context(), planner, id)
	h.ok(err)
	for _, a := range p.Areas {
		s, err := h.AreaPlan(h.Context(), planner, id, a.Area)
		h.ok(err)
		report, err := verify.Check(h.Context(), s.Problem, s.Plan)
		h.ok(err)
		if !report.OK() {
			h.Fatalf("plan %s, area %s: %v", id, a.Area, report.Findings)
		}
	}
	return p
}

// plan asks for a plan that is made at once.
func (c *client) plan(body map[string]any) manage.Plan {
	c.Helper()
	a := c.do(http.MethodPost, "/v1/plans", body).is(http.StatusCreated)
	var asked manage.PlanAsked
	a.into(&asked)
	if asked.Plan == nil || asked.Job != nil || a.header.Get("Location") != "/v1/plans/"+string(asked.Plan.ID) || a.header.Get("ETag") != etag(asked.Plan.Revision) {
		c.Fatalf("%s %v", a.body, a.header)
	}
	return *asked.Plan
}

func (c *client) overview(id registry.PlanID) manage.PlanOverview {
	c.Helper()
	var o manage.PlanOverview
	c.do(http.MethodGet, "/v1/plans/"+string(id), nil).is(http.StatusOK).into(&o)
	return o
}

func (c *client) listed(query string) (ids []registry.PlanID, next string) {
	c.Helper()
	var l manage.List[manage.Plan]
	c.do(http.MethodGet, "/v1/plans"+query, nil).is(http.StatusOK).into(&l)
	for _, p := range l.Items {
		ids = append(ids, p.ID)
	}
	return ids, l.Next
}

func TestPlanMadePublishedRolledBack(t *testing.T) {
	h := open(t, nil)
	d := h.settle()
	h.account("Li", role(registry.RolePlanner, "C1"))
	c := h.logIn("Li")
	first, _ := c.listed("")
	if len(first) != 1 {
		t.Fatal(first)
	}
	p := c.plan(map[string]any{"areas": []string{"A", "B"}, "note": "spring", "policy": "yuanshi"})
	if p.Status != registry.PlanDraft || p.Note != "spring" || p.Scheme != "yuanshi" || p.By == "" || p.Revision <= 0 {
		t.Fatalf("%+v", p)
	}
	kept := h.judge(p.ID)
	o := c.overview(p.ID)
	if len(o.Areas) != 2 || o.Areas[0].Hash != kept.Areas[0].Hash || o.Areas[0].Records != kept.Areas[0].Records || o.Policy == nil {
		t.Fatalf("%+v", o)
	}
	if n := homesOf(d.Households, "A", "B"); o.Total.Homes != n || o.Areas[0].Figures.Homes+o.Areas[1].Figures.Homes != n || n == 0 {
		t.Errorf("%+v, want %d homes", o.Total, n)
	}
	var brief manage.PlanOverview
	c.do("GET", "/v1/plans/"+string(p.ID)+"?areas=false", nil).is(200).into(&brief)
	if brief.Areas != nil || brief.Total != o.Total {
		t.Errorf("%+v", brief)
	}

	at := "/v1/plans/" + string(p.ID)
	c.do("POST", at+"/publication", nil).is(428)
	c.do("POST", at+"/publication", nil, "If-Match", `"x"`).is(400)
	c.do("POST", at+"/publication", nil, "If-Match", etag(p.Revision+1000)).is(412)
	c.do("POST", at+"/rollback", nil, "If-Match", etag(p.Revision)).is(422).has("rolled back")
	a := c.do("POST", at+"/publication", nil, "If-Match", etag(p.Revision), "Idempotency-Key", "k1").is(200)
	var published manage.Plan
	a.into(&published)
	if published.Status != registry.PlanPublished || published.Revision <= p.Revision || a.header.Get("ETag") != etag(published.Revision) {
		t.Fatalf("%+v", published)
	}
	again := c.do("POST", at+"/publication", nil, "If-Match", etag(p.Revision), "Idempotency-Key", "k1").is(200)
	if again.body != a.body || again.header.Get("Idempotency-Replayed") != "true" || again.header.Get("ETag") != a.header.Get("ETag") {
		t.Error("not the first answer:", again.body, again.header)
	}
	c.do("DELETE", at, nil, "If-Match", etag(published.Revision)).is(409)

	// A rebalance follows from what is in force, and gives way to it again.
	r := c.plan(map[string]any{"areas": []string{"A"}, "rebalance": true})
	if r.Parent != p.ID {
		t.Fatalf("%+v", r)
	}
	c.do("POST", "/v1/plans/"+string(r.ID)+"/publication", nil, "If-Match", etag(r.Revision)).is(200).into(&r)
	if o := c.overview(r.ID); len(o.Areas) != 1 || o.Areas[0].Outcome == "" || o.Areas[0].Hash != kept.Areas[0].Hash {
		t.Errorf("%+v", o)
	}
	c.do("POST", "/v1/plans/"+string(r.ID)+"/rollback", nil, "If-Match", etag(r.Revision)).is(200).into(&published)
	if published.ID != p.ID || published.Status != registry.PlanPublished {
		t.Fatalf("%+v", published)
	}
	o = c.overview(r.ID)
	if o.Status != registry.PlanSuperseded {
		t.Fatalf("%+v", o)
	}
	c.do("DELETE", "/v1/plans/"+string(r.ID), nil, "If-Match", etag(r.Revision)).is(412)
	c.do("DELETE", "/v1/plans/"+string(r.ID), nil, "If-Match", etag(o.Revision)).is(204)
	c.do("GET", "/v1/plans/"+string(r.ID), nil).is(404)
	c.do("DELETE", "/v1/plans/"+string(r.ID), nil, "If-Match", etag(o.Revision)).is(404)
}

func homesOf(all []engine.Household, areas ...engine.AreaID) (n int) {
	for _, x := range all {
		if slices.Contains(areas, x.Area) {
			n++
		}
	}
	return n
}

// TestPlanAskedTwice: the same key makes one plan, another key another.
func TestPlanAskedTwice(t *testing.T) {
	h := open(t, nil)
	h.settle()
	h.account("Li", role(registry.RolePlanner, "C1"))
	c := h.logIn("Li")
	body := map[string]any{"areas": []string{"A"}}
	one := c.do("POST", "/v1/plans", body, "Idempotency-Key", "a").is(201)
	two := c.do("POST", "/v1/plans", body, "Idempotency-Key", "a").is(201)
	if one.body != two.body || two.header.Get("Location") != one.header.Get("Location") || two.header.Get("Location") == "" {
		t.Errorf("%s\n%s", one.body, two.body)
	}
	c.do("POST", "/v1/plans", map[string]any{"areas": []string{"B"}}, "Idempotency-Key", "a").is(422).has("another request")
	c.do("POST", "/v1/plans", body, "Idempotency-Key", "b").is(201)
	if ids, _ := c.listed(""); len(ids) != 3 {
		t.Error(ids)
	}
}

func TestPlanWishRefused(t *testing.T) {
	h := open(t, nil)
	h.settle()
	h.account("Li", role(registry.RolePlanner, "T1"))
	c := h.logIn("Li")
	for _, x := range []struct {
		body   string
		status int
		words  string
	}{
		{`{`, 400, ""},
		{`{}`, 422, "expected areas or regions"},
		{`{"areas":["A"],"max_changes":3}`, 422, "rebalance"},
		{`{"areas":["A"],"rebalance":true,"max_changes":-3}`, 422, "body.max_changes"},
		{`{"areas":["A"],"colour":"red"}`, 422, "colour"},
		{`{"areas":["nowhere"]}`, 404, ""},
		{`{"areas":["C"]}`, 404, ""},
		{`{"regions":["T2"]}`, 404, ""},
		{`{"regions":["C1"]}`, 404, ""},
		{`{"areas":["A"],"policy":"none such"}`, 404, ""},
		{`{"areas":"A"}`, 422, "body.areas"},
		{`{"areas":["A"],"note":"` + strings.Repeat("x", 501) + `"}`, 422, "body.note"},
	} {
		c.do("POST", "/v1/plans", x.body).is(x.status).has(x.words)
	}
	if ids, _ := c.listed("?status=draft"); len(ids) != 0 {
		t.Error(ids)
	}
	h.nobody().do("POST", "/v1/plans", `{"areas":["A"]}`).is(401)
}

// TestPlanTellsWhatIsWrong: records that cannot be planned are told with area and place.
func TestPlanTellsWhatIsWrong(t *testing.T) {
	h := open(t, func(*manage.Config) {})
	h.settle()
	_, err := h.PutPolicy(t.Context(), h.admin, registry.Policy{Name: "few", Document: []byte("extends: yuanshi\nlinks.load: {min: 1, target_min: 1, target_max: 2, max: 3}\n")})
	h.ok(err)
	r, err := h.Records(t.Context(), h.admin, workspace.RecordsAsk{Area: "A"})
	h.ok(err)
	m := r.Members[0]
	m.Status = ""
	var locks []engine.Pair
	for _, x := range r.Households {
		if lives := func(m engine.Member) bool { return m.Household == x.ID }; len(locks) < 5 && !slices.ContainsFunc(r.Members, lives) {
			locks = append(locks, engine.Pair{Household: x.ID, Member: m.ID})
		}
	}
	_, err = h.Edit(t.Context(), h.admin, "A", r.Area.Revision, registry.Edit{PutMembers: []engine.Member{m}, PutLocks: locks})
	h.ok(err)
	h.account("Li", role(registry.RolePlanner, "C1"))
	h.logIn("Li").do("POST", "/v1/plans", map[string]any{"areas": []string{"A", "B"}, "policy": "few"}).is(422).has(`areas[\"A\"].`, string(m.ID))
}

func TestPlanLists(t *testing.T) {
	h := open(t, nil)
	h.settle()
	h.account("Li", role(registry.RolePlanner, "C1"))
	c := h.logIn("Li")
	var made []registry.PlanID
	for i := range 4 {
		made = append(made, c.plan(map[string]any{"areas": []string{[]string{"A", "B"}[i%2]}}).ID)
	}
	all, next := c.listed("?limit=1000")
	if len(all) != 5 || next != "" || all[0] != made[3] || all[3] != made[0] {
		t.Fatal(all, next)
	}
	var paged []registry.PlanID
	for after := ""; ; {
		some, next := c.listed("?limit=1&after=" + after)
		paged = append(paged, some...)
		if after = next; next == "" {
			break
		}
	}
	if !slices.Equal(paged, all) {
		t.Errorf("%v page by page, %v at once", paged, all)
	}
	if ids, _ := c.listed("?area=B&status=draft"); !slices.Equal(ids, []registry.PlanID{made[3], made[1]}) {
		t.Error(ids)
	}
	if ids, _ := c.listed("?area=A,B&status=published"); len(ids) != 1 {
		t.Error(ids)
	}
	if ids, _ := c.listed("?area=nowhere"); len(ids) != 0 {
		t.Error(ids)
	}
	c.do("GET", "/v1/plans?after=nothing", nil).is(422).has("after")
	c.do("GET", "/v1/plans?status=old", nil).is(422).has("query.status")
	c.do("GET", "/v1/plans?limit=0", nil).is(422)
	c.do("GET", "/v1/plans?order=up", nil).is(422)
	h.nobody().do("GET", "/v1/plans", nil).is(401)
}

// TestPlansOfOthers: who sees a part of a plan sees that part, and nobody changes what he does not see whole.
func TestPlansOfOthers(t *testing.T) {
	h := open(t, nil)
	h.settle()
	h.account("Li", role(registry.RolePlanner, "C1"))
	li := h.logIn("Li")
	ids, _ := li.listed("")
	published := li.overview(ids[0])
	draft := li.plan(map[string]any{"regions": []string{"C1"}, "note": "only ours"})
	for name, grant := range map[string]registry.Grant{
		"town": role(registry.RolePlanner, "T1"), "viewer": role(registry.RoleViewer, "T1"), "member": {Role: registry.RoleMember, Area: "A", Member: "Am1"},
		"admin": ruler(), "other": role(registry.RolePlanner, "C2"),
	} {
		h.account(name, grant)
	}
	// The planner of a town sees both plans in his town, and can put neither in force, since they hold another.
	town := h.logIn("town")
	if o := town.overview(draft.ID); len(o.Areas) != 2 || o.Areas[0].Hash == "" || o.Note != "only ours" || o.Total.Homes >= published.Total.Homes {
		t.Errorf("%+v", o)
	}
	town.do("POST", "/v1/plans/"+string(draft.ID)+"/publication", nil, "If-Match", etag(draft.Revision)).is(404)
	town.do("DELETE", "/v1/plans/"+string(draft.ID), nil, "If-Match", etag(draft.Revision)).is(404)
	if tag := town.do("GET", "/v1/plans/"+string(draft.ID), nil).is(200).header.Get("ETag"); tag == etag(draft.Revision) {
		t.Error("a part of a plan has the tag of the whole")
	}
	// Those who see shapes see what is in force.
	for _, name := range []string{"viewer", "member", "admin"} {
		c := h.logIn(name)
		if ids, _ := c.listed(""); !slices.Equal(ids, []registry.PlanID{published.ID}) {
			t.Error(name, ids)
		}
		if ids, _ := c.listed("?status=draft"); len(ids) != 0 {
			t.Error(name, ids)
		}
		c.do("GET", "/v1/plans/"+string(draft.ID), nil).is(404)
		o := c.overview(published.ID)
		want := map[string]int{"viewer": 2, "member": 1, "admin": 3}[name]
		if len(o.Areas) != want || o.Areas[0].Hash != "" || o.Areas[0].Records != 0 || o.Areas[0].Figures == nil || o.By != "" {
			t.Errorf("%s: %+v", name, o)
		}
		c.do("POST", "/v1/plans", `{"areas":["A"]}`).is(403)
		c.do("POST", "/v1/plans/"+string(published.ID)+"/publication", nil, "If-Match", etag(published.Revision)).is(403)
		c.do("DELETE", "/v1/plans/"+string(published.ID), nil, "If-Match", etag(published.Revision)).is(403)
	}
	other := h.logIn("other")
	if ids, _ := other.listed(""); len(ids) != 0 {
		t.Error(ids)
	}
	other.do("GET", "/v1/plans/"+string(published.ID), nil).is(404)
	other.do("POST", "/v1/plans/"+string(published.ID)+"/rollback", nil, "If-Match", etag(published.Revision)).is(404)
}

// TestPlanTags: what was read is not sent again while nothing changed, and another part in force is another tag.
func TestPlanTags(t *testing.T) {
	h := open(t, nil)
	h.settle()
	h.account("Li", role(registry.RolePlanner, "C1"))
	h.account("Wu", role(registry.RoleViewer, "C1"))
	li, wu := h.logIn("Li"), h.logIn("Wu")
	ids, _ := li.listed("")
	at := "/v1/plans/" + string(ids[0])
	tags := map[string]string{}
	for name, c := range map[string]*client{"li": li, "wu": wu} {
		a := c.do("GET", at, nil).is(200)
		tags[name] = strings.TrimPrefix(a.header.Get("ETag"), "W/") // of an answer that was packed
		if tags[name] == "" || !strings.Contains(a.header.Get("Cache-Control"), "private") {
			t.Error(a.header)
		}
		same := c.do("GET", at, nil, "If-None-Match", "W/"+tags[name]).is(304)
		if same.body != "" || same.header.Get("ETag") != tags[name] || len(same.header.Values("Cache-Control")) != 1 {
			t.Errorf("%s %v", same.body, same.header)
		}
		c.do("GET", at, nil, "If-None-Match", `"another"`).is(200)
	}
	p := li.plan(map[string]any{"areas": []string{"B"}})
	li.do("POST", "/v1/plans/"+string(p.ID)+"/publication", nil, "If-Match", etag(p.Revision)).is(200)
	// The plan is still in force in A and C: for the planner nothing of it changed, the viewer sees B of it no more.
	li.do("GET", at, nil, "If-None-Match", tags["li"]).is(304)
	wu.do("GET", at, nil, "If-None-Match", tags["wu"]).is(200)
	if o := wu.overview(ids[0]); len(o.Areas) != 2 {
		t.Error(fmt.Sprint(o.Areas))
	}
}
