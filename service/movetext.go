package service

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"jinlin/engine"
	"jinlin/policy"
)

// A MovedHome is a move, its area, and why, in words.
type MovedHome struct {
	Area engine.AreaID
	engine.Move
	Reason string
}

// WriteRebalance writes what a rebalance did in plain words, with the moves given, which may be only the first of them; an unknown
// language is English.
func WriteRebalance(w io.Writer, s RebalanceSummary, moves []MovedHome, lang Lang) error {
	t := &moveText{s: &s, word: rebalanceWords(lang)}
	t.head()
	t.kinds()
	t.states()
	t.next()
	t.moves(moves)
	_, err := w.Write(t.out.Bytes())
	return err
}

type moveText struct {
	text
	word *rebalanceWording
	s    *RebalanceSummary
}

func (t *moveText) head() {
	mode := t.word.least
	if t.s.Mode == engine.RebalanceAtMost {
		mode = fmt.Sprintf(t.word.atMost, t.s.MaxChanges)
	}
	t.line(t.word.head, mode, t.s.Areas, t.s.Touched, t.s.Untouched)
	if t.s.Resited {
		t.line("%s", t.word.resited)
	}
	if t.s.New+t.s.Gone > 0 {
		t.line(t.word.newGone, t.s.New, t.s.Gone)
	}
	if t.s.Foreign > 0 {
		t.line(t.word.foreign, t.s.Foreign)
	}
	t.line("")
}

func (t *moveText) kinds() {
	m := t.s.Moves
	t.line("%s", t.word.changed)
	for _, k := range []struct {
		kind engine.MoveKind
		n    int
	}{{engine.MoveArrived, m.Arrived}, {engine.MoveGone, m.Gone}, {engine.MoveForced, m.Forced}, {engine.MoveVoluntary, m.Voluntary}, {engine.MoveServed, m.Served}} {
		t.row(t.word.kinds[k.kind], k.n, "")
	}
	t.line("")
}

func (t *moveText) states() {
	if t.s.Touched+t.s.New+t.s.Gone == 0 {
		return
	}
	b, a := &t.s.Before, &t.s.After
	t.line("%s", t.word.there)
	t.line("  "+t.word.unserved, b.Unserved, b.Homes, a.Unserved, a.Homes)
	if b.Centers+a.Centers == 0 || b.Circles+a.Circles > 0 {
		t.line("  "+t.word.circles, b.Circles, a.Circles)
	}
	if b.Centers+a.Centers > 0 {
		t.line("  "+t.word.centers, b.Centers, a.Centers)
	}
	t.line("  "+t.word.distance, b.MeanM, b.MaxM, a.MeanM, a.MaxM)
	t.line("  "+t.word.loads, b.Loads.Min, b.Loads.Max, b.Loads.Mean, a.Loads.Min, a.Loads.Max, a.Loads.Mean)
	t.line("")
}

// shownLines is how many lines of a list are shown.
const shownLines = 20

func (t *moveText) next() {
	if len(t.s.Next) == 0 {
		return
	}
	t.line("%s", t.word.next)
	shown := t.s.Next
	if len(shown) > shownLines { // then those of all areas that concern most homes
		shown = slices.Clone(shown)
		slices.SortStableFunc(shown, func(a, b TradeFigures) int { return b.Homes - a.Homes })
	}
	for i := range shown[:min(shownLines, len(shown))] {
		t.line("  %s  %s", pad(string(shown[i].Area), 14), t.word.trade(&shown[i]))
	}
	if n := len(shown) - shownLines; n > 0 {
		t.line("  "+t.word.more, n)
	}
	t.line("")
}

func (t *moveText) moves(all []MovedHome) {
	if len(all) == 0 {
		return
	}
	t.line("%s", t.word.moves)
	for i := range all[:min(shownLines, len(all))] {
		m := &all[i]
		t.line("  %s  %s %s -> %s  %s", pad(string(m.Area), 14), pad(string(m.Household), 22), orNone(string(m.Before)), orNone(string(m.After)), m.Reason)
	}
	f := t.s.Moves
	if n := f.Arrived + f.Gone + f.Forced + f.Voluntary + f.Served - shownLines; n > 0 {
		t.line("  "+t.word.moreMoves, n)
	}
	t.line("")
}

// MovedHomes returns the moves of an area with their reasons, in words: why a home moved and what that means for it, as in "moved to make room for H301:
// 3 m farther, load 11 to 10".
func (r *Rebalanced) MovedHomes(lang Lang) []MovedHome {
	w := rebalanceWords(lang)
	why := map[engine.HouseholdID]engine.ReasonCode{}
	for u := range r.Plan.Unserved() {
		why[u.Household] = u.Reason
	}
	moved := make([]MovedHome, len(r.Moves))
	for i := range r.Moves {
		m := &r.Moves[i]
		moved[i] = MovedHome{Area: r.Area, Move: *m, Reason: w.reason(m, why[m.Household])}
	}
	return moved
}

// reason gives the words for a move; unserved is why nobody answers for the home now, if that is so.
func (w *rebalanceWording) reason(m *engine.Move, unserved engine.ReasonCode) string {
	why := w.cause(m)
	if m.Kind == engine.MoveGone {
		return why
	}
	return why + w.colon + w.effect(m, unserved)
}

// cause is the first half of a reason.
func (w *rebalanceWording) cause(m *engine.Move) string {
	c := m.Cause
	member := orNone(string(c.Member))
	if c.Member == "" && m.Before != "" {
		member = string(m.Before)
	}
	text, known := w.causes[c.Code]
	if !known {
		return string(c.Code)
	}
	return strings.NewReplacer("{member}", member, "{household}", orNone(string(c.Household)), "{before}", orNone(string(m.Before)),
		"{reason}", w.code(c.Reason)).Replace(text)
}

// effect tells what the move means for the home.
func (w *rebalanceWording) effect(m *engine.Move, unserved engine.ReasonCode) string {
	switch {
	case m.After == "" && m.Cause.Code == engine.CauseOwn:
		return w.own
	case m.After == "" && unserved != "":
		return w.nobody + fmt.Sprintf(w.gains, w.summary.code(string(unserved)))
	case m.After == "":
		return w.nobody
	case m.Before == "":
		return fmt.Sprintf(w.now, m.After, shortMeters(m.AfterMM), m.LoadAfter)
	}
	far := w.asFar
	switch d := m.AfterMM - m.BeforeMM; {
	case d > 0:
		far = fmt.Sprintf(w.farther, shortMeters(d))
	case d < 0:
		far = fmt.Sprintf(w.nearer, shortMeters(-d))
	}
	return far + fmt.Sprintf(w.load, m.LoadBefore, m.LoadAfter)
}

// counted is a number of things, with the words for one of them or for many.
func counted(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(many, n)
}

// shortMeters is a length in metres with at most one decimal.
func shortMeters(mm int64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", float64(mm)/1000), ".0")
}

// trade is a corner in words: "12 more changes: M88, new here, takes 9 homes (load -24, distance +12 m)".
func (w *rebalanceWording) trade(f *TradeFigures) string {
	out := counted(f.Changes, w.oneChange, w.changes)
	if f.Member != "" {
		newHere := ""
		if f.New {
			newHere = w.newHere
		}
		out += w.colon + fmt.Sprintf(w.takes, f.Member, newHere, counted(f.Homes, w.summary.oneHome, w.summary.manyHomes))
	}
	var gains []string
	for _, g := range f.Gains {
		if g.Tier == policy.TierDistance {
			gains = append(gains, fmt.Sprintf(w.gainDistance, g.Delta))
		} else {
			gains = append(gains, fmt.Sprintf("%s %+.0f", w.code(string(g.Tier)), g.Delta))
		}
	}
	if gains != nil {
		out += fmt.Sprintf(w.gains, strings.Join(gains, ", "))
	}
	return out
}
