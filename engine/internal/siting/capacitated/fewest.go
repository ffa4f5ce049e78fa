package capacitated

import "slices"

// Fewest finds the fewest sites, or the cheapest if Cost is given, that take all homes, then the least distance. Count is
// ignored. Multiplier proves the bound on the sites with distances counted 0.
func Fewest(p *Problem, work int64, stop func() bool) (Solution, bool) {
	r := newRun(p, work, true, stop)
	r.in.skip = nil
	for s := range r.obj.cost {
		r.obj.cost[s] = 1
		if p.Cost != nil {
			r.obj.cost[s] = r.in.cost[s]
		}
	}
	r.obj.costLevel = aim
	r.leaveOut(lost)
	if !r.trivial() {
		r.fewestSites(p.Cost == nil)
	}
	sol, ok := r.solution()
	sol.dropIdle(r.in)
	for _, site := range sol.Open {
		sol.Value += r.obj.cost[site]
	}
	sol.RootBound, sol.Bound = r.proof.bound, r.proof.bound
	sol.Infeasible = !sol.Feasible && (r.in.m == 0 || float64(sol.Bound) > r.allCosts())
	sol.Proven = sol.Feasible && sol.Bound >= sol.Value
	return sol, ok
}

func (r *run) allCosts() float64 { return float64(sum(r.obj.cost)) }

// fewestSites bounds the cost, looks for it with a free number of sites, then, if all cost 1, with one less as long as that
// goes, and ends with the distance.
func (r *run) fewestSites(unit bool) {
	s := r.begin(r.in.m, r.fewest())
	r.take(s)
	scale := s.typical()
	mean := float64(r.allCosts()/float64(r.in.m)) + 1e-9
	s.weight = [levels]float64{lost: mean / 2, aim: 1, length: float64(0.2*mean*float64(r.fewest())) / float64(float64(r.in.farthest+1)*float64(r.in.n))}
	r.anneal(s, r.work/8, mean, 8, nil)
	share := r.relaxFewest(r.remaining() / 5)
	if unit {
		r.fixedFewest(share, scale)
		return
	}
	enough := func() bool { return s.best.value[lost] == 0 && s.best.value[aim] <= r.proof.bound }
	for cycle := cycles; cycle > 0 && !enough(); cycle-- {
		r.anneal(s, r.remaining()/int64(2*cycle), mean, 8, enough)
	}
	if s.best.value[lost] == 0 {
		s.weight = [levels]float64{lost: 20 * scale, aim: float64(20*scale) / mean, length: 1}
		r.anneal(s, r.remaining(), scale, 7, nil)
	}
}

// fixedFewest takes one site less, as long as a plan is found, and then spends what is left on the distance.
func (r *run) fixedFewest(share []float64, scale float64) {
	r.obj.free = false
	best := r.search
	count := len(best.site) - len(best.empty)
	if best.value[lost] > 0 {
		count = min(r.in.m, count+1)
	}
	order := byShare(share)
	for count > 0 && !r.halted {
		target := count - 1
		if r.search.value[lost] > 0 {
			target = count
		}
		if int64(target) < r.proof.bound || target < max(1, r.in.mustCount) {
			break
		}
		if r.withCount(target, order, r.remaining()/3) {
			count = target
		} else if r.search.value[lost] == 0 || count == r.in.m || r.remaining() <= 0 {
			break
		} else {
			count = min(r.in.m, count+1+count/16)
		}
	}
	if r.search.value[lost] == 0 {
		r.fixSlots()
		s := r.search
		s.weight = [levels]float64{lost: 20 * scale, aim: 0, length: 1}
		for cycle := cycles; cycle > 0; cycle-- {
			r.anneal(s, r.remaining()/int64(cycle), scale, 7, nil)
		}
	}
}

// withCount looks for a plan with so many sites: first from the run's plan with its least used sites closed, then
// from the sites that the relaxation likes. It becomes the run's state if it takes all homes.
func (r *run) withCount(count int, order []int32, work int64) bool {
	return r.attempt(count, r.byLoad(), work/2, uint64(count)) || r.attempt(count, order, work/2, uint64(count)+1000)
}

func (r *run) attempt(count int, order []int32, work int64, seed uint64) bool {
	s := r.with(order, count, count, seed)
	scale := s.typical()
	s.weight = [levels]float64{lost: scale / 2, aim: 0, length: 1}
	done := func() bool { return s.best.value[lost] == 0 }
	if !done() {
		r.anneal(s, work-s.work, scale/2, 6, done)
	}
	if done() {
		r.take(s)
		return true
	}
	r.done += s.work
	r.halted = r.halted || s.halted
	return false
}

// byLoad lists the run's open sites by falling load.
func (r *run) byLoad() []int32 {
	s := r.search
	var order []int32
	for _, site := range s.site {
		if site >= 0 {
			order = append(order, site)
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		la, lb := s.load[s.slotOf[a]], s.load[s.slotOf[b]]
		switch {
		case la > lb:
			return -1
		case la < lb:
			return 1
		}
		return int(a - b)
	})
	return order
}

// fixSlots rebuilds the run's state with exactly its open sites, so that their number stays.
func (r *run) fixSlots() {
	old := r.search
	if !old.obj.free {
		return
	}
	count := len(old.site) - len(old.empty)
	s := newSearch(newState(r.in, r.obj, count), 3, r.stop)
	for _, site := range old.site {
		if site >= 0 {
			s.openNext(site)
		}
	}
	for h, slot := range old.of {
		if slot >= 0 {
			s.attach(int32(h), s.slotOf[old.site[slot]])
		}
	}
	s.save(&s.best)
	r.take(s)
}

// relaxFewest bounds the cost of the sites.
func (r *run) relaxFewest(work int64) []float64 {
	in := r.in
	// A home is worth no more than the cheapest site that may take it; one that none may take shows that there is no plan.
	highest := make([]float64, in.n)
	all := min(float64(2*r.allCosts())+2, float64(int64(1)<<58)/float64(in.n))
	for h := range highest {
		highest[h] = all
		for s := range int32(in.m) {
			if in.allowed(s, h) {
				highest[h] = min(highest[h], float64(r.obj.cost[s]))
			}
		}
	}
	r.done += int64(in.n) * int64(in.m)
	d := newDual(in, r.obj.limit, r.obj.cost, true, highest)
	d.noDist = true
	room := int64(1)
	for _, c := range in.capacity {
		room = max(room, c)
	}
	for h := range d.v {
		d.v[h] = min(float64(in.demand[h])/float64(room), highest[h])
		if len(in.nearSites[h]) == 0 {
			d.v[h] = highest[h]
		}
	}
	d.evaluate(d.v)
	each := d.work*2 + 3*int64(in.n) + 1
	value := float64(r.search.best.value[aim])
	enough := value - 0.999
	if r.search.best.value[lost] > 0 {
		enough = float64(all * 2)
		value = max(value, 1)
	}
	d.improve(int(min(max(work/each, 1), 2000)), value, enough, r.stop)
	r.proof = d.prove()
	r.done += d.work
	return d.share
}
