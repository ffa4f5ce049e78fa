package httpapi

import (
	"net/http"
	"strings"
	"testing"
)

const (
	placeless = `"households":[{"id":"h1"},{"id":"h2"},{"id":"h3"}],"members":[{"id":"m1","household":"h1"},{"id":"m2"}]`
	inMinutes = `"set":{"circles.radius_m":"10","links.reach_m":"10"}`
	minutes   = `{"from":["h1","m2"],"to":["h1","h2","h3"],"values":[[0,5.0005,null],[9,1,7]]}`
)

// TestMatrix plans, judges, explains and rebalances records without coordinates.
func TestMatrix(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	records := `{"scheme":"yuanshi",` + inMinutes + `,` + placeless + `,"matrix":` + minutes
	a := do(t, "POST", base+"/v1/solve", records+`}`)
	if a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	for _, want := range []string{`"metric":"matrix"`, `"ground":"matrix v1 `, `"household":"h2","member":"m2","distance_m":1.000`, `"household":"h2","state":"linked","circle":"area-1","center_m":5.001`} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the plan lacks %s:\n%s", want, a.body)
		}
	}
	plan := strings.TrimSpace(a.body)
	if r := verified(t, base, records+`,"plan":`+plan+`}`); !r.OK {
		t.Errorf("%+v", r)
	}
	other := strings.Replace(records, "5.0005", "5.001", 1)
	if r := verified(t, base, other+`,"plan":`+plan+`}`); !r.OK {
		t.Errorf("5.0005 is 5.001 in thousandths: %+v", r)
	}
	other = strings.Replace(records, "5.0005", "5.002", 1)
	if r := verified(t, base, other+`,"plan":`+plan+`}`); r.OK {
		t.Error("the judge believes another matrix")
	}
	standing := `{` + placeless + `,"matrix":` + minutes + `,"plan":` + plan
	if x := do(t, "POST", base+"/v1/explain", standing+`,"household":"h2"}`); x.status != http.StatusOK || !strings.Contains(x.body, `"distance_m":5.001`) {
		t.Errorf("%d %s", x.status, x.body)
	}
	fresh := `{"from":["h1","m2"],"to":["h1","h2","h3"],"values":[[0,5,null],[9,null,7]]}`
	f := do(t, "POST", base+"/v1/rebalance", standing+`,"new_matrix":`+fresh+`}`)
	if f.status != http.StatusOK || !strings.Contains(f.body, `"household":"h2","kind":"forced","before_member":"m2"`) {
		t.Errorf("%d %s", f.status, f.body)
	}
}

func TestMatrixViolations(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	geodesic := strings.TrimSpace(do(t, "POST", base+"/v1/solve", small("")).body)
	solve := func(matrix string) string {
		return `{"scheme":"yuanshi",` + placeless + `,"matrix":` + matrix + `}`
	}
	for name, c := range map[string]struct {
		path, body string
		wants      []string
	}{
		"no object":       {"solve", solve(`[]`), []string{"body.matrix: expected an object with from and to"}},
		"unknown members": {"solve", solve(`{"from":[],"to":[],"values":[],"unit":"s"}`), []string{"body.matrix: expected an object with from and to"}},
		"rows":            {"solve", solve(`{"from":["a","b"],"to":[],"values":[[]]}`), []string{"body.matrix.values: rows; expected 2"}},
		"cells": {"solve", solve(`{"from":["a","","c"],"to":["x","y"],"values":[[1],[-1,"2"],[1e12,true]]}`), []string{
			"body.matrix.from[1]: is empty", "body.matrix.values[0]: values; expected 2", "body.matrix.values[1][0]: expected a number", "body.matrix.values[1][1]: expected a number",
			"body.matrix.values[2][0]: expected a number", "body.matrix.values[2][1]: expected a number"}},
		"twice":    {"solve", solve(`{"from":["a","b","a"],"to":["x","y"],"values":[[1,2],[3,4],[1,2.5]]}`), []string{`body.matrix.values[2]: from "a" to "y", and 2 in values[0]`}},
		"missing":  {"solve", `{"scheme":"yuanshi","set":{"metric":"matrix"},` + placeless + `}`, []string{"body.matrix: is missing"}},
		"no place": {"solve", `{"scheme":"yuanshi",` + placeless + `}`, []string{"body.households[0].lon: is empty"}},
		"beside another plan": {"explain", small(`,"household":"h2","matrix":` + minutes + `,"plan":` + geodesic), []string{
			"body.matrix: stands beside a plan of the metric geodesic"}},
		"new ones": {"rebalance", small(`,"new_matrix":{"from":["a"],"to":[],"values":[]},"plan":` + geodesic), []string{"body.new_matrix.values: rows; expected 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			said := strings.Join(places(problemDocument(t, do(t, "POST", base+"/v1/"+c.path, c.body), http.StatusUnprocessableEntity)), "\n")
			for _, want := range c.wants {
				if !strings.Contains(said, want) {
					t.Errorf("missing %q in\n%s", want, said)
				}
			}
		})
	}
}
