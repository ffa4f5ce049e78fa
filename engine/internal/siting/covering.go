package siting

import (
	"slices"

	"jinlin/engine/internal/siting/cover"
	"jinlin/engine/internal/siting/median"
)

// anywhere claims the number of circles that may stand anywhere: what the widest lists need is a bound.
func (x *exactly) anywhere() Claim {
	if x.Objective != Fewest || x.Wide == nil || !x.alike() {
		return Claim{}
	}
	s, ok := cover.Fewest(&cover.Problem{Homes: len(x.Homes), Reach: x.Wide}, x.work, x.stop)
	if !ok {
		return Claim{}
	}
	return Claim{Searched: s.Bound >= int64(len(x.open)), Known: true, Bound: s.Bound}
}

// fewest covers all that some site reaches, or the target, at the least cost; then as many homes as that many circles can; then nearest.
func (x *exactly) fewest() {
	p := x.covering()
	s, ok := cover.Fewest(p, x.work/2, x.stop)
	if x.stopped = !ok; x.stopped || s.Open == nil {
		return
	}
	scale := x.costScale()
	x.claims.Held = Claim{Searched: true}
	x.claims.Cost = Claim{Searched: s.Proven, Known: true, Bound: s.Bound / scale}
	if s.Dual != nil && s.Most > 0 && scale == 1 && x.Target == 0 && !x.Anywhere {
		x.argument = dual(s.Dual, s.Most)
	}
	x.spend(s.Work)
	if x.alike() {
		x.medianOf(len(s.Open), s.Open, x.Distance)
		x.claims.Distance.Searched = x.claims.Distance.Searched && s.Proven
		return
	}
	x.nearest(s.Open)
	if x.Target == 0 {
		x.nearestAtCost(p.Cost, &s)
	}
}

// nearestAtCost looks for less distance at the same cost, if sites differ in more than distance: facility location with costs so large that none can be
// traded for distance.
func (x *exactly) nearestAtCost(cost []int64, found *cover.Solution) {
	dear := x.dear()
	total := int64(1)
	for _, c := range cost {
		total += c
	}
	if dear > (1<<60)/total {
		return
	}
	p := &median.Problem{Distance: x.Distance, Cost: make([]int64, len(cost)), Required: x.requiredSites(), Start: [][]int32{found.Open}}
	for s, c := range cost {
		p.Cost[s] = c * dear
	}
	s, ok := median.Solve(p, x.work, x.stop)
	if x.stopped = !ok; x.stopped || !s.Feasible {
		return
	}
	sum := int64(0)
	for _, o := range s.Open {
		sum += cost[o]
	}
	if sum <= found.Value {
		x.open, x.of = s.Open, s.Of
		x.claims.Distance.Searched = s.Proven && found.Proven
	}
}

// dual states weights as an argument, without the homes that weigh nothing.
func dual(weights []int64, most int64) *Argument {
	a := &Argument{Kind: Dual, Most: most}
	sum := int64(0)
	for h, u := range weights {
		if u > 0 {
			a.Homes, a.Weights = append(a.Homes, int32(h)), append(a.Weights, u)
			sum += u
		}
	}
	if sum == 0 {
		return nil
	}
	a.Bound = int((sum-1)/most + 1)
	return a
}

// covering lists what each site reaches. Where some sites stand, costs are scaled so that, among equally cheap sets, the one with the fewest new
// circles is cheapest.
func (x *exactly) covering() *cover.Problem {
	p := &cover.Problem{Homes: len(x.Homes), Reach: make([][]int32, len(x.Sites)), Target: x.Target, Required: x.requiredSites()}
	for s, row := range x.Distance {
		for h, d := range row {
			if d != Far {
				p.Reach[s] = append(p.Reach[s], int32(h))
			}
		}
	}
	scale := x.costScale()
	if scale > 1 || !x.unitCosts() {
		p.Cost = make([]int64, len(x.Sites))
		for s := range x.Sites {
			p.Cost[s] = x.Sites[s].Cost * scale
			if scale > 1 && !x.Sites[s].Standing {
				p.Cost[s]++
			}
		}
	}
	if x.uneven() || x.rank != nil {
		p.Weight = make([]int64, len(x.Homes))
		for h := range x.Homes {
			p.Weight[h] = x.worth(h)
		}
	}
	return p
}

func (x *exactly) costScale() int64 {
	if slices.ContainsFunc(x.Sites, func(s Site) bool { return s.Standing }) {
		return int64(len(x.Sites)) + 1
	}
	return 1
}

func (p *Problem) unitCosts() bool {
	return !slices.ContainsFunc(p.Sites, func(s Site) bool { return s.Cost != 1 })
}

// alike reports whether any site is as good as any other but for distance, so that only their number counts.
func (x *exactly) alike() bool { return x.unitCosts() && x.costScale() == 1 }

// cover holds as much as Count circles can, then nearest.
func (x *exactly) cover() {
	p := x.covering()
	p.Target, p.Cost = 0, nil
	s, ok := cover.Most(p, x.Count, x.work/2, x.stop)
	if x.stopped = !ok; x.stopped {
		return
	}
	x.spend(s.Work)
	if open, value := x.coverFrom(x.Start); !s.Proven && value > s.Value {
		s.Open, s.Value = open, value
	}
	x.median(s.Open, x.Distance)
	held := x.heldBy(x.of)
	if held < s.Value {
		x.nearest(s.Open)
		held = s.Value
		x.claims.Distance = Claim{}
	}
	x.claims.Held = Claim{Searched: s.Proven && held == s.Value, Known: x.rank == nil, Bound: s.Bound}
	x.claims.Distance.Searched = x.claims.Distance.Searched && x.claims.Held.Searched
}

// coverFrom adds to sites, as long as there may be more, the one that holds most of what is left; it returns them, ascending, and what they hold. Nothing
// without sites to start from, or where too many are required beside them.
func (x *exactly) coverFrom(start []int32) (open []int32, value int64) {
	if len(start) == 0 {
		return nil, 0
	}
	open = slices.Clone(start)
	for s := range x.Sites {
		if x.Sites[s].Required && !slices.Contains(open, int32(s)) {
			open = append(open, int32(s))
		}
	}
	if len(open) > x.Count {
		return nil, 0
	}
	held := make([]bool, len(x.Homes))
	take := func(s int32) {
		for h, d := range x.Distance[s] {
			if d != Far && !held[h] {
				held[h], value = true, value+x.worth(h)
			}
		}
	}
	for _, s := range open {
		take(s)
	}
	for len(open) < min(x.Count, len(x.Sites)) {
		best, at := int64(0), None
		for s, row := range x.Distance {
			gain := int64(0)
			for h, d := range row {
				if d != Far && !held[h] {
					gain += x.worth(h)
				}
			}
			if gain > best {
				best, at = gain, int32(s)
			}
		}
		if at == None {
			break
		}
		open = append(open, at)
		take(at)
	}
	slices.Sort(open)
	return open, value
}

// center finds the least farthest distance, then the least total within it.
func (x *exactly) center() {
	rows := x.Distance
	if x.weighted() {
		rows = make([][]int64, len(x.Sites))
		for s := range rows {
			rows[s] = slices.Clone(x.Distance[s])
			for h, d := range rows[s] {
				if d != Far {
					rows[s][h] = d / x.Homes[h].times()
				}
			}
		}
	}
	s, ok := cover.Center(&cover.CenterProblem{Distance: rows, Count: x.Count, Required: x.requiredSites()}, x.work/2, x.stop)
	if x.stopped = !ok; x.stopped || s.Open == nil || s.Radius == cover.Far {
		return
	}
	x.spend(s.Work)
	x.medianOf(min(x.Count, len(x.Sites)), s.Open, x.part.shortened(s.Radius).Distance)
	x.claims.Held = Claim{Searched: true}
	x.claims.Farthest = Claim{Searched: s.Proven, Known: true, Bound: s.Bound}
	x.claims.Distance.Searched = x.claims.Distance.Searched && s.Proven
	x.multiplier = nil // they are about the shorter reach, which nobody can check
}
