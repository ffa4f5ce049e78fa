package engine

import (
	"context"
	"slices"
)

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
