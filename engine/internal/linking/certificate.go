package linking

// proven checks the certificate of a part over its pairs: every home sits where cost + price is least, and every price lies between the costs of the
// last and of the next unit of load. Then weak duality holds with equality for the packed costs, and for the vectors as well, because prices
// are so near each other that packed costs with prices compare like the vectors.
func (c *network) proven() bool {
	if !c.comparable() {
		return false
	}
	for h, k := range c.node {
		if c.rows.costAt(int32(h), k)+c.price[k] != c.rows.least(int32(h)) {
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
