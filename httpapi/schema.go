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
	Preferences []string `json:"preferences,omitempty" doc:"Ids of the members wanted, the most wanted first"`
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
	Use       string  `json:"use,omitempty" enum:"candidate,required,forbidden" doc:"Left out: candidate"`
}

// A Lock is a pair fixed by hand.
type Lock struct {
	Household string `json:"household"`
	Member    string `json:"member"`
	Kind      string `json:"kind" enum:"lock,forbid,veto" doc:"lock keeps the pair together; forbid and veto keep it apart"`
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
	Features []json.RawMessage `json:"features" doc:"Circles, households, links, members and unserved homes, told apart by properties.kind" nullable:"false"`
	Policy   map[string]any    `json:"policy"`
	Summary  *service.Summary  `json:"summary,omitempty"`
	Areas    []map[string]any  `json:"areas" doc:"What is no feature: proofs, prices, shortfalls, fixes" nullable:"false"`
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
	Stage     string `json:"stage" enum:"held,shortfall,circles,distance,links,open,deputies"`
	Claimed   string `json:"claimed" enum:"certified,searched,bounded,not_solved"`
	Confirmed string `json:"confirmed" doc:"As claimed, or empty if it does not hold; searched is repeated, not confirmed"`
}

// A FindingReport is one sentence of the plan that is not true.
type FindingReport struct {
	Code      string `json:"code"`
	Household string `json:"household,omitempty"`
	Member    string `json:"member,omitempty"`
	Circle    string `json:"circle,omitempty"`
	Message   string `json:"message"`
}

// Health is the answer of /healthz.
type Health struct {
	Status  string `json:"status" enum:"ok"`
	Version string `json:"version"`
}
