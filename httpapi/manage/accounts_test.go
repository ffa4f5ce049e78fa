package manage_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/httpapi/manage"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// TestAccounts: an account is made, read, changed by its revision and dropped; by administrators of all that it may, and for others it is not there.
func TestAccounts(t *testing.T) {
	h := open(t, nil)
	h.settle()
	h.account("Wang", ruler())
	h.account("Town", role(registry.RoleAdministrator, "T1"))
	h.account("Planner", role(registry.RolePlanner, "C1"))
	ruler, town, planner := h.logIn("Wang"), h.logIn("Town"), h.logIn("Planner")

	body := map[string]any{"name": "Li", "grants": []map[string]string{{"role": "planner", "region": "T1"}}}
	made := town.do("POST", "/v1/accounts", body).is(201)
	var li manage.Account
	made.into(&li)
	at := made.header.Get("Location")
	if at != "/v1/accounts/"+string(li.ID) || li.Name != "Li" || len(li.Grants) != 1 || li.Grants[0].Region != "T1" || li.At.IsZero() {
		t.Fatalf("%s %+v", at, li)
	}
	town.do("POST", "/v1/accounts", body).is(409)
	planner.do("POST", "/v1/accounts", map[string]any{"name": "X", "grants": body["grants"]}).is(403)
	town.do("POST", "/v1/accounts", map[string]any{"name": "X", "grants": []map[string]string{{"role": "planner", "region": "T2"}}}).is(403)
	town.do("POST", "/v1/accounts", map[string]any{"name": "X", "grants": []map[string]string{{"role": "planner"}}}).is(403)
	ruler.do("POST", "/v1/accounts", map[string]any{"name": "X", "grants": []map[string]string{{"role": "planner", "region": "nowhere"}}}).is(404)
	ruler.do("POST", "/v1/accounts", map[string]any{"name": " X", "grants": []any{}}).is(422).has("no space around it")
	ruler.do("POST", "/v1/accounts", map[string]any{"name": "X", "grants": []map[string]string{{"role": "king"}}}).is(422).has("body.grants[0].role")
	ruler.do("POST", "/v1/accounts", map[string]any{"name": "X", "grants": []map[string]string{{"role": "viewer"}, {"role": "viewer", "member": "m"}}}).
		is(422).has("body.grants[1]", "no other, says which member")

	first := town.do("GET", at, nil).is(200)
	tag := first.header.Get("ETag")
	town.do("GET", at, nil, "If-None-Match", tag).is(304)
	planner.do("GET", at, nil).is(403)
	h.account("Other", role(registry.RoleAdministrator, "T2"))
	h.logIn("Other").do("GET", at, nil).is(404)
	h.nobody().do("GET", at, nil).is(401)

	change := map[string]any{"name": "Li Wei", "grants": []map[string]string{{"role": "dispatcher", "area": "A"}}, "disabled": true}
	town.do("PUT", at, change).is(428)
	town.do("PUT", at, change, "If-Match", "17").is(400)
	town.do("PUT", at, change, "If-Match", `"999999"`).is(412)
	second := town.do("PUT", at, change, "If-Match", tag).is(200).has("Li Wei", "dispatcher", `"disabled":true`)
	town.do("PUT", at, change, "If-Match", tag).is(412)
	tag = second.header.Get("ETag")
	town.do("DELETE", at, nil).is(428)
	planner.do("DELETE", at, nil, "If-Match", tag).is(403)
	town.do("DELETE", at, nil, "If-Match", tag).is(204)
	town.do("GET", at, nil).is(404)
	town.do("DELETE", at, nil, "If-Match", tag).is(404)

	var me manage.Account
	mine := planner.do("GET", "/v1/accounts/me", nil).is(200)
	mine.into(&me)
	if me.Name != "Planner" {
		t.Errorf("%+v", me)
	}
	all := ruler.do("GET", "/v1/accounts/me", nil).is(200)
	ruler.do("PUT", "/v1/accounts/me", map[string]any{"name": "Wang", "grants": []any{}}, "If-Match", all.header.Get("ETag")).is(409).has("last administrator")
	ruler.do("DELETE", "/v1/accounts/me", nil, "If-Match", all.header.Get("ETag")).is(409)
}

func TestAccountPages(t *testing.T) {
	h := open(t, nil)
	h.settle()
	h.account("Wang", ruler())
	h.account("Town", role(registry.RoleAdministrator, "T1"))
	for _, n := range []string{"a", "b", "c"} {
		h.account(n, role(registry.RoleViewer, "T1"))
	}
	h.account("d", role(registry.RoleViewer, "T2"))
	names := func(c *client) (out []string) {
		after := ""
		for {
			var page manage.List[manage.Account]
			c.do("GET", "/v1/accounts?limit=1&after="+url.QueryEscape(after), nil).is(200).into(&page)
			for _, a := range page.Items {
				out = append(out, a.Name)
			}
			if after = page.Next; after == "" || len(out) > 9 {
				slices.Sort(out)
				return out
			}
		}
	}
	if got := names(h.logIn("Wang")); !slices.Equal(got, []string{"Town", "Wang", "a", "b", "c", "d"}) {
		t.Error(got)
	}
	if got := names(h.logIn("Town")); !slices.Equal(got, []string{"Town", "a", "b", "c"}) {
		t.Error(got)
	}
	h.logIn("a").do("GET", "/v1/accounts", nil).is(403)
	h.logIn("Wang").do("GET", "/v1/accounts?limit=0", nil).is(422)
}

func TestLinks(t *testing.T) {
	h := open(t, func(c *manage.Config) { c.URL = &url.URL{Scheme: "http", Host: "jinlin.example"} })
	h.account("Wang", ruler())
	viewer := h.account("Zhao", role(registry.RoleViewer, ""))
	boss, reader := h.logIn("Wang"), h.logIn("Zhao")
	at := "/v1/accounts/" + string(viewer.ID) + "/link"
	reader.do("POST", at, nil).is(403)
	boss.do("POST", "/v1/accounts/nobody/link", nil).is(404)
	var link manage.Link
	boss.do("POST", at, nil).is(200).into(&link)
	if link.URL != "http://jinlin.example/account#link="+link.Secret || !link.End.After(h.clock.now().Add(23*time.Hour)) {
		t.Errorf("%+v", link)
	}
	h.nobody().do("POST", "/v1/links", map[string]string{"secret": "jll_nothing"}).is(410)
	h.nobody().do("POST", "/v1/links", map[string]string{"secret": link.Secret}).is(200).has(`"Zhao"`)
	use := map[string]string{"secret": link.Secret, "name": "Zhao Liu", "password": "short"}
	h.nobody().do("PUT", "/v1/links", use).is(422).has("body.password")
	if a := h.nobody().do("PUT", "/v1/links", map[string]any{"secret": link.Secret, "password": "a word that is wrong", "x": 1}).is(422); strings.Contains(a.body, "a word") {
		t.Error("a refusal tells the password: ", a.body)
	}
	use["name"] = "wang"
	use["password"] = "another long password"
	h.nobody().do("PUT", "/v1/links", use).is(409)
	use["name"] = "Zhao Liu"
	h.nobody().do("PUT", "/v1/links", use, "Sec-Fetch-Site", "cross-site").is(403)
	in := h.nobody().do("PUT", "/v1/links", use).is(200).has(`"Zhao Liu"`, `"csrf"`)
	reader.do("GET", "/v1/session", nil).is(401)
	reader.cookie, _, _ = strings.Cut(in.header.Get("Set-Cookie"), ";")
	reader.do("GET", "/v1/session", nil).is(200)
	h.nobody().do("PUT", "/v1/links", use).is(410)
	h.nobody().do("POST", "/v1/links", map[string]string{"secret": link.Secret}).is(410)

	boss.do("POST", at, nil).is(200).into(&link)
	h.clock.pass(25 * time.Hour)
	use["secret"] = link.Secret
	h.nobody().do("PUT", "/v1/links", use).is(410)
}

func TestTokens(t *testing.T) {
	h := open(t, nil)
	h.settle()
	h.account("Wang", ruler())
	planner := h.account("Planner", role(registry.RolePlanner, "T1"))
	program, err := h.keeper.PutAccount(t.Context(), h.admin, registry.Account{Name: "program", Grants: []registry.Grant{role(registry.RoleGIS, "T1")}})
	h.ok(err)
	boss, person := h.logIn("Wang"), h.logIn("Planner")
	end := h.clock.now().Add(48 * time.Hour).Format(time.RFC3339)
	ask := map[string]any{"name": "export", "scopes": []string{"read"}, "end": end}

	var made manage.NewToken
	a := person.do("POST", "/v1/accounts/me/tokens", ask).is(201)
	a.into(&made)
	at := a.header.Get("Location")
	if at != "/v1/accounts/"+string(planner.ID)+"/tokens/"+made.ID {
		t.Error(at)
	}
	token := &client{house: h, token: made.Secret}
	token.do("GET", "/v1/session", nil).is(200).has(`"scopes":["read"]`, "Planner")
	token.do("POST", "/v1/accounts/me/tokens", ask).is(403)
	token.do("GET", "/v1/accounts/me/tokens", nil).is(403)
	token.do("DELETE", "/v1/accounts/me/sessions", nil).is(403)
	person.do("GET", "/v1/session", nil).is(200)

	for name, bad := range map[string]map[string]any{
		"no scope": {"name": "x", "scopes": []string{}, "end": end}, "unknown scope": {"name": "x", "scopes": []string{"all"}, "end": end},
		"link": {"name": "x", "scopes": []string{"link"}, "end": end}, "ended": {"name": "x", "scopes": []string{"read"}, "end": "2020-01-01T00:00:00Z"},
		"endless": {"name": "x", "scopes": []string{"read"}, "end": "2099-01-01T00:00:00Z"}, "no name": {"name": "", "scopes": []string{"read"}, "end": end},
	} {
		if a := person.do("POST", "/v1/accounts/me/tokens", bad); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	boss.do("POST", "/v1/accounts/"+string(planner.ID)+"/tokens", ask).is(403) // nobody acts as another person
	boss.do("POST", "/v1/accounts/"+string(program.ID)+"/tokens", ask).is(201)
	person.do("GET", "/v1/accounts/"+string(program.ID)+"/tokens", nil).is(403)

	list := person.do("GET", "/v1/accounts/me/tokens", nil).is(200).has(made.ID)
	if strings.Contains(list.body, made.Secret) || strings.Contains(list.body, `"token"`) {
		t.Error("the list tells the token: ", list.body)
	}
	boss.do("DELETE", at, nil).is(204)
	token.do("GET", "/v1/session", nil).is(401)
	person.do("DELETE", at, nil).is(404)
	person.do("DELETE", "/v1/accounts/me/sessions", nil).is(204)
	person.do("GET", "/v1/session", nil).is(401)
}

// TestAudit: who did what is told to administrators, of their areas.
func TestAudit(t *testing.T) {
	h := open(t, nil)
	h.settle()
	h.account("Wang", ruler())
	h.account("Town", role(registry.RoleAdministrator, "T1"))
	planner := h.account("Planner", role(registry.RolePlanner, "C1"))
	boss, town := h.logIn("Wang"), h.logIn("Town")
	for _, area := range []string{"A", "C"} {
		r := access.Caller{Account: planner.ID, Grants: planner.Grants, Way: access.BySession}
		_, err := h.Entries(t.Context(), r, registry.EntryQuery{})
		if err == nil {
			t.Error("a planner reads the trail")
		}
		h.ok(h.store.Write(t.Context(), func(tx registry.Tx) error {
			return tx.AddEntry(t.Context(), registry.Entry{At: h.clock.now(), By: planner.ID, Action: "read_contacts", Object: "area/" + area, Area: engine.AreaID(area)})
		}))
	}
	h.logIn("Planner").do("GET", "/v1/audit", nil).is(403)
	var page manage.List[manage.Entry]
	town.do("GET", "/v1/audit", nil).is(200).into(&page)
	if len(page.Items) == 0 {
		t.Error("the town's administrator sees nothing")
	}
	for _, e := range page.Items {
		if e.Area != "A" && e.Area != "B" {
			t.Errorf("%+v", e)
		}
	}
	var newest int64
	n, after := 0, ""
	for {
		boss.do("GET", "/v1/audit?limit=3&after="+after, nil).is(200).into(&page)
		for _, e := range page.Items {
			if n++; newest != 0 && e.ID >= newest {
				t.Errorf("%d after %d", e.ID, newest)
			}
			newest = e.ID
		}
		if after = page.Next; after == "" {
			break
		}
		page = manage.List[manage.Entry]{}
	}
	var whole manage.List[manage.Entry]
	boss.do("GET", "/v1/audit?limit=1000", nil).is(200).into(&whole)
	if n < 10 || len(whole.Items) != n {
		t.Errorf("%d in pages, %d at once", n, len(whole.Items))
	}
	boss.do("GET", "/v1/audit?area=C&by="+string(planner.ID), nil).is(200).into(&whole)
	if len(whole.Items) != 1 || whole.Items[0].Action != "read_contacts" || whole.Items[0].Area != "C" {
		t.Errorf("%+v", whole.Items)
	}
	page = manage.List[manage.Entry]{}
	town.do("GET", "/v1/audit?area=C", nil).is(200).into(&page)
	if len(page.Items) != 0 {
		t.Errorf("%+v", page.Items)
	}
	boss.do("GET", "/v1/audit?after=x", nil).is(422).has("after is not")
}
