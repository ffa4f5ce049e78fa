package grouping

// miss is what k groups of weight w together must lack to lo or exceed hi.
func miss(w, k, lo, hi int64) int64 {
	if need := mul(k, lo); need > w {
		return need - w
	}
	if room := mul(k, hi); room < w {
		return w - room
	}
	return 0
}

// mul is a*b for numbers of at least 0, and at most 2^62.
func mul(a, b int64) int64 {
	const top = 1 << 62
	if a == 0 || b == 0 {
		return 0
	}
	if a > top/b {
		return top
	}
	return a * b
}

// allot gives each piece its number of groups: at least 1, at most its nodes, Count in all if Count is given (as far as that can be). First
// the least violation that arithmetic allows; then, with Count, the least sum of squared weights (what even groups would have), else the
// number nearest to the weight divided by Target. O(pieces * groups).
func allot(p *Problem, weight []int64, nodes []int) []int {
	k := make([]int, len(weight))
	if p.Count <= 0 {
		for i := range k {
			k[i] = free(p, weight[i], nodes[i])
		}
		return k
	}
	left := p.Count
	for i := range k {
		k[i] = 1
		left--
	}
	for ; left > 0; left-- {
		best := -1
		for i := range k {
			if k[i] < nodes[i] && (best < 0 || p.gains(weight[i], k[i], weight[best], k[best])) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		k[best]++
	}
	return k
}

// gains tells whether one more group is worth more in a piece of weight a, now in i groups, than in one of weight b in j.
// Both aims are convex in the number of groups, so that taking the best one after the other is optimal.
func (p *Problem) gains(a int64, i int, b int64, j int) bool {
	ga := miss(a, int64(i), p.Min, p.max()) - miss(a, int64(i+1), p.Min, p.max())
	gb := miss(b, int64(j), p.Min, p.max()) - miss(b, int64(j+1), p.Min, p.max())
	if ga != gb {
		return ga > gb
	}
	return float64(a)*float64(a)/float64(i*(i+1)) > float64(b)*float64(b)/float64(j*(j+1))
}

// target is the weight of a group that a problem without Count asks for.
func (p *Problem) target() int64 {
	switch {
	case p.Target > 0:
		return p.Target
	case p.Max > 0:
		return max(1, p.Min+(p.max()-p.Min)/2)
	case p.Min > 0:
		return p.Min
	}
	return 0
}

// free is the number of groups for a piece when Count is free. With no bound and no target the piece is one group.
func free(p *Problem, weight int64, nodes int) int {
	t := p.target()
	if t == 0 {
		return 1
	}
	best, lack, off := 1, miss(weight, 1, p.Min, p.max()), distant(weight, t)
	from, to := int64(1), int64(nodes)
	if weight/t < to {
		// Both aims are convex: beyond these ends they only get worse.
		from, to = 1, min(to, max(weight/t, weight/max(p.max(), 1))+2)
	}
	for k := from; k <= to; k++ {
		l, o := miss(weight, k, p.Min, p.max()), distant(weight, mul(k, t))
		if l < lack || l == lack && o < off {
			best, lack, off = int(k), l, o
		}
	}
	return best
}

func distant(a, b int64) int64 { return max(a-b, b-a) }
