package geojson

import (
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

const (
	// groupMargin is how far in metres a drawn group reaches beyond its homes, so that no corner of it is a home.
	groupMargin = 30
	// leastShaped is how many homes a group has at least that is drawn: a smaller shape would tell where they are.
	leastShaped = 5
)

func (a *areaWriter) groups() {
	homes := map[engine.GroupID][]orb.Point{}
	for h := range a.plan.Homes() {
		if p, ok := a.ground.home(h.ID); ok && h.Group != "" {
			homes[h.Group] = append(homes[h.Group], p)
		}
	}
	teams := map[engine.GroupID][]engine.Slot{}
	for s := range a.plan.GroupSlots() {
		teams[s.Group] = append(teams[s.Group], engine.Slot{Role: s.Role, Number: s.Number, Member: s.Member})
	}
	for g := range a.plan.Groups() {
		a.begin(KindGroup, string(g.ID))
		a.hull(homes[g.ID])
		w := a.properties(KindGroup, a.area)
		str(w, "group", g.ID)
		w.int("number", int64(g.Number))
		str(w, "name", g.Name)
		str(w, "household", g.Household)
		w.key("center")
		w.open('[')
		w.exact(g.Center[0])
		w.exact(g.Center[1])
		w.close(']')
		w.int("homes", int64(g.Homes))
		w.int("members", int64(g.Members))
		w.int("weight", g.Weight)
		w.meters("radius_m", g.RadiusMM, true)
		w.meters("total_m", g.TotalMM, true)
		team(w, teams[g.ID])
		a.end()
	}
}

// hull draws around homes, if there are enough of them and they do not all lie in one place.
func (a *areaWriter) hull(homes []orb.Point) {
	metric := geo.MetricGeodesic
	if a.header.Metric == policy.MetricPlanar {
		metric = geo.MetricPlanar
	}
	var shape orb.Geometry
	if len(homes) >= leastShaped {
		shape = geo.Hull(homes, metric, groupMargin)
	}
	a.shape(shape)
}

func groupSlot(w *buffer, s engine.GroupSlot) {
	str(w, "group", s.Group)
	str(w, "role", s.Role)
	w.int("number", int64(s.Number))
	str(w, "member", s.Member)
}

func groupProof(w *buffer, p engine.GroupProof) {
	w.key("groups")
	w.open('{')
	str(w, "kind", p.Kind)
	w.int("violation", p.Violation)
	w.int("violation_bound", p.ViolationBound)
	w.int("spread", p.Spread)
	w.int("spread_bound", p.SpreadBound)
	w.int("compactness", p.Compactness)
	w.int("compactness_bound", p.CompactnessBound)
	objects(w, "reasons", p.Reasons, func(w *buffer, r engine.GroupReason) {
		str(w, "kind", r.Kind)
		strs(w, "homes", r.Homes)
		w.int("size", r.Size)
		w.int("pieces", int64(r.Pieces))
	})
	w.close('}')
}

type groupSlotJSON struct {
	Group  engine.GroupID  `json:"group"`
	Role   string          `json:"role"`
	Number int             `json:"number"`
	Member engine.MemberID `json:"member"`
}

type groupReasonJSON struct {
	Kind   engine.GroupReasonKind `json:"kind"`
	Homes  []engine.HouseholdID   `json:"homes"`
	Size   int64                  `json:"size"`
	Pieces int                    `json:"pieces"`
}

type groupProofJSON struct {
	Kind             engine.ProofKind  `json:"kind"`
	Violation        int64             `json:"violation"`
	ViolationBound   int64             `json:"violation_bound"`
	Spread           int64             `json:"spread"`
	SpreadBound      int64             `json:"spread_bound"`
	Compactness      int64             `json:"compactness"`
	CompactnessBound int64             `json:"compactness_bound"`
	Reasons          []groupReasonJSON `json:"reasons"`
}

func (p *groupProofJSON) proof() engine.GroupProof {
	return engine.GroupProof{
		Kind: p.Kind, Violation: p.Violation, ViolationBound: p.ViolationBound, Spread: p.Spread, SpreadBound: p.SpreadBound,
		Compactness: p.Compactness, CompactnessBound: p.CompactnessBound,
		Reasons: convert(p.Reasons, func(r groupReasonJSON) engine.GroupReason { return engine.GroupReason(r) }),
	}
}
