// Package table reads and writes comma-separated tables: households, members, sites, locks and changes on the way in, and what a
// plan says of homes, members and circles, and what a rebalance did, on the way out. docs/formats.md lists the columns.
package table

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"jinlin/engine"
	"jinlin/exchange"
)

// Households reads a table of households, row by row. Rows that cannot be read are reported (o.Report) and passed over;
// the error, the last thing yielded, is a *exchange.FileError. exchange.Collect gathers the records and checks that ids
// are used once.
func Households(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[engine.Household], error] {
	return read(r, exchange.Households(), o)
}

// Members reads a table of members; see Households.
func Members(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[engine.Member], error] {
	return read(r, exchange.Members(), o)
}

// Sites reads a table of sites; see Households.
func Sites(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[engine.Site], error] {
	return read(r, exchange.Sites(), o)
}

// Locks reads a table of pairs fixed by hand; see Households.
func Locks(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[exchange.Lock], error] {
	return read(r, exchange.Locks(), o)
}

// Units reads a table of districts to be grouped; see Households.
func Units(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[engine.Household], error] {
	return read(r, exchange.Units(), o)
}

// Adjacency reads a table of neighbours; see Households.
func Adjacency(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[engine.HomePair], error] {
	return read(r, exchange.Adjacency(), o)
}

// Changes reads a table of what happened to households, members, sites and pairs since their lists were made; see Households.
func Changes(r io.Reader, o exchange.Options) iter.Seq2[exchange.Record[exchange.Change], error] {
	return read(r, exchange.Changes(), o)
}

func read[T any](r io.Reader, k exchange.Kind[T], o exchange.Options) iter.Seq2[exchange.Record[T], error] {
	return func(yield func(exchange.Record[T], error) bool) {
		t := &reader[T]{reading: exchange.NewReading(k, o), o: o}
		if err := t.run(r, yield); err != nil && !errors.Is(err, errStopped) {
			yield(exchange.Record[T]{}, err)
		}
	}
}

// errStopped: the consumer wants no more.
var errStopped = errors.New("stopped")

type reader[T any] struct {
	reading *exchange.Reading[T]
	o       exchange.Options
	rows    *rows
	number  int
}

func (t *reader[T]) run(r io.Reader, yield func(exchange.Record[T], error) bool) error {
	text, err := decode(r)
	if err != nil {
		return t.failed("cannot be read", err)
	}
	t.rows = newRows(text)
	if err := t.header(); err != nil {
		return err
	}
	for {
		row, err := t.rows.next()
		if errors.Is(err, io.EOF) {
			t.reading.End()
			return nil
		}
		if err != nil {
			return t.failed(fmt.Sprintf("cannot be read after %d rows", t.number), err)
		}
		t.number++
		if row.fault != "" {
			t.reading.Reject(exchange.Place{File: t.o.File, Line: row.line, Number: t.number}, row.cells, "\"", row.fault)
			continue
		}
		if record, ok := t.reading.Row(row.line, t.number, row.cells); ok && !yield(record, nil) {
			return errStopped
		}
	}
}

// titleRows is how many rows may stand above the headings.
const titleRows = 5

// header binds the headings: the first row, or the first of those after it that has all required columns.
func (t *reader[T]) header() error {
	var first, head row
	for i := range titleRows + 1 {
		row, err := t.rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return t.failed("cannot be read", err)
		}
		if i == 0 {
			first, head = row, row
		}
		if t.reading.Missing(row.cells) == nil {
			head = row
			break
		}
	}
	if first.line == 0 {
		return t.failed("is empty; expected a row of headings", nil)
	}
	if first.fault != "" && head.line == first.line {
		return &exchange.FileError{File: t.o.File, Line: first.line, Problem: first.fault}
	}
	if head.line != first.line && t.o.Report != nil {
		t.o.Report(exchange.Issue{Severity: exchange.Warning, File: t.o.File, Line: first.line,
			Value:    strings.Join(slices.DeleteFunc(slices.Clone(first.cells), func(c string) bool { return c == "" }), " "),
			Expected: fmt.Sprintf("above the headings, which stand on line %d: passed over", head.line)})
	}
	return t.reading.Header(head.line, head.cells)
}

func (t *reader[T]) failed(problem string, err error) error {
	return &exchange.FileError{File: t.o.File, Problem: problem, Err: err}
}
