package engine

// groupTeams fills the role slots of every group.
func (s *State) groupTeams(d *Draft, g *grouped) {
	if g == nil || len(s.policy.Groups.Roles) == 0 {
		return
	}
	people := s.groupPeople(g)
	for i := range g.clusters {
		k := s.groupCrew(&g.clusters[i], people[i])
		s.writeGroupTeam(d, &g.clusters[i], k, k.fill())
	}
}

// groupPeople lists the eligible residents anchored among the homes of each group.
func (s *State) groupPeople(g *grouped) [][]int32 {
	people := make([][]int32, len(g.clusters))
	for i := range s.members {
		m := &s.members[i]
		if m.eligible() && m.anchor != none && g.of[m.anchor] != none {
			people[g.of[m.anchor]] = append(people[g.of[m.anchor]], int32(i))
		}
	}
	return people
}

// groupCrew is the crew of a group: their distances are those to the home in the middle, 0 without location or way.
func (s *State) groupCrew(c *cluster, people []int32) *crew {
	return &crew{s, s.policy.Groups.Roles, people, func(m int32) int64 {
		if !s.members[m].located {
			return 0
		}
		return s.betweenMM(c.middle, m)
	}}
}

func (s *State) writeGroupTeam(d *Draft, c *cluster, k *crew, holders [][]int32) {
	k.number(holders)
	for role, x := range k.roles {
		for n, m := range holders[role] {
			d.GroupSlots = append(d.GroupSlots, GroupSlot{Group: c.id, Role: x.Name, Number: n + 1, Member: s.members[m].ID})
		}
		if missing := x.Min - len(holders[role]); missing > 0 {
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallGroupRole, Group: c.id, Role: x.Name, Missing: missing})
		}
	}
}
