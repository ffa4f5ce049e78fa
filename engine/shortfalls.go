package engine

import (
	"cmp"
	"slices"

	"jinlin/policy"
)

// shortTeams reports the teams below the minimum and brings all shortfalls into their order: kind, circle, member, role.
func (s *State) shortTeams(d *Draft) {
	for i := range d.Circles {
		if missing := s.policy.Team.Min - d.Circles[i].Members; missing > 0 {
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallTeam, Circle: d.Circles[i].ID, Missing: missing})
		}
		held := d.Circles[i].Homes
		if s.policy.Circles.Measure == policy.MeasureWeight {
			held = d.Circles[i].Weight
		}
		if missing := s.policy.Circles.Min - held; missing > 0 {
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallHomes, Circle: d.Circles[i].ID, Missing: missing})
		}
	}
	slices.SortStableFunc(d.Shortfalls, func(a, b Shortfall) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Circle, b.Circle), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Member, b.Member), cmp.Compare(a.Role, b.Role))
	})
}

// shortLoads reports the members below their minimum load, with the cut that causes it.
func (s *State) shortLoads(d *Draft, a *assignment, pairs arcs) {
	short := shortage{State: s, a: a, cuts: make(map[int32]*Cut)}
	for i := range s.members {
		m := &s.members[i]
		if missing := int64(m.load.Min) - a.load[i]; m.eligible() && missing > 0 {
			short.index(pairs)
			d.Shortfalls = append(d.Shortfalls, Shortfall{Kind: ShortfallLoad, Member: m.ID, Missing: int(missing), Cut: short.cut(int32(i))})
		}
	}
}

// A shortage finds the members that compete for too few homes.
type shortage struct {
	*State
	a    *assignment
	cuts map[int32]*Cut
	// wanted lists the homes that each member may answer for, locked ones included.
	wanted [][]int32
}

func (x *shortage) index(pairs arcs) {
	if x.wanted != nil {
		return
	}
	x.wanted = make([][]int32, len(x.members))
	for h := range x.homes {
		if m := x.homes[h].fixed(); m != none {
			x.wanted[m] = append(x.wanted[m], int32(h))
		}
		if !x.homes[h].free() {
			continue
		}
		members, _ := pairs.row(int32(h))
		for _, m := range members {
			x.wanted[m] = append(x.wanted[m], int32(h))
		}
	}
}

// cut grows from a member: the homes he may answer for, the members who do, the homes they may answer for, and so on. In an optimal plan
// of equal weights none of these members has more than his minimum, which is the reason.
func (x *shortage) cut(start int32) *Cut {
	if c := x.cuts[start]; c != nil {
		return c
	}
	inMember, inHome := make([]bool, len(x.members)), make([]bool, len(x.homes))
	inMember[start] = true
	cut := &Cut{}
	var weight, minima int64
	for queue := []int32{start}; len(queue) > 0; {
		m := queue[0]
		queue = queue[1:]
		cut.Members = append(cut.Members, x.members[m].ID)
		minima += int64(x.members[m].load.Min)
		for _, h := range x.wanted[m] {
			if inHome[h] {
				continue
			}
			inHome[h] = true
			cut.Homes = append(cut.Homes, x.homes[h].ID)
			weight += x.homes[h].weight
			if k := x.a.member[h]; k != none && !inMember[k] {
				inMember[k] = true
				queue = append(queue, k)
			}
		}
	}
	if minima <= weight {
		return nil
	}
	slices.Sort(cut.Homes)
	slices.Sort(cut.Members)
	cut.Room, cut.Missing = int(minima), int(minima-weight)
	for m, in := range inMember {
		if in {
			x.cuts[int32(m)] = cut
		}
	}
	return cut
}
