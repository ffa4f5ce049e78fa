package engine_test

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// A spot is a position in whole millimetres.
type spot struct{ x, y int64 }

// point gives a spot in metres. A float64 cannot hold every millimetre, but within CheckPlanar's range the nearest one to n/1000 is nowhere
// near half a millimetre off: geo.MM gives n again, and distances are measured between those numbers. So whatever is done to spots is
// exact, and different spots stay different and in their order.
func (s spot) point() orb.Point { return orb.Point{float64(s.x) / 1000, float64(s.y) / 1000} }

func spotOf(p orb.Point) spot { return spot{geo.MM(p[0]), geo.MM(p[1])} }

// oneOf draws one of some values.
func oneOf[T any](r *stream, from ...T) T { return from[r.below(len(from))] }

// A terrain draws where somebody stands.
type terrain func(r *stream) spot

// plain scatters over a square, in part on a lattice of 50 m, where distances tie and meet limits to the millimetre.
func plain(side int) terrain {
	return func(r *stream) spot {
		if r.below(3) == 0 {
			return spot{int64(r.below(side/50)) * 50_000, int64(r.below(side/50)) * 50_000}
		}
		return spot{int64(r.below(side * 1000)), int64(r.below(side * 1000))}
	}
}

// wholeDistances scatters over positions that are all whole millimetres apart: two peaks above and below a street, and the places on it to
// which the way from the peaks is the long side of a Pythagorean triangle, height² = (long - short)(long + short).
func wholeDistances() terrain {
	const height, most = 55_440, 900_000 // many divisors, many triangles
	street := []spot{{0, height}, {0, -height}, {0, height}, {0, -height}}
	for small := int64(2); small < height; small += 2 {
		if large := height * height / small; height*height%small == 0 && large%2 == 0 && (large-small)/2 < most {
			street = append(street, spot{(large - small) / 2, 0}, spot{(small - large) / 2, 0})
		}
	}
	return func(r *stream) spot { return street[r.below(len(street))] }
}

// A drawnVillage is a problem drawn by rapid, and the stream that goes on to draw what happens there.
type drawnVillage struct {
	problem engine.Problem
	r       *stream
	on      terrain
}

// somewhere draws a location.
func (v *drawnVillage) somewhere() orb.Point {
	s := v.on(v.r)
	if v.problem.Policy.Metric == policy.MetricGeodesic {
		return orb.Point{114.5 + float64(s.x)/88e6, 37.7 + float64(s.y)/111e6}
	}
	return s.point()
}

// drawVillage draws the policy and the sizes, and scatters the rest from a seed, which is faster and no worse to read than drawing every field.
func drawVillage(t *rapid.T, metric policy.Metric, on terrain, most int) *drawnVillage {
	r := stream(rapid.Uint64().Draw(t, "seed"))
	v := &drawnVillage{engine.Problem{Area: "A", Policy: drawPolicy(t, metric)}, &r, on}
	homes := rapid.IntRange(30, most).Draw(t, "homes")
	weighted := homes < 60 && rapid.IntRange(0, 7).Draw(t, "weighted") == 7 // the search of more takes long
	for i := range homes {
		v.problem.Households = append(v.problem.Households, v.home(fmt.Sprintf("H%03d", i), weighted))
	}
	for i := range homes/rapid.IntRange(4, 12).Draw(t, "homes a member") + 2 {
		v.problem.Members = append(v.problem.Members, v.member(fmt.Sprintf("M%02d", i)))
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "sites") {
		v.problem.Sites = append(v.problem.Sites, v.site(i))
	}
	for range rapid.IntRange(0, 3).Draw(t, "locks") {
		v.problem.Locks = append(v.problem.Locks, v.pair())
	}
	for range rapid.IntRange(0, 9).Draw(t, "forbidden") {
		v.problem.Forbidden = append(v.problem.Forbidden, v.pair())
	}
	return v
}

func drawLimit(t *rapid.T, name string) policy.Limit {
	return rapid.SampledFrom([]policy.Limit{policy.AtMost(500), policy.AtMost(300), policy.AtMost(800), {}}).Draw(t, name)
}

func drawPolicy(t *rapid.T, metric policy.Metric) policy.Policy {
	p := policy.Default()
	p.Metric = metric
	p.Circles.Radius = drawLimit(t, "radius")
	p.Circles.Sites = rapid.SampledFrom([]policy.SiteSource{policy.SitesMembers, policy.SitesHomes, policy.SitesNone}).Draw(t, "from")
	if rapid.Bool().Draw(t, "with diameter") {
		p.Circles.Diameter = drawLimit(t, "diameter")
	}
	p.Team = policy.Team{Min: 1 + rapid.IntRange(0, 1).Draw(t, "team.min"), Max: rapid.SampledFrom([]int{0, 3, 8}).Draw(t, "team.max"),
		Roles: []policy.Role{{Name: "head", Min: 1, Max: 2, Titles: []string{"cadre", "leader"}}, {Name: "guard", Max: 2}}}
	borders := []policy.Border{policy.WithinArea, policy.WithinGroup, policy.WithinDuty}
	if p.Circles.Sites != policy.SitesNone {
		borders = append(borders, policy.WithinCircle, policy.WithinCircle)
	}
	p.Links.Within = rapid.SampledFrom(borders).Draw(t, "within")
	p.Links.Reach = drawLimit(t, "reach")
	p.Links.Load = policy.Load{Min: rapid.IntRange(0, 2).Draw(t, "min"), TargetMin: 2, TargetMax: 4, Max: rapid.IntRange(4, 14).Draw(t, "max"),
		Balance: rapid.SampledFrom([]policy.Balance{policy.BalanceBand, policy.BalanceEven, policy.BalanceNone}).Draw(t, "balance")}
	order := rapid.Permutation([]policy.Tier{policy.TierLeaders, policy.TierFit, policy.TierPreference, policy.TierLoad, policy.TierDistance}).Draw(t, "order")
	p.Links.Order = order[:rapid.IntRange(1, len(order)).Draw(t, "tiers")]
	p.Deputies.Max = rapid.SampledFrom([]int{0, 0, 5, 20}).Draw(t, "deputies")
	p.OwnHome = rapid.SampledFrom([]policy.OwnHome{policy.OwnCovered, policy.OwnLinked, policy.OwnOther}).Draw(t, "own home")
	p.Titles = [][]string{{"cadre"}, {"leader"}}
	drawRules(t, &p)
	p.Selection = policy.Selection{
		By:       rapid.SampledFrom([]policy.Proposer{policy.ProposeNone, policy.ProposeNone, policy.ProposeHomes, policy.ProposeMembers}).Draw(t, "proposes"),
		Unlisted: rapid.SampledFrom([]policy.Unlisted{policy.UnlistedRefused, policy.UnlistedLast}).Draw(t, "unlisted"),
		Pairs:    rapid.SampledFrom([]policy.PairRule{policy.PairsFirm, policy.PairsYielding}).Draw(t, "pairs"),
	}
	return p
}

// drawRules asks for hard rules, the reach of associations, a least priority, strict leaders and roles by source in some villages.
func drawRules(t *rapid.T, p *policy.Policy) {
	if rapid.IntRange(0, 2).Draw(t, "rules") > 0 {
		return
	}
	l := &p.Links
	for _, want := range []policy.Requirement{policy.RequireServices, policy.RequireAssociation} {
		tier := policy.TierFit
		if want == policy.RequireAssociation {
			tier = policy.TierAssociation
		}
		if rapid.Bool().Draw(t, string(want)) {
			l.Require = append(l.Require, want)
			l.Order = slices.DeleteFunc(l.Order, func(x policy.Tier) bool { return x == tier })
		} else if tier == policy.TierAssociation {
			l.Order = append([]policy.Tier{tier}, l.Order...)
		}
	}
	if i := slices.Index(l.Order, policy.TierLeaders); i >= 0 && rapid.Bool().Draw(t, "strict leaders") {
		l.Order = slices.Replace(l.Order, i, i+1, policy.TierLeaders2, policy.TierLeaders1)
	}
	if l.Reach.Set {
		l.AssociationReach = rapid.SampledFrom([]policy.Limit{{}, policy.AtMost(l.Reach.Meters + 400)}).Draw(t, "association reach")
	}
	l.PriorityMin = rapid.SampledFrom([]int{0, 0, 1}).Draw(t, "priority")
	p.Team.Roles[0].Sources = []string{"bureau", "", "village"}
	p.Team.Roles[1].Nominations = []string{policy.NominationAppointed, policy.NominationNominated, policy.NominationNone}
}

func (v *drawnVillage) home(id string, weighted bool) engine.Household {
	r := v.r
	h := engine.Household{ID: engine.HouseholdID(id), Area: "A", Location: v.somewhere(), Priority: oneOf(r, 0, 0, 0, 1, 2), Group: oneOf(r, "", "north", "south")}
	if h.Association = oneOf(r, "", "", "pear", "bees"); weighted {
		h.Weight = 1 + r.below(3)
	}
	for range r.below(3) {
		h.Services = append(h.Services, oneOf(r, "law", "medical"))
		if m := engine.MemberID(fmt.Sprintf("M%02d", r.below(12))); len(h.Preferences) == 0 || h.Preferences[0].ID != m {
			h.Preferences = append(h.Preferences, engine.Ranked[engine.MemberID]{ID: m, Rank: 1 + len(h.Preferences)*r.below(2)})
		}
	}
	return h
}

func (v *drawnVillage) member(id string) engine.Member {
	r := v.r
	m := engine.Member{ID: engine.MemberID(id), Area: "A", Capable: true, Title: oneOf(r, "", "", "cadre", "leader"),
		Status: oneOf(r, "", "", "", "", policy.StatusActive, policy.StatusAge), Skills: [][]string{nil, {"law"}, {"medical"}, {"law", "medical"}}[r.below(4)],
		Association: oneOf(r, "", "pear", "bees"), Source: oneOf(r, "", "bureau", "village"), Nomination: oneOf(r, policy.NominationNone, policy.NominationAppointed)}
	switch r.below(8) {
	case 0: // from elsewhere
		m.Area, m.Duty, m.Located, m.Location = "B", []engine.AreaID{"A"}, true, v.somewhere()
	case 1: // a resident without a listed home
		m.Located, m.Location = true, v.somewhere()
	case 2: // without a location at all
	default:
		m.Household = v.problem.Households[r.below(len(v.problem.Households))].ID
	}
	if r.below(6) == 0 {
		n := 2 + r.below(6)
		m.MaxLoad = &n
	}
	at := 0
	for range r.below(9) {
		at += 1 + r.below(9)
		rank := 1
		if n := len(m.Preferences); n > 0 {
			rank = m.Preferences[n-1].Rank + r.below(2)
		}
		m.Preferences = append(m.Preferences, engine.Ranked[engine.HouseholdID]{ID: engine.HouseholdID(fmt.Sprintf("H%03d", at)), Rank: rank})
	}
	return m
}

func (v *drawnVillage) site(i int) engine.Site {
	s := engine.Site{ID: engine.SiteID(fmt.Sprintf("S%d", i)), Area: "A", Location: v.somewhere(),
		Use: oneOf(v.r, engine.SiteCandidate, engine.SiteCandidate, engine.SiteForbidden, engine.SiteRequired)}
	if i%2 == 1 {
		s.Household = v.problem.Households[i].ID
	}
	return s
}

func (v *drawnVillage) pair() engine.Pair {
	return engine.Pair{Household: v.someHome().ID, Member: v.someMember().ID}
}

func (v *drawnVillage) someHome() engine.Household {
	return v.problem.Households[v.r.below(len(v.problem.Households))]
}

func (v *drawnVillage) someMember() engine.Member {
	return v.problem.Members[v.r.below(len(v.problem.Members))]
}

// happenings draws what happens in a quarter, and how the plan shall follow.
func (v *drawnVillage) happenings(round int) ([]engine.Change, engine.Options) {
	var all []engine.Change
	for i := range 1 + v.r.below(6) {
		all = append(all, v.happening(fmt.Sprintf("%d%d", round, i)))
	}
	o := engine.Options{Resite: v.r.below(4) == 0}
	if !slices.ContainsFunc(v.problem.Households, func(h engine.Household) bool { return h.Weight > 1 }) {
		o.Trades = v.r.below(3) // where weights differ, every corner of the trade is a long search
	}
	if n := v.r.below(4); n < 3 {
		o.MaxChanges = &n
	}
	return all, o
}

func (v *drawnVillage) happening(fresh string) engine.Change {
	if len(v.problem.Members) == 0 { // all of a few may have left
		return engine.PutMember{Member: v.member("N" + fresh)}
	}
	h, m := v.someHome(), v.someMember()
	switch v.r.below(10) {
	case 0:
		return engine.DropMember{ID: m.ID}
	case 1:
		return engine.PutHousehold{Household: v.home("N"+fresh, false)}
	case 2:
		h.Location = v.somewhere()
		return engine.PutHousehold{Household: h}
	case 3:
		return engine.PutMember{Member: v.member("N" + fresh)}
	case 4:
		m.Status = oneOf(v.r, policy.StatusAway, policy.StatusActive)
		return engine.PutMember{Member: m}
	case 5:
		n := 1 + v.r.below(8)
		m.MaxLoad = &n
		return engine.PutMember{Member: m}
	case 6:
		return engine.PutForbidden{Pair: engine.Pair{Household: h.ID, Member: m.ID}}
	case 7:
		h.Association, h.Services, h.Priority = oneOf(v.r, "", "pear"), []string{oneOf(v.r, "law", "medical")}, v.r.below(3)
		return engine.PutHousehold{Household: h}
	case 8:
		m.Association, m.Skills, m.Source = oneOf(v.r, "", "pear"), []string{oneOf(v.r, "law", "medical")}, oneOf(v.r, "", "village")
		return engine.PutMember{Member: m}
	}
	return engine.PutLock{Pair: engine.Pair{Household: h.ID, Member: m.ID}}
}
