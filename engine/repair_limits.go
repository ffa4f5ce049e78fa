package engine

import (
	"cmp"
	"slices"
)

// keepLimits takes homes out of circles that do not reach them, that are too wide, or whose team is too large.
func (r *repairer) keepLimits() {
	for c := range r.rings {
		x := &r.rings[c]
		for k := len(x.homes) - 1; k >= 0; k-- {
			if !r.within(x.centerMM[k]) {
				r.out(x.homes[k])
			}
		}
		if r.policy.Circles.Diameter.Set && !r.policy.Circles.Diameter.Holds(r.diameterMM(x)) {
			r.narrow(c)
		}
		for x.site != none && !r.sites[x.site].roomFor(r.held(c)) {
			h := r.farthest(c)
			if h == none {
				break
			}
			r.out(h)
		}
		for most := r.policy.Team.Max; most > 0 && r.team[c] > most; {
			h := r.dispensable(c)
			if h == none {
				break
			}
			r.out(h)
		}
	}
}

// farthest is the home of a circle that is farthest from its centre, of several the last, but for those that a required site needs.
func (r *repairer) farthest(c int) int32 {
	best, bestMM := none, int64(0)
	for k, h := range r.rings[c].homes {
		if mm := r.rings[c].centerMM[k]; !r.seat[h] && (best == none || mm > bestMM || mm == bestMM && h > best) {
			best, bestMM = h, mm
		}
	}
	return best
}

// narrow takes out the home that is too far from most others, the farthest from the centre of several, until none is.
func (r *repairer) narrow(c int) {
	for {
		x := &r.rings[c]
		worst, conflicts, worstMM := none, 0, int64(0)
		for k, h := range x.homes {
			n := 0
			for _, g := range x.homes {
				if g != h && r.apart(g, h) {
					n++
				}
			}
			if r.seat[h] || n == 0 || n < conflicts {
				continue
			}
			if n > conflicts || x.centerMM[k] > worstMM {
				worst, conflicts, worstMM = h, n, x.centerMM[k]
			}
		}
		if worst == none {
			return
		}
		r.out(worst)
	}
}

// dispensable is the home with eligible residents that a team over its maximum does best without: one that another circle can take,
// then the one with the fewest residents, then the farthest.
func (r *repairer) dispensable(c int) int32 {
	x := &r.rings[c]
	best := -1
	var bestTaken bool
	for k, h := range x.homes {
		if r.homes[h].residents == 0 || r.seat[h] {
			continue
		}
		taken := slices.ContainsFunc(upTo(len(r.rings)), func(o int32) bool {
			return int(o) != c && r.fits(h, int(o), r.centreMM(r.rings[o].site, h))
		})
		if best >= 0 {
			g := x.homes[best]
			if taken != bestTaken && bestTaken || taken == bestTaken &&
				cmp.Or(cmp.Compare(r.homes[g].residents, r.homes[h].residents), cmp.Compare(x.centerMM[k], x.centerMM[best])) <= 0 {
				continue
			}
		}
		best, bestTaken = k, taken
	}
	if best < 0 {
		return none
	}
	return x.homes[best]
}

// fillEmpty lets circles without an eligible resident take over a home from one that can spare it, or ends them; where none is needed, only circles
// without homes end.
func (r *repairer) fillEmpty() {
	for c := range r.rings {
		x := &r.rings[c]
		if r.team[c] > 0 || r.policy.Team.Min == 0 && len(x.homes) > 0 {
			continue
		}
		if h := r.spare(c); h != none {
			r.out(h)
			r.put(h, c, unmeasured)
			continue
		}
		for len(x.homes) > 0 {
			r.out(x.homes[len(x.homes)-1])
		}
		r.moveTo(c, none)
	}
}

// spare is the nearest home with eligible residents that would make a circle valid and whose own circle has others.
func (r *repairer) spare(c int) int32 {
	best, bestMM := none, int64(0)
	if r.rings[c].site == none || len(r.rings[c].homes) == 0 {
		return none
	}
	for h := range r.homes {
		from := r.of[h]
		if from == none || r.homes[h].residents == 0 || r.seat[int32(h)] || r.team[from] <= r.homes[h].residents {
			continue
		}
		mm := r.centreMM(r.rings[c].site, int32(h))
		if (best == none || mm < bestMM) && r.fits(int32(h), c, mm) {
			best, bestMM = int32(h), mm
		}
	}
	return best
}
