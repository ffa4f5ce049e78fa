package verify_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
	"jinlin/verify/oracle"
)

// TestSolverAgainstOracle compares what the solver says of tiny problems with
// what trying everything gives.
func TestSolverAgainstOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := tiny(func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") }, 6)
		compareWithOracle(t, p)
	})
}

// TestSolverOnSeeds does the same on problems that never change.
func TestSolverOnSeeds(t *testing.T) {
	for seed := range *seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { compareWithOracle(t, tiny(seeded(seed), 6)) })
	}
}

// seeds is how many problems are tried; more in a long run.
var seeds = flag.Uint64("seeds", 100, "how many fixed tiny problems to try")

type failer interface {
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Helper()
}

func compareWithOracle(t failer, p engine.Problem) {
	t.Helper()
	ctx := context.Background()
	plan, err := engine.Solve(ctx, p, engine.Options{})
	var invalid *engine.InvalidError
	if errors.As(err, &invalid) {
		if r, _ := verify.Check(ctx, p, plan); !r.Has(verify.InvalidProblem) {
			t.Errorf("the solver says %v, verify says %v", err, r.Findings)
		}
		return
	}
	if err != nil {
		t.Fatalf("%v", err)
	}
	d := plan.Draft()
	r, err := verify.Check(ctx, p, plan)
	if err != nil || !r.OK() {
		t.Errorf("verify: %v %v", err, r.Findings)
	}
	if f := oracle.False(p, d); len(f) > 0 {
		t.Errorf("oracle: %q", f)
	}
	w := oracle.World{P: p}
	if p.Policy.Circles.Sites != policy.SitesNone && math.Pow(float64(len(p.Households)+len(p.Sites)+1), float64(len(p.Households))) < 1e5 {
		compareCircles(t, w, &d)
	}
	compareCenters(t, w, &d)
	if p.Policy.Links.Within == policy.WithinNone {
		return
	}
	compareMatch(t, "links", d.Proof.Links, w.LinkMatch(&d).Best())
	if p.Policy.Links.Within != policy.WithinArea {
		compareMatch(t, "open", d.Proof.Open, w.OpenMatch(&d).Best())
	}
	if p.Policy.Deputies.Max > 0 {
		compareMatch(t, "deputies", d.Proof.Deputies, w.DeputyMatch(&d).Best())
	}
}

// compareCenters checks the claims of the tiers against the optimum, each as far as the aims before it are optimal.
func compareCenters(t failer, w oracle.World, d *engine.Draft) {
	t.Helper()
	if w.P.Policy.Centers.By != policy.CentersChosen {
		return
	}
	best, p := w.BestCenters(), &d.Proof.Centers
	set, g := oracle.GatheredIn(d)
	got, _ := w.CenterValue(set, g.Center)
	if slices.Compare(got[:], best[:]) < 0 {
		t.Errorf("centres %v are better than the optimum %v", got, best)
	}
	for i, c := range []engine.BoundProof{p.Out, p.Missing, p.Distance} {
		if !slices.Equal(got[:i], best[:i]) {
			break
		}
		if c.Bound > best[i] || (c.Kind == engine.Certified || c.Kind == engine.Searched) && c.Value != best[i] {
			t.Errorf("aim %d of the centres: %+v, and the optimum is %v", i, c, best)
		}
	}
	if len(w.P.Policy.Centers.Mentors.Titles) > 0 {
		compareMatch(t, "mentors", p.Mentors, w.BestMentors(set))
	}
}

// compareMatch checks a claim of links against the optimum.
func compareMatch(t failer, name string, p engine.LinkProof, best []int64) {
	t.Helper()
	most := slices.Clone(best)
	for i := range most {
		most[i] *= max(p.Scale, 1)
	}
	if slices.Compare(p.Value, best) < 0 || slices.Compare(p.Bound, most) > 0 {
		t.Errorf("%s: value %v, bound %v, and the optimum is %v", name, p.Value, p.Bound, best)
	}
	if (p.Kind == engine.Certified || p.Kind == engine.Searched) && !slices.Equal(p.Value, best) {
		t.Errorf("%s: %s %v, and the optimum is %v", name, p.Kind, p.Value, best)
	}
}

// compareCircles checks the claims of the circle stages against the optimum,
// each as far as the stages before it are optimal.
func compareCircles(t failer, w oracle.World, d *engine.Draft) {
	t.Helper()
	best, ok := w.BestCircles()
	got := w.CirclesOf(d)
	if !ok || slices.Compare(got[:], best[:]) < 0 {
		t.Errorf("circles %v are better than the optimum %v (%t)", got, best, ok)
	}
	p := &d.Proof
	for i := range 3 {
		if int64(-p.Held.CountedBound[i]) > best[i] && slices.Equal(got[:i], best[:i]) {
			t.Errorf("counted bound %v, and the optimum is %v", p.Held.CountedBound, best)
		}
	}
	compareBound(t, "held", p.Held.Kind, got, best, 0, 6, math.MinInt64)
	compareBound(t, "shortfall", p.Shortfall.Kind, got, best, oracle.AtShortfall, oracle.AtCost, p.Shortfall.Bound)
	if w.P.Policy.Circles.Objective == policy.ObjectiveFewest {
		compareBound(t, "circles", p.Circles.Kind, got, best, oracle.AtCost, oracle.AtCost+1, int64(p.Circles.Bound))
	}
	compareBound(t, "farthest", p.Farthest.Kind, got, best, oracle.AtFarthest, oracle.AtDistance, p.Farthest.Bound)
	compareBound(t, "distance", p.Distance.Kind, got, best, oracle.AtDistance, len(best), p.Distance.Bound)
}

func compareBound(t failer, name string, kind engine.ProofKind, got, best oracle.Vector, from, to int, bound int64) {
	t.Helper()
	if !slices.Equal(got[:from], best[:from]) {
		return
	}
	if (kind == engine.Certified || kind == engine.Searched) && !slices.Equal(got[from:to], best[from:to]) {
		t.Errorf("%s: certified %v, and the optimum is %v", name, got[from:to], best[from:to])
	}
	if bound > best[from] {
		t.Errorf("%s: bound %d, and the optimum is %d", name, bound, best[from])
	}
}
