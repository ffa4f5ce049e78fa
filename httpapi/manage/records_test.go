package manage_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jinlin/engine"
	"jinlin/httpapi/manage"
	"jinlin/service/registry"
)

const aRecords = "/v1/areas/A/records"

// edit changes records of A as they are now.
func (c *client) edit(edits ...map[string]any) *answer {
	c.Helper()
	tag := c.do("GET", aRecords, nil).is(200).header.Get("ETag")
	return c.do("PATCH", aRecords, map[string]any{"edits": edits}, "If-Match", tag)
}

func (c *client) records(query string) manage.AreaRecords {
	c.Helper()
	var r manage.AreaRecords
	c.do("GET", aRecords+query, nil).is(200).into(&r)
	return r
}

// TestRecordsRoundTrip: what was read can be put again, and is then what it was.
func TestRecordsRoundTrip(t *testing.T) {
	_, _, plan, _, _ := cast(t)
	plan.edit(map[string]any{
		"put_households": []any{
			map[string]any{"id": "N1", "lon": 114.52, "lat": 37.76, "weight": 3, "priority": 2, "group": "2组", "services": []string{"法律", "医疗"}, "association": "苹果",
				"residents": 5, "preferences": []string{"N2=N3", "N4"}},
			map[string]any{"id": "N2", "lon": 1.0 / 3, "lat": 0.1 + 0.2},
		},
		"put_members": []any{
			map[string]any{"id": "M1", "village": "A", "household": "N1"},
			map[string]any{"id": "M2", "lon": 114.1, "lat": 37.7, "duty": []string{"A", "B"}, "status": "away", "capable": true, "title": "书记", "organisation": "县委",
				"skills": []string{"b", "a"}, "association": "苹果", "source": "机关", "nomination": "reviewed", "preferences": []string{"N1", "N2"}, "min_load": 0, "max_load": 30},
		},
		"put_sites":          []any{map[string]any{"id": "S1", "lon": 114.5, "lat": 37.7, "public": true, "use": "standing", "cost": 0, "capacity": 400}, map[string]any{"id": "S2", "household": "N2"}},
		"put_locks":          []any{map[string]any{"household": "N2", "member": "M1"}},
		"put_forbidden":      []any{map[string]any{"household": "N1", "member": "M2"}},
		"set_adjacency":      []any{map[string]any{"a": "N1", "b": "N2", "length": 7}},
		"set_barriers":       []any{[]any{[]any{114.1, 37}, []any{115, 38}}},
		"household_contacts": map[string]any{"N1": map[string]any{"name": "李四", "phone": "13800138000"}},
		"member_contacts":    map[string]any{"M1": map[string]any{"name": "张三"}},
	}).is(200)
	r := plan.records("?contacts=true")
	if r.Extent != "all" || len(r.Households) != 62 || len(r.Adjacency) != 1 || len(r.Barriers) != 1 || r.HouseholdContacts["N1"].Name != "李四" || r.MemberContacts["M1"].Name != "张三" {
		t.Fatalf("%+v", r)
	}
	put := map[string]any{
		"put_households": r.Households, "put_members": r.Members, "put_sites": r.Sites, "put_locks": r.Locks, "put_forbidden": r.Forbidden,
		"set_adjacency": r.Adjacency, "set_barriers": r.Barriers, "household_contacts": r.HouseholdContacts, "member_contacts": r.MemberContacts,
	}
	var a manage.Area
	plan.edit(put).is(200).into(&a)
	if a.Revision != r.Revision {
		t.Error("something was changed")
	}
	plan.edit(map[string]any{"drop_households": []string{"N1", "N2"}, "drop_members": []string{"M1", "M2"}, "drop_sites": []string{"S1", "S2"}}, put).is(200)
	after := plan.records("?contacts=true")
	after.Revision = r.Revision
	if d := cmp.Diff(r, after); d != "" {
		t.Error(d)
	}
	plan.edit(map[string]any{"household_contacts": map[string]any{"N1": map[string]any{}}}).is(200)
	if r := plan.records("?contacts=true"); r.HouseholdContacts != nil {
		t.Errorf("%+v", r.HouseholdContacts)
	}
}

// TestEditsTellAll: everything that is wrong is told at once, each with its place, and nothing is changed.
func TestEditsTellAll(t *testing.T) {
	_, _, plan, _, _ := cast(t)
	before := plan.records("")
	home := string(before.Households[0].ID)
	type m = map[string]any
	type l = []any
	for _, test := range []struct {
		edits []m
		says  []string
	}{
		{[]m{{"put_households": l{m{"id": "N1", "lon": 214, "lat": 37}, m{"id": "N2", "lat": "x"}}}, {"put_members": l{m{"id": "", "status": "gone"}}}},
			[]string{`"body.edits[0].put_households[0].lon"`, `"body.edits[0].put_households[1].lat"`, `"body.edits[0].put_households[1]"`, `"body.edits[1].put_members[0].id"`, `"body.edits[1].put_members[0].status"`}},
		{[]m{{"put_households": l{m{"id": "N;1", "lon": 114, "lat": 37}, m{"id": "N2", "lon": 114, "lat": 37, "preferences": l{"M1=M1"}}}}, {}, {"put_sites": l{m{"id": "S"}}}},
			[]string{`"body.edits[0].put_households[0].id"`, `"body.edits[0].put_households[1].preferences"`, `"body.edits[2].put_sites[0].lon"`}},
		{[]m{{"put_members": l{m{"id": "M1", "village": "A", "lon": 114.5}, m{"id": "M2", "village": "A", "min_load": 5, "max_load": 4}}}},
			[]string{`"body.edits[0].put_members[0].lat"`, `"body.edits[0].put_members[1].min_load"`}},
		{[]m{{"put_households": l{m{"id": "N1", "lon": 114, "lat": 37}, m{"id": "N1", "lon": 114, "lat": 37}}, "set_barriers": l{l{l{114, 37}}, l{l{114, 37}, l{37, 114}}}}},
			[]string{`"body.edits[0].put_households[1]"`, `"body.edits[0].set_barriers[0]"`, `"body.edits[0].set_barriers[1][1]"`}},
		{[]m{{"put_households": l{m{"id": "N1", "lon": 114, "lat": 37}}, "put_members": l{m{"id": "M2", "village": "A", "status": "unable"}}},
			{"put_locks": l{m{"household": home, "member": "M2"}}}},
			[]string{`"body.edits[1].put_locks[0]"`, "does not take part"}},
		{[]m{{}, {"put_members": l{m{"id": "M1", "village": "A", "household": "nowhere"}, m{"id": "M2", "village": "A"}, m{"id": "M3", "village": "A", "household": "neither"}}}},
			[]string{`"body.edits[1].put_members[0].household"`, `"body.edits[1].put_members[2].household"`}},
		{[]m{{}, {"drop_households": l{"nowhere", home}, "drop_members": l{"nobody"}, "drop_sites": l{"none"}}, {"put_locks": l{m{"household": home, "member": "nobody"}}}},
			[]string{`"body.edits[1].drop_households[0]"`, `household \"nowhere\" is not in this area`, `"body.edits[1].drop_members[0]"`, `"body.edits[1].drop_sites[0]"`,
				`"body.edits[2].put_locks[0].household"`, `"body.edits[2].put_locks[0].member"`}},
		{[]m{{"household_contacts": m{"nowhere": m{"name": "x"}, "none": m{}}, "member_contacts": m{"nobody": m{"phone": "1"}}}},
			[]string{`household_contacts[\"nowhere\"]`, `member_contacts[\"nobody\"]`}},
		{[]m{{"put_households": l{m{"id": "C130132100201-H0001", "lon": 114, "lat": 37}}}}, []string{"body.edits[0]", "another area"}},
		{[]m{}, []string{"body.edits"}},
		{[]m{{"put_nothing": 1}}, []string{"body.edits[0].put_nothing"}},
	} {
		a := plan.edit(test.edits...).is(422)
		for _, x := range test.says {
			if !strings.Contains(a.body, x) {
				t.Errorf("nothing about %s in %s", x, a.body)
			}
		}
		if strings.Contains(a.body, `area \"C\"`) {
			t.Errorf("names an area that he does not see: %s", a.body)
		}
	}
	if d := cmp.Diff(before, plan.records("")); d != "" {
		t.Error(d)
	}
}

// TestRecordsByRole: who is let in where, and what of people leaves the store.
func TestRecordsByRole(t *testing.T) {
	h, ruled, plan, other, view := cast(t)
	own, member := served(t, h, "A", "")
	home, colleague := served(t, h, "A", member)
	plan.edit(map[string]any{
		"household_contacts": map[string]any{string(own): map[string]any{"name": "李四", "phone": "13800138000"}, string(home): map[string]any{"name": "王五五", "phone": "13900139000"}},
		"member_contacts":    map[string]any{string(member): map[string]any{"name": "张三", "phone": "13700137000"}, string(colleague): map[string]any{"name": "赵六", "phone": "13600136000"}},
	}).is(200)
	h.account("self", registry.Grant{Role: registry.RoleMember, Area: "A", Member: member})
	h.account("desk", role(registry.RoleDispatcher, "T1"))
	h.account("maps", role(registry.RoleGIS, "T1"))
	self, desk, maps := h.logIn("self"), h.logIn("desk"), h.logIn("maps")

	for name, test := range map[string]struct {
		*client
		says, never []string
	}{
		"planner":    {plan, []string{"13800138000", "13900139000", "13700137000", "王五五"}, nil},
		"member":     {self, []string{"13800138000", "13700137000", `"extent":"own"`}, []string{"13900139000", "王五", "13600136000", "赵"}},
		"dispatcher": {desk, []string{"13700137000", "13600136000", "张三"}, []string{"13800138000", "李", "13900139000"}},
		"gis":        {maps, []string{`"households":[{`}, []string{"13800138000", "李", "13700137000", "张"}},
	} {
		before := entries(h)
		a := test.do("GET", aRecords+"?contacts=true", nil).is(200)
		for _, x := range test.says {
			if !strings.Contains(a.body, x) {
				t.Errorf("%s is not told %q", name, x)
			}
		}
		for _, x := range test.never {
			if strings.Contains(a.body, x) {
				t.Errorf("%s is told %q", name, x)
			}
		}
		if told := strings.Contains(a.body, "_contacts"); told != (entries(h) > before) {
			t.Errorf("%s reads contacts: %v; written down: %v", name, told, entries(h) > before)
		}
		if a.header.Get("Cache-Control") != "no-store" {
			t.Error("contacts may be kept on the way")
		}
		if a := test.do("GET", aRecords, nil).is(200); strings.Contains(a.body, "_contacts") || strings.Contains(a.body, "138") && strings.Contains(a.body, "李") {
			t.Errorf("%s is told contacts without asking", name)
		}
	}
	if got := self.records(""); len(got.Members) != 1 || len(got.Households) == 0 || len(got.Households) > 40 {
		t.Errorf("%d members, %d homes", len(got.Members), len(got.Households))
	}
	plan.fresh(aRecords)

	put := map[string]any{"edits": []any{map[string]any{"drop_households": []string{string(own)}}}}
	other.do("GET", aRecords, nil).is(404)
	other.do("PATCH", aRecords, put, "If-Match", `"1"`).is(404)
	for _, c := range []*client{ruled, view} {
		c.do("GET", aRecords, nil).is(403)
		c.do("PATCH", aRecords, put, "If-Match", `"1"`).is(403)
	}
	for _, c := range []*client{desk, maps, self} {
		c.do("PATCH", aRecords, put, "If-Match", `"1"`).is(403)
	}
	h.nobody().do("GET", aRecords, nil).is(401)
	h.nobody().do("PATCH", aRecords, put, "If-Match", `"1"`).is(401)
	plan.do("PATCH", aRecords, put).is(428)
	plan.do("PATCH", aRecords, put, "If-Match", `"1"`).is(412)
	plan.do("PATCH", "/v1/areas/none/records", put, "If-Match", `"1"`).is(404)
	plan.do("PATCH", aRecords, put, "If-Match", `"1"`, "X-CSRF-Token", "").is(403)
	plan.do("PATCH", aRecords, `{"edits":[`, "If-Match", `"1"`).is(400)
	if log := h.log.String(); strings.Contains(log, "李四") || strings.Contains(log, string(own)) || strings.Contains(log, "areas/A") {
		t.Error("the log tells of people or places")
	}
}

// TestRecordsOfThen: what a plan was made from can be read after it has changed.
func TestRecordsOfThen(t *testing.T) {
	_, _, plan, _, _ := cast(t)
	var a manage.Area
	plan.do("GET", "/v1/areas/A", nil).is(200).into(&a)
	before := plan.records("")
	plan.edit(map[string]any{"drop_households": []string{string(free(before))}}).is(200)
	then := plan.records("?plan=" + string(a.Plan))
	if len(then.Households) != len(before.Households) || len(plan.records("").Households) != len(before.Households)-1 {
		t.Error("not as they were")
	}
	plan.do("GET", aRecords+"?plan=none", nil).is(404)
}

// free is a home in which no member lives.
func free(r manage.AreaRecords) engine.HouseholdID {
	lived := map[engine.HouseholdID]bool{}
	for _, m := range r.Members {
		lived[m.Household] = true
	}
	for _, h := range r.Households {
		if !lived[h.ID] {
			return h.ID
		}
	}
	panic("members everywhere")
}

// served is a home of an area and the member who answers for it by the plan in force, not that one.
func served(t *testing.T, h *house, area engine.AreaID, not engine.MemberID) (engine.HouseholdID, engine.MemberID) {
	t.Helper()
	a, err := h.Area(t.Context(), h.admin, area)
	h.ok(err)
	s, err := h.AreaPlan(t.Context(), h.admin, a.Published, area)
	h.ok(err)
	for x := range s.Plan.Links() {
		if x.Member != not {
			return x.ID, x.Member
		}
	}
	t.Fatal("nobody answers for anything")
	return "", ""
}

// entries counts the audit trail.
func entries(h *house) (n int) {
	h.Helper()
	h.ok(h.store.Read(h.Context(), func(tx registry.Tx) error {
		list, err := tx.Entries(h.Context(), registry.EntryQuery{})
		n = len(list)
		return err
	}))
	return n
}

// TestEditsAreTables: a value means in an edit what it means in a table, whatever that is.
func TestEditsAreTables(t *testing.T) {
	_, _, plan, _, _ := cast(t)
	plan.edit(map[string]any{"put_households": []any{map[string]any{"id": "Ｎ１", "lon": 114.5, "lat": 37.7, "services": []string{" 法律 ", ""}}}}).is(200)
	var found *manage.HouseholdRecord
	for _, x := range plan.records("").Households {
		if x.ID == "N1" {
			found = &x
		}
	}
	if found == nil || fmt.Sprint(found.Services) != "[法律]" || found.Weight != 1 {
		text, _ := json.Marshal(found)
		t.Errorf("%s", text)
	}
}

// TestRecordsByToken: a token does no more than its scopes, whatever its account may.
func TestRecordsByToken(t *testing.T) {
	h, _, plan, _, _ := cast(t)
	own, _ := served(t, h, "A", "")
	contact := map[string]any{"household_contacts": map[string]any{string(own): map[string]any{"name": "李四", "phone": "13800138000"}}}
	plan.edit(contact).is(200)
	by := func(scopes ...string) *client {
		var made manage.NewToken
		plan.do("POST", "/v1/accounts/me/tokens", map[string]any{"name": "t", "scopes": scopes, "end": h.clock.now().Add(time.Hour)}).is(201).into(&made)
		c := h.nobody()
		c.token = made.Secret
		return c
	}
	empty := map[string]any{}
	reads, edits, all := by("read"), by("read", "edit"), by("read", "edit", "contacts")
	if a := reads.do("GET", aRecords+"?contacts=true", nil).is(200); strings.Contains(a.body, "李四") || !strings.Contains(a.body, string(own)) {
		t.Error("a token without the scope is told contacts, or nothing")
	}
	reads.edit(empty).is(403)
	reads.send("/v1/imports", nil).is(403)
	reads.do("PUT", "/v1/areas/N", map[string]any{"region": "T1"}, "If-None-Match", "*").is(403)
	edits.edit(empty).is(200)
	edits.edit(contact).is(403)
	edits.do("PUT", "/v1/areas/N", map[string]any{"region": "T1"}, "If-None-Match", "*").is(201)
	edits.do("POST", "/v1/areas/A/hand", map[string]any{"household": own, "member": "x"}, "If-Match", `"1"`).is(403)
	if a := all.do("GET", aRecords+"?contacts=true", nil).is(200); !strings.Contains(a.body, "李四") {
		t.Error("not told contacts")
	}
	contact["household_contacts"] = map[string]any{string(own): map[string]any{}}
	all.edit(contact).is(200)
	by("contacts").do("GET", aRecords, nil).is(403)
}
