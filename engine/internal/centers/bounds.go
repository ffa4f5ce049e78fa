package centers

import "slices"

// leastOut bounds the members without a centre: those whom no site reaches, and those for whom the centres have no room. O(pairs).
func (p *Problem) leastOut() int64 {
	reached := make([]bool, p.Members)
	for s, m := range p.Sites {
		reached[m] = true
		to, _ := p.row(int32(s))
		for _, i := range to {
			reached[i] = true
		}
	}
	lost := int64(0)
	for _, r := range reached {
		if !r {
			lost++
		}
	}
	if p.Max == 0 {
		return lost
	}
	return max(lost, int64(p.Members)-int64(p.Count)*p.Max)
}

// leastMissing bounds what centres lack if so many members have none: of all of them together, and of each by itself. O(pairs).
func (p *Problem) leastMissing(out int64) int64 {
	all := int64(p.Count)*p.Min - (int64(p.Members) - out)
	atFixed := p.atFixed()
	single, count := int64(0), p.Count
	var free []int64
	for s, m := range p.Sites {
		most := int64(1)
		to, _ := p.row(int32(s))
		for _, i := range to {
			if i != m && !atFixed[i] {
				most++
			}
		}
		lack := max(p.Min-min(most, p.most()), 0)
		if p.fixed(int32(s)) {
			single += lack
			count--
		} else {
			free = append(free, lack)
		}
	}
	slices.Sort(free)
	for _, lack := range free[:min(max(count, 0), len(free))] {
		single += lack
	}
	return max(all, single, 0)
}
