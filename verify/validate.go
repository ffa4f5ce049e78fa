package verify

import (
	"fmt"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// A validator collects what is wrong with a problem.
type validator struct {
	p       *engine.Problem
	found   []policy.Violation
	homes   map[engine.HouseholdID]*engine.Household
	members map[engine.MemberID]*engine.Member
	weights map[engine.MemberID]int64 // locked
}

// invalid returns everything that makes the problem invalid, apart from
// required sites without a home of their own, which needs distances.
func invalid(p *engine.Problem) []policy.Violation {
	v := &validator{p: p, found: p.Policy.Validate(),
		homes:   make(map[engine.HouseholdID]*engine.Household, len(p.Households)),
		members: make(map[engine.MemberID]*engine.Member, len(p.Members)),
		weights: map[engine.MemberID]int64{}}
	if p.Ground == nil && p.Policy.Metric == policy.MetricMatrix {
		v.found = append(v.found, policy.Violation{Path: "ground", Message: "is missing; the metric matrix needs one"})
	}
	for i := range p.Households {
		v.household(i, &p.Households[i])
	}
	for i := range p.Members {
		v.member(i, &p.Members[i])
	}
	v.sites()
	v.surroundings()
	v.locks()
	return v.found
}

func (v *validator) add(path string, i int, format string, args ...any) {
	v.found = append(v.found, policy.Violation{Path: fmt.Sprintf(path, i), Message: fmt.Sprintf(format, args...)})
}

func (v *validator) point(path string, i int, at orb.Point) {
	check := geo.CheckLonLat
	if v.p.Policy.Metric == policy.MetricPlanar {
		check = geo.CheckPlanar
	}
	if err := check(at); err != nil {
		v.add(path, i, "%v", err)
	}
}

func (v *validator) household(i int, h *engine.Household) {
	switch {
	case h.ID == "":
		v.add("households[%d].id", i, "is empty")
	case v.homes[h.ID] != nil:
		v.add("households[%d].id", i, "%q is listed twice", h.ID)
	}
	v.homes[h.ID] = h
	if h.Area != v.p.Area {
		v.add("households[%d].area", i, "%q is not the area %q", h.Area, v.p.Area)
	}
	v.point("households[%d].location", i, h.Location)
	if h.Weight < 0 || h.Weight > v.p.Policy.MostWeight() {
		v.add("households[%d].weight", i, "%d is out of range; expected 0 to %d", h.Weight, v.p.Policy.MostWeight())
	}
	if h.Priority < 0 || h.Priority > 2 {
		v.add("households[%d].priority", i, "%d is out of range; expected 0, 1 or 2", h.Priority)
	}
	if !inOrder(h.Preferences) {
		v.add("households[%d].preferences", i, "are not ranked from 1 without gaps, each once")
	}
}

func (v *validator) member(i int, m *engine.Member) {
	switch {
	case m.ID == "":
		v.add("members[%d].id", i, "is empty")
	case v.members[m.ID] != nil:
		v.add("members[%d].id", i, "%q is listed twice", m.ID)
	}
	v.members[m.ID] = m
	duty := false
	for _, a := range m.Duty {
		duty = duty || a == v.p.Area
	}
	if m.Area != v.p.Area && !duty {
		v.add("members[%d].area", i, "%q neither lives in %q nor is on duty there", m.ID, v.p.Area)
	}
	if m.Household != "" && v.homes[m.Household] == nil && m.Area == v.p.Area {
		v.add("members[%d].household", i, "%q is not a household of the area", m.Household)
	}
	if m.Household != "" && v.homes[m.Household] != nil && m.Area != v.p.Area {
		v.add("members[%d].area", i, "%q lives in household %q of another area", m.ID, m.Household)
	}
	if m.Located && v.homes[m.Household] == nil {
		v.point("members[%d].location", i, m.Location)
	}
	switch m.Status {
	case "", policy.StatusActive, policy.StatusAge, policy.StatusAway, policy.StatusUnable, policy.StatusDeclined:
	default:
		v.add("members[%d].status", i, "%q is not known", m.Status)
	}
	switch m.Nomination {
	case "", policy.NominationNominated, policy.NominationReviewed, policy.NominationPublicised, policy.NominationAppointed:
	default:
		v.add("members[%d].nomination", i, "%q is not known", m.Nomination)
	}
	if !inOrder(m.Preferences) {
		v.add("members[%d].preferences", i, "are not ranked from 1 without gaps, each once")
	}
	v.ownLoad("members[%d].min_load", i, m.MinLoad)
	v.ownLoad("members[%d].max_load", i, m.MaxLoad)
	if m.MinLoad != nil && m.MaxLoad != nil && *m.MinLoad > *m.MaxLoad {
		v.add("members[%d].min_load", i, "%d is over max_load %d", *m.MinLoad, *m.MaxLoad)
	}
}

// inOrder tells whether ranks go from 1 by steps of 0 or 1 and nothing is listed twice.
func inOrder[ID ~string](r engine.Ranking[ID]) bool {
	before := 0
	seen := make(map[ID]bool, len(r))
	for _, x := range r {
		if step := x.Rank - before; seen[x.ID] || x.Rank < 1 || step < 0 || step > 1 {
			return false
		}
		seen[x.ID], before = true, x.Rank
	}
	return true
}

func (v *validator) ownLoad(path string, i int, n *int) {
	if n != nil && (*n < 0 || *n > policy.MaxCount) {
		v.add(path, i, "%d is out of range; expected 0 to %d", *n, policy.MaxCount)
	}
}

func (v *validator) sites() {
	seen, named := map[engine.SiteID]bool{}, map[engine.HouseholdID]bool{}
	for i := range v.p.Sites {
		s := &v.p.Sites[i]
		if s.ID == "" || seen[s.ID] {
			v.add("sites[%d].id", i, "%q is empty or listed twice", s.ID)
		}
		seen[s.ID] = true
		switch {
		case s.Household == "":
			v.point("sites[%d].location", i, s.Location)
			if v.homes[engine.HouseholdID(s.ID)] != nil {
				v.add("sites[%d].id", i, "%q is the id of a household", s.ID)
			}
		case v.homes[s.Household] == nil:
			v.add("sites[%d].household", i, "%q is not a household of the area", s.Household)
		case named[s.Household]:
			v.add("sites[%d].household", i, "%q is named by two sites", s.Household)
		}
		named[s.Household] = true
		switch s.Use {
		case "", engine.SiteCandidate, engine.SiteRequired, engine.SiteStanding, engine.SiteForbidden:
		default:
			v.add("sites[%d].use", i, "%q is not known", s.Use)
		}
		o := v.p.Policy.Circles.Objective
		if s.Cost != nil && (*s.Cost < 0 || *s.Cost > policy.MaxCount || o != policy.ObjectiveFewest && o != policy.ObjectiveMedian) {
			v.add("sites[%d].cost", i, "%d is out of range, or not counted", *s.Cost)
		}
		if s.Capacity != nil && (*s.Capacity < 0 || *s.Capacity > policy.MaxCapacity) {
			v.add("sites[%d].capacity", i, "%d is out of range", *s.Capacity)
		}
	}
}

// locks checks that each lock has an eligible member with room, once a home.
func (v *validator) locks() {
	forbidden := map[engine.Pair]bool{}
	for i, f := range v.p.Forbidden {
		forbidden[f] = true
		if v.homes[f.Household] == nil || v.members[f.Member] == nil {
			v.add("forbidden[%d]", i, "%q or %q is not known", f.Household, f.Member)
		}
	}
	to := map[engine.HouseholdID]engine.MemberID{}
	for i, l := range v.p.Locks {
		if v.p.Policy.Links.Within == policy.WithinNone {
			v.add("locks[%d]", i, "nobody is linked")
		}
		h, m := v.homes[l.Household], v.members[l.Member]
		if h == nil || m == nil {
			v.add("locks[%d]", i, "%q or %q is not known", l.Household, l.Member)
			continue
		}
		if other, twice := to[l.Household]; twice {
			if other != l.Member {
				v.add("locks[%d]", i, "%q is locked to %q and to %q", l.Household, other, l.Member)
			}
			continue
		}
		to[l.Household] = l.Member
		if why := excluded(m, &v.p.Policy.Eligibility); why != "" {
			v.add("locks[%d]", i, "%q is not eligible (%s)", l.Member, why)
		}
		if forbidden[l] {
			v.add("locks[%d]", i, "%q and %q are a forbidden pair", l.Household, l.Member)
		}
		v.room(i, h, m)
	}
}

func (v *validator) room(i int, h *engine.Household, m *engine.Member) {
	v.weights[m.ID] += int64(max(h.Weight, 1))
	if most := v.p.Policy.Links.Load.Clip(m.MinLoad, m.MaxLoad).Max; v.weights[m.ID] > int64(most) {
		v.add("locks[%d]", i, "the homes locked to %q weigh %d, his maximum is %d", m.ID, v.weights[m.ID], most)
	}
}
