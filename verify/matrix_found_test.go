package verify_test

import (
	"context"
	"strings"
	"testing"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/verify/oracle"
)

// TestMatricesFound solves the problems that random matrices found, made small: "A>B 5" is a way of 5 mm (one digit) from A to B; other pairs have none.
func TestMatricesFound(t *testing.T) {
	for _, c := range []struct {
		name    string
		homes   string
		members string // each at the home of the same number
		sites   []engine.Site
		ways    string
		policy  func(p *policy.Policy)
		circles int
	}{
		{
			"a site that reaches most homes, but nobody to look after them", "H0 H1 H2 H3 H4", "M0",
			[]engine.Site{{ID: "S0"}, {ID: "S1"}, {ID: "S2"}}, "S0>H1 0, S0>H2 0, S0>H3 0, S0>H4 0, S1>H0 0, S1>H1 0, S1>H2 0, S2>H0 0, S2>H3 0, S2>H4 0",
			func(*policy.Policy) {}, 1,
		},
		{
			"two required sites that are as near to a home by itself as to two others", "H0 H1 H2", "",
			[]engine.Site{{ID: "S0", Use: engine.SiteRequired}, {ID: "S1", Use: engine.SiteRequired}},
			"S0>H0 0, S0>H1 0, S0>H2 0, S1>H0 0, S1>H1 0, S1>H2 0, H1>H2 1, H2>H1 1",
			func(p *policy.Policy) {
				p.Team.Min, p.Circles.Radius, p.Circles.Diameter = 0, policy.Limit{}, policy.AtMost(100)
			}, 2,
		},
		{
			"two sites for one home, one of them dear", "H0", "",
			[]engine.Site{{ID: "S0", Cost: new(1)}, {ID: "S1"}}, "S0>H0 0, S1>H0 0",
			func(p *policy.Policy) {
				p.Team.Min, p.Circles.Objective, p.Circles.Count, p.Circles.Radius = 0, policy.ObjectiveMedian, 2, policy.Limit{}
			}, 1,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := engine.Problem{Area: "A", Policy: policy.Default(), Sites: c.sites, Ground: waysOf(t, c.ways)}
			p.Policy.Metric, p.Policy.Circles.Sites, p.Policy.Team.Max = policy.MetricMatrix, policy.SitesGiven, 0
			for _, id := range strings.Fields(c.homes) {
				p.Households = append(p.Households, engine.Household{ID: engine.HouseholdID(id), Area: "A"})
			}
			for i, id := range strings.Fields(c.members) {
				p.Members = append(p.Members, engine.Member{ID: engine.MemberID(id), Area: "A", Capable: true, Household: p.Households[i].ID})
			}
			for i := range p.Sites {
				p.Sites[i].Area = "A"
				if p.Sites[i].Use == "" {
					p.Sites[i].Use = engine.SiteCandidate
				}
			}
			c.policy(&p.Policy)
			plan, err := engine.Solve(context.Background(), p, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			d := plan.Draft()
			if len(d.Circles) != c.circles {
				t.Errorf("%d circles, expected %d", len(d.Circles), c.circles)
			}
			if r := check(t, p, d); !r.OK() {
				t.Error(r.Findings)
			}
			if f := oracle.False(p, d); len(f) > 0 {
				t.Error(f)
			}
			if v := d.Proof.Distance; v.Value != 0 {
				t.Errorf("distance %+v, expected none", v)
			}
		})
	}
}

// waysOf reads a matrix from "A>B 5, B>A 7".
func waysOf(t *testing.T, text string) *geo.Matrix {
	t.Helper()
	var b geo.MatrixBuilder
	for _, way := range strings.Split(text, ", ") {
		pair, value, _ := strings.Cut(way, " ")
		from, to, _ := strings.Cut(pair, ">")
		mm := int64(value[0] - '0')
		if err := b.Add(from, to, mm, 0); err != nil {
			t.Fatal(err)
		}
	}
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m
}
