package httpapi

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
)

// row is records of villages v and w: homes in a row, 40 m apart, a member in every fifth.
func row(villages ...string) string {
	var homes, members []string
	for i, v := range villages {
		for h := range 15 {
			homes = append(homes, fmt.Sprintf(`{"id":"%s-h%02d","village":"%s","lon":%.4f,"lat":%.4f}`, v, h, v, 114.5+float64(h)*0.0004, 37.7+float64(i)))
			if h%5 == 0 {
				members = append(members, fmt.Sprintf(`{"id":"%s-m%02d","household":"%s-h%02d"}`, v, h, v, h))
			}
		}
	}
	return `"households":[` + strings.Join(homes, ",") + `],"members":[` + strings.Join(members, ",") + `]`
}

// solved is the plan of records.
func solved(t *testing.T, base, records string) string {
	t.Helper()
	a := do(t, "POST", base+"/v1/solve", `{"scheme":"yuanshi",`+records+`}`)
	if a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return strings.TrimSpace(a.body)
}

// A followed is an answer of /v1/rebalance with the plan as it was written.
type followed struct {
	Plan    json.RawMessage
	Moves   []MoveReport
	Summary map[string]any
}

func rebalance(t *testing.T, base, body string) followed {
	t.Helper()
	a := do(t, "POST", base+"/v1/rebalance", body)
	var f followed
	if err := json.Unmarshal([]byte(a.body), &f); err != nil || a.status != http.StatusOK || a.header.Get("Content-Type") != "application/json" {
		t.Fatalf("%d %v: %s", a.status, err, a.body)
	}
	return f
}

func TestRebalance(t *testing.T) {
	base, logged := serve(t, Config{}, nil)
	records := row("v", "w")
	plan := solved(t, base, records)
	f := rebalance(t, base, `{`+records+`,"plan":`+plan+`,"changes":[{"change":"drop","record":"member","id":"v-m05"},{"change":"put","record":"household","id":"v-h99","village":"v","lon":114.5021,"lat":37.7}]}`)
	if f.Summary["touched"] != 1.0 || f.Summary["untouched"] != 1.0 || f.Summary["foreign"] != 0.0 {
		t.Errorf("summary %v", f.Summary)
	}
	i := slices.IndexFunc(f.Moves, func(m MoveReport) bool { return m.Household == "v-h99" })
	if i < 0 || f.Moves[i].Kind != "arrived" || f.Moves[i].AfterMember == "" || f.Moves[i].BeforeM != nil || f.Moves[i].AfterM == nil || !strings.HasPrefix(f.Moves[i].Reason, "new here: ") {
		t.Errorf("moves %+v", f.Moves)
	}
	for _, m := range f.Moves {
		if m.BeforeMember == "v-m05" && (m.Kind != "forced" || m.Cause != "member_left" || !strings.HasPrefix(m.Reason, "v-m05 left: ")) {
			t.Errorf("%+v", m)
		}
	}
	// The features of the other village are the same to the byte.
	for line := range strings.SplitSeq(plan, "\n") {
		if strings.HasPrefix(line, `{"type":"Feature",`) && strings.Contains(line, `"area":"w"`) && !strings.Contains(string(f.Plan), strings.TrimSuffix(line, ",")) {
			t.Errorf("changed: %s", line)
		}
	}
	now := strings.Replace(records, `{"id":"v-m05","household":"v-h05"},`, "", 1)
	now = strings.Replace(now, `"households":[`, `"households":[{"id":"v-h99","village":"v","lon":114.5021,"lat":37.7},`, 1)
	if r := verified(t, base, `{"scheme":"yuanshi",`+now+`,"plan":`+string(f.Plan)+`}`); !r.OK {
		t.Errorf("the judge found %+v", r)
	}
	if strings.Contains(logged.String(), "v-h") || strings.Contains(logged.String(), "v-m") {
		t.Errorf("the log holds ids: %s", logged)
	}
	t.Run("new lists give the same", func(t *testing.T) {
		lists := strings.NewReplacer(`"households"`, `"new_households"`, `"members"`, `"new_members"`).Replace(now)
		g := rebalance(t, base, `{`+records+`,"plan":`+plan+`,`+lists+`}`)
		if string(g.Plan) != string(f.Plan) || len(g.Moves) != len(f.Moves) {
			t.Error("another plan")
		}
	})
	t.Run("the records of today alone", func(t *testing.T) {
		g := rebalance(t, base, `{`+now+`,"plan":`+plan+`,"lang":"zh"}`)
		if g.Summary["foreign"] != 1.0 || g.Summary["touched"] != 1.0 {
			t.Errorf("summary %v", g.Summary)
		}
		if i := slices.IndexFunc(g.Moves, func(m MoveReport) bool { return m.BeforeMember == "v-m05" }); i < 0 || g.Moves[i].Kind != "forced" || !strings.HasPrefix(g.Moves[i].Reason, "v-m05 已离开：") {
			t.Errorf("moves %+v", g.Moves)
		}
		if r := verified(t, base, `{"scheme":"yuanshi",`+now+`,"plan":`+string(g.Plan)+`}`); !r.OK {
			t.Errorf("the judge found %+v", r)
		}
	})
}

func TestRebalanceOfNothing(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	plan := solved(t, base, row("v"))
	for _, more := range []string{"", `,"changes":[]`, `,"max_changes":5,"resite":true`, `,"new_sites":[]`} {
		f := rebalance(t, base, `{`+row("v")+`,"plan":`+plan+more+`}`)
		if string(f.Plan) != plan || len(f.Moves) != 0 || f.Summary["untouched"] != 1.0 {
			t.Errorf("%s: %v %v", more, f.Moves, f.Summary)
		}
	}
}

func TestRebalanceWithoutVillages(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	plan := do(t, "POST", base+"/v1/solve", small("")).body
	body := strings.Replace(small(`,"changes":[{"change":"put","record":"household","id":"h3","lon":114.5201,"lat":37.76}],"plan":`+plan), `"scheme":"yuanshi",`, "", 1)
	f := rebalance(t, base, body)
	if len(f.Moves) != 1 || f.Moves[0].Household != "h3" || f.Moves[0].AfterMember != "m1" || f.Moves[0].Area != onlyArea {
		t.Errorf("%+v", f.Moves)
	}
	doc, err := geojson.ReadPlans(strings.NewReader(string(f.Plan)), "answer")
	if err != nil || len(doc.Plans) != 1 {
		t.Fatal(err)
	}
	if r, ok := doc.Plans[0].Rebalance(); !ok || r.Mode != engine.RebalanceLeast {
		t.Errorf("%+v", r)
	}
}

func TestRebalanceUnderAnotherPolicy(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	plan := solved(t, base, row("v"))
	f := rebalance(t, base, `{`+row("v")+`,"set":{"links.load.max":"20"},"plan":`+plan+`}`)
	if f.Summary["touched"] != 1.0 || !strings.Contains(string(f.Plan), `"max":20`) {
		t.Errorf("%v %s", f.Summary, f.Plan)
	}
}

func TestRebalanceViolations(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	records, other := row("v"), row("u")
	plan := `,"plan":` + solved(t, base, records)
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"nothing": {`{}`, []string{"body.households: is missing", "body.members: is missing", "body.plan: is missing", "body.scheme: is missing"}},
		"all of them": {`{` + records + plan + `,"max_changes":-1,"trades":"2","resite":1,"lang":"fr","change":[]}`, []string{
			"body.max_changes: expected a whole number", "body.trades: expected a whole number", "body.resite: expected true or false", `body.lang: is not known; expected one of ["en" "zh"]`, "body.change: unexpected field"}},
		"changes and lists": {`{` + records + plan + `,"changes":[],"new_members":[]}`, []string{"body.changes: stands beside new lists; expected one of the two"}},
		"bad rows": {`{` + records + plan + `,"changes":[{"change":"put","record":"household","id":"x","village":"v"},{"change":"kill","record":"member","id":"m"},{"change":"drop","record":"lock","household":"h"},{"change":"put","record":"site","id":"s","lon":"1","idcard":"7"}]}`, []string{
			"body.changes[0].lon: is empty, and so is lat; expected a position", "body.changes[1].change: is not known; expected one of put, update, drop",
			"body.changes[2].member: is empty; expected an id", "body.changes[3].idcard: unexpected field", "body.changes[3].lon: expected a number"}},
		"rows about nobody": {`{` + records + plan + `,"changes":[{"change":"drop","record":"member","id":"m9"},{"change":"drop","record":"household","id":"v-h05"}]}`, []string{
			"body.changes[0].record: is not among the members", "body.changes[1].record: is where v-m05 still lives"}},
		"new lists that do not fit": {`{` + records + plan + `,"new_households":[{"id":"v-h00","village":"v","lon":114,"lat":97}],"new_locks":[{"household":"h9","member":"m9","kind":"lock"}]}`, []string{
			"body.new_households[0].lat: "}},
		"locks that contradict": {`{` + records + plan + `,"changes":[{"change":"put","record":"lock","household":"v-h01","member":"v-m00"},{"change":"put","record":"lock","household":"v-h01","member":"v-m05"}]}`, []string{
			"body.changes[1]: household \"v-h01\" is locked to member"}},
		"another metric":   {`{` + records + plan + `,"policy":{"extends":"yuanshi","metric":"planar"}}`, []string{"body.households[0].lat: means degrees"}},
		"another village":  {`{` + other + plan + `}`, []string{"body.plan: the plan was made for other villages"}},
		"no plan":          {`{` + records + `,"plan":{"type":"FeatureCollection","features":[]}}`, []string{"body.plan: is no plan"}},
		"a policy of dust": {`{` + records + strings.Replace(plan, `"policy":{`, `"policy":{"dust":1,`, 1) + `}`, []string{"body.plan.policy.dust: "}},
	} {
		t.Run(name, func(t *testing.T) {
			p := problemDocument(t, do(t, "POST", base+"/v1/rebalance", c.body), http.StatusUnprocessableEntity)
			got := places(p)
			for _, want := range c.want {
				if !slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, want) }) {
					t.Errorf("missing %q in\n%s", want, strings.Join(got, "\n"))
				}
			}
		})
	}
}

func TestRebalanceKeepsItsLimits(t *testing.T) {
	base, _ := serve(t, Config{MaxBody: 1000}, nil)
	problemDocument(t, do(t, "POST", base+"/v1/rebalance", `{`+row("v")+`}`), http.StatusRequestEntityTooLarge)
	problemDocument(t, do(t, "POST", base+"/v1/rebalance", `{"changes":[`), http.StatusBadRequest)
	base, _ = serve(t, Config{}, nil)
	records := row("v")
	plan := solved(t, base, records)
	slow, _ := serve(t, Config{Timeout: time.Nanosecond}, nil)
	if a := do(t, "POST", slow+"/v1/rebalance", `{`+records+`,"plan":`+plan+`,"set":{"links.load.max":"20"}}`); a.status != http.StatusGatewayTimeout && a.status != http.StatusRequestTimeout {
		t.Errorf("%d %s", a.status, a.body)
	}
}

func TestExplain(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	records := row("v")
	plan := solved(t, base, records)
	ask := func(what string) Explained {
		t.Helper()
		a := do(t, "POST", base+"/v1/explain", `{`+records+`,"plan":`+plan+`,`+what+`}`)
		var x Explained
		if err := json.Unmarshal([]byte(a.body), &x); err != nil || a.status != http.StatusOK || len(x.Explanations) != 1 || x.Explanations[0].Area != "v" {
			t.Fatalf("%d %v: %s", a.status, err, a.body)
		}
		return x
	}
	home := ask(`"household":"v-h01"`).Explanations[0].Home
	if home == nil || home.Household != "v-h01" || home.State != "linked" || len(home.Alternatives) != 3 || home.Alternatives[0].Verdict != "chosen" || home.Alternatives[0].Member != home.Member {
		t.Fatalf("%+v", home)
	}
	for _, a := range home.Alternatives[1:] {
		if a.Verdict != "possible" || len(a.Delta) != len(home.Tiers) {
			t.Errorf("%+v of %v", a, home.Tiers)
		}
	}
	member := ask(`"member":"v-m05"`).Explanations[0].Member
	if member == nil || member.Member != "v-m05" || !member.Eligible || member.Bounds.Max != 30 || len(member.Tiers) == 0 {
		t.Errorf("%+v", member)
	}
	for what, want := range map[string]string{
		``:                                       "body.household: is missing, and so is member",
		`,"household":"v-h01","member":"v-m05"`:  "body.member: stands beside household",
		`,"household":"v-h99"`:                   "body.household: is not in the plan",
		`,"member":"v-m99"`:                      "body.member: is not in the plan",
		`,"household":7`:                         "body.household: expected a string",
		`,"household":"v-h01","max_changes":"1"`: "body.max_changes: unexpected field",
	} {
		p := problemDocument(t, do(t, "POST", base+"/v1/explain", `{`+records+`,"plan":`+plan+what+`}`), http.StatusUnprocessableEntity)
		if got := places(p); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%s: %q", what, got)
		}
	}
	fewer := strings.Replace(records, `{"id":"v-m05","household":"v-h05"},`, "", 1)
	p := problemDocument(t, do(t, "POST", base+"/v1/explain", `{`+fewer+`,"plan":`+plan+`,"household":"v-h01"}`), http.StatusUnprocessableEntity)
	if got := places(p); len(got) != 1 || !strings.HasPrefix(got[0], "body.plan: ") {
		t.Errorf("a plan of other records: %q", got)
	}
}

// The examples of the description are bodies that are understood, once a plan is put in.
func TestExamplesAreUnderstood(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	plan := solved(t, base, exampleRecords)
	for path, examples := range map[string]map[string]string{
		"/v1/rebalance": {"changes": exampleChanges, "lists": exampleLists},
		"/v1/explain":   {"home": `"household":"h2"`, "member": `"member":"m1"`},
	} {
		for name, asked := range examples {
			if a := do(t, "POST", base+path, `{`+exampleRecords+`,"plan":`+plan+`,`+asked+`}`); a.status != http.StatusOK {
				t.Errorf("%s %s: %d %s", path, name, a.status, a.body)
			}
		}
	}
	var d struct {
		Paths map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct {
					Examples map[string]struct {
						Summary string
						Value   map[string]any
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(do(t, "GET", base+"/openapi.json", "").body), &d); err != nil {
		t.Fatal(err)
	}
	if a := do(t, "POST", base+"/v1/compare", `{`+exampleRecords+`,`+exampleSchemes+`}`); a.status != http.StatusOK {
		t.Errorf("/v1/compare: %d %s", a.status, a.body)
	}
	for _, path := range []string{"/v1/rebalance", "/v1/explain"} {
		examples := d.Paths[path]["post"].RequestBody.Content["application/json"].Examples
		if len(examples) != 2 {
			t.Errorf("%s: %v", path, examples)
		}
		for name, e := range examples {
			if e.Summary == "" || e.Value["plan"] == nil {
				t.Errorf("%s %s: %+v", path, name, e)
			}
		}
	}
}

func TestFieldsOfChangesAreTheColumns(t *testing.T) {
	fields := forms[Change]()
	for _, c := range exchange.Changes().Columns {
		if _, ok := fields[c.Name]; !ok {
			t.Errorf("column %s is no field", c.Name)
		}
		delete(fields, c.Name)
	}
	delete(fields, "x")
	delete(fields, "y")
	if len(fields) > 0 {
		t.Errorf("fields %v are no columns", fields)
	}
}
