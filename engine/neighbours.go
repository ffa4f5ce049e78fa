package engine

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/engine/internal/grouping"
	"jinlin/geo"
	"jinlin/policy"
)

// A neighbourhood says which homes are neighbours: those of home h are to[start[h]:start[h+1]], ascending; length is what the border
// between two of them counts. x and y is where homes lie in the plane of the area.
type neighbourhood struct {
	start, to []int32
	length    []int64
	x, y      []int64
}

func (g *neighbourhood) row(h int32) []int32 { return g.to[g.start[h]:g.start[h+1]] }

// An edge joins two neighbours, a < b.
type edge struct {
	a, b   int32
	length int64
}

// neighbours finds who is whose neighbour; see docs/model.md, "Groups".
func (s *State) neighbours() *neighbourhood {
	g := &neighbourhood{x: make([]int64, len(s.homes)), y: make([]int64, len(s.homes))}
	plane := s.plane()
	for h := range s.homes {
		g.x[h], g.y[h] = plane.At(s.homes[h].Location)
	}
	edges := s.givenEdges()
	if s.problem.Adjacency == nil {
		edges = s.drawnEdges(g, &plane)
	}
	g.fill(edges)
	return g
}

func (s *State) plane() geo.Plane {
	points := make([]orb.Point, len(s.homes))
	for h := range s.homes {
		points[h] = s.homes[h].Location
	}
	return geo.NewPlane(points, s.flat())
}

// flat is the metric of straight distances.
func (s *State) flat() geo.Metric {
	if s.policy.Metric == policy.MetricPlanar {
		return geo.MetricPlanar
	}
	return geo.MetricGeodesic
}

// givenEdges are the pairs of the problem, each once.
func (s *State) givenEdges() []edge {
	var edges []edge
	for _, p := range s.problem.Adjacency {
		a, okA := s.homeOf(p.A)
		b, okB := s.homeOf(p.B)
		if okA && okB && a != b {
			edges = append(edges, edge{min(a, b), max(a, b), int64(max(p.Length, 1))})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b), cmp.Compare(a.length, b.length))
	})
	return slices.CompactFunc(edges, func(a, b edge) bool { return a.a == b.a && a.b == b.b })
}

// drawnEdges finds neighbours by where homes lie.
func (s *State) drawnEdges(g *neighbourhood, plane *geo.Plane) []edge {
	first, edges := g.towers()
	x, y := make([]int64, len(first)), make([]int64, len(first))
	for i, h := range first {
		x[i], y[i] = g.x[h], g.y[h]
	}
	walls := s.walls(plane)
	for _, e := range strict(x, y) {
		a, b := first[e[0]], first[e[1]]
		mm := s.crowMM(a, b)
		if s.policy.Groups.Neighbor.Holds(mm) && !walls.cross(x[e[0]], y[e[0]], x[e[1]], y[e[1]]) {
			edges = append(edges, edge{min(a, b), max(a, b), nearness(mm)})
		}
	}
	return edges
}

// nearness is what it counts to part two neighbours so far apart: the cube of 100 m by the distance, rounded up, where less than 35 m count as 35:
// from 24 down to 1. So groups part between hamlets rather than between houses next to each other, and within a hamlet nothing but shape counts.
func nearness(mm int64) int64 {
	const next, far = 35_000, 100_000
	mm = min(max(mm, next), far)
	return (far*far*far + mm*mm*mm - 1) / (mm * mm * mm)
}

// crowMM is the straight distance of two homes, whatever the ground.
func (s *State) crowMM(a, b int32) int64 {
	if s.policy.Metric == policy.MetricPlanar {
		return geo.PlanarDistanceMM(s.homes[a].Location, s.homes[b].Location)
	}
	return geo.DistanceMM(s.homes[a].Location, s.homes[b].Location)
}

// towers lists the first home of every place, and joins the homes of one place in the order of their numbers.
func (g *neighbourhood) towers() (first []int32, edges []edge) {
	order := upTo(len(g.x))
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(g.x[a], g.x[b]), cmp.Compare(g.y[a], g.y[b]), cmp.Compare(a, b))
	})
	for i, h := range order {
		if i > 0 && g.x[order[i-1]] == g.x[h] && g.y[order[i-1]] == g.y[h] {
			edges = append(edges, edge{order[i-1], h, nearness(0)})
		} else {
			first = append(first, h)
		}
	}
	return first, edges
}

// fill lays edges out in rows.
func (g *neighbourhood) fill(edges []edge) {
	n := len(g.x)
	g.start = make([]int32, n+1)
	for _, e := range edges {
		g.start[e.a+1]++
		g.start[e.b+1]++
	}
	for h := range n {
		g.start[h+1] += g.start[h]
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.a, b.a), cmp.Compare(a.b, b.b)) })
	g.to, g.length = make([]int32, 2*len(edges)), make([]int64, 2*len(edges))
	next := slices.Clone(g.start)
	put := func(at, to int32, length int64) {
		g.to[next[at]], g.length[next[at]] = to, length
		next[at]++
	}
	// The edges ascend, so every home first meets the neighbours below it, in order, if these are put first.
	for _, e := range edges {
		put(e.b, e.a, e.length)
	}
	for _, e := range edges {
		put(e.a, e.b, e.length)
	}
}

// strict keeps the edges of a Delaunay triangulation with a circle through both ends that has no other point in it or on it. What can be in such a circle
// of an edge of the triangulation is first one of the two points opposite to it, which are joined with both ends.
// With b and c seen from a, the circles through a and b are those of parameter t, and c is outside if q > t s, where
// q = c.(c-b) and s = b x c.
func strict(x, y []int64) [][2]int32 {
	from, to := grouping.Delaunay(x, y)
	start, near := grouping.Lists(len(x), from, to)
	mark := make([]int32, len(x))
	var kept [][2]int32
	for i, a := range from {
		b := to[i]
		for _, c := range near[start[a]:start[a+1]] {
			mark[c] = int32(i + 1)
		}
		var free window
		for _, c := range near[start[b]:start[b+1]] {
			if mark[c] == int32(i+1) {
				free.narrow(x[b]-x[a], y[b]-y[a], x[c]-x[a], y[c]-y[a])
			}
		}
		if !free.empty() {
			kept = append(kept, [2]int32{a, b})
		}
	}
	return kept
}

// A window is the open range of the parameters of circles, between two fractions; one that is not there does not limit.
type window struct {
	lowQ, lowS, highQ, highS int64
	low, high, shut          bool
}

// narrow leaves out the circles through the origin and b that have c in them or on them.
func (w *window) narrow(bx, by, cx, cy int64) {
	q, s := cx*(cx-bx)+cy*(cy-by), bx*cy-by*cx
	switch {
	case s == 0:
		w.shut = w.shut || q <= 0
	case s > 0:
		if !w.high || compareProducts(q, w.highS, w.highQ, s) < 0 {
			w.highQ, w.highS, w.high = q, s, true
		}
	default:
		q, s = -q, -s
		if !w.low || compareProducts(q, w.lowS, w.lowQ, s) > 0 {
			w.lowQ, w.lowS, w.low = q, s, true
		}
	}
}

func (w *window) empty() bool {
	return w.shut || w.low && w.high && compareProducts(w.lowQ, w.highS, w.highQ, w.lowS) >= 0
}

// compareProducts compares a*b with c*d, in 128 bits.
func compareProducts(a, b, c, d int64) int {
	ah, al := product(a, b)
	ch, cl := product(c, d)
	return cmp.Or(cmp.Compare(ah, ch), cmp.Compare(al, cl))
}

// product is a*b in two's complement.
func product(a, b int64) (high int64, low uint64) {
	h, l := bits.Mul64(uint64(a), uint64(b))
	if a < 0 {
		h -= uint64(b)
	}
	if b < 0 {
		h -= uint64(a)
	}
	return int64(h), l
}

// walls are the segments of barriers in the plane of the area.
type walls [][4]int64

func (s *State) walls(plane *geo.Plane) walls {
	var all walls
	for _, line := range s.problem.Barriers {
		for i := 1; i < len(line); i++ {
			ax, ay := plane.At(line[i-1])
			bx, by := plane.At(line[i])
			all = append(all, [4]int64{ax, ay, bx, by})
		}
	}
	return all
}

// cross reports whether the line from a to b has a point in common with a wall.
func (w walls) cross(ax, ay, bx, by int64) bool {
	for _, v := range w {
		if max(ax, bx) < min(v[0], v[2]) || min(ax, bx) > max(v[0], v[2]) || max(ay, by) < min(v[1], v[3]) || min(ay, by) > max(v[1], v[3]) {
			continue
		}
		if side(ax, ay, bx, by, v[0], v[1])*side(ax, ay, bx, by, v[2], v[3]) <= 0 && side(v[0], v[1], v[2], v[3], ax, ay)*side(v[0], v[1], v[2], v[3], bx, by) <= 0 {
			return true
		}
	}
	return false
}

// side tells on which side of the line from a to b the point c lies.
func side(ax, ay, bx, by, cx, cy int64) int {
	return compareProducts(bx-ax, cy-ay, by-ay, cx-ax)
}
