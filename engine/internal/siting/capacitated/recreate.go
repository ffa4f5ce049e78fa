package capacitated

import (
	"cmp"
	"slices"
)

// recreate puts the ruined homes back, one by one into the slot of the region that costs least and has room.
func (s *search) recreate() {
	width := len(s.region)
	if width == 0 || len(s.ruined) == 0 {
		return
	}
	s.measure(width)
	s.rank(width)
	reach := s.reach()
	for _, r := range s.order {
		h := s.ruined[r.i]
		demand := s.in.demand[h]
		best, least := int32(-1), Far
		for j, d := range s.matrix[int(r.i)*width : int(r.i+1)*width] {
			if d >= least || d > reach {
				continue
			}
			slot := s.region[j]
			if s.load[slot]+demand <= s.in.capacity[s.site[slot]] && !s.rnd.chance(3) {
				best, least = slot, d
			}
		}
		switch {
		case best >= 0 && (s.obj.outLevel == lost || s.worthTaking(h, least)):
			s.attach(h, best)
		case best < 0:
			s.squeeze(h, int(r.i), width)
		}
	}
}

// worthTaking tells that a home costs less at distance d than left out.
func (s *search) worthTaking(h int32, d int64) bool {
	return float64(s.weight[length]*float64(d)) <= float64(s.weight[s.obj.outLevel]*float64(s.obj.out[h]))
}

// measure fills the matrix of ruined homes by slots of the region.
func (s *search) measure(width int) {
	need := width * len(s.ruined)
	if cap(s.matrix) < need {
		s.matrix = make([]int64, need+need/2)
	}
	s.matrix = s.matrix[:need]
	for j, slot := range s.region {
		row := s.in.dist[s.site[slot]]
		for i, h := range s.ruined {
			s.matrix[i*width+j] = row[h]
		}
	}
	s.work += int64(3 * need)
}

// rank orders the ruined homes by one of several rules, drawn anew for each step.
func (s *search) rank(width int) {
	s.order = s.order[:0]
	rule := s.rnd.below(8)
	for i, h := range s.ruined {
		first, second := s.twoNearest(i, width)
		var key int64
		switch rule {
		case 0:
			key = int64(s.rnd.next() >> 1)
		case 1, 2:
			key = -s.in.demand[h]
		case 3:
			key = first
		case 4:
			key = -first
		default:
			key = first - second
		}
		s.order = append(s.order, ranked{key, int32(i)})
	}
	slices.SortFunc(s.order, func(a, b ranked) int {
		if c := cmp.Compare(a.key, b.key); c != 0 {
			return c
		}
		return cmp.Compare(a.i, b.i)
	})
	s.work += int64(10 * len(s.order))
}

// twoNearest are the two least distances of a ruined home; Far/2 stands for none.
func (s *search) twoNearest(i, width int) (int64, int64) {
	first, second := Far/2, Far/2
	for _, d := range s.matrix[i*width : (i+1)*width] {
		if d < first {
			first, second = d, first
		} else if d < second {
			second = d
		}
	}
	return first, second
}

// squeeze makes room for home h by moving one member of a slot to another slot of the region, at the least cost.
func (s *search) squeeze(h int32, i, width int) {
	demand := s.in.demand[h]
	var from, to, mover int32 = -1, -1, -1
	least := Far
	for j, slot := range s.region {
		d := s.matrix[i*width+j]
		if d > s.reach() {
			continue
		}
		site := s.site[slot]
		need := s.load[slot] + demand - s.in.capacity[site]
		if need <= 0 {
			s.attach(h, slot)
			return
		}
		if demand > s.in.capacity[site] {
			continue
		}
		s.work += int64(len(s.members[slot]))
		for _, g := range s.members[slot] {
			if s.in.demand[g] < need {
				continue
			}
			for _, target := range s.region {
				if target == slot || !s.fits(g, target) {
					continue
				}
				s.work += 3
				if cost := d + s.in.dist[s.site[target]][g] - s.gone[g]; cost < least {
					from, to, mover, least = slot, target, g, cost
				}
			}
		}
	}
	if mover < 0 {
		return
	}
	s.touch(mover)
	s.detach(mover)
	s.attach(mover, to)
	s.attach(h, from)
}

// centre tries a few other sites for slots of the region that the step changed.
func (s *search) centre() {
	if len(s.ruined) == 0 {
		return
	}
	for _, slot := range s.region {
		if s.rnd.chance(128) && len(s.members[slot]) > 0 && !s.in.required[s.site[slot]] {
			s.centreSlot(slot, 3)
		}
	}
}

// centreSlot moves a slot's site to a better one near a random member, up to tries times.
func (s *search) centreSlot(slot int32, tries int) {
	members := s.members[slot]
	list := s.in.nearSites[s.in.nearHomes[s.site[slot]][0]]
	if s.rnd.chance(100) {
		list = s.in.nearSites[members[s.rnd.below(len(members))]]
	}
	width := min(len(list), 10)
	for range tries {
		site := list[s.rnd.below(width)]
		if s.slotOf[site] < 0 {
			s.tryCentre(slot, site)
		}
	}
}

// tryCentre moves a slot to a closed site if that lessens the worth.
func (s *search) tryCentre(slot, site int32) {
	old := s.site[slot]
	if s.in.capacity[site] < s.load[slot] {
		return
	}
	most := s.sum[slot]
	change := value{}
	change[s.obj.costLevel] = s.obj.cost[site] - s.obj.cost[old]
	extra := s.worth(change)
	row := s.in.dist[site]
	reach := s.reach()
	sum := int64(0)
	for i, h := range s.members[slot] {
		d := row[h]
		if d > reach {
			return
		}
		sum += d
		if sum >= most && extra >= 0 {
			s.work += int64(2 * i)
			return
		}
	}
	s.work += int64(2 * len(s.members[slot]))
	change[length] += sum - most
	if s.worth(change) < 0 {
		s.siteLog = append(s.siteLog, siteMove{slot, old, site})
		s.recentre(slot, site, sum)
	}
}
