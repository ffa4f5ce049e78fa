// Package policy says what may be asked of a plan: plain structs, their defaults and one Validate.
//
// Every published figure of a scheme (500 metres, 24 members a team, loads 1 / 10-16 / 30) is a field here and
// nowhere else a constant. A named, built-in policy is a scheme; package policy/codec reads and writes them.
package policy

import "slices"

// A Policy is everything a planner may decide about how an area is planned. The zero Policy is not valid; start from
// Default or from a scheme and change fields. A Policy is a plain value: copy it with Clone before changing slices.
type Policy struct {
	// Scheme is the name the policy goes by in plans and reports ("yuanshi"). It has no effect on the plan.
	Scheme string
	// Metric tells how distances are measured and what coordinates mean.
	Metric Metric
	// Eligibility decides which members take part.
	Eligibility Eligibility
	// Circles decides where service circles may stand and how large they may be.
	Circles Circles
	// Team bounds the eligible members of one circle and names the roles among them.
	Team Team
	// Groups divides the area into neighbourhood groups.
	Groups Groups
	// Selection lets homes and members choose each other before the links are made.
	Selection Selection
	// Links decides which member may answer for which home, and what makes one plan better than another.
	Links Links
	// Deputies asks for a second member per home.
	Deputies Deputies
	// OwnHome says who answers for the home a member lives in.
	OwnHome OwnHome
	// Centers gathers the members around centre households, and those under mentors.
	Centers Centers
	// Titles are the levels of leaders, the highest first, each with the titles that it goes by; a title not listed ranks after all of them.
	// Used by the tiers of leaders.
	Titles [][]string
}

// Metric tells how distances are measured.
type Metric string

const (
	// MetricGeodesic measures metres on the WGS-84 ellipsoid; coordinates are longitude and latitude in degrees.
	MetricGeodesic Metric = "geodesic"
	// MetricPlanar measures metres in the plane; coordinates are projected x and y in metres.
	MetricPlanar Metric = "planar"
	// MetricMatrix looks distances (or times, or whatever the limits are in) up in a matrix that is given beside the records. Coordinates are
	// longitude and latitude as under MetricGeodesic, and only for drawing; they may be missing.
	MetricMatrix Metric = "matrix"
)

// A Limit is an optional distance in metres, inclusive: within the limit means d <= Meters.
// The zero Limit is "no limit".
type Limit struct {
	Meters float64
	Set    bool
}

// AtMost returns the limit of that many metres.
func AtMost(meters float64) Limit { return Limit{Meters: meters, Set: true} }

// MM returns the limit in whole millimetres, rounded down so that no pair beyond the limit is let in, and -1 for no limit.
func (l Limit) MM() int64 {
	if !l.Set {
		return -1
	}
	return int64(float64(l.Meters*1000) + 1e-6)
}

// Holds reports whether a distance in millimetres is within the limit (inclusive).
func (l Limit) Holds(mm int64) bool { return !l.Set || mm <= l.MM() }

// Eligibility decides which members take part. A member whose status is in Exclude never gets a link and is listed
// with that status as the reason.
type Eligibility struct {
	// Exclude lists the member statuses that keep a member out.
	Exclude []string
	// RequireCapable also keeps out members that are not marked as capable (reason "not_capable").
	RequireCapable bool
}

// The statuses of a member. StatusActive takes part; the others are the reason codes of exclusion.
const (
	StatusActive   = "active"
	StatusAge      = "age"
	StatusAway     = "away"
	StatusUnable   = "unable"
	StatusDeclined = "declined"
	// NotCapable is the reason code for a member kept out by RequireCapable. It is not a status.
	NotCapable = "not_capable"
)

// SiteSource tells where circles may be centred.
type SiteSource string

const (
	// SitesNone switches the circle stage off.
	SitesNone SiteSource = "none"
	// SitesMembers allows the homes of eligible members.
	SitesMembers SiteSource = "members"
	// SitesHomes allows every home.
	SitesHomes SiteSource = "homes"
	// SitesGiven allows the given sites only.
	SitesGiven SiteSource = "given"
	// SitesPlane allows every point of the plane.
	SitesPlane SiteSource = "plane"
)

// Objective is the location problem that the circles solve; docs/model.md says what comes before and after each.
type Objective string

const (
	// ObjectiveFewest: as few circles as hold the homes (set covering), then the least total distance.
	ObjectiveFewest Objective = "fewest"
	// ObjectiveMedian: Count circles with the least total distance from homes to centres (p-median); without Count, the least sum of
	// that and of what the sites cost (facility location).
	ObjectiveMedian Objective = "p-median"
	// ObjectiveCenter: Count circles with the least farthest distance from a home to its centre (p-center), then the least total.
	ObjectiveCenter Objective = "p-center"
	// ObjectiveCover: Count circles that hold the most within Radius (maximal covering), then the least total distance.
	ObjectiveCover Objective = "max-cover"
)

// Measure is what a home counts in what a circle holds: capacities, minima, shares.
type Measure string

const (
	// MeasureHomes: every home counts 1.
	MeasureHomes Measure = "homes"
	// MeasureWeight: a home counts its weight.
	MeasureWeight Measure = "weight"
)

// Circles decides where service circles stand. Given sites marked required or candidate are allowed in addition to
// Sites; forbidden ones never.
type Circles struct {
	Sites     SiteSource
	Objective Objective
	// Count is how many circles there shall be; 0 leaves it to the objective.
	Count int
	// CostMeters is what a circle costs under ObjectiveMedian, in metres of distance, where its site has no cost of its own.
	CostMeters int
	// WeightedDistance sums weight times distance instead of distance.
	WeightedDistance bool
	// Measure is what a home counts below.
	Measure Measure
	// Min is the least that a circle should hold: falling short is reported, never forbidden. Capacity is hard, for sites without a capacity of their own;
	// 0 means none.
	Min, Capacity int
	// HoldPercent is the share that is enough to hold, over 0 and up to 100; only under ObjectiveFewest less than 100.
	HoldPercent float64
	// Effort bounds the search, in units of a million looks at a distance (about a millisecond each), so that the same effort gives the same
	// plan on every machine. When it is used up the best plan found stands, with its bound.
	Effort int
	// Radius limits the distance from the centre to every home of the circle.
	Radius Limit
	// Diameter limits the distance between any two homes of a circle.
	Diameter Limit
}

// Team bounds the eligible members who live in one circle.
type Team struct {
	// Min is a minimum: falling short is reported, never forbidden. 0: a circle needs no member at all.
	Min int
	// Max is hard; 0 means no maximum.
	Max int
	// Roles are filled in this order, at most one role a person.
	Roles []Role
}

// A Role is a task in a team: who may take it and how many are wanted.
type Role struct {
	Name string
	// Min is a minimum: an empty slot is reported, never forbidden. Max is hard.
	Min, Max int
	// Titles, Sources and Nominations name what qualifies, the most wanted first; a candidate must fit all of them, and they count in this order.
	// An empty list takes everybody, all alike.
	Titles, Sources, Nominations []string
}

// Border tells which members may answer for a home.
type Border string

const (
	// WithinCircle: only members of the home's own circle.
	WithinCircle Border = "circle"
	// WithinGroup: only members whose home has the same group.
	WithinGroup Border = "group"
	// WithinDuty: members on duty in the area (default: the village they live in).
	WithinDuty Border = "duty"
	// WithinArea: members who live in the area or are on duty there.
	WithinArea Border = "area"
	// WithinNone: no links are asked for.
	WithinNone Border = "none"
)

// Links decides which member may answer for which home.
type Links struct {
	Within Border
	// Reach limits the distance from a member to a home. A member without location is in reach of every home and
	// counts as exactly this far away (0 without a limit).
	Reach Limit
	// AssociationReach takes the place of Reach between a home and a member of the same industry association; unset: Reach holds for them too.
	AssociationReach Limit
	// Require are rules that no link may break.
	Require []Requirement
	// PriorityMin leaves homes of a lower priority out: nobody is asked to answer for them.
	PriorityMin int
	Load        Load
	// Order lists the tiers after coverage and shortfall, the most important first. A tier left out has no effect.
	Order []Tier
}

// Requirement is a hard rule of the links.
type Requirement string

const (
	// RequireServices: a member offers every service that the home asked for.
	RequireServices Requirement = "services"
	// RequireAssociation: a home with an industry association is served by a member of the same one.
	RequireAssociation Requirement = "association"
)

// Load says how many homes (counted by weight) one member answers for. A member's own minimum and maximum clip it.
type Load struct {
	// Min is a minimum: falling short is reported, never forbidden.
	Min int
	// TargetMin and TargetMax are the band that BalanceBand steers towards.
	TargetMin, TargetMax int
	// Max is hard.
	Max     int
	Balance Balance
}

// Balance is the cost of a load y in the tier load.
type Balance string

const (
	// BalanceBand costs (TargetMin - y)+^2 + (y - TargetMax)+^2.
	BalanceBand Balance = "band"
	// BalanceEven costs y^2.
	BalanceEven Balance = "even"
	// BalanceNone costs nothing.
	BalanceNone Balance = "none"
)

// Tier is one aim of the links. Tiers are compared strictly one after the other.
type Tier string

const (
	// TierLeaders costs home priority x title rank.
	TierLeaders Tier = "leaders"
	// TierLeaders2 costs the title rank for a home of priority 2, TierLeaders1 for one of priority 1: one after the other, leaders go to homes
	// strictly by level.
	TierLeaders2 Tier = "leaders_2"
	TierLeaders1 Tier = "leaders_1"
	// TierFit costs one for every service a home asked for and the member does not offer.
	TierFit Tier = "fit"
	// TierAssociation costs one for a home with an industry association whose member is not of the same one.
	TierAssociation Tier = "association"
	// TierPreference costs the rank (from 1) of the member in the home's list, one more than the last rank if unlisted; 0 without a list.
	TierPreference Tier = "preference"
	// TierLoad costs what Load.Balance says.
	TierLoad Tier = "load"
	// TierDistance costs the distance in millimetres.
	TierDistance Tier = "distance"
)

// The tiers that always come first, in this order, before Links.Order.
const (
	TierUnserved2 Tier = "unserved_2"
	TierUnserved1 Tier = "unserved_1"
	TierUnserved0 Tier = "unserved_0"
	TierShortfall Tier = "shortfall"
)

// TierChoice comes after shortfall where the pairs of a two-way choice give way (PairsYielding); no policy names it. It costs one for every pair
// that is broken.
const TierChoice Tier = "choice"

// TierChanges comes after shortfall where a plan is rebalanced with the fewest changes; no policy names it. It costs one for a home that
// leaves a member who still might answer for it.
const TierChanges Tier = "changes"

// Deputies asks for a second member per home, another than the responsible one, within the same borders and reach.
type Deputies struct {
	// Max is how many homes (counted by weight) one member deputises for; 0 asks for no deputies.
	Max int
}

// OwnHome says who answers for the home that an eligible member lives in.
type OwnHome string

const (
	// OwnCovered: the member himself; no link and not in his load.
	OwnCovered OwnHome = "covered"
	// OwnLinked: the home is linked like any other.
	OwnLinked OwnHome = "linked"
	// OwnOther: the home is linked, but never to a member who lives in it.
	OwnOther OwnHome = "other"
)

// Tiers returns all tiers of the links in force, most important first.
func (p *Policy) Tiers() []Tier {
	tiers := []Tier{TierUnserved2, TierUnserved1, TierUnserved0, TierShortfall}
	if p.Selection.By != ProposeNone && p.Selection.Pairs == PairsYielding {
		tiers = append(tiers, TierChoice)
	}
	return append(tiers, p.Links.Order...)
}

// DefaultEffort is enough to prove most villages, and half a minute for the hardest.
const DefaultEffort = 20_000

// Default returns the policy that schemes are written against: geodesic, all four exclusions, circles of 500 m around
// members' homes, links within the circle within 500 m, loads 1 / 10-16 / 30 in a band, nearest last.
func Default() Policy {
	return Policy{
		Metric:      MetricGeodesic,
		Eligibility: Eligibility{Exclude: []string{StatusAge, StatusAway, StatusUnable, StatusDeclined}},
		Circles: Circles{
			Sites: SitesMembers, Objective: ObjectiveFewest, Measure: MeasureHomes, HoldPercent: 100, Effort: DefaultEffort, Radius: AtMost(500),
		},
		Team:      Team{Min: 1},
		Groups:    DefaultGroups(),
		Selection: Selection{By: ProposeNone, Unlisted: UnlistedRefused, Pairs: PairsFirm},
		Centers:   DefaultCenters(),
		Links: Links{
			Within: WithinCircle,
			Reach:  AtMost(500),
			Load:   Load{Min: 1, TargetMin: 10, TargetMax: 16, Max: 30, Balance: BalanceBand},
			Order:  []Tier{TierLoad, TierDistance},
		},
		OwnHome: OwnCovered,
	}
}

// Clone returns a deep copy.
func (p Policy) Clone() Policy {
	p.Eligibility.Exclude = append([]string(nil), p.Eligibility.Exclude...)
	p.Titles = cloneLevels(p.Titles)
	p.Links.Require = append([]Requirement(nil), p.Links.Require...)
	p.Centers.Nominations, p.Centers.Mentors.Titles = append([]string(nil), p.Centers.Nominations...), append([]string(nil), p.Centers.Mentors.Titles...)
	p.Links.Order = append([]Tier(nil), p.Links.Order...)
	p.Team.Roles, p.Groups.Roles = cloneRoles(p.Team.Roles), cloneRoles(p.Groups.Roles)
	return p
}

func cloneLevels(levels [][]string) [][]string {
	if len(levels) == 0 {
		return nil
	}
	out := make([][]string, len(levels))
	for i, words := range levels {
		out[i] = append([]string(nil), words...)
	}
	return out
}

// TitleRank is the level of a title, from 0 for the highest; the number of levels for a title that none lists.
func (p *Policy) TitleRank(title string) int {
	for i, words := range p.Titles {
		if slices.Contains(words, title) {
			return i
		}
	}
	return len(p.Titles)
}
