// Package siting chooses where service circles stand and which homes each of them holds.
//
// It knows no geography and no policy: distances come as whole numbers, and "too far apart" as a relation. The aims are those of
// docs/model.md, one strictly after the other. Plain problems, in which nothing but radius, number and capacity limits a circle, go to the exact
// solvers below this package (cover, median, capacitated); the others to a deterministic local search. What is found is valid, and
// the bounds beside it say how far from the optimum it can be.
package siting

import "math"

// None marks a home in no circle, a site that is no home, or a capacity without limit.
const None int32 = -1

// Far is the distance of a pair out of reach.
const Far int64 = math.MaxInt64

// Objective is the location problem.
type Objective int

const (
	// Fewest circles (set covering).
	Fewest Objective = iota
	// Median: least total distance of Count circles; with Count 0, of distances and costs (facility location).
	Median
	// Center: least farthest distance of Count circles.
	Center
	// Cover: most held by Count circles.
	Cover
)

// A Problem holds only homes that some valid circle can hold.
type Problem struct {
	Objective Objective
	// Count is how many circles there shall be at most; 0 leaves it open (Fewest, and Median with costs).
	Count int
	Homes []Home
	Sites []Site
	// Distance is one row per site with one entry per home, in millimetres, Far where the home is out of the radius or has no way there. Every
	// site has a home within reach.
	Distance [][]int64
	// HasRadius tells that the radius is limited.
	HasRadius bool
	// Near is, under a diameter, the relation "may share a circle" as one bit set per home (a home is near itself); nil without.
	Near []Bits
	// Anywhere tells that the sites stand for more than themselves: a circle may be anywhere in the plane. Then Together is the relation "some place reaches both",
	// and Wide lists what places reach at the most, so that every circle holds part of one of the lists; nil if that is not known.
	Anywhere bool
	Together []Bits
	Wide     [][]int32
	// TeamMin is a minimum; 0 means that a circle needs no member, and that what members can bear has no say. TeamMax is hard, 0 means none.
	TeamMin, TeamMax int
	// MinHeld is the least size that a circle should hold.
	MinHeld int64
	// Target is the size that is enough to hold; 0 means all.
	Target int64
	// Work bounds the search, in looks at a distance.
	Work int64
	// Start are sites that the search tries too, such as those of a problem that differs little; it may add some, or leave some out.
	Start []int32
	// scaled tells that Distance counts how often distances count.
	scaled bool
}

// A Home is what siting knows of a home.
type Home struct {
	Priority int
	// Size is what the home counts in what a circle holds, Times how often its distance counts: 1, or its weight. 0 stands for 1.
	Size, Times int64
	Weight      int64
	// Own homes are covered by a member who lives there and need no place.
	Own bool
	// Members is the number of eligible members who come with the home, Capacity and MinLoad the sums of their bounds.
	Members           int
	Capacity, MinLoad int64
}

func (h *Home) size() int64 { return max(h.Size, 1) }

func (h *Home) times() int64 { return max(h.Times, 1) }

// A Site is where a circle may stand; Home is the home that is the site, None for another place.
type Site struct {
	Home int32
	// Required sites have a circle in any case. Standing ones have one today, and as many as can be keep it.
	Required, Standing bool
	// Cost is what a circle here counts (Fewest), or adds to the distance (Median).
	Cost int64
	// Limited sites hold a size of at most Room.
	Limited bool
	Room    int64
}

// A Value is how good a set of circles is. Counted and Placed are cumulative by priority: 2; 2 and 1; all.
type Value struct {
	// Counted homes are those within the capacity of the members, Placed the size of all in circles; the last entries end at the target.
	Counted, Placed [3]int
	// Lacking is how many circles there are fewer than Count.
	Lacking   int
	Shortfall int64
	// Cost is what the circles cost under Fewest: their number, where no site has a cost of its own.
	Cost int64
	// Beyond is the size placed above the target.
	Beyond int
	// New counts circles at sites that do not stand, if any stands.
	New int
	// Farthest is the largest distance (Center only), Distance the sum of distances as often as they count, with the costs of the sites under Median.
	Farthest, Distance int64
	// Circles is their number. It is no aim.
	Circles int
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
	switch {
	case a.Lacking != b.Lacking:
		return a.Lacking < b.Lacking
	case a.Shortfall != b.Shortfall:
		return a.Shortfall < b.Shortfall
	case a.Cost != b.Cost:
		return a.Cost < b.Cost
	case a.Beyond != b.Beyond:
		return a.Beyond > b.Beyond
	case a.New != b.New:
		return a.New < b.New
	case a.Farthest != b.Farthest:
		return a.Farthest < b.Farthest
	}
	return a.Distance < b.Distance
}

// add adds up what circles contribute each by itself.
func (a *Value) add(b Value) {
	for i := range a.Counted {
		a.Counted[i] += b.Counted[i]
		a.Placed[i] += b.Placed[i]
	}
	a.Shortfall += b.Shortfall
	a.Cost += b.Cost
	a.New += b.New
	a.Circles += b.Circles
	a.Distance += b.Distance
}

// A Solution says which sites are open and which of them holds each home, with what can be proven of it.
type Solution struct {
	// Open lists the open sites; Of is an index into Open per home, or None.
	Open []int32
	Of   []int32
	// Value is what was reached and Bound what cannot be beaten, entry by entry, by arguments that can be checked: Bound.Cost by Arguments, Bound.Distance
	// by Multiplier.
	Value, Bound Value
	// Arguments add up to Bound.Cost.
	Arguments []Argument
	// Multiplier per home certifies Bound.Distance.
	Multiplier []int64
	// Claims say what the exact solvers found beyond that.
	Claims Claims
}

// Claims are those of each aim, given the aims before.
type Claims struct{ Held, Cost, Farthest, Distance Claim }

// A Claim is what a search ruled out, and nobody can check in one pass: Searched, everything better than the value; else what is better than Bound, if
// it is Known.
type Claim struct {
	Searched, Known bool
	Bound           int64
}

// and is what two claims about different parts say of their sum.
func (a Claim) and(b Claim) Claim {
	return Claim{a.Searched && b.Searched, a.Known && b.Known, a.Bound + b.Bound}
}

// ArgumentKind names why a part needs so many circles.
type ArgumentKind int

const (
	One ArgumentKind = iota
	Team
	FarApart
	OddRing
	Seats
	// Rooms: what the part holds does not fit into fewer.
	Rooms
	// Dual: Weights of Homes add up, within reach of any site, to at most Most times its cost.
	Dual
)

// An Argument is a lower bound on the circles of a part: the part that holds Homes.
type Argument struct {
	Kind    ArgumentKind
	Bound   int
	Homes   []int32
	Weights []int64
	Most    int64
}
