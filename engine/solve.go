package engine

import (
	"context"
	"iter"
)

// Options steer a solve; none of them changes the plan.
type Options struct {
	// Workers is how many areas SolveAll solves at once; 0 means one per available core.
	Workers int
	// Trace is told of every stage that ends, serially; it must not block. Nil: nobody listens.
	Trace func(Event)
}

// An Event is a stage of an area that has ended.
type Event struct {
	Area  AreaID
	Stage string
}

// Solved is a problem and its plan.
type Solved struct {
	Problem Problem
	Plan    Plan
}

// Solve prepares and solves one area.
func Solve(ctx context.Context, p Problem, o Options) (Plan, error) {
	s, err := Prepare(ctx, p)
	if err != nil {
		return Plan{}, err
	}
	return s.Solve(ctx, o)
}

// A State is a prepared problem. It is for one goroutine; the plans that it returns are immutable.
type State struct{}

// Prepare checks a problem and indexes it.
func Prepare(ctx context.Context, p Problem) (*State, error) { panic("soon") }

// Solve makes the plan.
func (s *State) Solve(ctx context.Context, o Options) (Plan, error) { panic("soon") }

// SolveAll solves areas in the order given, several at once, and yields them in that order.
func SolveAll(ctx context.Context, areas iter.Seq2[Problem, error], o Options) iter.Seq2[Solved, error] {
	panic("soon")
}

// Fingerprint is the hash of a problem: equal for the same set of records in any order.
func Fingerprint(p Problem) string { panic("soon") }
