package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"jinlin/engine"
	"jinlin/service/registry"
)

// model is the records of a store, kept in the plainest way: what holds now in maps, what held before as copies.
type model struct {
	areas   map[engine.AreaID]*village
	members map[engine.MemberID]engine.Member
	phones  map[engine.MemberID]registry.Contact
	// touched are the areas that an edit changes, true where their records do.
	touched map[engine.AreaID]bool
}

// village is an area of the model.
type village struct {
	revision  int64
	homes     map[engine.HouseholdID]engine.Household
	sites     map[engine.SiteID]engine.Site
	locks     map[engine.Pair]bool
	forbidden map[engine.Pair]bool
	adjacency []engine.HomePair
	phones    map[engine.HouseholdID]registry.Contact
	past      []state
}

// state is how an area was from a revision on, until a time.
type state struct {
	revision int64
	at       time.Time
	records  registry.Records
}

var errModel = errors.New("the model refuses")

func newModel() *model {
	return &model{areas: map[engine.AreaID]*village{}, members: map[engine.MemberID]engine.Member{}, phones: map[engine.MemberID]registry.Contact{}}
}

func (m *model) addArea(id engine.AreaID, revision int64) {
	v := &village{revision: revision, homes: map[engine.HouseholdID]engine.Household{}, sites: map[engine.SiteID]engine.Site{},
		locks: map[engine.Pair]bool{}, forbidden: map[engine.Pair]bool{}, phones: map[engine.HouseholdID]registry.Contact{}}
	m.areas[id] = v
	v.past = []state{{revision, time.Time{}, m.records(id)}}
}

// copy is deep where edits write.
func (m *model) copy() *model {
	c := &model{areas: map[engine.AreaID]*village{}, members: maps.Clone(m.members), phones: maps.Clone(m.phones), touched: map[engine.AreaID]bool{}}
	for id, v := range m.areas {
		n := *v
		n.homes, n.sites, n.locks, n.forbidden, n.phones = maps.Clone(v.homes), maps.Clone(v.sites), maps.Clone(v.locks), maps.Clone(v.forbidden), maps.Clone(v.phones)
		n.adjacency, n.past = slices.Clone(v.adjacency), slices.Clone(v.past)
		c.areas[id] = &n
	}
	return c
}

func sorted[K ~string, V any](m map[K]V) []V {
	var all []V
	for _, k := range slices.Sorted(maps.Keys(m)) {
		all = append(all, m[k])
	}
	return all
}

func sortedPairs(m map[engine.Pair]bool) []engine.Pair {
	var all []engine.Pair
	for p := range m {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b engine.Pair) int {
		return slices.Compare([]string{string(a.Household), string(a.Member)}, []string{string(b.Household), string(b.Member)})
	})
	return all
}

// here reports whether a member lives or is on duty in an area, ours whether the area may change him.
func here(m engine.Member, area engine.AreaID) bool {
	return m.Area == area || slices.Contains(m.Duty, area)
}

func ours(m engine.Member, area engine.AreaID) bool {
	return m.Area == area || m.Area == "" && slices.Contains(m.Duty, area)
}

// records are those of now.
func (m *model) records(id engine.AreaID) registry.Records {
	v := m.areas[id]
	r := registry.Records{Households: sorted(v.homes), Sites: sorted(v.sites), Locks: sortedPairs(v.locks), Forbidden: sortedPairs(v.forbidden),
		Adjacency: v.adjacency}
	for _, one := range sorted(m.members) {
		if here(one, id) {
			r.Members = append(r.Members, one)
		}
	}
	return r
}

// contacts are those of now, of the records that are there.
func (m *model) contacts(r registry.Records) registry.Records {
	r.HouseholdContacts, r.MemberContacts = map[engine.HouseholdID]registry.Contact{}, map[engine.MemberID]registry.Contact{}
	for _, v := range m.areas {
		for _, h := range r.Households {
			if p, ok := v.phones[h.ID]; ok {
				r.HouseholdContacts[h.ID] = p
			}
		}
	}
	for _, one := range r.Members {
		if p, ok := m.phones[one.ID]; ok {
			r.MemberContacts[one.ID] = p
		}
	}
	return r
}

// edit returns the model after an edit, and which areas it touched; errModel where the contract wants an error.
func (m *model) edit(id engine.AreaID, e registry.Edit) (*model, error) {
	n := m.copy()
	v := n.areas[id]
	for _, step := range []func(*village, engine.AreaID, registry.Edit) error{n.drop, n.put, n.pair, n.call} {
		if err := step(v, id, e); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// commit gives the areas that an edit touched its revision.
func (m *model) commit(revision int64, at time.Time) {
	for id, records := range m.touched {
		v := m.areas[id]
		if v == nil {
			continue
		}
		v.revision = revision
		if records {
			if last := v.past[len(v.past)-1].at; at.Before(last) {
				at = last
			}
			v.past = append(v.past, state{revision, at, m.records(id)})
		}
	}
	m.touched = nil
}

// forget keeps what was in force at a time and later.
func (m *model) forget(before time.Time) {
	for _, v := range m.areas {
		for len(v.past) > 1 && !v.past[1].at.After(before) {
			v.past = v.past[1:]
		}
	}
}

// mention touches an area whose records stay.
func (m *model) mention(id engine.AreaID) {
	if _, ok := m.touched[id]; !ok {
		m.touched[id] = false
	}
}

func (m *model) touch(one engine.Member) {
	for _, area := range append([]engine.AreaID{one.Area}, one.Duty...) {
		m.touched[area] = true
	}
}

// leave takes a member's pairs out of the areas where he does not count any more.
func (m *model) leave(was, is engine.Member) {
	for area, v := range m.areas {
		if here(was, area) && !here(is, area) {
			forbid := func(p engine.Pair, _ bool) bool { return p.Member == was.ID }
			maps.DeleteFunc(v.locks, forbid)
			maps.DeleteFunc(v.forbidden, forbid)
		}
	}
}

func (m *model) drop(v *village, id engine.AreaID, e registry.Edit) error {
	for _, list := range []struct {
		of   map[engine.Pair]bool
		drop []engine.Pair
	}{{v.locks, e.DropLocks}, {v.forbidden, e.DropForbidden}} {
		for _, p := range list.drop {
			if list.of[p] {
				delete(list.of, p)
				m.touched[id] = true
			}
		}
	}
	for _, h := range e.DropHouseholds {
		if _, ok := v.homes[h]; !ok {
			return fmt.Errorf("household %s: %w", h, errModel)
		}
		delete(v.homes, h)
		delete(v.phones, h)
		m.touched[id] = true
		gone := func(p engine.Pair, _ bool) bool { return p.Household == h }
		maps.DeleteFunc(v.locks, gone)
		maps.DeleteFunc(v.forbidden, gone)
		v.adjacency = slices.DeleteFunc(v.adjacency, func(p engine.HomePair) bool { return p.A == h || p.B == h })
	}
	for _, one := range e.DropMembers {
		was, ok := m.members[one]
		if !ok || !ours(was, id) {
			return fmt.Errorf("member %s: %w", one, errModel)
		}
		m.leave(was, engine.Member{})
		m.touch(was)
		delete(m.members, one)
		delete(m.phones, one)
	}
	for _, s := range e.DropSites {
		if _, ok := v.sites[s]; !ok {
			return fmt.Errorf("site %s: %w", s, errModel)
		}
		delete(v.sites, s)
		m.touched[id] = true
	}
	return nil
}

// lasts keeps the last of one id.
func lasts[T any, ID comparable](list []T, id func(T) ID) []T {
	var kept []T
	for i, one := range list {
		if !slices.ContainsFunc(list[i+1:], func(later T) bool { return id(later) == id(one) }) {
			kept = append(kept, one)
		}
	}
	return kept
}

func (m *model) put(v *village, id engine.AreaID, e registry.Edit) error {
	e.PutHouseholds = lasts(e.PutHouseholds, func(h engine.Household) engine.HouseholdID { return h.ID })
	e.PutMembers = lasts(e.PutMembers, func(m engine.Member) engine.MemberID { return m.ID })
	e.PutSites = lasts(e.PutSites, func(s engine.Site) engine.SiteID { return s.ID })
	for _, h := range e.PutHouseholds {
		for other, o := range m.areas {
			if _, ok := o.homes[h.ID]; ok && other != id || h.Area != id {
				return fmt.Errorf("household %s: %w", h.ID, errModel)
			}
		}
	}
	for _, h := range e.PutHouseholds {
		if was, ok := v.homes[h.ID]; !ok || fmt.Sprint(was) != fmt.Sprint(h) {
			v.homes[h.ID] = h
			m.touched[id] = true
		}
	}
	for _, one := range e.PutMembers {
		was, known := m.members[one.ID]
		if !ours(one, id) || known && !ours(was, id) {
			return fmt.Errorf("member %s: %w", one.ID, errModel)
		}
		if known && fmt.Sprint(was) == fmt.Sprint(one) {
			continue
		}
		if known {
			m.leave(was, one)
			m.touch(was)
		}
		m.members[one.ID] = one
		m.touch(one)
	}
	for _, s := range e.PutSites {
		for other, o := range m.areas {
			if _, ok := o.sites[s.ID]; ok && other != id {
				return fmt.Errorf("site %s: %w", s.ID, errModel)
			}
		}
		if was, ok := v.sites[s.ID]; !ok || was != s {
			v.sites[s.ID] = s
			m.touched[id] = true
		}
	}
	return nil
}

func (m *model) pair(v *village, id engine.AreaID, e registry.Edit) error {
	for _, list := range []struct {
		of  map[engine.Pair]bool
		put []engine.Pair
	}{{v.locks, e.PutLocks}, {v.forbidden, e.PutForbidden}} {
		for _, p := range list.put {
			_, home := v.homes[p.Household]
			if one, ok := m.members[p.Member]; !home || !ok || !here(one, id) {
				return fmt.Errorf("pair %v: %w", p, errModel)
			}
			if !list.of[p] {
				list.of[p] = true
				m.touched[id] = true
			}
		}
	}
	if e.SetAdjacency == nil {
		return nil
	}
	for _, p := range *e.SetAdjacency {
		if _, ok := v.homes[p.A]; !ok {
			return fmt.Errorf("neighbour %v: %w", p, errModel)
		}
		if _, ok := v.homes[p.B]; !ok {
			return fmt.Errorf("neighbour %v: %w", p, errModel)
		}
	}
	next := slices.Clone(*e.SetAdjacency)
	slices.SortFunc(next, func(a, b engine.HomePair) int {
		return slices.Compare([]string{string(a.A), string(a.B)}, []string{string(b.A), string(b.B)})
	})
	if fmt.Sprint(next) != fmt.Sprint(v.adjacency) || (next == nil) != (v.adjacency == nil) {
		v.adjacency = next
		m.touched[id] = true
	}
	return nil
}

func (m *model) call(v *village, id engine.AreaID, e registry.Edit) error {
	none := registry.Contact{}
	for h, p := range e.HouseholdContacts {
		_, known := v.homes[h]
		switch {
		case !known && p != none:
			return fmt.Errorf("contact of %s: %w", h, errModel)
		case known && v.phones[h] != p:
			v.phones[h] = p
			m.mention(id)
		}
		if v.phones[h] == none {
			delete(v.phones, h)
		}
	}
	for one, p := range e.MemberContacts {
		was, known := m.members[one]
		known = known && ours(was, id)
		switch {
		case !known && p != none:
			return fmt.Errorf("contact of %s: %w", one, errModel)
		case known && m.phones[one] != p:
			m.phones[one] = p
			for _, area := range append([]engine.AreaID{was.Area}, was.Duty...) {
				m.mention(area)
			}
		}
		if m.phones[one] == none {
			delete(m.phones, one)
		}
	}
	return nil
}
