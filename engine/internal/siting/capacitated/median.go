package capacitated

import "slices"

// Median finds the least total distance: the capacitated p-median problem, or facility location where Count is 0. ok is
// false when stop ended it.
func Median(p *Problem, work int64, stop func() bool) (Solution, bool) {
	r := newRun(p, work, p.Count <= 0, stop)
	copy(r.obj.cost, r.in.cost)
	r.leaveOut(length)
	if !r.trivial() {
		r.median()
	}
	sol, ok := r.solution()
	if r.search != nil {
		sol.Value = r.search.value[length]
	} else {
		sol.Value = sum(r.in.skip)
		r.proof.bound = sol.Value
	}
	sol.RootBound, sol.Bound = r.proof.bound, max(r.proof.bound, r.rootBound)
	if r.exact {
		sol.Bound = sol.Value
	}
	sol.Infeasible = !sol.Feasible && (r.in.m == 0 || r.infeasible(&sol))
	sol.Proven = sol.Feasible && sol.Bound >= sol.Value
	return sol, ok
}

func sum(a []int64) int64 {
	total := int64(0)
	for _, x := range a {
		total += x
	}
	return total
}

// median finds a first plan, bounds it, and anneals, from hot to cold, for as long as there is work.
func (r *run) median() {
	slots, open := r.in.sites(), r.in.sites()
	if r.obj.free {
		open = r.fewest()
	}
	r.take(r.begin(slots, open))
	s := r.search
	scale := s.typical()
	s.weight = [levels]float64{lost: scale / 2, aim: scale, length: 1}
	first := min(r.work/20, int64(r.in.n)*firstPerHome)
	r.anneal(s, first, scale/2, 6, nil)
	r.pack(s, r.remaining()/3)
	scale = max(scale, s.typical())
	r.findWorst()
	r.relaxMedian(min(r.remaining()/8, 4*first))
	if r.closed() {
		return
	}
	r.restart(first, scale/4, 2)
	r.branch(r.remaining() / 8)
	if r.large() {
		r.restart(first, scale/4, 3)
	}
	r.finish(scale)
}

// restart begins anew with the sites that the relaxation opened most of late, and goes on from there if that is better.
func (r *run) restart(work int64, hot float64, seed uint64) {
	if r.obj.free || r.closed() {
		return
	}
	fresh := r.with(byShare(r.share), len(r.search.site), len(r.search.site), seed)
	fresh.weight = r.search.weight
	r.anneal(fresh, work, hot, 5, nil)
	r.better(fresh)
}

// large tells that branching on the whole problem is out of reach.
func (r *run) large() bool { return int64(r.in.n)*int64(r.in.m) > maxBranchPairs }

// finish anneals, solves parts anew and branches in turn until the work is used up. Each round begins hot, and so does not depend much on
// the last one: where sites stand is settled early, and not always well.
func (r *run) finish(scale float64) {
	least := r.work/20 + 1
	for !r.closed() && !r.halted && !r.search.halted && r.remaining() > 0 {
		r.anneal(r.search, min(r.remaining(), max(r.remaining()/3, least)), scale, halvings, r.closed)
		r.polish(max(r.remaining()/3, least))
		if !r.large() {
			r.branch(r.remaining() / 2)
		}
	}
}

const (
	// cycles is how often the annealing of the other problems begins anew, halvings how often it halves its temperature.
	cycles   = 2
	halvings = 7
	// firstPerHome bounds the work of the first annealing: a small problem needs no more before branching.
	firstPerHome = 1_000_000
)

// closed tells that the best is as good as the bound says.
func (r *run) closed() bool {
	return r.exact || r.proof.v != nil && r.search.best.value[lost] == 0 && r.search.best.value[length] <= max(r.proof.bound, r.rootBound)
}

// relaxMedian raises the bound by about so much work.
func (r *run) relaxMedian(work int64) {
	in, s := r.in, r.search
	most := int64(1)
	for _, d := range in.demand {
		most = max(most, d)
	}
	highest := make([]float64, in.n)
	for h := range highest {
		highest[h] = min(float64(4*r.worst*float64(most)), float64(int64(1)<<58)/float64(in.n))
		if in.skip != nil {
			highest[h] = float64(in.skip[h])
		}
	}
	d := newDual(in, r.obj.limit, r.obj.cost, r.obj.free, highest)
	for h, slot := range s.of {
		if slot >= 0 {
			d.v[h] = min(float64(float64(in.dist[s.site[slot]][h])*1.3), highest[h])
		}
	}
	d.evaluate(d.v)
	each := d.work*2 + 3*int64(in.n) + 1
	target, enough := float64(s.best.value[length]), float64(s.best.value[length])
	if s.best.value[lost] > 0 {
		target, enough = float64(r.worst*2), float64(r.worst*1.5)
		d.impossible()
	}
	d.improve(int(min(work/each, 3000)), target, enough, r.stop)
	r.proof, r.prices, r.share = d.prove(), d.v, d.share
	r.done += d.work
}

// infeasible tells that the bound is above all that any plan can cost.
func (r *run) infeasible(sol *Solution) bool {
	return !sol.Feasible && r.proof.v != nil && float64(sol.Bound) > float64(r.worst*1.000001)+1
}

// impossible sets the prices to those that show at once that there is no plan, if simple ones do: all on a home that no site may
// take, or all in proportion to demand.
func (d *dual) impossible() {
	in, old := d.in, slices.Clone(d.v)
	before := d.evaluate(old)
	most := int64(1)
	for _, x := range in.demand {
		most = max(most, x)
	}
	for h := range d.v {
		d.v[h] = float64(d.highest[h] * (float64(in.demand[h]) / float64(most)))
	}
	for h, list := range in.nearSites {
		if len(list) == 0 {
			clear(d.v)
			d.v[h] = d.highest[h]
			break
		}
	}
	if d.evaluate(d.v) < before {
		copy(d.v, old)
	}
}
