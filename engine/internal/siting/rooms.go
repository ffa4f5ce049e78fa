package siting

import "jinlin/engine/internal/siting/capacitated"

// withRooms solves problems with capacities: first the aim that the objective names, with a share of the work, then the distance.
func (x *exactly) withRooms() {
	switch x.Objective {
	case Fewest:
		x.fewestRooms()
	case Center:
		x.centerWithRooms()
	case Cover:
		x.coverWithRooms()
	default:
		x.medianWithRooms()
	}
}

// roomed is the problem with capacities: how much each home takes, and each site holds.
func (x *exactly) roomed(rows [][]int64, count int) *capacitated.Problem {
	p := &capacitated.Problem{Distance: rows, Count: count, Required: x.requiredSites(),
		Demand: make([]int64, len(x.Homes)), Capacity: make([]int64, len(x.Sites))}
	total := int64(0)
	for h := range x.Homes {
		p.Demand[h] = x.Homes[h].size()
		total += p.Demand[h]
	}
	for s := range x.Sites {
		p.Capacity[s] = total
		if x.Sites[s].Limited {
			p.Capacity[s] = min(x.Sites[s].Room, total)
		}
	}
	return p
}

// quick is the share of the work for what comes before the distance.
func (x *exactly) quick() int64 {
	return min(x.work/3, max(2_000_000, 3000*int64(len(x.Homes))*int64(len(x.Sites))))
}

// adoptRooms takes over what a solver found; false if it found no plan.
func (x *exactly) adoptRooms(s *capacitated.Solution, ok bool) bool {
	if x.stopped = !ok; x.stopped || len(s.Open) == 0 || !s.Feasible {
		return false
	}
	x.spend(s.Work)
	x.open, x.of = s.Open, s.Of
	return true
}

// fewestRooms finds the fewest circles, then the least distance with so many.
func (x *exactly) fewestRooms() {
	if x.Target > 0 || x.costScale() > 1 {
		return
	}
	p := x.roomed(x.Distance, 0)
	p.Cost = x.costs()
	s, ok := capacitated.Fewest(p, x.quick(), x.stop)
	if !x.adoptRooms(&s, ok) {
		return
	}
	x.claims.Held, x.claims.Cost = Claim{Searched: true}, Claim{Searched: s.Proven, Known: true, Bound: s.Bound}
	if x.alike() {
		x.thenNearest(x.roomed(x.Distance, len(s.Open)), s.Distance)
	}
}

// centerWithRooms finds the least farthest distance, then the least total within it.
func (x *exactly) centerWithRooms() {
	if x.weighted() {
		return
	}
	s, ok := capacitated.Center(x.roomed(x.Distance, x.Count), x.quick(), x.stop)
	if !x.adoptRooms(&s, ok) {
		return
	}
	x.claims.Held, x.claims.Farthest = Claim{Searched: true}, Claim{Searched: s.Proven, Known: true, Bound: s.Bound}
	x.thenNearest(x.roomed(x.part.shortened(s.Value).Distance, x.Count), s.Distance)
	x.multiplier = nil // they are about the shorter reach, which nobody can check
}

// coverWithRooms holds as much as can be, then as near as that can be.
func (x *exactly) coverWithRooms() {
	p := x.roomed(x.Distance, x.Count)
	p.Skip = p.Demand
	s, ok := capacitated.Most(p, x.quick(), x.stop)
	if !x.adoptRooms(&s, ok) {
		return
	}
	x.claims.Held = Claim{Searched: s.Proven, Known: true, Bound: s.Bound}
	held := x.heldBy(s.Of)
	p.Skip = x.skip()
	m, ok := capacitated.Median(p, x.work, x.stop)
	if x.stopped = !ok; x.stopped || len(m.Open) == 0 || !m.Feasible {
		return
	}
	if now := x.heldBy(m.Of); now > held || now == held && m.Distance <= s.Distance {
		x.open, x.of = m.Open, m.Of
		x.claims.Held.Searched = x.claims.Held.Searched || m.Proven
		x.claims.Distance.Searched = m.Proven
	}
}

// thenNearest looks for less distance than a plan has that is as good before.
func (x *exactly) thenNearest(p *capacitated.Problem, distance int64) {
	s, ok := capacitated.Median(p, x.work, x.stop)
	if x.stopped = !ok; x.stopped {
		return
	}
	if len(s.Open) > 0 && s.Feasible && s.Value <= distance {
		x.open, x.of = s.Open, s.Of
		x.claims.Distance.Searched = s.Proven
	}
	x.claims.Distance.Known, x.claims.Distance.Bound = true, s.Bound
	x.multiplier = whole(s.Multiplier, s.Scale)
}

// medianWithRooms finds the least distance, with as much left out as must be.
func (x *exactly) medianWithRooms() {
	p := x.roomed(x.Distance, x.Count)
	p.Cost = x.costs()
	p.Skip = x.skips(x.Distance)
	if p.Skip == nil {
		s, ok := capacitated.Median(p, x.work, x.stop)
		if x.adoptRooms(&s, ok) {
			x.claims.Held, x.claims.Distance = Claim{Searched: true}, Claim{Searched: s.Proven, Known: true, Bound: s.Bound}
			x.multiplier = whole(s.Multiplier, s.Scale)
		}
		if x.stopped || x.open != nil {
			return
		}
		p.Skip = x.skip()
	}
	s, ok := capacitated.Median(p, x.work, x.stop)
	if x.adoptRooms(&s, ok) { // its bound counts what is left out
		x.claims.Held, x.claims.Distance = Claim{Searched: s.Proven}, Claim{Searched: s.Proven}
	}
}

// whole takes multipliers to the scale of distances; what is rounded off costs a millimetre a home.
func whole(multiplier []int64, scale int64) []int64 {
	out := make([]int64, len(multiplier))
	for h, v := range multiplier {
		out[h] = v / max(scale, 1)
	}
	return out
}
