package service_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/verify"
)

// A town is a data set of two villages while quarters go by.
type town struct {
	t    *rapid.T
	data exchange.Dataset
	next int
}

func newTown(t *rapid.T) *town {
	w := &town{t: t}
	for range rapid.IntRange(0, 25).Draw(t, "homes") {
		w.home()
	}
	for range rapid.IntRange(0, 6).Draw(t, "members") {
		w.member()
	}
	return w
}

func (w *town) area() engine.AreaID {
	return rapid.SampledFrom([]engine.AreaID{"A", "B"}).Draw(w.t, "area")
}

func (w *town) place() orb.Point {
	return orb.Point{float64(rapid.IntRange(0, 30).Draw(w.t, "x")) * 40, float64(rapid.IntRange(0, 4).Draw(w.t, "y")) * 40}
}

func (w *town) home() {
	w.next++
	w.data.Households = append(w.data.Households, engine.Household{ID: engine.HouseholdID(fmt.Sprintf("H%03d", w.next)), Area: w.area(), Location: w.place(),
		Weight: rapid.SampledFrom([]int{1, 1, 1, 2}).Draw(w.t, "weight"), Priority: rapid.IntRange(0, 2).Draw(w.t, "priority")})
}

func (w *town) member() {
	w.next++
	m := engine.Member{ID: engine.MemberID(fmt.Sprintf("M%03d", w.next)), Area: w.area(), Status: rapid.SampledFrom([]string{"active", "active", "active", "away"}).Draw(w.t, "status")}
	if len(w.data.Households) > 0 && rapid.Bool().Draw(w.t, "listed") {
		m.Household = rapid.SampledFrom(w.data.Households).Draw(w.t, "household").ID
	} else {
		m.Location, m.Located = w.place(), true
	}
	if rapid.IntRange(0, 5).Draw(w.t, "duty") == 0 {
		m.Duty = []engine.AreaID{"A", "B"}
	}
	w.data.Members = append(w.data.Members, m)
}

// quarter lets some things happen.
func (w *town) quarter() {
	w.data.Households, w.data.Members = slices.Clone(w.data.Households), slices.Clone(w.data.Members)
	for range rapid.IntRange(0, 5).Draw(w.t, "events") {
		homes, members := len(w.data.Households), len(w.data.Members)
		switch rapid.IntRange(0, 6).Draw(w.t, "event") {
		case 0:
			w.home()
		case 1:
			w.member()
		case 2:
			if homes > 0 {
				w.drop(rapid.IntRange(0, homes-1).Draw(w.t, "home"))
			}
		case 3:
			if members > 0 {
				i := rapid.IntRange(0, members-1).Draw(w.t, "member")
				w.data.Members = slices.Delete(w.data.Members, i, i+1)
			}
		case 4:
			if homes > 0 {
				h := &w.data.Households[rapid.IntRange(0, homes-1).Draw(w.t, "home")]
				h.Location, h.Area = w.place(), w.area()
			}
		case 5:
			if members > 0 {
				w.data.Members[rapid.IntRange(0, members-1).Draw(w.t, "member")].Status = "unable"
			}
		case 6:
			if homes > 0 {
				w.data.Households[rapid.IntRange(0, homes-1).Draw(w.t, "home")].Priority = 2
			}
		}
	}
}

// drop lets a home leave, and with it who lives there.
func (w *town) drop(i int) {
	id := w.data.Households[i].ID
	w.data.Members = slices.DeleteFunc(w.data.Members, func(m engine.Member) bool { return m.Household == id })
	w.data.Households = slices.Delete(w.data.Households, i, i+1)
}

func (w *town) problems(p policy.Policy) []engine.Problem {
	problems, _, err := service.Problems(w.data, p)
	if err != nil {
		w.t.Fatal(err)
	}
	return problems
}

// TestQuarters lets two villages live through some quarters: every plan that follows is judged beside the one before; one that follows without
// the old lists is as true, and moves the homes that the other moves.
func TestQuarters(t *testing.T) {
	ctx := context.Background()
	pol, err := codec.Scheme("yuanshi")
	if err != nil {
		t.Fatal(err)
	}
	pol.Metric = policy.MetricPlanar
	pol.Links.Load = policy.Load{Min: 1, TargetMin: 2, TargetMax: 4, Max: 6, Balance: policy.BalanceBand}
	rapid.Check(t, func(t *rapid.T) {
		w := newTown(t)
		before := w.problems(pol)
		var plans []engine.Plan
		for s, err := range engine.SolveAll(ctx, engine.Each(before), engine.Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			plans = append(plans, s.Plan)
		}
		for range rapid.IntRange(1, 3).Draw(t, "quarters") {
			w.quarter()
			after := w.problems(pol)
			o := engine.Options{Workers: 2, Trades: 1, Resite: rapid.IntRange(0, 3).Draw(t, "resite") == 0}
			if n := rapid.IntRange(-1, 4).Draw(t, "most"); n >= 0 {
				o.MaxChanges = &n
			}
			told := follow(t, service.Rebalance{Plans: plans, Before: before, After: after, Options: o})
			untold := follow(t, service.Rebalance{Plans: plans, Before: after, After: after, Options: o})
			if untold != nil && len(told) != len(untold) {
				t.Fatalf("%d and %d areas", len(told), len(untold))
			}
			was := byArea(before)
			plans = nil
			for i := range told {
				judgeFollowed(t, was[told[i].Area], &told[i])
				if untold != nil { // else not one home stayed
					compareUntold(t, &told[i], &untold[i])
				}
				if told[i].Outcome != service.Gone {
					plans = append(plans, told[i].Plan)
				}
			}
			before = after
		}
	})
}

func follow(t *rapid.T, r service.Rebalance) []service.Rebalanced {
	var all []service.Rebalanced
	for done, err := range r.Run(context.Background()) {
		if foreign := (*service.ForeignError)(nil); errors.As(err, &foreign) {
			return nil
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, done)
	}
	return all
}

func byArea(problems []engine.Problem) map[engine.AreaID]engine.Problem {
	m := map[engine.AreaID]engine.Problem{}
	for _, p := range problems {
		m[p.Area] = p
	}
	return m
}

func judgeFollowed(t *rapid.T, before engine.Problem, r *service.Rebalanced) {
	var report verify.Report
	var err error
	switch r.Outcome {
	case service.Gone:
		return
	case service.Touched:
		report, err = verify.CheckDelta(context.Background(), before, r.Standing, r.Problem, engine.Delta{Plan: r.Plan, Moves: r.Moves, Next: r.Next})
	default:
		report, err = verify.Check(context.Background(), r.Problem, r.Plan)
	}
	if err != nil || !report.OK() {
		t.Fatalf("area %s, %s: %v %v", r.Area, r.Outcome, err, report.Findings)
	}
}

// compareUntold compares what a rebalance did that knew the old lists with one that did not.
func compareUntold(t *rapid.T, told, untold *service.Rebalanced) {
	if told.Outcome != untold.Outcome || told.Area != untold.Area {
		t.Fatalf("%s %s, and without the old lists %s %s", told.Area, told.Outcome, untold.Area, untold.Outcome)
	}
	if told.Outcome != service.Touched {
		return
	}
	report, err := verify.Check(context.Background(), untold.Problem, untold.Plan)
	if err != nil || !report.OK() {
		t.Fatalf("area %s without the old lists: %v %v", untold.Area, err, report.Findings)
	}
	was := map[engine.HouseholdID]engine.MemberID{}
	for h := range told.Plan.Homes() {
		was[h.ID] = h.Before
	}
	for h := range untold.Plan.Homes() {
		if h.Before != was[h.ID] {
			t.Fatalf("home %s had %q before; without the old lists %q", h.ID, was[h.ID], h.Before)
		}
	}
	if a, b := gone(told), gone(untold); !reflect.DeepEqual(a, b) {
		t.Fatalf("gone: %v, and without the old lists %v", a, b)
	}
	if r, _ := untold.Plan.Rebalance(); r.From != told.Standing.Input() {
		t.Fatalf("from %s; expected %s", r.From, told.Standing.Input())
	}
}

func gone(r *service.Rebalanced) []engine.HouseholdID {
	var ids []engine.HouseholdID
	for _, m := range r.Moves {
		if m.Kind == engine.MoveGone {
			ids = append(ids, m.Household)
		}
	}
	return ids
}
