package linking

// dense rows are matrices: for parts whose pairs are most of what there could be.
type dense struct {
	c *network
	// slab has one row per home and one column per node: the packed cost, absent where not allowed.
	slab []int64
	// best[i*w+k] is the least cost of handing a home of i over to k, by[...] that home; w is the number of nodes.
	best []int64
	by   []int32
	// The search: the distance of every open server, what its price counts there, and the nodes settled with their distance.
	key, pay []int64
	order    []int32
	dist     []int64
}

// maxDense bounds the matrices of one part in bytes, so that a worker needs little memory and finds all of it in its cache.
const maxDense = 3 << 19

// fits reports whether the matrices stay small, or at least not larger than the pairs that they hold.
func (d *dense) fits() bool {
	w := d.c.m + 1
	if w > 1<<15 || d.c.n > 1<<24 {
		return false
	}
	return 8*d.c.n*w+12*w*w <= d.c.limit
}

// cheapest writes the home's row and returns the node where cost + price is least.
func (d *dense) cheapest(home int) int32 {
	c := d.c
	w := c.m + 1
	if home == 0 {
		d.slab = resize(d.slab, c.n*w)
	}
	h := c.part.homes[home]
	row := d.slab[home*w : (home+1)*w]
	lo, hi := c.p.Start[h], c.p.Start[h+1]
	if int(hi-lo) == c.m {
		d.fillAll(row[:c.m], h, lo, hi)
	} else {
		d.fillSome(row[:c.m], h, lo, hi)
	}
	row[c.m] = c.skipCost(h)
	price := c.price[:len(row)]
	best, at := absent, 0
	for k, x := range row {
		if x += price[k]; x < best {
			best, at = x, k
		}
	}
	return int32(at)
}

// fillAll writes a row in which every server is allowed, so that the pairs stand in the order of the nodes.
func (d *dense) fillAll(row []int64, h, lo, hi int32) {
	c := d.c
	first := c.first[lo:hi]
	row = row[:len(first)]
	for k, x := range first {
		row[k] = x * c.worth
	}
	for i := range c.others {
		for k, x := range c.others[i].Cost[lo:hi] {
			row[k] += x * c.worths[i]
		}
	}
	d.charge(row, h, lo)
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

// charge adds what a change costs to a full row.
func (d *dense) charge(row []int64, h, lo int32) {
	s := d.c.p.Standing
	if s == nil || s[h] < 0 {
		return
	}
	for k := range row {
		row[k] += d.c.standing
	}
	row[s[h]-lo] -= d.c.standing
}

func (d *dense) build() {
	c := d.c
	w := c.m + 1
	d.best, d.by = resize(d.best, w*w), resize(d.by, w*w)
	d.key, d.pay = resize(d.key, c.m), resize(d.pay, c.m)
	for i := range d.best {
		d.best[i] = none
	}
	for h, i := range c.node {
		d.offer(i, int32(h))
	}
}

// offer lets home h of node i compete for the hand-overs of the node.
func (d *dense) offer(i, h int32) {
	w := d.c.m + 1
	row := d.slab[int(h)*w : int(h+1)*w]
	best := d.best[int(i)*w : int(i+1)*w][:len(row)]
	by := d.by[int(i)*w : int(i+1)*w][:len(row)]
	here := row[i]
	for k, x := range row {
		if x -= here; x < best[k] {
			best[k], by[k] = x, h
		}
	}
}

// withdraw finds new hand-overs where home h, which has left node i, was the cheapest.
func (d *dense) withdraw(i, h int32) {
	w := d.c.m + 1
	best := d.best[int(i)*w : int(i+1)*w]
	by := d.by[int(i)*w : int(i+1)*w][:len(best)]
	for k := range best {
		if by[k] != h || best[k] == none {
			continue
		}
		least, at := none, int32(0)
		for g := d.c.head[i]; g >= 0; g = d.c.next[g] {
			row := d.slab[int(g)*w : int(g+1)*w]
			if x := row[k] - row[i]; x < least {
				least, at = x, g
			}
		}
		best[k], by[k] = least, at
	}
}

func (d *dense) handed(h, from, to int32) {
	d.withdraw(from, h)
	d.offer(to, h)
}

// Marks of a settled server, so that one loop both relaxes and finds the next: no sum with shut is below passed, and passed is never the least.
const (
	shut   = absent
	passed = none
)

// search settles nodes in the order of their distance from the source, until it meets one with too little (Dijkstra on a dense graph,
// relaxing and looking for the next in one loop).
func (d *dense) search(source int32) int32 {
	c := d.c
	m := int32(c.m)
	for k := range d.key {
		d.key[k] = far
	}
	copy(d.pay, c.price)
	d.order, d.dist = d.order[:0], d.dist[:0]
	outside, open := far, true
	i, dist := source, int64(0)
	for {
		d.order, d.dist = append(d.order, i), append(d.dist, dist)
		if i == m {
			open = false
		} else {
			d.key[i], d.pay[i] = passed, shut
		}
		next, at := d.relax(i, dist)
		if open && i != m {
			if e, h := d.outward(i); e < none {
				if x := dist - c.price[i] + e; x < outside {
					outside, c.before[m], c.via[m] = x, i, h
				}
			}
		}
		if open && outside < next {
			next, at = outside, m
		}
		if at < 0 {
			return -1
		}
		i, dist = at, next
		if c.excess[i] < 0 {
			d.reprice(dist)
			return i
		}
	}
}

// outward is the cheapest way from a server to the outside: handing a home over, or a unit more of load.
func (d *dense) outward(i int32) (cost int64, home int32) {
	w := d.c.m + 1
	e := int(i)*w + d.c.m
	if d.c.up[i] <= d.best[e] {
		return d.c.up[i], -1
	}
	return d.best[e], d.by[e]
}

// relax offers ways on from node i to the open servers and returns the nearest of these, -1 if none can be reached.
func (d *dense) relax(i int32, dist int64) (next int64, at int32) {
	c := d.c
	w := c.m + 1
	row := d.best[int(i)*w : int(i)*w+c.m]
	by := d.by[int(i)*w : int(i)*w+c.m][:len(row)]
	key, pay := d.key[:len(row)], d.pay[:len(row)]
	before, via := c.before[:len(row)], c.via[:len(row)]
	base := dist - c.price[i]
	if int(i) == c.m {
		d.unload(base)
	}
	next, at = far, -1
	for k, e := range row {
		x := key[k]
		if y := base + e + pay[k]; y < x {
			x = y
			key[k], before[k], via[k] = y, i, by[k]
		}
		if x < next {
			next, at = x, int32(k)
		}
	}
	return next, at
}

// unload offers the ways from the outside that take a unit of load off a server.
func (d *dense) unload(base int64) {
	c := d.c
	for k := range d.key {
		if y := base - c.down[k] + d.pay[k]; y < d.key[k] {
			d.key[k], c.before[k], c.via[k] = y, int32(c.m), -1
		}
	}
}

// reprice makes the path free and keeps all else from becoming negative.
func (d *dense) reprice(total int64) {
	for p, i := range d.order {
		d.c.price[i] += total - d.dist[p]
	}
	d.c.settle()
}

func (d *dense) scratch() int {
	return 8*(cap(d.slab)+cap(d.best)+cap(d.key)+cap(d.pay)+cap(d.dist)) + 4*(cap(d.by)+cap(d.order))
}
