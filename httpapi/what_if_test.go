package httpapi

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"jinlin/service"
)

func TestWhatIf(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	ask := func(more string) service.WhatIfReport {
		t.Helper()
		a := do(t, "POST", base+"/v1/what-if", `{"scheme":"location","set":{"circles.objective":"fewest","circles.count":"0","circles.radius_m":"45"},`+row("v", "w")+more+`}`)
		var r service.WhatIfReport
		if err := json.Unmarshal([]byte(a.body), &r); err != nil || a.status != http.StatusOK {
			t.Fatalf("%d %v: %s", a.status, err, a.body)
		}
		return r
	}
	usual := ask("")
	if len(usual.Rows) != 10 || len(usual.ByArea) != 2 || usual.ByArea[1].Area != "w" || usual.Rows[1].Count != 2 || usual.Rows[1].Circles != 4 {
		t.Fatalf("%+v", usual)
	}
	// A row of 15 homes 35 m apart: each circle holds three, five circles hold all.
	for i, r := range usual.ByArea[0].Rows {
		if want := min(3*(i+1), 15); r.Held != want || r.Aim != "held" || r.Bound != float64(want) || *r.RadiusM != 45 {
			t.Errorf("%d circles: %+v, want %d held", i+1, r, want)
		}
	}
	wide := ask(`,"radii_m":[null,45,80]`)
	if len(wide.Rows) != 3 || wide.Rows[2].RadiusM != nil {
		t.Fatalf("%+v", wide)
	}
	for i, want := range []int{10, 6, 2} {
		if r := wide.Rows[i]; r.Circles != want || r.Aim != "circles" || r.Share != 1 || r.Count != 0 {
			t.Errorf("%+v, want %d circles", r, want)
		}
	}
}

func TestWhatIfViolations(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	for body, want := range map[string]string{
		small(`,"counts":[1,0,2.5,null],"radii_m":[5,-1]`): "body.counts[1]: expected a whole number|body.counts[2]: expected|body.counts[3]: expected|body.radii_m[1]: expected metres",
		small(`,"counts":"3"`):                             "body.counts: expected an array of whole numbers",
		small(`,"radii_m":{}`):                             "body.radii_m: expected an array of metres",
		small(`,"radii_m":[null],"counts":[2]`):            "body.radii_m: is none",
		small(`,"count":3`):                                "body.count: unexpected field",
	} {
		said := strings.Join(places(problemDocument(t, do(t, "POST", base+"/v1/what-if", body), http.StatusUnprocessableEntity)), "\n")
		for part := range strings.SplitSeq(want, "|") {
			if !strings.Contains(said, part) {
				t.Errorf("missing %q in\n%s", part, said)
			}
		}
	}
}
