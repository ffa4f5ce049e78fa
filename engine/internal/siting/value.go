package siting

import "slices"

// A tally adds up what the homes of one circle amount to.
type tally struct {
	homes    int
	members  int
	capacity int64
	minLoad  int64
	own      [3]int   // by priority
	others   [3]int   // homes that need a place, by priority
	weight   [3]int64 // their weights
	uneven   int      // how many of them do not weigh 1
}

func (t *tally) add(h *Home, sign int) {
	s := int64(sign)
	t.homes += sign
	t.members += sign * h.Members
	t.capacity += s * h.Capacity
	t.minLoad += s * h.MinLoad
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

// value is what the circle contributes, but for its distance. list gives its homes; asked for only where unequal weights
// meet a capacity that binds.
func (t *tally) value(p *Problem, list func() []int32) Value {
	if t.homes == 0 {
		return Value{}
	}
	need := t.need()
	v := Value{Circles: 1, Shortfall: max(int64(p.TeamMin-t.members), 0) + max(t.minLoad-need, 0)}
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
			v.Placed[i] += t.others[priority] + t.own[priority]
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
			v.Distance += p.Distance[open[c]][h]
		}
	}
	for c := range tallies {
		v.add(tallies[c].value(p, func() []int32 { return holding(of, int32(c)) }))
	}
	v.Circles = len(open)
	return v
}

// Weigh tells what circles are worth, whoever made them: the homes of each by number. Only Homes and TeamMin need be set; the distance is left out.
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
