package median

import "slices"

// sparse is a set of open sites among the undecided ones of a relaxation, for many small changes: everything is done along
// lists of near pairs, so that a change costs what lies around it. Pairs that are left out make it overrate what a set costs,
// never the other way round.
type sparse struct {
	*relax
	last []int32 // per home the end of the pairs that are used
	none []int64 // per home what it costs without them

	column     []int32 // per site the start of its homes
	home       []int32
	away       []int64 // their distances
	open       []int32
	at         []int32 // per site its index in open, or -1
	first      []int32 // per home: sites, or -1
	second     []int32
	near, next []int64
	loss       []int64 // per open site what closing it adds
	less       []int64 // scratch, per site
	value      int64

	queue  []int32
	queued []bool
	undo   [][2]int32 // the changes since the last set that was kept
}

// reach is how many times the distance to the second nearest site a pair may have.
const reach = 2

// newSparse makes the set of those undecided sites that the plan has open.
func newSparse(r *relax, p *plan) *sparse {
	n, m := len(r.who), len(r.local)
	s := &sparse{
		relax: r, last: make([]int32, n), none: make([]int64, n), column: make([]int32, m+1), at: make([]int32, m),
		first: make([]int32, n), second: make([]int32, n), near: make([]int64, n), next: make([]int64, n),
		loss: make([]int64, m), less: make([]int64, m), queued: make([]bool, m),
	}
	for i, h := range r.who {
		s.cut(i, r.mulScale(p.next[h]))
	}
	s.turn()
	for i := range s.first {
		s.first[i], s.second[i] = -1, -1
		s.near[i], s.next[i] = s.none[i], s.none[i]
		s.value += s.none[i]
	}
	s.value += r.base
	for k, j := range r.local {
		if s.at[k] = -1; p.at[j] >= 0 {
			s.change(int32(k), -1)
		}
	}
	s.level()
	s.calmed()
	return s
}

// level opens or closes sites until the count is right: the relaxation may have decided otherwise than the plan, for it only
// holds what is better.
func (s *sparse) level() {
	for !s.free && len(s.open) > max(s.take, 0) {
		out := s.open[0]
		for _, k := range s.open {
			if s.loss[k] < s.loss[out] {
				out = k
			}
		}
		s.change(-1, out)
	}
	for k := int32(0); !s.free && len(s.open) < s.take && int(k) < len(s.local); k++ {
		if s.at[k] < 0 {
			s.change(k, -1)
		}
	}
}

// cut chooses the pairs of home i that are used.
func (s *sparse) cut(i int, next int64) {
	e, end := s.start[i], s.start[i+1]
	for from := e; e < end && (e < from+8 || s.dist[e] <= reach*min(next, top/reach)); {
		e++
	}
	s.last[i], s.none[i] = e, s.relax.none[i]
	if e < end {
		// The true cost is unknown; this is too much for any set that is good.
		s.none[i] = min(s.none[i], 4*max(s.dist[e], 1))
	}
}

// turn lists the homes of each site.
func (s *sparse) turn() {
	pairs := 0
	for i := range s.who {
		for _, k := range s.site[s.start[i]:s.last[i]] {
			s.column[k+1]++
			pairs++
		}
	}
	for k := range s.local {
		s.column[k+1] += s.column[k]
	}
	s.home, s.away = make([]int32, pairs), make([]int64, pairs)
	at := slices.Clone(s.column)
	for i := range s.who {
		for e := s.start[i]; e < s.last[i]; e++ {
			k := s.site[e]
			s.home[at[k]], s.away[at[k]] = int32(i), s.dist[e]
			at[k]++
		}
	}
	s.spend(4 * int64(pairs))
}

// change opens the site in and closes the site out; either may be -1.
func (s *sparse) change(in, out int32) {
	s.undo = append(s.undo, [2]int32{in, out})
	if out >= 0 {
		k, end := s.at[out], len(s.open)-1
		s.open[k] = s.open[end]
		s.at[s.open[k]] = k
		s.open, s.at[out] = s.open[:end], -1
		s.value -= s.price[out]
	}
	if in >= 0 {
		s.at[in] = int32(len(s.open))
		s.open = append(s.open, in)
		s.loss[in] = -s.price[in]
		s.value += s.price[in]
		s.insert(in)
	}
	if out >= 0 {
		s.remove(out)
	}
}

func (s *sparse) insert(in int32) {
	a, b := s.column[in], s.column[in+1]
	for e := a; e < b; e++ {
		i, d := s.home[e], s.away[e]
		if d >= s.next[i] {
			continue
		}
		s.leave(i)
		if d < s.near[i] {
			s.second[i], s.next[i] = s.first[i], s.near[i]
			s.first[i], s.near[i] = in, d
		} else {
			s.second[i], s.next[i] = in, d
		}
		s.enter(i)
	}
	s.spend(int64(b - a))
}

func (s *sparse) remove(out int32) {
	looked := 0
	a, b := s.column[out], s.column[out+1]
	for _, i := range s.home[a:b] {
		if s.first[i] != out && s.second[i] != out {
			continue
		}
		s.leave(i)
		s.first[i], s.second[i] = -1, -1
		s.near[i], s.next[i] = s.none[i], s.none[i]
		for e := s.start[i]; e < s.last[i]; e++ {
			looked++
			k := s.site[e]
			if s.at[k] < 0 {
				continue
			}
			if s.first[i] >= 0 {
				s.second[i], s.next[i] = k, min(s.dist[e], s.none[i])
				break
			}
			s.first[i], s.near[i] = k, min(s.dist[e], s.none[i])
		}
		s.enter(i)
	}
	s.spend(int64(b-a) + int64(looked))
}

// leave takes home i out of the sums, enter puts it back and queues the sites that it might now want.
func (s *sparse) leave(i int32) {
	s.value -= s.near[i]
	if k := s.first[i]; k >= 0 {
		s.loss[k] -= s.next[i] - s.near[i]
	}
}

func (s *sparse) enter(i int32) {
	s.value += s.near[i]
	if k := s.first[i]; k >= 0 {
		s.loss[k] += s.next[i] - s.near[i]
	}
	e := s.start[i]
	for ; e < s.last[i] && s.dist[e] < s.next[i]; e++ {
		s.push(s.site[e])
	}
	s.spend(int64(e - s.start[i]))
}

func (s *sparse) push(k int32) {
	if !s.queued[k] {
		s.queued[k] = true
		s.queue = append(s.queue, k)
	}
}

// admit opens the closed site k, mostly in exchange for another, if that is an improvement (see plan.enter).
func (s *sparse) admit(k int32) {
	gain := -s.price[k]
	a, b := s.column[k], s.column[k+1]
	for e := a; e < b; e++ {
		i, d := s.home[e], s.away[e]
		if d >= s.next[i] {
			continue
		}
		if d < s.near[i] {
			gain += s.near[i] - d
			d = s.near[i]
		}
		if f := s.first[i]; f >= 0 {
			s.less[f] += s.next[i] - d
		}
	}
	out, loss := int32(-1), int64(0)
	for _, o := range s.open {
		if l := s.loss[o] - s.less[o]; out < 0 || l < loss {
			out, loss = o, l
		}
		s.less[o] = 0
	}
	s.spend(int64(b-a) + int64(len(s.open)))
	switch {
	case s.free && gain > 0 && (out < 0 || loss >= 0):
		s.change(k, -1)
	case out >= 0 && gain > loss:
		s.change(k, out)
		s.push(out)
	}
}

// calm makes improving changes with the sites in the queue, which grows by those near what changes.
func (s *sparse) calm() {
	for n := 0; n < len(s.queue); n++ {
		k := s.queue[n]
		s.queued[k] = false
		if s.at[k] < 0 && !s.spent() {
			s.admit(k)
		}
	}
	s.queue = s.queue[:0]
	if !s.free {
		return
	}
	for _, k := range slices.Clone(s.open) {
		if s.loss[k] < 0 {
			s.change(-1, k)
		}
	}
	s.calmed()
}

// calmed empties the queue.
func (s *sparse) calmed() {
	for _, k := range s.queue {
		s.queued[k] = false
	}
	s.queue = s.queue[:0]
}

// kick exchanges some sites at random: near one home, since changes far from each other are undone one by one, or near two, so
// that one neighbourhood gains a site and the other loses one.
func (s *sparse) kick(draw *random, n int) {
	open, closed := s.around(draw.below(len(s.who)), n)
	if n%2 == 0 {
		open2, closed2 := s.around(draw.below(len(s.who)), n)
		s.exchange(draw, open, closed2)
		s.exchange(draw, open2, closed2)
		n = 1
	}
	for ; n > 0; n-- {
		s.exchange(draw, open, closed)
	}
}

// around lists the sites near home i until there are more than n open and more than n closed ones.
func (s *sparse) around(i, n int) (open, closed []int32) {
	e := s.start[i]
	for ; e < s.start[i+1] && (len(open) <= n || len(closed) <= n); e++ {
		if k := s.site[e]; s.at[k] < 0 {
			closed = append(closed, k)
		} else {
			open = append(open, k)
		}
	}
	s.spend(int64(e - s.start[i] + 1))
	return open, closed
}

// exchange closes one of the open sites and opens one of the closed ones, if they still are what they were.
func (s *sparse) exchange(draw *random, open, closed []int32) {
	if len(open) == 0 || len(closed) == 0 {
		return
	}
	a, b := closed[draw.below(len(closed))], open[draw.below(len(open))]
	if s.at[a] < 0 && s.at[b] >= 0 {
		s.change(a, b)
		s.push(b)
	}
}

// shake changes some sites of the best plan at random, descends, and goes on from there if that was no worse; so many times,
// but with no more than about so much work.
func (s *search) shake(r *relax, times int, work int64) {
	if len(r.who) == 0 || len(r.local) < 2 || work <= 0 {
		return
	}
	work += s.work
	p := newSparse(r, s.best)
	best, taken := p.value, s.best.value
	for p.undo = p.undo[:0]; times > 0 && !s.spent() && s.work < work && s.limit >= s.bound; times-- {
		p.kick(&s.draw, 1+s.draw.below(4))
		p.calm()
		if p.value > best {
			for n := len(p.undo) - 1; n >= 0; n-- {
				p.change(p.undo[n][1], p.undo[n][0])
			}
			p.calmed()
		} else if p.value < best {
			best = p.value
		}
		p.undo = p.undo[:0]
		if best < taken*r.scale {
			taken = min(taken, best/r.scale)
			s.take(s.newPlan(p.sites()))
		}
	}
}

// sites lists the open sites and those that are open for certain.
func (s *sparse) sites() []int32 {
	open := slices.Clone(s.opened)
	for _, k := range s.open {
		open = append(open, s.local[k])
	}
	return open
}
