package grouping

// even carries weight along paths of groups, from one that is outside of the range to one that can take or give, a node at each border: the way in
// which flips alone cannot go, because every group on the path would be outside for a while. It ends when a path no longer helps.
// O(groups * rim * neighbours) for each path.
func (s *state) even(r *random, c *counter, keep *keeper) {
	for idle := 0; s.bad > 0 && idle < 8 && !c.done(); idle++ {
		path := s.path(r)
		c.add(int64(40*len(s.rim) + 10*s.k))
		if len(path) < 2 {
			return
		}
		bad := s.bad
		moved := s.carry(path, c)
		if s.bad < bad {
			keep.look(s)
			idle = -1
			continue
		}
		for i := len(moved) - 1; i >= 0; i-- {
			s.move(moved[i].node, moved[i].from)
		}
	}
}

// A step is a node that left its group.
type step struct{ node, from int32 }

// carry moves one node at each border of a path, forwards if the first group is too heavy, backwards if it is too light; it ends early where no
// node can go.
func (s *state) carry(path []int32, c *counter) []step {
	var moved []step
	heavy := s.group[path[0]] > s.high
	for i := range len(path) - 1 {
		from, to := path[i], path[i+1]
		if !heavy {
			from, to = to, from
		}
		v := s.cheapest(from, to, c)
		if v < 0 {
			break
		}
		moved = append(moved, step{v, from})
		s.move(v, to)
	}
	return moved
}

// cheapest is the node of a group that goes to another at the least cost: what is outside of the range afterwards first, then price.
func (s *state) cheapest(from, to int32, c *counter) int32 {
	best, least, bad := int32(-1), 0.0, int64(0)
	for _, v := range s.rim {
		if s.of[v] != from || s.size[from] == 1 || !s.touches(v, to) {
			continue
		}
		cost, out := s.change(v, to), s.outside(s.group[from]-s.weight[v])
		if best >= 0 && (out > bad || out == bad && (cost > least || cost == least && v > best)) {
			continue
		}
		ok, work := s.free(v)
		c.add(2*work + 20)
		if ok {
			best, least, bad = v, cost, out
		}
	}
	return best
}

func (s *state) touches(v, group int32) bool {
	for _, u := range s.neighbours(v) {
		if s.of[u] == group {
			return true
		}
	}
	return false
}

// change is by how much the price changes if v goes to another group; weights aside.
func (s *state) change(v, to int32) float64 {
	if s.compact == Cut {
		return float64(s.gain(v, to))
	}
	return float64(s.far(v, to)-s.far(v, s.of[v])) + float64(float64(s.gain(v, to))*s.border)
}

// path draws a group outside of the range and finds a shortest path to a group that departs from the mean the other way, or to one that has
// room; nil if there is none.
func (s *state) path(r *random) []int32 {
	var off []int32
	for g, w := range s.group {
		if s.outside(w) > 0 {
			off = append(off, int32(g))
		}
	}
	from := off[r.below(len(off))]
	heavy := s.group[from] > s.high
	near := s.quotient()
	before := make([]int32, s.k)
	for g := range before {
		before[g] = -1
	}
	before[from] = from
	queue := []int32{from}
	for i := 0; i < len(queue); i++ {
		g := queue[i]
		if g != from && (heavy && s.group[g] < s.high || !heavy && s.group[g] > s.low) {
			return trace(before, from, g)
		}
		turn := r.below(len(near[g]))
		for j := range near[g] {
			if u := near[g][(j+turn)%len(near[g])]; before[u] < 0 {
				before[u] = g
				queue = append(queue, u)
			}
		}
	}
	return nil
}

// quotient lists the groups beside each group, with repeats.
func (s *state) quotient() [][]int32 {
	near := make([][]int32, s.k)
	for _, v := range s.rim {
		for _, u := range s.neighbours(v) {
			if s.of[u] != s.of[v] {
				near[s.of[v]] = append(near[s.of[v]], s.of[u])
			}
		}
	}
	return near
}

func trace(before []int32, from, to int32) []int32 {
	var back []int32
	for g := to; g != from; g = before[g] {
		back = append(back, g)
	}
	path := []int32{from}
	for i := len(back) - 1; i >= 0; i-- {
		path = append(path, back[i])
	}
	return path
}
