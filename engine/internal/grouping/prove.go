package grouping

// prove searches a small piece to the end, as far as the work goes: it betters the grouping, raises the bounds, and tells whether nothing is left.
func (q *piece) prove(c *counter) {
	d := q.divider()
	d.limit = c.limit - c.used
	if d.far != nil {
		relaxed := relax(d.far, q.k, q.found.compact, 200)
		d.price = relaxed.price
		d.work += 200 * int64(len(d.far)*len(d.owner))
	}
	q.proven = q.exhaust(d)
	c.add(d.work)
}

// exhaust finds the least violation, then the least spread if it counts, then what is most compact; false: the work was not enough.
func (q *piece) exhaust(d *divider) bool {
	d.reach = -1
	if q.found.violation > 0 {
		// Whether the bounds can be kept at all is far quicker to tell than by how much they cannot.
		if q.better(d, pay{0, 1 << 60}) && !q.balance {
			return !d.over()
		}
		if q.found.violation > 0 && !d.over() {
			q.better(d, pay{q.found.violation, 0})
		}
		if d.over() {
			return false
		}
	}
	if q.balance {
		return q.even(d)
	}
	q.better(d, pay{q.found.violation, q.found.compact})
	return !d.over()
}

// even narrows the range in which the least spread lies until it is known.
func (q *piece) even(d *divider) bool {
	tight := false // the grouping is the most compact for its spread
	step := (q.found.spread - q.bound.spread) / 64
	for q.bound.spread < q.found.spread {
		// Narrow ranges are quick to search: start with them, and widen fast.
		d.reach = min(q.found.spread-1, q.bound.spread+step)
		step = 2*step + 1
		switch {
		case q.better(d, pay{q.found.violation, 1 << 60}):
			tight, step = true, (q.found.spread-q.bound.spread)/4
		case d.over():
			return false
		default:
			q.bound.spread = d.reach + 1
		}
	}
	if !tight {
		d.reach = q.found.spread
		q.better(d, pay{q.found.violation, q.found.compact})
	}
	return !d.over()
}

// better looks for a grouping below a pay and takes it over.
func (q *piece) better(d *divider, below pay) bool {
	_, ok := d.run(q.k, below, q.a, q.b)
	if !ok {
		return false
	}
	for g, set := range d.groups(q.k, q.a, q.b) {
		for v := range q.best {
			if set>>v&1 != 0 {
				q.best[v] = int32(g)
			}
		}
	}
	q.found = q.score(q.best)
	return true
}

// divider reads a piece of at most `small` nodes.
func (q *piece) divider() *divider {
	d := &divider{lo: q.lo, hi: q.hi, high: 1 << 60}
	nodes := make([]int32, q.nodes())
	for v := range nodes {
		nodes[v] = int32(v)
	}
	if q.compact == Cut {
		d.load(q, nodes, nodes, 1)
		return d
	}
	d.load(q, nodes, nodes, 0)
	d.far = q.distances()
	for v, units := range q.members {
		for range units {
			d.owner = append(d.owner, 1<<v)
		}
	}
	return d
}

// distances gives how far each node is from each unit, units in the order of the nodes. O(units^2).
func (q *piece) distances() [][]int64 {
	far := make([][]int64, q.nodes())
	for v := range far {
		for _, units := range q.members {
			for _, m := range units {
				var sum int64
				for _, u := range q.members[v] {
					sum += Between(q.x[u], q.y[u], q.x[m], q.y[m])
				}
				far[v] = append(far[v], sum)
			}
		}
	}
	return far
}
