package grouping

import "slices"

// A graph has nodes with weights and symmetric lists of neighbours, no loops, no repeats. A node is one unit, or several that stay together.
type graph struct {
	weight    []int64
	start, to []int32
	cost      []int64 // per entry of to
}

func (g *graph) nodes() int { return len(g.weight) }

func (g *graph) neighbours(v int32) []int32 { return g.to[g.start[v]:g.start[v+1]] }

// An arc is a half of an edge on its way into a graph.
type arc struct {
	from, to int32
	cost     int64
}

// newGraph sorts arcs into lists; of several arcs between two nodes it keeps the sum of the costs.
func newGraph(weight []int64, arcs []arc) *graph {
	slices.SortFunc(arcs, func(a, b arc) int {
		if a.from != b.from {
			return int(a.from) - int(b.from)
		}
		return int(a.to) - int(b.to)
	})
	g := &graph{weight: weight, start: make([]int32, len(weight)+1)}
	g.to = make([]int32, 0, len(arcs))
	g.cost = make([]int64, 0, len(arcs))
	last := arc{from: -1}
	for _, a := range arcs {
		if a.from == last.from && a.to == last.to {
			g.cost[len(g.cost)-1] += a.cost
			continue
		}
		last = a
		g.start[a.from+1]++
		g.to = append(g.to, a.to)
		g.cost = append(g.cost, a.cost)
	}
	for v := range weight {
		g.start[v+1] += g.start[v]
	}
	return g
}

// units reads the graph of a problem and leaves out what cannot be: neighbours out of range, loops, repeats, arcs of one direction only
// get the other (with the higher cost of the two).
func units(p *Problem) *graph {
	n := len(p.Weight)
	weight := make([]int64, n)
	for u, w := range p.Weight {
		weight[u] = max(w, 0)
	}
	var arcs []arc
	for u := 0; u+1 < len(p.Start) && u < n; u++ {
		for i := max(p.Start[u], 0); i < min(p.Start[u+1], int32(len(p.To))); i++ {
			v := p.To[i]
			if v < 0 || int(v) >= n || int(v) == u {
				continue
			}
			arcs = append(arcs, arc{int32(u), v, p.length(i)}, arc{v, int32(u), p.length(i)})
		}
	}
	return newGraph(weight, distinct(arcs))
}

func (p *Problem) length(i int32) int64 {
	if int(i) >= len(p.EdgeLength) {
		return 1
	}
	return max(p.EdgeLength[i], 0)
}

// distinct keeps one arc of each pair, the costliest.
func distinct(arcs []arc) []arc {
	slices.SortFunc(arcs, func(a, b arc) int {
		switch {
		case a.from != b.from:
			return int(a.from) - int(b.from)
		case a.to != b.to:
			return int(a.to) - int(b.to)
		case a.cost > b.cost:
			return -1
		case a.cost < b.cost:
			return 1
		}
		return 0
	})
	return slices.CompactFunc(arcs, func(a, b arc) bool { return a.from == b.from && a.to == b.to })
}

// components numbers the connected components of the nodes by their lowest node. O(nodes + arcs).
func (g *graph) components() (of []int32, count int) {
	of = make([]int32, g.nodes())
	for v := range of {
		of[v] = -1
	}
	var queue []int32
	for v := range of {
		if of[v] >= 0 {
			continue
		}
		of[v] = int32(count)
		queue = append(queue[:0], int32(v))
		for len(queue) > 0 {
			u := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			for _, t := range g.neighbours(u) {
				if of[t] < 0 {
					of[t] = int32(count)
					queue = append(queue, t)
				}
			}
		}
		count++
	}
	return of, count
}

// Contiguous tells whether every group of a grouping is connected. Units below 0 are in no group. O(units + arcs).
func Contiguous(p *Problem, of []int32) bool {
	if len(of) != len(p.Weight) {
		return false
	}
	g := units(p)
	first := map[int32]int32{} // read by key only
	group, _ := g.within(of)
	for u, at := range of {
		if at < 0 {
			continue
		}
		if c, seen := first[at]; seen && c != group[u] {
			return false
		}
		first[at] = group[u]
	}
	return true
}

// within gives the components that remain when the edges between groups are cut.
func (g *graph) within(of []int32) ([]int32, int) {
	cut := &graph{weight: g.weight, start: make([]int32, g.nodes()+1)}
	for v := range of {
		for _, t := range g.neighbours(int32(v)) {
			if of[v] == of[t] {
				cut.to = append(cut.to, t)
			}
		}
		cut.start[v+1] = int32(len(cut.to))
	}
	return cut.components()
}
