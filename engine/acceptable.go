package engine

import (
	"cmp"
	"slices"

	"jinlin/engine/internal/selection"
	"jinlin/policy"
)

// acceptable are the allowed pairs that both sides of the two-way choice accept, and how gladly: by rank in one's list; those that it leaves out, or all
// without a list, after that by distance. O(pairs + entries of lists), but for sorting distances.
func (s *State) acceptable(pairs arcs) *selection.Problem {
	x := &suit{State: s, pairs: pairs, refused: s.policy.Selection.Unlisted == policy.UnlistedRefused}
	x.p = selection.Problem{
		Start: make([]int32, 1, len(s.homes)+1), Capacity: make([]int64, len(s.members)), Weight: make([]int64, len(s.homes)),
		ByMembers: s.policy.Selection.By == policy.ProposeMembers,
	}
	for m := range s.members {
		if s.members[m].eligible() {
			x.p.Capacity[m] = int64(s.members[m].load.Max) - s.members[m].locked
		}
	}
	x.read()
	if !x.refused {
		x.p.To, x.p.Home, x.p.Member = make([]int32, 0, len(pairs.member)), make([]int32, 0, len(pairs.member)), make([]int32, 0, len(pairs.member))
		x.mm = make([]int64, 0, len(pairs.member))
	}
	for h := range s.homes {
		x.p.Weight[h] = s.homes[h].weight
		if s.homes[h].free() {
			x.row(int32(h))
		}
		x.p.Start = append(x.p.Start, int32(len(x.p.To)))
	}
	x.rankByHomes()
	x.rankByMembers()
	return &x.p
}

// unlisted is the rank of a member or home in a list that does not name it.
const unlisted = 0

// A suit puts acceptable pairs together.
type suit struct {
	*State
	pairs   arcs
	refused bool
	p       selection.Problem
	// mm is the distance of each acceptable pair.
	mm []int64
	// of home h members with a list say who[start[h]:start[h+1]] and rank.
	start, who, rank []int32
	// number finds members named by homes.
	number map[MemberID]int32
	// given and got are the ranks, by member, that the home at hand gives and is given; unlisted in between.
	given, got []int32
}

// read turns the lists of the members into lists by home.
func (x *suit) read() {
	x.given, x.got = make([]int32, len(x.members)), make([]int32, len(x.members))
	x.number = make(map[MemberID]int32, len(x.members))
	for m := range x.members {
		x.number[x.members[m].ID] = int32(m)
	}
	x.start = make([]int32, len(x.homes)+1)
	if !slices.ContainsFunc(x.members, func(m member) bool { return len(m.Preferences) > 0 }) {
		return
	}
	home := make(map[HouseholdID]int32, len(x.homes))
	for h := range x.homes {
		home[x.homes[h].ID] = int32(h)
	}
	var entries [][3]int32
	for m := range x.members {
		for _, r := range x.members[m].Preferences {
			if h, known := home[r.ID]; known {
				entries = append(entries, [3]int32{h, int32(m), int32(r.Rank)})
				x.start[h+1]++
			}
		}
	}
	for h := range x.homes {
		x.start[h+1] += x.start[h]
	}
	x.who, x.rank = make([]int32, len(entries)), make([]int32, len(entries))
	at := slices.Clone(x.start)
	for _, e := range entries {
		x.who[at[e[0]]], x.rank[at[e[0]]] = e[1], e[2]
		at[e[0]]++
	}
}

// row adds the acceptable pairs of a home, with the ranks that lists give.
func (x *suit) row(h int32) {
	list, lo, hi := x.homes[h].Preferences, x.start[h], x.start[h+1]
	for _, r := range list {
		if m, known := x.number[r.ID]; known {
			x.given[m] = int32(r.Rank)
		}
	}
	for i := lo; i < hi; i++ {
		x.got[x.who[i]] = x.rank[i]
	}
	members, mm := x.pairs.row(h)
	for i, m := range members {
		if !x.refused || x.named(h, m) {
			x.p.To, x.mm = append(x.p.To, m), append(x.mm, mm[i])
			x.p.Home, x.p.Member = append(x.p.Home, x.given[m]), append(x.p.Member, x.got[m])
		}
	}
	for _, r := range list {
		if m, known := x.number[r.ID]; known {
			x.given[m] = unlisted
		}
	}
	for i := lo; i < hi; i++ {
		x.got[x.who[i]] = unlisted
	}
}

// named reports whether each of both that has a list names the other, and one of them has a list.
func (x *suit) named(h, m int32) bool {
	home, member := len(x.homes[h].Preferences) > 0, len(x.members[m].Preferences) > 0
	return (home || member) && (!home || x.given[m] != unlisted) && (!member || x.got[m] != unlisted)
}

// rankByHomes ranks the members whom a home does not list after the others by distance.
func (x *suit) rankByHomes() {
	var rest []int32
	for h := range x.homes {
		rest = rest[:0]
		for a := x.p.Start[h]; a < x.p.Start[h+1]; a++ {
			if x.p.Home[a] == unlisted {
				rest = append(rest, a)
			}
		}
		x.byDistance(rest, x.p.Home, x.homes[h].Preferences.Unlisted())
	}
}

// rankByMembers ranks the homes that a member does not list after the others by distance.
func (x *suit) rankByMembers() {
	rest := make([][]int32, len(x.members))
	for a, m := range x.p.To {
		if x.p.Member[a] == unlisted {
			rest[m] = append(rest[m], int32(a))
		}
	}
	for m := range x.members {
		x.byDistance(rest[m], x.p.Member, x.members[m].Preferences.Unlisted())
	}
}

// byDistance gives pairs the ranks from the one given upwards, the same to those that are as far.
func (x *suit) byDistance(pairs, rank []int32, from int) {
	slices.SortFunc(pairs, func(a, b int32) int { return cmp.Compare(x.mm[a], x.mm[b]) })
	next := int32(from) - 1
	for i, a := range pairs {
		if i == 0 || x.mm[a] != x.mm[pairs[i-1]] {
			next++
		}
		rank[a] = next
	}
}
