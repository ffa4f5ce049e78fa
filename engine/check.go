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

// ground asks for one where the metric does not name it.
func (c *checker) ground() {
	if c.state.problem.Ground == nil && c.state.policy.Metric == policy.MetricMatrix {
		c.add("ground", "is missing; expected the matrix that the metric matrix looks distances up in")
	}
}

// records checks every record by itself and against the ids of the others. Places are written down for violations only.
func (c *checker) records() {
	p := &c.state.problem
	for i := range p.Households {
		c.household(place{"households", i}, &p.Households[i])
	}
	if repeats(c.state.homes, func(h *home) HouseholdID { return h.ID }) {
		unique(c, "households", p.Households, householdID)
	}
	for i := range p.Members {
		c.member(place{"members", i}, &p.Members[i])
	}
	if repeats(c.state.members, func(m *member) MemberID { return m.ID }) {
		unique(c, "members", p.Members, memberID)
	}
	named := make(map[HouseholdID]int)
	for i := range p.Sites {
		c.site(place{"sites", i}, &p.Sites[i])
		if first, twice := named[p.Sites[i].Household]; twice {
			c.add(fmt.Sprintf("sites[%d].household", i), "%q is that of sites[%d] too; name a home in one site", p.Sites[i].Household, first)
		} else if p.Sites[i].Household != "" {
			named[p.Sites[i].Household] = i
		}
	}
	unique(c, "sites", p.Sites, siteID)
	c.adjacency()
}

// A place is where a record stands in its list.
type place struct {
	list string
	i    int
}

func (p place) field(name string) string { return fmt.Sprintf("%s[%d].%s", p.list, p.i, name) }

// repeats reports whether a sorted list has an empty id or one twice.
func repeats[K ~string, T any](sorted []T, key func(*T) K) bool {
	for i := range sorted {
		if id := key(&sorted[i]); id == "" || i > 0 && id == key(&sorted[i-1]) {
			return true
		}
	}
	return false
}

func unique[K ~string, T any](c *checker, list string, records []T, key func(*T) K) {
	seen := make(map[K]int, len(records))
	for i := range records {
		path, id := place{list, i}.field("id"), key(&records[i])
		if id == "" {
			c.add(path, "is empty; expected an id")
		} else if first, ok := seen[id]; ok {
			c.add(path, "%q is the id of %s[%d] too; every id must be given once", id, list, first)
		} else {
			seen[id] = i
		}
	}
}

func (c *checker) household(at place, h *Household) {
	if h.Area != c.state.problem.Area {
		c.add(at.field("area"), "%q is not the area of this problem, %q", h.Area, c.state.problem.Area)
	}
	c.location(at, h.Location)
	c.count(at, "weight", h.Weight, c.state.policy.MostWeight())
	c.count(at, "priority", h.Priority, 2)
	ranked(c, at, h.Preferences)
}

// ranked checks that a ranking names each once, ranks from 1 without gaps.
func ranked[ID ~string](c *checker, at place, r Ranking[ID]) {
	if len(r) == 0 {
		return
	}
	seen := make(map[ID]bool, len(r))
	last := 0
	for i, x := range r {
		field := func() string { return fmt.Sprintf("%s[%d]", at.field("preferences"), i) }
		if seen[x.ID] {
			c.add(field(), "%q is listed twice; leave one", x.ID)
		}
		if x.Rank != last && x.Rank != last+1 || x.Rank == 0 {
			c.add(field(), "rank %d follows %d; expected ranks from 1, each as the one before or one more", x.Rank, last)
		}
		seen[x.ID], last = true, x.Rank
	}
}

var nominations = []string{policy.NominationNone, policy.NominationNominated, policy.NominationReviewed, policy.NominationPublicised, policy.NominationAppointed}

func (c *checker) count(at place, name string, got, most int) {
	if got < 0 || got > most {
		c.add(at.field(name), "%d is out of range; expected a whole number from 0 to %d", got, most)
	}
}

func (c *checker) location(at place, p orb.Point) {
	check := geo.CheckLonLat
	if c.state.policy.Metric == policy.MetricPlanar {
		check = geo.CheckPlanar
	}
	if err := check(p); err != nil {
		c.add(at.field("location"), "%v", err)
	}
}

var statuses = []string{"", policy.StatusActive, policy.StatusAge, policy.StatusAway, policy.StatusUnable, policy.StatusDeclined}

func (c *checker) member(at place, m *Member) {
	area := c.state.problem.Area
	listed := m.Household != ""
	if listed {
		_, listed = c.state.homeOf(m.Household)
	}
	switch {
	case m.Area == area && m.Household != "" && !listed:
		c.add(at.field("household"), "%q is no household of area %q; expected a listed one, or none", m.Household, area)
	case m.Area != area && listed:
		c.add(at.field("area"), "%q is not the area of the member's household %q, %q", m.Area, m.Household, area)
	case m.Area != area && !slices.Contains(m.Duty, area):
		c.add(at.field("duty"), "member %q neither lives in area %q nor is on duty there", m.ID, area)
	}
	if m.Located && !listed {
		c.location(at, m.Location)
	}
	if !slices.Contains(statuses, m.Status) {
		c.add(at.field("status"), "%q is not known; expected one of %q", m.Status, statuses[1:])
	}
	if !slices.Contains(nominations, m.Nomination) {
		c.add(at.field("nomination"), "%q is not known; expected one of %q", m.Nomination, nominations[1:])
	}
	ranked(c, at, m.Preferences)
	if m.MinLoad != nil {
		c.count(at, "min_load", *m.MinLoad, policy.MaxCount)
	}
	if m.MaxLoad != nil {
		c.count(at, "max_load", *m.MaxLoad, policy.MaxCount)
	}
	if m.MinLoad != nil && m.MaxLoad != nil && *m.MinLoad > *m.MaxLoad {
		c.add(at.field("min_load"), "%d is over max_load %d; expected at most max_load", *m.MinLoad, *m.MaxLoad)
	}
}

func (c *checker) site(at place, s *Site) {
	switch s.Use {
	case "", SiteCandidate, SiteRequired, SiteStanding, SiteForbidden:
	default:
		c.add(at.field("use"), "%q is not known; expected %s, %s, %s or %s", s.Use, SiteCandidate, SiteRequired, SiteStanding, SiteForbidden)
	}
	if s.Cost != nil {
		c.count(at, "cost", *s.Cost, policy.MaxCount)
		if o := c.state.policy.Circles.Objective; o != policy.ObjectiveFewest && o != policy.ObjectiveMedian {
			c.add(at.field("cost"), "is given, and circles.objective %s does not count costs; leave it empty", o)
		}
	}
	if s.Capacity != nil {
		c.count(at, "capacity", *s.Capacity, policy.MaxCapacity)
	}
	if s.Household == "" {
		c.location(at, s.Location)
		if _, taken := c.state.homeOf(HouseholdID(s.ID)); taken && s.ID != "" {
			c.add(at.field("id"), "%q is the id of a household; name it in household if the site is that home, else choose another id", s.ID)
		}
	} else if _, ok := c.state.homeOf(s.Household); !ok {
		c.add(at.field("household"), "%q is no household of area %q", s.Household, c.state.problem.Area)
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
		if s.policy.Links.Within == policy.WithinNone {
			c.add(path, "household %q is locked to member %q, and links.within is none: nobody is linked; drop the lock or ask for links", l.Household, l.Member)
		}
		if !c.known(path, l) {
			continue
		}
		h, _ := s.homeOf(l.Household)
		m, _ := s.memberOf(l.Member)
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
	_, home := c.state.homeOf(p.Household)
	_, member := c.state.memberOf(p.Member)
	if !home {
		c.add(path+".household", "%q is no household of area %q", p.Household, c.state.problem.Area)
	}
	if !member {
		c.add(path+".member", "%q is no member of area %q", p.Member, c.state.problem.Area)
	}
	return home && member
}

// required checks that there may be as many circles as there are required sites.
func (c *checker) required() {
	n, most := 0, c.state.policy.Circles.Count
	for i := range c.state.sites {
		if c.state.sites[i].required {
			n++
		}
	}
	if most > 0 && n > most {
		c.add("sites", "%d are required, over circles.count %d; raise the count, or require fewer", n, most)
	}
}

// seats checks that the required sites can each have a home of their own in reach in which eligible members live
// (a matching, by augmenting paths).
func (c *checker) seats() {
	s := c.state
	taken := make(map[int32]int32)
	for i := range s.sites {
		if s.sites[i].required && !s.seat(int32(i), taken, make(map[int32]bool)) {
			c.add(fmt.Sprintf("sites[%q]", s.sites[i].id), "is required, but no %s; expected one within the circle's radius, for which it has room, in a home that no other required site needs", s.hostWords())
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

func (s *State) hostWords() string {
	if s.policy.Team.Min == 0 {
		return "home can be in its circle"
	}
	return "eligible member can be in its circle"
}

// seats reports whether home h could make a circle at the site: its eligible members could be the team.
func (s *State) seats(i, h int32) bool {
	if !s.hosts(h) || !s.sites[i].roomFor(s.demand(h)) {
		return false
	}
	d, ok := s.ground.BetweenMM(s.sites[i].place, s.homes[h].place)
	return ok && s.policy.Circles.Radius.Holds(d)
}
