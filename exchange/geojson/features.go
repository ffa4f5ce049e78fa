package geojson

import (
	"strconv"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// The kinds of features of a plan.
const (
	KindCircle    = "circle"
	KindHousehold = "household"
	KindLink      = "link"
	KindMember    = "member"
	KindUnserved  = "unserved"
	KindCut       = "cut"
	KindGroup     = "group"
	// KindCenterArea and KindMemberArea are the tiers of centres, one area within the other.
	KindCenterArea = "center_area"
	KindMemberArea = "member_area"
)

const (
	// outlineSegments is how many corners a drawn circle has.
	outlineSegments = 64
	// leastDrawn is the radius in metres that a circle around a single home is drawn with.
	leastDrawn = 1
)

type areaWriter struct {
	*PlanWriter
	plan   engine.Plan
	area   engine.AreaID
	ground ground
	cuts   map[*engine.Cut]int
}

// ground finds the records of a problem by id.
type ground struct {
	homes   map[engine.HouseholdID]*engine.Household
	members map[engine.MemberID]*engine.Member
	// sparse tells that a matrix measures: the zero point stands for no position.
	sparse bool
}

func newGround(p *engine.Problem) ground {
	g := ground{make(map[engine.HouseholdID]*engine.Household, len(p.Households)), make(map[engine.MemberID]*engine.Member, len(p.Members)),
		p.Policy.Metric == policy.MetricMatrix}
	for i := range p.Households {
		g.homes[p.Households[i].ID] = &p.Households[i]
	}
	for i := range p.Members {
		g.members[p.Members[i].ID] = &p.Members[i]
	}
	return g
}

func (g *ground) home(id engine.HouseholdID) (orb.Point, bool) {
	if h := g.homes[id]; h != nil {
		return h.Location, !g.sparse || h.Location != orb.Point{}
	}
	return orb.Point{}, false
}

// member stands at his household if he has one there, else at his own location.
func (g *ground) member(id engine.MemberID) (orb.Point, bool) {
	m := g.members[id]
	if m == nil {
		return orb.Point{}, false
	}
	if m.Household != "" {
		if p, ok := g.home(m.Household); ok {
			return p, true
		}
	}
	if g.sparse {
		return m.Location, m.Location != orb.Point{}
	}
	return m.Location, m.Located
}

func (a *areaWriter) circles(drawn policy.Limit) {
	teams := map[engine.CircleID][]engine.Slot{}
	for s := range a.plan.Slots() {
		teams[s.Circle] = append(teams[s.Circle], s)
	}
	for c := range a.plan.Circles() {
		radius := max(float64(c.RadiusMM)/1000, leastDrawn)
		if drawn.Set {
			radius = drawn.Meters
		}
		a.begin(KindCircle, string(c.ID))
		a.outline(c.Center, radius)
		w := a.properties(KindCircle, a.area)
		str(w, "circle", c.ID)
		w.int("number", int64(c.Number))
		str(w, "site", c.Site)
		str(w, "household", c.Household)
		w.key("center")
		w.open('[')
		w.exact(c.Center[0])
		w.exact(c.Center[1])
		w.close(']')
		w.bool("public", c.Public)
		w.int("homes", int64(c.Homes))
		w.int("weight", int64(c.Weight))
		w.int("members", int64(c.Members))
		w.int("capacity", int64(c.Capacity))
		w.key("drawn_radius_m")
		w.exact(radius)
		w.meters("radius_m", c.RadiusMM, true)
		w.meters("total_m", c.TotalMM, true)
		if c.DiameterMM == -1 {
			w.meters("diameter_m", 0, false)
		} else {
			w.meters("diameter_m", c.DiameterMM, true)
		}
		team(w, teams[c.ID])
		a.end()
	}
}

// team lists who took which role, for display.
func team(w *buffer, slots []engine.Slot) {
	w.key("team")
	w.open('[')
	for _, s := range slots {
		w.open('{')
		str(w, "role", s.Role)
		str(w, "member", s.Member)
		w.close('}')
	}
	w.close(']')
}

// outline draws a circle; one that cannot be drawn is null, and so are those whose radius may be minutes.
func (a *areaWriter) outline(center orb.Point, radius float64) {
	var shape orb.Geometry
	if a.ground.sparse {
		a.w.raw("null")
		return
	}
	if a.header.Metric == policy.MetricPlanar {
		if p := geo.PlanarOutline(center, radius, outlineSegments); p != nil {
			shape = p
		}
	} else {
		shape = geo.Outline(center, radius, outlineSegments)
	}
	a.shape(shape)
}

// shape writes a polygon, several, or null.
func (a *areaWriter) shape(shape orb.Geometry) {
	w := &a.w
	switch g := shape.(type) {
	case orb.Polygon:
		a.box.addRings(g)
		w.raw(`{"type":"Polygon","coordinates":`)
		w.polygon(g)
		w.close('}')
	case orb.MultiPolygon:
		w.raw(`{"type":"MultiPolygon","coordinates":`)
		w.open('[')
		for _, p := range g {
			a.box.addRings(p)
			w.polygon(p)
		}
		w.raw("]}")
	default:
		w.raw("null")
	}
}

func (a *areaWriter) point(p orb.Point, ok bool) {
	w := &a.w
	if !ok {
		w.raw("null")
		return
	}
	a.box.add(p)
	w.raw(`{"type":"Point","coordinates":`)
	w.position(p)
	w.close('}')
}

func (a *areaWriter) households() {
	for h := range a.plan.Homes() {
		a.begin(KindHousehold, string(h.ID))
		a.point(a.ground.home(h.ID))
		w := a.properties(KindHousehold, a.area)
		str(w, "household", h.ID)
		str(w, "state", h.State)
		str(w, "circle", h.Circle)
		w.meters("center_m", h.CenterMM, h.Circle != "")
		str(w, "member", h.Member)
		w.meters("distance_m", h.DistanceMM, h.Member != "")
		str(w, "deputy", h.Deputy)
		w.meters("deputy_m", h.DeputyMM, h.Deputy != "")
		if h.Choice != "" {
			str(w, "choice", h.Choice)
		}
		str(w, "before", h.Before)
		str(w, "open_member", h.OpenMember)
		w.meters("open_m", h.OpenMM, h.OpenMember != "")
		w.meters("circle_price_m", h.CirclePriceMM, true)
		record := a.ground.homes[h.ID]
		if record == nil {
			record = &engine.Household{}
		}
		w.int("weight", int64(max(record.Weight, 1)))
		w.int("priority", int64(record.Priority))
		str(w, "group", h.Group)
		str(w, "group_given", record.Group)
		a.end()
	}
}

func (a *areaWriter) links() {
	for h := range a.plan.Links() {
		a.begin(KindLink, string(h.ID))
		a.line(h)
		w := a.properties(KindLink, a.area)
		str(w, "household", h.ID)
		str(w, "member", h.Member)
		w.meters("distance_m", h.DistanceMM, true)
		w.bool("locked", h.State == engine.HomeLocked)
		str(w, "circle", h.Circle)
		a.end()
	}
}

// line runs from the member to the home; without both places there is none.
func (a *areaWriter) line(h engine.Home) {
	w := &a.w
	from, okFrom := a.ground.member(h.Member)
	to, okTo := a.ground.home(h.ID)
	if !okFrom || !okTo {
		w.raw("null")
		return
	}
	a.box.add(from)
	a.box.add(to)
	if a.header.Metric != policy.MetricPlanar && (to[0]-from[0] > 180 || from[0]-to[0] > 180) {
		a.lineAcross180(from, to)
		return
	}
	w.raw(`{"type":"LineString","coordinates":[`)
	w.position(from)
	w.position(to)
	w.raw("]}")
}

// lineAcross180 cuts a line at the antimeridian, as RFC 7946 section 3.1.9 asks.
func (a *areaWriter) lineAcross180(from, to orb.Point) {
	edge := 180.0
	if from[0] < 0 {
		edge = -180
	}
	run := to[0] + edge + edge - from[0] // as if longitudes ran on past the edge
	lat := from[1]
	if run != 0 {
		lat += float64((to[1] - from[1]) * float64((edge-from[0])/run))
	}
	w := &a.w
	w.raw(`{"type":"MultiLineString","coordinates":[[`)
	w.position(from)
	w.position(orb.Point{edge, lat})
	w.raw("],[")
	w.position(orb.Point{-edge, lat})
	w.position(to)
	w.raw("]]}")
}

func (a *areaWriter) members() {
	for m := range a.plan.Members() {
		a.begin(KindMember, string(a.area), string(m.ID))
		a.point(a.ground.member(m.ID))
		w := a.properties(KindMember, a.area)
		str(w, "member", m.ID)
		w.bool("eligible", m.Eligible)
		str(w, "excluded", m.Excluded)
		str(w, "anchor", m.Anchor)
		str(w, "circle", m.Circle)
		str(w, "center", m.Center)
		w.meters("center_m", m.CenterMM, m.Center != "")
		w.int("load", int64(m.Load))
		w.int("deputised", int64(m.Deputised))
		record := a.ground.members[m.ID]
		if record == nil {
			record = &engine.Member{}
		}
		str(w, "title", record.Title)
		str(w, "organisation", record.Organisation)
		a.end()
	}
}

func (a *areaWriter) unserved() {
	for u := range a.plan.Unserved() {
		a.begin(KindUnserved, string(u.Household))
		a.point(a.ground.home(u.Household))
		w := a.properties(KindUnserved, a.area)
		str(w, "household", u.Household)
		str(w, "stage", u.Stage)
		str(w, "reason", u.Reason)
		str(w, "nearest", u.Nearest)
		w.meters("nearest_m", u.NearestMM, u.Nearest != "")
		strs(w, "services", u.Services)
		cutNumber(w, a.cuts, u.Cut)
		a.end()
	}
}

// cutNumber refers to a cut of the area, or is null.
func cutNumber(w *buffer, cuts map[*engine.Cut]int, c *engine.Cut) {
	w.key("cut")
	if c == nil {
		w.raw("null")
		return
	}
	w.b = strconv.AppendInt(w.b, int64(cuts[c]), 10)
}
