package grouping

import (
	"slices"
	"sort"
)

// Prune keeps, of the edges a[i] to b[i] between points, those that are not longer than maxLength (0: any length) and do not meet a barrier. A barrier is a
// chain of straight parts; an edge meets it where any of its points but its two ends lies on it, so that a point on a barrier has neighbours on both
// sides and no edge leaps over. Edges without length meet nothing. Exact. O((edges + parts) log parts) where the parts are short.
func Prune(a, b []int32, x, y []int64, maxLength int64, barriers [][][2]int64) (keptA, keptB []int32) {
	walls := newWalls(barriers)
	for i := range min(len(a), len(b)) {
		p, q := point{x[a[i]], y[a[i]]}, point{x[b[i]], y[b[i]]}
		if maxLength > 0 && Between(p.x, p.y, q.x, q.y) > maxLength || walls.meet(p, q) {
			continue
		}
		keptA, keptB = append(keptA, a[i]), append(keptB, b[i])
	}
	return keptA, keptB
}

// Neighbors is the neighbour graph of points: Delaunay, then Prune, as lists of neighbours in ascending order.
func Neighbors(x, y []int64, maxLength int64, barriers [][][2]int64) (start, to []int32) {
	a, b := Delaunay(x, y)
	a, b = Prune(a, b, x, y, maxLength, barriers)
	return Lists(min(len(x), len(y)), a, b)
}

// Lists turns edges between n points into lists of neighbours.
func Lists(n int, a, b []int32) (start, to []int32) {
	start = make([]int32, n+1)
	for i := range a {
		start[a[i]+1]++
		start[b[i]+1]++
	}
	for u := range n {
		start[u+1] += start[u]
	}
	to = make([]int32, 2*len(a))
	fill := slices.Clone(start)
	for i := range a {
		to[fill[a[i]]], to[fill[b[i]]] = b[i], a[i]
		fill[a[i]]++
		fill[b[i]]++
	}
	for u := range n {
		slices.Sort(to[start[u]:start[u+1]])
	}
	return start, to
}

// walls are the parts of barriers, by their lowest x; reach is the highest x of each part and all before it.
type walls struct {
	parts [][2]point
	reach []int64
}

func newWalls(barriers [][][2]int64) *walls {
	w := &walls{}
	for _, line := range barriers {
		for i := 1; i < len(line); i++ {
			w.parts = append(w.parts, [2]point{{line[i-1][0], line[i-1][1]}, {line[i][0], line[i][1]}})
		}
	}
	slices.SortStableFunc(w.parts, func(a, b [2]point) int {
		if l, m := min(a[0].x, a[1].x), min(b[0].x, b[1].x); l != m {
			return compare(l, m)
		}
		return 0
	})
	w.reach = make([]int64, len(w.parts))
	for i, part := range w.parts {
		w.reach[i] = max(part[0].x, part[1].x)
		if i > 0 {
			w.reach[i] = max(w.reach[i], w.reach[i-1])
		}
	}
	return w
}

// meet tells whether a barrier meets the inside of the edge from p to q.
func (w *walls) meet(p, q point) bool {
	if p == q {
		return false
	}
	low, high := min(p.x, q.x), max(p.x, q.x)
	from := sort.Search(len(w.reach), func(i int) bool { return w.reach[i] >= low })
	for _, part := range w.parts[from:] {
		if min(part[0].x, part[1].x) > high {
			return false
		}
		if max(part[0].y, part[1].y) < min(p.y, q.y) || min(part[0].y, part[1].y) > max(p.y, q.y) {
			continue
		}
		if crosses(p, q, part[0], part[1]) {
			return true
		}
	}
	return false
}

// crosses tells whether the part from c to d, ends included, has a point with the edge from p to q in common that is no end of the edge.
func crosses(p, q, c, d point) bool {
	sc, sd := side(p, q, c), side(p, q, d)
	if sc == 0 && sd == 0 {
		return overlap(p, q, c, d)
	}
	if sc == 0 {
		return within(p, q, c)
	}
	if sd == 0 {
		return within(p, q, d)
	}
	return sc != sd && side(c, d, p)*side(c, d, q) < 0
}

// within tells whether c, on the line through p and q, lies between them and is neither.
func within(p, q, c point) bool {
	if p.x != q.x {
		return min(p.x, q.x) < c.x && c.x < max(p.x, q.x)
	}
	return min(p.y, q.y) < c.y && c.y < max(p.y, q.y)
}

// overlap is crosses for four points on one line.
func overlap(p, q, c, d point) bool {
	along := func(v point) int64 { return v.x }
	if p.x == q.x {
		along = func(v point) int64 { return v.y }
	}
	low, high := min(along(c), along(d)), max(along(c), along(d))
	return low < max(along(p), along(q)) && high > min(along(p), along(q))
}
