package linking

// maxDense bounds the entries of the matrices of one component; larger ones are left to the plain solver.
const maxDense = 64 << 20

// solveByComponent solves the parts of a problem that share no pair, each with packed costs. It reports false for ok
// if it was stopped, and for done if some part does not fit.
func solveByComponent(p *Problem, stop func() bool) (s Solution, done, ok bool) {
	s = Solution{Server: make([]int32, p.homes()), Arc: make([]int32, p.homes()), Load: make([]int64, len(p.Servers)), Price: make([]Vec, len(p.Servers))}
	for h := range s.Server {
		s.Server[h], s.Arc[h] = Unserved, -1
	}
	for j, sv := range p.Servers {
		s.Load[j] = sv.Base
		if sv.Base < sv.Max {
			s.Price[j] = p.load(j, sv.Base+1).Minus(p.load(j, sv.Base))
		}
	}
	var c component
	for _, part := range components(p) {
		if stop() {
			return s, true, false
		}
		if !c.build(p, part) {
			return s, false, true
		}
		if !c.solve(stop) {
			return s, true, false
		}
		c.deliver(&s)
	}
	return s, true, true
}

// A part is a set of homes and the servers that any of them may have.
type part struct{ homes, servers []int32 }

// components finds the parts by joining servers that share a home. Homes without pairs are in none.
func components(p *Problem) []part {
	root := make([]int32, len(p.Servers))
	for j := range root {
		root[j] = int32(j)
	}
	find := func(j int32) int32 {
		for root[j] != j {
			root[j] = root[root[j]]
			j = root[j]
		}
		return j
	}
	for h := range p.homes() {
		for a := p.Start[h] + 1; a < p.Start[h+1]; a++ {
			x, y := find(p.To[a-1]), find(p.To[a])
			root[max(x, y)] = min(x, y)
		}
	}
	at := make([]int32, len(p.Servers))
	var parts []part
	for j := range root {
		r := find(int32(j))
		if r == int32(j) {
			at[j] = int32(len(parts))
			parts = append(parts, part{})
		}
		k := &parts[at[r]]
		k.servers = append(k.servers, int32(j))
	}
	for h := range p.homes() {
		if a := p.Start[h]; a < p.Start[h+1] {
			k := &parts[at[find(p.To[a])]]
			k.homes = append(k.homes, int32(h))
		}
	}
	return parts
}

// absent is the cost of a pair that is not allowed: above every sum of packed costs.
const absent = int64(1) << 60

// A component is one part with packed costs. Its nodes are the servers 0 to m-1 and, as node m, the place outside: homes there are
// unserved, and every load goes there in the end. Its memory is used again for the next part.
type component struct {
	p    *Problem
	part part
	pack packing
	n, m int
	// cost has one row per home and one column per node, absent where not allowed.
	cost []int64
	arc  []int32

	node   []int32   // who has each home
	held   [][]int32 // the homes of each node
	load   []int64   // what of each server's load is accounted for
	excess []int64   // homes and base of each server beyond load; of the outside what balances them
	up     []int64   // packed cost of the next unit of load, absent if there is no room
	down   []int64   // packed cost of the last unit, -absent if it is base
	price  []int64
	// best[i*(m+1)+k] is the least cost of handing a home of i over to k, by[...] that home.
	best []int64
	by   []int32

	dist  []int64
	from  []int32
	open  []int32
	order []int32 // settled nodes
}

// build packs the costs of a part; false if they do not fit into one number or the matrices would be too large.
func (c *component) build(p *Problem, part part) bool {
	c.p, c.part, c.n, c.m = p, part, len(part.homes), len(part.servers)
	w := c.m + 1
	if c.n == 0 {
		return true
	}
	if c.n > maxDense/w || w > maxDense/w {
		return false
	}
	var fits bool
	servers, skip := c.spread()
	if c.pack, fits = newPacking(c.m, servers, skip, c.marginal()); !fits {
		return false
	}
	c.cost, c.arc = resize(c.cost, c.n*w), resize(c.arc, c.n*w)
	local := make(map[int32]int, c.m)
	for i, j := range part.servers {
		local[j] = i
	}
	for i, h := range part.homes {
		row, arcs := c.cost[i*w:(i+1)*w], c.arc[i*w:(i+1)*w]
		for k := range row {
			row[k], arcs[k] = absent, -1
		}
		row[c.m] = c.pack.pack(p.skip(h))
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			k := local[p.To[a]]
			row[k], arcs[k] = c.pack.pack(p.cost(h, a)), a
		}
	}
	return true
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// spread is how much the costs of the ways to serve a home differ at most, tier by tier: between servers, and from being unserved.
func (c *component) spread() (servers, skip Vec) {
	for _, h := range c.part.homes {
		first := c.p.cost(h, c.p.Start[h])
		low, high := first, first
		for a := c.p.Start[h]; a < c.p.Start[h+1]; a++ {
			for t, x := range c.p.cost(h, a) {
				low[t], high[t] = min(low[t], x), max(high[t], x)
			}
		}
		for t, x := range c.p.skip(h) {
			servers[t] = max(servers[t], high[t]-low[t])
			skip[t] = max(skip[t], high[t]-x, x-low[t])
		}
	}
	return servers, skip
}

// marginal is the largest cost of a unit of load that can come up, tier by tier. Convex, so the ends tell.
func (c *component) marginal() (most Vec) {
	for _, j := range c.part.servers {
		sv := c.p.Servers[j]
		end := min(sv.Max, sv.Base+int64(c.n)+1)
		if end <= sv.Base {
			continue
		}
		first := c.p.load(int(j), sv.Base+1).Minus(c.p.load(int(j), sv.Base))
		last := c.p.load(int(j), end).Minus(c.p.load(int(j), end-1))
		for t := range most {
			most[t] = max(most[t], first[t], -first[t], last[t], -last[t])
		}
	}
	return most
}

// unit is the packed cost of the y-th unit of load of server i.
func (c *component) unit(i int, y int64) int64 {
	j := int(c.part.servers[i])
	return c.pack.pack(c.p.load(j, y).Minus(c.p.load(j, y-1)))
}

// setLoad accounts for a load and notes what a unit more or less would cost.
func (c *component) setLoad(i int, y int64) {
	sv := c.p.Servers[c.part.servers[i]]
	c.load[i] = y
	c.up[i], c.down[i] = absent, -absent
	if y < sv.Max {
		c.up[i] = c.unit(i, y+1)
	}
	if y > sv.Base {
		c.down[i] = c.unit(i, y)
	}
}

func (c *component) deliver(s *Solution) {
	w := c.m + 1
	for i, h := range c.part.homes {
		if k := int(c.node[i]); k < c.m {
			s.Server[h], s.Arc[h] = c.part.servers[k], c.arc[i*w+k]
		}
	}
	if c.n == 0 {
		return
	}
	for i, j := range c.part.servers {
		s.Load[j] = c.load[i]
		s.Price[j] = c.pack.unpack(c.price[i])
	}
}
