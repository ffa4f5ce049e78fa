package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/geo"
	"jinlin/policy"
)

// dots are homes on a plane without members, drawn from a seed, of weight 1 to 3.
func dots(t *testing.T, seed uint64, n int, set ...string) engine.Problem {
	t.Helper()
	p := engine.Problem{Area: "v", Policy: scheme(t, "location", append([]string{"metric=planar"}, set...)...)}
	draw := func(most uint64) float64 {
		seed = seed*6364136223846793005 + 1442695040888963407
		return float64(seed >> 33 % most)
	}
	for i := range n {
		p.Households = append(p.Households, engine.Household{
			ID: engine.HouseholdID(fmt.Sprintf("h%03d", i)), Area: "v", Location: orb.Point{draw(1000), draw(1000)}, Weight: 1 + int(draw(3)),
		})
	}
	return p
}

func whatIf(t *testing.T, p engine.Problem, q engine.WhatIf) []engine.CircleRow {
	t.Helper()
	s, err := engine.Prepare(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.WhatIf(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// best tries all sets of homes as centres: the most held, then the least total; or the least farthest, then the least total.
func best(p *engine.Problem, count int, radius policy.Limit) (size, total, farthest int64) {
	n := len(p.Households)
	weighs := func(h int, by bool) int64 {
		if by {
			return int64(p.Households[h].Weight)
		}
		return 1
	}
	byWeight, weighted := p.Policy.Circles.Measure == policy.MeasureWeight, p.Policy.Circles.WeightedDistance
	size, total, farthest = -1, -1, -1
	for set := range 1 << n {
		if ones(set) != count {
			continue
		}
		var held, sum, far int64
		for h := range n {
			near := int64(-1)
			for s := range n {
				if set>>s&1 == 0 {
					continue
				}
				if d := geo.PlanarDistanceMM(p.Households[s].Location, p.Households[h].Location); (near < 0 || d < near) && radius.Holds(d) {
					near = d
				}
			}
			if near >= 0 {
				held, sum, far = held+weighs(h, byWeight), sum+near*weighs(h, weighted), max(far, near)
			}
		}
		less := sum < total
		if p.Policy.Circles.Objective == policy.ObjectiveCenter {
			less = far < farthest || far == farthest && sum < total
		}
		if held > size || held == size && less {
			size, total, farthest = held, sum, far
		}
	}
	return size, total, farthest
}

func ones(set int) int {
	n := 0
	for ; set > 0; set &= set - 1 {
		n++
	}
	return n
}

// TestWhatIfAgainstBruteForce compares every row of small problems with the best there is.
func TestWhatIfAgainstBruteForce(t *testing.T) {
	radii := []policy.Limit{policy.AtMost(250), policy.AtMost(400), policy.AtMost(600)}
	for seed := range uint64(24) {
		objective := []string{"max-cover", "p-median", "p-center", "fewest"}[seed%4]
		set := []string{"circles.objective=" + objective, "circles.measure=" + []string{"homes", "weight"}[seed/4%2], "circles.weighted_distance=" + []string{"false", "true"}[seed/8%2]}
		q := engine.WhatIf{Counts: []int{3, 1, 2, 4, 2}}
		switch objective {
		case "max-cover", "fewest":
			q.Radii = radii
			set = append(set, "circles.radius_m=300")
		}
		if objective == "fewest" {
			set = append(set, "circles.count=0")
		}
		p := dots(t, seed, 9, set...)
		rows := whatIf(t, p, q)
		if want := 4 * max(len(q.Radii), 1); len(rows) != want {
			t.Fatalf("%d rows, want %d", len(rows), want)
		}
		for _, r := range rows {
			size, total, farthest := best(&p, r.Count, r.Radius)
			want := map[engine.Aim]int64{engine.AimHeld: size, engine.AimDistance: total, engine.AimFarthest: farthest}[r.Aim]
			if r.Value != want || r.Bound != want || r.Kind != engine.Certified && r.Kind != engine.Searched {
				t.Errorf("seed %d, %s, %d circles within %v: %d to %d (%s), want %d", seed, r.Aim, r.Count, r.Radius, r.Value, r.Bound, r.Kind, want)
			}
			if r.Size != size || r.TotalMM != total || r.FarthestMM != farthest && r.Aim == engine.AimFarthest {
				t.Errorf("seed %d, %d circles within %v: %+v, want %d, %d, %d", seed, r.Count, r.Radius, r, size, total, farthest)
			}
		}
	}
}

// TestWhatIfIsWhatSolvingGives compares rows with whole solves under the policy of each, in a village with teams.
func TestWhatIfIsWhatSolvingGives(t *testing.T) {
	p := village(fixtures.StylePlain, 240, 5).Problem(scheme(t, "yuanshi"))
	radii := []policy.Limit{policy.AtMost(150), policy.AtMost(250), policy.AtMost(500)}
	for _, r := range whatIf(t, p, engine.WhatIf{Radii: radii}) {
		q := p
		q.Policy.Circles.Radius = r.Radius
		d := solve(t, q).Draft()
		if r.Aim != engine.AimCircles || r.Circles != len(d.Circles) || r.Value != int64(d.Proof.Circles.Value) || r.Bound < int64(d.Proof.Circles.Bound) {
			t.Errorf("within %v: %+v; a plan has %d circles, bound %d", r.Radius, r, len(d.Circles), d.Proof.Circles.Bound)
		}
		compareRow(t, &r, &d)
	}
	for _, r := range whatIf(t, p, engine.WhatIf{Counts: []int{1, 2, 3, 5, 8}, Radii: radii[:2]}) {
		q := p
		q.Policy.Circles.Radius, q.Policy.Circles.Count, q.Policy.Circles.Objective = r.Radius, r.Count, policy.ObjectiveCover
		d := solve(t, q).Draft()
		if placed := int64(d.Proof.Held.Placed[2]); r.Value < placed || r.Bound < r.Value || int64(d.Proof.Held.PlacedBound[2]) < r.Value {
			t.Errorf("%d within %v: %d held, at most %d; a plan holds %d, at most %d", r.Count, r.Radius, r.Value, r.Bound, placed, d.Proof.Held.PlacedBound[2])
		}
		if r.Value == int64(d.Proof.Held.Placed[2]) && r.TotalMM == d.Proof.Distance.Value {
			compareRow(t, &r, &d)
		}
	}
}

// TestWhatIfInThePlane: where centres may be anywhere every radius has places of its own.
func TestWhatIfInThePlane(t *testing.T) {
	p := dots(t, 7, 30, "circles.sites=plane", "circles.objective=fewest", "circles.count=0", "circles.radius_m=200")
	for _, r := range whatIf(t, p, engine.WhatIf{Radii: []policy.Limit{policy.AtMost(150), policy.AtMost(300)}}) {
		q := p
		q.Policy.Circles.Radius = r.Radius
		d := solve(t, q).Draft()
		if r.Circles != len(d.Circles) || r.Value != int64(d.Proof.Circles.Value) || r.Bound < int64(d.Proof.Circles.Bound) {
			t.Errorf("within %v: %+v; a plan has %d circles, bound %d", r.Radius, r, len(d.Circles), d.Proof.Circles.Bound)
		}
		compareRow(t, &r, &d)
	}
}

func compareRow(t *testing.T, r *engine.CircleRow, d *engine.Draft) {
	t.Helper()
	held, weight, total, farthest := 0, int64(0), int64(0), int64(0)
	for _, c := range d.Circles {
		held, weight, total, farthest = held+c.Homes, weight+int64(c.Weight), total+c.TotalMM, max(farthest, c.RadiusMM)
	}
	if r.Held != held || r.Homes != len(d.Homes) || r.Load != weight || r.TotalMM != total || r.FarthestMM != farthest {
		t.Errorf("within %v: %+v; a plan holds %d of %d, weight %d, total %d, farthest %d", r.Radius, r, held, len(d.Homes), weight, total, farthest)
	}
}

// TestWhatIfLearns: with little effort no number of circles holds less than a smaller one, nor has a larger bound than a larger one.
func TestWhatIfLearns(t *testing.T) {
	p := dots(t, 3, 150, "circles.objective=max-cover", "circles.radius_m=120", "circles.effort=1")
	rows := whatIf(t, p, engine.WhatIf{Counts: []int{2, 4, 6, 8, 10, 12, 14, 16, 18, 20}})
	for i, r := range rows {
		if r.Bound < r.Value || r.Size != r.Value {
			t.Errorf("%+v", r)
		}
		if i > 0 && (r.Value < rows[i-1].Value || r.Bound < rows[i-1].Bound) {
			t.Errorf("row %d falls: %+v after %+v", i, r, rows[i-1])
		}
	}
	if rows[0].Share() >= rows[9].Share() || rows[9].MeanMM() == 0 {
		t.Errorf("nothing is won: %+v, %+v", rows[0], rows[9])
	}
}

func TestWhatIfRefuses(t *testing.T) {
	many := make([]int, 150)
	for i := range many {
		many[i] = i + 1
	}
	for _, c := range []struct {
		set  []string
		q    engine.WhatIf
		want string
	}{
		{nil, engine.WhatIf{Counts: []int{-1}}, "counts"},
		{nil, engine.WhatIf{Counts: []int{0}}, "counts"},
		{nil, engine.WhatIf{Radii: []policy.Limit{policy.AtMost(-5)}}, "radii"},
		{[]string{"circles.objective=fewest", "circles.count=0"}, engine.WhatIf{Counts: []int{2}}, "radii"},
		{nil, engine.WhatIf{Counts: many, Radii: []policy.Limit{policy.AtMost(1), policy.AtMost(2)}}, "what_if"},
		{[]string{"circles.sites=none", "circles.objective=fewest", "circles.count=0"}, engine.WhatIf{}, "circles.sites"},
	} {
		s, err := engine.Prepare(context.Background(), dots(t, 1, 5, c.set...))
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.WhatIf(context.Background(), c.q)
		var invalid *engine.InvalidError
		if !errors.As(err, &invalid) || !slices.ContainsFunc(invalid.Violations, func(v policy.Violation) bool { return strings.Contains(v.Path, c.want) }) {
			t.Errorf("%v: %v; expected a violation of %s", c.q, err, c.want)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	s, err := engine.Prepare(context.Background(), dots(t, 1, 5))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.WhatIf(cancelled, engine.WhatIf{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v; expected %v", err, context.Canceled)
	}
}

// TestWhatIfOfNothing: no homes, no sites, more circles than homes.
func TestWhatIfOfNothing(t *testing.T) {
	for _, n := range []int{0, 1, 3} {
		rows := whatIf(t, dots(t, 1, n, "circles.objective=max-cover", "circles.radius_m=10"), engine.WhatIf{Counts: []int{1, 5}})
		if len(rows) != 2 || rows[1].Held != n || rows[1].Share() != 1 || rows[1].Circles > n {
			t.Errorf("%d homes: %+v", n, rows)
		}
	}
}

func TestRowsAddUp(t *testing.T) {
	a := engine.CircleRow{Count: 2, Circles: 2, Homes: 10, Held: 8, Weight: 12, Load: 9, Size: 8, SizeOfAll: 10, TotalMM: 100, Ways: 8, FarthestMM: 20, Aim: engine.AimHeld, Value: 8, Bound: 9, Kind: engine.Narrowed}
	b := engine.CircleRow{Count: 2, Circles: 1, Homes: 5, Held: 5, Weight: 5, Load: 5, Size: 5, SizeOfAll: 5, TotalMM: 10, Ways: 5, FarthestMM: 30, Aim: engine.AimHeld, Value: 5, Bound: 5, Kind: engine.Certified}
	want := engine.CircleRow{Count: 2, Circles: 3, Homes: 15, Held: 13, Weight: 17, Load: 14, Size: 13, SizeOfAll: 15, TotalMM: 110, Ways: 13, FarthestMM: 30, Aim: engine.AimHeld, Value: 13, Bound: 14, Kind: engine.Narrowed}
	if got := a.Plus(b); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	a.Aim, b.Aim = engine.AimFarthest, engine.AimFarthest
	if got := a.Plus(b); got.Value != 8 || got.Bound != 9 {
		t.Errorf("the farthest of both is the farther one: %+v", got)
	}
}
