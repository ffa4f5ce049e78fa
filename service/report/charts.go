package report

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"

	"jinlin/service"
)

// A chart is a picture and its title.
type chart struct {
	Title string
	SVG   template.HTML
}

// charts draws how the work is shared, how far it is, and which villages lack most.
func charts(all []*builder) (out []chart) {
	b := all[0]
	title := func(word func(*wording) string) string {
		return both(all, func(b *builder) string { return word(b.w) })
	}
	if len(b.linking()) > 0 {
		labels, series := b.loadBars()
		out = append(out, chart{title(func(w *wording) string { return w.chartLoads }), bars(b, labels, series,
			title(func(w *wording) string { return w.chartLoadsBy }), title(func(w *wording) string { return w.chartMembers }))})
	}
	if len(b.c.BinsM) > 0 {
		labels, series := b.wayBars()
		out = append(out, chart{title(func(w *wording) string { return w.chartWays }), bars(b, labels, series,
			title(func(w *wording) string { return w.chartWaysBy }), title(func(w *wording) string { return w.chartHomes }))})
	}
	if svg := villageBars(b); svg != "" {
		out = append(out, chart{title(func(w *wording) string { return w.chartUnserved }), svg})
	}
	return out
}

// mostBars is how many groups of bars there are room for.
const mostBars = 24

// loadBars count the members by load, in ranges where there are many loads.
func (b *builder) loadBars() (labels []string, series [][]int) {
	least, most, first := 0, 0, true
	for _, i := range b.linking() {
		for _, c := range b.c.Total[i].LoadCounts {
			if first || c.Load < least {
				least = c.Load
			}
			if first || c.Load > most {
				most = c.Load
			}
			first = false
		}
	}
	width := max((most-least)/mostBars+1, 1)
	least -= ((least % width) + width) % width
	n := min((most-least)/width+1, mostBars+1)
	for k := range n {
		label := fmt.Sprint(least + k*width)
		if width > 1 {
			label += fmt.Sprintf("-%d", least+(k+1)*width-1)
		}
		labels = append(labels, label)
	}
	for i := range b.c.Total {
		counts := make([]int, n)
		if b.c.Total[i].Linked > 0 {
			for _, c := range b.c.Total[i].LoadCounts {
				counts[min(max((c.Load-least)/width, 0), n-1)] += c.Members
			}
		}
		series = append(series, counts)
	}
	return labels, series
}

func (b *builder) wayBars() (labels []string, series [][]int) {
	from := 0.0
	for _, to := range b.c.BinsM {
		labels = append(labels, fmt.Sprintf("%v-%v", from, to))
		from = to
	}
	labels = append(labels, fmt.Sprintf(b.w.fartherThan, fmt.Sprint(from)))
	for i := range b.c.Total {
		series = append(series, b.c.Total[i].Distances.Counts)
	}
	return labels, series
}

// The frame of a chart, in pixels.
const (
	chartWidth, chartHeight    = 720.0, 250.0
	chartLeft, chartRight      = 58.0, 6.0
	chartTop, chartBottom      = 22.0, 44.0
	villageLine, villageLeft   = 13.0, 150.0
	mostVillages, villageRight = 15, 90.0
)

// svgHead begins a picture that stands in a page or alone.
const svgHead = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" role="img" font-family="sans-serif" font-size="12" fill="#1c1f23">`

// bars draws groups of bars, a bar for each plan.
func bars(b *builder, labels []string, series [][]int, across, up string) template.HTML {
	var s strings.Builder
	high := 1
	for _, counts := range series {
		for _, n := range counts {
			high = max(high, n)
		}
	}
	fmt.Fprintf(&s, svgHead, chartWidth, chartHeight)
	bottom, tall := chartHeight-chartBottom, chartHeight-chartBottom-chartTop
	step := tick(high)
	high = (high + step - 1) / step * step
	for n := 0; n <= high; n += step {
		y := bottom - tall*float64(n)/float64(high)
		fmt.Fprintf(&s, `<path stroke="#d6dade" d="M%.0f %.1fH%.0f"/><text x="%.0f" y="%.1f" text-anchor="end">%s</text>`,
			chartLeft, y, chartWidth-chartRight, chartLeft-6, y+4, b.number(n))
	}
	group := (chartWidth - chartLeft - chartRight) / float64(len(labels))
	wide := min(group*0.86/float64(len(series)), 26)
	for k, label := range labels {
		x := chartLeft + group*float64(k) + (group-wide*float64(len(series)))/2
		for i, counts := range series {
			h := tall * float64(counts[k]) / float64(high)
			fmt.Fprintf(&s, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"><title>%s: %s, %s</title></rect>`,
				x+wide*float64(i), bottom-h, wide*0.94, h, colour(i), html.EscapeString(b.plan(i)), html.EscapeString(label), b.number(counts[k]))
		}
		if len(labels) <= 14 || k%2 == 0 {
			fmt.Fprintf(&s, `<text x="%.1f" y="%.0f" text-anchor="middle">%s</text>`, chartLeft+group*(float64(k)+0.5), bottom+16, html.EscapeString(label))
		}
	}
	fmt.Fprintf(&s, `<text fill="#5b636b" x="%.0f" y="%.0f" text-anchor="middle">%s</text>`, (chartLeft+chartWidth)/2, chartHeight-6, html.EscapeString(across))
	fmt.Fprintf(&s, `<text fill="#5b636b" x="0" y="12">%s</text></svg>`, html.EscapeString(up))
	return template.HTML(s.String())
}

// tick is a step of 1, 2 or 5 times a power of ten that comes to at most five steps up to a number.
func tick(high int) int {
	for step := 1; step <= high; step *= 10 {
		for _, k := range []int{1, 2, 5} {
			if high <= 5*step*k {
				return step * k
			}
		}
		if step > math.MaxInt/100 {
			break
		}
	}
	return max(high, 1)
}

// villageBars draws the homes without anybody in the villages that have most of them; "" where all are served.
func villageBars(b *builder) template.HTML {
	var at []*service.AreaComparison
	high := 1
	for _, a := range b.inOrder() {
		if unserved(a) == 0 || len(at) == mostVillages {
			break
		}
		at = append(at, a)
		for i := range a.Plans {
			high = max(high, a.Plans[i].Unserved)
		}
	}
	if at == nil {
		return ""
	}
	var s strings.Builder
	group := villageLine*float64(len(b.c.Plans)) + 8
	fmt.Fprintf(&s, svgHead, chartWidth, group*float64(len(at))+4)
	for k, a := range at {
		y := group * float64(k)
		fmt.Fprintf(&s, `<text x="%.0f" y="%.1f" text-anchor="end">%s</text>`, villageLeft-8, y+group/2+2, html.EscapeString(village(a)))
		for i := range a.Plans {
			f := &a.Plans[i]
			w := (chartWidth - villageLeft - villageRight) * float64(f.Unserved) / float64(high)
			top := y + villageLine*float64(i) + 2
			fmt.Fprintf(&s, `<rect x="%.0f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/><text x="%.1f" y="%.1f">%s / %s</text>`,
				villageLeft, top, w, villageLine-2, colour(i), villageLeft+w+5, top+villageLine-3, b.number(f.Unserved), b.number(f.Homes))
		}
	}
	s.WriteString("</svg>")
	return template.HTML(s.String())
}
