package service

import (
	"jinlin/engine"
	"jinlin/policy"
)

// A side is what one plan comes to in one area, or in all of them: what sums and distributions are made of.
type side struct {
	// of holds the members, circles, shortfalls and proofs of the whole plan, and the reasons and distances of the homes that are compared.
	of sample
	// covered counts the homes that are compared.
	covered coverage
	urgent  [2]int
	lacks   LackFigures
	changes changes
	wishes  wishSample
	// blocking counts blocking pairs of the two-way choice.
	blocking int
	// homesOfPlan counts all homes of the plan, findings what is not true in it.
	homesOfPlan, findings int
}

// coverage counts homes by who answers for them.
type coverage struct{ homes, linked, chosen, own, notAsked, unserved int }

func (c *coverage) served() int { return c.linked + c.own }

// answered tells whether a member answers for a home, and whether that takes a link.
func answered(h *engine.Home) (served, linked bool) {
	switch h.State {
	case engine.HomeLinked, engine.HomeLocked, engine.HomeChosen:
		return true, true
	case engine.HomeOwn:
		return true, false
	}
	return false, false
}

func (c *coverage) add(h *engine.Home) {
	c.homes++
	switch served, linked := answered(h); {
	case linked:
		c.linked++
		if h.State == engine.HomeChosen {
			c.chosen++
		}
	case served:
		c.own++
	case h.State == engine.HomeHeld:
		c.notAsked++
	default:
		c.unserved++
	}
}

// measure takes the measures of a plan over the homes that are compared. Without records every member counts as one with a location.
func (s *side) measure(k *Contender, p *engine.Problem, plan engine.Plan, homes map[engine.HouseholdID]engine.Home, common []engine.HouseholdID) {
	s.of.plan(plan)
	s.of.counts.Unserved = 0
	s.of.reasons = map[ReasonFigures]int{}
	why := map[engine.HouseholdID]ReasonFigures{}
	for u := range plan.Unserved() {
		why[u.Household] = ReasonFigures{Stage: u.Stage, Reason: u.Reason}
	}
	var known *places
	if p != nil {
		x := newPlaces(p, plan)
		known = &x
		s.wishes.add(p, homes, common)
	}
	for _, id := range common {
		h := homes[id]
		s.covered.add(&h)
		served, linked := answered(&h)
		if reason, told := why[id]; told && !served {
			s.of.reasons[reason]++
		}
		reach := k.Policy.Links.Reach
		switch {
		case !linked || known != nil && !known.located[h.Member]:
			continue
		case known != nil:
			reach = known.reach(&k.Policy, h)
		}
		s.of.distances = append(s.of.distances, h.DistanceMM)
		if reach.Holds(h.DistanceMM) {
			s.of.withinReach++
		}
	}
	s.wants(plan)
}

// wants counts what the plan lacks and what would mend it.
func (s *side) wants(plan engine.Plan) {
	a := AreaFigures{}
	for f := range plan.Fixes() {
		a.Fixes = append(a.Fixes, FixFigures(f))
	}
	l := lackOf(a)
	s.lacks = LackFigures{Homes: l.homes, Members: l.members, Places: l.places, Pairs: l.banned}
	if chosen, ok := plan.Selection(); ok {
		s.blocking = len(chosen.Blocking)
	}
	links := plan.Proof().Links
	for i, tier := range links.Tiers {
		if i >= len(links.Value) {
			break
		}
		switch tier {
		case policy.TierUnserved2:
			s.urgent[0] += int(links.Value[i])
		case policy.TierUnserved1:
			s.urgent[1] += int(links.Value[i])
		}
	}
}

// changes count what becomes of homes from one plan to another.
type changes struct {
	same, moved, gained, lost, neither int
	both, nearer, farther              int
	firstMM, mm                        int64
	areas                              int
}

// change compares homes with what they have in the first plan.
func (s *side) change(first, now map[engine.HouseholdID]engine.Home, common []engine.HouseholdID) {
	c := &s.changes
	for _, id := range common {
		a, b := first[id], now[id]
		servedA, linkedA := answered(&a)
		servedB, linkedB := answered(&b)
		switch {
		case !servedA && !servedB:
			c.neither++
		case !servedA:
			c.gained++
		case !servedB:
			c.lost++
		case a.Member == b.Member:
			c.same++
		default:
			c.moved++
		}
		if !linkedA || !linkedB {
			continue
		}
		c.both++
		c.firstMM += a.DistanceMM
		c.mm += b.DistanceMM
		switch {
		case b.DistanceMM < a.DistanceMM:
			c.nearer++
		case b.DistanceMM > a.DistanceMM:
			c.farther++
		}
	}
	if c.moved+c.gained+c.lost > 0 {
		c.areas = 1
	}
}

// join adds the side of another area.
func (s *side) join(o *side) {
	s.of.join(&o.of)
	c, d := &s.covered, &o.covered
	c.homes += d.homes
	c.linked += d.linked
	c.chosen += d.chosen
	c.own += d.own
	c.notAsked += d.notAsked
	c.unserved += d.unserved
	s.urgent[0] += o.urgent[0]
	s.urgent[1] += o.urgent[1]
	s.lacks.Homes += o.lacks.Homes
	s.lacks.Members += o.lacks.Members
	s.lacks.Places += o.lacks.Places
	s.lacks.Pairs += o.lacks.Pairs
	s.blocking += o.blocking
	s.changes.join(&o.changes)
	s.wishes.join(&o.wishes)
}

func (c *changes) join(o *changes) {
	c.same += o.same
	c.moved += o.moved
	c.gained += o.gained
	c.lost += o.lost
	c.neither += o.neither
	c.both += o.both
	c.nearer += o.nearer
	c.farther += o.farther
	c.firstMM += o.firstMM
	c.mm += o.mm
	c.areas += o.areas
}
