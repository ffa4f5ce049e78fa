// Package median sites circles so that the homes have the least total distance to them: the p-median problem with a given
// number of sites, uncapacitated facility location with a free number, and maximal covering as the case where homes may be
// left out. It searches (greedy, swaps), bounds (Lagrangian relaxation), fixes sites by their reduced costs and closes what
// is left by branch and bound.
package median

import "math"

// Far is the distance of a site that cannot take a home. It is never added.
const Far int64 = math.MaxInt64

// Problem is what Solve is asked. Distances, costs and skips are not negative, and the sum of the greatest finite distances,
// of the skips and of the costs stays under 2^61.
type Problem struct {
	// Distance is per site and home, already multiplied by the homes' weights. It may be asymmetric. A row that is too short
	// is Far from the homes that it lacks.
	Distance [][]int64
	// Count is the number of sites to open, all of them if there are fewer; 0 leaves it free, and Cost decides.
	Count int
	// Cost of opening, per site; nil: none.
	Cost []int64
	// Required sites are always open; nil: none.
	Required []bool
	// Skip is what leaving a home out costs, Far: it must be taken; nil: all must be taken. With distances of 0 and Far and
	// the weights as skips this is maximal covering.
	Skip []int64
	// Start holds sets of sites to start from. They are repaired where they do not fit; a minimum covering helps most where
	// many pairs are Far.
	Start [][]int32
}

// Solution is the best set of sites that was found and what is known about the best there is.
type Solution struct {
	Open []int32 // ascending
	Of   []int32 // per home the index into Open of its nearest site, the lowest among equals, or -1: left out
	// Feasible says that every home is taken or may be left out. If it is false, Value leaves out what the homes out of reach cost.
	Feasible bool
	// Bound <= optimum <= Value.
	Value, Bound int64
	// Multiplier is per home at least 0 and at most its skip. Call the value of a site the sum over the homes of
	// (multiplier - distance) where that is positive, less the cost of the site. Then the sum of the multipliers less the
	// values of the required sites and of the best others, Count in all, is RootBound. With Count 0 the others count where
	// their value is positive. No set of sites costs less.
	Multiplier []int64
	RootBound  int64
	// Proven: Value is the optimum, or Infeasible is.
	Proven bool
	// Infeasible is proven: no such set of sites reaches all homes that must be taken.
	Infeasible bool
	Work       int64 // how many distances were looked at
	Nodes      int   // of the branch and bound
}

// Solve looks at no more than about work distances and returns the best set found with its bound. It asks stop now and then
// (nil: never); when that is true, it ends with false. The same problem and work give the same solution.
func Solve(p *Problem, work int64, stop func() bool) (Solution, bool) {
	s := newSearch(newModel(p, work, stop))
	s.run(p.Start)
	if s.stopped {
		return Solution{}, false
	}
	return s.solution(), true
}
