package grouping

// draws holds the 1024 middle quantiles of the exponential distribution: what chance lets pass, in temperatures. Sums and products alone make it, so
// that it is the same everywhere.
var draws = func() (table [1024]float64) {
	for i := range table {
		table[i] = -logarithm((float64(i) + 0.5) / 1024)
	}
	return table
}()

// logarithm of a number in (0, 1], by halving and the series of atanh.
func logarithm(x float64) float64 {
	const ln2 = 0.6931471805599453
	sum := 0.0
	for x < 0.5 {
		x *= 2
		sum -= ln2
	}
	z := (x - 1) / (x + 1)
	power, square := z, float64(z*z)
	for j := 1; j < 40; j += 2 {
		sum += float64(2 * power / float64(j))
		power = float64(power * square)
	}
	return sum
}

// A schedule says how an annealing cools: temperatures in the unit of compactness, and what a unit of weight outside of the range costs.
type schedule struct {
	hot, cold float64
	weight    float64
	cut       float64 // what a unit of cut shall cost under Distance
	sweeps    int
}

// anneal moves single nodes between neighbouring groups: what gets better always, what gets worse with a chance that falls as it cools
// (Kirkpatrick, Gelatt and Vecchi 1983). Groups stay connected. It returns the best grouping met, which may be the first. O(sweeps * nodes * neighbours).
func (s *state) anneal(plan schedule, r *random, c *counter, keep *keeper) {
	n := s.nodes()
	t := plan.hot
	rise := 1 / power(0.1, 1/float64(max(plan.sweeps-1, 1)))
	plan.weight *= 0.1
	cool := power(plan.cold/plan.hot, 1/float64(max(plan.sweeps-1, 1)))
	for range plan.sweeps {
		for range n {
			if len(s.rim) == 0 {
				return
			}
			c.add(s.try(plan, t, r, keep))
		}
		if s.compact == Distance {
			s.centre()
			c.add(int64(20 * n))
			keep.look(s)
		}
		if c.done() {
			return
		}
		t, plan.weight = float64(t*cool), float64(plan.weight*rise)
	}
}

// try draws a node of the rim and a group beside it, and moves it there if chance allows. It returns the entries looked at.
func (s *state) try(plan schedule, t float64, r *random, keep *keeper) int64 {
	draw := r.next()
	v := s.rim[int((draw>>40)%uint64(len(s.rim)))]
	near := s.neighbours(v)
	to := s.of[near[int((draw>>20&0xFFFFF)%uint64(len(near)))]]
	from := s.of[v]
	if to == from || s.size[from] == 1 {
		return 20
	}
	work := 40 + int64(len(near))
	if s.compact == Distance {
		work += 20
	}
	delta := s.change(v, to) + float64(float64(s.worse(v, to))*plan.weight)
	if delta > t*draws[draw&1023] {
		return work
	}
	ok, looked := s.free(v)
	if ok {
		s.move(v, to)
		if s.compact == Cut {
			keep.look(s)
		}
		looked += int64(len(near))
	}
	return work + 2*looked
}

// power is x^y for x in (0, 1] and y in [0, 1], from sums and products alone.
func power(x, y float64) float64 {
	z := float64(logarithm(x) * y)
	sum, term := 1.0, 1.0
	z /= 64
	for j := 1; j < 20; j++ {
		term = float64(term*z) / float64(j)
		sum += term
	}
	for range 6 {
		sum = float64(sum * sum)
	}
	return sum
}

// A keeper holds the best grouping met. Under Distance it believes the states' middles, which are mostly medoids.
type keeper struct {
	of              []int32
	violation, wide int64
	price           float64
}

// look keeps a state that is better.
func (k *keeper) look(s *state) {
	if k.of != nil && s.compact == Cut && s.bad > 0 && k.violation == 0 && !s.balance {
		return
	}
	violation, wide := s.violation(s.group), int64(0)
	if s.balance {
		wide = s.spread(s.group)
	}
	if k.of != nil && (violation > k.violation || violation == k.violation && wide > k.wide) {
		return
	}
	price := s.price()
	if k.of == nil || violation < k.violation || wide < k.wide || price < k.price {
		k.of, k.violation, k.wide, k.price = append(k.of[:0], s.of...), violation, wide, price
	}
}

// price is what anneal makes less: O(1) under Cut.
func (s *state) price() float64 {
	if s.compact == Cut {
		return float64(s.cuts)
	}
	var sum int64
	for v, at := range s.of {
		sum += s.far(int32(v), at)
	}
	return float64(sum) + float64(float64(s.cuts)*s.border)
}

// descend moves nodes of the rim as long as that makes the price less and no weight worse, in the order of the nodes.
func (s *state) descend(c *counter) {
	for moved := true; moved && !c.done(); {
		moved = false
		for v := range s.of {
			if s.at[v] >= 0 && s.improve(int32(v), c) {
				moved = true
			}
		}
		c.add(int64(4 * s.nodes()))
	}
}

// improve moves a node to the group beside it where that is best.
func (s *state) improve(v int32, c *counter) bool {
	if s.size[s.of[v]] == 1 {
		return false
	}
	to, least, weight := int32(-1), 0.0, int64(0)
	for _, u := range s.neighbours(v) {
		if g := s.of[u]; g != s.of[v] && g != to {
			w, p := s.worse(v, g), s.change(v, g)
			if w < weight || w == weight && p < least {
				to, least, weight = g, p, w
			}
		}
	}
	c.add(int64(20 * len(s.neighbours(v))))
	if to < 0 {
		return false
	}
	ok, work := s.free(v)
	c.add(work)
	if ok {
		s.move(v, to)
	}
	return ok
}
