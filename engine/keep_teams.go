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
		if _, fit := s.team(&rings[c], nil).rank(role, m); fit && len(holders[c][role]) < roles[role].Max {
			holders[c][role] = append(holders[c][role], m)
			held[m] = true
		}
	}
	for i := range rings {
		k := s.team(&rings[i], people[i])
		k.refill(holders[i], held)
		s.writeTeam(d, &d.Circles[i], k, holders[i])
	}
}
