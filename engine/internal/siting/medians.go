package siting

import (
	"slices"

	"jinlin/engine/internal/siting/median"
)

// median finds the least distance with Count circles, or none given, the least of distances and costs.
func (x *exactly) median(start []int32, rows [][]int64) {
	x.medianOf(min(x.Count, len(x.Sites)), start, rows)
}

// medianOf does so with a number of circles. Homes that cannot all be reached are left out by size, the least first.
func (x *exactly) medianOf(count int, start []int32, rows [][]int64) {
	p := &median.Problem{Distance: rows, Count: count, Required: x.requiredSites()}
	if x.Objective == Median {
		p.Cost = x.costs()
	}
	for _, open := range [][]int32{start, x.Start} {
		if len(open) > 0 {
			p.Start = append(p.Start, open)
		}
	}
	p.Skip = x.skips(rows)
	most, proven := int64(0), true
	if p.Skip != nil && x.stands() { // what stands is kept only among the plans that hold the most
		if most, proven = x.mostHeld(p); x.stopped {
			return
		}
	}
	sites := x.keepStanding(p)
	s, ok := median.Solve(p, x.work, x.stop)
	if x.stopped = !ok; x.stopped || len(s.Open) == 0 || !s.Feasible || x.heldBy(s.Of) < most {
		if start != nil && !x.stopped {
			x.nearest(start)
		}
		return
	}
	x.spend(s.Work)
	x.open, x.of = s.Open, s.Of
	for i, o := range x.open {
		x.open[i] = sites[o]
	}
	x.multiplier = s.Multiplier
	x.claims.Held.Searched = x.claims.Held.Searched || s.Proven && proven || p.Skip == nil
	x.claims.Distance = Claim{Searched: s.Proven && proven, Known: p.Skip == nil, Bound: s.Bound}
	if len(sites) < len(x.Sites) || p.Skip != nil || x.Objective != Median && x.Objective != Fewest {
		x.multiplier = nil
	}
}

// mostHeld is what the homes are worth that can be held, whatever stands, and whether that is proven.
func (x *exactly) mostHeld(p *median.Problem) (most int64, proven bool) {
	s, ok := median.Solve(p, x.work/2+1, x.stop)
	x.stopped = !ok
	x.spend(s.Work)
	return x.heldBy(s.Of), s.Proven
}

func (x *exactly) costs() []int64 {
	cost := make([]int64, len(x.Sites))
	for s := range x.Sites {
		cost[s] = x.Sites[s].Cost
	}
	return cost
}

// skips is skip where some home may be out of reach; nil where all homes will be reached.
func (x *exactly) skips(rows [][]int64) []int64 {
	if x.Objective == Fewest && x.Target == 0 || x.Objective == Center {
		return nil
	}
	for _, row := range rows {
		if slices.Contains(row, Far) {
			return x.skip()
		}
	}
	return nil
}

// dear is what leaving out a size of 1 costs: more than all distances and, where they add to them, sites together, as far as numbers reach.
func (x *exactly) dear() int64 {
	sum, size := int64(1), int64(0)
	for h := range x.Homes {
		most := int64(0)
		for _, row := range x.Distance {
			if row[h] != Far {
				most = max(most, row[h])
			}
		}
		sum += most
		size += x.worth(h)
	}
	if x.Objective == Median {
		for s := range x.Sites {
			sum += x.Sites[s].Cost
		}
	}
	return min(sum, (1<<60)/max(size, 1))
}

// skip is what leaving each home out costs, by what it is worth.
func (x *exactly) skip() []int64 {
	skip, dear := make([]int64, len(x.Homes)), x.dear()
	for h := range skip {
		skip[h] = x.worth(h) * dear
	}
	return skip
}

// keepStanding makes the sites that stand required if there may be as many circles; if there may be fewer, it leaves only those to choose from. It returns the number of each
// site that the problem has.
func (x *exactly) keepStanding(p *median.Problem) []int32 {
	all := make([]int32, len(x.Sites))
	var kept []int32
	for s := range x.Sites {
		all[s] = int32(s)
		if x.Sites[s].Standing || x.Sites[s].Required {
			kept = append(kept, int32(s))
		}
	}
	if x.Objective == Fewest || p.Count == 0 || x.costScale() == 1 {
		return all
	}
	if len(kept) <= p.Count {
		p.Required = make([]bool, len(x.Sites))
		for _, s := range kept {
			p.Required[s] = true
		}
		return all
	}
	p.Distance, p.Cost, p.Required = chosen(p.Distance, kept), chosen(p.Cost, kept), chosen(p.Required, kept)
	p.Start = nil
	return kept
}

func chosen[T any](list []T, at []int32) []T {
	if list == nil {
		return nil
	}
	out := make([]T, len(at))
	for i, k := range at {
		out[i] = list[k]
	}
	return out
}

// nearest opens sites and gives every home to the nearest of them.
func (x *exactly) nearest(open []int32) {
	w := searchAt(x.part, slices.Clone(open))
	for h := range w.of {
		w.of[h] = w.nearestCircle(int32(h))
	}
	x.open, x.of, x.multiplier = w.open, w.of, nil
}
