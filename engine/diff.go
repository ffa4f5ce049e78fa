package engine

import (
	"bytes"
	"cmp"
	"slices"
)

// Changes are what leads from one list of records to another of the same area: made one after the other in before, they give the
// records of after (whatever their order). Policy, sites, locks and forbidden pairs are compared too, and given grounds by their
// fingerprints; the area and the label of the datum are not. O(records log records).
func Changes(before, after Problem) []Change {
	var out []Change
	if policyDigest(before.Policy) != policyDigest(after.Policy) {
		out = append(out, SetPolicy{after.Policy.Clone()})
	}
	if regrounded(&before, &after) {
		out = append(out, SetGround{after.Ground})
	}
	gone := dropped(&before, &after)
	out = append(out, gone.changes()...)
	out = append(out, puts(&before, &after, gone)...)
	out = append(out, pairChanges(&before, &after, gone)...)
	return append(out, surroundingChanges(&before, &after, gone)...)
}

func regrounded(before, after *Problem) bool {
	if before.Ground == nil || after.Ground == nil {
		return before.Ground != after.Ground
	}
	return before.Ground.Fingerprint() != after.Ground.Fingerprint()
}

// A departure lists what only the problem before has.
type departure struct {
	sites   []SiteID
	members []MemberID
	homes   []HouseholdID

	member map[MemberID]bool
	home   map[HouseholdID]bool
}

func dropped(before, after *Problem) departure {
	d := departure{
		sites:   missing(before.Sites, after.Sites, siteID),
		members: missing(before.Members, after.Members, memberID),
		homes:   missing(before.Households, after.Households, householdID),
	}
	d.member, d.home = set(d.members), set(d.homes)
	return d
}

func (d departure) changes() []Change {
	var out []Change
	for _, id := range d.sites {
		out = append(out, DropSite{id})
	}
	for _, id := range d.members {
		out = append(out, DropMember{id})
	}
	for _, id := range d.homes {
		out = append(out, DropHousehold{id})
	}
	return out
}

func set[K comparable](ids []K) map[K]bool {
	out := make(map[K]bool, len(ids))
	for _, id := range ids {
		out[id] = true
	}
	return out
}

// index finds records by id; the first of several.
func index[K ~string, T any](list []T, key func(*T) K) map[K]*T {
	at := make(map[K]*T, len(list))
	for i := range list {
		if id := key(&list[i]); at[id] == nil {
			at[id] = &list[i]
		}
	}
	return at
}

// missing are the ids that only the first list has, sorted.
func missing[K ~string, T any](before, after []T, key func(*T) K) []K {
	still := index(after, key)
	var out []K
	for i := range before {
		if id := key(&before[i]); still[id] == nil {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// puts are the records that arrived or differ. Records are compared as they are once those that left are no preference any more.
func puts(before, after *Problem, gone departure) []Change {
	var out []Change
	homeThen := func(h *Household) *Household { return h.forgetting(gone.member) }
	for _, h := range differing(before.Households, after.Households, householdID, appendHousehold, homeThen) {
		out = append(out, PutHousehold{h})
	}
	memberThen := func(m *Member) *Member { return m.forgetting(gone.home) }
	for _, m := range differing(before.Members, after.Members, memberID, appendMember, memberThen) {
		out = append(out, PutMember{m})
	}
	for _, s := range differing(before.Sites, after.Sites, siteID, appendSite, nil) {
		out = append(out, PutSite{s})
	}
	return out
}

// differing are the records of the second list that the first lacks or has otherwise, by id.
func differing[K ~string, T any](before, after []T, key func(*T) K, write func([]byte, *T) []byte, was func(*T) *T) []T {
	old := index(before, key)
	var out []T
	var a, b []byte
	for i := range after {
		x := &after[i]
		o := old[key(x)]
		if o == nil {
			out = append(out, *x)
			continue
		}
		if was != nil {
			o = was(o)
		}
		a, b = write(a[:0], o), write(b[:0], x)
		if !bytes.Equal(a, b) {
			out = append(out, *x)
		}
	}
	slices.SortStableFunc(out, func(a, b T) int { return cmp.Compare(key(&a), key(&b)) })
	return out
}

// pairChanges tells what became of the locks and the forbidden pairs that did not leave with their home or member.
func pairChanges(before, after *Problem, gone departure) []Change {
	var out []Change
	lost, won := pairsApart(before.Locks, after.Locks, gone)
	relocked := make(map[HouseholdID]bool, len(won))
	for _, p := range won {
		relocked[p.Household] = true
	}
	for _, p := range lost {
		if !relocked[p.Household] {
			out = append(out, DropLock{p})
		}
	}
	for _, p := range won {
		out = append(out, PutLock{p})
	}
	lost, won = pairsApart(before.Forbidden, after.Forbidden, gone)
	for _, p := range lost {
		out = append(out, DropForbidden{p})
	}
	for _, p := range won {
		out = append(out, PutForbidden{p})
	}
	return out
}

// pairsApart are the pairs that only one of two lists has, but for those whose home or member left, each once and sorted.
func pairsApart(before, after []Pair, gone departure) (lost, won []Pair) {
	was, is := set(before), set(after)
	for _, p := range before {
		if gone.home[p.Household] || gone.member[p.Member] {
			delete(was, p)
		} else if !is[p] {
			lost = append(lost, p)
		}
	}
	for _, p := range after {
		if !was[p] {
			won = append(won, p)
		}
	}
	slices.SortFunc(lost, comparePairs)
	slices.SortFunc(won, comparePairs)
	return slices.Compact(lost), slices.Compact(won)
}
