package exchange

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"jinlin/geo"
)

// A MatrixReading turns tables of distances (or times, or costs) into a geo.Matrix. It is for the formats: Header at the beginning of each
// file, then Row for every row, and Build at the end. A table is either long, one pair a row under headings for from, to and value, or wide,
// a row for each place that ways lead from and a column for each that they lead to.
type MatrixReading struct {
	builder geo.MatrixBuilder
	o       Options
	// starts are the files and the number of the first line of each among the lines of all.
	starts []matrixFile
	last   int
	header []string
	// pairs tells that the file is long, role that a cell of it is from, to or value (-1: is not read).
	pairs   bool
	role    [3]int
	columns []int32
	values  []int64
	faults  int
	rows    int
}

type matrixFile struct {
	name string
	base int
}

const (
	matrixFrom = iota
	matrixTo
	matrixValue
)

// MatrixColumns are the columns of a long table, all of them required.
func MatrixColumns() []Column {
	return []Column{
		matrixFrom: {Name: "from", Required: true, Aliases: []string{"起点", "出发地", "站点", "站点编号", "场所编号", "党员编号", "志愿者编号", "成员编号",
			"from_id", "origin", "source", "site", "site_id", "member", "member_id", "server"}},
		matrixTo: {Name: "to", Required: true, Aliases: append([]string{"终点", "到达地", "to_id", "destination", "target", "home", "household"}, householdAliases...)},
		matrixValue: {Name: "value", Required: true, Aliases: []string{"距离", "路程", "里程", "时间", "用时", "耗时", "时长", "分钟", "数值", "成本",
			"distance", "distance_m", "dist", "length", "time", "travel_time", "duration", "minutes", "seconds", "meters", "metres", "cost"}},
	}
}

// matrixLookup finds the column of a heading.
var matrixLookup = sync.OnceValue(func() map[string]int {
	at := map[string]int{}
	for role, c := range MatrixColumns() {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			at[normalHeading(name)] = role
		}
	}
	return at
})

// missingValues stand for no way.
var missingValues = []string{"", "-", "na", "n/a", "inf", "∞", "无"}

// mostMatrixFaults is how many wrong cells are told one by one.
const mostMatrixFaults = 1000

// roles finds from, to and value among headings; -1 for what is not there.
func (m *MatrixReading) roles(headings []string) [3]int {
	at := [3]int{-1, -1, -1}
	for i, h := range headings {
		role, known := matrixLookup()[normalHeading(h)]
		if !known {
			role, known = matrixLookup()[normalHeading(withoutNote(h))]
		}
		if known && at[role] < 0 {
			at[role] = i
		}
	}
	return at
}

// Long reports whether headings are those of a long table.
func (m *MatrixReading) Long(headings []string) bool {
	at := m.roles(headings)
	return at[matrixFrom] >= 0 && at[matrixTo] >= 0
}

// Header begins a file: headings of a long table, or the ids of a wide one. The error is a *FileError.
func (m *MatrixReading) Header(o Options, line int, headings []string) error {
	m.o, m.header = o, trimHeadings(headings)
	m.starts = append(m.starts, matrixFile{o.File, m.last})
	m.role = m.roles(m.header)
	if m.pairs = m.Long(m.header); m.pairs {
		return m.longHeader(line)
	}
	if len(m.header) < 2 {
		return &FileError{File: o.File, Line: line, Problem: fmt.Sprintf(
			"the headings are %s; expected from, to and value, or a cell for the ids and then the id of every home", quoted(m.header))}
	}
	ids := make([]string, len(m.header)-1)
	for i, h := range m.header[1:] {
		ids[i] = matrixID(h)
		if ids[i] == "" {
			return &FileError{File: o.File, Line: line, Problem: fmt.Sprintf("column %d has no heading; expected the id of a home over every column of a wide matrix", i+2)}
		}
	}
	m.columns, m.values = m.builder.Columns(ids), make([]int64, len(ids))
	return nil
}

func (m *MatrixReading) longHeader(line int) error {
	if m.role[matrixValue] < 0 {
		return &FileError{File: m.o.File, Line: line, Problem: fmt.Sprintf(
			"has columns for from and to, but none for the value, in %s; expected a heading such as value, distance, time or minutes", quoted(m.header))}
	}
	for i, h := range m.header {
		if i != m.role[matrixFrom] && i != m.role[matrixTo] && i != m.role[matrixValue] {
			m.o.report(Issue{Severity: Warning, File: m.o.File, Line: line, Column: h, Value: h, Expected: "no column of a matrix: not read; expected from, to, value"})
		}
	}
	return nil
}

// matrixID is the id that a cell names, as the other tables read ids.
func matrixID(cell string) string { return trim(halfWidth(cell)) }

// Row reads one row.
func (m *MatrixReading) Row(line int, cells []string) {
	at := m.starts[len(m.starts)-1].base + line
	m.last = max(m.last, at+1)
	for len(cells) > len(m.header) && trim(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	switch {
	case len(cells) != len(m.header):
		if !blank(cells) {
			m.fault(line, "", fmt.Sprint(len(cells)), fmt.Sprintf("cells in the row; expected %d, one for each heading", len(m.header)))
		}
	case m.pairs:
		m.pair(line, at, cells)
	default:
		m.row(line, at, cells)
	}
}

func (m *MatrixReading) pair(line, at int, cells []string) {
	from, to := matrixID(cells[m.role[matrixFrom]]), matrixID(cells[m.role[matrixTo]])
	if (from == "" || to == "") && blank(cells) {
		return
	}
	for _, role := range []int{matrixFrom, matrixTo} {
		if id := matrixID(cells[m.role[role]]); id == "" {
			m.fault(line, m.header[m.role[role]], "", "is empty; expected an id")
		}
	}
	value, err := matrixValueOf(cells[m.role[matrixValue]])
	if err != nil {
		m.fault(line, m.header[m.role[matrixValue]], cells[m.role[matrixValue]], err.Error())
	}
	if from == "" || to == "" || err != nil {
		return
	}
	m.rows++
	_ = m.builder.Add(from, to, value, at) // the value is in range
}

func (m *MatrixReading) row(line, at int, cells []string) {
	from := matrixID(cells[0])
	if from == "" {
		if !blank(cells) {
			m.fault(line, m.header[0], "", "is empty; expected the id that the row begins with")
		}
		return
	}
	for i, cell := range cells[1:] {
		value, err := matrixValueOf(cell)
		if err != nil {
			m.fault(line, m.header[i+1], cell, err.Error())
			value = geo.NoWay
		}
		m.values[i] = value
	}
	m.rows++
	_ = m.builder.AddRow(from, m.columns, m.values, at) // the values are in range
}

// matrixValueOf reads a number, in thousandths, or what says that there is no way.
func matrixValueOf(cell string) (int64, error) {
	mm, err := geo.ParseMM(cell)
	if err == nil {
		return mm, nil
	}
	text := strings.ToLower(matrixID(cell))
	for _, missing := range missingValues {
		if text == missing {
			return geo.NoWay, nil
		}
	}
	if mm, err = geo.ParseMM(text); err != nil {
		return 0, fmt.Errorf("%w; expected a number from 0 to 1000000000, or nothing for no way", err)
	}
	return mm, nil
}

// Reject tells of a row that cannot be read at all.
func (m *MatrixReading) Reject(line int, value, expected string) { m.fault(line, "", value, expected) }

// fault tells of a wrong cell; past the first thousand they are only counted.
func (m *MatrixReading) fault(line int, column, value, expected string) {
	if m.faults++; m.faults <= mostMatrixFaults {
		m.o.report(Issue{Severity: Rejected, File: m.o.File, Line: line, Column: column, Value: value, Expected: expected})
	}
}

// Build makes the matrix of all files. What is wrong with any of them is reported, and then there is none: a row left out would mean that
// there is no way, which is another matrix.
func (m *MatrixReading) Build() *geo.Matrix {
	if m.faults > mostMatrixFaults {
		m.o.report(Issue{Severity: Rejected, File: m.o.File, Value: fmt.Sprint(m.faults - mostMatrixFaults), Expected: "more cells of the matrix are wrong and not listed"})
	}
	matrix, err := m.builder.Build()
	var wrong *geo.MatrixError
	if errors.As(err, &wrong) {
		for _, c := range wrong.Contradictions {
			m.contradiction(c)
		}
		if more := wrong.Count - len(wrong.Contradictions); more > 0 {
			m.o.report(Issue{Severity: Rejected, File: m.o.File, Value: fmt.Sprint(more), Expected: "more pairs of the matrix are given twice and not listed"})
		}
	}
	if m.faults > 0 || err != nil {
		return nil
	}
	return matrix
}

func (m *MatrixReading) contradiction(c geo.Contradiction) {
	firstFile, firstLine := m.stood(c.At[0])
	file, line := m.stood(c.At[1])
	where := fmt.Sprintf("on line %d", firstLine)
	if firstFile != file {
		where += " of " + firstFile
	}
	m.o.report(Issue{Severity: Rejected, File: file, Line: line, Value: string(AppendMM(nil, c.MM[1])),
		Expected: fmt.Sprintf("from %q to %q, and %s %s; expected one value for a pair", c.From, c.To, AppendMM(nil, c.MM[0]), where)})
}

// stood returns the file and the line of a number given to the builder.
func (m *MatrixReading) stood(at int) (file string, line int) {
	for _, s := range m.starts {
		if at >= s.base {
			file, line = s.name, at-s.base
		}
	}
	return file, line
}
