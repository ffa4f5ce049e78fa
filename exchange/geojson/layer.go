package geojson

import (
	"bytes"
	"fmt"

	"github.com/paulmach/orb"

	"jinlin/engine"
)

// A Feature is one of those that a PlanWriter writes, by itself.
type Feature struct {
	// ID is that of the circle, group, household or member that it shows; a link has its household's.
	ID string
	// Member answers for the household of a household or a link, or is the member; "" for nobody.
	Member engine.MemberID
	// Box bounds what is drawn. Drawn is false where there is no geometry.
	Box   orb.Bound
	Drawn bool
	// JSON is the feature as PlanWriter writes it.
	JSON []byte
}

// Features are those of one kind (KindCircle, KindGroup, KindHousehold, KindLink, KindMember, KindUnserved) of the plan of an area, in its order, each as a
// PlanWriter with that header writes it among the others.
func Features(h Header, p engine.Problem, plan engine.Plan, kind string) ([]Feature, error) {
	if err := check(plan); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	l := &layer{out: &out}
	pw := NewPlanWriter(l, h)
	pw.w.b, pw.layer = pw.w.b[:0], l
	a := &areaWriter{PlanWriter: pw, plan: plan, area: plan.Area(), ground: newGround(&p), cuts: numberCuts(plan)}
	switch kind {
	case KindCircle:
		a.circles(p.Policy.Circles.Radius)
		for c := range plan.Circles() {
			l.of = append(l.of, Feature{ID: string(c.ID)})
		}
	case KindGroup:
		a.groups()
		for g := range plan.Groups() {
			l.of = append(l.of, Feature{ID: string(g.ID)})
		}
	case KindHousehold:
		a.households()
		for x := range plan.Homes() {
			l.of = append(l.of, Feature{ID: string(x.ID), Member: x.Member})
		}
	case KindLink:
		a.links()
		for x := range plan.Links() {
			l.of = append(l.of, Feature{ID: string(x.ID), Member: x.Member})
		}
	case KindMember:
		a.members()
		for m := range plan.Members() {
			l.of = append(l.of, Feature{ID: string(m.ID), Member: m.ID})
		}
	case KindUnserved:
		a.unserved()
		for u := range plan.Unserved() {
			l.of = append(l.of, Feature{ID: string(u.Household)})
		}
	default:
		return nil, fmt.Errorf("geojson: there are no features of the kind %q", kind)
	}
	return l.cut(pw)
}

// A layer takes what a PlanWriter writes apart into features.
type layer struct {
	out *bytes.Buffer
	of  []Feature
	// starts are where features begin, boxes what bounds those before.
	starts []int
	boxes  []box
}

func (l *layer) Write(b []byte) (int, error) { return l.out.Write(b) }

// begins notes where a feature begins, and the bounds of the one before.
func (l *layer) begins(pw *PlanWriter) {
	if len(l.starts) > 0 {
		l.boxes = append(l.boxes, pw.box)
	}
	l.starts = append(l.starts, l.out.Len()+len(pw.w.b))
	pw.box = newBox(pw.header.Metric)
}

// cut ends the last feature and hands all of them out. They share one piece of memory.
func (l *layer) cut(pw *PlanWriter) ([]Feature, error) {
	if err := pw.flush(0); err != nil {
		return nil, err
	}
	if len(l.starts) != len(l.of) {
		return nil, fmt.Errorf("geojson: %d features were written of %d", len(l.starts), len(l.of))
	}
	if len(l.starts) > 0 {
		l.boxes = append(l.boxes, pw.box)
	}
	text := bytes.Clone(l.out.Bytes())
	for i := range l.of {
		to := len(text)
		if i+1 < len(l.starts) {
			to = l.starts[i+1]
		}
		f := &l.of[i]
		f.JSON = bytes.Trim(text[l.starts[i]:to:to], ",\n")
		f.Box, f.Drawn = orb.Bound{Min: l.boxes[i].min, Max: l.boxes[i].max}, l.boxes[i].any
	}
	return l.of, nil
}
