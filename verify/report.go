package verify

import (
	"cmp"
	"slices"

	"jinlin/engine"
)

// The names of the stages of a plan that carry a claim, in their order.
const (
	StageHeld      = "held"
	StageShortfall = "shortfall"
	StageCircles   = "circles"
	StageFarthest  = "farthest"
	StageDistance  = "distance"
	StageGroups    = "groups"
	StageSelection = "selection"
	StageLinks     = "links"
	StageOpen      = "open"
	StageDeputies  = "deputies"
	// StageCenters stands for all aims of the choice of centres in summaries; a report has them one by one, then the mentors.
	StageCenters        = "centers"
	StageCenterCount    = "center_count"
	StageCenterRanks    = "center_ranks"
	StageCenterOut      = "center_out"
	StageCenterMissing  = "center_missing"
	StageCenterDistance = "center_distance"
	StageMentors        = "mentors"
)

// A Report says what was found and what was confirmed. It is the same for the
// same problem and plan.
type Report struct {
	Area engine.AreaID
	// Findings lists everything that is not true, sorted; empty if all is.
	Findings []Finding
	// What was checked, counted in the plan; SlotsFilled counts the slots with a rightful holder.
	Homes, Members, Eligible              int
	Circles, Groups                       int
	Linked, Locked, Chosen, Own, Unserved int
	Deputised, OpenLinked, SlotsFilled    int
	// Voluntary and Forced count the changes, 0 in a plan made anew.
	Voluntary, Forced int
	Stages            []Stage
}

// A Stage tells what a plan claims of one stage and what of it was confirmed.
type Stage struct {
	Name string
	// Claimed is the kind of proof in the plan.
	Claimed engine.ProofKind
	// Confirmed is the kind that was re-checked: Claimed if it holds, "" if it
	// does not; certified where an unchecked claim turns out to be. Searched is
	// repeated, not confirmed; kept and unchecked confirm the value.
	Confirmed engine.ProofKind
}

// A Finding is one sentence of the plan that is not true.
type Finding struct {
	// Code is one of the constants of this package.
	Code string
	// Household, Member, Circle and Group say where, each "" if it does not apply.
	Household engine.HouseholdID
	Member    engine.MemberID
	Circle    engine.CircleID
	Group     engine.GroupID
	// Message says what was found, where, and what was expected.
	Message string
}

func (f Finding) String() string { return f.Code + ": " + f.Message }

// OK reports whether nothing was found.
func (r Report) OK() bool { return len(r.Findings) == 0 }

// Stage returns the stage of that name, the zero Stage if it was not judged.
func (r Report) Stage(name string) Stage {
	for _, s := range r.Stages {
		if s.Name == name {
			return s
		}
	}
	return Stage{}
}

// Has reports whether there is a finding with that code.
func (r Report) Has(code string) bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Code == code })
}

func compareFindings(a, b Finding) int {
	return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Household, b.Household),
		cmp.Compare(a.Member, b.Member), cmp.Compare(a.Circle, b.Circle), cmp.Compare(a.Group, b.Group), cmp.Compare(a.Message, b.Message))
}
