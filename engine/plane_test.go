package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// planePolicy is a plain location problem with centres anywhere.
func planePolicy(o policy.Objective, metric policy.Metric) policy.Policy {
	p := policy.Default()
	p.Metric, p.OwnHome = metric, policy.OwnLinked
	p.Circles.Sites, p.Circles.Objective, p.Circles.Effort = policy.SitesPlane, o, 50
	p.Circles.Radius = policy.AtMost(100)
	p.Team, p.Links.Within = policy.Team{}, policy.WithinNone
	return p
}

func planeProblem(pol policy.Policy, at ...orb.Point) engine.Problem {
	p := engine.Problem{Area: "A", Policy: pol}
	for i, x := range at {
		if pol.Metric == policy.MetricGeodesic {
			x = orb.Point{114.5 + x[0]/88000, 37.7 + x[1]/111000}
		}
		p.Households = append(p.Households, engine.Household{ID: engine.HouseholdID(fmt.Sprintf("H%d", i)), Area: "A", Location: x})
	}
	return p
}

func solvePlane(t interface {
	Helper()
	Fatalf(string, ...any)
}, p engine.Problem) engine.Plan {
	t.Helper()
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	if r, err := verify.Check(context.Background(), p, plan); err != nil || !r.OK() {
		t.Fatalf("%v %v", err, r.Findings)
	}
	return plan
}

// Three homes on a circle of 99 m fit one circle, but none of them reaches the others from where it stands.
func TestACentreBetweenHomes(t *testing.T) {
	for _, m := range []policy.Metric{policy.MetricPlanar, policy.MetricGeodesic} {
		p := planeProblem(planePolicy(policy.ObjectiveFewest, m), orb.Point{0, 99}, orb.Point{85, -49}, orb.Point{-85, -49})
		plan := solvePlane(t, p)
		if c := plan.Proof().Circles; c.Value != 1 || c.Kind != engine.Certified {
			t.Errorf("%s: %+v", m, c)
		}
		p.Policy.Circles.Sites = policy.SitesHomes
		if c := solvePlane(t, p).Proof().Circles; c.Value != 3 {
			t.Errorf("%s: at homes %+v", m, c)
		}
	}
}

// The place with the least way to the corners of a square and the farthest home nearest is its middle.
func TestTheMiddleOfASquare(t *testing.T) {
	for _, o := range []policy.Objective{policy.ObjectiveMedian, policy.ObjectiveCenter} {
		pol := planePolicy(o, policy.MetricPlanar)
		pol.Circles.Count, pol.Circles.Radius = 1, policy.Limit{}
		plan := solvePlane(t, planeProblem(pol, orb.Point{0, 0}, orb.Point{60, 0}, orb.Point{60, 80}, orb.Point{0, 80}))
		for c := range plan.Circles() {
			if d := c.Center; d[0] < 29.9 || d[0] > 30.1 || d[1] < 39.9 || d[1] > 40.1 {
				t.Errorf("%s: centre %v", o, d)
			}
		}
	}
}

// Plans in the plane are true, need no more circles than those at homes, and stand when nothing changes.
func TestPlansInThePlane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pol := planePolicy(rapid.SampledFrom([]policy.Objective{policy.ObjectiveFewest, policy.ObjectiveMedian, policy.ObjectiveCenter, policy.ObjectiveCover}).Draw(t, "objective"),
			rapid.SampledFrom([]policy.Metric{policy.MetricPlanar, policy.MetricGeodesic}).Draw(t, "metric"))
		if pol.Circles.Objective != policy.ObjectiveFewest {
			pol.Circles.Count = rapid.IntRange(1, 3).Draw(t, "count")
		}
		if rapid.Bool().Draw(t, "capacity") {
			pol.Circles.Capacity = rapid.IntRange(2, 4).Draw(t, "most")
		}
		var at []orb.Point
		for range rapid.IntRange(1, 9).Draw(t, "homes") {
			at = append(at, orb.Point{float64(rapid.IntRange(0, 40).Draw(t, "x") * 10), float64(rapid.IntRange(0, 30).Draw(t, "y") * 10)})
		}
		p := planeProblem(pol, at...)
		plan := solvePlane(t, p)
		if pol.Circles.Objective == policy.ObjectiveFewest {
			atHomes := p
			atHomes.Policy.Circles.Sites = policy.SitesHomes
			if a, b := plan.Proof().Circles, solvePlane(t, atHomes).Proof().Circles; a.Value > b.Value || a.Bound > b.Value {
				t.Fatalf("in the plane %+v, at homes %+v", a, b)
			}
		}
		_, delta, err := engine.Apply(context.Background(), p, plan, nil, engine.Options{})
		if err != nil {
			t.Fatalf("%v", err)
		}
		before, after := plan.Draft().Circles, delta.Plan.Draft().Circles
		for i := range before {
			if before[i] != after[i] {
				t.Fatalf("circle %+v became %+v", before[i], after[i])
			}
		}
	})
}
