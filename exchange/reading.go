package exchange

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Reading turns the rows of one file into records of one kind. It is for the formats: Header once, or Column for every
// name met, then Row for every row.
type Reading[T any] struct {
	kind   Kind[T]
	o      Options
	lookup map[string]alias
	// header is the headings as they stand in the file, columns the column of each cell (-1: not read).
	header  []string
	columns []int
	// private tells that some column is never kept, so that cells whose column is not certain are not kept either.
	private bool
	blank   blanks
	fields  fields
}

// alias is a column and the rank of the heading among its names, the canonical one 0.
type alias struct{ column, rank int }

type blanks struct{ first, count int }

// NewReading starts the reading of a file.
func NewReading[T any](k Kind[T], o Options) *Reading[T] {
	if o.placeless() {
		k.Columns = withoutPlace(k.Columns)
	}
	r := &Reading[T]{kind: k, o: o, lookup: map[string]alias{}}
	for c, column := range k.Columns {
		for rank, name := range append([]string{column.Name}, column.Aliases...) {
			r.lookup[normalHeading(name)] = alias{c, rank}
		}
	}
	r.fields = fields{o: &r.o, columns: k.Columns, names: make([]string, len(k.Columns)), bound: make([]bool, len(k.Columns))}
	for c, column := range k.Columns {
		r.fields.names[c] = column.Name
	}
	return r
}

// withoutPlace are the columns where coordinates are not required.
func withoutPlace(columns []Column) []Column {
	columns = slices.Clone(columns)
	for c := range columns {
		if columns[c].Name == "lon" || columns[c].Name == "lat" {
			columns[c].Required = false
		}
	}
	return columns
}

// find returns the column of a heading.
func (r *Reading[T]) find(heading string) (alias, bool) {
	a, ok := r.lookup[normalHeading(heading)]
	if !ok {
		a, ok = r.lookup[normalHeading(withoutNote(heading))]
	}
	return a, ok
}

// Missing returns the required columns that a row of headings lacks.
func (r *Reading[T]) Missing(headings []string) []string {
	seen := make([]bool, len(r.kind.Columns))
	for _, h := range headings {
		if a, ok := r.find(h); ok {
			seen[a.column] = true
		}
	}
	var missing []string
	for c, column := range r.kind.Columns {
		if column.Required && !seen[c] {
			missing = append(missing, column.Name)
		}
	}
	return missing
}

// Header binds the columns to the headings of a table and reports those that are not read. The error is a *FileError.
func (r *Reading[T]) Header(line int, headings []string) error {
	r.header = trimHeadings(headings)
	if missing := r.Missing(r.header); missing != nil {
		return &FileError{File: r.o.File, Line: line, Problem: r.headerProblem(missing)}
	}
	r.bind(line)
	return r.checkMetric(line)
}

func (r *Reading[T]) bind(line int) {
	r.columns = make([]int, len(r.header))
	ranks := make([]int, len(r.kind.Columns)) // 1 + the cell that has the column
	for i, h := range r.header {
		r.columns[i] = -1
		a, ok := r.find(h)
		if !ok {
			r.ignored(line, h)
			continue
		}
		if old := ranks[a.column]; old > 0 {
			was, _ := r.find(r.header[old-1])
			if was.rank <= a.rank {
				r.twice(line, h, r.header[old-1])
				continue
			}
			r.twice(line, r.header[old-1], h)
			r.columns[old-1] = -1
		}
		ranks[a.column], r.columns[i] = i+1, a.column
		r.fields.bound[a.column] = true
		r.fields.names[a.column] = h
	}
}

// Column returns the column of the kind that a name means, -1 if none; a name that is not read is reported.
func (r *Reading[T]) Column(name string) int {
	if a, ok := r.find(name); ok {
		return a.column
	}
	r.ignored(0, name)
	return -1
}

// Rename tells by what name a column goes in issues.
func (r *Reading[T]) Rename(column int, name string) { r.fields.names[column] = name }

func (r *Reading[T]) ignored(line int, heading string) {
	if trim(heading) == "" {
		r.warn(line, heading, "a column without a heading: not read")
		return
	}
	u := usageOf(heading)
	r.private = r.private || u == usageNever
	r.warn(line, heading, u.message(r.kind.Name, r.kind.Columns))
}

func (r *Reading[T]) twice(line int, dropped, kept string) {
	r.warn(line, dropped, fmt.Sprintf("means the same as the column %q, which is read instead", kept))
}

func (r *Reading[T]) warn(line int, column, message string) {
	r.o.report(Issue{Severity: Warning, File: r.o.File, Line: line, Column: column, Value: column, Expected: message})
}

// checkMetric refuses degrees where metres are meant: everything would be within reach of everything.
func (r *Reading[T]) checkMetric(line int) error {
	if !r.o.planar() {
		return nil
	}
	for i, c := range r.columns {
		if c < 0 || r.kind.Columns[c].Name != "lon" && r.kind.Columns[c].Name != "lat" {
			continue
		}
		if n := normalHeading(r.header[i]); n != "x" && n != "y" {
			return &FileError{File: r.o.File, Line: line, Problem: fmt.Sprintf(
				"the column %q means degrees, but the metric is planar; expected columns x and y in metres", r.header[i])}
		}
	}
	return nil
}

// Row reads one row of a table; ok is false if it is blank or was rejected.
func (r *Reading[T]) Row(line, number int, row []string) (rec Record[T], ok bool) {
	if blank(row) {
		if r.blank.count++; r.blank.count == 1 {
			r.blank.first = line
		}
		return rec, false
	}
	place := Place{File: r.o.File, Line: line, Number: number}
	for len(row) > len(r.header) && trim(row[len(row)-1]) == "" {
		row = row[:len(row)-1]
	}
	if len(row) != len(r.header) {
		r.Reject(place, row, fmt.Sprint(len(row)), fmt.Sprintf("cells in the row; expected %d, one for each heading", len(r.header)))
		return rec, false
	}
	cells := make([]string, len(r.kind.Columns))
	kept := make([]string, len(row))
	for i, c := range r.columns {
		if c >= 0 {
			cells[c] = row[i]
		}
		if c >= 0 || usageOf(r.header[i]) != usageNever {
			kept[i] = row[i]
		}
	}
	return r.Cells(place, cells, r.header, kept)
}

// Cells reads one record from one cell for every column of the kind ("" where there is none). Row and header are for
// the file of rejects.
func (r *Reading[T]) Cells(place Place, cells, header, row []string) (Record[T], bool) {
	place.Row, place.Header = row, header
	f := &r.fields
	f.place, f.cells, f.issues, f.rejected = place, cells, nil, false
	rec := Record[T]{Value: r.kind.read(f), Place: place}
	for _, i := range f.issues {
		r.o.report(i)
	}
	return rec, !f.rejected
}

// Reject reports a row that cannot be read as a record at all. Formats without a row of headings tell them in the place.
func (r *Reading[T]) Reject(place Place, row []string, value, expected string) {
	if place.Header == nil {
		place.Header = r.header
	}
	if !r.private {
		place.Row = row
	}
	i := place.Issue(Rejected)
	i.Value, i.Expected = value, expected
	r.o.report(i)
}

// End reports what was passed over.
func (r *Reading[T]) End() {
	if r.blank.count > 0 {
		r.o.report(Issue{Severity: Warning, File: r.o.File, Line: r.blank.first, Value: fmt.Sprint(r.blank.count),
			Expected: "blank rows passed over, the first on this line"})
	}
	if f := &r.fields; f.otherDatum > 0 {
		r.o.report(Issue{Severity: Warning, File: r.o.File, Line: f.firstOther.Line, Path: f.firstOther.Path, Value: fmt.Sprint(f.otherDatum),
			Expected: fmt.Sprintf("rows name another datum than the file's, %s; each was converted from its own, the first here", f.fileDatum())})
	}
}

// headerProblem says what is missing, what was found and what may have been meant.
func (r *Reading[T]) headerProblem(missing []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "no column %s for %s; found %s; expected %s",
		strings.Join(missing, ", "), r.kind.Name, quoted(r.header), names(r.kind.Columns))
	for _, m := range missing {
		if near := r.nearest(m); near != "" {
			fmt.Fprintf(&b, "; is %q the %s?", near, m)
		}
	}
	return b.String()
}

// nearest returns the heading that is most like a name of the column, "" if none is.
func (r *Reading[T]) nearest(name string) string {
	best, least := "", 3
	for key, a := range r.lookup {
		if r.kind.Columns[a.column].Name != name {
			continue
		}
		for _, h := range r.header {
			if _, known := r.find(h); known {
				continue
			}
			got := normalHeading(h)
			d := editDistance(got, key)
			if d < utf8.RuneCountInString(key) && d < utf8.RuneCountInString(got) && (d < least || d == least && h < best) {
				best, least = h, d
			}
		}
	}
	return best
}

// editDistance counts the insertions, deletions and replacements between two words.
func editDistance(a, b string) int {
	s, t := []rune(a), []rune(b)
	row := make([]int, len(t)+1)
	for j := range row {
		row[j] = j
	}
	for i := range s {
		diagonal := row[0]
		row[0] = i + 1
		for j := range t {
			cost := diagonal
			if s[i] != t[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(t)]
}

func quoted(headings []string) string {
	const most, longest = 30, 40
	var all []string
	for i, h := range headings {
		if i == most {
			all = append(all, fmt.Sprintf("and %d more", len(headings)-most))
			break
		}
		if runes := []rune(h); len(runes) > longest {
			h = string(runes[:longest]) + "..."
		}
		all = append(all, fmt.Sprintf("%q", h))
	}
	return strings.Join(all, ", ")
}

func trimHeadings(headings []string) []string {
	h := slices.Clone(headings)
	for len(h) > 0 && trim(h[len(h)-1]) == "" {
		h = h[:len(h)-1]
	}
	for i := range h {
		h[i] = trim(h[i])
	}
	return h
}

func blank(row []string) bool {
	for _, c := range row {
		if trim(c) != "" {
			return false
		}
	}
	return true
}
