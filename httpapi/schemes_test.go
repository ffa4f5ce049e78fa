package httpapi

import (
	"net/http"
	"strings"
	"testing"

	"jinlin/policy/codec"
)

// hamlet has something of all that schemes speak of.
const hamlet = `"datum":"wgs84",
"households":[
	{"id":"h1","lon":111.7200,"lat":36.57,"group":"g"},
	{"id":"h2","lon":111.7202,"lat":36.57,"group":"g","services":["law"],"preferences":["m2=m1"]},
	{"id":"h3","lon":111.7204,"lat":36.57,"group":"g","association":"a","priority":2},
	{"id":"h4","lon":111.7206,"lat":36.57,"group":"g","preferences":["m2"],"priority":1},
	{"id":"h5","lon":111.7208,"lat":36.57,"group":"g"}],
"members":[
	{"id":"m1","household":"h1","capable":true,"title":"branch_secretary","skills":["law"],"association":"a","source":"党员","nomination":"appointed"},
	{"id":"m2","household":"h5","capable":true,"source":"志愿者","nomination":"reviewed","preferences":["h4","h2"]}]`

// TestEverySchemeByName: a request names a scheme and touches no parameter; the judge confirms what comes back.
func TestEverySchemeByName(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	for _, info := range codec.Schemes() {
		if info.Place == "" {
			continue
		}
		body := `{"scheme":"` + info.Name + `",` + hamlet
		a := do(t, "POST", base+"/v1/solve", body+"}")
		if a.status != http.StatusOK || !strings.Contains(a.body, `"scheme":"`+info.Name+`"`) {
			t.Errorf("%s: %d: %s", info.Name, a.status, a.body)
			continue
		}
		if r := verified(t, base, body+`,"plan":`+a.body+"}"); !r.OK {
			t.Errorf("%s: %+v", info.Name, r)
		}
	}
}
