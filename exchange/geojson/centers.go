package geojson

import (
	"reflect"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

const (
	// centerMargin and memberMargin are how far in metres the drawn areas of a centre and of a member reach beyond their homes: an area lies within that of
	// its centre, and no corner of it is a home.
	centerMargin = 30
	memberMargin = 15
)

// centers draws the tiers as nested areas: a centre's around the homes that its members answer for, theirs included, and within it one for each member. Areas
// of fewer than leastShaped homes have no shape.
func (a *areaWriter) centers() {
	center := map[engine.MemberID]engine.MemberID{}
	for m := range a.plan.Members() {
		center[m.ID] = m.Center
	}
	ofMember, ofCenter := map[engine.MemberID][]orb.Point{}, map[engine.MemberID][]orb.Point{}
	for h := range a.plan.Homes() {
		p, ok := a.ground.home(h.ID)
		if c := center[h.Member]; ok && c != "" {
			ofMember[h.Member], ofCenter[c] = append(ofMember[h.Member], p), append(ofCenter[c], p)
		}
	}
	for c := range a.plan.Centers() {
		a.begin(KindCenterArea, string(a.area), string(c.Member))
		a.around(ofCenter[c.Member], centerMargin)
		w := a.properties(KindCenterArea, a.area)
		w.int("number", int64(c.Number))
		str(w, "member", c.Member)
		w.int("members", int64(c.Members))
		w.int("homes", int64(c.Homes))
		w.int("weight", int64(c.Weight))
		w.meters("radius_m", c.RadiusMM, true)
		w.meters("total_m", c.TotalMM, true)
		str(w, "mentor", c.Mentor)
		w.meters("mentor_m", c.MentorMM, c.Mentor != "")
		a.end()
	}
	for m := range a.plan.Members() {
		if m.Center == "" {
			continue
		}
		a.begin(KindMemberArea, string(a.area), string(m.ID))
		a.around(ofMember[m.ID], memberMargin)
		w := a.properties(KindMemberArea, a.area)
		str(w, "member", m.ID)
		str(w, "center", m.Center)
		w.int("homes", int64(len(ofMember[m.ID])))
		w.int("load", int64(m.Load))
		a.end()
	}
}

// around draws around homes, if there are enough of them and they do not all lie in one place.
func (a *areaWriter) around(homes []orb.Point, margin float64) {
	metric := geo.MetricGeodesic
	if a.header.Metric == policy.MetricPlanar {
		metric = geo.MetricPlanar
	}
	var shape orb.Geometry
	if len(homes) >= leastShaped && !a.ground.sparse {
		shape = geo.Hull(homes, metric, margin)
	}
	a.shape(shape)
}

// unaskedCenters is the claim of a plan without centres.
func unaskedCenters() engine.CenterProof {
	none := engine.BoundProof{Kind: engine.NotSolved}
	return engine.CenterProof{Number: none, Ranks: none, Out: none, Missing: none, Distance: none, Mentors: engine.LinkProof{Kind: engine.NotSolved}}
}

// centerProof writes the claims of the tiers: null where the plan says nothing of them.
func centerProof(w *buffer, p engine.CenterProof) {
	w.key("centers")
	switch {
	case reflect.DeepEqual(p, engine.CenterProof{}):
		w.raw("null")
		return
	case reflect.DeepEqual(p, unaskedCenters()):
		w.open('{')
		str(w, "kind", engine.NotSolved)
		w.close('}')
		return
	}
	w.open('{')
	bound(w, "number", p.Number)
	bound(w, "ranks", p.Ranks)
	bound(w, "out", p.Out)
	bound(w, "missing", p.Missing)
	boundMeters(w, "distance", p.Distance)
	w.meters("out_price_m", p.OutPriceMM, true)
	w.meters("missing_price_m", p.MissingPriceMM, true)
	w.int("out_scale", p.OutScale)
	linkProof(w, "mentors", p.Mentors)
	w.close('}')
}

type boundProofJSON struct {
	Kind  engine.ProofKind `json:"kind"`
	Value int64            `json:"value"`
	Bound int64            `json:"bound"`
}

type centerProofJSON struct {
	Kind           engine.ProofKind `json:"kind"`
	Number         boundProofJSON   `json:"number"`
	Ranks          boundProofJSON   `json:"ranks"`
	Out            boundProofJSON   `json:"out"`
	Missing        boundProofJSON   `json:"missing"`
	Distance       metersProofJSON  `json:"distance"`
	OutPriceMM     mm               `json:"out_price_m"`
	MissingPriceMM mm               `json:"missing_price_m"`
	OutScale       int64            `json:"out_scale"`
	Mentors        linkProofJSON    `json:"mentors"`
}

func (p *centerProofJSON) proof() engine.CenterProof {
	if p == nil {
		return engine.CenterProof{}
	}
	if p.Kind == engine.NotSolved {
		return unaskedCenters()
	}
	return engine.CenterProof{
		Number: engine.BoundProof(p.Number), Ranks: engine.BoundProof(p.Ranks), Out: engine.BoundProof(p.Out), Missing: engine.BoundProof(p.Missing),
		Distance: p.Distance.proof(), OutPriceMM: int64(p.OutPriceMM), MissingPriceMM: int64(p.MissingPriceMM), OutScale: p.OutScale, Mentors: engine.LinkProof(p.Mentors),
	}
}

func (f *properties) centerArea() engine.Center {
	return engine.Center{
		Number: f.Number, Member: f.Member, Members: f.Members, Homes: f.Homes, Weight: int(f.Weight), RadiusMM: int64(f.RadiusMM), TotalMM: int64(f.TotalMM),
		Mentor: f.Mentor, MentorMM: int64(f.MentorMM),
	}
}
