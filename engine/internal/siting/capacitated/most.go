package capacitated

// Most finds the most Skip weight (1 per home if Skip is nil) that at most Count sites can take, then the least distance: maximal
// covering with capacities. Value and Bound are weights taken, so the bound is from above: all weight less the bound that
// Multiplier proves for the weight left out, with distances counted 0.
func Most(p *Problem, work int64, stop func() bool) (Solution, bool) {
	r := newRun(p, work, p.Count <= 0, stop)
	if r.in.skip == nil {
		r.in.skip = make([]int64, r.in.n)
		for h := range r.in.skip {
			r.in.skip[h] = 1
		}
	}
	r.leaveOut(aim)
	total := sum(r.in.skip)
	if !r.trivial() {
		r.most()
	}
	sol, ok := r.solution()
	sol.Feasible = true
	if r.search != nil {
		sol.Value = total - r.search.value[aim]
		sol.Bound = total - max(0, r.proof.bound)
		if r.in.n == 0 {
			sol.Bound = 0
		}
	}
	sol.RootBound = sol.Bound
	sol.Proven = sol.Bound <= sol.Value
	sol.dropIdle(r.in)
	return sol, ok
}

// most looks for weight first, and then for distance without losing any.
func (r *run) most() {
	slots, open := r.in.sites(), r.in.sites()
	if r.obj.free {
		open = slots
	}
	s := r.begin(slots, open)
	r.take(s)
	total, least, count := int64(0), Far, int64(0)
	for _, x := range r.in.skip {
		if x > 0 {
			total += x
			least = min(least, x)
			count++
		}
	}
	if count == 0 {
		least, count = 1, 1
	}
	mean := float64(total)/float64(count) + 1e-9
	scale := s.typical()
	// Distance only tells plans of like weight apart at first.
	s.weight = [levels]float64{lost: mean, aim: 1, length: float64(0.2*float64(least)) / float64(r.in.farthest+1)}
	r.anneal(s, r.work/10, mean, 7, nil)
	r.relaxMost(r.remaining() / 5)
	all := func() bool { return s.best.value[aim] <= r.proof.bound }
	for cycle := cycles; cycle > 0 && !all(); cycle-- {
		r.anneal(s, r.remaining()/int64(2*cycle), mean, 7, all)
	}
	s.weight = [levels]float64{lost: mean, aim: float64(40*scale) / float64(least), length: 1}
	r.anneal(s, r.remaining(), scale, 7, nil)
}

// relaxMost bounds the weight left out.
func (r *run) relaxMost(work int64) {
	in := r.in
	highest := make([]float64, in.n)
	for h := range highest {
		highest[h] = float64(in.skip[h])
	}
	d := newDual(in, r.obj.limit, make([]int64, in.m), r.obj.free, highest)
	d.noDist = true
	copy(d.v, highest)
	d.evaluate(d.v)
	each := d.work*2 + 3*int64(in.n) + 1
	value := float64(r.search.best.value[aim])
	d.improve(int(min(max(work/each, 1), 2000)), value, value-0.999, r.stop)
	r.proof = d.prove()
	r.done += d.work
}

// dropIdle closes sites that nobody goes to, but for required ones.
func (sol *Solution) dropIdle(in *instance) {
	used := make([]bool, len(sol.Open))
	for _, o := range sol.Of {
		if o >= 0 {
			used[o] = true
		}
	}
	number := make([]int32, len(sol.Open))
	kept := sol.Open[:0]
	for i, site := range sol.Open {
		number[i] = int32(len(kept))
		if used[i] || in.required[site] {
			kept = append(kept, site)
		}
	}
	sol.Open = kept
	for h, o := range sol.Of {
		if o >= 0 {
			sol.Of[h] = number[o]
		}
	}
}
