package engine

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/engine/internal/linking"
	"jinlin/geo"
	"jinlin/policy"
)

// none marks the absence of a home, member, circle or site among dense numbers.
const none int32 = -1

// A State is a prepared problem: records sorted by id and numbered densely, members judged, pairs in reach measured. It
// is for one goroutine; the plans that it returns are immutable.
type State struct {
	problem Problem
	policy  policy.Policy
	ground  geo.Ground

	homes   []home
	members []member
	sites   []site
	// requires are the hard rules of the links.
	requires requirements
	// banned holds the forbidden pairs; nil without any.
	banned map[pair]bool
	// reach are the pairs of homes and eligible members within reach, members without location included.
	reach arcs

	digests digests
	// written is the linking problem solved last, kept for its memory.
	written linking.Problem
	// solver keeps the memory of the linking; nil before it is needed. One State at a time has it.
	solver *linking.Solver
	// stands is what Apply starts from: made by Solve or Apply, or given to Resume; nil before.
	stands *standing
}

type pair struct{ home, member int32 }

// A home is a household, numbered.
type home struct {
	*Household
	place  geo.Place
	weight int64
	// covers is the member whose own home it is; lock the member it is locked to; none without.
	covers, lock int32
	// choice is the member whom the two-way choice gave the home, none without; kept tells that the links may not take it from him.
	choice int32
	kept   bool
	// residents counts the eligible members anchored here; capacity and minimum add up their load bounds.
	residents         int
	capacity, minimum int64
	services          []string
	// held homes are of too low a priority for anybody to be asked to answer for them.
	held bool
}

// free reports whether the links decide who answers for the home.
func (h *home) free() bool { return h.fixed() == none && h.covers == none && !h.held }

// fixed is the member whom a lock or the two-way choice gave the home, whatever the links would rather have; none without.
func (h *home) fixed() int32 {
	if h.lock == none && h.kept {
		return h.choice
	}
	return h.lock
}

// A member, numbered.
type member struct {
	*Member
	place    geo.Place
	located  bool
	resident bool
	onDuty   bool
	excluded string
	anchor   int32
	lives    int32
	rank     int64
	load     policy.Load
	// locked is the weight of the homes locked to the member; chosen of those that the two-way choice gave him to keep.
	locked, chosen int64
}

func (m *member) eligible() bool { return m.excluded == "" }

// fixed is the weight of the homes that are not the links' to give.
func (m *member) fixed() int64 { return m.locked + m.chosen }

// A site is a place where a circle may stand.
type site struct {
	id       SiteID
	home     int32
	place    geo.Place
	public   bool
	required bool
	standing bool
	// cost is what a circle here counts among the fewest, or adds to the distance in millimetres under the objective p-median.
	cost int64
	// limited sites hold a size of at most room.
	limited bool
	room    int64
}

// Prepare checks a problem, numbers its records by id and measures the pairs in reach. The error is an *InvalidError
// with everything that is wrong, or the context's.
func Prepare(ctx context.Context, p Problem) (*State, error) {
	s, err := number(p, nil)
	if err != nil {
		return nil, err
	}
	return s, s.measure(ctx)
}

// Validate checks a problem without preparing it. The error is an *InvalidError with everything that is wrong.
// O(records), but for required sites.
func Validate(p Problem) error {
	_, err := number(p, nil)
	return err
}

// number does all of Prepare that needs no pairs in reach. before, if there is one, is the State of which r made the problem.
func number(p Problem, before *anchorage) (*State, error) {
	s := &State{problem: p, policy: p.Policy.Clone(), ground: p.Ground, requires: requirementsOf(&p.Policy)}
	if s.ground == nil {
		s.ground = groundOf(p.Policy.Metric)
	}
	c := checker{state: s}
	c.policy()
	c.ground()
	s.numberHomes()
	s.numberMembers()
	c.records()
	if c.failed() {
		return nil, c.err()
	}
	s.anchor(before)
	s.pairs()
	s.ownHomes()
	s.heldHomes()
	s.listSites()
	c.size()
	c.locks()
	c.required()
	c.seats()
	if c.failed() {
		return nil, c.err()
	}
	return s, nil
}

func groundOf(m policy.Metric) geo.Ground {
	if m == policy.MetricPlanar {
		return geo.Planar()
	}
	return geo.Geodesic()
}

func (s *State) numberHomes() {
	s.homes = make([]home, len(s.problem.Households))
	for i := range s.problem.Households {
		h := &s.problem.Households[i]
		s.homes[i] = home{
			Household: h, place: geo.Place{ID: string(h.ID), Point: h.Location}, weight: max(int64(h.Weight), 1),
			covers: none, lock: none, choice: none, services: distinct(h.Services),
		}
	}
	order := func(a, b home) int { return cmp.Compare(a.ID, b.ID) }
	if !slices.IsSortedFunc(s.homes, order) {
		slices.SortStableFunc(s.homes, order)
	}
}

// homeOf finds a home by its id; false if it is not there. Homes are sorted, so no map has to be made for a few questions.
func (s *State) homeOf(id HouseholdID) (int32, bool) {
	i, ok := slices.BinarySearchFunc(s.homes, id, func(h home, id HouseholdID) int { return cmp.Compare(h.ID, id) })
	return int32(i), ok
}

// memberOf finds a member by his id; false if he is not there.
func (s *State) memberOf(id MemberID) (int32, bool) {
	i, ok := slices.BinarySearchFunc(s.members, id, func(m member, id MemberID) int { return cmp.Compare(m.ID, id) })
	return int32(i), ok
}

func distinct(list []string) []string {
	if len(list) == 0 {
		return nil
	}
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

func (s *State) numberMembers() {
	s.members = make([]member, len(s.problem.Members))
	for i := range s.problem.Members {
		m := &s.problem.Members[i]
		s.members[i] = member{
			Member: m, place: geo.Place{ID: cmp.Or(string(m.Household), string(m.ID)), Point: m.Location}, located: m.Located, lives: none, anchor: none,
			resident: m.Area == s.problem.Area,
			onDuty:   slices.Contains(m.Duty, s.problem.Area) || len(m.Duty) == 0 && m.Area == s.problem.Area,
			excluded: s.exclusion(m), rank: int64(s.policy.TitleRank(m.Title)), load: s.policy.Links.Load.Clip(m.MinLoad, m.MaxLoad),
		}
	}
	order := func(a, b member) int { return cmp.Compare(a.ID, b.ID) }
	if !slices.IsSortedFunc(s.members, order) {
		slices.SortStableFunc(s.members, order)
	}
	for i := range s.members {
		m := &s.members[i]
		if m.Household == "" {
			continue
		}
		if h, ok := s.homeOf(m.Household); ok {
			m.lives, m.located, m.place.Point = h, true, s.homes[h].Location
		}
	}
}

func (s *State) exclusion(m *Member) string {
	switch {
	case slices.Contains(s.policy.Eligibility.Exclude, m.Status):
		return m.Status
	case s.policy.Eligibility.RequireCapable && !m.Capable:
		return policy.NotCapable
	}
	return ""
}

// anchor finds the home that decides each resident's circle: his own, else the nearest to where he stands.
func (s *State) anchor(before *anchorage) {
	var index *geo.Index
	for i := range s.members {
		m := &s.members[i]
		switch {
		case !m.resident:
			continue
		case m.lives != none:
			m.anchor = m.lives
		case m.located && len(s.homes) > 0:
			if s.policy.Metric == policy.MetricMatrix {
				m.anchor = s.anchorByGround(m)
				break
			}
			if m.anchor = before.anchor(s, m); m.anchor != none {
				break
			}
			if index == nil {
				index = s.indexHomes()
			}
			m.anchor = index.Nearest(m.place.Point, 1)[0].Item
		}
		if m.anchor != none && m.eligible() {
			h := &s.homes[m.anchor]
			h.residents++
			h.capacity += int64(m.load.Max)
			h.minimum += int64(m.load.Min)
		}
	}
}

// An anchorage remembers which homes were nearest to members, and which changed since.
type anchorage struct {
	old *State
	r   *records
}

// anchor is the nearest home of a member who stands where he stood: the one before, if it does, or one that came nearer; none if
// that cannot be told so.
func (x *anchorage) anchor(now *State, m *member) int32 {
	if x == nil || x.r.repoliced {
		return none
	}
	o, known := x.old.memberOf(m.ID)
	if !known || x.old.members[o].anchor == none || x.old.members[o].lives != none || !samePoint(x.old.members[o].place.Point, m.place.Point) {
		return none
	}
	was := &x.old.homes[x.old.members[o].anchor]
	best, still := now.homeOf(was.ID)
	if !still || !samePoint(now.homes[best].Location, was.Location) {
		return none
	}
	bestMM := now.straightMM(best, m)
	for id := range x.r.homes {
		if h, there := now.homeOf(id); there {
			if mm := now.straightMM(h, m); mm < bestMM || mm == bestMM && h < best {
				best, bestMM = h, mm
			}
		}
	}
	return best
}

// anchorByGround is the home that the ground has nearest to a member, none without any way.
func (s *State) anchorByGround(m *member) int32 {
	best, bestMM := none, int64(0)
	for h := range s.homes {
		if mm, ok := s.ground.BetweenMM(m.place, s.homes[h].place); ok && (best == none || mm < bestMM) {
			best, bestMM = int32(h), mm
		}
	}
	return best
}

// straightMM is the distance of a home and a member by the policy's metric, whatever the ground.
func (s *State) straightMM(h int32, m *member) int64 {
	if s.policy.Metric == policy.MetricPlanar {
		return geo.PlanarDistanceMM(s.homes[h].Location, m.place.Point)
	}
	return geo.DistanceMM(s.homes[h].Location, m.place.Point)
}

func (s *State) indexHomes() *geo.Index {
	points := make([]orb.Point, len(s.homes))
	for i := range s.homes {
		points[i] = s.homes[i].Location
	}
	return geo.NewIndex(points, s.flat())
}

// pairs numbers the locks and the forbidden pairs that name known records; the checker reports the others.
func (s *State) pairs() {
	if len(s.problem.Forbidden) > 0 {
		s.banned = make(map[pair]bool, len(s.problem.Forbidden))
	}
	for _, f := range s.problem.Forbidden {
		h, okHome := s.homeOf(f.Household)
		m, okMember := s.memberOf(f.Member)
		if okHome && okMember {
			s.banned[pair{h, m}] = true
		}
	}
	for _, l := range s.problem.Locks {
		h, okHome := s.homeOf(l.Household)
		m, okMember := s.memberOf(l.Member)
		if okHome && okMember && s.homes[h].lock == none {
			s.homes[h].lock = m
			s.members[m].locked += s.homes[h].weight
		}
	}
}

// ownHomes lets members cover the homes they live in, the lowest id first. Locked homes too: siting ignores locks; the
// links look at the lock first.
func (s *State) ownHomes() {
	if s.policy.OwnHome != policy.OwnCovered {
		return
	}
	for i := range s.members {
		m := &s.members[i]
		if m.eligible() && m.lives != none && s.homes[m.lives].covers == none {
			s.homes[m.lives].covers = int32(i)
		}
	}
}

// heldHomes leaves out the homes below the least priority that the policy asks to serve, but for own and locked ones.
func (s *State) heldHomes() {
	for i := range s.homes {
		h := &s.homes[i]
		h.held = h.Priority < s.policy.Links.PriorityMin && h.lock == none && h.covers == none
	}
}

// listSites gathers where circles may stand, by id.
func (s *State) listSites() {
	if s.policy.Circles.Sites == policy.SitesNone {
		return
	}
	byHome := make(map[int32]Site)
	for _, g := range s.problem.Sites {
		if h, ok := s.homeOf(g.Household); ok && g.Household != "" {
			byHome[h] = g
		} else if g.Use != SiteForbidden {
			s.sites = append(s.sites, s.newSite(&g, none, geo.Place{ID: string(g.ID), Point: g.Location}))
		}
	}
	for i := range s.homes {
		h := &s.homes[i]
		given, named := byHome[int32(i)]
		open := s.policy.Circles.Sites == policy.SitesHomes || s.policy.Circles.Sites == policy.SitesPlane || s.policy.Circles.Sites == policy.SitesMembers && h.residents > 0
		if named && given.Use == SiteForbidden || !named && !open {
			continue
		}
		given.ID = SiteID(h.ID)
		s.sites = append(s.sites, s.newSite(&given, int32(i), h.place))
	}
	if s.policy.Circles.Sites == policy.SitesPlane {
		s.addPoints(s.planePoints())
	}
	order := func(a, b site) int { return cmp.Compare(a.id, b.id) }
	if !slices.IsSortedFunc(s.sites, order) {
		slices.SortStableFunc(s.sites, order)
	}
}

// newSite numbers a site, with what the policy says where it says nothing itself.
func (s *State) newSite(g *Site, home int32, at geo.Place) site {
	x := site{id: g.ID, home: home, place: at, public: g.Public, required: g.Use == SiteRequired, standing: g.Use == SiteStanding}
	policed := &s.policy.Circles
	x.room, x.limited = int64(policed.Capacity), policed.Capacity > 0
	if g.Capacity != nil {
		x.room, x.limited = int64(*g.Capacity), true
	}
	switch {
	case policed.Objective == policy.ObjectiveMedian && g.Cost != nil:
		x.cost = int64(*g.Cost) * 1000
	case policed.Objective == policy.ObjectiveMedian:
		x.cost = int64(policed.CostMeters) * 1000
	case g.Cost != nil:
		x.cost = int64(*g.Cost)
	default:
		x.cost = 1
	}
	return x
}

// demand is what a home counts in what a circle holds.
func (s *State) demand(h int32) int64 {
	if s.policy.Circles.Measure == policy.MeasureWeight {
		return s.homes[h].weight
	}
	return 1
}

// times is how often the distance of a home to its centre counts.
func (s *State) times(h int32) int64 {
	if s.policy.Circles.WeightedDistance {
		return s.homes[h].weight
	}
	return 1
}

// unlocatedMM is what the distance to a member without location counts.
func (s *State) unlocatedMM() int64 { return max(s.policy.Links.Reach.MM(), 0) }

// betweenMM is the distance of a home and a member; 0 where the ground knows no way (only a lock can ask for that).
func (s *State) betweenMM(h, m int32) int64 {
	if !s.members[m].located {
		return s.unlocatedMM()
	}
	d, _ := s.ground.BetweenMM(s.members[m].place, s.homes[h].place)
	return d
}

// apartMM is the longer of the ways between two homes; ok is false unless there are both.
func (s *State) apartMM(a, b int32) (mm int64, ok bool) {
	there, ok := s.ground.BetweenMM(s.homes[a].place, s.homes[b].place)
	if !ok {
		return 0, false
	}
	back, ok := s.ground.BetweenMM(s.homes[b].place, s.homes[a].place)
	return max(there, back), ok
}
