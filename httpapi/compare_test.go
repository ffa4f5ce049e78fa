package httpapi

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"jinlin/service"
	"jinlin/service/report"
)

func TestCompare(t *testing.T) {
	base, logged := serve(t, Config{}, nil)
	ask := func(body string) service.Comparison {
		t.Helper()
		a := do(t, "POST", base+"/v1/compare", body)
		var c service.Comparison
		if err := json.Unmarshal([]byte(a.body), &c); err != nil || a.status != http.StatusOK {
			t.Fatalf("%d %v: %s", a.status, err, a.body)
		}
		if strings.Contains(a.body, "-h0") || strings.Contains(a.body, "-m0") {
			t.Errorf("a home or a member is named: %s", a.body)
		}
		return c
	}
	plan := solved(t, base, row("v", "w"))
	other := do(t, "POST", base+"/v1/solve", `{"scheme":"yuanshi","set":{"links.load.balance":"none"},`+row("v", "w")+`}`).body

	t.Run("plans alone", func(t *testing.T) {
		c := ask(`{"plans":[` + plan + `,` + other + `]}`)
		if c.Homes != 30 || c.Areas != 2 || c.Plans[0].Judged || c.Plans[1].Name != "plans[1] (yuanshi)" || !strings.Contains(c.Plans[1].Title, "settings changed") {
			t.Errorf("%+v", c.Plans)
		}
	})
	t.Run("plans with records", func(t *testing.T) {
		c := ask(`{"plans":[` + plan + `,` + strings.Replace(other, `"load":`, `"load":1`, 1) + `],` + row("v", "w") + `}`)
		if !c.Plans[0].Judged || c.Plans[0].Findings != 0 || c.Plans[1].Findings == 0 {
			t.Errorf("%+v", c.Plans)
		}
	})
	t.Run("schemes, policies and a plan", func(t *testing.T) {
		c := ask(`{"plans":[` + plan + `],"schemes":["yuanshi"],"policies":[{"extends":"yuanshi","scheme":"ours"}],"set":{"links.load.balance":"none"},` + row("v", "w") + `}`)
		if len(c.Plans) != 3 || c.Plans[2].Name != "ours" || c.Plans[1].Findings+c.Plans[2].Findings != 0 || !c.Plans[2].Judged || c.Total[1].Distances.MeanM >= c.Total[0].Distances.MeanM {
			t.Errorf("%+v", c)
		}
	})
	t.Run("records without villages", func(t *testing.T) {
		c := ask(`{"schemes":["yuanshi","yuanshi-zone"],` + exampleRecords + `}`)
		if c.Areas != 1 || c.ByArea[0].Area != onlyArea || c.Homes != 3 {
			t.Errorf("%+v", c)
		}
	})
	if strings.Contains(logged.String(), "v-h0") {
		t.Errorf("the log holds ids: %s", logged)
	}
}

func TestComparePage(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	body := `{"schemes":["yuanshi","yuanshi-zone"],"format":"html",` + row("v") + `%}`
	for more, title := range map[string]string{"": "2个方案对比", `,"lang":"en"`: "2 plans compared", `,"lang":"both"`: "2 plans compared"} {
		a := do(t, "POST", base+"/v1/compare", strings.Replace(body, "%", more, 1))
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(a.body, title) || !strings.Contains(a.body, report.Script) {
			t.Errorf("%d %v\n%s", a.status, a.header, a.body)
		}
		if p := a.header.Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-") || strings.Contains(p, "script-src 'unsafe") {
			t.Errorf("policy %s", p)
		}
	}
}

func TestCompareViolations(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	plan := solved(t, base, row("v"))
	planar := do(t, "POST", base+"/v1/solve", `{"policy":{"metric":"planar"},"households":[{"id":"h","x":0,"y":0}],"members":[]}`).body
	for body, want := range map[string]string{
		`{}`:                                     "body: plans to compare; expected 2 to 8",
		`{"plans":[` + plan + `]}`:               "body: plans to compare; expected 2 to 8",
		`{"schemes":["yuanshi","yuanshi-zone"]}`: "body.households: is missing, and schemes",
		`{"schemes":["yuanshi","yunshi"],"policies":[{"links.load.maxx":3}],"format":"pdf","lang":"fr","scheme":"yuanshi",` + row("v") + `}`: "body.schemes[1]: \"yunshi\" is no scheme|" +
			"body.policies[0].links.load.maxx|body.format: is not known|body.lang: is not known|body.scheme: unexpected field",
		`{"schemes":"yuanshi","plans":[7,` + plan + `,{}],"policies":{}}`:                                                                                                             "body.schemes: expected an array|body.plans[0]: |body.plans[2]: |body.policies: is not an array",
		`{"schemes":["yuanshi","street"],"set":{"links.load.max":"0x"},` + row("v") + `}`:                                                                                             "body.set.links.load.max",
		`{"plans":[` + plan + `,` + plan + `],"members":[]}`:                                                                                                                          "body.members: stands without homes",
		`{"plans":[` + plan + `,` + planar + `]}`:                                                                                                                                     "body.plans[1]: its metric planar is not that of body.plans[0], geodesic",
		`{"plans":[` + plan + `,` + plan + `],"matrix":{"from":[],"to":[],"values":[]},` + row("v") + `}`:                                                                             "body.matrix: stands beside body.plans[0]",
		`{"schemes":["yuanshi","yuanshi-zone"],"households":[{"id":"h1","lon":200,"lat":37}],"members":[{"id":"m","household":"h9"}]}`:                                                "body.households[0].lon",
		`{"schemes":["yuanshi","yuanshi-zone"],` + row("v") + `,"locks":[{"household":"v-h01","member":"nobody","kind":"lock"}]}`:                                                     "body.locks[0].member",
		`{"schemes":["yuanshi","yuanshi-zone"],` + row("v") + `,"locks":[{"household":"v-h01","member":"v-m00","kind":"lock"},{"household":"v-h01","member":"v-m05","kind":"lock"}]}`: "body.locks[1]",
	} {
		p := problemDocument(t, do(t, "POST", base+"/v1/compare", body), http.StatusUnprocessableEntity)
		said := strings.Join(places(p), "\n")
		for part := range strings.SplitSeq(want, "|") {
			if strings.Count(said, part) != 1 {
				t.Errorf("%q stands %d times in\n%s", part, strings.Count(said, part), said)
			}
		}
	}
}
