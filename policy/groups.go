package policy

import (
	"fmt"
	"math"
)

// GroupSource tells where the neighbourhood groups (网格, 联户单元) of an area come from.
type GroupSource string

const (
	// GroupsNone: the plan has no groups. Links within a group then go by the group that the record of a home names.
	GroupsNone GroupSource = "none"
	// GroupsGiven: the groups that the records of homes name, taken as they are.
	GroupsGiven GroupSource = "given"
	// GroupsDrawn: groups are drawn, whatever the records name.
	GroupsDrawn GroupSource = "drawn"
)

// GroupBalance tells whether drawn groups shall be of even size within their bounds.
type GroupBalance string

const (
	// GroupBalanceSpread: the largest and the smallest differ as little as can be.
	GroupBalanceSpread GroupBalance = "spread"
	// GroupBalanceNone: the bounds are enough.
	GroupBalanceNone GroupBalance = "none"
)

// Compactness tells what a compact group is.
type Compactness string

const (
	// CompactCut: the fewest neighbours in different groups, by the length of their border where that is given, else by how near they are.
	CompactCut Compactness = "cut_edges"
	// CompactDistance: the least total distance from homes to the home in the middle of their group.
	CompactDistance Compactness = "distance"
)

// Groups says whether and how an area is divided into contiguous groups of homes.
type Groups struct {
	By GroupSource
	// Measure is what the size of a group counts.
	Measure Measure
	// Min and Max bound the size; 0 means no bound. Both are aims before all others, but no group is torn apart for them.
	Min, Max int
	// Count is how many groups there shall be; 0 leaves it to the bounds.
	Count int
	// Tolerance bounds the size around the average, where Count is given.
	Tolerance   Tolerance
	Balance     GroupBalance
	Compactness Compactness
	// Neighbor is how far neighbours may be apart; farther than that, land lies between them that belongs to no group.
	Neighbor Limit
	// Roles are filled in every group in this order, at most one role a person.
	Roles []Role
	// Effort bounds the search, in units of a million looks at an edge or a distance (about a millisecond each), so that the same effort
	// gives the same groups on every machine.
	Effort int
}

// A Tolerance is an optional percentage: how far a size may be from the average. The zero Tolerance is "no tolerance stated".
type Tolerance struct {
	Percent float64
	Set     bool
}

// Around returns a tolerance of so many percent.
func Around(percent float64) Tolerance { return Tolerance{Percent: percent, Set: true} }

const (
	// MaxUnitWeight bounds the weight of a home where neither circles nor links count it: districts with populations.
	MaxUnitWeight = 100_000_000
	// MaxGroupSize bounds the bounds of a group.
	MaxGroupSize = 1_000_000_000
	// MaxGroups bounds the number of groups of an area.
	MaxGroups = 50_000
	// MaxGroupEffort bounds the effort of drawing: some ten days.
	MaxGroupEffort = 1_000_000_000
)

// DefaultGroupEffort draws the groups of a village of usual size in some 30 milliseconds.
const DefaultGroupEffort = 10

// DefaultGroups draws nothing; what it says besides is what a drawing starts from.
func DefaultGroups() Groups {
	return Groups{
		By: GroupsNone, Measure: MeasureHomes, Balance: GroupBalanceSpread, Compactness: CompactCut, Neighbor: AtMost(100), Effort: DefaultGroupEffort,
	}
}

// Bounds returns the least and the largest size of a group of an area of that size in all; most is -1 where there is no bound. With a tolerance
// they are those within it of the average, but at least the average rounded down and up.
func (g *Groups) Bounds(total int64) (least, most int64) {
	least, most = int64(g.Min), int64(g.Max)
	if g.Max == 0 {
		most = -1
	}
	if g.Count == 0 || !g.Tolerance.Set {
		return least, most
	}
	const whole = 100_000 // of the tolerance: thousandths of a percent
	t, k := int64(math.Round(float64(g.Tolerance.Percent*1000))), int64(g.Count)
	low, high := ceilDiv(total*(whole-t), k*whole), total*(whole+t)/(k*whole)
	least = max(least, min(low, total/k))
	if high = max(high, ceilDiv(total, k)); most < 0 || high < most {
		most = high
	}
	return least, most
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

// MostWeight is the largest weight that a home may have under the policy.
func (p *Policy) MostWeight() int {
	if p.Circles.Sites == SitesNone && p.Links.Within == WithinNone {
		return MaxUnitWeight
	}
	return MaxCount
}

func (c *check) groups(g *Groups) {
	c.oneOf("groups.by", string(g.By), GroupsNone, GroupsGiven, GroupsDrawn)
	c.oneOf("groups.measure", string(g.Measure), MeasureHomes, MeasureWeight)
	c.oneOf("groups.balance", string(g.Balance), GroupBalanceSpread, GroupBalanceNone)
	c.oneOf("groups.compactness", string(g.Compactness), CompactCut, CompactDistance)
	c.limit("groups.neighbor_m", g.Neighbor)
	c.upTo("groups.min", g.Min, 0, MaxGroupSize)
	c.upTo("groups.max", g.Max, 0, MaxGroupSize)
	c.upTo("groups.count", g.Count, 0, MaxGroups)
	c.upTo("groups.effort", g.Effort, 1, MaxGroupEffort)
	if g.Max > 0 && g.Min > g.Max {
		c.add("groups.min", "%d is over groups.max %d; expected at most groups.max", g.Min, g.Max)
	}
	if t := g.Tolerance; t.Set && !(t.Percent >= 0 && t.Percent <= 100) {
		c.add("groups.tolerance_percent", "%v is out of range; expected a percentage from 0 to 100, or none", t.Percent)
	}
	if g.By == GroupsDrawn && g.Count == 0 && g.Max == 0 {
		c.add("groups.max", "is 0, and so is groups.count; expected how large a group may be, or how many there shall be")
	}
	c.roles("groups.roles", g.Roles)
}

func (c *check) upTo(path string, got, least, most int) {
	if got < least || got > most {
		c.add(path, "%d is out of range; expected a whole number from %d to %d", got, least, most)
	}
}

// roles checks the roles of a team or a group.
func (c *check) roles(path string, roles []Role) {
	if len(roles) > MaxRoles {
		c.add(path, "has %d roles; expected at most %d", len(roles), MaxRoles)
	}
	names := make([]string, len(roles))
	for i, r := range roles {
		at := fmt.Sprintf("%s[%d]", path, i)
		names[i] = r.Name
		if r.Name == "" {
			c.add(at+".name", "is empty; expected a name")
		}
		c.count(at+".min", r.Min, 0)
		c.count(at+".max", r.Max, 1)
		if r.Max > MaxSlots {
			c.add(at+".max", "%d is too many; expected at most %d", r.Max, MaxSlots)
		}
		if r.Min > r.Max {
			c.add(at+".min", "%d is over max %d; expected at most max", r.Min, r.Max)
		}
		c.unique(at+".titles", r.Titles)
		c.unique(at+".sources", r.Sources)
		c.nominations(at+".nominations", r.Nominations)
	}
	c.unique(path, names)
}

func cloneRoles(roles []Role) []Role {
	if len(roles) == 0 {
		return nil
	}
	out := make([]Role, len(roles))
	for i, r := range roles {
		r.Titles, r.Sources = append([]string(nil), r.Titles...), append([]string(nil), r.Sources...)
		r.Nominations = append([]string(nil), r.Nominations...)
		out[i] = r
	}
	return out
}
