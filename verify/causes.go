package verify

import (
	"reflect"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// whys tells whether the causes of moves can be so.
type whys struct {
	*follower
	want    map[engine.HouseholdID]engine.Move // what happened
	cause   map[engine.HouseholdID]engine.CauseCode
	homes   map[engine.HouseholdID]*engine.Household // of the problem before
	members map[engine.MemberID]*engine.Member
	gave    map[engine.MemberID][]engine.MemberID // who took the homes that moved away from a member
}

func (f *follower) newWhys(moves []engine.Move) *whys {
	w := &whys{follower: f, want: f.moves(), cause: map[engine.HouseholdID]engine.CauseCode{}, homes: map[engine.HouseholdID]*engine.Household{},
		members: map[engine.MemberID]*engine.Member{}, gave: map[engine.MemberID][]engine.MemberID{}}
	for i := range f.before.Households {
		w.homes[f.before.Households[i].ID] = &f.before.Households[i]
	}
	for i := range f.before.Members {
		w.members[f.before.Members[i].ID] = &f.before.Members[i]
	}
	for _, m := range moves {
		w.cause[m.Household] = m.Cause.Code
	}
	for _, m := range w.want {
		if m.Before != "" && m.After != "" && !slices.Contains(w.gave[m.Before], m.After) {
			w.gave[m.Before] = append(w.gave[m.Before], m.After)
		}
	}
	return w
}

// wrong returns why the cause of a move cannot be so, "" if it can.
func (w *whys) wrong(m *engine.Move) string {
	switch {
	case (m.Cause.Code == engine.CauseArrived) != (m.Kind == engine.MoveArrived) || (m.Cause.Code == engine.CauseGone) != (m.Kind == engine.MoveGone):
		return "expected arrived of a home that is new, gone of one that left, and of no other"
	case m.Kind == engine.MoveArrived || m.Kind == engine.MoveGone:
		return ""
	}
	switch m.Cause.Code {
	case engine.CauseRoom, engine.CauseCapacity, engine.CauseHelp, engine.CauseMinimum, engine.CauseBetter:
		if m.Kind == engine.MoveForced {
			return "expected why the member before may no longer answer for it"
		}
		return w.wrongGain(m)
	}
	return w.wrongLoss(m)
}

// wrongLoss checks the causes by which a pair comes to be no longer allowed.
func (w *whys) wrongLoss(m *engine.Move) string {
	h, k := w.homeAt[m.Household], w.number(m.Before)
	x := &w.scene.homes[h]
	switch c := m.Cause; c.Code {
	case engine.CauseLocked:
		return unless(x.lock >= 0 && w.idOf(x.lock) == c.Member, "it is not locked to that member")
	case engine.CauseChosen:
		return unless(w.rows[h].State == engine.HomeChosen && c.Member == m.After, "it was not chosen by that member")
	case engine.CauseOwn:
		return unless(x.own >= 0 && w.idOf(x.own) == c.Member, "that member does not cover it")
	case engine.CauseHomeMoved:
		return unless(!reflect.DeepEqual(w.homes[m.Household], x.rec), "its record is the same")
	case engine.CausePolicy:
		unlocked := w.was[m.Household].State == engine.HomeLocked
		return unless(unlocked || !reflect.DeepEqual(w.before.Policy, w.p.Policy), "the policy is the same, and no lock overrode it")
	case engine.CauseGround:
		return unless(w.reground(), "the ground is the same")
	case engine.CauseCircle:
		// A pair is lost over circles only where links stay in them; a home that
		// nobody answered for may as well tell that it is in another.
		apart := w.recircled(h) || k >= 0 && !w.border(h, k)
		return unless(apart && (w.policy.Links.Within == policy.WithinCircle || m.Kind == engine.MoveServed), "links do not stay in circles, or home and member before are in the one that held them")
	case engine.CauseGroup:
		return unless(w.drawn() && w.policy.Links.Within == policy.WithinGroup && k >= 0 && !w.border(h, k), "links do not stay in drawn groups, or home and member before are in one")
	case engine.CauseForbidden:
		return unless(k >= 0 && w.vetoed(h, k), "the pair with the member before is not forbidden")
	case engine.CauseMemberLeft:
		return unless(c.Member == m.Before && k < 0, "the member before is still there")
	case engine.CauseMemberExcluded:
		return unless(c.Member == m.Before && k >= 0 && !w.scene.members[k].eligible && w.scene.members[k].excluded == c.Reason, "the member before is eligible, or for another reason is not")
	case engine.CauseMemberChanged:
		return unless(c.Member == m.Before && k >= 0 && w.changed(k) && !(w.near(h, k) && w.fit(h, k)), "the member before offers and belongs to what he did, or may still serve the home")
	case engine.CauseMemberMoved:
		return unless(c.Member == m.Before && k >= 0 && w.moved(k), "the member before lives and serves where he did")
	}
	return "the cause is not known"
}

// reground reports whether the records before were measured on another ground.
func (w *whys) reground() bool {
	_, before := rulerOf(w.before)
	return before != w.ground
}

// recircled reports whether a home is in another circle than before.
func (w *whys) recircled(h int) bool {
	return w.circleID(w.circleOf[h]) != w.was[w.scene.homes[h].id].Circle
}

func unless(holds bool, why string) string {
	if holds {
		return ""
	}
	return why
}

func (w *whys) idOf(k int) engine.MemberID { return w.scene.members[k].id }

// moved reports whether a member lives or serves elsewhere than before, or in
// another group.
func (w *whys) moved(k int) bool {
	now, was := w.scene.members[k].rec, w.members[w.idOf(k)]
	if was == nil {
		return false
	}
	if now.Area != was.Area || now.Household != was.Household || now.Location != was.Location || now.Located != was.Located || !slices.Equal(now.Duty, was.Duty) {
		return true
	}
	anchor := engine.HouseholdID("")
	if a := w.scene.members[k].anchor; a >= 0 {
		anchor = w.scene.homes[a].id
	}
	i := slices.IndexFunc(w.standing.Members, func(s engine.Server) bool { return s.ID == now.ID })
	if i < 0 || w.standing.Members[i].Anchor != anchor {
		return true
	}
	old, home := w.homes[anchor], w.scene.homeAt[anchor]
	return anchor != "" && old != nil && (old.Location != w.scene.homes[home].rec.Location || old.Group != w.scene.homes[home].rec.Group)
}

// changed reports whether a member offers other services than before, or belongs
// to another association.
func (w *whys) changed(k int) bool {
	now, was := w.scene.members[k].rec, w.members[w.idOf(k)]
	return was != nil && (now.Association != was.Association || !slices.Equal(eachOnce(now.Skills), eachOnce(was.Skills)))
}

func eachOnce(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }

// wrongGain checks the causes by which a move makes the plan better.
func (w *whys) wrongGain(m *engine.Move) string {
	k := w.number(m.Cause.Member)
	switch m.Cause.Code {
	case engine.CauseCapacity:
		return unless(k >= 0 && w.leads(m.Cause.Member, m.Before) && w.bearsLess(k), "that member may bear as much as he did, or no chain of moves leads from him")
	case engine.CauseRoom:
		first, moved := w.want[m.Cause.Household]
		source := w.cause[m.Cause.Household]
		return unless(moved && source != "" && source != engine.CauseRoom && first.Household != m.Household && w.leads(first.After, m.Before), "no chain of moves leads from that home to this one")
	case engine.CauseHelp:
		return unless(k >= 0 && w.scene.members[k].eligible && w.leads(m.After, m.Cause.Member) && w.hasMore(k), "that member has no more room than before, or no chain of moves leads to him")
	case engine.CauseMinimum:
		return unless(k >= 0 && w.leads(m.After, m.Cause.Member) && w.wasShort(k), "that member was not short of his minimum, or no chain of moves leads to him")
	}
	return ""
}

// leads reports whether homes moved from one member to another, be it over
// others.
func (w *whys) leads(from, to engine.MemberID) bool {
	seen := map[engine.MemberID]bool{"": true, from: true}
	queue := []engine.MemberID{from}
	for len(queue) > 0 && from != "" {
		id := queue[0]
		if queue = queue[1:]; id == to {
			return true
		}
		for _, next := range w.gave[id] {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}

// burdens are what a member should and may bear beside the homes locked to
// him, before and now; ok is false if he took no part before.
func (w *whys) burdens(k int) (before, now policy.Load, ok bool) {
	m := &w.scene.members[k]
	r := w.members[m.id]
	if r == nil || excluded(r, &w.before.Policy.Eligibility) != "" {
		return before, now, false
	}
	before, now = w.before.Policy.Links.Load.Clip(r.MinLoad, r.MaxLoad), m.load
	now.Max -= int(m.fixedLoad())
	for i, l := range w.before.Locks {
		// A lock may be listed twice, and binds once.
		if h := w.homes[l.Household]; l.Member == m.id && h != nil && !slices.Contains(w.before.Locks[:i], l) {
			before.Max -= max(h.Weight, 1)
		}
	}
	return w.lessChosen(before, m.id), now, true
}

// lessChosen is what was left for a member beside the homes that he kept by
// two-way choice before.
func (w *whys) lessChosen(load policy.Load, id engine.MemberID) policy.Load {
	if s := &w.before.Policy.Selection; s.By == policy.ProposeNone || s.Pairs != policy.PairsFirm {
		return load
	}
	for _, r := range w.standing.Homes {
		if h := w.homes[r.ID]; r.Choice == id && h != nil {
			load.Max -= max(h.Weight, 1)
		}
	}
	return load
}

func (w *whys) bearsLess(k int) bool {
	before, now, ok := w.burdens(k)
	return ok && (now.Max < before.Max || now.TargetMax < before.TargetMax)
}

// hasMore reports whether a member is new, may or should bear more, or lost a
// home.
func (w *whys) hasMore(k int) bool {
	before, now, ok := w.burdens(k)
	if !ok || now.Max > before.Max || now.TargetMax > before.TargetMax || now.TargetMin > before.TargetMin || now.Min > before.Min {
		return true
	}
	for _, m := range w.want {
		if m.Before == w.idOf(k) {
			return true
		}
	}
	return false
}

// wasShort reports whether a member was below his minimum of now, with the
// homes that he had or with those of them that he may keep.
func (w *whys) wasShort(k int) bool {
	kept := w.scene.members[k].fixedLoad()
	for h := range w.keeps {
		if w.keeps[h] == k {
			kept += w.scene.homes[h].weight
		}
	}
	least := w.scene.members[k].load.Min
	i := slices.IndexFunc(w.standing.Members, func(s engine.Server) bool { return s.ID == w.idOf(k) })
	return kept < int64(least) || i < 0 || w.standing.Members[i].Load < least
}
