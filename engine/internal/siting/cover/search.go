package cover

// A search looks for the cheapest cover of a core. It ends early when it knows on which side of goal the least cost is, if decide is set.
type search struct {
	*work
	core   *core // home and site are numbers of its own rows and columns
	unit   int64
	goal   int64
	decide bool
	value  int64   // the least cost found
	open   []int32 // its columns
	bound  int64   // nothing costs less
	u      []int64 // weights that certify a bound, in 1/unit: no column is offered more than its cost
	nodes  int64
	held   int  // entries of the cores that the branches hold
	most   int  // how many they may
	cut    bool // the search was cut short
}

// newSearch takes a core over; its homes and sites become numbers of its own.
func newSearch(c *core, unit int64, w *work) *search {
	own := *c
	own.home, own.site = numbers(len(c.rows)), numbers(len(c.cols))
	return &search{work: w, core: &own, unit: unit, most: 4*c.entries() + heldAlways}
}

// heldAlways is how many entries branches may hold in any case: 32 MiB.
const heldAlways = 1 << 22

func numbers(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

// Efforts, measured on villages with circles of 100 m and on fields of 1,000 to 10,000 homes: more of any costs more than it saves.
const (
	climbs    = 60     // steps of the dual in a round
	swaps     = 250    // swaps of the local search in a round, and as many more
	swapsPer  = 30_000 // for each so many entries, so that neither takes much more work than the other
	nodeSteps = 400    // steps of the dual in a node of the tree
	wide      = 3      // a gap from which on the local search goes on by itself
	longer    = 40     // rounds without a better cover after which it stops then, unless a tree is hopeless
	patient   = 3000   // how often it may look at as much as the core has, at most
)

// solve finds the cheapest cover: a round lets the dual climb, covers greedily by its slacks and searches around the best cover, until the
// bound meets the cover or the dual stands still. Then branch and bound.
func (s *search) solve() {
	c := s.core
	s.open = c.greedy(nil, s.work)
	s.value = c.price(s.open)
	d := newDual(c, s.unit)
	d.start(s.work)
	local := newLocal(c, s.open)
	rounds := swaps * (1 + c.entries()/swapsPer)
	for {
		d.climb(s.value, climbs, s.work)
		s.bound = max(s.bound, d.ceil(d.bound))
		if s.done() {
			break
		}
		before := s.value
		d.settle(s.work)
		s.lagrangian(d, c, 0, nil)
		s.swap(local, rounds)
		if s.value < before && s.value-s.bound <= wide {
			d.again() // it has climbed towards a cover that was too dear
		}
		if d.agility < least {
			break
		}
	}
	if !s.done() {
		d.again()
		d.climb(s.aim(), nodeSteps, s.work)
	}
	s.certify(d)
	end := s.used + min((s.limit-s.used)/2, patient*int64(c.entries()))
	for stale := 0; s.value-s.bound >= wide && (stale < longer || s.hopeless()) && s.used < end && !s.done(); stale++ {
		if s.swap(local, rounds) {
			stale = -1
		}
	}
	if s.done() {
		return
	}
	s.node(c.keep(all(len(c.rows)), all(len(c.cols))), 0, nil, append([]int64(nil), d.best...))
	if !s.cut && (!s.decide || s.value > s.goal) {
		s.bound = max(s.bound, s.atLeast())
	}
}

// hopeless tells that the gap is more than a tree will close.
func (s *search) hopeless() bool { return s.value-s.bound > s.value/50 }

// atLeast is what is known once the tree is searched: nothing is below value, or below goal+1.
func (s *search) atLeast() int64 {
	if s.decide {
		return min(s.value, s.goal+1)
	}
	return s.value
}

// aim is the cost that a bound has to reach for a branch to be given up.
func (s *search) aim() int64 { return s.atLeast() }

// done tells that there is nothing left to ask, or that the budget is used up.
func (s *search) done() bool {
	return s.bound >= s.value || s.decide && (s.value <= s.goal || s.bound > s.goal) || s.over()
}

func (s *search) swap(l *local, rounds int) bool {
	found := l.improve(s.value, max(s.bound, s.goal), rounds, s.work)
	if found == nil {
		return false
	}
	s.open, s.value = found, s.core.price(found)
	return true
}

// certify keeps the dual's best weights.
func (s *search) certify(d *dual) {
	d.feasible(s.work)
	s.u = append([]int64(nil), d.u...)
	s.bound = max(s.bound, d.ceil(sum(s.u)))
}

func sum(list []int64) int64 {
	var n int64
	for _, x := range list {
		n += x
	}
	return n
}

// lagrangian covers the core greedily by slack.
func (s *search) lagrangian(d *dual, c *core, base int64, open []int32) {
	found := c.greedy(d.slack, s.work)
	s.record(c, base+c.price(found), open, found)
}

// record keeps the cover if it is the best so far.
func (s *search) record(c *core, cost int64, open, found []int32) {
	if cost >= s.value {
		return
	}
	s.value = cost
	s.open = append([]int32(nil), open...)
	for _, j := range found {
		s.open = append(s.open, c.site[j])
	}
}
