package cover

import "slices"

// A CenterProblem asks for at most Count sites such that the farthest home is as near as can be.
type CenterProblem struct {
	// Distance holds a row per site, all equally long, with what each home is away, 0 or more, or Far.
	Distance [][]int64
	Count    int
	// Required sites are open always, also beyond Count; nil means none.
	Required []bool
}

// A CenterSolution is the best that was found, and what cannot be beaten.
type CenterSolution struct {
	Open []int32
	// Radius is how far the farthest home is from its nearest open site, Far if one has none. Homes that are Far from all sites are left out.
	Radius int64
	// Bound is a radius below which nothing can be; Proven tells that Radius is the least.
	Bound  int64
	Proven bool
	Work   int64
}

// Center finds the sites by asking again and again whether Count sites can cover all homes within a distance (Minieka 1970), halving what
// is left between the bound and the best radius known. Each question is one of Fewest. False if stop said so.
func Center(p *CenterProblem, limit int64, stop func() bool) (CenterSolution, bool) {
	c := newCenter(p, newWork(limit, stop))
	c.start()
	for c.proven < c.radius && c.limit-c.used > question {
		c.low = c.proven
		for c.low < c.radius && !c.over() {
			c.ask(c.between(c.low, c.radius))
		}
	}
	if c.stopped {
		return CenterSolution{}, false
	}
	s := CenterSolution{Open: c.open, Radius: c.radius, Bound: min(c.proven, c.radius), Work: c.used}
	slices.Sort(s.Open)
	s.Proven = s.Bound == s.Radius
	return s, true
}

// question is the least budget for one more question.
const question = 1 << 16

// A center holds a search. No radius is below proven. Between proven and low, questions were left open.
type center struct {
	*work
	*CenterProblem
	homes       []int32 // those that some site reaches
	count       int
	open        []int32
	radius      int64
	low, proven int64
}

func newCenter(p *CenterProblem, w *work) *center {
	c := &center{work: w, CenterProblem: p, count: max(p.Count, 0)}
	required := 0
	for s := range p.Distance {
		if c.required(s) {
			required++
		}
	}
	c.count = min(max(c.count, required), len(p.Distance))
	return c
}

func (c *center) required(site int) bool { return site < len(c.Required) && c.Required[site] }

// at is the distance, Far where the row is too short.
func (c *center) at(site int, home int32) int64 {
	if row := c.Distance[site]; int(home) < len(row) {
		return max(row[home], 0)
	}
	return Far
}

// start finds the bound that every home sets by itself, and sites one by one, each the nearest to the home that is farthest from those
// before (Gonzalez 1985).
func (c *center) start() {
	width := 0
	for _, row := range c.Distance {
		width = max(width, len(row))
	}
	nearest := make([]int64, width)
	for h := range nearest {
		nearest[h] = Far
		for s := range c.Distance {
			nearest[h] = min(nearest[h], c.at(s, int32(h)))
		}
		if nearest[h] < Far {
			c.homes = append(c.homes, int32(h))
			c.low = max(c.low, nearest[h])
		}
	}
	c.spend(2 * width * len(c.Distance))
	c.proven = c.low
	away := slices.Repeat([]int64{Far}, width)
	for s := range c.Distance {
		if c.required(s) {
			c.add(s, away)
		}
	}
	for len(c.open) < c.count && len(c.homes) > 0 {
		far := c.farthest(away)
		best := 0
		for s := range c.Distance {
			if c.at(s, far) < c.at(best, far) {
				best = s
			}
		}
		if slices.Contains(c.open, int32(best)) {
			break
		}
		c.add(best, away)
	}
	if len(c.homes) > 0 {
		c.radius = away[c.farthest(away)]
	}
}

func (c *center) add(site int, away []int64) {
	c.open = append(c.open, int32(site))
	for _, h := range c.homes {
		away[h] = min(away[h], c.at(site, h))
	}
}

func (c *center) farthest(away []int64) int32 {
	far := c.homes[0]
	for _, h := range c.homes {
		if away[h] > away[far] {
			far = h
		}
	}
	return far
}

// between is a distance of the table from low to below high, near their middle; low if there is none.
func (c *center) between(low, high int64) int64 {
	middle, most := low, int64(0)
	if high == Far {
		for s := range c.Distance {
			for _, h := range c.homes {
				if d := c.at(s, h); d < Far {
					most = max(most, d)
				}
			}
		}
		if most <= low {
			return low
		}
		return most
	}
	middle += (high - 1 - low) / 2
	best := low
	for s := range c.Distance {
		for _, h := range c.homes {
			if d := c.at(s, h); d <= middle {
				best = max(best, d)
			}
		}
	}
	c.spend(len(c.Distance) * len(c.homes))
	return best
}

// ask asks whether Count sites reach all homes within the distance.
func (c *center) ask(within int64) {
	p := &Problem{Homes: len(c.homes), Required: c.Required, Reach: make([][]int32, len(c.Distance))}
	for s := range c.Distance {
		for i, h := range c.homes {
			if c.at(s, h) <= within {
				p.Reach[s] = append(p.Reach[s], int32(i))
			}
		}
	}
	end := c.limit
	c.limit = c.used + (end-c.used)/4
	s, ok := fewest(p, int64(c.count), c.work)
	c.limit = end
	if !ok {
		return
	}
	if s.Value <= int64(c.count) {
		c.open, c.radius = s.Open, c.measure(s.Open)
		return
	}
	c.low = c.above(within)
	if s.Bound > int64(c.count) {
		c.proven = c.low
	}
}

// measure is the radius of the sites.
func (c *center) measure(open []int32) int64 {
	var radius int64
	for _, h := range c.homes {
		near := Far
		for _, s := range open {
			near = min(near, c.at(int(s), h))
		}
		radius = max(radius, near)
	}
	return radius
}

// above is the least distance of the table beyond the given one.
func (c *center) above(within int64) int64 {
	least := Far
	for s := range c.Distance {
		for _, h := range c.homes {
			if d := c.at(s, h); d > within {
				least = min(least, d)
			}
		}
	}
	return least
}
