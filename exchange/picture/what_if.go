package picture

import (
	"fmt"
	"io"
	"strconv"

	"jinlin/engine"
	"jinlin/policy"
)

// whatIfWords are the labels of the picture of a question about circles.
type whatIfWords struct {
	title, counts, radii, within, bound string
	// aims name what goes upwards.
	aims map[engine.Aim]string
}

var whatIfWordsOf = map[Lang]whatIfWords{
	English: {"What circles would come to", "circles", "radius, m", "within %v m", "at best", map[engine.Aim]string{
		engine.AimHeld: "held, %", engine.AimCircles: "circles", engine.AimDistance: "mean distance, m", engine.AimFarthest: "farthest distance, m"}},
	Chinese: {"圈数与半径的得失", "圈数", "半径（米）", "%v 米以内", "至多至少", map[engine.Aim]string{
		engine.AimHeld: "覆盖率（%）", engine.AimCircles: "圈数", engine.AimDistance: "平均距离（米）", engine.AimFarthest: "最远距离（米）"}},
}

// WhatIf draws the rows of engine.State.WhatIf: the number of circles to the right, or the radius where only that differs, and upwards what the rows are about; a
// line for each radius, and a dashed one for what nothing can be better than. An error is the writer's, or names a language that is unknown.
func WhatIf(w io.Writer, rows []engine.CircleRow, lang Lang) error {
	words, ok := whatIfWordsOf[lang]
	if !ok {
		return fmt.Errorf("language %q is not known; expected %s or %s", lang, English, Chinese)
	}
	c := canvas{w: w}
	c.f(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" font-family="sans-serif" font-size="13">`, px(curveWidth), px(curveHeight))
	c.f(`<style>text{fill:#222}.axis{stroke:#999}svg{background:#fff}@media(prefers-color-scheme:dark){text{fill:#ddd}svg{background:#1b1b1b}}</style>`)
	c.f(`<text x="%s" y="28" font-size="16">%s</text>`, px(curveLeft), esc(words.title))
	if len(rows) > 0 {
		drawWhatIf(&c, rows, words)
	}
	c.f("</svg>")
	return c.err
}

// A whatIfLine is the rows of one radius, or all where the number of circles is the same.
type whatIfLine struct {
	label  string
	colour string
	rows   []*engine.CircleRow
}

func whatIfLines(rows []engine.CircleRow, words whatIfWords) (lines []whatIfLine, byCount bool) {
	for i := range rows {
		byCount = byCount || rows[i].Count != rows[0].Count
	}
	for i := range rows {
		r := &rows[i]
		if n := len(lines); n == 0 || byCount && lines[n-1].rows[0].Radius != r.Radius {
			line := whatIfLine{colour: palette[n%len(palette)]}
			if byCount && r.Radius.Set {
				line.label = fmt.Sprintf(words.within, r.Radius.Meters)
			}
			lines = append(lines, line)
		}
		last := &lines[len(lines)-1]
		last.rows = append(last.rows, r)
	}
	return lines, byCount
}

// level is how high a value of a row stands.
func level(r *engine.CircleRow, value int64) float64 {
	switch {
	case r.Aim == engine.AimHeld && r.SizeOfAll > 0:
		return 100 * float64(value) / float64(r.SizeOfAll)
	case r.Aim == engine.AimHeld:
		return 100
	case r.Aim == engine.AimDistance:
		return float64(value) / 1000 / float64(max(r.Ways, 1))
	case r.Aim == engine.AimFarthest:
		return float64(value) / 1000
	}
	return float64(value)
}

func drawWhatIf(c *canvas, rows []engine.CircleRow, words whatIfWords) {
	lines, byCount := whatIfLines(rows, words)
	across := func(r *engine.CircleRow) float64 {
		if byCount {
			return float64(r.Count)
		}
		return reachOf(r.Radius, rows)
	}
	wide, high := 1.0, 1.0
	for i := range rows {
		wide, high = max(wide, across(&rows[i])), max(high, level(&rows[i], rows[i].Value), level(&rows[i], rows[i].Bound))
	}
	place := func(x, y float64) point {
		return point{curveLeft + float64((curveWidth-curveLeft-curveRight)*x/wide), curveHeight - curveBottom - float64((curveHeight-curveTop-curveBottom)*y/high)}
	}
	whatIfAxes(c, words, byCount, rows[0].Aim, place, wide, high)
	for n, line := range lines {
		value, bound, apart := "", "", false
		for i, r := range line.rows {
			step := []string{"L", "M"}[b2i(i == 0)]
			value += step + place(across(r), level(r, r.Value)).String()
			bound += step + place(across(r), level(r, r.Bound)).String()
			apart = apart || r.Bound != r.Value
		}
		if apart {
			c.f(`<path fill="none" stroke="%s" stroke-dasharray="4 4" d="%s">%s</path>`, line.colour, bound, title(words.bound))
		}
		c.f(`<path fill="none" stroke="%s" stroke-width="2" d="%s"/>`, line.colour, value)
		for _, r := range line.rows {
			at := place(across(r), level(r, r.Value))
			c.f(`<circle cx="%s" cy="%s" r="4" fill="#fff" stroke="%s" stroke-width="2">%s</circle>`, px(at.x), px(at.y), line.colour, title(whatIfTip(r)))
		}
		if line.label != "" {
			y := curveTop + float64(18*n)
			if rows[0].Aim == engine.AimHeld { // these lines rise, the others fall
				y = curveHeight - curveBottom - 20 - float64(18*(len(lines)-1-n))
			}
			c.f(`<path stroke="%s" stroke-width="2" d="M%s h20"/>`, line.colour, point{curveWidth - 170, y})
			c.f(`<text x="%s" y="%s">%s</text>`, px(curveWidth-144), px(y+4), esc(line.label))
		}
	}
}

// reachOf is a radius, or somewhat more than the largest one given for none.
func reachOf(l policy.Limit, rows []engine.CircleRow) float64 {
	if l.Set {
		return l.Meters
	}
	most := 1.0
	for i := range rows {
		most = max(most, rows[i].Radius.Meters)
	}
	return most * 1.25
}

func whatIfAxes(c *canvas, words whatIfWords, byCount bool, aim engine.Aim, place func(x, y float64) point, wide, high float64) {
	name := words.radii
	if byCount {
		name = words.counts
	}
	c.f(`<text x="%s" y="%s" text-anchor="middle">%s</text>`, px(curveWidth/2), px(curveHeight-15), esc(name))
	c.f(`<text transform="translate(20 %s) rotate(-90)" text-anchor="middle">%s</text>`, px(curveHeight/2), esc(words.aims[aim]))
	origin := place(0, 0)
	c.f(`<path class="axis" fill="none" d="M%sL%sL%s"/>`, place(0, high), origin, place(wide, 0))
	step := 1.0
	for step*10 < wide {
		step *= 10
	}
	for _, k := range []float64{1, 2, 5} {
		if wide/(step*k) <= 10 {
			step *= k
			break
		}
	}
	for x := step; x <= wide; x += step {
		c.f(`<text x="%s" y="%s" text-anchor="middle">%s</text>`, px(place(x, 0).x), px(origin.y+18), strconv.FormatFloat(x, 'f', -1, 64))
	}
	for i := range 5 {
		y := high * float64(i) / 4
		c.f(`<text x="%s" y="%s" text-anchor="end">%.4g</text>`, px(origin.x-8), px(place(0, y).y+4), y)
	}
}

func whatIfTip(r *engine.CircleRow) string {
	text := fmt.Sprintf("%d: %d / %d, %.1f %%; %s m, max %s m; %s", r.Circles, r.Held, r.Homes, 100*r.Share(), meters(r.MeanMM()), meters(r.FarthestMM), r.Kind)
	if r.Radius.Set {
		text = fmt.Sprintf("%v m, %s", r.Radius.Meters, text)
	}
	return text
}
