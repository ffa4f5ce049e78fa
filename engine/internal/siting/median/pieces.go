package median

import (
	"cmp"
	"math"
	"slices"
)

// Where few sites are left for each home, the undecided sites fall into pieces that share no home. Only the count of open sites
// joins them. A piece is solved for each count that could be part of something better than the best plan, and the counts
// are then shared out by dynamic programming. The bound of a piece replaces its part of the Lagrangian bound, so each piece
// leaves less room for the next ones; the smallest come first.

// piece is a solution of a piece.
type piece struct {
	open  []int32
	total int64 // scaled
}

// part is a piece of a relaxation.
type part struct {
	sites []int32 // index into local of the whole
	homes []int32 // index into who of the whole
	least int64   // its part of the Lagrangian bound, with what an open site costs by the common count
	// Per count: the Lagrangian bound and the best solution, nil if there is none that matters. With a free count only one.
	bounds []int64
	found  []*piece
}

// pieces lists the pieces, smallest first.
func (r *relax) pieces() []*part {
	up := make([]int32, len(r.local))
	for k := range up {
		up[k] = int32(k)
	}
	find := func(k int32) int32 {
		for up[k] != k {
			up[k] = up[up[k]]
			k = up[k]
		}
		return k
	}
	for i := range r.who {
		first := find(r.site[r.start[i]])
		for _, k := range r.site[r.start[i]:r.start[i+1]] {
			k = find(k)
			first, k = min(first, k), max(first, k)
			up[k] = first
		}
	}
	r.spend(int64(len(r.site)))
	index := make([]int32, len(r.local))
	var parts []*part
	for k := range up {
		top := find(int32(k))
		if top == int32(k) {
			index[k] = int32(len(parts))
			parts = append(parts, &part{})
		}
		p := parts[index[top]]
		p.sites = append(p.sites, int32(k))
	}
	for i := range r.who {
		p := parts[index[find(r.site[r.start[i]])]]
		p.homes = append(p.homes, int32(i))
	}
	slices.SortStableFunc(parts, func(a, b *part) int { return cmp.Compare(len(a.sites), len(b.sites)) })
	return parts
}

// decompose solves the relaxation piece by piece. False: one piece is most of it, and to solve that for several counts would cost
// more than it saves. The bound holds if the work is spent before the end.
func (s *search) decompose(r *relax, a *ascent) (done bool, bound int64) {
	if slices.Contains(r.whole, false) {
		return false, 0
	}
	parts := r.pieces()
	if last := parts[len(parts)-1]; len(parts) < 2 || 3*len(last.sites) > 2*len(r.local) {
		return false, 0
	}
	bound = r.value(a.v)
	w := &division{search: s, whole: r, all: r.scatter(a.v)}
	if !r.free {
		w.rate = math.MaxInt64
		for _, k := range r.order[:r.taken] {
			w.rate = min(w.rate, r.worth[k])
		}
	}
	last := len(parts) - 1
	for _, p := range parts[:last] {
		limits := w.measure(p, a.v)
		for n := range limits {
			limits[n] = p.least + (s.limit - bound) - int64(n)*w.rate
		}
		gain := w.solve(p, limits)
		if s.spent() {
			return true, bound
		}
		if bound += gain; gain == math.MaxInt64 || bound > s.limit {
			return true, s.limit + 1
		}
	}
	w.finish(parts, a.v)
	if s.spent() {
		return true, bound
	}
	return true, s.limit + 1
}

// division is a relaxation that is solved in pieces.
type division struct {
	*search
	whole *relax
	all   []int64 // its multipliers, per home of the model
	rate  int64   // what one more site is worth
}

// measure finds the Lagrangian bound of the piece for each count; it returns a slice of that length.
func (w *division) measure(p *part, v []int64) []int64 {
	var sum int64
	for _, i := range p.homes {
		sum += v[i]
	}
	worth := make([]int64, 0, len(p.sites))
	for _, k := range p.sites {
		worth = append(worth, w.whole.worth[k])
	}
	slices.Sort(worth)
	slices.Reverse(worth)
	p.bounds = append(p.bounds, sum)
	for n, x := range worth {
		p.bounds = append(p.bounds, max(p.bounds[n]-x, -top))
	}
	if w.whole.free {
		p.bounds = []int64{slices.Min(p.bounds)}
	}
	p.least = math.MaxInt64
	for n, b := range p.bounds {
		p.least = min(p.least, b+int64(n)*w.rate)
	}
	return make([]int64, len(p.bounds))
}

// solve finds the best solutions of the piece for all counts, unless they are above the limits, and returns by how much the
// best of them is above the piece's part of the bound, MaxInt64 if there is none.
func (w *division) solve(p *part, limits []int64) int64 {
	c := w.extract(p, w.whole)
	p.found = make([]*piece, len(limits))
	gain := int64(math.MaxInt64)
	for n, limit := range limits {
		if got := w.attempt(c, p, n, limit); got != nil {
			p.found[n] = got
			gain = min(gain, got.total+int64(n)*w.rate-p.least)
		}
	}
	return gain
}

// attempt solves the piece c for the count n; nil if nothing is within the limit.
func (w *division) attempt(c *relax, p *part, n int, limit int64) *piece {
	if p.bounds[n] > limit || w.spent() {
		return nil
	}
	c.take = n
	sub := &search{
		model: w.model, limit: limit, core: c, coreKnown: known{w.all, p.bounds[n]}, inner: &piece{total: math.MaxInt64},
		learned: w.learned, state: w.state, within: w.within, bound: p.bounds[n],
	}
	sub.branch()
	w.nodes += sub.nodes
	if sub.inner.total == math.MaxInt64 {
		return nil
	}
	return sub.inner
}

// finish solves the last piece for each count within what the best plan leaves when the others are at their best, the most
// promising count first, and offers what is better.
func (w *division) finish(parts []*part, v []int64) {
	p, others := parts[len(parts)-1], parts[:len(parts)-1]
	w.measure(p, v)
	s := newSharing(others, w.whole.take, w.whole.free)
	c := w.extract(p, w.whole)
	type option struct {
		count int
		rest  int64
	}
	var options []option
	for n := range p.bounds {
		rest := s.left(w.whole.take, n, w.whole.free)
		if rest != math.MaxInt64 {
			options = append(options, option{n, rest + w.whole.base})
		}
	}
	slices.SortFunc(options, func(a, b option) int {
		return cmp.Or(cmp.Compare(p.bounds[a.count]+a.rest, p.bounds[b.count]+b.rest), cmp.Compare(a.count, b.count))
	})
	for _, o := range options {
		if got := w.attempt(c, p, o.count, w.limit-o.rest); got != nil && !w.spent() {
			k := w.whole.take - o.count
			if w.whole.free {
				k = 0
			}
			w.offer(w.whole, append(s.open(others, k), got.open...), got.total+o.rest)
		}
	}
}

// extract makes a relaxation of the piece alone.
func (s *search) extract(p *part, r *relax) *relax {
	c := &relax{}
	local := make([]int32, 0, len(p.sites))
	index := make(map[int32]int32, len(p.sites))
	for _, k := range p.sites {
		index[k] = int32(len(local))
		local = append(local, r.local[k])
	}
	c.begin(s.model, len(local), nil, local)
	for _, k := range p.sites {
		c.price = append(c.price, r.price[k])
	}
	copy(c.rest, r.rest)
	for _, i := range p.homes {
		for e := r.start[i]; e < r.start[i+1]; e++ {
			c.site = append(c.site, index[r.site[e]])
			c.dist = append(c.dist, r.dist[e])
		}
		c.settle(r.who[i], r.none[i], r.must[i], r.whole[i])
	}
	return c
}

// sharing holds the least totals of pieces together for every count, and how each is reached.
type sharing struct {
	cost   []int64
	choice [][]int // per piece and sum of the counts up to it its own count
}

// newSharing shares counts up to take among the pieces, or none if the count is free.
func newSharing(parts []*part, take int, free bool) *sharing {
	if free {
		take = 0
	}
	s := &sharing{cost: make([]int64, take+1), choice: make([][]int, len(parts))}
	for k := range s.cost {
		s.cost[k] = math.MaxInt64
	}
	s.cost[0] = 0
	for n, p := range parts {
		next := make([]int64, take+1)
		s.choice[n] = make([]int, take+1)
		for k := range next {
			next[k] = math.MaxInt64
			for m, f := range p.found[:min(len(p.found), k+1)] {
				if f != nil && s.cost[k-m] != math.MaxInt64 && s.cost[k-m]+f.total < next[k] {
					next[k], s.choice[n][k] = s.cost[k-m]+f.total, m
				}
			}
		}
		s.cost = next
	}
	return s
}

// left is the least total of the pieces if another takes n of the sites, MaxInt64 if that cannot be.
func (s *sharing) left(take, n int, free bool) int64 {
	switch {
	case free:
		return s.cost[0]
	case n > take:
		return math.MaxInt64
	}
	return s.cost[take-n]
}

// open lists the sites for the count k.
func (s *sharing) open(parts []*part, k int) []int32 {
	var open []int32
	for n := len(parts) - 1; n >= 0; n-- {
		m := s.choice[n][k]
		open = append(open, parts[n].found[m].open...)
		k -= m
	}
	return open
}
