package report

import (
	"fmt"

	"jinlin/service"
)

// lead says what was compared, and how far it can be trusted.
func (b *builder) lead() []string {
	c, w := b.c, b.w
	lines := []string{fmt.Sprintf(w.lead, len(c.Plans), b.villages(c.Areas), b.homes(c.Homes))}
	left := 0
	for i := range c.Plans {
		left = max(left, c.Plans[i].HomesLeftOut)
	}
	if left > 0 || len(c.LeftOut) > 0 {
		var parts []string
		for i := range c.Plans {
			parts = append(parts, fmt.Sprintf(w.leftOf, b.plan(i), b.homes(c.Plans[i].HomesLeftOut)))
		}
		lines = append(lines, fmt.Sprintf(w.left, b.list(parts), b.villages(len(c.LeftOut))))
	}
	return append(lines, b.trust()...)
}

// trust says which plans were checked, and what came of it.
func (b *builder) trust() (lines []string) {
	var good, unknown []int
	for i := range b.c.Plans {
		switch p := &b.c.Plans[i]; {
		case !p.Judged:
			unknown = append(unknown, i)
		case p.Findings == 0:
			good = append(good, i)
		default:
			lines = append(lines, fmt.Sprintf(b.w.untrue, b.plan(i), b.number(p.Findings)))
		}
	}
	if len(unknown) > 0 {
		lines = append(lines, fmt.Sprintf(b.w.unknown, b.letters(unknown)))
	}
	if len(good) > 0 {
		lines = append(lines, fmt.Sprintf(b.w.checked, b.letters(good)))
	}
	return lines
}

func (b *builder) plans() []string {
	var lines []string
	for i := range b.c.Plans {
		p := &b.c.Plans[i]
		title := p.Title
		if b.lang == service.Chinese && p.TitleZh != "" {
			title = p.TitleZh
		}
		line := p.Name
		if title != "" {
			line += b.w.colon + title
		}
		lines = append(lines, fmt.Sprintf(b.w.planIs, letter(i), line))
	}
	return lines
}
