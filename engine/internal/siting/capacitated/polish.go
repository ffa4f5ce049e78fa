package capacitated

// Sizes of the parts that polish solves anew: homes, and looks per part.
const (
	leastPart, mostPart = 30, 160
	partWork            = 60_000_000
)

// polish takes a few neighbouring sites with all their homes, solves them anew by branching, and goes on until no part got better for
// long or the work is used up (local re-optimisation as in Stefanello et al. 2015, with our own exact method). Parts grow while they
// close, and shrink when they do not.
func (r *run) polish(work int64) {
	s := r.search
	if r.prices == nil || r.in.skip != nil || s.best.value[lost] > 0 || r.worst > 1e14 || r.exact {
		return
	}
	end := r.spent() + work
	size, idle := 50.0, 0
	open := len(s.site) - len(s.empty)
	for r.spent() < end && idle < 4*open && !r.closed() && !r.halted {
		if r.stop != nil && r.stop() {
			r.halted = true
			return
		}
		idle++
		s.begin()
		better, closed := r.part(int32(s.rnd.below(r.in.n)), int(size))
		if better {
			idle = 0
		}
		if closed {
			size = min(float64(size*1.02), mostPart)
		} else {
			size = max(float64(size*0.95), leastPart)
		}
	}
	s.save(&s.best)
}

// part solves the sites around a home anew, with about so many homes.
func (r *run) part(seed int32, size int) (better, closed bool) {
	s := r.search
	s.addRegion(seed, maxRegion)
	homes, count := int32(0), 0
	for _, slot := range s.region {
		if more := int32(len(s.members[slot])); count < 2 || int(homes+more) <= size {
			homes += more
			count++
		} else {
			break
		}
	}
	if count < 2 || int(homes) > 2*mostPart {
		return false, false
	}
	s.region = s.region[:count]
	sub, home, site, value := r.cut(int(homes))
	b := newBranching(sub, sub.cost, false, value, partWork, r.stop)
	prices := make([]float64, sub.n)
	for i, h := range home {
		prices[i] = r.prices[h]
	}
	closed = b.node(prices, rootTurns/4)
	r.done += b.work
	if b.of != nil {
		r.paste(b.of, home, site)
	}
	return b.of != nil, closed
}

// cut makes a problem of the region: its homes, and as sites its own and the closed ones near those homes.
func (r *run) cut(homes int) (sub *instance, home, site []int32, value int64) {
	s, in := r.search, r.in
	home, site = make([]int32, 0, homes), make([]int32, 0, 2*homes)
	seen := map[int32]bool{}
	for _, slot := range s.region {
		home = append(home, s.members[slot]...)
		site = append(site, s.site[slot])
		seen[s.site[slot]] = true
		value += s.sum[slot] + s.obj.cost[s.site[slot]]
	}
	// One round takes the nearest closed site of each home, the next the second nearest, up to two sites a home.
	for rank := 0; rank < 12 && len(site) < 2*homes; rank++ {
		for _, h := range home {
			if rank >= len(in.nearSites[h]) {
				continue
			}
			if near := in.nearSites[h][rank]; s.slotOf[near] < 0 && !seen[near] {
				seen[near] = true
				site = append(site, near)
			}
		}
	}
	sub = &instance{n: len(home), m: len(site), count: len(s.region), skip: nil}
	for _, h := range home {
		sub.demand = append(sub.demand, in.demand[h])
	}
	for _, from := range site {
		row := make([]int64, len(home))
		for i, h := range home {
			if row[i] = in.dist[from][h]; row[i] > s.reach() {
				row[i] = Far
			}
		}
		sub.dist = append(sub.dist, row)
		sub.capacity = append(sub.capacity, in.capacity[from])
		sub.cost = append(sub.cost, s.obj.cost[from])
		must := in.required[from]
		sub.required = append(sub.required, must)
		if must {
			sub.mustCount++
		}
	}
	r.done += int64(3 * len(home) * len(site))
	return sub, home, site, value
}

// paste puts the better plan of a part into the state; sites that it has no use for stay in their slots as long as there are more slots
// than sites.
func (r *run) paste(of, home, site []int32) {
	s := r.search
	used := map[int32]bool{}
	for _, i := range of {
		used[site[i]] = true
	}
	for _, h := range home {
		s.detach(h)
	}
	var free []int32
	for _, slot := range s.region {
		if old := s.site[slot]; !used[old] && !r.in.required[old] {
			s.shut(slot)
			free = append(free, slot)
		}
	}
	for _, i := range of {
		if s.slotOf[site[i]] < 0 {
			s.open(free[0], site[i])
			free = free[1:]
		}
	}
	for _, from := range site {
		if len(free) > 0 && s.slotOf[from] < 0 {
			s.open(free[0], from)
			free = free[1:]
		}
	}
	for i, h := range home {
		s.attach(h, s.slotOf[site[of[i]]])
	}
}
