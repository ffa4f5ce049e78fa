package verify

import (
	"context"
	"slices"

	"jinlin/engine"
)

// CheckDelta judges what a rebalance did: its plan as CheckChange does, its
// moves (exactly those that happened, with causes that can be), and that the
// trades it offers are in order. What a trade is worth is taken as it is. The
// error is only ever ctx.Err().
func CheckDelta(ctx context.Context, before engine.Problem, standing engine.Plan, after engine.Problem, delta engine.Delta) (Report, error) {
	f, err := followed(ctx, &before, standing, &after, delta.Plan)
	if err != nil {
		return Report{}, err
	}
	if f.scene != nil && f.linkedTo != nil && f.d.Rebalance != nil {
		f.checkMoves(delta.Moves)
		f.checkTrades(delta.Next)
	}
	return f.close(), ctx.Err()
}

// checkMoves compares the moves with those that happened.
func (f *follower) checkMoves(moves []engine.Move) {
	w := f.newWhys(moves)
	listed := map[engine.HouseholdID]bool{}
	for i := range moves {
		m := &moves[i]
		want, happened := w.want[m.Household]
		at := Finding{Code: MoveFalse, Household: m.Household}
		switch {
		case !happened:
			f.add(at, "home %q is said to have moved (%s); nothing happened to it", m.Household, m.Kind)
			continue
		case listed[m.Household]:
			f.add(at, "home %q is listed twice among the moves", m.Household)
			continue
		case i > 0 && m.Household < moves[i-1].Household:
			f.add(at, "home %q comes after %q among the moves; expected them by id", m.Household, moves[i-1].Household)
		}
		listed[m.Household] = true
		got := *m
		if got.Cause = (engine.Cause{}); got != want {
			at.Code = WrongMove
			f.add(at, "home %q is said to have moved as %+v; expected %+v", m.Household, got, want)
			continue
		}
		if why := w.wrong(m); why != "" {
			at.Code, at.Member = WrongCause, m.Cause.Member
			f.add(at, "home %q is said to have moved (%s) because of %+v; %s", m.Household, m.Kind, m.Cause, why)
		}
	}
	for id, m := range w.want {
		if !listed[id] {
			f.add(Finding{Code: MoveMissing, Household: id}, "home %q moved and is not listed; expected %+v", id, m)
		}
	}
}

// moves are what happened, without causes.
func (f *follower) moves() map[engine.HouseholdID]engine.Move {
	loads := map[engine.MemberID]int{"": 0}
	for i := range f.standing.Members {
		loads[f.standing.Members[i].ID] = f.standing.Members[i].Load
	}
	all := map[engine.HouseholdID]engine.Move{}
	for id, r := range f.was {
		if _, there := f.homeAt[id]; !there {
			all[id] = engine.Move{Household: id, Kind: engine.MoveGone, Before: r.Member, BeforeMM: r.DistanceMM, LoadBefore: loads[r.Member]}
		}
	}
	for h := range f.homes {
		r := &f.rows[h]
		m := engine.Move{Household: r.ID, After: r.Member, AfterMM: r.DistanceMM}
		if k := f.number(r.Member); k >= 0 {
			m.LoadAfter = f.servers[k].Load
		}
		if was := f.was[r.ID]; was != nil {
			m.Before, m.BeforeMM, m.LoadBefore = was.Member, was.DistanceMM, loads[was.Member]
		}
		if m.Kind = f.moveKind(h, m.Before); m.Kind != "" {
			all[r.ID] = m
		}
	}
	return all
}

// moveKind tells what happened to a home that is there now, "" for nothing.
func (f *follower) moveKind(h int, before engine.MemberID) engine.MoveKind {
	now := f.rows[h].Member
	switch {
	case f.was[f.rows[h].ID] == nil:
		return engine.MoveArrived
	case before == now:
		return ""
	case before == "":
		return engine.MoveServed
	case f.keeps[h] >= 0 && f.members[f.keeps[h]].id == before:
		return engine.MoveVoluntary
	}
	return engine.MoveForced
}

// checkTrades checks that each trade takes more changes than the one before
// and gives a better value, in all tiers but that of changes.
func (f *follower) checkTrades(trades []engine.Trade) {
	tiers, value := f.policy.Tiers(), f.usualValue()
	loads, changes := f.loads(f.linkedTo), 0
	for i := range trades {
		t := &trades[i]
		k := f.number(t.Member)
		good := t.Changes > changes && len(t.Value) == len(tiers) && slices.Compare(t.Value, value) < 0
		good = good && (k >= 0 && f.members[k].eligible && t.Homes >= 1 && t.New == (loads[k] == 0) || t.Member == "" && t.Homes == 0)
		if !good {
			f.add(Finding{Code: WrongTrade, Member: t.Member}, "trade %d is %+v; expected more than %d changes, a value below %v of the tiers %v, and an eligible member, new if nobody is linked to him", i+1, *t, changes, value, tiers)
			return
		}
		changes, value = t.Changes, t.Value
	}
}

// usualValue is what the links are worth, without the tier of changes.
func (f *follower) usualValue() []int64 {
	var e exact
	return f.value(f.linkPairing(), &e)
}
