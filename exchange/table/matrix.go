package table

import (
	"errors"
	"fmt"
	"io"

	"jinlin/exchange"
)

// Matrix reads a table of distances into m, whether it is long (a pair a row under from, to, value) or wide (a row for each place that ways
// lead from, a column for each home). Cells that cannot be read are reported (o.Report); the error is a *exchange.FileError.
func Matrix(r io.Reader, o exchange.Options, m *exchange.MatrixReading) error {
	failed := func(problem string, err error) error {
		return &exchange.FileError{File: o.File, Problem: problem, Err: err}
	}
	text, err := decode(r)
	if err != nil {
		return failed("cannot be read", err)
	}
	rows := newRows(text)
	early, err := matrixHeader(rows, o, m)
	if err != nil {
		return err
	}
	take := func(row row) {
		if row.fault != "" {
			m.Reject(row.line, "\"", row.fault)
		} else {
			m.Row(row.line, row.cells)
		}
	}
	for _, row := range early {
		take(row)
	}
	rows.csv.ReuseRecord = true
	for n := len(early); ; n++ {
		row, err := rows.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return failed(fmt.Sprintf("cannot be read after %d rows", n), err)
		}
		take(row)
	}
}

// matrixHeader finds the headings: those of a long table within the first rows, else the first row. It returns the rows read after them.
func matrixHeader(rows *rows, o exchange.Options, m *exchange.MatrixReading) ([]row, error) {
	var seen []row
	for range titleRows + 1 {
		row, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, &exchange.FileError{File: o.File, Problem: "cannot be read", Err: err}
		}
		seen = append(seen, row)
		if row.fault == "" && m.Long(row.cells) {
			return nil, m.Header(o, row.line, row.cells)
		}
	}
	switch {
	case len(seen) == 0:
		return nil, &exchange.FileError{File: o.File, Problem: "is empty; expected a row of headings"}
	case seen[0].fault != "":
		return nil, &exchange.FileError{File: o.File, Line: seen[0].line, Problem: seen[0].fault}
	}
	return seen[1:], m.Header(o, seen[0].line, seen[0].cells)
}
