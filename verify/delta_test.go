package verify_test

import (
	"context"
	"slices"
	"testing"

	"jinlin/engine"
	"jinlin/verify"
)

// A step is a rebalance that is true by all means.
type step struct {
	before   engine.Problem
	standing engine.Plan
	after    engine.Problem
	delta    engine.Delta
}

// steps are true rebalances of tiny problems.
func steps(t *testing.T, n uint64) []step {
	t.Helper()
	var all []step
	ctx := context.Background()
	for seed := range n {
		c := seeded(seed + 9e6)
		before, o := tiny(c, 6), tinyOptions(c)
		changes := tinyChanges(c, &before)
		if c.one(2) {
			before, changes = lockedAtRandom(c)
			o.Trades = 9
		}
		plan, err := engine.Solve(ctx, before, engine.Options{})
		if err != nil {
			continue
		}
		after, delta, err := engine.Apply(ctx, before, plan, changes, o)
		if err != nil {
			continue
		}
		s := step{before, plan, after, delta}
		if r := s.check(t); r.OK() { // TestApplyOnSeeds is about the others
			all = append(all, s)
		}
	}
	return all
}

func (s step) check(t *testing.T) verify.Report {
	t.Helper()
	r, err := verify.CheckDelta(context.Background(), s.before, s.standing, s.after, s.delta)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// aMove changes a move that is wanted.
func aMove(want func(*engine.Move) bool, do func(c chooser, m *engine.Move)) func(chooser, *engine.Delta) bool {
	return func(c chooser, d *engine.Delta) bool {
		m := some(c, d.Moves, want)
		if m != nil {
			do(c, m)
		}
		return m != nil
	}
}

func aTrade(do func(x *engine.Trade)) func(chooser, *engine.Delta) bool {
	return func(c chooser, d *engine.Delta) bool {
		x := anyOf(c, d.Next)
		if x != nil {
			do(x)
		}
		return x != nil
	}
}

func kind(kinds ...engine.MoveKind) func(*engine.Move) bool {
	return func(m *engine.Move) bool { return slices.Contains(kinds, m.Kind) }
}

func because(codes ...engine.CauseCode) func(*engine.Move) bool {
	return func(m *engine.Move) bool { return slices.Contains(codes, m.Cause.Code) }
}

// deltaMutations make a delta false in any case.
var deltaMutations = []struct {
	name, code string
	change     func(c chooser, d *engine.Delta) bool
}{
	{"a move is missing", verify.MoveMissing, func(c chooser, d *engine.Delta) bool { return without(&d.Moves, c) }},
	{"a move is there twice", verify.MoveFalse, func(c chooser, d *engine.Delta) bool {
		m := anyOf(c, d.Moves)
		if m != nil {
			d.Moves = append(d.Moves, *m)
		}
		return m != nil
	}},
	{"moves are out of order", verify.MoveFalse, func(_ chooser, d *engine.Delta) bool {
		slices.Reverse(d.Moves)
		return len(d.Moves) > 1
	}},
	{"a home that stayed", verify.MoveFalse, func(c chooser, d *engine.Delta) bool {
		home := ""
		for h := range d.Plan.Homes() {
			if !slices.ContainsFunc(d.Moves, func(m engine.Move) bool { return m.Household == h.ID }) {
				home = string(h.ID)
			}
		}
		d.Moves = append(d.Moves, engine.Move{Household: engine.HouseholdID(home), Kind: engine.MoveServed, Cause: engine.Cause{Code: engine.CauseBetter}})
		return home != ""
	}},
	{"a home of elsewhere", verify.MoveFalse, func(_ chooser, d *engine.Delta) bool {
		d.Moves = append(d.Moves, engine.Move{Household: "Z1", Kind: engine.MoveGone, Cause: engine.Cause{Code: engine.CauseGone}})
		return true
	}},
	{"kind", verify.WrongMove, aMove(always[engine.Move], func(c chooser, m *engine.Move) {
		was := m.Kind
		for m.Kind == was {
			m.Kind = pick(c, engine.MoveArrived, engine.MoveGone, engine.MoveForced, engine.MoveVoluntary, engine.MoveServed)
		}
	})},
	{"member before", verify.WrongMove, aMove(always[engine.Move], func(_ chooser, m *engine.Move) { m.Before += "?" })},
	{"member after", verify.WrongMove, aMove(always[engine.Move], func(_ chooser, m *engine.Move) { m.After += "?" })},
	{"distances", verify.WrongMove, aMove(always[engine.Move], func(c chooser, m *engine.Move) { *pick(c, &m.BeforeMM, &m.AfterMM)++ })},
	{"loads", verify.WrongMove, aMove(always[engine.Move], func(c chooser, m *engine.Move) { *pick(c, &m.LoadBefore, &m.LoadAfter)++ })},
	{"an unknown cause", verify.WrongCause, aMove(always[engine.Move], func(_ chooser, m *engine.Move) { m.Cause.Code = "luck" })},
	{"forced for the better", verify.WrongCause, aMove(kind(engine.MoveForced), func(c chooser, m *engine.Move) {
		m.Cause.Code = pick(c, engine.CauseBetter, engine.CauseHelp, engine.CauseRoom, engine.CauseMinimum, engine.CauseCapacity)
	})},
	{"arrived and gone", verify.WrongCause, aMove(kind(engine.MoveArrived, engine.MoveGone), func(c chooser, m *engine.Move) {
		m.Cause.Code = map[engine.CauseCode]engine.CauseCode{engine.CauseArrived: engine.CauseGone, engine.CauseGone: engine.CauseArrived}[m.Cause.Code]
	})},
	{"neither arrived nor gone", verify.WrongCause, aMove(kind(engine.MoveForced, engine.MoveVoluntary, engine.MoveServed), func(c chooser, m *engine.Move) {
		m.Cause.Code = pick(c, engine.CauseArrived, engine.CauseGone)
	})},
	{"voluntary, and yet he may not", verify.WrongCause, aMove(kind(engine.MoveVoluntary), func(c chooser, m *engine.Move) {
		m.Cause = engine.Cause{Code: pick(c, engine.CauseMemberLeft, engine.CauseMemberExcluded, engine.CauseForbidden, engine.CauseLocked, engine.CauseOwn), Member: m.Before}
	})},
	{"a member of a cause", verify.WrongCause, aMove(because(engine.CauseMemberLeft, engine.CauseMemberExcluded, engine.CauseMemberMoved, engine.CauseMemberChanged, engine.CauseLocked, engine.CauseOwn, engine.CauseCapacity, engine.CauseHelp, engine.CauseMinimum),
		func(_ chooser, m *engine.Move) { m.Cause.Member += "?" })},
	{"who left has changed", verify.WrongCause, aMove(because(engine.CauseMemberLeft), func(_ chooser, m *engine.Move) { m.Cause.Code = engine.CauseMemberChanged })},
	{"who may still serve it has changed", verify.WrongCause, aMove(kind(engine.MoveVoluntary), func(_ chooser, m *engine.Move) {
		m.Cause = engine.Cause{Code: engine.CauseMemberChanged, Member: m.Before}
	})},
	{"the reason of an exclusion", verify.WrongCause, aMove(because(engine.CauseMemberExcluded), func(_ chooser, m *engine.Move) { m.Cause.Reason += "?" })},
	{"room for nobody", verify.WrongCause, aMove(because(engine.CauseRoom), func(c chooser, m *engine.Move) { m.Cause.Household = pick(c, "", "Z1", m.Household) })},
	{"a trade for nothing", verify.WrongTrade, aTrade(func(x *engine.Trade) { x.Changes = 0 })},
	{"a trade by nobody", verify.WrongTrade, aTrade(func(x *engine.Trade) { x.Member += "?" })},
	{"a trade by a new member or not", verify.WrongTrade, aTrade(func(x *engine.Trade) { x.New = !x.New })},
	{"a trade of no home", verify.WrongTrade, aTrade(func(x *engine.Trade) { x.Homes = 0 })},
	{"a trade for the worse", verify.WrongTrade, aTrade(func(x *engine.Trade) { x.Value = slices.Clone(x.Value); x.Value[0] += 100 })},
	{"a trade in fewer tiers", verify.WrongTrade, aTrade(func(x *engine.Trade) { x.Value = x.Value[1:] })},
	{"trades are out of order", verify.WrongTrade, func(_ chooser, d *engine.Delta) bool {
		slices.Reverse(d.Next)
		return len(d.Next) > 1
	}},
}

func TestDeltaMutations(t *testing.T) {
	all := steps(t, *seeds*4)
	for _, m := range deltaMutations {
		t.Run(m.name, func(t *testing.T) {
			tried := 0
			for i, s := range all {
				s.delta.Moves, s.delta.Next = slices.Clone(s.delta.Moves), slices.Clone(s.delta.Next)
				if !m.change(seeded(uint64(i)), &s.delta) {
					continue
				}
				tried++
				if r := s.check(t); !r.Has(m.code) {
					t.Errorf("step %d: %v; expected %s", i, r.Findings, m.code)
				}
			}
			if tried == 0 {
				t.Error("nothing to change")
			}
		})
	}
}

// TestFalseGains gives moves of unlocked plans, where no member bears another
// load than before, causes that are not so.
func TestFalseGains(t *testing.T) {
	tried := map[string]int{}
	for seed := range *seeds * 4 {
		c := seeded(seed + 11e6)
		before, unlock := lockedAtRandom(c)
		plan, err := engine.Solve(context.Background(), before, engine.Options{})
		if err != nil {
			continue
		}
		n := 3
		after, delta, err := engine.Apply(context.Background(), before, plan, unlock, engine.Options{MaxChanges: &n})
		if err != nil {
			t.Fatal(err)
		}
		s := step{before, plan, after, delta}
		lost := func(id engine.MemberID) bool {
			return slices.ContainsFunc(delta.Moves, func(m engine.Move) bool { return m.Before == id })
		}
		wrong := func(name string, i int, cause engine.Cause) {
			tried[name]++
			x := s
			x.delta.Moves = slices.Clone(delta.Moves)
			x.delta.Moves[i].Cause = cause
			if r := x.check(t); !r.Has(verify.WrongCause) {
				t.Errorf("seed %d: %s: %+v of %+v passed (%v)", seed, name, cause, delta.Moves, r.Findings)
			}
		}
		for i, m := range delta.Moves {
			wrong("capacity", i, engine.Cause{Code: engine.CauseCapacity, Member: m.Before})
			if after.Policy.Links.Load.Min == 0 {
				wrong("minimum", i, engine.Cause{Code: engine.CauseMinimum, Member: m.After})
			}
			if !lost(m.After) {
				wrong("chain", i, engine.Cause{Code: engine.CauseHelp, Member: m.Before})
			}
			for k, other := range delta.Moves {
				if k != i && other.Cause.Code != engine.CauseRoom && other.After != m.Before && !lost(other.After) {
					wrong("room", i, engine.Cause{Code: engine.CauseRoom, Household: other.Household})
				}
			}
		}
	}
	if len(tried) < 4 {
		t.Errorf("tried %v; expected all four", tried)
	}
}

// TestStandingMutations corrupts what a plan says of the one that stood, and
// that one; each is false in any case.
func TestStandingMutations(t *testing.T) {
	all := steps(t, *seeds)
	for _, m := range []struct {
		name, code string
		change     func(c chooser, s *step, d *engine.Draft) bool
	}{
		{"a member before", verify.WrongBefore, func(c chooser, _ *step, d *engine.Draft) bool {
			h := anyOf(c, d.Homes)
			if h != nil {
				h.Before = map[engine.MemberID]engine.MemberID{"": "M0"}[h.Before]
			}
			return h != nil
		}},
		{"another standing plan", verify.WrongBefore, func(c chooser, s *step, d *engine.Draft) bool {
			was := s.standing.Draft()
			stays := func(h *engine.Home) bool {
				return linked(h) && slices.ContainsFunc(d.Homes, func(x engine.Home) bool { return x.ID == h.ID })
			}
			h := some(c, was.Homes, stays)
			if h != nil {
				h.State = engine.HomeUnserved
			}
			s.standing = was.Build()
			return h != nil
		}},
		{"from elsewhere", verify.WrongFrom, func(_ chooser, _ *step, d *engine.Draft) bool { d.Rebalance.From += "0"; return true }},
		{"next circle", verify.WrongNextCircle, func(c chooser, _ *step, d *engine.Draft) bool {
			d.Rebalance.NextCircle += pick(c, 1, -1)
			return true
		}},
		{"a circle renumbered", verify.WrongNextCircle, func(c chooser, _ *step, d *engine.Draft) bool {
			x := anyOf(c, d.Circles)
			if x != nil {
				renamed(d, x, d.Rebalance.NextCircle+c(2))
			}
			return x != nil
		}},
		{"a number given before", verify.NumberReused, func(c chooser, s *step, d *engine.Draft) bool {
			x, was := anyOf(c, d.Circles), s.standing.Draft()
			if x == nil {
				return false
			}
			was.Circles = slices.DeleteFunc(was.Circles, func(y engine.Circle) bool { return y.ID == x.ID })
			was.Rebalance = &engine.Rebalance{NextCircle: d.Rebalance.NextCircle}
			s.standing = was.Build()
			return true
		}},
		{"made anew", verify.NotRebalanced, func(_ chooser, _ *step, d *engine.Draft) bool { d.Rebalance = nil; return true }},
	} {
		t.Run(m.name, func(t *testing.T) {
			tried := 0
			for i, s := range all {
				d := s.delta.Plan.Draft()
				if !m.change(seeded(uint64(i)), &s, &d) {
					continue
				}
				tried++
				r, err := verify.CheckChange(context.Background(), s.before, s.standing, s.after, d.Build())
				if err != nil || !r.Has(m.code) {
					t.Errorf("step %d: %v %v; expected %s", i, err, r.Findings, m.code)
				}
			}
			if tried == 0 {
				t.Error("nothing to change")
			}
		})
	}
}

// TestPlansOfOtherSteps puts a plan beside a standing plan that it did not
// follow.
func TestPlansOfOtherSteps(t *testing.T) {
	for i, s := range steps(t, *seeds/4) {
		r, err := verify.CheckChange(context.Background(), s.after, s.delta.Plan, s.after, s.delta.Plan)
		if err != nil {
			t.Fatal(err)
		}
		same := engine.Fingerprint(s.before) == engine.Fingerprint(s.after)
		if !same && !r.Has(verify.WrongFrom) {
			t.Errorf("step %d: %v; expected %s", i, r.Findings, verify.WrongFrom)
		}
	}
}
