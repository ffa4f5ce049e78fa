package verify_test

import (
	"slices"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// A mutation makes a plan say something else. change reports whether there was
// anything to change; codes are those of which one must be found if the plan
// has become false.
type mutation struct {
	name   string
	codes  []string
	change func(c chooser, p *engine.Problem, d *engine.Draft) bool
}

var (
	pairCodes = []string{verify.LinkTooFar, verify.LinkAcrossBorder, verify.LinkForbidden, verify.LinkAssociation, verify.LinkService, verify.LinkIneligible, verify.Overload, verify.WrongValue, verify.WrongLoad, verify.DeputySame, verify.WrongBorders, verify.WrongState, verify.ShortfallMissing, verify.WrongShortfall, verify.ShortfallFalse, verify.FalseClaim, verify.WrongChanges, verify.TooManyChanges}
	openCodes = []string{verify.OpenNotAllowed, verify.OpenOverload, verify.WrongValue, verify.WrongOpenDistance, verify.WrongBorders, verify.OpenUnasked, verify.OpenMember, verify.ForeignMember}
	depCodes  = []string{verify.DeputyNotAllowed, verify.DeputySame, verify.DeputyUnasked, verify.DeputyOverload, verify.WrongDeputyLoad, verify.WrongDeputyDistance}
	moveCodes = []string{verify.WrongCircleFigure, verify.MemberOutsideCircle, verify.WrongCenterDistance}
	proofs    = []string{verify.FalseBound, verify.FalseClaim, verify.WrongTiers, verify.TooLarge}
)

func some[T any](c chooser, list []T, want func(*T) bool) *T {
	var found []*T
	for i := range list {
		if want(&list[i]) {
			found = append(found, &list[i])
		}
	}
	if len(found) == 0 {
		return nil
	}
	return found[c(len(found))]
}

func anyOf[T any](c chooser, list []T) *T { return some(c, list, func(*T) bool { return true }) }

// on changes one of a list that is wanted.
func on[T any](list func(*engine.Draft) []T, want func(*T) bool, do func(*T)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x := some(c, list(d), want)
		if x != nil {
			do(x)
		}
		return x != nil
	}
}

func homes(d *engine.Draft) []engine.Home           { return d.Homes }
func servers(d *engine.Draft) []engine.Server       { return d.Members }
func rings(d *engine.Draft) []engine.Circle         { return d.Circles }
func slots(d *engine.Draft) []engine.Slot           { return d.Slots }
func unserved(d *engine.Draft) []engine.Unserved    { return d.Unserved }
func shortfalls(d *engine.Draft) []engine.Shortfall { return d.Shortfalls }
func always[T any](*T) bool                         { return true }
func linked(h *engine.Home) bool                    { return h.State == engine.HomeLinked }
func circled(h *engine.Home) bool                   { return h.Circle != "" }
func eligible(s *engine.Server) bool                { return s.Eligible }

// head changes something that is there once.
func head(do func(*engine.Draft)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return func(_ chooser, _ *engine.Problem, d *engine.Draft) bool { do(d); return true }
}

func without[T any](list *[]T, c chooser) bool {
	if len(*list) == 0 {
		return false
	}
	k := c(len(*list))
	*list = append(append([]T(nil), (*list)[:k]...), (*list)[k+1:]...)
	return true
}

// proof picks the claim of one of the link stages that was solved.
func proof(c chooser, d *engine.Draft) *engine.LinkProof {
	all := []*engine.LinkProof{&d.Proof.Links, &d.Proof.Open, &d.Proof.Deputies}
	if x := some(c, all, func(p **engine.LinkProof) bool { return len((*p).Tiers) > 0 }); x != nil {
		return *x
	}
	return &engine.LinkProof{Tiers: make([]policy.Tier, 9), Value: make([]int64, 9), Bound: make([]int64, 9)} // of no stage: what becomes of it changes nothing
}

func nudge(c chooser, n *int64) { *n += pick(c, int64(1), -1, 5, -100000) }

// relink gives a home another member and mends what follows: distance, loads.
func relink(p *engine.Problem, d *engine.Draft, h *engine.Home, to engine.MemberID) {
	w := weightOf(p, h.ID)
	for i := range d.Members {
		if m := &d.Members[i]; m.ID == h.Member {
			m.Load -= w
		} else if m.ID == to {
			m.Load += w
		}
	}
	h.Member, h.DistanceMM = to, distance(p, h.ID, to)
}

var mutations = []mutation{
	{"another member", pairCodes, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		h, m := some(c, d.Homes, linked), anyOf(c, d.Members)
		if h == nil || h.Member == m.ID {
			return false
		}
		h.Member = m.ID
		return true
	}},
	{"another member, the rest mended", pairCodes, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h, m := some(c, d.Homes, linked), anyOf(c, d.Members)
		if h == nil || h.Member == m.ID {
			return false
		}
		relink(p, d, h, m.ID)
		return true
	}},
	{"two homes swap members", pairCodes, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		g := some(c, d.Homes, linked)
		h := some(c, d.Homes, linked)
		if g == nil || g.Member == h.Member {
			return false
		}
		a, b := g.Member, h.Member
		relink(p, d, g, b)
		relink(p, d, h, a)
		return true
	}},
	{"all homes to one member", append([]string{verify.Overload}, pairCodes...), func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		m := some(c, d.Members, eligible)
		n := 0
		for i := range d.Homes {
			if h := &d.Homes[i]; m != nil && linked(h) && h.Member != m.ID {
				relink(p, d, h, m.ID)
				n++
			}
		}
		return n > 0
	}},
	{"an unserved home is linked", append([]string{verify.UnservedServed}, pairCodes...), func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h, m := some(c, d.Homes, func(h *engine.Home) bool { return h.State == engine.HomeUnserved }), anyOf(c, d.Members)
		if h == nil || m == nil {
			return false
		}
		h.State = engine.HomeLinked
		relink(p, d, h, m.ID)
		return true
	}},
	{"a linked home is unserved", []string{verify.UnservedMissing}, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h := some(c, d.Homes, linked)
		if h == nil {
			return false
		}
		relink(p, d, h, "")
		h.State, h.DistanceMM = engine.HomeUnserved, 0
		return true
	}},
	{"an ineligible member is linked", []string{verify.LinkIneligible}, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h, m := some(c, d.Homes, linked), some(c, d.Members, func(s *engine.Server) bool { return !s.Eligible })
		if h == nil || m == nil {
			return false
		}
		relink(p, d, h, m.ID)
		return true
	}},
	{"a forbidden pair is linked", []string{verify.LinkForbidden}, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		f := anyOf(c, p.Forbidden)
		if f == nil {
			return false
		}
		h := some(c, d.Homes, func(h *engine.Home) bool { return h.ID == f.Household && h.State == engine.HomeLinked })
		if h == nil {
			return false
		}
		relink(p, d, h, f.Member)
		return true
	}},
	{"distance", []string{verify.WrongDistance}, on(homes, always[engine.Home], func(h *engine.Home) { h.DistanceMM++ })},
	{"state", []string{verify.WrongState, verify.OwnHomeMissed, verify.LockBroken, verify.ChoiceBroken}, on(homes, always[engine.Home], func(h *engine.Home) { h.State = "held" })},
	{"an own home is not covered", []string{verify.OwnHomeMissed}, on(homes, func(h *engine.Home) bool { return h.State == engine.HomeOwn }, func(h *engine.Home) { h.State, h.Member = engine.HomeUnserved, "" })},
	{"a lock is broken", []string{verify.LockBroken}, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h, m := some(c, d.Homes, func(h *engine.Home) bool { return h.State == engine.HomeLocked }), anyOf(c, d.Members)
		if h == nil || m.ID == h.Member {
			return false
		}
		relink(p, d, h, m.ID)
		return true
	}},
	{"a lock is forgotten", []string{verify.LockBroken}, on(homes, func(h *engine.Home) bool { return h.State == engine.HomeLocked }, func(h *engine.Home) { h.State = engine.HomeLinked })},
	{"a lock is invented", []string{verify.LockInvented}, on(homes, linked, func(h *engine.Home) { h.State = engine.HomeLocked })},
	{"load", []string{verify.WrongLoad}, on(servers, always[engine.Server], func(s *engine.Server) { s.Load++ })},

	{"a home is missing", []string{verify.HomeMissing}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool { return without(&d.Homes, c) }},
	{"a home is there twice", []string{verify.HomeTwice}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		if h := anyOf(c, d.Homes); h != nil {
			d.Homes = append(d.Homes, *h)
			return true
		}
		return false
	}},
	{"a home is in two circles", []string{verify.HomeTwice}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		h, x := some(c, d.Homes, circled), anyOf(c, d.Circles)
		if h == nil || x.ID == h.Circle {
			return false
		}
		again := *h
		again.Circle = x.ID
		d.Homes = append(d.Homes, again)
		return true
	}},
	{"a home of another village", []string{verify.ForeignHome}, head(func(d *engine.Draft) { d.Homes = append(d.Homes, engine.Home{ID: "Z1", State: engine.HomeUnserved}) })},
	{"a member is missing", []string{verify.MemberMissing}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool { return without(&d.Members, c) }},
	{"a member is there twice", []string{verify.MemberTwice}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		if m := anyOf(c, d.Members); m != nil {
			d.Members = append(d.Members, *m)
			return true
		}
		return false
	}},
	{"a member of another village", []string{verify.ForeignMember}, head(func(d *engine.Draft) { d.Members = append(d.Members, engine.Server{ID: "Z1"}) })},
	{"eligibility", []string{verify.WrongEligibility}, on(servers, always[engine.Server], func(s *engine.Server) { s.Eligible = !s.Eligible })},
	{"reason of exclusion", []string{verify.WrongExcluded}, on(servers, always[engine.Server], func(s *engine.Server) { s.Excluded += "?" })},
	{"anchor", []string{verify.WrongAnchor}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		m, h := anyOf(c, d.Members), anyOf(c, d.Homes)
		if m == nil || h == nil {
			return false
		}
		m.Anchor = h.ID
		return true
	}},
	{"a member outside his circle", []string{verify.MemberOutsideCircle}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		m, x := anyOf(c, d.Members), anyOf(c, d.Circles)
		if m == nil || x == nil {
			return false
		}
		m.Circle = x.ID
		return true
	}},

	{"another area", []string{verify.WrongArea}, head(func(d *engine.Draft) { d.Area = "B" })},
	{"another input", []string{verify.WrongInput}, head(func(d *engine.Draft) { d.Input += "0" })},
	{"another ground", []string{verify.WrongGround}, head(func(d *engine.Draft) { d.Ground = "walk v1" })},
	{"another metric", []string{verify.WrongMetric}, head(func(d *engine.Draft) { d.Metric += "?" })},
	{"another datum", []string{verify.WrongDatum}, head(func(d *engine.Draft) { d.Datum += "?" })},

	{"a home changes circle", append([]string{verify.HomeOutsideRadius, verify.HomesTooFarApart, verify.TeamOverMax}, moveCodes...), func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		h, x := anyOf(c, d.Homes), anyOf(c, d.Circles)
		if h == nil || x == nil {
			return false
		}
		h.Circle = x.ID
		return true
	}},
	{"a home leaves its circle", moveCodes, on(homes, circled, func(h *engine.Home) { h.Circle, h.CenterMM = "", 0 })},
	{"a home is in an unknown circle", []string{verify.ForeignCircle}, on(homes, always[engine.Home], func(h *engine.Home) { h.Circle = "Z-1" })},
	{"two circles are merged", []string{verify.CircleEmpty}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x, y := anyOf(c, d.Circles), anyOf(c, d.Circles)
		if x == nil || x == y {
			return false
		}
		for i := range d.Homes {
			if d.Homes[i].Circle == y.ID {
				d.Homes[i].Circle = x.ID
			}
		}
		return true
	}},
	{"a circle without a member", []string{verify.CircleWithoutMember, verify.CircleEmpty}, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		x := anyOf(c, d.Circles)
		if x == nil || p.Policy.Team.Min == 0 {
			return false
		}
		for i := range d.Homes {
			for _, m := range d.Members {
				if h := &d.Homes[i]; m.Eligible && m.Anchor == h.ID && h.Circle == x.ID {
					h.Circle, h.CenterMM = "", 0
				}
			}
		}
		return true
	}},
	{"a circle is missing", []string{verify.ForeignCircle}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool { return without(&d.Circles, c) }},
	{"a circle is there twice", []string{verify.CircleTwice}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x := anyOf(c, d.Circles)
		if x != nil {
			d.Circles = append(d.Circles, *x)
		}
		return x != nil
	}},
	{"a circle is moved to another site", []string{verify.SiteNotAllowed, verify.WrongCenter, verify.SiteTwice}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x, h := anyOf(c, d.Circles), anyOf(c, d.Homes)
		if x == nil || x.Site == engine.SiteID(h.ID) {
			return false
		}
		x.Site = engine.SiteID(h.ID)
		return true
	}},
	{"centre", []string{verify.WrongCenter}, on(rings, always[engine.Circle], func(x *engine.Circle) { x.Center[0] += 1e-7 })},
	{"publicity", []string{verify.WrongCenter}, on(rings, always[engine.Circle], func(x *engine.Circle) { x.Public = !x.Public })},
	{"centre distance", []string{verify.WrongCenterDistance}, on(homes, always[engine.Home], func(h *engine.Home) { h.CenterMM++ })},
	{"homes of a circle", []string{verify.WrongCircleFigure}, on(rings, always[engine.Circle], func(x *engine.Circle) { x.Homes++ })},
	{"members of a circle", []string{verify.WrongCircleFigure}, on(rings, always[engine.Circle], func(x *engine.Circle) { x.Members++ })},
	{"capacity of a circle", []string{verify.WrongCircleFigure}, on(rings, always[engine.Circle], func(x *engine.Circle) { x.Capacity-- })},
	{"radius of a circle", []string{verify.WrongCircleFigure}, on(rings, always[engine.Circle], func(x *engine.Circle) { x.RadiusMM++ })},
	{"total of a circle", []string{verify.WrongCircleFigure}, on(rings, always[engine.Circle], func(x *engine.Circle) { x.TotalMM++ })},
	{"diameter of a circle", []string{verify.WrongCircleFigure}, on(rings, always[engine.Circle], func(x *engine.Circle) { x.DiameterMM++ })},
	{"numbers are swapped", []string{verify.WrongNumber}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x, y := anyOf(c, d.Circles), anyOf(c, d.Circles)
		if x == nil || x == y {
			return false
		}
		x.Number, y.Number = y.Number, x.Number
		return true
	}},
	{"a circle has another id", []string{verify.ForeignCircle, verify.WrongNumber}, on(rings, always[engine.Circle], func(x *engine.Circle) { x.ID += "x" })},

	{"slot holders are swapped", []string{verify.SlotMember, verify.TwoRoles, verify.TeamNotBest, verify.WrongSlotNumber}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x, y := anyOf(c, d.Slots), anyOf(c, d.Slots)
		if x == nil || x == y {
			return false
		}
		x.Member, y.Member = y.Member, x.Member
		return true
	}},
	{"a slot is held by another", []string{verify.SlotMember, verify.TwoRoles, verify.TeamNotBest, verify.WrongSlotNumber}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x, m := anyOf(c, d.Slots), anyOf(c, d.Members)
		if x == nil {
			return false
		}
		x.Member = m.ID
		return true
	}},
	{"a slot is missing", []string{verify.TeamNotBest, verify.SlotEmpty}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool { return without(&d.Slots, c) }},
	{"a slot is there twice", []string{verify.SlotTwice}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x := anyOf(c, d.Slots)
		if x != nil {
			d.Slots = append(d.Slots, *x)
		}
		return x != nil
	}},
	{"slot number", []string{verify.WrongSlotNumber, verify.WrongSlot}, on(slots, always[engine.Slot], func(s *engine.Slot) { s.Number++ })},
	{"slot of an unknown role", []string{verify.WrongSlot}, on(slots, always[engine.Slot], func(s *engine.Slot) { s.Role = "king" })},

	{"deputy", depCodes, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h, m := anyOf(c, d.Homes), anyOf(c, d.Members)
		if h == nil || m == nil {
			return false
		}
		h.Deputy, h.DeputyMM = m.ID, distance(p, h.ID, m.ID)
		return true
	}},
	{"the deputy is the member himself", []string{verify.DeputySame, verify.DeputyUnasked}, on(homes, linked, func(h *engine.Home) { h.Deputy, h.DeputyMM = h.Member, h.DistanceMM })},
	{"deputies are swapped", append([]string{verify.WrongValue}, depCodes...), func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		has := func(h *engine.Home) bool { return h.Deputy != "" }
		g, h := some(c, d.Homes, has), some(c, d.Homes, has)
		if g == nil || weightOf(p, g.ID) != weightOf(p, h.ID) {
			return false
		}
		g.Deputy, h.Deputy = h.Deputy, g.Deputy
		g.DeputyMM, h.DeputyMM = distance(p, g.ID, g.Deputy), distance(p, h.ID, h.Deputy)
		return true
	}},
	{"deputised", []string{verify.WrongDeputyLoad}, on(servers, always[engine.Server], func(s *engine.Server) { s.Deputised-- })},
	{"deputy distance", []string{verify.WrongDeputyDistance}, on(homes, always[engine.Home], func(h *engine.Home) { h.DeputyMM++ })},

	{"open member", openCodes, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		h, m := anyOf(c, d.Homes), anyOf(c, d.Members)
		if h == nil || m == nil {
			return false
		}
		h.OpenMember, h.OpenMM = m.ID, distance(p, h.ID, m.ID)
		return true
	}},
	{"open distance", []string{verify.WrongOpenDistance, verify.OpenUnasked}, on(homes, always[engine.Home], func(h *engine.Home) { h.OpenMM++ })},
	{"borders", []string{verify.WrongBorders}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		b := &d.Borders
		*pick(c, &b.Served, &b.OpenServed, &b.BothHomes, &b.LoadMin, &b.LoadMax, &b.OpenLoadMin, &b.OpenLoadMax)++
		return true
	}},

	{"an unserved home has no entry", []string{verify.UnservedMissing}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool { return without(&d.Unserved, c) }},
	{"an unserved home has two entries", []string{verify.UnservedTwice}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		u := anyOf(c, d.Unserved)
		if u != nil {
			d.Unserved = append(d.Unserved, *u)
		}
		return u != nil
	}},
	{"a served home has an entry", []string{verify.UnservedServed}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		h := some(c, d.Homes, linked)
		if h != nil {
			d.Unserved = append(d.Unserved, engine.Unserved{Household: h.ID, Stage: engine.StageLink, Reason: engine.ReasonFull})
		}
		return h != nil
	}},
	{"stage", []string{verify.WrongStage}, on(unserved, always[engine.Unserved], func(u *engine.Unserved) {
		u.Stage = map[engine.Stage]engine.Stage{engine.StageLink: engine.StageCircle, engine.StageCircle: engine.StageLink}[u.Stage]
	})},
	{"reason", []string{verify.WrongReason}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		u := anyOf(c, d.Unserved)
		if u != nil {
			u.Reason = pick(c, engine.ReasonNoMembers, engine.ReasonNoCircle, engine.ReasonCrowdedOut, engine.ReasonNobodyInReach, engine.ReasonNoAssociation, engine.ReasonNoService, engine.ReasonForbidden, engine.ReasonFull)
		}
		return u != nil
	}},
	{"nearest", []string{verify.WrongNearest}, func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		u, m := anyOf(c, d.Unserved), anyOf(c, d.Members)
		if u == nil || m == nil {
			return false
		}
		u.Nearest, u.NearestMM = m.ID, distance(p, u.Household, m.ID)
		return true
	}},
	{"nearest distance", []string{verify.WrongNearest}, on(unserved, always[engine.Unserved], func(u *engine.Unserved) { u.NearestMM++ })},
	{"a home is cut from a cut", []string{verify.WrongCut}, cutting(func(c chooser, x *engine.Cut) { without(&x.Homes, c) })},
	{"a member is cut from a cut", []string{verify.WrongCut}, cutting(func(c chooser, x *engine.Cut) { without(&x.Members, c) })},
	{"room of a cut", []string{verify.WrongCut}, cutting(func(_ chooser, x *engine.Cut) { x.Room-- })},
	{"missing of a cut", []string{verify.WrongCut}, cutting(func(_ chooser, x *engine.Cut) { x.Missing++ })},
	{"no cut", []string{verify.CutMissing}, on(unserved, func(u *engine.Unserved) bool { return u.Cut != nil }, func(u *engine.Unserved) { u.Cut = nil })},
	{"no cut of a shortfall", []string{verify.CutMissing}, on(shortfalls, func(s *engine.Shortfall) bool { return s.Cut != nil }, func(s *engine.Shortfall) { s.Cut = nil })},
	{"a shortfall is missing", []string{verify.ShortfallMissing}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool { return without(&d.Shortfalls, c) }},
	{"amount of a shortfall", []string{verify.WrongShortfall}, on(shortfalls, always[engine.Shortfall], func(s *engine.Shortfall) { s.Missing++ })},
	{"a shortfall of another member", []string{verify.ShortfallFalse, verify.ShortfallTwice}, on(shortfalls, always[engine.Shortfall], func(s *engine.Shortfall) { s.Member += "?" })},
	{"a shortfall is there twice", []string{verify.ShortfallTwice}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		x := anyOf(c, d.Shortfalls)
		if x != nil {
			d.Shortfalls = append(d.Shortfalls, *x)
		}
		return x != nil
	}},
	{"circles that nobody asked for", []string{verify.CircleUnasked}, func(_ chooser, p *engine.Problem, d *engine.Draft) bool {
		d.Circles = append(d.Circles, engine.Circle{ID: "A-1", Number: 1})
		return p.Policy.Circles.Sites == policy.SitesNone
	}},
	{"deputies that nobody asked for", []string{verify.ProofUnasked}, func(_ chooser, p *engine.Problem, d *engine.Draft) bool {
		d.Proof.Deputies = d.Proof.Links
		return p.Policy.Deputies.Max == 0
	}},
	{"a fix elsewhere", []string{verify.WrongFix}, head(func(d *engine.Draft) {
		d.Fixes = append(d.Fixes, engine.Fix{Kind: engine.FixAddMember, Household: "Z1", Homes: 1})
	})},
	{"a fix for nobody", []string{verify.WrongFix}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		f := anyOf(c, d.Fixes)
		if f != nil {
			f.Homes = 0
		}
		return f != nil
	}},

	{"price", proofs, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		m := some(c, d.Members, eligible)
		if m == nil {
			return false
		}
		q := pick(c, m.Price, m.OpenPrice, m.DeputyPrice)
		if len(q) == 0 {
			return false
		}
		nudge(c, &q[c(len(q))])
		return true
	}},
	{"prices of nothing", proofs, on(servers, eligible, func(s *engine.Server) { clear(s.Price) })},
	{"a price is missing", []string{verify.PriceMissing}, on(servers, func(s *engine.Server) bool { return s.Eligible && len(s.Price) > 0 }, func(s *engine.Server) { s.Price = s.Price[:len(s.Price)-1] })},
	{"link value", []string{verify.WrongValue}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		p := proof(c, d)
		if len(p.Value) == 0 {
			return false
		}
		nudge(c, &p.Value[c(len(p.Value))])
		return true
	}},
	{"link bound", proofs, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		p := proof(c, d)
		if len(p.Bound) == 0 {
			return false
		}
		p.Kind = engine.Bounded
		nudge(c, &p.Bound[c(len(p.Bound))])
		return true
	}},
	{"link claim", []string{verify.FalseClaim}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		p := proof(c, d)
		p.Kind, p.Bound = engine.Certified, p.Value
		return true
	}},
	{"link tiers", []string{verify.WrongTiers}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		p := proof(c, d)
		p.Tiers = append([]policy.Tier{}, p.Tiers...)
		p.Tiers[1], p.Tiers[2] = p.Tiers[2], p.Tiers[1]
		return true
	}},
	{"links not solved", []string{verify.ProofMissing}, head(func(d *engine.Draft) { d.Proof.Links.Kind = engine.NotSolved })},
	{"held value", []string{verify.WrongValue, verify.ProofUnasked}, onHeld(func(c chooser, p *engine.HeldProof) { pick(c, &p.Counted, &p.Placed)[c(3)]++ })},
	{"held bound", proofs, onHeld(func(c chooser, p *engine.HeldProof) {
		p.Kind = engine.Bounded
		pick(c, &p.CountedBound, &p.PlacedBound)[c(3)] += pick(c, 1, -1)
	})},
	{"held claim", proofs, onHeld(func(c chooser, p *engine.HeldProof) {
		p.Kind, p.CountedBound, p.PlacedBound = engine.Certified, p.Counted, p.Placed
	})},
	{"count value", []string{verify.WrongValue}, onCircles(func(_ chooser, p *engine.Proof) { p.Circles.Value-- })},
	{"count bound", proofs, onCircles(func(c chooser, p *engine.Proof) { p.Circles.Kind = engine.Bounded; p.Circles.Bound += pick(c, 1, -1) })},
	{"count claim without arguments", proofs, onCircles(func(_ chooser, p *engine.Proof) {
		p.Circles.Kind, p.Circles.Bound, p.Circles.Parts = engine.Certified, p.Circles.Value, nil
	})},
	{"a part twice", []string{verify.WrongPart}, onCircles(func(_ chooser, p *engine.Proof) { p.Circles.Parts = append(p.Circles.Parts, p.Circles.Parts...) })},
	{"part bound", []string{verify.WrongPart}, onPart(func(_ chooser, b *engine.PartBound) { b.Bound++ })},
	{"part kind", []string{verify.WrongPart, verify.FalseClaim, verify.FalseBound}, onPart(func(c chooser, b *engine.PartBound) {
		b.Kind = pick(c, engine.PartFar, engine.PartOdd, engine.PartTeam, engine.PartDual, engine.PartOne, engine.PartKind("seats"))
	})},
	{"a part is missing", []string{verify.FalseClaim, verify.FalseBound}, func(c chooser, _ *engine.Problem, d *engine.Draft) bool { return without(&d.Proof.Circles.Parts, c) }},
	{"distance value", []string{verify.WrongValue}, onCircles(func(c chooser, p *engine.Proof) { nudge(c, &p.Distance.Value) })},
	{"distance bound", proofs, onCircles(func(c chooser, p *engine.Proof) { p.Distance.Kind = engine.Bounded; nudge(c, &p.Distance.Bound) })},
	{"shortfall bound", proofs, onCircles(func(c chooser, p *engine.Proof) { p.Shortfall.Kind = engine.Bounded; nudge(c, &p.Shortfall.Bound) })},
	{"shortfall claim", proofs, onCircles(func(c chooser, p *engine.Proof) {
		p.Shortfall.Kind, p.Shortfall.Bound = engine.Certified, p.Shortfall.Value
	})},
	{"multiplier", append([]string{verify.WrongPrice}, proofs...), func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		h := some(c, d.Homes, circled)
		if h != nil {
			nudge(c, &h.CirclePriceMM)
		}
		return h != nil
	}},
}

func init() { mutations = slices.Concat(mutations, rebalanceMutations, choiceMutations) }

func cutting(do func(chooser, *engine.Cut)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		if u := some(c, d.Unserved, func(u *engine.Unserved) bool { return u.Cut != nil }); u != nil && c.one(2) {
			x := *u.Cut
			do(c, &x)
			u.Cut = &x
			return true
		}
		s := some(c, d.Shortfalls, func(s *engine.Shortfall) bool { return s.Cut != nil })
		if s == nil {
			return false
		}
		x := *s.Cut
		do(c, &x)
		s.Cut = &x
		return true
	}
}

func onHeld(do func(chooser, *engine.HeldProof)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return onCircles(func(c chooser, p *engine.Proof) { do(c, &p.Held) })
}

// onCircles changes a claim of the circle stages where they are asked for.
func onCircles(do func(chooser, *engine.Proof)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return func(c chooser, p *engine.Problem, d *engine.Draft) bool {
		if p.Policy.Circles.Sites == policy.SitesNone {
			return false
		}
		do(c, &d.Proof)
		return true
	}
}

func onPart(do func(chooser, *engine.PartBound)) func(chooser, *engine.Problem, *engine.Draft) bool {
	return func(c chooser, _ *engine.Problem, d *engine.Draft) bool {
		b := anyOf(c, d.Proof.Circles.Parts)
		if b != nil {
			do(c, b)
		}
		return b != nil
	}
}
