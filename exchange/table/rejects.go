package table

import (
	"cmp"
	"io"
	"slices"
	"strconv"

	"jinlin/exchange"
)

// WriteRejects writes the rejected rows of one file for a person to mend: the file's own columns, then file, line and
// reason. UTF-8 with a byte order mark. It returns how many rows it wrote.
func WriteRejects(w io.Writer, file string, issues []exchange.Issue) (int, error) {
	rejected := slices.DeleteFunc(slices.Clone(issues), func(i exchange.Issue) bool {
		return i.Severity != exchange.Rejected || i.File != file || i.Number == 0
	})
	slices.SortStableFunc(rejected, func(a, b exchange.Issue) int { return cmp.Compare(a.Number, b.Number) })
	out := newWriter(w, true)
	width, count := 0, 0
	for len(rejected) > 0 {
		n := 1
		for n < len(rejected) && rejected[n].Number == rejected[0].Number {
			n++
		}
		if count == 0 {
			width = len(rejected[0].Header)
			out.header(append(slices.Clone(rejected[0].Header), "file", "line", "reason")...)
		}
		out.rejected(rejected[:n], width)
		rejected = rejected[n:]
		count++
	}
	return count, out.Flush()
}

// rejected writes one row with all that is wrong with it.
func (o *writer) rejected(issues []exchange.Issue, width int) {
	first := issues[0]
	for i := range width {
		cell := ""
		if i < len(first.Row) {
			cell = first.Row[i]
		}
		o.text(cell)
	}
	for _, cell := range first.Row[min(width, len(first.Row)):] {
		o.text(cell) // a row with too many cells keeps them, in front of the reason
	}
	reason := ""
	for i, issue := range issues {
		if i > 0 {
			reason += "; "
		}
		at := cmp.Or(issue.Column, issue.Path)
		if at != "" {
			reason += at + ": "
		}
		reason += strconv.Quote(issue.Value) + ": " + issue.Expected
	}
	o.text(first.File)
	if first.Line > 0 {
		o.int(int64(first.Line))
	} else {
		o.text(first.Path)
	}
	o.text(reason)
	o.end()
}
