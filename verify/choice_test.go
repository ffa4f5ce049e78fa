package verify_test

import (
	"context"
	"testing"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// tinyChoice lets homes and members of a tiny problem choose each other.
func tinyChoice(c chooser, p *engine.Problem) {
	if p.Policy.Links.Within == policy.WithinNone {
		return
	}
	p.Policy.Selection = tinySelection(c)
	even := c.one(2)
	for i := range p.Households {
		if even {
			p.Households[i].Weight = 1
		}
	}
	for i := range p.Members {
		p.Members[i].Preferences = tinyRanking[engine.HouseholdID](c, "H")
	}
}

func tinySelection(c chooser) policy.Selection {
	return policy.Selection{
		By:       pick(c, policy.ProposeHomes, policy.ProposeMembers),
		Unlisted: pick(c, policy.UnlistedRefused, policy.UnlistedLast),
		Pairs:    pick(c, policy.PairsFirm, policy.PairsYielding),
	}
}

// TestChoicesInVillages lets villages choose, and live through some quarters.
func TestChoicesInVillages(t *testing.T) {
	ctx := context.Background()
	few := 3
	for seed := range uint64(8) {
		c := seeded(seed + 77)
		before := village(150, func(p *policy.Policy) {
			p.Circles.Sites, p.Links.Within = policy.SitesNone, policy.WithinArea
			p.Links.Load.Min = c(9)
			p.Selection = tinySelection(c)
		})
		for i := range before.Households {
			h := &before.Households[i]
			h.Preferences = someOf(c, len(before.Members), func(k int) engine.MemberID { return before.Members[k].ID })
			h.Weight = pick(c, 1, 1, 1+int(seed%2))
		}
		for i := range before.Members {
			before.Members[i].Preferences = someOf(c, len(before.Households), func(k int) engine.HouseholdID { return before.Households[k].ID })
		}
		plan, err := engine.Solve(ctx, before, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r, err := verify.Check(ctx, before, plan); err != nil || !r.OK() || r.Chosen == 0 {
			t.Errorf("seed %d: %v %v, %d chosen", seed, err, r.Findings, r.Chosen)
		}
		for i, o := range []engine.Options{{}, {MaxChanges: &few, Trades: 1}, {Resite: true}, {}} {
			after, delta, err := engine.Apply(ctx, before, plan, quarter(c, &before, i), o)
			if err != nil {
				t.Fatalf("seed %d, quarter %d: %v", seed, i, err)
			}
			r, err := verify.CheckDelta(ctx, before, plan, after, delta)
			if err != nil || !r.OK() {
				t.Errorf("seed %d, quarter %d: %v %v", seed, i, err, r.Findings)
			}
			before, plan = after, delta.Plan
		}
	}
}

// someOf ranks some of n, each once, with ties; nobody now and then.
func someOf[ID ~string](c chooser, n int, id func(k int) ID) engine.Ranking[ID] {
	if c.one(4) {
		return nil
	}
	var r engine.Ranking[ID]
	rank := 0
	for _, k := range shuffled(c, n)[:1+c(n)] {
		if rank == 0 || !c.one(4) {
			rank++
		}
		r = append(r, engine.Ranked[ID]{ID: id(k), Rank: rank})
	}
	return r
}

func chosen(h *engine.Home) bool { return h.State == engine.HomeChosen }

// choice changes what a plan says of its two-way choice.
func choice(do func(c chooser, s *engine.Selection)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		if d.Selection == nil {
			return false
		}
		s := *d.Selection
		s.Blocking = append([]engine.Pair(nil), s.Blocking...)
		do(c, &s)
		d.Selection = &s
		return true
	}
}

// choiceMutations say something else of who chose whom.
var choiceMutations = []mutation{
	{"chosen pairs", []string{verify.WrongPairs}, choice(func(c chooser, s *engine.Selection) { s.Pairs += 1 - 2*c(2) })},
	{"bound of pairs", []string{verify.FalseBound}, choice(func(c chooser, s *engine.Selection) { s.Bound += 1 - 2*c(2) })},
	{"kind of choice", []string{verify.FalseClaim, verify.FalseBound, verify.KeptUnasked}, choice(func(c chooser, s *engine.Selection) {
		s.Kind = pick(c, engine.Certified, engine.Bounded, engine.Kept, engine.Searched, "")
	})},
	{"a blocking pair is left out", []string{verify.BlockingMissing}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		if d.Selection == nil || len(d.Selection.Blocking) == 0 {
			return false
		}
		s := *d.Selection
		i := c(len(s.Blocking))
		s.Blocking = append(append([]engine.Pair(nil), s.Blocking[:i]...), s.Blocking[i+1:]...)
		d.Selection = &s
		return true
	}},
	{"a blocking pair is invented", []string{verify.BlockingFalse}, choice(func(_ chooser, s *engine.Selection) {
		s.Blocking = append(s.Blocking, engine.Pair{Household: "H0", Member: "M0"})
	})},
	{"no choice", []string{verify.SelectionUnasked}, func(_ chooser, _ *engine.Problem, d *engine.Draft) bool {
		was := d.Selection
		d.Selection = nil
		return was != nil
	}},
	{"a choice", []string{verify.SelectionUnasked}, func(_ chooser, _ *engine.Problem, d *engine.Draft) bool {
		if d.Selection != nil {
			return false
		}
		d.Selection = &engine.Selection{Kind: engine.Certified}
		return true
	}},
	{"a choice is forgotten", []string{verify.WrongState, verify.ChoiceInvented, verify.ChoiceBroken}, on(homes, chosen, func(h *engine.Home) { h.State = engine.HomeLinked })},
	{"a choice is denied", []string{verify.ChoiceInvented, verify.ChoiceUnstable, verify.FalseBound}, on(homes, chosen, func(h *engine.Home) { h.Choice = "" })},
	{"a choice is invented", []string{verify.ChoiceInvented}, on(homes, linked, func(h *engine.Home) { h.State = engine.HomeChosen })},
	{"another choice", []string{verify.ForeignMember, verify.ChoiceBroken, verify.ChoiceInvented, verify.ChoiceUnasked, verify.ChoiceNotAcceptable, verify.ChoiceUnstable, verify.WrongValue, verify.WrongState, verify.WrongPairs},
		func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
			h := anyOf(c, d.Homes)
			if h == nil {
				return false
			}
			m := pick[engine.MemberID](c, "M0", "M1", "M2", "M9", "")
			changed := h.Choice != m
			h.Choice = m
			return changed
		}},
	{"a chosen home is given away", append([]string{verify.ChoiceBroken, verify.ChoiceInvented}, pairCodes...), func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h, m := some(c, d.Homes, chosen), anyOf(c, d.Members)
		if h == nil || m.ID == h.Member {
			return false
		}
		relink(p, d, h, m.ID)
		return true
	}},
}
