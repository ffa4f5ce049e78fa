package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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

// best are the plans with the least value, none where all have the same.
func (b *builder) best(value func(*service.PlanTotals) float64) []int {
	return best(b.c.Total, func(t *service.PlanTotals) (float64, bool) { return value(t), true })
}

// best are the indexes of the least values of those that count; none where fewer than two count or all are the same.
func best[T any](all []T, value func(*T) (float64, bool)) (at []int) {
	var least, most float64
	n := 0
	for i := range all {
		x, counts := value(&all[i])
		if !counts {
			continue
		}
		if n == 0 || x < least {
			least, at = x, nil
		}
		if n == 0 || x > most {
			most = x
		}
		if x == least {
			at = append(at, i)
		}
		n++
	}
	if n < 2 || least == most {
		return nil
	}
	return at
}

// verdict says whether a plan is the best in all that matters most, and which are praised for what is easy with fewer homes.
func (b *builder) verdict() (lines []string) {
	first := make([]int, len(b.c.Total))
	points := 0
	for _, value := range []func(*service.PlanTotals) (float64, bool){least(func(t *service.PlanTotals) int { return -t.Served }), unevenness, meanWay} {
		at := best(b.c.Total, value)
		for _, i := range at {
			first[i]++
		}
		if at != nil {
			points++
		}
	}
	var inAll []int
	for i, n := range first {
		if n == points {
			inAll = append(inAll, i)
		}
	}
	if points > 0 && inAll != nil {
		lines = append(lines, fmt.Sprintf(b.w.bestInAll, b.letters(inAll)))
	}
	if praised := b.praisedForLess(first); praised != nil {
		lines = append(lines, fmt.Sprintf(b.w.butLess, b.letters(praised)))
	}
	return lines
}

// praisedForLess are the plans that are the best in something, and serve at least one home in a hundred fewer than another: with a handful fewer, nothing
// comes easier.
func (b *builder) praisedForLess(first []int) (plans []int) {
	most := 0
	for i := range b.c.Total {
		most = max(most, b.c.Total[i].Served)
	}
	for i := range b.c.Total {
		if first[i] > 0 && b.c.Total[i].Served <= most-(most+99)/100 {
			plans = append(plans, i)
		}
	}
	return plans
}

// better says which plan is the best in what.
func (b *builder) better() (lines []string) {
	lines = append(lines, b.coverage())
	for _, more := range []string{b.evenness(), b.ways(), b.granted(b.w.services, servicesMet), b.granted(b.w.wishes, firstWishes)} {
		if more != "" {
			lines = append(lines, more)
		}
	}
	return append(lines, b.verdict()...)
}

func (b *builder) coverage() string {
	t, w := b.c.Total, b.w
	at := b.best(func(t *service.PlanTotals) float64 { return float64(-t.Served) })
	if at == nil && t[0].Unserved == 0 && t[0].NotAsked == 0 {
		return fmt.Sprintf(w.allServed, b.homes(t[0].Served))
	}
	if at == nil {
		return fmt.Sprintf(w.sameServed, b.homes(t[0].Served), percent(t[0].Served, asked(&t[0])))
	}
	most := &t[at[0]]
	var others []string
	for i := range t {
		if t[i].Served < most.Served {
			others = append(others, b.fewer(i, most))
		}
	}
	return fmt.Sprintf(w.mostServed, b.letters(at), b.homes(most.Served), percent(most.Served, asked(most)), b.series(others))
}

// fewer says that a plan reaches fewer homes than another.
func (b *builder) fewer(i int, most *service.PlanTotals) string {
	t := &b.c.Total[i]
	if t.NotAsked > 0 {
		return fmt.Sprintf(b.w.fewerAsked, letter(i), b.homes(t.Served), b.homes(asked(t)))
	}
	return fmt.Sprintf(b.w.fewerServed, letter(i), b.homes(t.Served), b.number(most.Served-t.Served))
}

// asked counts the homes that somebody should answer for.
func asked(t *service.PlanTotals) int { return t.Served + t.Unserved }

// linking are the plans that link homes to members.
func (b *builder) linking() (plans []int) {
	for i := range b.c.Total {
		if b.c.Total[i].Linked > 0 {
			plans = append(plans, i)
		}
	}
	return plans
}

func (b *builder) evenness() string {
	t, w := b.c.Total, b.w
	plans := b.linking()
	if len(plans) == 0 {
		return ""
	}
	var each []string
	for _, i := range plans {
		each = append(each, fmt.Sprintf(w.loadsOf, letter(i), b.number(t[i].Loads.Min), b.number(t[i].Loads.Max)))
	}
	at := best(t, unevenness)
	if at == nil {
		return fmt.Sprintf(w.evenAll, b.series(each))
	}
	return fmt.Sprintf(w.even, b.letters(at), b.series(each))
}

func (b *builder) ways() string {
	t, w := b.c.Total, b.w
	var each []string
	for i := range t {
		if d := &t[i].Distances; d.Links > 0 {
			each = append(each, fmt.Sprintf(w.wayOf, letter(i), b.length(d.MeanM)))
		}
	}
	at := best(t, meanWay)
	switch {
	case each == nil:
		return ""
	case at == nil:
		return fmt.Sprintf(w.wayAll, b.series(each))
	}
	return fmt.Sprintf(w.way, b.letters(at), b.series(each))
}

// servicesMet and firstWishes are what homes get of what they ask for.
func servicesMet(t *service.PlanTotals) (met, all int) { return t.Services.Met, t.Services.Asked }

func firstWishes(t *service.PlanTotals) (met, all int) { return t.Wishes.First, t.Wishes.Homes }

// most is the value of what is granted to how many, the best the least.
func most(of func(*service.PlanTotals) (met, all int)) func(*service.PlanTotals) (float64, bool) {
	return func(t *service.PlanTotals) (float64, bool) {
		met, all := of(t)
		return -float64(met) / float64(max(all, 1)), all > 0
	}
}

// granted says where most of what homes ask for is granted; "" where that is nowhere more.
func (b *builder) granted(words string, of func(*service.PlanTotals) (met, all int)) string {
	at := best(b.c.Total, most(of))
	if at == nil {
		return ""
	}
	var each []string
	for i := range b.c.Total {
		if met, all := of(&b.c.Total[i]); all > 0 {
			each = append(each, fmt.Sprintf(b.w.grantedOf, letter(i), percent(met, all)))
		}
	}
	return fmt.Sprintf(words, b.letters(at), b.series(each))
}

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
