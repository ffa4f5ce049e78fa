package grouping

// A piece is one connected component with the number of its groups. Its nodes are numbered anew, in the order of their lowest units.
type piece struct {
	*graph
	k       int
	lo, hi  int64 // bounds
	a, b    int64 // where, under Balance, the weights of all groups of all pieces would best be
	balance bool
	compact Compact
	members [][]int32 // units of each node, ascending
	x, y    []int64   // of units, as in the problem
	total   int64
	border  float64 // price of a unit of cut under Distance, so that borders are smooth

	r      *random
	best   []int32 // the grouping found, with what it is worth and what nothing can be better than
	found  score
	bound  score
	proven bool
}

// A score is what makes one grouping of a piece better than another: least first.
type score struct{ violation, spread, compact, tie int64 }

func (s score) less(t score) bool {
	switch {
	case s.violation != t.violation:
		return s.violation < t.violation
	case s.spread != t.spread:
		return s.spread < t.spread
	case s.compact != t.compact:
		return s.compact < t.compact
	}
	return s.tie < t.tie
}

// score judges a grouping of the nodes. O(nodes + arcs), under Distance also the sum of the squares of the groups' units.
func (q *piece) score(of []int32) score {
	weight := q.weights(of)
	s := score{violation: q.violation(weight)}
	if q.balance {
		s.spread = q.spread(weight)
	}
	s.compact = q.cut(of)
	if q.compact == Distance {
		s.tie, s.compact = s.compact, q.distance(of)
	}
	return s
}

func (q *piece) weights(of []int32) []int64 {
	weight := make([]int64, q.k)
	for v, at := range of {
		weight[at] += q.weight[v]
	}
	return weight
}

func (q *piece) violation(weight []int64) int64 {
	var sum int64
	for _, w := range weight {
		sum += max(q.lo-w, 0) + max(w-q.hi, 0)
	}
	return sum
}

// spread is how far the weights reach, the range that they cannot avoid included.
func (q *piece) spread(weight []int64) int64 {
	low, high := q.a, q.b
	for _, w := range weight {
		low, high = min(low, w), max(high, w)
	}
	return high - low
}

func (q *piece) cut(of []int32) int64 {
	var sum int64
	for v := range of {
		for i := q.start[v]; i < q.start[v+1]; i++ {
			if t := q.to[i]; int(t) > v && of[t] != of[v] {
				sum += q.cost[i]
			}
		}
	}
	return sum
}

func (q *piece) distance(of []int32) int64 {
	units := make([][]int32, q.k)
	for v, at := range of {
		units[at] = append(units[at], q.members[v]...)
	}
	var sum int64
	for _, set := range units {
		_, d := q.medoid(set)
		sum += d
	}
	return sum
}

// medoid is the unit of a set from which the sum of distances to the set is least, and that sum. O(set^2).
func (q *piece) medoid(set []int32) (int32, int64) {
	best, least := int32(-1), int64(0)
	for _, m := range set {
		var sum int64
		for _, u := range set {
			sum += Between(q.x[m], q.y[m], q.x[u], q.y[u])
			if best >= 0 && sum > least {
				break
			}
		}
		if best < 0 || sum < least || sum == least && m < best {
			best, least = m, sum
		}
	}
	return best, least
}
