package geojson_test

import (
	"bytes"
	"cmp"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/policy"
)

// TestCutsAreFeatures: every cut once, where its homes and members are; who has no place is named all the same.
func TestCutsAreFeatures(t *testing.T) {
	p := engine.Problem{Area: "V1", Policy: policy.Default(), Households: []engine.Household{
		{ID: "H1", Area: "V1", Location: orb.Point{114.5, 37.7}}, {ID: "H2", Area: "V1", Location: orb.Point{114.6, 37.7}}},
		Members: []engine.Member{{ID: "M1", Area: "V1", Household: "H2"}, {ID: "M2", Area: "V1"}}}
	full := &engine.Cut{Homes: []engine.HouseholdID{"H1", "H2"}, Members: []engine.MemberID{"M1", "M2"}, Room: 1, Missing: 1}
	short := &engine.Cut{Members: []engine.MemberID{"M2"}, Room: 3, Missing: 3}
	plan := engine.Draft{Area: "V1", Homes: []engine.Home{{ID: "H1", State: engine.HomeUnserved}, {ID: "H2", State: engine.HomeUnserved}},
		Unserved:   []engine.Unserved{{Household: "H1", Reason: engine.ReasonFull, Cut: full}, {Household: "H2", Reason: engine.ReasonFull, Cut: full}},
		Shortfalls: []engine.Shortfall{{Kind: engine.ShortfallLoad, Member: "M2", Missing: 3, Cut: short}}}.Build()
	var b bytes.Buffer
	w := geojson.NewPlanWriter(&b, geojson.Header{})
	if err := cmp.Or(w.Area(p, plan), w.Close(nil)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"id":"cut/V1/1","geometry":{"type":"MultiPoint","coordinates":[[114.5,37.7],[114.6,37.7],[114.6,37.7]]},"properties":{"kind":"cut","area":"V1","cut":1,` +
			`"cut_homes":["H1","H2"],"cut_members":["M1","M2"],"room":1,"missing":1,"unserved":2,"minima":0}`,
		`"id":"cut/V1/2","geometry":null,"properties":{"kind":"cut","area":"V1","cut":2,"cut_homes":null,"cut_members":["M2"],"room":3,"missing":3,"unserved":0,"minima":1}`,
	} {
		if strings.Count(b.String(), want) != 1 {
			t.Errorf("%s is not once in\n%s", want, b.String())
		}
	}
	doc, err := geojson.ReadPlans(&b, "plan")
	if err != nil || !reflect.DeepEqual(doc.Plans, []engine.Plan{plan}) {
		t.Errorf("%v: read %+v", err, doc.Plans)
	}
}

// newer matches what plans did not hold before there were rebalances.
var newer = regexp.MustCompile(`,"before":null|,"rebalance":null|,"scale":0,"change_price":null`)

func TestPlansFromBeforeRebalancesAreRead(t *testing.T) {
	p, plan := village(t, orb.Point{114.52, 37.76})
	text := document(t, geojson.Header{}, p, plan)
	old := newer.ReplaceAll(text, nil)
	if len(newer.FindAll(text, -1)) != len(p.Households)+1+3 {
		t.Fatalf("written\n%s", text)
	}
	doc, err := geojson.ReadPlans(bytes.NewReader(old), "plan")
	if err != nil || !reflect.DeepEqual(doc.Plans, []engine.Plan{plan}) {
		t.Errorf("%v: read %+v", err, doc.Plans)
	}
}
