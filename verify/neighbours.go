package verify

import (
	"cmp"
	"math"
	words "math/bits"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/geo"
	"jinlin/policy"
)

// A vicinity is who is whose neighbour among the homes, as docs/model.md says:
// given pairs, or homes at different places with a circle through both that has
// no other place in it or on it, near enough, with no barrier between; homes
// of one place in the order of their ids. The judge tries every pair.
type vicinity struct {
	x, y   []int64
	near   [][]int // of each home
	border [][]int64
}

func (v *vicinity) join(a, b int, length int64) {
	v.near[a], v.border[a] = append(v.near[a], b), append(v.border[a], length)
	v.near[b], v.border[b] = append(v.near[b], a), append(v.border[b], length)
}

func (s *scene) layVicinity() *vicinity {
	n := len(s.homes)
	v := &vicinity{x: make([]int64, n), y: make([]int64, n), near: make([][]int, n), border: make([][]int64, n)}
	places := make([]orb.Point, n)
	for h := range s.homes {
		places[h] = s.homes[h].rec.Location
	}
	metric := geo.MetricGeodesic
	if s.policy.Metric == policy.MetricPlanar {
		metric = geo.MetricPlanar
	}
	plane := geo.NewPlane(places, metric)
	for h := range places {
		v.x[h], v.y[h] = plane.At(places[h])
	}
	if s.policy.Groups.By != policy.GroupsDrawn {
		return v
	}
	if s.p.Adjacency != nil {
		seen := map[[2]int]bool{}
		for _, p := range s.p.Adjacency {
			a, b := s.homeAt[p.A], s.homeAt[p.B]
			if key := [2]int{min(a, b), max(a, b)}; a != b && !seen[key] {
				seen[key] = true
				v.join(a, b, int64(max(p.Length, 1)))
			}
		}
		return v
	}
	var lines [][4]int64
	for _, line := range s.p.Barriers {
		for i := range max(len(line)-1, 0) {
			ax, ay := plane.At(line[i])
			bx, by := plane.At(line[i+1])
			lines = append(lines, [4]int64{ax, ay, bx, by})
		}
	}
	v.draw(func(a, b int) int64 {
		mm := s.straight(places[a], places[b])
		if !s.policy.Groups.Neighbor.Holds(mm) || v.parted(lines, a, b) {
			return 0
		}
		return closeness(mm)
	})
	return v
}

// closeness is the least whole number that is at least the cube of 100 m by
// the distance, which counts as 35 m at least and as 100 m at most.
func closeness(mm int64) int64 {
	mm = min(max(mm, 35_000), 100_000)
	n := int64(1)
	for n*mm*mm*mm < 1e15 {
		n++
	}
	return n
}

// draw joins the homes of one place, and the lowest of each place with those
// of other places. border is what the border of two homes counts, 0 if they
// may not be neighbours.
func (v *vicinity) draw(border func(a, b int) int64) {
	last := map[[2]int64]int{}
	var lowest []int
	for h := range v.x {
		at := [2]int64{v.x[h], v.y[h]}
		if g, again := last[at]; again {
			v.join(g, h, closeness(0))
		} else {
			lowest = append(lowest, h)
		}
		last[at] = h
	}
	e := newEmptiness(v, lowest)
	for i, a := range lowest {
		e.from(a)
		for _, b := range lowest[:i] {
			if length := border(a, b); length > 0 && e.holds(b) {
				v.join(a, b, length)
			}
		}
	}
}

// An emptiness tells whether some circle through a home and another has no
// other place in it or on it.
type emptiness struct {
	v     *vicinity
	all   []int
	a     int
	reach float64 // how far the places of close are
	close []int   // the nearest places to a, by distance
	apart []float64
}

// some is how many places are looked at first, about.
const some = 32

func newEmptiness(v *vicinity, places []int) *emptiness {
	e := &emptiness{v: v, all: places, apart: make([]float64, len(v.x))}
	var w, h int64
	for _, p := range places {
		w, h = max(w, v.x[p]), max(h, v.y[p])
	}
	e.reach = math.Sqrt(float64(some) * float64(w+1) * float64(h+1) / float64(len(places)+1))
	return e
}

// from looks from a home.
func (e *emptiness) from(a int) {
	e.a, e.close = a, e.close[:0]
	for _, c := range e.all {
		dx, dy := float64(e.v.x[c]-e.v.x[a]), float64(e.v.y[c]-e.v.y[a])
		if e.apart[c] = math.Hypot(dx, dy); c != a && e.apart[c] <= e.reach {
			e.close = append(e.close, c)
		}
	}
	slices.SortFunc(e.close, func(b, c int) int { return cmp.Or(cmp.Compare(e.apart[b], e.apart[c]), cmp.Compare(b, c)) })
}

// holds narrows the circles through a and b, place by place, the nearest first,
// until none is left or no place farther away can lie in one.
func (e *emptiness) holds(b int) bool {
	r := circles{bx: e.v.x[b] - e.v.x[e.a], by: e.v.y[b] - e.v.y[e.a]}
	for _, c := range e.close {
		if c != b && !r.without(e.v.x[c]-e.v.x[e.a], e.v.y[c]-e.v.y[e.a]) {
			return false
		}
		if r.farthest() < e.apart[c] {
			return true
		}
	}
	if r.farthest() < e.reach {
		return true
	}
	for _, c := range e.all {
		if c != b && c != e.a && !r.without(e.v.x[c]-e.v.x[e.a], e.v.y[c]-e.v.y[e.a]) {
			return false
		}
	}
	return true
}

// circles are those through the origin and b whose centre is b/2 + t/2 times b
// turned left, for t between two fractions with positive denominators.
type circles struct {
	bx, by                   int64
	lowN, lowD, highN, highD int64 // a denominator of 0: no limit
}

// without leaves out the circles that have c in them or on them, and reports
// whether any is left: c is outside where c.(c-b) > t (b x c).
func (r *circles) without(cx, cy int64) bool {
	q, d := cx*(cx-r.bx)+cy*(cy-r.by), r.bx*cy-r.by*cx
	switch {
	case d == 0:
		return q > 0
	case d > 0 && (r.highD == 0 || wide(q, r.highD, r.highN, d) < 0):
		r.highN, r.highD = q, d
	case d < 0 && (r.lowD == 0 || wide(-q, r.lowD, r.lowN, -d) > 0):
		r.lowN, r.lowD = -q, -d
	}
	return r.lowD == 0 || r.highD == 0 || wide(r.lowN, r.highD, r.highN, r.lowD) < 0
}

// farthest is how far from the origin a point of one of the circles can be.
func (r *circles) farthest() float64 {
	if r.lowD == 0 || r.highD == 0 {
		return math.Inf(1)
	}
	t := max(math.Abs(float64(r.lowN)/float64(r.lowD)), math.Abs(float64(r.highN)/float64(r.highD)))
	return math.Hypot(float64(r.bx), float64(r.by))*math.Hypot(1, t)*(1+1e-9) + 1
}

// wide compares a*b with c*d without overflow.
func wide(a, b, c, d int64) int {
	ah, al := signed(a, b)
	ch, cl := signed(c, d)
	return cmp.Or(cmp.Compare(ah, ch), cmp.Compare(al, cl))
}

// signed is the product as a number of 128 bits.
func signed(a, b int64) (int64, uint64) {
	negative := (a < 0) != (b < 0)
	high, low := words.Mul64(magnitude(a), magnitude(b))
	if negative {
		var carry uint64
		low, carry = words.Add64(^low, 1, 0)
		high = ^high + carry
	}
	return int64(high), low
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// parted reports whether the line between two homes has a point of a barrier
// on it.
func (v *vicinity) parted(lines [][4]int64, a, b int) bool {
	p, q := [2]int64{v.x[a], v.y[a]}, [2]int64{v.x[b], v.y[b]}
	for _, l := range lines {
		r, s := [2]int64{l[0], l[1]}, [2]int64{l[2], l[3]}
		if overlap(p[0], q[0], r[0], s[0]) && overlap(p[1], q[1], r[1], s[1]) && straddles(p, q, r, s) && straddles(r, s, p, q) {
			return true
		}
	}
	return false
}

func overlap(a, b, c, d int64) bool { return max(min(a, b), min(c, d)) <= min(max(a, b), max(c, d)) }

// straddles reports whether r and s are not both strictly on one side of the
// line through p and q.
func straddles(p, q, r, s [2]int64) bool {
	turn := func(c [2]int64) int { return wide(q[0]-p[0], c[1]-p[1], q[1]-p[1], c[0]-p[0]) }
	return turn(r)*turn(s) <= 0
}

// pieces are the connected parts of the homes.
func (v *vicinity) pieces(homes []int) [][]int {
	in := make(map[int]bool, len(homes))
	for _, h := range homes {
		in[h] = true
	}
	var all [][]int
	for _, h := range homes {
		if !in[h] {
			continue
		}
		delete(in, h)
		piece := []int{h}
		for i := 0; i < len(piece); i++ {
			for _, o := range v.near[piece[i]] {
				if in[o] {
					delete(in, o)
					piece = append(piece, o)
				}
			}
		}
		slices.Sort(piece)
		all = append(all, piece)
	}
	return all
}
