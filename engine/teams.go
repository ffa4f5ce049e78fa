package engine

// teams fills the role slots of every circle.
func (s *State) teams(d *Draft, rings []ring) {
	if len(s.policy.Team.Roles) == 0 {
		return
	}
	for i := range rings {
		k := s.team(&rings[i], s.membersOf(d, d.Circles[i].ID))
		s.writeTeam(d, &d.Circles[i], k, k.fill())
	}
}

// membersOf lists the eligible members of a circle.
func (s *State) membersOf(d *Draft, id CircleID) []int32 {
	var people []int32
	for i := range s.members {
		if m := &s.members[i]; m.eligible() && d.Members[i].Circle == id {
			people = append(people, int32(i))
		}
	}
	return people
}

// team is the crew of a circle.
func (s *State) team(r *ring, people []int32) *crew {
	return &crew{s, s.policy.Team.Roles, people, func(m int32) int64 { return s.toCenterMM(r, m) }}
}

func (s *State) toCenterMM(r *ring, m int32) int64 {
	if !s.members[m].located {
		return 0
	}
	d, _ := s.ground.BetweenMM(s.sites[r.site].place, s.members[m].place)
	return d
}

// writeTeam numbers the holders of each role by (ranks, distance, id) and reports the minima missed.
func (s *State) writeTeam(d *Draft, c *Circle, k *crew, holders [][]int32) {
	k.number(holders)
	for role, x := range k.roles {
		for n, m := range holders[role] {
			d.Slots = append(d.Slots, Slot{Circle: c.ID, Role: x.Name, Number: n + 1, Member: s.members[m].ID})
		}
		if missing := x.Min - len(holders[role]); missing > 0 {
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallRole, Circle: c.ID, Role: x.Name, Missing: missing})
		}
	}
}
