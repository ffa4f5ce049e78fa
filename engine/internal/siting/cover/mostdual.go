package cover

// A mostDual lowers the Lagrangian bound on what `count` columns reach: every row offers a part u of its weight to each column that covers
// it and keeps the rest for itself; no choice brings more than what is kept and the offers to the best columns (Galvao, ReVelle 1996).
type mostDual struct {
	weighted
	unit   int64
	count  int
	u      []int64 // per row, from 0 to its weight, in 1/unit
	best   []int64 // those of the best bound
	bound  int64   // in 1/unit
	worth  []int64 // per column, what it is offered
	chosen []bool  // the count best columns
	times  []int32 // per row, how many chosen columns cover it
	way    []int64
	often  []int64
	rank   []int64
	in     int64 // the least worth chosen, and the most not chosen
	out    int64

	agility int64
	stale   int
}

func newMostDual(g weighted, count int, unit int64) *mostDual {
	n, m := len(g.rows), len(g.cols)
	return &mostDual{weighted: g, unit: unit, count: count, u: make([]int64, n), best: make([]int64, n), bound: Far, worth: make([]int64, m),
		chosen: make([]bool, m), times: make([]int32, n), way: make([]int64, n), often: make([]int64, m), agility: agile}
}

// start offers a part of every weight that falls with the number of columns that want it.
func (d *mostDual) start() {
	for i, row := range d.rows {
		share := min(float64(1), 2*float64(len(d.cols))/float64(d.count)/float64(len(row)))
		d.u[i] = min(int64(share*float64(d.weight[i]*d.unit)), d.weight[i]*d.unit)
	}
}

func (d *mostDual) evaluate(w *work) int64 {
	var value int64
	for i, u := range d.u {
		value += d.weight[i]*d.unit - u
		d.times[i] = 0
	}
	looked := 0
	for j, col := range d.cols {
		var x int64
		for _, i := range col {
			x += d.u[i]
		}
		d.worth[j] = x
		looked += len(col)
	}
	d.choose()
	for j, chosen := range d.chosen {
		d.often[j] -= d.often[j] >> 5
		if !chosen {
			continue
		}
		d.often[j] += often
		value += d.worth[j]
		looked += len(d.cols[j])
		for _, i := range d.cols[j] {
			d.times[i]++
		}
	}
	w.spend(looked + 4*len(d.cols))
	return value
}

// choose takes the columns of most worth, of equal ones the first.
func (d *mostDual) choose() {
	d.rank = append(d.rank[:0], d.worth...)
	d.in = largest(d.rank, d.count)
	left := d.count
	for _, x := range d.worth {
		if x > d.in {
			left--
		}
	}
	d.out = -1
	for j, x := range d.worth {
		d.chosen[j] = x > d.in || x == d.in && left > 0
		if x == d.in {
			left--
		}
		if !d.chosen[j] {
			d.out = max(d.out, x)
		}
	}
}

// largest is the k-th largest number of the list (Hoare's selection), whose order it changes; 1 <= k <= length.
func largest(list []int64, k int) int64 {
	low, high := 0, len(list)-1
	for low < high {
		pivot := list[(low+high)/2]
		i, j := low, high
		for i <= j {
			for list[i] > pivot {
				i++
			}
			for list[j] < pivot {
				j--
			}
			if i <= j {
				list[i], list[j] = list[j], list[i]
				i++
				j--
			}
		}
		switch {
		case k-1 <= j:
			high = j
		case k-1 >= i:
			low = i
		default:
			return list[k-1]
		}
	}
	return list[k-1]
}

// climb takes up to `steps` steps, like that of dual, and stops once the bound is below target.
func (d *mostDual) climb(target int64, steps int, w *work) bool {
	goal := target * d.unit
	for k := 0; k < steps && d.bound >= goal && d.agility >= least && !w.over(); k++ {
		value := d.evaluate(w)
		if value < d.bound {
			d.stale, d.bound = 0, value
			copy(d.best, d.u)
		} else if d.stale++; d.stale >= patience {
			d.stale, d.agility = 0, d.agility*2/3
		}
		if !d.step(value - goal + d.unit/4) {
			d.agility = 0
		}
	}
	return d.bound < goal
}

func (d *mostDual) step(gap int64) bool {
	var norm int64
	for i, n := range d.times {
		g := int64(1 - n)
		if d.u[i] == 0 && g < 0 || g > 0 && d.u[i] == d.weight[i]*d.unit {
			g = 0
		}
		d.way[i] = 64*g + d.way[i]*inertia/100
		norm += d.way[i] * d.way[i]
	}
	if norm == 0 {
		return false
	}
	length := float64(gap) * float64(d.agility) * 64 / 1000 / float64(norm) // what is made of it is bounded with integers
	changed := false
	for i, g := range d.way {
		if g != 0 {
			u := moved(d.u[i], length*float64(g), d.weight[i]*d.unit)
			changed = changed || u != d.u[i]
			d.u[i] = u
		}
	}
	return changed
}

// settle sets everything to what belongs to the best bound.
func (d *mostDual) settle(w *work) {
	copy(d.u, d.best)
	d.evaluate(w)
}

// fix tells which columns must be left out, or in, by any choice that brings the target: else the bound falls below it.
func (d *mostDual) fix(target int64) (out, in []int32) {
	for j, x := range d.worth {
		switch {
		case d.chosen[j] && d.bound-x+d.out < target*d.unit:
			in = append(in, int32(j))
		case !d.chosen[j] && d.bound-d.in+x < target*d.unit:
			out = append(out, int32(j))
		}
	}
	return out, in
}

// pick is the column that was chosen most often.
func (d *mostDual) pick() int32 {
	best := int32(0)
	for j, n := range d.often {
		if b := d.often[best]; n > b || n == b && d.worth[j] > d.worth[best] {
			best = int32(j)
		}
	}
	return best
}
