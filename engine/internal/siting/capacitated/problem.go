// Package capacitated sites circles that can hold only so much: every home goes whole to one open site, and no site takes more
// than its capacity.
//
// It knows whole numbers only. Values are found by a ruin-and-recreate search, bounds by Lagrangian relaxation with one
// knapsack per site, and small problems are closed by branch and bound. Everything is deterministic, and effort is counted
// in looks at distances.
package capacitated

import "math"

// Far is the distance of a pair that is not allowed.
const Far int64 = math.MaxInt64

// A Problem is what is to be sited. Distances, demands, capacities and costs are not negative, and their sums stay under 2^62; a
// missing entry counts as Far or 0.
type Problem struct {
	// Distance is one row per site with one entry per home, already multiplied by weights where that is asked.
	Distance [][]int64
	Demand   []int64
	Capacity []int64
	// Count is p: exactly p sites for Median and Center, at most p for Most; 0 leaves it open (Fewest, Median with Cost).
	Count int
	// Cost is one entry per site or nil. Median adds it to the distance, Fewest takes 1 each if it is nil, Center and Most ignore it.
	Cost []int64
	// Required sites are always open.
	Required []bool
	// Skip is what it costs to leave a home out (Median, Most); nil: every home must be taken.
	Skip []int64
}

// A Solution is the best that was found, with a bound on what can be.
type Solution struct {
	// Open lists the open sites in rising order; Of is an index into Open per home, -1 where the home is not taken.
	Open, Of []int32
	// Feasible says that every home that must be taken is. Capacities are never exceeded, feasible or not.
	Feasible bool
	// Value is the aim: distance, cost and skips (Median), farthest distance (Center), sites or their cost (Fewest), Skip weight of the
	// homes taken (Most). No feasible solution is better than Bound: least for the first three, most for Most.
	Value, Bound int64
	// Distance is the total distance of the homes taken.
	Distance int64
	// Multiplier, one v >= 0 per home, proves RootBound in whole numbers, with all distances and costs taken Scale times: the sum of v less
	// the p largest site values (of Required sites first; only positive ones where Count is 0), divided by Scale and rounded up. A site's
	// value is the fractional knapsack of the gains (v - d)+ with Demand into Capacity, its last fraction rounded down,
	// less the cost. Homes that are Far or heavier than the capacity gain nothing. Where homes may be skipped, v is at most the skip.
	Multiplier []int64
	Scale      int64
	RootBound  int64
	// Proven says that nothing better exists, Infeasible that nothing feasible does.
	Proven, Infeasible bool
	Work               int64
}

// An instance is a problem made safe: full rows, no negative numbers, and lists of what is near.
type instance struct {
	n, m, count      int
	dist             [][]int64
	demand, capacity []int64
	cost             []int64
	required         []bool
	skip             []int64
	// mustCount is the number of required sites.
	mustCount int
	// nearSites lists, per home, the nearest sites that may take it, and nearHomes, per site, the nearest homes it may take; both by
	// distance, then index. reach is the distance up to which nearHomes of a site leaves out nothing, Far where it is complete.
	nearSites, nearHomes [][]int32
	reach                []int64
	// original is the problem's number of each home, nil where they are the same.
	original    []int32
	totalDemand int64
	farthest    int64
	work        int64
}

// allowed tells that home h may go to site s.
func (in *instance) allowed(s int32, h int) bool {
	return in.dist[s][h] != Far && in.demand[h] <= in.capacity[s]
}

// prepare copies what it must of p; work counts the looks.
func prepare(p *Problem) *instance {
	n := len(p.Demand)
	for _, row := range p.Distance {
		n = max(n, len(row))
	}
	m := len(p.Distance)
	in := &instance{
		n: n, m: m, count: min(max(p.Count, 0), m), dist: make([][]int64, m), required: make([]bool, m),
		demand: atLeastZero(p.Demand, n), capacity: atLeastZero(p.Capacity, m), cost: atLeastZero(p.Cost, m),
	}
	if p.Skip != nil {
		in.skip = atLeastZero(p.Skip, n)
	}
	copy(in.required, p.Required)
	for s := range m {
		if in.required[s] {
			in.mustCount++
		}
		in.dist[s] = fullRow(p.Distance[s], n)
		for _, d := range in.dist[s] {
			if d != Far {
				in.farthest = max(in.farthest, d)
			}
		}
	}
	in.work += int64(n) * int64(m)
	for _, d := range in.demand {
		in.totalDemand += d
	}
	return in
}

// atLeastZero is a with n entries, missing and negative ones 0.
func atLeastZero(a []int64, n int) []int64 {
	out := make([]int64, n)
	for i := range min(n, len(a)) {
		out[i] = max(a[i], 0)
	}
	return out
}

// fullRow is row itself when it is whole and has nothing negative, else a mended copy.
func fullRow(row []int64, n int) []int64 {
	whole := len(row) == n
	for _, d := range row {
		whole = whole && d >= 0
	}
	if whole {
		return row
	}
	out := make([]int64, n)
	for i := range out {
		out[i] = Far
		if i < len(row) {
			out[i] = max(row[i], 0)
		}
	}
	return out
}

// sites is the number of sites that the search may open: the count, or all where it is free.
func (in *instance) sites() int {
	if in.count > 0 {
		return max(in.count, in.mustCount)
	}
	return in.m
}
