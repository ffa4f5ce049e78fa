package picture

import (
	"slices"
	"strings"

	"jinlin/engine"
)

// style follows the reader's light or dark setting; a renderer without media queries shows the light one.
const style = `<style>
.bg{fill:#fff}.ink{fill:#1f2328}.dim{fill:#59636e}.bad{fill:#b3121d}
.frame{fill:#f7f8fa;stroke:#d5dae0}.line{stroke:#1f2328}.rim{stroke:#fff}.halo{stroke:#f7f8fa}
.key{stroke:#59636e}.keyfill{fill:#59636e}.miss{stroke:#d1152b}
@media (prefers-color-scheme:dark){
.bg{fill:#0d1117}.ink{fill:#e6edf3}.dim{fill:#9aa4af}.bad{fill:#ff7b86}
.frame{fill:#151b23;stroke:#30363d}.line{stroke:#e6edf3}.rim{stroke:#151b23}.halo{stroke:#151b23}
.key{stroke:#9aa4af}.keyfill{fill:#9aa4af}.miss{stroke:#ff5c6c}}
</style>`

const fonts = `font-family="system-ui,-apple-system,'Segoe UI','Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"`

func (s *scene) draw(c *canvas) {
	w, h := px(float64(s.o.Width)), px(s.height)
	c.f(`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s" role="img" %s>`, w, h, w, h, fonts)
	c.f("%s", title(s.name+" · "+s.say.summary(s.stats)+" · "+s.say.served(s.stats)))
	c.f("%s", style)
	c.f(`<rect class="bg" width="%s" height="%s"/>`, w, h)
	s.drawHeader(c)
	c.f(`<rect class="frame" x="%d" y="%d" width="%s" height="%s" rx="6"/>`, marginPx, headerPx, px(s.f.w), px(s.f.h))
	c.f(`<svg x="%d" y="%d" width="%s" height="%s" viewBox="%d %d %s %s">`, marginPx, headerPx, px(s.f.w), px(s.f.h),
		marginPx, headerPx, px(s.f.w), px(s.f.h))
	s.drawGroups(c)
	s.drawCenters(c)
	s.drawCircles(c)
	s.drawLinks(c)
	s.drawHomes(c)
	s.drawMembers(c)
	s.drawCentres(c)
	s.drawUnserved(c)
	s.drawLabels(c)
	s.drawGroupLabels(c)
	s.drawCenterLabels(c)
	c.f("</svg>")
	s.drawScaleBar(c)
	s.drawLegend(c)
	c.f("</svg>")
}

func (s *scene) drawHeader(c *canvas) {
	c.f(`<text class="ink" x="%d" y="32" font-size="20" font-weight="600">%s</text>`, marginPx, esc(s.name))
	class := "dim"
	if s.stats.unserved > 0 {
		class = "bad"
	}
	c.f(`<text class="dim" x="%d" y="56" font-size="14">%s · <tspan class="%s">%s</tspan></text>`,
		marginPx, esc(s.say.summary(s.stats)), class, esc(s.say.served(s.stats)))
}

// drawCircles puts a tinted hull under the homes of each circle, and the true circle from the centre, marked by a ring,
// to its farthest home. Where colours stand for members, circles are grey.
func (s *scene) drawCircles(c *canvas) {
	for _, k := range s.circles {
		if around := hull(k.homes); len(around) > 0 {
			c.f(`<path d="%s" fill="%s" stroke="%s" stroke-width="%s" stroke-linejoin="round" stroke-linecap="round" opacity="0.13"/>`,
				polygon(around), s.circleColour(k), s.circleColour(k), px(s.dot*7))
		}
	}
	for _, k := range s.circles {
		if k.rimless {
			continue
		}
		c.f(`<circle cx="%s" cy="%s" r="%s" fill="none" stroke="%s" stroke-width="1.3" stroke-dasharray="7 5" opacity="0.7">%s</circle>`,
			px(k.at.x), px(k.at.y), px(k.radius), s.circleColour(k), title(k.title))
	}
}

func (s *scene) circleColour(k circleMark) string {
	if s.o.Colour != ByCircle {
		return grey
	}
	return k.colour
}

// drawCentres rings the centre of each circle, outside the mark of a member there.
func (s *scene) drawCentres(c *canvas) {
	for _, k := range s.circles {
		if k.nowhere {
			continue
		}
		c.f(`<circle class="line" cx="%s" cy="%s" r="%s" fill="none" stroke-width="1.3"/>`, px(k.at.x), px(k.at.y), px(s.dot*4.3))
	}
}

func polygon(ps []point) string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = p.String()
	}
	return "M" + strings.Join(parts, "L") + "Z"
}

// drawLinks draws one path a member; links fixed by hand are dashed and dark.
func (s *scene) drawLinks(c *canvas) {
	if s.o.HideLinks {
		return
	}
	free, locked := make([]strings.Builder, len(s.members)), make([]strings.Builder, len(s.members))
	for _, h := range s.homes {
		if h.member < 0 || !h.state.Linked() {
			continue
		}
		b := &free[h.member]
		if h.state == engine.HomeLocked {
			b = &locked[h.member]
		}
		b.WriteString("M" + s.members[h.member].at.String() + "L" + h.at.String())
	}
	for i, m := range s.members {
		if free[i].Len() > 0 {
			c.f(`<path d="%s" fill="none" stroke="%s" stroke-width="%s" opacity="0.55"/>`, free[i].String(), m.colour, px(max(s.dot*0.3, 0.6)))
		}
		if locked[i].Len() > 0 {
			c.f(`<path class="line" d="%s" fill="none" stroke-width="1.2" stroke-dasharray="3 2"/>`, locked[i].String())
		}
	}
}

// drawHomes draws the homes of one colour as one path of dots.
func (s *scene) drawHomes(c *canvas) {
	by := map[string][]point{}
	for _, h := range s.homes {
		if h.state != engine.HomeUnserved {
			by[h.colour] = append(by[h.colour], h.at)
		}
	}
	colours := make([]string, 0, len(by))
	for k := range by {
		colours = append(colours, k)
	}
	slices.Sort(colours)
	for _, k := range colours {
		c.f(`<path d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linecap="round"/>`, dots(by[k]), k, px(2*s.dot))
	}
}

// drawMembers draws members over homes, leaders last.
func (s *scene) drawMembers(c *canvas) {
	for _, rank := range []rank{plainMember, roleHolder, circleLeader} {
		for _, m := range s.members {
			if m.rank == rank {
				memberShape(c, m, s.dot*2.1)
			}
		}
	}
}

// memberShape: a disc; a disc with a ring for who has a role; a star in a disc for the leader of a circle.
func memberShape(c *canvas, m memberMark, r float64) {
	x, y, t := px(m.at.x), px(m.at.y), ""
	if m.title != "" {
		t = title(m.title)
	}
	switch m.rank {
	case plainMember:
		c.f(`<circle class="rim" cx="%s" cy="%s" r="%s" fill="%s" stroke-width="1.4">%s</circle>`, x, y, px(r), m.colour, t)
	case roleHolder:
		c.f(`<circle class="rim" cx="%s" cy="%s" r="%s" fill="%s" stroke-width="1.4">%s</circle>`, x, y, px(r*1.25), m.colour, t)
		c.f(`<circle cx="%s" cy="%s" r="%s" fill="#fff"/>`, x, y, px(r*0.5))
	case circleLeader:
		c.f(`<circle class="rim" cx="%s" cy="%s" r="%s" fill="%s" stroke-width="1.4">%s</circle>`, x, y, px(r*1.75), m.colour, t)
		c.f(`<path d="%s" fill="#fff"/>`, star(m.at, r*1.35))
	}
}

func (s *scene) drawUnserved(c *canvas) {
	for _, u := range s.unserved {
		c.f(`<path class="miss" d="%s" fill="none" stroke-width="%s" stroke-linecap="round">%s</path>`,
			cross(u.at, s.dot*1.5), px(max(s.dot*0.7, 1.2)), title(u.title))
	}
}

// drawLabels puts the number of each circle over the northern end of its homes.
func (s *scene) drawLabels(c *canvas) {
	for _, k := range s.circles {
		if k.nowhere && len(k.homes) == 0 {
			continue
		}
		at := k.at
		for i, h := range k.homes {
			if h.y < at.y || k.nowhere && i == 0 {
				at = h
			}
		}
		c.f(`<text class="halo" x="%s" y="%s" font-size="17" font-weight="700" text-anchor="middle" fill="%s" stroke-width="4" stroke-linejoin="round" paint-order="stroke">%s</text>`,
			px(at.x), px(max(at.y-float64(3.5*s.dot)-5, headerPx+18)), s.circleColour(k), esc(k.label))
	}
}

// drawScaleBar draws a bar of a round length at the lower left of the map, and the north at the upper right.
func (s *scene) drawScaleBar(c *canvas) {
	long := roundLength(s.f.w / 6 / s.f.scale)
	x, y, w := marginPx+14.0, s.f.bottom()-14, float64(long*s.f.scale)
	c.f(`<path class="line" d="M%s v-6 M%s h%s M%s v-6" fill="none" stroke-width="1.6"/>`, point{x, y}, point{x, y}, px(w), point{x + w, y})
	c.f(`<text class="ink halo" x="%s" y="%s" font-size="12" text-anchor="middle" stroke-width="3" paint-order="stroke">%s %s</text>`,
		px(x+w/2), px(y-6), px(long), esc(s.say.meter))
	n := point{marginPx + s.f.w - 20, headerPx + 34}
	c.f(`<path class="ink" d="M%s l-6 16 l6 -4 l6 4 Z"/>`, point{n.x, n.y - 22})
	c.f(`<text class="ink" x="%s" y="%s" font-size="12" font-weight="600" text-anchor="middle">%s</text>`, px(n.x), px(n.y+8), esc(s.say.north))
}

// roundLength returns the largest of 1, 2, 5, 10, 20, ... that is at most m.
func roundLength(m float64) float64 {
	for unit := 1e6; unit >= 1; unit /= 10 {
		for _, k := range []float64{5, 2, 1} {
			if k*unit <= m {
				return k * unit
			}
		}
	}
	return 1
}
