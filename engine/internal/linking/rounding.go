package linking

import "slices"

// rounded are prices divided by scale as whole numbers: rounded the way that bounds best, among down, up and to the nearest, and no
// prices at all.
func (p *Problem) rounded(price []Vec, scale int64) []Vec {
	best := make([]Vec, len(p.Servers))
	bound := p.Bound(best)
	for _, add := range []int64{0, scale - 1, scale / 2} {
		whole := make([]Vec, len(p.Servers))
		for i := range whole {
			for k, x := range price[i] {
				whole[i][k] = floorDiv(x+add, scale)
			}
		}
		if b := p.Bound(whole); bound.Less(&b) {
			best, bound = whole, b
		}
	}
	return best
}

func floorDiv(x, d int64) int64 {
	q := x / d
	if q*d > x {
		q--
	}
	return q
}

// list searches without splitting homes: heaviest first, each in one place after the other, bounded by the prices of the root, which
// bound whatever they are. False if it had to leave something out.
func (t *search) list() bool {
	l := lister{search: t, order: t.best.order(), load: make([]int64, t.r.m), arc: make([]int32, t.r.n)}
	for j, sv := range t.p.Servers {
		l.load[j] = sv.Base
		l.bound = l.bound.Plus(l.server(int32(j))).Plus(t.r.price[j].Times(sv.Base))
	}
	for h := range t.r.n {
		_, least := l.places(int32(h))
		l.bound = l.bound.Plus(least)
		l.least = append(l.least, least)
	}
	return l.visit(0, l.bound)
}

// A lister holds the homes placed so far.
type lister struct {
	*search
	order []int32
	least []Vec // of every home, times scale
	bound Vec
	load  []int64
	arc   []int32
}

// server is the least of scale times load(y) - price*y for the loads from what is placed to the maximum. Convex: bisection.
func (l *lister) server(j int32) Vec {
	at := func(y int64) Vec {
		return l.p.load(int(j), y).Times(l.r.scale).Minus(l.r.price[j].Times(y))
	}
	lo := l.load[j]
	hi := max(lo, l.p.Servers[j].Max)
	for lo < hi {
		mid := lo + (hi-lo)/2
		next, here := at(mid+1), at(mid)
		if next.Less(&here) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return at(lo)
}

// places are the places of a home that fit, with what each costs by the prices, times scale; and the least of it.
func (l *lister) places(h int32) (list []option, least Vec) {
	p, w := l.p, l.r.weight[h]
	list = append(list, option{p.skip(h).Times(l.r.scale), int32(l.r.m), -1})
	least = list[0].cost
	for a := p.Start[h]; a < p.Start[h+1]; a++ {
		k := p.To[a]
		if l.load[k]+w > p.Servers[k].Max {
			continue
		}
		o := option{p.cost(h, a).Times(l.r.scale).Plus(l.r.price[k].Times(w)), k, a}
		list = append(list, o)
		if o.cost.Less(&least) {
			least = o.cost
		}
	}
	return list, least
}

// visit places the homes from the i-th on, given a bound of what is placed and can be placed.
func (l *lister) visit(i int, bound Vec) bool {
	if l.beyond(&bound) {
		return true
	}
	if i == len(l.order) {
		return l.found()
	}
	if l.r.work++; l.r.work > l.r.limit {
		return false
	}
	if l.visits++; l.visits%256 == 0 && l.stop() {
		l.stopped = true
		return false
	}
	h := l.order[i]
	list, _ := l.places(h)
	l.r.work += 16 * int64(len(list))
	sortOptions(list)
	for _, o := range list {
		if !l.try(i, h, &o, bound) {
			return false
		}
	}
	return true
}

func (l *lister) try(i int, h int32, o *option, bound Vec) bool {
	bound = bound.Minus(l.least[h]).Plus(o.cost)
	l.arc[h] = o.arc
	if o.arc < 0 {
		return l.visit(i+1, bound)
	}
	w := l.r.weight[h]
	bound = bound.Minus(l.server(o.node))
	l.load[o.node] += w
	bound = bound.Plus(l.server(o.node))
	all := l.visit(i+1, bound)
	l.load[o.node] -= w
	return all
}

// found takes the solution, if it is better.
func (l *lister) found() bool {
	l.leaf.take(l.arc)
	if v := l.leaf.value(); v.Less(&l.value) {
		l.best, l.leaf = l.leaf, l.best
		l.improve()
	}
	return true
}

func sortOptions(list []option) {
	slices.SortStableFunc(list, func(a, b option) int {
		if a.cost.Less(&b.cost) {
			return -1
		}
		if b.cost.Less(&a.cost) {
			return 1
		}
		return 0
	})
}
