package engine

import (
	"context"
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

// The places where the tier of changes can stand: before all others (the price of a change is beyond everything), before those that the
// policy orders (State.usualPlace), or last (among equally good plans the fewest changes).
const (
	changesFirst = 0
	changesLast  = -1
)

// usualPlace is where the tier of changes stands in a rebalance with the fewest: after coverage, shortfall and choice.
func (s *State) usualPlace() int { return len(s.policy.Tiers()) - len(s.policy.Links.Order) }

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

// least solves with the tier of changes at its usual place.
func (c *churn) least(ctx context.Context) (*assignment, LinkProof, error) {
	t := c.tiered(c.usualPlace())
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
			v = v.Plus(c.unservedCost(tiers, int32(h)))
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

// maxRounds bounds the search between two corners. Every round finds a corner with other changes than all before, and rounds halve what
// is left in practice; unequal weights, which are solved by search, could find worse and end earlier.
const maxRounds = 200

// unlinked is a rebalance to a plan without links: no pair before is allowed any more, and nothing can be traded.
func (c *churn) unlinked() {
	c.o.Trades = 0
	c.before, c.stay = make([]int32, len(c.homes)), make([]int32, len(c.homes))
	for h := range c.homes {
		c.before[h], c.stay[h] = none, none
	}
}
