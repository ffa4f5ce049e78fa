package manage

import (
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/service/registry"
)

// The records of an area, as they are kept and as edits put them: fields and rules are those of the tables (docs/formats.md), places are in WGS-84.

// A HouseholdRecord is a home.
type HouseholdRecord struct {
	ID          engine.HouseholdID `json:"id" minLength:"1" maxLength:"200" example:"130132100201-H0001"`
	Lon         float64            `json:"lon" minimum:"-180" maximum:"180" doc:"Longitude in degrees, WGS-84." example:"114.52"`
	Lat         float64            `json:"lat" minimum:"-90" maximum:"90" example:"37.76"`
	Weight      int                `json:"weight,omitempty" minimum:"1" default:"1" doc:"What the home counts in a load."`
	Priority    int                `json:"priority,omitempty" minimum:"0" maximum:"2" doc:"2 is served first."`
	Group       string             `json:"group,omitempty" maxLength:"200" doc:"Neighbourhood group."`
	Services    []string           `json:"services,omitempty" maxItems:"100" maxLength:"200" pattern:"^[^;；、]*$" doc:"Services asked for."`
	Association string             `json:"association,omitempty" maxLength:"200" doc:"Industry association."`
	Residents   int                `json:"residents,omitempty" minimum:"0" doc:"People; without effect."`
	Preferences []string           `json:"preferences,omitempty" maxItems:"1000" maxLength:"1000" pattern:"^[^;；、]*$" doc:"Ids of the members wanted, the most wanted first; those wanted alike joined by an equals sign. Told to planners only."`
}

// A MemberRecord is a person willing to help.
type MemberRecord struct {
	ID           engine.MemberID    `json:"id" minLength:"1" maxLength:"200"`
	Village      engine.AreaID      `json:"village,omitempty" maxLength:"200" doc:"The area that he lives in; left out: none, then duty names this one."`
	Household    engine.HouseholdID `json:"household,omitempty" maxLength:"200" doc:"The home that he lives in; then he stands where it does."`
	Lon          *float64           `json:"lon,omitempty" minimum:"-180" maximum:"180" doc:"Where he stands, in WGS-84 degrees."`
	Lat          *float64           `json:"lat,omitempty" minimum:"-90" maximum:"90"`
	Duty         []string           `json:"duty,omitempty" maxItems:"1000" maxLength:"200" pattern:"^[^;；、]*$" doc:"The areas that he serves; left out: where he lives."`
	Status       string             `json:"status,omitempty" enum:"active,age,away,unable,declined" default:"active"`
	Capable      bool               `json:"capable,omitempty"`
	Title        string             `json:"title,omitempty" maxLength:"200"`
	Organisation string             `json:"organisation,omitempty" maxLength:"200"`
	Skills       []string           `json:"skills,omitempty" maxItems:"100" maxLength:"200" pattern:"^[^;；、]*$" doc:"Services offered."`
	Association  string             `json:"association,omitempty" maxLength:"200"`
	Source       string             `json:"source,omitempty" maxLength:"200" doc:"Source group that he comes from."`
	Nomination   string             `json:"nomination,omitempty" enum:"nominated,reviewed,publicised,appointed"`
	Preferences  []string           `json:"preferences,omitempty" maxItems:"1000" maxLength:"1000" pattern:"^[^;；、]*$" doc:"Ids of the homes wanted, as of homes. Told to planners only."`
	MinLoad      *int               `json:"min_load,omitempty" minimum:"0" doc:"Clips the policy's."`
	MaxLoad      *int               `json:"max_load,omitempty" minimum:"0"`
}

// A SiteRecord is a place where a circle may, must or must not be centred.
type SiteRecord struct {
	ID        engine.SiteID      `json:"id" minLength:"1" maxLength:"200"`
	Household engine.HouseholdID `json:"household,omitempty" maxLength:"200" doc:"The home that is the site; then it stands where that does."`
	Lon       *float64           `json:"lon,omitempty" minimum:"-180" maximum:"180"`
	Lat       *float64           `json:"lat,omitempty" minimum:"-90" maximum:"90"`
	Public    bool               `json:"public,omitempty" doc:"A public venue, whose address may be published."`
	Use       string             `json:"use,omitempty" enum:"candidate,required,standing,forbidden" default:"candidate"`
	Cost      *int               `json:"cost,omitempty" minimum:"0"`
	Capacity  *int               `json:"capacity,omitempty" minimum:"0"`
}

// A PairRecord is a home and a member.
type PairRecord struct {
	Household engine.HouseholdID `json:"household" minLength:"1" maxLength:"200"`
	Member    engine.MemberID    `json:"member" minLength:"1" maxLength:"200"`
}

// A NeighbourRecord is a pair of homes that border on each other.
type NeighbourRecord struct {
	A      engine.HouseholdID `json:"a" minLength:"1" maxLength:"200"`
	B      engine.HouseholdID `json:"b" minLength:"1" maxLength:"200"`
	Length int                `json:"length,omitempty" minimum:"0" default:"1" doc:"How long their border is, in any unit."`
}

// A ContactRecord is a name and a phone number.
type ContactRecord struct {
	Name  string `json:"name,omitempty" maxLength:"100" pattern:"^[^\\x00-\\x1f\\x7f]*$"`
	Phone string `json:"phone,omitempty" maxLength:"50" pattern:"^[^\\x00-\\x1f\\x7f]*$"`
}

func shownHousehold(h engine.Household) HouseholdRecord {
	return HouseholdRecord{h.ID, h.Location[0], h.Location[1], max(h.Weight, 1), h.Priority, h.Group, h.Services, h.Association, h.Residents, shownRanking(h.Preferences)}
}

func shownMember(m engine.Member) MemberRecord {
	out := MemberRecord{
		ID: m.ID, Village: m.Area, Household: m.Household, Duty: texts(m.Duty), Status: m.Status, Capable: m.Capable, Title: m.Title, Organisation: m.Organisation,
		Skills: m.Skills, Association: m.Association, Source: m.Source, Nomination: m.Nomination, Preferences: shownRanking(m.Preferences),
		MinLoad: m.MinLoad, MaxLoad: m.MaxLoad,
	}
	if m.Located {
		out.Lon, out.Lat = &m.Location[0], &m.Location[1]
	}
	return out
}

func shownSite(s engine.Site) SiteRecord {
	return SiteRecord{s.ID, s.Household, &s.Location[0], &s.Location[1], s.Public, string(s.Use), s.Cost, s.Capacity}
}

func shownPair(p engine.Pair) PairRecord { return PairRecord{p.Household, p.Member} }

func shownNeighbour(p engine.HomePair) NeighbourRecord {
	return NeighbourRecord{p.A, p.B, max(p.Length, 1)}
}

func shownLine(line []orb.Point) [][2]float64 {
	return all(line, func(p orb.Point) [2]float64 { return p })
}

func shownContacts[ID ~string](contacts map[ID]registry.Contact) map[ID]ContactRecord {
	out := make(map[ID]ContactRecord, len(contacts))
	for id, c := range contacts {
		out[id] = ContactRecord(c)
	}
	return out
}

// shownRanking writes a ranking as tables do: those wanted alike are joined by an equals sign.
func shownRanking[ID ~string](r engine.Ranking[ID]) []string {
	var out []string
	for i, x := range r {
		if i > 0 && r[i-1].Rank == x.Rank {
			out[len(out)-1] += "=" + string(x.ID)
			continue
		}
		out = append(out, string(x.ID))
	}
	return out
}

// all shows each of a list.
func all[T, U any](list []T, show func(T) U) []U {
	out := make([]U, len(list))
	for i, x := range list {
		out[i] = show(x)
	}
	return out
}

func texts[T ~string](list []T) []string {
	if len(list) == 0 {
		return nil
	}
	return all(list, func(x T) string { return string(x) })
}
