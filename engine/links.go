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
	// value and bound hold what is fixed too; both are as many times as large as the task's scale, tier by tier.
	value, bound linking.Vec
	// searched tells that no assignment is better, whether or not the bound says so.
	searched bool
	// fine bounds better than price and bound, which are whole numbers; nil where that is as good.
	fine *fraction
}

// A fraction is a certificate of a task without scale: prices and bound are scale times as large.
type fraction struct {
	scale int64
	price [][]int64
	bound linking.Vec
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
	// stay is the allowed pair that each home had before, as an index of pairs (none without); change is what leaving it costs. Nil: nobody
	// had any.
	stay   []int32
	change linking.Vec
	// scale multiplies what each tier costs, but for change; 0 means 1. That of the tiers shortfall and load is the same.
	scale linking.Vec
	// start are prices to start from, by member, nil for a guess.
	start [][]int64
	// unproven leaves out the check of the certificate.
	unproven bool
	// workers is how many parts may be solved at once.
	workers int
}

// linkTask is the task of the link stage over the allowed pairs.
func (s *State) linkTask(pairs arcs, o Options) task {
	t := task{
		tiers: s.policy.Tiers(), pairs: pairs, wants: func(h int32) bool { return s.homes[h].free() },
		server: s.server, unproven: o.NoProof, workers: o.workers(),
	}
	for h := range s.homes {
		if m := s.homes[h].fixed(); m != none {
			t.fixed = t.fixed.Plus(s.pairCost(t.tiers, int32(h), m, s.betweenMM(int32(h), m)))
		}
	}
	return t
}

// links solves a task of the link stage and adds the locked pairs.
func (s *State) links(ctx context.Context, t *task) (*assignment, error) {
	a, err := s.assign(ctx, t)
	if err != nil {
		return nil, err
	}
	for h := range s.homes {
		if m := s.homes[h].fixed(); m != none {
			a.member[h], a.mm[h] = m, s.betweenMM(int32(h), m)
		}
	}
	return a, nil
}

func (s *State) server(m int32) linking.Server {
	x := &s.members[m]
	low, high := x.load.Band()
	return linking.Server{Base: x.fixed(), Max: int64(x.load.Max), Min: int64(x.load.Min), Low: int64(low), High: int64(high)}
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
func (s *State) deputies(ctx context.Context, all arcs, first *assignment, o Options) (*assignment, LinkProof, error) {
	t := task{
		tiers: []policy.Tier{policy.TierUnserved2, policy.TierUnserved1, policy.TierUnserved0, policy.TierDistance},
		wants: func(h int32) bool { return first.member[h] != none }, unproven: o.NoProof, workers: o.workers(),
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
	a, err := s.assign(ctx, &t)
	if err != nil {
		return nil, LinkProof{}, err
	}
	return a, t.proof(a), nil
}

// transport solves a linking problem: the only place that does. It reports false if the context ended first.
func (s *State) transport(ctx context.Context, p *linking.Problem, o linking.Options) (linking.Solution, bool) {
	if s.solver == nil {
		s.solver = &linking.Solver{}
	}
	return s.solver.Solve(p, o, func() bool { return ctx.Err() != nil })
}

// assign numbers the homes and members concerned densely, solves, and numbers back.
func (s *State) assign(ctx context.Context, t *task) (*assignment, error) {
	p, homes, members := s.linkingProblem(t)
	o := linking.Options{NoProof: t.unproven, Workers: t.workers}
	if t.start != nil {
		o.Price = make([][]int64, len(members))
		for j, m := range members {
			o.Price[j] = t.start[m]
		}
	}
	solution, ok := s.transport(ctx, p, o)
	if !ok {
		return nil, ctx.Err()
	}
	a := &assignment{
		member: make([]int32, len(s.homes)), mm: make([]int64, len(s.homes)),
		load: make([]int64, len(s.members)),
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
	}
	a.price = s.pricesOf(members, solution.Price, len(t.tiers))
	if f := solution.Fine; f != nil {
		a.fine = &fraction{f.Scale, s.pricesOf(members, f.Price, len(t.tiers)), f.Bound.Plus(t.fixed.Times(f.Scale))}
	}
	fixed := scaled(t.fixed, t.scale)
	a.value, a.bound, a.searched = solution.Value.Plus(fixed), solution.Bound.Plus(fixed), solution.Searched
	return a, nil
}

// scaled multiplies tier by tier; 0 means 1.
func scaled(v, scale linking.Vec) linking.Vec {
	for i := range v {
		v[i] *= max(scale[i], 1)
	}
	return v
}

// pricesOf numbers prices back, n tiers each.
func (s *State) pricesOf(members []int32, price []linking.Vec, n int) [][]int64 {
	out, all := make([][]int64, len(s.members)), make([]int64, 0, len(members)*n)
	for j, m := range members {
		all = append(all, price[j][:n]...)
		out[m] = all[j*n : (j+1)*n : (j+1)*n]
	}
	return out
}

// proof says what is claimed of the solution of a task without scale, and settles its prices.
func (t *task) proof(a *assignment) LinkProof {
	n := len(t.tiers)
	p := LinkProof{Kind: Certified, Tiers: t.tiers, Value: slices.Clone(a.value[:n])}
	if t.unproven {
		p.Kind = Unchecked
		return p
	}
	reached := a.value
	if f := a.fine; f != nil {
		p.Scale, a.price, a.bound, reached = f.scale, f.price, f.bound, a.value.Times(f.scale)
	}
	p.Bound = slices.Clone(a.bound[:n])
	switch {
	case reached == a.bound:
	case a.searched:
		p.Kind = Searched
	default:
		p.Kind = Bounded
	}
	return p
}

// linkingProblem writes a task down in plain numbers. The lists are those of the problem before, written anew: a village has as many pairs
// as a hundred times its homes, and the links are solved several times.
func (s *State) linkingProblem(t *task) (p *linking.Problem, homes, members []int32) {
	p = &s.written
	*p = linking.Problem{
		Start: p.Start[:0], To: p.To[:0], Columns: p.Columns[:0], Skip: p.Skip[:0], SkipCost: p.SkipCost[:0], Weight: p.Weight[:0],
		Servers: p.Servers[:0], Change: t.change,
	}
	dense := make([]int32, len(s.members))
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
	p.LoadScale = t.scale[p.ShortfallTier]
	homes, size := s.wanting(t)
	for i, tier := range t.tiers {
		if s.pairsCost(tier) {
			p.Columns = addColumn(p.Columns, i, size, s.mostCost(tier))
		}
	}
	for class := range skipClasses {
		p.SkipCost = append(p.SkipCost, scaled(skipCost(t.tiers, class), t.scale))
	}
	p.Start, p.To = append(slices.Grow(p.Start, len(homes)+1), 0), slices.Grow(p.To, size)
	p.Skip, p.Weight = slices.Grow(p.Skip, len(homes))[:len(homes)], slices.Grow(p.Weight, len(homes))[:len(homes)]
	if t.stay != nil {
		p.Standing = make([]int32, len(homes))
	}
	for i, h := range homes {
		to, mm := t.pairs.row(h)
		if t.stay != nil {
			p.Standing[i] = none
			if arc := t.stay[h]; arc != none {
				p.Standing[i] = int32(len(p.To)) + arc - t.pairs.start[h]
			}
		}
		for _, m := range to {
			p.To = append(p.To, dense[m])
		}
		for k := range p.Columns {
			c := &p.Columns[k]
			c.Cost = s.appendCost(c.Cost, t.tiers[c.Tier], h, to, mm)
		}
		p.Start = append(p.Start, int32(len(p.To)))
		p.Skip[i], p.Weight[i] = s.skipClass(h), s.homes[h].weight
	}
	for i := range p.Columns {
		if n := t.scale[p.Columns[i].Tier]; n > 1 {
			p.Columns[i].Multiply(n)
		}
	}
	return p, homes, members
}

// mostCost bounds what a pair in reach can cost in a tier; 0 where that is not known beforehand.
func (s *State) mostCost(t policy.Tier) int64 {
	if t != policy.TierDistance {
		return 0
	}
	return max(s.associateReachMM(), 0)
}

// addColumn adds an empty column with room for so many pairs, in the memory of the column that stood there.
func addColumn(columns []linking.Column, tier, size int, most int64) []linking.Column {
	if len(columns) == cap(columns) {
		return append(columns, linking.Column{Tier: tier, Cost: make([]int64, 0, size), Most: most})
	}
	columns = columns[:len(columns)+1]
	c := &columns[len(columns)-1]
	c.Tier, c.Cost, c.Most = tier, slices.Grow(c.Cost[:0], size), most
	return columns
}

// wanting lists the homes of a task and counts their pairs.
func (s *State) wanting(t *task) (homes []int32, pairs int) {
	homes = make([]int32, 0, len(s.homes))
	for h := range s.homes {
		if t.wants(int32(h)) {
			homes = append(homes, int32(h))
			pairs += int(t.pairs.start[h+1] - t.pairs.start[h])
		}
	}
	return homes, pairs
}
