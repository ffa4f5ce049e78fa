package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"jinlin/service"
)

//go:embed compare.html
var compareHTML string

// Script is the only script in an HTML comparison: it sorts the table of villages. Whoever serves the page can allow it by its hash.
const Script = `for(const b of document.querySelectorAll(".villages th button"))b.onclick=()=>{` +
	`const h=b.parentElement,r=h.parentElement,n=[...r.children].indexOf(h),up=h.getAttribute("aria-sort")==="descending",t=h.closest("table").tBodies[0];` +
	`for(const x of r.children)x.removeAttribute("aria-sort");h.setAttribute("aria-sort",up?"ascending":"descending");` +
	`const v=x=>{const c=x.children[n];return c.dataset.v===undefined?c.textContent:Number(c.dataset.v)};` +
	`t.append(...[...t.rows].sort((a,b)=>{const p=v(a),q=v(b);return(p<q?-1:p>q?1:0)*(up?1:-1)}))}`

// colours tell plans apart, also for most colour-blind readers and in grey (Okabe and Ito 2008, dark ones first).
var colours = [service.MaxContenders]string{"#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9", "#cc79a7", "#000000", "#999999"}

func colour(i int) string { return colours[i%len(colours)] }

var htmlTemplate = template.Must(template.New("compare").Funcs(template.FuncMap{
	"colour": func(i int) template.CSS { return template.CSS(colour(i)) },
}).Parse(compareHTML))

// HTML writes a comparison as one file that needs no other: the page in plain words in each language (none: Chinese and English), then charts, all
// figures, and a table of villages that a click sorts, with names in all these languages. It prints on A4.
func HTML(w io.Writer, c service.Comparison, langs ...service.Lang) error {
	if len(langs) == 0 {
		langs = []service.Lang{service.Chinese, service.English}
	}
	d := document{Script: template.JS(Script)}
	var all []*builder
	for _, lang := range langs {
		b := newBuilder(&c, lang)
		all = append(all, b)
		p := sheet{Page: NewPage(&c, lang), Note: b.w.bestNote + b.w.space + b.w.printed}
		if len(p.Table.Rows) == 0 {
			p.Note = ""
		}
		d.Pages = append(d.Pages, p)
	}
	d.Lang, d.Title = string(d.Pages[0].Lang), d.Pages[0].Title
	if c.Areas > 0 && len(c.Plans) > 0 {
		d.Details = newDetails(all)
	}
	return htmlTemplate.Execute(w, d)
}

// A document is what the template writes.
type document struct {
	Lang, Title string
	Pages       []sheet
	Details     *details
	Script      template.JS
}

type sheet struct {
	Page
	Note string
}

// details are what follows the pages.
type details struct {
	Figures, Explained string
	Charts             []chart
	Table              Table
	Villages           villageTable
}

type villageTable struct {
	Title, Note, Sort string
	Heads             []string
	Rows              [][]htmlCell
}

// An htmlCell is sorted by its number, if it has one.
type htmlCell struct {
	Text   string
	Value  float64
	Number bool
}

// both joins the words of all languages.
func both(all []*builder, word func(*builder) string) string {
	var words []string
	for _, b := range all {
		if text := word(b); !slices.Contains(words, text) {
			words = append(words, text)
		}
	}
	return strings.Join(words, " / ")
}

// newDetails writes figures as the first language does, and names in all.
func newDetails(all []*builder) *details {
	b := all[0]
	d := &details{
		Figures:   both(all, func(b *builder) string { return b.w.figures }),
		Explained: both(all, func(b *builder) string { return b.w.explained }),
		Charts:    charts(all),
		Table:     b.more(),
		Villages: villageTable{
			Title: both(all, func(b *builder) string { return b.w.perVillage }),
			Note:  both(all, func(b *builder) string { return b.w.perVillageNote }),
			Sort:  both(all, func(b *builder) string { return b.w.sortNote }),
			Heads: villageHeads(all),
		},
	}
	for i := range d.Table.Rows {
		d.Table.Rows[i].Name = both(all, func(b *builder) string { return b.more().Rows[i].Name })
	}
	for _, a := range b.inOrder() {
		d.Villages.Rows = append(d.Villages.Rows, b.villageRow(a))
	}
	return d
}

// columnNames are the names of villageCells; each has a place for the plan's letter.
func (w *wording) columnNames() [villageColumns]string {
	return [villageColumns]string{w.colUnserved, w.colLoads, w.colWay, w.colChanged, w.colMend}
}

func villageHeads(all []*builder) []string {
	heads := []string{both(all, func(b *builder) string { return b.w.colVillage }), both(all, func(b *builder) string { return b.w.colHomes })}
	for k := range villageColumns {
		for i := range all[0].c.Plans {
			if k != colChanged || i > 0 {
				heads = append(heads, both(all, func(b *builder) string { return fmt.Sprintf(b.w.columnNames()[k], letter(i)) }))
			}
		}
	}
	return heads
}

func (b *builder) villageRow(a *service.AreaComparison) []htmlCell {
	row := []htmlCell{{Text: village(a)}, {b.number(a.Homes), float64(a.Homes), true}}
	for k := range villageColumns {
		for i := range a.Plans {
			if k != colChanged || i > 0 {
				cell := b.villageCells(a, i)[k]
				row = append(row, htmlCell{strings.ReplaceAll(cell.text, b.w.comma, "\n"), cell.value, true})
			}
		}
	}
	return row
}
