package selection

// Homes propose: Király's algorithm with homes as men and the clones of members as women.
//
//   - A member with room has clones that nobody ever asked (maidens). A clone once taken stays taken, so room only shrinks.
//   - A home asks the best members left on its list; among equal ones a member with room first.
//   - A matched home is uncertain while one of its equally good members has room. A full member gives an uncertain home away for whoever
//     asks, since that home finds a place as good at once; it keeps the member on its list.
//   - Else a full member takes the asking home if it gives it a better rank than its worst one, or the same rank and the asking one is in
//     its second round while the other is in its first. Who is sent away or turned down strikes the member off. To be turned down by the
//     clone with the worst home is to be turned down by all of them, so whole members are struck off.
//   - A home at the end of its list goes through it a second time, then gives up.
//
// A home that proposes to a full member has no equally good one with room: it is certain, and stays it. So uncertain homes are found
// among those that came while the member had room, each of which is looked at once.

// round is how often a home, or the clones of a member, went through their list.
type round uint8

const (
	first round = iota
	second
	given // up
)

// A suitor is a home that proposes.
type suitor struct {
	// from and to are the equally good pairs that it is at, in the order of its list.
	from, to int32
	// roomy is how far members without room are passed over; asked how far members were asked.
	roomy, asked int32
	round        round
}

// A host is a member that is proposed to.
type host struct {
	room int32
	// worst is a heap of the homes held, the worst on top; entries that do not hold any more are dropped when they are met.
	worst []uint64
	// early are the homes that came while there was room, and may be uncertain.
	early []int32
}

type homesRun struct {
	*Problem
	order   []int32
	suitors []suitor
	hosts   []host
	arc     []int32
	work    int64
}

func homesPropose(p *Problem, weight int64, stop func() bool) (Matching, bool) {
	r := &homesRun{
		Problem: p, order: p.byHome(), suitors: make([]suitor, p.homes()), hosts: make([]host, len(p.Capacity)), arc: unmatched(p.homes()),
	}
	for j, n := range p.places(weight) {
		r.hosts[j].room = n
	}
	for h := range r.suitors {
		r.restart(int32(h))
		if h&0x3ff == 0 && stop() {
			return Matching{}, false
		}
		for free := int32(h); free != None; {
			free = r.propose(free)
		}
	}
	return Matching{Arc: r.arc, Work: r.work}, true
}

// restart puts a home at the head of its list.
func (r *homesRun) restart(h int32) {
	r.suitors[h].to = r.Start[h]
	r.advance(h)
}

// advance goes to the next equally good pairs of a home; an empty range at the end of the list.
func (r *homesRun) advance(h int32) {
	s := &r.suitors[h]
	s.from, s.roomy, s.asked = s.to, s.to, s.to
	if end := r.Start[h+1]; s.from < end {
		rank := r.Home[r.order[s.from]]
		for s.to++; s.to < end && r.Home[r.order[s.to]] == rank; s.to++ {
		}
	}
}

// propose lets a home ask until somebody takes it or it gives up, and returns the home that is free now: none, or the one sent away.
func (r *homesRun) propose(h int32) int32 {
	s := &r.suitors[h]
	for {
		if a := r.withRoom(s); a != None {
			r.hosts[r.To[a]].room--
			r.hosts[r.To[a]].early = append(r.hosts[r.To[a]].early, h)
			r.engage(h, a)
			return None
		}
		for s.asked < s.to {
			a := r.order[s.asked]
			s.asked++
			r.work++
			if gone, ok := r.ask(h, a); ok {
				return gone
			}
		}
		if s.from < s.to {
			r.advance(h)
			continue
		}
		if s.round++; s.round == given {
			return None
		}
		r.restart(h)
	}
}

// withRoom is the pair of an equally good member who has room; none if there is none. Members never get room back, so every pair is
// passed over once a round.
func (r *homesRun) withRoom(s *suitor) int32 {
	for ; s.roomy < s.to; s.roomy++ {
		r.work++
		if a := r.order[s.roomy]; r.hosts[r.To[a]].room > 0 {
			return a
		}
	}
	return None
}

// ask proposes to a full member; ok tells that he takes the home, and gone is the one that he sends away for it.
func (r *homesRun) ask(h, a int32) (gone int32, ok bool) {
	j := r.To[a]
	host := &r.hosts[j]
	for n := len(host.early); n > 0; n-- {
		other := host.early[n-1]
		host.early = host.early[:n-1]
		r.work++
		if r.holds(other, j) && r.suitors[other].round == first && r.withRoom(&r.suitors[other]) != None {
			return r.replace(other, h, a), true
		}
	}
	for len(host.worst) > 0 {
		top := host.worst[0]
		other := int32(top & (1<<31 - 1))
		if !r.holds(other, j) || top != r.key(other, r.arc[other]) {
			host.drop()
			continue
		}
		if r.key(h, a)>>31 >= top>>31 {
			return None, false
		}
		host.drop()
		return r.replace(other, h, a), true
	}
	return None, false
}

func (r *homesRun) holds(h, j int32) bool { return r.arc[h] != None && r.To[r.arc[h]] == j }

func (r *homesRun) replace(other, h, a int32) int32 {
	r.arc[other] = None
	r.engage(h, a)
	return other
}

func (r *homesRun) engage(h, a int32) {
	r.arc[h] = a
	r.hosts[r.To[a]].push(r.key(h, a))
}

// key orders the homes of a member, the worst last: by the member's rank, then homes in their first round, then number.
func (r *homesRun) key(h, a int32) uint64 {
	k := uint64(ordered(r.Member[a]))<<32 | uint64(h)
	if r.suitors[h].round == first {
		k |= 1 << 31
	}
	return k
}

// push and drop keep the heap, the largest on top.
func (x *host) push(k uint64) {
	x.worst = append(x.worst, k)
	i := len(x.worst) - 1
	for i > 0 {
		up := (i - 1) / 2
		if x.worst[up] >= k {
			break
		}
		x.worst[i] = x.worst[up]
		i = up
	}
	x.worst[i] = k
}

func (x *host) drop() {
	n := len(x.worst) - 1
	k := x.worst[n]
	x.worst = x.worst[:n]
	i := 0
	for {
		down := 2*i + 1
		if down >= n {
			break
		}
		if down+1 < n && x.worst[down+1] > x.worst[down] {
			down++
		}
		if x.worst[down] <= k {
			break
		}
		x.worst[i] = x.worst[down]
		i = down
	}
	if n > 0 {
		x.worst[i] = k
	}
}
