package table

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"jinlin/exchange"
)

// writer writes rows of cells. Errors are kept and told by Flush.
type writer struct {
	out *bufio.Writer
	row []byte
	// any tells that the row has a cell.
	any bool
	// exact writes coordinates with all digits, and datum, if any, beside each position.
	exact bool
	datum string
	// sparse leaves the coordinates of the zero point out: under the metric matrix it stands for none.
	sparse bool
	err    error
}

// newWriter writes with a byte order mark for people, whose spreadsheets would garble the file without one.
func newWriter(w io.Writer, people bool) *writer {
	o := &writer{out: bufio.NewWriterSize(w, 64<<10)}
	if people {
		_, o.err = o.out.WriteString("\uFEFF")
	}
	return o
}

func (o *writer) header(names ...string) {
	for _, n := range names {
		o.text(n)
	}
	o.end()
}

// comma begins a cell.
func (o *writer) comma() {
	if o.any {
		o.row = append(o.row, ',')
	}
	o.any = true
}

// text writes a cell. What a spreadsheet would take for a formula is written behind an apostrophe, which the readers
// take away again (exchange.Unguard).
func (o *writer) text(s string) {
	o.comma()
	s = exchange.Guard(s)
	if !strings.ContainsAny(s, ",\"\r\n") && strings.TrimSpace(s) == s {
		o.row = append(o.row, s...)
		return
	}
	o.row = append(o.row, '"')
	o.row = append(o.row, strings.ReplaceAll(s, `"`, `""`)...)
	o.row = append(o.row, '"')
}

func (o *writer) int(n int64) {
	o.comma()
	o.row = strconv.AppendInt(o.row, n, 10)
}

// coordinate writes a coordinate; what is none is an error.
func (o *writer) coordinate(x float64) {
	o.comma()
	if (math.IsNaN(x) || math.IsInf(x, 0)) && o.err == nil {
		o.err = fmt.Errorf("table: %v is not a coordinate", x)
	}
	if o.exact {
		o.row = strconv.AppendFloat(o.row, x, 'f', -1, 64)
		return
	}
	o.row = exchange.AppendCoordinate(o.row, x)
}

// meters writes millimetres as metres, or an empty cell.
func (o *writer) meters(mm int64, known bool) {
	o.comma()
	if known {
		o.row = exchange.AppendMM(o.row, mm)
	}
}

func (o *writer) end() {
	if len(o.row) == 0 {
		o.row = append(o.row, '"', '"') // a lone empty cell is not a blank line
	}
	o.row = append(o.row, '\n')
	if o.err == nil {
		_, o.err = o.out.Write(o.row)
	}
	o.row, o.any = o.row[:0], false
}

// Flush writes what is buffered and returns the first error.
func (o *writer) Flush() error {
	if o.err != nil {
		return o.err
	}
	return o.out.Flush()
}
