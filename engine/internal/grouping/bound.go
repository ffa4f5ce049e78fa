package grouping

import "slices"

// limit finds bounds of compactness for a piece that is not proven.
func (q *piece) limit() {
	if q.compact == Cut {
		q.bound.compact = q.chain()
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
