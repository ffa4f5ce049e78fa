package verify_test

import (
	"context"
	"testing"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/verify"
)

// A river is a plane with a river at x = 450 m that nobody can cross north of
// y = 150 m; a way across is 100 m longer.
type river struct{}

func (river) Fingerprint() string { return "river v1" }

func (river) BetweenMM(a, b geo.Place) (int64, bool) {
	d := geo.PlanarDistanceMM(a.Point, b.Point)
	if (a.Point[0] < 450) == (b.Point[0] < 450) {
		return d, true
	}
	if a.Point[1] > 150 || b.Point[1] > 150 {
		return 0, false
	}
	return d + 100_000, true
}

func (r river) Arcs(_ context.Context, from, to []geo.Place, limitMM int64) (geo.Arcs, error) {
	a := geo.Arcs{Start: []int32{0}}
	for i := range from {
		for k := range to {
			if d, ok := r.BetweenMM(from[i], to[k]); ok && (limitMM < 0 || d <= limitMM) {
				a.To, a.MM = append(a.To, int32(k)), append(a.MM, d)
			}
		}
		a.Start = append(a.Start, int32(len(a.To)))
	}
	return a, nil
}

// TestOtherGround judges plans on a ground that is asked for its distances.
func TestOtherGround(t *testing.T) {
	for seed := range *seeds {
		p := tiny(seeded(1e7+seed), 6)
		p.Policy.Metric, p.Ground = policy.MetricPlanar, river{}
		plan, err := engine.Solve(context.Background(), p, engine.Options{})
		if err != nil {
			continue
		}
		if r := check(t, p, plan.Draft()); !r.OK() {
			t.Errorf("seed %d: %v", 1e7+seed, r.Findings)
		}
		d := plan.Draft()
		p.Ground = nil
		if r := check(t, p, d); !r.Has(verify.WrongGround) {
			t.Errorf("seed %d: %v, expected %s", seed, r.Findings, verify.WrongGround)
		}
	}
}
