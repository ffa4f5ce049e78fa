package verify

import (
	"slices"

	"jinlin/policy"
)

// A border decides whether a member may answer for a home by where both
// belong; eligibility, vetoes and reach come on top.
type border func(h, j int) bool

// area is the border of the whole area: every member of a problem lives in it
// or is on duty in it.
func (s *scene) area(h, j int) bool { return s.members[j].resident || s.members[j].onDuty }

// borderOf returns the border of the policy, given the circle
// and the group of each home (numbers, -1 for none). Drawn groups take the place
// of those that records name.
func (s *scene) borderOf(circleOf, groupOf []int) border {
	switch s.policy.Links.Within {
	case policy.WithinCircle:
		return func(h, j int) bool {
			a := s.members[j].anchor
			return a >= 0 && circleOf[h] >= 0 && circleOf[a] == circleOf[h]
		}
	case policy.WithinGroup:
		return func(h, j int) bool {
			a := s.members[j].anchor
			if s.policy.Groups.By == policy.GroupsDrawn {
				return a >= 0 && groupOf[h] >= 0 && groupOf[a] == groupOf[h]
			}
			return a >= 0 && s.homes[a].rec.Group == s.homes[h].rec.Group
		}
	case policy.WithinNone:
		return func(int, int) bool { return false }
	case policy.WithinDuty:
		return func(h, j int) bool { return s.members[j].onDuty }
	}
	return s.area
}

// vetoed reports whether the pair is forbidden, be it by OwnOther.
func (s *scene) vetoed(h, j int) bool {
	return s.forbidden[[2]int{h, j}] || s.policy.OwnHome == policy.OwnOther && slices.Contains(s.homes[h].lives, j)
}

// near reports whether the member is within reach: links.reach_m, or that of
// their association.
func (s *scene) near(h, j int) bool { return within(s.reachOf(h, j), s.between(h, j)) }

// allowed reports whether the member may answer for the home.
func (s *scene) allowed(b border, h, j int) bool {
	return s.members[j].eligible && b(h, j) && s.near(h, j) && s.fit(h, j) && !s.vetoed(h, j)
}

// pairCost is what one tier pays for the pair.
func (s *scene) pairCost(t policy.Tier, h, j int) int64 {
	x, m := &s.homes[h], &s.members[j]
	switch t {
	case policy.TierLeaders:
		return int64(x.priority) * m.titleRank
	case policy.TierLeaders2, policy.TierLeaders1:
		if level := map[policy.Tier]int{policy.TierLeaders2: 2, policy.TierLeaders1: 1}[t]; x.priority == level {
			return m.titleRank
		}
		return 0
	case policy.TierAssociation:
		if x.rec.Association != "" && x.rec.Association != m.rec.Association {
			return 1
		}
		return 0
	case policy.TierFit:
		missing := int64(0)
		for _, want := range x.services {
			if !m.skills[want] {
				missing++
			}
		}
		return missing
	case policy.TierPreference:
		return s.wishRank(x, m)
	case policy.TierDistance:
		return s.linkMM(h, j)
	case policy.TierChoice:
		return oneIf(x.choice >= 0 && x.choice != j)
	}
	return 0
}

func (s *scene) wishRank(x *home, m *member) int64 {
	if len(x.rec.Preferences) == 0 {
		return 0
	}
	if k, ok := x.wish[m.id]; ok {
		return k
	}
	return x.lastWish + 1
}

// loadCost is what one tier pays for the load y of a member.
func (s *scene) loadCost(t policy.Tier, j, y int) int64 {
	switch t {
	case policy.TierShortfall:
		return s.members[j].load.Shortfall(y)
	case policy.TierLoad:
		return s.members[j].load.Cost(y)
	}
	return 0
}

// unservedTier is the tier that pays for the home if nobody answers for it.
func (s *scene) unservedTier(h int) policy.Tier {
	switch s.homes[h].priority {
	case 2:
		return policy.TierUnserved2
	case 1:
		return policy.TierUnserved1
	}
	return policy.TierUnserved0
}

// nearest returns the nearest eligible member with a location, ties by id, of
// those who meet the hard rules if fit says so; -1 if there is none.
func (s *scene) nearest(h int, fit bool) (int, int64) {
	best, least := -1, noWay
	for _, j := range s.eligible {
		if d := s.between(h, j); s.members[j].located && d < least && (!fit || s.fit(h, j)) {
			best, least = j, d
		}
	}
	return best, least
}
