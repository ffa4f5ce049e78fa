package cover

// A partialBranch is what is left to cover after some choices.
type partialBranch struct {
	weighted
	d          *partialDual
	need, base int64
	open       []int32
}

// node looks for covers that cost less than the best one, as search.node does.
func (s *partialSearch) node(b partialBranch, offer []int64) {
	b, ok := s.settle(b, offer)
	if !ok {
		return
	}
	size := b.entries()
	s.held += size
	for ok && !s.cut {
		if s.over() || s.held > s.most {
			s.cut = true
			break
		}
		j := b.d.pick()
		in, kept := b.choose(j)
		s.node(in, pickRows(b.d.best, kept))
		col := all(len(b.cols))
		col[j] = false
		best := b.d.best
		b.weighted = b.keep(all(len(b.rows)), col)
		b, ok = s.settle(b, best)
	}
	s.held -= size
}

// choose opens a column; kept tells which rows are left.
func (b *partialBranch) choose(j int32) (next partialBranch, kept []bool) {
	next = *b
	next.open = with(b.open, b.site[j])
	next.base += b.cost[j]
	kept = all(len(b.rows))
	for _, i := range b.cols[j] {
		next.need -= b.weight[i]
		kept[i] = false
	}
	next.weighted = b.keep(kept, all(len(b.cols)))
	return next, kept
}

// settle bounds a branch and drops the columns that no better cover has, until none is left to drop; false if no better cover is left in it.
func (s *partialSearch) settle(b partialBranch, offer []int64) (partialBranch, bool) {
	for {
		s.nodes++
		s.spend(2 * b.entries())
		if b.need <= 0 {
			s.record(b.weighted, nil, b.base, b.open)
			return b, false
		}
		var left int64
		row := all(len(b.rows))
		for i, list := range b.rows {
			if row[i] = len(list) > 0; row[i] {
				left += b.weight[i]
			}
		}
		if left < b.need || b.base >= s.value {
			return b, false
		}
		offer = pickRows(offer, row)
		b.weighted = b.keep(row, all(len(b.cols)))
		d := newPartialDual(b.weighted, b.need, s.unit)
		copy(d.u, offer)
		if d.climb(s.value-b.base, nodeSteps, s.work) {
			return b, false
		}
		d.settle(s.work)
		s.try(b.weighted, d.slack, b.need, b.base, b.open)
		if d.bound > (s.value-b.base-1)*s.unit {
			return b, false
		}
		b.d, offer = d, d.best
		col, dropped := d.fix(s.value - b.base)
		if dropped == 0 || s.over() {
			return b, true
		}
		b.weighted = b.keep(all(len(b.rows)), col)
	}
}
