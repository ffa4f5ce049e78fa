package grouping

import "slices"

// manyPairs is the most pairs of nodes and units for which a piece gets a bound of distance.
const manyPairs = 4_000_000

// limit finds bounds of compactness for a piece that is not proven.
func (q *piece) limit(c *counter) {
	if q.compact == Cut {
		q.bound.compact = q.chain()
		return
	}
	var count int64
	for _, units := range q.members {
		count += int64(len(units))
	}
	pairs := count * int64(q.nodes())
	if rounds := (c.limit-c.used)/(2*pairs+1) - 2; pairs <= manyPairs && rounds >= 5 {
		q.bound.compact = relax(q.distances(), q.k, q.found.compact, int(min(rounds, 100))).bound
		c.add(2 * pairs * (min(rounds, 100) + 2))
	}
}

// chain is the cost of the k-1 cheapest edges: groups joined by the edges between them are connected, which takes k-1 of these.
func (q *piece) chain() int64 {
	var costs []int64
	for v := range q.weight {
		for i := q.start[v]; i < q.start[v+1]; i++ {
			if int(q.to[i]) > v {
				costs = append(costs, q.cost[i])
			}
		}
	}
	slices.Sort(costs)
	var sum int64
	for _, cost := range costs[:min(q.k-1, len(costs))] {
		sum += cost
	}
	return sum
}
