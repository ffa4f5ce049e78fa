package centers

import "slices"

// coverScale is what a member without a centre counts in the relaxation that bounds how many there are: multipliers are fractions of it.
const coverScale = 1 << 20

// cover bounds the members without a centre by the relaxation of maximal covering (Galvao and ReVelle 1996), which is that of the distance with all ways 0, and makes
// its choices plans. It is asked where the count is above the plain bound.
func (x *search) cover() {
	p := *x.p
	p.MM, p.Min = make([]int64, len(x.p.MM)), 0
	d := newDual(&p, coverScale, 0)
	for i := range d.v {
		d.v[i] = coverScale / 2
	}
	best := slices.Clone(d.v)
	most, agility, stale, tried := d.evaluate(), int64(1000), 0, 0
	for step := 0; step < ascents && agility > 0 && !x.over(); step++ {
		if open := d.choice(); tried < grants && stale == 0 && !x.known[keyOf(open)] {
			x.try(open)
			tried++
		}
		if ceilDiv(most, coverScale) >= x.best.value.Out || !d.step(x.best.value.Out*coverScale, agility) {
			break
		}
		if d.evaluate() > most {
			most, stale = d.sum, 0
			copy(best, d.v)
		} else if stale++; stale >= patience {
			agility, stale = agility/2, 0
			copy(d.v, best)
			d.evaluate()
		}
		x.spent += d.work
		d.work = 0
	}
	if least := ceilDiv(most, coverScale); least > x.leastOut {
		x.leastOut, x.coverV = least, best
	}
}

// ceilDiv is a / b rounded up, for a positive b.
func ceilDiv(a, b int64) int64 {
	if a <= 0 {
		return -(-a / b)
	}
	return (a + b - 1) / b
}
