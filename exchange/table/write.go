package table

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/policy"
)

// A Writer writes one table, row by row; Flush ends it.
type Writer[T any] struct {
	*writer
	write func(*writer, T)
}

// Write writes what one value has to say: a row, or the rows of a plan.
func (w *Writer[T]) Write(v T) error {
	w.write(w.writer, v)
	return w.err
}

// NewHouseholdWriter writes households as Households reads them, without a datum: coordinates are WGS-84 with 7
// decimals, or x and y under the planar metric.
func NewHouseholdWriter(w io.Writer, m policy.Metric) *Writer[engine.Household] {
	return householdWriter(newWriter(w, false), m)
}

// NewExactHouseholdWriter is NewHouseholdWriter for records that are to be read back as they are, whatever datum their file is then said
// to have: coordinates with all digits, each row with its datum, WGS-84 (none under the planar metric).
func NewExactHouseholdWriter(w io.Writer, m policy.Metric) *Writer[engine.Household] {
	return householdWriter(newExactWriter(w, m), m)
}

func householdWriter(o *writer, m policy.Metric) *Writer[engine.Household] {
	o.header(o.located(m, []string{"id", "village"}, "weight", "priority", "group", "services", "association", "residents", "preferences")...)
	return &Writer[engine.Household]{o, writeHousehold}
}

func newExactWriter(w io.Writer, m policy.Metric) *writer {
	o := newWriter(w, false)
	o.exact = true
	if m != policy.MetricPlanar {
		o.datum = string(geo.WGS84)
	}
	return o
}

// located returns headings with those of a position in their midst.
func (o *writer) located(m policy.Metric, before []string, after ...string) []string {
	o.sparse = m == policy.MetricMatrix
	x, y := axes(m)
	position := []string{x, y}
	if o.datum != "" {
		position = append(position, "datum")
	}
	return slices.Concat(before, position, after)
}

// position writes the cells of a position, empty ones if there is none.
func (o *writer) position(p orb.Point, known bool) {
	if known && !(o.sparse && p == (orb.Point{})) {
		o.coordinate(p[0])
		o.coordinate(p[1])
	} else {
		o.text("")
		o.text("")
	}
	if o.datum != "" {
		o.text(o.datum)
	}
}

func axes(m policy.Metric) (x, y string) {
	if m == policy.MetricPlanar {
		return "x", "y"
	}
	return "lon", "lat"
}

func writeHousehold(o *writer, h engine.Household) {
	o.text(string(h.ID))
	o.text(string(h.Area))
	o.position(h.Location, true)
	o.int(int64(max(h.Weight, 1)))
	o.int(int64(h.Priority))
	o.text(h.Group)
	writeList(o, h.Services)
	o.text(h.Association)
	o.int(int64(h.Residents))
	writeList(o, ranking(h.Preferences))
	o.end()
}

// NewMemberWriter writes members as Members reads them; see NewHouseholdWriter.
func NewMemberWriter(w io.Writer, m policy.Metric) *Writer[engine.Member] {
	return memberWriter(newWriter(w, false), m)
}

// NewExactMemberWriter writes members to be read back as they are; see NewExactHouseholdWriter.
func NewExactMemberWriter(w io.Writer, m policy.Metric) *Writer[engine.Member] {
	return memberWriter(newExactWriter(w, m), m)
}

func memberWriter(o *writer, m policy.Metric) *Writer[engine.Member] {
	o.header(o.located(m, []string{"id", "village", "household"}, "duty", "status", "capable", "title", "organisation", "skills",
		"association", "source", "nomination", "preferences", "min_load", "max_load")...)
	return &Writer[engine.Member]{o, writeMember}
}

func writeMember(o *writer, m engine.Member) {
	o.text(string(m.ID))
	o.text(string(m.Area))
	o.text(string(m.Household))
	o.position(m.Location, m.Located)
	writeList(o, m.Duty)
	o.text(m.Status)
	o.yes(m.Capable)
	o.text(m.Title)
	o.text(m.Organisation)
	writeList(o, m.Skills)
	o.text(m.Association)
	o.text(m.Source)
	o.text(m.Nomination)
	writeList(o, ranking(m.Preferences))
	o.optional(m.MinLoad)
	o.optional(m.MaxLoad)
	o.end()
}

// NewSiteWriter writes sites as Sites reads them; see NewHouseholdWriter.
func NewSiteWriter(w io.Writer, m policy.Metric) *Writer[engine.Site] {
	return siteWriter(newWriter(w, false), m)
}

// NewExactSiteWriter writes sites to be read back as they are; see NewExactHouseholdWriter.
func NewExactSiteWriter(w io.Writer, m policy.Metric) *Writer[engine.Site] {
	return siteWriter(newExactWriter(w, m), m)
}

func siteWriter(o *writer, m policy.Metric) *Writer[engine.Site] {
	o.header(o.located(m, []string{"id", "village", "household"}, "public", "use", "cost", "capacity")...)
	return &Writer[engine.Site]{o, writeSite}
}

func writeSite(o *writer, s engine.Site) {
	o.text(string(s.ID))
	o.text(string(s.Area))
	o.text(string(s.Household))
	o.position(s.Location, true)
	o.yes(s.Public)
	o.text(string(s.Use))
	o.optional(s.Cost)
	o.optional(s.Capacity)
	o.end()
}

// NewLockWriter writes pairs fixed by hand as Locks reads them.
func NewLockWriter(w io.Writer) *Writer[exchange.Lock] {
	o := newWriter(w, false)
	o.header("household", "member", "kind")
	return &Writer[exchange.Lock]{o, func(o *writer, l exchange.Lock) {
		o.text(string(l.Household))
		o.text(string(l.Member))
		o.text(string(l.Kind))
		o.end()
	}}
}

func (o *writer) optional(n *int) {
	if n == nil {
		o.text("")
		return
	}
	o.int(int64(*n))
}

func (o *writer) yes(b bool) {
	if b {
		o.text("yes")
	} else {
		o.text("no")
	}
}

// ranking is the list that a ranking is read from.
func ranking[ID ~string](r engine.Ranking[ID]) []string {
	var list []string
	last := 0
	for _, x := range r {
		if x.Rank == last {
			list[len(list)-1] += "=" + string(x.ID)
		} else {
			list = append(list, string(x.ID))
		}
		last = x.Rank
	}
	return list
}

func writeList[T ~string](o *writer, items []T) {
	var b strings.Builder
	for i, item := range items {
		if strings.ContainsAny(string(item), ";；、") && o.err == nil {
			o.err = fmt.Errorf("table: %q holds a separator of lists (; ； 、) and cannot be written as part of one", string(item))
		}
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(string(item))
	}
	o.text(b.String())
}
