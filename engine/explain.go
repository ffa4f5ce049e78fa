package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"jinlin/policy"
)

// Verdict says why a member does or does not answer for a home.
type Verdict string

const (
	// VerdictChosen: this member answers for the home.
	VerdictChosen Verdict = "chosen"
	// VerdictPossible: allowed, with room; Delta says what the move alone would change.
	VerdictPossible Verdict = "possible"
	// VerdictFull: allowed, but the load is at its maximum.
	VerdictFull Verdict = "full"
	// VerdictTooFar: out of reach.
	VerdictTooFar Verdict = "too_far"
	// VerdictBorder: in reach, but of another circle, group or duty.
	VerdictBorder Verdict = "other_border"
	// VerdictAssociation: in reach within the border, but not of the home's association, as policy.RequireAssociation asks.
	VerdictAssociation Verdict = "no_association"
	// VerdictService: the same, but the member does not offer all that the home asked for, as policy.RequireServices asks.
	VerdictService Verdict = "no_service"
	// VerdictForbidden: the pair is forbidden.
	VerdictForbidden Verdict = "forbidden"
	// VerdictExcluded: the member does not take part.
	VerdictExcluded Verdict = "excluded"
	// VerdictHeld: nobody is asked to answer for the home, whose priority is below policy.Links.PriorityMin.
	VerdictHeld Verdict = "held"
)

// An Alternative is a member as seen from a home.
type Alternative struct {
	Member     MemberID
	DistanceMM int64
	Load       int
	Verdict    Verdict
	// Delta is what would change, tier by tier, if only this home moved to the member; nil unless possible. The first number
	// that is not zero decides: positive is worse.
	Delta []int64
	// Best is what would change, tier by tier, if the member answered for the home and all other homes were arranged as well as possible;
	// Moves are the homes that would change member then, by id. Only with ExplainOptions.Best; nil for the chosen member, and where no
	// lock could give him the home (excluded, forbidden, or no room beside what is locked to him). Homes that are own or held have none.
	Best  []int64
	Moves []Relink
}

// ExplainOptions steer an explanation of a home.
type ExplainOptions struct {
	// Best asks for Alternative.Best and Moves: one solve of the links for each member who could have the home.
	Best bool
}

// An Explanation tells why a home has the member it has.
type Explanation struct {
	Home  Home
	Tiers []policy.Tier
	// Unserved is the reason, if nobody answers for the home.
	Unserved *Unserved
	// Wishes tell what came of the home's list in the two-way choice; nil without a list, and where the home took no part.
	Wishes *Wishes
	// Alternatives holds all members of the area, the chosen one first, then by distance.
	Alternatives []Alternative
}

// Explain tells, for one home of a plan, why this member and not another. The plan must be one of the problem. O(members) distances, and
// the solves that the options ask for; the error is the context's, or says what does not belong together.
func (s *State) Explain(ctx context.Context, plan Plan, id HouseholdID, o ExplainOptions) (Explanation, error) {
	h, ok := s.homeOf(id)
	if !ok {
		return Explanation{}, fmt.Errorf("household %q is not in area %q", id, s.problem.Area)
	}
	if err := s.owns(plan); err != nil {
		return Explanation{}, err
	}
	s.chooseAs(&plan.d)
	x := Explanation{Home: plan.d.Homes[h], Tiers: s.policy.Tiers()}
	for i := range plan.d.Unserved {
		if plan.d.Unserved[i].Household == id {
			x.Unserved = &plan.d.Unserved[i]
		}
	}
	within := s.borderOf(plan)
	x.Wishes = s.wishes(plan, within, h)
	for i := range s.members {
		x.Alternatives = append(x.Alternatives, s.alternative(plan, within, h, int32(i), x.Tiers))
	}
	if o.Best {
		if err := s.best(ctx, plan, h, x.Alternatives); err != nil {
			return Explanation{}, err
		}
	}
	slices.SortStableFunc(x.Alternatives, func(a, b Alternative) int {
		return cmp.Or(cmp.Compare(chosenLast(b), chosenLast(a)), cmp.Compare(a.DistanceMM, b.DistanceMM))
	})
	return x, nil
}

// owns checks that a plan has the homes and members of the problem.
func (s *State) owns(plan Plan) error {
	same := plan.d.Area == s.problem.Area && len(plan.d.Homes) == len(s.homes) && len(plan.d.Members) == len(s.members)
	for i := 0; same && i < len(s.homes); i++ {
		same = plan.d.Homes[i].ID == s.homes[i].ID
	}
	for i := 0; same && i < len(s.members); i++ {
		same = plan.d.Members[i].ID == s.members[i].ID
	}
	if !same {
		return fmt.Errorf("the plan of area %q is not one of these households and members", plan.d.Area)
	}
	return nil
}

func chosenLast(a Alternative) int {
	if a.Verdict == VerdictChosen {
		return 1
	}
	return 0
}

// borderOf is the border of the links of a plan.
func (s *State) borderOf(plan Plan) border {
	return s.border(s.circleNumbers(plan), s.groupNumbers(plan))
}

func (s *State) circleNumbers(plan Plan) []int32 {
	number := make(map[CircleID]int32)
	for i, c := range plan.d.Circles {
		number[c.ID] = int32(i)
	}
	circleOf := make([]int32, len(s.homes))
	for h := range circleOf {
		circleOf[h] = none
		if c, ok := number[plan.d.Homes[h].Circle]; ok {
			circleOf[h] = c
		}
	}
	return circleOf
}

func (s *State) alternative(plan Plan, within border, h, m int32, tiers []policy.Tier) Alternative {
	a := Alternative{Member: s.members[m].ID, DistanceMM: s.betweenMM(h, m), Load: plan.d.Members[m].Load}
	w := s.homes[h].weight
	switch {
	case plan.d.Homes[h].Member == a.Member:
		a.Verdict = VerdictChosen
	case !s.members[m].eligible():
		a.Verdict = VerdictExcluded
	case s.homes[h].held:
		a.Verdict = VerdictHeld
	case !s.inReach(h, m, a.DistanceMM):
		a.Verdict = VerdictTooFar
	case !within.admits(h, m):
		a.Verdict = VerdictBorder
	case !s.joined(h, m):
		a.Verdict = VerdictAssociation
	case !s.offers(h, m):
		a.Verdict = VerdictService
	case s.refused(h, m):
		a.Verdict = VerdictForbidden
	case int64(a.Load)+w > int64(s.members[m].load.Max):
		a.Verdict = VerdictFull
	default:
		a.Verdict = VerdictPossible
		a.Delta = s.moveCost(plan, h, m, tiers)
	}
	return a
}

// best finds what each alternative for a home would cost with everything else arranged as well as possible. One solve each.
func (s *State) best(ctx context.Context, plan Plan, h int32, all []Alternative) error {
	if plan.d.Homes[h].State == HomeOwn || s.homes[h].held {
		return nil
	}
	r := s.rearrangement(plan)
	for m := range all {
		a := &all[m]
		if a.Verdict == VerdictChosen || a.Verdict == VerdictExcluded || a.Verdict == VerdictForbidden {
			continue
		}
		of, err := r.solve(ctx, wish{home: h, member: int32(m), toward: none})
		if err != nil {
			return err
		}
		if of != nil {
			a.Best, a.Moves = r.delta(of), r.moves(of)
		}
	}
	return nil
}

// moveCost is the change of the value if home h moved to member m and nothing else moved.
func (s *State) moveCost(plan Plan, h, m int32, tiers []policy.Tier) []int64 {
	w := s.homes[h].weight
	y := int64(plan.d.Members[m].Load)
	v := s.pairCost(tiers, h, m, s.betweenMM(h, m)).Plus(s.loadCost(tiers, m, y+w)).Minus(s.loadCost(tiers, m, y))
	switch home := &plan.d.Homes[h]; home.State {
	case HomeLinked, HomeLocked, HomeChosen:
		old, known := s.memberOf(home.Member)
		if !known {
			break // a plan of other members
		}
		z := int64(plan.d.Members[old].Load)
		v = v.Minus(s.pairCost(tiers, h, old, home.DistanceMM)).Plus(s.loadCost(tiers, old, z-w)).Minus(s.loadCost(tiers, old, z))
	case HomeUnserved:
		v = v.Minus(s.unservedCost(tiers, h))
	}
	return append([]int64(nil), v[:len(tiers)]...)
}

// Explain is the one-call form of State.Explain.
func Explain(ctx context.Context, p Problem, plan Plan, id HouseholdID, o ExplainOptions) (Explanation, error) {
	s, err := Prepare(ctx, p)
	if err != nil {
		return Explanation{}, err
	}
	return s.Explain(ctx, plan, id, o)
}
