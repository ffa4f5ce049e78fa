// Package cover solves covering problems on lists of who reaches whom, in whole numbers and with a proof where it can give one: the
// cheapest sites that reach every home or a given weight of homes, the most weight that a number of sites can reach, and the
// least radius at which a number of sites reaches all. It knows no geography.
package cover

// Far is the distance of a home that a site does not reach.
const Far = int64(1<<63 - 1)

// A Problem is who reaches whom. Sums of costs and of weights must stay below 2^62.
type Problem struct {
	Homes int
	// Reach holds for each site the homes that it reaches, ascending. Numbers that are no home and repeats are passed over.
	Reach [][]int32
	// Cost is what a site costs, 0 or more; nil means 1 each.
	Cost []int64
	// Required sites are open always, and their cost counts; nil means none.
	Required []bool
	// Weight is what a home counts, 0 or more, for Most and for a Target; nil means 1 each.
	Weight []int64
	// Target is the weight that Fewest must cover; 0, or as much as the sites reach at all, asks for every home that a site reaches.
	Target int64
}

// A Solution is the best that was found, and what cannot be beaten.
type Solution struct {
	// Open holds the sites, ascending.
	Open []int32
	// Value is the cost of the sites (Fewest) or the weight of the homes that they reach (Most). No solution is below Bound (Fewest) or
	// above it (Most).
	Value, Bound int64
	// Proven tells that Value is Bound, by the dual or by a search that left nothing out.
	Proven bool
	// Dual and Most certify a bound for problems with unit costs in which all that can be reached must be: no site reaches homes of more
	// than Most in Dual's weights, so that it takes at least the sum of Dual divided by Most sites, rounded up. Nil otherwise.
	Dual []int64
	Most int64
	// Work is what the search took, in entries of reach lists.
	Work int64
}

// cost is what the site costs.
func (p *Problem) cost(site int) int64 {
	if site >= len(p.Cost) {
		return 1
	}
	return max(p.Cost[site], 0)
}

func (p *Problem) required(site int) bool { return site < len(p.Required) && p.Required[site] }

func (p *Problem) weight(home int) int64 {
	if home >= len(p.Weight) {
		return 1
	}
	return max(p.Weight[home], 0)
}

// unit tells that every site costs 1.
func (p *Problem) unit() bool {
	for s := range min(len(p.Cost), len(p.Reach)) {
		if p.cost(s) != 1 {
			return false
		}
	}
	return true
}
