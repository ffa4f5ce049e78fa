package picture

import (
	"unicode/utf8"

	"jinlin/engine"
)

// entry is one item of the legend: a mark drawn around a point, and its label.
type entry struct {
	label string
	mark  func(c *canvas, at point)
}

const keyColour = "#6b7683"

// legend lists what the picture holds; marks are in one neutral colour since colours stand for circles or members.
func (s *scene) legend() []entry {
	member := func(r rank) func(*canvas, point) {
		return func(c *canvas, at point) { memberShape(c, memberMark{at: at, rank: r, colour: keyColour}, 5.2) }
	}
	out := []entry{
		{s.say.home, func(c *canvas, at point) {
			c.f(`<circle class="keyfill" cx="%s" cy="%s" r="3"/>`, px(at.x), px(at.y))
		}},
		{s.say.memberWord, member(plainMember)},
	}
	if len(s.roles) > 1 {
		out = append(out, entry{s.say.roleName(s.roles[1]), member(roleHolder)})
	}
	if len(s.roles) > 0 {
		out = append(out, entry{s.say.roleName(s.roles[0]), member(circleLeader)})
	}
	if s.stats.links > 0 && !s.o.HideLinks {
		out = append(out, entry{s.say.link, line(`class="key" stroke-width="1.2"`)})
	}
	if s.anyLocked() && !s.o.HideLinks {
		out = append(out, entry{s.say.locked, line(`class="line" stroke-width="1.2" stroke-dasharray="3 2"`)})
	}
	if len(s.circles) > 0 {
		out = append(out, entry{s.say.circleWord, func(c *canvas, at point) {
			c.f(`<circle class="key" cx="%s" cy="%s" r="8.5" fill="none" stroke-width="1.3" stroke-dasharray="5 3"/>`, px(at.x), px(at.y))
			c.f(`<circle class="line" cx="%s" cy="%s" r="3" fill="none" stroke-width="1.2"/>`, px(at.x), px(at.y))
		}})
	}
	if len(s.groups) > 0 {
		out = append(out, entry{s.say.groupWord, func(c *canvas, at point) {
			c.f(`<circle class="keyfill" cx="%s" cy="%s" r="8.5" opacity="0.25"/>`, px(at.x), px(at.y))
			c.f(`<circle class="keyfill" cx="%s" cy="%s" r="3"/>`, px(at.x), px(at.y))
		}})
	}
	out = append(out, s.centerLegend()...)
	if len(s.unserved) > 0 {
		out = append(out, entry{s.say.unservedWord, func(c *canvas, at point) {
			c.f(`<path class="miss" d="%s" fill="none" stroke-width="2.2" stroke-linecap="round"/>`, cross(at, 5))
		}})
	}
	return out
}

func line(attributes string) func(*canvas, point) {
	return func(c *canvas, at point) {
		c.f(`<path %s d="M%sh20" fill="none"/>`, attributes, point{at.x - 10, at.y})
	}
}

func (s *scene) anyLocked() bool {
	for _, h := range s.homes {
		if h.state == engine.HomeLocked {
			return true
		}
	}
	return false
}

// spot is where an entry of the legend stands.
type spot struct {
	entry
	at point
}

// placed wraps the entries into rows below the map and returns how many rows there are.
func (s *scene) placed() (spots []spot, rows int) {
	x, y := 0.0, s.f.bottom()+22
	rows = 1
	for _, e := range s.legend() {
		w := 40 + labelWidth(e.label)
		if x > 0 && x+w > s.f.w {
			x, y, rows = 0, y+legendRowPx, rows+1
		}
		spots = append(spots, spot{e, point{marginPx + 12 + x, y}})
		x += w
	}
	return spots, rows
}

func legendHeight(s *scene) float64 {
	_, rows := s.placed()
	return float64(rows*legendRowPx) + 18
}

// labelWidth is about how wide a label is at 13 pixels.
func labelWidth(s string) float64 {
	wide := (len(s) - utf8.RuneCountInString(s)) / 2
	return float64(6.6*float64(utf8.RuneCountInString(s)-wide)) + float64(13*wide)
}

func (s *scene) drawLegend(c *canvas) {
	spots, _ := s.placed()
	for _, e := range spots {
		e.mark(c, e.at)
		c.f(`<text class="ink" x="%s" y="%s" font-size="13">%s</text>`, px(e.at.x+16), px(e.at.y+4.5), esc(e.label))
	}
}
