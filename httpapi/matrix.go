package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"jinlin/geo"
	"jinlin/policy"
)

// matrix reads a member that holds distances; nil without one, or if anything is wrong with it.
func (b *body) matrix(name string, v *violations) *geo.Matrix {
	raw := b.heads[name]
	if raw == nil || string(raw) == "null" {
		return nil
	}
	delete(b.heads, name) // it may be large
	b.given = append(b.given, name)
	var m struct {
		From, To []string
		Values   [][]any
	}
	at := "body." + name
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		v.add(at, nil, "expected an object with from and to, arrays of ids, and values, an array of rows of numbers or null")
		return nil
	}
	r := matrixReader{at: at, v: v}
	r.ids("from", m.From)
	r.ids("to", m.To)
	if len(m.Values) != len(m.From) {
		r.wrong(fmt.Sprintf("%s.values", at), len(m.Values), "rows; expected %d, one for each id of from", len(m.From))
		return nil
	}
	columns, row := r.builder.Columns(m.To), make([]int64, len(m.To))
	for i, cells := range m.Values {
		r.row(m.From[i], i, columns, cells, row)
	}
	return r.build()
}

// A matrixReader turns the rows of a body into a matrix.
type matrixReader struct {
	at      string
	v       *violations
	builder geo.MatrixBuilder
	faulty  bool
}

func (r *matrixReader) wrong(at string, value any, format string, args ...any) {
	r.faulty = true
	r.v.add(at, value, format, args...)
}

func (r *matrixReader) ids(list string, ids []string) {
	for i, id := range ids {
		if id == "" {
			r.wrong(fmt.Sprintf("%s.%s[%d]", r.at, list, i), nil, "is empty; expected an id")
		}
	}
}

// row adds one row; into is room for its values.
func (r *matrixReader) row(from string, i int, columns []int32, cells []any, into []int64) {
	if len(cells) != len(into) {
		r.wrong(fmt.Sprintf("%s.values[%d]", r.at, i), len(cells), "values; expected %d, one for each id of to", len(into))
		return
	}
	for k, cell := range cells {
		into[k] = geo.NoWay
		if cell == nil {
			continue
		}
		number, is := cell.(json.Number)
		mm, err := geo.ParseMM(string(number))
		if !is || err != nil {
			r.wrong(fmt.Sprintf("%s.values[%d][%d]", r.at, i, k), plain(cell), "expected a number from 0 to 1000000000, or null for no way")
			continue
		}
		into[k] = mm
	}
	_ = r.builder.AddRow(from, columns, into, i) // the values are in range
}

func (r *matrixReader) build() *geo.Matrix {
	m, err := r.builder.Build()
	var twice *geo.MatrixError
	if errors.As(err, &twice) {
		for _, c := range twice.Contradictions {
			r.wrong(fmt.Sprintf("%s.values[%d]", r.at, c.At[1]), float64(c.MM[1])/1000, "from %q to %q, and %v in values[%d]; expected one value for a pair",
				c.From, c.To, float64(c.MM[0])/1000, c.At[0])
		}
	}
	if r.faulty {
		return nil
	}
	return m
}

// checkMetric makes the policy one that measures by the matrix that the body holds. One without a matrix, and a matrix beside a plan that
// was measured otherwise, are violations.
func (t *task) checkMetric(p *policy.Policy, v *violations) {
	given := len(t.body.given) > 0
	switch {
	case given && t.standing != nil && t.standing.Metric != policy.MetricMatrix:
		v.add("body.matrix", nil, "stands beside a plan of the metric %s; expected none, or a plan made anew", t.standing.Metric)
	case given:
		p.Metric = policy.MetricMatrix
	case p.Metric == policy.MetricMatrix:
		v.add("body.matrix", nil, "is missing, and the policy's metric is matrix; expected an object with from, to and values")
	}
}
