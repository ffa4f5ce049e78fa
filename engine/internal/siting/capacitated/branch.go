package capacitated

import (
	"cmp"
	"math"
	"slices"
)

// Limits of branching: how large a problem may be, how many turns a node's prices get, and how long one knapsack may take.
const (
	maxBranchPairs = 400_000
	rootTurns      = 400
	nodeTurns      = 40
	knapsackSteps  = 3000
)

// A branching closes the gap of a small median problem (Ceselli, Righini 2005 do the same by columns): depth first, on sites, then on
// who goes where, bounded by the Lagrangian relaxation with whole knapsacks, which is stronger than the linear one.
type branching struct {
	in     *instance
	cost   []int64
	free   bool
	homes  [][]int32 // per site the homes it may take, by distance
	status []int8    // per site 1 open, -1 closed, 0 not decided
	barred [][]bool  // per site and home
	best   int64     // a plan of this value is known; only better ones are looked for
	of     []int32   // per home its site in a better plan; nil before one is found
	work   int64
	limit  int64
	stop   func() bool

	worth      []float64
	takes      [][]int32 // per site the homes that its knapsack takes
	usage      []int
	order      []int32
	items      []item
	pick       []bool
	kept       []bool
	only       []int32 // per home the one site that it may still go to, -1 where there are more
	root       float64 // bound of the first node, at rootPrices
	rootPrices []float64
	rough      bool // the last evaluation had a knapsack that took too long
}

// newBranching looks for plans better than best.
func newBranching(in *instance, cost []int64, free bool, best, limit int64, stop func() bool) *branching {
	b := &branching{
		in: in, cost: cost, free: free, homes: make([][]int32, in.m), status: make([]int8, in.m), barred: make([][]bool, in.m),
		best: best, limit: limit, stop: stop, worth: make([]float64, in.m), takes: make([][]int32, in.m),
		usage: make([]int, in.n), only: make([]int32, in.n),
	}
	var pairs []pair
	for s := range in.m {
		pairs = pairs[:0]
		for h := range in.n {
			if in.allowed(int32(s), h) {
				pairs = append(pairs, pair{in.dist[s][h], int32(h)})
			}
		}
		b.homes[s] = indices(nearest(pairs, len(pairs)))
		b.barred[s] = make([]bool, in.n)
		if in.required[s] {
			b.status[s] = 1
		}
		b.order = append(b.order, int32(s))
	}
	return b
}

// branch proves the run's plan, or a better one, the best, or gives up when its work is used up; the root's bound stays in any case.
func (r *run) branch(work int64) {
	pairs := int64(r.in.n) * int64(r.in.m)
	if r.prices == nil || r.halted || r.in.skip != nil || r.search.best.value[lost] > 0 || r.exact || work < 20*pairs || r.worst > 1e14 {
		return
	}
	b := newBranching(r.in, r.obj.cost, r.obj.free, r.search.best.value[length], work, r.stop)
	if !r.large() {
		r.exact = b.node(r.prices, rootTurns)
		copy(r.prices, b.rootPrices)
	} else if b.narrow() {
		r.share = make([]float64, r.in.m)
		r.exact = b.raise(r.prices, rootTurns, r.share)
		b.root = b.evaluate(r.prices)
	}
	r.done += b.work
	r.rootBound = max(r.rootBound, b.rootBound())
	if b.of != nil {
		r.better(r.planOf(b))
	}
}

// rootBound is the bound of the first node as a whole number; plans are whole, so it rounds up but for what floats may have lost.
func (b *branching) rootBound() int64 {
	if b.root <= 0 {
		return 0
	}
	return int64(math.Ceil(b.root - max(1e-5, float64(b.root*1e-11))))
}

// planOf is the plan that b found.
func (r *run) planOf(b *branching) *search {
	s := newSearch(newState(r.in, r.obj, len(r.search.site)), 5, r.stop)
	s.weight = r.search.weight
	s.openMust()
	for _, site := range b.of {
		if s.slotOf[site] < 0 {
			s.openNext(site)
		}
	}
	for site := int32(0); !b.free && len(s.empty) > 0; site++ {
		if s.slotOf[site] < 0 {
			s.openNext(site)
		}
	}
	for h, site := range b.of {
		s.attach(int32(h), s.slotOf[site])
	}
	s.save(&s.best)
	return s
}

// over tells that no plan at a bound is better than the best known one; values are whole.
func (b *branching) over(bound float64) bool { return bound > float64(b.best-1)+1e-5 }

// node closes the subproblem of the present status and bars, from the given prices; false: work ran out.
func (b *branching) node(start []float64, turns int) bool {
	if b.work > b.limit || b.stop != nil && b.stop() {
		return false
	}
	status := slices.Clone(b.status)
	defer func() { b.status = status }()
	if !b.narrow() {
		return true
	}
	v := slices.Clone(start)
	share := make([]float64, b.in.m)
	if b.raise(v, turns, share) {
		return true
	}
	// The knapsacks of the best prices say where to branch.
	bound := b.evaluate(v)
	if b.rootPrices == nil {
		b.root, b.rootPrices = bound, slices.Clone(v)
	}
	if b.over(bound) || b.whole(b.chosen()) || !b.fix(bound) {
		return true
	}
	if site := b.unsure(share); site >= 0 {
		return b.onSite(site, share[site] >= 0.5, v)
	}
	return b.onHome(v)
}

// onSite decides a site, the likelier way first.
func (b *branching) onSite(site int32, open bool, v []float64) bool {
	first, second := int8(-1), int8(1)
	if open {
		first, second = 1, -1
	}
	b.status[site] = first
	if !b.node(v, nodeTurns) {
		return false
	}
	b.status[site] = second
	return b.node(v, nodeTurns)
}

// onHome takes the home that the chosen knapsacks disagree on most, and the nearest of the sites that it may go to: it goes
// there, or it does not.
func (b *branching) onHome(v []float64) bool {
	b.evaluate(v)
	home, most := int32(-1), -1.0
	for h, u := range b.usage {
		if x := float64(float64(max(u-1, 1-u))*1e6) + v[h]; u != 1 && b.only[h] < 0 && x > most {
			home, most = int32(h), x
		}
	}
	if home < 0 {
		return b.onAny(v)
	}
	site, others := int32(-1), b.options(int(home))
	if len(others) == 0 {
		return true // sites were closed since, which no better plan opens
	}
	for _, s := range others {
		if site < 0 || b.in.dist[s][home] < b.in.dist[site][home] {
			site = s
		}
	}
	for _, s := range others {
		b.barred[s][home] = s != site
	}
	closed := b.node(v, nodeTurns)
	for _, s := range others {
		b.barred[s][home] = s == site
	}
	closed = closed && b.node(v, nodeTurns)
	b.barred[site][home] = false
	return closed
}

// onAny decides the first site that is not; false where nothing is left to decide, which only a knapsack that took too long can cause.
func (b *branching) onAny(v []float64) bool {
	for s, x := range b.status {
		if x == 0 {
			return b.onSite(int32(s), true, v)
		}
	}
	return false
}

// options lists the sites that a home may go to.
func (b *branching) options(h int) []int32 {
	var sites []int32
	for s := range int32(b.in.m) {
		if b.status[s] >= 0 && !b.barred[s][h] && b.in.allowed(s, h) {
			sites = append(sites, s)
		}
	}
	b.work += int64(b.in.m)
	return sites
}

// narrow finds the homes that may go to one site only, which must open; false: some home can go nowhere, or sites are too many.
func (b *branching) narrow() bool {
	for h := range b.only {
		b.only[h] = -1
		switch sites := b.options(h); len(sites) {
		case 0:
			return false
		case 1:
			b.only[h] = sites[0]
			b.status[sites[0]] = 1
		}
	}
	opens := 0
	for _, s := range b.status {
		opens += int(max(s, 0))
	}
	return b.free || opens <= b.in.sites()
}

// unsure is the undecided site that was open about half of the time, -1 if all are sure.
func (b *branching) unsure(share []float64) int32 {
	site, most := int32(-1), 0.02
	for s, x := range share {
		if b.status[s] != 0 {
			continue
		}
		if x = min(x, 1-x); x > most {
			site, most = int32(s), x
		}
	}
	return site
}

// raise improves prices v by a deflected subgradient (Camerini, Fratta, Maffioli 1975), and tells that the bound is over the best.
// share becomes how often each site was chosen of late.
func (b *branching) raise(v []float64, turns int, share []float64) bool {
	n := b.in.n
	best := slices.Clone(v)
	direction := make([]float64, n)
	top, factor, fails := -1e300, 1.0, 0
	for turn := range turns {
		bound := b.evaluate(v)
		chosen := b.chosen()
		for s := range share {
			share[s] = float64(share[s] * 0.93)
		}
		for _, s := range chosen {
			share[s] += 0.07
		}
		if bound > top {
			top = bound
			copy(best, v)
			fails = 0
		} else if fails++; fails >= 6 {
			factor, fails = factor/2, 0
			copy(v, best)
			clear(direction)
			if factor < 1e-3 {
				break
			}
			continue
		}
		if b.over(bound) || b.whole(chosen) {
			return true
		}
		norm := 0.0
		for h := range n {
			direction[h] = float64(direction[h]*0.6) + float64(1-b.usage[h])
			norm = float64(direction[h]*direction[h]) + norm
		}
		if norm < 1e-9 || b.work > b.limit {
			break
		}
		step := float64(factor*(float64(b.best)-bound)) / norm
		for h := range n {
			v[h] = max(0, float64(step*direction[h])+v[h])
		}
		if turn == turns-1 {
			break
		}
	}
	copy(v, best)
	// What was chosen of late, as a share of the turns that were.
	most := 0.0
	for _, x := range share {
		most = max(most, x)
	}
	for s := range share {
		share[s] = share[s] / max(most, 1e-9)
	}
	return false
}

// whole tells that the chosen knapsacks take every home exactly once: the best plan of this node, which is kept if it is better than
// the best known. A knapsack that took too long makes it doubtful, and false.
func (b *branching) whole(chosen []int32) bool {
	for _, u := range b.usage {
		if u != 1 {
			return false
		}
	}
	value := int64(0)
	of := make([]int32, b.in.n)
	for _, s := range chosen {
		value += b.cost[s]
		load := int64(0)
		for _, h := range b.takes[s] {
			of[h] = s
			value += b.in.dist[s][h]
			load += b.in.demand[h]
		}
		if load > b.in.capacity[s] {
			return false
		}
	}
	if value < b.best {
		b.best, b.of = value, of
	}
	return !b.rough
}

// evaluate is the bound at prices v: all prices less the best knapsacks.
func (b *branching) evaluate(v []float64) float64 {
	total := 0.0
	b.rough = false
	for h, x := range v {
		total += x
		b.usage[h] = 0
	}
	for s := range int32(b.in.m) {
		if b.status[s] >= 0 {
			b.worth[s] = b.knapsack(s, v) - float64(b.cost[s])
		}
	}
	for _, s := range b.chosen() {
		total -= b.worth[s]
		for _, h := range b.takes[s] {
			b.usage[h]++
		}
	}
	return total
}

// chosen lists the sites that the relaxation opens.
func (b *branching) chosen() []int32 {
	slices.SortFunc(b.order, func(x, y int32) int {
		if b.status[x] != b.status[y] {
			return cmp.Compare(b.status[y], b.status[x])
		}
		if c := cmp.Compare(b.worth[y], b.worth[x]); c != 0 {
			return c
		}
		return cmp.Compare(x, y)
	})
	count := 0
	for _, s := range b.order {
		if b.status[s] < 0 || b.status[s] == 0 && (!b.free && count >= b.in.sites() || b.free && b.worth[s] <= 0) {
			break
		}
		count++
	}
	b.work += int64(4 * b.in.m)
	return b.order[:count]
}

// fix decides sites whose other choice would lift the bound over the best; false: there is no way to open the right number.
func (b *branching) fix(bound float64) bool {
	chosen := b.chosen()
	last, next := 0.0, 0.0
	opens, undecided := 0, 0
	for _, s := range b.status {
		if s == 1 {
			opens++
		} else if s == 0 {
			undecided++
		}
	}
	if !b.free && (opens > b.in.sites() || opens+undecided < b.in.sites()) {
		return false
	}
	if !b.free {
		if len(chosen) == 0 || opens == len(chosen) || len(chosen) >= len(b.order) || b.status[b.order[len(chosen)]] < 0 {
			return true
		}
		last, next = b.worth[chosen[len(chosen)-1]], b.worth[b.order[len(chosen)]]
	}
	for i, s := range b.order {
		switch {
		case b.status[s] != 0:
		case i < len(chosen) && b.over(bound+b.worth[s]-next):
			b.status[s] = 1
		case i >= len(chosen) && b.over(bound+last-b.worth[s]):
			b.status[s] = -1
		}
	}
	return true
}
