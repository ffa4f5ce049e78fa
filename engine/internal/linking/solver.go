package linking

// A Solver solves problems one after the other in the same memory. It is for one goroutine; the zero Solver is ready.
type Solver struct {
	parts partition
	net   network
	// unproven tells that the certificate of some part could not be told from the packed costs alone.
	unproven bool
}

// Options steer a solve.
type Options struct {
	// Price is where to start from: the price of each server in a solution of a like problem, the first tiers of it; nil for a guess. Any prices
	// are right, good ones are fast.
	Price [][]int64
	// NoProof leaves out the check of the certificate: Bound is not set then.
	NoProof bool
}

// Solve is a solve in memory of its own.
func Solve(p *Problem, stop func() bool) (Solution, bool) {
	var v Solver
	return v.Solve(p, Options{}, stop)
}

// Solve finds a solution: exact if every home weighs 1 (minimum-cost flow with convex costs: on packed costs, component by
// component, where they fit, else on vectors), else what a search with a bound finds. stop is asked now and then; a true answer
// ends it with ok false.
func (v *Solver) Solve(p *Problem, o Options, stop func() bool) (s Solution, ok bool) {
	if stop() {
		return Solution{}, false
	}
	if p.unit() {
		return v.solveUnits(p, o, stop)
	}
	if s, ok = solveWeighted(p, stop); !ok {
		return Solution{}, false
	}
	s.Value = p.value(&s)
	if !o.NoProof {
		s.Bound = p.Bound(s.Price)
	}
	return s, true
}

// solveUnits solves a problem whose homes all weigh 1.
func (v *Solver) solveUnits(p *Problem, o Options, stop func() bool) (Solution, bool) {
	s, done, ok := v.packed(p, o, stop)
	if !ok {
		return Solution{}, false
	}
	if done && !o.NoProof {
		s.Bound = s.Value
		if v.unproven {
			s.Bound = p.Bound(s.Price)
		}
		done = s.Bound == s.Value
	}
	if done {
		return s, true
	}
	if s, ok = solveUnit(p, stop); !ok {
		return Solution{}, false
	}
	s.Value = p.value(&s)
	if !o.NoProof {
		s.Bound = p.Bound(s.Price)
	}
	return s, true
}

func solveUnits(p *Problem, stop func() bool) (Solution, bool) {
	var v Solver
	return v.solveUnits(p, Options{}, stop)
}

// Scratch is the memory that the solver holds, in bytes.
func (v *Solver) Scratch() int { return v.parts.scratch() + v.net.scratch() }

// packed solves the parts of a problem that share no pair, each with packed costs. It reports false for ok
// if it was stopped, and for done if some part does not fit.
func (v *Solver) packed(p *Problem, o Options, stop func() bool) (s Solution, done, ok bool) {
	s = emptySolution(p)
	v.unproven = false
	n := &v.net
	n.begin(p, o)
	for part := range v.parts.split(p) {
		if stop() {
			return s, true, false
		}
		if !n.build(part) {
			return s, false, true
		}
		if !n.solve(stop) {
			return s, true, false
		}
		if !o.NoProof && !n.proven() {
			v.unproven = true
		}
		n.deliver(&s)
	}
	s.Value = p.value(&s)
	return s, true, true
}

// emptySolution leaves every home unserved, at prices at which no server without homes could want one more.
func emptySolution(p *Problem) Solution {
	s := Solution{
		Server: make([]int32, p.homes()), Arc: make([]int32, p.homes()), Load: make([]int64, len(p.Servers)), Price: make([]Vec, len(p.Servers)),
	}
	for h := range s.Server {
		s.Server[h], s.Arc[h] = Unserved, -1
	}
	for j, sv := range p.Servers {
		s.Load[j] = sv.Base
		if sv.Base < sv.Max {
			s.Price[j] = p.load(j, sv.Base+1).Minus(p.load(j, sv.Base))
		}
	}
	return s
}
