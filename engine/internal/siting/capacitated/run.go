package capacitated

import "slices"

// A run is one solve.
type run struct {
	in     *instance
	obj    objective
	search *search
	proof  proof
	work   int64
	done   int64 // work of searches and relaxations that are over
	stop   func() bool
	halted bool
	worst  float64
	// prices are the relaxation's best, rootBound is the bound of whole knapsacks, exact says that branching closed the gap,
	// and share is how often the relaxation opened each site of late.
	prices, share []float64
	rootBound     int64
	exact         bool
}

// newRun takes a problem in; free is whether its number of open sites is.
func newRun(p *Problem, work int64, free bool, stop func() bool) *run {
	r := &run{in: prepare(p), work: work, stop: stop, proof: proof{scale: 1}}
	if free {
		r.in.count = 0
	}
	r.obj = objective{cost: make([]int64, r.in.m), costLevel: length, limit: Far, free: free}
	if r.in.m > 0 && r.in.n > 0 {
		open := r.in.sites()
		if free {
			open = r.fewest()
		}
		r.in.findNear(open)
		r.in.renumber()
	}
	r.done = r.in.work
	return r
}

// trivial tells that there is nobody to site for or nothing to open. Without homes it opens what must be open, cheapest first.
func (r *run) trivial() bool {
	if r.in.n == 0 && r.in.m > 0 && r.search == nil {
		open := r.in.count
		if r.obj.free {
			open = 0
		}
		share := make([]float64, r.in.m)
		for s, c := range r.obj.cost {
			share[s] = -float64(c)
		}
		r.take(r.with(byShare(share), r.in.sites(), open, 1))
		r.proof.bound = r.search.value[r.obj.costLevel]
	}
	return r.in.n == 0 || r.in.m == 0
}

// leaveOut sets what leaving a home out costs: its skip at the given level, or, without skips, a loss that grows with its demand.
func (r *run) leaveOut(level int) {
	if r.in.skip != nil {
		r.obj.out, r.obj.outLevel = r.in.skip, level
		return
	}
	r.obj.out, r.obj.outLevel = make([]int64, r.in.n), lost
	mean := r.in.totalDemand/max(1, int64(r.in.n)) + 1
	for h, d := range r.in.demand {
		r.obj.out[h] = 4 + d/mean*8 + d%mean*8/mean
	}
}

// pack looks for any plan that takes all homes, with little heed to distance, and is done with the first.
func (r *run) pack(s *search, work int64) {
	done := func() bool { return s.best.value[lost] == 0 }
	if r.obj.outLevel != lost || done() {
		return
	}
	weight := s.weight
	for try := int64(3); try > 0 && !done(); try-- {
		s.weight = [levels]float64{lost: 1, length: 1 / float64(r.in.farthest+1)}
		r.anneal(s, work/3, 6, 6, done)
	}
	s.weight = weight
}

// begin makes a first state with so many open sites, and fills them.
func (r *run) begin(slots, open int) *search {
	s := newSearch(newState(r.in, r.obj, slots), 1, r.stop)
	s.openMust()
	s.spread(open)
	s.fill()
	s.save(&s.best)
	return s
}

// with makes a state of the given open sites, filled anew; the first of order that there are slots for are opened.
func (r *run) with(order []int32, slots, open int, seed uint64) *search {
	s := newSearch(newState(r.in, r.obj, slots), seed, r.stop)
	s.openMust()
	for _, site := range order {
		if len(s.site)-len(s.empty) >= open || len(s.empty) == 0 {
			break
		}
		if s.slotOf[site] < 0 {
			s.openNext(site)
		}
	}
	s.fill()
	s.save(&s.best)
	return s
}

// fewest is about how many sites of average capacity hold all demand.
func (r *run) fewest() int {
	if r.in.m == 0 {
		return 0
	}
	total := int64(0)
	for _, c := range r.in.capacity {
		total += min(c, r.in.totalDemand)
	}
	mean := total/int64(r.in.m) + 1
	return int(min(int64(r.in.m), r.in.totalDemand/mean+r.in.totalDemand/mean/4+1))
}

func (r *run) spent() int64 {
	if r.search == nil {
		return r.done
	}
	return r.done + r.search.work
}

func (r *run) remaining() int64 { return max(0, r.work-r.spent()) }

// take makes s the run's search; the work of the other one counts on.
func (r *run) take(s *search) {
	if r.search != nil {
		r.done += r.search.work
		r.halted = r.halted || r.search.halted
	}
	r.search = s
}

// better makes fresh the run's search if it is better, and counts its work in any case.
func (r *run) better(fresh *search) {
	if fresh.best.value.less(r.search.best.value) {
		r.take(fresh)
		return
	}
	r.done += fresh.work
	r.halted = r.halted || fresh.halted
}

// anneal works on s, if there is anything to do.
func (r *run) anneal(s *search, work int64, hot float64, halvings int, enough func() bool) {
	if work > 0 && !r.halted && !s.halted {
		s.anneal(work, hot, halvings, enough)
	}
}

// typical is the mean distance of the homes taken, at least 1.
func (s *search) typical() float64 {
	total, count := 0.0, 0
	for slot, list := range s.members {
		total += float64(s.sum[slot])
		count += len(list)
	}
	if count == 0 || total < float64(count) {
		return 1
	}
	return total / float64(count)
}

// findWorst sets worst, which is more than any feasible value can be: every home at its farthest and all sites.
func (r *run) findWorst() {
	worst := 1.0
	for h := range r.in.n {
		far := int64(0)
		for s := range r.in.m {
			if r.in.allowed(int32(s), h) {
				far = max(far, r.in.dist[s][h])
			}
		}
		if r.in.skip != nil {
			far = r.in.skip[h]
		}
		worst += float64(far)
	}
	r.done += int64(r.in.n) * int64(r.in.m)
	for _, c := range r.obj.cost {
		worst += float64(c)
	}
	r.worst = worst
}

// byShare lists the sites by how often a relaxation opened them of late.
func byShare(share []float64) []int32 {
	order := make([]int32, len(share))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		switch {
		case share[a] > share[b]:
			return -1
		case share[a] < share[b]:
			return 1
		}
		return 0
	})
	return order
}

// solution is the run's best state; its bound is for the caller to set.
func (r *run) solution() (Solution, bool) {
	sol := Solution{Of: make([]int32, r.in.n), Feasible: true, Scale: r.proof.scale, Work: r.spent()}
	if r.proof.v != nil {
		sol.Multiplier = make([]int64, r.in.n)
		for h, v := range r.proof.v {
			sol.Multiplier[r.in.place(h)] = v
		}
	}
	for h := range sol.Of {
		sol.Of[h] = -1
	}
	if r.search == nil {
		sol.Feasible = r.in.n == 0 || r.in.skip != nil
		return sol, !r.halted
	}
	s := r.search
	sol.Feasible = s.value[lost] == 0
	number := make([]int32, r.in.m)
	for site, slot := range s.slotOf {
		if slot >= 0 {
			number[site] = int32(len(sol.Open))
			sol.Open = append(sol.Open, int32(site))
		}
	}
	for h, slot := range s.of {
		if slot >= 0 {
			sol.Of[r.in.place(h)] = number[s.site[slot]]
			sol.Distance += r.in.dist[s.site[slot]][h]
		}
	}
	return sol, !r.halted && !s.halted
}
