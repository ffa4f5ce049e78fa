package service

import (
	"jinlin/engine"
	"jinlin/verify"
)

// A Summary tells planners what the plans of a data set amount to: in all, and area by area.
type Summary struct {
	// Scheme is the name of the policy.
	Scheme string `json:"scheme"`
	// Datum is the one that the input was delivered in.
	Datum string `json:"datum"`
	Areas int    `json:"areas"`
	// References are published figures to set beside ours.
	References []Reference   `json:"references"`
	Total      Figures       `json:"total"`
	ByArea     []AreaFigures `json:"by_area"`
}

// AreaFigures are the figures of one area and what would mend what it lacks.
type AreaFigures struct {
	Area engine.AreaID `json:"area"`
	Figures
	Fixes []FixFigures `json:"fixes"`
}

// Figures count what one area or all areas together got. Lengths are metres, shares between 0 and 1.
type Figures struct {
	Homes  int `json:"homes"`
	Linked int `json:"linked"`
	Locked int `json:"locked"`
	// Chosen counts the homes linked by two-way choice.
	Chosen int `json:"chosen"`
	Own    int `json:"own"`
	// Held counts the homes that nobody is asked to answer for: in circles where no links are asked for, or of too low a priority.
	Held     int `json:"held"`
	Unserved int `json:"unserved"`
	// UnservedBy counts the unserved homes by reason, the most frequent first.
	UnservedBy []ReasonFigures `json:"unserved_by"`
	// Deputised counts the homes with a deputy.
	Deputised int `json:"deputised"`

	// Members counts the members, once for every area that they live in or serve.
	Members  int `json:"members"`
	Eligible int `json:"eligible"`
	// Excluded counts the members who do not take part, by reason code.
	Excluded []CodeFigures `json:"excluded"`
	// Circleless counts the eligible members who live in the area but in no circle, Idle those who answer for no home.
	Circleless int `json:"circleless"`
	Idle       int `json:"idle"`

	Circles int `json:"circles"`
	// CirclesBound is how many circles the homes held need at least, by certificate or by search; 0 where their number was given, or sites have costs.
	CirclesBound int `json:"circles_bound"`
	// CenterDistanceM adds up the distances of homes to the centres of their circles; CenterDistanceBoundM is what so many
	// circles need at least.
	CenterDistanceM      float64 `json:"center_distance_m"`
	CenterDistanceBoundM float64 `json:"center_distance_bound_m"`
	// CenterFarthestM is the largest distance from a home to the centre of its circle.
	CenterFarthestM float64 `json:"center_farthest_m"`
	// Teams is over the eligible members of circles, CircleHomes over the homes of circles.
	Teams       Spread `json:"teams"`
	CircleHomes Spread `json:"circle_homes"`

	Groups  GroupFigures  `json:"groups"`
	Centers CenterFigures `json:"centers"`

	// Loads is over the loads of eligible members, LoadCounts how many members bear each.
	Loads      Spread      `json:"loads"`
	LoadCounts []LoadCount `json:"load_counts"`

	// Distances is over the links to members with a location.
	Distances Distances `json:"distances"`

	Shortfalls []ShortfallFigures `json:"shortfalls"`
	Proofs     []ProofFigures     `json:"proofs"`
	Borders    BorderFigures      `json:"borders"`

	// Choice is what the two-way choice came to; nil where there was none.
	Choice *ChoiceFigures `json:"choice,omitempty"`

	// Services counts the services that homes ask for and that their member offers, Associations the homes that name an association and have a
	// member of it, Leaders the homes of priority 1 and 2 by the level of their member; each only where the policy asks for it.
	Services     *MetFigures     `json:"services,omitempty"`
	Associations *MetFigures     `json:"associations,omitempty"`
	Leaders      []LeaderFigures `json:"leaders,omitempty"`
}

// A Spread describes whole numbers; all 0 if there are none.
type Spread struct {
	Min    int     `json:"min"`
	Median int     `json:"median"`
	Max    int     `json:"max"`
	Mean   float64 `json:"mean"`
	// Deviation is the standard deviation.
	Deviation float64 `json:"deviation"`
}

// A LoadCount tells how many eligible members bear a load.
type LoadCount struct {
	Load    int `json:"load"`
	Members int `json:"members"`
}

// Distances describe the links; all 0 if there are none.
type Distances struct {
	Links   int     `json:"links"`
	MeanM   float64 `json:"mean_m"`
	MedianM float64 `json:"median_m"`
	P95M    float64 `json:"p95_m"`
	P99M    float64 `json:"p99_m"`
	MaxM    float64 `json:"max_m"`
	// WithinReach is the share of links within the policy's reach, that of associations among their own (only locks exceed it), 1 without a reach.
	WithinReach float64 `json:"within_reach"`
	// ToNearest is the share of links to the nearest eligible member of the area, or one just as near.
	ToNearest float64 `json:"to_nearest"`
}

// ReasonFigures count unserved homes.
type ReasonFigures struct {
	Stage  engine.Stage      `json:"stage"`
	Reason engine.ReasonCode `json:"reason"`
	Homes  int               `json:"homes"`
}

// CodeFigures count members by a reason code.
type CodeFigures struct {
	Code    string `json:"code"`
	Members int    `json:"members"`
}

// ShortfallFigures add up the minima that were missed.
type ShortfallFigures struct {
	Kind engine.ShortfallKind `json:"kind"`
	Role string               `json:"role"`
	// Places counts the circles or members concerned, Missing what they lack together.
	Places  int `json:"places"`
	Missing int `json:"missing"`
}

// ProofFigures count the areas by the claim for a stage (verify.Stage*).
type ProofFigures struct {
	Stage     string `json:"stage"`
	Certified int    `json:"certified"`
	Searched  int    `json:"searched"`
	Bounded   int    `json:"bounded"`
	NotSolved int    `json:"not_solved"`
	// Kept and Unchecked are claims of a rebalance and of a solve without proof.
	Kept      int `json:"kept"`
	Unchecked int `json:"unchecked"`
	// Narrowed are claims whose bound a search found, and nobody can check in one pass.
	Narrowed int `json:"narrowed"`
}

// stages are the stages in their order.
var stages = []string{verify.StageHeld, verify.StageShortfall, verify.StageCircles, verify.StageFarthest, verify.StageDistance,
	verify.StageGroups, verify.StageSelection, verify.StageLinks, verify.StageOpen, verify.StageDeputies, verify.StageCenters, verify.StageMentors}

// BorderFigures tell what the borders of circles, groups or duties cost, over the homes linked both with and without them.
type BorderFigures struct {
	// Areas counts the areas where that was asked.
	Areas      int     `json:"areas"`
	Served     int     `json:"served"`
	OpenServed int     `json:"open_served"`
	BothHomes  int     `json:"both_homes"`
	MeanM      float64 `json:"mean_m"`
	OpenMeanM  float64 `json:"open_mean_m"`
	// The smallest and largest load with and without borders.
	LoadMin     int `json:"load_min"`
	LoadMax     int `json:"load_max"`
	OpenLoadMin int `json:"open_load_min"`
	OpenLoadMax int `json:"open_load_max"`
}

// FixFigures is one thing that would help.
type FixFigures struct {
	Kind      engine.FixKind     `json:"kind"`
	Household engine.HouseholdID `json:"household"`
	Homes     int                `json:"homes"`
	Places    int                `json:"places"`
	// Services and Association are what a helper must have where hard rules ask for it.
	Services    []string `json:"services,omitempty"`
	Association string   `json:"association,omitempty"`
}
