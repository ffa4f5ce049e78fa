package verify_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// tiered is a row of homes with a member each, three centres and two mentors.
func tiered() engine.Problem {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	p.Policy.Circles.Sites = policy.SitesNone
	p.Policy.Links.Within = policy.WithinArea
	p.Policy.Links.Load.Min = 0
	x := &p.Policy.Centers
	x.By, x.Count, x.MembersMin, x.MembersMax = policy.CentersChosen, 3, 3, 5
	x.Nominations = []string{policy.NominationAppointed, policy.NominationNone}
	x.Mentors = policy.Mentors{Titles: []string{"secretary"}, Min: 1, Max: 2}
	for i := range 12 {
		h, m := engine.HouseholdID(fmt.Sprintf("H%02d", i)), engine.MemberID(fmt.Sprintf("M%02d", i))
		p.Households = append(p.Households, engine.Household{ID: h, Area: "A", Location: orb.Point{float64(100 * i), 0}})
		p.Members = append(p.Members, engine.Member{ID: m, Area: "A", Household: h})
	}
	p.Members[1].Title, p.Members[9].Title = "secretary", "secretary"
	p.Members[4].Nomination = policy.NominationAppointed
	return p
}

func planOf(t *testing.T, p engine.Problem) engine.Plan {
	t.Helper()
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Check(context.Background(), p, plan)
	if err != nil || !r.OK() {
		t.Fatal(err, r.Findings)
	}
	return plan
}

// TestCentersFollow lets members leave, come and fall out, and looks at what stands.
func TestCentersFollow(t *testing.T) {
	before := tiered()
	plan := planOf(t, before)
	centers := plan.Draft().Centers
	if len(centers) != 3 || centers[0].Members != 3 || centers[1].Member != "M04" || centers[2].Members != 5 {
		t.Fatalf("%+v; expected centres of three, four and five, M04 in the middle", centers)
	}
	gone := centers[2].Member
	away := before.Members[4]
	away.Status = policy.StatusAway
	for _, c := range []struct {
		name    string
		changes []engine.Change
		check   func(d *engine.Draft) bool
	}{
		{"nothing", nil, func(d *engine.Draft) bool {
			return d.Centers[0] == centers[0] && d.Centers[1] == centers[1] && d.Centers[2] == centers[2]
		}},
		{"a centre leaves", []engine.Change{engine.DropMember{ID: gone}}, func(d *engine.Draft) bool {
			return d.Centers[2].Number == 3 && d.Centers[2].Members == 4 && d.Centers[2].Member != gone && d.Centers[0].Mentor == ""
		}},
		{"a centre is away", []engine.Change{engine.PutMember{Member: away}}, func(d *engine.Draft) bool {
			return d.Centers[1].Number == 2 && d.Centers[1].Members == 3 && d.Centers[1].Member != "M04"
		}},
		{"a member comes", []engine.Change{engine.PutMember{Member: engine.Member{ID: "M99", Area: "A", Household: "H00"}}}, func(d *engine.Draft) bool {
			return d.Centers[0].Members == 4 && d.Members[12].Center == centers[0].Member
		}},
		{"a member comes where there is no room", []engine.Change{engine.PutMember{Member: engine.Member{ID: "M99", Area: "A", Household: "H09"}}}, func(d *engine.Draft) bool {
			return d.Centers[2].Members == 5 && d.Members[12].Center == centers[1].Member
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, delta, err := engine.Apply(context.Background(), before, plan, c.changes, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := verify.CheckDelta(context.Background(), before, plan, after, delta)
			if err != nil || !r.OK() {
				t.Fatal(err, r.Findings)
			}
			d := delta.Plan.Draft()
			if d.Proof.Centers.Number.Kind != engine.Kept || !c.check(&d) {
				t.Errorf("%+v %+v", d.Centers, d.Proof.Centers)
			}
		})
	}
}

// centerChangeMutations each make a plan false that kept centres, beside the one before.
var centerChangeMutations = []struct {
	name   string
	code   string
	change func(d *engine.Draft)
}{
	{"another number", verify.CenterGivenUp, func(d *engine.Draft) { d.Centers[2].Number = 9 }},
	{"two centres change places", verify.CenterGivenUp, func(d *engine.Draft) {
		d.Centers[0].Number, d.Centers[1].Number = d.Centers[1].Number, d.Centers[0].Number
	}},
	{"a member leaves", verify.LeftCenter, func(d *engine.Draft) {
		d.Members[0].Center = d.Centers[2].Member
	}},
	{"a member without centre", verify.LeftCenter, func(d *engine.Draft) { d.Members[0].Center = "" }},
	{"a centre ends", verify.CenterGivenUp, func(d *engine.Draft) { d.Centers = d.Centers[:2] }},
}

func TestCenterChangeMutations(t *testing.T) {
	before := tiered()
	standing := planOf(t, before)
	after, delta, err := engine.Apply(context.Background(), before, standing, nil, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range centerChangeMutations {
		d := delta.Plan.Draft()
		m.change(&d)
		r, err := verify.CheckChange(context.Background(), before, standing, after, d.Build())
		if err != nil || !r.Has(m.code) {
			t.Errorf("%s: expected %s, got %v %v", m.name, m.code, err, r.Findings)
		}
	}
}

// outOfReach are plans of two hamlets with one centre between them: that two of four members are out takes multipliers to show.
func outOfReach(t *testing.T) []source {
	t.Helper()
	var all []source
	for i := range 3 {
		p := engine.Problem{Area: "A", Policy: policy.Default()}
		p.Policy.Metric = policy.MetricPlanar
		p.Policy.Circles.Sites = policy.SitesNone
		p.Policy.Links.Within = policy.WithinArea
		p.Policy.Links.Load.Min = 0
		x := &p.Policy.Centers
		x.By, x.Count, x.MembersMin, x.Reach = policy.CentersChosen, 1, 1+i, policy.AtMost(300)
		for k, at := range []float64{0, 100, 1000, 1100} {
			id := fmt.Sprint(k)
			p.Households = append(p.Households, engine.Household{ID: engine.HouseholdID("H" + id), Area: "A", Location: orb.Point{at, 0}})
			p.Members = append(p.Members, engine.Member{ID: engine.MemberID("M" + id), Area: "A", Household: engine.HouseholdID("H" + id)})
		}
		plan := planOf(t, p)
		if c := plan.Proof().Centers; c.Out != (engine.BoundProof{Kind: engine.Certified, Value: 2, Bound: 2}) || c.OutScale == 0 {
			t.Fatalf("%+v; expected two members out, certified by multipliers", c)
		}
		all = append(all, source{fmt.Sprint("out of reach ", i), p, plan})
	}
	return all
}
