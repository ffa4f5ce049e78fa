package siting

// share says to which part each site belongs (an index into parts): that of the home nearest to it. With a radius there is
// no other choice. Without one, a site could serve any part, so parts with more required sites than homes with members, or without
// any site, trade with the others.
func (p *Problem) share(parts [][]int32) []int32 {
	partOf := make([]int32, len(p.Homes))
	for k, homes := range parts {
		for _, h := range homes {
			partOf[h] = int32(k)
		}
	}
	owner := make([]int32, len(p.Sites))
	for s, row := range p.Distance {
		owner[s] = partOf[nearestOf(row)]
	}
	if p.HasRadius || len(parts) < 2 {
		return owner
	}
	x := sharing{p, parts, owner}
	for k := range parts {
		for x.required(k) > x.hosts(k) && x.give(k) {
		}
	}
	for k := range parts {
		if x.hosts(k) > 0 && x.sites(k) == 0 {
			x.take(int32(k))
		}
	}
	return owner
}

func nearestOf(row []int64) int32 {
	best := int32(0)
	for h, d := range row {
		if d < row[best] {
			best = int32(h)
		}
	}
	return best
}

type sharing struct {
	*Problem
	parts [][]int32
	owner []int32
}

func (x *sharing) hosts(k int) int {
	n := 0
	for _, h := range x.parts[k] {
		if x.Homes[h].Members > 0 {
			n++
		}
	}
	return n
}

func (x *sharing) count(k int, of func(s Site) bool) int {
	n := 0
	for s, owner := range x.owner {
		if owner == int32(k) && of(x.Sites[s]) {
			n++
		}
	}
	return n
}

func (x *sharing) required(k int) int { return x.count(k, func(s Site) bool { return s.Required }) }

func (x *sharing) sites(k int) int { return x.count(k, func(Site) bool { return true }) }

// give hands the last required site of a part to the nearest part that has homes with members to spare.
func (x *sharing) give(k int) bool {
	last := None
	for s, owner := range x.owner {
		if owner == int32(k) && x.Sites[s].Required {
			last = int32(s)
		}
	}
	best, to := Far, None
	for o := range x.parts {
		if d := x.toPart(last, o); d < best && x.required(o) < x.hosts(o) {
			best, to = d, int32(o)
		}
	}
	if to == None {
		return false
	}
	x.owner[last] = to
	return true
}

// take gets the nearest site that its part can spare.
func (x *sharing) take(k int32) {
	best, at := Far, None
	for s, owner := range x.owner {
		if x.Sites[s].Required || x.sites(int(owner)) < 2 {
			continue
		}
		if d := x.toPart(int32(s), int(k)); d < best {
			best, at = d, int32(s)
		}
	}
	if at != None {
		x.owner[at] = k
	}
}

func (x *sharing) toPart(s int32, k int) int64 {
	best := Far
	for _, h := range x.parts[k] {
		best = min(best, x.Distance[s][h])
	}
	return best
}
