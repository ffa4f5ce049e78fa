package grouping

// solve finds a grouping for a piece, and what is known about better ones.
func (m *division) solve(q *piece, c *counter) {
	r := newRandom(1)
	q.best = q.bisect(3, r, c)
	q.found = q.score(q.best)
	q.bound.spread = q.b - q.a
	if q.k == 1 || q.k == q.nodes() {
		q.proven = true
	} else {
		q.search(r, c)
	}
	if q.proven {
		q.bound = q.found
	}
}

// search improves the grouping of a piece until it is proven or the work is used up: a first round of the heuristic, the proof if the piece is
// small enough, then further rounds from other starts.
func (q *piece) search(r *random, c *counter) {
	all := c.limit - c.used
	full := c.limit
	keep := &keeper{}
	keep.look(newState(q, q.best))
	q.round(q.best, r, c, keep, all/8)
	if q.nodes() <= small && !c.stopped {
		c.limit = min(full, c.used+all/2)
		q.prove(c)
		c.limit = full
		keep.look(newState(q, q.best))
	}
	for !q.proven && !c.done() && c.limit-c.used > all/64 {
		q.round(q.bisect(2, r, c), r, c, keep, all/8)
	}
}

// settle makes the best grouping met that of the piece, if it is better.
func (q *piece) settle(keep *keeper) {
	if s := q.score(keep.of); s.less(q.found) {
		q.best, q.found = append([]int32(nil), keep.of...), s
	}
}

// round anneals from a grouping, then trades between pairs of groups.
func (q *piece) round(of []int32, r *random, c *counter, keep *keeper, work int64) {
	s := newState(q, of)
	limit := c.limit
	plan := q.schedule(work / 2)
	s.edge = plan.cut
	c.limit = min(limit, c.used+work/2)
	s.anneal(plan, r, c, keep)
	c.limit = min(limit, c.used+work/2)
	t := newTrader(s, r, c)
	t.cut = max(1, int64(plan.cut))
	t.trade(easing{hot: plan.hot, cold: plan.cold, wide: q.total / int64(q.nodes()) / 2, limit: 200_000}, keep)
	t.mend(100, plan.cold, 200_000, keep)
	c.limit = limit
	q.settle(keep)
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
	p := schedule{hot: edge, cold: edge * 0.15, weight: edge / node}
	if q.compact == Distance {
		d := float64(q.found.compact)/n + 1
		p = schedule{hot: d * 0.3, cold: d * 0.01, weight: d / node, cut: 0.05 * d / edge}
	}
	p.sweeps = min(600, int(float64(work)/n/100)+1)
	return p
}
