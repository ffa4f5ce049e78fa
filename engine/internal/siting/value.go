package siting

import "slices"

// A tally adds up what the homes of one circle amount to.
type tally struct {
	homes    int
	members  int
	capacity int64
	minLoad  int64
	held     int64    // sizes
	own      [3]int   // by priority
	others   [3]int   // homes that need a place, by priority
	weight   [3]int64 // their weights
	size     [3]int   // of all, by priority
	uneven   int      // how many of them do not weigh 1
}

func (t *tally) add(h *Home, sign int) {
	s := int64(sign)
	t.homes += sign
	t.members += sign * h.Members
	t.capacity += s * h.Capacity
	t.minLoad += s * h.MinLoad
	t.held += s * h.size()
	t.size[h.Priority] += sign * int(h.size())
	if h.Own {
		t.own[h.Priority] += sign
		return
	}
	t.others[h.Priority] += sign
	t.weight[h.Priority] += s * h.Weight
	if h.Weight != 1 {
		t.uneven += sign
	}
}

// need is the weight of the homes that need a place.
func (t *tally) need() int64 { return t.weight[0] + t.weight[1] + t.weight[2] }

// value is what the circle contributes, but for its site and its distance. list gives its homes; asked for only where unequal weights
// meet a capacity that binds.
func (t *tally) value(p *Problem, list func() []int32) Value {
	if t.homes == 0 {
		return Value{}
	}
	v := Value{Circles: 1, Shortfall: max(p.MinHeld-t.held, 0)}
	for i := range v.Placed {
		for priority := 2 - i; priority <= 2; priority++ {
			v.Placed[i] += t.size[priority]
		}
	}
	if p.TeamMin == 0 {
		v.Counted = v.Placed
		return v
	}
	need := t.need()
	v.Shortfall += max(int64(p.TeamMin-t.members), 0) + max(t.minLoad-need, 0)
	counted := t.others
	switch {
	case need <= t.capacity:
	case t.uneven == 0:
		counted = fill(t.others, t.capacity)
	default:
		counted = p.fillUneven(list(), t.capacity)
	}
	for i := range v.Counted {
		for priority := 2 - i; priority <= 2; priority++ {
			v.Counted[i] += counted[priority] + t.own[priority]
		}
	}
	return v
}

// fill takes homes of weight 1, highest priority first, as long as there is room.
func fill(others [3]int, room int64) (counted [3]int) {
	for priority := 2; priority >= 0; priority-- {
		counted[priority] = int(min(int64(others[priority]), room))
		room -= int64(counted[priority])
	}
	return counted
}

// fillUneven takes homes by priority, lowest weight first, up to the first that does not fit.
func (p *Problem) fillUneven(homes []int32, room int64) (counted [3]int) {
	slices.SortStableFunc(homes, func(a, b int32) int {
		x, y := &p.Homes[a], &p.Homes[b]
		if x.Priority != y.Priority {
			return y.Priority - x.Priority
		}
		return int(x.Weight - y.Weight)
	})
	for _, i := range homes {
		h := &p.Homes[i]
		if h.Own {
			continue
		}
		if room -= h.Weight; room < 0 {
			break
		}
		counted[h.Priority]++
	}
	return counted
}

// value of a whole solution.
func (p *Problem) value(open, of []int32) Value {
	tallies := make([]tally, len(open))
	var v Value
	for h, c := range of {
		if c != None {
			tallies[c].add(&p.Homes[h], 1)
			way, sum := p.way(open[c], int32(h))
			v.Distance += sum
			if p.Objective == Center {
				v.Farthest = max(v.Farthest, way)
			}
		}
	}
	for c := range tallies {
		v.add(tallies[c].value(p, func() []int32 { return holding(of, int32(c)) }))
	}
	v.Circles = len(open)
	p.valueSites(&v, open)
	p.capped(&v)
	return v
}

// way is the distance of a home in reach of a site, and what it adds to the total.
func (p *Problem) way(s, h int32) (way, sum int64) {
	d, n := p.Distance[s][h], p.Homes[h].times()
	if p.scaled {
		return d / n, d
	}
	return d, d * n
}

// valueSites adds what depends on the sites.
func (p *Problem) valueSites(v *Value, open []int32) {
	standing := slices.ContainsFunc(p.Sites, func(s Site) bool { return s.Standing })
	for _, o := range open {
		s := &p.Sites[o]
		switch p.Objective {
		case Fewest:
			v.Cost += s.Cost
		case Median:
			v.Distance += s.Cost
		}
		if standing && !s.Standing {
			v.New++
		}
	}
	if p.Count > 0 {
		v.Lacking = max(p.Count-len(open), 0)
	}
}

// capped ends what is counted and placed at the target.
func (p *Problem) capped(v *Value) {
	if p.Target == 0 {
		return
	}
	target := int(p.Target)
	v.Beyond = max(v.Placed[2]-target, 0)
	v.Counted[2], v.Placed[2] = min(v.Counted[2], target), min(v.Placed[2], target)
}

// Weigh tells what circles are worth, whoever made them: the homes of each by number. Sites and distances are left out: Cost, New, Farthest and Distance
// are 0.
func (p *Problem) Weigh(circles [][]int32) Value {
	var v Value
	for _, homes := range circles {
		var t tally
		for _, h := range homes {
			t.add(&p.Homes[h], 1)
		}
		v.add(t.value(p, func() []int32 { return slices.Clone(homes) }))
	}
	v.Circles = len(circles)
	p.capped(&v)
	return v
}

func holding(of []int32, c int32) []int32 {
	var list []int32
	for h, x := range of {
		if x == c {
			list = append(list, int32(h))
		}
	}
	return list
}
