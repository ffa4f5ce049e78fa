// Package oracle solves tiny problems by trying everything, strictly after
// docs/model.md, and tells by the same plain means what of a plan is false. It
// is for tests: it shares no code with engine or verify, and its time grows
// exponentially (up to seven homes and four members are a matter of
// milliseconds).
package oracle

import (
	"math"
	"slices"
	"sort"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// A World answers plain questions about a problem. Nothing is remembered.
type World struct{ P engine.Problem }

// noWay is the distance where there is no way.
const noWay = math.MaxInt64

// mm is the way from who serves to who is served.
func (w World) mm(from, to geo.Place) int64 {
	switch {
	case w.P.Ground != nil:
		if mm, ok := w.P.Ground.BetweenMM(from, to); ok {
			return mm
		}
		return noWay
	case w.P.Policy.Metric == policy.MetricPlanar:
		return geo.PlanarDistanceMM(from.Point, to.Point)
	}
	return geo.DistanceMM(from.Point, to.Point)
}

func (w World) at(id engine.HouseholdID) geo.Place {
	return geo.Place{ID: string(id), Point: w.home(id).Location}
}

func (w World) homes() []engine.HouseholdID {
	var ids []engine.HouseholdID
	for _, h := range w.P.Households {
		ids = append(ids, h.ID)
	}
	slices.Sort(ids)
	return ids
}

func (w World) members() []engine.MemberID {
	var ids []engine.MemberID
	for _, m := range w.P.Members {
		ids = append(ids, m.ID)
	}
	slices.Sort(ids)
	return ids
}

func (w World) eligibles() []engine.MemberID {
	var ids []engine.MemberID
	for _, id := range w.members() {
		if w.excluded(id) == "" {
			ids = append(ids, id)
		}
	}
	return ids
}

func (w World) home(id engine.HouseholdID) *engine.Household {
	for i := range w.P.Households {
		if w.P.Households[i].ID == id {
			return &w.P.Households[i]
		}
	}
	return nil
}

func (w World) member(id engine.MemberID) *engine.Member {
	for i := range w.P.Members {
		if w.P.Members[i].ID == id {
			return &w.P.Members[i]
		}
	}
	return nil
}

func (w World) weight(id engine.HouseholdID) int {
	if x := w.home(id).Weight; x > 0 {
		return x
	}
	return 1
}

func (w World) load(id engine.MemberID) policy.Load {
	m := w.member(id)
	return w.P.Policy.Links.Load.Clip(m.MinLoad, m.MaxLoad)
}

func (w World) excluded(id engine.MemberID) string {
	m := w.member(id)
	for _, s := range w.P.Policy.Eligibility.Exclude {
		if m.Status == s {
			return s
		}
	}
	if w.P.Policy.Eligibility.RequireCapable && !m.Capable {
		return "not_capable"
	}
	return ""
}

func (w World) where(id engine.MemberID) (geo.Place, bool) {
	m := w.member(id)
	switch {
	case m.Household != "" && w.home(m.Household) != nil:
		return w.at(m.Household), true
	case m.Household != "":
		return geo.Place{ID: string(m.Household), Point: m.Location}, m.Located
	}
	return geo.Place{ID: string(id), Point: m.Location}, m.Located
}

// linkMM is what a link counts: 0 where there is no way, as a lock may ask for.
func (w World) linkMM(h engine.HouseholdID, m engine.MemberID) int64 {
	if mm := w.between(h, m); mm != noWay {
		return mm
	}
	return 0
}

// between is the distance of a home and a member; the reach for one without
// location.
func (w World) between(h engine.HouseholdID, m engine.MemberID) int64 {
	if at, ok := w.where(m); ok {
		return w.mm(at, w.at(h))
	}
	if w.P.Policy.Links.Reach.Set {
		return w.P.Policy.Links.Reach.MM()
	}
	return 0
}

func (w World) resident(id engine.MemberID) bool { return w.member(id).Area == w.P.Area }

func (w World) onDuty(id engine.MemberID) bool {
	m := w.member(id)
	if len(m.Duty) == 0 {
		return w.resident(id)
	}
	for _, a := range m.Duty {
		if a == w.P.Area {
			return true
		}
	}
	return false
}

func (w World) anchor(id engine.MemberID) engine.HouseholdID {
	if !w.resident(id) {
		return ""
	}
	if h := w.member(id).Household; h != "" {
		return h
	}
	at, located := w.where(id)
	best := engine.HouseholdID("")
	for _, h := range w.homes() {
		if located && w.mm(at, w.at(h)) != noWay && (best == "" || w.mm(at, w.at(h)) < w.mm(at, w.at(best))) {
			best = h
		}
	}
	return best
}

// team lists the eligible residents anchored in the homes.
func (w World) team(homes []engine.HouseholdID) []engine.MemberID {
	var ids []engine.MemberID
	for _, m := range w.eligibles() {
		if a := w.anchor(m); a != "" && slices.Contains(homes, a) {
			ids = append(ids, m)
		}
	}
	return ids
}

func (w World) lock(h engine.HouseholdID) engine.MemberID {
	for _, l := range w.P.Locks {
		if l.Household == h {
			return l.Member
		}
	}
	return ""
}

// coverer is the eligible member who lives in the home and covers it, whatever
// the locks.
func (w World) coverer(h engine.HouseholdID) engine.MemberID {
	for _, m := range w.eligibles() {
		if w.P.Policy.OwnHome == policy.OwnCovered && w.member(m).Household == h {
			return m
		}
	}
	return ""
}

// own is the member who covers the home in the links.
func (w World) own(h engine.HouseholdID) engine.MemberID {
	if w.lock(h) != "" {
		return ""
	}
	return w.coverer(h)
}

func (w World) forbidden(h engine.HouseholdID, m engine.MemberID) bool {
	for _, f := range w.P.Forbidden {
		if f.Household == h && f.Member == m {
			return true
		}
	}
	return w.P.Policy.OwnHome == policy.OwnOther && w.member(m).Household == h
}

// A place is a site.
type place struct {
	id       engine.SiteID
	home     engine.HouseholdID
	at       orb.Point
	public   bool
	required bool
	standing bool
	cost     int64
	room     int64 // -1: none
}

func (s place) place() geo.Place { return geo.Place{ID: string(s.id), Point: s.at} }

// dressed gives a site its cost and its room.
func (w World) dressed(x place, g engine.Site) place {
	c := w.P.Policy.Circles
	x.standing, x.cost, x.room = g.Use == engine.SiteStanding, 1, -1
	if c.Objective == policy.ObjectiveMedian {
		x.cost = int64(c.CostMeters) * 1000
	}
	if g.Cost != nil {
		x.cost = int64(*g.Cost)
		if c.Objective == policy.ObjectiveMedian {
			x.cost *= 1000
		}
	}
	if c.Capacity > 0 {
		x.room = int64(c.Capacity)
	}
	if g.Capacity != nil {
		x.room = int64(*g.Capacity)
	}
	return x
}

// size is what a home counts in circles.
func (w World) size(h engine.HouseholdID) int64 {
	if w.P.Policy.Circles.Measure == policy.MeasureWeight {
		return int64(w.weight(h))
	}
	return 1
}

// times is how often the distance of a home counts in circles.
func (w World) times(h engine.HouseholdID) int64 {
	if w.P.Policy.Circles.WeightedDistance {
		return int64(w.weight(h))
	}
	return 1
}

func (w World) sizes(homes []engine.HouseholdID) int64 {
	sum := int64(0)
	for _, h := range homes {
		sum += w.size(h)
	}
	return sum
}

// target is the size that is enough to hold, 0 for all: by counting up, in thousandths of a percent.
func (w World) target() int64 {
	share := int64(w.P.Policy.Circles.HoldPercent*1000 + 0.5)
	if share >= 100_000 {
		return 0
	}
	n := int64(0)
	for n*100_000 < w.sizes(w.homes())*share {
		n++
	}
	return n
}

func (w World) sites() []place {
	byID := map[engine.SiteID]place{}
	for _, h := range w.homes() {
		open := w.P.Policy.Circles.Sites == policy.SitesHomes
		if w.P.Policy.Circles.Sites == policy.SitesMembers {
			open = len(w.team([]engine.HouseholdID{h})) > 0
		}
		if open {
			byID[engine.SiteID(h)] = w.dressed(place{id: engine.SiteID(h), home: h, at: w.home(h).Location}, engine.Site{})
		}
	}
	for _, g := range w.P.Sites {
		x := place{id: g.ID, at: g.Location, public: g.Public, required: g.Use == engine.SiteRequired}
		if g.Household != "" {
			x.id, x.home, x.at = engine.SiteID(g.Household), g.Household, w.home(g.Household).Location
		}
		if g.Use == engine.SiteForbidden {
			delete(byID, x.id)
		} else {
			byID[x.id] = w.dressed(x, g)
		}
	}
	var all []place
	for _, x := range byID {
		all = append(all, x)
	}
	sort.Slice(all, func(a, b int) bool { return all[a].id < all[b].id })
	if w.P.Policy.Circles.Sites == policy.SitesNone {
		return nil
	}
	return all
}
