package service_test

import (
	"slices"
	"testing"

	"jinlin/engine"
)

// TestR09Selection: nobody is left who would rather have each other, vetoes hold, ties and missing lists are no hindrance; where minima come first, the
// pairs that they force apart are listed.
func TestR09Selection(t *testing.T) {
	problems := asked(t, "huozhou-selection", huozhou)
	vetoes, chosen := 0, 0
	for _, a := range answers(t, problems) {
		s := a.plan.Draft().Selection
		if s == nil || len(s.Blocking) > 0 {
			t.Fatalf("%s: %+v", a.Area, s)
		}
		for _, h := range a.planned {
			if h.State == engine.HomeChosen {
				chosen++
			}
		}
		for _, f := range a.Forbidden {
			vetoes++
			if a.planned[f.Household].Member == f.Member {
				t.Errorf("a veto is broken: %v", f)
			}
		}
		if pairs := a.unhappy(); len(pairs) > 0 {
			t.Errorf("%s: %v would rather have each other", a.Area, pairs)
		}
	}
	if vetoes == 0 || chosen < 200 {
		t.Errorf("%d vetoes, %d pairs by choice", vetoes, chosen)
	}
	for _, a := range answers(t, asked(t, "huozhou-selection", huozhou, "selection.pairs=yielding")) {
		s := a.plan.Draft().Selection
		want := a.unhappy()
		if len(s.Blocking) != len(want) {
			t.Errorf("%s: %d blocking pairs are listed, %d are there", a.Area, len(s.Blocking), len(want))
		}
	}
}

// unhappy are the homes and members who name each other and would both rather have each other than what the plan gives them (every home weighs 1, and
// lists are exhaustive: selection.unlisted refused). A side without a list takes all who name it, the nearest first.
func (a *answer) unhappy() []engine.Pair {
	links := a.linked()
	var out []engine.Pair
	for _, h := range a.Households {
		if a.planned[h.ID].State == engine.HomeOwn {
			continue
		}
		for _, m := range a.Members {
			p := engine.Pair{Household: h.ID, Member: m.ID}
			if !a.server[m.ID].Eligible || a.planned[h.ID].Member == m.ID || slices.Contains(a.Forbidden, p) || !a.acceptable(h, m) {
				continue
			}
			if a.homePrefers(h, m) && a.memberPrefers(m, h, links[m.ID]) {
				out = append(out, p)
			}
		}
	}
	return out
}

// acceptable: each side that has a list names the other, and one of them has a list.
func (a *answer) acceptable(h engine.Household, m engine.Member) bool {
	_, wanted := h.Preferences.Of(m.ID)
	_, wants := m.Preferences.Of(h.ID)
	return (wanted || len(h.Preferences) == 0) && (wants || len(m.Preferences) == 0) && (wanted || wants)
}

// homePrefers: the home has not chosen, or ranks the member above the one it chose.
func (a *answer) homePrefers(h engine.Household, m engine.Member) bool {
	p := a.planned[h.ID]
	if p.State != engine.HomeChosen {
		return true
	}
	if len(h.Preferences) == 0 {
		return a.distance(h, m.ID) < p.DistanceMM
	}
	now, _ := h.Preferences.Of(p.Member)
	then, _ := h.Preferences.Of(m.ID)
	return then < now
}

// memberPrefers: the member has room, or has a home that he likes less or did not choose.
func (a *answer) memberPrefers(m engine.Member, h engine.Household, has []engine.Household) bool {
	if len(has) < a.Policy.Links.Load.Clip(m.MinLoad, m.MaxLoad).Max {
		return true
	}
	for _, k := range has {
		if a.planned[k.ID].State != engine.HomeChosen {
			return true
		}
		now, _ := m.Preferences.Of(k.ID)
		then, _ := m.Preferences.Of(h.ID)
		if len(m.Preferences) > 0 && then < now || len(m.Preferences) == 0 && a.distance(h, m.ID) < a.distance(k, m.ID) {
			return true
		}
	}
	return false
}
