package verify_test

import (
	"fmt"
	"slices"
	"testing"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
	"jinlin/verify/oracle"
)

// followers are true plans that say that they followed others: solved plans
// that are given a past, and what is true of it.
func followers(t *testing.T, n uint64) []source {
	t.Helper()
	var all []source
	for i, s := range solved(t, n) {
		if s.problem.Policy.Links.Within == policy.WithinNone {
			continue // nobody answered for anything
		}
		d := deep(s.plan.Draft())
		inventPast(seeded(uint64(i)), s.problem, &d)
		if f := oracle.False(s.problem, d); len(f) > 0 {
			t.Fatalf("%s: with a past: %q", s.name, f)
		}
		all = append(all, source{"after " + s.name, s.problem, d.Build()})
	}
	return all
}

// inventPast makes a plan one that followed another.
func inventPast(c chooser, p engine.Problem, d *engine.Draft) {
	d.Rebalance = &engine.Rebalance{Mode: pick(c, engine.RebalanceLeast, engine.RebalanceAtMost), Resited: c.one(2), From: "a plan"}
	for i := range d.Homes {
		h := &d.Homes[i]
		h.Before = pick(c, h.Member, h.Member, "", "M0", "M1", "M9")
	}
	renumber(c, d)
	if !d.Rebalance.Resited && p.Policy.Circles.Sites != policy.SitesNone {
		keep(d)
	}
	if s := d.Selection; s != nil && !d.Rebalance.Resited {
		s.Kind, s.Bound = engine.Kept, 0
	}
	provePast(c, p, d)
}

// renumber gives the circles numbers as if others had come and gone.
func renumber(c chooser, d *engine.Draft) {
	name := map[engine.CircleID]engine.CircleID{"": ""}
	number := 0
	for _, i := range shuffled(c, len(d.Circles)) {
		x := &d.Circles[i]
		number += 1 + c(2)
		id := engine.CircleID(fmt.Sprintf("%s-%d", d.Area, number))
		name[x.ID] = id
		x.Number, x.ID = number, id
	}
	for i := range d.Homes {
		d.Homes[i].Circle = name[d.Homes[i].Circle]
	}
	for i := range d.Members {
		d.Members[i].Circle = name[d.Members[i].Circle]
	}
	for i := range d.Slots {
		d.Slots[i].Circle = name[d.Slots[i].Circle]
	}
	for i := range d.Shortfalls {
		d.Shortfalls[i].Circle = name[d.Shortfalls[i].Circle]
	}
	d.Rebalance.NextCircle = number + 1 + c(2)
}

func shuffled(c chooser, n int) []int {
	order := make([]int, n)
	for i := range order {
		k := c(i + 1)
		order[i], order[k] = order[k], i
	}
	return order
}

// keep claims nothing of the circles but their values.
func keep(d *engine.Draft) {
	p := &d.Proof
	p.Held = engine.HeldProof{Kind: engine.Kept, Counted: p.Held.Counted, Placed: p.Held.Placed}
	p.Shortfall = engine.BoundProof{Kind: engine.Kept, Value: p.Shortfall.Value}
	p.Circles = engine.CountProof{Kind: engine.Kept, Value: p.Circles.Value}
	p.Distance = engine.BoundProof{Kind: engine.Kept, Value: p.Distance.Value}
}

// provePast counts the changes and says of the links what the prices prove.
func provePast(c chooser, p engine.Problem, d *engine.Draft) {
	w, r, links := oracle.World{P: p}, d.Rebalance, &d.Proof.Links
	n := w.RebalancedMatch(d).Changed(oracle.LinksOf(d))
	r.Voluntary, r.Forced = n, -n
	for _, h := range d.Homes {
		if h.Before != "" && h.Before != h.Member {
			r.Forced++
		}
	}
	if r.Mode == engine.RebalanceAtMost {
		r.MaxChanges = n + c(2)
		links.Scale = int64(c(4))
		links.ChangePrice = make([]int64, len(links.Tiers)*c(2))
		if len(links.ChangePrice) > 4 {
			links.ChangePrice[3+c(2)] = int64(c(3))
		}
	}
	x := w.RebalancedMatch(d)
	if at := slices.Index(x.Tiers, policy.TierChanges); at >= 0 {
		for i := range d.Members {
			if m := &d.Members[i]; m.Eligible {
				m.Price = slices.Insert(m.Price, at, int64(c(2)))
			}
		}
	}
	for i := range d.Members {
		for k := range d.Members[i].Price {
			d.Members[i].Price[k] *= max(links.Scale, 1)
		}
	}
	links.Tiers, links.Value = x.Tiers, x.Value(oracle.LinksOf(d))
	links.Bound = x.Dual(oracle.Certificate{Scale: links.Scale, Change: links.ChangePrice, Price: func(m engine.MemberID) []int64 {
		return d.Members[slices.IndexFunc(d.Members, func(s engine.Server) bool { return s.ID == m })].Price
	}})
	if links.Kind = engine.Bounded; slices.Equal(links.Bound, reached(links)) {
		links.Kind = engine.Certified
	}
}

// reached is what the bound of a certified claim must be.
func reached(p *engine.LinkProof) []int64 {
	v := slices.Clone(p.Value)
	for i := range v {
		v[i] *= max(p.Scale, 1)
	}
	return v
}

func TestPlansThatFollowedOthersAreClean(t *testing.T) {
	kinds := map[engine.ProofKind]int{}
	for _, s := range followers(t, *seeds) {
		d := s.plan.Draft()
		r := check(t, s.problem, d)
		if !r.OK() {
			t.Errorf("%s: %v", s.name, r.Findings)
		}
		if r.Voluntary != d.Rebalance.Voluntary || r.Forced != d.Rebalance.Forced {
			t.Errorf("%s: %d and %d changes; expected %+v", s.name, r.Voluntary, r.Forced, *d.Rebalance)
		}
		kinds[r.Stage(verify.StageLinks).Confirmed]++
		kinds[r.Stage(verify.StageHeld).Confirmed]++
	}
	if kinds[engine.Certified] == 0 || kinds[engine.Bounded] == 0 || kinds[engine.Kept] == 0 {
		t.Errorf("confirmed %v; expected certified, bounded and kept", kinds)
	}
}

// TestUncheckedIsConfirmedWhereItHolds says nothing of the proofs of links,
// which hold or do not.
func TestUncheckedIsConfirmedWhereItHolds(t *testing.T) {
	for _, s := range append(handmade(t), followers(t, *seeds)...) {
		d := s.plan.Draft()
		want := engine.Unchecked
		if d.Proof.Links.Kind == engine.Certified {
			want = engine.Certified
		}
		d.Proof.Links.Kind, d.Proof.Links.Bound = engine.Unchecked, nil
		if r := check(t, s.problem, d); !r.OK() || r.Stage(verify.StageLinks).Confirmed != want {
			t.Errorf("%s: %v, %+v; expected %s", s.name, r.Findings, r.Stage(verify.StageLinks), want)
		}
		for i := range d.Members {
			d.Members[i].Price = nil
		}
		r := check(t, s.problem, d)
		if got := r.Stage(verify.StageLinks).Confirmed; !r.OK() || len(oracle.World{P: s.problem}.LinkMatch(&d).W.P.Members) > 0 && r.Eligible > 0 && got != engine.Unchecked {
			t.Errorf("%s without prices: %v, %s", s.name, r.Findings, got)
		}
	}
}
