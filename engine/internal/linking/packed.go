package linking

import "math"

// solve finds the least cost: from a guess at the prices, every home goes where cost + price is least, and what the loads then
// disagree with the prices by is carried along shortest paths (Ahuja, Magnanti, Orlin 1993, chapter 9: successive shortest
// paths from a pseudoflow). Invariant: no hand-over and no unit of load has a negative reduced cost. False if stopped.
func (c *component) solve(stop func() bool) bool {
	if c.n == 0 {
		return true
	}
	c.guess()
	c.place()
	c.makeRows()
	for round := 0; ; round++ {
		if round%64 == 63 && stop() {
			return false
		}
		end, total := c.search()
		if end < 0 {
			return true
		}
		c.reprice(total)
		c.augment(end)
	}
}

// guess prices every server at what the next unit costs at an average load.
func (c *component) guess() {
	w := c.m + 1
	c.load, c.excess, c.up, c.down = resize(c.load, w), resize(c.excess, w), resize(c.up, w), resize(c.down, w)
	c.price, c.node = resize(c.price, w), resize(c.node, c.n)
	c.held = resize(c.held, w)
	c.dist, c.from = resize(c.dist, w), resize(c.from, w)
	c.price[c.m] = 0
	average := int64(c.n / c.m)
	for i, j := range c.part.servers {
		sv := c.p.Servers[j]
		c.price[i] = 0
		if sv.Base < sv.Max {
			c.price[i] = c.unit(i, min(sv.Base+average, sv.Max-1)+1)
		}
	}
}

// place puts homes where cost + price is least (ties: the lower node), and accounts for as much of the loads as the prices agree with.
func (c *component) place() {
	w := c.m + 1
	for i := range c.held {
		c.held[i] = c.held[i][:0]
	}
	for h := range c.n {
		row := c.cost[h*w : (h+1)*w]
		best, at := int64(math.MaxInt64), 0
		for k, x := range row {
			if x < absent && x+c.price[k] < best {
				best, at = x+c.price[k], k
			}
		}
		c.node[h] = int32(at)
		c.held[at] = append(c.held[at], int32(h))
	}
	c.excess[c.m] = 0
	for i, j := range c.part.servers {
		sv := c.p.Servers[j]
		has := sv.Base + int64(len(c.held[i]))
		y := min(has, sv.Max)
		for y > sv.Base && c.unit(i, y) > c.price[i] {
			y--
		}
		for y < sv.Max && c.unit(i, y+1) < c.price[i] {
			y++
		}
		c.setLoad(i, y)
		c.excess[i] = has - y
		c.excess[c.m] -= c.excess[i]
	}
}

func (c *component) makeRows() {
	w := c.m + 1
	c.best, c.by = resize(c.best, w*w), resize(c.by, w*w)
	for i := range c.best {
		c.best[i] = absent
	}
	for i, held := range c.held {
		for _, h := range held {
			c.offer(int32(i), h)
		}
	}
}

// offer lets home h of node i compete for the hand-overs of the node.
func (c *component) offer(i, h int32) {
	w := c.m + 1
	row, best, by := c.cost[int(h)*w:int(h+1)*w], c.best[int(i)*w:int(i+1)*w], c.by[int(i)*w:int(i+1)*w]
	here := row[i]
	for k, x := range row {
		if x < absent && x-here < best[k] && k != int(i) {
			best[k], by[k] = x-here, h
		}
	}
}

// withdraw finds new hand-overs where home h, which has left node i, was the cheapest.
func (c *component) withdraw(i, h int32) {
	w := c.m + 1
	best, by := c.best[int(i)*w:int(i+1)*w], c.by[int(i)*w:int(i+1)*w]
	for k := range best {
		if by[k] != h || best[k] == absent {
			continue
		}
		best[k] = absent
		for _, g := range c.held[i] {
			row := c.cost[int(g)*w:]
			if x := row[k]; x < absent && x-row[i] < best[k] {
				best[k], by[k] = x-row[i], g
			}
		}
	}
}

// search settles nodes in the order of their distance from any node with too much, until it meets one with too little
// (Dijkstra on a dense graph). It returns that node and its distance, or -1 if nothing is left to carry.
func (c *component) search() (end int, total int64) {
	c.open, c.order = c.open[:0], c.order[:0]
	surplus := false
	for i, x := range c.excess {
		c.dist[i], c.from[i] = math.MaxInt64, -1
		if x > 0 {
			c.dist[i], surplus = 0, true
		}
		c.open = append(c.open, int32(i))
	}
	if !surplus {
		return -1, 0
	}
	for len(c.open) > 0 {
		at := 0
		for p, i := range c.open {
			if c.dist[i] < c.dist[c.open[at]] {
				at = p
			}
		}
		i := c.open[at]
		if c.dist[i] == math.MaxInt64 {
			return -1, 0 // cannot be: the outside reaches every load, and every home the outside
		}
		c.open[at] = c.open[len(c.open)-1]
		c.open = c.open[:len(c.open)-1]
		if c.excess[i] < 0 {
			return int(i), c.dist[i]
		}
		c.order = append(c.order, i)
		c.relax(i)
	}
	return -1, 0
}

// relax offers ways on from node i: by handing a home over, and between a server and the outside also by a unit of load.
func (c *component) relax(i int32) {
	w := c.m + 1
	best := c.best[int(i)*w : int(i+1)*w]
	base := c.dist[i] - c.price[i]
	dist, price := c.dist[:w], c.price[:w]
	for _, k := range c.open {
		e := best[k]
		if int(i) == c.m {
			e = min(e, -c.down[k])
		} else if int(k) == c.m {
			e = min(e, c.up[i])
		}
		if e >= absent {
			continue
		}
		if d := base + e + price[k]; d < dist[k] {
			dist[k], c.from[k] = d, i
		}
	}
}

// reprice makes the path free and keeps all else from becoming negative; the price of the outside stays 0.
func (c *component) reprice(total int64) {
	for _, i := range c.order {
		c.price[i] += total - c.dist[i]
	}
	if shift := c.price[c.m]; shift != 0 {
		for i := range c.price {
			c.price[i] = max(c.price[i]-shift, -absent/2) // nodes that fall for ever are those that nothing leads to
		}
	}
}

// augment carries one unit along the path to its end.
func (c *component) augment(end int) {
	c.excess[end]++
	w := c.m + 1
	k := int32(end)
	for c.from[k] >= 0 {
		i := c.from[k]
		e := int(i)*w + int(k)
		switch {
		case int(i) == c.m && -c.down[k] <= c.best[e]:
			c.setLoad(int(k), c.load[k]-1)
		case int(k) == c.m && c.up[i] <= c.best[e]:
			c.setLoad(int(i), c.load[i]+1)
		default:
			c.handOver(c.by[e], i, k)
		}
		k = i
	}
	c.excess[k]--
}

func (c *component) handOver(h, from, to int32) {
	list := c.held[from]
	for p, x := range list {
		if x == h {
			list[p] = list[len(list)-1]
			c.held[from] = list[:len(list)-1]
			break
		}
	}
	c.held[to] = append(c.held[to], h)
	c.node[h] = to
	c.withdraw(from, h)
	c.offer(to, h)
}
