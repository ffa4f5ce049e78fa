package main

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
)

// How much of a county changes in a quarter, in percent.
const (
	homesChanged   = 4
	membersChanged = 3
)

// A place is a record's place in the lists of a county.
type place struct{ village, at int }

// happenings makes a quarter's changes in copies of the records.
type happenings struct {
	*random
	after []engine.Problem
	next  int
}

// quarterOf returns the county after a quarter, and how many homes and members changed: of the homes a third arrived, left and moved
// each, of the members a quarter arrived, left, moved and became unable each. Homes that leave or move house no member, so that those who
// leave and move are the members counted.
func quarterOf(before []engine.Problem, r *random) (after []engine.Problem, homes, members int) {
	w := happenings{random: r, after: slices.Clone(before)}
	for i := range w.after {
		p := &w.after[i]
		p.Households, p.Members = slices.Clone(p.Households), slices.Clone(p.Members)
	}
	return w.after, w.homes(), w.members()
}

func (w *happenings) homes() int {
	all, empty := w.listHomes()
	third := len(all) * homesChanged / 100 / 3
	shuffle(w.random, empty)
	for i, at := range empty[:2*third] {
		h := &w.after[at.village].Households[at.at]
		if i < third {
			h.ID = "" // taken out below, when no place in the lists is needed any more
		} else {
			h.Location = w.near(at.village)
		}
	}
	for range third {
		at := all[w.below(len(all))]
		p := &w.after[at.village]
		h := p.Households[at.at] // for its group and weight
		h.ID, h.Location = engine.HouseholdID(w.id()), w.near(at.village)
		p.Households = append(p.Households, h)
	}
	for i := range w.after {
		p := &w.after[i]
		p.Households = slices.DeleteFunc(p.Households, func(h engine.Household) bool { return h.ID == "" })
	}
	return 3 * third
}

// listHomes lists all homes, and those where no member lives.
func (w *happenings) listHomes() (all, empty []place) {
	for i := range w.after {
		lived := map[engine.HouseholdID]bool{}
		for _, m := range w.after[i].Members {
			lived[m.Household] = true
		}
		for k, h := range w.after[i].Households {
			all = append(all, place{i, k})
			if !lived[h.ID] {
				empty = append(empty, place{i, k})
			}
		}
	}
	return all, empty
}

func (w *happenings) members() int {
	active, total := w.listActive()
	quarter := total * membersChanged / 100 / 4
	shuffle(w.random, active)
	for i, at := range active[:3*quarter] {
		p := &w.after[at.village]
		m := &p.Members[at.at]
		switch i / quarter {
		case 0:
			m.ID = "" // taken out below
		case 1:
			m.Household = w.home(p)
		case 2:
			m.Status = policy.StatusUnable
		}
	}
	for _, at := range active[3*quarter : 4*quarter] { // for the village, and the rest of the record
		p := &w.after[at.village]
		m := p.Members[at.at]
		m.ID, m.Household = engine.MemberID(w.id()), w.home(p)
		p.Members = append(p.Members, m)
	}
	for i := range w.after {
		p := &w.after[i]
		p.Members = slices.DeleteFunc(p.Members, func(m engine.Member) bool { return m.ID == "" })
	}
	return 4 * quarter
}

// listActive lists the members who take part, and counts all.
func (w *happenings) listActive() (active []place, total int) {
	for i := range w.after {
		for k, m := range w.after[i].Members {
			total++
			if m.Status == "" || m.Status == policy.StatusActive {
				active = append(active, place{i, k})
			}
		}
	}
	return active, total
}

func (w *happenings) home(p *engine.Problem) engine.HouseholdID {
	return p.Households[w.below(len(p.Households))].ID
}

// near is a point within some twenty metres of a home of the village.
func (w *happenings) near(village int) orb.Point {
	homes := w.after[village].Households
	at := homes[w.below(len(homes))].Location
	aside := func() float64 { return float64(w.below(4001)-2000) * 1e-7 }
	return orb.Point{at[0] + aside(), at[1] + aside()}
}

func (w *happenings) id() string {
	w.next++
	return fmt.Sprintf("quarter-%05d", w.next)
}
