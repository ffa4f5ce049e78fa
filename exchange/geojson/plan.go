package geojson

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
)

// Version is the version of the plan's format, the value of the member "jinlin".
const Version = "1"

// A Header is what a plan's document says of all its areas.
type Header struct {
	// Metric is what coordinates and distances mean; a planar document is not RFC 7946. Empty means geodesic.
	Metric policy.Metric
	// Datum is the one that the input was delivered in; empty means wgs84, or none under the planar metric. The document
	// itself is in WGS-84.
	Datum geo.Datum
	// Policy is the policy in JSON, written as it is; nil is null.
	Policy json.RawMessage
}

// A PlanWriter writes the plans of any number of areas as one GeoJSON document: the features area by area as they
// come, and what is no feature at the end. It keeps the latter in memory, not the features. The same areas in the same
// order give the same bytes.
type PlanWriter struct {
	out    io.Writer
	w      buffer
	areas  buffer // the elements of the member "areas"
	header Header
	box    box
	any    bool // a feature was written
	err    error
	// layer takes the features apart, nil: they are one document.
	layer *layer
}

// NewPlanWriter begins a document.
func NewPlanWriter(out io.Writer, h Header) *PlanWriter {
	if h.Metric == "" {
		h.Metric = policy.MetricGeodesic
	}
	if h.Datum == "" && h.Metric == policy.MetricGeodesic {
		h.Datum = geo.WGS84
	}
	pw := &PlanWriter{out: out, header: h, box: newBox(h.Metric)}
	w := &pw.w
	w.raw(`{"type":"FeatureCollection"`)
	str(w, "jinlin", Version)
	str(w, "metric", h.Metric)
	str(w, "datum", h.Datum)
	w.raw(",\n\"features\":[")
	return pw
}

// Area writes the features of one area: its circles, groups, centres, homes, links, members, unserved homes and the cuts that show why something lacks. Homes and members that
// the problem does not know have no geometry. Ids must be UTF-8.
func (pw *PlanWriter) Area(p engine.Problem, plan engine.Plan) error {
	if pw.err != nil {
		return pw.err
	}
	a := &areaWriter{PlanWriter: pw, plan: plan, area: plan.Area(), ground: newGround(&p), cuts: numberCuts(plan)}
	if pw.err = check(plan); pw.err != nil {
		return pw.err
	}
	a.circles(p.Policy.Circles.Radius)
	a.groups()
	a.centers()
	a.households()
	a.links()
	a.members()
	a.unserved()
	a.cutFeatures()
	pw.areas.areaRecord(plan, a.cuts)
	return pw.flush(0)
}

// Close ends the document with what is no feature. The summary is written as it is; nil is null.
func (pw *PlanWriter) Close(summary json.RawMessage) error {
	if pw.err != nil {
		return pw.err
	}
	w := &pw.w
	w.raw("\n]")
	pw.box.write(w)
	for _, m := range []struct {
		name  string
		value json.RawMessage
	}{{"policy", pw.header.Policy}, {"summary", summary}} {
		w.raw(",\n\"" + m.name + "\":")
		if err := w.compact(m.value); err != nil {
			pw.err = fmt.Errorf("geojson: the member %q is not JSON: %w", m.name, err)
			return pw.err
		}
	}
	w.raw(",\n\"areas\":[")
	w.b = append(w.b, pw.areas.b...)
	w.raw("\n]}\n")
	if err := pw.flush(0); err != nil {
		return err
	}
	pw.err = errClosed
	return nil
}

var errClosed = errors.New("geojson: the plan writer is closed")

// compact writes JSON without blanks.
func (w *buffer) compact(value json.RawMessage) error {
	if value == nil {
		w.raw("null")
		return nil
	}
	c, err := compactJSON(value)
	w.b = append(w.b, c...)
	return err
}

// flush writes the buffer if more than keep bytes are in it.
func (pw *PlanWriter) flush(keep int) error {
	if pw.err == nil && len(pw.w.b) > keep {
		_, pw.err = pw.out.Write(pw.w.b)
		pw.w.b = pw.w.b[:0]
	}
	return pw.err
}

// begin opens a feature up to its geometry.
func (pw *PlanWriter) begin(kind string, id ...string) {
	const enough = 64 << 10
	_ = pw.flush(enough) // the error is kept
	w := &pw.w
	if pw.layer != nil {
		pw.layer.begins(pw)
	}
	if pw.any {
		w.raw(",")
	}
	pw.any = true
	w.raw("\n{\"type\":\"Feature\",\"id\":\"")
	w.raw(kind)
	for _, part := range id {
		w.b = append(w.b, '/')
		n := len(w.b)
		w.b = appendString(w.b, part) // with quotation marks, which are taken off
		w.b = append(w.b[:n], w.b[n+1:len(w.b)-1]...)
	}
	w.raw("\",\"geometry\":")
}

// properties opens the properties of a feature.
func (pw *PlanWriter) properties(kind string, area engine.AreaID) *buffer {
	w := &pw.w
	w.raw(",\"properties\":{")
	str(w, "kind", kind)
	str(w, "area", area)
	return w
}

func (pw *PlanWriter) end() { pw.w.raw("}}") }
