package median

import (
	"cmp"
	"slices"

	"jinlin/engine/internal/least"
)

// relax is the Lagrangian relaxation of a problem some of whose sites are decided. The constraint that a home is taken once is
// priced by a multiplier per home; what remains falls apart into sites (Cornuejols, Fisher and Nemhauser 1977). Sites that are
// open for certain are no part of it: they lower what a home costs at most. Homes that have at most one undecided site to go to
// are no part of it either: they are in base and price. All figures are scaled.
type relax struct {
	*model
	opened []int32 // the sites that are open for certain
	local  []int32 // the undecided sites
	take   int     // how many of them to open
	price  []int64 // per undecided site what opening costs, perhaps negative
	base   int64   // what is certain to be paid
	lost   bool    // some home that must be taken has nowhere to go

	// Here homes are those of who. The pairs of a home, near to far, are those from start[i] to start[i+1].
	who   []int32
	start []int32
	site  []int32 // index into local
	dist  []int64
	none  []int64 // per home what it costs if no undecided site takes it; all pairs are nearer
	low   []int64 // per home the least multiplier that makes sense
	high  []int64 // and the greatest
	must  []bool  // per home: it must be taken by an undecided site, none is only a large number
	whole []bool  // per home: no pair is missing; otherwise none is the distance of the first missing one
	rest  []int64 // per home of the model what it costs at most, the multiplier of those that are not in who

	worth  []int64 // per undecided site its value
	order  []int32 // the undecided sites, the chosen ones first
	taken  int     // how many those are
	chosen []bool
	until  []int32 // per home the end of the pairs that its multiplier pays for
	total  int64   // the cost of the chosen sites taken as a solution
}

// begin empties r for a problem with these undecided sites, so many of them to open; price is left to the caller.
func (r *relax) begin(m *model, take int, opened, local []int32) {
	n := len(local)
	*r = relax{
		model: m, opened: opened, local: local, take: take, price: r.price[:0],
		who: r.who[:0], start: append(r.start[:0], 0), site: r.site[:0], dist: r.dist[:0], none: r.none[:0], low: r.low[:0], high: r.high[:0],
		must: r.must[:0], whole: r.whole[:0], until: r.until[:0],
		rest: resized(r.rest, m.homes), worth: resized(r.worth, n), order: resized(r.order, n), chosen: resized(r.chosen, n),
	}
	clear(r.chosen)
	for k := range r.order {
		r.order[k] = int32(k)
	}
}

func resized[T any](a []T, n int) []T {
	if cap(a) < n {
		return make([]T, n)
	}
	return a[:n]
}

// settle ends home i, whose pairs begin at start and were appended to site and dist.
func (r *relax) settle(i int32, none int64, must, whole bool) {
	a, b := r.start[len(r.who)], int32(len(r.site))
	none = min(none, top/int64(r.homes))
	r.rest[i] = none
	if b == a {
		r.lost = r.lost || must
		r.base += none
		return
	}
	if b == a+1 && !must {
		r.base += none
		r.price[r.site[a]] -= none - r.dist[a]
		r.site, r.dist = r.site[:a], r.dist[:a]
		return
	}
	high := none
	if must && int(b-a) == len(r.local) && r.take > 0 && !r.free {
		// Above the farthest site a greater multiplier raises the value of every site alike.
		high = min(high, r.dist[b-1])
	}
	r.who = append(r.who, i)
	r.start = append(r.start, b)
	r.none = append(r.none, none)
	r.high = append(r.high, high)
	r.low = append(r.low, min(high, r.dist[a]))
	r.must = append(r.must, must)
	r.whole = append(r.whole, whole)
	r.until = append(r.until, b)
}

// gather takes the multipliers of the homes of r from those of all homes.
func (r *relax) gather(v, all []int64) []int64 {
	v = resized(v, len(r.who))
	for i, h := range r.who {
		v[i] = min(max(all[h], r.low[i]), r.high[i])
	}
	return v
}

// scatter is the inverse of gather; homes that are settled get what they cost.
func (r *relax) scatter(v []int64) []int64 {
	all := slices.Clone(r.rest)
	for i, h := range r.who {
		all[h] = v[i]
	}
	return all
}

type pair struct {
	dist int64
	site int32
}

func compare(a, b pair) int { return cmp.Or(cmp.Compare(a.dist, b.dist), cmp.Compare(a.site, b.site)) }

// list makes the relaxation of the model in which the sites of opened are open and those of local are undecided. It keeps
// about room pairs in all; a home with more forgets its farthest ones. O(homes x sites) and sorting what is kept.
func (m *model) list(opened, local []int32, room int) *relax {
	r := &relax{}
	r.begin(m, m.count-len(opened), opened, local)
	for _, j := range opened {
		r.base += m.mulScale(m.cost[j])
	}
	for _, j := range local {
		r.price = append(r.price, m.mulScale(m.cost[j]))
	}
	none := slices.Clone(m.none)
	for _, j := range opened {
		for i, d := range m.row[j] {
			none[i] = min(none[i], d)
		}
	}
	keep := max(room/max(m.homes, 1), 8)
	const band = 64 // homes at a time, so that rows are read in pieces of a few cache lines
	var block [band][]pair
	for from := 0; from < m.homes; from += band {
		to := min(from+band, m.homes)
		for i := range block {
			block[i] = block[i][:0]
		}
		for k, j := range local {
			for i, d := range m.row[j][from:to] {
				if d < none[from+i] {
					block[i] = append(block[i], pair{d, int32(k)})
				}
			}
		}
		for i := from; i < to; i++ {
			r.put(int32(i), block[i-from], keep, none[i])
		}
	}
	m.spend(int64(len(local)+len(opened)) * int64(m.homes))
	return r
}

// put lists the nearest pairs of home i.
func (r *relax) put(i int32, pairs []pair, keep int, none int64) {
	must, whole := r.model.must[i] && none == r.penalty, len(pairs) <= keep
	if !whole {
		least.First(pairs, keep, func(a, b pair) bool { return compare(a, b) < 0 })
		rest := slices.MinFunc(pairs[keep:], compare)
		none, must, pairs = rest.dist, false, pairs[:keep]
	}
	slices.SortFunc(pairs, compare)
	for _, e := range pairs {
		if e.dist < none {
			r.site = append(r.site, e.site)
			r.dist = append(r.dist, r.mulScale(e.dist))
		}
	}
	r.settle(i, r.mulScale(none), must, whole)
}

// window asks that a home is taken by a site no farther than dist.
type window struct {
	home int32
	dist int64 // scaled
}

// decision is what sets a part of the problem apart.
type decision struct {
	opened, closed []int32
	within         []window
}

func (d *decision) and(e *decision) *decision {
	return &decision{
		opened: slices.Concat(d.opened, e.opened), closed: slices.Concat(d.closed, e.closed), within: slices.Concat(d.within, e.within),
	}
}

// known is a bound and the multipliers of all homes that give it. Whatever costs no more than a limit takes every home no
// farther than its multiplier and what the limit is above the bound: all that a home pays above its multiplier is paid on top
// of the bound.
type known struct {
	v     []int64
	bound int64
}

// filter makes r the relaxation c under a decision, without what known shows to be no better than the best plan. It opens the
// sites without which some home has nowhere to go. False: there is nothing in this part.
func (s *search) filter(r, c *relax, d *decision, k *known) bool {
	opened := slices.Clone(d.opened)
	for {
		forced := s.pass(r, c, d, k, opened)
		if r.lost || !r.free && (r.take < 0 || r.take > len(r.local)) {
			return false
		}
		if forced < 0 {
			return true
		}
		opened = append(opened, forced)
	}
}

const (
	undecided = iota
	isOpen
	isClosed
)

// pass is one pass of filter; it returns a site to open as well, or -1.
func (s *search) pass(r, c *relax, d *decision, known *known, opened []int32) int32 {
	for _, j := range opened {
		s.state[j] = isOpen
	}
	for _, j := range d.closed {
		s.state[j] = isClosed
	}
	for _, w := range d.within {
		s.within[w.home] = min(s.within[w.home], w.dist)
	}
	var local []int32
	index := make([]int32, len(c.local))
	base := c.base
	for k, j := range c.local {
		switch index[k] = -1; s.state[j] {
		case undecided:
			index[k] = int32(len(local))
			local = append(local, j)
		case isOpen:
			index[k] = -2
			base += c.price[k]
		}
	}
	r.begin(s.model, c.take-len(opened), slices.Concat(c.opened, opened), local)
	r.base = base
	for k, l := range index {
		if l >= 0 {
			r.price = append(r.price, c.price[k])
		}
	}
	copy(r.rest, c.rest)
	forced := int32(-1)
	for i, h := range c.who {
		if f := r.narrow(c, i, index, min(s.within[h], known.v[h]+s.limit-known.bound)); f >= 0 {
			forced = f
		}
	}
	for _, j := range opened {
		s.state[j] = undecided
	}
	for _, j := range d.closed {
		s.state[j] = undecided
	}
	for _, w := range d.within {
		s.within[w.home] = Far
	}
	s.spend(int64(len(c.site)))
	return forced
}

// narrow takes home i over from c and returns the site that must be open for it, or -1.
func (r *relax) narrow(c *relax, i int, index []int32, within int64) int32 {
	none, must, whole := c.none[i], c.must[i], c.whole[i]
	if within < none {
		none, must, whole = r.mulScale(r.penalty), true, true
	}
	from := len(r.site)
	for e := c.start[i]; e < c.start[i+1] && c.dist[e] <= within; e++ {
		if k := index[c.site[e]]; k >= 0 {
			r.site = append(r.site, k)
			r.dist = append(r.dist, c.dist[e])
		} else if k == -2 {
			none, must, whole = c.dist[e], false, true
			break
		}
	}
	for len(r.site) > from && r.dist[len(r.site)-1] >= none {
		r.site, r.dist = r.site[:len(r.site)-1], r.dist[:len(r.site)-1]
	}
	forced := int32(-1)
	if must && len(r.site) == from+1 {
		forced = r.local[r.site[from]]
	}
	r.settle(c.who[i], none, must, whole)
	return forced
}
