package verify_test

import (
	"fmt"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
)

// A chooser picks a number from 0 to n-1.
type chooser func(n int) int

// seeded returns a chooser that is a fixed stream (splitmix64).
func seeded(seed uint64) chooser {
	return func(n int) int {
		seed += 0x9e3779b97f4a7c15
		z := seed
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return int((z ^ z>>31) % uint64(n))
	}
}

func pick[T any](c chooser, from ...T) T { return from[c(len(from))] }

func (c chooser) one(in int) bool { return c(in) == 0 }

// tiny makes a problem of at most homes homes and four members. It may be
// invalid: locks are drawn as they come.
func tiny(c chooser, homes int) engine.Problem {
	p := engine.Problem{Area: "A", Policy: tinyPolicy(c)}
	for i := range c(homes + 1) {
		p.Households = append(p.Households, tinyHome(c, &p, i))
	}
	for i := range c(5) {
		p.Members = append(p.Members, tinyMember(c, &p, i))
	}
	for i := range c(3) {
		p.Sites = append(p.Sites, tinySite(c, &p, i))
	}
	if len(p.Households) > 0 && len(p.Members) > 0 {
		for range pick(c, 0, 0, 0, 1, 2) {
			p.Locks = append(p.Locks, tinyPair(c, &p))
		}
		for range pick(c, 0, 0, 1, 2, 4) {
			p.Forbidden = append(p.Forbidden, tinyPair(c, &p))
		}
	}
	if c.one(3) {
		tinyCenters(c, &p)
	}
	if c.one(3) {
		tinyRules(c, &p)
	}
	if c.one(3) {
		tinyChoice(c, &p)
	}
	return p
}

// tinyCenters asks for centres, mostly with mentors.
func tinyCenters(c chooser, p *engine.Problem) {
	x := &p.Policy.Centers
	x.By, x.Effort = policy.CentersChosen, 1
	x.Count = c(3)
	x.MembersMin = 1 + c(3)
	if x.MembersMax = pick(c, 0, 0, 2, 3); x.MembersMax > 0 {
		x.MembersMin = min(x.MembersMin, x.MembersMax)
	}
	x.Reach = tinyLimit(c)
	x.Nominations = pick(c, nil, []string{policy.NominationAppointed}, []string{policy.NominationAppointed, policy.NominationReviewed, policy.NominationNone})
	x.Mentors.Titles = pick(c, nil, []string{"cadre"}, []string{"cadre", "leader"})
	x.Mentors.Min = c(2)
	x.Mentors.Max = 1 + c(2)
	for i := range p.Members {
		p.Members[i].Nomination = pick(c, policy.NominationNone, policy.NominationAppointed, policy.NominationReviewed)
	}
}

func tinyLimit(c chooser) policy.Limit {
	if c.one(4) {
		return policy.Limit{}
	}
	return policy.AtMost(pick(c, 200.0, 300, 500, 800))
}

func tinyPolicy(c chooser) policy.Policy {
	p := policy.Default()
	p.Metric = pick(c, policy.MetricGeodesic, policy.MetricPlanar)
	p.Eligibility.RequireCapable = c.one(6)
	p.Circles.Sites = pick(c, policy.SitesMembers, policy.SitesMembers, policy.SitesHomes, policy.SitesGiven, policy.SitesNone)
	p.Circles.Radius = tinyLimit(c)
	if c.one(2) {
		p.Circles.Diameter = tinyLimit(c)
	}
	p.Team = policy.Team{Min: 1 + c(2), Max: pick(c, 0, 0, 2, 3)}
	for _, r := range []policy.Role{{Name: "head", Min: 1, Max: 1, Titles: []string{"cadre", "leader"}}, {Name: "group", Max: 2}, {Name: "guard", Min: 1, Max: 2, Titles: []string{"leader", "cadre"}}} {
		if c.one(2) {
			p.Team.Roles = append(p.Team.Roles, r)
		}
	}
	p.Links.Within = pick(c, policy.WithinCircle, policy.WithinGroup, policy.WithinDuty, policy.WithinArea)
	if p.Circles.Sites == policy.SitesNone && p.Links.Within == policy.WithinCircle {
		p.Links.Within = policy.WithinArea
	}
	p.Links.Reach = tinyLimit(c)
	p.Links.Load = policy.Load{Min: c(3), Max: 2 + c(3), TargetMin: 1, TargetMax: 2, Balance: pick(c, policy.BalanceBand, policy.BalanceEven, policy.BalanceNone)}
	order := []policy.Tier{policy.TierLeaders, policy.TierFit, policy.TierPreference, policy.TierLoad, policy.TierDistance}
	for i := range order {
		k := i + c(len(order)-i)
		order[i], order[k] = order[k], order[i]
	}
	p.Links.Order = order[:c(len(order)+1)]
	p.Deputies.Max = pick(c, 0, 1, 3)
	p.OwnHome = pick(c, policy.OwnCovered, policy.OwnLinked, policy.OwnOther)
	p.Titles = pick(c, nil, [][]string{{"cadre"}}, [][]string{{"cadre"}, {"leader"}}, [][]string{{"cadre", "leader"}})
	if c.one(3) {
		tinyAims(c, &p)
	}
	return p
}

// tinyAims asks for another location problem than the fewest circles.
func tinyAims(c chooser, p *policy.Policy) {
	x := &p.Circles
	x.Effort = 50
	x.Objective = pick(c, policy.ObjectiveFewest, policy.ObjectiveMedian, policy.ObjectiveCenter, policy.ObjectiveCover)
	x.Measure = pick(c, policy.MeasureHomes, policy.MeasureWeight)
	x.WeightedDistance = c.one(3)
	x.Capacity = pick(c, 0, 0, 2, 4)
	x.Min = pick(c, 0, 0, 2)
	if c.one(2) {
		p.Team = policy.Team{}
		p.Links.Within = pick(c, p.Links.Within, policy.WithinNone)
	}
	if x.Objective != policy.ObjectiveFewest {
		x.Count = 1 + c(3)
	} else if p.Team.Min == 0 {
		x.HoldPercent = pick(c, 100.0, 100, 50, 75)
	}
	if x.Objective == policy.ObjectiveMedian && c.one(3) {
		x.CostMeters = c(400)
		x.Count = pick(c, 0, x.Count)
		if x.CostMeters == 0 {
			x.Count = 2
		}
	}
	if x.Objective == policy.ObjectiveCover && !x.Radius.Set {
		x.Radius = policy.AtMost(300)
	}
	if p.Links.Within == policy.WithinNone {
		p.Deputies.Max = 0
	}
}

// tinyPoint is on a grid of 100 m, so that distances tie and meet limits.
func tinyPoint(c chooser, p *engine.Problem) orb.Point {
	x, y := float64(c(10)*100), float64(c(4)*100)
	if p.Policy.Metric == policy.MetricPlanar {
		return orb.Point{x, y}
	}
	return orb.Point{114.5 + x/88000, 37.7 + y/111000}
}

func tinyHome(c chooser, p *engine.Problem, i int) engine.Household {
	h := engine.Household{ID: engine.HouseholdID(fmt.Sprintf("H%d", i)), Area: "A", Location: tinyPoint(c, p)}
	if i > 0 && c.one(6) {
		h.Location = p.Households[c(i)].Location
	}
	if c.one(5) {
		h.Weight = 1 + c(3)
	}
	h.Priority = pick(c, 0, 0, 1, 2)
	h.Group = pick(c, "", "north", "south")
	for range c(3) {
		h.Services = append(h.Services, pick(c, "law", "medical", "law"))
	}
	h.Preferences = tinyRanking[engine.MemberID](c, "M")
	return h
}

// tinyRanking ranks some of the first records, with ties.
func tinyRanking[ID ~string](c chooser, letter string) engine.Ranking[ID] {
	var r engine.Ranking[ID]
	rank, at := 0, 0
	for i := range c(3) {
		at += c(2)
		if i == 0 || !c.one(4) {
			rank++
		}
		r = append(r, engine.Ranked[ID]{ID: ID(fmt.Sprintf("%s%d", letter, i+at)), Rank: rank})
	}
	return r
}

func tinyMember(c chooser, p *engine.Problem, i int) engine.Member {
	m := engine.Member{ID: engine.MemberID(fmt.Sprintf("M%d", i)), Area: "A", Capable: !c.one(4), Title: pick(c, "", "cadre", "leader")}
	switch {
	case c.one(6):
		m.Area, m.Duty = "B", []engine.AreaID{"A"}
		m.Located, m.Location = c.one(2), tinyPoint(c, p)
	case c.one(4) || len(p.Households) == 0:
		m.Located, m.Location = !c.one(3), tinyPoint(c, p)
	default:
		m.Household = p.Households[c(len(p.Households))].ID
	}
	if m.Area == "A" && c.one(5) {
		m.Duty = []engine.AreaID{"C"}
	}
	m.Status = pick(c, "", "", "", policy.StatusActive, policy.StatusAge)
	if c.one(3) {
		m.Skills = []string{pick(c, "law", "medical")}
	}
	if c.one(4) {
		n := 1 + c(3)
		m.MaxLoad = &n
	}
	if c.one(4) {
		n := c(2)
		m.MinLoad = &n
	}
	return m
}

func tinySite(c chooser, p *engine.Problem, i int) engine.Site {
	s := engine.Site{ID: engine.SiteID(fmt.Sprintf("S%d", i)), Area: "A", Public: c.one(2), Location: tinyPoint(c, p),
		Use: pick(c, engine.SiteCandidate, engine.SiteCandidate, engine.SiteRequired, engine.SiteForbidden)}
	if i < len(p.Households) && c.one(2) {
		s.Household = p.Households[i].ID
	}
	if c.one(4) {
		s.Use = engine.SiteStanding
	}
	if o := p.Policy.Circles.Objective; c.one(4) && (o == policy.ObjectiveFewest || o == policy.ObjectiveMedian) {
		n := c(4)
		s.Cost = &n
	}
	if c.one(5) {
		n := 1 + c(4)
		s.Capacity = &n
	}
	return s
}

func tinyPair(c chooser, p *engine.Problem) engine.Pair {
	return engine.Pair{Household: p.Households[c(len(p.Households))].ID, Member: p.Members[c(len(p.Members))].ID}
}
