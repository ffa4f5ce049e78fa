package engine

import (
	"jinlin/engine/internal/siting"
	"jinlin/policy"
)

func (p *Proof) unsolvedCircles() {
	p.Held.Kind, p.Shortfall.Kind, p.Circles.Kind, p.Farthest.Kind, p.Distance.Kind = NotSolved, NotSolved, NotSolved, NotSolved, NotSolved
}

// claimCircles writes down what siting can prove.
func (s *State) claimCircles(d *Draft, c *sitingInput, solution *siting.Solution) {
	v, b, claims := solution.Value, solution.Bound, solution.Claims
	d.Proof.Held = held(v, b, claims.Held)
	d.Proof.Shortfall = claim(v.Shortfall, b.Shortfall, siting.Claim{})
	if s.policy.Circles.Objective == policy.ObjectiveCenter {
		d.Proof.Farthest = claim(v.Farthest, b.Farthest, claims.Farthest)
	}
	d.Proof.Distance = claim(v.Distance, b.Distance, claims.Distance)
	d.Proof.Circles = s.claimCount(c, solution)
}

// worthOf takes over what circles are worth whose centres moved.
func (s *State) worthOf(c *sitingInput, solution *siting.Solution, rings []ring) {
	local := make(map[int32]int32, len(c.home))
	for i, h := range c.home {
		local[h] = int32(i)
	}
	circles := make([][]int32, len(rings))
	for i := range rings {
		for _, h := range rings[i].homes {
			circles[i] = append(circles[i], local[h])
		}
	}
	v := &solution.Value
	held := c.problem.Weigh(circles)
	v.Counted, v.Placed, v.Shortfall = held.Counted, held.Placed, held.Shortfall
	v.Farthest, v.Distance = 0, 0
	for i := range rings {
		for k, h := range rings[i].homes {
			v.Distance += rings[i].centerMM[k] * s.times(h)
			if s.policy.Circles.Objective == policy.ObjectiveCenter {
				v.Farthest = max(v.Farthest, rings[i].centerMM[k])
			}
		}
		if s.policy.Circles.Objective == policy.ObjectiveMedian {
			v.Distance += s.sites[rings[i].site].cost
		}
	}
}

// held claims what circles hold. What a search says, it says of the last entry, all homes.
func held(v, b siting.Value, c siting.Claim) HeldProof {
	p := HeldProof{Certified, v.Counted, b.Counted, v.Placed, b.Placed}
	switch {
	case v.Counted == b.Counted && v.Placed == b.Placed:
	case c.Searched:
		p.Kind = Searched
	case c.Known && c.Bound < int64(b.Placed[2]):
		p.Kind = Narrowed
		p.PlacedBound[2] = int(c.Bound)
		p.CountedBound[2] = min(p.CountedBound[2], int(c.Bound))
	default:
		p.Kind = Bounded
	}
	return p
}

// claimCount claims the number of circles, or what they cost.
func (s *State) claimCount(c *sitingInput, solution *siting.Solution) CountProof {
	if p := &s.policy.Circles; p.Objective != policy.ObjectiveFewest {
		n := solution.Value.Circles
		if p.Count > 0 && n == p.Count {
			return CountProof{Kind: Certified, Value: n, Bound: n}
		}
		return CountProof{Kind: Unchecked, Value: n}
	}
	b := claim(solution.Value.Cost, solution.Bound.Cost, solution.Claims.Cost)
	proof := CountProof{Kind: b.Kind, Value: int(b.Value), Bound: int(b.Bound)}
	for _, a := range solution.Arguments {
		part := PartBound{Kind: partKinds[a.Kind], Bound: a.Bound, Weights: a.Weights, Most: a.Most}
		for _, h := range a.Homes {
			part.Homes = append(part.Homes, s.homes[c.home[h]].ID)
		}
		proof.Parts = append(proof.Parts, part)
	}
	return proof
}

var partKinds = map[siting.ArgumentKind]PartKind{
	siting.One: PartOne, siting.Team: PartTeam, siting.FarApart: PartFar, siting.OddRing: PartOdd, siting.Seats: PartSeats, siting.Rooms: PartCapacity,
	siting.Dual: PartDual,
}

// claim says the most that can be said: the bound that anybody can check, or what a search ruled out beyond it.
func claim(value, bound int64, c siting.Claim) BoundProof {
	switch {
	case value == bound:
		return BoundProof{Certified, value, bound}
	case c.Searched:
		return BoundProof{Searched, value, bound}
	case c.Known && c.Bound > bound:
		return BoundProof{Narrowed, value, min(c.Bound, value)}
	}
	return BoundProof{Bounded, value, bound}
}
