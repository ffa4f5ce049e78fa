package engine

import (
	"slices"

	"jinlin/policy"
)

// meets reports whether a member meets the hard rules of the policy for a home: that of associations, then that of services.
func (s *State) meets(h, m int32) bool { return s.joined(h, m) && s.offers(h, m) }

// joined reports whether the rule of associations, if there is one, lets the member serve the home.
func (s *State) joined(h, m int32) bool { return !s.requires.association || s.strangers(h, m) == 0 }

// offers reports whether the rule of services, if there is one, lets the member serve the home.
func (s *State) offers(h, m int32) bool { return !s.requires.services || s.misfit(h, m) == 0 }

// requirements are the hard rules of a policy.
type requirements struct{ services, association bool }

func requirementsOf(p *policy.Policy) requirements {
	return requirements{
		services: slices.Contains(p.Links.Require, policy.RequireServices), association: slices.Contains(p.Links.Require, policy.RequireAssociation),
	}
}

// associates reports whether home and member belong to the same industry association.
func (s *State) associates(h, m int32) bool {
	return s.homes[h].Association != "" && s.homes[h].Association == s.members[m].Association
}

// reachMM is how far the member may be from the home, -1 for any distance.
func (s *State) reachMM(h, m int32) int64 {
	if s.associates(h, m) {
		return s.associateReachMM()
	}
	return s.policy.Links.Reach.MM()
}

// associateReachMM is how far members may be from homes of their own association, -1 for any distance.
func (s *State) associateReachMM() int64 {
	if l := s.policy.Links.AssociationReach; l.Set {
		return l.MM()
	}
	return s.policy.Links.Reach.MM()
}

// inReach reports whether the member is within reach of the home, given their distance. Whoever has no location always is.
func (s *State) inReach(h, m int32, mm int64) bool {
	limit := s.reachMM(h, m)
	return !s.members[m].located || limit < 0 || mm <= limit
}

// unoffered are the services that the home asked for and none of the members offers; where each of them is offered, but all by nobody, all
// that it asked for. Sorted.
func (s *State) unoffered(h int32, members []int32) []string {
	var list []string
	for _, service := range s.homes[h].services {
		if !slices.ContainsFunc(members, func(m int32) bool { return slices.Contains(s.members[m].Skills, service) }) {
			list = append(list, service)
		}
	}
	if len(list) == 0 {
		return slices.Clone(s.homes[h].services)
	}
	return list
}
