package engine

import (
	"context"
	"maps"
	"slices"

	"jinlin/engine/internal/linking"
	"jinlin/geo"
	"jinlin/policy"
)

// arcs are pairs of homes and members with their distance: those of home h are [start[h], start[h+1]), members ascending.
type arcs struct {
	start  []int32
	member []int32
	mm     []int64
}

func (a *arcs) row(h int32) (members []int32, mm []int64) {
	lo, hi := a.start[h], a.start[h+1]
	return a.member[lo:hi], a.mm[lo:hi]
}

// measure finds the pairs in reach: eligible members within links.reach (those of the home's association within theirs), and those without
// location at exactly the reach.
func (s *State) measure(ctx context.Context) error {
	var err error
	s.reach, err = s.reachOf(ctx, upTo(len(s.homes)), s.eligibles())
	return err
}

func (s *State) eligibles() []int32 {
	list := make([]int32, 0, len(s.members))
	for i := range s.members {
		if s.members[i].eligible() {
			list = append(list, int32(i))
		}
	}
	return list
}

// reachOf finds the pairs in reach between the homes listed, one row for each, and the members listed.
func (s *State) reachOf(ctx context.Context, homes, members []int32) (arcs, error) {
	if len(homes) == 0 {
		return arcs{start: []int32{0}}, ctx.Err()
	}
	to := make([]geo.Place, len(homes))
	for i, h := range homes {
		to[i] = s.homes[h].place
	}
	var from []geo.Place
	var located, anywhere []int32
	for _, m := range members {
		if s.members[m].located {
			located = append(located, m)
			from = append(from, s.members[m].place)
		} else {
			anywhere = append(anywhere, m)
		}
	}
	found, err := geo.ArcsInto(ctx, s.ground, to, from, s.policy.Links.Reach.MM())
	if err != nil {
		return arcs{}, err
	}
	farther, err := s.associatesOf(ctx, homes, located)
	if err != nil {
		return arcs{}, err
	}
	size := found.Len() + len(homes)*len(anywhere)
	a := arcs{start: make([]int32, 1, len(homes)+1), member: make([]int32, 0, size), mm: make([]int64, 0, size)}
	for i := range homes {
		row, mm := found.Row(i)
		for _, k := range row {
			a.member = append(a.member, located[k])
		}
		a.mm = append(a.mm, mm...)
		a.addFarther(farther.row(int32(i)))
		a.addAnywhere(anywhere, s.unlocatedMM())
	}
	return a, nil
}

// associatesOf finds the pairs of one association that only its own, wider reach lets in: one row for each home listed. The members are located.
func (s *State) associatesOf(ctx context.Context, homes, members []int32) (arcs, error) {
	a := arcs{start: make([]int32, len(homes)+1)}
	if s.associateReachMM() <= s.policy.Links.Reach.MM() {
		return a, nil
	}
	people := make(map[string][]int32)
	for _, m := range members {
		if of := s.members[m].Association; of != "" {
			people[of] = append(people[of], m)
		}
	}
	rows := make([]arcs, len(homes))
	for _, of := range slices.Sorted(maps.Keys(people)) {
		if err := s.associatesIn(ctx, of, homes, people[of], rows); err != nil {
			return arcs{}, err
		}
	}
	for i := range rows {
		a.member, a.mm = append(a.member, rows[i].member...), append(a.mm, rows[i].mm...)
		a.start[i+1] = int32(len(a.member))
	}
	return a, nil
}

// associatesIn finds those of one association, for the homes that belong to it.
func (s *State) associatesIn(ctx context.Context, of string, homes, members []int32, rows []arcs) error {
	var at []int
	var to []geo.Place
	for i, h := range homes {
		if s.homes[h].Association == of {
			at, to = append(at, i), append(to, s.homes[h].place)
		}
	}
	from := make([]geo.Place, len(members))
	for k, m := range members {
		from[k] = s.members[m].place
	}
	found, err := geo.ArcsInto(ctx, s.ground, to, from, s.associateReachMM())
	if err != nil {
		return err
	}
	for k, i := range at {
		row, mm := found.Row(k)
		for n, j := range row {
			if mm[n] > s.policy.Links.Reach.MM() {
				rows[i].member, rows[i].mm = append(rows[i].member, members[j]), append(rows[i].mm, mm[n])
			}
		}
	}
	return nil
}

// addFarther adds pairs to the row of a home that is not closed yet, keeping it ascending.
func (a *arcs) addFarther(members []int32, mm []int64) {
	from := int(a.start[len(a.start)-1])
	for k, m := range members {
		at, _ := slices.BinarySearch(a.member[from:], m)
		a.member = slices.Insert(a.member, from+at, m)
		a.mm = slices.Insert(a.mm, from+at, mm[k])
	}
}

// addAnywhere closes the row of a home with the members that have no location, keeping the row ascending.
func (a *arcs) addAnywhere(anywhere []int32, mm int64) {
	from := a.start[len(a.start)-1]
	for _, m := range anywhere {
		at, _ := slices.BinarySearch(a.member[from:], m)
		a.member = slices.Insert(a.member, int(from)+at, m)
		a.mm = slices.Insert(a.mm, int(from)+at, mm)
	}
	a.start = append(a.start, int32(len(a.member)))
}

// A border reports whether a member may answer for a home, whatever the reach: if both lie in the same part. The zero border is that of
// the area, which admits all members of a problem: each lives there or is on duty there.
type border struct{ home, member []int32 }

// nowhere is the part of members that no home shares.
const nowhere int32 = -2

func (b *border) admits(h, m int32) bool { return b.home == nil || b.home[h] == b.member[m] }

// border is that of the links, given the circle and the group of each home; drawn groups take the place of those that records name.
func (s *State) border(circleOf []int32, g *grouped) border {
	if s.policy.Links.Within == policy.WithinArea {
		return border{}
	}
	b := border{home: circleOf, member: make([]int32, len(s.members))}
	switch s.policy.Links.Within {
	case policy.WithinGroup:
		b.home = s.groups()
		if g != nil && s.policy.Groups.By == policy.GroupsDrawn {
			b.home = g.of
		}
	case policy.WithinDuty, policy.WithinNone:
		b.home = make([]int32, len(s.homes))
	}
	for i := range s.members {
		m := &s.members[i]
		b.member[i] = nowhere
		switch {
		case s.policy.Links.Within == policy.WithinNone:
		case s.policy.Links.Within == policy.WithinDuty:
			if m.onDuty {
				b.member[i] = 0
			}
		case m.anchor != none && b.home[m.anchor] != none:
			b.member[i] = b.home[m.anchor]
		}
	}
	return b
}

// groups numbers the groups of the homes.
func (s *State) groups() []int32 {
	seen := make(map[string]int32)
	of := make([]int32, len(s.homes))
	for h := range s.homes {
		g := s.homes[h].Group
		n, ok := seen[g]
		if !ok {
			n = int32(len(seen))
			seen[g] = n
		}
		of[h] = n
	}
	return of
}

// refused reports whether the pair is forbidden, by hand or because the member lives there and the policy wants another.
func (s *State) refused(h, m int32) bool {
	return s.banned != nil && s.banned[pair{h, m}] || s.policy.OwnHome == policy.OwnOther && s.members[m].lives == h
}

// allowed keeps the pairs in reach that are not refused, that meet the hard rules and that the border admits. They may share memory with the
// pairs in reach.
func (s *State) allowed(within border) arcs {
	refusing := s.banned != nil || s.policy.OwnHome == policy.OwnOther || s.requires != (requirements{})
	if within.home == nil && !refusing {
		return s.reach
	}
	kept := arcs{start: make([]int32, 1, len(s.homes)+1)}
	size := s.admitted(within)
	kept.member, kept.mm = make([]int32, 0, size), make([]int64, 0, size)
	for h := range s.homes {
		members, mm := s.reach.row(int32(h))
		for i, m := range members {
			if within.admits(int32(h), m) && !(refusing && (s.refused(int32(h), m) || !s.meets(int32(h), m))) {
				kept.member = append(kept.member, m)
				kept.mm = append(kept.mm, mm[i])
			}
		}
		kept.start = append(kept.start, int32(len(kept.member)))
	}
	return kept
}

// admitted counts the pairs in reach that the border admits, so that no list has to grow.
func (s *State) admitted(within border) int {
	if within.home == nil {
		return len(s.reach.member)
	}
	n := 0
	for h := range s.homes {
		members, _ := s.reach.row(int32(h))
		of := within.home[h]
		for _, m := range members {
			if within.member[m] == of {
				n++
			}
		}
	}
	return n
}

// pairsCost reports whether pairs can differ in a tier.
func (s *State) pairsCost(t policy.Tier) bool {
	for h := range s.homes {
		switch {
		case t == policy.TierDistance,
			t == policy.TierChoice && s.homes[h].choice != none,
			t == policy.TierLeaders && s.homes[h].Priority > 0,
			t == policy.TierLeaders2 && s.homes[h].Priority == 2,
			t == policy.TierLeaders1 && s.homes[h].Priority == 1,
			t == policy.TierAssociation && s.homes[h].Association != "",
			t == policy.TierFit && len(s.homes[h].services) > 0,
			t == policy.TierPreference && len(s.homes[h].Preferences) > 0:
			return true
		}
	}
	return false
}

// appendCost appends what linking home h to each of the members costs in one tier.
func (s *State) appendCost(cost []int64, t policy.Tier, h int32, members []int32, mm []int64) []int64 {
	if t == policy.TierDistance {
		return append(cost, mm...)
	}
	for i, m := range members {
		cost = append(cost, s.tierCost(t, h, m, mm[i]))
	}
	return cost
}

// tierCost is what linking home h to member m at that distance costs in one tier.
func (s *State) tierCost(t policy.Tier, h, m int32, mm int64) int64 {
	switch t {
	case policy.TierLeaders:
		return int64(s.homes[h].Priority) * s.members[m].rank
	case policy.TierLeaders2:
		return s.rankFor(2, h, m)
	case policy.TierLeaders1:
		return s.rankFor(1, h, m)
	case policy.TierAssociation:
		return s.strangers(h, m)
	case policy.TierFit:
		return s.misfit(h, m)
	case policy.TierPreference:
		return s.preference(h, m)
	case policy.TierChoice:
		return int64(changed(s.homes[h].choice != none && s.homes[h].choice != m))
	case policy.TierDistance:
		return mm
	}
	return 0
}

// pairCost is what linking home h to member m at that distance costs, tier by tier.
func (s *State) pairCost(tiers []policy.Tier, h, m int32, mm int64) linking.Vec {
	var v linking.Vec
	for i, t := range tiers {
		v[i] = s.tierCost(t, h, m, mm)
	}
	return v
}

// rankFor is the rank of a member's title for homes of one priority, 0 for others.
func (s *State) rankFor(priority int, h, m int32) int64 {
	if s.homes[h].Priority != priority {
		return 0
	}
	return s.members[m].rank
}

// strangers is 1 where the home has an industry association that is not the member's.
func (s *State) strangers(h, m int32) int64 {
	if of := s.homes[h].Association; of == "" || of == s.members[m].Association {
		return 0
	}
	return 1
}

func (s *State) misfit(h, m int32) int64 {
	n := int64(0)
	for _, service := range s.homes[h].services {
		if !slices.Contains(s.members[m].Skills, service) {
			n++
		}
	}
	return n
}

func (s *State) preference(h, m int32) int64 {
	list := s.homes[h].Preferences
	if len(list) == 0 {
		return 0
	}
	rank, _ := list.Of(s.members[m].ID)
	return int64(rank)
}

// skipClasses are the homes that cost the same if nobody answers for them: by priority, without and with a choice.
const skipClasses = 6

func (s *State) skipClass(h int32) uint16 {
	class := uint16(s.homes[h].Priority)
	if s.homes[h].choice != none {
		class += skipClasses / 2
	}
	return class
}

// skipCost is 1 in the tier of the priority, and in that of the choice where there is one.
func skipCost(tiers []policy.Tier, class int) linking.Vec {
	var v linking.Vec
	name := [...]policy.Tier{policy.TierUnserved0, policy.TierUnserved1, policy.TierUnserved2}[class%3]
	v[slices.Index(tiers, name)] = 1
	if i := slices.Index(tiers, policy.TierChoice); i >= 0 && class >= skipClasses/2 {
		v[i] = 1
	}
	return v
}

// unservedCost is what it costs if nobody answers for a home.
func (s *State) unservedCost(tiers []policy.Tier, h int32) linking.Vec {
	return skipCost(tiers, int(s.skipClass(h)))
}
