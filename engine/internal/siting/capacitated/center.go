package capacitated

// Center finds the least farthest distance, then the least total distance given it: the capacitated p-center problem. The bound
// holds for the farthest distance. Multiplier proves it so: with distances below RootBound counted 0, and the others Far,
// the sum of v less the p largest site values is above 0, so that no p sites hold all homes there.
func Center(p *Problem, work int64, stop func() bool) (Solution, bool) {
	r := newRun(p, work, p.Count <= 0, stop)
	r.in.skip = nil
	r.leaveOut(lost)
	if !r.trivial() {
		r.center()
	}
	sol, ok := r.solution()
	if r.search != nil {
		sol.Value = r.search.farthest()
	}
	if r.in.n == 0 {
		r.proof.bound = 0
	}
	sol.RootBound, sol.Bound = r.proof.bound, max(r.proof.bound, r.rootBound)
	sol.Infeasible = r.in.n > 0 && r.in.m == 0 || !sol.Feasible && sol.Bound == Far
	sol.Proven = sol.Feasible && sol.Bound >= sol.Value
	return sol, ok
}

// farthest is the farthest distance of the homes taken.
func (s *search) farthest() int64 {
	far := int64(0)
	for slot, list := range s.members {
		for _, h := range list {
			far = max(far, s.in.dist[s.site[slot]][h])
		}
	}
	return far
}

// center narrows the distance allowed from both ends: from above by plans, from below by proofs.
func (r *run) center() {
	slots, open := r.in.sites(), r.in.sites()
	if r.obj.free {
		open = r.fewest()
	}
	s := r.begin(slots, open)
	r.take(s)
	scale := s.typical()
	s.weight = [levels]float64{lost: scale / 2, aim: scale, length: 1}
	r.anneal(s, r.work/20, scale/2, 6, nil)
	r.pack(s, r.remaining()/2)
	r.boundCenter(r.remaining() / 5)
	if s.value[lost] > 0 {
		return
	}
	r.narrow()
	r.exactCenter(r.remaining() / 2)
	r.limit(r.search.farthest())
	s = r.search
	scale = max(scale, s.typical())
	for cycle := cycles; cycle > 0; cycle-- {
		r.anneal(s, r.remaining()/int64(cycle), scale, 7, nil)
	}
}

// narrow looks for plans within less and less distance, by bisection, as half of the work lasts.
func (r *run) narrow() {
	far := r.search.farthest()
	low := max(r.proof.bound, 0)
	r.limit(far)
	last := false
	for budget := r.remaining() / 2; budget > 0 && !r.halted && far > r.proof.bound && !last; {
		middle, share := low+(far-low)/2, budget/6
		if low >= far {
			// The last try, at the next distance below.
			middle, share, last = far-1, budget, true
		}
		before := r.spent()
		if r.within(middle, share) {
			far, last = r.search.farthest(), false
			low = min(low, far)
		} else {
			low = middle + 1
		}
		budget -= r.spent() - before
	}
	r.limit(far)
}

// limit sets the distance allowed, which the run's state keeps.
func (r *run) limit(far int64) {
	r.obj.limit = far
	r.search.obj.limit = far
}

// within tries to find a plan with no distance above limit, and makes it the run's state.
func (r *run) within(limit int64, work int64) bool {
	old := r.search
	r.obj.limit = limit
	s := newSearch(newState(r.in, r.obj, len(old.site)), uint64(r.spent()), r.stop)
	s.weight = old.weight
	for slot, site := range old.site {
		if site >= 0 {
			s.open(int32(slot), site)
		}
	}
	for h, slot := range old.of {
		if slot >= 0 && s.fits(int32(h), slot) {
			s.attach(int32(h), slot)
		}
	}
	s.save(&s.best)
	done := func() bool { return s.best.value[lost] == 0 }
	r.anneal(s, (work-s.work)/2, old.typical(), 6, done)
	r.pack(s, work-s.work)
	if done() {
		r.take(s)
		return true
	}
	r.done += s.work
	r.halted = r.halted || s.halted
	return false
}

// boundCenter bisects for the farthest distance that some prices prove too short.
func (r *run) boundCenter(work int64) {
	low := r.leastReach()
	r.proof = r.provesShort(low-1, 1)
	if low == Far {
		r.proof.bound = Far
		return
	}
	r.proof.bound = low
	high := r.in.farthest + 1
	if r.search.value[lost] == 0 {
		high = r.search.farthest()
	} else if p := r.provesShort(r.in.farthest, work/4); p.bound > 0 {
		r.proof, r.proof.bound = p, Far
		return
	}
	for end := r.done + work; low < high && r.done < end && !r.halted; {
		middle := low + (high-low)/2
		if p := r.provesShort(middle, work/12); p.bound > 0 {
			low = r.nextDistance(middle)
			r.proof = p
			r.proof.bound = low
		} else {
			high = middle
		}
	}
}

// leastReach is the distance below which some home reaches no site, Far if one reaches none at all.
func (r *run) leastReach() int64 {
	reach := int64(0)
	for h := range r.in.n {
		if len(r.in.nearSites[h]) == 0 {
			return Far
		}
		reach = max(reach, r.in.dist[r.in.nearSites[h][0]][h])
	}
	return reach
}

// nextDistance is the least distance above d.
func (r *run) nextDistance(d int64) int64 {
	next := Far
	for _, row := range r.in.dist {
		for _, x := range row {
			if x > d {
				next = min(next, x)
			}
		}
	}
	r.done += int64(r.in.n) * int64(r.in.m)
	return next
}

// provesShort looks for prices that show that no plan keeps all homes within limit; its bound is above 0 where it found some.
func (r *run) provesShort(limit, work int64) proof {
	in := r.in
	one := make([]float64, in.n)
	most := int64(1)
	for h := range one {
		one[h] = 1
		most = max(most, in.demand[h])
	}
	d := newDual(in, limit, make([]int64, in.m), r.obj.free, one)
	d.noDist = true
	for h := range d.v {
		d.v[h] = float64(in.demand[h]) / float64(most)
	}
	d.evaluate(d.v)
	each := d.work*2 + 3*int64(in.n) + 1
	d.improve(int(min(max(work/each, 1), 400)), float64(in.n)/8+1, 1e-3, r.stop)
	p := d.prove()
	if p.bound <= 0 {
		r.alone(d, limit)
		p = d.prove()
	}
	r.done += d.work
	return p
}

// alone prices the first home that reaches no site within the limit, and nothing else; that is a proof where there is one.
func (r *run) alone(d *dual, limit int64) {
	for h, list := range r.in.nearSites {
		if len(list) == 0 || r.in.dist[list[0]][h] > limit {
			clear(d.v)
			d.v[h] = 1
			return
		}
	}
}
