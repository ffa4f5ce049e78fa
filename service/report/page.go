// Package report writes comparisons of plans (service.Comparison) for people: as text for a terminal, and as one HTML page with charts that can be
// printed. Both begin with a page in plain words, in Chinese or English. There are figures of villages in them, never a home or a person.
package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"jinlin/service"
)

// A Page is a comparison in plain words, one page long with two or three plans.
type Page struct {
	Lang  service.Lang
	Title string
	// Lead says what was compared, Plans what each plan is, a line each.
	Lead  []string
	Plans []string
	// Table sets the figures that matter most side by side.
	Table    Table
	Sections []Section
}

// A Section is a few sentences under a heading.
type Section struct {
	Heading string
	Lines   []string
}

// A Table has a column for each plan.
type Table struct {
	Heads []string
	Rows  []Row
}

// A Row is one figure of every plan.
type Row struct {
	Name  string
	Cells []Cell
}

// A Cell is a figure; Best marks it where it is better than another plan's.
type Cell struct {
	Text string
	Best bool
}

// NewPage puts a comparison into words; an unknown language is English.
func NewPage(c *service.Comparison, lang service.Lang) Page {
	b := newBuilder(c, lang)
	w := b.w
	p := Page{Lang: b.lang, Title: fmt.Sprintf(w.title, len(c.Plans)), Lead: b.lead(), Plans: b.plans(), Table: b.short()}
	if c.Areas == 0 || len(c.Plans) == 0 {
		p.Lead = append(p.Lead, w.nothing)
		return p
	}
	for _, s := range []Section{
		{w.better, b.better()}, {w.forWhom, b.forWhom()}, {w.price, b.price()}, {w.lacking, b.lacking()}, {w.sure, b.sure()},
	} {
		if len(s.Lines) > 0 {
			p.Sections = append(p.Sections, s)
		}
	}
	return p
}

// A builder puts figures into words of one language.
type builder struct {
	c    *service.Comparison
	w    *wording
	lang service.Lang
	// unit is the unit of distances: metres, or that of a matrix.
	unit string
}

func newBuilder(c *service.Comparison, lang service.Lang) *builder {
	b := &builder{c: c, w: &english, lang: service.English}
	if lang == service.Chinese {
		b.w, b.lang = &chinese, lang
	}
	b.unit = b.w.metres
	for i := range c.Plans {
		if c.Plans[i].Metric == "matrix" {
			b.unit = b.w.units
		}
	}
	return b
}

// letter is what a plan is called: A, B, C and so on.
func letter(i int) string { return string(rune('A' + i)) }

func (b *builder) plan(i int) string { return fmt.Sprintf(b.w.plan, letter(i)) }

// number writes a whole number as the language does.
func (b *builder) number(n int) string {
	s := fmt.Sprint(n)
	if b.lang == service.Chinese {
		return s
	}
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// homes and villages are numbers with their nouns.
func (b *builder) homes(n int) string    { return b.count(b.w.homes, n) }
func (b *builder) villages(n int) string { return b.count(b.w.villages, n) }

// count uses the singular of a pair of words for one.
func (b *builder) count(words [2]string, n int) string {
	word := words[1]
	if n == 1 || n == -1 {
		word = words[0]
	}
	return fmt.Sprintf(word, b.number(n))
}

// length writes a distance: whole from ten on, else with one decimal.
func (b *builder) length(m float64) string {
	return fmt.Sprintf(b.unit, strconv.FormatFloat(shown(m), 'f', -1, 64))
}

// shown is a distance as it is shown: what looks the same is not called better.
func shown(m float64) float64 {
	if m > -10 && m < 10 {
		return math.Round(m*10) / 10
	}
	return math.Round(m)
}

// percent rounds down, so that all is only said of all, and up from nothing, so that none is only said of none.
func percent(part, whole int) string {
	if whole <= 0 {
		return "-"
	}
	tenths := int(int64(part) * 1000 / int64(whole))
	if tenths == 0 && part > 0 {
		tenths = 1
	}
	return fmt.Sprintf("%d.%d %%", tenths/10, tenths%10)
}

// list joins texts.
func (b *builder) list(texts []string) string {
	if n := len(texts); n > 1 {
		return strings.Join(texts[:n-1], b.w.comma) + b.w.and + texts[n-1]
	}
	return strings.Join(texts, "")
}

// series joins texts that have commas themselves.
func (b *builder) series(texts []string) string { return strings.Join(texts, b.w.semicolon) }

// letters names plans: "A, B and C".
func (b *builder) letters(plans []int) string {
	var names []string
	for _, i := range plans {
		names = append(names, letter(i))
	}
	if len(names) == 1 {
		return fmt.Sprintf(b.w.onePlan, names[0])
	}
	last := len(names) - 1
	return fmt.Sprintf(b.w.manyPlans, strings.Join(names[:last], b.w.pause)+b.w.pauseAnd+names[last])
}

// village is what a village is called.
func village(a *service.AreaComparison) string {
	if a.Name != "" {
		return a.Name
	}
	return string(a.Area)
}
