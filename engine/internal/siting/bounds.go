package siting

import (
	"cmp"
	"slices"
)

// ascents is the number of steps that the multipliers of the distance bound take.
const ascents = 160

// packings is how many starts the search for homes that are pairwise too far apart makes.
const packings = 32

// argument is the best lower bound on the circles of the part.
func (t *part) argument() Argument {
	best := Argument{One, 1, []int32{t.home[0]}}
	members := 0
	for i := range t.Homes {
		members += t.Homes[i].Members
	}
	if t.TeamMax > 0 {
		if n := (members + t.TeamMax - 1) / t.TeamMax; n > best.Bound {
			best = Argument{Team, n, []int32{t.home[0]}}
		}
	}
	near := t.together()
	if homes := packing(near); len(homes) > best.Bound {
		best = Argument{FarApart, len(homes), homes}
		t.toWhole(homes)
	}
	if best.Bound == 2 {
		if ring := oddRing(near); ring != nil {
			best = Argument{OddRing, 3, ring}
			t.toWhole(ring)
		}
	}
	return best
}

func (t *part) toWhole(homes []int32) {
	for i, h := range homes {
		homes[i] = t.home[h]
	}
}

// together is the relation "some valid circle could hold both", by radius and diameter.
func (t *part) together() []Bits {
	n := len(t.Homes)
	if !t.HasRadius {
		if t.near != nil {
			return t.near
		}
		return full(n)
	}
	near := make([]Bits, n)
	for h := range near {
		near[h] = NewBits(n)
	}
	cover := NewBits(n)
	for _, row := range t.Distance {
		clear(cover)
		for h, d := range row {
			if d != Far {
				cover.Add(int32(h))
			}
		}
		cover.Each(func(h int32) {
			for i := range cover {
				near[h][i] |= cover[i]
			}
		})
	}
	for h := range near {
		for i := range near[h] {
			if t.near != nil {
				near[h][i] &= t.near[h][i]
			}
		}
	}
	return near
}

func full(n int) []Bits {
	all := NewBits(n)
	for h := range n {
		all.Add(int32(h))
	}
	near := make([]Bits, n)
	for h := range near {
		near[h] = all
	}
	return near
}

// packing finds many homes no two of which are near: greedily from the homes that are near the fewest others, each time adding the
// home that leaves the most candidates.
func packing(near []Bits) []int32 {
	n := len(near)
	order := make([]int32, n)
	degree := make([]int, n)
	empty := NewBits(n)
	for h := range order {
		order[h] = int32(h)
		degree[h] = near[h].outside(empty)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return degree[a] - degree[b] })
	var best []int32
	for _, start := range order[:min(packings, n)] {
		if homes := packFrom(near, start); len(homes) > len(best) {
			best = homes
		}
	}
	return best
}

func packFrom(near []Bits, start int32) []int32 {
	homes := []int32{start}
	left := NewBits(len(near))
	for h := range near {
		if !near[start].Has(int32(h)) {
			left.Add(int32(h))
		}
	}
	for {
		best, most := None, -1
		left.Each(func(h int32) {
			if n := left.outside(near[h]); n > most {
				best, most = h, n
			}
		})
		if best == None {
			return homes
		}
		homes = append(homes, best)
		for i := range left {
			left[i] &^= near[best][i]
		}
	}
}

// bound fills in what cannot be beaten but for the homes counted and placed, which the parts have told.
func (p *Problem) bound(s *Solution) {
	if s.Value.Placed[2] < len(p.Homes) {
		s.Arguments = nil
		s.Bound.Circles = min(len(s.Open), 1)
		return
	}
	var all tally
	for i := range p.Homes {
		all.add(&p.Homes[i], 1)
	}
	s.Bound.Shortfall = max(all.minLoad-all.need(), 0)
	p.boundCircles(s)
	p.boundDistance(s)
}

func (p *Problem) boundCircles(s *Solution) {
	for _, a := range s.Arguments {
		s.Bound.Circles += a.Bound
	}
	seats := 0
	for _, site := range p.Sites {
		if site.Required {
			seats++
		}
	}
	if seats > s.Bound.Circles {
		s.Bound.Circles = seats
		s.Arguments = []Argument{{Kind: Seats, Bound: seats}}
	}
}

// boundDistance climbs the Lagrangian dual of the p-median problem (Cornuejols, Fisher, Nemhauser 1977), in whole numbers throughout, from
// the distances of the plan at hand.
func (p *Problem) boundDistance(s *Solution) {
	if len(s.Open) == 0 {
		return
	}
	l := newLagrange(p, len(s.Open), s)
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

type lagrange struct {
	p     *Problem
	open  int
	v     []int64
	times []int32 // how many of the chosen sites take the home
	value int64
	sites []siteValue
	team  []int64
}

type siteValue struct {
	site  int32
	value int64
}

func newLagrange(p *Problem, open int, s *Solution) *lagrange {
	l := &lagrange{p: p, open: open, v: make([]int64, len(p.Homes)), times: make([]int32, len(p.Homes))}
	for h, c := range s.Of {
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
		l.v[h] = (first + max(first, second)) / 2
	}
	return l
}

// evaluate gives the bound at the multipliers, and counts how often the best sites take each home.
func (l *lagrange) evaluate() int64 {
	l.sites = l.sites[:0]
	for s, row := range l.p.Distance {
		value, _ := l.siteValue(row)
		l.sites = append(l.sites, siteValue{int32(s), value})
	}
	slices.SortStableFunc(l.sites, func(a, b siteValue) int { return cmp.Compare(b.value, a.value) })
	clear(l.times)
	l.value = 0
	for _, v := range l.v {
		l.value += v
	}
	for _, sv := range l.sites[:min(l.open, len(l.sites))] {
		l.value -= sv.value
		row := l.p.Distance[sv.site]
		_, least := l.siteValue(row)
		for h, d := range row {
			if d < l.v[h] && (l.p.Homes[h].Members == 0 || l.v[h]-d >= least) {
				l.times[h]++
			}
		}
	}
	return l.value
}

// siteValue adds up what the homes would save at the site, those with members only as far as a team goes; and tells the least
// saving of a home with members that still counts.
func (l *lagrange) siteValue(row []int64) (value, least int64) {
	l.team = l.team[:0]
	for h, d := range row {
		if d >= l.v[h] {
			continue
		}
		if l.p.TeamMax > 0 && l.p.Homes[h].Members > 0 {
			l.team = append(l.team, l.v[h]-d)
			continue
		}
		value += l.v[h] - d
	}
	if len(l.team) > l.p.TeamMax {
		slices.Sort(l.team)
		l.team = l.team[len(l.team)-l.p.TeamMax:]
		least = l.team[0]
	}
	for _, x := range l.team {
		value += x
	}
	return value, least
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
		l.v[h] = max(l.v[h]+step*int64(1-n), 0)
	}
	return true
}
