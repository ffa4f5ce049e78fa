package verify

import (
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// requires reports whether a hard rule is in force.
func (s *scene) requires(r policy.Requirement) bool {
	return slices.Contains(s.policy.Links.Require, r)
}

// fellows reports whether home and member name the same industry association.
func (s *scene) fellows(h, j int) bool {
	of := s.homes[h].rec.Association
	return of != "" && of == s.members[j].rec.Association
}

// reachOf is how far the member may be from the home.
func (s *scene) reachOf(h, j int) policy.Limit {
	if l := s.policy.Links.AssociationReach; l.Set && s.fellows(h, j) {
		return l
	}
	return s.policy.Links.Reach
}

// belongs reports whether the rule of associations, if there is one, lets the
// member serve the home.
func (s *scene) belongs(h, j int) bool {
	return !s.requires(policy.RequireAssociation) || s.homes[h].rec.Association == "" || s.fellows(h, j)
}

// lacking are the services that the home asked for and the member does not offer.
func (s *scene) lacking(h, j int) []string {
	var list []string
	for _, want := range s.homes[h].services {
		if !s.members[j].skills[want] {
			list = append(list, want)
		}
	}
	return list
}

// serves reports whether the rule of services, if there is one, lets the member
// serve the home.
func (s *scene) serves(h, j int) bool {
	return !s.requires(policy.RequireServices) || len(s.lacking(h, j)) == 0
}

// fit reports whether the member meets the hard rules for the home.
func (s *scene) fit(h, j int) bool { return s.belongs(h, j) && s.serves(h, j) }

// unoffered are the services of the home that none of the members offers, all of
// it where each is offered by somebody.
func (s *scene) unoffered(h int, members []int) []string {
	open := slices.Sorted(slices.Values(s.homes[h].services))
	for _, k := range members {
		open = slices.DeleteFunc(open, func(t string) bool { return s.members[k].skills[t] })
	}
	if len(open) > 0 {
		return open
	}
	return slices.Sorted(slices.Values(s.homes[h].services))
}

// checkHelper checks that a fix says what somebody must have to serve the home.
func (j *judge) checkHelper(f *engine.Fix) {
	var services []string
	association := ""
	if h, known := j.homeAt[f.Household]; known && f.Kind == engine.FixAddMember {
		if j.requires(policy.RequireServices) {
			services = slices.Sorted(slices.Values(j.homes[h].services))
		}
		if j.requires(policy.RequireAssociation) {
			association = j.homes[h].rec.Association
		}
	}
	if !slices.Equal(f.Services, services) || f.Association != association {
		j.add(Finding{Code: WrongFix, Household: f.Household}, "the fix %q near home %q asks for the services %q and the association %q; expected %q and %q",
			f.Kind, f.Household, f.Services, f.Association, services, association)
	}
}
