package verify_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
	"jinlin/verify/oracle"
)

// TestApplyAgainstOracle lets plans of tiny problems follow tiny changes, twice
// over, and compares with what trying everything gives.
func TestApplyAgainstOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		applyTwice(t, func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") })
	})
}

// TestApplyOnSeeds does the same on problems that never change.
func TestApplyOnSeeds(t *testing.T) {
	for seed := range *seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { applyTwice(t, seeded(seed+5e6)) })
	}
}

func applyTwice(t failer, c chooser) {
	t.Helper()
	ctx := context.Background()
	before := tiny(c, 6)
	plan, err := engine.Solve(ctx, before, engine.Options{})
	if err != nil {
		return // TestSolverAgainstOracle is about those
	}
	for range 2 {
		after, delta, err := engine.Apply(ctx, before, plan, tinyChanges(c, &before), tinyOptions(c))
		var invalid *engine.InvalidError
		if errors.As(err, &invalid) {
			continue
		}
		if err != nil {
			t.Fatalf("%v", err)
		}
		judgeDelta(t, before, plan, after, delta)
		before, plan = after, delta.Plan
	}
}

// judgeDelta asks the judge and the oracle what they make of a rebalance.
func judgeDelta(t failer, before engine.Problem, standing engine.Plan, after engine.Problem, delta engine.Delta) {
	t.Helper()
	r, err := verify.CheckDelta(context.Background(), before, standing, after, delta)
	if err != nil || !r.OK() {
		t.Errorf("verify: %v %v", err, r.Findings)
	}
	d := delta.Plan.Draft()
	if f := oracle.False(after, d); len(f) > 0 {
		t.Errorf("oracle: %q", f)
		return
	}
	if after.Policy.Links.Within == policy.WithinNone {
		return
	}
	w, links := oracle.World{P: after}, d.Proof.Links
	x := w.RebalancedMatch(&d)
	best := x.Best()
	for i := range best {
		best[i] *= max(links.Scale, 1)
	}
	worth := links // all of it scaled
	worth.Scale = 0
	if worth.Value = reached(&links); worth.Kind == engine.Unchecked {
		worth.Bound = worth.Value
		if got := r.Stage(verify.StageLinks).Confirmed; got == engine.Certified && !slices.Equal(worth.Value, best) {
			t.Errorf("links: unchecked %v is confirmed as %s, and the optimum is %v", worth.Value, got, best)
		}
		return
	}
	compareMatch(t, "links", worth, best)
	for _, trade := range delta.Next {
		m := w.AtMostMatch(&d, oracle.BeforeOf(&d), d.Rebalance.Voluntary+trade.Changes)
		if best := m.Best(); slices.Compare(trade.Value, best) < 0 {
			t.Errorf("trade %+v is better than the best with as many changes, %v", trade, best)
		}
	}
}

// TestTradesAgainstOracle unlocks plans that were locked at random, with a few
// changes allowed: there is much to gain, and what more changes would buy is
// as good as trying everything.
func TestTradesAgainstOracle(t *testing.T) {
	trades := 0
	for seed := range *seeds {
		c := seeded(seed + 7e6)
		before, unlock := lockedAtRandom(c)
		n := c(4)
		plan, err := engine.Solve(context.Background(), before, engine.Options{})
		if err != nil {
			continue // locks over a maximum
		}
		after, delta, err := engine.Apply(context.Background(), before, plan, unlock, engine.Options{MaxChanges: &n, Trades: 9})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		judgeDelta(t, before, plan, after, delta)
		d, w := delta.Plan.Draft(), oracle.World{P: after}
		for _, x := range delta.Next {
			trades++
			if best := w.AtMostMatch(&d, oracle.BeforeOf(&d), d.Rebalance.Voluntary+x.Changes).Best(); !slices.Equal(x.Value, best) {
				t.Errorf("seed %d: trade %+v; the best with as many changes is %v", seed, x, best)
			}
		}
		if last := len(delta.Next); last > 0 && !slices.Equal(delta.Next[last-1].Value, w.LinkMatch(&d).Best()) {
			t.Errorf("seed %d: the last trade %+v is not the best of all", seed, delta.Next[last-1])
		}
	}
	if trades == 0 {
		t.Error("no trades; expected some")
	}
}

// lockedAtRandom is a problem without circles, all homes of weight 1 and locked
// at random, and the changes that unlock them.
func lockedAtRandom(c chooser) (engine.Problem, []engine.Change) {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric, p.Policy.Circles.Sites, p.Policy.Links.Within = policy.MetricPlanar, policy.SitesNone, policy.WithinArea
	p.Policy.Links.Load = policy.Load{Min: c(2), TargetMin: 1, TargetMax: 2, Max: 2 + c(3), Balance: pick(c, policy.BalanceBand, policy.BalanceEven)}
	for i := range 3 {
		p.Members = append(p.Members, engine.Member{ID: engine.MemberID(fmt.Sprintf("M%d", i)), Area: "A", Located: true, Location: tinyPoint(c, &p)})
	}
	var unlock []engine.Change
	for i := range 5 {
		h := engine.Household{ID: engine.HouseholdID(fmt.Sprintf("H%d", i)), Area: "A", Location: tinyPoint(c, &p)}
		p.Households = append(p.Households, h)
		lock := engine.Pair{Household: h.ID, Member: p.Members[c(3)].ID}
		p.Locks = append(p.Locks, lock)
		unlock = append(unlock, engine.DropLock{Pair: lock})
	}
	return p, unlock
}

// TestApplyInVillages lets whole villages live through some quarters: one home
// in thirty comes, leaves or moves, and members come, leave and fall ill.
func TestApplyInVillages(t *testing.T) {
	ctx := context.Background()
	one := 1
	for name, change := range map[string]func(*policy.Policy){
		"yuanshi": func(p *policy.Policy) {
			p.Team = policy.Team{Min: 1, Max: 6, Roles: []policy.Role{{Name: "head", Min: 1, Max: 2}}}
		},
		"diameter": func(p *policy.Policy) { p.Circles.Radius, p.Circles.Diameter = policy.Limit{}, policy.AtMost(150) },
		"area":     func(p *policy.Policy) { p.Circles.Sites, p.Links.Within = policy.SitesNone, policy.WithinArea },
	} {
		c, before := seeded(42), village(200, change)
		plan, err := engine.Solve(ctx, before, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range []engine.Options{{}, {MaxChanges: &one, Trades: 2}, {Resite: true}, {Trades: 1}, {MaxChanges: new(int)}} {
			after, delta, err := engine.Apply(ctx, before, plan, quarter(c, &before, i), o)
			if err != nil {
				t.Fatalf("%s, quarter %d: %v", name, i, err)
			}
			r, err := verify.CheckDelta(ctx, before, plan, after, delta)
			if err != nil || !r.OK() {
				t.Errorf("%s, quarter %d: %v %v", name, i, err, r.Findings)
			}
			before, plan = after, delta.Plan
		}
	}
}

// quarter is what happens in a quarter of a year to a village on a lattice.
func quarter(c chooser, p *engine.Problem, i int) []engine.Change {
	place := func() orb.Point { return orb.Point{114.5 + float64(c(240))/88000, 37.7 + float64(c(240))/111000} }
	var all []engine.Change
	for k := range 2 {
		h := p.Households[c(len(p.Households))]
		h.Location = place()
		id := engine.HouseholdID(fmt.Sprintf("N%d%d", i, k))
		all = append(all, engine.PutHousehold{Household: h}, engine.PutHousehold{Household: engine.Household{ID: id, Area: "V", Location: place()}})
	}
	for range 2 {
		id := p.Households[c(len(p.Households))].ID
		lives := func(m engine.Member) bool { return m.Household == id }
		named := func(x engine.Change) bool { h, is := x.(engine.PutHousehold); return is && h.Household.ID == id }
		gone := func(x engine.Change) bool { h, is := x.(engine.DropHousehold); return is && h.ID == id }
		if !slices.ContainsFunc(p.Members, lives) && !slices.ContainsFunc(all, named) && !slices.ContainsFunc(all, gone) {
			all = append(all, engine.DropHousehold{ID: id})
		}
	}
	at := c(len(p.Members) - 1)
	ill := p.Members[at+1]
	ill.Status = policy.StatusUnable
	fresh := engine.Member{ID: engine.MemberID(fmt.Sprintf("F%d", i)), Area: "V", Located: true, Location: place()}
	return append(all, engine.DropMember{ID: p.Members[at].ID}, engine.PutMember{Member: ill}, engine.PutMember{Member: fresh})
}

func tinyOptions(c chooser) engine.Options {
	o := engine.Options{Resite: c.one(4), NoProof: c.one(6), Trades: c(3)}
	if c.one(2) {
		n := c(4)
		o.MaxChanges = &n
	}
	return o
}

// tinyChanges are up to four changes of any kind.
func tinyChanges(c chooser, p *engine.Problem) []engine.Change {
	var all []engine.Change
	for range c(5) {
		if x := tinyChange(c, p, len(all)); x != nil {
			all = append(all, x)
		}
	}
	return all
}

// tinyChange draws a change; nil where there is nothing to change so.
func tinyChange(c chooser, p *engine.Problem, i int) engine.Change {
	homes, members := len(p.Households), len(p.Members)
	if homes > 0 && members > 0 && c.one(4) {
		return tinyRuleChange(c, p)
	}
	switch k := c(14); {
	case k == 0:
		h := tinyHome(c, p, 0)
		h.ID = engine.HouseholdID(fmt.Sprintf("H%d", homes+i))
		return engine.PutHousehold{Household: h}
	case k == 1:
		return engine.PutMember{Member: tinyMember(c, p, members+i)}
	case k == 2 && homes > 0:
		return engine.DropHousehold{ID: p.Households[c(homes)].ID}
	case k == 3 && members > 0:
		return engine.DropMember{ID: p.Members[c(members)].ID}
	case k == 4 && homes > 0:
		h := p.Households[c(homes)]
		h.Location = tinyPoint(c, p)
		return engine.PutHousehold{Household: h}
	case k == 5 && members > 0:
		m := p.Members[c(members)]
		m.Status = pick(c, policy.StatusAway, policy.StatusActive)
		return engine.PutMember{Member: m}
	case k == 6 && members > 0:
		m, n := p.Members[c(members)], c(4)
		m.MaxLoad, m.MinLoad = &n, nil
		return engine.PutMember{Member: m}
	case k == 7 && members > 0:
		m := p.Members[c(members)]
		return engine.PutMember{Member: renewed(tinyMember(c, p, 0), m.ID)}
	case k == 8 && homes > 0 && members > 0:
		return engine.PutLock{Pair: tinyPair(c, p)}
	case k == 9 && homes > 0 && members > 0:
		return engine.PutForbidden{Pair: tinyPair(c, p)}
	case k == 10:
		return engine.PutSite{Site: tinySite(c, p, c(3))}
	case k == 11 && c.one(3):
		q := tinyPolicy(c)
		q.Metric = p.Policy.Metric
		if q.Links.Within != policy.WithinNone {
			q.Selection = pick(c, q.Selection, p.Policy.Selection, tinySelection(c))
		}
		return engine.SetPolicy{Policy: q}
	case k == 12 && homes > 0:
		h := p.Households[c(homes)]
		h.Preferences = tinyRanking[engine.MemberID](c, "M")
		return engine.PutHousehold{Household: h}
	case k == 13 && members > 0:
		m := p.Members[c(members)]
		m.Preferences = tinyRanking[engine.HouseholdID](c, "H")
		return engine.PutMember{Member: m}
	case homes > 0:
		h := p.Households[c(homes)]
		h.Priority, h.Weight, h.Group = c(3), 1+c(2), pick(c, "", "north", "south")
		return engine.PutHousehold{Household: h}
	}
	return nil
}

func renewed(m engine.Member, id engine.MemberID) engine.Member {
	m.ID = id
	return m
}
