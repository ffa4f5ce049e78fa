// Package registry declares what is kept for years: regions and areas with their records, policies, plans, jobs, accounts, sessions, what was
// done by whom. Stores implement it; packages access and workspace use it. There is no rule here but what a store must hold to: consistency,
// uniqueness, order.
//
// A store is judged by package storetest: both stores pass the same suite.
package registry

import (
	"context"
	"errors"
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
)

// A Store keeps everything. It is safe for concurrent use, by several processes too.
type Store interface {
	// Read runs f on one consistent state of everything; writes in it fail with ErrReadOnly.
	Read(ctx context.Context, f func(Tx) error) error
	// Write runs f in one transaction, committed durably if f returns nil, undone whole otherwise. f may run several times where the store has
	// to retry, so it must have no effect but through Tx.
	Write(ctx context.Context, f func(Tx) error) error
	// Backup writes a consistent copy of everything to a new file while others go on working.
	Backup(ctx context.Context, file string) error
	// Check looks for what is wrong with the store itself: migrations, indexes, references, room on the disk. Empty: nothing.
	Check(ctx context.Context) ([]Fault, error)
	Close() error
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
	Policy string
	// Revision counts the changes of this record.
	Revision int64
}

// Regions keeps the tree.
type Regions interface {
	// Regions lists all of them, by id.
	Regions(ctx context.Context) ([]Region, error)
	Region(ctx context.Context, id RegionID) (Region, error)
	// PutRegion makes a region (r.Revision 0; ErrExists) or replaces it where it still has r.Revision (else ErrConflict), and returns the new
	// revision. ErrNotFound: the parent is not there, or is the region itself or below it.
	PutRegion(ctx context.Context, r Region) (int64, error)
	// DropRegion: ErrInUse while regions, areas or grants are below it.
	DropRegion(ctx context.Context, id RegionID, revision int64) error
}

// An Area is planned on its own: a village.
type Area struct {
	ID       engine.AreaID
	Region   RegionID
	Name     string
	Boundary orb.MultiPolygon
	// Datum is the one that its records were delivered in (they are WGS-84).
	Datum geo.Datum
	// Revision counts the changes of this record and of all records in it; a record that serves several areas counts in each.
	Revision int64
	// Published is the plan in force, "" before the first.
	Published PlanID
	// Households and Members count the records of now.
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

// An Edit is a change of the records of one area. Nil lists change nothing.
type Edit struct {
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
	// Contacts with neither name nor phone are dropped.
	HouseholdContacts map[engine.HouseholdID]Contact
	MemberContacts    map[engine.MemberID]Contact
}

// AreaQuery asks for areas in the order of their ids.
type AreaQuery struct {
	// Regions limits to areas in them (not below); nil: all.
	Regions []RegionID
	// Search is part of a name or the beginning of an id.
	Search string
	After  engine.AreaID
	Limit  int // 0: all
}

// Areas keeps areas and their records, and how they were.
type Areas interface {
	Areas(ctx context.Context, q AreaQuery) ([]Area, error)
	Area(ctx context.Context, id engine.AreaID) (Area, error)
	// PutArea makes an area (Revision 0) or replaces name, region, boundary and datum where it still has that revision; see PutRegion.
	PutArea(ctx context.Context, a Area) (int64, error)
	DropArea(ctx context.Context, id engine.AreaID, revision int64) error
	// Records reads the records of an area as they were at a revision (of the area), 0 for now. Contacts are read only where asked for, and
	// only those of now. ErrNotFound: no such area, or the revision was never reached or has been forgotten.
	Records(ctx context.Context, area engine.AreaID, revision int64, contacts bool) (Records, error)
	// EditRecords changes the records of an area that still has that revision (else ErrConflict) and returns the new one. Ids are unique in
	// the whole store: ErrExists names one that another area has. Dropping what is not there is ErrNotFound. Pairs go with their home or
	// member. Other areas that a changed member serves or served get a new revision too.
	EditRecords(ctx context.Context, area engine.AreaID, revision int64, e Edit) (int64, error)
	// Forget removes what is only needed to read revisions before that time back, and area plans that no plan names.
	Forget(ctx context.Context, before time.Time) (int, error)
	// AreaOfHousehold and AreasOfMember find records by id.
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
	PutPolicy(ctx context.Context, p Policy) (int64, error)
	DropPolicy(ctx context.Context, name string, revision int64) error
}
