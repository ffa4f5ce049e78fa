package verify_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// hamlet makes a small area with drawn or given groups, on a grid so that
// places coincide, lie on lines and on circles.
func hamlet(c chooser) engine.Problem {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric = pick(c, policy.MetricGeodesic, policy.MetricPlanar)
	p.Policy.Circles.Sites = policy.SitesNone
	p.Policy.Links.Within, p.Policy.Links.Load.Min = pick(c, policy.WithinGroup, policy.WithinArea, policy.WithinNone), 0
	g := &p.Policy.Groups
	g.By = pick(c, policy.GroupsDrawn, policy.GroupsDrawn, policy.GroupsDrawn, policy.GroupsGiven)
	g.Measure = pick(c, policy.MeasureHomes, policy.MeasureWeight)
	g.Balance = pick(c, policy.GroupBalanceSpread, policy.GroupBalanceNone)
	g.Compactness = pick(c, policy.CompactCut, policy.CompactDistance)
	g.Neighbor, g.Effort = pick(c, policy.AtMost(100), policy.AtMost(150), policy.AtMost(300), policy.Limit{}), 1
	g.Min, g.Max = c(4), 4+c(4)
	if c.one(2) {
		g.Count = 1 + c(4)
		if c.one(2) {
			g.Min, g.Max, g.Tolerance = 0, 0, policy.Around(float64(c(30)))
		}
	}
	for _, r := range []policy.Role{{Name: "head", Min: 1, Max: 1, Titles: []string{"cadre", "leader"}}, {Name: "staff", Min: 1, Max: 2}} {
		if c.one(2) {
			g.Roles = append(g.Roles, r)
		}
	}
	for i := range c(14) {
		h := engine.Household{ID: engine.HouseholdID(fmt.Sprintf("H%02d", i)), Area: "A", Weight: 1 + c(3), Group: pick(c, "", "north", "south"), Location: tinyPoint(c, &p)}
		p.Households = append(p.Households, h)
	}
	for i := range c(5) {
		p.Members = append(p.Members, tinyMember(c, &p, i))
	}
	switch n := len(p.Households); {
	case n > 1 && c.one(4):
		p.Adjacency = []engine.HomePair{}
		for range c(2 * n) {
			a, b := c(n), c(n)
			if a != b {
				p.Adjacency = append(p.Adjacency, engine.HomePair{A: p.Households[a].ID, B: p.Households[b].ID, Length: 2 + (a+b)%3})
			}
		}
	case c.one(3):
		p.Barriers = [][]orb.Point{{tinyPoint(c, &p), tinyPoint(c, &p), tinyPoint(c, &p)}}
	}
	return p
}

func solveHamlet(t *testing.T, p engine.Problem) engine.Plan {
	t.Helper()
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestGroupsAreTrue lets the judge find nothing in what the solver draws.
func TestGroupsAreTrue(t *testing.T) {
	kinds := map[engine.ProofKind]int{}
	for seed := range uint64(600) {
		p := hamlet(seeded(seed))
		plan := solveHamlet(t, p)
		r, err := verify.Check(context.Background(), p, plan)
		if err != nil || !r.OK() {
			t.Fatalf("seed %d: %v %v\n%+v\n%+v", seed, err, r.Findings, p, plan.Draft().Groups)
		}
		kinds[plan.Proof().Groups.Kind]++
	}
	for _, k := range []engine.ProofKind{engine.Certified, engine.Searched, engine.Kept} {
		if kinds[k] == 0 {
			t.Errorf("no claim of kind %s: %v", k, kinds)
		}
	}
}

// TestGroupsFollow rebalances and lets the judge look at plans and moves.
func TestGroupsFollow(t *testing.T) {
	stood := 0
	for seed := range uint64(400) {
		c := seeded(1e5 + seed)
		before := hamlet(c)
		plan := solveHamlet(t, before)
		state, err := engine.Resume(context.Background(), before, plan)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			o := engine.Options{Resite: c.one(4)}
			delta, err := state.Apply(context.Background(), hamletLater(c, state.Problem()), o)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			after := state.Problem()
			r, err := verify.CheckDelta(context.Background(), before, plan, after, delta)
			if err != nil || !r.OK() {
				t.Fatalf("seed %d: %v %v\n%+v\n%+v\n%+v", seed, err, r.Findings, before, after, delta.Plan.Draft().Groups)
			}
			if delta.Plan.Proof().Groups.Kind == engine.Kept {
				stood++
			}
			before, plan = after, delta.Plan
		}
	}
	if stood == 0 {
		t.Error("no groups stood")
	}
}

func hamletLater(c chooser, p engine.Problem) []engine.Change {
	var changes []engine.Change
	for i := range c(3) {
		h := engine.Household{ID: engine.HouseholdID(fmt.Sprintf("N%d-%02d", len(p.Households), i)), Area: "A", Weight: 1 + c(2), Location: tinyPoint(c, &p)}
		changes = append(changes, engine.PutHousehold{Household: h})
	}
	for i := range p.Households {
		h := p.Households[i]
		lived := slices.ContainsFunc(p.Members, func(m engine.Member) bool { return m.Household == h.ID })
		switch {
		case c.one(8) && !lived:
			changes = append(changes, engine.DropHousehold{ID: h.ID})
		case c.one(8):
			h.Location = tinyPoint(c, &p)
			changes = append(changes, engine.PutHousehold{Household: h})
		}
	}
	return changes
}

// groupMutations each make a plan with groups false, if they find something to
// change.
var groupMutations = []struct {
	name   string
	code   string
	change func(c chooser, p *engine.Problem, d *engine.Draft) bool
}{
	{"a home in no group", verify.GroupMissing, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h := some(c, d.Homes, func(h *engine.Home) bool { return h.Group != "" })
		if h != nil {
			h.Group = ""
		}
		return h != nil
	}},
	{"a home in a foreign group", verify.ForeignGroup, on(homes, always, func(h *engine.Home) { h.Group = "A777" })},
	{"a home moves over", verify.WrongGroupFigure, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h, g := some(c, d.Homes, func(h *engine.Home) bool { return h.Group != "" }), anyOf(c, d.Groups)
		if h == nil || g == nil || h.Group == g.ID {
			return false
		}
		h.Group = g.ID
		return true
	}},
	{"a group twice", verify.GroupTwice, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		g := anyOf(c, d.Groups)
		if g != nil {
			d.Groups = append(d.Groups, *g)
		}
		return g != nil
	}},
	{"an empty group", verify.GroupEmpty, head(func(d *engine.Draft) {
		d.Groups = append(d.Groups, engine.Group{ID: "A900", Number: 900, Name: "empty"})
	})},
	{"another number", verify.WrongGroupNumber, onGroup(func(g *engine.Group) { g.Number += 7 })},
	{"another middle", verify.WrongGroupFigure, onGroup(func(g *engine.Group) { g.Household += "x" })},
	{"another centre", verify.WrongGroupFigure, onGroup(func(g *engine.Group) { g.Center[0] += 1e-9 })},
	{"more homes", verify.WrongGroupFigure, onGroup(func(g *engine.Group) { g.Homes++ })},
	{"fewer members", verify.WrongGroupFigure, onGroup(func(g *engine.Group) { g.Members-- })},
	{"more weight", verify.WrongGroupFigure, onGroup(func(g *engine.Group) { g.Weight++ })},
	{"another radius", verify.WrongGroupFigure, onGroup(func(g *engine.Group) { g.RadiusMM++ })},
	{"another total", verify.WrongGroupFigure, onGroup(func(g *engine.Group) { g.TotalMM-- })},
	{"another violation", verify.WrongValue, head(func(d *engine.Draft) { d.Proof.Groups.Violation++ })},
	{"another spread", verify.WrongValue, head(func(d *engine.Draft) { d.Proof.Groups.Spread-- })},
	{"another compactness", verify.WrongValue, head(func(d *engine.Draft) { d.Proof.Groups.Compactness-- })},
	{"a bound past the value", verify.FalseBound, func(_ chooser, _ *engine.Problem, d *engine.Draft) bool {
		d.Proof.Groups.CompactnessBound = d.Proof.Groups.Compactness + 1
		return d.Proof.Groups.Kind != engine.Certified
	}},
	{"certified without proof", verify.FalseClaim, func(_ chooser, _ *engine.Problem, d *engine.Draft) bool {
		bounded := d.Proof.Groups.Kind == engine.Bounded
		d.Proof.Groups.Kind = engine.Certified
		return bounded
	}},
	{"not solved", verify.ProofMissing, func(_ chooser, _ *engine.Problem, d *engine.Draft) bool {
		d.Proof.Groups.Kind = engine.NotSolved
		return true
	}},
	{"kept without a past", verify.KeptUnasked, func(_ chooser, p *engine.Problem, d *engine.Draft) bool {
		d.Proof.Groups.Kind = engine.Kept
		return p.Policy.Groups.By == policy.GroupsDrawn
	}},
	{"an invented reason", verify.WrongGroupReason, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		r := engine.GroupReason{Kind: pick(c, engine.GroupsLight, engine.GroupsNoCount, engine.GroupsHeavy, engine.GroupsFew, engine.GroupsMany,
			engine.GroupsSumLight, engine.GroupsSumHeavy, "weather"), Pieces: 99, Size: 99}
		for _, h := range d.Homes[:min(len(d.Homes), 2)] {
			r.Homes = append(r.Homes, h.ID)
		}
		d.Proof.Groups.Reasons = append(d.Proof.Groups.Reasons, r)
		return d.Proof.Groups.Kind != engine.Kept
	}},
	{"a reason of another size", verify.WrongGroupReason, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		r := some(c, d.Proof.Groups.Reasons, func(r *engine.GroupReason) bool { return len(r.Homes) > 0 })
		if r != nil {
			r.Size++
		}
		return r != nil
	}},
	{"a reason without a home", verify.WrongGroupReason, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		r := some(c, d.Proof.Groups.Reasons, func(r *engine.GroupReason) bool { return len(r.Homes) > 0 })
		if r != nil {
			r.Homes = r.Homes[1:]
		}
		return r != nil
	}},
	{"another holder", verify.SlotMember, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		s := anyOf(c, d.GroupSlots)
		if s != nil {
			s.Member = "M9"
		}
		return s != nil
	}},
	{"a slot of a foreign group", verify.WrongSlot, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		s := anyOf(c, d.GroupSlots)
		if s != nil {
			s.Group = "A777"
		}
		return s != nil
	}},
	{"another slot number", verify.WrongSlotNumber, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		s := some(c, d.GroupSlots, func(s *engine.GroupSlot) bool {
			return s.Role == "staff" && !slices.ContainsFunc(d.GroupSlots, func(o engine.GroupSlot) bool {
				return o != *s && o.Group == s.Group && o.Role == s.Role
			})
		})
		if s != nil {
			s.Number = 3 - s.Number
		}
		return s != nil
	}},
	{"an empty slot", verify.TeamNotBest, func(c chooser, _ *engine.Problem, d *engine.Draft) bool { return without(&d.GroupSlots, c) }},
	{"a small group is not told", verify.ShortfallMissing, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		n := len(d.Shortfalls)
		d.Shortfalls = slices.DeleteFunc(d.Shortfalls, func(s engine.Shortfall) bool { return s.Group != "" })
		return len(d.Shortfalls) < n
	}},
	{"a shortfall of a group is wrong", verify.WrongShortfall, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		s := some(c, d.Shortfalls, func(s *engine.Shortfall) bool { return s.Group != "" })
		if s != nil {
			s.Missing++
		}
		return s != nil
	}},
	{"a shortfall of another group", verify.ShortfallFalse, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		s := some(c, d.Shortfalls, func(s *engine.Shortfall) bool { return s.Group != "" })
		if s != nil {
			s.Group = "A777"
		}
		return s != nil
	}},
}

func onGroup(do func(*engine.Group)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return on(func(d *engine.Draft) []engine.Group { return d.Groups }, always, do)
}

// TestGroupMutations makes true plans with groups false and asks that the judge
// names what.
func TestGroupMutations(t *testing.T) {
	for _, m := range groupMutations {
		t.Run(m.name, func(t *testing.T) {
			changed := 0
			for seed := range uint64(120) {
				c := seeded(2e5 + seed)
				p := hamlet(c)
				d := solveHamlet(t, p).Draft()
				if !m.change(c, &p, &d) {
					continue
				}
				changed++
				r, err := verify.Check(context.Background(), p, d.Build())
				if err != nil || !r.Has(m.code) && !(m.name == "a home moves over" && !r.OK()) {
					t.Fatalf("seed %d: expected %s, got %v %v", seed, m.code, err, r.Findings)
				}
			}
			if changed == 0 {
				t.Error("there was nothing to change")
			}
		})
	}
}

// TestTornGroups swaps homes of groups far from each other and mends all
// figures but that.
func TestTornGroups(t *testing.T) {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric, p.Policy.Circles.Sites, p.Policy.Links.Within = policy.MetricPlanar, policy.SitesNone, policy.WithinArea
	p.Policy.Groups.By, p.Policy.Groups.Count = policy.GroupsDrawn, 2
	for i := range 6 {
		p.Households = append(p.Households, engine.Household{ID: engine.HouseholdID(fmt.Sprintf("H%d", i)), Area: "A", Location: orb.Point{float64(i) * 20, 0}})
	}
	d := solveHamlet(t, p).Draft()
	d.Homes[1].Group, d.Homes[4].Group = d.Homes[4].Group, d.Homes[1].Group
	r, err := verify.Check(context.Background(), p, d.Build())
	if err != nil || !r.Has(verify.GroupTorn) {
		t.Fatal(err, r.Findings)
	}
}
