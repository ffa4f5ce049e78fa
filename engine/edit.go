package engine

import (
	"fmt"
	"slices"

	"jinlin/policy"
)

// records are the lists of a problem while changes are made in them. The lists given are never written: what changes is kept beside
// them until done puts both together.
type records struct {
	problem Problem
	homes   overlay[HouseholdID, Household]
	members overlay[MemberID, Member]
	sites   overlay[SiteID, Site]
	// dropped and left are the members and homes that the lists given no longer name as preference.
	dropped map[MemberID]bool
	left    map[HouseholdID]bool
	// repoliced tells that the policy was set.
	repoliced bool
	// ownLocks, ownForbidden and ownAdjacency tell that the list is already a copy.
	ownLocks, ownForbidden, ownAdjacency bool
	// at is the number of the change at hand.
	at    int
	found []policy.Violation
}

// An overlay holds the records put and dropped: nil for a dropped one.
type overlay[K ~string, T any] map[K]*T

func newRecords(p Problem) *records {
	return &records{
		problem: p, homes: overlay[HouseholdID, Household]{}, members: overlay[MemberID, Member]{}, sites: overlay[SiteID, Site]{},
		dropped: map[MemberID]bool{}, left: map[HouseholdID]bool{},
	}
}

// edit makes changes one after the other. What cannot be done is found, not done.
func (r *records) edit(changes []Change) {
	for i, c := range changes {
		r.at = i
		if c == nil {
			r.wrong("", "is nil; expected a change")
			continue
		}
		c.edit(r)
	}
}

func (r *records) wrong(field, format string, args ...any) {
	r.found = append(r.found, policy.Violation{Path: fmt.Sprintf("changes[%d]%s", r.at, field), Message: fmt.Sprintf(format, args...)})
}

func (c PutHousehold) edit(r *records) { r.homes[c.Household.ID] = &c.Household }

func (c DropHousehold) edit(r *records) {
	if !has(r.homes, c.ID, r.problem.Households, householdID) {
		r.wrong(".id", "%q is no household of area %q", c.ID, r.problem.Area)
		return
	}
	r.homes[c.ID] = nil
	gone := func(p Pair) bool { return p.Household == c.ID }
	r.dropLocks(gone)
	r.dropForbidden(gone)
	r.dropAdjacency(c.ID)
	r.left[c.ID] = true
	for id, m := range r.members {
		if m != nil {
			r.members[id] = m.forgetting(map[HouseholdID]bool{c.ID: true})
		}
	}
}

func (c PutMember) edit(r *records) { r.members[c.Member.ID] = &c.Member }

func (c DropMember) edit(r *records) {
	if !has(r.members, c.ID, r.problem.Members, memberID) {
		r.wrong(".id", "%q is no member of area %q", c.ID, r.problem.Area)
		return
	}
	r.members[c.ID] = nil
	gone := func(p Pair) bool { return p.Member == c.ID }
	r.dropLocks(gone)
	r.dropForbidden(gone)
	r.dropped[c.ID] = true
	for id, h := range r.homes {
		if h != nil {
			r.homes[id] = h.forgetting(map[MemberID]bool{c.ID: true})
		}
	}
}

// forgetting is the home without preferences for some members; the home itself where it has none for them.
func (h *Household) forgetting(gone map[MemberID]bool) *Household {
	kept := h.Preferences.Without(func(m MemberID) bool { return gone[m] })
	if len(kept) == len(h.Preferences) {
		return h
	}
	stripped := *h
	stripped.Preferences = kept
	return &stripped
}

// forgetting is the member without preferences for some homes; the member himself where he has none for them.
func (m *Member) forgetting(gone map[HouseholdID]bool) *Member {
	kept := m.Preferences.Without(func(h HouseholdID) bool { return gone[h] })
	if len(kept) == len(m.Preferences) {
		return m
	}
	stripped := *m
	stripped.Preferences = kept
	return &stripped
}

func (c PutSite) edit(r *records) { r.sites[c.Site.ID] = &c.Site }

func (c DropSite) edit(r *records) {
	if !has(r.sites, c.ID, r.problem.Sites, siteID) {
		r.wrong(".id", "%q is no site of area %q", c.ID, r.problem.Area)
		return
	}
	r.sites[c.ID] = nil
}

func (c PutLock) edit(r *records) {
	r.dropLocks(func(p Pair) bool { return p.Household == c.Pair.Household })
	r.problem.Locks, r.ownLocks = append(owned(r.problem.Locks, r.ownLocks), c.Pair), true
}

func (c DropLock) edit(r *records) {
	if !r.dropLocks(func(p Pair) bool { return p == c.Pair }) {
		r.wrong(".pair", "household %q is not locked to member %q", c.Pair.Household, c.Pair.Member)
	}
}

func (c PutForbidden) edit(r *records) {
	if !slices.Contains(r.problem.Forbidden, c.Pair) {
		r.problem.Forbidden, r.ownForbidden = append(owned(r.problem.Forbidden, r.ownForbidden), c.Pair), true
	}
}

func (c DropForbidden) edit(r *records) {
	if !r.dropForbidden(func(p Pair) bool { return p == c.Pair }) {
		r.wrong(".pair", "household %q and member %q are not forbidden", c.Pair.Household, c.Pair.Member)
	}
}

func (c SetPolicy) edit(r *records) { r.problem.Policy, r.repoliced = c.Policy.Clone(), true }

func (c SetGround) edit(r *records) { r.problem.Ground = c.Ground }

func (r *records) dropLocks(gone func(Pair) bool) bool {
	if !slices.ContainsFunc(r.problem.Locks, gone) {
		return false
	}
	r.problem.Locks, r.ownLocks = slices.DeleteFunc(owned(r.problem.Locks, r.ownLocks), gone), true
	return true
}

func (r *records) dropForbidden(gone func(Pair) bool) bool {
	if !slices.ContainsFunc(r.problem.Forbidden, gone) {
		return false
	}
	r.problem.Forbidden, r.ownForbidden = slices.DeleteFunc(owned(r.problem.Forbidden, r.ownForbidden), gone), true
	return true
}

func owned(list []Pair, own bool) []Pair {
	if own {
		return list
	}
	return slices.Clone(list)
}

func householdID(h *Household) HouseholdID { return h.ID }
func memberID(m *Member) MemberID          { return m.ID }
func siteID(s *Site) SiteID                { return s.ID }

func has[K ~string, T any](o overlay[K, T], id K, list []T, key func(*T) K) bool {
	if x, put := o[id]; put {
		return x != nil
	}
	for i := range list {
		if key(&list[i]) == id {
			return true
		}
	}
	return false
}

// done puts the lists and what was changed in them together. Records put in come last, by id. Lists that nothing changed are shared.
func (r *records) done() Problem {
	p := r.problem
	r.strip()
	p.Households = merge(p.Households, r.homes, householdID)
	p.Members = merge(p.Members, r.members, memberID)
	p.Sites = merge(p.Sites, r.sites, siteID)
	return p
}

// strip lets records that no change touched forget the preferences for members and homes dropped.
func (r *records) strip() {
	if len(r.dropped) > 0 {
		forget(r.homes, r.problem.Households, householdID, func(h *Household) *Household { return h.forgetting(r.dropped) })
	}
	if len(r.left) > 0 {
		forget(r.members, r.problem.Members, memberID, func(m *Member) *Member { return m.forgetting(r.left) })
	}
}

func forget[K ~string, T any](o overlay[K, T], list []T, key func(*T) K, forgetting func(*T) *T) {
	for i := range list {
		if _, touched := o[key(&list[i])]; touched {
			continue
		}
		if stripped := forgetting(&list[i]); stripped != &list[i] {
			o[key(&list[i])] = stripped
		}
	}
}

// merge returns the list with the overlay's records in place of the old ones, without the dropped ones, and with the new ones where
// a sorted list stays sorted.
func merge[K ~string, T any](list []T, o overlay[K, T], key func(*T) K) []T {
	if len(o) == 0 {
		return list
	}
	fresh := make(map[K]bool, len(o))
	for id, x := range o {
		fresh[id] = x != nil
	}
	out := make([]T, 0, len(list)+len(o))
	for i := range list {
		x, touched := o[key(&list[i])]
		if touched {
			fresh[key(&list[i])] = false
		}
		switch {
		case !touched:
			out = append(out, list[i])
		case x != nil:
			out = append(out, *x)
		}
	}
	return insert(out, o, fresh, key)
}

func insert[K ~string, T any](list []T, o overlay[K, T], fresh map[K]bool, key func(*T) K) []T {
	var ids []K
	for id, is := range fresh {
		if is {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return list
	}
	slices.Sort(ids)
	out := make([]T, 0, len(list)+len(ids))
	for i := range list {
		for len(ids) > 0 && ids[0] < key(&list[i]) {
			out, ids = append(out, *o[ids[0]]), ids[1:]
		}
		out = append(out, list[i])
	}
	for _, id := range ids {
		out = append(out, *o[id])
	}
	return out
}
