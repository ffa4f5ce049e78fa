package linking

import (
	"slices"
	"sync"
	"sync/atomic"
)

// A Solver solves problems one after the other in the same memory. It is for one goroutine; the zero Solver is ready.
type Solver struct {
	parts partition
	list  []part
	// nets are one for each worker.
	nets []network
	// unproven tells that the certificate of some part could not be told from the packed costs alone.
	unproven bool
}

// Options steer a solve.
type Options struct {
	// Price is where to start from: the price of each server in a solution of a like problem, the first tiers of it; nil for a guess. Any prices
	// are right, good ones are fast.
	Price [][]int64
	// Workers is how many parts may be solved at once, if there is enough to do; 0 means 1. It does not change the solution.
	Workers int
	// NoProof leaves out the check of the certificate: Bound is not set then.
	NoProof bool
}

// Solve is a solve in memory of its own.
func Solve(p *Problem, stop func() bool) (Solution, bool) {
	var v Solver
	return v.Solve(p, Options{}, stop)
}

// Solve finds a solution: exact if every home weighs 1 (minimum-cost flow with convex costs: on packed costs, component by
// component, where they fit, else on vectors), else what a search with a bound finds. stop is asked now and then, by several workers at
// once; a true answer ends it with ok false.
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
func (v *Solver) Scratch() int {
	n := v.parts.scratch() + 48*cap(v.list)
	for i := range v.nets {
		n += v.nets[i].scratch()
	}
	return n
}

// packed solves the parts of a problem that share no pair, each with packed costs. It reports false for ok
// if it was stopped, and for done if some part does not fit.
func (v *Solver) packed(p *Problem, o Options, stop func() bool) (s Solution, done, ok bool) {
	s = emptySolution(p)
	v.list = slices.AppendSeq(v.list[:0], v.parts.split(p))
	workers := 1
	if len(p.To) >= worthSharing {
		workers = max(1, min(o.Workers, len(v.list)))
	}
	for len(v.nets) < workers {
		v.nets = append(v.nets, network{})
	}
	w := work{p: p, o: o, stop: stop, parts: v.list, s: &s}
	w.run(v.nets[:workers])
	v.unproven = w.unproven.Load()
	if w.stopped.Load() || w.misfit.Load() {
		return s, !w.misfit.Load(), !w.stopped.Load()
	}
	s.Value = p.value(&s)
	return s, true, true
}

// worthSharing is how many pairs a problem must have before its parts are shared among workers.
const worthSharing = 1 << 18

// work is the parts of a problem, taken by workers one after the other. Parts share neither homes nor servers, so that each writes its own
// places of the solution.
type work struct {
	p     *Problem
	o     Options
	stop  func() bool
	parts []part
	s     *Solution

	next                      atomic.Int32
	stopped, misfit, unproven atomic.Bool
}

// run ends when all parts are solved, or none need be any more. A panic of a worker is raised again here.
func (w *work) run(nets []network) {
	if len(nets) == 1 {
		w.take(&nets[0])
		return
	}
	faults := make([]any, len(nets))
	var all sync.WaitGroup
	for i := range nets {
		all.Go(func() {
			defer func() { faults[i] = recover() }()
			w.take(&nets[i])
		})
	}
	all.Wait()
	for _, fault := range faults {
		if fault != nil {
			panic(fault)
		}
	}
}

func (w *work) take(n *network) {
	n.begin(w.p, w.o)
	for !w.stopped.Load() && !w.misfit.Load() {
		i := int(w.next.Add(1)) - 1
		switch {
		case i >= len(w.parts):
			return
		case w.stop():
			w.stopped.Store(true)
		case !n.build(w.parts[i]):
			w.misfit.Store(true)
		case !n.solve(w.stop):
			w.stopped.Store(true)
		default:
			if !w.o.NoProof && !n.proven() {
				w.unproven.Store(true)
			}
			n.deliver(w.s)
		}
	}
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
