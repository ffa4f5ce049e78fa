package engine

import (
	"context"
	"slices"

	"jinlin/engine/internal/linking"
	"jinlin/policy"
)

// An assignment is the outcome of one linking problem, by number: the member of every home (none without) and the distance.
type assignment struct {
	member []int32
	mm     []int64
	load   []int64
	price  [][]int64
	proof  LinkProof
}

// A task is one linking problem: which homes want a member, which pairs are allowed, and what members may bear.
type task struct {
	tiers []policy.Tier
	pairs arcs
	wants func(h int32) bool
	// server gives the load bounds of a member; base is what is fixed.
	server func(m int32) linking.Server
	// fixed is the cost of what is decided beforehand.
	fixed linking.Vec
}

// links solves the link stage over the allowed pairs.
func (s *State) links(ctx context.Context, pairs arcs) (*assignment, error) {
	tiers := s.policy.Tiers()
	t := task{
		tiers: tiers, pairs: pairs, wants: func(h int32) bool { return s.homes[h].free() },
		server: s.server,
	}
	for h := range s.homes {
		if m := s.homes[h].lock; m != none {
			t.fixed = t.fixed.Plus(s.pairCost(tiers, int32(h), m, s.betweenMM(int32(h), m)))
		}
	}
	a, err := s.assign(ctx, &t)
	if err != nil {
		return nil, err
	}
	for h := range s.homes {
		if m := s.homes[h].lock; m != none {
			a.member[h], a.mm[h] = m, s.betweenMM(int32(h), m)
		}
	}
	return a, nil
}

func (s *State) server(m int32) linking.Server {
	x := &s.members[m]
	low, high := x.load.Band()
	return linking.Server{Base: x.locked, Max: int64(x.load.Max), Min: int64(x.load.Min), Low: int64(low), High: int64(high)}
}

func (s *State) loadCost(tiers []policy.Tier, m int32, y int64) linking.Vec {
	var v linking.Vec
	load := s.members[m].load
	for i, t := range tiers {
		switch t {
		case policy.TierShortfall:
			v[i] = load.Shortfall(int(y))
		case policy.TierLoad:
			v[i] = load.Cost(int(y))
		}
	}
	return v
}

// deputies finds a second member for every linked home among the allowed pairs.
func (s *State) deputies(ctx context.Context, all arcs, first *assignment) (*assignment, error) {
	tiers := []policy.Tier{policy.TierUnserved2, policy.TierUnserved1, policy.TierUnserved0, policy.TierDistance}
	t := task{
		tiers: tiers, wants: func(h int32) bool { return first.member[h] != none },
		server: func(int32) linking.Server { return linking.Server{Max: int64(s.policy.Deputies.Max)} },
	}
	t.pairs.start = []int32{0}
	for h := range s.homes {
		members, mm := all.row(int32(h))
		for i, m := range members {
			if m != first.member[h] {
				t.pairs.member = append(t.pairs.member, m)
				t.pairs.mm = append(t.pairs.mm, mm[i])
			}
		}
		t.pairs.start = append(t.pairs.start, int32(len(t.pairs.member)))
	}
	return s.assign(ctx, &t)
}

// assign numbers the homes and members concerned densely, solves, and numbers back.
func (s *State) assign(ctx context.Context, t *task) (*assignment, error) {
	p, homes, members := s.linkingProblem(t)
	solution, ok := linking.Solve(p, func() bool { return ctx.Err() != nil })
	if !ok {
		return nil, ctx.Err()
	}
	a := &assignment{
		member: make([]int32, len(s.homes)), mm: make([]int64, len(s.homes)),
		load: make([]int64, len(s.members)), price: make([][]int64, len(s.members)),
	}
	for h := range a.member {
		a.member[h] = none
	}
	for i, h := range homes {
		if arc := solution.Arc[i]; arc >= 0 {
			a.member[h] = members[p.To[arc]]
			a.mm[h] = t.pairs.mm[t.pairs.start[h]+arc-p.Start[i]]
		}
	}
	for j, m := range members {
		a.load[m] = solution.Load[j]
		a.price[m] = append([]int64(nil), solution.Price[j][:len(t.tiers)]...)
	}
	value, bound := solution.Value.Plus(t.fixed), solution.Bound.Plus(t.fixed)
	a.proof = LinkProof{Kind: Certified, Tiers: t.tiers, Value: append([]int64(nil), value[:len(t.tiers)]...), Bound: append([]int64(nil), bound[:len(t.tiers)]...)}
	if value != bound {
		a.proof.Kind = Bounded
	}
	return a, nil
}

func (s *State) linkingProblem(t *task) (p *linking.Problem, homes, members []int32) {
	dense := make([]int32, len(s.members))
	p = &linking.Problem{Start: []int32{0}}
	for i := range s.members {
		if s.members[i].eligible() {
			dense[i] = int32(len(members))
			members = append(members, int32(i))
			p.Servers = append(p.Servers, t.server(int32(i)))
		}
	}
	p.ShortfallTier = max(slices.Index(t.tiers, policy.TierShortfall), 0)
	if s.policy.Links.Load.Balance != policy.BalanceNone {
		p.LoadTier = max(slices.Index(t.tiers, policy.TierLoad), 0)
	}
	for i, tier := range t.tiers {
		if s.pairsCost(tier) {
			p.Columns = append(p.Columns, linking.Column{Tier: i})
		}
	}
	for priority := range 3 {
		p.SkipCost = append(p.SkipCost, unservedCost(t.tiers, priority))
	}
	for h := range s.homes {
		if !t.wants(int32(h)) {
			continue
		}
		homes = append(homes, int32(h))
		to, mm := t.pairs.row(int32(h))
		for _, m := range to {
			p.To = append(p.To, dense[m])
		}
		for i := range p.Columns {
			c := &p.Columns[i]
			c.Cost = s.appendCost(c.Cost, t.tiers[c.Tier], int32(h), to, mm)
		}
		p.Start = append(p.Start, int32(len(p.To)))
		p.Skip = append(p.Skip, uint16(s.homes[h].Priority))
		p.Weight = append(p.Weight, s.homes[h].weight)
	}
	return p, homes, members
}
