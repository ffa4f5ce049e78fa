package cover

// A branch is what is left to cover after some choices: a core with its dual, and the columns chosen with their cost.
type branch struct {
	*core
	*dual
	base int64
	open []int32
}

// node looks for covers of the core that cost less than the best one, together with what is chosen already. offer is a dual of the whole,
// by row. A column is either in, then the rest is a smaller problem of the same kind; or out, and the next one is tried.
func (s *search) node(c *core, base int64, open []int32, offer []int64) {
	b, ok := s.settle(c, base, open, offer)
	if !ok {
		return
	}
	size := b.core.entries()
	s.held += size
	for ok && !s.cut {
		if s.over() || s.held > s.most {
			s.cut = true
			break
		}
		j := b.pick()
		offer := s.offer(&b)
		row := all(len(b.core.rows))
		for _, i := range b.core.cols[j] {
			row[i] = false
		}
		s.node(b.core.keep(row, all(len(b.core.cols))), b.base+b.core.cost[j], with(b.open, b.core.site[j]), offer)
		col := all(len(b.core.cols))
		col[j] = false
		b, ok = s.settle(b.core.keep(all(len(b.core.rows)), col), b.base, b.open, offer)
	}
	s.held -= size
}

// with is a copy of the list with one more number.
func with(list []int32, x int32) []int32 { return append(list[:len(list):len(list)], x) }

// offer is the branch's dual by rows of the whole.
func (s *search) offer(b *branch) []int64 {
	offer := make([]int64, len(s.core.rows))
	for i, h := range b.core.home {
		offer[h] = b.best[i]
	}
	return offer
}

// settle reduces a core, whose lists it overwrites, bounds it and drops the columns that no better cover has, until none is left to drop; false if no better cover
// is left in it.
func (s *search) settle(c *core, base int64, open []int32, offer []int64) (b branch, ok bool) {
	for {
		s.nodes++
		s.spend(2 * c.entries())
		if c.bare() {
			return b, false
		}
		var chosen []choice
		c, chosen = c.reduce(s.work, nil)
		for _, x := range chosen {
			base += x.cost
			open = with(open, x.site)
		}
		if len(c.rows) == 0 {
			s.record(c, base, open, nil)
			return b, false
		}
		if base >= s.aim() {
			return b, false
		}
		d := newDual(c, s.unit)
		for i, h := range c.home {
			d.u[i] = min(offer[h], d.cap[i])
		}
		d.patience = hurry
		if d.climb(s.aim()-base, nodeSteps, s.work) {
			return b, false
		}
		d.settle(s.work)
		s.lagrangian(d, c, base, open)
		if d.bound > (s.aim()-base-1)*s.unit {
			return b, false
		}
		b = branch{core: c, dual: d, base: base, open: open}
		col, dropped := d.fix(s.aim() - base)
		if dropped == 0 || s.over() {
			return b, true
		}
		offer = s.offer(&b)
		c = c.shrink(all(len(c.rows)), col)
	}
}

// bare tells that some row cannot be covered.
func (c *core) bare() bool {
	for _, row := range c.rows {
		if len(row) == 0 {
			return true
		}
	}
	return false
}

// fix finds the columns that no cover below target can have: their slack added to the bound is too much. The dual must be settled.
func (d *dual) fix(target int64) (col []bool, dropped int) {
	col = all(len(d.cols))
	for j, s := range d.slack {
		if s > 0 && d.bound+s > (target-1)*d.unit {
			col[j] = false
			dropped++
		}
	}
	return col, dropped
}

// pick is the column to branch on: the one that the dual chose most often, of equal ones the largest.
func (d *dual) pick() int32 {
	best := int32(0)
	for j, n := range d.often {
		if b := d.often[best]; n > b || n == b && len(d.cols[j]) > len(d.cols[best]) {
			best = int32(j)
		}
	}
	return best
}
