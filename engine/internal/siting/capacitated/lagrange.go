package capacitated

import (
	"cmp"
	"math/bits"
	"slices"
)

// A dual is the Lagrangian relaxation of "every home once" (Pirkul 1987): a price v per home, and each site takes what gains most
// by a fractional knapsack. Its best bound is that of the linear relaxation.
type dual struct {
	in      *instance
	limit   int64
	count   int  // open sites
	free    bool // any number of open sites instead
	noDist  bool // distances count 0 up to the limit
	cost    []int64
	highest []float64 // per home the highest price
	v       []float64
	bound   float64   // of v
	share   []float64 // per site how often it was open of late

	items  []item
	worth  []float64
	order  []int32
	high   []int32 // homes by falling price
	usage  []float64
	status []int8 // per site: 1 must be open, -1 must not
	work   int64
}

func newDual(in *instance, limit int64, cost []int64, free bool, highest []float64) *dual {
	d := &dual{
		in: in, limit: limit, cost: cost, count: in.sites(), free: free, highest: highest, v: make([]float64, in.n), share: make([]float64, in.m),
		worth: make([]float64, in.m), order: make([]int32, in.m), high: make([]int32, in.n),
		usage: make([]float64, in.n), status: make([]int8, in.m),
	}
	for s := range in.m {
		d.order[s] = int32(s)
		if in.required[s] {
			d.status[s] = 1
		}
	}
	for h := range d.high {
		d.high[h] = int32(h)
	}
	return d
}

// distance is what the relaxation counts for a pair within the limit.
func (d *dual) distance(x int64) float64 {
	if d.noDist {
		return 0
	}
	return float64(x)
}

// gather lists what a site may gain at prices v, where high lists the homes by falling price.
func (d *dual) gather(s int, v []float64) []item {
	in := d.in
	items := d.items[:0]
	row := in.dist[s]
	reach := min(in.reach[s], d.limit)
	looked := 0
	for _, h := range in.nearHomes[s] {
		looked++
		x := row[h]
		if x > reach {
			break
		}
		if gain := v[h] - d.distance(x); gain > 0 {
			items = append(items, item{gain, in.demand[h], h})
		}
	}
	if in.reach[s] < d.limit {
		for _, h := range d.high {
			if !d.noDist && v[h] <= float64(in.reach[s]) || v[h] <= 0 {
				break
			}
			looked++
			if x := row[h]; x > in.reach[s] && x <= d.limit && in.demand[h] <= in.capacity[s] {
				if gain := v[h] - d.distance(x); gain > 0 {
					items = append(items, item{gain, in.demand[h], h})
				}
			}
		}
	}
	d.work += int64(looked + 8*len(items))
	d.items = items
	return items
}

// evaluate is the bound at prices v; usage becomes how much of each home the chosen sites take.
func (d *dual) evaluate(v []float64) float64 {
	in := d.in
	slices.SortFunc(d.high, func(a, b int32) int {
		if c := cmp.Compare(v[b], v[a]); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	for s := range in.m {
		if d.status[s] >= 0 {
			d.worth[s], _, _ = fractional(d.gather(s, v), in.capacity[s])
			d.worth[s] -= float64(d.cost[s])
		}
	}
	total := 0.0
	for h, x := range v {
		total += x
		d.usage[h] = 0
	}
	for _, s := range d.choose() {
		total -= d.worth[s]
		items := d.gather(int(s), v)
		_, whole, rest := fractional(items, in.capacity[s])
		for _, it := range items[:whole] {
			d.usage[it.home]++
		}
		if rest > 0 {
			d.usage[items[whole].home] += float64(rest) / float64(items[whole].demand)
		}
	}
	return total
}

// choose lists the sites that the relaxation opens: what must be, then the best.
func (d *dual) choose() []int32 {
	slices.SortFunc(d.order, func(a, b int32) int {
		if d.status[a] != d.status[b] {
			return cmp.Compare(d.status[b], d.status[a])
		}
		if c := cmp.Compare(d.worth[b], d.worth[a]); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	d.work += int64(4 * len(d.order))
	count := 0
	for _, s := range d.order {
		if d.status[s] < 0 || d.status[s] == 0 && (!d.free && count >= d.count || d.free && d.worth[s] <= 0) {
			break
		}
		count++
	}
	return d.order[:count]
}

// improve raises the bound by a deflected subgradient (Camerini, Fratta, Maffioli 1975) for some turns; target is a value that
// the bound cannot pass. It ends early when the bound passes enough or the steps get too short.
func (d *dual) improve(turns int, target, enough float64, stop func() bool) {
	n := d.in.n
	try, direction := slices.Clone(d.v), make([]float64, n)
	d.bound = d.evaluate(d.v)
	d.shareUp(1)
	for turn, factor, fails := 0, 1.0, 0; turn < turns && factor > 1e-4; turn++ {
		if d.bound > enough || turn&15 == 15 && stop != nil && stop() {
			return
		}
		norm := 0.0
		for h := range n {
			direction[h] = float64(direction[h]*0.6) + (1 - d.usage[h])
			norm = float64(direction[h]*direction[h]) + norm
		}
		step := float64(factor*(float64(target*1.002)-d.bound)) / norm
		if norm < 1e-9 || step <= 0 {
			return
		}
		for h := range n {
			try[h] = min(max(float64(step*direction[h])+try[h], 0), d.highest[h])
		}
		bound := d.evaluate(try)
		d.shareUp(0.05)
		if bound > d.bound {
			d.bound, fails = bound, 0
			copy(d.v, try)
		} else if fails++; fails >= 8 {
			factor, fails = factor/2, 0
			copy(try, d.v)
			clear(direction)
			d.evaluate(try)
		}
	}
}

// shareUp mixes the chosen sites into share.
func (d *dual) shareUp(mix float64) {
	for s := range d.share {
		d.share[s] = float64((1 - mix) * d.share[s])
	}
	for _, s := range d.choose() {
		d.share[s] += mix
	}
}

// A proof is a bound in whole numbers.
type proof struct {
	v     []int64
	scale int64
	bound int64
}

// prove rounds prices to whole numbers and works out their bound anew with those.
func (d *dual) prove() proof {
	p := proof{v: make([]int64, d.in.n), scale: d.scale()}
	for h, v := range d.v {
		p.v[h] = int64(float64(v*float64(p.scale)) + 0.5)
	}
	p.bound = ceilDiv(d.whole(p.v, p.scale), p.scale)
	return p
}

// scale is how often distances are taken: as much as leaves sums under 2^60.
func (d *dual) scale() int64 {
	top := 1.0
	for _, x := range d.highest {
		top += x
	}
	for _, c := range d.cost {
		top += float64(c)
	}
	scale := int64(1)
	for scale < 1<<16 && float64(top*float64(scale)) < 1<<59 {
		scale *= 2
	}
	return scale
}

// whole is the bound at whole prices v, times scale.
func (d *dual) whole(v []int64, scale int64) int64 {
	total := int64(0)
	for _, x := range v {
		total += x
	}
	values := make([]int64, 0, d.in.m)
	musts, count := int64(0), 0
	var items []wholeItem
	for s := range d.in.m {
		items = items[:0]
		for h, x := range d.in.dist[s] {
			if x > min(d.limit, Far-1) || d.in.demand[h] > d.in.capacity[s] {
				continue
			}
			if d.noDist {
				x = 0
			}
			if gain := v[h] - x*scale; gain > 0 {
				items = append(items, wholeItem{gain, d.in.demand[h]})
			}
		}
		value := wholeKnapsack(items, d.in.capacity[s]) - d.cost[s]*scale
		if d.in.required[s] {
			musts += value
			count++
		} else {
			values = append(values, value)
		}
	}
	d.work += 2 * int64(d.in.n) * int64(d.in.m)
	slices.SortFunc(values, func(a, b int64) int { return cmp.Compare(b, a) })
	total -= musts
	for _, value := range values {
		if !d.free && count >= d.count || d.free && value <= 0 {
			break
		}
		total -= value
		count++
	}
	return total
}

// wholeKnapsack is the fractional knapsack, rounded down.
func wholeKnapsack(items []wholeItem, room int64) int64 {
	slices.SortFunc(items, func(a, b wholeItem) int {
		switch {
		case a.before(b):
			return -1
		case b.before(a):
			return 1
		}
		return 0
	})
	gain := int64(0)
	for _, it := range items {
		if it.demand > room {
			hi, lo := bits.Mul64(uint64(it.gain), uint64(room))
			part, _ := bits.Div64(hi, lo, uint64(it.demand))
			return gain + int64(part)
		}
		gain += it.gain
		room -= it.demand
	}
	return gain
}

// ceilDiv is a / b rounded up; b > 0.
func ceilDiv(a, b int64) int64 {
	q := a / b
	if a%b > 0 {
		q++
	}
	return q
}
