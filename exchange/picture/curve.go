package picture

import (
	"fmt"
	"io"

	"jinlin/engine"
)

// The frame of the picture of a curve, in pixels.
const (
	curveWidth  = 720.0
	curveHeight = 420.0
	curveLeft   = 70.0
	curveBottom = 60.0
	curveTop    = 50.0
	curveRight  = 30.0
)

// curveWords are the labels of a curve: its title and its axes.
var curveWords = map[Lang][3]string{
	English: {"Even loads against short ways", "standard deviation of the loads", "mean distance, m"},
	Chinese: {"负担均衡与路程远近", "负担标准差", "平均距离（米）"},
}

// Curve draws a curve of engine.State.Curve: the spread of the loads to the right, the mean distance upwards, a dot with a tooltip for
// every point. An error is the writer's, or names a language that is unknown.
func Curve(w io.Writer, points []engine.CurvePoint, lang Lang) error {
	words, ok := curveWords[lang]
	if !ok {
		return fmt.Errorf("language %q is not known; expected %s or %s", lang, English, Chinese)
	}
	c := canvas{w: w}
	c.f(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" font-family="sans-serif" font-size="13">`, px(curveWidth), px(curveHeight))
	c.f(`<style>text{fill:#222}path,circle{stroke:#0072b2}.axis{stroke:#999}svg{background:#fff}` +
		`@media(prefers-color-scheme:dark){text{fill:#ddd}svg{background:#1b1b1b}path,circle{stroke:#56b4e9}}</style>`)
	c.f(`<text x="%s" y="28" font-size="16">%s</text>`, px(curveLeft), esc(words[0]))
	c.f(`<text x="%s" y="%s" text-anchor="middle">%s</text>`, px(curveWidth/2), px(curveHeight-15), esc(words[1]))
	c.f(`<text transform="translate(20 %s) rotate(-90)" text-anchor="middle">%s</text>`, px(curveHeight/2), esc(words[2]))
	if len(points) > 0 {
		drawCurve(&c, points)
	}
	c.f("</svg>")
	return c.err
}

func drawCurve(c *canvas, points []engine.CurvePoint) {
	// The loads start at even; the distances, which differ little, just under the shortest.
	wide, low, high := 1.0, float64(points[0].MeanMM), 1.0
	for i := range points {
		wide, low, high = max(wide, points[i].LoadDeviation), min(low, float64(points[i].MeanMM)), max(high, float64(points[i].MeanMM))
	}
	low *= 0.95
	place := func(x, y float64) point {
		return point{
			curveLeft + float64((curveWidth-curveLeft-curveRight)*x/wide),
			curveHeight - curveBottom - float64((curveHeight-curveTop-curveBottom)*(y-low)/(high-low)),
		}
	}
	origin := place(0, low)
	c.f(`<path class="axis" fill="none" d="M%sL%sL%s"/>`, place(0, high), origin, place(wide, low))
	for i := range 5 {
		x, y := wide*float64(i)/4, low+float64((high-low)*float64(i)/4)
		c.f(`<text x="%s" y="%s" text-anchor="middle">%.1f</text>`, px(place(x, low).x), px(origin.y+18), x)
		c.f(`<text x="%s" y="%s" text-anchor="end">%.1f</text>`, px(origin.x-8), px(place(0, y).y+4), y/1000)
	}
	way := ""
	for i := range points {
		way += []string{"L", "M"}[b2i(i == 0)] + place(points[i].LoadDeviation, float64(points[i].MeanMM)).String()
	}
	c.f(`<path fill="none" stroke-width="2" d="%s"/>`, way)
	for i := range points {
		x := &points[i]
		at := place(x.LoadDeviation, float64(x.MeanMM))
		c.f(`<circle cx="%s" cy="%s" r="4" fill="#fff" stroke-width="2">%s</circle>`, px(at.x), px(at.y),
			title(fmt.Sprintf("%d-%d, %.2f; %s m, 99 %%: %s m", x.LoadMin, x.LoadMax, x.LoadDeviation, meters(x.MeanMM), meters(x.MostMM))))
	}
}
