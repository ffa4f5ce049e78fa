package capacitated

// ruin takes homes of one neighbourhood out, and may exchange, open or close a site there.
func (s *search) ruin() {
	seed := int32(s.rnd.below(s.in.n))
	if len(s.left) > 0 && s.rnd.chance(100) {
		seed = s.left[s.rnd.below(len(s.left))]
	}
	s.addRegion(seed, 2+s.rnd.below(11))
	dice := s.rnd.below(256)
	switch {
	case s.obj.free && dice < 30:
		s.openNear(seed)
	case s.obj.free && dice < 70:
		s.closeOne()
	case dice < 130:
		s.exchange(seed)
	case dice < 150:
		s.relocate()
	default:
		s.ruinNear(seed, 1+s.rnd.below(maxRuin))
	}
	s.takeLeft()
}

// takeLeft lets homes that are left out try again, those near the region first by chance.
func (s *search) takeLeft() {
	if len(s.left) == 0 {
		return
	}
	count := min(len(s.left), 8)
	first := s.rnd.below(len(s.left))
	for k := range count {
		h := s.left[(first+k)%len(s.left)]
		if s.inRuin[h] != s.step {
			s.touch(h)
			s.inRuin[h] = s.step
			s.ruined = append(s.ruined, h)
		}
	}
}

// addRegion adds the count open slots nearest to a home.
func (s *search) addRegion(home int32, count int) {
	if !s.obj.free && len(s.site) <= fewSlots {
		s.addRegionAll(home, count)
		return
	}
	looked := 0
	for _, site := range s.in.nearSites[home] {
		looked++
		if slot := s.slotOf[site]; slot >= 0 && s.addSlot(slot) {
			if count--; count == 0 {
				break
			}
		}
	}
	s.work += int64(looked)
}

// addRegionAll is addRegion by looking at every slot.
func (s *search) addRegionAll(home int32, count int) {
	s.near = s.near[:0]
	for slot, site := range s.site {
		if site < 0 {
			continue
		}
		d := s.in.dist[site][home]
		k := len(s.near)
		if k == count {
			if d >= s.near[k-1].d {
				continue
			}
			k--
		} else {
			s.near = append(s.near, pair{})
		}
		for ; k > 0 && s.near[k-1].d > d; k-- {
			s.near[k] = s.near[k-1]
		}
		s.near[k] = pair{d, int32(slot)}
	}
	s.work += int64(len(s.site))
	for _, p := range s.near {
		s.addSlot(p.i)
	}
}

// addSlot adds a slot to the region unless it is there already or the region is full.
func (s *search) addSlot(slot int32) bool {
	if len(s.region) >= maxRegion {
		return false
	}
	for _, other := range s.region {
		if other == slot {
			return false
		}
	}
	s.region = append(s.region, slot)
	return true
}

func (s *search) inRegion(slot int32) bool {
	for _, other := range s.region {
		if other == slot {
			return true
		}
	}
	return false
}

// ruinNear takes out some of the homes nearest to a home, of slots of the region only.
func (s *search) ruinNear(home int32, count int) {
	if len(s.in.nearSites[home]) == 0 {
		return
	}
	list := s.in.nearHomes[s.in.nearSites[home][0]]
	keep := uint64(s.rnd.below(128))
	looked := 0
	for _, h := range list {
		if looked++; count == 0 {
			break
		}
		if s.of[h] >= 0 && s.inRegion(s.of[h]) && !s.rnd.chance(keep) {
			s.takeOut(h)
			count--
		}
	}
	s.work += int64(2 * looked)
}

// empties takes out all homes of a slot.
func (s *search) empties(slot int32) {
	for len(s.members[slot]) > 0 {
		s.takeOut(s.members[slot][len(s.members[slot])-1])
		s.work += 2
	}
}

// exchange closes a site of the region and opens another one near the seed.
func (s *search) exchange(seed int32) {
	slot := s.pickSlot()
	if slot < 0 {
		return
	}
	site := s.pickSite(seed, s.site[slot])
	if site < 0 {
		return
	}
	s.empties(slot)
	s.shutSite(slot)
	s.openSite(slot, site)
	s.attract(slot)
	if s.rnd.chance(128) {
		s.ruinNear(seed, s.rnd.below(maxRuin))
	}
}

// relocate closes a site that serves little and opens one where homes go far; both are the best of a few that are drawn.
func (s *search) relocate() {
	slot := s.pickSlot()
	other := int32(s.rnd.below(s.in.n))
	for range s.rnd.below(4) {
		if h := int32(s.rnd.below(s.in.n)); s.of[h] >= 0 && s.sum[s.of[h]] < s.slotSum(slot) && !s.in.required[s.site[s.of[h]]] {
			slot = s.of[h]
		}
		if h := int32(s.rnd.below(s.in.n)); s.of[h] >= 0 && (s.of[other] < 0 || s.gone[h] > s.gone[other]) {
			other = h
		}
	}
	if slot < 0 {
		return
	}
	site := s.pickSite(other, s.site[slot])
	if site < 0 {
		return
	}
	s.region = append(s.region[:0], slot)
	if members := s.members[slot]; len(members) > 0 {
		s.addRegion(members[s.rnd.below(len(members))], 5)
	}
	s.empties(slot)
	s.shutSite(slot)
	s.openSite(slot, site)
	s.addRegion(other, 5)
	s.attract(slot)
}

// slotSum is the distance of a slot's members, Far for none.
func (s *search) slotSum(slot int32) int64 {
	if slot < 0 {
		return Far
	}
	return s.sum[slot]
}

// openNear opens a site more.
func (s *search) openNear(seed int32) {
	if len(s.empty) == 0 {
		return
	}
	site := s.pickSite(seed, -1)
	if site < 0 {
		return
	}
	slot := s.empty[len(s.empty)-1]
	s.openSite(slot, site)
	if !s.addSlot(slot) {
		s.region[len(s.region)-1] = slot
	}
	s.attract(slot)
}

// closeOne closes a site of the region.
func (s *search) closeOne() {
	slot := s.pickSlot()
	if slot < 0 {
		return
	}
	s.empties(slot)
	s.shutSite(slot)
	for i, other := range s.region {
		if other == slot {
			s.region = append(s.region[:i], s.region[i+1:]...)
			break
		}
	}
}

// pickSlot is a slot of the region whose site may be closed, or -1.
func (s *search) pickSlot() int32 {
	if len(s.region) == 0 {
		return -1
	}
	slot := s.region[s.rnd.below(len(s.region))]
	if s.in.required[s.site[slot]] {
		return -1
	}
	return slot
}

// pickSite is a closed site near a home, other than not, or -1.
func (s *search) pickSite(home, not int32) int32 {
	list := s.in.nearSites[home]
	if len(list) == 0 {
		return -1
	}
	width := min(len(list), max(4, 2*s.in.m/max(1, len(s.site)-len(s.empty))))
	for range 4 {
		site := list[s.rnd.below(width)]
		if s.slotOf[site] < 0 && site != not {
			return site
		}
	}
	return -1
}

// attract takes out homes of the region that are nearer to the slot's new site than to their own.
func (s *search) attract(slot int32) {
	site := s.site[slot]
	row := s.in.dist[site]
	room := s.in.capacity[site] + s.in.capacity[site]/2
	looked := 0
	for _, h := range s.in.nearHomes[site] {
		if looked++; room <= 0 {
			break
		}
		if of := s.of[h]; of >= 0 && of != slot && row[h] < s.gone[h] && s.inRegion(of) && !s.rnd.chance(40) {
			s.takeOut(h)
			room -= s.in.demand[h]
		}
	}
	s.work += int64(4 * looked)
}
