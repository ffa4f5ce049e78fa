package median

import (
	"cmp"
	"slices"
)

// relax is the Lagrangian relaxation of a problem some of whose sites are decided. The constraint that a home is taken once is
// priced by a multiplier per home; what remains falls apart into sites (Cornuejols, Fisher and Nemhauser 1977). Sites that are
// open for certain are no part of it: they lower what a home costs at most. All figures are scaled.
type relax struct {
	*model
	take   int     // sites to open among those undecided
	opened []int32 // the sites that are open for certain
	local  []int32 // the undecided sites
	price  []int64 // per undecided site what opening costs
	base   int64   // what the sites that are open for certain cost
	// The pairs of a home, near to far, are those from start[i] to start[i+1]; a pair counts if its distance is below high[i].
	start []int32
	site  []int32 // index into local
	dist  []int64
	low   []int64 // per home the least multiplier that makes sense
	high  []int64 // and the greatest
	exact []bool  // per home: the pairs are complete, high is what it costs to leave it out
	none2 []int64 // per home what leaving it out costs, or a bound of that
	keep  []int64
	must  []bool // per home: it must be taken by an undecided site, high only keeps numbers small

	worth  []int64 // per undecided site its value
	order  []int32 // the undecided sites, the chosen ones first
	chosen []bool
	until  []int32 // per home the end of the pairs that its multiplier pays for
	taken  int     // length of the chosen part of order
	total  int64   // the cost of the chosen sites taken as a solution
}

func newRelax(m *model) *relax {
	return &relax{
		model: m, start: make([]int32, m.homes+1), low: make([]int64, m.homes), high: make([]int64, m.homes),
		none2: make([]int64, m.homes), exact: make([]bool, m.homes), must: make([]bool, m.homes), until: make([]int32, m.homes),
	}
}

// sized makes room for the undecided sites.
func (r *relax) sized() {
	n := len(r.local)
	r.worth, r.chosen = make([]int64, n), make([]bool, n)
	r.order = make([]int32, n)
	for k := range r.order {
		r.order[k] = int32(k)
	}
	r.price = make([]int64, n)
	for k, j := range r.local {
		r.price[k] = r.scaled(r.cost[j])
	}
}

type pair struct {
	dist int64
	site int32
}

// list makes the relaxation of the model in which the sites of open are open and those of local are undecided. It keeps
// about room pairs in all; a home with more forgets its farthest ones. O(homes x sites) and sorting what is kept.
func (m *model) list(open, local []int32, room int) *relax {
	r := newRelax(m)
	r.local, r.opened = local, open
	r.take = m.count - len(open)
	for _, j := range open {
		r.base += m.scaled(m.cost[j])
	}
	r.sized()
	none := slices.Clone(m.none)
	for _, j := range open {
		for i, d := range m.row[j] {
			none[i] = min(none[i], d)
		}
	}
	keep := max(room/max(m.homes, 1), 8)
	const band = 64 // homes at a time, so that rows are read in pieces of a few cache lines
	var block [band][]pair
	for from := 0; from < m.homes; from += band {
		to := min(from+band, m.homes)
		for i := from; i < to; i++ {
			block[i-from] = block[i-from][:0]
		}
		for k, j := range local {
			for i, d := range m.row[j][from:to] {
				if d < none[from+i] {
					block[i] = append(block[i], pair{d, int32(k)})
				}
			}
		}
		for i := from; i < to; i++ {
			r.put(i, block[i-from], keep, none[i])
		}
	}
	m.spend(int64(len(local)) * int64(m.homes))
	return r
}

// put lists the pairs of home i.
func (r *relax) put(i int, pairs []pair, keep int, none int64) {
	byDistance := func(a, b pair) int { return cmp.Or(cmp.Compare(a.dist, b.dist), cmp.Compare(a.site, b.site)) }
	r.exact[i] = len(pairs) <= keep
	r.must[i] = r.model.must[i] && none == r.penalty
	if !r.exact[i] {
		nth(pairs, keep, func(a, b pair) bool { return byDistance(a, b) < 0 })
		none, r.must[i] = pairs[keep].dist, false
		pairs = pairs[:keep]
	}
	slices.SortFunc(pairs, byDistance)
	for _, e := range pairs {
		r.site = append(r.site, e.site)
		r.dist = append(r.dist, r.scaled(e.dist))
	}
	r.start[i+1] = int32(len(r.site))
	r.bound(i, r.scaled(none))
}

// bound sets the range of the multiplier of home i, which costs none if it is left out.
func (r *relax) bound(i int, none int64) {
	a, b := r.start[i], r.start[i+1]
	r.none2[i] = none
	r.high[i] = min(none, top/int64(r.homes))
	if r.must[i] && int(b-a) == len(r.local) && a < b && r.take > 0 && !r.free {
		// Above the farthest site a greater multiplier raises the value of every site alike.
		r.high[i] = min(r.high[i], r.dist[b-1])
	}
	r.low[i] = r.high[i]
	if a < b {
		r.low[i] = min(r.low[i], r.dist[a])
	}
}

// scaled is d in parts of 1/scale.
func (m *model) scaled(d int64) int64 { return m.mulScale(d) }

// value is the Lagrangian bound at the multipliers v. It leaves the values of the sites, the chosen sites and their cost as a
// solution behind. O(pairs below the multipliers).
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
	better := func(a, b int32) bool { return r.worth[a] > r.worth[b] || r.worth[a] == r.worth[b] && a < b }
	if r.free {
		r.taken = 0
		for k, k2 := range r.order {
			if r.worth[k2] > 0 {
				r.order[k], r.order[r.taken] = r.order[r.taken], k2
				r.taken++
			}
		}
	} else {
		r.taken = min(max(r.take, 0), len(r.order))
		nth(r.order, r.taken, better)
	}
	for _, k := range r.order[:r.taken] {
		r.chosen[k] = true
	}
}

// nth puts the n least elements before the others.
func nth[T any](a []T, n int, less func(a, b T) bool) {
	lo, hi := 0, len(a)-1
	for lo < hi && n > lo && n <= hi {
		mid := (lo + hi) / 2
		if less(a[mid], a[lo]) {
			a[mid], a[lo] = a[lo], a[mid]
		}
		if less(a[hi], a[lo]) {
			a[hi], a[lo] = a[lo], a[hi]
		}
		if less(a[hi], a[mid]) {
			a[hi], a[mid] = a[mid], a[hi]
		}
		pivot := a[mid]
		i, j := lo, hi
		for i <= j {
			for less(a[i], pivot) {
				i++
			}
			for less(pivot, a[j]) {
				j--
			}
			if i <= j {
				a[i], a[j] = a[j], a[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			hi = j
		case n >= i:
			lo = i
		default:
			return
		}
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
		cost := r.high[i]
		if nearest >= 0 {
			cost = min(cost, r.dist[nearest])
		}
		r.total += cost
		g[i] = float64(1 - n)
		if v[i] >= r.high[i] && n == 0 {
			g[i] = 0
		}
	}
	r.spend(int64(looked))
}
