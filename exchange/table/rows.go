package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"jinlin/exchange"
)

// rows reads the rows of a table, each with the physical line on which it begins.
type rows struct {
	csv *csv.Reader
	raw *recorder
}

// A row is the cells of one row, or what is wrong with its quotes; then cells is the text as it stands in the file.
type row struct {
	line  int
	cells []string
	fault string
}

// newRows looks at the first lines for what separates the cells: a comma or, in a file without one there, a tab or a semicolon.
func newRows(r io.Reader) *rows {
	raw := &recorder{in: r}
	c := csv.NewReader(raw)
	c.FieldsPerRecord = -1
	c.Comma = raw.separator()
	return &rows{c, raw}
}

// next returns the next row; the error is io.EOF at the end, or that of the reader.
func (r *rows) next() (row, error) {
	start := r.csv.InputOffset()
	r.raw.forget(start)
	cells, err := r.csv.Read()
	var fault *csv.ParseError
	switch {
	case errors.As(err, &fault):
		text := string(bytes.Trim(r.raw.between(start, r.csv.InputOffset()), "\r\n"))
		return row{fault.StartLine, []string{text}, describe(fault)}, nil
	case err != nil:
		return row{}, err
	}
	for i := range cells {
		cells[i] = exchange.Unguard(cells[i])
	}
	line, _ := r.csv.FieldPos(0)
	return row{line: line, cells: cells}, nil
}

func describe(e *csv.ParseError) string {
	lines := ""
	if e.Line > e.StartLine {
		lines = fmt.Sprintf("; lines %d to %d were taken as one row", e.StartLine, e.Line)
	}
	return "a quotation mark out of place; expected cells with quotation marks to be quoted, and these marks doubled" + lines
}

// recorder keeps the bytes that were read and not yet forgotten.
type recorder struct {
	in   io.Reader
	kept []byte
	base int64 // offset of kept[0]
	sent int   // how much of kept has been read, once the separator was looked for
	err  error
}

func (r *recorder) Read(p []byte) (int, error) {
	if r.sent < len(r.kept) {
		n := copy(p, r.kept[r.sent:])
		r.sent += n
		return n, nil
	}
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.in.Read(p)
	r.kept = append(r.kept, p[:n]...)
	r.sent = len(r.kept)
	return n, err
}

// forget drops what stands before the offset, when that pays.
func (r *recorder) forget(offset int64) {
	if n := int(offset - r.base); n > 64<<10 {
		r.kept = r.kept[:copy(r.kept, r.kept[n:])]
		r.sent -= n
		r.base = offset
	}
}

func (r *recorder) between(from, to int64) []byte { return r.kept[from-r.base : to-r.base] }

// separator looks at the beginning of the file, at most 4 KiB.
func (r *recorder) separator() rune {
	for len(r.kept) < 4<<10 && r.err == nil && bytes.IndexByte(r.kept, ',') < 0 {
		chunk := make([]byte, 4<<10)
		n, err := r.in.Read(chunk)
		r.kept, r.err = append(r.kept, chunk[:n]...), err
	}
	head, _, _ := bytes.Cut(r.kept, []byte("\n"))
	switch {
	case bytes.IndexByte(head, ',') >= 0:
		return ','
	case bytes.IndexByte(head, '\t') >= 0:
		return '\t'
	case bytes.IndexByte(head, ';') >= 0:
		return ';'
	}
	return ','
}
