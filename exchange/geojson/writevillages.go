package geojson

import (
	"io"

	"jinlin/exchange"
)

// A VillageWriter writes boundaries, as Villages reads them, one after the other.
type VillageWriter struct {
	out io.Writer
	w   buffer
	any bool // a feature was written
}

// NewVillageWriter begins a document.
func NewVillageWriter(out io.Writer) *VillageWriter {
	vw := &VillageWriter{out: out}
	vw.w.raw(`{"type":"FeatureCollection","features":[`)
	return vw
}

// Write appends a boundary. Rings are written as they are: closed, the outer ones counter-clockwise (RFC 7946).
func (vw *VillageWriter) Write(v exchange.Village) error {
	w := &vw.w
	if vw.any {
		w.raw(",")
	}
	vw.any = true
	w.raw("\n" + `{"type":"Feature","properties":{`)
	str(w, "id", v.ID)
	str(w, "name", v.Name)
	w.raw(`},"geometry":{"type":"MultiPolygon","coordinates":[`)
	for _, polygon := range v.Boundary {
		w.polygon(polygon)
	}
	w.raw("]}}")
	return vw.flush()
}

// Close ends the document.
func (vw *VillageWriter) Close() error {
	vw.w.raw("\n]}\n")
	return vw.flush()
}

func (vw *VillageWriter) flush() error {
	_, err := vw.out.Write(vw.w.b)
	vw.w.b = vw.w.b[:0]
	return err
}
