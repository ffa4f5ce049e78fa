// Package grouping divides a map into groups: connected in a neighbour graph, within bounds of weight, even, and compact. It knows units
// (homes, or districts with weights), edges between neighbours and whole numbers.
//
// Aims, one after the other: a group is connected (always); the weights are within bounds (least violation); the weights are even (least
// spread, if asked); the groups are compact (least cut, or least distance to the medoids).
package grouping

import "math"

// Compact says what makes groups compact.
type Compact int8

const (
	// Cut counts the length of all edges between units of different groups.
	Cut Compact = iota
	// Distance adds up, over all units, how far it is to the medoid of the group: the unit of the group for which this sum is least (the
	// lowest such unit). Every unit counts once, whatever it weighs. A distance is Between.
	Distance
)

// Problem is a map to be divided. Nothing in it makes Solve panic: entries that cannot be right (a neighbour out of range, a loop, a negative
// weight) are passed over or taken as 0.
type Problem struct {
	Weight     []int64   // of each unit, at least 0; the sum stays below 2^60
	X, Y       []int64   // where units are, millimetres in some plane; nil: unknown, and then Compact is Cut
	Start, To  []int32   // neighbours of unit u: To[Start[u]:Start[u+1]]; symmetric
	EdgeLength []int64   // what it costs to cut the edge, per entry of To; nil: 1 each
	Count      int       // number of groups; 0: what the bounds and Target make of each connected piece
	Min, Max   int64     // bounds of a group's weight, both included; Max 0: none
	Target     int64     // weight wanted when Count is 0; 0: the middle of Min and Max
	Balance    bool      // least spread (largest less smallest weight) before compactness
	Compact    Compact   // what compactness is
	Same       [][]int32 // units that must stay together
	Start0     []int32   // a grouping to start from, or nil
}

// Solution is a grouping, with what is known about better ones.
type Solution struct {
	Of     []int32 // group of each unit, 0..Groups-1; numbered by their lowest units
	Groups int

	Violation                     int64 // sum over groups of what is missing to Min and what is above Max
	Spread, SpreadBound           int64 // largest less smallest weight; no grouping with as many groups in every piece has less than the bound
	Compactness, CompactnessBound int64 // in the measure of Problem.Compact; no grouping that is as good in the aims before has less than the bound

	// Proven says that nothing is better in (violation, spread if asked, compactness) among the groupings that give every connected piece of
	// the map as many groups as this one gives it.
	Proven     bool
	Infeasible []Reason // why a Violation above 0 (or units of Same apart) cannot be avoided; nil: no reason known
	Work       int64    // what was used up
}

// Kind is the kind of a Reason.
type Kind int8

const (
	// Light: the connected piece Units weighs less than Min, so every group in it does.
	Light Kind = iota + 1
	// NoCount: the connected piece Units weighs Weight, and no whole k has k*Min <= Weight <= k*Max.
	NoCount
	// Heavy: the units of Units must be in one group (a single unit, or a set of Same) and weigh Weight, more than Max.
	Heavy
	// FewGroups: Count is less than Pieces, the number of connected pieces.
	FewGroups
	// ManyGroups: Count is more than Pieces, the number of units (sets of Same counted once).
	ManyGroups
	// SumLight: all units weigh Weight, less than Count*Min.
	SumLight
	// SumHeavy: all units weigh Weight, more than Count*Max.
	SumHeavy
	// Apart: the units of Units are in one set of Same but not in one connected piece. Only those of each piece are kept together.
	Apart
)

// Reason proves that not all that is asked can be had. It can be checked in one pass over the map.
type Reason struct {
	Kind   Kind
	Units  []int32 // ascending; see Kind
	Weight int64   // of Units, or of the map for SumLight and SumHeavy
	Pieces int     // for FewGroups and ManyGroups
}

// max of a group's weight, as a number that is always a bound.
func (p *Problem) max() int64 {
	if p.Max <= 0 {
		return math.MaxInt64
	}
	return p.Max
}

// Between is the distance of two points in whole millimetres, to the nearest; a tie cannot be. Right for differences below 2^31.
func Between(x1, y1, x2, y2 int64) int64 {
	dx, dy := float64(x1-x2), float64(y1-y2)
	r := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	if r >= 1<<32-2 {
		if r >= 1<<61 {
			return 1 << 61
		}
		return int64(r)
	}
	ux, uy := uint64((x1-x2)*(x1-x2)), uint64((y1-y2)*(y1-y2))
	s, q := ux+uy, uint64(r)
	for q > 0 && q*q-q >= s { // (q-1/2)^2 > s
		q--
	}
	for q*q+q < s { // (q+1/2)^2 < s
		q++
	}
	return int64(q)
}
