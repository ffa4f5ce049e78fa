package verify_test

import (
	"context"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// locationProblem has six homes on a line, 100 m apart, weights 1 to 6, and no members.
func locationProblem(o policy.Objective, count int) engine.Problem {
	pol := policy.Default()
	pol.Metric, pol.OwnHome, pol.Team = policy.MetricPlanar, policy.OwnLinked, policy.Team{}
	pol.Circles.Sites, pol.Circles.Objective, pol.Circles.Count, pol.Circles.Radius = policy.SitesHomes, o, count, policy.Limit{}
	pol.Links.Within = policy.WithinNone
	p := engine.Problem{Area: "A", Policy: pol}
	for i := range 6 {
		id := engine.HouseholdID('A' + rune(i))
		p.Households = append(p.Households, engine.Household{ID: id, Area: "A", Location: orb.Point{float64(100 * i), 0}, Weight: i + 1})
	}
	return p
}

// Values that can be told by hand, each by the kind of claim that it should have.
func TestLocationProblemsByHand(t *testing.T) {
	two := 2
	for _, c := range []struct {
		name      string
		change    func(p *engine.Problem)
		objective policy.Objective
		count     int
		placed    int
		cost      int
		farthest  int64
		distance  int64
	}{
		{"p-median", nil, policy.ObjectiveMedian, 2, 6, 2, 0, 400_000},
		{"weighted p-median", func(p *engine.Problem) { p.Policy.Circles.WeightedDistance = true }, policy.ObjectiveMedian, 2, 6, 2, 0, 1_300_000},
		{"p-center", nil, policy.ObjectiveCenter, 2, 6, 2, 100_000, 400_000},
		{"p-center of one", nil, policy.ObjectiveCenter, 1, 6, 1, 300_000, 900_000},
		{"maximal covering", func(p *engine.Problem) { p.Policy.Circles.Radius = policy.AtMost(100) }, policy.ObjectiveCover, 1, 3, 1, 0, 200_000},
		{"by weight", func(p *engine.Problem) {
			p.Policy.Circles.Radius, p.Policy.Circles.Measure = policy.AtMost(100), policy.MeasureWeight
		}, policy.ObjectiveCover, 1, 15, 1, 0, 200_000},
		{"fewest", func(p *engine.Problem) { p.Policy.Circles.Radius = policy.AtMost(100) }, policy.ObjectiveFewest, 0, 6, 2, 0, 400_000},
		{"with a capacity", func(p *engine.Problem) {
			p.Policy.Circles.Radius, p.Policy.Circles.Capacity = policy.AtMost(100), 2
		}, policy.ObjectiveFewest, 0, 6, 3, 0, 300_000},
		{"a share", func(p *engine.Problem) {
			p.Policy.Circles.Radius, p.Policy.Circles.HoldPercent = policy.AtMost(100), 50
		}, policy.ObjectiveFewest, 0, 3, 1, 0, 200_000},
		{"a dear site", func(p *engine.Problem) {
			p.Policy.Circles.Radius = policy.AtMost(100)
			p.Sites = []engine.Site{{ID: "E", Area: "A", Household: "E", Cost: &two}}
		}, policy.ObjectiveFewest, 0, 6, 3, 0, 300_000},
		{"a site that stands", func(p *engine.Problem) {
			p.Policy.Circles.Radius = policy.AtMost(200)
			p.Sites = []engine.Site{{ID: "A", Area: "A", Household: "A", Use: engine.SiteStanding}}
		}, policy.ObjectiveFewest, 0, 6, 2, 0, 500_000},
		{"facility location", func(p *engine.Problem) { p.Policy.Circles.CostMeters = 250 }, policy.ObjectiveMedian, 0, 6, 2, 0, 900_000},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := locationProblem(c.objective, c.count)
			if c.change != nil {
				c.change(&p)
			}
			plan, err := engine.Solve(context.Background(), p, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r := check(t, p, plan.Draft()); !r.OK() {
				t.Error(r.Findings)
			}
			x := plan.Proof()
			if x.Held.Placed[2] != c.placed || x.Circles.Value != c.cost || x.Farthest.Value != c.farthest || x.Distance.Value != c.distance {
				t.Errorf("placed %d, count %d, farthest %d, distance %d; expected %+v", x.Held.Placed[2], x.Circles.Value, x.Farthest.Value, x.Distance.Value, c)
			}
			for _, kind := range []engine.ProofKind{x.Held.Kind, x.Distance.Kind} {
				if kind != engine.Certified && kind != engine.Searched {
					t.Errorf("kinds %s and %s; expected certified or searched", x.Held.Kind, x.Distance.Kind)
				}
			}
		})
	}
}

// False plans of location problems are named.
func TestFalseLocations(t *testing.T) {
	for _, c := range []struct {
		name, code string
		change     func(d *engine.Draft, p *engine.Problem)
	}{
		{"more than the number", verify.CirclesOverCount, func(_ *engine.Draft, p *engine.Problem) { p.Policy.Circles.Count = 1 }},
		{"more than the capacity", verify.CircleOverCapacity, func(_ *engine.Draft, p *engine.Problem) { p.Policy.Circles.Capacity = 2 }},
		{"another farthest", verify.WrongValue, func(d *engine.Draft, _ *engine.Problem) { d.Proof.Farthest.Value-- }},
		{"a bound past the value", verify.FalseBound, func(d *engine.Draft, _ *engine.Problem) { d.Proof.Farthest.Bound = d.Proof.Farthest.Value + 1 }},
		{"certified for nothing", verify.FalseClaim, func(d *engine.Draft, _ *engine.Problem) {
			d.Proof.Farthest.Kind, d.Proof.Farthest.Bound = engine.Certified, d.Proof.Farthest.Value
		}},
		{"another weight", verify.WrongCircleFigure, func(d *engine.Draft, _ *engine.Problem) { d.Circles[0].Weight++ }},
		{"a link unasked", verify.WrongState, func(d *engine.Draft, _ *engine.Problem) { d.Homes[0].State = engine.HomeLinked }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := locationProblem(policy.ObjectiveCenter, 2)
			plan, err := engine.Solve(context.Background(), p, engine.Options{})
			if err != nil {
				t.Fatal(err)
			}
			d := plan.Draft()
			c.change(&d, &p)
			d.Input = engine.Fingerprint(p)
			if r := check(t, p, d); !r.Has(c.code) {
				t.Errorf("%v; expected %s", r.Findings, c.code)
			}
		})
	}
}
