package verify_test

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"testing"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// fuzzProblem has everything that a plan can speak of: circles, roles,
// deputies, borders, a lock, a veto, weights.
func fuzzProblem() engine.Problem {
	p := circleProblem()
	p.Policy.Team.Roles = []policy.Role{{Name: "head", Min: 1, Max: 2}}
	p.Policy.Deputies.Max = 2
	p.Policy.Circles.Diameter = policy.AtMost(900)
	p.Members = append(p.Members, engine.Member{ID: "M2", Area: "A", Household: "H2"}, engine.Member{ID: "M3", Area: "B", Duty: []engine.AreaID{"A"}})
	p.Households[0].Weight = 2
	p.Locks = []engine.Pair{{Household: "H1", Member: "M2"}}
	p.Forbidden = []engine.Pair{{Household: "H2", Member: "M1"}}
	return p
}

// FuzzCheck reads plans from any bytes: as a list of changes to a true plan,
// and as JSON. Nothing may make Check panic, and it must say the same twice.
func FuzzCheck(f *testing.F) {
	p := fuzzProblem()
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		f.Fatal(err)
	}
	text, err := json.Marshal(plan.Draft())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
	f.Add([]byte{97, 3, 250, 41, 8, 8, 8, 200, 17, 90, 90, 31})
	f.Fuzz(func(t *testing.T, data []byte) {
		d := plan.Draft()
		if json.Unmarshal(data, &d) != nil {
			d = deep(plan.Draft())
			corrupt(data, &p, &d)
		}
		a, err := verify.Check(context.Background(), p, d.Build())
		if err != nil {
			t.Fatal(err)
		}
		b, _ := verify.Check(context.Background(), p, d.Build())
		if len(a.Findings) != len(b.Findings) {
			t.Errorf("%d findings, then %d", len(a.Findings), len(b.Findings))
		}
	})
}

// corrupt reads pairs of bytes: a mutation or a number to spoil, and how.
func corrupt(data []byte, p *engine.Problem, d *engine.Draft) {
	for len(data) >= 2 {
		kind, seed := int(data[0]), uint64(data[1])
		data = data[2:]
		c := seeded(seed)
		if kind < len(mutations) {
			if len(d.Members) > 0 && len(d.Homes) > 0 && len(d.Proof.Links.Bound) > 0 {
				safely(func() { mutations[kind].change(c, p, d) })
			}
			continue
		}
		spoil(c, d)
	}
}

// safely lets a mutation fail on a plan that earlier ones have spoilt.
func safely(do func()) {
	defer func() { _ = recover() }()
	do()
}

// spoil puts an extreme number or a nonsense slice somewhere.
func spoil(c chooser, d *engine.Draft) {
	n := pick(c, int64(math.MaxInt64), math.MinInt64, -1, 0, 1<<62)
	switch c(15) {
	case 0:
		if m := anyOf(c, d.Members); m != nil && len(m.Price) > 0 {
			m.Price[c(len(m.Price))] = n
		}
	case 1:
		if m := anyOf(c, d.Members); m != nil {
			m.Price, m.OpenPrice, m.DeputyPrice = nil, make([]int64, 99), nil
		}
	case 2:
		if h := anyOf(c, d.Homes); h != nil {
			h.CirclePriceMM, h.CenterMM, h.DistanceMM = n, n, n
		}
	case 3:
		if x := anyOf(c, d.Circles); x != nil {
			x.Number, x.Capacity, x.RadiusMM = int(n), int(n), n
			x.Center[0] = math.NaN()
		}
	case 4:
		d.Proof.Circles.Parts = append(d.Proof.Circles.Parts, engine.PartBound{Kind: engine.PartDual, Bound: int(n), Homes: []engine.HouseholdID{"H1", "H2"}, Weights: []int64{n, n}, Most: n})
	case 5:
		d.Proof.Links.Value, d.Proof.Open.Bound, d.Proof.Deputies.Tiers = nil, []int64{n}, nil
	case 6:
		d.Slots = append(d.Slots, engine.Slot{Circle: "A-1", Role: "head", Number: int(n), Member: "M1"})
	case 7:
		d.Unserved = append(d.Unserved, engine.Unserved{Household: "H2", Reason: engine.ReasonFull, Cut: &engine.Cut{Homes: []engine.HouseholdID{"H2", "Z"}, Room: int(n), Missing: int(n)}})
	case 8:
		d.Shortfalls = append(d.Shortfalls, engine.Shortfall{Kind: engine.ShortfallLoad, Member: "Z", Missing: int(n), Cut: &engine.Cut{}})
	case 9:
		d.Proof.Held.Counted[0], d.Proof.Held.CountedBound[1] = int(n), int(n)
		d.Proof.Distance.Bound, d.Proof.Shortfall.Value = n, n
	case 10:
		d.Circles = append(d.Circles, engine.Circle{}, engine.Circle{ID: "A-1"})
	case 12:
		d.Rebalance = &engine.Rebalance{Mode: engine.RebalanceAtMost, MaxChanges: int(n), Voluntary: int(n), NextCircle: int(n), Resited: c.one(2)}
	case 13:
		d.Proof.Links.Scale, d.Proof.Links.ChangePrice = n, []int64{n, -n}
		d.Proof.Held.Kind, d.Proof.Circles.Kind, d.Proof.Links.Kind = engine.Kept, engine.Kept, engine.Unchecked
	case 14:
		d.Proof.Links.Scale, d.Proof.Links.ChangePrice = n, make([]int64, len(d.Proof.Links.Tiers))
		if h := anyOf(c, d.Homes); h != nil && len(d.Proof.Links.ChangePrice) > 0 {
			h.Before, d.Proof.Links.ChangePrice[0] = "M2", n
		}
	case 11:
		d.Fixes = append(d.Fixes, engine.Fix{Kind: "none", Homes: int(n), Places: int(n)})
	}
}

// FuzzCheckDelta corrupts all that a rebalance speaks of: the standing plan,
// the plan that followed, the moves and the trades.
func FuzzCheckDelta(f *testing.F) {
	before := fuzzProblem()
	standing, err := engine.Solve(context.Background(), before, engine.Options{})
	if err != nil {
		f.Fatal(err)
	}
	n := 1
	changes := []engine.Change{engine.DropLock{Pair: before.Locks[0]}, engine.DropMember{ID: "M3"}, engine.PutHousehold{Household: engine.Household{ID: "H4", Area: "A", Location: before.Households[0].Location}}}
	after, delta, err := engine.Apply(context.Background(), before, standing, changes, engine.Options{MaxChanges: &n, Trades: 3})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{0, 1, 2, 3}, []byte{4, 5, 200, 7}, []byte{8, 9, 250, 1})
	f.Add([]byte{250, 41}, []byte{200, 17, 130, 12, 131, 12}, []byte{})
	f.Fuzz(func(t *testing.T, was, now, moves []byte) {
		s, d := deep(standing.Draft()), deep(delta.Plan.Draft())
		corrupt(was, &before, &s)
		corrupt(now, &after, &d)
		x := engine.Delta{Plan: d.Build(), Moves: slices.Clone(delta.Moves), Next: slices.Clone(delta.Next)}
		for ; len(moves) >= 2; moves = moves[2:] {
			safely(func() { deltaMutations[int(moves[0])%len(deltaMutations)].change(seeded(uint64(moves[1])), &x) })
		}
		a, err := verify.CheckDelta(context.Background(), before, s.Build(), after, x)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := verify.CheckDelta(context.Background(), before, s.Build(), after, x)
		if !slices.Equal(a.Findings, b.Findings) {
			t.Errorf("%v, then %v", a.Findings, b.Findings)
		}
	})
}
