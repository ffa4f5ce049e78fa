package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"jinlin/benchmarks/results"
	"jinlin/engine/internal/linking"
	"jinlin/engine/linkbench/peer"
)

// A row is an instance measured.
type row struct {
	*instance
	county
	method peer.Method
	// usual is the best rule on the graph as it is usually written, usually what it takes.
	usual   peer.Method
	usually time.Duration
	runs    int
	// build and solve are the peer's.
	build, solve, ours time.Duration
	// certificate is the share of our time that the proof takes.
	certificate float64
	// scratch is the memory of our solver, in bytes.
	scratch int
	// others is what the peer needs otherwise, 0 where that took more than a minute or came out wrong.
	others []time.Duration
	// one and two are the wall times of one worker and of two, 0 where not measured.
	one, two time.Duration
	version  string
}

// fewer is how often more than one county is run.
func (o options) fewer() int { return max(o.runs/3, 1) }

// ratio is how many times longer the peer takes, graphs built included.
func (r *row) ratio() float64 { return float64(r.build+r.solve) / float64(r.ours) }

// solveRatio leaves out what the peer needs to build its graphs.
func (r *row) solveRatio() float64 { return float64(r.solve) / float64(r.ours) }

// usualRatio is how many times longer the peer takes with its graph as it is usually written.
func (r *row) usualRatio() float64 { return float64(r.usually) / float64(r.ours) }

func measure(ctx context.Context, in *instance, o options, program string, methods map[string]peer.Method) (row, error) {
	r := row{instance: in, runs: o.runs}
	if in.spec.Counties > 1 {
		r.runs = o.fewer()
	}
	var err error
	if r.county, err = in.build(ctx); err != nil {
		return r, err
	}
	lemon, err := peer.Start(ctx, program)
	if err != nil {
		return r, err
	}
	scales, err := send(lemon, r.problems)
	if err == nil {
		var known bool
		if r.method, known = methods[in.like]; !known {
			r.method, err = bestMethod(lemon)
			methods[in.name] = r.method
		}
		if r.usual, known = methods["usual "+in.like]; !known && err == nil {
			r.usual, err = usualMethod(lemon)
			methods["usual "+in.name] = r.usual
		}
	}
	if err == nil {
		err = r.interleave(lemon, scales)
	}
	if err == nil && o.others && in.spec.Counties <= 1 {
		err = r.tryOthers(lemon, scales)
	}
	if err == nil && o.cores && in.name == "even" {
		r.one, r.two = onTwoCores(r.problems)
	}
	if err == nil {
		r.version, err = lemon.Version()
	}
	return r, errors.Join(err, lemon.Close())
}

func send(lemon *peer.Peer, problems []*linking.Problem) (scales []peer.Scale, err error) {
	for _, p := range problems {
		v, err := peer.Pack(p)
		if err != nil {
			return nil, err
		}
		if err := lemon.Send(&v); err != nil {
			return nil, err
		}
		scales = append(scales, v.Scale)
	}
	return scales, nil
}

// interleave lets the sides take turns, so that what else the machine does hits both, and keeps the medians.
func (r *row) interleave(lemon *peer.Peer, scales []peer.Scale) error {
	var theirs []peer.Answer
	var ours, bare, usually []time.Duration
	for run := range r.runs {
		if run < r.runs/3 || run == 0 {
			a, err := lemon.Solve(r.usual)
			if err != nil {
				return err
			}
			usually = append(usually, a.Total())
		}
		a, err := lemon.Solve(r.method)
		if err != nil {
			return err
		}
		theirs = append(theirs, a)
		took, solutions, scratch := solveOurs(r.problems, linking.Options{})
		if err := agree(r.problems, scales, solutions, a.Objective); err != nil {
			return err
		}
		ours = append(ours, took)
		r.scratch = scratch
		took, _, _ = solveOurs(r.problems, linking.Options{NoProof: true})
		bare = append(bare, took)
	}
	slices.SortFunc(theirs, func(a, b peer.Answer) int { return cmp.Compare(a.Total(), b.Total()) })
	middle := theirs[len(theirs)/2]
	r.build, r.solve = middle.Build, middle.Solve
	r.ours, r.usually = median(ours), median(usually)
	// The least of each is the least disturbed; their difference is small.
	r.certificate = max(1-float64(slices.Min(bare))/float64(slices.Min(ours)), 0)
	return nil
}

// tryOthers times the peer's other ways once. Scaling multiplies costs, which may then overflow: what is wrong has no time.
func (r *row) tryOthers(lemon *peer.Peer, scales []peer.Scale) error {
	_, solutions, _ := solveOurs(r.problems, linking.Options{})
	for _, m := range peer.Others() {
		a, done, err := lemon.Try(m, time.Minute)
		if err != nil {
			return err
		}
		if !done || agree(r.problems, scales, solutions, a.Objective) != nil {
			a = peer.Answer{}
		}
		r.others = append(r.others, a.Total())
	}
	return nil
}

func median(list []time.Duration) time.Duration {
	slices.Sort(list)
	return list[len(list)/2]
}

// solveOurs solves all villages with one solver that is new, and returns the CPU time, the solutions and the most memory that
// the solver held.
func solveOurs(problems []*linking.Problem, o linking.Options) (took time.Duration, solutions []linking.Solution, scratch int) {
	solutions = make([]linking.Solution, len(problems))
	before := results.CPU()
	var solver linking.Solver
	for i, p := range problems {
		solutions[i], _ = solver.Solve(p, o, func() bool { return false })
		scratch = max(scratch, solver.Scratch())
	}
	return results.CPU() - before, solutions, scratch
}

// agree checks that our solutions are certified, cost what they say, and cost what the peer's do.
func agree(problems []*linking.Problem, scales []peer.Scale, ours []linking.Solution, theirs []*big.Int) error {
	if len(theirs) != len(ours) {
		return fmt.Errorf("the peer solved %d villages of %d", len(theirs), len(ours))
	}
	for i, s := range ours {
		if value := peer.Value(problems[i], s.Arc); value != s.Value || s.Bound != s.Value {
			return fmt.Errorf("village %d: value %v (counted %v), bound %v: not certified", i, s.Value, value, s.Bound)
		}
		if got := scales[i].Integer(s.Value); got.Cmp(theirs[i]) != 0 {
			return fmt.Errorf("village %d: our objective is %v, the peer's %v", i, got, theirs[i])
		}
	}
	return nil
}
