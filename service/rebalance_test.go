package service_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/service"
	"jinlin/verify"
)

// hamlet is an area of homes in a row, 20 m apart, with a member in every tenth.
func hamlet(area engine.AreaID, homes int) engine.Problem {
	p := engine.Problem{Area: area, Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	for i := range homes {
		h := engine.Household{ID: engine.HouseholdID(fmt.Sprintf("%s-H%02d", area, i)), Area: area, Location: orb.Point{float64(i) * 20, 0}}
		p.Households = append(p.Households, h)
		if i%10 == 0 {
			p.Members = append(p.Members, engine.Member{ID: engine.MemberID(fmt.Sprintf("%s-M%02d", area, i)), Area: area, Household: h.ID})
		}
	}
	return p
}

func plansOf(t *testing.T, problems ...engine.Problem) []engine.Plan {
	t.Helper()
	var plans []engine.Plan
	for s, err := range engine.SolveAll(context.Background(), engine.Each(problems), engine.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, s.Plan)
	}
	return plans
}

func rebalanced(t *testing.T, r service.Rebalance) map[engine.AreaID]service.Rebalanced {
	t.Helper()
	out := map[engine.AreaID]service.Rebalanced{}
	var last engine.AreaID
	for done, err := range r.Run(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if done.Area <= last {
			t.Errorf("%s after %s", done.Area, last)
		}
		last, out[done.Area] = done.Area, done
	}
	return out
}

// without is a copy of a problem without one member.
func without(p engine.Problem, id engine.MemberID) engine.Problem {
	p.Members = slices.DeleteFunc(slices.Clone(p.Members), func(m engine.Member) bool { return m.ID == id })
	return p
}

func TestRebalance(t *testing.T) {
	same, touched, gone, fresh := hamlet("A", 20), hamlet("B", 30), hamlet("C", 5), hamlet("D", 5)
	before := []engine.Problem{gone, touched, same}
	plans := plansOf(t, before...)
	r := service.Rebalance{Plans: plans, Before: before, After: []engine.Problem{fresh, same, without(touched, "B-M20")}, Options: engine.Options{Workers: 3}}
	got := rebalanced(t, r)
	if len(got) != 4 {
		t.Fatalf("%d areas", len(got))
	}
	if a := got["A"]; a.Outcome != service.Untouched || !reflect.DeepEqual(a.Plan, plans[2]) || a.Moves != nil || a.Foreign {
		t.Errorf("A: %+v", a)
	}
	if b := got["B"]; b.Outcome != service.Touched || b.Foreign || b.Plan.Input() != engine.Fingerprint(without(touched, "B-M20")) {
		t.Errorf("B: %+v", b)
	}
	if c := got["C"]; c.Outcome != service.Gone || len(c.Moves) != 5 || c.Moves[1].Kind != engine.MoveGone || c.Moves[1].Before != "C-M00" || c.Moves[1].LoadBefore != 4 {
		t.Errorf("C: %+v", c)
	}
	if d := got["D"]; d.Outcome != service.Fresh || len(d.Moves) != 5 || d.Moves[1].Kind != engine.MoveArrived || d.Moves[1].After != "D-M00" || d.Moves[1].AfterMM != 20_000 {
		t.Errorf("D: %+v", d)
	}
}

// TestRebalanceWithoutTheOldRecords: the plan tells who had whom, whatever became of the lists that it was made from.
func TestRebalanceWithoutTheOldRecords(t *testing.T) {
	old := hamlet("A", 20)
	plans := plansOf(t, old)
	now := without(old, "A-M10")
	now.Households = slices.Delete(slices.Clone(now.Households), 15, 16)
	now.Households = append(now.Households, engine.Household{ID: "A-H99", Area: "A", Location: orb.Point{30, 0}})
	for name, before := range map[string][]engine.Problem{"the lists of today": {now}, "none": nil} {
		a := rebalanced(t, service.Rebalance{Plans: plans, Before: before, After: []engine.Problem{now}})["A"]
		if a.Outcome != service.Touched || !a.Foreign || a.Plan.Input() != engine.Fingerprint(now) {
			t.Errorf("%s: %+v", name, a)
		}
	}
	if a := rebalanced(t, service.Rebalance{Plans: plans, After: []engine.Problem{old}})["A"]; a.Outcome != service.Untouched || a.Foreign {
		t.Errorf("records that are those of the plan: %+v", a)
	}
}

func TestPlansOfOtherVillagesAreRefused(t *testing.T) {
	plans := plansOf(t, hamlet("A", 5))
	var foreign *service.ForeignError
	for _, err := range (service.Rebalance{Plans: plans, Before: []engine.Problem{hamlet("B", 5)}, After: []engine.Problem{hamlet("B", 5)}}).Run(context.Background()) {
		if !errors.As(err, &foreign) || foreign.Homes != 5 {
			t.Errorf("%v", err)
		}
	}
	for _, err := range (service.Rebalance{Plans: append(plans, plans...), After: []engine.Problem{hamlet("A", 5)}}).Run(context.Background()) {
		if err == nil || !strings.Contains(err.Error(), "more than one plan") {
			t.Errorf("%v", err)
		}
	}
}

// A brokenGround panics as soon as it is asked.
type brokenGround struct{ geo.Ground }

func (brokenGround) Fingerprint() string { return "broken" }
func (brokenGround) Arcs(context.Context, []geo.Place, []geo.Place, int64) (geo.Arcs, error) {
	panic("broken ground")
}

func TestAPanicOfAnAreaIsAFault(t *testing.T) {
	broken := hamlet("A", 5)
	broken.Ground = brokenGround{}
	defer func() {
		if f, ok := recover().(*engine.Fault); !ok || f.Value != "broken ground" || len(f.Stack) == 0 {
			t.Errorf("got %v", f)
		}
	}()
	for range (service.Rebalance{After: []engine.Problem{broken, hamlet("B", 5)}}).Run(context.Background()) {
		t.Error("yielded")
	}
}

func TestRebalanceEndsWithItsContextAndItsReader(t *testing.T) {
	goroutines := runtime.NumGoroutine()
	var many []engine.Problem
	for i := range 20 {
		many = append(many, hamlet(engine.AreaID(fmt.Sprintf("A%02d", i)), 10))
	}
	for done, err := range (service.Rebalance{After: many}).Run(context.Background()) {
		if err != nil || done.Area != "A00" {
			t.Error(err)
		}
		break
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	n := 0
	for _, err := range (service.Rebalance{After: many}).Run(ctx) {
		if n++; err == nil {
			t.Error("no error")
		}
	}
	if n != 1 {
		t.Errorf("yielded %d times", n)
	}
	for i := 0; runtime.NumGoroutine() > goroutines && i < 1e6; i++ {
		runtime.Gosched()
	}
	if now := runtime.NumGoroutine(); now > goroutines {
		t.Errorf("%d goroutines left", now-goroutines)
	}
}

// reason is what is told of a move in a plan that leaves H9 unserved.
func reason(m engine.Move, lang service.Lang) string {
	plan := engine.Draft{Unserved: []engine.Unserved{{Household: "H9", Reason: engine.ReasonFull}}}.Build()
	return (&service.Rebalanced{Plan: plan, Moves: []engine.Move{m}}).MovedHomes(lang)[0].Reason
}

func TestReasons(t *testing.T) {
	for _, c := range []struct {
		move   engine.Move
		en, zh string
	}{
		{engine.Move{Kind: engine.MoveVoluntary, Before: "M1", After: "M2", BeforeMM: 10_000, AfterMM: 13_000, LoadBefore: 11, LoadAfter: 10, Cause: engine.Cause{Code: engine.CauseRoom, Household: "H301"}},
			"moved to make room for H301: 3 m farther, load 11 to 10", "为 H301 户腾出名额：远了 3 米，联户数 11 变为 10"},
		{engine.Move{Kind: engine.MoveForced, Before: "M12", After: "M2", BeforeMM: 13_500, AfterMM: 10_000, LoadBefore: 9, LoadAfter: 12, Cause: engine.Cause{Code: engine.CauseMemberLeft, Member: "M12"}},
			"M12 left: 3.5 m nearer, load 9 to 12", "M12 已离开：近了 3.5 米，联户数 9 变为 12"},
		{engine.Move{Kind: engine.MoveForced, Before: "M12", Cause: engine.Cause{Code: engine.CauseMemberExcluded, Member: "M12", Reason: "away"}},
			"M12 no longer takes part (away): nobody answers for it now", "M12 不再参与（外出）：现无人联系"},
		{engine.Move{Household: "H9", Kind: engine.MoveArrived, Cause: engine.Cause{Code: engine.CauseArrived}},
			"new here: nobody answers for it now (all members in reach are full)", "新迁入：现无人联系（半径内党员已满）"},
		{engine.Move{Kind: engine.MoveForced, Before: "M1", Cause: engine.Cause{Code: engine.CauseOwn, Member: "M2"}}, "M2 lives here: no link is needed", "M2 住在本户：无需联户"},
		{engine.Move{Kind: engine.MoveArrived, After: "M2", AfterMM: 1234, LoadAfter: 4, Cause: engine.Cause{Code: engine.CauseArrived}},
			"new here: M2 answers for it now, 1.2 m away, load 4", "新迁入：现由 M2 联系，相距 1.2 米，联户数 4"},
		{engine.Move{Kind: engine.MoveGone, Before: "M2", Cause: engine.Cause{Code: engine.CauseGone}}, "left", "已迁出"},
		{engine.Move{Kind: engine.MoveVoluntary, Before: "M1", After: "M88", Cause: engine.Cause{Code: engine.CauseHelp, Member: "M88"}},
			"M88 has room and helps out: as far as before, load 0 to 0", "M88 有余力，分担一户：远近不变，联户数 0 变为 0"},
	} {
		if en, zh := reason(c.move, service.English), reason(c.move, service.Chinese); en != c.en || zh != c.zh {
			t.Errorf("got %q, %q; expected %q, %q", en, zh, c.en, c.zh)
		}
	}
}

// TestEveryCauseHasWords looks for codes that would be shown bare.
func TestEveryCauseHasWords(t *testing.T) {
	for _, code := range []engine.CauseCode{engine.CauseArrived, engine.CauseGone, engine.CauseHomeMoved, engine.CauseMemberLeft, engine.CauseMemberExcluded,
		engine.CauseMemberMoved, engine.CauseMemberChanged, engine.CauseForbidden, engine.CauseLocked, engine.CauseOwn, engine.CauseCircle, engine.CauseGroup, engine.CausePolicy, engine.CauseGround, engine.CauseRoom,
		engine.CauseCapacity, engine.CauseHelp, engine.CauseMinimum, engine.CauseBetter} {
		for _, lang := range []service.Lang{service.English, service.Chinese} {
			if words := reason(engine.Move{Kind: engine.MoveGone, Cause: engine.Cause{Code: code}}, lang); strings.Contains(words, "_") || lang == service.Chinese && words == string(code) {
				t.Errorf("%s in %s: %q", code, lang, words)
			}
		}
	}
}

func TestWhatARebalanceDidInWords(t *testing.T) {
	most := 5
	tally := service.NewRebalanceTally(engine.Options{MaxChanges: &most})
	plan := engine.Draft{Area: "V1", Homes: []engine.Home{{ID: "H1", State: engine.HomeLinked, Member: "M1", DistanceMM: 4000}, {ID: "H2", State: engine.HomeUnserved}},
		Members: []engine.Server{{ID: "M1", Eligible: true, Load: 1}}, Circles: []engine.Circle{{ID: "V1-1", Number: 1}},
		Proof: engine.Proof{Links: engine.LinkProof{Tiers: []policy.Tier{policy.TierShortfall, policy.TierChanges, policy.TierLoad, policy.TierDistance}, Value: []int64{0, 1, 36, 4000}}}}.Build()
	moves := []engine.Move{{Household: "H1", Kind: engine.MoveVoluntary, Before: "M2", After: "M1", AfterMM: 4000, LoadAfter: 1, Cause: engine.Cause{Code: engine.CauseBetter}}}
	tally.Add(&service.Rebalanced{Area: "V0", Outcome: service.Untouched, Plan: plan, Standing: plan})
	tally.Add(&service.Rebalanced{Area: "V1", Outcome: service.Touched, Plan: plan, Standing: plan, Foreign: true, Moves: moves,
		Next: []engine.Trade{{Changes: 12, Value: []int64{0, 12, 16500}, Member: "M88", Homes: 9, New: true}}})
	s := tally.Summary()
	for lang, want := range map[service.Lang]string{
		service.English: `Rebalance (at most 5 voluntary changes an area): areas 2, of which 1 touched, 1 untouched
Areas whose plan was made from other records than those given: 1; who had whom is taken from the plan

Homes that changed
  arrived                                      0
  gone                                         0
  forced: pair no longer allowed               0
  voluntary: the plan is better so             1
  served for the first time                    0

The areas touched, before and now
  unserved homes: 1 of 2 before, 1 of 2 now
  circles: 1 before, 1 now
  distance from member to home: mean 4.0 m, farthest 4.0 m before; mean 4.0 m, farthest 4.0 m now
  homes a member answers for: 1 to 1, mean 1.0 before; 1 to 1, mean 1.0 now

What more changes would buy
  V1              12 more changes: M88, new here, takes 9 homes (load -24, distance +12.5 m)

Moves
  V1              H1                     M2 -> M1  the plan is better so: 4 m farther, load 0 to 1

`,
		service.Chinese: `  V1              再改 12 户：M88（新到）承接 9 户（联户数 -24, 距离 +12.5 米）
`,
	} {
		var b strings.Builder
		if err := service.WriteRebalance(&b, s, []service.MovedHome{{Area: "V1", Move: moves[0], Reason: reason(moves[0], lang)}}, lang); err != nil || !strings.Contains(b.String(), want) {
			t.Errorf("%v: written\n%s\nexpected\n%s", err, b.String(), want)
		}
	}
}

// TestPlansAreJudgedBesideTheOnesBefore: what is missing of before is told; what followed nothing is judged by itself.
func TestPlansAreJudgedBesideTheOnesBefore(t *testing.T) {
	ctx := context.Background()
	same, old := hamlet("A", 10), hamlet("B", 20)
	now := without(old, "B-M10")
	before, after := []engine.Problem{same, old}, []engine.Problem{same, now}
	standing := plansOf(t, before...)
	got := rebalanced(t, service.Rebalance{Plans: standing, Before: before, After: after})
	plans := []engine.Plan{got["A"].Plan, got["B"].Plan}
	for name, c := range map[string]struct {
		before   []engine.Problem
		standing []engine.Plan
		codes    []string
	}{
		"all there":             {before, standing, nil},
		"no plan before":        {before, standing[:1], []string{service.StandingMissing}},
		"no records of before":  {before[:1], standing, []string{service.BeforeMissing}},
		"other records before":  {after, standing, []string{verify.WrongStanding, verify.WrongFrom}},
		"nothing of it at hand": {nil, nil, []string{service.StandingMissing}},
	} {
		v, err := service.CheckChange(ctx, c.before, c.standing, after, plans, 2)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		findings := v.Findings
		for _, r := range v.Reports {
			findings = append(findings, r.Findings...)
		}
		for _, f := range findings {
			codes = append(codes, f.Code)
		}
		for _, want := range c.codes {
			if !slices.Contains(codes, want) {
				t.Errorf("%s: found %v; expected %s", name, codes, want)
			}
		}
		if v.OK() != (c.codes == nil) {
			t.Errorf("%s: found %v", name, findings)
		}
	}
}
