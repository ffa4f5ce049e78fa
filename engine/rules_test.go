package engine_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// lane is an area along a line, in metres: no circles, everybody may serve everybody within 500 m, nearest first.
func lane(set func(*policy.Policy)) engine.Problem {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric, p.Policy.Circles.Sites, p.Policy.Links.Within = policy.MetricPlanar, policy.SitesNone, policy.WithinArea
	p.Policy.Links.Load = policy.Load{Max: 9, Balance: policy.BalanceNone}
	p.Policy.Links.Order = []policy.Tier{policy.TierDistance}
	set(&p.Policy)
	return p
}

func laneHome(id engine.HouseholdID, x float64, set func(*engine.Household)) engine.Household {
	h := engine.Household{ID: id, Area: "A", Location: orb.Point{x, 0}}
	set(&h)
	return h
}

func laneMember(id engine.MemberID, x float64, set func(*engine.Member)) engine.Member {
	m := engine.Member{ID: id, Area: "A", Located: true, Location: orb.Point{x, 0}}
	set(&m)
	return m
}

// rowOf returns what a plan says of a home.
func rowOf(p engine.Plan, id engine.HouseholdID) engine.Home {
	for h := range p.Homes() {
		if h.ID == id {
			return h
		}
	}
	return engine.Home{}
}

func require(rules ...policy.Requirement) func(*policy.Policy) {
	return func(p *policy.Policy) { p.Links.Require = rules }
}

func plainHome(*engine.Household) {}
func plainMember(*engine.Member)  {}

// TestReasonsOfHardRules asks for the first rule that nobody around meets, with what would help.
func TestReasonsOfHardRules(t *testing.T) {
	law := func(m *engine.Member) { m.Skills = []string{"law"} }
	asks := func(services ...string) func(*engine.Household) {
		return func(h *engine.Household) { h.Services, h.Association = services, "pear" }
	}
	for name, x := range map[string]struct {
		rules   []policy.Requirement
		asks    []string
		members []engine.Member
		vetoed  []engine.MemberID
		want    engine.Unserved
		fix     engine.Fix
	}{
		"nobody in reach comes before the rules": {
			[]policy.Requirement{policy.RequireServices}, []string{"law"}, []engine.Member{laneMember("M1", 700, plainMember)}, nil,
			engine.Unserved{Reason: engine.ReasonNobodyInReach, Nearest: "M1", NearestMM: 700_000},
			engine.Fix{Kind: engine.FixAddMember, Services: []string{"law"}},
		},
		"the service that nobody offers": {
			[]policy.Requirement{policy.RequireServices}, []string{"law", "medical", "law"},
			[]engine.Member{laneMember("M1", 100, law), laneMember("M2", 900, func(m *engine.Member) { m.Skills = []string{"medical", "law"} })}, nil,
			engine.Unserved{Reason: engine.ReasonNoService, Nearest: "M2", NearestMM: 900_000, Services: []string{"medical"}},
			engine.Fix{Kind: engine.FixAddMember, Services: []string{"law", "medical"}},
		},
		"each service is offered, but not by one": {
			[]policy.Requirement{policy.RequireServices}, []string{"law", "medical"},
			[]engine.Member{laneMember("M1", 100, law), laneMember("M2", 200, func(m *engine.Member) { m.Skills = []string{"medical"} })}, nil,
			engine.Unserved{Reason: engine.ReasonNoService, Services: []string{"law", "medical"}},
			engine.Fix{Kind: engine.FixAddMember, Services: []string{"law", "medical"}},
		},
		"association before services": {
			[]policy.Requirement{policy.RequireServices, policy.RequireAssociation}, []string{"law"},
			[]engine.Member{laneMember("M1", 100, law), laneMember("M2", 600, func(m *engine.Member) { m.Association = "pear" })}, nil,
			engine.Unserved{Reason: engine.ReasonNoAssociation},
			engine.Fix{Kind: engine.FixAddMember, Services: []string{"law"}, Association: "pear"},
		},
		"only who is of the association can lack a service": {
			[]policy.Requirement{policy.RequireServices, policy.RequireAssociation}, []string{"law"},
			[]engine.Member{laneMember("M1", 100, law), laneMember("M2", 200, func(m *engine.Member) { m.Association = "pear" })}, nil,
			engine.Unserved{Reason: engine.ReasonNoService, Services: []string{"law"}},
			engine.Fix{Kind: engine.FixAddMember, Services: []string{"law"}, Association: "pear"},
		},
		"forbidden comes after the rules": {
			[]policy.Requirement{policy.RequireServices}, []string{"law"}, []engine.Member{laneMember("M1", 100, law), laneMember("M2", 200, plainMember)},
			[]engine.MemberID{"M1"},
			engine.Unserved{Reason: engine.ReasonForbidden, Nearest: "M1", NearestMM: 100_000},
			engine.Fix{Kind: engine.FixAllowPair},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := lane(require(x.rules...))
			p.Households, p.Members = []engine.Household{laneHome("H1", 0, asks(x.asks...))}, x.members
			for _, m := range x.vetoed {
				p.Forbidden = append(p.Forbidden, engine.Pair{Household: "H1", Member: m})
			}
			d := solve(t, p).Draft()
			x.want.Household, x.want.Stage = "H1", engine.StageLink
			if diff := cmp.Diff([]engine.Unserved{x.want}, d.Unserved); diff != "" {
				t.Error(diff)
			}
			x.fix.Household, x.fix.Homes = "H1", 1
			if diff := cmp.Diff([]engine.Fix{x.fix}, d.Fixes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestOneHelperForThoseWhoAskForLess counts helpers: one who offers all serves those around who ask for part of it.
func TestOneHelperForThoseWhoAskForLess(t *testing.T) {
	p := lane(require(policy.RequireServices))
	for i, services := range [][]string{{"law"}, {"law", "medical"}, {}, {"medical"}, {"finance"}} {
		p.Households = append(p.Households, laneHome(engine.HouseholdID('A'+rune(i)), float64(10*i), func(h *engine.Household) { h.Services = services }))
	}
	p.Members = []engine.Member{laneMember("M1", 900, plainMember)}
	want := []engine.Fix{
		{Kind: engine.FixAddMember, Household: "B", Homes: 4, Services: []string{"law", "medical"}},
		{Kind: engine.FixAddMember, Household: "E", Homes: 1, Services: []string{"finance"}},
	}
	if diff := cmp.Diff(want, solve(t, p).Draft().Fixes); diff != "" {
		t.Error(diff)
	}
}

// TestAssociationsReachFarther lets members serve homes of their association up to its reach, and no others; distances stay true, and who has no
// location counts as far as ever.
func TestAssociationsReachFarther(t *testing.T) {
	p := lane(func(p *policy.Policy) {
		p.Links.AssociationReach = policy.AtMost(1000)
		p.Links.Order = []policy.Tier{policy.TierAssociation, policy.TierDistance}
	})
	pear := func(h *engine.Household) { h.Association = "pear" }
	p.Households = []engine.Household{
		laneHome("H1", 1000, pear), laneHome("H2", 1000.001, pear), laneHome("H3", 600, plainHome), laneHome("H4", 400, pear), laneHome("H5", -900, pear),
	}
	p.Members = []engine.Member{
		laneMember("M1", 0, func(m *engine.Member) { m.Association = "pear" }), laneMember("M2", 410, plainMember),
	}
	plan := solve(t, p)
	for id, want := range map[engine.HouseholdID]engine.Home{
		"H1": {State: engine.HomeLinked, Member: "M1", DistanceMM: 1_000_000}, "H2": {State: engine.HomeUnserved},
		"H3": {State: engine.HomeLinked, Member: "M2", DistanceMM: 190_000}, "H4": {State: engine.HomeLinked, Member: "M1", DistanceMM: 400_000},
		"H5": {State: engine.HomeLinked, Member: "M1", DistanceMM: 900_000},
	} {
		if got := rowOf(plan, id); got.State != want.State || got.Member != want.Member || got.DistanceMM != want.DistanceMM {
			t.Errorf("%s: %+v; expected %+v", id, got, want)
		}
	}
	x, err := engine.Explain(context.Background(), p, plan, "H2", engine.ExplainOptions{})
	if err != nil || x.Alternatives[0].Verdict != engine.VerdictTooFar || x.Unserved.Reason != engine.ReasonNobodyInReach {
		t.Errorf("%+v %v", x, err)
	}
	p.Members[0].Located = false
	if got := rowOf(solve(t, p), "H1"); got.Member != "M1" || got.DistanceMM != 500_000 {
		t.Errorf("without location: %+v; expected M1 at the reach", got)
	}
}

// TestLeadersStrictlyByLevel gives the only leader to the home of priority 2, whatever that costs those of priority 1, and words of one level
// weigh the same.
func TestLeadersStrictlyByLevel(t *testing.T) {
	p := lane(func(p *policy.Policy) {
		p.Titles = [][]string{{"secretary", "chief"}, {"cadre"}}
		p.Links.Load.Max = 1
		p.Links.Order = []policy.Tier{policy.TierLeaders2, policy.TierLeaders1, policy.TierDistance}
	})
	p.Members = []engine.Member{
		laneMember("M1", 300, func(m *engine.Member) { m.Title = "chief" }), laneMember("M2", 0, func(m *engine.Member) { m.Title = "cadre" }),
		laneMember("M3", 10, plainMember),
	}
	p.Households = []engine.Household{
		laneHome("H0", 300, plainHome), laneHome("H1", 290, func(h *engine.Household) { h.Priority = 1 }), laneHome("H2", 0, func(h *engine.Household) { h.Priority = 2 }),
	}
	plan := solve(t, p)
	for id, want := range map[engine.HouseholdID]engine.MemberID{"H2": "M1", "H1": "M2", "H0": "M3"} {
		if got := rowOf(plan, id).Member; got != want {
			t.Errorf("%s has %s; expected %s", id, got, want)
		}
	}
	if got := plan.Proof().Links.Value; !slices.Equal(got[:6], []int64{0, 0, 0, 0, 0, 1}) {
		t.Errorf("value %v; expected nothing but the cadre's rank at the home of priority 1", got)
	}
}

// TestNobodyIsAskedBelowThePriority holds homes of lower priority, but own and locked ones, and claims nothing of them.
func TestNobodyIsAskedBelowThePriority(t *testing.T) {
	p := lane(func(p *policy.Policy) { p.Links.PriorityMin, p.Deputies.Max = 2, 3 })
	for i, priority := range []int{0, 1, 2, 1, 0} {
		p.Households = append(p.Households, laneHome(engine.HouseholdID('A'+rune(i)), float64(100*i), func(h *engine.Household) { h.Priority = priority }))
	}
	p.Members = []engine.Member{laneMember("M1", 0, plainMember), laneMember("M2", 0, func(m *engine.Member) { m.Household = "E" })}
	p.Locks = []engine.Pair{{Household: "D", Member: "M1"}}
	plan := solve(t, p)
	for id, want := range map[engine.HouseholdID]engine.HomeState{
		"A": engine.HomeHeld, "B": engine.HomeHeld, "C": engine.HomeLinked, "D": engine.HomeLocked, "E": engine.HomeOwn,
	} {
		if got := rowOf(plan, id).State; got != want {
			t.Errorf("%s is %s; expected %s", id, got, want)
		}
	}
	if d := plan.Draft(); len(d.Unserved) > 0 || d.Members[0].Load+d.Members[1].Load != 2 {
		t.Errorf("unserved %v, loads of %v; expected none and 2 in all", d.Unserved, d.Members)
	}
	x, err := engine.Explain(context.Background(), p, plan, "A", engine.ExplainOptions{Best: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range x.Alternatives {
		if a.Verdict != engine.VerdictHeld || a.Delta != nil || a.Best != nil {
			t.Errorf("%+v; expected held", a)
		}
	}
}

// TestLocksOverrideRules keeps a lock that breaks every rule; without it the home has nobody.
func TestLocksOverrideRules(t *testing.T) {
	p := lane(require(policy.RequireServices, policy.RequireAssociation))
	p.Households = []engine.Household{laneHome("H1", 0, func(h *engine.Household) { h.Services, h.Association = []string{"law"}, "pear" })}
	p.Members = []engine.Member{laneMember("M1", 100, plainMember)}
	p.Locks = []engine.Pair{{Household: "H1", Member: "M1"}}
	s, plan := standing(t, p)
	if got := rowOf(plan, "H1"); got.State != engine.HomeLocked {
		t.Errorf("%+v; expected locked", got)
	}
	delta := apply(t, s, plan, engine.Options{}, engine.DropLock{Pair: p.Locks[0]})
	if m := delta.Moves[0]; m.Kind != engine.MoveForced || m.Cause.Code != engine.CausePolicy {
		t.Errorf("%+v; expected forced by the policy, which no lock overrides now", m)
	}
}

// TestCausesOfHardRules changes one record and asks why the home has nobody any more.
func TestCausesOfHardRules(t *testing.T) {
	home := func(set func(*engine.Household)) func(p *engine.Problem) engine.Change {
		return func(p *engine.Problem) engine.Change {
			h := p.Households[0]
			set(&h)
			return engine.PutHousehold{Household: h}
		}
	}
	member := func(set func(*engine.Member)) func(p *engine.Problem) engine.Change {
		return func(p *engine.Problem) engine.Change {
			m := p.Members[0]
			set(&m)
			return engine.PutMember{Member: m}
		}
	}
	terms := func(set func(*policy.Links)) func(p *engine.Problem) engine.Change {
		return func(p *engine.Problem) engine.Change {
			q := p.Policy.Clone()
			set(&q.Links)
			return engine.SetPolicy{Policy: q}
		}
	}
	for name, x := range map[string]struct {
		change func(p *engine.Problem) engine.Change
		want   engine.Cause
		state  engine.HomeState
	}{
		"it asks for more":           {home(func(h *engine.Household) { h.Services = []string{"law", "medical"} }), engine.Cause{Code: engine.CauseHomeMoved}, engine.HomeUnserved},
		"it is in another one":       {home(func(h *engine.Household) { h.Association = "bees" }), engine.Cause{Code: engine.CauseHomeMoved}, engine.HomeUnserved},
		"its priority is lower":      {home(func(h *engine.Household) { h.Priority = 0 }), engine.Cause{Code: engine.CauseHomeMoved}, engine.HomeHeld},
		"he offers less":             {member(func(m *engine.Member) { m.Skills = nil }), engine.Cause{Code: engine.CauseMemberChanged, Member: "M1"}, engine.HomeUnserved},
		"he is in another one":       {member(func(m *engine.Member) { m.Association = "bees" }), engine.Cause{Code: engine.CauseMemberChanged, Member: "M1"}, engine.HomeUnserved},
		"the reach of associations":  {terms(func(l *policy.Links) { l.AssociationReach = policy.AtMost(600) }), engine.Cause{Code: engine.CausePolicy, Member: "M1"}, engine.HomeUnserved},
		"only homes of priority 2":   {terms(func(l *policy.Links) { l.PriorityMin = 2 }), engine.Cause{Code: engine.CausePolicy, Member: "M1"}, engine.HomeHeld},
		"an association of no reach": {terms(func(l *policy.Links) { l.AssociationReach = policy.Limit{} }), engine.Cause{Code: engine.CausePolicy, Member: "M1"}, engine.HomeUnserved},
	} {
		t.Run(name, func(t *testing.T) {
			p := lane(func(p *policy.Policy) {
				p.Links.Require = []policy.Requirement{policy.RequireServices}
				p.Links.AssociationReach, p.Links.PriorityMin = policy.AtMost(800), 1
			})
			p.Households = []engine.Household{laneHome("H1", 700, func(h *engine.Household) { h.Services, h.Association, h.Priority = []string{"law"}, "pear", 1 })}
			p.Members = []engine.Member{laneMember("M1", 0, func(m *engine.Member) { m.Skills, m.Association = []string{"law"}, "pear" })}
			s, plan := standing(t, p)
			if rowOf(plan, "H1").Member != "M1" {
				t.Fatal("not linked before")
			}
			delta := apply(t, s, plan, engine.Options{}, x.change(&p))
			want := engine.Move{Household: "H1", Kind: engine.MoveForced, Before: "M1", BeforeMM: 700_000, LoadBefore: 1, Cause: x.want}
			if diff := cmp.Diff([]engine.Move{want}, delta.Moves); diff != "" {
				t.Error(diff)
			}
			if got := rowOf(delta.Plan, "H1").State; got != x.state {
				t.Errorf("state %s; expected %s", got, x.state)
			}
		})
	}
}

// TestRolesBySource fills one place after the other by title, source group, nomination, distance and id, and takes nobody who is not listed.
func TestRolesBySource(t *testing.T) {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	p.Policy.Team.Roles = []policy.Role{{Name: "head", Max: 9, Titles: []string{"cadre", ""}, Sources: []string{"bureau", "village"},
		Nominations: []string{policy.NominationAppointed, policy.NominationNone}}}
	p.Households = []engine.Household{laneHome("H1", 0, plainHome), laneHome("H2", 30, plainHome)}
	member := func(id engine.MemberID, at engine.HouseholdID, title, source, nomination string) {
		p.Members = append(p.Members, engine.Member{ID: id, Area: "A", Household: at, Title: title, Source: source, Nomination: nomination})
	}
	member("M1", "H2", "cadre", "village", "")
	member("M2", "H2", "", "bureau", policy.NominationAppointed)
	member("M3", "H2", "", "bureau", "")
	member("M4", "H2", "", "village", "")
	member("M5", "H1", "", "village", "")
	member("M6", "H1", "", "elsewhere", "")
	member("M7", "H1", "", "bureau", policy.NominationNominated)
	member("M8", "H1", "leader", "bureau", "")
	plan := solve(t, p)
	var got []engine.MemberID
	for s := range plan.Slots() {
		got = append(got, s.Member)
	}
	// The centre is at H1 or at H2, whichever; the nearer of M4 and M5 comes first.
	want := []engine.MemberID{"M1", "M2", "M3", "M4", "M5"}
	for c := range plan.Circles() {
		if c.Household == "H1" {
			want[3], want[4] = "M5", "M4"
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("heads %v; expected %v", got, want)
	}
}

// TestHoldersStayWhileTheyFit leaves a role with who holds it until his source group no longer does.
func TestHoldersStayWhileTheyFit(t *testing.T) {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	p.Policy.Team.Roles = []policy.Role{{Name: "head", Min: 1, Max: 1, Sources: []string{"bureau", "village"}}}
	p.Households = []engine.Household{laneHome("H1", 0, plainHome)}
	of := func(id engine.MemberID, source string) engine.Member {
		return engine.Member{ID: id, Area: "A", Household: "H1", Source: source}
	}
	p.Members = []engine.Member{of("M1", "village"), of("M2", "elsewhere")}
	s, plan := standing(t, p)
	for _, x := range []struct {
		change engine.Change
		head   engine.MemberID
	}{
		{engine.PutMember{Member: of("M3", "bureau")}, "M1"},
		{engine.PutMember{Member: of("M1", "elsewhere")}, "M3"},
		{engine.PutMember{Member: of("M1", "bureau")}, "M3"},
	} {
		plan = apply(t, s, plan, engine.Options{}, x.change).Plan
		if slots := plan.Draft().Slots; len(slots) != 1 || slots[0].Member != x.head {
			t.Errorf("%+v: %v; expected %s", x.change, slots, x.head)
		}
	}
}

// TestTheLongestOrderOfTiers solves, explains and rebalances with as many tiers as a policy may name and pairs of a two-way choice that give way.
func TestTheLongestOrderOfTiers(t *testing.T) {
	all := []policy.Tier{policy.TierLeaders2, policy.TierLeaders1, policy.TierAssociation, policy.TierFit, policy.TierPreference, policy.TierLoad, policy.TierDistance}
	p := lane(func(p *policy.Policy) { p.Links.Order, p.Titles = all, [][]string{{"cadre"}} })
	p.Policy.Links.Load = policy.Load{Min: 1, TargetMin: 2, TargetMax: 2, Max: 4, Balance: policy.BalanceBand}
	p.Policy.Selection = policy.Selection{By: policy.ProposeHomes, Unlisted: policy.UnlistedRefused, Pairs: policy.PairsYielding}
	r := stream(3)
	for i := range 12 {
		p.Households = append(p.Households, laneHome(engine.HouseholdID('A'+rune(i)), float64(r.below(400)), func(h *engine.Household) {
			h.Priority, h.Services, h.Association = r.below(3), []string{"law"}, oneOf(&r, "", "pear")
			h.Preferences = engine.InOrder(engine.MemberID('a' + rune(r.below(4))))
		}))
	}
	for i := range 4 {
		p.Members = append(p.Members, laneMember(engine.MemberID('a'+rune(i)), float64(100*i), func(m *engine.Member) {
			m.Title, m.Skills, m.Association = oneOf(&r, "", "cadre"), []string{oneOf(&r, "law", "medical")}, oneOf(&r, "", "pear")
		}))
	}
	s, plan := standing(t, p)
	report, err := verify.Check(context.Background(), p, plan)
	if err != nil || !report.OK() || report.Stage(verify.StageLinks).Confirmed != engine.Certified {
		t.Errorf("%v %v %v", err, report.Findings, report.Stages)
	}
	if _, err := engine.Explain(context.Background(), p, plan, "A", engine.ExplainOptions{Best: true}); err != nil {
		t.Error(err)
	}
	away := p.Members[0]
	away.Status = policy.StatusAway
	delta := apply(t, s, plan, engine.Options{Trades: 2}, engine.PutMember{Member: away})
	if got := len(delta.Plan.Proof().Links.Tiers); got != 13 {
		t.Errorf("%d tiers; expected 13, the most there can be", got)
	}
	if _, err := s.Explain(context.Background(), delta.Plan, "B", engine.ExplainOptions{Best: true}); err != nil {
		t.Error(err)
	}
}

// TestGroupRolesBySource fills the roles of a group by title, source group, nomination and distance to the middle, and leaves them with who holds
// them while they fit.
func TestGroupRolesBySource(t *testing.T) {
	p := lane(func(p *policy.Policy) {
		p.Groups.By, p.Groups.Max = policy.GroupsDrawn, 9
		p.Groups.Roles = []policy.Role{
			{Name: "head", Min: 1, Max: 1, Sources: []string{"bureau", "village"}, Nominations: []string{policy.NominationAppointed, policy.NominationReviewed}},
			{Name: "staff", Min: 1, Max: 2, Sources: []string{"village"}},
		}
	})
	for i := range 3 {
		p.Households = append(p.Households, laneHome(engine.HouseholdID('A'+rune(i)), float64(10*i), plainHome))
	}
	of := func(id engine.MemberID, at engine.HouseholdID, source, nomination string) engine.Member {
		return engine.Member{ID: id, Area: "A", Household: at, Source: source, Nomination: nomination}
	}
	p.Members = []engine.Member{
		of("M1", "A", "village", policy.NominationAppointed), of("M2", "A", "bureau", policy.NominationReviewed), of("M3", "B", "bureau", policy.NominationNominated),
		of("M4", "A", "village", ""), of("M5", "B", "village", ""), of("M6", "B", "", policy.NominationAppointed),
	}
	roles := func(plan engine.Plan) (list []string) {
		for s := range plan.GroupSlots() {
			list = append(list, s.Role+" "+string(s.Member))
		}
		return list
	}
	s, plan := standing(t, p)
	solve(t, p)
	if diff := cmp.Diff([]string{"head M2", "staff M5", "staff M1"}, roles(plan)); diff != "" {
		t.Error(diff)
	}
	for _, x := range []struct {
		change engine.Member
		want   []string
	}{
		{of("M7", "B", "bureau", policy.NominationAppointed), []string{"head M2", "staff M5", "staff M1"}},
		{of("M2", "A", "bureau", policy.NominationNominated), []string{"head M7", "staff M5", "staff M1"}},
		{of("M5", "B", "bureau", ""), []string{"head M7", "staff M1", "staff M4"}},
	} {
		plan = apply(t, s, plan, engine.Options{}, engine.PutMember{Member: x.change}).Plan
		if diff := cmp.Diff(x.want, roles(plan)); diff != "" {
			t.Errorf("%+v: %s", x.change, diff)
		}
	}
}

// TestVerdictsOfHardRules names the first rule that keeps a member from a home; a lock could still give it to him.
func TestVerdictsOfHardRules(t *testing.T) {
	p := lane(require(policy.RequireServices, policy.RequireAssociation))
	p.Households = []engine.Household{laneHome("H1", 0, func(h *engine.Household) { h.Services, h.Association = []string{"law"}, "pear" })}
	p.Members = []engine.Member{
		laneMember("M1", 10, func(m *engine.Member) { m.Skills = []string{"law"} }), laneMember("M2", 20, func(m *engine.Member) { m.Association = "pear" }),
		laneMember("M3", 30, func(m *engine.Member) { m.Skills, m.Association = []string{"law"}, "pear" }), laneMember("M4", 900, plainMember),
	}
	x, err := engine.Explain(context.Background(), p, solve(t, p), "H1", engine.ExplainOptions{Best: true})
	if err != nil {
		t.Fatal(err)
	}
	want := map[engine.MemberID]engine.Verdict{
		"M1": engine.VerdictAssociation, "M2": engine.VerdictService, "M3": engine.VerdictChosen, "M4": engine.VerdictTooFar,
	}
	for _, a := range x.Alternatives {
		if a.Verdict != want[a.Member] || (a.Best == nil) != (a.Verdict == engine.VerdictChosen) {
			t.Errorf("%s: %+v; expected %s", a.Member, a, want[a.Member])
		}
	}
}
