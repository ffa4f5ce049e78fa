package linking

import (
	"cmp"
	"slices"
)

const (
	// maxScale bounds the common multiple of the weights for which homes are split exactly, maxUnits the sum of the weights.
	maxScale = 1 << 20
	maxUnits = 1 << 17
	// maxSplit bounds the homes that each home is split into on average where the flow solver gives the first prices.
	maxSplit = 8
	// rootWork is what the relaxation without fixed homes may need from there, or from a guess.
	rootWork     = 8_000_000
	rootSearches = 1000
	rootMost     = 150_000_000
	// maxServers bounds the matrix of hand-overs between the servers of one part (80 bytes each).
	maxServers = 1200
	// maxListed is how many homes a search without the relaxation may have: it is hopeless with many.
	maxListed = 40
)

// A search looks for the best whole solution of a part, depth first: a home that the relaxation splits is put in one place after the
// other (Martello and Toth 1990, chapter 7, for the generalised assignment). What the relaxation says of a node with some homes fixed bounds all
// that can come of it.
type search struct {
	p    *Problem
	best *whole
	r    *relaxation
	// exact tells that the relaxation is solved to the end with whole shares: then its value bounds.
	exact bool
	last  int // the last tier in which anything costs
	value Vec // of best
	price []Vec
	// fine are the root's prices as they are, if rounded ones bound much worse.
	fine *Fine
	leaf *whole
	stop func() bool
	// work is what run may use, used what it did.
	work, used int64
	visits     int
	stopped    bool
	exhausted  bool
}

func newSearch(p *Problem, work int64, stop func() bool) *search {
	t := &search{p: p, best: newWhole(p), leaf: newWhole(p), last: p.lastTier(), work: work, stop: stop}
	t.best.fill()
	scale, step, exact := p.splitting()
	var price []Vec
	if exact {
		var ok bool
		if price, ok = splitPrices(p, scale, stop); !ok {
			t.stopped = true
		}
	}
	t.r = newRelaxation(p, scale, step, rootWork+min(rootSearches*int64(len(p.Servers)*len(p.Servers)), rootMost), price, stop)
	t.improve()
	t.exact = t.r.balance() && exact
	t.price = p.rounded(t.r.price, scale)
	if t.exact && t.blunt() {
		t.fine = &Fine{Scale: scale, Price: slices.Clone(t.r.price[:t.r.m])}
	}
	t.gather()
	return t
}

// blunt reports whether rounding the prices costs the bound something in a tier before the last.
func (t *search) blunt() bool {
	value, bound := t.r.value(), t.p.Bound(t.price).Times(t.r.scale)
	for i := range t.last {
		if value[i] != bound[i] {
			return true
		}
	}
	return false
}

// beyond reports whether a value, times scale, proves that nothing of at least that value is better than the best: it is rounded up tier by
// tier, as far as that leaves no doubt, because solutions cost whole numbers.
func (t *search) beyond(value *Vec) bool {
	for i, x := range value {
		whole := -floorDiv(-x, t.r.scale)
		switch {
		case whole > t.value[i]:
			return true
		case whole < t.value[i]:
			return false
		case whole*t.r.scale != x:
			return i == t.last // below, no tier is bounded; after the last, nothing costs
		}
	}
	return true
}

// improve takes note of a better solution.
func (t *search) improve() { t.value = t.best.value() }

// lastTier is the last tier in which anything costs.
func (p *Problem) lastTier() int {
	last := max(p.ShortfallTier, p.LoadTier)
	for _, c := range p.Columns {
		last = max(last, c.Tier)
	}
	for _, v := range append([]Vec{p.Change}, p.SkipCost...) {
		for t, x := range v {
			if x != 0 {
				last = max(last, t)
			}
		}
	}
	return last
}

// splitting says by what to multiply costs so that homes can be split exactly, and false if that cannot be: then costs are rounded, and loads
// go in larger steps.
func (p *Problem) splitting() (scale, step int64, exact bool) {
	scale = 1
	var total int64
	for h := range p.homes() {
		w := p.weight(h)
		total += w
		if scale <= maxScale {
			scale = lcm(scale, w)
		}
	}
	if scale <= maxScale && total <= maxUnits && p.bears(scale) {
		return scale, 1, true
	}
	for scale = 1 << 10; scale > 1 && !p.bears(scale); {
		scale /= 2
	}
	return scale, max(1, total/int64(64*len(p.Servers))), false
}

// bears reports whether the costs of all homes and loads, times scale, can be added up.
func (p *Problem) bears(scale int64) bool {
	const most = 1 << 60
	var sum Vec
	var total int64
	fits := true
	add := func(v Vec) {
		for t, x := range v {
			x = max(x, -x)
			fits = fits && x <= (most-sum[t])/scale
			sum[t] += min(x, most/scale) * scale
		}
	}
	for h := range p.homes() {
		total += p.weight(h)
		worst := p.skip(int32(h))
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			for t, x := range p.cost(int32(h), a) {
				worst[t] = max(worst[t], x, -x)
			}
		}
		if add(worst); !fits {
			return false
		}
	}
	for j, sv := range p.Servers {
		add(p.load(j, sv.Base))
		if add(p.load(j, max(sv.Base, min(sv.Max, sv.Base+total)))); !fits {
			return false
		}
	}
	return fits
}

// run searches with the work that it may use, and polishes what is not proven to be best.
func (t *search) run() {
	begun := t.r.work
	t.r.limit = begun + t.work
	if t.exact {
		t.fitWhole()
		t.dive()
		t.exhausted = t.visit()
	} else {
		t.polish()
		t.exhausted = t.p.homes() <= maxListed && t.list()
	}
	t.used = t.r.work - begun
	t.stopped = t.stopped || t.r.stopped
	if !t.exhausted && !t.stopped {
		t.polish()
	}
}

func (t *search) polish() {
	t.stopped = t.stopped || !t.best.polish(t.stop)
	t.improve()
}

// gather makes a whole solution of the relaxation's: heavy homes first, every home goes where most of it is, if it fits there.
func (t *search) gather() {
	w := newWhole(t.p)
	for _, h := range w.order() {
		var most share
		for _, s := range t.r.shares[h] {
			if s.amount > most.amount && int(s.node) < t.r.m {
				most = s
			}
		}
		if arc := w.find(h, most.node); most.amount > 0 && w.load[most.node]+t.r.weight[h] <= t.p.Servers[most.node].Max {
			w.move(h, most.node, arc)
			continue
		}
		w.shift(h)
	}
	if v := w.value(); v.Less(&t.value) {
		t.best = w
		t.improve()
	}
}

// fitWhole forgets the pairs for which the home is too heavy by itself, and, as the root's prices show, those that no better solution has.
func (t *search) fitWhole() {
	r := t.r
	r.loose = false
	for h := range r.options {
		if r.astray(int32(h)) {
			r.lift(int32(h))
			r.place(int32(h))
		}
		r.drop(int32(h), func(o *option) bool { return r.fits(int32(h), o.node) })
	}
	if r.balance() {
		t.reduce()
	}
}

// dive puts the homes that the root splits where they best go, one after the other, for a first good solution, and goes back up: with it,
// most options vanish.
func (t *search) dive() {
	var path []int32
	whole := false
	for t.r.balance() {
		value := t.r.value()
		h := t.splitHome()
		if h < 0 {
			whole = t.accept()
			break
		}
		list := t.children(h, value)
		if len(list) == 0 {
			break
		}
		t.r.fix(h, list[0].node)
		path = append(path, h)
	}
	if !whole {
		t.gather()
	}
	t.polish()
	for _, h := range path {
		t.r.free(h)
	}
	if t.r.balance() {
		t.reduce()
	}
}

// reduce drops the options that cost, by the prices at hand, more than any better solution can.
func (t *search) reduce() {
	r := t.r
	value := r.value()
	for h := range r.options {
		w := r.weight[h]
		_, least := r.cheapest(int32(h))
		r.drop(int32(h), func(o *option) bool {
			with := value.Plus(o.cost.Plus(r.price[o.node]).Minus(least).Times(w))
			return !t.beyond(&with) || slices.ContainsFunc(r.shares[h], func(s share) bool { return s.node == o.node })
		})
	}
}

// visit searches what the fixed homes leave open. False if it had to leave something out.
func (t *search) visit() bool {
	r := t.r
	if !r.balance() {
		return false
	}
	value := r.value()
	if t.beyond(&value) {
		return true
	}
	h := t.splitHome()
	if h < 0 {
		return t.accept()
	}
	for _, c := range t.children(h, value) {
		if t.beyond(&c.bound) || !r.fits(h, c.node) {
			continue
		}
		r.fix(h, c.node)
		all := t.visit()
		r.free(h)
		if !all {
			return false
		}
	}
	return true
}

// splitHome is the heaviest home in more than one place (ties: the lowest), -1 if every home is whole.
func (t *search) splitHome() int32 {
	best := int32(-1)
	for h, s := range t.r.shares {
		if len(s) > 1 && (best < 0 || t.r.weight[h] > t.r.weight[best]) {
			best = int32(h)
		}
	}
	return best
}

// A child is a place for a home, and what at least a solution with it there is worth.
type child struct {
	node  int32
	bound Vec
	here  int64 // units of the home there now
}

// children orders the places of a home: those with the least bound first, of those the one with most of the home.
func (t *search) children(h int32, value Vec) []child {
	r := t.r
	_, least := r.cheapest(h)
	var list []child
	for i := range r.options[h] {
		o := &r.options[h][i]
		if !r.fits(h, o.node) {
			continue
		}
		c := child{node: o.node, bound: value.Plus(o.cost.Plus(r.price[o.node]).Minus(least).Times(r.weight[h]))}
		for _, s := range r.shares[h] {
			if s.node == o.node {
				c.here = s.amount
			}
		}
		if !t.beyond(&c.bound) {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b child) int {
		if a.bound.Less(&b.bound) {
			return -1
		}
		if b.bound.Less(&a.bound) {
			return 1
		}
		return cmp.Compare(b.here, a.here)
	})
	return list
}

// accept takes the whole solution that the relaxation has found, polished, if it is better.
func (t *search) accept() bool {
	arc := make([]int32, t.r.n)
	for h, s := range t.r.shares {
		for i := range t.r.options[h] {
			if o := &t.r.options[h][i]; o.node == s[0].node {
				arc[h] = o.arc
			}
		}
	}
	t.leaf.take(arc)
	if v := t.leaf.value(); !v.Less(&t.value) {
		return true
	}
	t.best, t.leaf = t.leaf, t.best
	t.improve()
	return true
}
func lcm(a, b int64) int64 {
	x, y := a, b
	for y != 0 {
		x, y = y, x%y
	}
	return a / x * b
}
