package cover

// A gain searches for columns that reach more: the one that is missed least goes out, the one that brings most comes in, and neither may go
// back for some rounds (tabu search, Glover 1989).
type gain struct {
	*local
	tabu []int64 // per column, the round until which it may not change
	sum  int64   // the weight reached
	now  int64   // the round
}

// newGain begins with the columns that bring most one by one.
func newGain(g weighted, count int) *gain {
	l := newLocal(g.core, nil)
	copy(l.weight, g.weight)
	for j, col := range g.cols {
		l.score[j] = 0
		for _, i := range col {
			l.score[j] += g.weight[i]
		}
	}
	s := &gain{local: l, tabu: make([]int64, len(g.cols))}
	for range min(count, len(g.cols)) {
		s.in()
	}
	return s
}

// in opens the column that brings most; some column is closed.
func (g *gain) in() {
	best := int32(-1)
	for j, x := range g.score {
		if !g.open[j] && (best < 0 || g.better(int32(j), x, best)) {
			best = int32(j)
		}
	}
	g.spent += int64(len(g.score))
	g.sum += g.score[best]
	g.tabu[best] = g.now + 1 + int64(g.rnd.below(1+min(len(g.list)/2, 9)))
	g.flip(best)
}

// better tells that column j is to be opened rather than k: one that may, then one that brings more.
func (g *gain) better(j int32, x int64, k int32) bool {
	may, other := g.tabu[j] <= g.now, g.tabu[k] <= g.now
	return may != other && may || may == other && x > g.score[k]
}

// out closes the column that is missed least.
func (g *gain) out() {
	worst := int32(-1)
	for _, j := range g.list {
		if g.tabu[j] <= g.now && (worst < 0 || g.score[j] < g.score[worst] || g.score[j] == g.score[worst] && g.tabu[j] < g.tabu[worst]) {
			worst = j
		}
	}
	if worst < 0 {
		worst = g.list[g.rnd.below(len(g.list))]
	}
	g.sum -= g.score[worst]
	g.tabu[worst] = g.now + 2 + int64(g.rnd.below(9))
	g.flip(worst)
}

// improve makes `rounds` swaps and returns the best columns found if they reach more than `best`.
func (g *gain) improve(best int64, rounds int, w *work) (value int64, found []int32) {
	count := len(g.list)
	for k := 0; k <= rounds && count > 0; k++ {
		if g.sum > best {
			best, value = g.sum, g.sum
			found = append(found[:0], g.list...)
		}
		w.spend(int(g.spent))
		g.spent = 0
		if w.over() {
			break
		}
		g.now++
		g.out()
		for range count - len(g.list) {
			g.in()
		}
	}
	return value, found
}
