package engine

import (
	"github.com/paulmach/orb"

	"jinlin/geo"
	"jinlin/policy"
)

// A Change is one thing that happened to an area since its plan was made.
type Change interface {
	// edit makes the change in the records of a problem.
	edit(r *records)
}

type (
	// PutHousehold is a home that arrived, or takes the place of the record of the same id: it moved, or asks for something else.
	PutHousehold struct{ Household Household }
	// DropHousehold is a home that left; its locks and forbidden pairs go with it.
	DropHousehold struct{ ID HouseholdID }
	// PutMember is a member who arrived, or takes the place of the record of the same id: he moved, became unable, can do more or less.
	PutMember struct{ Member Member }
	// DropMember is a member who left; his locks and forbidden pairs go with him, and homes no longer name him as preference.
	DropMember struct{ ID MemberID }
	// PutSite is a site that was given or that changed.
	PutSite struct{ Site Site }
	// DropSite is a site no longer given.
	DropSite struct{ ID SiteID }
	// PutLock keeps a home with a member from now on, instead of an earlier lock of the home.
	PutLock struct{ Pair Pair }
	// DropLock ends a lock.
	DropLock struct{ Pair Pair }
	// PutForbidden forbids a pair from now on.
	PutForbidden struct{ Pair Pair }
	// DropForbidden allows a forbidden pair again.
	DropForbidden struct{ Pair Pair }
	// SetSurroundings says anew which homes are neighbours and what lies between them.
	SetSurroundings struct {
		Adjacency []HomePair
		Barriers  [][]orb.Point
	}
	// SetPolicy plans by another policy from now on.
	SetPolicy struct{ Policy policy.Policy }
	// SetGround measures by another ground from now on, such as a new matrix of distances; nil means the one that the policy's metric names.
	SetGround struct{ Ground geo.Ground }
)

// RebalanceMode tells what a rebalance may change.
type RebalanceMode string

const (
	// RebalanceLeast: coverage and shortfall as good as any plan's, then the fewest voluntary changes, then the remaining tiers.
	RebalanceLeast RebalanceMode = "least"
	// RebalanceAtMost: the best plan with at most so many voluntary changes.
	RebalanceAtMost RebalanceMode = "at_most"
)

// A Rebalance tells how a plan came from the plan that stood before. See docs/model.md, "Change".
type Rebalance struct {
	Mode RebalanceMode
	// MaxChanges is the most voluntary changes that RebalanceAtMost was asked for. Where members may bear less than before, as many more
	// are made as homes have to leave them.
	MaxChanges int
	// Resited tells that circles and teams were made anew; otherwise they stand as they did, repaired where they had to be.
	Resited bool
	// From is the fingerprint of the problem whose plan stood before.
	From string
	// Voluntary counts the homes that are answered for by another member than before (or by nobody) although the pair is still
	// allowed, Forced those whose pair no longer is.
	Voluntary, Forced int
	// NextCircle is the number that the next new circle will get; no number is given twice.
	NextCircle int
	// NextGroup is the same for groups.
	NextGroup int
}

// A Delta is what a rebalance did.
type Delta struct {
	Plan Plan
	// Moves are the homes whose answer is another, or that came or went, by id.
	Moves []Move
	// Next tells what more voluntary changes would buy, the fewest first: the next corners of the trade between changes and the
	// tiers after shortfall. Empty if no further change makes the plan better.
	Next []Trade
}

// MoveKind tells what happened to a home.
type MoveKind string

const (
	// MoveArrived: the home is new in the area.
	MoveArrived MoveKind = "arrived"
	// MoveGone: the home left the area.
	MoveGone MoveKind = "gone"
	// MoveForced: the member before may no longer answer for the home, or no longer covers it as his own (the latter is no change that
	// Rebalance counts).
	MoveForced MoveKind = "forced"
	// MoveVoluntary: the member before still might, but the plan is better so. These are counted as changes.
	MoveVoluntary MoveKind = "voluntary"
	// MoveServed: nobody answered for the home before, and somebody does now.
	MoveServed MoveKind = "served"
)

// A Move is one home whose answer is another than before.
type Move struct {
	Household HouseholdID
	Kind      MoveKind
	// Before and After answered and answers for the home; "" for nobody.
	Before, After     MemberID
	BeforeMM, AfterMM int64
	// LoadBefore and LoadAfter are the loads of the member before in the plan before, and of the member after in the plan after.
	LoadBefore, LoadAfter int
	Cause                 Cause
}

// CauseCode names why a home moved.
type CauseCode string

const (
	// CauseArrived: the home is new. CauseGone: it left. CauseHomeMoved: it lies elsewhere, or its own record changed otherwise.
	CauseArrived   CauseCode = "arrived"
	CauseGone      CauseCode = "gone"
	CauseHomeMoved CauseCode = "home_moved"
	// CauseMemberLeft: Member, the one before, left the area. CauseMemberExcluded: he no longer takes part, Reason says why.
	// CauseMemberMoved: he lives elsewhere. CauseMemberChanged: he offers other services, or belongs to another association, and no longer what the
	// home needs.
	CauseMemberLeft     CauseCode = "member_left"
	CauseMemberExcluded CauseCode = "member_excluded"
	CauseMemberMoved    CauseCode = "member_moved"
	CauseMemberChanged  CauseCode = "member_changed"
	// CauseForbidden: the pair is forbidden now. CauseLocked: the home is locked to Member now. CauseOwn: Member lives there and covers it.
	CauseForbidden CauseCode = "forbidden"
	CauseLocked    CauseCode = "locked"
	CauseOwn       CauseCode = "own"
	// CauseChosen: the home and Member chose each other.
	CauseChosen CauseCode = "chosen"
	// CauseCircle: the home or its member is in another circle now.
	CauseCircle CauseCode = "circle"
	// CauseGroup: the home or its member is in another group now.
	CauseGroup CauseCode = "group"
	// CausePolicy: the policy no longer allows the pair.
	CausePolicy CauseCode = "policy"
	// CauseGround: by the distances that were given anew the pair is no longer allowed.
	CauseGround CauseCode = "ground"
	// CauseRoom: the member before made room for Household, whose own cause is not CauseRoom.
	CauseRoom CauseCode = "room"
	// CauseCapacity: the member before may bear less than he did.
	CauseCapacity CauseCode = "capacity"
	// CauseHelp: Member, new or with more room than before, takes the home over, or one further along the chain.
	CauseHelp CauseCode = "help"
	// CauseMinimum: Member was short of his minimum.
	CauseMinimum CauseCode = "minimum"
	// CauseBetter: the exchange makes the plan better (evener, nearer, a better fit) for no other reason.
	CauseBetter CauseCode = "better"
)

// A Cause tells why a home moved.
type Cause struct {
	Code      CauseCode
	Member    MemberID
	Household HouseholdID
	// Reason is the code of CauseMemberExcluded.
	Reason string
}

// A Trade is a corner of the trade between changes and quality.
type Trade struct {
	// Changes is how many more voluntary changes it takes.
	Changes int
	// Value is what the links would be worth then, tier by tier as in the proof of the links, without the tier of changes.
	Value []int64
	// Member is who would take most of the homes that move, Homes how many; New tells that he answers for nobody yet.
	Member MemberID
	Homes  int
	New    bool
}
