package siting

import (
	"cmp"
	"slices"
)

// share says to which part each site belongs (an index into parts): that of the nearest home that makes a circle there. With a radius there is
// no other choice. Without one, a site could serve any part: required ones go where each of them has such a home for itself, and parts
// without any site get one that another can spare.
func (p *Problem) share(parts [][]int32) []int32 {
	partOf := make([]int32, len(p.Homes))
	for k, homes := range parts {
		for _, h := range homes {
			partOf[h] = int32(k)
		}
	}
	owner := make([]int32, len(p.Sites))
	for s, row := range p.Distance {
		owner[s] = partOf[p.nearestHost(int32(s), row)]
	}
	if p.HasRadius || len(parts) < 2 {
		return owner
	}
	for h, s := range p.seatsOfRequired() {
		owner[s] = partOf[h]
	}
	x := sharing{p, parts, owner}
	for k := range parts {
		if x.hosts(k) > 0 && x.sites(k) == 0 {
			x.take(int32(k))
		}
	}
	return owner
}

// seatsOfRequired gives every required site a home of its own that makes a circle there, the nearest that can be, along augmenting paths: the site by home.
func (p *Problem) seatsOfRequired() map[int32]int32 {
	seat := make(map[int32]int32)
	var find func(s int32, seen map[int32]bool) bool
	find = func(s int32, seen map[int32]bool) bool {
		for _, h := range p.hostsOf(s) {
			if seen[h] {
				continue
			}
			seen[h] = true
			if other, taken := seat[h]; !taken || find(other, seen) {
				seat[h] = s
				return true
			}
		}
		return false
	}
	for s := range p.Sites {
		if p.Sites[s].Required {
			find(int32(s), make(map[int32]bool))
		}
	}
	return seat
}

// hostsOf lists the homes that make a circle at a site, the nearest first.
func (p *Problem) hostsOf(s int32) []int32 {
	var hosts []int32
	for h := range p.Homes {
		if p.starts(s, int32(h)) {
			hosts = append(hosts, int32(h))
		}
	}
	slices.SortStableFunc(hosts, func(a, b int32) int { return cmp.Compare(p.Distance[s][a], p.Distance[s][b]) })
	return hosts
}

// nearestHost is the nearest home that makes a circle at a site, or the nearest of all if none does.
func (p *Problem) nearestHost(s int32, row []int64) int32 {
	best, at, nearest := Far, None, int32(0)
	for h, d := range row {
		if d < row[nearest] {
			nearest = int32(h)
		}
		if d < best && p.starts(s, int32(h)) {
			best, at = d, int32(h)
		}
	}
	if at == None {
		return nearest
	}
	return at
}

// starts reports whether a home within reach makes a circle at a site by itself.
func (p *Problem) starts(s, h int32) bool {
	home, site := &p.Homes[h], &p.Sites[s]
	return p.Distance[s][h] != Far && (home.Members > 0 || p.TeamMin == 0) && (p.TeamMax == 0 || home.Members <= p.TeamMax) && (!site.Limited || home.size() <= site.Room)
}

type sharing struct {
	*Problem
	parts [][]int32
	owner []int32
}

// hosts is how many homes of a part can make a circle.
func (x *sharing) hosts(k int) int {
	n := 0
	for _, h := range x.parts[k] {
		if x.Homes[h].Members > 0 || x.TeamMin == 0 {
			n++
		}
	}
	return n
}

// sites is how many sites a part has.
func (x *sharing) sites(k int) int {
	n := 0
	for _, owner := range x.owner {
		if owner == int32(k) {
			n++
		}
	}
	return n
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

// toPart is the distance to the nearest home of a part that makes a circle at the site.
func (x *sharing) toPart(s int32, k int) int64 {
	best := Far
	for _, h := range x.parts[k] {
		if x.starts(s, h) {
			best = min(best, x.Distance[s][h])
		}
	}
	return best
}
