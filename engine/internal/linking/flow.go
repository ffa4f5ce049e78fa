package linking

import "slices"

// solve finds the least cost: from a guess at the prices, every home goes where cost + price is least, and what the loads then
// disagree with the prices by is carried along shortest paths from nodes with too much to nodes with too little, some paths a search (Ahuja, Magnanti,
// Orlin 1993, chapter 9: successive shortest paths from a pseudoflow; Jonker, Volgenant 1987). Invariant: no hand-over and no unit of
// load has a negative reduced cost. False if stopped.
//
// O(paths x servers^2) at most with dense rows, and as a rule a few nodes a path: a search ends when it has met enough nodes with too little.
func (c *network) solve(stop func() bool) bool {
	c.guess()
	c.place()
	for round := 1; c.rows.search(); round++ {
		if round%64 == 0 && stop() {
			return false
		}
		for p, end := range c.ends {
			if p == 0 || c.rows.open(end) {
				c.augment(end)
			}
		}
	}
	c.settle()
	return true
}

// guess sets the prices: what the next unit costs at an average load, or, if there are too many homes, so much that as many homes stay away as
// must; then those given, if they fit.
func (c *network) guess() {
	c.price[c.m] = 0
	room := int64(0)
	average := int64(c.n / c.m)
	for i, j := range c.part.servers {
		sv := &c.p.Servers[j]
		room += max(sv.Max-sv.Base, 0)
		c.price[i] = 0
		if sv.Base < sv.Max {
			c.price[i] = c.unit(int32(i), min(sv.Base+average, sv.Max-1)+1)
		}
	}
	if room < int64(c.n) && c.start == nil {
		level := c.level(int(room))
		for i := range c.part.servers {
			c.price[i] = level
		}
	}
	if c.start != nil {
		c.given()
	}
}

// given takes the prices that the caller had from a like problem.
func (c *network) given() {
	for i, j := range c.part.servers {
		if c.start[j] == nil {
			continue
		}
		var v Vec
		copy(v[:], c.start[j])
		if c.pack.holds(&v) {
			c.price[i] = c.pack.pack(v)
		}
	}
}

// level is the price at which only so many homes would rather be served than not, looking at their cheapest pairs alone.
func (c *network) level(room int) int64 {
	c.gain = resize(c.gain, c.n)
	for i, h := range c.part.homes {
		c.gain[i] = c.skipCost(h) - c.leastCost(h)
	}
	return nth(c.gain, c.n-room-1)
}

func (c *network) leastCost(h int32) int64 {
	lo, hi := c.p.Start[h], c.p.Start[h+1]
	least := absent
	if c.plain {
		least = slices.Min(c.first[lo:hi]) * c.worth
	} else {
		for a := lo; a < hi; a++ {
			least = min(least, c.cost(h, a))
		}
	}
	return least
}

// nth returns the number that would stand at place k if the list were sorted; it leaves the list in another order (Hoare 1961).
func nth(list []int64, k int) int64 {
	for lo, hi := 0, len(list)-1; lo < hi; {
		pivot := list[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for list[i] < pivot {
				i++
			}
			for list[j] > pivot {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return list[k]
		}
	}
	return list[k]
}

// cost is the packed cost of a pair.
func (c *network) cost(h, arc int32) int64 {
	x := c.first[arc] * c.worth
	for i := range c.others {
		x += c.others[i].Cost[arc] * c.worths[i]
	}
	if s := c.p.Standing; s != nil && s[h] >= 0 && s[h] != arc {
		x += c.standing
	}
	return x
}

// costAt is the packed cost of a home at a node.
func (c *network) costAt(h, node int32) int64 {
	if int(node) == c.m {
		return c.skipCost(h)
	}
	return c.cost(h, c.find(h, c.part.servers[node]))
}

// cheapest looks for the node where cost + price is least, and what it is there.
func (c *network) cheapest(h int32) (node int32, least int64) {
	lo, hi := c.p.Start[h], c.p.Start[h+1]
	least = absent
	if c.plain {
		to := c.p.To[lo:hi]
		for a, x := range c.first[lo:hi] {
			k := c.local[to[a]]
			if x = x*c.worth + c.price[k]; x < least {
				least, node = x, k
			}
		}
	} else {
		for a := lo; a < hi; a++ {
			k := c.local[c.p.To[a]]
			if x := c.cost(h, a) + c.price[k]; x < least {
				least, node = x, k
			}
		}
	}
	if x := c.skipCost(h) + c.price[c.m]; x < least {
		return int32(c.m), x
	}
	return node, least
}

// skipCost is the packed cost of leaving a home unserved.
func (c *network) skipCost(h int32) int64 {
	x := c.skip[c.p.Skip[h]]
	if s := c.p.Standing; s != nil && s[h] >= 0 {
		x += c.standing
	}
	return x
}

// place puts homes where cost + price is least, and accounts for as much of the loads as the prices agree with.
func (c *network) place() {
	for k := range c.head {
		c.head[k] = -1
		c.excess[k] = 0
	}
	for h := range int32(c.n) {
		k := c.rows.admit(h)
		c.put(h, k)
		c.excess[k]++
	}
	c.excess[c.m] = 0
	for i, j := range c.part.servers {
		sv := &c.p.Servers[j]
		has := sv.Base + c.excess[i]
		y := c.agreed(int32(i), min(has, sv.Max))
		c.setLoad(int32(i), y)
		c.excess[i] = has - y
		c.excess[c.m] -= c.excess[i]
	}
}

// agreed is the load nearest to y at which the price lies between the costs of the last and the next unit.
func (c *network) agreed(i int32, y int64) int64 {
	sv := &c.p.Servers[c.part.servers[i]]
	y = max(y, sv.Base)
	for y > sv.Base && c.unit(i, y) > c.price[i] {
		y--
	}
	for y < sv.Max && y < sv.Base+int64(c.n) && c.unit(i, y+1) < c.price[i] {
		y++
	}
	return y
}

func (c *network) put(h, k int32) {
	c.node[h] = k
	c.here[h] = c.rows.costAt(h, k)
	c.next[h], c.prev[h] = c.head[k], -1
	if c.head[k] >= 0 {
		c.prev[c.head[k]] = h
	}
	c.head[k] = h
}

func (c *network) take(h int32) {
	next, prev := c.next[h], c.prev[h]
	if prev >= 0 {
		c.next[prev] = next
	} else {
		c.head[c.node[h]] = next
	}
	if next >= 0 {
		c.prev[next] = prev
	}
}

// augment carries one unit along the path to its end.
func (c *network) augment(end int32) {
	c.excess[end]++
	for k := end; ; {
		i, h := c.rows.edge(k)
		switch {
		case i < 0:
			c.excess[k]--
			return
		case h >= 0:
			c.take(h)
			c.put(h, k)
			c.rows.handed(h, i, k)
		case i == int32(c.m):
			c.setLoad(k, c.load[k]-1)
		default:
			c.setLoad(i, c.load[i]+1)
		}
		k = i
	}
}

// settle makes the price of the outside 0 again. Servers that fall for ever are those that nothing leads to; they hold no home, so that a floor
// harms nobody.
func (c *network) settle() {
	shift := c.price[c.m]
	if shift == 0 {
		return
	}
	for i := range c.m + 1 {
		c.price[i] = max(c.price[i]-shift, -far/2)
	}
}

func (c *network) deliver(s *Solution) {
	for i, h := range c.part.homes {
		k := int(c.node[i])
		if k == c.m {
			continue
		}
		j := c.part.servers[k]
		s.Server[h] = j
		s.Arc[h] = c.find(h, j)
	}
	for i, j := range c.part.servers {
		s.Load[j] = c.load[i]
		s.Price[j] = c.pack.unpack(c.price[i])
	}
}

// find returns the pair of a home and a server of the problem, which must be there.
func (c *network) find(h, j int32) int32 {
	lo, hi := c.p.Start[h], c.p.Start[h+1]
	if int(hi-lo) == c.m {
		return lo + c.local[j] // all servers of the part
	}
	for lo < hi {
		if mid := int32(uint32(lo+hi) / 2); c.p.To[mid] < j {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
