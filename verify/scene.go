package verify

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// A scene is a problem laid out for judging: homes and members sorted by id,
// and every distance between them.
type scene struct {
	p         *engine.Problem
	policy    *policy.Policy
	measure   ruler
	ground    string
	homes     []home
	members   []member
	homeAt    map[engine.HouseholdID]int
	memberAt  map[engine.MemberID]int
	eligible  []int // the members that are
	forbidden map[[2]int]bool
	// dist holds the distance of home h and member j at h*len(members)+j: that
	// of a member without location is the reach, or 0 without one.
	dist []int64

	sites    []site
	siteAt   map[engine.SiteID]int
	reach    []bits // per home, the sites within the radius
	holdable []bool
	useful   []bool // per site, whether it reaches a holdable home
}

type home struct {
	id       engine.HouseholdID
	rec      *engine.Household
	weight   int64
	priority int
	services []string // each once
	wish     map[engine.MemberID]int64
	lastWish int64 // the last rank of the list, 0 without one
	lives    []int // eligible members with this household, by id
	anchored []int // eligible residents with this anchor
	lock     int   // the member it is locked to, -1
	own      int   // the member who covers it as his own home, -1
	held     bool  // of too low a priority for anybody to be asked to answer for it
	choice   int   // the member whom the plan says that the two-way choice gave it, -1
	kept     int   // the same where the links may not take it from him, else -1
}

type member struct {
	id               engine.MemberID
	rec              *engine.Member
	eligible         bool
	excluded         string
	resident, onDuty bool
	located          bool
	point            orb.Point
	anchor           int // -1: none
	load             policy.Load
	locked           int64 // the weights of the homes locked to him
	chosen           int64 // the weights of the homes that he keeps by two-way choice
	titleRank        int64
	skills           map[string]bool
	wish             map[engine.HouseholdID]int64
}

// newScene lays out a valid problem; circles are those of the plan, whose centres
// are sites where any place is. Its error is ctx.Err().
func newScene(ctx context.Context, p *engine.Problem, circles []engine.Circle) (*scene, error) {
	s := &scene{p: p, policy: &p.Policy}
	s.measure, s.ground = rulerOf(p)
	s.layHomes()
	s.layMembers()
	for _, f := range p.Forbidden {
		h, known := s.homeAt[f.Household]
		j, listed := s.memberAt[f.Member]
		if known && listed {
			s.forbidden[[2]int{h, j}] = true
		}
	}
	if err := s.layDistances(ctx); err != nil {
		return nil, err
	}
	s.layAnchors()
	s.layLocks()
	if s.circled() {
		s.laySites(circles)
		if err := s.layReach(ctx); err != nil {
			return nil, err
		}
		s.layHoldable()
	}
	return s, nil
}

// circled reports whether the policy asks for circles.
func (s *scene) circled() bool { return s.policy.Circles.Sites != policy.SitesNone }

func (s *scene) layHomes() {
	s.homeAt = make(map[engine.HouseholdID]int, len(s.p.Households))
	s.forbidden = map[[2]int]bool{}
	for i := range s.p.Households {
		r := &s.p.Households[i]
		h := home{id: r.ID, rec: r, weight: int64(r.Weight), priority: r.Priority, lock: -1, own: -1, choice: -1, kept: -1}
		if h.weight == 0 {
			h.weight = 1
		}
		for _, t := range r.Services {
			if !slices.Contains(h.services, t) {
				h.services = append(h.services, t)
			}
		}
		h.wish = make(map[engine.MemberID]int64, len(r.Preferences))
		for _, x := range r.Preferences {
			h.wish[x.ID] = int64(x.Rank)
			h.lastWish = max(h.lastWish, int64(x.Rank))
		}
		s.homes = append(s.homes, h)
	}
	slices.SortFunc(s.homes, func(a, b home) int { return cmp.Compare(a.id, b.id) })
	for i := range s.homes {
		s.homeAt[s.homes[i].id] = i
	}
}

func (s *scene) layMembers() {
	s.memberAt = make(map[engine.MemberID]int, len(s.p.Members))
	for i := range s.p.Members {
		s.members = append(s.members, s.newMember(&s.p.Members[i]))
	}
	slices.SortFunc(s.members, func(a, b member) int { return cmp.Compare(a.id, b.id) })
	for j := range s.members {
		s.memberAt[s.members[j].id] = j
		if s.members[j].eligible {
			s.eligible = append(s.eligible, j)
		}
	}
}

func (s *scene) newMember(r *engine.Member) member {
	m := member{id: r.ID, rec: r, anchor: -1, titleRank: int64(len(s.policy.Titles))}
	m.excluded = excluded(r, &s.policy.Eligibility)
	m.eligible = m.excluded == ""
	m.resident = r.Area == s.p.Area
	m.onDuty = slices.Contains(r.Duty, s.p.Area) || len(r.Duty) == 0 && m.resident
	m.located, m.point = r.Located, r.Location
	if h, ok := s.homeAt[r.Household]; ok && r.Household != "" {
		m.located, m.point = true, s.homes[h].rec.Location
	}
	m.load = s.policy.Links.Load.Clip(r.MinLoad, r.MaxLoad)
	if k := slices.IndexFunc(s.policy.Titles, func(level []string) bool { return slices.Contains(level, r.Title) }); k >= 0 {
		m.titleRank = int64(k)
	}
	m.skills = make(map[string]bool, len(r.Skills))
	m.wish = make(map[engine.HouseholdID]int64, len(r.Preferences))
	for _, x := range r.Preferences {
		m.wish[x.ID] = int64(x.Rank)
	}
	for _, t := range r.Skills {
		m.skills[t] = true
	}
	return m
}

// excluded returns why a member takes no part, "" if he does.
func excluded(r *engine.Member, e *policy.Eligibility) string {
	status := r.Status
	if status == "" {
		status = policy.StatusActive
	}
	switch {
	case slices.Contains(e.Exclude, status):
		return status
	case e.RequireCapable && !r.Capable:
		return policy.NotCapable
	}
	return ""
}

func (s *scene) homePlace(h int) geo.Place {
	return geo.Place{ID: string(s.homes[h].id), Point: s.homes[h].rec.Location}
}

// memberPlace goes by the id of the household that the member names, listed
// here or not, else by his own.
func (s *scene) memberPlace(j int) geo.Place {
	id := string(s.members[j].rec.Household)
	if id == "" {
		id = string(s.members[j].id)
	}
	return geo.Place{ID: id, Point: s.members[j].point}
}

func (s *scene) layDistances(ctx context.Context) error {
	n := len(s.members)
	s.dist = make([]int64, len(s.homes)*n)
	places := make([]geo.Place, n)
	for j := range places {
		places[j] = s.memberPlace(j)
	}
	away := max(s.policy.Links.Reach.MM(), 0)
	for h := range s.homes {
		if err := ctx.Err(); err != nil {
			return err
		}
		here, row := s.homePlace(h), s.dist[h*n:(h+1)*n]
		for j := range row {
			row[j] = away
			if s.members[j].located {
				row[j] = s.measure(places[j], here)
			}
		}
	}
	return nil
}

// between is the distance of a home and a member, noWay included.
func (s *scene) between(h, j int) int64 { return s.dist[h*len(s.members)+j] }

// linkMM is the distance that a link counts: a lock may join what no way does,
// and counts 0 then.
func (s *scene) linkMM(h, j int) int64 {
	if d := s.between(h, j); d != noWay {
		return d
	}
	return 0
}

// layAnchors finds the home that decides each resident's circle.
func (s *scene) layAnchors() {
	for j := range s.members {
		m := &s.members[j]
		m.anchor = s.anchorOf(j)
		if !m.eligible {
			continue
		}
		if m.anchor >= 0 {
			h := &s.homes[m.anchor]
			h.anchored = append(h.anchored, j)
		}
		if h, ok := s.homeAt[m.rec.Household]; ok && m.rec.Household != "" {
			s.homes[h].lives = append(s.homes[h].lives, j)
		}
	}
}

func (s *scene) anchorOf(j int) int {
	m := &s.members[j]
	if !m.resident || !m.located {
		return -1
	}
	if h, ok := s.homeAt[m.rec.Household]; ok && m.rec.Household != "" {
		return h
	}
	best, least := -1, noWay
	for h := range s.homes {
		var d int64
		if s.policy.Metric == policy.MetricMatrix {
			d = s.measure(s.memberPlace(j), s.homePlace(h))
		} else {
			d = s.straight(s.homes[h].rec.Location, m.point)
		}
		if d < least {
			best, least = h, d
		}
	}
	return best
}

// straight is the distance as the crow flies, whatever the ground: where
// somebody lives is no question of ways, as long as there are coordinates.
func (s *scene) straight(a, b orb.Point) int64 {
	if s.policy.Metric == policy.MetricPlanar {
		return geo.PlanarDistanceMM(a, b)
	}
	return geo.DistanceMM(a, b)
}

func (s *scene) layLocks() {
	for _, l := range s.p.Locks {
		h, j := s.homeAt[l.Household], s.memberAt[l.Member]
		if s.homes[h].lock < 0 {
			s.homes[h].lock = j
			s.members[j].locked += s.homes[h].weight
		}
	}
	for h := range s.homes {
		x := &s.homes[h]
		if s.policy.OwnHome == policy.OwnCovered && x.lock < 0 && len(x.lives) > 0 {
			x.own = x.lives[0]
		}
		x.held = x.own < 0 && x.lock < 0 && x.priority < s.policy.Links.PriorityMin
	}
}
