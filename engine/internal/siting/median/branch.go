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

// wide is how many nodes wait, lowest bound first; with more of them the newest comes first.
const wide = 2048

const (
	nodeSteps  = 60
	probeSteps = 12
	probes     = 6
)

// branch closes the gap by branch and bound over the core.
func (s *search) branch() {
	open := []*node{{known: s.coreKnown}}
	for len(open) > 0 && !s.spent() {
		k := len(open) - 1
		if len(open) < wide {
			for l, n := range open {
				if n.bound < open[k].bound {
					k = l
				}
			}
		}
		n := open[k]
		if n.bound > s.limit {
			open = slices.Delete(open, k, k+1)
			continue
		}
		s.nodes++
		children := s.expand(n)
		if s.spent() {
			break
		}
		open = append(slices.Delete(open, k, k+1), children...)
	}
	s.bound = s.limit + 1
	for _, n := range open {
		s.bound = min(s.bound, n.bound)
	}
}

// expand bounds the node and, if that does not close it, returns its children.
func (s *search) expand(n *node) []*node {
	d, k, r, a := &n.decision, n.known, &s.main, &s.climber
	for s.filter(r, s.core, d, &k) && !s.ended(r) {
		a.begin(r, k.v)
		s.climb(r, a, nodeSteps)
		if a.bound > s.limit || s.spent() {
			return nil
		}
		k = known{r.scatter(a.v), a.bound}
		more := s.decide(r, a.v)
		if len(more.opened)+len(more.closed) == 0 {
			q := s.split(d, r, a, &k)
			if more = &q; more.children != nil || more.closedNode {
				return more.children
			}
		}
		d = d.and(&more.decision)
	}
	return nil
}

// ended evaluates the only set of sites in the relaxation, if there is only one.
func (s *search) ended(r *relax) bool {
	if len(r.local) > 0 && (r.free || r.take > 0 && len(r.local) > r.take) {
		return false
	}
	open := r.opened
	if r.take > 0 {
		open = slices.Concat(open, r.local)
	}
	s.take(s.newPlan(open))
	return true
}

type splitting struct {
	decision
	children   []*node
	closedNode bool
}

// split chooses what to branch on by trying the most undecided questions for a few steps on both sides. If one side is closed,
// the other is a decision.
func (s *search) split(d *decision, r *relax, a *ascent, k *known) splitting {
	type result struct {
		yes, no   *decision
		low, high int64
	}
	best := result{low: math.MinInt64}
	for _, q := range s.questions(r, a) {
		yes, no := q[0], q[1]
		by, bn := s.probe(r, yes, k), s.probe(r, no, k)
		switch {
		case s.spent():
			return splitting{closedNode: true}
		case by > s.limit && bn > s.limit:
			return splitting{closedNode: true}
		case by > s.limit:
			return splitting{decision: *no}
		case bn > s.limit:
			return splitting{decision: *yes}
		}
		if lo, hi := min(by, bn), max(by, bn); lo > best.low || lo == best.low && hi > best.high {
			best = result{yes, no, lo, hi}
		}
	}
	var out splitting
	for _, side := range []*decision{best.yes, best.no} {
		out.children = append(out.children, &node{*d.and(side), *k})
	}
	return out
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

// questions are pairs of decisions one of which holds.
func (s *search) questions(r *relax, a *ascent) [][2]*decision {
	type open struct {
		k     int32
		doubt float64
	}
	var list []open
	for k, x := range a.share {
		list = append(list, open{int32(k), min(x, 1-x)})
	}
	slices.SortFunc(list, func(a, b open) int { return cmp.Or(cmp.Compare(b.doubt, a.doubt), cmp.Compare(a.k, b.k)) })
	var questions [][2]*decision
	for _, o := range list[:min(len(list), probes)] {
		j := []int32{r.local[o.k]}
		questions = append(questions, [2]*decision{{opened: j}, {closed: j}})
	}
	return questions
}
