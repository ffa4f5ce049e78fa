package grouping

import "slices"

// solve finds a grouping for a piece, and what is known about better ones. Where the bounds are not met and the number of groups is free, other
// numbers are tried.
func (m *division) solve(q *piece, c *counter) {
	q.begin(m.p.Start0, c)
	if q.proven {
		q.bound = q.found
		return
	}
	full, all := c.limit, c.limit-c.used
	if q.compact == Distance {
		c.limit -= all / 6 // for the bound
	}
	counts := m.counts(q)
	q.search(c, len(counts) > 0)
	for i, k := range counts {
		if q.found.violation == 0 || c.stopped {
			break
		}
		other := q.with(k)
		limit := c.limit
		c.limit = c.used + (c.limit-c.used)/int64(len(counts)-i)
		other.begin(nil, c)
		other.search(c, false)
		c.limit = limit
		if other.found.violation < q.found.violation {
			*q = *other
		}
	}
	c.limit = full
	switch {
	case q.proven:
		q.bound = q.found
	case !c.stopped:
		q.limit(c)
	}
}

// begin finds a first grouping.
func (q *piece) begin(start []int32, c *counter) {
	q.r = newRandom(1)
	q.best = q.bisect(3, q.r, c)
	q.found = q.score(q.best)
	q.bound.spread = q.b - q.a
	if old := q.old(start); old != nil {
		if s := q.score(old); s.less(q.found) {
			q.best, q.found = old, s
		}
	}
	q.proven = q.k == 1 || q.k == q.nodes()
}

// counts lists other numbers of groups that could meet the bounds, the nearest first: at most four, and none if the number is given. Under Balance
// the range of all pieces depends on all their numbers, so that only a map of one piece tries others.
func (m *division) counts(q *piece) []int {
	var list []int
	if m.p.Count > 0 || m.p.Balance && len(m.pieces) > 1 {
		return nil
	}
	for d := 1; d <= 2; d++ {
		for _, k := range []int{q.k - d, q.k + d} {
			if k >= 1 && k <= q.nodes() && miss(q.total, int64(k), q.lo, q.hi) == 0 {
				list = append(list, k)
			}
		}
	}
	return list
}

// with is the piece with another number of groups.
func (q *piece) with(k int) *piece {
	other := *q
	other.k, other.bound, other.proven = k, score{}, false
	if q.balance {
		other.a, other.b = q.total/int64(k), (q.total+int64(k)-1)/int64(k)
	}
	return &other
}

// old reads a grouping to start from; nil where it does not fit the piece: a group that is not connected, or another number of groups.
func (q *piece) old(start []int32) []int32 {
	of := make([]int32, q.nodes())
	number := map[int32]int32{} // read by key only
	for v, units := range q.members {
		if int(units[0]) >= len(start) {
			return nil
		}
		g, seen := number[start[units[0]]]
		if !seen {
			g = int32(len(number))
			number[start[units[0]]] = g
		}
		of[v] = g
	}
	if _, parts := q.within(of); parts != len(number) || parts != q.k {
		return nil
	}
	return of
}

// What a search does with its work. The numbers are from trials on maps of a hundred districts and on villages of 540 homes.
const (
	roundWork = 1_000_000 // of one round, per node, if there is work for several
	pairWork  = 50_000    // of one division of a pair
	annealing = 0.3       // of a round; the rest is trading
	finish    = 1_000     // per node, to even and smooth what a round found, whatever is left
)

// search improves the grouping of a piece until it is proven or the work is used up: a first round of the heuristic, the proof if the piece is
// small enough, then further rounds from other starts. If `brief`, it ends after the proof when the bounds are not met.
func (q *piece) search(c *counter, brief bool) {
	if q.proven {
		return
	}
	r := q.r
	full, all := c.limit, c.limit-c.used
	round := max(all/64, min(all*7/8, roundWork*int64(q.nodes())))
	q.border = q.schedule(0).cut
	keep := &keeper{}
	keep.look(newState(q, q.best))
	if q.nodes() > small {
		q.round(q.best, r, c, keep, round)
	} else {
		q.round(q.best, r, c, keep, min(round, all/8))
		c.limit = min(full, c.used+all*3/4)
		q.prove(c)
		c.limit = full
		keep.look(newState(q, q.best))
	}
	for !q.proven && !c.done() && c.limit-c.used > round/4 && !(brief && q.found.violation > 0) {
		q.round(q.bisect(2, r, c), r, c, keep, round)
	}
}

// round anneals from a grouping, then trades between pairs of groups.
func (q *piece) round(of []int32, r *random, c *counter, keep *keeper, work int64) {
	limit := c.limit
	first := int64(float64(work) * annealing)
	s, plan := newState(q, of), q.schedule(first)
	c.limit = min(limit, c.used+first)
	s.anneal(plan, r, c, keep)
	c.limit = min(limit, c.used+work-first)
	t := newTrader(s, r, c)
	t.trade(easing{hot: plan.hot / 2, cold: plan.hot / 10, soft: plan.weight, hard: plan.weight * 1000}, keep)
	s.restore(keep.of)
	c.limit = c.used + finish*int64(q.nodes())
	s.even(r, c, keep)
	s.descend(c)
	keep.look(s)
	c.limit = limit
	q.settle(keep)
}

// settle makes the best grouping met that of the piece, if it is better.
func (q *piece) settle(keep *keeper) {
	if s := q.score(keep.of); s.less(q.found) {
		q.best, q.found = slices.Clone(keep.of), s
	}
}

// mean is the mean cost of an edge.
func (q *piece) mean() float64 {
	var sum float64
	for _, cost := range q.cost {
		sum += float64(cost)
	}
	return max(sum/float64(max(len(q.cost), 1)), 1e-3)
}

// schedule fits an annealing to a piece and to the work it may use.
func (q *piece) schedule(work int64) schedule {
	n := float64(q.nodes())
	edge := q.mean()
	node := max(float64(q.total)/n, 1e-3)
	p := schedule{hot: edge, cold: edge * 0.15, weight: 3 * edge / node}
	if q.compact == Distance {
		d := float64(q.found.compact)/n + 1
		p = schedule{hot: d * 0.6, cold: d * 0.03, weight: 2 * d / node, cut: 0.2 * d / edge}
	}
	p.sweeps = int(float64(work)/n/100) + 1
	return p
}
