package service

import (
	"jinlin/engine"
	"jinlin/policy"
)

// A Contender is one way to serve a data set: plans that stand, or a policy to plan by.
type Contender struct {
	// Name tells it apart. Title and TitleZh say in words what it is; "" for nothing.
	Name, Title, TitleZh string
	// Policy is the one that the plans were made by, or are to be made by.
	Policy policy.Policy
	// Problems are the records under the policy; nil where they are not at hand. Then there must be Plans, and nothing is judged.
	Problems []engine.Problem
	// Plans stand already; nil asks for new ones.
	Plans []engine.Plan
}

// A Comparison sets the plans of several contenders side by side: in all, and area by area. Lists with one entry a plan are in the order of
// Plans; the first plan is the one that the others are compared with where only two can be (ChangeFigures).
//
// Coverage, distances and changes are over the homes that every plan has, in the areas that every plan has. Loads, circles, shortfalls and proofs
// are those of the plans as they are in these areas: a load without some of its homes would be nobody's.
type Comparison struct {
	Areas int `json:"areas" doc:"Areas that every plan has; only these are compared"`
	Homes int `json:"homes" doc:"Homes that every plan has; coverage, distances and changes are over these"`
	// LeftOut names the areas that not every plan has.
	LeftOut []engine.AreaID `json:"areas_left_out" doc:"Areas that not every plan has" nullable:"false"`
	Plans   []ComparedPlan  `json:"plans" nullable:"false"`
	// BinsM are the upper ends of the bins of distances in metres, inclusive; one more bin, for what is farther, follows.
	BinsM []float64 `json:"distance_bins_m" doc:"Upper ends of the bins of distance_counts, inclusive; one more bin holds what is farther" nullable:"false"`
	// ReachesM are the reaches of the policies, each once.
	ReachesM []float64        `json:"reaches_m" doc:"The reaches of the policies, each once, ascending" nullable:"false"`
	Total    []PlanTotals     `json:"total" doc:"All areas together, one entry a plan" nullable:"false"`
	ByArea   []AreaComparison `json:"by_area" nullable:"false"`
}

// A ComparedPlan says what a contender is.
type ComparedPlan struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	TitleZh string `json:"title_zh"`
	Scheme  string `json:"scheme" doc:"Name of the policy"`
	Metric  string `json:"metric"`
	// Areas and Homes are all that the plan has; HomesLeftOut are those of its homes that are not compared.
	Areas        int `json:"areas"`
	Homes        int `json:"homes"`
	HomesLeftOut int `json:"homes_left_out" doc:"Homes of this plan that are not compared, since another plan has them not"`
	// Judged tells that the plan was checked again from the records, and Findings how much of it was not true.
	Judged   bool `json:"judged" doc:"The plan was checked again from the records"`
	Findings int  `json:"findings" doc:"Sentences of the plan that are not true; 0 where it was not judged"`
	// ReachM is the policy's reach; nil without one.
	ReachM *float64 `json:"reach_m" doc:"null: no limit"`
	// Load is what the policy wants of a member.
	Load LoadFigures `json:"load"`
}

// LoadFigures are the loads that a policy wants.
type LoadFigures struct {
	Min       int `json:"min"`
	TargetMin int `json:"target_min"`
	TargetMax int `json:"target_max"`
	Max       int `json:"max"`
}

// AreaComparison is one area.
type AreaComparison struct {
	Area engine.AreaID `json:"area"`
	// Name is the village's, "" if it was not told.
	Name string `json:"name"`
	// Homes every plan has here; LeftOut are those that only some have.
	Homes   int           `json:"homes"`
	LeftOut int           `json:"homes_left_out"`
	Plans   []PlanFigures `json:"plans" nullable:"false"`
}

// PlanTotals are the figures of a plan over all areas, and how alike the areas are.
type PlanTotals struct {
	PlanFigures
	Areas AreasFigures `json:"areas"`
}

// PlanFigures are what one plan comes to. Lengths are metres, shares between 0 and 1.
type PlanFigures struct {
	Homes int `json:"homes"`
	// Served homes have somebody who answers for them: Linked, or Own.
	Served int `json:"served" doc:"Homes with a member who answers for them: linked and own"`
	Linked int `json:"linked"`
	Own    int `json:"own" doc:"Homes that a member lives in"`
	// Chosen homes are those among the linked ones that were linked by choice of both sides.
	Chosen int `json:"chosen" doc:"Linked homes that were linked by choice of both sides"`
	// NotAsked homes are those that the policy asks nobody to answer for.
	NotAsked int `json:"not_asked" doc:"Homes that the policy asks nobody to answer for"`
	Unserved int `json:"unserved"`
	// Coverage is the share of served homes among those that are served or should be; 1 without any.
	Coverage   float64         `json:"coverage" doc:"Served homes among those that are served or should be"`
	UnservedBy []ReasonFigures `json:"unserved_by" nullable:"false"`
	// Urgent counts the unserved homes of priority 2 and 1 of the whole plan.
	Urgent [2]int `json:"unserved_urgent" doc:"Unserved homes of priority 2 and of priority 1"`

	// Services, Associations and Wishes are over all homes that are compared, whatever the policies ask for, so that plans can be set side by side: services
	// asked for that the member offers, homes that name an association and have a member of it, homes with a list of wishes that got one of the first.
	// All 0 without records.
	Services     MetFigures  `json:"services" doc:"Services asked for, and those that the home's member offers"`
	Associations MetFigures  `json:"associations" doc:"Homes that name an association, and those whose member is of it"`
	Wishes       WishFigures `json:"wishes"`

	Members  int `json:"members"`
	Eligible int `json:"eligible" doc:"Members who take part"`
	Idle     int `json:"idle" doc:"Members who take part and answer for no home"`
	// Loads is over the members who take part.
	Loads      Spread      `json:"loads"`
	LoadCounts []LoadCount `json:"load_counts" nullable:"false"`
	// Gini is the Gini coefficient of the loads: half the mean difference of two members' loads over the mean load. 0: all the same; towards 1: few bear all.
	Gini float64 `json:"gini" doc:"Gini coefficient of the loads: 0 all the same, towards 1 few bear all"`

	Distances ComparedDistances `json:"distances"`

	Circles     int    `json:"circles"`
	CircleHomes Spread `json:"circle_homes"`
	Teams       Spread `json:"teams"`
	// CenterFarthestM is the largest distance from a home to the centre of its circle.
	CenterFarthestM float64 `json:"center_farthest_m"`
	Groups          int     `json:"groups"`
	// Centers are centre households; CenterMembers is over the members who belong to each, itself included.
	Centers       int    `json:"centers" doc:"Centre households"`
	CenterMembers Spread `json:"center_members"`
	// Blocking counts the homes and members who would both rather have each other than what the plan gives them.
	Blocking int `json:"blocking" doc:"Pairs of a home and a member who would both rather have each other"`

	Shortfalls []ShortfallFigures `json:"shortfalls" nullable:"false"`
	Lacks      LackFigures        `json:"lacks"`
	Proofs     []ProofFigures     `json:"proofs" nullable:"false"`
	// Changes are those from the first plan to this one.
	Changes ChangeFigures `json:"changes" doc:"From the first plan to this one"`
}

// WishFigures tell what became of the homes that wish for members.
type WishFigures struct {
	// Homes have a list; First got a member that they wish for most, Listed any of the list.
	Homes  int `json:"homes" doc:"Homes that wish for members"`
	First  int `json:"first" doc:"Homes with a member whom they wish for most"`
	Listed int `json:"listed" doc:"Homes with a member whom they wish for"`
}

// ComparedDistances are from homes to the members who answer for them, over links; those to members without location are left out where the records
// tell them.
type ComparedDistances struct {
	Links   int     `json:"links"`
	MeanM   float64 `json:"mean_m"`
	MedianM float64 `json:"median_m"`
	P90M    float64 `json:"p90_m"`
	MaxM    float64 `json:"max_m"`
	// WithinReach is the share within the policy's own reach, Within the shares within Comparison.ReachesM.
	WithinReach float64   `json:"within_reach" doc:"Share within the policy's own reach"`
	Within      []float64 `json:"within" doc:"Shares within reaches_m" nullable:"false"`
	// Counts are over Comparison.BinsM.
	Counts []int `json:"distance_counts" doc:"Links by distance, in the bins of distance_bins_m" nullable:"false"`
}

// LackFigures tell what would mend what a plan lacks: with so many more members, so many more places among the members there are, or forbidden
// pairs allowed for so many homes, Homes homes would be served.
type LackFigures struct {
	Homes   int `json:"homes"`
	Members int `json:"members"`
	Places  int `json:"places"`
	Pairs   int `json:"pairs"`
}

// ChangeFigures tell what becomes of the homes if one plan takes the place of another. Same, Moved, Gained, Lost and Neither add up to the homes.
type ChangeFigures struct {
	Same    int `json:"same" doc:"Homes with the same member in both plans"`
	Moved   int `json:"moved" doc:"Homes with another member"`
	Gained  int `json:"gained" doc:"Homes that nobody answers for in the first plan"`
	Lost    int `json:"lost" doc:"Homes that nobody answers for in this plan, and somebody does in the first"`
	Neither int `json:"neither" doc:"Homes that nobody answers for in either plan"`
	// Nearer, Farther and the means are over Both, the homes linked in both plans.
	Both       int     `json:"both" doc:"Homes linked in both plans; nearer, farther and the means are over these"`
	Nearer     int     `json:"nearer"`
	Farther    int     `json:"farther"`
	FirstMeanM float64 `json:"first_mean_m" doc:"Mean distance in the first plan"`
	MeanM      float64 `json:"mean_m" doc:"Mean distance in this plan"`
}

// AreasFigures tell how alike the areas of a plan are. Means are over the areas that have links, or members who take part; ties go to the first area.
type AreasFigures struct {
	// Full counts the areas all of whose homes are served.
	Full int `json:"full" doc:"Areas all of whose homes are served"`
	// Coverage, MeanLoad and MeanM hold the least and the most of all areas.
	Coverage AreaRange `json:"coverage"`
	MeanLoad AreaRange `json:"mean_load"`
	MeanM    AreaRange `json:"mean_m"`
	// Changed counts the areas where a home has another member than in the first plan, or nobody instead of somebody, or the reverse.
	Changed int `json:"changed"`
}

// An AreaRange is a least and a most, and where they are; "" and 0 without any area.
type AreaRange struct {
	Min   float64       `json:"min"`
	MinAt engine.AreaID `json:"min_at"`
	Max   float64       `json:"max"`
	MaxAt engine.AreaID `json:"max_at"`
}
