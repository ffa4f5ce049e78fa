package table

import (
	"io"

	"jinlin/engine"
)

// A Move is a home whose answer a rebalance changed, its area, and why, in words.
type Move struct {
	Area engine.AreaID
	engine.Move
	Reason string
}

// NewMoveWriter writes what a rebalance did, one row per home whose answer is another than before, for people: UTF-8 with a
// byte order mark.
func NewMoveWriter(w io.Writer) *Writer[Move] {
	o := newWriter(w, true)
	o.header("village", "household", "kind", "before_member", "after_member", "before_m", "after_m", "load_before", "load_after", "cause", "reason")
	return &Writer[Move]{o, writeMove}
}

func writeMove(o *writer, m Move) {
	o.text(string(m.Area))
	o.text(string(m.Household))
	o.text(string(m.Kind))
	o.text(string(m.Before))
	o.text(string(m.After))
	o.meters(m.BeforeMM, m.Before != "")
	o.meters(m.AfterMM, m.After != "")
	o.count(m.LoadBefore, m.Before != "")
	o.count(m.LoadAfter, m.After != "")
	o.text(string(m.Cause.Code))
	o.text(m.Reason)
	o.end()
}

// count writes a number, or an empty cell where there is nothing to count.
func (o *writer) count(n int, known bool) {
	if known {
		o.int(int64(n))
	} else {
		o.text("")
	}
}
