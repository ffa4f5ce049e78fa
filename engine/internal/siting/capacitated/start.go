package capacitated

import (
	"cmp"
	"slices"
)

// openMust opens the required sites, as far as there are slots.
func (s *search) openMust() {
	for site := range int32(s.in.m) {
		if s.in.required[site] && s.slotOf[site] < 0 && len(s.empty) > 0 {
			s.openNext(site)
		}
	}
}

func (s *search) openNext(site int32) { s.open(s.empty[len(s.empty)-1], site) }

// spread opens sites up to count, each near a home that is drawn with a chance that grows with its distance from what is
// open already (Arthur, Vassilvitskii 2007), and with its demand. O(count n).
func (s *search) spread(count int) {
	in := s.in
	gap := make([]int64, in.n)
	for h := range gap {
		gap[h] = in.farthest/2 + 1
	}
	narrow := func(site int32) {
		for h, d := range in.dist[site] {
			gap[h] = min(gap[h], d)
		}
		s.work += int64(in.n)
	}
	for _, site := range s.site {
		if site >= 0 {
			narrow(site)
		}
	}
	for len(s.site)-len(s.empty) < count && len(s.empty) > 0 {
		site := s.closedNear(s.drawFar(gap))
		if site < 0 {
			break
		}
		s.openNext(site)
		narrow(site)
	}
}

// drawFar draws a home with a chance in proportion to its gap and its demand.
func (s *search) drawFar(gap []int64) int {
	total := 0.0
	mean := float64(s.in.totalDemand)/float64(s.in.n) + 1
	weight := func(h int) float64 { return float64((float64(gap[h]) + 1) * (float64(s.in.demand[h]) + mean)) }
	for h := range gap {
		total += weight(h)
	}
	s.work += int64(2 * s.in.n)
	x := float64(total * (float64(s.rnd.next()>>11) / (1 << 53)))
	for h := range gap {
		if x -= weight(h); x <= 0 {
			return h
		}
	}
	return s.in.n - 1
}

// closedNear is the nearest closed site of a home, else the first closed one, -1 when all are open.
func (s *search) closedNear(home int) int32 {
	for _, site := range s.in.nearSites[home] {
		if s.slotOf[site] < 0 {
			return site
		}
	}
	for site, slot := range s.slotOf {
		if slot < 0 {
			return int32(site)
		}
	}
	return -1
}

// fill gives homes that are left out to the nearest open site with room, those first that lose most by their second choice.
// O(n p).
func (s *search) fill() {
	homes := slices.Clone(s.left)
	order := make([]ranked, 0, len(homes))
	for i, h := range homes {
		first, second := Far/2, Far/2
		for _, site := range s.site {
			if site < 0 {
				continue
			}
			if d := s.in.dist[site][h]; d < first {
				first, second = d, first
			} else if d < second {
				second = d
			}
		}
		order = append(order, ranked{first - second, int32(i)})
	}
	slices.SortFunc(order, func(a, b ranked) int {
		if c := cmp.Compare(a.key, b.key); c != 0 {
			return c
		}
		return cmp.Compare(homes[a.i], homes[b.i])
	})
	for _, r := range order {
		s.placeNearest(homes[r.i])
	}
	s.work += int64(2 * len(homes) * len(s.site))
}

// placeNearest attaches a home to the nearest slot with room, if there is one and it is worth it.
func (s *search) placeNearest(h int32) {
	best, least := int32(-1), Far
	for slot, site := range s.site {
		if site >= 0 && s.in.dist[site][h] < least && s.fits(h, int32(slot)) {
			best, least = int32(slot), s.in.dist[site][h]
		}
	}
	if best >= 0 && (s.obj.outLevel == lost || s.worthTaking(h, least)) {
		s.attach(h, best)
	}
}
