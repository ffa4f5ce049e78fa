package grouping

import (
	"math"
	"slices"
)

// Solve divides a map. It looks at about `work` entries (neighbours, distances, sets tried) and returns the best that it found; what it does first is
// done whatever `work` is. The answer false means that stop said so.
func Solve(p *Problem, work int64, stop func() bool) (Solution, bool) {
	c := &counter{limit: max(work, 0), stop: stop}
	if stop != nil && stop() {
		return Solution{}, false
	}
	n := len(p.Weight)
	if n == 0 {
		return Solution{Of: []int32{}, Proven: true, Infeasible: p.counts(0, 0, 0)}, true
	}
	m := read(p)
	limit := c.limit
	for i, q := range m.pieces {
		c.limit = min(limit, c.used+portion(limit-c.used, q, m.pieces[i:]))
		m.solve(q, c)
		if c.stopped {
			return Solution{}, false
		}
	}
	s := m.solution()
	s.Work = c.used
	return s, true
}

// portion is the share of the work left that a piece gets, by its nodes among those to come.
func portion(left int64, q *piece, rest []*piece) int64 {
	var nodes int64
	for _, o := range rest {
		nodes += int64(o.nodes())
	}
	return int64(float64(left) * float64(q.nodes()) / float64(max(nodes, 1)))
}

// A division is a problem taken apart into pieces.
type division struct {
	p       *Problem
	g       *graph
	pieces  []*piece
	exact   bool // every set of Same was connected
	reasons []Reason
}

// read takes a problem apart. O(units + arcs log arcs).
func read(p *Problem) *division {
	m := &division{p: p, g: units(p)}
	block, count, exact, reasons := blocks(p, m.g)
	m.exact, m.reasons = exact, reasons
	nodes := contract(m.g, block, count)
	members := make([][]int32, count)
	for u, b := range block {
		members[b] = append(members[b], int32(u))
	}
	of, k := nodes.components()
	m.pieces = nodes.split(of, k)
	weight, size := make([]int64, k), make([]int, k)
	lists := make([][]int32, k)
	for v, at := range of {
		lists[at] = append(lists[at], int32(v))
		weight[at] += nodes.weight[v]
		size[at]++
	}
	groups := allot(p, weight, size)
	low, high := int64(math.MaxInt64), int64(0)
	for i := range k {
		low = min(low, weight[i]/int64(groups[i]))
		high = max(high, (weight[i]+int64(groups[i])-1)/int64(groups[i]))
	}
	for i, q := range m.pieces {
		q.k, q.lo, q.hi, q.a, q.b = groups[i], p.Min, p.max(), low, high
		q.balance, q.total, q.x, q.y = p.Balance, weight[i], p.X, p.Y
		if p.Compact == Distance && len(p.X) >= len(p.Weight) && len(p.Y) >= len(p.Weight) {
			q.compact = Distance
		}
		for _, v := range lists[i] {
			q.members = append(q.members, members[v])
		}
	}
	m.reasons = append(m.reasons, p.why(m)...)
	return m
}

// split makes a piece of each component, nodes in ascending order.
func (g *graph) split(of []int32, count int) []*piece {
	number := make([]int32, g.nodes())
	pieces := make([]*piece, count)
	for i := range pieces {
		pieces[i] = &piece{graph: &graph{start: []int32{0}}}
	}
	for v, at := range of {
		number[v] = int32(pieces[at].nodes())
		pieces[at].weight = append(pieces[at].weight, g.weight[v])
	}
	for v, at := range of {
		q := pieces[at]
		for i := g.start[v]; i < g.start[v+1]; i++ {
			q.to = append(q.to, number[g.to[i]])
			q.cost = append(q.cost, g.cost[i])
		}
		q.start = append(q.start, int32(len(q.to)))
	}
	return pieces
}

// solution puts the pieces together and judges the whole.
func (m *division) solution() Solution {
	n := len(m.p.Weight)
	s := Solution{Of: make([]int32, n), Proven: m.exact}
	var weight []int64
	low, high := int64(math.MaxInt64), int64(0)
	for _, q := range m.pieces {
		for v, at := range q.best {
			for _, u := range q.members[v] {
				s.Of[u] = int32(s.Groups) + at
			}
		}
		s.Groups += q.k
		weights := q.weights(q.best)
		s.Violation += q.violation(weights)
		weight = append(weight, weights...)
		s.Compactness += q.found.compact
		s.CompactnessBound += q.bound.compact
		if m.p.Balance && m.exact {
			s.SpreadBound = max(s.SpreadBound, q.bound.spread)
		}
		low, high = min(low, q.total/int64(q.k)), max(high, (q.total+int64(q.k)-1)/int64(q.k))
		s.Proven = s.Proven && q.proven
	}
	if !m.exact { // what is best with the paths that we chose says little about what is best without
		s.CompactnessBound = 0
	}
	s.SpreadBound = max(s.SpreadBound, high-low)
	s.Spread = slices.Max(weight) - slices.Min(weight)
	if m.p.Balance && len(m.pieces) > 1 && s.Spread > high-low {
		s.Proven = false // another piece might have used the wider range better
	}
	apart := slices.ContainsFunc(m.reasons, func(r Reason) bool { return r.Kind == Apart })
	if s.Violation > 0 || apart || m.p.Count > 0 && s.Groups != m.p.Count {
		s.Infeasible = m.reasons
	}
	renumber(s.Of, s.Groups)
	return s
}

// renumber numbers groups by their lowest units.
func renumber(of []int32, groups int) {
	number := make([]int32, groups)
	for i := range number {
		number[i] = -1
	}
	next := int32(0)
	for u, at := range of {
		if number[at] < 0 {
			number[at] = next
			next++
		}
		of[u] = number[at]
	}
}
