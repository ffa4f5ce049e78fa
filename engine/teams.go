package engine

import (
	"cmp"
	"context"
	"slices"

	"jinlin/engine/internal/linking"
)

// teams fills the role slots of every circle.
func (s *State) teams(d *Draft, rings []ring) {
	if len(s.policy.Team.Roles) == 0 {
		return
	}
	for i := range rings {
		s.team(d, &d.Circles[i], &rings[i])
	}
}

// A slot is one place of a role; first marks those that count as minimum.
type slot struct {
	role  int
	first bool
}

func (s *State) slots() []slot {
	var first, second []slot
	for r, role := range s.policy.Team.Roles {
		for range role.Min {
			first = append(first, slot{r, true})
		}
		for range role.Max - role.Min {
			second = append(second, slot{r, false})
		}
	}
	return append(first, second...)
}

// team solves the slots of one circle as a transport problem with one place a person.
func (s *State) team(d *Draft, c *Circle, r *ring) {
	slots := s.slots()
	var people []int32
	for i := range s.members {
		if m := &s.members[i]; m.eligible() && d.Members[i].Circle == c.ID {
			people = append(people, int32(i))
		}
	}
	p := &linking.Problem{Start: []int32{0}, Columns: []linking.Column{{Tier: 2}, {Tier: 3}, {Tier: 4}}}
	for range people {
		p.Servers = append(p.Servers, linking.Server{Max: 1})
	}
	for _, sl := range slots {
		for j, m := range people {
			if rank, fits := s.roleRank(sl.role, m); fits {
				p.To = append(p.To, int32(j))
				for i, cost := range []int64{rank, s.toCenterMM(r, m), int64(m)} {
					p.Columns[i].Cost = append(p.Columns[i].Cost, cost)
				}
			}
		}
		p.Start = append(p.Start, int32(len(p.To)))
		p.Skip = append(p.Skip, uint16(len(p.SkipCost)))
		p.SkipCost = append(p.SkipCost, s.emptySlot(sl))
	}
	solution, _ := s.transport(context.Background(), p, linking.Options{NoProof: true})
	holders := make([][]int32, len(s.policy.Team.Roles))
	for i, sl := range slots {
		if j := solution.Server[i]; j != linking.Unserved {
			holders[sl.role] = append(holders[sl.role], people[j])
		}
	}
	s.writeTeam(d, c, r, holders)
}

// emptySlot costs more the earlier the role; minimum slots before all others.
func (s *State) emptySlot(sl slot) linking.Vec {
	base := int64(1)
	for _, role := range s.policy.Team.Roles {
		base = max(base, int64(role.Max)+1)
	}
	cost := int64(1)
	for range len(s.policy.Team.Roles) - 1 - sl.role {
		cost *= base
	}
	if sl.first {
		return linking.Vec{0: cost}
	}
	return linking.Vec{1: cost}
}

func (s *State) roleRank(role int, m int32) (int64, bool) {
	titles := s.policy.Team.Roles[role].Titles
	if len(titles) == 0 {
		return 0, true
	}
	i := slices.Index(titles, s.members[m].Title)
	return int64(i), i >= 0
}

func (s *State) toCenterMM(r *ring, m int32) int64 {
	if !s.members[m].located {
		return 0
	}
	d, _ := s.ground.BetweenMM(s.sites[r.site].place, s.members[m].place)
	return d
}

// writeTeam numbers the holders of each role by (rank, distance, id) and reports the minima missed.
func (s *State) writeTeam(d *Draft, c *Circle, r *ring, holders [][]int32) {
	for role, x := range s.policy.Team.Roles {
		slices.SortFunc(holders[role], func(a, b int32) int { return s.compareFor(role, r, a, b) })
		for n, m := range holders[role] {
			d.Slots = append(d.Slots, Slot{Circle: c.ID, Role: x.Name, Number: n + 1, Member: s.members[m].ID})
		}
		if missing := x.Min - len(holders[role]); missing > 0 {
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallRole, Circle: c.ID, Role: x.Name, Missing: missing})
		}
	}
}

// compareFor puts the better of two fitting members for a role first: rank, distance to the centre, id.
func (s *State) compareFor(role int, r *ring, a, b int32) int {
	ra, _ := s.roleRank(role, a)
	rb, _ := s.roleRank(role, b)
	return cmp.Or(cmp.Compare(ra, rb), cmp.Compare(s.toCenterMM(r, a), s.toCenterMM(r, b)), cmp.Compare(a, b))
}
