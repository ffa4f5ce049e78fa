package grouping

// A state is a grouping of a piece that moves node by node, always with connected groups.
type state struct {
	*piece
	of     []int32
	group  []int64 // weight of each group
	size   []int32 // nodes of each group
	rim    []int32 // nodes with a neighbour in another group, in no order that matters to anybody but the draws
	at     []int32 // position of a node in rim, -1: not there
	away   []int32 // neighbours of a node in other groups
	cuts   int64   // sum of the cost of cut edges
	bad    int64   // sum of what the weights are outside of low..high
	low    int64   // the range that weights should be in
	high   int64
	medoid []int32 // a unit near the middle of each group; nil under Cut
	stamp  []int32
	now    int32
	queue  []int32
}

func newState(q *piece, of []int32) *state {
	n := q.nodes()
	s := &state{piece: q, of: append([]int32(nil), of...), group: q.weights(of), size: make([]int32, q.k), at: make([]int32, n), away: make([]int32, n)}
	s.stamp = make([]int32, n)
	s.low, s.high = q.lo, q.hi
	if q.balance {
		s.low, s.high = q.a, q.b
	}
	for v := range of {
		s.size[of[v]]++
		s.at[v] = -1
		for _, t := range q.neighbours(int32(v)) {
			if of[t] != of[v] {
				s.away[v]++
			}
		}
		if s.away[v] > 0 {
			s.enter(int32(v))
		}
	}
	s.cuts = q.cut(of)
	for _, w := range s.group {
		s.bad += s.outside(w)
	}
	if q.compact == Distance {
		s.centre()
	}
	return s
}

func (s *state) enter(v int32) {
	s.at[v] = int32(len(s.rim))
	s.rim = append(s.rim, v)
}

func (s *state) leave(v int32) {
	last := s.rim[len(s.rim)-1]
	s.rim[s.at[v]], s.at[last] = last, s.at[v]
	s.rim = s.rim[:len(s.rim)-1]
	s.at[v] = -1
}

// outside is how far a weight is from the range it should be in.
func (s *state) outside(w int64) int64 {
	if w < s.low {
		return s.low - w
	}
	if w > s.high {
		return w - s.high
	}
	return 0
}

// gain is by how much cuts would change if v went to another group.
func (s *state) gain(v, to int32) int64 {
	var d int64
	from := s.of[v]
	for i := s.start[v]; i < s.start[v+1]; i++ {
		switch s.of[s.to[i]] {
		case from:
			d += s.cost[i]
		case to:
			d -= s.cost[i]
		}
	}
	return d
}

// worse is by how much bad would change.
func (s *state) worse(v, to int32) int64 {
	from, w := s.of[v], s.weight[v]
	return s.outside(s.group[from]-w) - s.outside(s.group[from]) + s.outside(s.group[to]+w) - s.outside(s.group[to])
}

// move puts v into another group. O(neighbours).
func (s *state) move(v, to int32) {
	from := s.of[v]
	s.bad += s.worse(v, to)
	s.cuts += s.gain(v, to)
	s.group[from] -= s.weight[v]
	s.group[to] += s.weight[v]
	s.size[from]--
	s.size[to]++
	s.of[v] = to
	for _, t := range s.neighbours(v) {
		switch s.of[t] {
		case from:
			s.away[v]++
			s.away[t]++
			if s.away[t] == 1 {
				s.enter(t)
			}
		case to:
			s.away[v]--
			s.away[t]--
			if s.away[t] == 0 {
				s.leave(t)
			}
		}
	}
	if s.away[v] == 0 && s.at[v] >= 0 {
		s.leave(v)
	} else if s.away[v] > 0 && s.at[v] < 0 {
		s.enter(v)
	}
}

// reach is the number of nodes after which the search for a way around a node is given up; a node is then taken to be needed where it is.
const reach = 400

// free tells whether the group of v stays connected (and not empty) without v. It looks at v's neighbours, then at theirs, and so on, until
// all are found to be linked. The second answer is the number of entries looked at.
func (s *state) free(v int32) (bool, int64) {
	from := s.of[v]
	s.now += 2
	want := 0
	s.queue = s.queue[:0]
	for _, t := range s.neighbours(v) {
		if s.of[t] == from {
			if want == 0 {
				s.queue = append(s.queue, t)
				s.stamp[t] = s.now
			} else {
				s.stamp[t] = s.now - 1 // wanted
			}
			want++
		}
	}
	work := int64(len(s.neighbours(v)))
	if want <= 1 {
		return want == 1, work
	}
	s.stamp[v] = s.now
	want--
	for i := 0; i < len(s.queue) && i < reach; i++ {
		near := s.neighbours(s.queue[i])
		work += int64(len(near))
		for _, t := range near {
			if s.of[t] != from || s.stamp[t] == s.now {
				continue
			}
			if s.stamp[t] == s.now-1 {
				if want--; want == 0 {
					return true, work
				}
				// Nodes that are wanted lead to the others soonest.
			}
			s.stamp[t] = s.now
			s.queue = append(s.queue, t)
		}
	}
	return false, work
}

// far is how far the units of v are from the middle of a group.
func (s *state) far(v, group int32) int64 {
	m := s.medoid[group]
	var sum int64
	for _, u := range s.members[v] {
		sum += Between(s.x[u], s.y[u], s.x[m], s.y[m])
	}
	return sum
}

// centre chooses for each group the unit nearest to the mean of its units: mostly the medoid, or one next to it. O(units).
func (s *state) centre() {
	sx, sy, count := make([]float64, s.k), make([]float64, s.k), make([]float64, s.k)
	for v, at := range s.of {
		for _, u := range s.members[v] {
			sx[at] += float64(s.x[u])
			sy[at] += float64(s.y[u])
			count[at]++
		}
	}
	s.medoid = make([]int32, s.k)
	best := make([]float64, s.k)
	for g := range s.medoid {
		s.medoid[g] = -1
	}
	for v, at := range s.of {
		for _, u := range s.members[v] {
			dx, dy := float64(s.x[u])-sx[at]/count[at], float64(s.y[u])-sy[at]/count[at]
			d := float64(dx*dx) + float64(dy*dy)
			if s.medoid[at] < 0 || d < best[at] {
				s.medoid[at], best[at] = u, d
			}
		}
	}
}

// restore goes back to a grouping.
func (s *state) restore(of []int32) {
	for v, at := range of {
		if s.of[v] != at {
			s.move(int32(v), at)
		}
	}
	if s.compact == Distance {
		s.centre()
	}
}
