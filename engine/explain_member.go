package engine

import (
	"context"
	"fmt"

	"jinlin/policy"
)

// A MemberExplanation tells why a member has the homes and the load that he has.
type MemberExplanation struct {
	// Member is what the plan says of him: eligible or why not, circle, load, prices.
	Member Server
	Tiers  []policy.Tier
	// Load holds his bounds: the policy's, clipped by his own.
	Load policy.Load
	// Homes are those that he answers for, his own and locked ones included, by distance, then id.
	Homes []Home
	// More and Fewer are the best that the links could be if his load were higher, or lower, than it is; nil if it cannot be.
	More, Fewer *LoadStep
	// TakeOver is the home that it costs least to give to him if nothing else moves, HandOver the one that it costs least to give away; nil
	// if there is none.
	TakeOver, HandOver *Handover
	// Shortfall is his entry among the plan's shortfalls; nil if he has his minimum.
	Shortfall *Shortfall
	// Nearby are the homes nearest to him that others answer for, or nobody, by distance, then id: at most NearbyHomes.
	Nearby []NearbyHome
}

// NearbyHomes is how many homes of others an explanation of a member lists.
const NearbyHomes = 12

// A LoadStep is another load of a member, with everything else arranged as well as possible.
type LoadStep struct {
	// Load is what his load would be. Over tells that it is over his maximum: the step says what more room would buy.
	Load int
	Over bool
	// Own is what his own load would cost more, tier by tier (shortfall and load); Delta what would change in all. The first number that
	// is not zero decides: positive is worse.
	Own, Delta []int64
	// Moves are the homes that would change member, by id.
	Moves []Relink
}

// A Relink is a home that would change member.
type Relink struct {
	Household HouseholdID
	// From answers for it in the plan, To would; "" for nobody.
	From, To     MemberID
	FromMM, ToMM int64
}

// A Handover is one home that could change member, nothing else moving.
type Handover struct {
	Relink
	// Delta is what would change, tier by tier.
	Delta []int64
}

// A NearbyHome is a home as seen from a member who does not answer for it.
type NearbyHome struct {
	Household HouseholdID
	// DistanceMM is how far the member is.
	DistanceMM int64
	State      HomeState
	// Other answers for it, OtherMM away; "" for nobody.
	Other   MemberID
	OtherMM int64
	// Verdict tells whether the member could; Delta, where he could, what the move alone would change.
	Verdict Verdict
	Delta   []int64
}

// ExplainMember tells, for one member of a plan, why he has these homes and this load. The plan must be one of the problem. A few
// solves of the links; the error is the context's, or says what does not belong together.
func (s *State) ExplainMember(_ context.Context, plan Plan, id MemberID) (MemberExplanation, error) {
	m, ok := s.memberOf(id)
	if !ok {
		return MemberExplanation{}, fmt.Errorf("member %q is not in area %q", id, s.problem.Area)
	}
	if err := s.owns(plan); err != nil {
		return MemberExplanation{}, err
	}
	return MemberExplanation{Member: plan.d.Members[m], Tiers: s.policy.Tiers(), Load: s.members[m].load}, nil
}

// ExplainMember is the one-call form of State.ExplainMember.
func ExplainMember(ctx context.Context, p Problem, plan Plan, id MemberID) (MemberExplanation, error) {
	s, err := Prepare(ctx, p)
	if err != nil {
		return MemberExplanation{}, err
	}
	return s.ExplainMember(ctx, plan, id)
}
