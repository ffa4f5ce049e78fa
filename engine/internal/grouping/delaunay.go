package grouping

import "slices"

// Delaunay gives the edges of a Delaunay triangulation of points, as pairs a[i] < b[i] in ascending order. Of points at one place the lowest is in
// the triangulation, and the others hang on it in a chain of edges without length. Points on a line make a chain, of points on a circle any
// triangulation is given (always the same). Whole numbers decide; coordinates that differ by 2^31 or more are coarsened until
// they do not. O(n log n).
//
// Source: divide and conquer of Guibas and Stolfi, "Primitives for the manipulation of general subdivisions and the computation of Voronoi
// diagrams" (1985), with rings of edges around points instead of their quad-edges.
func Delaunay(x, y []int64) (a, b []int32) {
	n := min(len(x), len(y))
	if n == 0 {
		return nil, nil
	}
	all := shrink(x[:n], y[:n])
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		p, q := all[i], all[j]
		switch {
		case p.x != q.x:
			return compare(p.x, q.x)
		case p.y != q.y:
			return compare(p.y, q.y)
		}
		return int(i) - int(j)
	})
	m := &mesh{}
	var pairs [][2]int32
	var ids []int32
	for i, u := range order {
		if i > 0 && all[u] == all[order[i-1]] {
			pairs = append(pairs, [2]int32{order[i-1], u})
			continue
		}
		m.points = append(m.points, all[u])
		ids = append(ids, u)
	}
	if len(m.points) > 1 {
		m.divide(0, int32(len(m.points)))
	}
	for e := int32(0); e < int32(len(m.origin)); e += 2 {
		if m.origin[e] >= 0 {
			u, v := ids[m.origin[e]], ids[m.origin[e^1]]
			pairs = append(pairs, [2]int32{min(u, v), max(u, v)})
		}
	}
	return unzip(pairs)
}

func compare(a, b int64) int {
	if a < b {
		return -1
	}
	return 1
}

func unzip(pairs [][2]int32) (a, b []int32) {
	slices.SortFunc(pairs, func(p, q [2]int32) int {
		if p[0] != q[0] {
			return int(p[0]) - int(q[0])
		}
		return int(p[1]) - int(q[1])
	})
	for _, p := range pairs {
		a, b = append(a, p[0]), append(b, p[1])
	}
	return a, b
}

// shrink moves points to the lowest corner, and halves all coordinates until they are at most span.
func shrink(x, y []int64) []point {
	x0, y0 := slices.Min(x), slices.Min(y)
	wide := max(uint64(slices.Max(x))-uint64(x0), uint64(slices.Max(y))-uint64(y0))
	shift := 0
	for wide>>shift > span {
		shift++
	}
	points := make([]point, len(x))
	for i := range x {
		points[i] = point{int64((uint64(x[i]) - uint64(x0)) >> shift), int64((uint64(y[i]) - uint64(y0)) >> shift)}
	}
	return points
}

// A mesh holds directed edges: e and e^1 are the two directions of one. Around its origin an edge has a next one, counter-clockwise, and one before.
type mesh struct {
	points       []point
	origin       []int32 // -1: deleted
	next, before []int32
}

func (m *mesh) org(e int32) point      { return m.points[m.origin[e]] }
func (m *mesh) dest(e int32) point     { return m.points[m.origin[e^1]] }
func (m *mesh) leftNext(e int32) int32 { return m.before[e^1] }

func (m *mesh) edge(a, b int32) int32 {
	e := int32(len(m.origin))
	m.origin = append(m.origin, a, b)
	m.next = append(m.next, e, e+1)
	m.before = append(m.before, e, e+1)
	return e
}

// splice joins two rings, or parts one.
func (m *mesh) splice(a, b int32) {
	an, bn := m.next[a], m.next[b]
	m.next[a], m.before[bn] = bn, a
	m.next[b], m.before[an] = an, b
}

// connect makes the edge from the end of a to the origin of b, in the face to the left of both.
func (m *mesh) connect(a, b int32) int32 {
	e := m.edge(m.origin[a^1], m.origin[b])
	m.splice(e, m.leftNext(a))
	m.splice(e^1, b)
	return e
}

func (m *mesh) remove(e int32) {
	m.splice(e, m.before[e])
	m.splice(e^1, m.before[e^1])
	m.origin[e], m.origin[e^1] = -1, -1
}

// divide triangulates points from..to-1 and gives the edges of the hull that leave its leftmost point (counter-clockwise) and its rightmost
// one (clockwise).
func (m *mesh) divide(from, to int32) (left, right int32) {
	switch to - from {
	case 2:
		e := m.edge(from, from+1)
		return e, e ^ 1
	case 3:
		return m.three(from)
	}
	half := from + (to-from)/2
	lo, li := m.divide(from, half)
	ri, ro := m.divide(half, to)
	return m.merge(lo, li, ri, ro)
}

func (m *mesh) three(at int32) (left, right int32) {
	a, b := m.edge(at, at+1), m.edge(at+1, at+2)
	m.splice(a^1, b)
	switch t := turn(m.points[at], m.points[at+1], m.points[at+2]); {
	case t > 0:
		m.connect(b, a)
	case t < 0:
		c := m.connect(b, a)
		return c ^ 1, c
	}
	return a, b ^ 1
}

// merge sews two triangulations together from the lowest common tangent upwards.
func (m *mesh) merge(lo, li, ri, ro int32) (left, right int32) {
	for {
		if turn(m.org(ri), m.org(li), m.dest(li)) > 0 {
			li = m.leftNext(li)
		} else if turn(m.org(li), m.dest(ri), m.org(ri)) > 0 {
			ri = m.next[ri^1]
		} else {
			break
		}
	}
	base := m.connect(ri^1, li)
	if m.origin[li] == m.origin[lo] {
		lo = base ^ 1
	}
	if m.origin[ri] == m.origin[ro] {
		ro = base
	}
	for {
		l, r := m.leftCandidate(base), m.rightCandidate(base)
		if !m.above(l, base) && !m.above(r, base) {
			return lo, ro
		}
		if !m.above(l, base) || m.above(r, base) && inCircle(m.dest(l), m.org(l), m.org(r), m.dest(r)) {
			base = m.connect(r, base^1)
		} else {
			base = m.connect(base^1, l^1)
		}
	}
}

// above tells that an edge ends above the base.
func (m *mesh) above(e, base int32) bool { return turn(m.dest(e), m.dest(base), m.org(base)) > 0 }

func (m *mesh) leftCandidate(base int32) int32 {
	l := m.next[base^1]
	if m.above(l, base) {
		for inCircle(m.dest(base), m.org(base), m.dest(l), m.dest(m.next[l])) {
			t := m.next[l]
			m.remove(l)
			l = t
		}
	}
	return l
}

func (m *mesh) rightCandidate(base int32) int32 {
	r := m.before[base]
	if m.above(r, base) {
		for inCircle(m.dest(base), m.org(base), m.dest(r), m.dest(m.before[r])) {
			t := m.before[r]
			m.remove(r)
			r = t
		}
	}
	return r
}
