package median

import (
	"math"
	"slices"
)

// climb raises the bound and turns the most promising choices of the relaxation into plans.
func (s *search) climb(r *relax, a *ascent, steps int) {
	promising := int64(math.MaxInt64)
	var picked []int32
	a.climb(r, steps, &s.limit, func() {
		if r.total >= promising {
			return
		}
		promising, picked = r.total, append(picked[:0], r.picked()...)
		if s.inner != nil {
			s.offer(r, picked, r.total)
		} else if r.total <= s.limit {
			s.polish(slices.Concat(r.opened, picked), r, a)
		}
	})
	if promising > s.limit && promising < math.MaxInt64 && a.bound <= s.limit {
		s.polish(slices.Concat(r.opened, picked), r, a)
	}
}

// polish evaluates a set of sites and, if not too much work went into that already, descends from it.
func (s *search) polish(open []int32, r *relax, a *ascent) {
	if s.inner != nil {
		return
	}
	begin := s.work
	p := s.newPlan(open)
	if left := s.polishable(); left > 0 {
		p.descend(slices.Concat(r.opened, a.likely(r)), left)
	}
	s.take(p)
	s.polished += s.work - begin
}

// polishable is the work that plans may cost now: a share of all the work, and more at the beginning.
func (s *search) polishable() int64 {
	return min(s.work/4+200*int64(s.sites)*int64(s.homes), s.budget/4) - s.polished
}

// shakes is how many changes at random are tried in a row.
const shakes = 3000

// deepen improves the best plan, first with all sites, then by shaking it within the relaxation.
func (s *search) deepen(r *relax) {
	begin := s.work
	p := s.newPlan(s.best.open)
	p.descend(s.all(), s.polishable()/2)
	s.take(p)
	s.shake(r, shakes, s.polishable()+begin-s.work)
	s.polished += s.work - begin
}

// shaker descends after small changes: it tries only sites that are near homes whose own sites changed.
type shaker struct {
	*relax
	plan   *plan
	index  []int32 // per home of the model its index in the relaxation, or -1
	queue  []int32
	queued []bool
}

// shake changes some sites of the best plan at random, descends, and goes on from there if that was no worse; so many times,
// but with no more than about so much work.
func (s *search) shake(r *relax, times int, work int64) {
	k := &shaker{relax: r, plan: s.newPlan(s.best.open), index: make([]int32, s.homes), queued: make([]bool, s.sites)}
	for i := range k.index {
		k.index[i] = -1
	}
	for i, h := range r.who {
		k.index[h] = int32(i)
	}
	for work += s.work; times > 0 && !s.spent() && s.work < work && s.limit >= s.bound; times-- {
		if !k.kick(&s.draw, 1+s.draw.below(4)) {
			return
		}
		k.calm()
		if !s.take(k.plan) && k.plan.value > s.best.value {
			k.plan.copy(s.best)
		}
	}
}

// kick exchanges some sites at random: near one home, since changes far from each other are undone one by one, or near two, so
// that one neighbourhood gains a site and the other loses one. False: there is nothing to exchange.
func (k *shaker) kick(draw *random, n int) bool {
	if len(k.who) == 0 || len(k.local) < 2 {
		return false
	}
	open, closed := k.around(draw.below(len(k.who)), n)
	if n%2 == 0 {
		open2, closed2 := k.around(draw.below(len(k.who)), n)
		k.exchange(draw, open, closed2, 1)
		k.exchange(draw, open2, closed2, 1)
		n = 1
	}
	k.exchange(draw, open, closed, n)
	k.notice()
	return true
}

// around lists the sites near home i until there are more than n open and more than n closed ones.
func (k *shaker) around(i, n int) (open, closed []int32) {
	e := k.start[i]
	for ; e < k.start[i+1] && (len(open) <= n || len(closed) <= n); e++ {
		if j := k.local[k.site[e]]; k.plan.at[j] < 0 {
			closed = append(closed, j)
		} else {
			open = append(open, j)
		}
	}
	k.spend(int64(e - k.start[i] + 1))
	return open, closed
}

// exchange closes n of the open sites and opens n of the closed ones, if they still are what they were.
func (k *shaker) exchange(draw *random, open, closed []int32, n int) {
	for n = min(n, len(open), len(closed)); n > 0; n-- {
		a, b := closed[draw.below(len(closed))], open[draw.below(len(open))]
		if k.plan.at[a] < 0 && k.plan.at[b] >= 0 {
			k.plan.change(a, b)
			k.push(b)
		}
	}
}

// calm makes improving changes with the sites in the queue, which grows by those near what changes.
func (k *shaker) calm() {
	p := k.plan
	for n := 0; n < len(k.queue); n++ {
		j := k.queue[n]
		k.queued[j] = false
		if k.spent() || p.at[j] >= 0 {
			continue
		}
		if p.admit(j) {
			k.notice()
		}
		for p.free && p.shed() {
			k.notice()
		}
	}
	k.queue = k.queue[:0]
}

// notice queues the sites that could be nearest or second nearest to homes touched.
func (k *shaker) notice() {
	p := k.plan
	for _, h := range p.touched {
		i := k.index[h]
		if i < 0 {
			continue
		}
		next := k.mulScale(p.next[h])
		e := k.start[i]
		for ; e < k.start[i+1] && k.dist[e] < next; e++ {
			k.push(k.local[k.site[e]])
		}
		k.spend(int64(e - k.start[i]))
	}
	p.touched = p.touched[:0]
}

func (k *shaker) push(j int32) {
	if !k.queued[j] && k.plan.at[j] < 0 {
		k.queued[j] = true
		k.queue = append(k.queue, j)
	}
}
