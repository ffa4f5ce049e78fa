package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"jinlin/service"
	"jinlin/verify"
)

// lacking says of every plan what it still lacks, and what would mend it.
func (b *builder) lacking() []string {
	var texts []string
	for i := range b.c.Total {
		t := &b.c.Total[i]
		var parts []string
		if t.Unserved > 0 {
			parts = append(parts, b.unserved(i))
		}
		if t.NotAsked > 0 {
			parts = append(parts, fmt.Sprintf(b.w.notAsked, b.homes(t.NotAsked)))
		}
		if text := b.mend(i); text != "" {
			parts = append(parts, text)
		}
		if text := b.minima(t); text != "" {
			parts = append(parts, text)
		}
		if parts == nil {
			parts = []string{b.w.nothingLacks}
		}
		texts = append(texts, strings.Join(parts, b.w.stop))
	}
	return b.grouped(texts)
}

// grouped has a line for each text, one for all plans with the same; plans with an empty one are left out.
func (b *builder) grouped(texts []string) (lines []string) {
	for i, text := range texts {
		if text == "" || slices.Index(texts, text) < i {
			continue
		}
		var plans []int
		for k := range texts {
			if texts[k] == text {
				plans = append(plans, k)
			}
		}
		lines = append(lines, fmt.Sprintf(b.w.ofPlan, b.sentence(b.letters(plans)), text))
	}
	return lines
}

// sentence begins a text with a capital.
func (b *builder) sentence(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

func (b *builder) unserved(i int) string {
	t, w := &b.c.Total[i], b.w
	var reasons []string
	for _, r := range t.UnservedBy {
		reasons = append(reasons, fmt.Sprintf(w.because, b.number(r.Homes), w.code(string(r.Reason))))
	}
	text := b.count(w.without, t.Unserved) + b.where(func(a *service.AreaComparison) int { return a.Plans[i].Unserved })
	if len(reasons) > 0 {
		text += w.colon + strings.Join(reasons, w.comma)
	}
	if urgent := t.Urgent[0] + t.Urgent[1]; urgent > 0 {
		text += fmt.Sprintf(w.urgent, b.homes(urgent))
	}
	return text
}

// mend says what would help.
func (b *builder) mend(i int) string {
	l, w := &b.c.Total[i].Lacks, b.w
	var parts []string
	if l.Members > 0 {
		parts = append(parts, b.count(w.addMembers, l.Members)+b.where(func(a *service.AreaComparison) int { return a.Plans[i].Lacks.Members }))
	}
	if l.Places > 0 {
		parts = append(parts, b.count(w.addPlaces, l.Places)+b.where(func(a *service.AreaComparison) int { return a.Plans[i].Lacks.Places }))
	}
	if l.Pairs > 0 {
		parts = append(parts, fmt.Sprintf(w.allowPairs, b.homes(l.Pairs)))
	}
	if parts == nil {
		return ""
	}
	return fmt.Sprintf(w.mend, b.list(parts), b.homes(l.Homes))
}

// minima says which minima were missed.
func (b *builder) minima(t *service.PlanTotals) string {
	var parts []string
	for _, s := range t.Shortfalls {
		words, known := b.w.shortfalls[string(s.Kind)]
		if !known {
			words = b.w.otherShortfall
		}
		what := b.w.code(string(s.Kind))
		if s.Role != "" {
			what = b.w.code(s.Role)
		}
		word := words[1]
		if s.Places == 1 {
			word = words[0]
		}
		text := fmt.Sprintf(word, b.number(s.Places), b.number(s.Missing), what)
		if s.Role != "" && s.Missing != s.Places {
			text += fmt.Sprintf(b.w.inAll, b.number(s.Missing))
		}
		parts = append(parts, text)
	}
	if parts == nil {
		return ""
	}
	return fmt.Sprintf(b.w.short, strings.Join(parts, b.w.comma))
}

// sure says how good each plan is by its own rules.
func (b *builder) sure() []string {
	all := true
	var texts []string
	for i := range b.c.Total {
		var parts []string
		for _, p := range b.c.Total[i].Proofs {
			words := map[string]string{verify.StageLinks: b.w.sureLinks, verify.StageCircles: b.w.sureCircles}[p.Stage]
			asked := p.Certified + p.Searched + p.Bounded + p.Kept + p.Unchecked + p.Narrowed
			if words == "" || asked == 0 {
				continue
			}
			best := p.Certified + p.Searched
			in := fmt.Sprintf(b.w.allOf, b.villages(asked))
			if best < asked {
				in, all = fmt.Sprintf(b.w.someOf, b.number(best), b.villages(asked)), false
			}
			parts = append(parts, fmt.Sprintf(words, in))
		}
		texts = append(texts, b.list(parts))
	}
	lines := b.grouped(texts)
	if !all {
		lines = append(lines, b.w.sureMeans)
	}
	unjudged := slices.ContainsFunc(b.c.Plans, func(p service.ComparedPlan) bool { return !p.Judged })
	if lines != nil && unjudged {
		lines = append(lines, b.w.sureUnknown)
	}
	return lines
}
