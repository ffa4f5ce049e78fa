package linking

// A relaxation is the part's problem with homes that may be split: a home of weight w is w units, each of which pays its
// share of what the home costs. All costs are times scale, so that shares are whole numbers. It is solved as the flow of the exact
// solver is, on the graph of servers (see unit.go), but from any prices and with any homes fixed, so that a search can go from one of its
// nodes to the next with a few shortest paths: homes go where cost + price is least, and what the loads then disagree with the prices
// by is carried along shortest paths (Ahuja, Magnanti, Orlin 1993, chapter 9: successive shortest paths from a pseudoflow).
//
// Its nodes are the servers 0 to m-1 and, as node m, the place outside: units there are unserved, and every load goes there in the end.
//
// Invariant, with q the prices: every unit sits where cost + q is least among the options of its home; q of a server lies between what
// the last unit of the load accounted for costs and the next. So when nothing is left to carry, the value is the dual value too.
type relaxation struct {
	p      *Problem
	n, m   int
	scale  int64
	step   int64 // how many units of load may be moved at one price; 1 where the relaxation must be exact
	weight []int64
	// loose lets a home be split among servers none of which has room for all of it: what prices can prove.
	loose bool
	// options are where each home may go, outside last; users are the homes that have a server among their options.
	options [][]option
	users   [][]int32
	shares  [][]share // where the units of each home are
	held    [][]int32 // the free homes with units at each node
	fixed   []int32   // where a home must be, -1 if it is free
	taken   []int64   // base and fixed homes of every server
	load    []int64   // what of each server's load is accounted for
	excess  []int64   // units and base of each server beyond load; of the outside what balances them
	up      []Vec     // what the next unit of load costs, if rises
	down    []Vec     // what the last unit costs, if falls
	rises   []bool
	falls   []bool
	price   []Vec
	rows    []handover // rows[i*(m+1)+k]: the cheapest way to hand a unit of i over to k
	fresh   []bool     // whether the row of a node is right

	dist  []Vec
	from  []int32
	state []uint8
	open  []int32
	order []int32 // settled nodes
	work  int64
	limit int64
	// stop is asked when work reaches asked.
	stop    func() bool
	stopped bool
	asked   int64
}

// An option is a place for a home; cost is of one unit, times scale.
type option struct {
	cost Vec
	node int32
	arc  int32
}

type share struct {
	node   int32
	amount int64
}

// A handover is the home whose units are cheapest to hand over, -1 if there is none.
type handover struct {
	cost Vec
	home int32
}

// newRelaxation starts from prices, times scale, or from a guess without them.
func newRelaxation(p *Problem, scale, step, limit int64, price []Vec, stop func() bool) *relaxation {
	n, m := p.homes(), len(p.Servers)
	w := m + 1
	r := &relaxation{
		p: p, n: n, m: m, scale: scale, step: step, limit: limit, stop: stop,
		weight: make([]int64, n), options: make([][]option, n), users: make([][]int32, m), shares: make([][]share, n), held: make([][]int32, w), fixed: make([]int32, n),
		taken: make([]int64, m), load: make([]int64, m), excess: make([]int64, w), up: make([]Vec, m), down: make([]Vec, m), rises: make([]bool, m), falls: make([]bool, m),
		price: make([]Vec, w), rows: make([]handover, w*w), fresh: make([]bool, w), dist: make([]Vec, w), from: make([]int32, w), state: make([]uint8, w),
	}
	r.loose = true
	for j, sv := range p.Servers {
		r.taken[j] = sv.Base
	}
	for h := range n {
		r.fixed[h], r.weight[h] = -1, p.weight(h)
		r.list(int32(h))
	}
	r.start(price)
	return r
}

// list notes the options of a home.
func (r *relaxation) list(h int32) {
	p, w := r.p, r.weight[h]
	for a := p.Start[h]; a < p.Start[h+1]; a++ {
		k := p.To[a]
		r.options[h] = append(r.options[h], option{r.perUnit(p.cost(h, a), w), k, a})
		r.users[k] = append(r.users[k], h)
	}
	r.options[h] = append(r.options[h], option{r.perUnit(p.skip(h), w), int32(r.m), -1})
}

// perUnit is exact where the scale is a multiple of the weight, else rounded down.
func (r *relaxation) perUnit(v Vec, w int64) Vec {
	for t, x := range v {
		q := x * r.scale / w
		if q*w > x*r.scale {
			q--
		}
		v[t] = q
	}
	return v
}

// start lets homes follow the prices, and loads as far as the prices agree. Without prices it guesses: what the next unit costs at an
// average load.
func (r *relaxation) start(price []Vec) {
	var total int64
	for h := range r.n {
		total += r.weight[h]
	}
	average := total / int64(max(r.m, 1))
	for i := range r.m {
		sv := &r.p.Servers[i]
		switch {
		case price != nil:
			r.price[i] = price[i]
		case sv.Base < sv.Max:
			r.price[i] = r.unit(i, min(sv.Base+average, sv.Max-1)+1)
		}
		r.excess[i] = sv.Base
	}
	for h := range r.n {
		r.place(int32(h))
	}
	r.excess[r.m] = 0 // what is unserved is where it ends
	for i := range r.m {
		has := r.excess[i]
		r.setLoad(i, r.agreed(i, has))
		r.excess[i] -= r.load[i]
		r.excess[r.m] -= r.excess[i]
	}
}

// agreed is the load next to y with which the price of server i agrees: no less than the least whose next unit costs at least the
// price, no more than the largest whose last costs at most the price.
func (r *relaxation) agreed(i int, y int64) int64 {
	sv, q := &r.p.Servers[i], &r.price[i]
	base, most := sv.Base, max(sv.Base, sv.Max)
	least := first(base, most, func(y int64) bool {
		next := r.unit(i, y+1)
		return !next.Less(q)
	})
	largest := first(base, most, func(y int64) bool {
		next := r.unit(i, y+1)
		return q.Less(&next)
	})
	return min(max(y, least), largest)
}

// first is the first number from lo on that is true, hi if none is before. Bisection: what follows a true number must be true.
func first(lo, hi int64, is func(int64) bool) int64 {
	for lo < hi {
		if mid := lo + (hi-lo)/2; is(mid) {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// unit is what the y-th unit of load of server i costs.
func (r *relaxation) unit(i int, y int64) Vec {
	return r.p.load(i, y).Minus(r.p.load(i, y-1)).Times(r.scale)
}

// setLoad accounts for a load and notes what a unit more or less would cost.
func (r *relaxation) setLoad(i int, y int64) {
	sv := &r.p.Servers[i]
	r.load[i] = y
	if r.rises[i] = y < sv.Max; r.rises[i] {
		r.up[i] = r.unit(i, y+1)
	}
	if r.falls[i] = y > sv.Base; r.falls[i] {
		r.down[i] = r.unit(i, y)
	}
}

// fits reports whether a free home may go to a node, given the homes fixed there.
func (r *relaxation) fits(h, k int32) bool {
	return r.loose || int(k) == r.m || r.taken[k]+r.weight[h] <= r.p.Servers[k].Max
}

// cheapest is the option of a home with the least cost + price (ties: the first), and that sum.
func (r *relaxation) cheapest(h int32) (node int32, least Vec) {
	node = -1
	for i := range r.options[h] {
		o := &r.options[h][i]
		if !r.fits(h, o.node) {
			continue
		}
		if c := o.cost.Plus(r.price[o.node]); node < 0 || c.Less(&least) {
			node, least = o.node, c
		}
	}
	return node, least
}

// place puts all units of a home where they must be, or where they are cheapest.
func (r *relaxation) place(h int32) {
	k := r.fixed[h]
	if k < 0 {
		k, _ = r.cheapest(h)
		r.join(h, k)
	}
	r.shares[h] = append(r.shares[h], share{k, r.weight[h]})
	r.excess[k] += r.weight[h]
}

// lift takes the units of a home off.
func (r *relaxation) lift(h int32) {
	for _, s := range r.shares[h] {
		r.excess[s.node] -= s.amount
		if r.fixed[h] < 0 {
			r.part(h, s.node)
		}
	}
	r.shares[h] = r.shares[h][:0]
}

// join lets a free home compete for the hand-overs of a node; part ends that.
func (r *relaxation) join(h, k int32) {
	r.held[k] = append(r.held[k], h)
	if r.fresh[k] {
		r.offer(k, h)
	}
}

func (r *relaxation) part(h, k int32) {
	list := r.held[k]
	for i, x := range list {
		if x == h {
			list[i] = list[len(list)-1]
			r.held[k] = list[:len(list)-1]
			break
		}
	}
	r.fresh[k] = false
}

// row returns the cheapest hand-overs of a node. Prices do not enter it, so it holds until a home leaves the node.
func (r *relaxation) row(i int32) []handover {
	w := r.m + 1
	row := r.rows[int(i)*w : int(i)*w+w]
	if r.fresh[i] {
		return row
	}
	for k := range row {
		row[k].home = -1
	}
	for _, h := range r.held[i] {
		r.offer(i, h)
		r.work += int64(len(r.options[h]))
	}
	r.fresh[i] = true
	return row
}

func (r *relaxation) offer(i, h int32) {
	w := r.m + 1
	row := r.rows[int(i)*w : int(i)*w+w]
	var here Vec
	for k := range r.options[h] {
		if r.options[h][k].node == i {
			here = r.options[h][k].cost
			break
		}
	}
	for k := range r.options[h] {
		o := &r.options[h][k]
		if o.node == i || !r.fits(h, o.node) {
			continue
		}
		e := &row[o.node]
		if c := o.cost.Minus(here); e.home < 0 || c.Less(&e.cost) || c == e.cost && h < e.home {
			*e = handover{c, h}
		}
	}
}

// fix puts a home where it must be from now on, which has room for it; free lets it go again.
func (r *relaxation) fix(h, k int32) {
	r.lift(h)
	r.fixed[h] = k
	r.take(k, r.weight[h])
	r.place(h)
}

func (r *relaxation) free(h int32) {
	k := r.fixed[h]
	r.lift(h)
	r.fixed[h] = -1
	r.take(k, -r.weight[h])
	r.place(h)
}

// take changes what is fixed at a server, and lets the homes follow that fit there no longer, or again.
func (r *relaxation) take(k int32, amount int64) {
	if int(k) == r.m {
		return
	}
	old := r.p.Servers[k].Max - r.taken[k]
	r.taken[k] += amount
	room := old - amount
	for _, g := range r.users[k] {
		if w := r.weight[g]; r.fixed[g] >= 0 || (w <= old) == (w <= room) {
			continue
		}
		for _, s := range r.shares[g] {
			r.fresh[s.node] = false
		}
		if r.astray(g) {
			r.lift(g)
			r.place(g)
		}
	}
}

// astray reports whether some unit of a home sits where it may not, or where it is not cheapest.
func (r *relaxation) astray(h int32) bool {
	_, least := r.cheapest(h)
	for _, s := range r.shares[h] {
		if !r.fits(h, s.node) {
			return true
		}
		for i := range r.options[h] {
			if o := &r.options[h][i]; o.node == s.node && o.cost.Plus(r.price[o.node]) != least {
				return true
			}
		}
	}
	return false
}

// drop removes options of a home for good: those for which keep is false, but never the outside, so that there is a way for every
// unit whatever is fixed. The home's units must not sit there.
func (r *relaxation) drop(h int32, keep func(o *option) bool) {
	kept := r.options[h][:0]
	for i := range r.options[h] {
		if o := r.options[h][i]; int(o.node) == r.m || keep(&o) {
			kept = append(kept, o)
		}
	}
	if len(kept) < len(r.options[h]) {
		r.options[h] = kept
		for _, s := range r.shares[h] {
			r.fresh[s.node] = false
		}
	}
}

// value is what the units and loads cost, times scale.
func (r *relaxation) value() Vec {
	var v Vec
	for h := range r.shares {
		for _, s := range r.shares[h] {
			for i := range r.options[h] {
				if o := &r.options[h][i]; o.node == s.node {
					v = v.Plus(o.cost.Times(s.amount))
					break
				}
			}
		}
	}
	for i, y := range r.load {
		v = v.Plus(r.p.load(i, y).Times(r.scale))
	}
	return v
}
