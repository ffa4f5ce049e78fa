package verify_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/verify"
	"jinlin/verify/oracle"
)

// onMatrix puts a problem on a matrix of its own: values that tie and meet limits, other ones back than there, and pairs that are missing.
// Coordinates stay with some records and are taken from others.
func onMatrix(c chooser, p engine.Problem) engine.Problem {
	p.Policy.Metric = policy.MetricMatrix
	p.Households, p.Members, p.Sites = slices.Clone(p.Households), slices.Clone(p.Members), slices.Clone(p.Sites)
	for i := range p.Households {
		p.Households[i].Location = somewhere(c)
	}
	for i := range p.Members {
		p.Members[i].Location = somewhere(c)
		if p.Members[i].Area != p.Area && c.one(2) {
			p.Members[i].Household = "elsewhere"
		}
	}
	for i := range p.Sites {
		p.Sites[i].Location = somewhere(c)
	}
	p.Ground = matrixOf(c, &p)
	return p
}

func somewhere(c chooser) orb.Point {
	if c.one(2) {
		return orb.Point{}
	}
	return orb.Point{114.5 + float64(c(3))/1000, 37.7}
}

// matrixOf draws a value for most pairs of who serves and home, and for some of sites and members.
func matrixOf(c chooser, p *engine.Problem) *geo.Matrix {
	var b geo.MatrixBuilder
	add := func(from, to string) {
		if !c.one(5) {
			_ = b.Add(from, to, pick[int64](c, 0, 1, 100_000, 200_000, 200_001, 300_000, 400_000, 500_000, 700_000, 900_000), 0)
		}
	}
	serves := []string{"elsewhere"}
	var visited []string
	for i := range p.Members {
		serves, visited = append(serves, string(p.Members[i].ID)), append(visited, string(p.Members[i].ID))
	}
	for i := range p.Sites {
		serves = append(serves, string(p.Sites[i].ID))
	}
	for i := range p.Households {
		id := string(p.Households[i].ID)
		serves, visited = append(serves, id), append(visited, id)
	}
	for _, from := range serves {
		for _, to := range visited {
			if from != to || c.one(4) {
				add(from, to)
			}
		}
	}
	m, err := b.Build()
	if err != nil {
		panic(err) // no pair is given twice
	}
	return m
}

// TestMatrixAgainstOracle solves tiny problems on random matrices; verify and the oracle find nothing false, and what is certified is the optimum.
func TestMatrixAgainstOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := chooser(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") })
		compareWithOracle(t, onMatrix(c, tiny(c, 6)))
	})
}

// TestMatrixOnSeeds does the same on problems that never change, and sees to it that they are not all of one sort.
func TestMatrixOnSeeds(t *testing.T) {
	oneWay, apart, unserved := 0, 0, 0
	for seed := range 3 * *seeds {
		c := seeded(4e7 + seed)
		p := onMatrix(c, tiny(c, 6))
		compareWithOracle(t, p)
		for _, g := range p.Households {
			for _, h := range p.Households {
				there, ok := p.Ground.BetweenMM(geo.Place{ID: string(g.ID)}, geo.Place{ID: string(h.ID)})
				back, okBack := p.Ground.BetweenMM(geo.Place{ID: string(h.ID)}, geo.Place{ID: string(g.ID)})
				if ok && okBack && there != back {
					oneWay++
				}
				if !ok {
					apart++
				}
			}
		}
		plan, err := engine.Solve(context.Background(), p, engine.Options{})
		if err == nil {
			unserved += len(plan.Draft().Unserved)
		}
	}
	if oneWay == 0 || apart == 0 || unserved == 0 {
		t.Errorf("%d pairs differ there and back, %d have no way, %d homes are unserved; expected some of each", oneWay, apart, unserved)
	}
}

// TestMatrixMissing refuses the metric matrix without a matrix, in engine and verify alike.
func TestMatrixMissing(t *testing.T) {
	p := onMatrix(seeded(1), tiny(seeded(1), 6))
	p.Ground = nil
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	var invalid *engine.InvalidError
	if !errors.As(err, &invalid) || !slices.ContainsFunc(invalid.Violations, func(v policy.Violation) bool { return v.Path == "ground" }) {
		t.Errorf("%v; expected a violation of ground", err)
	}
	if r := check(t, p, plan.Draft()); !r.Has(verify.InvalidProblem) {
		t.Errorf("%v; expected %s", r.Findings, verify.InvalidProblem)
	}
}

// TestMatrixChanges makes plans follow records and a matrix that changed: the matrix of before, another one, or one for new places.
func TestMatrixChanges(t *testing.T) {
	ctx := context.Background()
	grounded := 0
	for seed := range 3 * *seeds {
		c := seeded(5e7 + seed)
		before := onMatrix(c, tiny(c, 6))
		standing, err := engine.Solve(ctx, before, engine.Options{})
		if err != nil {
			continue
		}
		after := before
		if c.one(2) {
			after.Households, after.Members = slices.Clone(before.Households), slices.Clone(before.Members)
			for i := range after.Members {
				if m := &after.Members[i]; m.Area == after.Area && len(after.Households) > 0 && c.one(3) {
					m.Household = after.Households[c(len(after.Households))].ID
				}
			}
		}
		if c.one(2) {
			after.Ground = matrixOf(c, &after)
		}
		_, delta, err := engine.Apply(ctx, before, standing, engine.Changes(before, after), engine.Options{Resite: c.one(3)})
		var invalid *engine.InvalidError
		if errors.As(err, &invalid) {
			continue
		}
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		report, err := verify.CheckDelta(ctx, before, standing, after, delta)
		if err != nil || !report.OK() {
			t.Errorf("seed %d: %v %v", seed, err, report.Findings)
		}
		if f := oracle.False(after, delta.Plan.Draft()); len(f) > 0 {
			t.Errorf("seed %d: oracle: %q", seed, f)
		}
		for _, m := range delta.Moves {
			if m.Cause.Code == engine.CauseGround {
				grounded++
			}
		}
	}
	if grounded == 0 {
		t.Error("no home moved because of the distances given anew; expected some")
	}
}

// TestShorterWaysKeepRequiredSites: under p-center a search for shorter ways must not leave a required site without its home, which is a
// millimetre away from itself here, for the sake of a home of higher priority.
func TestShorterWaysKeepRequiredSites(t *testing.T) {
	p := engine.Problem{Area: "A", Policy: policy.Default(), Members: []engine.Member{{ID: "M1", Area: "A", Capable: true, Located: true}}}
	p.Policy.Metric, p.Policy.Team = policy.MetricMatrix, policy.Team{}
	c := &p.Policy.Circles
	c.Objective, c.Count, c.Radius, c.Diameter, c.Effort = policy.ObjectiveCenter, 2, policy.Limit{}, policy.AtMost(200), 50
	for i, id := range []engine.HouseholdID{"H0", "H1", "H2"} {
		p.Households = append(p.Households, engine.Household{ID: id, Area: "A", Priority: i % 2})
	}
	p.Sites = []engine.Site{{ID: "S0", Area: "A", Household: "H0", Use: engine.SiteRequired}, {ID: "S1", Area: "A", Household: "H1", Use: engine.SiteStanding}}
	var b geo.MatrixBuilder
	for _, pair := range [][2]string{{"H0", "H0"}, {"H1", "H2"}, {"M1", "H2"}} {
		if err := b.Add(pair[0], pair[1], 1, 0); err != nil {
			t.Fatal(err)
		}
	}
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	p.Ground = m
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r := check(t, p, plan.Draft()); !r.OK() {
		t.Error(r.Findings)
	}
}
