package picture_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange/picture"
	"jinlin/policy"
)

// tiers is a plan of two centres with three members in all, and a mentor who is one of them.
func tiers() (engine.Problem, engine.Plan) {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	d := engine.Draft{Area: "A", Metric: policy.MetricPlanar, Members: []engine.Server{
		{ID: "M1", Eligible: true, Center: "M1", Load: 3}, {ID: "M2", Eligible: true, Center: "M1", CenterMM: 60_000, Load: 3}, {ID: "M3", Eligible: true, Center: "M3", Load: 3},
	}, Centers: []engine.Center{
		{Number: 1, Member: "M1", Members: 2, Homes: 6, Weight: 6, RadiusMM: 60_000, TotalMM: 60_000, Mentor: "M2", MentorMM: 60_000},
		{Number: 2, Member: "M3", Members: 1, Homes: 3, Weight: 3, Mentor: "M2", MentorMM: 60_000},
	}}
	for i, m := range []engine.MemberID{"M1", "M2", "M3"} {
		for k, at := range []orb.Point{{0, 0}, {20, 0}, {0, 20}, {10, 30}} {
			id := engine.HouseholdID(string(rune('A'+i)) + string(rune('0'+k)))
			p.Households = append(p.Households, engine.Household{ID: id, Area: "A", Location: orb.Point{at[0] + float64(60*i), at[1]}})
			home := engine.Home{ID: id, State: engine.HomeLinked, Member: m}
			if k == 0 {
				home.State = engine.HomeOwn
				p.Members = append(p.Members, engine.Member{ID: m, Area: "A", Household: id})
			}
			d.Homes = append(d.Homes, home)
		}
	}
	return p, d.Build()
}

// TestCentersAreNestedAreas: a tint for each centre, a rim for each member, and a line for the mentor.
func TestCentersAreNestedAreas(t *testing.T) {
	p, plan := tiers()
	for _, c := range []struct {
		lang  picture.Lang
		words []string
	}{
		{picture.English, []string{"2 centres", "M2 mentors centres 1, 2", "homes of one member"}},
		{picture.Chinese, []string{"2 个中心户", "M2 指导中心户 1、2", "一名党员所联住户"}},
	} {
		var b bytes.Buffer
		if err := picture.SVG(&b, p, plan, picture.Options{Lang: c.lang}); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		for _, want := range c.words {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing", c.lang, want)
			}
		}
		if n := strings.Count(text, `opacity="0.13"`); n != 2 {
			t.Errorf("%s: %d tinted areas, expected one for each centre", c.lang, n)
		}
		if n := strings.Count(text, `fill-opacity="0.07"`); n != 3 {
			t.Errorf("%s: %d rims, expected one for each member", c.lang, n)
		}
		if strings.Contains(text, "circle and its centre") || strings.Contains(text, "0 circles") {
			t.Errorf("%s: circles are spoken of, and there are none", c.lang)
		}
	}
}

// TestCentersOnlyWhenAskedFor: with colours by member the tiers are not drawn.
func TestCentersOnlyWhenAskedFor(t *testing.T) {
	p, plan := tiers()
	var b bytes.Buffer
	if err := picture.SVG(&b, p, plan, picture.Options{Colour: picture.ByMember}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), `opacity="0.13"`) || strings.Contains(b.String(), "mentors") {
		t.Errorf("tiers are drawn")
	}
}
