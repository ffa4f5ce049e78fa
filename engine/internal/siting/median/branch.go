package median

import (
	"cmp"
	"math"
	"slices"
)

// node is a part of the search.
type node struct {
	decision
	known
}

// wide is how many nodes wait at most for the lowest bound; with more of them the newest comes first.
const wide = 2048

const (
	nodeSteps  = 80
	probeSteps = 12
	probes     = 8
	reliable   = 8
)

// branch closes the gap by branch and bound over the core. It goes on with the more promising child of a node, and where that
// ends with the node of the lowest bound.
func (s *search) branch() {
	open := []*node{{known: s.coreKnown}}
	for dive := false; len(open) > 0 && !s.spent(); {
		k := len(open) - 1
		if !dive && len(open) < wide {
			for l, n := range open {
				if n.bound < open[k].bound {
					k = l
				}
			}
		}
		n := open[k]
		if n.bound > s.limit {
			open, dive = slices.Delete(open, k, k+1), false
			continue
		}
		s.nodes++
		children := s.expand(n)
		if s.spent() {
			break
		}
		open, dive = append(slices.Delete(open, k, k+1), children...), len(children) > 0
	}
	s.bound = s.limit + 1
	for _, n := range open {
		s.bound = min(s.bound, n.bound)
	}
}

// expand bounds the node and, if that does not close it, returns its children.
func (s *search) expand(n *node) []*node {
	d, k, r, a := &n.decision, n.known, &s.main, &s.climber
	for s.filter(r, s.core, d, &k) {
		a.begin(r, k.v)
		if s.ended(r) {
			return nil
		}
		s.climb(r, a, nodeSteps)
		if a.bound > s.limit || s.spent() {
			return nil
		}
		k = known{r.scatter(a.v), a.bound}
		more := s.decide(r, a.v)
		if len(more.opened)+len(more.closed) == 0 {
			if done, bound := s.decompose(r, a); done {
				n.bound = max(n.bound, bound)
				return nil
			}
			q := s.split(d, r, a, &k)
			if more = &q; more.children != nil || more.closedNode {
				return more.children
			}
		}
		d = d.and(&more.decision)
	}
	return nil
}

// ended offers the only set of sites in the relaxation, if there is only one; the relaxation must have been evaluated.
func (s *search) ended(r *relax) bool {
	if len(r.local) > 0 && (r.free || r.take > 0 && len(r.local) > r.take) {
		return false
	}
	s.offer(r, r.picked(), r.total)
	return true
}

// offer evaluates a choice of the relaxation.
func (s *search) offer(r *relax, picked []int32, total int64) {
	switch {
	case s.inner == nil:
		s.take(s.newPlan(slices.Concat(r.opened, picked)))
	case total <= s.limit:
		s.inner.open = slices.Concat(r.opened, picked)
		s.inner.total, s.limit = total, total-s.step*s.scale
	}
}

type splitting struct {
	decision
	children   []*node
	closedNode bool
}

// experience is how much deciding on a site raised the bound so far, per site and side.
type experience struct {
	sum, times [2]int64
}

// side is the index of a decision in experience.
const (
	sideOpen = iota
	sideClosed
)

func (e *experience) learn(side int, rise int64) {
	e.sum[side] += max(rise, 0)
	e.times[side]++
}

func (e *experience) expect(side int) int64 { return e.sum[side] / max(e.times[side], 1) }

// split chooses the site to branch on: among those that the relaxation leaves undecided the one that raises the bound most on
// the side where it does so less. What a site does is tried for a few steps, until enough is known of it (reliability
// branching, Achterberg, Koch and Martin 2005). If a trial closes one side, the other is a decision.
func (s *search) split(d *decision, r *relax, a *ascent, k *known) splitting {
	best, bestLow, bestHigh := int32(-1), int64(-1), int64(-1)
	tried := 0
	for _, j := range s.doubtful(r, a) {
		e := &s.learned[j]
		if e.times[sideOpen] < reliable && tried < probes {
			tried++
			in, out := s.probe(r, &decision{opened: []int32{j}}, k), s.probe(r, &decision{closed: []int32{j}}, k)
			switch {
			case s.spent() || in > s.limit && out > s.limit:
				return splitting{closedNode: true}
			case in > s.limit:
				return splitting{decision: decision{closed: []int32{j}}}
			case out > s.limit:
				return splitting{decision: decision{opened: []int32{j}}}
			}
			e.learn(sideOpen, in-k.bound)
			e.learn(sideClosed, out-k.bound)
		}
		low, high := e.expect(sideOpen), e.expect(sideClosed)
		if low > high {
			low, high = high, low
		}
		if low > bestLow || low == bestLow && high > bestHigh {
			best, bestLow, bestHigh = j, low, high
		}
	}
	children := []*node{{*d.and(&decision{opened: []int32{best}}), *k}, {*d.and(&decision{closed: []int32{best}}), *k}}
	if e := &s.learned[best]; e.expect(sideOpen) < e.expect(sideClosed) {
		slices.Reverse(children)
	}
	return splitting{children: children}
}

// doubtful lists the sites that the relaxation is least sure about.
func (s *search) doubtful(r *relax, a *ascent) []int32 {
	doubt := func(x float64) float64 { return min(x, 1-x) }
	order := make([]int32, len(r.local))
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(doubt(a.share[y]), doubt(a.share[x])), cmp.Compare(x, y))
	})
	order = order[:min(len(order), 4*probes)]
	sites := make([]int32, 0, len(order))
	for n, k := range order {
		if n > 0 && doubt(a.share[k]) < 0.02 {
			break
		}
		sites = append(sites, r.local[k])
	}
	return sites
}

// probe is a bound for the part of r in which the decision holds.
func (s *search) probe(r *relax, d *decision, k *known) int64 {
	q, a := &s.trial, &s.prober
	if !s.filter(q, r, d, k) {
		return math.MaxInt64
	}
	a.begin(q, k.v)
	if len(q.local) == 0 || !q.free && q.take == 0 {
		return a.bound
	}
	a.length = s.climber.length
	a.climb(q, probeSteps, &s.limit, func() {})
	return a.bound
}
