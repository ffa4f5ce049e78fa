package service

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"jinlin/engine"
)

// Lang is the language of a text for planners.
type Lang string

const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// WriteText writes a summary in plain words; an unknown language is English.
func WriteText(w io.Writer, s Summary, lang Lang) error {
	t := &text{word: &english, s: &s}
	if lang == Chinese {
		t.word = &chinese
	}
	t.head()
	t.homes()
	t.circles()
	t.groups()
	t.centers()
	t.loads()
	t.distances()
	t.choice()
	t.asked()
	t.borders()
	t.shortfalls()
	t.fixes()
	t.published()
	t.proofs()
	_, err := w.Write(t.out.Bytes())
	return err
}

// WriteFixes writes the part of WriteText that says what would help most; nothing if nothing would.
func WriteFixes(w io.Writer, s Summary, lang Lang) error {
	t := &text{word: &english, s: &s}
	if lang == Chinese {
		t.word = &chinese
	}
	t.fixes()
	_, err := w.Write(t.out.Bytes())
	return err
}

type text struct {
	out  bytes.Buffer
	word *wording
	s    *Summary
}

func (t *text) line(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	t.out.WriteString(strings.TrimRight(line, " "))
	t.out.WriteByte('\n')
}

// column is how wide the names are.
const column = 36

// row is a name, a number and a remark, in columns.
func (t *text) row(name string, n int, remark string) {
	t.line("  %s %9d  %s", pad(name, column), n, remark)
}

func (t *text) head() {
	f := &t.s.Total
	t.line(t.word.head, orNone(t.s.Scheme), t.s.Areas, f.Homes, f.Members, f.Eligible, orNone(t.s.Datum))
	for _, c := range f.Excluded {
		t.row(t.word.excluded+" "+t.word.code(c.Code), c.Members, "")
	}
	t.line("")
}

func (t *text) homes() {
	f := &t.s.Total
	t.line("%s", t.word.homes)
	unlinked := f.Held > 0 && f.Linked+f.Locked+f.Chosen+f.Own == 0
	if !unlinked {
		t.row(t.word.linked, f.Linked, percent(f.Linked, f.Homes))
	}
	switch {
	case unlinked && f.Circles > 0:
		t.row(t.word.held, f.Held, percent(f.Held, f.Homes))
	case f.Held > 0:
		t.row(t.word.aside, f.Held, percent(f.Held, f.Homes))
	}
	if f.Chosen > 0 {
		t.row(t.word.chosen, f.Chosen, percent(f.Chosen, f.Homes))
	}
	if f.Locked > 0 {
		t.row(t.word.locked, f.Locked, percent(f.Locked, f.Homes))
	}
	if !unlinked {
		t.row(t.word.own, f.Own, percent(f.Own, f.Homes))
	}
	t.row(t.word.unserved, f.Unserved, percent(f.Unserved, f.Homes))
	for _, r := range f.UnservedBy {
		t.row("  "+t.word.code(string(r.Reason)), r.Homes, "")
	}
	if f.Deputised > 0 {
		t.row(t.word.deputised, f.Deputised, percent(f.Deputised, f.Homes))
	}
	t.line("")
}

func (t *text) circles() {
	f := &t.s.Total
	if f.Circles == 0 {
		return
	}
	remark := ""
	if f.CirclesBound > 0 {
		remark = fmt.Sprintf(t.word.bound, f.CirclesBound)
	}
	for _, r := range t.s.References {
		if r.Name == "circles" {
			remark += fmt.Sprintf(t.word.published, r.Value)
		}
	}
	t.line("%s", t.word.circles)
	t.row(t.word.circles, f.Circles, remark)
	t.line("  %s "+t.word.spread, pad(t.word.teams, column), f.Teams.Min, f.Teams.Median, f.Teams.Max)
	t.line("  %s "+t.word.spread, pad(t.word.circleHomes, column), f.CircleHomes.Min, f.CircleHomes.Median, f.CircleHomes.Max)
	t.line("  %s "+t.word.toCentre, pad(t.word.center, column), f.CenterDistanceM, f.CenterDistanceBoundM, f.CenterFarthestM)
	if f.Circleless > 0 {
		t.row(t.word.circleless, f.Circleless, "")
	}
	t.line("")
}

// loads draws how many members bear which load.
func (t *text) loads() {
	f := &t.s.Total
	if f.Eligible == 0 {
		return
	}
	t.line(t.word.loads, f.Loads.Min, f.Loads.Max, f.Loads.Mean, f.Loads.Deviation)
	most := 1
	for _, c := range f.LoadCounts {
		most = max(most, c.Members)
	}
	const width = 40
	for _, c := range f.LoadCounts {
		bar := strings.Repeat("#", (c.Members*width+most-1)/most)
		t.line("  %4d  %-*s %d", c.Load, width, bar, c.Members)
	}
	if f.Idle > 0 {
		t.line("  "+t.word.idle, f.Idle)
	}
	t.line("")
}

func (t *text) distances() {
	d := &t.s.Total.Distances
	if d.Links == 0 {
		return
	}
	t.line("%s", t.word.distances)
	t.line("  "+t.word.distance, d.MeanM, d.MedianM, d.P95M, d.P99M, d.MaxM)
	t.line("  "+t.word.shares, 100*d.WithinReach, 100*d.ToNearest)
	t.line("")
}

func (t *text) borders() {
	b := &t.s.Total.Borders
	if b.BothHomes == 0 {
		return
	}
	t.line("%s", t.word.borders)
	t.line("  "+t.word.border, b.OpenServed-b.Served, b.MeanM-b.OpenMeanM, b.MeanM, b.OpenMeanM, b.LoadMin, b.LoadMax, b.OpenLoadMin, b.OpenLoadMax)
	t.line("")
}

func (t *text) shortfalls() {
	if len(t.s.Total.Shortfalls) == 0 {
		return
	}
	t.line("%s", t.word.shortfalls)
	for _, f := range t.s.Total.Shortfalls {
		t.line("  "+t.word.shortfall, pad(strings.TrimSpace(t.word.code(string(f.Kind))+" "+f.Role), column), f.Places, f.Missing)
	}
	t.line("")
}

// fixes lists what would help most, over all areas.
// fixes tells what would help most, place by place, or, where that would be a long list, village by village.
func (t *text) fixes() {
	const most = 20
	n := 0
	for _, a := range t.s.ByArea {
		n += len(a.Fixes)
	}
	switch {
	case n == 0:
		return
	case n > most && len(t.s.ByArea) > 1:
		t.fixesByArea(most)
	default:
		t.fixesByPlace(most)
	}
	t.line("")
}

func (t *text) fixesByPlace(most int) {
	type located struct {
		area string
		fix  FixFigures
	}
	var all []located
	for _, a := range t.s.ByArea {
		for _, f := range a.Fixes {
			all = append(all, located{string(a.Area), f})
		}
	}
	slices.SortStableFunc(all, func(a, b located) int {
		return cmp.Or(b.fix.Homes-a.fix.Homes, cmp.Compare(a.area, b.area))
	})
	t.line("%s", t.word.fixes)
	for _, x := range all[:min(most, len(all))] {
		t.line("  %s  %s", pad(x.area, 14), t.word.fix(x.fix))
	}
	if len(all) > most {
		t.line("  "+t.word.more, len(all)-most)
	}
}

// A lack is what the fixes of one village amount to.
type lack struct {
	area                           string
	homes, members, places, banned int
}

func lackOf(a AreaFigures) lack {
	l := lack{area: string(a.Area)}
	for _, f := range a.Fixes {
		l.homes += f.Homes
		switch f.Kind {
		case engine.FixAddMember:
			l.members++
		case engine.FixAddPlaces:
			l.places += f.Places
		case engine.FixAllowPair:
			l.banned += f.Homes
		}
	}
	return l
}

func (t *text) fixesByArea(most int) {
	all := make([]lack, 0, len(t.s.ByArea))
	sum := lack{area: t.word.sum}
	for _, a := range t.s.ByArea {
		l := lackOf(a)
		if l.homes == 0 {
			continue
		}
		all = append(all, l)
		sum.homes, sum.members, sum.places, sum.banned = sum.homes+l.homes, sum.members+l.members, sum.places+l.places, sum.banned+l.banned
	}
	slices.SortStableFunc(all, func(a, b lack) int { return cmp.Or(b.homes-a.homes, cmp.Compare(a.area, b.area)) })
	t.line("%s", t.word.lacks)
	row := func(cells [5]string) {
		t.line("  %s %s %s %s %s", pad(cells[0], 14), figure(cells[1]), figure(cells[2]), figure(cells[3]), figure(cells[4]))
	}
	row(t.word.lackHead)
	for _, l := range append(all[:min(most, len(all)):min(most, len(all))], sum) {
		row([5]string{l.area, strconv.Itoa(l.homes), strconv.Itoa(l.members), strconv.Itoa(l.places), strconv.Itoa(l.banned)})
	}
	if len(all) > most {
		t.line("  "+t.word.moreAreas, len(all)-most)
	}
}

func (t *text) proofs() {
	t.line("%s", t.word.proofs)
	for _, p := range t.s.Total.Proofs {
		if p.Certified+p.Searched+p.Bounded+p.Kept+p.Unchecked+p.Narrowed == 0 {
			continue
		}
		more := ""
		if p.Narrowed > 0 {
			more += fmt.Sprintf(t.word.narrowed, p.Narrowed)
		}
		if p.Kept > 0 {
			more += fmt.Sprintf(t.word.kept, p.Kept)
		}
		if p.Unchecked > 0 {
			more += fmt.Sprintf(t.word.unchecked, p.Unchecked)
		}
		t.line("  %s "+t.word.proof+"%s", pad(t.word.code("stage_"+p.Stage), column), p.Certified, p.Searched, p.Bounded, more)
	}
}

func percent(part, whole int) string {
	if whole == 0 {
		return ""
	}
	return fmt.Sprintf("%5.1f %%", 100*float64(part)/float64(whole))
}

func orNone(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// pad fills a name up to a width; Chinese characters are two wide.
func pad(s string, width int) string { return s + blanks(s, width) }

// figure puts a number or its heading to the right of a narrow column.
func figure(s string) string {
	const width = 12
	return blanks(s, width) + s
}

func blanks(s string, width int) string {
	n := 0
	for _, r := range s {
		if n++; unicode.Is(unicode.Han, r) || r >= 0xFF01 && r <= 0xFF5E {
			n++
		}
	}
	return strings.Repeat(" ", max(width-n, 0))
}
