package picture

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// canvas writes SVG and keeps the first error.
type canvas struct {
	w   io.Writer
	err error
}

// f writes a formatted line. Texts go through esc, numbers through px.
func (c *canvas) f(format string, args ...any) {
	if c.err == nil {
		_, c.err = fmt.Fprintf(c.w, format+"\n", args...)
	}
}

// esc escapes a text for XML; what XML cannot hold becomes U+FFFD.
func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

// px writes a length in pixels with one decimal.
func px(x float64) string {
	s := strconv.FormatFloat(x, 'f', 1, 64)
	if s == "-0.0" {
		return "0"
	}
	return strings.TrimSuffix(s, ".0")
}

// title is a tooltip.
func title(s string) string { return "<title>" + esc(s) + "</title>" }

// point is a place on the canvas in pixels, y downwards.
type point struct{ x, y float64 }

func (p point) String() string { return px(p.x) + " " + px(p.y) }

// dots is a path that draws a round dot at every point, when stroked with round caps.
func dots(at []point) string {
	var b strings.Builder
	for _, p := range at {
		b.WriteString("M" + p.String() + "h0")
	}
	return b.String()
}

// star is the path of a five-pointed star around p. The corners are those of the unit pentagram, from the north.
func star(p point, r float64) string {
	corners := [10]point{
		{0, -1}, {0.2245, -0.309}, {0.9511, -0.309}, {0.3633, 0.118}, {0.5878, 0.809},
		{0, 0.382}, {-0.5878, 0.809}, {-0.3633, 0.118}, {-0.9511, -0.309}, {-0.2245, -0.309},
	}
	var b strings.Builder
	for i, k := range corners {
		b.WriteString([]string{"L", "M"}[b2i(i == 0)] + point{p.x + float64(r*k.x), p.y + float64(r*k.y)}.String())
	}
	return b.String() + "Z"
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cross is the path of a diagonal cross around p.
func cross(p point, r float64) string {
	return "M" + point{p.x - r, p.y - r}.String() + "L" + point{p.x + r, p.y + r}.String() +
		"M" + point{p.x - r, p.y + r}.String() + "L" + point{p.x + r, p.y - r}.String()
}
