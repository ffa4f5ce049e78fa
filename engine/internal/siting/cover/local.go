package cover

import "slices"

// A local search looks for cheaper covers: it takes columns out until something is uncovered and swaps columns, driven by weights that
// grow on rows that stay uncovered (Gao, Weise, Li 2015).
type local struct {
	*core
	open   []bool
	times  []int32
	weight []int64
	score  []int64 // per column, the weight that would be lost (open) or gained (closed)
	since  []int64 // per column, the round in which it last changed
	list   []int32 // the open columns, and per column its place there
	place  []int32
	only   []int32 // per row, the open columns that cover it, all by exclusive or: the one where it is one
	bare   []int32 // the rows uncovered
	at     []int32 // per row, its place in bare
	rnd    random
	spent  int64
}

func newLocal(c *core, open []int32) *local {
	n := len(c.cols)
	l := &local{core: c, open: make([]bool, n), times: make([]int32, len(c.rows)), weight: make([]int64, len(c.rows)),
		score: make([]int64, n), since: make([]int64, n), place: make([]int32, n), only: make([]int32, len(c.rows)), at: make([]int32, len(c.rows)), rnd: seed}
	for i := range l.weight {
		l.weight[i] = 1
		l.at[i] = int32(len(l.bare))
		l.bare = append(l.bare, int32(i))
	}
	for j, col := range c.cols {
		l.score[j] = int64(len(col))
	}
	for _, j := range open {
		l.flip(j)
	}
	return l
}

// improve searches for `rounds` swaps and returns the best cover found, ascending, if it costs less than `best`; it ends when one costs
// `goal` or less.
func (l *local) improve(best, goal int64, rounds int, w *work) (found []int32) {
	var cost int64
	for j, o := range l.open {
		if o {
			cost += l.cost[j]
		}
	}
	last := int32(-1)
	for k := int64(1); k <= int64(rounds); k++ {
		for len(l.bare) == 0 {
			if cost < best {
				best = cost
				found = found[:0]
				for j, o := range l.open {
					if o {
						found = append(found, int32(j))
					}
				}
			}
			if best <= goal {
				return found
			}
			j := l.cheapest(-1)
			if j < 0 {
				return found
			}
			cost -= l.cost[j]
			l.flip(j)
			l.since[j] = k
		}
		if l.spent > 0 {
			w.spend(int(l.spent))
			l.spent = 0
			if w.over() {
				break
			}
		}
		j := l.cheapest(last)
		if j >= 0 {
			cost -= l.cost[j]
			l.flip(j)
			l.since[j] = k
		}
		for len(l.bare) > 0 {
			i := l.bare[l.rnd.below(len(l.bare))]
			in := l.dearest(i, best-cost)
			if in < 0 {
				break
			}
			cost += l.cost[in]
			l.flip(in)
			l.since[in], last = k, in
			if cost >= best-1 {
				break
			}
		}
		for _, i := range l.bare {
			l.weight[i]++
			for _, j := range l.rows[i] {
				l.score[j]++
			}
			l.spent += int64(len(l.rows[i]))
		}
	}
	return slices.Clip(found)
}

// cheapest is the open column other than `but` that loses the least weight for its cost, of equal ones the one that stood longest.
func (l *local) cheapest(but int32) int32 {
	best := int32(-1)
	for _, j := range l.list {
		if j == but {
			continue
		}
		if best < 0 {
			best = j
			continue
		}
		a, b := float64(l.score[j])*float64(l.cost[best]), float64(l.score[best])*float64(l.cost[j])
		if a < b || a == b && (l.since[j] < l.since[best] || l.since[j] == l.since[best] && j < best) {
			best = j
		}
	}
	l.spent += int64(len(l.list))
	return best
}

// dearest is the column of the row that gains the most weight for its cost among those that cost less than `under`.
func (l *local) dearest(row int32, under int64) int32 {
	best := int32(-1)
	for _, j := range l.rows[row] {
		if l.cost[j] >= under {
			continue
		}
		if best < 0 {
			best = j
			continue
		}
		a, b := float64(l.score[j])*float64(l.cost[best]), float64(l.score[best])*float64(l.cost[j])
		if a > b || a == b && l.since[j] < l.since[best] {
			best = j
		}
	}
	l.spent += int64(len(l.rows[row]))
	return best
}

// flip opens or closes a column and keeps scores. Only rows that become bare or covered cost a look at their columns.
func (l *local) flip(j int32) {
	if l.open[j] {
		l.close(j)
	} else {
		l.add(j)
	}
}

func (l *local) add(j int32) {
	l.open[j] = true
	l.place[j] = int32(len(l.list))
	l.list = append(l.list, j)
	for _, i := range l.cols[j] {
		l.times[i]++
		switch l.times[i] {
		case 1:
			l.cover(i)
			for _, k := range l.rows[i] {
				l.score[k] -= l.weight[i]
			}
			l.spent += int64(len(l.rows[i]))
			l.score[j] += l.weight[i]
		case 2:
			l.score[l.only[i]] -= l.weight[i]
		}
		l.only[i] ^= j
	}
	var lost int64
	for _, i := range l.cols[j] {
		if l.times[i] == 1 {
			lost += l.weight[i]
		}
	}
	l.score[j] = lost
	l.spent += int64(2 * len(l.cols[j]))
}

func (l *local) close(j int32) {
	l.open[j] = false
	at, end := l.place[j], len(l.list)-1
	l.list[at] = l.list[end]
	l.place[l.list[at]] = at
	l.list = l.list[:end]
	for _, i := range l.cols[j] {
		l.times[i]--
		l.only[i] ^= j
		switch l.times[i] {
		case 0:
			l.at[i] = int32(len(l.bare))
			l.bare = append(l.bare, i)
			for _, k := range l.rows[i] {
				l.score[k] += l.weight[i]
			}
			l.spent += int64(len(l.rows[i]))
		case 1:
			l.score[l.only[i]] += l.weight[i]
		}
	}
	var gained int64
	for _, i := range l.cols[j] {
		if l.times[i] == 0 {
			gained += l.weight[i]
		}
	}
	l.score[j] = gained
	l.spent += int64(2 * len(l.cols[j]))
}

// cover takes the row out of bare.
func (l *local) cover(i int32) {
	at, end := l.at[i], len(l.bare)-1
	l.bare[at] = l.bare[end]
	l.at[l.bare[at]] = at
	l.bare = l.bare[:end]
}
