package geojson

import (
	"strconv"

	"github.com/paulmach/orb"

	"jinlin/engine"
)

// cutFeatures draws every cut once, in the order of the numbers: where the homes lie that compete, and the members they
// compete for. What a reader needs stands in the member "areas".
func (a *areaWriter) cutFeatures() {
	unserved := map[*engine.Cut]int{}
	for u := range a.plan.Unserved() {
		unserved[u.Cut]++
	}
	minima := map[*engine.Cut]int{}
	for s := range a.plan.Shortfalls() {
		minima[s.Cut]++
	}
	for c := range cutsOf(a.plan) {
		a.begin(KindCut, string(a.area), strconv.Itoa(a.cuts[c]))
		a.multiPoint(c)
		w := a.properties(KindCut, a.area)
		cutNumber(w, a.cuts, c)
		strs(w, "cut_homes", c.Homes)
		strs(w, "cut_members", c.Members)
		w.int("room", int64(c.Room))
		w.int("missing", int64(c.Missing))
		w.int("unserved", int64(unserved[c]))
		w.int("minima", int64(minima[c]))
		a.end()
	}
}

// multiPoint holds the places of the homes of a cut, then those of its members who have one; null without any.
func (a *areaWriter) multiPoint(c *engine.Cut) {
	points := make([]orb.Point, 0, len(c.Homes)+len(c.Members))
	for _, id := range c.Homes {
		if p, ok := a.ground.home(id); ok {
			points = append(points, p)
		}
	}
	for _, id := range c.Members {
		if p, ok := a.ground.member(id); ok {
			points = append(points, p)
		}
	}
	w := &a.w
	if len(points) == 0 {
		w.raw("null")
		return
	}
	for _, p := range points {
		a.box.add(p)
	}
	w.raw(`{"type":"MultiPoint","coordinates":`)
	w.positions(points)
	w.close('}')
}
