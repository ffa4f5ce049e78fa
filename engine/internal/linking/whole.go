package linking

import "slices"

// maxPasses and maxSwaps bound the local search, in steps rather than seconds so that results are reproducible: it stops at a
// local optimum, usually after three or four passes.
const (
	maxPasses = 60
	maxSwaps  = 500_000
)

// A whole solution leaves every home in one piece. Never over a maximum.
type whole struct {
	p      *Problem
	swaps  int // swaps tried
	server []int32
	arc    []int32
	load   []int64
	held   [][]int32
}

func newWhole(p *Problem) *whole {
	g := &whole{p: p, server: make([]int32, p.homes()), arc: make([]int32, p.homes()), load: make([]int64, len(p.Servers)), held: make([][]int32, len(p.Servers))}
	for h := range g.server {
		g.server[h], g.arc[h] = Unserved, -1
	}
	for j, s := range p.Servers {
		g.load[j] = s.Base
	}
	return g
}

func (g *whole) order() []int32 {
	order := make([]int32, g.p.homes())
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		if d := g.p.skip(b).Minus(g.p.skip(a)); d != (Vec{}) {
			if d.Less(&Vec{}) {
				return -1
			}
			return 1
		}
		return int(g.p.weight(int(b)) - g.p.weight(int(a)))
	})
	return order
}

// grow is what w more load (less, if negative) costs server j; false if it does not fit.
func (g *whole) grow(j int32, w int64) (Vec, bool) {
	if w == 0 {
		return Vec{}, true
	}
	y := g.load[j]
	if y+w > g.p.Servers[j].Max {
		return Vec{}, false
	}
	return g.p.load(int(j), y+w).Minus(g.p.load(int(j), y)), true
}

// leave is what taking home h away from its server changes.
func (g *whole) leave(h int32) Vec {
	j := g.server[h]
	if j == Unserved {
		return Vec{}.Minus(g.p.skip(h))
	}
	y, w := g.load[j], g.p.weight(int(h))
	return g.p.load(int(j), y-w).Minus(g.p.load(int(j), y)).Minus(g.p.cost(h, g.arc[h]))
}

func (g *whole) move(h, to, arc int32) {
	w := g.p.weight(int(h))
	if j := g.server[h]; j != Unserved {
		g.load[j] -= w
		i := slices.Index(g.held[j], h)
		g.held[j] = slices.Delete(g.held[j], i, i+1)
	}
	if to != Unserved {
		g.load[to] += w
		g.held[to] = append(g.held[to], h)
	}
	g.server[h], g.arc[h] = to, arc
}

// shift moves a home to the server that improves the value most, if any does.
func (g *whole) shift(h int32) bool {
	out, w := g.leave(h), g.p.weight(int(h))
	var best Vec
	to, arc := g.server[h], g.arc[h]
	for a := g.p.Start[h]; a < g.p.Start[h+1]; a++ {
		k := g.p.To[a]
		if k == g.server[h] {
			continue
		}
		if d, fits := g.grow(k, w); fits {
			if d = d.Plus(g.p.cost(h, a)).Plus(out); d.Less(&best) {
				best, to, arc = d, k, a
			}
		}
	}
	if arc == g.arc[h] {
		return false
	}
	g.move(h, to, arc)
	return true
}

func (g *whole) improve() bool {
	better := false
	for h := range g.p.homes() {
		better = g.shift(int32(h)) || better
	}
	for h := range g.p.homes() {
		better = g.swap(int32(h)) || better
	}
	return better
}

// swap tries to put home h on another server in exchange for one of its homes, which goes to the old server of h or,
// if h was unserved, stays unserved.
func (g *whole) swap(h int32) bool {
	from := g.server[h]
	for a := g.p.Start[h]; a < g.p.Start[h+1]; a++ {
		k := g.p.To[a]
		if k == from {
			continue
		}
		for _, o := range g.held[k] {
			if g.swaps++; g.swaps > maxSwaps {
				return false
			}
			if back, better := g.gains(h, o, a); better {
				g.move(o, Unserved, -1)
				g.move(h, k, a)
				g.move(o, from, back)
				return true
			}
		}
	}
	return false
}

// gains tells whether home h on pair arc, with home o of that server in the old place of h (by the pair back), improves the value.
func (g *whole) gains(h, o, arc int32) (back int32, better bool) {
	from, k := g.server[h], g.p.To[arc]
	d := g.p.cost(h, arc).Minus(g.p.cost(o, g.arc[o]))
	grow := g.p.weight(int(h)) - g.p.weight(int(o))
	if from == Unserved {
		back = -1
		d = d.Minus(g.p.skip(h)).Plus(g.p.skip(o))
	} else {
		if back = g.find(o, from); back < 0 {
			return back, false
		}
		d = d.Minus(g.p.cost(h, g.arc[h])).Plus(g.p.cost(o, back))
		change, fits := g.grow(from, -grow)
		if !fits {
			return back, false
		}
		d = d.Plus(change)
	}
	change, fits := g.grow(k, grow)
	d = d.Plus(change)
	return back, fits && d.Less(&Vec{})
}

// find returns the pair of home h and server j, -1 if it is not allowed.
func (g *whole) find(h, j int32) int32 {
	lo, hi := g.p.Start[h], g.p.Start[h+1]
	if i, ok := slices.BinarySearch(g.p.To[lo:hi], j); ok {
		return lo + int32(i)
	}
	return -1
}

// fill places homes one by one, heaviest first within a priority.
func (g *whole) fill() {
	for _, h := range g.order() {
		g.shift(h)
	}
}

// polish shifts and swaps until none of it helps. False if stopped.
func (g *whole) polish(stop func() bool) bool {
	g.swaps = 0
	for range maxPasses {
		if stop() {
			return false
		}
		if !g.improve() {
			break
		}
	}
	return true
}

// take makes this solution the one with these pairs.
func (g *whole) take(arc []int32) {
	for j, s := range g.p.Servers {
		g.load[j] = s.Base
		g.held[j] = g.held[j][:0]
	}
	for h, a := range arc {
		g.server[h], g.arc[h] = Unserved, -1
		if a >= 0 {
			g.move(int32(h), g.p.To[a], a)
		}
	}
}

func (g *whole) value() Vec {
	var v Vec
	for h, a := range g.arc {
		if a < 0 {
			v = v.Plus(g.p.skip(int32(h)))
		} else {
			v = v.Plus(g.p.cost(int32(h), a))
		}
	}
	for j, y := range g.load {
		v = v.Plus(g.p.load(j, y))
	}
	return v
}
