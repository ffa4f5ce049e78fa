package cover

import (
	"cmp"
	"math"
	"slices"
)

// Discs finds the places where the centres of discs of radius r need to stand: homes can be covered with so many discs anywhere in the
// plane exactly if they can be with centres among the places given. x and y are planar; there may be at most `most` places before those
// that cover less than others are dropped, else ok is false.
//
// Homes that any sensible disc covers together with another one are left out first (shadow.go). Around each home left, a disc that has it
// on its rim is turned once (Chazelle, Lee 1986): where the last home came in and the next one goes out, the homes covered are as many as
// can be nearby. Each such set stands for the centre of its smallest disc, which lies as far inside r as it can.
//
// All this is in floats: a set that only fits to within some 1e-9 of r may be missed or found. Whoever needs a place that surely holds asks with a
// slightly smaller r, and whoever needs a bound with a slightly larger one, and measures the places again by distances of his own.
func Discs(x, y []float64, r float64, most int) (px, py []float64, ok bool) {
	if len(x) != len(y) || !(r > 0) || math.IsInf(r, 0) {
		return nil, nil, false
	}
	p := newPlane(x, y, r)
	if p == nil {
		return nil, nil, false
	}
	p.shadow()
	p.sort()
	if !p.sweep(most) {
		return nil, nil, false
	}
	for _, set := range p.maximal() {
		cx, cy := p.centre(set)
		px, py = append(px, cx), append(py, cy)
	}
	return px, py, true
}

// A plane holds homes at different places, from west to east.
type plane struct {
	x, y []float64
	r    float64
	gone []bool // covered together with another home
	sets [][]int32
	seen map[uint64][]int32 // per hash, the sets
	hash []uint64
	rnd  random
}

// newPlane is nil if a coordinate is no number.
func newPlane(x, y []float64, r float64) *plane {
	p := &plane{r: r, seen: map[uint64][]int32{}, rnd: seed}
	order := numbers(len(x))
	for i := range x {
		if math.IsNaN(x[i]-x[i]) || math.IsNaN(y[i]-y[i]) {
			return nil
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(x[a], x[b]), cmp.Compare(y[a], y[b]), cmp.Compare(a, b))
	})
	for k, i := range order {
		if k > 0 && x[i] == x[order[k-1]] && y[i] == y[order[k-1]] {
			continue
		}
		p.x, p.y = append(p.x, x[i]), append(p.y, y[i])
	}
	p.gone = make([]bool, len(p.x))
	return p
}

// sort drops the homes that are gone.
func (p *plane) sort() {
	n := 0
	for i, gone := range p.gone {
		if !gone {
			p.x[n], p.y[n] = p.x[i], p.y[i]
			n++
		}
	}
	p.x, p.y = p.x[:n], p.y[:n]
	p.hash = make([]uint64, n)
	for i := range p.hash {
		p.hash[i] = uint64(p.rnd.below(1<<31))<<32 ^ uint64(p.rnd.below(1<<31))
	}
}

// near calls f for the homes within the distance of home i that are not gone, i included, from west to east.
func (p *plane) near(i int, distance float64, f func(j int, dx, dy, d2 float64)) {
	first, _ := slices.BinarySearch(p.x, p.x[i]-distance)
	for j := first; j < len(p.x) && p.x[j] <= p.x[i]+distance; j++ {
		if len(p.gone) > j && p.gone[j] {
			continue
		}
		dx, dy := p.x[j]-p.x[i], p.y[j]-p.y[i]
		if d2 := square(dx, dy); d2 <= distance*distance {
			f(j, dx, dy, d2)
		}
	}
}

func square(x, y float64) float64 { return float64(x*x) + float64(y*y) }

// An event of a turn: at an angle, in quarters from 0 to 4 (not evenly), a home comes in or goes out.
type event struct {
	angle float64
	home  int32
	out   bool
}

// sweep finds the sets of homes to which no home near can be added; false if there are more than `most`.
func (p *plane) sweep(most int) bool {
	p.gone = nil
	var events []event
	inside := make([]bool, len(p.x))
	for i := range p.x {
		events = events[:0]
		p.near(i, 2*p.r, func(j int, dx, dy, d2 float64) {
			if j != i {
				in, out := p.interval(dx, dy, d2)
				inside[j] = in > out
				events = append(events, event{in, int32(j), false}, event{out, int32(j), true})
			}
		})
		slices.SortFunc(events, func(a, b event) int {
			if c := cmp.Compare(a.angle, b.angle); c != 0 {
				return c
			}
			if a.out != b.out {
				if b.out {
					return -1
				}
				return 1
			}
			return cmp.Compare(a.home, b.home)
		})
		p.turn(int32(i), events, inside)
		for _, e := range events {
			inside[e.home] = false
		}
		if len(p.sets) > most {
			return false
		}
	}
	return true
}

// interval is between which angles a disc with home i on its rim covers the home that lies dx, dy from i.
func (p *plane) interval(dx, dy, d2 float64) (in, out float64) {
	d := math.Sqrt(d2)
	cos := min(d/(2*p.r), 1)
	sin := math.Sqrt(max(1-float64(cos*cos), 0))
	ex, ey := dx/d, dy/d
	in = angle(float64(ex*cos)+float64(ey*sin), float64(ey*cos)-float64(ex*sin))
	out = angle(float64(ex*cos)-float64(ey*sin), float64(ey*cos)+float64(ex*sin))
	return in, out
}

// angle grows with the angle of a direction, from 0 to 4, and needs no arctangent.
func angle(x, y float64) float64 {
	t := y / (math.Abs(x) + math.Abs(y))
	switch {
	case x < 0:
		return 2 - t
	case y < 0:
		return 4 + t
	}
	return t
}

// turn goes through the events around home i. Every piece of the turn from a home that comes in to one that goes out is an edge of a
// region of centres that cover the most; of its edges, one is enough whose home is lower than those of the edges beside it.
func (p *plane) turn(i int32, events []event, inside []bool) {
	if len(events) == 0 {
		p.add([]int32{i})
		return
	}
	before := events[len(events)-1]
	for _, e := range events {
		if e.out && !before.out && i < e.home && i < before.home {
			p.add(p.members(i, events, inside))
		}
		inside[e.home] = !e.out
		before = e
	}
}

func (p *plane) members(i int32, events []event, inside []bool) []int32 {
	set := []int32{i}
	for _, e := range events {
		if e.out && inside[e.home] {
			set = append(set, e.home)
		}
	}
	slices.Sort(set)
	return set
}

// add keeps a set that is new.
func (p *plane) add(set []int32) {
	var hash uint64
	for _, j := range set {
		hash ^= p.hash[j]
	}
	for _, k := range p.seen[hash] {
		if slices.Equal(p.sets[k], set) {
			return
		}
	}
	p.seen[hash] = append(p.seen[hash], int32(len(p.sets)))
	p.sets = append(p.sets, set)
}

// maximal returns the sets that lie in no other set.
func (p *plane) maximal() (out [][]int32) {
	f := newFiling(p.sets, transpose(p.sets, len(p.x)))
	f.find(newWork(0, nil), func(a, _ int32) int32 { return a })
	for k, set := range p.sets {
		if !f.dead[k] {
			out = append(out, set)
		}
	}
	return out
}
