package linking

import "slices"

// sparse rows are lists, made when a search first needs them: for parts with so many servers that most of them share no home.
type sparse struct {
	c *network
	// rows are the hand-overs from each node, stale those that must be made again.
	rows  [][]hop
	stale []bool
	// While a row is made: the cheapest hand-over to each node, and the nodes touched.
	best    []int64
	by      []int32
	touched []int32
	// The search: the distance of every node, those labelled, and those settled in their order.
	dist     []int64
	labelled []int32
	order    []int32
	queue    queue
	// before and via are the node before each node, and the home handed over there, -1 for a unit of load.
	before, via []int32
}

// A hop is the cheapest hand-over to a node.
type hop struct {
	cost     int64
	to, home int32
}

func (d *sparse) admit(home int32) int32 {
	node, _ := d.c.cheapest(d.c.part.homes[home])
	return node
}

func (d *sparse) least(home int32) int64 {
	_, least := d.c.cheapest(d.c.part.homes[home])
	return least
}

func (d *sparse) begin() {
	w := d.c.m + 1
	d.rows, d.stale = resize(d.rows, w), resize(d.stale, w)
	d.best, d.by, d.dist = resize(d.best, w), resize(d.by, w), resize(d.dist, w)
	d.before, d.via = resize(d.before, w), resize(d.via, w)
	for k := range w {
		d.stale[k], d.best[k], d.dist[k] = true, none, far
	}
	d.queue.reset(w)
}

func (d *sparse) costAt(home, node int32) int64 { return d.c.costAt(d.c.part.homes[home], node) }

func (d *sparse) open(int32) bool { return true }

func (d *sparse) loaded(int32) {}

func (d *sparse) edge(k int32) (from, home int32) { return d.before[k], d.via[k] }

func (d *sparse) handed(_, from, to int32) { d.stale[from], d.stale[to] = true, true }

// row returns the hand-overs from node i.
func (d *sparse) row(i int32) []hop {
	if !d.stale[i] {
		return d.rows[i]
	}
	d.touched = d.touched[:0]
	for h := d.c.head[i]; h >= 0; h = d.c.next[h] {
		d.offer(i, h)
	}
	row := d.rows[i]
	if cap(row) < len(d.touched) {
		row = make([]hop, 0, len(d.touched)+len(d.touched)/8)
	}
	row = row[:0]
	for _, k := range d.touched {
		row = append(row, hop{d.best[k], k, d.by[k]})
		d.best[k] = none
	}
	d.rows[i], d.stale[i] = row, false
	return row
}

// offer lets home h of node i compete for the hand-overs of the node.
func (d *sparse) offer(i, home int32) {
	c := d.c
	h := c.part.homes[home]
	lo, hi := c.p.Start[h], c.p.Start[h+1]
	m := int32(c.m)
	here := c.here[home]
	if i != m {
		d.compete(m, c.skipCost(h)-here, home)
	}
	if !c.plain {
		for a := lo; a < hi; a++ {
			d.compete(c.local[c.p.To[a]], c.cost(h, a)-here, home)
		}
		return
	}
	cost := c.first[lo:hi]
	to := c.p.To[lo:hi][:len(cost)]
	for a, x := range cost {
		d.compete(c.local[to[a]], x*c.worth-here, home)
	}
}

func (d *sparse) compete(k int32, cost int64, home int32) {
	old := d.best[k]
	if cost < old {
		if old == none {
			d.touched = append(d.touched, k)
		}
		d.best[k], d.by[k] = cost, home
	}
}

// search settles nodes in the order of their distance from the first node with too much, until it meets one with too little (Dijkstra with a
// heap). No node is labelled that lies farther than one with too little that has been.
func (d *sparse) search() bool {
	c := d.c
	c.ends = c.ends[:0]
	source := int32(slices.IndexFunc(c.excess, func(x int64) bool { return x > 0 }))
	if source < 0 {
		return false
	}
	d.order, d.labelled = d.order[:0], append(d.labelled[:0], source)
	d.dist[source], d.before[source] = 0, -1
	d.queue.push(source, 0)
	limit := far
	for !d.queue.empty() {
		i := d.queue.pop()
		if c.excess[i] < 0 {
			c.ends = append(c.ends, i)
			d.reprice(d.dist[i])
			break
		}
		d.order = append(d.order, i)
		limit = d.relax(i, limit)
	}
	d.queue.clear()
	for _, k := range d.labelled {
		d.dist[k] = far
	}
	return len(c.ends) > 0
}

// relax offers ways on from node i and returns the distance of the nearest node with too little that is labelled.
func (d *sparse) relax(i int32, limit int64) int64 {
	c := d.c
	m := int32(c.m)
	base := d.dist[i] - c.price[i]
	for _, e := range d.row(i) {
		if y := base + e.cost + c.price[e.to]; y < d.dist[e.to] && y < limit {
			limit = d.label(e.to, y, i, e.home, limit)
		}
	}
	if i != m {
		if y := base + c.up[i] + c.price[m]; y < d.dist[m] && y < limit {
			limit = d.label(m, y, i, -1, limit)
		}
		return limit
	}
	for k, down := range c.down[:m] {
		if y := base - down + c.price[k]; y < d.dist[k] && y < limit {
			limit = d.label(int32(k), y, m, -1, limit)
		}
	}
	return limit
}

func (d *sparse) label(k int32, dist int64, before, via int32, limit int64) int64 {
	c := d.c
	if d.dist[k] == far {
		d.labelled = append(d.labelled, k)
	}
	d.dist[k], d.before[k], d.via[k] = dist, before, via
	d.queue.push(k, dist)
	if c.excess[k] < 0 {
		// Equal distances must still be let in: the end is the first that is popped.
		return min(limit, dist+1)
	}
	return limit
}

// reprice makes the path free and keeps all else from becoming negative. The price of the outside is brought back to 0 only when it has grown large:
// that takes a pass over all servers.
func (d *sparse) reprice(total int64) {
	c := d.c
	for _, i := range d.order {
		c.price[i] += total - d.dist[i]
	}
	if c.price[c.m] > packable || c.price[c.m] < -packable {
		c.settle()
	}
}

func (d *sparse) scratch() int {
	n := 8*(cap(d.best)+cap(d.dist)) + 4*(cap(d.by)+cap(d.touched)+cap(d.labelled)+cap(d.order)+cap(d.before)+cap(d.via)) + cap(d.stale) + 24*cap(d.rows) + d.queue.scratch()
	for _, r := range d.rows[:cap(d.rows)] {
		n += 16 * cap(r)
	}
	return n
}

// A queue is a binary heap of nodes by distance (ties: the lower node), with the place of every node in it.
type queue struct {
	heap []entry
	at   []int32 // place in the heap, -1 if not in it
}

type entry struct {
	dist int64
	node int32
}

func (q *queue) reset(n int) {
	q.heap, q.at = q.heap[:0], resize(q.at, n)
	for k := range q.at {
		q.at[k] = -1
	}
}

func (q *queue) empty() bool { return len(q.heap) == 0 }

func (q *queue) clear() {
	for _, e := range q.heap {
		q.at[e.node] = -1
	}
	q.heap = q.heap[:0]
}

func (e entry) less(f entry) bool { return e.dist < f.dist || e.dist == f.dist && e.node < f.node }

// push adds a node, or moves it up to a smaller distance.
func (q *queue) push(node int32, dist int64) {
	i := int(q.at[node])
	if i < 0 {
		i = len(q.heap)
		q.heap = append(q.heap, entry{})
	}
	e := entry{dist, node}
	for i > 0 {
		up := (i - 1) / 2
		if !e.less(q.heap[up]) {
			break
		}
		q.set(i, q.heap[up])
		i = up
	}
	q.set(i, e)
}

func (q *queue) set(i int, e entry) {
	q.heap[i] = e
	q.at[e.node] = int32(i)
}

func (q *queue) pop() int32 {
	top := q.heap[0].node
	q.at[top] = -1
	last := q.heap[len(q.heap)-1]
	q.heap = q.heap[:len(q.heap)-1]
	if len(q.heap) == 0 {
		return top
	}
	i := 0
	for {
		child := 2*i + 1
		if child >= len(q.heap) {
			break
		}
		if child+1 < len(q.heap) && q.heap[child+1].less(q.heap[child]) {
			child++
		}
		if !q.heap[child].less(last) {
			break
		}
		q.set(i, q.heap[child])
		i = child
	}
	q.set(i, last)
	return top
}

func (q *queue) scratch() int { return 16*cap(q.heap) + 4*cap(q.at) }
