package selection

import "slices"

// Most is at least the number of pairs of every matching: the size of the largest one in which a member takes at most as many homes as the
// lightest of those he accepts that fit into his capacity together (the largest of all where homes weigh the same). It starts from a
// matching, that of the choice. stop is as in Solve. Hopcroft and Karp 1973, for capacities: O(pairs x root of the homes), in practice a few passes.
func Most(p *Problem, arc []int32, stop func() bool) (int, bool) {
	x := &largest{Problem: p, arc: slices.Clone(arc), room: p.fitting(), next: make([]int32, p.homes()), at: make([]int32, len(p.Capacity))}
	for h, a := range x.arc {
		switch {
		case a == None:
		case x.room[p.To[a]] > 0:
			x.room[p.To[a]]--
		default:
			x.arc[h] = None
		}
	}
	for x.levels() {
		if stop != nil && stop() {
			return 0, false
		}
		x.augment()
	}
	pairs := 0
	for _, a := range x.arc {
		if a != None {
			pairs++
		}
	}
	return pairs, true
}

// fitting are how many homes fit into each member at most.
func (p *Problem) fitting() []int32 {
	if weight, same := p.even(); same {
		return p.places(weight)
	}
	weights := make([][]int64, len(p.Capacity))
	for h := range p.homes() {
		for _, j := range p.To[p.Start[h]:p.Start[h+1]] {
			weights[j] = append(weights[j], p.weight(int32(h)))
		}
	}
	out := make([]int32, len(p.Capacity))
	for j, list := range weights {
		slices.Sort(list)
		room := p.Capacity[j]
		for _, w := range list {
			if room -= w; room < 0 {
				break
			}
			out[j]++
		}
	}
	return out
}

// largest is a matching that grows along shortest augmenting paths.
type largest struct {
	*Problem
	arc  []int32
	room []int32
	// level counts the hand-overs from a home without partner to a member, None for out of reach.
	level []int32
	// members held: those of member j are taken[first[j]:first[j+1]].
	first, taken []int32
	// next is the next pair of a home, at the next home of a member, to be looked at in this pass.
	next, at []int32
}

// levels finds how far members are from homes without partner, and reports whether one of them has room.
func (x *largest) levels() bool {
	x.hold()
	x.level = unmatched(len(x.Capacity))
	var queue []int32
	reach := func(h, level int32) {
		for _, j := range x.To[x.Start[h]:x.Start[h+1]] {
			if x.level[j] == None {
				x.level[j] = level
				queue = append(queue, j)
			}
		}
	}
	for h, a := range x.arc {
		if a == None {
			reach(int32(h), 0)
		}
	}
	for i := 0; i < len(queue); i++ {
		j := queue[i]
		if x.room[j] > 0 {
			return true
		}
		for _, h := range x.taken[x.first[j]:x.first[j+1]] {
			reach(h, x.level[j]+1)
		}
	}
	return false
}

// hold lists the homes of every member.
func (x *largest) hold() {
	x.first, x.taken = make([]int32, len(x.Capacity)+1), make([]int32, len(x.arc))
	for _, a := range x.arc {
		if a != None {
			x.first[x.To[a]+1]++
		}
	}
	for j := range x.Capacity {
		x.first[j+1] += x.first[j]
	}
	copy(x.at, x.first)
	for h, a := range x.arc {
		if a != None {
			j := x.To[a]
			x.taken[x.at[j]] = int32(h)
			x.at[j]++
		}
	}
	copy(x.at, x.first)
	copy(x.next, x.Start)
}

// augment finds a partner for as many homes as disjoint shortest paths lead to room.
func (x *largest) augment() {
	for h := range x.arc {
		if x.arc[h] == None {
			x.settle(int32(h), 0)
		}
	}
}

// settle finds a partner for a home among the members of a level, who may hand a home on to the next. Each pair is looked at once a pass.
func (x *largest) settle(h, level int32) bool {
	for ; x.next[h] < x.Start[h+1]; x.next[h]++ {
		a := x.next[h]
		j := x.To[a]
		if x.level[j] != level {
			continue
		}
		if x.room[j] > 0 {
			x.room[j]--
			x.arc[h] = a
			return true
		}
		for ; x.at[j] < x.first[j+1]; x.at[j]++ {
			if g := x.taken[x.at[j]]; x.settle(g, level+1) {
				x.at[j]++
				x.arc[h] = a
				return true
			}
		}
	}
	return false
}

// Strict reports whether nobody accepts two equally gladly, and homes weigh the same: then all stable matchings hold the same number of pairs
// (Gale and Sotomayor 1985; Roth 1986). O(pairs log pairs).
func Strict(p *Problem) bool {
	if _, same := p.even(); !same {
		return false
	}
	order := p.byHome()
	for h := range p.homes() {
		for i := p.Start[h] + 1; i < p.Start[h+1]; i++ {
			if p.Home[order[i]] == p.Home[order[i-1]] {
				return false
			}
		}
	}
	start, order := p.byMember()
	for j := range p.Capacity {
		for i := start[j] + 1; i < start[j+1]; i++ {
			if p.Member[order[i]] == p.Member[order[i-1]] {
				return false
			}
		}
	}
	return true
}
