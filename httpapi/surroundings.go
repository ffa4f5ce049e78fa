package httpapi

import (
	"bytes"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
)

// surroundings decodes units, which take the place of households, neighbours and barriers.
func (d *decoders) surroundings(b *body, o exchange.Options, into *exchange.Dataset, v *violations) {
	units, places := d.units.all(b, "", o, v)
	into.Households, into.Places.Households = append(into.Households, units...), append(into.Places.Households, places...)
	if _, given := b.lists["adjacency"]; given {
		into.Adjacency, into.Places.Adjacency = d.adjacency.all(b, "", o, v)
		into.Adjacency = append([]engine.HomePair{}, into.Adjacency...)
	}
	raw := b.heads["barriers"]
	if raw == nil || string(raw) == "null" {
		return
	}
	o.File = "barriers"
	o.Report = func(i exchange.Issue) {
		if i.Severity == exchange.Rejected {
			v.add("body.barriers."+i.Path, nil, "%s", i.Expected)
		}
	}
	for barrier, err := range geojson.Barriers(bytes.NewReader(raw), o) {
		if err != nil {
			v.add("body.barriers", nil, "%v", err)
			return
		}
		into.Barriers = append(into.Barriers, barrier.Value.Lines...)
	}
}
