package centers

import (
	"cmp"
	"slices"
)

// recentre moves each centre to the site among its members from which its members have least to go, as long as that helps.
func (x *search) recentre() {
	p := x.p
	siteOf := make([]int32, p.Members)
	for i := range siteOf {
		siteOf[i] = None
	}
	for s, m := range p.Sites {
		if !p.fixed(int32(s)) {
			siteOf[m] = int32(s)
		}
	}
	for again := true; again && !x.over(); {
		open := slices.Clone(x.best.open)
		for k := range open {
			if !p.fixed(open[k]) {
				open[k] = x.middle(int32(k), siteOf)
			}
		}
		slices.Sort(open)
		again = x.try(open)
	}
}

// middle is the free site among the members of a centre with the least sum of distances to them all, the centre's own if none reaches all with less.
func (x *search) middle(k int32, siteOf []int32) int32 {
	p, of := x.p, x.best.of
	best, size := x.best.open[k], 0
	for _, c := range of {
		if c == k {
			size++
		}
	}
	sum := func(s int32) (int64, bool) {
		total, n := int64(0), 1
		to, mm := p.row(s)
		for a, i := range to {
			if of[i] == k && i != p.Sites[s] {
				total += mm[a]
				n++
			}
		}
		x.spent += int64(len(to))
		return total, n == size
	}
	least, _ := sum(best)
	for i, c := range of {
		if s := siteOf[i]; c == k && s != None && s != x.best.open[k] {
			if total, all := sum(s); all && total < least {
				best, least = s, total
			}
		}
	}
	return best
}

// A swap closes one site and opens another; least bounds what that comes to.
type swap struct {
	out, in int32
	least   int64
}

// exchange makes the first exchange of two sites that helps, the most promising first, until none is left that the relaxation does not rule out.
func (x *search) exchange() {
	for !x.over() {
		improved := false
		for _, w := range x.swaps() {
			if w.least >= x.price(x.best.value) && x.firm() || x.over() {
				break
			}
			open := slices.Clone(x.best.open)
			open[slices.Index(open, w.out)] = w.in
			slices.Sort(open)
			if improved = x.try(open); improved {
				break
			}
		}
		if !improved {
			return
		}
		x.recentre()
	}
}

// swaps lists the exchanges that may help, the most promising first, no more than can be tried.
func (x *search) swaps() []swap {
	p, d := x.p, x.dual
	is := make([]bool, len(p.Sites))
	for _, s := range x.best.open {
		is[s] = true
	}
	now := d.of(x.best.open)
	limit := x.price(x.best.value)
	var list []swap
	for _, out := range x.best.open {
		if p.fixed(out) {
			continue
		}
		for in := range is {
			if is[in] || p.fixed(int32(in)) {
				continue
			}
			if least := now + d.value[out] - d.value[in]; least < limit || !x.firm() {
				list = append(list, swap{out, int32(in), least})
			}
		}
	}
	x.spent += int64(len(list))
	slices.SortFunc(list, func(a, b swap) int {
		return cmp.Or(cmp.Compare(a.least, b.least), cmp.Compare(a.out, b.out), cmp.Compare(a.in, b.in))
	})
	return list
}

// firm tells that the first two aims are as good as can be, so that only the distance is left to be bettered and prices compare as the aims do.
func (x *search) firm() bool {
	v := x.best.value
	return v.Out == x.leastOut && v.Missing == x.p.leastMissing(v.Out)
}

// wander searches from choices near the best one for as long as there is work left (iterated local search: Lourenco, Martin and Stutzle 2003).
func (x *search) wander() {
	draw := random(1)
	best := x.best
	for round := 0; !x.over(); round++ {
		before := x.used()
		open, ok := x.kick(best.open, &draw, 2+round%3)
		if !ok {
			return
		}
		if x.known[keyOf(open)] {
			x.spent += 1000
			continue
		}
		x.found = false
		if !x.try(open) {
			break
		}
		x.recentre()
		x.exchange()
		if x.best.value.Less(best.value) {
			best = x.best
		}
		x.spent += max(1000-(x.used()-before), 0)
	}
	x.best, x.found = best, true
}

// kick exchanges so many centres for other sites; false where there is nothing to exchange.
func (x *search) kick(open []int32, draw *random, n int) ([]int32, bool) {
	p := x.p
	open = slices.Clone(open)
	var free []int32
	for s := range p.Sites {
		if !p.fixed(int32(s)) && !slices.Contains(open, int32(s)) {
			free = append(free, int32(s))
		}
	}
	var movable []int
	for k, s := range open {
		if !p.fixed(s) {
			movable = append(movable, k)
		}
	}
	if len(free) == 0 || len(movable) == 0 {
		return nil, false
	}
	for range n {
		k, f := movable[draw.below(len(movable))], draw.below(len(free))
		open[k], free[f] = free[f], open[k]
	}
	slices.Sort(open)
	x.spent += int64(len(p.Sites))
	return open, true
}

// random is the generator splitmix64 (Steele, Lea and Flood 2014) from a fixed seed.
type random uint64

func (r *random) below(n int) int {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n))
}
