package capacitated

import "slices"

// Median finds the least total distance: the capacitated p-median problem, or facility location where Count is 0. ok is
// false when stop ended it.
func Median(p *Problem, work int64, stop func() bool) (Solution, bool) {
	r := newRun(p, work, stop)
	r.obj = objective{cost: r.in.cost, costLevel: length, limit: Far, free: r.in.count == 0}
	r.leaveOut(length)
	return r.median()
}

// A run is one solve.
type run struct {
	in     *instance
	obj    objective
	search *search
	dual   *dual
	work   int64
	stop   func() bool
}

func newRun(p *Problem, work int64, stop func() bool) *run {
	r := &run{in: prepare(p), work: work, stop: stop}
	if r.in.m > 0 && r.in.n > 0 {
		r.in.findNear(r.in.sites())
	}
	return r
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
		r.obj.out[h] = 4 + 8*d/mean
	}
}

func (r *run) median() (Solution, bool) {
	r.begin()
	if r.in.n == 0 {
		return r.solution(), true
	}
	s := r.search
	scale := s.typical()
	s.weight = [levels]float64{lost: scale / 2, aim: scale, length: 1}
	r.anneal(r.work/20, scale/2, 6)
	r.relax(r.work / 5)
	r.restart()
	for round := range 3 {
		r.anneal((r.work-r.spent())/int64(3-round), scale/4, 7)
	}
	sol := r.solution()
	return sol, !s.halted
}

// begin opens a first set of sites and fills them.
func (r *run) begin() {
	slots := r.in.sites()
	s := newSearch(newState(r.in, r.obj, slots), 1, r.stop)
	r.search = s
	if r.in.n == 0 || r.in.m == 0 {
		return
	}
	s.openMust()
	if r.obj.free {
		s.spread(max(1, r.fewest()))
	} else {
		s.spread(slots)
	}
	s.fill()
	s.save(&s.best)
}

// fewest is how many average sites hold all demand.
func (r *run) fewest() int {
	total := int64(0)
	for _, c := range r.in.capacity {
		total += c
	}
	mean := total/int64(r.in.m) + 1
	return int(min(int64(r.in.m), r.in.totalDemand*5/4/mean+1))
}

func (r *run) spent() int64 {
	spent := r.in.work + r.search.work
	if r.dual != nil {
		spent += r.dual.work
	}
	return spent
}

func (r *run) anneal(work int64, hot float64, halvings int) {
	if work > 0 && r.in.m > 0 && len(r.search.site) > len(r.search.empty) {
		r.search.anneal(work, hot, halvings, nil)
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

// relax raises the bound by about so much work.
func (r *run) relax(work int64) {
	in := r.in
	highest := make([]float64, in.n)
	for h := range highest {
		highest[h] = float64(4 * float64(in.farthest))
		if in.skip != nil {
			highest[h] = float64(in.skip[h])
		}
	}
	d := newDual(in, r.obj.limit, in.cost, r.obj.free, highest)
	r.dual = d
	for h, slot := range r.search.of {
		if slot >= 0 {
			d.v[h] = min(float64(float64(in.dist[r.search.site[slot]][h])*1.3), highest[h])
		}
	}
	d.evaluate(d.v)
	each := d.work*2 + 1
	target := float64(r.search.best.value[length])
	d.improve(int(min(work/each, 3000)), target, target-0.5, r.stop)
}

// restart fills the sites that the relaxation opened most of late, and goes on from there if that is better.
func (r *run) restart() {
	s := r.search
	if r.obj.free {
		return
	}
	fresh := newSearch(newState(r.in, r.obj, len(s.site)), 2, r.stop)
	fresh.weight = s.weight
	fresh.openMust()
	order := make([]int32, r.in.m)
	for i := range order {
		order[i] = int32(i)
	}
	share := r.dual.share
	slices.SortStableFunc(order, func(a, b int32) int {
		switch {
		case share[a] > share[b]:
			return -1
		case share[a] < share[b]:
			return 1
		}
		return 0
	})
	for _, site := range order {
		if len(fresh.empty) == 0 {
			break
		}
		if fresh.slotOf[site] < 0 {
			fresh.openNext(site)
		}
	}
	fresh.fill()
	fresh.save(&fresh.best)
	fresh.work = s.work
	fresh.anneal(r.work/20, s.typical()/4, 5, nil)
	if fresh.best.value.less(s.best.value) {
		r.search = fresh
	} else {
		s.work = fresh.work
		s.halted = fresh.halted
	}
}

// solution is the best state and the proof.
func (r *run) solution() Solution {
	s := r.search
	sol := Solution{Of: make([]int32, r.in.n), Feasible: s.value[lost] == 0, Scale: 1, Work: r.spent()}
	number := make([]int32, r.in.m)
	for site, slot := range s.slotOf {
		if slot >= 0 {
			number[site] = int32(len(sol.Open))
			sol.Open = append(sol.Open, int32(site))
		}
	}
	for h, slot := range s.of {
		sol.Of[h] = -1
		if slot >= 0 {
			sol.Of[h] = number[s.site[slot]]
			sol.Distance += r.in.dist[s.site[slot]][h]
		}
	}
	sol.Value = s.value[length]
	if r.dual != nil {
		proof := r.dual.prove()
		sol.Multiplier, sol.Scale, sol.RootBound, sol.Bound = proof.v, proof.scale, proof.bound, proof.bound
	}
	sol.Proven = sol.Feasible && sol.Bound >= sol.Value
	return sol
}
