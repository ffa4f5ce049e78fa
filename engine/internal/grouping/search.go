package grouping

// solve finds a grouping for a piece.
func (m *division) solve(q *piece, c *counter) {
	r := newRandom(1)
	q.best = q.bisect(3, r, c)
	q.found = q.score(q.best)
	q.bound.spread = q.b - q.a
	q.proven = q.k == 1 || q.k == q.nodes()
	if q.proven {
		q.bound = q.found
	}
}
