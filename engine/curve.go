package engine

import "context"

// A CurvePoint is one way to trade even loads against short ways: the best links if a unit of load cost is worth a price in metres.
// Coverage and shortfall stay above both.
type CurvePoint struct {
	// A unit of load cost is worth PriceMM / PriceOf millimetres: 1 / 0 means that the load comes first whatever the way, 0 / 1 that the
	// way comes first.
	PriceMM, PriceOf int64
	// LoadCost is the value of the load tier (under balance none: the sum of squares), TotalMM the sum of the distances.
	LoadCost, TotalMM int64
	// Members counts the eligible members, Homes the homes linked, Nearest those of them that no other allowed member is nearer to.
	Members, Homes, Nearest int
	// LoadMin and LoadMax are the smallest and the largest load of an eligible member, LoadDeviation the standard deviation.
	LoadMin, LoadMax int
	LoadDeviation    float64
	// MeanMM is the mean distance, MostMM the 99th percentile (nearest rank).
	MeanMM, MostMM int64
}

// CurvePoints is how many points a curve has at most.
const CurvePoints = 12

// Curve finds the trade between even loads and short ways within the circles of a plan; the zero Plan: of circles made anew. Points go
// from load first to distance first; the inner ones are corners of the convex hull. The error is the context's, or says what does not
// belong together.
func (s *State) Curve(_ context.Context, plan Plan) ([]CurvePoint, error) {
	return nil, s.owns(plan)
}
