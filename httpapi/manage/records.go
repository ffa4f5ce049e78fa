package manage

import (
	"context"
	"net/http"
	"time"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// AreaRecords are what the caller may read of an area.
type AreaRecords struct {
	Area     engine.AreaID `json:"area"`
	Revision int64         `json:"revision" doc:"What a change names in If-Match."`
	Extent   string        `json:"extent" enum:"all,own" doc:"own: the homes that the caller answers for, and himself."`

	Households []HouseholdRecord `json:"households" nullable:"false" doc:"By id, as the other lists."`
	Members    []MemberRecord    `json:"members" nullable:"false" doc:"All who live here or are on duty here."`
	Sites      []SiteRecord      `json:"sites" nullable:"false"`
	Locks      []PairRecord      `json:"locks" nullable:"false" doc:"Kept together by hand."`
	Forbidden  []PairRecord      `json:"forbidden,omitempty" doc:"Kept apart; told to planners only."`
	Adjacency  []NeighbourRecord `json:"adjacency,omitempty" doc:"Who is whose neighbour, where somebody has told."`
	Barriers   [][][2]float64    `json:"barriers,omitempty" doc:"Lines that part neighbours: rivers, railways, roads."`

	HouseholdContacts map[engine.HouseholdID]ContactRecord `json:"household_contacts,omitempty" doc:"Those of now, for the planner and the member who answers for the home."`
	MemberContacts    map[engine.MemberID]ContactRecord    `json:"member_contacts,omitempty" doc:"Those of now; masked for whoever does not need them."`
}

// A RecordEdit changes records. What is dropped is dropped before the rest is put; who is in both starts anew.
type RecordEdit struct {
	PutHouseholds  []HouseholdRecord `json:"put_households,omitempty" maxItems:"20000" doc:"New, or in place of what has the id."`
	DropHouseholds []string          `json:"drop_households,omitempty" maxItems:"20000" minLength:"1" maxLength:"200"`
	PutMembers     []MemberRecord    `json:"put_members,omitempty" maxItems:"20000"`
	DropMembers    []string          `json:"drop_members,omitempty" maxItems:"20000" minLength:"1" maxLength:"200"`
	PutSites       []SiteRecord      `json:"put_sites,omitempty" maxItems:"20000"`
	DropSites      []string          `json:"drop_sites,omitempty" maxItems:"20000" minLength:"1" maxLength:"200"`
	PutLocks       []PairRecord      `json:"put_locks,omitempty" maxItems:"20000" doc:"Pairs to keep together. Dropping a pair that is not there is no error."`
	DropLocks      []PairRecord      `json:"drop_locks,omitempty" maxItems:"20000"`
	PutForbidden   []PairRecord      `json:"put_forbidden,omitempty" maxItems:"20000" doc:"Pairs to keep apart."`
	DropForbidden  []PairRecord      `json:"drop_forbidden,omitempty" maxItems:"20000"`

	SetAdjacency *[]NeighbourRecord `json:"set_adjacency,omitempty" maxItems:"200000" doc:"In place of the whole list."`
	SetBarriers  *[][][2]float64    `json:"set_barriers,omitempty" maxItems:"10000" doc:"In place of the whole list."`

	HouseholdContacts map[string]ContactRecord `json:"household_contacts,omitempty" maxProperties:"20000" doc:"By id; neither name nor phone: drops it. Needs leave for contacts."`
	MemberContacts    map[string]ContactRecord `json:"member_contacts,omitempty" maxProperties:"20000"`
}

type (
	recordsAsk struct {
		AreaPath
		Look
		Plan     string `query:"plan" maxLength:"64" doc:"As they were when that plan was made; left out: now."`
		Contacts bool   `query:"contacts" doc:"Names and phones too, as far as the caller may have them. The audit trail tells that they were read."`
	}
	recordsAnswer struct {
		Tagged
		Body AreaRecords
	}
	editAsk struct {
		AreaPath
		Change
		Body struct {
			Edits []RecordEdit `json:"edits" minItems:"1" maxItems:"1000" nullable:"false" doc:"One after the other, all of them or none."`
		}
	}
)

// maxEdit is the largest body of a change of records.
const maxEdit = 32 << 20

func (f *frame) recordRoutes() {
	register(f, operation{
		id: "read-records", method: http.MethodGet, path: "/v1/areas/{area}/records", tag: "records", summary: "Read the records of an area",
		text: "Households, members, sites and what is fixed by hand; a member reads the homes that he answers for.",
	}, f.readRecords)
	register(f, operation{
		id: "edit-records", method: http.MethodPatch, path: "/v1/areas/{area}/records", tag: "records", summary: "Change the records of an area",
		text:    "Tells all that is wrong at once, and then changes nothing. Members and sites of a household stand where it does. To move a record to another area, drop it there and put it here.",
		maxBody: maxEdit, arrival: 5 * time.Minute,
	}, f.editRecords)
}

func (f *frame) readRecords(ctx context.Context, c access.Caller, in *recordsAsk) (*recordsAnswer, error) {
	r, err := f.Workspace.Records(ctx, c, workspace.RecordsAsk{Area: engine.AreaID(in.Area), Plan: registry.PlanID(in.Plan), Contacts: in.Contacts})
	if err != nil {
		return nil, err
	}
	out := &recordsAnswer{tagged(r.Area.Revision), shownRecords(r)}
	if in.Contacts {
		out.CacheControl = "no-store"
	}
	return out, nil
}

func shownRecords(r workspace.AreaRecords) AreaRecords {
	out := AreaRecords{
		Area: r.Area.ID, Revision: r.Area.Revision, Extent: r.Extent.String(),
		Households: all(r.Households, shownHousehold), Members: all(r.Members, shownMember), Sites: all(r.Sites, shownSite), Locks: all(r.Locks, shownPair),
		Forbidden: all(r.Forbidden, shownPair), Adjacency: all(r.Adjacency, shownNeighbour), Barriers: all(r.Barriers, shownLine),
	}
	if len(r.HouseholdContacts) > 0 {
		out.HouseholdContacts = shownContacts(r.HouseholdContacts)
	}
	if len(r.MemberContacts) > 0 {
		out.MemberContacts = shownContacts(r.MemberContacts)
	}
	return out
}

func (f *frame) editRecords(ctx context.Context, c access.Caller, in *editAsk) (*areaAnswer, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	edits, places, err := readEdits(engine.AreaID(in.Area), in.Body.Edits)
	if err != nil {
		return nil, err
	}
	a, err := f.Workspace.Edit(ctx, c, engine.AreaID(in.Area), revision, edits...)
	if err != nil {
		return nil, places.tell(err)
	}
	return &areaAnswer{http.StatusOK, tagged(a.Revision), shownArea(workspace.Area{Area: a})}, nil
}
