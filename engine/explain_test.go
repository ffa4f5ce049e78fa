package engine_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/policy"
)

// small is a village of so few homes that everything can be tried, its plan, and the policy's tiers.
func small(t *testing.T, homes int, set ...string) (engine.Problem, engine.Plan) {
	t.Helper()
	v := village(fixtures.StylePlain, 60, 9)
	p := v.Problem(scheme(t, "yuanshi", append([]string{
		"links.within=area", "own_home=linked", "links.load.max=4", "links.load.target_max=3", "links.load.target_min=2", "links.load.min=1",
	}, set...)...))
	p.Households = p.Households[:homes]
	p.Members = nil
	for i := range 3 {
		p.Members = append(p.Members, engine.Member{ID: engine.MemberID(fmt.Sprintf("M%d", i)), Area: v.ID, Household: p.Households[i*homes/3].ID})
	}
	return p, solve(t, p)
}

// everything yields the value and the loads of all whole assignments that no maximum forbids, as locks.
func everything(t *testing.T, p engine.Problem, yield func(of []int, load map[engine.MemberID]int, value []int64)) {
	t.Helper()
	of := make([]int, len(p.Households))
	for {
		load := map[engine.MemberID]int{}
		q := p
		q.Locks = nil
		fits := true
		for h, m := range of {
			id := p.Members[m].ID
			load[id] += max(p.Households[h].Weight, 1)
			fits = fits && load[id] <= p.Policy.Links.Load.Max
			q.Locks = append(q.Locks, engine.Pair{Household: p.Households[h].ID, Member: id})
		}
		if fits {
			plan, err := engine.Solve(context.Background(), q, engine.Options{NoProof: true})
			if err != nil {
				t.Fatal(err)
			}
			yield(of, load, plan.Proof().Links.Value)
		}
		i := 0
		for ; i < len(of); i++ {
			if of[i]++; of[i] < len(p.Members) {
				break
			}
			of[i] = 0
		}
		if i == len(of) {
			return
		}
	}
}

func minus(a, b []int64) []int64 {
	a = slices.Clone(a)
	for i := range a {
		a[i] -= b[i]
	}
	return a
}

// TestExplanationsAgainstTryingEverything compares what would be best if one thing were otherwise with the best of all links.
func TestExplanationsAgainstTryingEverything(t *testing.T) {
	for _, heavy := range []bool{false, true} {
		p, _ := small(t, 6)
		if heavy {
			p.Households[1].Weight, p.Households[4].Weight = 2, 3
		}
		plan := solve(t, p)
		value := plan.Proof().Links.Value
		given, more, fewer := map[engine.Pair][]int64{}, map[engine.MemberID][]int64{}, map[engine.MemberID][]int64{}
		least := func(at []int64, v []int64) []int64 {
			if d := minus(v, value); at == nil || slices.Compare(d, at) < 0 {
				return d
			}
			return at
		}
		loads := map[engine.MemberID]int{}
		for m := range plan.Members() {
			loads[m.ID] = m.Load
		}
		everything(t, p, func(of []int, load map[engine.MemberID]int, v []int64) {
			for h, m := range of {
				pair := engine.Pair{Household: p.Households[h].ID, Member: p.Members[m].ID}
				given[pair] = least(given[pair], v)
			}
			for id, y := range loads {
				if load[id] > y {
					more[id] = least(more[id], v)
				}
				if load[id] < y {
					fewer[id] = least(fewer[id], v)
				}
			}
		})
		for h := range plan.Homes() {
			x, err := engine.Explain(context.Background(), p, plan, h.ID, engine.ExplainOptions{Best: true})
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range x.Alternatives[1:] {
				if want := given[engine.Pair{Household: h.ID, Member: a.Member}]; !slices.Equal(a.Best, want) {
					t.Errorf("heavy %v: %s to %s costs %v, trying everything %v", heavy, h.ID, a.Member, a.Best, want)
				}
				if !slices.ContainsFunc(a.Moves, func(m engine.Relink) bool { return m.Household == h.ID && m.To == a.Member }) {
					t.Errorf("%s to %s: moves %v", h.ID, a.Member, a.Moves)
				}
			}
		}
		for id := range loads {
			x, err := engine.ExplainMember(context.Background(), p, plan, id)
			if err != nil {
				t.Fatal(err)
			}
			if x.Fewer == nil || !slices.Equal(x.Fewer.Delta, fewer[id]) {
				t.Errorf("heavy %v: fewer for %s: %+v, trying everything %v", heavy, id, x.Fewer, fewer[id])
			}
			// With unequal weights the next possible load is meant, not the cheapest of all higher ones.
			if x.More == nil || !x.More.Over && !heavy && !slices.Equal(x.More.Delta, more[id]) {
				t.Errorf("heavy %v: more for %s: %+v, trying everything %v", heavy, id, x.More, more[id])
			}
		}
	}
}

func TestExplainMemberSaysWhyThisLoad(t *testing.T) {
	v := village(fixtures.StylePlain, 300, 4)
	p := v.Problem(scheme(t, "yuanshi", "team.max=10"))
	plan := solve(t, p)
	s, err := engine.Prepare(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	full, excluded := 0, 0
	for m := range plan.Members() {
		x, err := s.ExplainMember(context.Background(), plan, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !m.Eligible {
			excluded++
			if x.More != nil || x.Fewer != nil || len(x.Homes) > 0 || x.Member.Excluded == "" {
				t.Errorf("%s is excluded: %+v", m.ID, x)
			}
			continue
		}
		if len(x.Nearby) != engine.NearbyHomes || x.Load.Max != 30 {
			t.Errorf("%s: %d homes nearby, load %+v", m.ID, len(x.Nearby), x.Load)
		}
		checkStep(t, x.More, x.TakeOver, m.Load, m.Load+1)
		checkStep(t, x.Fewer, x.HandOver, m.Load, m.Load-1)
		if x.More != nil && x.More.Over {
			full++
		}
	}
	if excluded == 0 {
		t.Error("nobody is excluded")
	}
	if _, err := s.ExplainMember(context.Background(), plan, "nobody"); err == nil {
		t.Error("explains an unknown member")
	}
	if _, err := s.ExplainMember(context.Background(), engine.Draft{Area: v.ID}.Build(), v.Members[0].ID); err == nil {
		t.Error("explains another plan")
	}
}

// checkStep: no step is for nothing in an optimal plan, and arranging everything is no worse than moving one home.
func checkStep(t *testing.T, step *engine.LoadStep, one *engine.Handover, from, to int) {
	t.Helper()
	if step == nil {
		return
	}
	if step.Load != to || len(step.Moves) == 0 {
		t.Errorf("from %d to %d: %+v", from, to, step)
	}
	if !step.Over && firstNonZero(step.Delta) < 0 {
		t.Errorf("load %d would be better than %d: %v", step.Load, from, step.Delta)
	}
	if one != nil && slices.Compare(step.Delta, one.Delta) > 0 {
		t.Errorf("load %d costs %v, one home alone %v", step.Load, step.Delta, one.Delta)
	}
}

func TestBestSeesThroughFullMembers(t *testing.T) {
	p := village(fixtures.StylePlain, 120, 4).Problem(scheme(t, "yuanshi", "links.within=area", "links.load.max=14", "links.load.target_max=12", "links.load.balance=none"))
	plan := solve(t, p)
	full, chains := 0, 0
	for h := range plan.Links() {
		x, err := engine.Explain(context.Background(), p, plan, h.ID, engine.ExplainOptions{Best: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range x.Alternatives {
			if a.Verdict == engine.VerdictPossible && slices.Compare(a.Best, a.Delta) > 0 {
				t.Errorf("%s to %s: best %v, alone %v", h.ID, a.Member, a.Best, a.Delta)
			}
			if a.Verdict != engine.VerdictFull {
				continue
			}
			if full++; len(a.Moves) > 1 {
				chains++
			}
			if a.Best == nil || firstNonZero(a.Best) < 0 || a.Delta != nil {
				t.Errorf("%s to %s: best %v, delta %v", h.ID, a.Member, a.Best, a.Delta)
			}
		}
	}
	if full == 0 || chains != full {
		t.Errorf("%d full members, %d pushed somebody on", full, chains)
	}
}

func TestBestOfARebalancedPlanCountsItsChanges(t *testing.T) {
	p := village(fixtures.StylePlain, 120, 4).Problem(scheme(t, "yuanshi", "links.within=area"))
	s, err := engine.Prepare(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Solve(context.Background(), engine.Options{}); err != nil {
		t.Fatal(err)
	}
	away := p.Members[3]
	away.Status = policy.StatusAway
	delta, err := s.Apply(context.Background(), []engine.Change{engine.PutMember{Member: away}}, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for h := range delta.Plan.Links() {
		x, err := s.Explain(context.Background(), delta.Plan, h.ID, engine.ExplainOptions{Best: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range x.Alternatives {
			if a.Verdict == engine.VerdictPossible && len(a.Moves) != 1 {
				t.Errorf("%s to %s moves %v", h.ID, a.Member, a.Moves)
			}
		}
		break
	}
}
