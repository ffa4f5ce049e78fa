// Package linking assigns homes to servers at least cost, exactly, and returns the prices that prove it.
//
// It knows no geography and no policy: only whole numbers. Costs are vectors with one number per tier, compared
// lexicographically; duality holds in any ordered group, so nothing has to be packed into one number.
package linking

// MaxTiers is how many tiers a cost vector can have: the four before the policy's order, the seven that an order can name, and those of changes and
// of broken choices.
const MaxTiers = 13

// A Vec is a cost or a price, the most important tier first. Tiers beyond a problem's are zero.
type Vec [MaxTiers]int64

// Less compares lexicographically.
func (a *Vec) Less(b *Vec) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

// Plus returns the sum.
func (a Vec) Plus(b Vec) Vec {
	for i := range a {
		a[i] += b[i]
	}
	return a
}

// Minus returns the difference.
func (a Vec) Minus(b Vec) Vec {
	for i := range a {
		a[i] -= b[i]
	}
	return a
}

// Times returns the vector times n.
func (a Vec) Times(n int64) Vec {
	for i := range a {
		a[i] *= n
	}
	return a
}

// Unserved is the server of a home that nobody serves.
const Unserved int32 = -1

// A Problem is a transport problem with convex load costs. Every number a caller can derive from policy limits (distances up to 10^9,
// loads and counts up to 10^5, up to 10^6 homes) keeps all sums below 2^62.
type Problem struct {
	// Start and To are the allowed pairs: those of home h are [Start[h], Start[h+1]), To ascending.
	Start []int32
	To    []int32
	// Columns are what the pairs cost, one for each tier in which they differ, the tiers ascending.
	Columns []Column
	// SkipCost[Skip[h]] is what leaving home h unserved costs.
	Skip     []uint16
	SkipCost []Vec
	// Standing is the pair that each home had before, -1 without one; nil: nobody had any. Leaving it, also for nobody, costs Change.
	Standing []int32
	Change   Vec
	// Weight is what a home adds to a load, at least 1; nil means 1 each.
	Weight  []int64
	Servers []Server
	// ShortfallTier and LoadTier are where the loads of the servers cost, 0 for nowhere (tier 0 is for coverage).
	ShortfallTier, LoadTier int
	// LoadScale multiplies what loads cost, for callers whose other costs are multiples too; 0 means 1.
	LoadScale int64
}

// A Column is what every pair costs in one tier.
type Column struct {
	Tier int
	Cost []int64
	// Most is at least the size of every cost, if the caller knows it (a reach); 0: to be looked for.
	Most int64
}

// Multiply makes all costs n times as large, n at least 1.
func (c *Column) Multiply(n int64) {
	for a := range c.Cost {
		c.Cost[a] *= n
	}
	c.Most *= n
}

// A Server takes homes while its load y stays between Base (what is fixed) and Max. It costs (Min - y)+ in the shortfall tier and
// (Low - y)+^2 + (y - High)+^2 in the load tier, Low <= High.
type Server struct{ Base, Max, Min, Low, High int64 }

// A Solution says who serves each home, and the prices. Exact is set if the prices prove Value to be least.
type Solution struct {
	Server []int32
	// Arc is the index of the pair used, -1 if unserved.
	Arc   []int32
	Load  []int64
	Price []Vec
	// Value is the cost of the homes plus the load costs of all servers; Bound what the prices prove no solution can beat.
	Value, Bound Vec
	// Searched tells that no solution is better because all were ruled out, though Bound does not prove it.
	Searched bool
	// Fine is a better bound with prices that are fractions; nil where whole prices bound as well but in the last tier.
	Fine *Fine
}

func (p *Problem) homes() int { return len(p.Skip) }

func (p *Problem) weight(h int) int64 {
	if p.Weight == nil {
		return 1
	}
	return p.Weight[h]
}

// cost is what home h on pair arc costs.
func (p *Problem) cost(h, arc int32) Vec {
	var v Vec
	for _, c := range p.Columns {
		v[c.Tier] = c.Cost[arc]
	}
	if p.Standing != nil && p.Standing[h] >= 0 && p.Standing[h] != arc {
		v = v.Plus(p.Change)
	}
	return v
}

// skip is what leaving home h unserved costs.
func (p *Problem) skip(h int32) Vec {
	v := p.SkipCost[p.Skip[h]]
	if p.Standing != nil && p.Standing[h] >= 0 {
		v = v.Plus(p.Change)
	}
	return v
}

// load is what server j pays for the load y.
func (p *Problem) load(j int, y int64) Vec {
	var v Vec
	s, scale := &p.Servers[j], max(p.LoadScale, 1)
	if p.ShortfallTier > 0 {
		v[p.ShortfallTier] = max(s.Min-y, 0) * scale
	}
	if p.LoadTier > 0 {
		under, over := max(s.Low-y, 0), max(y-s.High, 0)
		v[p.LoadTier] = (under*under + over*over) * scale
	}
	return v
}

func (p *Problem) unit() bool {
	for _, w := range p.Weight {
		if w != 1 {
			return false
		}
	}
	return true
}

// value adds up what a solution costs: the homes column by column, then what they and the servers cost besides.
func (p *Problem) value(s *Solution) Vec {
	var v Vec
	for _, c := range p.Columns {
		var sum int64
		for _, a := range s.Arc {
			if a >= 0 {
				sum += c.Cost[a]
			}
		}
		v[c.Tier] += sum
	}
	for h, a := range s.Arc {
		if a < 0 {
			v = v.Plus(p.SkipCost[p.Skip[h]])
		}
	}
	if p.Standing != nil {
		var left int64
		for h, a := range p.Standing {
			if a >= 0 && s.Arc[h] != a {
				left++
			}
		}
		v = v.Plus(p.Change.Times(left))
	}
	for j := range p.Servers {
		v = v.Plus(p.load(j, s.Load[j]))
	}
	return v
}

// Bound is the value of the Lagrangian dual at the prices: no solution costs less (weak duality). One pass over the pairs and over the
// loads of every server that homes could reach.
func (p *Problem) Bound(price []Vec) Vec {
	var v Vec
	var total int64
	for h := range p.homes() {
		w := p.weight(h)
		total += w
		best := p.skip(int32(h))
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			c := p.cost(int32(h), a).Plus(price[p.To[a]].Times(w))
			if c.Less(&best) {
				best = c
			}
		}
		v = v.Plus(best)
	}
	for j, sv := range p.Servers {
		v = v.Plus(p.cheapestLoad(j, sv, total, price[j])).Plus(price[j].Times(sv.Base))
	}
	return v
}

// cheapestLoad is the least of load(y) - price*y between base and max. Convex, so the walk ends where it stops falling;
// loads beyond base plus all weights cannot occur.
func (p *Problem) cheapestLoad(j int, sv Server, total int64, price Vec) Vec {
	best := p.load(j, sv.Base).Minus(price.Times(sv.Base))
	for y := sv.Base + 1; y <= min(sv.Max, sv.Base+total); y++ {
		c := p.load(j, y).Minus(price.Times(y))
		if best.Less(&c) {
			break
		}
		best = c
	}
	return best
}
