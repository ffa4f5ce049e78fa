package grouping

import "math/bits"

// A pay is the price of a division: violation first.
type pay struct{ bad, price int64 }

func (a pay) less(b pay) bool { return a.bad < b.bad || a.bad == b.bad && a.price < b.price }

func (a pay) plus(b pay) pay { return pay{a.bad + b.bad, a.price + b.price} }

func (a pay) minus(b pay) pay { return pay{a.bad - b.bad, a.price - b.price} }

// A divider divides a small map into k connected groups at the least pay, by branch and bound: the group of the lowest node is grown in all ways along its
// border, then what is left is divided; what is known of a set of nodes is remembered. Exponential.
type divider struct {
	smallMap
	lo, hi    int64     // bounds: outside of them weights are bad
	low, high int64     // range that no weight may leave
	reach     int64     // no two weights may differ by more; -1: any
	far       [][]int64 // far[v][u]: from node v to unit u, under Distance; nil under Cut
	owner     []uint64  // the node of each unit of far, as a bit
	price     []int64   // of nodes, from relax, under Distance
	known     map[state64]fact
	depth     []*frame
	work      int64
	limit     int64
}

// state64 is a set to be divided into k groups, when weights from min to max were met before (only if reach says so).
type state64 struct {
	set      uint64
	k        int32
	min, max int64
}

// A fact is the least pay of a state64 and its first group; first 0: not below pay.
type fact struct {
	pay   pay
	first uint64
}

// manyFacts bounds what is remembered to some 200 MB.
const manyFacts = 2_000_000

// A frame is the growth of one group.
type frame struct {
	tally
	key   state64
	sum   []int64 // from the nodes inside to each unit, under Distance
	weigh int64
	rest  int64 // what the other groups gain at most, at the prices; and all prices of the set
	best  pay
	first uint64
}

// run gives the least pay below `limit` of dividing the whole map into k groups; the second answer is false if there is none or the work was not
// enough, which over() tells.
func (d *divider) run(k int, below pay, light, heavy int64) (pay, bool) {
	d.known = map[state64]fact{}
	d.depth = nil
	for range k {
		d.depth = append(d.depth, &frame{})
	}
	return d.solve(state64{d.all, int32(k), light, heavy}, below)
}

func (d *divider) over() bool { return d.work > d.limit || len(d.known) > manyFacts }

// solve divides a set that may be disconnected.
func (d *divider) solve(s state64, below pay) (pay, bool) {
	d.work += 100
	if d.over() || below.bad < 0 || below == (pay{}) || below.bad == 0 && below.price <= 0 {
		return pay{}, false
	}
	if d.reach < 0 {
		s.min, s.max = 0, 0
	}
	if f, ok := d.known[s]; ok {
		if f.first != 0 && f.pay.less(below) {
			return f.pay, true
		}
		if f.first != 0 || !f.pay.less(below) {
			return pay{}, false
		}
	}
	f := fact{pay: below}
	if s.k == 1 {
		if p, ok := d.whole(s); ok && p.less(below) {
			f = fact{p, s.set}
		}
	} else {
		f = d.grow(s, below)
	}
	if d.over() {
		return pay{}, false
	}
	d.known[s] = f
	return f.pay, f.first != 0
}

// limits is the range for the weight of the next group: of d, and what the weights met before leave.
func (d *divider) limits(s state64, below pay) (low, high int64) {
	low, high = d.low, d.high
	if d.hi < 1<<61 && below.bad < 1<<61 {
		high = min(high, d.hi+below.bad)
	}
	low = max(low, d.lo-below.bad)
	if d.reach >= 0 {
		low, high = max(low, s.max-d.reach), min(high, s.min+d.reach)
	}
	return low, high
}

func (d *divider) bad(w int64) int64 { return max(d.lo-w, 0) + max(w-d.hi, 0) }

// whole prices a set as one group.
func (d *divider) whole(s state64) (pay, bool) {
	if d.flood(s.set&-s.set, s.set) != s.set {
		return pay{}, false
	}
	w := d.weigh(s.set)
	if w < d.low || w > d.high || d.reach >= 0 && max(s.max, w)-min(s.min, w) > d.reach {
		return pay{}, false
	}
	return pay{d.bad(w), d.middle(s.set)}, true
}

// grow tries all groups of the lowest node.
func (d *divider) grow(s state64, below pay) fact {
	f := d.depth[s.k-1]
	f.key, f.best, f.first = s, below, 0
	f.weigh = d.weigh(s.set)
	for m := s.set; m != 0; m &= m - 1 {
		v := bits.TrailingZeros64(m)
		f.in[v], f.out[v] = 0, 0
	}
	d.begin(f)
	seed := bits.TrailingZeros64(s.set)
	d.spread(f, seed, true)
	open := s.set &^ (1 << seed)
	bound := d.put(seed, open, 0, &f.tally, &f.out)
	d.decide(f, 1<<seed, 0, d.weight[seed], bound)
	return fact{f.best, f.first}
}

// decide grows the group by one node, or keeps this node out of it.
func (d *divider) decide(f *frame, in, out uint64, w, bound int64) {
	d.work += 100
	low, high := d.limits(f.key, f.best)
	if d.far != nil {
		bound = d.least(f, f.key.set&^out)
	}
	if w > high || d.over() || !(pay{max(w-d.hi, 0), bound}).less(f.best) {
		return
	}
	open := f.key.set &^ in &^ out
	forced, ok := d.forced(f, out, open, low)
	if !ok {
		return
	}
	edge := open & d.border(in)
	if edge == 0 {
		d.leaf(f, in, w, low)
		return
	}
	only := forced&edge != 0
	if only {
		edge &= forced
	}
	v := f.dearest(edge)
	bit := uint64(1) << v
	open &^= bit
	pay := min(f.in[v], f.out[v])
	d.spread(f, v, true)
	d.decide(f, in|bit, out, w+d.weight[v], bound+d.put(v, open, f.in[v]-pay, &f.tally, &f.out))
	d.take(v, open, &f.out)
	d.spread(f, v, false)
	if !only {
		d.exclude(f, v, true)
		d.decide(f, in, out|bit, w, bound+d.put(v, open, f.out[v]-pay, &f.tally, &f.in))
		d.take(v, open, &f.in)
		d.exclude(f, v, false)
	}
}

// forced finds the open nodes that can be nowhere but in the group; false: the group cannot be completed. A component of what is outside
// that is lighter than any group may be has no use but to be taken in, and there are no more components than groups left.
func (d *divider) forced(f *frame, out, open uint64, low int64) (uint64, bool) {
	var loose uint64
	held := int32(0)
	for rest := open | out; rest != 0; {
		part := d.flood(rest&-rest, rest)
		rest &^= part
		if part&out == 0 {
			if d.weigh(part) < low {
				loose |= part
			}
			continue
		}
		if d.weigh(part) < low {
			return 0, false
		}
		held++
	}
	if held >= f.key.k {
		return 0, false
	}
	if held == f.key.k-1 {
		for m := out; m != 0; {
			part := d.flood(m&-m, open|out)
			open &^= part
			m &^= part
		}
		return open | loose, true
	}
	return loose, true
}

// leaf completes the group and divides the rest.
func (d *divider) leaf(f *frame, in uint64, w, low int64) {
	rest := f.key.set &^ in
	if w < low || rest == 0 {
		return
	}
	_, high := d.limits(f.key, f.best)
	k := int64(f.key.k - 1)
	if left := f.weigh - w; mul(k, max(low, 0)) > left || mul(k, high) < left {
		return
	}
	price := pay{d.bad(w), d.middle(in) + d.between(in, rest)}
	if d.far != nil {
		price.price = d.middle(in)
	}
	next := state64{rest, f.key.k - 1, min(f.key.min, w), max(f.key.max, w)}
	if d.reach >= 0 && next.max-next.min > d.reach {
		return
	}
	if !price.less(f.best) {
		return
	}
	if p, ok := d.solve(next, f.best.minus(price)); ok {
		f.best, f.first = price.plus(p), in
	}
}

// between is the cost of all edges from one set to another.
func (d *divider) between(a, b uint64) int64 {
	var sum int64
	for m := a; m != 0; m &= m - 1 {
		v := bits.TrailingZeros64(m)
		for e := d.start[v]; e < d.start[v+1]; e++ {
			if b>>d.to[e]&1 != 0 {
				sum += d.cost[e]
			}
		}
	}
	return sum
}

// groups reads the division found from what is remembered.
func (d *divider) groups(k int, light, heavy int64) []uint64 {
	var list []uint64
	s := state64{d.all, int32(k), light, heavy}
	for s.k > 0 {
		if d.reach < 0 {
			s.min, s.max = 0, 0
		}
		first := d.known[s].first
		list = append(list, first)
		w := d.weigh(first)
		s = state64{s.set &^ first, s.k - 1, min(s.min, w), max(s.max, w)}
	}
	return list
}
