package engine

import (
	"slices"

	"jinlin/policy"
)

// ProofKind tells how strong a claim is.
type ProofKind string

const (
	// Certified: re-checkable in one pass from what the plan holds.
	Certified ProofKind = "certified"
	// Searched: our search was exhaustive; a checker confirms feasibility and repeats the claim as a claim.
	Searched ProofKind = "searched"
	// Bounded: a value and a bound, both re-checkable, with a gap between them.
	Bounded ProofKind = "bounded"
	// Narrowed: our search ruled out everything better than Bound, and was not exhaustive beyond. A checker confirms the value and repeats the bound as
	// a claim.
	Narrowed ProofKind = "narrowed"
	// Kept: the stage stands as it did in the plan before, or repaired (Draft.Rebalance). The value is true; no bound is claimed.
	Kept ProofKind = "kept"
	// Unchecked: the solver was told not to check the certificate (Options.NoProof). The value is true and the prices are given, so
	// that anybody can.
	Unchecked ProofKind = "unchecked"
	// NotSolved: the policy does not ask for the stage.
	NotSolved ProofKind = "not_solved"
)

// A Proof holds the claims of every stage, each given the stages before it.
type Proof struct {
	Held      HeldProof
	Shortfall BoundProof
	Circles   CountProof
	// Farthest is of policy.ObjectiveCenter only: the largest distance from a home to its centre, in millimetres.
	Farthest BoundProof
	Distance BoundProof
	Groups   GroupProof
	Links    LinkProof
	Open     LinkProof
	Deputies LinkProof
	Centers  CenterProof
}

// A HeldProof claims that no circles hold more homes. The arrays are cumulative: index 0 counts homes of priority 2,
// 1 those of priority 2 and 1, 2 all homes.
//
// Counted is the number of homes held, where a circle counts for at most the sum of its members' maximum loads: own
// homes (policy OwnCovered) are free, the others count by weight, higher priority and then lower weight first. Placed
// is the number of homes in circles. Counted is the first aim, Placed the second. Certified means value equals bound
// in every entry; the bounds are those of the package comment of verify.
type HeldProof struct {
	Kind                  ProofKind
	Counted, CountedBound [3]int
	Placed, PlacedBound   [3]int
}

// A BoundProof claims a value to be minimised and a lower bound. Certified means they are equal.
// Proof.Shortfall: sum over circles of (team minimum - team)+ and of (sum of load minima - weights of the homes to link)+.
// Proof.Distance: sum of the distances of homes to their centres in millimetres, given the number of circles; the bound
// is the Lagrangian one with the multipliers Home.CirclePriceMM.
type BoundProof struct {
	Kind         ProofKind
	Value, Bound int64
}

// A CountProof claims that no fewer circles hold the same homes, or, where sites have costs, no cheaper ones: Value adds up the costs of their sites, 1
// where none is given. Certified means Value equals Bound, the sum of the bounds of Parts (no valid circle joins two parts). Under other objectives than
// fewest the number is given: Value and Bound are what it is if all Count circles are there, and the kind is Unchecked if they are not.
type CountProof struct {
	Kind         ProofKind
	Value, Bound int
	Parts        []PartBound
}

// PartKind names the argument of a PartBound.
type PartKind string

const (
	// PartFar: Homes are pairwise too far apart for one circle, so at least as many circles as homes.
	PartFar PartKind = "far"
	// PartOdd: Homes form an odd ring in which neighbours (the last and the first too) are too far apart for one circle,
	// so at least three circles.
	PartOdd PartKind = "odd_ring"
	// The kinds that count circles are worth as many times the cost of the cheapest site.

	// PartTeam: the eligible members who live in Homes, divided by the team maximum, rounded up.
	PartTeam PartKind = "team"
	// PartDual: at every site, the Weights of the homes in reach (those where eligible members live: only the
	// team-maximum largest) add up to at most Most times the cost of the site; so at least the sum of Weights divided by Most, rounded up.
	PartDual PartKind = "dual"
	// PartCapacity: what Homes' parts hold does not fit into fewer circles, however large the capacities of the sites are.
	PartCapacity PartKind = "capacity"
	// PartSeats: the required sites of the area, each of which has its own circle. Homes is empty; it stands alone.
	PartSeats PartKind = "seats"
	// PartOne: a part with a home needs a circle. Homes names one.
	PartOne PartKind = "one"
)

// A PartBound proves that the part of the area that contains Homes needs at least Bound circles.
type PartBound struct {
	Kind    PartKind
	Bound   int
	Homes   []HouseholdID
	Weights []int64
	Most    int64
}

// A LinkProof claims a lexicographic optimum. Value has one number per tier, all minimised, over the whole area: the
// unserved tiers count homes to link (not the own ones) that have no member, the others add up over links and members,
// locked ones included. Certified: with the members' prices every home sits on its arg-min of cost + price, and every
// price lies between the marginal costs of the member's load (see package verify).
//
// Bounded and Searched (only where homes weigh more than 1): Value is of the plan, Bound what the prices prove, at best the value of the
// relaxation that may split a home. Searched claims that Value is least all the same: all that lies between them was ruled out.
//
// Of a plan with at most N voluntary changes (RebalanceAtMost), Bound and the prices are Scale times as large as they would be, and
// ChangePrice is what a change costs beside them: no plan with at most N changes has a value below Bound / Scale. Where homes weigh more than
// 1 there may be a Scale too, without ChangePrice: the prices that bound well are fractions then.
type LinkProof struct {
	Kind  ProofKind
	Tiers []policy.Tier
	Value []int64
	Bound []int64
	// Scale is 0 or 1 but under RebalanceAtMost or where homes weigh more than 1; ChangePrice is empty but under RebalanceAtMost.
	Scale       int64
	ChangePrice []int64
}

func (p Proof) clone() Proof {
	p.Circles.Parts = slices.Clone(p.Circles.Parts)
	p.Groups.Reasons = slices.Clone(p.Groups.Reasons)
	for _, l := range []*LinkProof{&p.Links, &p.Open, &p.Deputies, &p.Centers.Mentors} {
		l.Tiers, l.Value, l.Bound, l.ChangePrice = slices.Clone(l.Tiers), slices.Clone(l.Value), slices.Clone(l.Bound), slices.Clone(l.ChangePrice)
	}
	return p
}
