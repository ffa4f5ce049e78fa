package verify_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/verify"
	"jinlin/verify/oracle"
)

// A source is a plan that is true.
type source struct {
	name    string
	problem engine.Problem
	plan    engine.Plan
}

// solved returns plans of tiny problems that are true by all means.
func solved(t *testing.T, n uint64) []source {
	t.Helper()
	var all []source
	for seed := uint64(1e6); seed < 1e6+n; seed++ {
		p := tiny(seeded(seed), 6)
		plan, err := engine.Solve(context.Background(), p, engine.Options{})
		if err != nil || len(oracle.False(p, plan.Draft())) > 0 {
			continue // TestSolverOnSeeds is about those
		}
		all = append(all, source{fmt.Sprint("seed ", seed), p, plan})
	}
	return all
}

// TestMutations changes true plans and asks that Check finds something exactly
// when a plan has become false, and that it names what.
func TestMutations(t *testing.T) {
	sources := slices.Concat(handmade(t), outOfReach(t), solved(t, *seeds*2), followers(t, *seeds/4))
	for i, s := range steps(t, *seeds/4) {
		sources = append(sources, source{fmt.Sprint("step ", i), s.after, s.delta.Plan})
	}
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			wrong, right := 0, 0
			for i, s := range sources {
				c := seeded(uint64(i))
				for range 3 {
					d := deep(s.plan.Draft())
					if !m.change(c, &s.problem, &d) {
						continue
					}
					if judgeMutant(t, m, s, d) {
						wrong++
					} else {
						right++
					}
				}
			}
			t.Logf("%d became false, %d stayed true", wrong, right)
			if wrong == 0 {
				t.Errorf("no plan became false")
			}
		})
	}
}

// deep copies what Draft shares between copies.
func deep(d engine.Draft) engine.Draft {
	for i := range d.Proof.Circles.Parts {
		b := &d.Proof.Circles.Parts[i]
		b.Homes = slices.Clone(b.Homes)
	}
	return d
}

func judgeMutant(t *testing.T, m mutation, s source, d engine.Draft) (wrong bool) {
	t.Helper()
	r, err := verify.Check(context.Background(), s.problem, d.Build())
	if err != nil {
		t.Fatal(err)
	}
	wrongs := oracle.False(s.problem, d)
	switch {
	case len(wrongs) == 0 && !r.OK():
		t.Errorf("%s: still true, and Check says %v", s.name, r.Findings)
	case len(wrongs) > 0 && r.OK():
		t.Errorf("%s: Check is silent, and it is false that %q", s.name, wrongs)
	case len(wrongs) > 0 && !slices.ContainsFunc(m.codes, r.Has):
		t.Errorf("%s: expected one of %v, got %v (%q)", s.name, m.codes, r.Findings, wrongs)
	}
	return len(wrongs) > 0
}

func weightOf(p *engine.Problem, id engine.HouseholdID) int {
	for _, h := range p.Households {
		if h.ID == id {
			return max(h.Weight, 1)
		}
	}
	return 0
}

// distance measures as the model says.
func distance(p *engine.Problem, h engine.HouseholdID, m engine.MemberID) int64 {
	at := map[engine.HouseholdID]engine.Household{}
	for _, x := range p.Households {
		at[x.ID] = x
	}
	for _, x := range p.Members {
		if x.ID != m {
			continue
		}
		home, lives := at[x.Household]
		if lives {
			x.Location = home.Location
		}
		if !lives && !x.Located {
			return max(p.Policy.Links.Reach.MM(), 0)
		}
		if p.Policy.Metric == policy.MetricPlanar {
			return geo.PlanarDistanceMM(at[h].Location, x.Location)
		}
		return geo.DistanceMM(at[h].Location, x.Location)
	}
	return 0
}
