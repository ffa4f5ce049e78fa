package engine

import (
	"github.com/paulmach/orb"

	"jinlin/geo"
	"jinlin/policy"
)

// Ids are the caller's; they are compared as strings, and every tie is broken by them.
type (
	HouseholdID string
	MemberID    string
	AreaID      string
	SiteID      string
	CircleID    string
)

// A Problem is one area, planned on its own: its homes, members and sites, what is fixed by hand, the policy, and the
// ground that measures it. The order of the slices never matters. Slices are read, never written or kept.
type Problem struct {
	Area       AreaID
	Households []Household
	// Members are all who live in the area or are on duty there, eligible or not.
	Members []Member
	Sites   []Site
	// Locks keep a home with a member whatever reach, borders and balance say; never against eligibility, a veto or a maximum.
	Locks []Pair
	// Forbidden pairs are never linked, be it by a planner's decision or by a veto of either side.
	Forbidden []Pair
	// Adjacency are the pairs of homes that are neighbours, where somebody has told; nil: neighbours follow from where homes lie.
	Adjacency []HomePair
	// Barriers are lines that no two neighbours lie on both sides of: a river, a railway, a main road. Only where neighbours follow from where
	// homes lie.
	Barriers [][]orb.Point
	Policy   policy.Policy
	// Ground measures; nil means the one that Policy.Metric names. The metric matrix needs one. A ground that knows places by id (a geo.Matrix)
	// is asked for a home by the household's id, for a member by that of his household or, without one, his own, and for a site by that of its
	// household or its own. Whoever serves comes first: ways lead from members and sites to homes.
	Ground geo.Ground
	// Datum is the label of the datum the coordinates were delivered in (they are WGS-84 here, or planar); recorded only.
	Datum geo.Datum
}

// A Household is a home: a place where service is wanted (a demand point).
type Household struct {
	ID   HouseholdID
	Area AreaID
	// Location is longitude and latitude (WGS-84 degrees), or x and y in metres under the planar metric. Under the metric matrix it is for
	// drawing only, and the zero point stands for none.
	Location orb.Point
	// Weight is what the home counts in a member's load; 0 means 1.
	Weight int
	// Priority is 0, 1 or 2; 2 is served first.
	Priority int
	// Group is the neighbourhood group (网格, 村民小组) the home belongs to; may be empty.
	Group string
	// Services are the services the home asked for.
	Services []string
	// Association is the industry association the home belongs to; may be empty.
	Association string
	// Residents is the number of people, 0 if not told. It has no effect on the plan.
	Residents int
	// Preferences ranks the members that the home wants, the most wanted first. Members that the problem does not have are passed over.
	Preferences Ranking[MemberID]
}

// A Member is a person willing to help (a server with a capacity).
type Member struct {
	ID MemberID
	// Area is the village the member lives in.
	Area AreaID
	// Household is the home the member lives in; empty if it is not listed. A member with a Household stands at its location.
	Household HouseholdID
	// Location is where the member stands if Household is empty and Located is set. Under the metric matrix Located tells that the ground
	// knows him, with a Location or not.
	Location orb.Point
	Located  bool
	// Duty lists the areas the member serves; empty means Area.
	Duty []AreaID
	// Status is one of policy.Status*; empty means active.
	Status string
	// Capable marks a member as able to serve; asked for only under policy.Eligibility.RequireCapable.
	Capable bool
	// Title ranks leaders and qualifies for roles; Organisation is the member's work organisation (单位).
	Title, Organisation string
	// Skills are the services the member offers.
	Skills      []string
	Association string
	// Source is the source group (来源) that the member comes from, Nomination how far a nomination has come (policy.Nomination*).
	Source, Nomination string
	// Preferences ranks the homes that the member wants, the most wanted first. Homes that the problem does not have are passed over.
	Preferences Ranking[HouseholdID]
	// MinLoad and MaxLoad clip the policy's load; nil means the policy's.
	MinLoad, MaxLoad *int
}

// SiteUse tells what a given site is for.
type SiteUse string

const (
	// SiteCandidate: a circle may be centred here.
	SiteCandidate SiteUse = "candidate"
	// SiteRequired: a circle must be centred here (a centre seated by hand).
	SiteRequired SiteUse = "required"
	// SiteStanding: a circle may be centred here, and one stands here already: as many of these as can be are kept, one aim before the
	// distance.
	SiteStanding SiteUse = "standing"
	// SiteForbidden: no circle is centred here.
	SiteForbidden SiteUse = "forbidden"
)

// A Site is a place where a circle may, must or must not be centred. Candidates that come from homes have the
// household's id as their site id.
type Site struct {
	ID   SiteID
	Area AreaID
	// Household names the home that is the site; then Location is its location.
	Household HouseholdID
	Location  orb.Point
	// Public marks a public venue (党群驿站), whose address may be published.
	Public bool
	Use    SiteUse
	// Cost is what a circle here counts among the fewest (nil: 1), or what it adds to the distance in metres under the objective p-median (nil:
	// policy.Circles.CostMeters).
	Cost *int
	// Capacity is the most that a circle here holds, in homes or weight (policy.Circles.Measure); nil: policy.Circles.Capacity.
	Capacity *int
}

// A Pair names a home and a member.
type Pair struct {
	Household HouseholdID
	Member    MemberID
}
