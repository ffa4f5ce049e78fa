package linking

// dense rows are matrices: for parts whose pairs are most of what there could be. Rows have one entry per node, the outside last, and are padded to whole lanes.
type dense struct {
	c *network
	// width is the length of a row.
	width int
	// slab has one row per home: the packed cost at every node, absent where not allowed.
	slab []int64
	// best[i*width+k] is the least cost of handing a home of i over to k, by[...] that home. Stale rows must be made again.
	best, by []int64
	stale    []bool
	homes    []offer
	// The search: the distance of every node, the node before it, what its price counts there (see shut), and the nodes settled with
	// their distance.
	key, before, pay []int64
	order            []int32
	dist             []int64
	// off is what taking a unit of load off each server saves, with its sign turned; none where there is none.
	off []int64
}

// maxDense bounds the matrices of one part in bytes, so that a worker needs little memory and finds all of it in its cache.
const maxDense = 3 << 19

// Marks of a settled node, so that one loop both relaxes and finds the next: no sum with shut is below passed, and passed is never the least.
const (
	shut   = absent
	passed = none
)

// fits reports whether the matrices stay small.
func (d *dense) fits() bool {
	w := padded(d.c.m + 1)
	if w > 1<<15 || d.c.n > 1<<24 {
		return false
	}
	return 8*d.c.n*w+16*w*w <= d.c.limit
}

func (d *dense) begin() {
	c := d.c
	w := padded(c.m + 1)
	d.width = w
	d.slab = resize(d.slab, c.n*w)
	d.best, d.by, d.stale = resize(d.best, w*w), resize(d.by, w*w), resize(d.stale, w)
	d.key, d.before, d.pay, d.off = resize(d.key, w), resize(d.before, w), resize(d.pay, w), resize(d.off, w)
	c.price = resize(c.price, w)
	for k := c.m; k < w; k++ {
		c.price[k], d.off[k] = 0, none
	}
}

func (d *dense) row(h int32) []int64 { return d.slab[int(h)*d.width : (int(h)+1)*d.width] }

// cheapest writes the home's row and returns the node where cost + price is least.
func (d *dense) cheapest(home int) int32 {
	c := d.c
	h := c.part.homes[home]
	row := d.row(int32(home))
	lo, hi := c.p.Start[h], c.p.Start[h+1]
	if int(hi-lo) == c.m {
		d.fillAll(row[:c.m], h, lo, hi)
	} else {
		d.fillSome(row[:c.m], h, lo, hi)
	}
	row[c.m] = c.skipCost(h)
	for k := c.m + 1; k < len(row); k++ {
		row[k] = absent
	}
	_, at := leastSum(row, c.price)
	return int32(at)
}

// fillAll writes a row in which every server is allowed, so that the pairs stand in the order of the nodes.
func (d *dense) fillAll(row []int64, h, lo, hi int32) {
	c := d.c
	copy(row, c.first[lo:hi])
	if c.worth != 1 {
		for k := range row {
			row[k] *= c.worth
		}
	}
	for i := range c.others {
		for k, x := range c.others[i].Cost[lo:hi] {
			row[k] += x * c.worths[i]
		}
	}
	if s := c.p.Standing; s != nil && s[h] >= 0 {
		for k := range row {
			row[k] += c.standing
		}
		row[s[h]-lo] -= c.standing
	}
}

func (d *dense) fillSome(row []int64, h, lo, hi int32) {
	c := d.c
	for k := range row {
		row[k] = absent
	}
	for a := lo; a < hi; a++ {
		row[c.local[c.p.To[a]]] = c.cost(h, a)
	}
}

func (d *dense) content(home int32) bool {
	row, node := d.row(home), d.c.node[home]
	least, _ := leastSum(row, d.c.price)
	return row[node]+d.c.price[node] == least
}

func (d *dense) build() {
	for i := range d.stale {
		d.stale[i] = true
	}
}

// handOvers returns the row of node i and whose homes make it.
func (d *dense) handOvers(i int32) (best, by []int64) {
	best, by = d.best[int(i)*d.width:(int(i)+1)*d.width], d.by[int(i)*d.width:(int(i)+1)*d.width]
	if !d.stale[i] {
		return best, by
	}
	d.stale[i] = false
	d.homes = d.homes[:0]
	for h := d.c.head[i]; h >= 0; h = d.c.next[h] {
		at := int(h) * d.width
		d.homes = append(d.homes, offer{int64(at), d.slab[at+int(i)], int64(h)})
	}
	race(best, by, d.slab, d.homes)
	return best, by
}

// handed tells that a home went from one node to another: it competes at once where it is now, and is missed where it was when that row is next needed.
func (d *dense) handed(h, from, to int32) {
	d.stale[from] = true
	if !d.stale[to] {
		best, by := d.handOvers(to)
		row := d.row(h)
		compete(best, by, row, row[to], int64(h))
	}
}

// search settles nodes in the order of their distance from the source, until it meets one with too little (Dijkstra on a dense graph,
// relaxing and looking for the next in one loop).
func (d *dense) search(source int32) int32 {
	c := d.c
	for k := range d.key {
		d.key[k] = far
	}
	copy(d.pay, c.price)
	d.order, d.dist = d.order[:0], d.dist[:0]
	i, dist := source, int64(0)
	for {
		d.order, d.dist = append(d.order, i), append(d.dist, dist)
		d.key[i], d.pay[i] = passed, shut
		next, at := d.relax(i, dist)
		if at < 0 {
			return -1
		}
		i, dist = int32(at), next
		if c.excess[i] < 0 {
			d.reprice(dist)
			return i
		}
	}
}

// relax offers the ways on from node i and returns the nearest node that is not settled.
func (d *dense) relax(i int32, dist int64) (next int64, at int) {
	c := d.c
	best, _ := d.handOvers(i)
	base := dist - c.price[i]
	if int(i) == c.m {
		relax(d.key, d.before, d.off, d.pay, base, int64(i))
		return relax(d.key, d.before, best, d.pay, base, int64(i))
	}
	if y := base + c.up[i] + d.pay[c.m]; y < d.key[c.m] {
		d.key[c.m], d.before[c.m] = y, int64(i)
	}
	return relax(d.key, d.before, best, d.pay, base, int64(i))
}

// edge tells the last step of the path to node k: from where, and the home that is handed over, -1 for a unit of load. A unit of load goes
// first where both cost the same.
func (d *dense) edge(k int32) (i, home int32) {
	c := d.c
	i = int32(d.before[k])
	best, by := d.handOvers(i)
	if int(i) == c.m && d.off[k] <= best[k] || int(k) == c.m && c.up[i] <= best[k] {
		return i, -1
	}
	return i, int32(by[k])
}

// reprice makes the path free and keeps all else from becoming negative.
func (d *dense) reprice(total int64) {
	for p, i := range d.order {
		d.c.price[i] += total - d.dist[p]
	}
	d.c.settle()
}

func (d *dense) loaded(i int32) { d.off[i] = -d.c.down[i] }

func (d *dense) scratch() int {
	words := cap(d.slab) + cap(d.best) + cap(d.by) + cap(d.key) + cap(d.before) + cap(d.pay) + cap(d.dist) + cap(d.off) + 3*cap(d.homes)
	return 8*words + 4*cap(d.order) + cap(d.stale)
}
