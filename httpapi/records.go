package httpapi

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/policy"
)

// maxDetails is how many violations one answer lists; after so many the rest is not looked for.
const maxDetails = 10_000

// violations gathers what is wrong with a request.
type violations struct {
	details []*huma.ErrorDetail
	full    bool
}

func (v *violations) add(location string, value any, format string, args ...any) {
	switch {
	case v.full:
	case len(v.details) == maxDetails:
		v.full = true
		v.details = append(v.details, &huma.ErrorDetail{Message: fmt.Sprintf("more than %d things are wrong; the rest is not listed", maxDetails), Location: "body"})
	default:
		v.details = append(v.details, &huma.ErrorDetail{Location: location, Value: value, Message: fmt.Sprintf(format, args...)})
	}
}

func (v *violations) err() error {
	if len(v.details) == 0 {
		return nil
	}
	return &violationsError{v.details}
}

// A form is the JSON type of a field.
type form string

const (
	formText   form = "a string"
	formNumber form = "a number"
	formBool   form = "true or false"
	formTexts  form = "an array of strings"
)

// forms reads the names and types of the fields from a type of schema.go, which the API's description is made of too.
func forms[T any]() map[string]form {
	out := map[string]form{}
	for f := range reflect.TypeFor[T]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		t := f.Type
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch t.Kind() {
		case reflect.String:
			out[name] = formText
		case reflect.Bool:
			out[name] = formBool
		case reflect.Slice:
			out[name] = formTexts
		default:
			out[name] = formNumber
		}
	}
	return out
}

// A decoder turns elements of one list of the body into records, by the rules of the tables: package exchange reads the cells.
type decoder[T any] struct {
	name  string
	kind  exchange.Kind[T]
	forms map[string]form
	names []string
}

type decoders struct {
	households decoder[engine.Household]
	members    decoder[engine.Member]
	sites      decoder[engine.Site]
	locks      decoder[exchange.Lock]
	changes    decoder[exchange.Change]
	units      decoder[engine.Household]
	adjacency  decoder[engine.HomePair]
}

func newDecoders() decoders {
	return decoders{
		households: newDecoder[Household](exchange.Households()),
		members:    newDecoder[Member](exchange.Members()),
		sites:      newDecoder[Site](exchange.Sites()),
		locks:      newDecoder[Lock](exchange.Locks()),
		changes:    newDecoder[Change](exchange.Changes()),
		units:      newDecoder[Unit](exchange.Units()),
		adjacency:  newDecoder[Neighbour](exchange.Adjacency()),
	}
}

func newDecoder[S, T any](k exchange.Kind[T]) decoder[T] {
	f := forms[S]()
	return decoder[T]{name: k.Name, kind: k, forms: f, names: slices.Sorted(maps.Keys(f))}
}

// all decodes the lists of a body into a data set, with the place of every record.
func (d *decoders) all(b *body, o exchange.Options, into *exchange.Dataset, v *violations) {
	d.lists(b, "", o, into, v)
	d.surroundings(b, o, into, v)
}

// lists decodes the lists whose names begin with a prefix.
func (d *decoders) lists(b *body, prefix string, o exchange.Options, into *exchange.Dataset, v *violations) {
	into.Households, into.Places.Households = d.households.all(b, prefix, o, v)
	into.Members, into.Places.Members = d.members.all(b, prefix, o, v)
	into.Sites, into.Places.Sites = d.sites.all(b, prefix, o, v)
	locks, places := d.locks.all(b, prefix, o, v)
	for i, l := range locks {
		if l.Kind == exchange.LockKeep {
			into.Locks, into.Places.Locks = append(into.Locks, l.Pair), append(into.Places.Locks, places[i])
		} else {
			into.Forbidden, into.Places.Forbidden = append(into.Forbidden, l.Pair), append(into.Places.Forbidden, places[i])
		}
	}
}

// all decodes the list of the kind's name behind a prefix. What is wrong goes to v; such records are left out.
func (d *decoder[T]) all(b *body, prefix string, o exchange.Options, v *violations) ([]T, []exchange.Place) {
	name := prefix + d.name
	raws := b.lists[name]
	planar := o.Metric == policy.MetricPlanar
	o.Report = func(i exchange.Issue) {
		if i.Severity == exchange.Rejected {
			v.issue(i)
		}
	}
	reading := exchange.NewReading(d.kind, o)
	d.rename(reading, planar)
	first := make(map[string]string, len(raws))
	values, places := make([]T, 0, len(raws)), make([]exchange.Place, 0, len(raws))
	for i, raw := range raws {
		if v.full {
			break
		}
		at := exchange.Place{File: "body", Path: "body." + name + "[" + strconv.Itoa(i) + "]", Number: i + 1}
		cells, ok := d.cells(raw, at.Path, planar, v)
		if !ok {
			continue
		}
		r, ok := reading.Cells(at, cells, nil, nil)
		if !ok {
			continue
		}
		key := d.kind.Key(r.Value)
		if other, twice := first[key]; twice {
			v.add(at.Path, key, "stands at %s too; expected every one once", other)
			continue
		}
		first[key] = at.Path
		values, places = append(values, r.Value), append(places, at)
	}
	return values, places
}

// rename lets issues name x and y where these were meant.
func (d *decoder[T]) rename(r *exchange.Reading[T], planar bool) {
	for i, c := range d.kind.Columns {
		if name := axis(c.Name, planar); name != c.Name {
			r.Rename(i, name)
		}
	}
}

// axis is what a coordinate is called in the body.
func axis(column string, planar bool) string {
	switch {
	case planar && column == "lon":
		return "x"
	case planar && column == "lat":
		return "y"
	}
	return column
}

// cells spreads an object over the columns of the kind.
func (d *decoder[T]) cells(raw json.RawMessage, at string, planar bool, v *violations) ([]string, bool) {
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		v.add(at, nil, "is not an object; expected one with the fields %s", strings.Join(d.names, ", "))
		return nil, false
	}
	ok := d.known(fields, at, planar, v)
	cells := make([]string, len(d.kind.Columns))
	for i, c := range d.kind.Columns {
		name := axis(c.Name, planar)
		cell, fits := cellOf(fields[name], d.forms[name])
		if !fits {
			v.add(at+"."+name, plain(fields[name]), "expected %s", d.forms[name])
			ok = false
		}
		cells[i] = cell
	}
	return cells, ok
}

// known refuses fields that the kind does not have, and those of the other metric.
func (d *decoder[T]) known(fields map[string]any, at string, planar bool, v *violations) bool {
	ok := true
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		_, known := d.forms[name]
		switch other := axis(name, true) != name; {
		case !known:
			v.add(at+"."+name, nil, "unexpected field; expected %s", strings.Join(d.names, ", "))
		case planar && other:
			v.add(at+"."+name, plain(fields[name]), "means degrees, and the policy's metric is planar; expected x and y in metres")
		case !planar && (name == "x" || name == "y"):
			v.add(at+"."+name, plain(fields[name]), "means metres, and the policy's metric is not planar; expected lon and lat in degrees")
		default:
			continue
		}
		ok = false
	}
	return ok
}

// cellOf writes a value as a table would hold it.
func cellOf(value any, f form) (cell string, fits bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, f == formText
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), f == formNumber
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v], f == formBool
	case []any:
		return join(v, f)
	}
	return "", false
}

// join refuses items that hold what separates items in a table: they would come back as two.
func join(items []any, f form) (string, bool) {
	parts := make([]string, len(items))
	for i, item := range items {
		s, ok := item.(string)
		if !ok || strings.ContainsAny(s, ";；、") {
			return "", false
		}
		parts[i] = s
	}
	return strings.Join(parts, ";"), f == formTexts
}

// plain echoes single values only.
func plain(v any) any {
	switch v.(type) {
	case string, float64, bool:
		return v
	}
	return nil
}
