package cover

// scaled is what one unit of cost counts in dual weights where sums allow it.
const scaled = 1 << 24

// A dual climbs the Lagrangian dual of a core: every row offers a weight, and no column may be offered more than its cost. What columns are
// offered too much is subtracted (Beasley 1987; Caprara, Fischetti, Toth 1999). All in whole numbers of 1/unit of a cost.
type dual struct {
	*core
	unit  int64
	u     []int64 // per row, its weight
	slack []int64 // per column, what its cost exceeds the weights of its rows by
	cap   []int64 // per row, the least cost of a column that covers it
	best  []int64 // the weights of the best bound
	bound int64   // the best bound, in 1/unit
	times []int32 // per row, how many columns with negative slack cover it
	way   []int64 // per row, the direction of the next step
	often []int64 // per column, how often its slack was negative, lately more than before

	agility  int64
	stale    int
	patience int
}

func newDual(c *core, unit int64) *dual {
	n := len(c.rows)
	d := &dual{core: c, unit: unit, u: make([]int64, n), cap: make([]int64, n), best: make([]int64, n), way: make([]int64, n),
		slack: make([]int64, len(c.cols)), often: make([]int64, len(c.cols)), times: make([]int32, n), agility: agile, patience: patience}
	for i, row := range c.rows {
		d.cap[i] = c.cost[row[0]]
		for _, j := range row {
			d.cap[i] = min(d.cap[i], c.cost[j])
		}
		d.cap[i] *= unit
	}
	return d
}

// unitOf is the finest unit in which sums over the core stay below 2^61.
func unitOf(c *core) int64 {
	var sum int64
	for _, x := range c.cost {
		sum += x
	}
	for _, row := range c.rows {
		sum += c.cost[row[0]]
	}
	unit := int64(scaled)
	for unit > 1 && sum > (1<<61)/unit {
		unit /= 2
	}
	return unit
}

// often is what one step counts in dual.often.
const often = 1 << 16

// ceil is a bound in whole costs.
func (d *dual) ceil(bound int64) int64 { return (bound + d.unit - 1) / d.unit }

// start gives the rows weights by dual ascent: rows that few columns cover first, each as much as its columns have left.
func (d *dual) start(w *work) {
	for j := range d.slack {
		d.slack[j] = d.cost[j] * d.unit
	}
	clear(d.u)
	d.raise(w)
	d.keepBest()
	d.spread()
}

// spread lets rows offer what their columns cost for a row on average: no bound to speak of, but a better place to climb from than the
// few large weights of dual ascent.
func (d *dual) spread() {
	for i, row := range d.rows {
		var cost, rows float64
		for _, j := range row {
			cost += float64(d.cost[j])
			rows += float64(len(d.cols[j]))
		}
		d.u[i] = min(int64(cost*float64(d.unit)/rows), d.cap[i])
	}
}

// raise lets every row offer what its columns still have. The slacks must be those of u and none negative.
func (d *dual) raise(w *work) int64 {
	var sum int64
	for _, i := range byLength(d.rows) {
		row := d.rows[i]
		w.spend(2 * len(row))
		least := d.slack[row[0]]
		for _, j := range row[1:] {
			least = min(least, d.slack[j])
		}
		if least > 0 {
			d.u[i] += least
			for _, j := range row {
				d.slack[j] -= least
			}
		}
		sum += d.u[i]
	}
	return sum
}

// evaluate computes slacks and the bound at u, and how often each row is covered by columns with negative slack.
func (d *dual) evaluate(w *work) int64 {
	var value int64
	for j, cost := range d.cost {
		d.slack[j] = cost * d.unit
	}
	looked := len(d.cols) + len(d.rows)
	for i, u := range d.u {
		d.times[i] = 0
		if u == 0 {
			continue
		}
		value += u
		row := d.rows[i]
		looked += len(row)
		for _, j := range row {
			d.slack[j] -= u
		}
	}
	for j, s := range d.slack {
		d.often[j] -= d.often[j] >> 5
		if s >= 0 {
			continue
		}
		d.often[j] += often
		value += s
		col := d.cols[j]
		looked += len(col)
		for _, i := range col {
			d.times[i]++
		}
	}
	w.spend(looked)
	return value
}

// The steps follow Polyak's rule with a heavy ball: agility is the length in thousandths of what the rule says, first and least; a third of it
// goes after so many steps that brought nothing, and so many hundredths of the way before are kept. Measured on villages with circles of
// 100 and 150 m: each is about twice as good as its neighbours, and without the way before the bound does not come near at all.
const (
	agile    = 3000
	least    = 30
	patience = 30
	hurry    = 15 // in nodes of the tree, where it saves half the work
	inertia  = 97
	hope     = 12 // steps are made for the target, or for a bound larger by one part in so many
)

// climb takes up to `steps` subgradient steps towards `target` (in whole costs) and stops once the bound exceeds target-1, so that nothing
// below target is left. It returns whether it did.
func (d *dual) climb(target int64, steps int, w *work) bool {
	goal := (target - 1) * d.unit
	for k := 0; k < steps && d.bound <= goal && d.agility >= least && !w.over(); k++ {
		value := d.evaluate(w)
		if value > d.bound {
			d.stale, d.bound = 0, value
			copy(d.best, d.u)
		} else if d.stale++; d.stale >= d.patience {
			d.stale, d.agility = 0, d.agility*2/3
		}
		if !d.step(min(goal+d.unit/4, d.bound+max(d.bound/hope, 5*d.unit/4)) - value) {
			d.agility = 0
		}
	}
	return d.bound > goal
}

// step goes along the subgradient and the way before; false if there is nowhere to go.
func (d *dual) step(gap int64) bool {
	var norm int64
	for i, n := range d.times {
		g := int64(1 - n)
		if d.u[i] == 0 && g < 0 {
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
			u := moved(d.u[i], length*float64(g), d.cap[i])
			changed = changed || u != d.u[i]
			d.u[i] = u
		}
	}
	return changed
}

// moved is u after a step, from 0 to most.
func moved(u int64, by float64, most int64) int64 {
	switch {
	case by >= float64(most-u):
		return most
	case by <= float64(-u):
		return 0
	}
	return u + int64(by)
}

// settle sets u and the slacks to those of the best bound.
func (d *dual) settle(w *work) {
	copy(d.u, d.best)
	d.evaluate(w)
}

// again starts the climb anew from the best weights.
func (d *dual) again() {
	copy(d.u, d.best)
	clear(d.way)
	d.stale, d.agility = 0, agile
}

func (d *dual) keepBest() {
	var sum int64
	for _, u := range d.u {
		sum += u
	}
	if sum >= d.bound {
		d.bound = sum
		copy(d.best, d.u)
	}
}

// feasible turns the best weights into weights that offer no column more than its cost, and returns their sum, which is at least the
// bound: what a column is offered too much is taken back from its rows, which relieves other columns as well.
func (d *dual) feasible(w *work) int64 {
	d.settle(w)
	for j, col := range d.cols {
		for _, i := range col {
			if d.slack[j] >= 0 {
				break
			}
			back := min(d.u[i], -d.slack[j])
			if back == 0 {
				continue
			}
			d.u[i] -= back
			for _, k := range d.rows[i] {
				d.slack[k] += back
			}
			w.spend(len(d.rows[i]))
		}
	}
	return d.raise(w)
}

// byLength orders lists by their lengths, shortest first, equal ones as they stand. O(lists + longest).
func byLength(lists [][]int32) []int32 {
	longest := 0
	for _, list := range lists {
		longest = max(longest, len(list))
	}
	at := make([]int32, longest+2)
	for _, list := range lists {
		at[len(list)+1]++
	}
	for i := range longest + 1 {
		at[i+1] += at[i]
	}
	out := make([]int32, len(lists))
	for i, list := range lists {
		out[at[len(list)]] = int32(i)
		at[len(list)]++
	}
	return out
}
