package engine

import (
	"cmp"
	"context"
	"math"
	"slices"

	"jinlin/engine/internal/linking"
	"jinlin/policy"
)

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
	if low, err = c.solved(ctx, c.tiered(c.usualPlace())); err != nil || low.changes <= n {
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
		room := int64(c.members[m].load.Max) - c.members[m].fixed()
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
	case policy.TierLeaders2, policy.TierLeaders1:
		most = max(most, int64(len(c.policy.Titles)))
	case policy.TierFit, policy.TierPreference:
		for h := range c.homes {
			most = max(most, int64(len(c.homes[h].services)), int64(c.homes[h].Preferences.Unlisted()))
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
