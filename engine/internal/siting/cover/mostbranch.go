package cover

// A mostBranch is what is left after some choices: a core, how many columns may still be chosen, what those chosen bring.
type mostBranch struct {
	weighted
	d     *mostDual
	count int
	base  int64
	open  []int32
}

// node looks for choices that bring more than the best one, or as much as is enough. offer are the dual's offers for the core's rows.
func (s *mostSearch) node(g weighted, count int, base int64, open []int32, offer []int64) {
	b, ok := s.settle(mostBranch{weighted: g, count: count, base: base, open: open}, offer)
	if !ok {
		return
	}
	size := b.entries()
	s.held += size
	for ok && !s.cut && s.value < s.enough {
		if s.over() || s.held > s.most {
			s.cut = true
			break
		}
		j := b.d.pick()
		in, kept := b.choose([]int32{j})
		s.node(in.weighted, in.count, in.base, in.open, pickRows(b.d.best, kept))
		col := all(len(b.cols))
		col[j] = false
		best := b.d.best
		b.weighted = b.keep(all(len(b.rows)), col)
		b, ok = s.settle(b, best)
	}
	s.held -= size
}

// choose opens columns; kept tells which rows are left.
func (b *mostBranch) choose(cols []int32) (next mostBranch, kept []bool) {
	next = *b
	kept = all(len(b.rows))
	col := all(len(b.cols))
	for _, j := range cols {
		next.open = with(next.open, b.site[j])
		next.count--
		col[j] = false
		for _, i := range b.cols[j] {
			if kept[i] {
				next.base += b.weight[i]
				kept[i] = false
			}
		}
	}
	next.weighted = b.keep(kept, col)
	return next, kept
}

func pickRows(list []int64, kept []bool) (out []int64) {
	for i, x := range list {
		if kept[i] {
			out = append(out, x)
		}
	}
	return out
}

// settle bounds a branch and fixes the columns that every better choice has or has not, until none is left to fix; false if no better
// choice is left in it.
func (s *mostSearch) settle(b mostBranch, offer []int64) (mostBranch, bool) {
	for {
		s.nodes++
		s.spend(2 * b.entries())
		if b.count <= 0 || len(b.cols) == 0 {
			s.record(b.base, b.open, nil)
			return b, false
		}
		if b.count >= len(b.cols) {
			s.record(b.base+b.reached(), b.open, b.site)
			return b, false
		}
		d := newMostDual(b.weighted, b.count, s.unit)
		copy(d.u, offer)
		if d.climb(s.aim()-b.base, nodeSteps, s.work) {
			return b, false
		}
		if d.bound == Far {
			b.d = d
			return b, true // the budget is used up
		}
		s.try(d, b.base, b.open)
		if d.bound < (s.aim()-b.base)*s.unit {
			return b, false
		}
		out, in := d.fix(s.aim() - b.base)
		b.d, offer = d, d.best
		if len(out)+len(in) == 0 || s.over() {
			return b, true
		}
		if len(in) > b.count {
			return b, false
		}
		row, col := all(len(b.rows)), all(len(b.cols))
		if len(in) > 0 {
			number := b.site
			b, row = b.choose(in)
			offer = pickRows(offer, row)
			out = renumber(out, number, b.site)
			row, col = all(len(b.rows)), all(len(b.cols))
		}
		for _, j := range out {
			col[j] = false
		}
		b.weighted = b.keep(row, col)
	}
}

// renumber finds the columns again by their sites, which ascend; those that are gone are left out.
func renumber(cols, before, now []int32) (out []int32) {
	k := 0
	for _, j := range cols {
		for k < len(now) && now[k] < before[j] {
			k++
		}
		if k < len(now) && now[k] == before[j] {
			out = append(out, int32(k))
		}
	}
	return out
}

// reached is the weight of the rows that some column covers.
func (b *mostBranch) reached() int64 {
	var n int64
	for i, row := range b.rows {
		if len(row) > 0 {
			n += b.weight[i]
		}
	}
	return n
}
