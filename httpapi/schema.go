package httpapi

import (
	"encoding/json"

	"jinlin/service"
)

// The types of the API's description. The fields are those of the tables (docs/formats.md); records.go reads names and types
// from here and everything else from package exchange.

// A Household is a home.
type Household struct {
	ID          string   `json:"id" doc:"Tells the home apart; at most 200 bytes, no semicolon" example:"h1"`
	Village     string   `json:"village,omitempty" doc:"The area; homes of different areas never share a circle. Left out everywhere: one area"`
	Lon         float64  `json:"lon,omitempty" doc:"Longitude in degrees; required unless the metric is planar" example:"114.52"`
	Lat         float64  `json:"lat,omitempty" doc:"Latitude in degrees; required unless the metric is planar" example:"37.76"`
	X           float64  `json:"x,omitempty" doc:"Metres east, under the planar metric only"`
	Y           float64  `json:"y,omitempty" doc:"Metres north, under the planar metric only"`
	Datum       string   `json:"datum,omitempty" enum:"wgs84,gcj02,bd09,cgcs2000" doc:"Of this record, if not the body's"`
	Weight      int      `json:"weight,omitempty" minimum:"1" doc:"What the home counts in a load" default:"1"`
	Priority    int      `json:"priority,omitempty" minimum:"0" maximum:"2" doc:"2 is served first"`
	Group       string   `json:"group,omitempty" doc:"Neighbourhood group"`
	Services    []string `json:"services,omitempty" doc:"Services asked for"`
	Association string   `json:"association,omitempty" doc:"Industry association"`
	Residents   int      `json:"residents,omitempty" minimum:"0" doc:"People; without effect"`
	Preferences []string `json:"preferences,omitempty" doc:"Ids of the members wanted, the most wanted first; those wanted alike joined by an equals sign"`
}

// A Member is a person willing to help.
type Member struct {
	ID           string   `json:"id" doc:"Tells the member apart" example:"m1"`
	Village      string   `json:"village,omitempty" doc:"Where the member lives"`
	Household    string   `json:"household,omitempty" doc:"Id of the home the member lives in; then the position is that home's"`
	Lon          float64  `json:"lon,omitempty" doc:"Longitude in degrees"`
	Lat          float64  `json:"lat,omitempty" doc:"Latitude in degrees"`
	X            float64  `json:"x,omitempty" doc:"Metres east, under the planar metric only"`
	Y            float64  `json:"y,omitempty" doc:"Metres north, under the planar metric only"`
	Datum        string   `json:"datum,omitempty" enum:"wgs84,gcj02,bd09,cgcs2000" doc:"Of this record, if not the body's"`
	Duty         []string `json:"duty,omitempty" doc:"Villages served; left out: the own one"`
	Status       string   `json:"status,omitempty" enum:"active,age,away,unable,declined" doc:"Left out: active"`
	AtHome       *bool    `json:"at_home,omitempty" doc:"Lives at home most of the year; false means the status away"`
	Capable      bool     `json:"capable,omitempty" doc:"Able to serve, where the policy asks for it"`
	Title        string   `json:"title,omitempty" doc:"Ranks leaders, qualifies for roles"`
	Organisation string   `json:"organisation,omitempty" doc:"Work organisation"`
	Skills       []string `json:"skills,omitempty" doc:"Services offered"`
	Association  string   `json:"association,omitempty" doc:"Industry association"`
	Source       string   `json:"source,omitempty" doc:"Source group that the member comes from"`
	Nomination   string   `json:"nomination,omitempty" enum:"nominated,reviewed,publicised,appointed" doc:"How far a nomination has come"`
	Preferences  []string `json:"preferences,omitempty" doc:"Ids of the homes wanted, the most wanted first; those wanted alike joined by an equals sign"`
	MinLoad      *int     `json:"min_load,omitempty" minimum:"0" doc:"Clips the policy's"`
	MaxLoad      *int     `json:"max_load,omitempty" minimum:"0" doc:"Clips the policy's"`
}

// A Site is a place where a circle may, must or must not be centred.
type Site struct {
	ID        string  `json:"id"`
	Village   string  `json:"village,omitempty"`
	Household string  `json:"household,omitempty" doc:"The home that is the site; then the position is that home's"`
	Lon       float64 `json:"lon,omitempty"`
	Lat       float64 `json:"lat,omitempty"`
	X         float64 `json:"x,omitempty"`
	Y         float64 `json:"y,omitempty"`
	Datum     string  `json:"datum,omitempty" enum:"wgs84,gcj02,bd09,cgcs2000"`
	Public    bool    `json:"public,omitempty" doc:"A public venue, whose address may be published"`
	Use       string  `json:"use,omitempty" enum:"candidate,required,standing,forbidden" doc:"Left out: candidate"`
	Cost      *int    `json:"cost,omitempty" minimum:"0" doc:"What a circle here counts among the fewest, or adds to the distance in metres under p-median"`
	Capacity  *int    `json:"capacity,omitempty" minimum:"0" doc:"The most that a circle here holds, in homes or weight; left out: circles.capacity"`
}

// A Lock is a pair fixed by hand.
type Lock struct {
	Household string `json:"household"`
	Member    string `json:"member"`
	Kind      string `json:"kind" enum:"lock,forbid,veto" doc:"lock keeps the pair together; forbid and veto keep it apart"`
}

// A Matrix holds distances, times or costs instead of measured coordinates, in whatever unit the limits of the policy are in.
type Matrix struct {
	From   []string     `json:"from" doc:"Who serves: sites and members by id, those of a household by the household's" nullable:"false" example:"[\"h1\"]"`
	To     []string     `json:"to" doc:"Who is served: households by id" nullable:"false" example:"[\"h1\", \"h2\"]"`
	Values [][]*float64 `json:"values" doc:"A row for each of from, in it a number for each of to; null: no way. Thousandths count" nullable:"false"`
}

// A Unit is a district that is grouped.
type Unit struct {
	ID      string  `json:"id" doc:"Tells the unit apart" example:"u1"`
	Village string  `json:"village,omitempty" doc:"The area that is divided; left out everywhere: one area"`
	Weight  int     `json:"weight,omitempty" minimum:"0" doc:"What the unit counts, such as its population" default:"1"`
	Lon     float64 `json:"lon,omitempty"`
	Lat     float64 `json:"lat,omitempty"`
	X       float64 `json:"x,omitempty" doc:"Metres east, under the planar metric only"`
	Y       float64 `json:"y,omitempty" doc:"Metres north, under the planar metric only"`
	Datum   string  `json:"datum,omitempty" enum:"wgs84,gcj02,bd09,cgcs2000"`
	Group   string  `json:"group,omitempty" doc:"The group it is in, for groups.by: given"`
}

// A Neighbour is a pair of homes or units that border on each other.
type Neighbour struct {
	A      string `json:"a" doc:"Id of a household or unit"`
	B      string `json:"b" doc:"Id of its neighbour"`
	Length int    `json:"length,omitempty" minimum:"0" doc:"How long their border is, in any unit" default:"1"`
}

// A Problem asks for a plan.
type Problem struct {
	Scheme     string            `json:"scheme,omitempty" doc:"A built-in policy by name; this or policy" example:"yuanshi"`
	Policy     map[string]any    `json:"policy,omitempty" doc:"A policy: settings as in a policy file, nested or with dots; extends names a scheme to start from"`
	Set        map[string]string `json:"set,omitempty" doc:"Single settings on top, such as links.load.max: 20"`
	Datum      string            `json:"datum,omitempty" enum:"wgs84,gcj02,bd09,cgcs2000" default:"wgs84" doc:"What the coordinates refer to; the plan is in WGS-84"`
	InChina    string            `json:"in_china,omitempty" enum:"auto,always,never" default:"auto" doc:"Whether the Chinese offset of gcj02 and bd09 applies"`
	Households []Household       `json:"households" nullable:"false"`
	Members    []Member          `json:"members" nullable:"false"`
	Sites      []Site            `json:"sites,omitempty"`
	Locks      []Lock            `json:"locks,omitempty"`
	Units      []Unit            `json:"units,omitempty" doc:"Instead of households and members: districts to be grouped, with the scheme grouping"`
	Adjacency  []Neighbour       `json:"adjacency,omitempty" doc:"Who is whose neighbour, for groups; left out: by where homes lie"`
	Barriers   map[string]any    `json:"barriers,omitempty" doc:"A GeoJSON FeatureCollection of lines that part neighbours: rivers, railways, roads"`
	Matrix     *Matrix           `json:"matrix,omitempty" doc:"Measures instead of the coordinates, which may be left out then; the policy's metric becomes matrix"`
}

// A WhatIf asks what circles would come to.
type WhatIf struct {
	Problem
	Counts []int      `json:"counts,omitempty" doc:"Numbers of circles; left out, and radii_m too: 1 to 10; left out beside radii_m: the policy's" example:"[1, 2, 3]"`
	RadiiM []*float64 `json:"radii_m,omitempty" doc:"Radii; null among them: no limit; left out: the policy's" example:"[300, 500]"`
}

// A Contest asks to compare plans, or the plans that schemes and policies make of the records: 2 to 8 together.
type Contest struct {
	Plans      []PlanCollection  `json:"plans,omitempty" doc:"What /v1/solve answered, or the plan of /v1/rebalance; the others are compared with the first"`
	Schemes    []string          `json:"schemes,omitempty" doc:"Built-in policies by name; the records are planned by each" example:"[\"yuanshi\", \"yuanshi-zone\"]"`
	Policies   []map[string]any  `json:"policies,omitempty" doc:"Policies: settings as in a policy file; scheme gives it a name, extends names a scheme to start from"`
	Set        map[string]string `json:"set,omitempty" doc:"Single settings on top of all schemes and policies"`
	Format     string            `json:"format,omitempty" enum:"json,html" default:"json" doc:"html: a page with charts that begins with one page in plain words"`
	Lang       string            `json:"lang,omitempty" enum:"en,zh,both" default:"both" doc:"Language of the page"`
	Datum      string            `json:"datum,omitempty" enum:"wgs84,gcj02,bd09,cgcs2000" default:"wgs84" doc:"What the coordinates refer to"`
	InChina    string            `json:"in_china,omitempty" enum:"auto,always,never" default:"auto" doc:"Whether the Chinese offset of gcj02 and bd09 applies"`
	Households []Household       `json:"households,omitempty" doc:"The records; where there are only plans they may be left out, and then nothing is judged"`
	Members    []Member          `json:"members,omitempty"`
	Sites      []Site            `json:"sites,omitempty"`
	Locks      []Lock            `json:"locks,omitempty"`
	Units      []Unit            `json:"units,omitempty" doc:"Instead of households and members: districts to be grouped"`
	Adjacency  []Neighbour       `json:"adjacency,omitempty" doc:"Who is whose neighbour, for groups; left out: by where homes lie"`
	Barriers   map[string]any    `json:"barriers,omitempty" doc:"A GeoJSON FeatureCollection of lines that part neighbours: rivers, railways, roads"`
	Matrix     *Matrix           `json:"matrix,omitempty" doc:"Measures instead of the coordinates, which may be left out then; the metric of schemes and policies becomes matrix"`
}

// A PlannedProblem asks whether a plan is what it says.
type PlannedProblem struct {
	Problem
	Plan PlanCollection `json:"plan" doc:"What /v1/solve answered"`
}

// A PlanCollection is a plan as a GeoJSON FeatureCollection.
type PlanCollection struct {
	_        struct{}          `additionalProperties:"true"`
	Type     string            `json:"type" enum:"FeatureCollection"`
	Jinlin   string            `json:"jinlin" doc:"Version of the format" example:"1"`
	Features []json.RawMessage `json:"features" doc:"Circles, households, links, members, unserved homes and cuts, told apart by properties.kind" nullable:"false"`
	Policy   map[string]any    `json:"policy"`
	Summary  *service.Summary  `json:"summary,omitempty"`
	Areas    []map[string]any  `json:"areas" doc:"What is no feature: proofs, prices, shortfalls, fixes" nullable:"false"`
}

// A Change is what happened to one record since a plan was made. The fields after member are those of the record, as above.
type Change struct {
	Change    string `json:"change" enum:"put,update,drop" doc:"put: the record arrives, or takes the place of the one of the same id, whole; update: the record that is there gets the fields given; drop: it leaves"`
	Record    string `json:"record" enum:"household,member,site,lock,forbidden"`
	ID        string `json:"id,omitempty" doc:"Of the household, member or site"`
	Household string `json:"household,omitempty" doc:"Of a lock or forbidden pair; where a member lives; the home that is a site"`
	Member    string `json:"member,omitempty" doc:"Of a lock or forbidden pair"`

	Village      string   `json:"village,omitempty"`
	Lon          float64  `json:"lon,omitempty"`
	Lat          float64  `json:"lat,omitempty"`
	X            float64  `json:"x,omitempty"`
	Y            float64  `json:"y,omitempty"`
	Datum        string   `json:"datum,omitempty" enum:"wgs84,gcj02,bd09,cgcs2000"`
	Weight       int      `json:"weight,omitempty" minimum:"1"`
	Priority     int      `json:"priority,omitempty" minimum:"0" maximum:"2"`
	Group        string   `json:"group,omitempty"`
	Services     []string `json:"services,omitempty"`
	Association  string   `json:"association,omitempty"`
	Residents    int      `json:"residents,omitempty" minimum:"0"`
	Preferences  []string `json:"preferences,omitempty"`
	Duty         []string `json:"duty,omitempty"`
	Status       string   `json:"status,omitempty" enum:"active,age,away,unable,declined"`
	AtHome       *bool    `json:"at_home,omitempty"`
	Capable      bool     `json:"capable,omitempty"`
	Title        string   `json:"title,omitempty"`
	Organisation string   `json:"organisation,omitempty"`
	Skills       []string `json:"skills,omitempty"`
	Source       string   `json:"source,omitempty"`
	Nomination   string   `json:"nomination,omitempty" enum:"nominated,reviewed,publicised,appointed"`
	MinLoad      *int     `json:"min_load,omitempty" minimum:"0"`
	MaxLoad      *int     `json:"max_load,omitempty" minimum:"0"`
	Public       bool     `json:"public,omitempty"`
	Use          string   `json:"use,omitempty" enum:"candidate,required,standing,forbidden"`
	Cost         *int     `json:"cost,omitempty" minimum:"0"`
	Capacity     *int     `json:"capacity,omitempty" minimum:"0"`
}

// A Standing asks about records and the plan that stands; its policy is the plan's unless another is given.
type Standing struct {
	Scheme     string            `json:"scheme,omitempty" doc:"Plan by this built-in policy from now on; left out, and policy too: by the plan's" example:"yuanshi"`
	Policy     map[string]any    `json:"policy,omitempty" doc:"Plan by this policy from now on"`
	Set        map[string]string `json:"set,omitempty" doc:"Single settings on top, such as links.load.max: 20"`
	Datum      string            `json:"datum,omitempty" enum:"wgs84,gcj02,bd09,cgcs2000" default:"wgs84" doc:"What the coordinates refer to"`
	InChina    string            `json:"in_china,omitempty" enum:"auto,always,never" default:"auto" doc:"Whether the Chinese offset of gcj02 and bd09 applies"`
	Households []Household       `json:"households" nullable:"false"`
	Members    []Member          `json:"members" nullable:"false"`
	Sites      []Site            `json:"sites,omitempty"`
	Locks      []Lock            `json:"locks,omitempty"`
	Units      []Unit            `json:"units,omitempty" doc:"Instead of households and members: districts to be grouped, with the scheme grouping"`
	Adjacency  []Neighbour       `json:"adjacency,omitempty" doc:"Who is whose neighbour, for groups; left out: by where homes lie"`
	Barriers   map[string]any    `json:"barriers,omitempty" doc:"A GeoJSON FeatureCollection of lines that part neighbours: rivers, railways, roads"`
	Matrix     *Matrix           `json:"matrix,omitempty" doc:"Measures instead of the coordinates, which may be left out then; the policy's metric becomes matrix"`
	Plan       PlanCollection    `json:"plan" doc:"What /v1/solve answered, or the plan of /v1/rebalance"`
}

// A Succession asks for the plan that follows another: the records that the plan was made from, and what happened since.
type Succession struct {
	Standing
	Changes       []Change    `json:"changes,omitempty" doc:"What happened since, one entry for each record; or new lists, not both"`
	NewHouseholds []Household `json:"new_households,omitempty" doc:"All households as they are now; left out: as before. So with the others"`
	NewMembers    []Member    `json:"new_members,omitempty"`
	NewSites      []Site      `json:"new_sites,omitempty"`
	NewLocks      []Lock      `json:"new_locks,omitempty"`
	NewMatrix     *Matrix     `json:"new_matrix,omitempty" doc:"All distances as they are now; may stand beside changes too"`
	MaxChanges    *int        `json:"max_changes,omitempty" minimum:"0" doc:"The best plan with at most so many voluntary changes in each area; left out: the fewest changes"`
	Resite        bool        `json:"resite,omitempty" doc:"Make circles and teams of the areas concerned anew; else they stand, repaired where they must be"`
	Everywhere    bool        `json:"everywhere,omitempty" doc:"Rebalance areas too where nothing changed"`
	Trades        int         `json:"trades,omitempty" minimum:"0" default:"2" doc:"How many steps of what more changes would buy to look for in each area"`
	Lang          string      `json:"lang,omitempty" enum:"en,zh" default:"en" doc:"Language of the reasons"`
}

// A Followed is the plan that follows another, and what changed.
type Followed struct {
	Plan    PlanCollection           `json:"plan" doc:"As /v1/solve answers; areas where nothing changed have the features that they had"`
	Moves   []MoveReport             `json:"moves" doc:"Homes whose member is another than before, and homes that came or went; by area, then id" nullable:"false"`
	Summary service.RebalanceSummary `json:"summary"`
}

// A MoveReport is one home whose answer is another than before.
type MoveReport struct {
	Area         string   `json:"area"`
	Household    string   `json:"household"`
	Kind         string   `json:"kind" enum:"arrived,gone,forced,voluntary,served"`
	BeforeMember string   `json:"before_member,omitempty" doc:"Left out: nobody"`
	AfterMember  string   `json:"after_member,omitempty"`
	BeforeM      *float64 `json:"before_m,omitempty"`
	AfterM       *float64 `json:"after_m,omitempty"`
	LoadBefore   *int     `json:"load_before,omitempty" doc:"Of the member before, in the plan before"`
	LoadAfter    *int     `json:"load_after,omitempty" doc:"Of the member after, in the plan after"`
	Cause        string   `json:"cause" doc:"A code, see docs/formats.md"`
	CauseMember  string   `json:"cause_member,omitempty"`
	CauseHome    string   `json:"cause_household,omitempty"`
	Reason       string   `json:"reason" doc:"The cause and what the move means, in words"`
}

// A Report says what of a plan is true.
type Report struct {
	OK       bool            `json:"ok" doc:"Nothing was found"`
	Findings []FindingReport `json:"findings" doc:"About the list of areas: missing, extra, twice" nullable:"false"`
	Areas    []AreaReport    `json:"areas" nullable:"false"`
}

// An AreaReport is the judgement on one area.
type AreaReport struct {
	Area       string          `json:"area"`
	OK         bool            `json:"ok"`
	Homes      int             `json:"homes"`
	Members    int             `json:"members"`
	Eligible   int             `json:"eligible"`
	Circles    int             `json:"circles"`
	Groups     int             `json:"groups"`
	Linked     int             `json:"linked"`
	Locked     int             `json:"locked"`
	Own        int             `json:"own"`
	Unserved   int             `json:"unserved"`
	Deputised  int             `json:"deputised"`
	OpenLinked int             `json:"open_linked"`
	Slots      int             `json:"slots_filled"`
	Stages     []StageReport   `json:"stages" nullable:"false"`
	Findings   []FindingReport `json:"findings" nullable:"false"`
}

// A StageReport tells what is claimed of a stage and what of it was confirmed.
type StageReport struct {
	Stage     string `json:"stage" enum:"held,shortfall,circles,distance,groups,links,open,deputies"`
	Claimed   string `json:"claimed" enum:"certified,searched,bounded,kept,unchecked,not_solved"`
	Confirmed string `json:"confirmed" doc:"As claimed, or empty if it does not hold; searched is repeated, not confirmed"`
}

// A FindingReport is one sentence of the plan that is not true.
type FindingReport struct {
	Code      string `json:"code"`
	Household string `json:"household,omitempty"`
	Member    string `json:"member,omitempty"`
	Circle    string `json:"circle,omitempty"`
	Group     string `json:"group,omitempty"`
	Message   string `json:"message"`
}

// Health is the answer of /healthz and /readyz.
type Health struct {
	Status  string `json:"status" enum:"ok"`
	Version string `json:"version"`
}
