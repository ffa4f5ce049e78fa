package linking

// splitPrices are the prices of the problem in which every home of weight w is w homes of weight 1 with all costs times scale, a
// multiple of the weights; nil if those were too many homes, or their costs do not fit into one number each. False if stopped.
func splitPrices(p *Problem, scale int64, stop func() bool) ([]Vec, bool) {
	var units int64
	for h := range p.homes() {
		units += p.weight(h)
	}
	if units > int64(maxSplit*p.homes()) {
		return nil, true
	}
	var v Solver
	s, done, ok := v.packed(splitProblem(p, scale), Options{NoProof: true}, stop)
	if !done {
		return nil, ok
	}
	return s.Price, ok
}

// splitProblem has w homes for a home of weight w, each of which pays its share, everything times scale.
func splitProblem(p *Problem, scale int64) *Problem {
	split := &Problem{
		Start: []int32{0}, Servers: p.Servers, Columns: p.columns(),
		ShortfallTier: p.ShortfallTier, LoadTier: p.LoadTier, LoadScale: scale * max(p.LoadScale, 1),
	}
	class := make(map[Vec]uint16)
	for h := range p.homes() {
		w := p.weight(h)
		skip := p.skip(int32(h)).Times(scale / w)
		if _, ok := class[skip]; !ok {
			class[skip] = uint16(len(split.SkipCost))
			split.SkipCost = append(split.SkipCost, skip)
		}
		for range w {
			split.addPart(p, int32(h), scale/w)
			split.Skip = append(split.Skip, class[skip])
		}
	}
	return split
}

// columns are empty ones for all tiers in which pairs may cost something, changes included.
func (p *Problem) columns() []Column {
	used := [MaxTiers]bool{}
	for _, c := range p.Columns {
		used[c.Tier] = true
	}
	for t, x := range p.Change {
		used[t] = used[t] || x != 0 && p.Standing != nil
	}
	var out []Column
	for t, u := range used {
		if u {
			out = append(out, Column{Tier: t})
		}
	}
	return out
}

// addPart adds the pairs of a home, all costs times factor. What a change costs is counted among the pairs' costs.
func (p *Problem) addPart(whole *Problem, h int32, factor int64) {
	for a := whole.Start[h]; a < whole.Start[h+1]; a++ {
		cost := whole.cost(h, a)
		p.To = append(p.To, whole.To[a])
		for i := range p.Columns {
			c := &p.Columns[i]
			c.Cost = append(c.Cost, cost[c.Tier]*factor)
		}
	}
	p.Start = append(p.Start, int32(len(p.To)))
}
