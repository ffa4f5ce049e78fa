package manage_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/httpapi/manage"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// A spot is what the parameters of a path stand for: something in a region, with a home and a member of it.
type spot struct {
	region, area, household, member, plan, job, account, token, policy string
}

// fill puts the spot into a path.
func (s spot) fill(path string) string {
	return strings.NewReplacer("{region}", s.region, "{area}", s.area, "{household}", s.household, "{plan}", s.plan, "{job}", s.job,
		"{account}", s.account, "{token}", s.token, "{policy}", s.policy).Replace(path)
}

// A walk is a house with everything in two towns, and everybody who may come: of town T1 one of each role, and a token of each scope.
type walk struct {
	*house
	home, far, void spot
	callers         map[string]*client
	// secrets are what nobody of T1 may be told: ids and contacts of area C. private are contacts of homes of A, told to those in confidants.
	secrets, private []string
	made             int
}

// confidants may be told the contacts of homes of A.
var confidants = []string{"planner", "member", "contacts"}

var roleNames = []string{"administrator", "planner", "dispatcher", "member", "viewer", "gis"}

func startWalk(t *testing.T) *walk {
	h := open(t, nil)
	h.settle()
	w := &walk{house: h, callers: map[string]*client{"nobody": h.nobody()}}
	w.home, w.far = w.spot("T1", "A", "B"), w.spot("T2", "C", "C")
	w.void = spot{region: "T9", area: "Z", household: "Z1", member: "Z7", plan: "z2", job: "z3", account: "Z4", token: "Z5", policy: "z6"}
	c, err := h.Records(t.Context(), h.admin, workspace.RecordsAsk{Area: "C"})
	h.ok(err)
	for _, x := range c.Households {
		w.secrets = append(w.secrets, string(x.ID))
	}
	for _, x := range c.Members {
		w.secrets = append(w.secrets, string(x.ID))
	}
	w.secrets = append(w.secrets, `"C"`, `"T2"`, w.far.plan, w.far.job, w.far.account, w.far.token, "赵钱孙", "13911112222")
	w.private = []string{"周吴郑", "13933334444"}
	for _, name := range roleNames {
		g := role(registry.Role(name), "T1")
		if name == "member" {
			g = registry.Grant{Role: registry.RoleMember, Area: "A", Member: engine.MemberID(w.home.member)}
		}
		h.account(name, g)
		w.callers[name] = h.logIn(name)
	}
	h.account("both", role(registry.RoleAdministrator, "T1"), role(registry.RolePlanner, "T1"))
	both := h.logIn("both")
	for _, s := range access.Scopes() {
		ask := map[string]any{"name": string(s), "scopes": []access.Scope{s}, "end": h.clock.now().Add(48 * time.Hour).Format(time.RFC3339)}
		var made manage.NewToken
		both.do("POST", "/v1/accounts/me/tokens", ask).is(201).into(&made)
		w.callers[string(s)] = &client{house: h, token: made.Secret}
	}
	return w
}

// spot makes what a town has beside its village: a draft, a job on another village (or the same), an account with a token; and contacts.
func (w *walk) spot(region registry.RegionID, area, busy engine.AreaID) spot {
	w.Helper()
	ctx := w.Context()
	r, err := w.Records(ctx, w.admin, workspace.RecordsAsk{Area: area})
	w.ok(err)
	p, err := w.Plans(ctx, w.admin, registry.PlanQuery{})
	w.ok(err)
	plan, err := w.AreaPlan(ctx, w.admin, p[len(p)-1].ID, area)
	w.ok(err)
	s := spot{region: string(region), area: string(area), policy: "p-" + strings.ToLower(string(region))}
	for l := range plan.Plan.Links() {
		if l.Member != "" && s.household == "" {
			s.household, s.member = string(l.ID), string(l.Member)
		}
	}
	name, phone := "周吴郑", "13933334444"
	if area == "C" {
		name, phone = "赵钱孙", "13911112222"
	}
	contacts := map[engine.HouseholdID]registry.Contact{}
	for _, h := range r.Households {
		contacts[h.ID] = registry.Contact{Name: name, Phone: phone}
	}
	_, err = w.Edit(ctx, w.admin, area, r.Area.Revision, registry.Edit{HouseholdContacts: contacts})
	w.ok(err)
	made, err := w.Solve(ctx, w.admin, workspace.Ask{Areas: []engine.AreaID{area}})
	w.ok(err)
	s.plan = string(made.Plan.ID)
	s.job = w.job(busy)
	a := w.account("of "+string(region), role(registry.RoleViewer, region))
	program, err := w.keeper.PutAccount(ctx, w.admin, registry.Account{Name: "program of " + string(region), Grants: []registry.Grant{role(registry.RoleGIS, region)}})
	w.ok(err)
	_, t, err := w.keeper.IssueToken(ctx, w.admin, access.TokenAsk{Account: program.ID, Name: "x", Scopes: []access.Scope{access.ScopeRead}, End: w.clock.now().Add(time.Hour)})
	w.ok(err)
	_, s.account, s.token = a.ID, string(program.ID), t.ID
	_, err = w.PutPolicy(ctx, w.admin, registry.Policy{Name: s.policy, Document: []byte("extends: yuanshi\n")})
	w.ok(err)
	region_, err := w.Region(ctx, w.admin, region)
	w.ok(err)
	region_.Policy = s.policy
	_, err = w.PutRegion(ctx, w.admin, region_)
	w.ok(err)
	return s
}

// job is one that was cancelled, so that it can be looked at to its end and done once more.
func (w *walk) job(area engine.AreaID) string {
	w.Helper()
	usual := w.JobHomes
	w.JobHomes = -1
	defer func() { w.JobHomes = usual }()
	asked, err := w.Solve(w.Context(), w.admin, workspace.Ask{Areas: []engine.AreaID{area}})
	w.ok(err)
	_, err = w.Cancel(w.Context(), w.admin, asked.Job.ID)
	w.ok(err)
	return string(asked.Job.ID)
}

func (w *walk) operations() map[string][2]string {
	w.Helper()
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		}
	}
	w.nobody().do("GET", "/openapi.json", nil).is(200).into(&doc)
	out := map[string][2]string{}
	for path, methods := range doc.Paths {
		for method, o := range methods {
			out[o.OperationID] = [2]string{strings.ToUpper(method), path}
		}
	}
	return out
}

// A rule says who of T1 may do something in T1, how it is asked for, and what answers him.
type rule struct {
	// may names callers: everybody ("all"), everybody who has said who he is ("known"), people without the programs ("people"), or some.
	may    string
	status int
	query  string
	body   func(spot) any
	header []string
	// listed: what is asked for elsewhere is an empty list, not a refusal.
	listed bool
	// placeless: it belongs to no place, and is the same for other towns.
	placeless bool
	// fresh makes something for each caller to use up.
	fresh func(*walk, spot) spot
	// leaves: the caller has to log in again.
	leaves bool
}

var (
	old     = []string{"If-Match", `"1"`} // what may be done is refused as out of date, so that it stays for the next
	readers = "administrator planner dispatcher member viewer gis read"
)

func body(v any) func(spot) any { return func(spot) any { return v } }

// rules is who may do what: docs/access.md, operation by operation. Tokens do what their scope says, so that most need the scope read too.
var rules = map[string]rule{
	"health": {may: "all", status: 200, placeless: true}, "readiness": {may: "all", status: 200, placeless: true},
	"solve": {may: "known", status: 400, placeless: true}, "verify": {may: "known", status: 400, placeless: true}, "rebalance": {may: "known", status: 400, placeless: true},
	"what-if": {may: "known", status: 400, placeless: true}, "compare": {may: "known", status: 400, placeless: true}, "explain": {may: "known", status: 400, placeless: true},

	"log-in":                {may: "all", status: 422, placeless: true, body: body(map[string]any{"name": ""})},
	"ways-to-log-in":        {may: "all", status: 200, placeless: true},
	"log-in-elsewhere":      {may: "all", status: 200, placeless: true}, // followed to a page
	"return-from-elsewhere": {may: "all", status: 200, placeless: true}, // followed to a page
	"look-at-link":          {may: "all", status: 410, placeless: true, body: body(map[string]any{"secret": "jll_x"})},
	"use-link":              {may: "all", status: 410, placeless: true, body: body(map[string]any{"secret": "jll_x", "password": "x"})},
	"who-am-i":              {may: "known", status: 200, placeless: true},
	"log-out":               {may: "known", status: 204, placeless: true, leaves: true},
	"change-password":       {may: "people", status: 422, placeless: true, body: body(map[string]any{"old": "x", "password": "short"})},

	"list-accounts": {may: "administrator manage", status: 200, listed: true},
	"make-account": {may: "administrator manage", status: 201, body: func(s spot) any {
		return map[string]any{"name": s.account, "grants": []any{map[string]any{"role": "viewer", "region": s.region}}}
	}, fresh: newName},
	"read-account": {may: "administrator manage", status: 200},
	"change-account": {may: "administrator manage", status: 412, header: old, body: func(s spot) any {
		return map[string]any{"name": "new", "grants": []any{map[string]any{"role": "viewer", "region": s.region}}}
	}},
	"drop-account": {may: "administrator manage", status: 412, header: old},
	"issue-link":   {may: "administrator", status: 200},
	"end-sessions": {may: "administrator manage", status: 204},
	"list-tokens":  {may: "administrator manage", status: 200},
	"make-token": {may: "administrator", status: 201, fresh: newProgram, body: body(map[string]any{
		"name": "x", "scopes": []string{"read"}, "end": "2026-03-02T00:00:00Z"})},
	"drop-token": {may: "administrator manage", status: 204, fresh: newProgram},
	"read-audit": {may: "administrator manage", status: 200, listed: true, query: "?area={area}"},

	"list-regions":    {may: "known", status: 200, listed: true},
	"read-region":     {may: "administrator planner dispatcher viewer gis read", status: 200},
	"put-region":      {may: "administrator", status: 412, header: old, body: body(map[string]any{"parent": "C1"})},
	"drop-region":     {may: "administrator manage", status: 412, header: old},
	"read-statistics": {may: "administrator planner dispatcher viewer gis read contacts edit plan manage", status: 200, query: "?region={region}", listed: true},
	"list-areas":      {may: "administrator planner dispatcher viewer gis read contacts edit plan manage", status: 200, query: "?region={region}", listed: true},
	"read-area":       {may: readers, status: 200},
	"put-area":        {may: "administrator planner edit", status: 412, header: old, body: func(s spot) any { return map[string]any{"region": s.region} }},
	"drop-area":       {may: "planner edit", status: 412, header: old},

	"read-area-policy": {may: readers, status: 200},
	"list-policies":    {may: readers, status: 200, placeless: true},
	"read-policy":      {may: readers, status: 200, placeless: true},
	"put-policy":       {may: "administrator planner edit", status: 412, header: old, body: body(map[string]any{"document": "extends: yuanshi\n"})},
	"drop-policy":      {may: "administrator planner edit", status: 412, header: old},

	"read-records":  {may: "planner dispatcher member gis read", status: 200, query: "?contacts=true"},
	"edit-records":  {may: "planner edit", status: 412, header: old, body: body(map[string]any{"edits": []any{map[string]any{"drop_sites": []string{"s"}}}})},
	"import":        {may: "planner edit", status: 400, header: []string{"Content-Type", "multipart/form-data; boundary=x"}, body: body("--x\r\nno form"), placeless: true},
	"list-features": {may: readers, status: 200, query: "?kind=circles"},
	"explain-home":  {may: "planner dispatcher member read", status: 200},
	"link-by-hand": {may: "planner", status: 412, header: old, body: func(s spot) any {
		return map[string]any{"household": s.household, "member": s.member}
	}},

	"list-plans":     {may: "known", status: 200, query: "?area={area}", listed: true},
	"make-plan":      {may: "planner plan", status: 201, body: func(s spot) any { return map[string]any{"areas": []string{s.area}} }},
	"get-plan":       {may: "planner dispatcher gis read", status: 200},
	"drop-plan":      {may: "planner", status: 412, header: old},
	"publish-plan":   {may: "planner", status: 412, header: old},
	"roll-back-plan": {may: "planner", status: 412, header: old},
	"export-plan":    {may: "planner dispatcher gis read", status: 200},
	"compare-plans":  {may: "planner dispatcher gis read", status: 200, body: func(s spot) any { return map[string]any{"plans": []string{s.plan, s.plan}} }},

	"list-jobs":  {may: "known", status: 200, query: "?area={area}", listed: true},
	"get-job":    {may: "administrator planner dispatcher read", status: 200},
	"watch-job":  {may: "administrator planner dispatcher read", status: 200},
	"cancel-job": {may: "planner", status: 200},
	"retry-job":  {may: "planner", status: 202},
}

// newName is an account that is not there yet.
func newName(w *walk, s spot) spot {
	w.made++
	s.account = fmt.Sprintf("new %d", w.made)
	return s
}

// newProgram is an account of a program, with a token.
func newProgram(w *walk, s spot) spot {
	s = newName(w, s)
	a, err := w.keeper.PutAccount(w.Context(), w.admin, registry.Account{Name: s.account, Grants: []registry.Grant{role(registry.RoleGIS, registry.RegionID(s.region))}})
	w.ok(err)
	_, t, err := w.keeper.IssueToken(w.Context(), w.admin, access.TokenAsk{Account: a.ID, Name: "x", Scopes: []access.Scope{access.ScopeRead}, End: w.clock.now().Add(time.Hour)})
	w.ok(err)
	w.secretOf(s.region, string(a.ID), t.ID)
	s.account, s.token = string(a.ID), t.ID
	return s
}

// secretOf adds what nobody of T1 may be told.
func (w *walk) secretOf(region string, ids ...string) {
	if region == w.far.region {
		w.secrets = append(w.secrets, ids...)
	}
}

// allows reports whether a rule names a caller.
func (r rule) allows(name string) bool {
	person := name != "nobody" && !slices.Contains(access.Scopes(), access.Scope(name))
	return r.may == "all" || r.may == "known" && name != "nobody" || r.may == "people" && person || slices.Contains(strings.Fields(r.may), name)
}

// ask sends a request about a spot.
func (w *walk) ask(op [2]string, r rule, name string, s spot) *answer {
	w.Helper()
	if r.fresh != nil && s != w.void {
		s = r.fresh(w, s)
	}
	var in any
	if r.body != nil {
		in = r.body(s)
	}
	a := w.callers[name].do(op[0], s.fill(op[1]+r.query), in, r.header...)
	if r.leaves && w.callers[name].cookie != "" {
		w.callers[name] = w.logIn(name)
	}
	return a
}

// TestWalk: every operation of the API, asked for by everybody about his own town, another one, and one that is not there. Who may is in the table, and
// what the table lacks fails; who may not is told nothing; no answer tells one town of another, nor contacts to who has no need of them.
func TestWalk(t *testing.T) {
	w := startWalk(t)
	operations := w.operations()
	for id := range rules {
		if _, ok := operations[id]; !ok {
			t.Errorf("%s: no such operation", id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(operations)) {
		r, ok := rules[id]
		if !ok {
			t.Errorf("%s %v: who may? The table of this test does not say", id, operations[id])
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(w.callers)) {
			home, far, void := w.ask(operations[id], r, name, w.home), w.ask(operations[id], r, name, w.far), w.ask(operations[id], r, name, w.void)
			if r.allows(name) != (home.status == r.status) || !r.allows(name) && !refused(name, home.status) {
				t.Errorf("%s by %s: %d: %.300s", id, name, home.status, home.body)
			}
			for _, a := range []*answer{home, far, void} {
				w.discreet(id, name, a)
			}
			if r.placeless || r.listed && r.allows(name) && far.status == home.status {
				continue
			}
			if !refused(name, far.status) {
				t.Errorf("%s by %s of another town: %d: %.300s", id, name, far.status, far.body)
			}
			// that a policy is there is no secret
			if (far.status != void.status || far.body != void.body) && id != "put-policy" && id != "drop-policy" {
				t.Errorf("%s by %s tells what is there: %d %.300s\nand %d %.300s", id, name, far.status, far.body, void.status, void.body)
			}
		}
	}
	if log := w.log.String(); strings.Contains(log, "赵钱孙") || strings.Contains(log, "13933334444") || strings.Contains(log, w.home.household) || strings.Contains(log, w.far.household) {
		t.Error("the log tells of people")
	}
}

// TestPagesTellNothing: pages of lists are filled with what the caller sees, and name nothing else as the way on.
func TestPagesTellNothing(t *testing.T) {
	w := startWalk(t)
	mine := []string{w.home.job}
	for range 3 {
		w.secrets = append(w.secrets, w.job("C"))
		mine = append(mine, w.job("A"))
		w.secrets = append(w.secrets, w.job("C"))
	}
	slices.Reverse(mine) // the newest first
	for _, list := range []string{"/v1/jobs", "/v1/plans", "/v1/areas", "/v1/regions"} {
		var ids []string
		after := ""
		for {
			var page manage.List[struct {
				ID string `json:"id"`
			}]
			a := w.callers["planner"].do("GET", list+"?limit=1&after="+after, nil).is(200)
			w.discreet(list, "planner", a)
			a.into(&page)
			for _, x := range page.Items {
				ids = append(ids, x.ID)
			}
			if after = page.Next; after == "" {
				break
			}
			if len(page.Items) != 1 {
				t.Errorf("%s: %d on a page that is not the last", list, len(page.Items))
			}
		}
		if len(ids) == 0 || list == "/v1/jobs" && !slices.Equal(ids, mine) {
			t.Errorf("%s: %v, want %v", list, ids, mine)
		}
	}
}

// refused is an answer to who may not.
func refused(name string, status int) bool {
	if name == "nobody" {
		return status == http.StatusUnauthorized
	}
	return status == http.StatusForbidden || status == http.StatusNotFound
}

// discreet fails the test where an answer tells what is not for the caller.
func (w *walk) discreet(id, name string, a *answer) {
	w.Helper()
	if a.status >= http.StatusInternalServerError {
		w.Errorf("%s by %s: %d: %s", id, name, a.status, a.body)
	}
	for _, x := range w.secrets {
		if strings.Contains(a.body, x) && !strings.Contains(a.asked, "="+strings.Trim(x, `"`)) { // what the caller asked for is no news
			w.Errorf("%s tells %s of the other town (%s): %.400s", id, name, x, a.body)
			break
		}
	}
	for _, x := range w.private {
		if strings.Contains(a.body, x) && !slices.Contains(confidants, name) {
			w.Errorf("%s tells %s contacts: %.400s", id, name, a.body)
		}
	}
}
