package engine

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/geo"
	"jinlin/policy"
)

// A trace leads from a record to the one it was before.
type trace struct {
	// was is the number before, none if the record is new.
	was int32
	// changed tells that the record is new or another one, relocated that it lies elsewhere, moved that what was measured of it does not hold.
	changed, relocated, moved bool
}

// A transition leads from the State before to the one now.
type transition struct {
	old, now *State
	// home and member are by the numbers now.
	home, member []trace
	// homeNow and memberNow are by the numbers before: the number now, none if the record left.
	homeNow, memberNow []int32
	// policy tells that the policy is another, measure that the ground is, ground that nothing measured before holds now.
	policy, measure, ground bool
}

func newTransition(old, now *State, r *records) *transition {
	t := &transition{old: old, now: now, homeNow: make([]int32, len(old.homes)), memberNow: make([]int32, len(old.members))}
	t.home = match(old.homes, now.homes, t.homeNow, func(h *home) HouseholdID { return h.ID })
	t.member = match(old.members, now.members, t.memberNow, func(m *member) MemberID { return m.ID })
	for id := range r.homes {
		if h, ok := now.homeOf(id); ok {
			t.home[h].changed = true
		}
	}
	for id := range r.members {
		if m, ok := now.memberOf(id); ok {
			t.member[m].changed = true
		}
	}
	t.policy = r.repoliced && policyDigest(old.problem.Policy) != policyDigest(now.problem.Policy)
	t.measure = old.ground.Fingerprint() != now.ground.Fingerprint()
	t.ground = t.measure || t.policy && (old.policy.Links.Reach != now.policy.Links.Reach || old.policy.Links.AssociationReach != now.policy.Links.AssociationReach)
	joining := now.associateReachMM() > now.policy.Links.Reach.MM() // associations decide what is in reach
	for i := range t.home {
		x := &t.home[i]
		x.relocated = x.was == none || x.changed && !samePoint(now.homes[i].Location, old.homes[x.was].Location)
		x.moved = x.relocated || t.ground || joining && now.homes[i].Association != old.homes[x.was].Association
	}
	for i := range t.member {
		x := &t.member[i]
		x.moved = x.was == none || t.ground || elsewhere(&now.members[i], &old.members[x.was]) ||
			joining && now.members[i].Association != old.members[x.was].Association
	}
	return t
}

// elsewhere reports whether what was measured for a member before does not hold now.
func elsewhere(now, before *member) bool {
	return !before.eligible() || now.located != before.located || now.located && !samePlace(now.place, before.place)
}

func samePoint(a, b orb.Point) bool { return a == b }

func samePlace(a, b geo.Place) bool { return a == b }

// match finds the same ids in two sorted lists: the traces of the second, and in at the numbers of the first.
func match[K ~string, T any](old, now []T, at []int32, id func(*T) K) []trace {
	out := make([]trace, len(now))
	i := 0
	for k := range now {
		for i < len(old) && id(&old[i]) < id(&now[k]) {
			at[i] = none
			i++
		}
		if i < len(old) && id(&old[i]) == id(&now[k]) {
			out[k], at[i] = trace{was: int32(i)}, int32(k)
			i++
		} else {
			out[k] = trace{was: none, changed: true}
		}
	}
	for ; i < len(old); i++ {
		at[i] = none
	}
	return out
}

// carry takes over the pairs in reach of homes and members that stayed where they are, and measures the others.
func (s *State) carry(ctx context.Context, t *transition) error {
	if t.ground {
		return s.measure(ctx)
	}
	var moved, stayed, fresh []int32
	for h := range t.home {
		if t.home[h].moved {
			moved = append(moved, int32(h))
		}
	}
	eligible := s.eligibles()
	for _, m := range eligible {
		if t.member[m].moved {
			fresh = append(fresh, m)
		}
	}
	if len(fresh) > 0 {
		for h := range t.home {
			if !t.home[h].moved {
				stayed = append(stayed, int32(h))
			}
		}
	}
	ofMoved, err := s.reachOf(ctx, moved, eligible)
	if err != nil {
		return err
	}
	ofFresh, err := s.reachOf(ctx, stayed, fresh)
	if err != nil {
		return err
	}
	s.join(t, ofMoved, ofFresh)
	return nil
}

// join makes the pairs in reach from those before, those of homes that moved (one row each), and those of the other homes with
// members that moved (one row each, or none at all).
func (s *State) join(t *transition, ofMoved, ofFresh arcs) {
	size := len(t.old.reach.member) + len(ofMoved.member) + len(ofFresh.member)
	a := arcs{start: make([]int32, 1, len(s.homes)+1), member: make([]int32, 0, size), mm: make([]int64, 0, size)}
	keep := t.measured()
	moved, stayed := int32(0), int32(0)
	for h := range s.homes {
		x := &t.home[h]
		switch {
		case x.moved:
			members, mm := ofMoved.row(moved)
			a.member, a.mm = append(a.member, members...), append(a.mm, mm...)
			moved++
		case len(ofFresh.start) > 1:
			members, mm := ofFresh.row(stayed)
			a.merge(&t.old.reach, x.was, keep, members, mm)
			stayed++
		default:
			a.merge(&t.old.reach, x.was, keep, nil, nil)
		}
		a.start = append(a.start, int32(len(a.member)))
	}
	s.reach = a
}

// measured gives each member before the number now, none if what was measured for him counts no longer.
func (t *transition) measured() []int32 {
	keep := slices.Clone(t.memberNow)
	for i, m := range keep {
		if m != none && (t.member[m].moved || !t.now.members[m].eligible()) {
			keep[i] = none
		}
	}
	return keep
}

// merge appends a row of pairs with the members' new numbers, and others between them so that the row ascends.
func (a *arcs) merge(old *arcs, row int32, keep []int32, members []int32, mm []int64) {
	was, wasMM := old.row(row)
	if len(members) == 0 {
		a.keep(was, wasMM, keep)
		return
	}
	k := 0
	for i, o := range was {
		m := keep[o]
		if m == none {
			continue
		}
		for k < len(members) && members[k] < m {
			a.member, a.mm = append(a.member, members[k]), append(a.mm, mm[k])
			k++
		}
		a.member, a.mm = append(a.member, m), append(a.mm, wasMM[i])
	}
	a.member, a.mm = append(a.member, members[k:]...), append(a.mm, mm[k:]...)
}

// keep appends a row of pairs with the members' new numbers. There must be room for it.
func (a *arcs) keep(was []int32, mm []int64, keep []int32) {
	n := len(a.member)
	to, toMM := a.member[n:n+len(was)], a.mm[n:n+len(was)]
	k := 0
	for i, o := range was {
		if m := keep[o]; m != none {
			to[k], toMM[k] = m, mm[i]
			k++
		}
	}
	a.member, a.mm = a.member[:n+k], a.mm[:n+k]
}

// prices are those that stood, tier by tier, by the members' numbers now: good ones to start from. Nil for members who had none, and for everybody if
// they are written in another scale.
func (t *transition) prices(tiers []policy.Tier, proof *LinkProof, of func(*Server) []int64) [][]int64 {
	if proof.Scale > 1 {
		return nil
	}
	at := make([]int, len(tiers))
	for i, tier := range tiers {
		at[i] = slices.Index(proof.Tiers, tier)
	}
	out, all := make([][]int64, len(t.now.members)), make([]int64, len(tiers)*len(t.now.members))
	for m := range out {
		if t.member[m].was == none {
			continue
		}
		price := of(&t.old.stands.plan.d.Members[t.member[m].was])
		if len(price) != len(proof.Tiers) {
			continue
		}
		out[m] = all[m*len(tiers) : (m+1)*len(tiers)]
		for i, k := range at {
			if k >= 0 {
				out[m][i] = price[k]
			}
		}
	}
	return out
}
