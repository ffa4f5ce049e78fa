package cover

import "slices"

// reaching finds the cheapest sites that cover homes of weight `need` among those that are left, beside what is in s already.
func (t *table) reaching(need int64, s Solution, w *work) (Solution, bool) {
	c := t.core(w)
	g := t.weighted(c)
	g.core.cost = c.cost
	search := newPartialSearch(g.reduce(w), need, w)
	search.solve()
	if w.stopped {
		return Solution{}, false
	}
	s.Open = append(s.Open, search.open...)
	slices.Sort(s.Open)
	s.Value += search.value
	s.Bound += search.bound
	s.Proven, s.Work = search.bound == search.value, w.used
	return s, true
}

// A partialSearch looks for the cheapest columns that cover rows of weight `need`.
type partialSearch struct {
	*work
	weighted
	need         int64
	unit         int64
	value, bound int64
	open         []int32 // sites
	nodes        int64
	held, most   int
	cut          bool
}

func newPartialSearch(g weighted, need int64, w *work) *partialSearch {
	return &partialSearch{work: w, weighted: g, need: need, unit: unitOf(g.core), most: 4*g.entries() + heldAlways}
}

// solve takes turns of the dual and of greedy covers by its slacks, then branches.
func (s *partialSearch) solve() {
	if s.need <= 0 {
		return
	}
	s.value = Far
	s.try(s.weighted, s.cost, s.need, 0, nil)
	d := newPartialDual(s.weighted, s.need, s.unit)
	d.start()
	for s.bound < s.value && !s.over() {
		s.fewer()
		d.climb(s.value, climbs, s.work)
		s.bound = max(s.bound, d.ceil(d.bound))
		before := s.value
		d.settle(s.work)
		s.try(s.weighted, d.slack, s.need, 0, nil)
		if s.value < before {
			d.agility = agile
		}
		if d.agility < least {
			break
		}
	}
	if s.bound >= s.value || s.over() {
		return
	}
	s.node(partialBranch{weighted: s.weighted, need: s.need}, d.best)
	if !s.cut {
		s.bound = s.value
	}
}

// fewer looks whether one column less can do, where all cost the same.
func (s *partialSearch) fewer() {
	if slices.Min(s.cost) != slices.Max(s.cost) {
		return
	}
	count := len(s.open) - 1
	if count < 1 {
		return
	}
	_, found := newGain(s.weighted, count).improve(s.need-1, swaps, s.work)
	if found != nil {
		s.record(s.weighted, found, 0, nil)
	}
}

// try covers greedily by price and keeps what is cheaper than the best.
func (s *partialSearch) try(g weighted, price []int64, need, base int64, open []int32) {
	s.record(g, g.greedy(price, need, s.work), base, open)
}

func (s *partialSearch) record(g weighted, found []int32, base int64, open []int32) {
	if cost := base + g.price(found); cost < s.value {
		s.value = cost
		s.open = append([]int32(nil), open...)
		for _, j := range found {
			s.open = append(s.open, g.site[j])
		}
	}
}

// greedy takes columns that bring the most weight for their price until `need` is reached, and drops the dearest ones that are not needed.
func (g weighted) greedy(price []int64, need int64, w *work) (open []int32) {
	gain := make([]int64, len(g.cols))
	for j, col := range g.cols {
		for _, i := range col {
			gain[j] += g.weight[i]
		}
	}
	times := make([]int32, len(g.rows))
	for sum := int64(0); sum < need; {
		best, worth := int32(-1), 0.0
		for j, x := range gain {
			if x == 0 {
				continue
			}
			if v := float64(min(x, need-sum)) / (float64(max(price[j], 0)) + 1e-9); best < 0 || v > worth {
				best, worth = int32(j), v
			}
		}
		w.spend(2 * len(gain))
		if best < 0 {
			break
		}
		sum += gain[best]
		open = append(open, best)
		for _, i := range g.cols[best] {
			if times[i]++; times[i] == 1 {
				w.spend(len(g.rows[i]))
				for _, j := range g.rows[i] {
					gain[j] -= g.weight[i]
				}
			}
		}
	}
	return g.thin(open, times, need)
}

// thin drops columns without which `need` is still reached, the dearest and latest first.
func (g weighted) thin(open, times []int32, need int64) []int32 {
	spare := -need
	for i, n := range times {
		if n > 0 {
			spare += g.weight[i]
		}
	}
	for {
		worst, loss := -1, int64(0)
		for k := len(open) - 1; k >= 0; k-- {
			if worst >= 0 && g.cost[open[k]] <= g.cost[open[worst]] {
				continue
			}
			var lost int64
			for _, i := range g.cols[open[k]] {
				if times[i] == 1 {
					lost += g.weight[i]
				}
			}
			if lost <= spare {
				worst, loss = k, lost
			}
		}
		if worst < 0 {
			return open
		}
		spare -= loss
		for _, i := range g.cols[open[worst]] {
			times[i]--
		}
		open = append(open[:worst], open[worst+1:]...)
	}
}
