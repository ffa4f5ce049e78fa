// Package siting chooses where service circles stand and which homes each of them holds.
//
// It knows no geography and no policy: distances come as whole numbers, and "too far apart" as a relation. The aims are those of
// docs/model.md, one strictly after the other: homes counted, homes placed, shortfall, circles, distance. The search is
// a deterministic local search started at the lower bound of the number of circles; what it finds is valid, and the
// bounds beside it say how far from the optimum it can be.
package siting

import "math"

// None marks a home in no circle, or a site that is no home.
const None int32 = -1

// Far is the distance of a pair out of reach.
const Far int64 = math.MaxInt64

// A Problem holds only homes that some valid circle can hold.
type Problem struct {
	Homes []Home
	Sites []Site
	// Distance is one row per site with one entry per home, Far where the home is out of the radius or has no way there. Every
	// site has a home within reach.
	Distance [][]int64
	// HasRadius tells that the radius is limited.
	HasRadius bool
	// Near is, under a diameter, the relation "may share a circle" as one bit set per home (a home is near itself); nil without.
	Near []Bits
	// TeamMin is a minimum; TeamMax is hard, 0 means none.
	TeamMin, TeamMax int
}

// A Home is what siting knows of a home.
type Home struct {
	Priority int
	Weight   int64
	// Own homes are covered by a member who lives there and need no place.
	Own bool
	// Members is the number of eligible members who come with the home, Capacity and MinLoad the sums of their bounds.
	Members           int
	Capacity, MinLoad int64
}

// A Site is where a circle may stand; Home is the home that is the site, None for another place.
type Site struct {
	Home     int32
	Required bool
}

// A Value is how good a set of circles is. Counted and Placed are cumulative by priority: 2; 2 and 1; all.
type Value struct {
	Counted, Placed [3]int
	Shortfall       int64
	Circles         int
	Distance        int64
}

// Better compares lexicographically.
func (a Value) Better(b Value) bool {
	for i := range a.Counted {
		if a.Counted[i] != b.Counted[i] {
			return a.Counted[i] > b.Counted[i]
		}
	}
	for i := range a.Placed {
		if a.Placed[i] != b.Placed[i] {
			return a.Placed[i] > b.Placed[i]
		}
	}
	if a.Shortfall != b.Shortfall {
		return a.Shortfall < b.Shortfall
	}
	if a.Circles != b.Circles {
		return a.Circles < b.Circles
	}
	return a.Distance < b.Distance
}

func (a *Value) add(b Value) {
	for i := range a.Counted {
		a.Counted[i] += b.Counted[i]
		a.Placed[i] += b.Placed[i]
	}
	a.Shortfall += b.Shortfall
	a.Circles += b.Circles
	a.Distance += b.Distance
}

// A Solution says which sites are open and which of them holds each home, with what can be proven of it.
type Solution struct {
	// Open lists the open sites; Of is an index into Open per home, or None.
	Open []int32
	Of   []int32
	// Value is what was reached and Bound what cannot be beaten, entry by entry.
	Value, Bound Value
	// Arguments add up to Bound.Circles.
	Arguments []Argument
	// Multiplier per home certifies Bound.Distance.
	Multiplier []int64
}

// ArgumentKind names why a part needs so many circles.
type ArgumentKind int

const (
	One ArgumentKind = iota
	Team
	FarApart
	OddRing
	Seats
)

// An Argument is a lower bound on the circles of a part: the part that holds Homes.
type Argument struct {
	Kind  ArgumentKind
	Bound int
	Homes []int32
}

// Solve finds circles. stop is asked now and then; a true answer ends the search with ok false.
func Solve(p *Problem, stop func() bool) (Solution, bool) {
	s := Solution{Of: make([]int32, len(p.Homes)), Multiplier: make([]int64, len(p.Homes))}
	for h := range s.Of {
		s.Of[h] = None
	}
	parts := p.parts()
	owner := p.share(parts)
	for k, homes := range parts {
		t := newPart(p, homes, func(s int32) bool { return owner[s] == int32(k) })
		goal, argument := t.goal(), t.argument()
		if !t.solve(goal, argument.Bound, stop) {
			return Solution{}, false
		}
		t.deliver(&s)
		for i := range goal.Counted {
			s.Bound.Counted[i] += goal.Counted[i]
			s.Bound.Placed[i] += goal.Placed[i]
		}
		s.Arguments = append(s.Arguments, argument)
	}
	s.Value = p.value(s.Open, s.Of)
	p.bound(&s)
	return s, !stop()
}
