package capacitated

// exactCenter bisects between the bound and the plan by branching: at each distance it finds a plan, or shows that there is none, or
// runs out of work. What it proves raises rootBound.
func (r *run) exactCenter(work int64) {
	r.rootBound = max(r.proof.bound, 0)
	if r.large() || r.halted || r.search.best.value[lost] > 0 {
		return
	}
	end := r.spent() + work
	for far := r.search.farthest(); r.rootBound < far && r.spent() < end && !r.halted; {
		middle := r.rootBound + (far-1-r.rootBound)/2
		b := newBranching(r.within0(middle), make([]int64, r.in.m), r.obj.free, 1, (end-r.spent())/3+1, r.stop)
		prices := make([]float64, r.in.n)
		for h := range prices {
			prices[h] = float64(r.in.demand[h]+1) / float64(r.in.totalDemand+int64(r.in.n))
		}
		closed := b.node(prices, rootTurns)
		r.done += b.work
		switch {
		case b.of != nil:
			r.obj.limit = middle
			r.take(r.planOf(b))
			far = r.search.farthest()
		case closed:
			r.rootBound = r.nextDistance(middle)
		default:
			return
		}
	}
}

// within0 is the instance with all distances up to limit 0 and all others Far.
func (r *run) within0(limit int64) *instance {
	in := *r.in
	in.dist = make([][]int64, in.m)
	for s := range in.dist {
		row := make([]int64, in.n)
		for h, d := range r.in.dist[s] {
			if d > limit {
				row[h] = Far
			}
		}
		in.dist[s] = row
	}
	r.done += int64(in.n) * int64(in.m)
	return &in
}
