package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"

	"jinlin/service"
)

// shownVillages is how many villages a terminal gets to see.
const shownVillages = 20

// Text writes a comparison for a terminal: the page in plain words, all figures, and the villages that need a look first. An unknown language is English.
func Text(w io.Writer, c service.Comparison, lang service.Lang) error {
	b := newBuilder(&c, lang)
	p := NewPage(&c, lang)
	t := &text{}
	t.line("%s", p.Title)
	for _, line := range append(p.Plans, p.Lead...) {
		t.line("  %s", line)
	}
	t.line("")
	t.table(p.Table)
	for _, s := range p.Sections {
		t.line("%s", s.Heading)
		for _, line := range s.Lines {
			t.line("  - %s", line)
		}
		t.line("")
	}
	if c.Areas > 0 && len(c.Plans) > 0 {
		t.line("%s", b.w.figures)
		t.table(b.more())
		t.villages(b)
	}
	_, err := w.Write(t.out.Bytes())
	return err
}

type text struct{ out bytes.Buffer }

func (t *text) line(format string, args ...any) {
	t.out.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " "))
	t.out.WriteByte('\n')
}

// table writes names to the left and figures to the right; the best ones have a star.
func (t *text) table(table Table) {
	if len(table.Rows) == 0 {
		return
	}
	rows := [][]string{append([]string{""}, table.Heads...)}
	for _, r := range table.Rows {
		row := []string{r.Name}
		for _, c := range r.Cells {
			mark := "  "
			if c.Best {
				mark = " *"
			}
			row = append(row, c.Text+mark)
		}
		rows = append(rows, row)
	}
	t.columns(rows)
	t.line("")
}

// columns lines up cells, the first to the left.
func (t *text) columns(rows [][]string) {
	wide := make([]int, len(rows[0]))
	for _, r := range rows {
		for i, cell := range r {
			wide[i] = max(wide[i], width(cell))
		}
	}
	for _, r := range rows {
		var line strings.Builder
		for i, cell := range r {
			gap := strings.Repeat(" ", wide[i]-width(cell))
			if i == 0 {
				line.WriteString("  " + cell + gap)
			} else {
				line.WriteString("  " + gap + cell)
			}
		}
		t.line("%s", line.String())
	}
}

// width counts columns: Chinese characters are two wide.
func width(s string) int {
	n := 0
	for _, r := range s {
		if n++; unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF5E {
			n++
		}
	}
	return n
}

// villages writes a line for each of the villages that need a look first.
func (t *text) villages(b *builder) {
	w := b.w
	all := b.inOrder()
	t.line("%s", w.perVillage)
	slashed := func(n int) string {
		var names []string
		for i := n; i < len(b.c.Plans); i++ {
			names = append(names, letter(i))
		}
		return strings.Join(names, "/")
	}
	every, others := slashed(0), slashed(1)
	rows := [][]string{{w.colVillage, w.colHomes, fmt.Sprintf(w.colUnserved, every), fmt.Sprintf(w.colLoads, every), fmt.Sprintf(w.colWay, every),
		fmt.Sprintf(w.colChanged, others), fmt.Sprintf(w.colMend, every)}}
	for _, a := range all[:min(shownVillages, len(all))] {
		var cells [5][]string
		for i := range a.Plans {
			for k, cell := range b.villageCells(a, i) {
				if k != colChanged || i > 0 {
					cells[k] = append(cells[k], cell.text)
				}
			}
		}
		row := []string{village(a), b.number(a.Homes)}
		for _, c := range cells {
			row = append(row, strings.Join(c, " / "))
		}
		rows = append(rows, row)
	}
	t.columns(rows)
	if more := len(all) - shownVillages; more > 0 {
		t.line("  "+w.moreRows, b.villages(more))
	}
}
