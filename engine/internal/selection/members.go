package selection

// Members propose: Király's algorithm with the clones of members as men and homes as women.
//
// The clones of a member share one place in one list. What one of them was turned down by, or sent away from while certain, is held from
// then on by somebody certain who is at least as good, and would turn down the others too; what one of them holds, it holds against the others, who are
// no better. So whatever the place in the list has passed is struck off for all of them. Uncertain clones hold homes among the equally good
// ones that the member is at, since he goes on only when none of these is free.
//
// In the second round a clone that meets a home held by another one, still of the first round, takes it from that one, which then joins the
// second round: in effect the home counts as held in the second round. Every pair is looked at three times at most.

// A wooer is a member that proposes.
type wooer struct {
	// free clones have no home.
	free int32
	// from and to are the equally good pairs that he is at; vacant is how far homes that somebody holds are passed over, asked how far
	// homes were asked.
	from, to, vacant, asked int32
	round                   round
}

type membersRun struct {
	*Problem
	start, order, home []int32
	wooers             []wooer
	// arc is the pair that holds a home, late tells that it does in the second round.
	arc  []int32
	late []bool
	// queue are members with free clones.
	queue []int32
	work  int64
}

func membersPropose(p *Problem, weight int64, stop func() bool) (Matching, bool) {
	r := &membersRun{Problem: p, home: p.homeOf(), wooers: make([]wooer, len(p.Capacity)), arc: unmatched(p.homes()), late: make([]bool, p.homes())}
	r.start, r.order = p.byMember()
	for j, n := range p.places(weight) {
		r.wooers[j].free = n
		r.restart(int32(j))
		r.queue = append(r.queue, int32(j))
	}
	for len(r.queue) > 0 {
		j := r.queue[len(r.queue)-1]
		r.queue = r.queue[:len(r.queue)-1]
		if stop() {
			return Matching{}, false
		}
		r.propose(j)
	}
	return Matching{Arc: r.arc, Work: r.work}, true
}

func (r *membersRun) restart(j int32) {
	r.wooers[j].to = r.start[j]
	r.advance(j)
}

// advance goes to the next equally good pairs of a member; an empty range at the end of the list.
func (r *membersRun) advance(j int32) {
	w := &r.wooers[j]
	w.from, w.vacant, w.asked = w.to, w.to, w.to
	if end := r.start[j+1]; w.from < end {
		rank := r.Member[r.order[w.from]]
		for w.to++; w.to < end && r.Member[r.order[w.to]] == rank; w.to++ {
		}
	}
}

// propose lets a member ask until he has no free clone or all of them gave up.
func (r *membersRun) propose(j int32) {
	w := &r.wooers[j]
	for w.free > 0 && w.round != given {
		if a := r.vacancy(w); a != None {
			r.take(j, a)
			continue
		}
		if w.asked < w.to {
			a := r.order[w.asked]
			w.asked++
			r.work++
			r.ask(j, a)
			continue
		}
		if w.from < w.to {
			r.advance(j)
			continue
		}
		if w.round++; w.round != given {
			r.restart(j)
		}
	}
}

// vacancy is the pair of an equally good home that nobody holds; none if there is none. A home once held stays held.
func (r *membersRun) vacancy(w *wooer) int32 {
	for ; w.vacant < w.to; w.vacant++ {
		r.work++
		if a := r.order[w.vacant]; r.arc[r.home[a]] == None {
			return a
		}
	}
	return None
}

// ask proposes to a home that is held.
func (r *membersRun) ask(j, a int32) {
	h := r.home[a]
	held := r.arc[h]
	other := r.To[held]
	if other == j {
		r.late[h] = r.late[h] || r.wooers[j].round == second
		return
	}
	better := r.Home[a] < r.Home[held] || r.Home[a] == r.Home[held] && r.wooers[j].round == second && !r.late[h]
	if !better && !r.uncertain(h, held) {
		return
	}
	r.take(j, a)
	if r.wooers[other].free++; r.wooers[other].round != given {
		r.queue = append(r.queue, other)
	}
}

func (r *membersRun) take(j, a int32) {
	h := r.home[a]
	r.arc[h], r.late[h] = a, r.wooers[j].round == second
	r.wooers[j].free--
}

// uncertain reports whether the clone that holds a home finds one as good that nobody holds.
func (r *membersRun) uncertain(h, held int32) bool {
	w := &r.wooers[r.To[held]]
	return !r.late[h] && w.round == first && w.from < w.to && r.Member[held] == r.Member[r.order[w.from]] && r.vacancy(w) != None
}
