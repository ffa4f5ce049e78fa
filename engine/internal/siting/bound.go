package siting

import "slices"

// bound fills in what cannot be beaten, by arguments that can be checked. natural are the parts that no valid circle joins.
func (p *Problem) bound(s *Solution, natural [][]int32) {
	homes := make([]Home, 0, len(p.Homes))
	for _, part := range natural {
		homes = homes[:0]
		for _, h := range part {
			homes = append(homes, p.Homes[h])
		}
		v := p.goal(homes)
		s.Bound.add(v)
	}
	p.capped(&s.Bound)
	p.roomy(&s.Bound)
	s.Bound.Shortfall, s.Bound.Cost, s.Bound.Circles, s.Bound.Beyond = 0, 0, 0, 0
	all := !slices.Contains(s.Of, None)
	must := all && p.Target == 0 // else others may hold less
	if p.Objective != Fewest || !must {
		s.Arguments = nil
	}
	if p.Objective == Fewest {
		p.boundCost(s, must)
	}
	if must && p.TeamMin > 0 {
		s.Bound.Shortfall = p.goal(p.Homes).Shortfall
	}
	if p.Anywhere {
		clear(s.Multiplier) // other places may be nearer
		return
	}
	p.boundDistance(s, all)
}

// boundCost adds up the arguments: so many circles cost at least as much as that many of the cheapest.
func (p *Problem) boundCost(s *Solution, all bool) {
	if len(p.Sites) == 0 || len(s.Open) == 0 {
		return
	}
	cheapest, seats := p.Sites[0].Cost, int64(0)
	for _, site := range p.Sites {
		cheapest = min(cheapest, site.Cost)
		if site.Required {
			seats += site.Cost
		}
	}
	s.Bound.Cost = cheapest
	if all {
		s.Bound.Cost = 0
		for i := range s.Arguments {
			s.Bound.Cost += s.Arguments[i].cost(cheapest)
		}
	}
	if seats > s.Bound.Cost {
		s.Bound.Cost = seats
		s.Arguments = []Argument{{Kind: Seats, Bound: p.required()}}
	}
}

// cost is what an argument proves: the weights of a dual count costs already.
func (a *Argument) cost(cheapest int64) int64 {
	if a.Kind == Dual {
		return int64(a.Bound)
	}
	return int64(a.Bound) * cheapest
}
