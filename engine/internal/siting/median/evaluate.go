package median

import "jinlin/engine/internal/least"

// value is the Lagrangian bound at the multipliers v. It leaves the values of the sites and the chosen sites behind. O(pairs
// below the multipliers).
func (r *relax) value(v []int64) int64 {
	for k, c := range r.price {
		r.worth[k] = -c
	}
	bound := r.base
	looked := 0
	for i, vi := range v {
		bound += vi
		k, end := r.start[i], r.start[i+1]
		dist, site := r.dist[k:end], r.site[k:end]
		e := 0
		for e < len(dist) && dist[e] < vi {
			r.worth[site[e]] += vi - dist[e]
			e++
		}
		looked += e
		r.until[i] = k + int32(e)
	}
	r.choose()
	for _, k := range r.order[:r.taken] {
		bound = max(bound-r.worth[k], -top)
	}
	r.spend(int64(looked) + int64(len(r.local)))
	return bound
}

// choose marks the sites that the relaxation opens.
func (r *relax) choose() {
	for _, k := range r.order[:r.taken] {
		r.chosen[k] = false
	}
	if r.free {
		r.taken = 0
		for n, k := range r.order {
			if r.worth[k] > 0 {
				r.order[n], r.order[r.taken] = r.order[r.taken], k
				r.taken++
			}
		}
	} else {
		r.taken = min(max(r.take, 0), len(r.order))
		least.First(r.order, r.taken, func(a, b int32) bool { return r.worth[a] > r.worth[b] || r.worth[a] == r.worth[b] && a < b })
	}
	for _, k := range r.order[:r.taken] {
		r.chosen[k] = true
	}
}

// slack puts into g per home 1 less the number of chosen sites that its multiplier pays for, and sums up what the chosen
// sites cost as a solution.
func (r *relax) slack(v []int64, g []float64) {
	looked := 0
	r.total = r.base
	for _, k := range r.order[:r.taken] {
		r.total += r.price[k]
	}
	for i := range g {
		k, end, until := r.start[i], r.start[i+1], r.until[i]
		n, nearest := 0, int32(-1)
		for ; k < until; k++ {
			if r.chosen[r.site[k]] {
				if n == 0 {
					nearest = k
				}
				n++
			}
		}
		for ; nearest < 0 && k < end; k++ {
			if r.chosen[r.site[k]] {
				nearest = k
			}
		}
		looked += int(k - r.start[i])
		cost := r.none[i]
		if nearest >= 0 {
			cost = r.dist[nearest]
		}
		r.total += cost
		g[i] = float64(1 - n)
		if v[i] >= r.high[i] && n == 0 {
			g[i] = 0
		}
	}
	r.spend(int64(looked))
}

// picked lists the chosen sites.
func (r *relax) picked() []int32 {
	var open []int32
	for _, k := range r.order[:r.taken] {
		open = append(open, r.local[k])
	}
	return open
}
