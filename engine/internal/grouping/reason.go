package grouping

import "slices"

// counts finds what speaks against Count alone: pieces, nodes, weight of the map.
func (p *Problem) counts(pieces, nodes int, weight int64) []Reason {
	if p.Count <= 0 {
		return nil
	}
	var list []Reason
	if p.Count < pieces {
		list = append(list, Reason{Kind: FewGroups, Pieces: pieces})
	}
	if p.Count > nodes {
		list = append(list, Reason{Kind: ManyGroups, Pieces: nodes})
	}
	if k := int64(p.Count); mul(k, p.Min) > weight {
		list = append(list, Reason{Kind: SumLight, Weight: weight})
	} else if mul(k, p.max()) < weight {
		list = append(list, Reason{Kind: SumHeavy, Weight: weight})
	}
	return list
}

// why lists the reasons that can be read off a map without any search.
func (p *Problem) why(m *division) []Reason {
	var list []Reason
	var total int64
	nodes := 0
	for _, q := range m.pieces {
		total += q.total
		nodes += q.nodes()
		all := func() []int32 { return slices.Sorted(slices.Values(slices.Concat(q.members...))) }
		switch {
		case q.total < p.Min:
			list = append(list, Reason{Kind: Light, Units: all(), Weight: q.total})
		case p.noCount(q.total):
			list = append(list, Reason{Kind: NoCount, Units: all(), Weight: q.total})
		}
	}
	for _, q := range m.pieces {
		for v, w := range q.weight {
			if w > q.hi && m.together(q.members[v]) {
				list = append(list, Reason{Kind: Heavy, Units: q.members[v], Weight: w})
			}
		}
	}
	return append(list, p.counts(len(m.pieces), nodes, total)...)
}

// together tells whether a node is one unit or exactly one set of Same, so that its being together is asked and no doing of ours.
func (m *division) together(units []int32) bool {
	if len(units) == 1 {
		return true
	}
	n := len(m.p.Weight)
	return slices.ContainsFunc(m.p.Same, func(set []int32) bool { return slices.Equal(cleanSet(set, n), units) })
}

// noCount tells that no k has k*Min <= weight <= k*Max.
func (p *Problem) noCount(weight int64) bool {
	if p.Min <= 0 {
		return false // enough groups always hold it
	}
	return p.Max > 0 && mul(weight/p.Min, p.Max) < weight
}
