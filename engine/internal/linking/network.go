package linking

import "math/bits"

// A network is one part of a problem as a graph of servers with packed costs. Its nodes are the servers 0 to m-1 and, as node m, the place
// outside: homes there are unserved, and every load goes there in the end. Homes are no nodes: an edge i -> k stands for the home of
// i that is cheapest to hand over to k. Its memory is used again for the next part.
type network struct {
	p     *Problem
	start [][]int64 // prices to start from
	part  part
	n, m  int
	local []int32 // the node of each server of the problem

	pack packing
	// apart is by how much prices may differ, tier by tier, so that packed costs with prices compare like the vectors.
	apart Vec
	// first is the first column, worth what a unit of it is packed, largest a bound of its size; then the others.
	first          []int64
	worth, largest int64
	others         []Column
	worths         []int64
	free           []int64 // stands for the first column of a problem without columns
	plain          bool    // there is one column, and no home had a pair before
	// What else is packed: leaving a home unserved, by class, and which classes there are; a change; a unit of shortfall and of the load tier.
	skip                          []int64
	classes                       []bool
	standing, shortUnit, loadUnit int64

	// By home: who has it, its packed cost there, its neighbours in the list of the node's homes (-1: none), and, while prices are guessed,
	// what serving it is worth.
	node       []int32
	here       []int64
	next, prev []int32
	gain       []int64
	// By node: the first of its homes; what of its load is accounted for; homes and base beyond that (of the outside what balances them); the packed
	// cost of the next unit of load (none if there is no room) and of the last (-none if it is base); the price.
	head         []int32
	load, excess []int64
	up, down     []int64
	price        []int64
	// ends are those of the paths found last.
	ends []int32

	// limit is maxDense but in tests; below 0 there are lists only.
	limit int
	rows  rows
	dense dense
	spare sparse
}

// rows keep, for every node, the cheapest hand-overs to the others.
type rows interface {
	// begin makes room for a part.
	begin()
	// admit notes what a home costs, and returns the node with the least cost + price for it (ties: the lowest).
	admit(home int32) int32
	// least is the least cost + price for a home that was admitted.
	least(home int32) int64
	// search finds shortest paths from nodes with too much to some with too little, makes them free by raising prices, and leaves their ends in
	// the network, the nearest first; false if there are none, which means that nothing is left to carry: the outside reaches every load, and
	// every home the outside.
	search() bool
	// open reports whether the path to an end can still be used after those before it.
	open(end int32) bool
	// edge tells the last step of the path to node k: from where (-1: it begins here), and the home handed over, -1 for a unit of load.
	edge(k int32) (from, home int32)
	// handed tells that a home went from one node to another, loaded that the load of a server was accounted for anew.
	handed(home, from, to int32)
	loaded(i int32)
	// costAt is the packed cost of a home at a node.
	costAt(home, node int32) int64
	scratch() int
}

// Numbers above all legal ones (see packable), far enough apart to tell them after adding legal numbers: far ends a search, none is an edge that is not there,
// absent a pair that is not allowed.
const (
	far    = int64(1) << 60
	none   = int64(1) << 61
	absent = int64(1) << 62
)

// begin takes up a problem.
func (c *network) begin(p *Problem, o Options) {
	c.p, c.start = p, o.Price
	c.local = resize(c.local, len(p.Servers))
	c.dense.c, c.spare.c = c, c
	if c.limit == 0 {
		c.limit = maxDense
	}
	if len(p.Columns) == 0 {
		c.free = resize(c.free, len(p.To))
		clear(c.free)
	}
}

// build packs the costs of a part; false if they do not fit into one number.
func (c *network) build(part part) bool {
	c.part, c.n, c.m = part, len(part.homes), len(part.servers)
	pairs, skip := c.spread()
	marginal := c.marginal()
	var fits bool
	if c.pack, fits = newPacking(c.m, pairs, skip, marginal); !fits {
		return false
	}
	c.apart = c.pack.reach.Minus(pairs).Minus(skip).Minus(marginal)
	for i, j := range part.servers {
		c.local[j] = int32(i)
	}
	c.packCosts()
	c.resize()
	c.rows = &c.spare
	if c.dense.fits() {
		c.rows = &c.dense
	}
	c.rows.begin()
	return true
}

func (c *network) packCosts() {
	p := c.p
	c.skip = resize(c.skip, len(p.SkipCost))
	for k, v := range p.SkipCost {
		c.skip[k] = c.pack.pack(v)
	}
	c.standing = c.pack.pack(p.Change)
	c.first, c.worth, c.others, c.worths = c.free, 0, nil, c.worths[:0]
	for i, column := range p.Columns {
		worth := c.pack.weight[column.Tier]
		if i == 0 {
			c.first, c.worth, c.others = column.Cost, worth, p.Columns[1:]
			continue
		}
		c.worths = append(c.worths, worth)
	}
	c.plain = len(c.others) == 0 && p.Standing == nil
	scale := max(p.LoadScale, 1)
	c.shortUnit, c.loadUnit = 0, 0
	if p.ShortfallTier > 0 {
		c.shortUnit = c.pack.weight[p.ShortfallTier] * scale
	}
	if p.LoadTier > 0 {
		c.loadUnit = c.pack.weight[p.LoadTier] * scale
	}
}

func (c *network) resize() {
	w := c.m + 1
	c.load, c.excess, c.up, c.down = resize(c.load, w), resize(c.excess, w), resize(c.up, w), resize(c.down, w)
	c.price, c.head = resize(c.price, w), resize(c.head, w)
	c.node, c.here, c.next, c.prev = resize(c.node, c.n), resize(c.here, c.n), resize(c.next, c.n), resize(c.prev, c.n)
}

// spread bounds by how much the costs of the ways to serve a home differ, tier by tier: between servers, and from being unserved.
func (c *network) spread() (pairs, skip Vec) {
	p := c.p
	for i := range p.Columns {
		column := &p.Columns[i]
		most := column.Most
		if most == 0 {
			most = c.most(column.Cost)
		}
		if i == 0 {
			c.largest = most
		}
		pairs[column.Tier], skip[column.Tier] = most, most
	}
	var empty Vec
	c.classes = resize(c.classes, len(p.SkipCost))
	clear(c.classes)
	for _, h := range c.part.homes {
		c.classes[p.Skip[h]] = true
	}
	for k, v := range p.SkipCost {
		for t, x := range &v {
			if c.classes[k] {
				empty[t] = max(empty[t], x, -x)
			}
		}
	}
	skip = skip.Plus(empty)
	if p.Standing != nil {
		for t, x := range &p.Change {
			pairs[t] += max(x, -x)
			skip[t] += max(x, -x)
		}
	}
	return pairs, skip
}

// most bounds the size of the numbers of a column, at most twice the largest: by their highest bit, which is all that one pass without
// comparisons tells. Numbers below zero are rare, and bounded by themselves.
func (c *network) most(cost []int64) int64 {
	p := c.p
	var or, negative int64
	for _, h := range c.part.homes {
		for _, x := range cost[p.Start[h]:p.Start[h+1]] {
			or |= x
		}
	}
	if or < 0 {
		or = 0
		for _, h := range c.part.homes {
			for _, x := range cost[p.Start[h]:p.Start[h+1]] {
				or |= max(x, 0)
				negative = max(negative, -x)
			}
		}
	}
	return int64(1)<<bits.Len64(uint64(or)) - 1 + negative
}

// marginal is the largest cost of a unit of load that can come up, tier by tier. Convex, so the ends tell.
func (c *network) marginal() (most Vec) {
	p := c.p
	for _, j := range c.part.servers {
		sv := &p.Servers[j]
		end := min(sv.Max, sv.Base+int64(c.n)+1)
		if end <= sv.Base {
			continue
		}
		for _, y := range [...]int64{sv.Base + 1, end} {
			short, load := sv.unit(y)
			if t := p.ShortfallTier; t > 0 {
				most[t] = max(most[t], -short*max(p.LoadScale, 1))
			}
			if t := p.LoadTier; t > 0 {
				most[t] = max(most[t], max(load, -load)*max(p.LoadScale, 1))
			}
		}
	}
	return most
}

// unit is what the y-th unit of load costs in the shortfall tier and in the load tier.
func (s *Server) unit(y int64) (short, load int64) {
	if y <= s.Min {
		short = -1
	}
	if y <= s.Low {
		load = 2*(y-s.Low) - 1
	}
	if y > s.High {
		load += 2*(y-s.High) - 1
	}
	return short, load
}

// unit is the packed cost of the y-th unit of load of server i.
func (c *network) unit(i int32, y int64) int64 {
	short, load := c.p.Servers[c.part.servers[i]].unit(y)
	return short*c.shortUnit + load*c.loadUnit
}

// setLoad accounts for a load and notes what a unit more or less would cost.
func (c *network) setLoad(i int32, y int64) {
	sv := &c.p.Servers[c.part.servers[i]]
	c.load[i] = y
	c.up[i], c.down[i] = none, -none
	if y < sv.Max {
		c.up[i] = c.unit(i, y+1)
	}
	if y > sv.Base {
		c.down[i] = c.unit(i, y)
	}
	c.rows.loaded(i)
}

func (c *network) scratch() int {
	words := cap(c.load) + cap(c.excess) + cap(c.up) + cap(c.down) + cap(c.price) + cap(c.skip) + cap(c.worths) + cap(c.free) + cap(c.here) + cap(c.gain)
	halves := cap(c.local) + cap(c.classes)/4 + cap(c.node) + cap(c.head) + cap(c.next) + cap(c.prev) + cap(c.ends)
	return 8*words + 4*halves + c.dense.scratch() + c.spare.scratch()
}
