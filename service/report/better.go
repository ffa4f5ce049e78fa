package report

import (
	"fmt"

	"jinlin/service"
)

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
