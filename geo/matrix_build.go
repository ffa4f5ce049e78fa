package geo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
)

// NoWay, given as a value, says that there is no way; so does a pair that is not given at all.
const NoWay int64 = noValue

// MaxMatrixValue is the largest value, in thousandths: 10^9 units.
const MaxMatrixValue int64 = 1_000_000_000_000

// A Contradiction is a pair that was given twice with different values.
type Contradiction struct {
	From, To string
	// MM are the two values, At what was told of where they stood, the lower one first.
	MM [2]int64
	At [2]int
}

// A MatrixError lists what a matrix cannot be made of, by where it stood: the first MostContradictions of Count.
type MatrixError struct {
	Contradictions []Contradiction
	Count          int
}

// MostContradictions is how many are kept.
const MostContradictions = 1000

func (e *MatrixError) Error() string {
	c := &e.Contradictions[0]
	return fmt.Sprintf("geo: %d pairs of a matrix were given twice with different values, the first from %q to %q at %d and %d",
		e.Count, c.From, c.To, c.At[0], c.At[1])
}

// A MatrixBuilder gathers the values of a Matrix, one by one or row by row, in any order. The zero MatrixBuilder is ready for use.
// It takes 16 bytes a value given by Add and 4 or 8 a value given by AddRow.
type MatrixBuilder struct {
	from, to names
	rows     []rowBuilder
	err      MatrixError
}

// names numbers ids in the order in which they come.
type names struct {
	number map[string]int32
	ids    []string
}

func (n *names) of(id string) int32 {
	if i, ok := n.number[id]; ok {
		return i
	}
	if n.number == nil {
		n.number = map[string]int32{}
	}
	i := int32(len(n.ids))
	id = strings.Clone(id) // it may be a piece of a row of a file
	n.number[id] = i
	n.ids = append(n.ids, id)
	return i
}

// sorted returns the ids in their order, and the place of each old number among them.
func (n *names) sorted() (ids []string, at []int32) {
	order := make([]int32, len(n.ids))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return cmp.Compare(n.ids[a], n.ids[b]) })
	ids, at = make([]string, len(order)), make([]int32, len(order))
	for i, o := range order {
		ids[i], at[o] = n.ids[o], int32(i)
	}
	return ids, at
}

// A rowBuilder holds what was given of one row: whole rows, and single values.
type rowBuilder struct {
	whole  []wholeRow
	single []cell
}

// A wholeRow is a row as AddRow got it: the value of columns[k] is value k.
type wholeRow struct {
	columns []int32
	matrixRow
	at int32
}

// A cell is a value, where it leads to, and what was told of where it stood.
type cell struct {
	to, at int32
	mm     int64
}

func checkValue(mm int64) error {
	if mm < NoWay || mm > MaxMatrixValue {
		return fmt.Errorf("geo: a value of %d thousandths is out of range; expected 0 to %d, or -1 for no way", mm, MaxMatrixValue)
	}
	return nil
}

// Add gives the value of one pair in thousandths (MM makes them of metres), or NoWay. at is for errors: the line where it stood, or any
// number.
func (b *MatrixBuilder) Add(from, to string, mm int64, at int) error {
	if err := checkValue(mm); err != nil {
		return err
	}
	row := b.row(from)
	column := b.to.of(to)
	if mm != NoWay {
		row.single = append(row.single, cell{column, int32(at), mm})
	}
	return nil
}

func (b *MatrixBuilder) row(from string) *rowBuilder {
	i := b.from.of(from)
	for int(i) >= len(b.rows) {
		b.rows = append(b.rows, rowBuilder{})
	}
	return &b.rows[i]
}

// Columns numbers the places that rows lead to, for AddRow; one may be named twice.
func (b *MatrixBuilder) Columns(to []string) []int32 {
	columns := make([]int32, len(to))
	for i, id := range to {
		columns[i] = b.to.of(id)
	}
	return columns
}

// AddRow gives the values from one place to those of Columns; NoWay where there is none. The columns are kept, the values copied.
func (b *MatrixBuilder) AddRow(from string, columns []int32, mm []int64, at int) error {
	if len(mm) != len(columns) {
		return fmt.Errorf("geo: a row has %d values; expected %d, one for each column", len(mm), len(columns))
	}
	for _, v := range mm {
		if err := checkValue(v); err != nil {
			return err
		}
	}
	row := b.row(from)
	row.whole = append(row.whole, wholeRow{columns, packed(mm), int32(at)})
	return nil
}

// packed copies values into as few bytes as they need.
func packed(mm []int64) matrixRow {
	if slices.ContainsFunc(mm, func(v int64) bool { return v > math.MaxInt32 }) {
		return matrixRow{far: slices.Clone(mm)}
	}
	near := make([]int32, len(mm))
	for k, v := range mm {
		near[k] = int32(v)
	}
	return matrixRow{near: near}
}

// Build makes the matrix. The error is a *MatrixError. O(values), and sorting where they were given one by one. The builder is empty
// afterwards.
func (b *MatrixBuilder) Build() (*Matrix, error) {
	from, rowAt := b.from.sorted()
	to, columnAt := b.to.sorted()
	m := &Matrix{from: numbered(from), to: numbered(to), rows: make([]matrixRow, len(from))}
	for i := range b.rows {
		m.rows[rowAt[i]] = b.build(&b.rows[i], b.from.ids[i], to, columnAt)
		b.rows[i] = rowBuilder{}
	}
	err := b.err
	*b = MatrixBuilder{}
	if err.Count > 0 {
		slices.SortFunc(err.Contradictions, func(x, y Contradiction) int {
			return cmp.Or(cmp.Compare(x.At[1], y.At[1]), cmp.Compare(x.At[0], y.At[0]), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
		})
		err.Contradictions = err.Contradictions[:min(len(err.Contradictions), MostContradictions)]
		return nil, &err
	}
	m.fingerprint = sync.OnceValue(func() string { return m.sign(from, to) })
	return m, nil
}

func numbered(ids []string) map[string]int32 {
	at := make(map[string]int32, len(ids))
	for i, id := range ids {
		at[id] = int32(i)
	}
	return at
}

// build makes a row of what was given of it.
func (b *MatrixBuilder) build(r *rowBuilder, from string, to []string, columnAt []int32) matrixRow {
	cells := r.single
	for k := range cells {
		cells[k].to = columnAt[cells[k].to]
	}
	for i := range r.whole {
		w := &r.whole[i]
		cells = slices.Grow(cells, len(w.columns))
		for k, column := range w.columns {
			if mm := w.value(k); mm != NoWay {
				cells = append(cells, cell{columnAt[column], w.at, mm})
			}
		}
		w.matrixRow = matrixRow{}
	}
	return written(b.single(inOrder(cells, len(to)), from, to))
}

// inOrder sorts cells by column and then by where they stood: by counting, where there are many.
func inOrder(cells []cell, columns int) []cell {
	order := func(x, y cell) int { return cmp.Or(cmp.Compare(x.to, y.to), cmp.Compare(x.at, y.at)) }
	if slices.IsSortedFunc(cells, order) {
		return cells
	}
	if 4*len(cells) > columns {
		next := make([]int32, columns+1)
		for _, c := range cells {
			next[c.to+1]++
		}
		for i := range columns {
			next[i+1] += next[i]
		}
		sorted := make([]cell, len(cells))
		for _, c := range cells {
			sorted[next[c.to]] = c
			next[c.to]++
		}
		cells = sorted
	}
	if !slices.IsSortedFunc(cells, order) {
		slices.SortFunc(cells, order)
	}
	return cells
}

// single leaves one cell of each column, and notes those that contradict it.
func (b *MatrixBuilder) single(cells []cell, from string, to []string) []cell {
	kept := cells[:0]
	for _, c := range cells {
		n := len(kept)
		if n == 0 || kept[n-1].to != c.to {
			kept = append(kept, c)
			continue
		}
		if first := kept[n-1]; first.mm != c.mm {
			b.err.Count++
			b.err.Contradictions = append(b.err.Contradictions,
				Contradiction{from, to[c.to], [2]int64{first.mm, c.mm}, [2]int{int(first.at), int(c.at)}})
		}
	}
	return kept
}

// written lays cells out, with or without their columns, whichever takes less room.
func written(cells []cell) matrixRow {
	if len(cells) == 0 {
		return matrixRow{}
	}
	first, last := cells[0].to, cells[len(cells)-1].to
	span := int(last-first) + 1
	var r matrixRow
	var mm []int64
	if span <= 2*len(cells) {
		r.first = first
		mm = slices.Repeat([]int64{noValue}, span)
		for _, c := range cells {
			mm[c.to-first] = c.mm
		}
	} else {
		for _, c := range cells {
			r.at, mm = append(r.at, c.to), append(mm, c.mm)
		}
	}
	values := packed(mm)
	r.near, r.far = values.near, values.far
	return r
}
