package geojson

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/paulmach/orb"

	"jinlin/engine"
)

// A Document is a plan as it was read.
type Document struct {
	Header
	// Plans holds the plan of every area, in the order in which they were written.
	Plans []engine.Plan
	// Summary is what the writer was given.
	Summary json.RawMessage
}

// ReadPlans reads what a PlanWriter wrote: every plan comes back as it was. What is there for display only (geometries,
// links, the teams of circles, what is copied from the problem) is passed over. The error is a *exchange.FileError.
func ReadPlans(r io.Reader, file string) (Document, error) {
	p := &planReader{drafts: map[engine.AreaID]*draft{}}
	p.c = collection{file: file, feature: p.feature, member: p.member}
	if err := p.c.read(r); err != nil {
		return Document{}, err
	}
	if p.version != Version {
		return Document{}, p.c.problem(fmt.Sprintf(`is no plan: the member "jinlin" is %q; expected %q`, p.version, Version), nil)
	}
	for i := range p.areas {
		if err := p.finish(&p.areas[i]); err != nil {
			return Document{}, p.c.problem(err.Error(), nil)
		}
	}
	for area, d := range p.drafts {
		if !d.finished {
			return Document{}, p.c.problem(fmt.Sprintf(`has features of area %q, which is not in the member "areas"`, area), nil)
		}
	}
	return p.doc, nil
}

type planReader struct {
	c       collection
	version string
	doc     Document
	drafts  map[engine.AreaID]*draft
	areas   []areaJSON
	f       featureJSON
}

// draft is a plan while its features come in.
type draft struct {
	engine.Draft
	// cuts holds the number of the cut of each unserved home, 0 for none.
	cuts     []int
	finished bool
}

// featureJSON is every property of the kinds that a plan is made of.
type featureJSON struct {
	Properties properties `json:"properties"`
}

type properties struct {
	Kind string        `json:"kind"`
	Area engine.AreaID `json:"area"`

	Household  engine.HouseholdID `json:"household"`
	State      engine.HomeState   `json:"state"`
	Circle     engine.CircleID    `json:"circle"`
	Center     json.RawMessage    `json:"center"`
	CenterMM   mm                 `json:"center_m"`
	Member     engine.MemberID    `json:"member"`
	DistanceMM mm                 `json:"distance_m"`
	Deputy     engine.MemberID    `json:"deputy"`
	DeputyMM   mm                 `json:"deputy_m"`
	Choice     engine.MemberID    `json:"choice"`
	Before     engine.MemberID    `json:"before"`
	OpenMember engine.MemberID    `json:"open_member"`
	OpenMM     mm                 `json:"open_m"`
	PriceMM    mm                 `json:"circle_price_m"`
	Mentor     engine.MemberID    `json:"mentor"`
	MentorMM   mm                 `json:"mentor_m"`
	Group      engine.GroupID     `json:"group"`
	GroupGiven json.RawMessage    `json:"group_given"`
	Name       string             `json:"name"`
	Weight     int64              `json:"weight"`

	Eligible  bool               `json:"eligible"`
	Excluded  string             `json:"excluded"`
	Anchor    engine.HouseholdID `json:"anchor"`
	Load      int                `json:"load"`
	Deputised int                `json:"deputised"`

	Number     int           `json:"number"`
	Site       engine.SiteID `json:"site"`
	Public     bool          `json:"public"`
	Homes      int           `json:"homes"`
	Members    int           `json:"members"`
	Capacity   int           `json:"capacity"`
	RadiusMM   mm            `json:"radius_m"`
	TotalMM    mm            `json:"total_m"`
	DiameterMM *mm           `json:"diameter_m"`

	Stage     engine.Stage      `json:"stage"`
	Reason    engine.ReasonCode `json:"reason"`
	Nearest   engine.MemberID   `json:"nearest"`
	NearestMM mm                `json:"nearest_m"`
	Services  []string          `json:"services"`
	Cut       int               `json:"cut"`
}

func (p *planReader) member(name string, dec *json.Decoder) error {
	switch name {
	case "jinlin":
		return dec.Decode(&p.version)
	case "metric":
		return dec.Decode(&p.doc.Metric)
	case "datum":
		return dec.Decode(&p.doc.Datum)
	case "policy":
		return decodeRaw(dec, &p.doc.Policy)
	case "summary":
		return decodeRaw(dec, &p.doc.Summary)
	case "areas":
		return dec.Decode(&p.areas)
	}
	return skip(name, dec)
}

// decodeRaw reads a value, null as nil.
func decodeRaw(dec *json.Decoder, into *json.RawMessage) error {
	if err := dec.Decode(into); err != nil {
		return err
	}
	if string(*into) == "null" {
		*into = nil
	}
	return nil
}

func (p *planReader) feature(dec *json.Decoder) error {
	p.f.Properties = properties{}
	if err := dec.Decode(&p.f); err != nil {
		return err
	}
	f := &p.f.Properties
	switch f.Kind {
	case KindHousehold:
		d := p.draft(f.Area)
		d.Homes = append(d.Homes, f.home())
	case KindMember:
		d := p.draft(f.Area)
		m, err := f.server()
		if err != nil {
			return p.c.problem(fmt.Sprintf("features[%d].properties.center: %v", p.c.features, err), nil)
		}
		d.Members = append(d.Members, m)
	case KindCenterArea:
		d := p.draft(f.Area)
		d.Centers = append(d.Centers, f.centerArea())
	case KindUnserved:
		d := p.draft(f.Area)
		d.Unserved = append(d.Unserved, f.unserved())
		d.cuts = append(d.cuts, f.Cut)
	case KindCircle:
		d := p.draft(f.Area)
		c, err := f.circle()
		if err != nil {
			return p.c.problem(fmt.Sprintf("features[%d].properties.center: %v", p.c.features, err), nil)
		}
		d.Circles = append(d.Circles, c)
	case KindGroup:
		d := p.draft(f.Area)
		g, err := f.group()
		if err != nil {
			return p.c.problem(fmt.Sprintf("features[%d].properties.center: %v", p.c.features, err), nil)
		}
		d.Groups = append(d.Groups, g)
	case KindLink, KindCut, KindMemberArea: // for display; the member "areas" holds the cuts
	default:
		return p.c.problem(fmt.Sprintf("features[%d].properties.kind: %q is not known; expected circle, group, center_area, member_area, household, link, member, unserved or cut",
			p.c.features, f.Kind), nil)
	}
	return nil
}

func (p *planReader) draft(area engine.AreaID) *draft {
	d := p.drafts[area]
	if d == nil {
		d = &draft{}
		p.drafts[area] = d
	}
	return d
}

func (f *properties) home() engine.Home {
	if f.GroupGiven == nil {
		f.Group = "" // plans written before there were groups say here what the record says
	}
	return engine.Home{
		ID: f.Household, Circle: f.Circle, CenterMM: int64(f.CenterMM), Group: f.Group, State: f.State,
		Member: f.Member, DistanceMM: int64(f.DistanceMM), Deputy: f.Deputy, DeputyMM: int64(f.DeputyMM), Choice: f.Choice, Before: f.Before,
		OpenMember: f.OpenMember, OpenMM: int64(f.OpenMM), CirclePriceMM: int64(f.PriceMM),
	}
}

func (f *properties) server() (engine.Server, error) {
	m := engine.Server{
		ID: f.Member, Eligible: f.Eligible, Excluded: f.Excluded, Anchor: f.Anchor, Circle: f.Circle, CenterMM: int64(f.CenterMM),
		Load: f.Load, Deputised: f.Deputised,
	}
	if len(f.Center) > 0 { // of plans written before there were centres it is not there
		if err := json.Unmarshal(f.Center, &m.Center); err != nil {
			return m, fmt.Errorf("%s is no id of a member; expected a string", f.Center)
		}
	}
	return m, nil
}

func (f *properties) unserved() engine.Unserved {
	return engine.Unserved{
		Household: f.Household, Stage: f.Stage, Reason: f.Reason, Nearest: f.Nearest, NearestMM: int64(f.NearestMM), Services: f.Services,
	}
}

func (f *properties) circle() (engine.Circle, error) {
	c := engine.Circle{
		ID: f.Circle, Number: f.Number, Site: f.Site, Household: f.Household, Public: f.Public,
		Homes: f.Homes, Weight: int(f.Weight), Members: f.Members, Capacity: f.Capacity,
		RadiusMM: int64(f.RadiusMM), TotalMM: int64(f.TotalMM), DiameterMM: -1,
	}
	if f.DiameterMM != nil {
		c.DiameterMM = int64(*f.DiameterMM)
	}
	at, err := f.center()
	c.Center = at
	return c, err
}

func (f *properties) group() (engine.Group, error) {
	at, err := f.center()
	return engine.Group{
		ID: f.Group, Number: f.Number, Name: f.Name, Household: f.Household, Center: at, Homes: f.Homes, Members: f.Members, Weight: f.Weight,
		RadiusMM: int64(f.RadiusMM), TotalMM: int64(f.TotalMM),
	}, err
}

// center reads a position with all its digits.
func (f *properties) center() (orb.Point, error) {
	var center []float64
	if err := json.Unmarshal(f.Center, &center); err != nil || len(center) != 2 {
		return orb.Point{}, fmt.Errorf("%s is no position; expected two numbers", f.Center)
	}
	return orb.Point{center[0], center[1]}, nil
}
