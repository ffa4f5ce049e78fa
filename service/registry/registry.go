// Package registry declares what is kept for years: regions and areas with their records, policies, plans, jobs, accounts, sessions, what was
// done by whom. Stores implement it; packages access and workspace use it. There is no rule here but what a store must hold to: consistency,
// uniqueness, order.
//
// What holds for all of it:
//   - Lists that limit a query (regions, areas, states) mean everything where they are nil, and nothing where they are empty: whoever may see
//     nothing is shown nothing. Limit 0 is no limit.
//   - A revision is a number that grows with every change and never comes back, not for another record of the same id either; 0 is none yet.
//     Who changes or drops what is not there gets ErrNotFound, who has another revision than it has ErrConflict.
//   - Text is UTF-8 without zero bytes. Times are kept to the microsecond and read in UTC. Lists without a meaning of their own are read as nil where they are empty.
//
// A store is judged by package storetest: both stores pass the same suite.
package registry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
)

// Errors that every store answers with, wrapped or not.
var (
	// ErrNotFound: there is no such thing.
	ErrNotFound = errors.New("registry: not found")
	// ErrExists: the id is taken.
	ErrExists = errors.New("registry: exists already")
	// ErrConflict: what was to be changed is not as the caller saw it (optimistic concurrency).
	ErrConflict = errors.New("registry: changed meanwhile")
	// ErrInUse: others depend on it.
	ErrInUse = errors.New("registry: in use")
	// ErrReadOnly: the store was opened for reading, or the transaction was.
	ErrReadOnly = errors.New("registry: read only")
	// ErrInvalid: what was to be kept contradicts itself or its place: a record of another area, a content that has not the hash it is given.
	ErrInvalid = errors.New("registry: not valid")
	// ErrBusy: others kept the store for too long. Nothing was written; the same may be tried again.
	ErrBusy = errors.New("registry: busy")
)

// A TakenError names a record whose id another area has. It is ErrExists.
type TakenError struct {
	// What is the kind of record: household, member, site.
	What, ID string
	Area     engine.AreaID
}

func (e *TakenError) Error() string {
	return fmt.Sprintf("%s %q is in area %q: %v", e.What, e.ID, e.Area, ErrExists)
}

func (e *TakenError) Unwrap() error { return ErrExists }

// A Store keeps everything. It is safe for concurrent use, by several processes too. Who is in a transaction begins no other one that writes: it may wait
// for his own. A call that fails within a transaction has changed nothing, so f may go on after it.
type Store interface {
	// Read runs f on one consistent state of everything; writes in it fail with ErrReadOnly.
	Read(ctx context.Context, f func(Tx) error) error
	// Write runs f in one transaction, committed durably if f returns nil, undone whole otherwise. f may run several times where the store has
	// to retry, so it must have no effect but through Tx.
	Write(ctx context.Context, f func(Tx) error) error
	// Backup writes a consistent copy of everything to a new file while others go on working. ErrExists: there is such a file.
	Backup(ctx context.Context, file string) error
	// Check looks for what is wrong with the store itself: migrations, indexes, references, room on the disk. Empty: nothing.
	Check(ctx context.Context) ([]Fault, error)
	Close() error
}

// A Herald is a Store that tells at once what other processes change. Who has another store asks it from time to time.
type Herald interface {
	// Listen calls heard at its beginning and after every commit that changed jobs, by whomever, until the context ends or the connection breaks.
	Listen(ctx context.Context, heard func()) error
}

// A Fault is something wrong with a store.
type Fault struct {
	// What is wrong, and what to do.
	What, Todo string
	// Grave faults keep a server from starting.
	Grave bool
}

// Tx is one transaction.
type Tx interface {
	Regions
	Areas
	Policies
	Plans
	Jobs
	Accounts
	Audit
}

// RegionID names a region: a division code, or whatever the users call it.
type RegionID string

// A Region is a county, a town, any part of the tree of which areas are the leaves.
type Region struct {
	ID     RegionID
	Parent RegionID // "" for a root
	Name   string
	// Policy is the name of the policy that its areas are planned by, "" for the parent's.
	Policy   string
	Revision int64
}

// Regions keeps the tree.
type Regions interface {
	// Regions lists all of them, by id.
	Regions(ctx context.Context) ([]Region, error)
	Region(ctx context.Context, id RegionID) (Region, error)
	// Below lists regions and all that are below them, by id, each once; those that are not there are left out. It reads no more than it finds.
	Below(ctx context.Context, regions ...RegionID) ([]RegionID, error)
	// PutRegion makes a region (r.Revision 0; ErrExists) or replaces it where it still has r.Revision (else ErrConflict), and returns the new
	// revision. ErrNotFound: the parent is not there, or is the region itself or below it.
	PutRegion(ctx context.Context, r Region) (int64, error)
	// DropRegion: ErrInUse while regions or areas are in it, or grants name it.
	DropRegion(ctx context.Context, id RegionID, revision int64) error
}

// An Area is planned on its own: a village.
type Area struct {
	ID       engine.AreaID
	Region   RegionID // "" for none
	Name     string
	Boundary orb.MultiPolygon
	// Datum is the one that its records were delivered in (they are WGS-84).
	Datum geo.Datum
	// Revision grows with every change of this record, of the records in it and of what is published; a member who counts in several areas
	// changes each.
	Revision int64
	// Records is the revision at which its records last changed, or the area was made.
	Records int64
	// Published is the plan in force, "" before the first.
	Published PlanID
	// Households and Members count the records of now, members as Records lists them.
	Households, Members int
}

// Records are those of an area, each list by id: of members, all who live in it or are on duty there.
type Records struct {
	Households        []engine.Household
	Members           []engine.Member
	Sites             []engine.Site
	Locks, Forbidden  []engine.Pair
	Adjacency         []engine.HomePair // nil: nobody has told
	Barriers          [][]orb.Point
	HouseholdContacts map[engine.HouseholdID]Contact
	MemberContacts    map[engine.MemberID]Contact
}

// A Contact is a name and a phone number. It never leaves the store but to the responsible member and the planner.
type Contact struct{ Name, Phone string }

// An Edit is a change of the records of one area. Nil lists change nothing. What is dropped is dropped before the rest is put, so that who is in
// both starts anew; of two records with one id the last counts.
//
// Households and sites must name the area. So must members, but for those who live in no area (a cadre of the town): these name it among
// their duties, and every area of their duties may change them. To move a record to another area, drop it there and put it here.
type Edit struct {
	// At is when, for Forget.
	At             time.Time
	PutHouseholds  []engine.Household
	DropHouseholds []engine.HouseholdID
	PutMembers     []engine.Member
	DropMembers    []engine.MemberID
	PutSites       []engine.Site
	DropSites      []engine.SiteID
	PutLocks       []engine.Pair
	DropLocks      []engine.Pair
	PutForbidden   []engine.Pair
	DropForbidden  []engine.Pair
	// SetAdjacency and SetBarriers replace the whole list where they are not nil.
	SetAdjacency *[]engine.HomePair
	SetBarriers  *[][]orb.Point
	// Contacts with neither name nor phone are dropped. The others are of records that this edit could put (ErrNotFound).
	HouseholdContacts map[engine.HouseholdID]Contact
	MemberContacts    map[engine.MemberID]Contact
}

// AreaQuery asks for areas in the order of their ids.
type AreaQuery struct {
	// Regions and Areas limit to areas in one of the regions (not below) or named; both nil: all.
	Regions []RegionID
	Areas   []engine.AreaID
	// Search is part of a name or the beginning of an id, as written.
	Search string
	After  engine.AreaID
	Limit  int
	// Brief leaves boundaries out: most of what there is to read of an area.
	Brief bool
}

// Areas keeps areas and their records, and how they were.
type Areas interface {
	Areas(ctx context.Context, q AreaQuery) ([]Area, error)
	Area(ctx context.Context, id engine.AreaID) (Area, error)
	// PutArea makes an area (Revision 0) or replaces name, region, boundary and datum where it still has that revision; see PutRegion.
	// ErrNotFound: the region is not there, either.
	PutArea(ctx context.Context, a Area) (int64, error)
	// DropArea drops an area with its records, contacts and history. Members without a home village go with the last of their areas; duties of
	// others may go on naming it, as they may name areas that are not there yet. Plans keep what they hold of it; one that is then in force
	// nowhere is superseded. ErrInUse: a grant names it, or a job that has not ended.
	DropArea(ctx context.Context, id engine.AreaID, revision int64) error
	// Records reads the records of an area as they were at a revision (of the area, or of its records), 0 for now. Contacts are read only where
	// asked for, and only those of now. ErrNotFound: no such area, or the revision was never reached or has been forgotten.
	Records(ctx context.Context, area engine.AreaID, revision int64, contacts bool) (Records, error)
	// EditRecords changes the records of an area that still has that revision (else ErrConflict) and returns the new one; an edit that
	// changes nothing returns the old one. Ids are unique in the whole store: ErrExists names one that another area has. Dropping what is not there
	// is ErrNotFound, but for pairs. A pair needs its home in the area and its member living or on duty there (else ErrNotFound), and goes with
	// either; neighbours (adjacency) go with their homes. Other areas that a changed member serves or served change too.
	EditRecords(ctx context.Context, area engine.AreaID, revision int64, e Edit) (int64, error)
	// Forget removes what is only needed to read records back as they were before that time, except at revisions that plans name, and area
	// plans of before that no plan names. It returns how many records and area plans.
	Forget(ctx context.Context, before time.Time) (int, error)
	// AreaOfHousehold and AreasOfMember find records by id; a member's areas are where he lives and where he is on duty, in order.
	AreaOfHousehold(ctx context.Context, id engine.HouseholdID) (engine.AreaID, error)
	AreasOfMember(ctx context.Context, id engine.MemberID) ([]engine.AreaID, error)
}

// A Policy is a policy document that regions and plans name.
type Policy struct {
	Name string
	// Document is YAML as it was written.
	Document []byte
	Revision int64
}

// Policies keeps policy documents. Built-in schemes are none of them.
type Policies interface {
	Policies(ctx context.Context) ([]Policy, error)
	Policy(ctx context.Context, name string) (Policy, error)
	// PutPolicy: see PutRegion.
	PutPolicy(ctx context.Context, p Policy) (int64, error)
	// DropPolicy: ErrInUse while a region names it.
	DropPolicy(ctx context.Context, name string, revision int64) error
}
