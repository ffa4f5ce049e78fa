package cover

import (
	"cmp"
	"math/bits"
	"slices"
)

// A partialDual is a dual in which only rows of weight `need` must be covered: what the rows offer counts as little as a choice of rows of
// that weight can make it, the last one in part.
type partialDual struct {
	*dual
	weight []int64
	need   int64
	order  []int32
	wanted []bool // the rows of the choice
}

func newPartialDual(g weighted, need, unit int64) *partialDual {
	return &partialDual{dual: newDual(g.core, unit), weight: g.weight, need: need, order: numbers(len(g.rows)), wanted: make([]bool, len(g.rows))}
}

// start lets every row offer what each of its columns could pay to all its rows alike.
func (d *partialDual) start() {
	for i, row := range d.rows {
		d.u[i] = d.cap[i]
		for _, j := range row {
			d.u[i] = min(d.u[i], d.cost[j]*d.unit/int64(len(d.cols[j])))
		}
	}
}

// evaluate computes slacks and the bound at u.
func (d *partialDual) evaluate(w *work) int64 {
	value := d.dual.evaluate(w) - sum(d.u)
	slices.SortFunc(d.order, d.cheaper)
	w.spend(16 * len(d.order))
	clear(d.wanted)
	left := d.need
	for _, i := range d.order {
		if left <= 0 {
			break
		}
		d.wanted[i] = true
		if d.weight[i] <= left {
			value += d.u[i]
		} else {
			value += part(d.u[i], left, d.weight[i])
		}
		left -= d.weight[i]
	}
	return value
}

// cheaper compares what rows offer for a unit of weight, exactly.
func (d *partialDual) cheaper(a, b int32) int {
	high, low := bits.Mul64(uint64(d.u[a]), uint64(d.weight[b]))
	high2, low2 := bits.Mul64(uint64(d.u[b]), uint64(d.weight[a]))
	return cmp.Or(cmp.Compare(high, high2), cmp.Compare(low, low2), cmp.Compare(a, b))
}

// part is x*a/b rounded down, for 0 <= a < b.
func part(x, a, b int64) int64 {
	high, low := bits.Mul64(uint64(x), uint64(a))
	q, _ := bits.Div64(high, low, uint64(b))
	return int64(q)
}

// climb is that of dual, with its own bound and subgradient.
func (d *partialDual) climb(target int64, steps int, w *work) bool {
	goal := (target - 1) * d.unit
	for k := 0; k < steps && d.bound <= goal && d.agility >= least && !w.over(); k++ {
		value := d.evaluate(w)
		if value > d.bound {
			d.stale, d.bound = 0, value
			copy(d.best, d.u)
		} else if d.stale++; d.stale >= d.patience {
			d.stale, d.agility = 0, d.agility*2/3
		}
		for i, wanted := range d.wanted {
			if !wanted {
				d.times[i]++ // such a row wants no cover
			}
		}
		if !d.step(goal + d.unit/4 - value) {
			d.agility = 0
		}
	}
	return d.bound > goal
}

func (d *partialDual) settle(w *work) {
	copy(d.u, d.best)
	d.evaluate(w)
}
