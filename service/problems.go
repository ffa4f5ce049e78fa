package service

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/policy"
)

// apartMM is how far a member's own coordinates may lie from his household's without a warning.
const apartMM = 50_000

// Problems sorts a data set into areas, ordered by id: one for every village with homes or resident members.
//
// A home is of the village that its row names (by id, or by the name that only one boundary has), else of the one whose
// boundary holds it; a row that its boundary contradicts is reported and followed. Members go where they live and to
// every area of their duty. Issues of severity Rejected are records that are in no problem. The error is an
// *InputError: locks that name what is not there.
func Problems(d exchange.Dataset, pol policy.Policy) ([]engine.Problem, []exchange.Issue, error) {
	s := &sorter{data: &d, policy: pol, bounds: newBoundaries(d.Villages), homes: make(map[engine.HouseholdID]home, len(d.Households)),
		members: make(map[engine.MemberID]*engine.Member, len(d.Members)), areas: map[areaID]*engine.Problem{}}
	for i := range d.Households {
		s.household(i)
	}
	for i := range d.Members {
		s.member(i)
	}
	s.duties()
	for i := range d.Sites {
		s.site(i)
	}
	s.locks()
	s.compareMatrix()
	s.neighbours()
	s.walls()
	if s.fatal != nil {
		return nil, s.issues, &InputError{s.fatal}
	}
	return s.problems(), s.issues, nil
}

// home is where a household is.
type home struct {
	area areaID
	at   orb.Point
}

type sorter struct {
	data    *exchange.Dataset
	policy  policy.Policy
	bounds  *boundaries
	homes   map[engine.HouseholdID]home
	members map[engine.MemberID]*engine.Member
	// serving lists the members that have duties elsewhere, with their place in the data set.
	serving []int
	areas   map[areaID]*engine.Problem
	issues  []exchange.Issue
	fatal   []exchange.Issue
}

// area returns the problem of an area.
func (s *sorter) area(id areaID) *engine.Problem {
	p := s.areas[id]
	if p == nil {
		p = &engine.Problem{Area: id, Policy: s.policy, Datum: s.data.Datum}
		s.areas[id] = p
	}
	return p
}

func (s *sorter) household(i int) {
	h := s.data.Households[i]
	told := h.Area
	h.Area = s.bounds.resolve(told)
	h.Area = s.compareBoundary(s.at(s.data.Places.Households, "households", i), string(h.ID), h.Area, h.Location)
	if h.Area == "" {
		s.add(exchange.Rejected, s.at(s.data.Places.Households, "households", i), "village", string(told),
			"household "+string(h.ID)+" has no village, and no boundary holds it; expected a village")
		return
	}
	p := s.area(h.Area)
	p.Households = append(p.Households, h)
	s.homes[h.ID] = home{h.Area, h.Location}
}

// compareBoundary returns the area of a record at a position: what it names, else what the boundaries say.
func (s *sorter) compareBoundary(at exchange.Place, id string, named areaID, p orb.Point) areaID {
	if len(s.bounds.list) == 0 || s.nowhere(p) {
		return named
	}
	found := s.bounds.at(p)
	switch {
	case named == "" || named == found:
		return found
	case found != "":
		s.add(exchange.Warning, at, "village", string(named),
			fmt.Sprintf("%s lies within the boundary of village %s; the named village was taken", id, found))
	case s.bounds.known[named]:
		s.add(exchange.Warning, at, "village", string(named), id+" lies outside the boundary of this village, which was taken all the same")
	}
	return named
}

func (s *sorter) member(i int) {
	m := s.data.Members[i]
	at := s.at(s.data.Places.Members, "members", i)
	if s.placeless() {
		m.Located = s.known(string(m.ID))
	}
	m.Area = s.bounds.resolve(m.Area)
	m.Duty = slices.Clone(m.Duty)
	for k := range m.Duty {
		m.Duty[k] = s.bounds.resolve(m.Duty[k])
	}
	if !s.settle(&m, at) {
		return
	}
	s.members[m.ID] = &m
	if len(m.Duty) > 0 {
		s.serving = append(s.serving, i)
	}
	if len(m.Duty) == 0 || slices.Contains(m.Duty, m.Area) {
		p := s.area(m.Area)
		p.Members = append(p.Members, m)
	}
}

// settle finds where a member lives; false if that cannot be told.
func (s *sorter) settle(m *engine.Member, at exchange.Place) bool {
	h, listed := s.homes[m.Household]
	switch {
	case m.Household != "" && listed:
		s.compareHome(m, h, at)
		m.Area, m.Location, m.Located = h.area, h.at, true
		return true
	case m.Household != "" && !m.Located:
		s.add(exchange.Rejected, at, "household", string(m.Household), "is not among the households; expected the id of one, or "+s.ownPlace()+", or neither")
		return false
	case m.Household != "":
		s.add(exchange.Warning, at, "household", string(m.Household), "is not among the households; the member was placed by his own "+s.ownPlace())
		m.Household = ""
	}
	if m.Located {
		m.Area = s.compareBoundary(at, string(m.ID), m.Area, m.Location)
	}
	if m.Area == "" && len(m.Duty) == 0 {
		s.add(exchange.Rejected, at, "village", "", "member "+string(m.ID)+" has no village, no listed household, no duty, and no boundary holds him; expected one of them")
		return false
	}
	return true
}

// ownPlace is what places a member who lives in no listed household.
func (s *sorter) ownPlace() string {
	if s.placeless() {
		return "row of the matrix"
	}
	return "coordinates"
}

// compareHome warns where a member's row and his household's disagree; the household's is taken.
func (s *sorter) compareHome(m *engine.Member, h home, at exchange.Place) {
	if m.Area != "" && m.Area != h.area {
		s.add(exchange.Warning, at, "village", string(m.Area), fmt.Sprintf("household %s is in village %s, which was taken", m.Household, h.area))
	}
	if !m.Located || s.placeless() {
		return
	}
	if mm := s.distanceMM(m.Location, h.at); mm > apartMM {
		s.add(exchange.Warning, at, "household", string(m.Household), fmt.Sprintf(
			"lies %s m from the member's own coordinates, which are not used (another datum, or the wrong household?)", exchange.AppendMM(nil, mm)))
	}
}

func (s *sorter) distanceMM(a, b orb.Point) int64 {
	if s.policy.Metric == policy.MetricPlanar {
		return geo.PlanarDistanceMM(a, b)
	}
	return geo.DistanceMM(a, b)
}

// duties puts members into the areas they serve without living there. There they have a location but no household,
// since households are those of the area. Members whose duties are all elsewhere are of their own village too, if it has
// homes or other members.
func (s *sorter) duties() {
	for _, i := range s.serving {
		m := *s.members[s.data.Members[i].ID]
		if p := s.areas[m.Area]; p != nil && !slices.Contains(m.Duty, m.Area) {
			p.Members = append(p.Members, m)
		}
		for k, area := range m.Duty {
			if area == m.Area || slices.Contains(m.Duty[:k], area) {
				continue
			}
			p := s.areas[area]
			if p == nil {
				s.add(exchange.Warning, s.at(s.data.Places.Members, "members", i), "duty", string(area), "has no households and no members of its own: there is nothing to serve")
				continue
			}
			if !s.placeless() { // a matrix knows him by his household there too
				m.Household = ""
			}
			p.Members = append(p.Members, m)
		}
	}
}

func (s *sorter) site(i int) {
	site := s.data.Sites[i]
	at := s.at(s.data.Places.Sites, "sites", i)
	site.Area = s.bounds.resolve(site.Area)
	h, listed := s.homes[site.Household]
	switch {
	case site.Household != "" && !listed:
		s.add(exchange.Rejected, at, "household", string(site.Household), "is not among the households; expected the id of one, or coordinates")
		return
	case site.Household != "":
		if site.Area != "" && site.Area != h.area {
			s.add(exchange.Warning, at, "village", string(site.Area), fmt.Sprintf("household %s is in village %s, which was taken", site.Household, h.area))
		}
		site.Area, site.Location = h.area, h.at
	default:
		site.Area = s.compareBoundary(at, string(site.ID), site.Area, site.Location)
	}
	p := s.areas[site.Area]
	if p == nil {
		s.add(exchange.Rejected, at, "village", string(site.Area), "is not a village with households; expected one")
		return
	}
	p.Sites = append(p.Sites, site)
}

// locks gives every pair to the area of its home. What is not there makes the input invalid.
func (s *sorter) locks() {
	for i, pair := range s.data.Locks {
		at := s.at(s.data.Places.Locks, "locks", i)
		p := s.pair(pair, at)
		switch {
		case p == nil:
		case !s.serves(pair.Member, p.Area):
			s.fail(at, "member", string(pair.Member), fmt.Sprintf("neither lives in village %s of household %s nor is on duty there; expected a member of it", p.Area, pair.Household))
		default:
			p.Locks = append(p.Locks, pair)
		}
	}
	for i, pair := range s.data.Forbidden {
		at := s.at(s.data.Places.Forbidden, "forbidden", i)
		p := s.pair(pair, at)
		switch {
		case p == nil:
		case !s.serves(pair.Member, p.Area):
			s.add(exchange.Warning, at, "member", string(pair.Member), fmt.Sprintf("does not serve village %s of household %s: nothing to forbid", p.Area, pair.Household))
		default:
			p.Forbidden = append(p.Forbidden, pair)
		}
	}
}

// pair returns the area of the pair's home, nil if one of the two is not there.
func (s *sorter) pair(pair engine.Pair, at exchange.Place) *engine.Problem {
	h, ok := s.homes[pair.Household]
	if !ok {
		s.fail(at, "household", string(pair.Household), "is not among the households that were read; expected the id of one")
	}
	if s.members[pair.Member] == nil {
		s.fail(at, "member", string(pair.Member), "is not among the members that were read; expected the id of one")
		ok = false
	}
	if !ok {
		return nil
	}
	return s.areas[h.area]
}

func (s *sorter) serves(id engine.MemberID, area areaID) bool {
	m := s.members[id]
	return m.Area == area || slices.Contains(m.Duty, area)
}

// at returns where a record stood, or its number in the data set.
func (s *sorter) at(places []exchange.Place, list string, i int) exchange.Place {
	if i < len(places) {
		return places[i]
	}
	return exchange.Place{Path: fmt.Sprintf("%s[%d]", list, i)}
}

func (s *sorter) add(severity exchange.Severity, at exchange.Place, column, value, expected string) {
	i := at.Issue(severity)
	i.Column, i.Value, i.Expected = column, value, expected
	s.issues = append(s.issues, i)
}

// fail notes an issue that makes the whole input invalid.
func (s *sorter) fail(at exchange.Place, column, value, expected string) {
	s.add(exchange.Rejected, at, column, value, expected)
	s.fatal = append(s.fatal, s.issues[len(s.issues)-1])
}

func (s *sorter) problems() []engine.Problem {
	all := make([]engine.Problem, 0, len(s.areas))
	for _, p := range s.areas {
		all = append(all, *p)
	}
	slices.SortFunc(all, func(a, b engine.Problem) int { return cmp.Compare(a.Area, b.Area) })
	for i := range all {
		p := &all[i]
		slices.SortStableFunc(p.Households, func(a, b engine.Household) int { return cmp.Compare(a.ID, b.ID) })
		slices.SortStableFunc(p.Members, func(a, b engine.Member) int { return cmp.Compare(a.ID, b.ID) })
		slices.SortStableFunc(p.Sites, func(a, b engine.Site) int { return cmp.Compare(a.ID, b.ID) })
		s.measure(p)
		if len(p.Households) == 0 {
			s.issues = append(s.issues, exchange.Issue{Severity: exchange.Warning, Value: string(p.Area),
				Expected: "has members but no households: its plan links nobody"})
		}
	}
	return all
}
