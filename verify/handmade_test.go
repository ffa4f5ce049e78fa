package verify_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
	"jinlin/verify/oracle"
)

// circleProblem has a home at 500.0 m from the only member and one at 500.4 m.
func circleProblem() engine.Problem {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	for id, at := range map[engine.HouseholdID]orb.Point{"H1": {0, 0}, "H2": {300, 400}, "H3": {500.4, 0}} {
		p.Households = append(p.Households, engine.Household{ID: id, Area: "A", Location: at})
	}
	p.Members = []engine.Member{{ID: "M1", Area: "A", Household: "H1"}}
	return p
}

func circleDraft(p engine.Problem) engine.Draft {
	links := engine.LinkProof{Kind: engine.Certified, Tiers: p.Policy.Tiers(), Value: []int64{0, 0, 1, 0, 81, 500000}, Bound: []int64{0, 0, 1, 0, 81, 500000}}
	return engine.Draft{
		Area: "A", Input: engine.Fingerprint(p), Ground: "planar v1", Metric: policy.MetricPlanar,
		Homes: []engine.Home{
			{ID: "H1", Circle: "A-1", State: engine.HomeOwn, Member: "M1", OpenMember: "M1"},
			{ID: "H2", Circle: "A-1", CenterMM: 500000, State: engine.HomeLinked, Member: "M1", DistanceMM: 500000, OpenMember: "M1", OpenMM: 500000, CirclePriceMM: 500000},
			{ID: "H3", State: engine.HomeUnserved},
		},
		Members:  []engine.Server{{ID: "M1", Eligible: true, Anchor: "H1", Circle: "A-1", Load: 1, Price: make([]int64, 6), OpenPrice: make([]int64, 6)}},
		Circles:  []engine.Circle{{ID: "A-1", Number: 1, Site: "H1", Household: "H1", Homes: 2, Members: 1, Capacity: 30, RadiusMM: 500000, TotalMM: 500000, DiameterMM: -1, Weight: 2}},
		Unserved: []engine.Unserved{{Household: "H3", Stage: engine.StageCircle, Reason: engine.ReasonNoCircle, Nearest: "M1", NearestMM: 500400}},
		Fixes:    []engine.Fix{{Kind: engine.FixAddMember, Household: "H3", Homes: 1}},
		Borders:  engine.Borders{Solved: true, Served: 1, OpenServed: 1, BothHomes: 1, SumMM: 500000, OpenSumMM: 500000, LoadMin: 1, LoadMax: 1, OpenLoadMin: 1, OpenLoadMax: 1},
		Proof: engine.Proof{
			Held:      engine.HeldProof{Kind: engine.Certified, Counted: [3]int{0, 0, 2}, CountedBound: [3]int{0, 0, 2}, Placed: [3]int{0, 0, 2}, PlacedBound: [3]int{0, 0, 2}},
			Shortfall: engine.BoundProof{Kind: engine.Certified},
			Circles:   engine.CountProof{Kind: engine.Certified, Value: 1, Bound: 1, Parts: []engine.PartBound{{Kind: engine.PartOne, Bound: 1, Homes: []engine.HouseholdID{"H2"}}}},
			Distance:  engine.BoundProof{Kind: engine.Certified, Value: 500000, Bound: 500000},
			Links:     links, Open: links,
			Deputies: engine.LinkProof{Kind: engine.NotSolved},
		},
	}
}

// fullProblem has two homes and a member with room for one; no circles.
func fullProblem() engine.Problem {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	p.Policy.Circles.Sites = policy.SitesNone
	p.Policy.Links.Within = policy.WithinArea
	p.Policy.Links.Load = policy.Load{Max: 1, Balance: policy.BalanceNone}
	p.Policy.Links.Order = []policy.Tier{policy.TierDistance}
	p.Households = []engine.Household{{ID: "H1", Area: "A", Location: orb.Point{100, 0}}, {ID: "H2", Area: "A", Location: orb.Point{200, 0}}}
	p.Members = []engine.Member{{ID: "M1", Area: "A", Located: true}}
	return p
}

func fullDraft(p engine.Problem) engine.Draft {
	return engine.Draft{
		Area: "A", Input: engine.Fingerprint(p), Ground: "planar v1", Metric: policy.MetricPlanar,
		Homes: []engine.Home{
			{ID: "H1", State: engine.HomeLinked, Member: "M1", DistanceMM: 100000},
			{ID: "H2", State: engine.HomeUnserved},
		},
		Members: []engine.Server{{ID: "M1", Eligible: true, Anchor: "H1", Load: 1, Price: []int64{0, 0, 1, 0, -200000}}},
		Unserved: []engine.Unserved{{Household: "H2", Stage: engine.StageLink, Reason: engine.ReasonFull,
			Cut: &engine.Cut{Homes: []engine.HouseholdID{"H1", "H2"}, Members: []engine.MemberID{"M1"}, Room: 1, Missing: 1}}},
		Fixes: []engine.Fix{{Kind: engine.FixAddPlaces, Household: "H2", Homes: 1, Places: 1}},
		Proof: engine.Proof{
			Links: engine.LinkProof{Kind: engine.Certified, Tiers: p.Policy.Tiers(), Value: []int64{0, 0, 1, 0, 100000}, Bound: []int64{0, 0, 1, 0, 100000}},
		},
	}
}

// handmade returns the plans made by hand.
func handmade(t *testing.T) []source {
	t.Helper()
	circle, full := circleProblem(), fullProblem()
	return []source{
		{"by hand: circle", circle, circleDraft(circle).Build()},
		{"by hand: full", full, fullDraft(full).Build()},
	}
}

func check(t *testing.T, p engine.Problem, d engine.Draft) verify.Report {
	t.Helper()
	r, err := verify.Check(context.Background(), p, d.Build())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestHandmadePlansAreClean(t *testing.T) {
	for _, s := range handmade(t) {
		r := check(t, s.problem, s.plan.Draft())
		if !r.OK() {
			t.Errorf("%s: %v", s.name, r.Findings)
		}
		if f := oracle.False(s.problem, s.plan.Draft()); len(f) > 0 {
			t.Errorf("%s: the oracle says %q", s.name, f)
		}
		if got := r.Stage(verify.StageLinks); got.Confirmed != engine.Certified {
			t.Errorf("%s: links %+v, expected certified", s.name, got)
		}
	}
}

func TestReportCountsWhatWasConfirmed(t *testing.T) {
	p := circleProblem()
	r := check(t, p, circleDraft(p))
	if r.Homes != 3 || r.Own != 1 || r.Linked != 1 || r.Unserved != 1 || r.Circles != 1 || r.Eligible != 1 || r.OpenLinked != 1 {
		t.Errorf("%+v", r)
	}
	for _, s := range r.Stages {
		want := engine.Certified
		if s.Name == verify.StageDeputies || s.Name == verify.StageGroups || s.Name == verify.StageFarthest || s.Name == verify.StageMentors || strings.HasPrefix(s.Name, "center") {
			want = engine.NotSolved
		}
		if s.Confirmed != want {
			t.Errorf("stage %s: %+v, expected %s", s.Name, s, want)
		}
	}
}

// TestLinkOf500Point4Meters links the home that is 0.4 m too far.
func TestLinkOf500Point4Meters(t *testing.T) {
	p := circleProblem()
	p.Policy.Circles.Radius = policy.AtMost(600)
	d := circleDraft(p)
	d.Homes[2] = engine.Home{ID: "H3", Circle: "A-1", CenterMM: 500400, State: engine.HomeLinked, Member: "M1", DistanceMM: 500400}
	r := check(t, p, d)
	at := slices.IndexFunc(r.Findings, func(f verify.Finding) bool { return f.Code == verify.LinkTooFar })
	if at < 0 {
		t.Fatalf("got %v, expected %s", r.Findings, verify.LinkTooFar)
	}
	f := r.Findings[at]
	if f.Household != "H3" || f.Member != "M1" || !strings.Contains(f.Message, "500.400 m away; the reach is 500 m") {
		t.Errorf("%+v", f)
	}
}

func TestInvalidProblems(t *testing.T) {
	change := map[string]func(*engine.Problem){
		"policy":         func(p *engine.Problem) { p.Policy.Links.Load.Max = -1 },
		"home twice":     func(p *engine.Problem) { p.Households[1].ID = p.Households[0].ID },
		"home elsewhere": func(p *engine.Problem) { p.Households[1].Area = "B" },
		"no place":       func(p *engine.Problem) { p.Households[1].Location[0] = 1e300 },
		"no such home":   func(p *engine.Problem) { p.Members[0].Household = "Z" },
		"not on duty":    func(p *engine.Problem) { p.Members[0].Area = "B" },
		"unknown lock":   func(p *engine.Problem) { p.Locks = []engine.Pair{{Household: "H1", Member: "Z"}} },
		"lock and veto": func(p *engine.Problem) {
			p.Locks = []engine.Pair{{Household: "H1", Member: "M1"}}
			p.Forbidden = p.Locks
		},
		"lock without": func(p *engine.Problem) {
			p.Locks = []engine.Pair{{Household: "H1", Member: "M1"}}
			p.Members[0].Status = policy.StatusAway
		},
		"locks over max": func(p *engine.Problem) {
			p.Locks = []engine.Pair{{Household: "H1", Member: "M1"}}
			p.Households[0].Weight = 31
			p.Locks[0].Household = p.Households[0].ID
		},
		"required site": func(p *engine.Problem) {
			p.Sites = []engine.Site{{ID: "S", Area: "A", Use: engine.SiteRequired, Location: orb.Point{5000, 0}}}
		},
		"two names": func(p *engine.Problem) {
			p.Sites = []engine.Site{{ID: "S", Household: "H1"}, {ID: "T", Household: "H1"}}
		},
		"unknown use":     func(p *engine.Problem) { p.Sites = []engine.Site{{ID: "S", Use: "maybe"}} },
		"minimum over it": func(p *engine.Problem) { a, b := 2, 1; p.Members[0].MinLoad, p.Members[0].MaxLoad = &a, &b },
	}
	for name, do := range change {
		p := circleProblem()
		do(&p)
		if r := check(t, p, circleDraft(p)); !r.Has(verify.InvalidProblem) {
			t.Errorf("%s: got %v", name, r.Findings)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p := circleProblem()
	if _, err := verify.Check(ctx, p, circleDraft(p).Build()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestOrderOfRecordsDoesNotMatter reverses the records of the problem.
func TestOrderOfRecordsDoesNotMatter(t *testing.T) {
	p := circleProblem()
	d := circleDraft(p)
	d.Homes[1].DistanceMM++
	d.Members[0].Load = 7
	want := check(t, p, d)
	slices.Reverse(p.Households)
	got := check(t, p, d)
	if len(want.Findings) == 0 || !slices.Equal(got.Findings, want.Findings) {
		t.Errorf("got %v, expected %v", got.Findings, want.Findings)
	}
}
