package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"jinlin/service"
)

// forWhom says for whom another plan than the first is better or worse.
func (b *builder) forWhom() (lines []string) {
	for i := 1; i < len(b.c.Total); i++ {
		ch, w := &b.c.Total[i].Changes, b.w
		var parts []string
		if ch.Gained > 0 {
			parts = append(parts, fmt.Sprintf(w.gain, b.homes(ch.Gained))+b.where(func(a *service.AreaComparison) int { return a.Plans[i].Changes.Gained }))
		}
		if ch.Lost > 0 {
			parts = append(parts, fmt.Sprintf(w.lose, b.homes(ch.Lost))+b.where(func(a *service.AreaComparison) int { return a.Plans[i].Changes.Lost }))
		}
		if ch.Nearer > 0 {
			parts = append(parts, fmt.Sprintf(w.nearer, b.homes(ch.Nearer)))
		}
		if ch.Farther > 0 {
			parts = append(parts, fmt.Sprintf(w.farther, b.homes(ch.Farther)))
		}
		if parts == nil {
			parts = []string{w.nobody}
		}
		lines = append(lines, fmt.Sprintf(w.instead, letter(i), letter(0), strings.Join(parts, w.semicolon)))
	}
	return append(lines, b.worstOff()...)
}

// worstOff names the village that each plan serves worst.
func (b *builder) worstOff() []string {
	var parts []string
	for i := range b.c.Total {
		a := &b.c.Total[i].Areas
		at := b.area(string(a.MeanM.MaxAt))
		if at == nil || b.c.Areas < 2 {
			continue
		}
		parts = append(parts, fmt.Sprintf(b.w.farVillage, letter(i), village(at), b.length(a.MeanM.Max), b.length(a.MeanM.Min)))
	}
	if parts == nil {
		return nil
	}
	return []string{fmt.Sprintf(b.w.farVillages, b.series(parts))}
}

func (b *builder) area(id string) *service.AreaComparison {
	i, ok := slices.BinarySearchFunc(b.c.ByArea, id, func(a service.AreaComparison, id string) int { return cmp.Compare(string(a.Area), id) })
	if !ok {
		return nil
	}
	return &b.c.ByArea[i]
}

// mostNamed is how many villages a sentence names.
const mostNamed = 3

// where names the villages with the most of something, in brackets; "" where there is one village.
func (b *builder) where(count func(*service.AreaComparison) int) string {
	if b.c.Areas < 2 {
		return ""
	}
	var at []*service.AreaComparison
	for i := range b.c.ByArea {
		if a := &b.c.ByArea[i]; count(a) > 0 {
			at = append(at, a)
		}
	}
	slices.SortStableFunc(at, func(x, y *service.AreaComparison) int { return cmp.Compare(count(y), count(x)) })
	var parts []string
	for _, a := range at[:min(mostNamed, len(at))] {
		parts = append(parts, fmt.Sprintf(b.w.inVillage, village(a), b.number(count(a))))
	}
	text := strings.Join(parts, b.w.comma)
	if more := len(at) - mostNamed; more > 0 {
		text += fmt.Sprintf(b.w.moreVillages, b.villages(more))
	}
	return fmt.Sprintf(b.w.brackets, text)
}

// price says what taking another plan than the first costs.
func (b *builder) price() (lines []string) {
	t, w := b.c.Total, b.w
	for i := 1; i < len(t); i++ {
		ch := &t[i].Changes
		var parts []string
		if ch.Moved > 0 {
			parts = append(parts, fmt.Sprintf(w.moved, b.homes(ch.Moved), percent(ch.Moved, t[i].Homes), b.villages(t[i].Areas.Changed)))
		} else {
			parts = append(parts, w.noneMoved)
		}
		if d := ch.MeanM - ch.FirstMeanM; ch.Both > 0 && (d >= 0.05 || d <= -0.05) {
			text := w.longer
			if d < 0 {
				text, d = w.shorter, -d
			}
			parts = append(parts, fmt.Sprintf(text, b.length(d)))
		}
		if d := t[i].Circles - t[0].Circles; d != 0 && t[i].Circles > 0 && t[0].Circles > 0 {
			text := w.moreCircles
			if d < 0 {
				text, d = w.fewerCircles, -d
			}
			parts = append(parts, fmt.Sprintf(text, b.number(d)))
		}
		lines = append(lines, fmt.Sprintf(w.costs, letter(i), letter(0), strings.Join(parts, w.semicolon)))
	}
	return lines
}
