// Package service holds the use cases, free of stores so far: files in, problems out; plans in, a verdict and a summary
// out. The command line and the HTTP interface share them.
package service

import (
	"context"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/exchange/table"
	"jinlin/geo"
	"jinlin/policy"
)

// An Input names the files of a data set: tables (.csv, .tsv, .txt) or GeoJSON (.geojson, .json); locks are a table,
// villages GeoJSON. Every list may be empty.
type Input struct {
	Households, Members, Sites, Locks, Villages []string
	// Units names districts that are grouped instead of households; Adjacency tables of who is whose neighbour; Barriers GeoJSON of what parts
	// neighbours.
	Units, Adjacency, Barriers []string
	// Matrix names tables of distances, under the metric matrix.
	Matrix []string
	// Open opens a file by its name.
	Open func(name string) (io.ReadCloser, error)
	// Options say how the coordinates are meant. File is set here; Report, if any, hears of every issue as it is found.
	Options exchange.Options
	// Strict makes every rejected row an error.
	Strict bool
}

// An InputError says that the input cannot be planned with, and lists every reason.
type InputError struct {
	Issues []exchange.Issue
}

func (e *InputError) Error() string {
	const most = 50
	var b strings.Builder
	fmt.Fprintf(&b, "the input is not valid (%d issues):", len(e.Issues))
	for i, issue := range e.Issues {
		if i == most {
			fmt.Fprintf(&b, "\n  and %d more", len(e.Issues)-most)
			break
		}
		b.WriteString("\n  " + issue.String())
	}
	return b.String()
}

// Read reads the files. The same rows in any order, in any number of files, give the same data set. The issues are
// told also where the error, an *exchange.FileError, an *InputError (Strict, or a matrix with anything wrong) or that of Open or ctx, says
// that there is no data set.
func (in Input) Read(ctx context.Context) (exchange.Dataset, []exchange.Issue, error) {
	r := &inputReader{ctx: ctx, in: in}
	d := exchange.Dataset{Datum: in.datum()}
	d.Households, d.Places.Households = readFiles(r, exchange.Households(), in.Households, table.Households, geojson.Households)
	forgetRows(&d)
	if len(in.Units) > 0 {
		r.readUnits(&d)
	}
	if len(in.Adjacency) > 0 {
		d.Adjacency, d.Places.Adjacency = readFiles(r, exchange.Adjacency(), in.Adjacency, table.Adjacency, nil)
		d.Adjacency = append([]engine.HomePair{}, d.Adjacency...)
	}
	barriers, _ := readFiles(r, exchange.Barriers(), in.Barriers, nil, geojson.Barriers)
	d.Barriers = linesOf(barriers)
	d.Members, d.Places.Members = readFiles(r, exchange.Members(), in.Members, table.Members, geojson.Members)
	d.Sites, d.Places.Sites = readFiles(r, exchange.Sites(), in.Sites, table.Sites, geojson.Sites)
	d.Villages, _ = readFiles(r, exchange.Villages(), in.Villages, nil, geojson.Villages)
	locks, places := readFiles(r, exchange.Locks(), in.Locks, table.Locks, nil)
	addLocks(&d, locks, places)
	d.Matrix = readMatrix(r, in.Matrix)
	if r.err != nil {
		return exchange.Dataset{}, r.issues, r.err
	}
	if rejected := rejected(r.issues); in.Strict && rejected != nil {
		return exchange.Dataset{}, r.issues, &InputError{rejected}
	}
	return d, r.issues, nil
}

func (in *Input) datum() geo.Datum {
	switch {
	case in.Options.Metric == policy.MetricPlanar:
		return ""
	case in.Options.Datum == "":
		return geo.WGS84
	}
	return in.Options.Datum
}

// forgetRows drops the rows of the many households that no later step can reject: those that name a village.
func forgetRows(d *exchange.Dataset) {
	for i := range d.Households {
		if d.Households[i].Area != "" {
			d.Places.Households[i].Row = nil
		}
	}
}

func addLocks(d *exchange.Dataset, locks []exchange.Lock, places []exchange.Place) {
	for i, l := range locks {
		if l.Kind == exchange.LockKeep {
			d.Locks, d.Places.Locks = append(d.Locks, l.Pair), append(d.Places.Locks, places[i])
		} else {
			d.Forbidden, d.Places.Forbidden = append(d.Forbidden, l.Pair), append(d.Places.Forbidden, places[i])
		}
	}
}

func rejected(issues []exchange.Issue) []exchange.Issue {
	var out []exchange.Issue
	for _, i := range issues {
		if i.Severity == exchange.Rejected {
			out = append(out, i)
		}
	}
	return out
}

// inputReader gathers issues, and the first error.
type inputReader struct {
	ctx    context.Context
	in     Input
	issues []exchange.Issue
	err    error
}

func (r *inputReader) report(i exchange.Issue) {
	r.issues = append(r.issues, i)
	if r.in.Options.Report != nil {
		r.in.Options.Report(i)
	}
}

// A format reads one file; nil: the kind has no such format.
type format[T any] func(io.Reader, exchange.Options) iter.Seq2[exchange.Record[T], error]

func readFiles[T any](r *inputReader, k exchange.Kind[T], files []string, csv, json format[T]) ([]T, []exchange.Place) {
	if r.err != nil {
		return nil, nil
	}
	all := func(yield func(exchange.Record[T], error) bool) {
		for _, name := range files {
			if !readFile(r, name, csv, json, yield) {
				return
			}
		}
	}
	values, places, err := exchange.Collect(k, all, r.report)
	r.err = err
	return values, places
}

// readFile yields the records of one file; false if the consumer wants no more.
func readFile[T any](r *inputReader, name string, csv, json format[T], yield func(exchange.Record[T], error) bool) bool {
	fail := func(err error) bool {
		yield(exchange.Record[T]{}, err)
		return false
	}
	read, err := pick(name, csv, json)
	if err != nil {
		return fail(err)
	}
	f, err := r.in.Open(name)
	if err != nil {
		return fail(err)
	}
	defer f.Close()
	o := r.in.Options
	o.File, o.Report = name, r.report
	for record, err := range read(f, o) {
		if err == nil {
			err = r.ctx.Err()
		}
		if err != nil {
			return fail(err)
		}
		if !yield(record, nil) {
			return false
		}
	}
	return true
}

// pick chooses the format by the extension.
func pick[T any](name string, csv, json format[T]) (format[T], error) {
	var expected []string
	if csv != nil {
		expected = append(expected, ".csv, .tsv or .txt")
	}
	if json != nil {
		expected = append(expected, ".geojson or .json")
	}
	extension := strings.ToLower(path.Ext(name))
	switch extension {
	case ".csv", ".tsv", ".txt":
		if csv != nil {
			return csv, nil
		}
	case ".geojson", ".json":
		if json != nil {
			return json, nil
		}
	}
	return nil, &exchange.FileError{File: name, Problem: fmt.Sprintf("has the extension %q; expected %s", extension, strings.Join(expected, ", "))}
}

// areaID is short for what is used all over.
type areaID = engine.AreaID
