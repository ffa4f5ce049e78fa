package geojson_test

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
	orbjson "github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/policy"
)

// rows is a village of n members in two rows of homes, so many homes each, with centres and mentors.
func rows(t *testing.T, n, homes int) (engine.Problem, engine.Plan) {
	t.Helper()
	p := engine.Problem{Area: "V1", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	p.Policy.Circles.Sites = policy.SitesNone
	p.Policy.Links.Within = policy.WithinArea
	x := &p.Policy.Centers
	x.By, x.MembersMin = policy.CentersChosen, 3
	x.Mentors = policy.Mentors{Titles: []string{"secretary"}, Min: 1, Max: 3}
	for i := range n * homes {
		id := engine.HouseholdID(fmt.Sprintf("H%03d", i))
		p.Households = append(p.Households, engine.Household{ID: id, Area: "V1", Location: orb.Point{float64(i / 2 * 20), float64(i % 2 * 30)}})
		if i%homes == 0 {
			p.Members = append(p.Members, engine.Member{ID: engine.MemberID("M" + id[1:]), Area: "V1", Household: id})
		}
	}
	p.Members[0].Title = "secretary"
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p, plan
}

// TestCentersComeBack writes tiers and reads them: the plan is the same, and areas lie within those of their centres.
func TestCentersComeBack(t *testing.T) {
	p, solved := rows(t, 9, 12)
	d := solved.Draft()
	d.Proof.Centers.OutScale, d.Members[3].CenterOutPrice, d.Members[4].CenterPriceMM = 7, -5, -123_456
	plan := d.Build()
	text := document(t, geojson.Header{Metric: policy.MetricPlanar}, p, plan)
	doc, err := geojson.ReadPlans(bytes.NewReader(text), "plan")
	if err != nil || !reflect.DeepEqual(doc.Plans, []engine.Plan{plan}) {
		t.Fatalf("%v: read\n%+v\nexpected\n%+v", err, doc.Plans, plan)
	}
	fc, err := orbjson.UnmarshalFeatureCollection(text)
	if err != nil {
		t.Fatal(err)
	}
	areas := map[any]orb.Polygon{}
	for _, f := range fc.Features {
		if f.Properties["kind"] == geojson.KindCenterArea {
			areas[f.Properties["member"]] = f.Geometry.(orb.Polygon)
		}
	}
	inside := 0
	for _, f := range fc.Features {
		if f.Properties["kind"] != geojson.KindMemberArea {
			continue
		}
		outer := areas[f.Properties["center"]]
		for _, at := range f.Geometry.(orb.Polygon)[0] {
			if inside++; !planar.PolygonContains(outer, at) {
				t.Errorf("%v of the area of %v is not in that of centre %v", at, f.Properties["member"], f.Properties["center"])
			}
		}
	}
	if len(areas) != 3 || inside == 0 {
		t.Errorf("%d areas of centres, expected 3; %d corners within them", len(areas), inside)
	}
}

// TestFewHomesHaveNoArea keeps to the rule that a shape around few homes would tell where they are.
func TestFewHomesHaveNoArea(t *testing.T) {
	p, plan := rows(t, 3, 1)
	fc, err := orbjson.UnmarshalFeatureCollection(document(t, geojson.Header{Metric: policy.MetricPlanar}, p, plan))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, f := range fc.Features {
		if k := f.Properties["kind"]; k == geojson.KindCenterArea || k == geojson.KindMemberArea {
			if seen++; f.Geometry != nil {
				t.Errorf("%v has a shape around fewer than five homes", f.ID)
			}
		}
	}
	if seen != 4 {
		t.Errorf("%d areas, expected one centre's and three members'", seen)
	}
}
