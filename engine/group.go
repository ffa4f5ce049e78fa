package engine

import (
	"iter"
	"slices"

	"github.com/paulmach/orb"
)

// GroupID is the id of a group: that of its area and its number with three digits or more.
type GroupID string

// A HomePair names two homes that are neighbours, and how long their common border is (0 means 1), in any unit.
type HomePair struct {
	A, B   HouseholdID
	Length int
}

// A Group is a neighbourhood group (网格, 联户单元): homes next to each other, or those that were given as one.
type Group struct {
	ID GroupID
	// Number counts the groups of the area from west to east in the first plan, from 1.
	Number int
	// Name is that of a given group, "" for a drawn one.
	Name string
	// Household is the home in the middle: the one with the least total distance to the others (ties by id); Center is where it lies.
	Household HouseholdID
	Center    orb.Point
	// Homes and Members count its homes and the eligible residents anchored among them.
	Homes, Members int
	// Weight adds up the weights of its homes.
	Weight int64
	// RadiusMM is the largest distance from the home in the middle, TotalMM the sum of them; both as the crow flies, in the plane of the area.
	RadiusMM, TotalMM int64
}

// A GroupSlot is a role of a group and who took it.
type GroupSlot struct {
	Group GroupID
	Role  string
	// Number counts the slots of the role in the group, from 1.
	Number int
	Member MemberID
}

const (
	// ShortfallGroup: a group is smaller than policy.Groups.Min, or than the tolerance around the average lets it be.
	ShortfallGroup ShortfallKind = "group"
	// ShortfallGroupRole: a role of a group lacks somebody.
	ShortfallGroupRole ShortfallKind = "group_role"
)

// A GroupProof tells what the groups are worth: three aims, one after the other, with the bounds of docs/model.md, "Groups". Certified means that every
// value equals its bound. Searched claims that nothing is better among the groupings with as many groups in every piece of the area; the
// values are re-checkable, the claim is not. Given groups and groups that stand as they did are Kept.
type GroupProof struct {
	Kind ProofKind
	// Violation adds up how far groups are outside their bounds.
	Violation, ViolationBound int64
	// Spread is the largest less the smallest size; no aim, and 0, where the policy does not balance.
	Spread, SpreadBound int64
	// Compactness is the length of cut neighbourhoods, or the total distance in millimetres, as the policy asks.
	Compactness, CompactnessBound int64
	// Reasons tell why a violation cannot be avoided. None are known where it is not 0 and the list is empty.
	Reasons []GroupReason
}

// GroupReasonKind names why groups cannot be within their bounds.
type GroupReasonKind string

const (
	// GroupsLight: Homes have no neighbours but each other, and together are smaller than a group may be.
	GroupsLight GroupReasonKind = "light_piece"
	// GroupsNoCount: Homes have no neighbours but each other, and no number of groups within the bounds adds up to their size.
	GroupsNoCount GroupReasonKind = "no_count"
	// GroupsHeavy: the home in Homes is larger by itself than a group may be.
	GroupsHeavy GroupReasonKind = "heavy_home"
	// GroupsFew: there are more pieces than groups were asked for, Pieces.
	GroupsFew GroupReasonKind = "too_few_groups"
	// GroupsMany: there are fewer homes than groups were asked for, Pieces.
	GroupsMany GroupReasonKind = "too_many_groups"
	// GroupsSumLight and GroupsSumHeavy: the size of all homes is less than so many groups need, or more than they may have.
	GroupsSumLight GroupReasonKind = "sum_light"
	GroupsSumHeavy GroupReasonKind = "sum_heavy"
)

// A GroupReason shows why groups cannot be within their bounds. Anybody can check it in one pass.
type GroupReason struct {
	Kind  GroupReasonKind
	Homes []HouseholdID
	// Size is what Homes, or all homes, count.
	Size int64
	// Pieces is the number of pieces, or of homes, that stand against the number of groups.
	Pieces int
}

func (p Plan) Groups() iter.Seq[Group]         { return slices.Values(p.d.Groups) }
func (p Plan) GroupSlots() iter.Seq[GroupSlot] { return slices.Values(p.d.GroupSlots) }
