package grouping

import "slices"

// blocks joins units that stay together: block gives each unit its node. A set of Same that is not connected by itself is joined along
// shortest paths (in edges), whose units then stay with it; that may cost the optimum, and exact is false. Units of a set in different
// components stay apart, and reasons tell.
func blocks(p *Problem, g *graph) (block []int32, count int, exact bool, reasons []Reason) {
	n := g.nodes()
	exact = true
	join := newSets(n)
	piece, _ := g.components()
	for _, same := range p.Same {
		set := cleanSet(same, n)
		if len(set) < 2 {
			continue
		}
		if slices.ContainsFunc(set, func(u int32) bool { return piece[u] != piece[set[0]] }) {
			reasons = append(reasons, Reason{Kind: Apart, Units: set, Weight: weigh(g.weight, set)})
		}
		for len(set) > 0 {
			here := piece[set[0]]
			var part, rest []int32
			for _, u := range set {
				if piece[u] == here {
					part = append(part, u)
				} else {
					rest = append(rest, u)
				}
			}
			if !g.connect(part, join) {
				exact = false
			}
			set = rest
		}
	}
	block = make([]int32, n)
	number := make([]int32, n)
	for u := range number {
		number[u] = -1
	}
	for u := range block {
		r := join.root(int32(u))
		if number[r] < 0 {
			number[r] = int32(count)
			count++
		}
		block[u] = number[r]
	}
	return block, count, exact, reasons
}

func cleanSet(same []int32, n int) []int32 {
	set := slices.DeleteFunc(slices.Clone(same), func(u int32) bool { return u < 0 || int(u) >= n })
	slices.Sort(set)
	return slices.Compact(set)
}

func weigh(weight []int64, set []int32) int64 {
	var sum int64
	for _, u := range set {
		sum += weight[u]
	}
	return sum
}

// connect joins the units of a set, all of one component, and tells whether edges between them were enough. Else it joins each further unit
// by a breadth-first path from what is joined so far. O(|set| * arcs).
func (g *graph) connect(set []int32, join *sets) bool {
	in := map[int32]bool{} // read by key only
	for _, u := range set {
		in[u] = true
	}
	for _, u := range set {
		for _, v := range g.neighbours(u) {
			if in[v] {
				join.union(u, v)
			}
		}
	}
	alone := true
	for _, u := range set {
		if join.root(u) == join.root(set[0]) {
			continue
		}
		alone = false
		g.pathTo(set[0], u, join)
	}
	return alone
}

// pathTo joins the units of a shortest path from the set of `from` to u.
func (g *graph) pathTo(from, u int32, join *sets) {
	before := make([]int32, g.nodes())
	var queue []int32
	root := join.root(from)
	for v := range before {
		before[v] = -1
		if join.root(int32(v)) == root {
			before[v] = int32(v)
			queue = append(queue, int32(v))
		}
	}
	for i := 0; i < len(queue) && before[u] < 0; i++ {
		for _, t := range g.neighbours(queue[i]) {
			if before[t] < 0 {
				before[t] = queue[i]
				queue = append(queue, t)
			}
		}
	}
	for v := u; before[v] >= 0 && before[v] != v; v = before[v] {
		join.union(v, before[v])
	}
}

// contract makes the graph of the blocks.
func contract(g *graph, block []int32, count int) *graph {
	weight := make([]int64, count)
	var arcs []arc
	for u := range block {
		weight[block[u]] += g.weight[u]
		for i := g.start[u]; i < g.start[u+1]; i++ {
			if a, b := block[u], block[g.to[i]]; a != b {
				arcs = append(arcs, arc{a, b, g.cost[i]})
			}
		}
	}
	return newGraph(weight, arcs)
}

// sets are disjoint sets of numbers (union-find with path halving; the lower root wins).
type sets struct{ parent []int32 }

func newSets(n int) *sets {
	s := &sets{make([]int32, n)}
	for i := range s.parent {
		s.parent[i] = int32(i)
	}
	return s
}

func (s *sets) root(u int32) int32 {
	for s.parent[u] != u {
		s.parent[u] = s.parent[s.parent[u]]
		u = s.parent[u]
	}
	return u
}

// union tells whether u and v were in different sets.
func (s *sets) union(u, v int32) bool {
	a, b := s.root(u), s.root(v)
	if a == b {
		return false
	}
	s.parent[max(a, b)] = min(a, b)
	return true
}
