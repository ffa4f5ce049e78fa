package siting

import (
	"cmp"
	"slices"
)

// ascents is the number of steps that the multipliers of the distance bound take.
const ascents = 160

// dearest bounds the multipliers, so that sums of as many as there are homes stay exact.
const dearest = int64(1) << 44

// boundDistance climbs the Lagrangian dual of the p-median problem (Cornuejols, Fisher, Nemhauser 1977), in whole numbers throughout, from
// the distances of the plan at hand, or takes the multipliers that an exact solver left.
func (p *Problem) boundDistance(s *Solution, all bool) {
	if len(s.Open) == 0 || !all && p.uneven() {
		clear(s.Multiplier)
		return
	}
	l := newLagrange(p, s)
	if slices.ContainsFunc(s.Multiplier, func(v int64) bool { return v != 0 }) {
		for h, v := range s.Multiplier {
			l.v[h] = min(v, dearest)
			s.Multiplier[h] = l.v[h]
		}
		s.Bound.Distance = max(l.evaluate(), 0)
		return
	}
	agility := int64(2000)
	stale := 0
	for range ascents {
		value := l.evaluate()
		if value > s.Bound.Distance || stale == 0 && s.Bound.Distance == 0 {
			s.Bound.Distance, stale = max(value, 0), 0
			copy(s.Multiplier, l.v)
		} else if stale++; stale >= 8 {
			agility, stale = agility/2, 0
			copy(l.v, s.Multiplier)
			l.evaluate()
		}
		if agility == 0 || !l.climb(s.Value.Distance, agility) {
			break
		}
	}
}

// uneven reports whether homes differ in size.
func (p *Problem) uneven() bool {
	return slices.ContainsFunc(p.Homes, func(h Home) bool { return h.size() != 1 })
}

// weighted reports whether some distance counts more than once.
func (p *Problem) weighted() bool {
	return slices.ContainsFunc(p.Homes, func(h Home) bool { return h.times() != 1 })
}

type lagrange struct {
	p *Problem
	// open is how many sites there are at most; placed how many homes are.
	open, placed int
	v            []int64
	times        []int32 // how many of the chosen sites take the home
	value        int64
	sites        []siteValue
	team         []int64
	gains        []gain
	order        []int64
}

type siteValue struct {
	site  int32
	value int64
}

// A gain is what a home saves at a site, and the size that it takes there.
type gain struct{ value, size int64 }

func newLagrange(p *Problem, s *Solution) *lagrange {
	l := &lagrange{p: p, open: len(s.Open), v: make([]int64, len(p.Homes)), times: make([]int32, len(p.Homes))}
	if p.Objective == Median && p.Count == 0 || p.Objective == Fewest && slices.ContainsFunc(p.Sites, func(x Site) bool { return x.Cost != 1 }) {
		l.open = len(p.Sites) // other plans that are as good may have more circles
	}
	for h, c := range s.Of {
		if c == None {
			continue
		}
		l.placed++
		second := Far
		for i, site := range s.Open {
			if int32(i) != c {
				second = min(second, p.Distance[site][h])
			}
		}
		first := p.Distance[s.Open[c]][h]
		if second == Far {
			second = 2 * first
		}
		l.v[h] = (first + max(first, second)) / 2 * p.Homes[h].times()
	}
	return l
}

// evaluate gives the bound at the multipliers, and counts how often the best sites take each home.
func (l *lagrange) evaluate() int64 {
	l.sites = l.sites[:0]
	for s := range l.p.Distance {
		value, _ := l.siteValue(int32(s))
		l.sites = append(l.sites, siteValue{int32(s), value})
	}
	slices.SortStableFunc(l.sites, func(a, b siteValue) int { return cmp.Compare(b.value, a.value) })
	clear(l.times)
	l.value = l.sum()
	for _, sv := range l.sites[:min(l.open, len(l.sites))] {
		if sv.value <= 0 {
			break // a plan may have fewer circles
		}
		l.value -= sv.value
		_, least := l.siteValue(sv.site)
		for h := range l.v {
			if g, ok := l.gain(sv.site, int32(h)); ok && (l.p.Homes[h].Members == 0 || g >= least) {
				l.times[h]++
			}
		}
	}
	return l.value
}

// sum adds up the multipliers, of as many homes as are placed, the least.
func (l *lagrange) sum() int64 {
	l.order = append(l.order[:0], l.v...)
	if l.placed < len(l.v) {
		slices.Sort(l.order)
	}
	sum := int64(0)
	for _, v := range l.order[:l.placed] {
		sum += v
	}
	return sum
}

// gain is what a home saves at a site; false if nothing.
func (l *lagrange) gain(s, h int32) (int64, bool) {
	d := l.p.Distance[s][h]
	if d >= l.v[h] {
		return 0, false
	}
	if n := l.p.Homes[h].times(); n != 1 {
		d *= n
	}
	return l.v[h] - d, d < l.v[h]
}

// siteValue adds up what the homes would save at the site, those with members only as far as a team goes, all only as far as there is room, less
// what the site costs; and tells the least saving of a home with members that still counts.
func (l *lagrange) siteValue(s int32) (value, least int64) {
	site := &l.p.Sites[s]
	l.team, l.gains = l.team[:0], l.gains[:0]
	for h := range l.v {
		g, ok := l.gain(s, int32(h))
		if !ok {
			continue
		}
		if site.Limited {
			l.gains = append(l.gains, gain{g, l.p.Homes[h].size()})
		}
		if l.p.TeamMax > 0 && l.p.Homes[h].Members > 0 {
			l.team = append(l.team, g)
			continue
		}
		value += g
	}
	if len(l.team) > l.p.TeamMax {
		slices.Sort(l.team)
		l.team = l.team[len(l.team)-l.p.TeamMax:]
		least = l.team[0]
	}
	for _, x := range l.team {
		value += x
	}
	if site.Limited {
		value = min(value, packed(l.gains, site.Room))
	}
	if l.p.Objective == Median {
		value -= site.Cost
	}
	return value, least
}

// packed is the most that gains can add up to in a room if the last may be split (Dantzig 1957), rounded down.
func packed(gains []gain, room int64) int64 {
	slices.SortFunc(gains, func(a, b gain) int { return cmp.Compare(b.value*a.size, a.value*b.size) })
	sum := int64(0)
	for _, g := range gains {
		if g.size > room {
			return sum + g.value*room/g.size
		}
		sum += g.value
		room -= g.size
	}
	return sum
}

// climb steps along the subgradient, a fraction (agility in thousandths) of the gap; false if there is nowhere to go.
func (l *lagrange) climb(target, agility int64) bool {
	var norm int64
	for _, n := range l.times {
		g := int64(1 - n)
		norm += g * g
	}
	gap := max(target-l.value, 1)
	if norm == 0 {
		return false
	}
	step := gap / 1000 * agility / norm
	if step == 0 {
		return false
	}
	for h, n := range l.times {
		l.v[h] = min(max(l.v[h]+step*int64(1-n), 0), dearest)
	}
	return true
}
