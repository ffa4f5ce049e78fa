package verify

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// A site is a place where a circle may be centred.
type site struct {
	id       engine.SiteID
	home     int // -1: a given site that is no home
	point    orb.Point
	public   bool
	required bool
	standing bool
	// cost is what a circle here counts, or adds to the distance in millimetres.
	cost int64
	// room is the most that a circle here holds, noLimit without a capacity.
	room int64
}

// noLimit is more than any area holds.
const noLimit = int64(math.MaxInt64)

// laySites lists the allowed sites by id: the homes that circles.sites names
// and the given ones, less the forbidden ones. A site that is a home goes by
// the household's id.
func (s *scene) laySites(circles []engine.Circle) {
	all := map[engine.SiteID]site{}
	for h := range s.homes {
		if s.homeIsSite(h) {
			x := s.siteOf(&engine.Site{Household: s.homes[h].id})
			all[x.id] = x
		}
	}
	for i := range s.p.Sites {
		if g := &s.p.Sites[i]; g.Use != engine.SiteForbidden {
			x := s.siteOf(g)
			x.public = x.public || all[x.id].public
			all[x.id] = x
		}
	}
	if s.anywhere() {
		for i := range circles {
			s.layPoint(all, &circles[i])
		}
	}
	for i := range s.p.Sites {
		if g := &s.p.Sites[i]; g.Use == engine.SiteForbidden {
			delete(all, g.ID)
			delete(all, s.siteOf(g).id)
		}
	}
	for _, x := range all {
		s.sites = append(s.sites, x)
	}
	slices.SortFunc(s.sites, func(a, b site) int { return cmp.Compare(a.id, b.id) })
	s.siteAt = make(map[engine.SiteID]int, len(s.sites))
	for k := range s.sites {
		s.siteAt[s.sites[k].id] = k
	}
}

func (s *scene) homeIsSite(h int) bool {
	switch s.policy.Circles.Sites {
	case policy.SitesHomes, policy.SitesPlane:
		return true
	case policy.SitesMembers:
		return len(s.homes[h].anchored) > 0
	}
	return false
}

func (s *scene) siteOf(g *engine.Site) site {
	x := site{id: g.ID, home: -1, point: g.Location, public: g.Public, required: g.Use == engine.SiteRequired, standing: g.Use == engine.SiteStanding}
	x.cost, x.room = s.costOf(g), noLimit
	if most := s.policy.Circles.Capacity; most > 0 {
		x.room = int64(most)
	}
	if g.Capacity != nil {
		x.room = int64(*g.Capacity)
	}
	if h, ok := s.homeAt[g.Household]; ok && g.Household != "" {
		x.id, x.home, x.point = engine.SiteID(g.Household), h, s.homes[h].rec.Location
	}
	return x
}

func (s *scene) costOf(g *engine.Site) int64 {
	switch median := s.policy.Circles.Objective == policy.ObjectiveMedian; {
	case median && g.Cost != nil:
		return 1000 * int64(*g.Cost)
	case median:
		return 1000 * int64(s.policy.Circles.CostMeters)
	case g.Cost != nil:
		return int64(*g.Cost)
	}
	return 1
}

// size is what a home counts in what a circle holds.
func (s *scene) size(h int) int64 {
	if s.policy.Circles.Measure == policy.MeasureWeight {
		return s.homes[h].weight
	}
	return 1
}

// times is how often the distance of a home to its centre counts.
func (s *scene) times(h int) int64 {
	if s.policy.Circles.WeightedDistance {
		return s.homes[h].weight
	}
	return 1
}

func (s *scene) sitePlace(k int) geo.Place {
	return geo.Place{ID: string(s.sites[k].id), Point: s.sites[k].point}
}

// fromSite is the distance of a home and a site.
func (s *scene) fromSite(h, k int) int64 { return s.measure(s.sitePlace(k), s.homePlace(h)) }

// betweenHomes is the longer of the ways from one home to another and back,
// noWay unless there are both.
func (s *scene) betweenHomes(g, h int) int64 {
	return max(s.measure(s.homePlace(g), s.homePlace(h)), s.measure(s.homePlace(h), s.homePlace(g)))
}

func (s *scene) layReach(ctx context.Context) error {
	s.reach = make([]bits, len(s.homes))
	for h := range s.homes {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.reach[h] = newBits(len(s.sites))
		for k := range s.sites {
			if within(s.policy.Circles.Radius, s.fromSite(h, k)) {
				s.reach[h].set(k)
			}
		}
	}
	return nil
}

// seatable reports whether a home may make a circle: with its own residents, or without any where none are needed.
func (s *scene) seatable(h int) bool {
	n := len(s.homes[h].anchored)
	return (n > 0 || s.policy.Team.Min == 0) && (s.policy.Team.Max == 0 || n <= s.policy.Team.Max)
}

// apart reports whether two homes are farther apart than the diameter.
func (s *scene) apart(g, h int) bool {
	return s.policy.Circles.Diameter.Set && !within(s.policy.Circles.Diameter, s.betweenHomes(g, h))
}

// layHoldable finds the homes that some valid circle of one or two homes holds.
func (s *scene) layHoldable() {
	s.holdable = make([]bool, len(s.homes))
	var seats []int
	for h := range s.homes {
		if s.seatable(h) && s.takes(h, h) {
			seats = append(seats, h)
		}
	}
	for h := range s.homes {
		switch {
		case s.seatable(h):
			s.holdable[h] = s.takes(h, h)
		case len(s.homes[h].anchored) == 0:
			s.holdable[h] = slices.ContainsFunc(seats, func(g int) bool { return s.takes(g, h) && !s.apart(g, h) })
		}
	}
	s.useful = make([]bool, len(s.sites))
	homes := s.holdables()
	for k := range s.sites {
		s.useful[k] = slices.ContainsFunc(homes, func(h int) bool { return s.reach[h].has(k) })
	}
}

// takes reports whether some site reaches both homes and has room for them; of
// one home if they are the same.
func (s *scene) takes(g, h int) bool {
	if s.anywhere() && s.oneDisc(g, h) && s.roomAnywhere(g, h) {
		return true
	}
	if !s.roomed() {
		return s.reach[g].meets(s.reach[h])
	}
	need := s.size(g)
	if g != h {
		need += s.size(h)
	}
	for k := range s.sites {
		if s.reach[g].has(k) && s.reach[h].has(k) && need <= s.sites[k].room {
			return true
		}
	}
	return false
}

// roomed reports whether some site has a capacity.
func (s *scene) roomed() bool {
	return slices.ContainsFunc(s.sites, func(x site) bool { return x.room != noLimit })
}

// unseated returns the required sites that cannot all be given a home of
// their own in reach where an eligible resident lives, and forbidden ones.
func (s *scene) unseated() []engine.SiteID {
	var missing []engine.SiteID
	siteOf := map[int]int{} // home -> required site
	for i := range s.p.Sites {
		g := &s.p.Sites[i]
		if g.Use != engine.SiteRequired {
			continue
		}
		k, allowed := s.siteAt[s.siteOf(g).id]
		if _, again := seatOf(siteOf, k); allowed && again {
			continue
		}
		if !allowed || !s.seat(k, siteOf, map[int]bool{}) {
			missing = append(missing, g.ID)
		}
	}
	slices.Sort(missing)
	return missing
}

func seatOf(siteOf map[int]int, k int) (int, bool) {
	for h, other := range siteOf {
		if other == k {
			return h, true
		}
	}
	return -1, false
}

// seat gives site k a home, moving others where that helps (Kuhn).
func (s *scene) seat(k int, siteOf map[int]int, tried map[int]bool) bool {
	for h := range s.homes {
		if tried[h] || !s.seatable(h) || !s.reach[h].has(k) || s.size(h) > s.sites[k].room {
			continue
		}
		tried[h] = true
		other, taken := siteOf[h]
		if !taken || s.seat(other, siteOf, tried) {
			siteOf[h] = k
			return true
		}
	}
	return false
}
