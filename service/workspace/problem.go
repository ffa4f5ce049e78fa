package workspace

import (
	"cmp"
	"slices"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/service/registry"
)

// problemOf makes of the records of an area what the engine plans, as service.Problems does: who is on duty here and lives elsewhere has a place but no
// household, since households are those of the area.
func problemOf(area engine.AreaID, datum geo.Datum, r registry.Records, pol policy.Policy) engine.Problem {
	p := engine.Problem{
		Area: area, Households: r.Households, Sites: r.Sites, Locks: r.Locks, Forbidden: r.Forbidden, Adjacency: r.Adjacency,
		Policy: pol, Datum: cmp.Or(datum, geo.WGS84),
	}
	if pol.Groups.By == policy.GroupsDrawn {
		p.Barriers = r.Barriers
	}
	p.Members = slices.Clone(r.Members)
	for i := range p.Members {
		if p.Members[i].Area != area {
			p.Members[i].Household = ""
		}
	}
	return p
}
