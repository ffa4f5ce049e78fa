package engine

import (
	"slices"

	"jinlin/policy"
)

// keepTeams leaves slots with their holders while these are members of the circle with a fitting title, and fills the empty ones: first
// pass before second, with the best candidates left.
func (s *State) keepTeams(d *Draft, rings []ring, t *transition) {
	roles := s.policy.Team.Roles
	if len(roles) == 0 {
		return
	}
	at := make(map[CircleID]int, len(rings))
	holders := make([][][]int32, len(rings))
	people := make([][]int32, len(rings))
	for i := range rings {
		at[rings[i].id], holders[i] = i, make([][]int32, len(roles))
	}
	for i := range s.members {
		if c, ok := at[d.Members[i].Circle]; ok && s.members[i].eligible() {
			people[c] = append(people[c], int32(i))
		}
	}
	held := make([]bool, len(s.members))
	for _, x := range t.old.stands.plan.d.Slots {
		m, known := s.memberOf(x.Member)
		role := slices.IndexFunc(roles, func(r policy.Role) bool { return r.Name == x.Role })
		c, stands := at[x.Circle]
		if !known || !stands || role < 0 || held[m] || !s.members[m].eligible() || d.Members[m].Circle != x.Circle {
			continue
		}
		if _, fit := s.roleRank(role, m); fit && len(holders[c][role]) < roles[role].Max {
			holders[c][role] = append(holders[c][role], m)
			held[m] = true
		}
	}
	for i := range rings {
		s.fillSlots(&rings[i], people[i], holders[i], held)
		s.writeTeam(d, &d.Circles[i], &rings[i], holders[i])
	}
}

// fillSlots gives the empty slots of a circle to the best candidates left.
func (s *State) fillSlots(r *ring, people []int32, holders [][]int32, held []bool) {
	for _, sl := range s.slots() {
		role := s.policy.Team.Roles[sl.role]
		wanted := role.Max
		if sl.first {
			wanted = role.Min
		}
		if len(holders[sl.role]) >= wanted {
			continue
		}
		best := none
		for _, m := range people {
			if _, fit := s.roleRank(sl.role, m); fit && !held[m] && (best == none || s.compareFor(sl.role, r, m, best) < 0) {
				best = m
			}
		}
		if best != none {
			holders[sl.role] = append(holders[sl.role], best)
			held[best] = true
		}
	}
}
