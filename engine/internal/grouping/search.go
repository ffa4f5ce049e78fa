package grouping

import "slices"

// solve finds a grouping for a piece, and what is known about better ones.
func (m *division) solve(q *piece, c *counter) {
	r := newRandom(1)
	q.best = q.bisect(3, r, c)
	q.found = q.score(q.best)
	q.bound.spread = q.b - q.a
	if old := q.old(m.p.Start0); old != nil {
		if s := q.score(old); s.less(q.found) {
			q.best, q.found = old, s
		}
	}
	if q.k == 1 || q.k == q.nodes() {
		q.proven = true
	} else {
		q.search(r, c)
		if !q.proven && !c.stopped {
			q.limit()
		}
	}
	if q.proven {
		q.bound = q.found
	}
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
// small enough, then further rounds from other starts.
func (q *piece) search(r *random, c *counter) {
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
	for !q.proven && !c.done() && c.limit-c.used > round/4 {
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

// schedule fits an annealing to a piece and to the work it may use.
func (q *piece) schedule(work int64) schedule {
	n := float64(q.nodes())
	var cost int64
	for _, v := range q.cost {
		cost += v
	}
	edge := max(float64(cost)/float64(max(len(q.cost), 1)), 1e-3)
	node := max(float64(q.total)/n, 1e-3)
	p := schedule{hot: edge, cold: edge * 0.15, weight: 3 * edge / node}
	if q.compact == Distance {
		d := float64(q.found.compact)/n + 1
		p = schedule{hot: d * 0.6, cold: d * 0.03, weight: 2 * d / node, cut: 0.2 * d / edge}
	}
	p.sweeps = int(float64(work)/n/100) + 1
	return p
}
