package workspace

import (
	"fmt"
	"maps"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/service/registry"
)

// absent lists what edits of an area name and the area has not then, each with its place: edits[1].drop_households[0]. The store would tell the first alone.
func absent(area engine.AreaID, before registry.Records, edits []registry.Edit) []policy.Violation {
	s := standing{area: area, homes: map[engine.HouseholdID]bool{}, members: map[engine.MemberID]engine.Member{}, sites: map[engine.SiteID]bool{}}
	s.put(registry.Edit{PutHouseholds: before.Households, PutMembers: before.Members, PutSites: before.Sites})
	for i := range edits {
		s.at = fmt.Sprintf("edits[%d]", i)
		s.drop(edits[i])
		s.put(edits[i])
		s.pairs("put_locks", edits[i].PutLocks)
		s.pairs("put_forbidden", edits[i].PutForbidden)
		s.contacts(edits[i])
	}
	return s.found
}

// standing is what an area has, as ids, while edits change it.
type standing struct {
	area    engine.AreaID
	homes   map[engine.HouseholdID]bool
	members map[engine.MemberID]engine.Member
	sites   map[engine.SiteID]bool
	at      string
	found   []policy.Violation
}

func (s *standing) miss(place, kind, id string) {
	s.found = append(s.found, policy.Violation{Path: s.at + "." + place, Message: fmt.Sprintf("%s %q is not in this area", kind, id)})
}

func (s *standing) put(e registry.Edit) {
	for i := range e.PutHouseholds {
		s.homes[e.PutHouseholds[i].ID] = true
	}
	for _, m := range e.PutMembers {
		s.members[m.ID] = m
	}
	for i := range e.PutSites {
		s.sites[e.PutSites[i].ID] = true
	}
}

func (s *standing) drop(e registry.Edit) {
	for i, id := range e.DropHouseholds {
		if !s.homes[id] {
			s.miss(fmt.Sprintf("drop_households[%d]", i), "household", string(id))
		}
		delete(s.homes, id)
	}
	for i, id := range e.DropMembers {
		if _, ok := s.members[id]; !ok {
			s.miss(fmt.Sprintf("drop_members[%d]", i), "member", string(id))
		}
		delete(s.members, id)
	}
	for i, id := range e.DropSites {
		if !s.sites[id] {
			s.miss(fmt.Sprintf("drop_sites[%d]", i), "site", string(id))
		}
		delete(s.sites, id)
	}
}

func (s *standing) pairs(list string, pairs []engine.Pair) {
	for i, p := range pairs {
		if !s.homes[p.Household] {
			s.miss(fmt.Sprintf("%s[%d].household", list, i), "household", string(p.Household))
		}
		if m, ok := s.members[p.Member]; !ok || m.Area != s.area && !slices.Contains(m.Duty, s.area) {
			s.miss(fmt.Sprintf("%s[%d].member", list, i), "member", string(p.Member))
		}
	}
}

func (s *standing) contacts(e registry.Edit) {
	for _, id := range slices.Sorted(maps.Keys(e.HouseholdContacts)) {
		if c := e.HouseholdContacts[id]; c != (registry.Contact{}) && !s.homes[id] {
			s.miss(fmt.Sprintf("household_contacts[%q]", id), "household", string(id))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(e.MemberContacts)) {
		if _, ok := s.members[id]; !ok && e.MemberContacts[id] != (registry.Contact{}) {
			s.miss(fmt.Sprintf("member_contacts[%q]", id), "member", string(id))
		}
	}
}
