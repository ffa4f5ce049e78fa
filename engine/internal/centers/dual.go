package centers

import (
	"cmp"
	"slices"

	"jinlin/engine/internal/least"
)

// dual is the Lagrangian relaxation that lets a member belong to several centres or none, at the price v of a membership. With P = outPrice and
// Q = missingPrice, every plan has
//
//	P x Out + Q x Missing + Distance >= sum of v - values of the fixed sites - values of the best others, as many as there are centres,
//
// where the value of a site is its own v and, over the other seats in turn, the largest v - distance left among the members in reach who are no fixed centres: of the
// seats up to Min at least -Q each (an empty one lacks a member), of those up to Max at least 0. The sizes make the bound better than that of the p-median problem
// (Cornuejols, Fisher and Nemhauser 1977); that every site is one of its own members is used too.
type dual struct {
	p       *Problem
	atFixed []bool
	// v is per member, at most out.
	v            []int64
	out, missing int64
	// value is per site; order lists the sites that are not fixed, the best first.
	value []int64
	order []int32
	// sum is the bound.
	sum int64
	// times counts how often the chosen sites take each member.
	times []int32
	gains []gain
	work  int64
}

// A gain is what a member is worth to a site, and who.
type gain struct {
	value  int64
	member int32
}

func newDual(p *Problem, out, missing int64) *dual {
	d := &dual{
		p: p, atFixed: p.atFixed(), v: make([]int64, p.Members), out: out, missing: missing, value: make([]int64, len(p.Sites)),
		times: make([]int32, p.Members),
	}
	for s := range p.Sites {
		if !p.fixed(int32(s)) {
			d.order = append(d.order, int32(s))
		}
	}
	return d
}

// need is how many sites are chosen beside the fixed ones.
func (d *dual) need() int { return min(max(d.p.Count-(len(d.p.Sites)-len(d.order)), 0), len(d.order)) }

// evaluate gives the bound at v. O(pairs), and a sort of the sites.
func (d *dual) evaluate() int64 {
	d.sum = 0
	for _, v := range d.v {
		d.sum += v
	}
	for s := range d.value {
		d.value[s] = d.worth(int32(s), false)
		if d.p.fixed(int32(s)) {
			d.sum -= d.value[s]
		}
	}
	slices.SortFunc(d.order, func(a, b int32) int { return cmp.Or(cmp.Compare(d.value[b], d.value[a]), cmp.Compare(a, b)) })
	for _, s := range d.order[:d.need()] {
		d.sum -= d.value[s]
	}
	d.work += 4 * int64(len(d.p.To)+d.p.Members)
	return d.sum
}

// of is the bound for plans with just these centres.
func (d *dual) of(open []int32) int64 {
	sum := int64(0)
	for _, v := range d.v {
		sum += v
	}
	for _, s := range open {
		sum -= d.value[s]
	}
	return sum
}

// worth is the value of a site; count also counts whom it takes.
func (d *dual) worth(s int32, count bool) int64 {
	p := d.p
	own := p.Sites[s]
	d.gains = d.gains[:0]
	to, mm := p.row(s)
	least := -d.missing
	if p.Min <= 1 {
		least = 0
	}
	for k, i := range to {
		if g := d.v[i] - mm[k]; g > least && i != own && !d.atFixed[i] {
			d.gains = append(d.gains, gain{g, i})
		}
	}
	needed := max(p.Min-1, 0)
	taken := d.best(min(p.most()-1, int64(len(d.gains))), needed)
	value := d.v[own]
	if count {
		d.times[own]++
	}
	for _, g := range d.gains[:taken] {
		value += g.value
		if count {
			d.times[g.member]++
		}
	}
	return value - d.missing*max(needed-taken, 0)
}

// best brings the gains that count to the front and tells how many they are: all above 0 and, where seats up to needed would stay empty, the largest others, but no
// more than there are seats.
func (d *dual) best(seats, needed int64) int64 {
	positive := int64(0)
	for k, g := range d.gains {
		if g.value > 0 {
			d.gains[k], d.gains[positive] = d.gains[positive], g
			positive++
		}
	}
	n := min(max(positive, needed), seats)
	if n != positive {
		least.First(d.gains, int(n), before)
	}
	return n
}

func before(a, b gain) bool { return a.value > b.value || a.value == b.value && a.member < b.member }

// choice lists the sites that the relaxation chooses, ascending, and counts whom they take.
func (d *dual) choice() []int32 {
	clear(d.times)
	var open []int32
	for s := range d.p.Sites {
		if d.p.fixed(int32(s)) {
			open = append(open, int32(s))
		}
	}
	open = append(open, d.order[:d.need()]...)
	slices.Sort(open)
	for _, s := range open {
		d.worth(s, true)
	}
	return open
}

// step moves v along the subgradient towards a plan of the given price; agility is in thousandths. False where the relaxation is a plan.
func (d *dual) step(target, agility int64) bool {
	norm := int64(0)
	for i, n := range d.times {
		if !d.atFixed[i] {
			norm += int64(1-n) * int64(1-n)
		}
	}
	if norm == 0 {
		return false
	}
	by := max(target-d.sum, 1) / norm
	by = max(by/1000*agility+by%1000*agility/1000, 1)
	for i, n := range d.times {
		if !d.atFixed[i] {
			d.v[i] = max(min(d.v[i]+by*int64(1-n), d.out), -d.out)
		}
	}
	return true
}
