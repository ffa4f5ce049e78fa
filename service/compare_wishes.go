package service

import (
	"slices"

	"jinlin/engine"
)

// wishSample counts what homes ask for, and what of it they get.
type wishSample struct {
	services, associations MetFigures
	wishes                 WishFigures
}

// add counts the homes that are compared. Who lives in a home counts as its member.
func (s *wishSample) add(p *engine.Problem, homes map[engine.HouseholdID]engine.Home, common []engine.HouseholdID) {
	members := make(map[engine.MemberID]*engine.Member, len(p.Members))
	for i := range p.Members {
		members[p.Members[i].ID] = &p.Members[i]
	}
	for i := range p.Households {
		h := &p.Households[i]
		if _, compared := slices.BinarySearch(common, h.ID); !compared {
			continue
		}
		state := homes[h.ID]
		var m *engine.Member
		if served, _ := answered(&state); served {
			m = members[state.Member]
		}
		s.home(h, m)
	}
}

// home counts a home and its member, nil for nobody.
func (s *wishSample) home(h *engine.Household, m *engine.Member) {
	for _, service := range slices.Compact(slices.Sorted(slices.Values(h.Services))) {
		s.services.count(m != nil && slices.Contains(m.Skills, service))
	}
	if h.Association != "" {
		s.associations.count(m != nil && m.Association == h.Association)
	}
	if len(h.Preferences) == 0 {
		return
	}
	s.wishes.Homes++
	for _, wish := range h.Preferences {
		if m == nil || wish.ID != m.ID {
			continue
		}
		s.wishes.Listed++
		if wish.Rank == h.Preferences[0].Rank {
			s.wishes.First++
		}
		break
	}
}

func (s *wishSample) join(o *wishSample) {
	s.services, s.associations = *s.services.plus(&o.services), *s.associations.plus(&o.associations)
	s.wishes.Homes += o.wishes.Homes
	s.wishes.First += o.wishes.First
	s.wishes.Listed += o.wishes.Listed
}
