// Package geojson reads households, members, sites and the boundaries of villages from GeoJSON, and writes and reads
// plans. docs/formats.md lists the properties.
package geojson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/policy"
)

// Households reads a FeatureCollection of points, feature by feature. Features that cannot be read are reported
// (o.Report) and passed over; the error, the last thing yielded, is a *exchange.FileError. exchange.Collect gathers the
// records and checks that ids are used once.
func Households(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[engine.Household], error] {
	return read(r, exchange.Households(), o)
}

// Members reads members, whose geometry may be null; see Households.
func Members(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[engine.Member], error] {
	return read(r, exchange.Members(), o)
}

// Sites reads sites, whose geometry may be null where they name a household; see Households.
func Sites(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[engine.Site], error] {
	return read(r, exchange.Sites(), o)
}

// Units reads districts to be grouped, whose geometry may be null; see Households.
func Units(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[engine.Household], error] {
	return read(r, exchange.Units(), o)
}

func read[T any](r io.Reader, k exchange.Kind[T], o exchange.Options) iter.Seq2[exchange.Record[T], error] {
	return func(yield func(exchange.Record[T], error) bool) { newReader(k, o).run(r, yield) }
}

type reader[T any] struct {
	reading *exchange.Reading[T]
	o       exchange.Options
	// columns finds the column of a property, -1 for one that is not read.
	columns  map[string]int
	header   []string
	id       int
	lon, lat int // -1 for a kind without
	number   int
	// shape takes what the geometry tells into the cells, and finish what cells cannot hold into the record.
	shape  func(g *geometry, cells []string) *fault
	finish func(rec *exchange.Record[T], g *geometry)
}

func newReader[T any](k exchange.Kind[T], o exchange.Options) *reader[T] {
	t := &reader[T]{reading: exchange.NewReading(k, o), o: o, columns: map[string]int{}, lon: -1, lat: -1}
	t.shape, t.finish = t.point, func(*exchange.Record[T], *geometry) {}
	for c, column := range k.Columns {
		t.header = append(t.header, column.Name)
		t.reading.Rename(c, "properties."+column.Name)
		switch column.Name {
		case "id":
			t.id = c
		case "lon":
			t.lon = c
			t.reading.Rename(c, "geometry.coordinates[0]")
		case "lat":
			t.lat = c
			t.reading.Rename(c, "geometry.coordinates[1]")
		}
	}
	return t
}

// run reads the document and yields its records, and its error at the end.
func (t *reader[T]) run(r io.Reader, yield func(exchange.Record[T], error) bool) {
	c := collection{file: t.o.File, member: t.member}
	c.feature = func(dec *json.Decoder) error {
		record, ok, err := t.feature(dec)
		if err == nil && ok && !yield(record, nil) {
			return errStopped
		}
		return err
	}
	err := c.read(r)
	if err == nil {
		t.reading.End()
	} else if !errors.Is(err, errStopped) {
		yield(exchange.Record[T]{}, err)
	}
}

// member refuses coordinates of another reference system; older writers name it.
func (t *reader[T]) member(name string, dec *json.Decoder) error {
	if name != "crs" {
		return skip(name, dec)
	}
	var crs struct {
		Properties struct {
			Name string `json:"name"`
		} `json:"properties"`
	}
	if err := dec.Decode(&crs); err != nil {
		return err
	}
	if name := crs.Properties.Name; t.o.Metric != policy.MetricPlanar && !lonLat(name) {
		return &exchange.FileError{File: t.o.File, Problem: fmt.Sprintf(
			`has coordinates in %q (member "crs"); expected longitude and latitude: reproject to CRS84 (EPSG:4326)`, name)}
	}
	return nil
}

// lonLat tells whether a reference system is longitude and latitude on WGS-84 or CGCS2000; no name means so.
func lonLat(crs string) bool {
	for _, known := range []string{"", "CRS84", "4326", "4490"} {
		if crs == known || known != "" && (strings.HasSuffix(crs, ":"+known) || strings.HasSuffix(crs, "/"+known)) {
			return true
		}
	}
	return false
}

type inputFeature struct {
	Type       string                     `json:"type"`
	ID         json.RawMessage            `json:"id"`
	Geometry   *geometry                  `json:"geometry"`
	Properties map[string]json.RawMessage `json:"properties"`
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// feature reads the next feature; an error means that the document cannot be read on.
func (t *reader[T]) feature(dec *json.Decoder) (rec exchange.Record[T], ok bool, err error) {
	var text json.RawMessage
	if err := dec.Decode(&text); err != nil {
		return rec, false, err
	}
	place := t.next()
	f, problem := parseFeature(text)
	if problem != "" {
		t.reading.Reject(place, nil, clip(text), problem)
		return rec, false, nil
	}
	cells := make([]string, len(t.header))
	bad := t.fill(f, cells)
	if bad == nil {
		bad = t.shape(f.Geometry, cells)
	}
	row := slices.Clone(cells)
	if bad != nil {
		place.Path += bad.path
		t.reading.Reject(place, row, bad.value, bad.expected)
		return rec, false, nil
	}
	if rec, ok = t.reading.Cells(place, cells, t.header, row); ok {
		t.finish(&rec, f.Geometry)
	}
	return rec, ok, nil
}

// next is the place of the next feature.
func (t *reader[T]) next() exchange.Place {
	t.number++
	return exchange.Place{File: t.o.File, Path: fmt.Sprintf("features[%d]", t.number-1), Number: t.number, Header: t.header}
}

func parseFeature(text json.RawMessage) (f inputFeature, fault string) {
	var mistyped *json.UnmarshalTypeError
	err := json.Unmarshal(text, &f)
	switch {
	case errors.As(err, &mistyped) && mistyped.Field != "":
		return f, fmt.Sprintf("its %s is a %s; expected a GeoJSON feature", mistyped.Field, mistyped.Value)
	case err != nil || f.Type != "Feature":
		return f, `expected a GeoJSON feature, an object of type "Feature"`
	}
	return f, ""
}

// fault is what keeps a feature from being laid out in cells.
type fault struct{ path, value, expected string }

// fill lays the id and the properties of a feature out in cells.
func (t *reader[T]) fill(f inputFeature, cells []string) *fault {
	if f.ID != nil {
		cells[t.id], _ = cellOf(f.ID)
	}
	for _, name := range sortedKeys(f.Properties) {
		c, known := t.columns[name]
		if !known {
			c = t.column(name)
			t.columns[name] = c
		}
		if c < 0 {
			continue
		}
		cell, ok := cellOf(f.Properties[name])
		if !ok {
			return &fault{".properties." + name, clip(f.Properties[name]), "expected text, a number, yes or no, or a list of texts without semicolons"}
		}
		if cell != "" {
			cells[c] = cell
		}
	}
	return nil
}

// column finds the column of a property. The geometry tells where, not the properties.
func (t *reader[T]) column(name string) int {
	c := t.reading.Column(name)
	if c < 0 || c != t.lon && c != t.lat {
		return c
	}
	if t.o.Report != nil {
		t.o.Report(exchange.Issue{Severity: exchange.Warning, File: t.o.File, Column: name, Value: name,
			Expected: "not read: the geometry tells where"})
	}
	return -1
}

// point is the shape of homes, members and sites; null is for the record to judge.
func (t *reader[T]) point(g *geometry, cells []string) *fault {
	if g == nil {
		return nil
	}
	var coordinates []json.RawMessage
	if g.Type != "Point" {
		return &fault{".geometry.type", g.Type, "expected Point"}
	}
	if json.Unmarshal(g.Coordinates, &coordinates) != nil || len(coordinates) < 2 {
		return &fault{".geometry.coordinates", clip(g.Coordinates), "expected [longitude, latitude]"}
	}
	cells[t.lon], cells[t.lat] = string(coordinates[0]), string(coordinates[1])
	return nil
}

// cellOf writes a value as a table would; ok is false for one that a table cannot hold.
func cellOf(value json.RawMessage) (cell string, ok bool) {
	switch value[0] {
	case '"':
		err := json.Unmarshal(value, &cell)
		return cell, err == nil
	case 'n':
		return "", true
	case '{':
		return "", false
	case '[':
		var list []json.RawMessage
		if json.Unmarshal(value, &list) != nil {
			return "", false
		}
		parts := make([]string, len(list))
		for i, v := range list {
			part, ok := cellOf(v)
			if !ok || v[0] == '[' || strings.ContainsAny(part, ";；、") {
				return "", false
			}
			parts[i] = part
		}
		return strings.Join(parts, ";"), true
	}
	return string(value), true
}

func sortedKeys(m map[string]json.RawMessage) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// clip shortens what is quoted in an issue.
func clip(text []byte) string {
	const most = 60
	s := string(bytes.ToValidUTF8(text, []byte("?")))
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}
