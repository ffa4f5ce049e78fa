package linking

import "math"

// proven checks the certificate of a part over its pairs: every home sits where cost + price is least, and every price lies between the costs of the
// last and of the next unit of load. Then weak duality holds with equality for the packed costs, and for the vectors as well, because prices
// are so near each other that packed costs with prices compare like the vectors.
func (c *network) proven() bool {
	if c.n == 0 {
		return true
	}
	if !c.comparable() {
		return false
	}
	price := c.prices()
	for i, h := range c.part.homes {
		if !c.content(h, c.node[i], price) {
			return false
		}
	}
	return c.loadsAgree()
}

// comparable reports whether the prices of a part differ by so little that no sum that is compared leaves the reach of the packing.
func (c *network) comparable() bool {
	var low, high Vec // the outside has the price 0
	for i := range c.part.servers {
		v := c.pack.unpack(c.price[i])
		for t, x := range &v {
			low[t], high[t] = min(low[t], x), max(high[t], x)
		}
	}
	for t := range low {
		if high[t]-low[t] > c.apart[t] {
			return false
		}
	}
	return true
}

// prices are those of the part, by server of the problem.
func (c *network) prices() []int64 {
	c.byServer = resize(c.byServer, len(c.p.Servers))
	for i, j := range c.part.servers {
		c.byServer[j] = c.price[i]
	}
	return c.byServer
}

// content reports whether no place is cheaper for home h than its node.
func (c *network) content(h, node int32, price []int64) bool {
	lo, hi := c.p.Start[h], c.p.Start[h+1]
	least := c.skipCost(h)
	here := least
	if int(node) < c.m {
		j := c.part.servers[node]
		here = c.cost(h, c.find(h, j)) + price[j]
	}
	if c.others == nil && (c.p.Standing == nil || c.p.Standing[h] < 0) {
		least = min(least, cheapestOf(c.p.To[lo:hi], c.first[lo:hi], c.worth, price))
	} else {
		for a := lo; a < hi; a++ {
			least = min(least, c.cost(h, a)+price[c.p.To[a]])
		}
	}
	return here <= least
}

func cheapestOf(to []int32, cost []int64, worth int64, price []int64) int64 {
	least := int64(math.MaxInt64)
	cost = cost[:len(to)]
	for a, j := range to {
		least = min(least, cost[a]*worth+price[j])
	}
	return least
}

// loadsAgree counts the homes anew.
func (c *network) loadsAgree() bool {
	count := c.excess[:c.m]
	clear(count)
	for _, k := range c.node {
		if int(k) < c.m {
			count[k]++
		}
	}
	for i, j := range c.part.servers {
		sv := &c.p.Servers[j]
		y := sv.Base + count[i]
		if y != c.load[i] || y > sv.Max && y > sv.Base {
			return false
		}
		if y > sv.Base && c.unit(int32(i), y) > c.price[i] || y < sv.Max && c.unit(int32(i), y+1) < c.price[i] {
			return false
		}
	}
	return true
}
