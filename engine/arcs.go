package engine

import (
	"context"
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

// measure finds the pairs in reach: eligible members within links.reach, and those without location at exactly the reach.
func (s *State) measure(ctx context.Context) error {
	var places []geo.Place
	var located, anywhere []int32
	for i := range s.members {
		switch m := &s.members[i]; {
		case !m.eligible():
		case m.located:
			located = append(located, int32(i))
			places = append(places, m.place)
		default:
			anywhere = append(anywhere, int32(i))
		}
	}
	found, err := s.ground.Arcs(ctx, s.homePlaces(), places, s.policy.Links.Reach.MM())
	if err != nil {
		return err
	}
	s.reach = arcs{start: make([]int32, 1, len(s.homes)+1)}
	for h := range s.homes {
		to, mm := found.Row(h)
		for i, t := range to {
			s.reach.member = append(s.reach.member, located[t])
			s.reach.mm = append(s.reach.mm, mm[i])
		}
		s.addAnywhere(anywhere)
	}
	return nil
}

// addAnywhere closes the row of a home with the members that have no location, keeping the row ascending.
func (s *State) addAnywhere(anywhere []int32) {
	a := &s.reach
	from := a.start[len(a.start)-1]
	for _, m := range anywhere {
		at, _ := slices.BinarySearch(a.member[from:], m)
		a.member = slices.Insert(a.member, int(from)+at, m)
		a.mm = slices.Insert(a.mm, int(from)+at, s.unlocatedMM())
	}
	a.start = append(a.start, int32(len(a.member)))
}

// A border reports whether a member may answer for a home, whatever the reach.
type border func(h, m int32) bool

func (s *State) border(circleOf []int32) border {
	switch s.policy.Links.Within {
	case policy.WithinCircle:
		return func(h, m int32) bool {
			a := s.members[m].anchor
			return a != none && circleOf[h] != none && circleOf[h] == circleOf[a]
		}
	case policy.WithinGroup:
		return func(h, m int32) bool {
			a := s.members[m].anchor
			return a != none && s.homes[h].Group == s.homes[a].Group
		}
	case policy.WithinDuty:
		return func(_, m int32) bool { return s.members[m].onDuty }
	}
	return areaBorder
}

// areaBorder admits all members of a problem: each lives in the area or is on duty there.
func areaBorder(_, _ int32) bool { return true }

// refused reports whether the pair is forbidden, by hand or because the member lives there and the policy wants another.
func (s *State) refused(h, m int32) bool {
	return s.banned[pair{h, m}] || s.policy.OwnHome == policy.OwnOther && s.members[m].lives == h
}

// allowed keeps the pairs in reach that are not refused and that the border admits.
func (s *State) allowed(within border) arcs {
	kept := arcs{start: make([]int32, 1, len(s.homes)+1)}
	for h := range s.homes {
		members, mm := s.reach.row(int32(h))
		for i, m := range members {
			if within(int32(h), m) && !s.refused(int32(h), m) {
				kept.member = append(kept.member, m)
				kept.mm = append(kept.mm, mm[i])
			}
		}
		kept.start = append(kept.start, int32(len(kept.member)))
	}
	return kept
}

// pairsCost reports whether pairs can differ in a tier.
func (s *State) pairsCost(t policy.Tier) bool {
	switch t {
	case policy.TierLeaders:
		return slices.ContainsFunc(s.homes, func(h home) bool { return h.Priority > 0 })
	case policy.TierFit:
		return slices.ContainsFunc(s.homes, func(h home) bool { return len(h.services) > 0 })
	case policy.TierPreference:
		return slices.ContainsFunc(s.homes, func(h home) bool { return len(h.Preferences) > 0 })
	}
	return t == policy.TierDistance
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
	case policy.TierFit:
		return s.misfit(h, m)
	case policy.TierPreference:
		return s.preference(h, m)
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
	if i := slices.Index(list, s.members[m].ID); i >= 0 {
		return int64(i + 1)
	}
	return int64(len(list) + 1)
}

// unservedCost is 1 in the tier of the priority.
func unservedCost(tiers []policy.Tier, priority int) linking.Vec {
	var v linking.Vec
	name := [...]policy.Tier{policy.TierUnserved0, policy.TierUnserved1, policy.TierUnserved2}[priority]
	v[slices.Index(tiers, name)] = 1
	return v
}
