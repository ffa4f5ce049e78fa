package engine

import (
	"slices"
)

// recentre moves circles whose site is no longer allowed or no longer reaches all their homes; those of required sites stay.
func (r *repairer) recentre() {
	for c := range r.rings {
		x := &r.rings[c]
		stays := x.site != none && (r.sites[x.site].required || !slices.ContainsFunc(x.centerMM, func(mm int64) bool { return !r.within(mm) }))
		if !stays && len(x.homes) > 0 {
			r.moveTo(c, r.bestSite(c))
		}
	}
}

// bestSite is the free site from which most homes of a circle are within the limits, then the one with the least total distance, then
// the one where it stands, then the lowest id; none if no site reaches any.
func (r *repairer) bestSite(c int) int32 {
	best, bestHomes, bestMM := none, 0, int64(0)
	for i := range r.sites {
		here := int32(i) == r.rings[c].site
		if r.used[i] && !here {
			continue
		}
		homes, total := r.gathers(int32(i), c)
		if homes == 0 || homes < bestHomes {
			continue
		}
		if homes > bestHomes || total < bestMM || total == bestMM && here {
			best, bestHomes, bestMM = int32(i), homes, total
		}
	}
	return best
}

// gathers counts the homes of a circle within the limits of a site, and adds up their distances.
func (r *repairer) gathers(site int32, c int) (homes int, totalMM int64) {
	for _, h := range r.rings[c].homes {
		if mm := r.centreMM(site, h); r.within(mm) {
			homes++
			totalMM += mm
		}
	}
	return homes, totalMM
}

func (r *repairer) moveTo(c int, site int32) {
	x := &r.rings[c]
	if x.site == site {
		return
	}
	if x.site != none {
		r.used[x.site] = false
	}
	if x.site = site; site != none {
		r.used[site] = true
	}
	for k, h := range x.homes {
		x.centerMM[k] = r.centreMM(site, h)
	}
}

// seatRequired gives every required site a circle: that of other sites which it reaches best if one can move there whole, else a new
// one. Then it sees to it that each has a home with eligible residents which no other required site needs (there is such a matching: the
// problem was checked for it).
func (r *repairer) seatRequired() {
	taken := make(map[int32]int32)
	var lacking []int
	for i := range r.sites {
		if !r.sites[i].required {
			continue
		}
		c := r.circleAt(int32(i))
		if c < 0 {
			c = r.circleFor(int32(i))
		}
		if h := r.seatIn(c); h != none {
			taken[h] = int32(i)
		} else {
			lacking = append(lacking, c)
		}
	}
	for _, c := range lacking {
		r.State.seat(r.rings[c].site, taken, make(map[int32]bool))
	}
	r.seat = make(map[int32]bool, len(taken))
	homes := make([]int32, 0, len(taken))
	for h := range taken {
		homes = append(homes, h)
	}
	slices.Sort(homes)
	for _, h := range homes {
		r.seat[h] = true
		c := r.circleAt(taken[h])
		if r.of[h] == int32(c) {
			continue
		}
		if r.of[h] != none {
			r.out(h)
		}
		r.put(h, c, unmeasured)
	}
}

func (r *repairer) circleAt(site int32) int {
	return slices.IndexFunc(r.rings, func(x ring) bool { return x.site == site })
}

// circleFor finds or makes a circle for a required site.
func (r *repairer) circleFor(site int32) int {
	best, bestMM := -1, int64(0)
	for c := range r.rings {
		x := &r.rings[c]
		if len(x.homes) == 0 || x.site != none && r.sites[x.site].required {
			continue
		}
		if homes, total := r.gathers(site, c); homes == len(x.homes) && (best < 0 || total < bestMM) {
			best, bestMM = c, total
		}
	}
	if best < 0 {
		best = r.open(ring{diameterMM: unmeasured, site: none})
	}
	r.moveTo(best, site)
	return best
}

// open starts a circle under the next number.
func (r *repairer) open(x ring) int {
	x.number, x.id = r.next, r.circleID(r.next)
	r.next++
	r.rings, r.team = append(r.rings, x), append(r.team, 0)
	return len(r.rings) - 1
}

// seatIn is the nearest home of a circle in which eligible members live, no more than a team may have, and for which its site has room; none without.
func (r *repairer) seatIn(c int) int32 {
	best, bestMM := none, int64(0)
	site := &r.sites[r.rings[c].site]
	for k, h := range r.rings[c].homes {
		if mm := r.rings[c].centerMM[k]; r.hosts(h) && site.roomFor(r.demand(h)) && r.within(mm) && (best == none || mm < bestMM) {
			best, bestMM = h, mm
		}
	}
	return best
}
