package engine_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"go.uber.org/goleak"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/verify"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func scheme(t testing.TB, name string, set ...string) policy.Policy {
	t.Helper()
	p, err := codec.Scheme(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := codec.Set(&p, set...); err != nil {
		t.Fatal(err)
	}
	return p
}

// solve solves, and lets the judge say whether the plan is true.
func solve(t testing.TB, p engine.Problem) engine.Plan {
	t.Helper()
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := verify.Check(context.Background(), p, plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Error(f)
	}
	return plan
}

func village(style fixtures.Style, homes int, seed uint64) fixtures.Village {
	for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindVillage, Style: style, Homes: homes, Seed: seed}) {
		return v
	}
	panic("no village")
}

// policies are variations that between them use every setting of the model.
func policies(t testing.TB) map[string]policy.Policy {
	return map[string]policy.Policy{
		"yuanshi": scheme(t, "yuanshi"), "zone": scheme(t, "yuanshi-zone"),
		"even area":      scheme(t, "yuanshi", "links.within=area", "links.load.balance=even", "own_home=linked"),
		"none group":     scheme(t, "yuanshi", "links.within=group", "links.load.balance=none", "own_home=other"),
		"duty deputies":  scheme(t, "yuanshi", "links.within=duty", "deputies.max=12"),
		"circle deputy":  scheme(t, "yuanshi", "deputies.max=20", "team.min=3"),
		"no circles":     scheme(t, "yuanshi", "circles.sites=none", "links.within=area"),
		"homes as sites": scheme(t, "yuanshi", "circles.sites=homes"),
		"both limits":    scheme(t, "yuanshi", "circles.radius_m=300", "circles.diameter_m=450"),
		"no limits":      scheme(t, "yuanshi", "circles.radius_m=none", "links.reach_m=none"),
		"tight":          scheme(t, "yuanshi", "links.load.max=6", "links.load.target_max=5", "links.load.target_min=2", "links.load.min=2"),
		"all tiers":      scheme(t, "yuanshi", "links.order=leaders,fit,preference,load,distance", "titles=secretary,cadre"),
	}
}

func TestEveryPolicyOnEveryStyle(t *testing.T) {
	for name, pol := range policies(t) {
		for _, style := range fixtures.Styles() {
			t.Run(name+"/"+string(style), func(t *testing.T) {
				plan := solve(t, village(style, 130, 3).Problem(pol))
				if kind := plan.Proof().Links.Kind; kind != engine.Certified {
					t.Errorf("links are %s", kind)
				}
			})
		}
	}
}

func TestNastyScenarios(t *testing.T) {
	for _, s := range fixtures.Nasty() {
		if len(s.Problem.Households) > 1000 && testing.Short() {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			solve(t, s.Problem)
			for _, pol := range policies(t) {
				if s.Problem.Policy.Metric == policy.MetricPlanar {
					pol.Metric = policy.MetricPlanar
				}
				p := s.Problem
				p.Policy = pol
				if len(p.Households) < 1000 {
					solve(t, p)
				}
			}
		})
	}
}

func TestTheOrderOfRecordsDoesNotMatter(t *testing.T) {
	v := village(fixtures.StyleHamlet, 200, 5)
	for name, pol := range policies(t) {
		p := v.Problem(pol)
		p.Locks = []engine.Pair{{Household: v.Households[3].ID, Member: firstEligible(v)}, {Household: v.Households[9].ID, Member: firstEligible(v)}}
		want := solve(t, p)
		q := p
		q.Households, q.Members, q.Locks = slices.Clone(p.Households), slices.Clone(p.Members), slices.Clone(p.Locks)
		slices.Reverse(q.Households)
		slices.Reverse(q.Members)
		slices.Reverse(q.Locks)
		q.Households[0], q.Households[50] = q.Households[50], q.Households[0]
		got := solve(t, q)
		if diff := cmp.Diff(want.Draft(), got.Draft()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func firstEligible(v fixtures.Village) engine.MemberID {
	for _, m := range v.Members {
		if m.Status == "" || m.Status == policy.StatusActive {
			return m.ID
		}
	}
	panic("nobody")
}

func TestNoMembersIsAPlanWithEverythingUnserved(t *testing.T) {
	p := village(fixtures.StylePlain, 60, 1).Problem(scheme(t, "yuanshi"))
	p.Members = nil
	plan := solve(t, p)
	n := 0
	for u := range plan.Unserved() {
		n++
		if u.Reason != engine.ReasonNoMembers {
			t.Errorf("%s: %s", u.Household, u.Reason)
		}
	}
	fixed := 0
	for f := range plan.Fixes() {
		fixed += f.Homes
	}
	if n != len(p.Households) || fixed != n {
		t.Errorf("%d homes, %d unserved, fixes for %d", len(p.Households), n, fixed)
	}
}

func TestInvalidProblemsNameEverythingAtOnce(t *testing.T) {
	seven, three := 7, 3
	pol := scheme(t, "yuanshi")
	pol.Circles.Radius = policy.AtMost(-5)
	pol.Links.Load.Min = 40
	p := engine.Problem{
		Area: "V", Policy: pol,
		Households: []engine.Household{
			{ID: "H1", Area: "V", Location: orb.Point{37.7, 114.5}},
			{ID: "H1", Area: "W", Location: orb.Point{114.5, 37.7}, Weight: -1, Priority: 3},
		},
		Members: []engine.Member{
			{ID: "", Area: "V"}, {ID: "M1", Area: "V", Household: "H9", Status: "ill", MinLoad: &seven, MaxLoad: &three}, {ID: "M2", Area: "W"},
		},
		Sites: []engine.Site{{ID: "S", Household: "H8"}, {ID: "H1", Use: "perhaps", Location: orb.Point{114, 37}}},
	}
	_, err := engine.Solve(context.Background(), p, engine.Options{})
	var invalid *engine.InvalidError
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{
		"policy.circles.radius_m: -5 m is negative", "policy.links.load.min: 40 is over", "households[0].location", "lon and lat swapped",
		"households[1].id", "households[1].area", "households[1].weight", "households[1].priority", "members[0].id", "members[1].household",
		"members[1].status", "members[1].min_load", "members[2].duty", "sites[0].household", "sites[1].use", "sites[1].id",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing about %q in:\n%v", want, err)
		}
	}
}

func TestLocksThatContradictAreAllNamed(t *testing.T) {
	v := village(fixtures.StylePlain, 60, 1)
	p := v.Problem(scheme(t, "yuanshi", "links.load.max=1", "links.load.target_max=1", "links.load.target_min=1"))
	m, h := firstEligible(v), func(i int) engine.HouseholdID { return v.Households[i].ID }
	other := v.Members[len(v.Members)-1].ID
	p.Members[0].Status = policy.StatusAway
	p.Locks = []engine.Pair{{Household: h(1), Member: m}, {Household: h(2), Member: m}, {Household: h(1), Member: other}, {Household: "H?", Member: "M?"}}
	p.Forbidden = []engine.Pair{{Household: h(1), Member: other}, {Household: h(2), Member: "nobody"}}
	_, err := engine.Solve(context.Background(), p, engine.Options{})
	for _, want := range []string{"over the maximum load", "keep one", "is no household", "is no member", "locked and forbidden", "forbidden[1].member"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("nothing about %q in:\n%v", want, err)
		}
	}
}

func TestAreasThatAreNoVillagesAreRefused(t *testing.T) {
	p := engine.Problem{Area: "V", Policy: scheme(t, "yuanshi")}
	for i := range 50_001 {
		p.Households = append(p.Households, engine.Household{ID: engine.HouseholdID(fmt.Sprint(i)), Area: "V", Location: orb.Point{114.5, 37.7}})
	}
	if err := engine.Validate(p); err == nil || !strings.Contains(err.Error(), "households: area \"V\" has 50001") {
		t.Errorf("got %v", err)
	}
	p.Households = p.Households[:16_000]
	p.Policy.Circles.Sites = policy.SitesHomes
	if err := engine.Validate(p); err == nil || !strings.Contains(err.Error(), "256000000 distances") {
		t.Errorf("got %v", err)
	}
}

func areas(n int, pol policy.Policy, fail int) iter.Seq2[engine.Problem, error] {
	return func(yield func(engine.Problem, error) bool) {
		i := 0
		for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindNation, Villages: n, Seed: 2}) {
			if i++; i == fail {
				yield(engine.Problem{}, errors.New("the file ends here"))
				return
			}
			v.Households = v.Households[:min(40, len(v.Households))]
			v.Members = slices.DeleteFunc(v.Members, func(m engine.Member) bool {
				return !slices.ContainsFunc(v.Households, func(h engine.Household) bool { return h.ID == m.Household })
			})
			if !yield(v.Problem(pol), nil) {
				return
			}
		}
	}
}

func TestSolveAllKeepsTheOrderWithAnyNumberOfWorkers(t *testing.T) {
	pol := scheme(t, "yuanshi")
	var want []string
	for _, workers := range []int{1, 2, 7} {
		var got []string
		for s, err := range engine.SolveAll(context.Background(), areas(30, pol, 0), engine.Options{Workers: workers}) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(s.Plan.Area())+" "+s.Plan.Input())
		}
		if want == nil {
			want = got
		}
		if !slices.Equal(want, got) || len(got) != 30 {
			t.Errorf("%d workers: %v, expected %v", workers, got, want)
		}
	}
}

func TestSolveAllEndsAtTheFirstError(t *testing.T) {
	n := 0
	var last error
	for _, err := range engine.SolveAll(context.Background(), areas(30, scheme(t, "yuanshi"), 5), engine.Options{Workers: 3}) {
		if last = err; err == nil {
			n++
		}
	}
	if n != 4 || last == nil {
		t.Errorf("%d plans, then %v", n, last)
	}
}

func TestSolveAllCanBeLeftAndCancelled(t *testing.T) {
	for range engine.SolveAll(context.Background(), areas(30, scheme(t, "yuanshi"), 0), engine.Options{Workers: 2}) {
		break
	}
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	var last error
	for _, err := range engine.SolveAll(ctx, areas(300, scheme(t, "yuanshi"), 0), engine.Options{Workers: 2}) {
		if n++; n == 3 {
			cancel()
		}
		last = err
	}
	cancel()
	if !errors.Is(last, context.Canceled) {
		t.Errorf("ended with %v after %d", last, n)
	}
}

func TestExplainSaysWhyThisMember(t *testing.T) {
	v := village(fixtures.StylePlain, 300, 4)
	p := v.Problem(scheme(t, "yuanshi", "team.max=10"))
	plan := solve(t, p)
	verdicts := map[engine.Verdict]int{}
	for h := range plan.Links() {
		x, err := engine.Explain(context.Background(), p, plan, h.ID, engine.ExplainOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if a := x.Alternatives[0]; a.Verdict != engine.VerdictChosen || a.Member != h.Member || a.DistanceMM != h.DistanceMM {
			t.Fatalf("%s: first is %+v, linked to %s", h.ID, a, h.Member)
		}
		for _, a := range x.Alternatives {
			verdicts[a.Verdict]++
			if a.Verdict == engine.VerdictPossible && firstNonZero(a.Delta) < 0 {
				t.Errorf("%s would be better off with %s: %v", h.ID, a.Member, a.Delta)
			}
		}
	}
	if verdicts[engine.VerdictPossible] == 0 || verdicts[engine.VerdictBorder] == 0 || verdicts[engine.VerdictExcluded] == 0 {
		t.Errorf("verdicts %v", verdicts)
	}
	if _, err := engine.Explain(context.Background(), p, plan, "nobody", engine.ExplainOptions{}); err == nil {
		t.Error("explains an unknown home")
	}
}

func firstNonZero(v []int64) int64 {
	for _, x := range v {
		if x != 0 {
			return x
		}
	}
	return 0
}

// brokenGround is a programming error of whoever wrote it.
type brokenGround struct{ geo.Ground }

func (brokenGround) Arcs(context.Context, []geo.Place, []geo.Place, int64) (geo.Arcs, error) {
	panic("no arcs today")
}

func TestSolveAllRaisesPanicsWhereTheyCanBeCaught(t *testing.T) {
	defer func() {
		fault, ok := recover().(*engine.Fault)
		if !ok || fault.Value != "no arcs today" || !strings.Contains(string(fault.Stack), "brokenGround") {
			t.Errorf("recovered %v", fault)
		}
	}()
	for range engine.SolveAll(context.Background(), func(yield func(engine.Problem, error) bool) {
		p := village(fixtures.StylePlain, 60, 1).Problem(scheme(t, "yuanshi"))
		p.Ground = brokenGround{geo.Geodesic()}
		yield(p, nil)
	}, engine.Options{}) {
		t.Error("solved")
	}
	t.Error("went on")
}
