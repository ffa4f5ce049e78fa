package engine

import (
	"cmp"
	"context"
	"math"
	"slices"

	"jinlin/engine/internal/linking"
	"jinlin/policy"
)

// A churn solves the link stage of a rebalance: with the fewest voluntary changes, or as well as at most N of them allow.
//
// The trade between changes and quality is looked at by the price of a change (Lagrange). Plans that are optimal for some price are the
// corners of a convex hull over the number of changes; between two corners the price at which they are equally good is the difference of
// their values over the difference of their changes (Eisner, Severance 1976). Values are vectors, so prices are vectors, and instead
// of a fraction, costs are multiplied by the difference of changes.
type churn struct {
	*State
	t *transition
	o Options
	// base is the task of the link stage without changes.
	base task
	// before is the member of each free home whose pair before is still allowed, none else; stay that pair among the allowed ones.
	before, stay []int32
	// last is the corner with no price on changes, once it is known.
	last *corner
	// made is what was decided; from is that corner, or the one above it.
	made, from *corner
}

// A corner is a plan of the links, what it is worth in the usual tiers, and how many voluntary changes it takes.
type corner struct {
	*assignment
	worth   linking.Vec
	changes int
}

// link is the linker of a rebalance.
func (c *churn) link(ctx context.Context, pairs arcs, o Options) (*assignment, LinkProof, error) {
	c.base = c.linkTask(pairs, o)
	c.stand()
	if o.MaxChanges == nil {
		return c.least(ctx)
	}
	return c.atMost(ctx, *o.MaxChanges)
}

// open solves the links without borders, where nobody's change counts, from the prices that stood.
func (c *churn) open(ctx context.Context, pairs arcs, o Options) (*assignment, LinkProof, error) {
	t := c.linkTask(pairs, o)
	old := &c.t.old.stands.plan.d
	t.start = c.t.prices(t.tiers, &old.Proof.Open, func(m *Server) []int64 { return m.OpenPrice })
	a, err := c.links(ctx, &t)
	if err != nil {
		return nil, LinkProof{}, err
	}
	return a, t.proof(a), nil
}

// stand finds the pairs before that are still allowed.
func (c *churn) stand() {
	old := c.t.old.stands.member
	c.before, c.stay = make([]int32, len(c.homes)), make([]int32, len(c.homes))
	for h := range c.homes {
		c.before[h], c.stay[h] = none, none
		was := c.t.home[h].was
		if was == none || old[was] == none || !c.homes[h].free() {
			continue
		}
		m := c.t.memberNow[old[was]]
		if m == none {
			continue
		}
		row, _ := c.base.pairs.row(int32(h))
		if i, ok := slices.BinarySearch(row, m); ok {
			c.before[h], c.stay[h] = m, c.base.pairs.start[h]+int32(i)
		}
	}
}

// The places where the tier of changes can stand: before all others (the price of a change is beyond everything), after shortfall, or
// last (among equally good plans the fewest changes).
const (
	changesFirst  = 0
	changesMiddle = 4
	changesLast   = -1
)

// tiered is the task with a tier of changes at a place.
func (c *churn) tiered(place int) task {
	t := c.base
	if place == changesLast {
		place = len(t.tiers)
	}
	t.tiers = slices.Insert(slices.Clone(t.tiers), place, policy.TierChanges)
	t.fixed = inserted(t.fixed, place)
	t.stay = c.stay
	t.change = linking.Vec{}
	t.change[place] = 1
	return t
}

// inserted makes room for a tier.
func inserted(v linking.Vec, place int) linking.Vec {
	copy(v[place+1:], v[place:linking.MaxTiers-1])
	v[place] = 0
	return v
}

// least solves with the tier of changes after shortfall.
func (c *churn) least(ctx context.Context) (*assignment, LinkProof, error) {
	t := c.tiered(changesMiddle)
	old := &c.t.old.stands.plan.d
	t.start = c.t.prices(t.tiers, &old.Proof.Links, func(m *Server) []int64 { return m.Price })
	a, err := c.links(ctx, &t)
	if err != nil {
		return nil, LinkProof{}, err
	}
	c.made = c.corner(a)
	c.from = c.made
	return a, t.proof(a), nil
}

func (c *churn) corner(a *assignment) *corner {
	return &corner{a, c.worth(a), c.changes(a)}
}

func (c *churn) changes(a *assignment) int {
	n := 0
	for h, m := range c.before {
		if m != none && a.member[h] != m {
			n++
		}
	}
	return n
}

// worth adds up what an assignment costs in the usual tiers, unscaled.
func (c *churn) worth(a *assignment) linking.Vec {
	tiers := c.base.tiers
	v := c.base.fixed
	for h := range c.homes {
		switch {
		case !c.homes[h].free():
		case a.member[h] == none:
			v = v.Plus(unservedCost(tiers, c.homes[h].Priority))
		default:
			v = v.Plus(c.pairCost(tiers, int32(h), a.member[h], a.mm[h]))
		}
	}
	for m := range c.members {
		if c.members[m].eligible() {
			v = v.Plus(c.loadCost(tiers, int32(m), a.load[m]))
		}
	}
	return v
}

func (c *churn) solved(ctx context.Context, t task) (*corner, error) {
	a, err := c.links(ctx, &t)
	if err != nil {
		return nil, err
	}
	return c.corner(a), nil
}

// best is the corner with no price on changes: the best plan, and among equally good ones one with the fewest changes.
func (c *churn) best(ctx context.Context) (*corner, error) {
	if c.last != nil {
		return c.last, nil
	}
	var err error
	c.last, err = c.solved(ctx, c.tiered(changesLast))
	return c.last, err
}

// A slope is the price of a change between two corners: change for every change beside scale times all other costs. bound is what any plan
// then costs at least, as the prices prove.
type slope struct {
	scale  int64
	change linking.Vec
	bound  linking.Vec
	prices [][]int64
}

// at is what a corner costs at the slope.
func (x *slope) at(p *corner) linking.Vec {
	return p.worth.Times(x.scale).Plus(x.change.Times(int64(p.changes)))
}

// atMost finds the best plan with at most n voluntary changes: the best of all if it needs no more, else one between the corners on
// either side of n.
//
// Where members may bear less than before, n is raised to the number of homes that have to leave them.
func (c *churn) atMost(ctx context.Context, n int) (*assignment, LinkProof, error) {
	_, leaving := c.crowd()
	n = max(n, leaving)
	high, err := c.best(ctx)
	if err != nil {
		return nil, LinkProof{}, err
	}
	if high.changes <= n {
		c.made, c.from = high, high
		return high.assignment, c.proof(high, n, &slope{scale: 1, bound: high.bound, prices: high.price}), nil
	}
	low, high, err := c.lowest(ctx, high, n)
	if err != nil {
		return nil, LinkProof{}, err
	}
	low, high, x, err := c.bracket(ctx, low, high, func(p *corner) bool { return p.changes <= n })
	if err != nil {
		return nil, LinkProof{}, err
	}
	if x == nil { // numbers too large for a price of a change: the best plan of all bounds this one
		x = &slope{scale: 1, bound: c.last.bound, prices: c.last.price}
	}
	plan := c.between(low, high, n)
	c.made, c.from = plan, high
	return plan.assignment, c.proof(plan, n, x), nil
}

// lowest is a corner with at most n changes: the plan of mode least; where that needs more, the best with fewest changes whatever becomes
// of coverage. The corner that needed more becomes the upper end.
func (c *churn) lowest(ctx context.Context, high *corner, n int) (low, up *corner, err error) {
	if low, err = c.solved(ctx, c.tiered(changesMiddle)); err != nil || low.changes <= n {
		return low, high, err
	}
	high = low
	if low, err = c.solved(ctx, c.tiered(changesFirst)); err == nil && low.changes > n {
		low, err = c.unmoved(ctx) // unequal weights, which are solved by search
	}
	return low, high, err
}

// crowd finds the homes that have to leave the members before since these may bear less now: each keeps the lightest that fit.
func (c *churn) crowd() (keeps []bool, leaving int) {
	keeps = make([]bool, len(c.homes))
	mine := make([][]int32, len(c.members))
	for h, m := range c.before {
		if m != none {
			mine[m] = append(mine[m], int32(h))
		}
	}
	for m, homes := range mine {
		slices.SortStableFunc(homes, func(a, b int32) int { return cmp.Compare(c.homes[a].weight, c.homes[b].weight) })
		room := int64(c.members[m].load.Max) - c.members[m].locked
		for _, h := range homes {
			if room -= c.homes[h].weight; room >= 0 {
				keeps[h] = true
			} else {
				leaving++
			}
		}
	}
	return keeps, leaving
}

func (c *churn) uneven() bool {
	for h := range c.homes {
		if c.homes[h].weight != 1 {
			return true
		}
	}
	return false
}

// unmoved solves with every home at its member before that he has room for.
func (c *churn) unmoved(ctx context.Context) (*corner, error) {
	keeps, _ := c.crowd()
	load := make([]int64, len(c.members))
	for h, keep := range keeps {
		if keep {
			load[c.before[h]] += c.homes[h].weight
		}
	}
	t := c.base
	t.wants = func(h int32) bool { return c.homes[h].free() && !keeps[h] }
	t.server = func(m int32) linking.Server {
		x := c.server(m)
		x.Base += load[m]
		return x
	}
	a, err := c.links(ctx, &t)
	if err != nil {
		return nil, err
	}
	for h, keep := range keeps {
		if keep {
			a.member[h], a.mm[h] = c.before[h], c.base.pairs.mm[c.stay[h]]
		}
	}
	return c.corner(a), nil
}

// maxRounds bounds the search between two corners. Every round finds a corner with other changes than all before, and rounds halve what
// is left in practice; unequal weights, which are solved by search, could find worse and end earlier.
const maxRounds = 200

// bracket narrows two corners down to neighbours of the hull: as long as the price at which both are equally good has a better plan, that
// replaces the one on its side. x is nil if the price cannot be written down.
func (c *churn) bracket(ctx context.Context, low, high *corner, below func(*corner) bool) (l, h *corner, x *slope, err error) {
	for range maxRounds {
		y, fits := c.slope(low, high)
		if !fits {
			return low, high, x, nil
		}
		p, err := c.price(ctx, y)
		if err != nil {
			return nil, nil, nil, err
		}
		x = y
		line := y.at(low)
		if at := y.at(p); !at.Less(&line) || p.changes <= low.changes || p.changes >= high.changes {
			break
		}
		if below(p) {
			low = p
		} else {
			high = p
		}
	}
	return low, high, x, nil
}

// slope is the price at which two corners are equally good, in lowest terms; false if numbers could become too large.
func (c *churn) slope(low, high *corner) (*slope, bool) {
	x := &slope{scale: int64(high.changes - low.changes), change: low.worth.Minus(high.worth)}
	if x.scale <= 0 || !positive(x.change) {
		return nil, false
	}
	divisor := x.scale
	for _, v := range x.change {
		divisor = gcd(divisor, v)
	}
	x.scale /= divisor
	for i := range x.change {
		x.change[i] /= divisor
	}
	return x, c.holds(x)
}

func positive(v linking.Vec) bool { return (&linking.Vec{}).Less(&v) }

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// holds reports whether all numbers of a solution at the slope stay below 2^61. Costs of pairs add up over homes, and prices over the
// hand-overs of a path through members, so (homes + members) times the largest cost of a pair, times the scale, bounds both; loads add
// what they cost at their ends; changes add the price times the homes. With 50,000 homes, links within 1,000 km and even loads up to
// 100,000, the scale may not reach its largest, 50,000; in villages of 1,000 homes within 500 m the sums stay below 10^13.
func (c *churn) holds(x *slope) bool {
	const most = 1 << 61
	n := float64(len(c.homes) + len(c.members) + 2)
	var largest linking.Vec
	for i, t := range c.base.tiers {
		largest[i] = c.largest(t)
	}
	for i := range c.base.tiers {
		loads := 0.0
		for m := range c.members {
			l := c.members[m].load
			for _, y := range []int{0, l.Max} {
				v := c.loadCost(c.base.tiers, int32(m), int64(y))
				loads += float64(v[i])
			}
		}
		sum := float64((float64(n*float64(largest[i]))+loads)*float64(x.scale)) + float64(n*math.Abs(float64(x.change[i])))
		if sum > most {
			return false
		}
	}
	return true
}

// largest is the largest cost of a pair in a tier.
func (c *churn) largest(t policy.Tier) int64 {
	most := int64(1)
	switch t {
	case policy.TierLeaders:
		most = 2 * int64(len(c.policy.Titles))
	case policy.TierFit, policy.TierPreference:
		for h := range c.homes {
			most = max(most, int64(len(c.homes[h].services)), int64(len(c.homes[h].Preferences))+1)
		}
	case policy.TierDistance:
		for _, mm := range c.base.pairs.mm {
			most = max(most, mm)
		}
	}
	return most
}

// price solves at a slope. Since tiers are compared one after the other, each can be divided by what its scale and its price of a change
// have in common; that keeps numbers small, and the prices are multiplied again in the end.
func (c *churn) price(ctx context.Context, x *slope) (*corner, error) {
	t := c.base
	t.stay = c.stay
	common := c.divisors(x)
	for i := range t.tiers {
		t.scale[i], t.change[i] = x.scale/common[i], x.change[i]/common[i]
	}
	p, err := c.solved(ctx, t)
	if err != nil {
		return nil, err
	}
	x.bound, x.prices = scaled(p.bound, common), p.price
	for _, q := range p.price {
		for i := range q {
			q[i] *= common[i]
		}
	}
	return p, nil
}

// divisors are what scale and price of a change have in common in each tier; shortfall and load share theirs.
func (c *churn) divisors(x *slope) (common linking.Vec) {
	shared := x.scale
	for i, t := range c.base.tiers {
		common[i] = gcd(x.scale, x.change[i])
		if t == policy.TierShortfall || t == policy.TierLoad {
			shared = gcd(shared, common[i])
		}
	}
	for i, t := range c.base.tiers {
		if t == policy.TierShortfall || t == policy.TierLoad {
			common[i] = shared
		}
	}
	return common
}

// proof is the claim of a plan with at most n changes, certified at a slope.
func (c *churn) proof(p *corner, n int, x *slope) LinkProof {
	k := len(c.base.tiers)
	out := LinkProof{Kind: Certified, Tiers: c.base.tiers, Value: slices.Clone(p.worth[:k]), Scale: x.scale, ChangePrice: slices.Clone(x.change[:k])}
	p.price = cut(x.prices, k)
	if c.o.NoProof {
		out.Kind = Unchecked
		return out
	}
	bound := x.bound.Minus(x.change.Times(int64(n)))
	out.Bound = slices.Clone(bound[:k])
	value := p.worth.Times(x.scale)
	switch {
	case slices.Equal(value[:k], bound[:k]):
	case p == c.last && p.searched:
		out.Kind = Searched
	default:
		out.Kind = Bounded
	}
	return out
}

// cut keeps the first n numbers of all prices: what is optimal tier by tier is so without the last tiers.
func cut(prices [][]int64, n int) [][]int64 {
	out := make([][]int64, len(prices))
	for i, p := range prices {
		out[i] = p[:min(n, len(p)):min(n, len(p))]
	}
	return out
}

// trades looks for the next corners above the plan.
func (c *churn) trades(ctx context.Context) ([]Trade, error) {
	if c.o.Trades <= 0 {
		return nil, nil
	}
	best, err := c.best(ctx)
	if err != nil {
		return nil, err
	}
	var out []Trade
	at := c.from
	if at != c.made {
		out = append(out, c.trade(at))
	}
	// found are the corners seen on the way down to the next one, the nearest last.
	for found := []*corner{best}; len(out) < c.o.Trades && len(found) > 0 && best.worth.Less(&at.worth); {
		_, next, _, err := c.bracket(ctx, at, found[len(found)-1], func(p *corner) bool {
			found = append(found, p)
			return false
		})
		if err != nil {
			return nil, err
		}
		if next.changes <= at.changes || !next.worth.Less(&at.worth) {
			break // unequal weights: the search found nothing better
		}
		out = append(out, c.trade(next))
		at, found = next, found[:len(found)-1]
	}
	return out, nil
}

// trade tells what a corner above the plan would change.
func (c *churn) trade(to *corner) Trade {
	x := Trade{Changes: to.changes - c.made.changes, Value: slices.Clone(to.worth[:len(c.base.tiers)])}
	gains := make([]int, len(c.members))
	most := none
	for h := range c.homes {
		if m := to.member[h]; m != none && m != c.made.member[h] {
			gains[m]++
		}
	}
	for m, n := range gains {
		if n > 0 && (most == none || n > gains[most]) {
			most = int32(m)
		}
	}
	if most != none {
		x.Member, x.Homes, x.New = c.members[most].ID, gains[most], c.made.load[most] == 0
	}
	return x
}
