package engine

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/geo"
	"jinlin/policy"
)

// The size of one area is bounded by what is kept of it in memory: a distance per site and home, and a bit per pair of homes.
const (
	maxHouseholds = 50_000
	maxSiteHomes  = 250_000_000
)

// A checker gathers everything that is wrong with a problem.
type checker struct {
	state *State
	found []policy.Violation
}

func (c *checker) add(path, format string, args ...any) {
	c.found = append(c.found, policy.Violation{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (c *checker) failed() bool { return len(c.found) > 0 }

func (c *checker) err() error {
	return &InvalidError{Area: c.state.problem.Area, Violations: c.found}
}

func (c *checker) policy() {
	for _, v := range c.state.policy.Validate() {
		c.add("policy."+v.Path, "%s", v.Message)
	}
}

// records checks every record by itself and against the ids of the others.
func (c *checker) records() {
	p := &c.state.problem
	seenHome := make(map[HouseholdID]int, len(p.Households))
	for i := range p.Households {
		c.household(fmt.Sprintf("households[%d]", i), &p.Households[i])
		unique(c, "households", i, p.Households[i].ID, seenHome)
	}
	seenMember := make(map[MemberID]int, len(p.Members))
	for i := range p.Members {
		c.member(fmt.Sprintf("members[%d]", i), &p.Members[i])
		unique(c, "members", i, p.Members[i].ID, seenMember)
	}
	seenSite := make(map[SiteID]int, len(p.Sites))
	named := make(map[HouseholdID]int)
	for i := range p.Sites {
		c.site(fmt.Sprintf("sites[%d]", i), &p.Sites[i])
		unique(c, "sites", i, p.Sites[i].ID, seenSite)
		if first, twice := named[p.Sites[i].Household]; twice {
			c.add(fmt.Sprintf("sites[%d].household", i), "%q is that of sites[%d] too; name a home in one site", p.Sites[i].Household, first)
		} else if p.Sites[i].Household != "" {
			named[p.Sites[i].Household] = i
		}
	}
}

func unique[T ~string](c *checker, list string, i int, id T, seen map[T]int) {
	path := fmt.Sprintf("%s[%d].id", list, i)
	if id == "" {
		c.add(path, "is empty; expected an id")
		return
	}
	if first, ok := seen[id]; ok {
		c.add(path, "%q is the id of %s[%d] too; every id must be given once", id, list, first)
		return
	}
	seen[id] = i
}

func (c *checker) household(path string, h *Household) {
	if h.Area != c.state.problem.Area {
		c.add(path+".area", "%q is not the area of this problem, %q", h.Area, c.state.problem.Area)
	}
	c.location(path+".location", h.Location)
	c.count(path+".weight", h.Weight, policy.MaxCount)
	c.count(path+".priority", h.Priority, 2)
}

func (c *checker) count(path string, got, most int) {
	if got < 0 || got > most {
		c.add(path, "%d is out of range; expected a whole number from 0 to %d", got, most)
	}
}

func (c *checker) location(path string, at orb.Point) {
	check := geo.CheckLonLat
	if c.state.policy.Metric == policy.MetricPlanar {
		check = geo.CheckPlanar
	}
	if err := check(at); err != nil {
		c.add(path, "%v", err)
	}
}

func (c *checker) member(path string, m *Member) {
	area := c.state.problem.Area
	_, listed := c.state.homeOf[m.Household]
	listed = listed && m.Household != ""
	switch {
	case m.Area == area && m.Household != "" && !listed:
		c.add(path+".household", "%q is no household of area %q; expected a listed one, or none", m.Household, area)
	case m.Area != area && listed:
		c.add(path+".area", "%q is not the area of the member's household %q, %q", m.Area, m.Household, area)
	case m.Area != area && !slices.Contains(m.Duty, area):
		c.add(path+".duty", "member %q neither lives in area %q nor is on duty there", m.ID, area)
	}
	if m.Located && !listed {
		c.location(path+".location", m.Location)
	}
	known := []string{"", policy.StatusActive, policy.StatusAge, policy.StatusAway, policy.StatusUnable, policy.StatusDeclined}
	if !slices.Contains(known, m.Status) {
		c.add(path+".status", "%q is not known; expected one of %q", m.Status, known[1:])
	}
	if m.MinLoad != nil {
		c.count(path+".min_load", *m.MinLoad, policy.MaxCount)
	}
	if m.MaxLoad != nil {
		c.count(path+".max_load", *m.MaxLoad, policy.MaxCount)
	}
	if m.MinLoad != nil && m.MaxLoad != nil && *m.MinLoad > *m.MaxLoad {
		c.add(path+".min_load", "%d is over max_load %d; expected at most max_load", *m.MinLoad, *m.MaxLoad)
	}
}

func (c *checker) site(path string, s *Site) {
	switch s.Use {
	case "", SiteCandidate, SiteRequired, SiteForbidden:
	default:
		c.add(path+".use", "%q is not known; expected %s, %s or %s", s.Use, SiteCandidate, SiteRequired, SiteForbidden)
	}
	if s.Household == "" {
		c.location(path+".location", s.Location)
		if _, taken := c.state.homeOf[HouseholdID(s.ID)]; taken && s.ID != "" {
			c.add(path+".id", "%q is the id of a household; name it in household if the site is that home, else choose another id", s.ID)
		}
	} else if _, ok := c.state.homeOf[s.Household]; !ok {
		c.add(path+".household", "%q is no household of area %q", s.Household, c.state.problem.Area)
	}
}

// size refuses areas that are no villages: a county whose rows name no village is a mistake, and would not fit.
func (c *checker) size() {
	homes, sites := len(c.state.homes), len(c.state.sites)
	const hint = "split the area: give every row its village, or the boundaries of the villages"
	if homes > maxHouseholds {
		c.add("households", "area %q has %d; expected at most %d; %s", c.state.problem.Area, homes, maxHouseholds, hint)
	} else if homes*sites > maxSiteHomes {
		c.add("sites", "area %q has %d possible sites for %d households, %d distances; expected at most %d; %s, or allow fewer sites",
			c.state.problem.Area, sites, homes, homes*sites, maxSiteHomes, hint)
	}
}

// locks checks that every fixed pair is possible: both known, the member eligible, not forbidden, one member a home, no maximum exceeded.
func (c *checker) locks() {
	s := c.state
	for i, f := range s.problem.Forbidden {
		c.known(fmt.Sprintf("forbidden[%d]", i), f)
	}
	first := make(map[int32]int)
	for i, l := range s.problem.Locks {
		path := fmt.Sprintf("locks[%d]", i)
		if !c.known(path, l) {
			continue
		}
		h, m := s.homeOf[l.Household], s.number[l.Member]
		if excluded := s.members[m].excluded; excluded != "" {
			c.add(path, "household %q is locked to member %q, who does not take part (%s); unlock it or change the member's status", l.Household, l.Member, excluded)
		}
		if s.banned[pair{h, m}] {
			c.add(path, "household %q and member %q are locked and forbidden; drop one of the two", l.Household, l.Member)
		}
		if k, again := first[h]; again && s.homes[h].lock != m {
			c.add(path, "household %q is locked to member %q here and to %q by locks[%d]; keep one", l.Household, l.Member, s.members[s.homes[h].lock].ID, k)
		} else if !again {
			first[h] = i
		}
	}
	for i := range s.members {
		if m := &s.members[i]; m.locked > int64(m.load.Max) {
			c.add("locks", "member %q is locked to homes of weight %d, over the maximum load %d; unlock some or raise the maximum", m.ID, m.locked, m.load.Max)
		}
	}
}

func (c *checker) known(path string, p Pair) bool {
	_, home := c.state.homeOf[p.Household]
	_, member := c.state.number[p.Member]
	if !home {
		c.add(path+".household", "%q is no household of area %q", p.Household, c.state.problem.Area)
	}
	if !member {
		c.add(path+".member", "%q is no member of area %q", p.Member, c.state.problem.Area)
	}
	return home && member
}

// seats checks that the required sites can each have a home of their own in reach in which eligible members live
// (a matching, by augmenting paths).
func (c *checker) seats() {
	s := c.state
	taken := make(map[int32]int32)
	for i := range s.sites {
		if s.sites[i].required && !s.seat(int32(i), taken, make(map[int32]bool)) {
			c.add(fmt.Sprintf("sites[%q]", s.sites[i].id), "is required, but no eligible member can be in its circle; expected one who lives within the circle's radius, in a home that no other required site needs")
		}
	}
}

func (s *State) seat(i int32, taken map[int32]int32, seen map[int32]bool) bool {
	for h := range s.homes {
		if seen[int32(h)] || !s.seats(i, int32(h)) {
			continue
		}
		seen[int32(h)] = true
		if other, ok := taken[int32(h)]; !ok || s.seat(other, taken, seen) {
			taken[int32(h)] = i
			return true
		}
	}
	return false
}

// seats reports whether the eligible members of home h could be the team of a circle at the site.
func (s *State) seats(i, h int32) bool {
	n, most := s.homes[h].residents, s.policy.Team.Max
	if n == 0 || most > 0 && n > most {
		return false
	}
	d, ok := s.ground.BetweenMM(s.sites[i].place, s.homes[h].place)
	return ok && s.policy.Circles.Radius.Holds(d)
}
