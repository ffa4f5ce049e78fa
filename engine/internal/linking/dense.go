package linking

// dense rows are matrices: for parts whose pairs are most of what there could be. Rows have one entry per node, the outside last, and are padded to whole lanes.
type dense struct {
	c *network
	// width is the length of a row.
	width int
	kind  denseKind
	// slab has one row per home: the packed cost at every node, absent where not allowed; slab32 the same, but for the outside.
	slab   []int64
	slab32 []int32
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

// A denseKind tells how the costs of homes are kept.
type denseKind uint8

const (
	// wide has a row of 64 bits for every home. narrow has one of 32 bits, where costs are plain distances: half the memory, but slower by what it
	// takes to widen them. thin has none and looks costs up.
	wide denseKind = iota
	narrow
	thin
)

// maxDense bounds the matrices of one part in bytes, so that a worker needs little memory and finds all of it in its cache; larger parts may have
// arcBytes for each pair.
const (
	maxDense = 15 << 17
	arcBytes = 11
)

// enough is how many paths a search looks for: more find shorter ones first and use rows again that did not change, but look further each time.
const enough = 3

// Marks of a settled node, so that one loop both relaxes and finds the next: no sum with shut is below passed, and passed is never the least.
const (
	shut   = absent
	passed = none
)

// fits reports whether the matrices stay small, or at least not larger than the pairs are; those of the nodes alone if not with the homes' too.
func (d *dense) fits() bool {
	c := d.c
	w := padded(c.m + 1)
	if c.limit < 0 || w > 1<<15 || c.n > 1<<24 {
		return false
	}
	arcs := 0
	for _, h := range c.part.homes {
		arcs += int(c.p.Start[h+1] - c.p.Start[h])
	}
	limit, nodes := max(c.limit, arcBytes*arcs), 16*w*w
	switch {
	case nodes+8*c.n*w <= limit:
		d.kind = wide
	case c.plain && c.worth == 1 && c.largest < int64(missing32) && nodes+4*c.n*w <= limit:
		d.kind = narrow
	default:
		d.kind = thin
	}
	return nodes <= limit
}

func (d *dense) begin() {
	c := d.c
	w := padded(c.m + 1)
	d.width = w
	switch d.kind {
	case wide:
		d.slab, d.slab32 = resize(d.slab, c.n*w), nil
	case narrow:
		d.slab, d.slab32 = nil, resize(d.slab32, c.n*w)
	case thin:
		d.slab, d.slab32 = nil, nil
	}
	d.best, d.by, d.stale = resize(d.best, w*w), resize(d.by, w*w), resize(d.stale, w)
	d.key, d.before, d.pay, d.off = resize(d.key, w), resize(d.before, w), resize(d.pay, w), resize(d.off, w)
	c.price = resize(c.price, w)
	for k := c.m; k < w; k++ {
		c.price[k], d.off[k] = 0, none
	}
	for i := range d.stale {
		d.stale[i] = true
	}
}

func (d *dense) row(h int32) []int64 { return d.slab[int(h)*d.width : (int(h)+1)*d.width] }

func (d *dense) row32(h int32) []int32 { return d.slab32[int(h)*d.width : (int(h)+1)*d.width] }

// admit writes the home's row.
func (d *dense) admit(home int32) int32 {
	switch d.kind {
	case narrow:
		d.fill32(home)
	case wide:
		d.fill(home)
	}
	node, _ := d.cheapest(home)
	return node
}

func (d *dense) least(home int32) int64 {
	_, least := d.cheapest(home)
	return least
}

// cheapest returns the node where cost + price is least for a home, and what it is there.
func (d *dense) cheapest(home int32) (node int32, least int64) {
	c := d.c
	h := c.part.homes[home]
	switch d.kind {
	case wide:
		x, at := leastSum(d.row(home), c.price)
		return int32(at), x
	case narrow:
		x, at := leastSum32(d.row32(home), c.price)
		if out := c.skipCost(h) + c.price[c.m]; out < x {
			return int32(c.m), out
		}
		return int32(at), x
	}
	return c.cheapest(h)
}

func (d *dense) fill(home int32) {
	c := d.c
	h := c.part.homes[home]
	row := d.row(home)
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
}

func (d *dense) fill32(home int32) {
	c := d.c
	h := c.part.homes[home]
	row := d.row32(home)
	lo, hi := c.p.Start[h], c.p.Start[h+1]
	from := 0
	if int(hi-lo) == c.m {
		from = c.m
	}
	for k := from; k < len(row); k++ {
		row[k] = missing32
	}
	cost := c.first[lo:hi]
	if from > 0 {
		for k, x := range cost {
			row[k] = int32(x)
		}
		return
	}
	to := c.p.To[lo:hi][:len(cost)]
	for a, x := range cost {
		row[c.local[to[a]]] = int32(x)
	}
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

// handOvers returns the row of node i and whose homes make it.
func (d *dense) handOvers(i int32) (best, by []int64) {
	best, by = d.best[int(i)*d.width:(int(i)+1)*d.width], d.by[int(i)*d.width:(int(i)+1)*d.width]
	if !d.stale[i] {
		return best, by
	}
	d.stale[i] = false
	if d.kind == thin {
		for k := range best {
			best[k] = none
		}
		for h := d.c.head[i]; h >= 0; h = d.c.next[h] {
			d.offer(i, h)
		}
		return best, by
	}
	d.homes = d.homes[:0]
	for h := d.c.head[i]; h >= 0; h = d.c.next[h] {
		d.homes = append(d.homes, offer{int64(int(h) * d.width), d.c.here[h], int64(h)})
	}
	if d.kind == wide {
		race(best, by, d.slab, d.homes)
		return best, by
	}
	race32(best, by, d.slab32, d.homes)
	for _, o := range d.homes {
		d.offerOut(best, by, int32(o.home))
	}
	return best, by
}

// offerOut lets a home compete for leaving to the outside.
func (d *dense) offerOut(best, by []int64, home int32) {
	c := d.c
	if x := c.skipCost(c.part.homes[home]) - c.here[home]; x < best[c.m] {
		best[c.m], by[c.m] = x, int64(home)
	}
}

// offer lets a home of node i compete for its hand-overs.
func (d *dense) offer(i, home int32) {
	c := d.c
	best, by := d.best[int(i)*d.width:(int(i)+1)*d.width], d.by[int(i)*d.width:(int(i)+1)*d.width]
	switch d.kind {
	case wide:
		compete(best, by, d.row(home), c.here[home], int64(home))
		return
	case narrow:
		compete32(best, by, d.row32(home), c.here[home], int64(home))
		d.offerOut(best, by, home)
		return
	}
	d.offerOut(best, by, home)
	h, here := c.part.homes[home], c.here[home]
	lo, hi := c.p.Start[h], c.p.Start[h+1]
	if c.plain {
		to := c.p.To[lo:hi]
		for a, x := range c.first[lo:hi] {
			k := c.local[to[a]]
			if x = x*c.worth - here; x < best[k] {
				best[k], by[k] = x, int64(home)
			}
		}
		return
	}
	for a := lo; a < hi; a++ {
		k := c.local[c.p.To[a]]
		if x := c.cost(h, a) - here; x < best[k] {
			best[k], by[k] = x, int64(home)
		}
	}
}

func (d *dense) costAt(home, node int32) int64 {
	switch {
	case d.kind == wide:
		return d.slab[int(home)*d.width+int(node)]
	case d.kind == narrow && int(node) < d.c.m:
		return int64(d.slab32[int(home)*d.width+int(node)])
	}
	return d.c.costAt(d.c.part.homes[home], node)
}

// handed tells that a home went from one node to another: it competes at once where it is now, and is missed where it was when that row is next needed.
func (d *dense) handed(h, from, to int32) {
	d.stale[from] = true
	if !d.stale[to] {
		d.offer(to, h)
	}
}

// search settles nodes in the order of their distance from the nearest node with too much, until it has met enough with too little (Dijkstra
// on a dense graph, relaxing and looking for the next in one loop).
func (d *dense) search() bool {
	c := d.c
	c.ends = c.ends[:0]
	for k := range d.key {
		d.key[k] = far
	}
	copy(d.pay, c.price)
	d.order, d.dist = d.order[:0], d.dist[:0]
	lacking := 0
	for i, x := range c.excess {
		switch {
		case x > 0:
			d.settle(int32(i), 0)
			d.before[i] = -1
		case x < 0:
			lacking++
		}
	}
	most := min(enough, lacking)
	next, at := far, -1
	for _, i := range d.order {
		next, at = d.relax(i, 0)
	}
	total := int64(0)
	for at >= 0 && len(c.ends) < most {
		i := int32(at)
		d.settle(i, next)
		if c.excess[i] < 0 {
			c.ends = append(c.ends, i)
			total = next
		}
		next, at = d.relax(i, next)
	}
	d.reprice(total)
	return len(c.ends) > 0
}

func (d *dense) settle(i int32, dist int64) {
	d.order, d.dist = append(d.order, i), append(d.dist, dist)
	d.key[i], d.pay[i] = passed, shut
}

// open reports whether the path to an end still costs nothing and begins where there is too much: an earlier path may have used it up.
func (d *dense) open(end int32) bool {
	c := d.c
	for k := end; ; {
		i := int32(d.before[k])
		if i < 0 {
			return c.excess[k] > 0
		}
		best, _ := d.handOvers(i)
		cost := best[k]
		if int(i) == c.m {
			cost = min(cost, d.off[k])
		}
		if int(k) == c.m {
			cost = min(cost, c.up[i])
		}
		if cost+c.price[k] != c.price[i] {
			return false
		}
		k = i
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
	if i = int32(d.before[k]); i < 0 {
		return -1, -1
	}
	best, by := d.handOvers(i)
	if int(i) == c.m && d.off[k] <= best[k] || int(k) == c.m && c.up[i] <= best[k] {
		return i, -1
	}
	return i, int32(by[k])
}

// reprice makes the path free and keeps all else from becoming negative.
func (d *dense) reprice(total int64) {
	for p, i := range d.order {
		d.c.price[i] += max(total-d.dist[p], 0)
	}
	d.c.settle()
}

func (d *dense) loaded(i int32) { d.off[i] = -d.c.down[i] }

func (d *dense) scratch() int {
	words := cap(d.slab) + cap(d.best) + cap(d.by) + cap(d.key) + cap(d.before) + cap(d.pay) + cap(d.dist) + cap(d.off) + 3*cap(d.homes)
	return 8*words + 4*(cap(d.order)+cap(d.slab32)) + cap(d.stale)
}
