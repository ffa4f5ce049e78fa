package table

import (
	"cmp"
	"io"
	"strings"

	"jinlin/engine"
)

// NewLinkWriter writes who answers for every home, one row per household, area after area, for people: UTF-8 with a byte
// order mark.
func NewLinkWriter(w io.Writer) *Writer[engine.Plan] {
	o := newWriter(w, true)
	o.header("village", "household", "state", "member", "distance_m", "circle", "center_m", "deputy", "deputy_m",
		"stage", "reason", "nearest", "nearest_m", "services")
	return &Writer[engine.Plan]{o, writeLinks}
}

func writeLinks(o *writer, p engine.Plan) {
	unserved := map[engine.HouseholdID]engine.Unserved{}
	for u := range p.Unserved() {
		unserved[u.Household] = u
	}
	for h := range p.Homes() {
		u := unserved[h.ID]
		o.text(string(p.Area()))
		o.text(string(h.ID))
		o.text(string(h.State))
		o.text(string(h.Member))
		o.meters(h.DistanceMM, h.Member != "")
		o.text(string(h.Circle))
		o.meters(h.CenterMM, h.Circle != "")
		o.text(string(h.Deputy))
		o.meters(h.DeputyMM, h.Deputy != "")
		o.text(string(u.Stage))
		o.text(string(u.Reason))
		o.text(string(u.Nearest))
		o.meters(u.NearestMM, u.Nearest != "")
		o.text(strings.Join(u.Services, ";"))
		o.end()
	}
}

// NewCircleWriter writes the circles of plans, one row per circle, for people: UTF-8 with a byte order mark.
func NewCircleWriter(w io.Writer) *Writer[engine.Plan] {
	o := newWriter(w, true)
	o.header("village", "circle", "number", "site", "household", "homes", "members", "capacity", "radius_m", "mean_m", "diameter_m", "team")
	return &Writer[engine.Plan]{o, writeCircles}
}

func writeCircles(o *writer, p engine.Plan) {
	teams := map[engine.CircleID][]string{}
	for s := range p.Slots() {
		teams[s.Circle] = append(teams[s.Circle], s.Role+" "+cmp.Or(string(s.Member), "-"))
	}
	for c := range p.Circles() {
		o.text(string(p.Area()))
		o.text(string(c.ID))
		o.int(int64(c.Number))
		o.text(string(c.Site))
		o.text(string(c.Household))
		o.int(int64(c.Homes))
		o.int(int64(c.Members))
		o.int(int64(c.Capacity))
		o.meters(c.RadiusMM, true)
		o.meters(c.TotalMM/int64(max(c.Homes, 1)), c.Homes > 0)
		o.meters(c.DiameterMM, c.DiameterMM >= 0)
		o.text(strings.Join(teams[c.ID], "; "))
		o.end()
	}
}

// NewLoadWriter writes the members of plans and what they bear, one row per member and area, for people: UTF-8 with a
// byte order mark.
func NewLoadWriter(w io.Writer) *Writer[engine.Plan] {
	o := newWriter(w, true)
	o.header("village", "member", "eligible", "excluded", "circle", "load", "deputised", "role")
	return &Writer[engine.Plan]{o, writeLoads}
}

func writeLoads(o *writer, p engine.Plan) {
	roles := map[engine.MemberID]string{}
	for s := range p.Slots() {
		roles[s.Member] = s.Role
	}
	for m := range p.Members() {
		o.text(string(p.Area()))
		o.text(string(m.ID))
		o.yes(m.Eligible)
		o.text(m.Excluded)
		o.text(string(m.Circle))
		o.int(int64(m.Load))
		o.int(int64(m.Deputised))
		o.text(roles[m.ID])
		o.end()
	}
}
