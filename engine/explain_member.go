package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"jinlin/engine/internal/linking"
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
	// Center is the centre that he belongs to; nil without one.
	Center *Center
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

// ExplainMember tells, for one member of a plan, why he has these homes and this load. The plan must be one of the problem. O(homes x
// members) and two solves of the links (with unequal weights some more); the error is the context's, or says what does not belong together.
func (s *State) ExplainMember(ctx context.Context, plan Plan, id MemberID) (MemberExplanation, error) {
	m, ok := s.memberOf(id)
	if !ok {
		return MemberExplanation{}, fmt.Errorf("member %q is not in area %q", id, s.problem.Area)
	}
	if err := s.owns(plan); err != nil {
		return MemberExplanation{}, err
	}
	x := MemberExplanation{Member: plan.d.Members[m], Tiers: s.policy.Tiers(), Load: s.members[m].load}
	for i := range plan.d.Shortfalls {
		if short := &plan.d.Shortfalls[i]; short.Kind == ShortfallLoad && short.Member == id {
			x.Shortfall = short
		}
	}
	for i := range plan.d.Centers {
		if c := plan.d.Centers[i]; c.Member == x.Member.Center {
			x.Center = &c
		}
	}
	v := view{rearrangement: s.rearrangement(plan), m: m, within: s.borderOf(plan)}
	x.Homes, x.Nearby = v.around()
	if !s.members[m].eligible() {
		return x, nil
	}
	x.TakeOver, x.HandOver = v.takeOver(), v.handOver()
	var err error
	if x.Fewer, err = v.fewer(ctx); err != nil {
		return MemberExplanation{}, err
	}
	x.More, err = v.more(ctx)
	return x, err
}

// A view is a plan as seen from a member.
type view struct {
	*rearrangement
	within border
	m      int32
}

// around are the homes that the member answers for, and the nearest of the others.
func (v *view) around() (own []Home, nearby []NearbyHome) {
	id := v.members[v.m].ID
	for h := range v.plan.d.Homes {
		home := &v.plan.d.Homes[h]
		if home.Member == id {
			own = append(own, *home)
			continue
		}
		nearby = append(nearby, NearbyHome{
			Household: home.ID, DistanceMM: v.betweenMM(int32(h), v.m), State: home.State, Other: home.Member, OtherMM: home.DistanceMM,
		})
	}
	slices.SortStableFunc(own, func(a, b Home) int { return cmp.Compare(a.DistanceMM, b.DistanceMM) })
	slices.SortStableFunc(nearby, func(a, b NearbyHome) int { return cmp.Compare(a.DistanceMM, b.DistanceMM) })
	nearby = slices.Clip(nearby[:min(len(nearby), NearbyHomes)])
	for i := range nearby {
		h, _ := v.homeOf(nearby[i].Household)
		a := v.alternative(v.plan, v.within, h, v.m, v.tiers)
		nearby[i].Verdict, nearby[i].Delta = a.Verdict, a.Delta
	}
	return own, nearby
}

// takeOver is the home that costs least if it alone moves to the member.
func (v *view) takeOver() *Handover {
	var best *Handover
	for h := range v.plan.d.Homes {
		if v.homes[h].free() && v.now[h] != v.m {
			best = v.cheaper(best, int32(h), v.m)
		}
	}
	return best
}

// handOver is the home of the member that costs least if it alone moves to another.
func (v *view) handOver() *Handover {
	var best *Handover
	for h := range v.plan.d.Homes {
		if !v.homes[h].free() || v.now[h] != v.m {
			continue
		}
		for k := range v.members {
			best = v.cheaper(best, int32(h), int32(k))
		}
	}
	return best
}

// cheaper is the move of home h to member k, if it is possible and costs less than the best so far.
func (v *view) cheaper(best *Handover, h, k int32) *Handover {
	a := v.alternative(v.plan, v.within, h, k, v.tiers)
	if a.Verdict != VerdictPossible || best != nil && slices.Compare(a.Delta, best.Delta) >= 0 {
		return best
	}
	return &Handover{v.relink(h, k), a.Delta}
}

// fewer is the best with a load below the member's; nil if it is all locked to him.
func (v *view) fewer(ctx context.Context) (*LoadStep, error) {
	load := int64(v.plan.d.Members[v.m].Load)
	if load <= v.members[v.m].fixed() {
		return nil, nil // no such step
	}
	of, err := v.solve(ctx, wish{home: none, toward: none, server: func(m int32, sv *linking.Server) {
		if m == v.m {
			sv.Max = load - 1
		}
	}})
	return v.step(of), err
}

// more is the best with a load above the member's, over his maximum if he is full; nil if no home may be added. Where homes weigh more than 1,
// the next load may not be possible: then the one after it, and so on.
func (v *view) more(ctx context.Context) (*LoadStep, error) {
	load := int64(v.plan.d.Members[v.m].Load)
	for _, more := range v.weights() {
		of, err := v.solve(ctx, wish{home: none, toward: v.m, server: func(m int32, sv *linking.Server) {
			if m == v.m {
				sv.Max = load + more
			}
		}})
		if err != nil {
			return nil, err
		}
		if step := v.step(of); step != nil && int64(step.Load) > load {
			return step, nil
		}
	}
	return nil, nil // no such step
}

// weights are those of the homes that the member may have and has not, ascending: at most maxWeights.
func (v *view) weights() []int64 {
	const maxWeights = 5
	var list []int64
	for h := range v.now {
		row, _ := v.pairs.row(int32(h))
		if _, ok := slices.BinarySearch(row, v.m); ok && v.homes[h].free() && v.now[h] != v.m {
			list = append(list, v.homes[h].weight)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return list[:min(len(list), maxWeights)]
}

func (v *view) step(of []int32) *LoadStep {
	if of == nil {
		return nil
	}
	load := int64(0)
	for h, m := range of {
		if m == v.m {
			load += v.homes[h].weight
		}
	}
	own := v.loadCost(v.tiers, v.m, load).Minus(v.loadCost(v.tiers, v.m, int64(v.plan.d.Members[v.m].Load)))
	return &LoadStep{
		Load: int(load), Over: load > int64(v.members[v.m].load.Max), Own: append([]int64(nil), own[:len(v.tiers)]...),
		Delta: v.delta(of), Moves: v.moves(of),
	}
}

// ExplainMember is the one-call form of State.ExplainMember.
func ExplainMember(ctx context.Context, p Problem, plan Plan, id MemberID) (MemberExplanation, error) {
	s, err := Prepare(ctx, p)
	if err != nil {
		return MemberExplanation{}, err
	}
	return s.ExplainMember(ctx, plan, id)
}
