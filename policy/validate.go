package policy

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Violation is one thing that is wrong with an input: where (a path such as "links.load.min" or
// "households[17].location"), and what, with what was expected.
type Violation struct {
	Path    string
	Message string
}

func (v Violation) String() string { return v.Path + ": " + v.Message }

// MaxMeters is the largest distance limit: a limit is a neighbourhood, and sums of distances must stay far from overflow.
const MaxMeters = 1_000_000

// MaxCount bounds every count of a policy (loads, teams, weights), so that sums of squares stay far from overflow.
const MaxCount = 100_000

// MaxCapacity bounds the capacity of a circle, MaxEffort the effort of its search.
const (
	MaxCapacity = 1_000_000_000
	MaxEffort   = 1_000_000_000
)

// MaxRoles and MaxSlots bound the roles of a team and the slots of one role.
const (
	MaxRoles = 8
	MaxSlots = 100
)

// Validate returns everything that is wrong with the policy; an empty result means valid.
func (p *Policy) Validate() []Violation {
	var c check
	c.oneOf("metric", string(p.Metric), MetricGeodesic, MetricPlanar, MetricMatrix)
	c.oneOf("own_home", string(p.OwnHome), OwnCovered, OwnLinked, OwnOther)
	for i, s := range p.Eligibility.Exclude {
		c.oneOf(fmt.Sprintf("eligibility.exclude[%d]", i), s, StatusAge, StatusAway, StatusUnable, StatusDeclined)
	}
	c.circles(p)
	c.team(&p.Team)
	c.groups(&p.Groups)
	c.selection(p)
	c.links(&p.Links)
	c.centers(&p.Centers)
	c.count("deputies.max", p.Deputies.Max, 0)
	if p.Links.Within == WithinNone && p.Deputies.Max > 0 {
		c.add("deputies.max", "%d is over 0, and links.within none asks for no links to deputise for; expected 0", p.Deputies.Max)
	}
	c.levels(p.Titles)
	return c.found
}

// levels checks that every title stands at one level.
func (c *check) levels(levels [][]string) {
	at := map[string]int{}
	for i, words := range levels {
		if len(words) == 0 {
			c.add(indexed("titles", i), "names no title; expected a title or a list of titles")
		}
		for _, w := range words {
			if first, twice := at[w]; twice {
				c.add(indexed("titles", i), "%q is listed twice, first at level %d; leave one", w, first+1)
			} else {
				at[w] = i
			}
		}
	}
}

func indexed(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

type check struct{ found []Violation }

func (c *check) add(path, format string, args ...any) {
	c.found = append(c.found, Violation{path, fmt.Sprintf(format, args...)})
}

func (c *check) oneOf(path, got string, allowed ...any) {
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = fmt.Sprint(a)
	}
	if !slices.Contains(names, got) {
		if i := slices.Index(names, ""); i >= 0 {
			names[i] = `""` // as one writes it in a file
		}
		c.add(path, "%q is not known; expected one of %s", got, strings.Join(names, ", "))
	}
}

func (c *check) limit(path string, l Limit) {
	switch {
	case !l.Set:
	case math.IsNaN(l.Meters) || math.IsInf(l.Meters, 0):
		c.add(path, "%v is not a distance; expected metres from 0 to %d, or none", l.Meters, MaxMeters)
	case l.Meters < 0:
		c.add(path, "%v m is negative; expected metres from 0 to %d, or none", l.Meters, MaxMeters)
	case l.Meters > MaxMeters:
		c.add(path, "%v m is too far; expected metres from 0 to %d, or none", l.Meters, MaxMeters)
	}
}

func (c *check) count(path string, got, least int) {
	if got < least || got > MaxCount {
		c.add(path, "%d is out of range; expected a whole number from %d to %d", got, least, MaxCount)
	}
}

func (c *check) unique(path string, names []string) {
	for i, n := range names {
		if slices.Contains(names[:i], n) {
			c.add(fmt.Sprintf("%s[%d]", path, i), "%q is listed twice; leave one", n)
		}
	}
}

func (c *check) circles(p *Policy) {
	c.oneOf("circles.sites", string(p.Circles.Sites), SitesNone, SitesMembers, SitesHomes, SitesGiven, SitesPlane)
	c.limit("circles.radius_m", p.Circles.Radius)
	c.limit("circles.diameter_m", p.Circles.Diameter)
	c.objective(&p.Circles)
	if p.Circles.Sites == SitesPlane && p.Metric == MetricMatrix {
		c.add("circles.sites", "plane needs coordinates, and metric matrix knows given places only; expected members, homes or given")
	}
	if p.Circles.Sites == SitesNone && p.Links.Within == WithinCircle {
		c.add("links.within", "circle needs circles, and circles.sites is none; expected group, duty or area, or other circles.sites")
	}
}

func (c *check) objective(x *Circles) {
	c.oneOf("circles.objective", string(x.Objective), ObjectiveFewest, ObjectiveMedian, ObjectiveCenter, ObjectiveCover)
	c.oneOf("circles.measure", string(x.Measure), MeasureHomes, MeasureWeight)
	c.count("circles.count", x.Count, 0)
	c.count("circles.min", x.Min, 0)
	c.count("circles.cost_m", x.CostMeters, 0)
	if x.Capacity < 0 || x.Capacity > MaxCapacity {
		c.add("circles.capacity", "%d is out of range; expected a whole number from 0 (none) to %d", x.Capacity, MaxCapacity)
	}
	if x.Capacity > 0 && x.Min > x.Capacity {
		c.add("circles.min", "%d is over circles.capacity %d; expected at most circles.capacity", x.Min, x.Capacity)
	}
	if x.Effort < 1 || x.Effort > MaxEffort {
		c.add("circles.effort", "%d is out of range; expected a whole number from 1 to %d", x.Effort, MaxEffort)
	}
	if !(x.HoldPercent > 0 && x.HoldPercent <= 100) {
		c.add("circles.hold_percent", "%v is out of range; expected a share over 0 and up to 100", x.HoldPercent)
	}
	switch given := x.Count > 0; {
	case x.Sites == SitesNone:
	case x.Objective == ObjectiveFewest && given:
		c.add("circles.count", "%d is given, and circles.objective fewest finds the number; expected 0, or the objective p-median, p-center or max-cover", x.Count)
	case !given && (x.Objective == ObjectiveCenter || x.Objective == ObjectiveCover || x.Objective == ObjectiveMedian && x.CostMeters == 0):
		c.add("circles.count", "is 0, and circles.objective %s needs the number of circles; expected at least 1 (or circles.cost_m, under p-median)", x.Objective)
	}
	if x.Objective == ObjectiveCover && !x.Radius.Set {
		c.add("circles.radius_m", "is none, and circles.objective max-cover needs a radius to hold homes within; expected metres")
	}
	if x.Objective != ObjectiveFewest && x.HoldPercent != 100 {
		c.add("circles.hold_percent", "%v is for circles.objective fewest only; expected 100 under %s", x.HoldPercent, x.Objective)
	}
	if x.Objective != ObjectiveMedian && x.CostMeters != 0 {
		c.add("circles.cost_m", "%d is for circles.objective p-median only; expected 0 under %s", x.CostMeters, x.Objective)
	}
}

func (c *check) team(t *Team) {
	c.count("team.min", t.Min, 0)
	c.count("team.max", t.Max, 0)
	if t.Max > 0 && t.Min > t.Max {
		c.add("team.min", "%d is over team.max %d; expected at most team.max", t.Min, t.Max)
	}
	c.roles("team.roles", t.Roles)
}

func (c *check) links(l *Links) {
	c.oneOf("links.within", string(l.Within), WithinCircle, WithinGroup, WithinDuty, WithinArea, WithinNone)
	c.limit("links.reach_m", l.Reach)
	c.limit("links.association_reach_m", l.AssociationReach)
	if l.AssociationReach.Set && (!l.Reach.Set || l.AssociationReach.Meters < l.Reach.Meters) {
		c.add("links.association_reach_m", "%v m is less than links.reach_m; expected at least that, or none", l.AssociationReach.Meters)
	}
	for i, r := range l.Require {
		c.oneOf(indexed("links.require", i), string(r), RequireServices, RequireAssociation)
	}
	c.unique("links.require", words(l.Require))
	c.upTo("links.priority_min", l.PriorityMin, 0, 2)
	c.contradictions(l)
	c.load(&l.Load)
	for i, t := range l.Order {
		path := fmt.Sprintf("links.order[%d]", i)
		c.oneOf(path, string(t), TierLeaders, TierLeaders2, TierLeaders1, TierAssociation, TierFit, TierPreference, TierLoad, TierDistance)
		if slices.Contains(l.Order[:i], t) {
			c.add(path, "%q is listed twice; leave one", t)
		}
	}
}

func (c *check) load(l *Load) {
	c.oneOf("links.load.balance", string(l.Balance), BalanceBand, BalanceEven, BalanceNone)
	c.count("links.load.min", l.Min, 0)
	c.count("links.load.max", l.Max, 0)
	if l.Min > l.Max {
		c.add("links.load.min", "%d is over links.load.max %d; expected at most links.load.max", l.Min, l.Max)
	}
	if l.Balance != BalanceBand {
		return
	}
	c.count("links.load.target_min", l.TargetMin, 0)
	c.count("links.load.target_max", l.TargetMax, 0)
	if l.TargetMin > l.TargetMax {
		c.add("links.load.target_min", "%d is over links.load.target_max %d; expected at most target_max", l.TargetMin, l.TargetMax)
	}
}

// contradictions finds tiers that hard rules or other tiers leave without effect: whoever wrote both means something else.
func (c *check) contradictions(l *Links) {
	if l.Within == WithinNone && len(l.Require) > 0 {
		c.add("links.require", "%s is a rule for links, and links.within none asks for no links; expected []", l.Require[0])
	}
	if l.Within == WithinNone && l.PriorityMin > 0 {
		c.add("links.priority_min", "%d says for which homes links are asked, and links.within none asks for no links; expected 0", l.PriorityMin)
	}
	for i, t := range l.Order {
		at := indexed("links.order", i)
		switch {
		case t == TierFit && slices.Contains(l.Require, RequireServices):
			c.add(at, "fit weighs what links.require services demands of every link; expected one of the two")
		case t == TierAssociation && slices.Contains(l.Require, RequireAssociation):
			c.add(at, "association weighs what links.require association demands of every link; expected one of the two")
		case t == TierLeaders && (slices.Contains(l.Order, TierLeaders2) || slices.Contains(l.Order, TierLeaders1)):
			c.add(at, "leaders weighs all priorities together, leaders_2 and leaders_1 one after the other; expected one way")
		case t == TierLeaders1 && l.PriorityMin > 1:
			c.add(at, "leaders_1 is about homes of priority 1, and links.priority_min %d leaves them out; expected links.priority_min 0 or 1", l.PriorityMin)
		}
	}
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}
