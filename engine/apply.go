package engine

import "context"

// Resume prepares a problem whose plan stands already, so that changes can be applied to it. The plan must be one of exactly these
// records. The error is an *InvalidError or the context's.
func Resume(ctx context.Context, p Problem, standing Plan) (*State, error) {
	s, err := Prepare(ctx, p)
	if err != nil {
		return nil, err
	}
	s.plan = &standing
	return s, nil
}

// Problem returns the records that the State stands on: those it was prepared with, changed by every Apply. The slices must not be written.
func (s *State) Problem() Problem { return s.problem }

// Apply changes the records and makes the plan follow, with as few voluntary changes as Options ask for; see docs/model.md, "Change". The
// State then stands on the new plan. On an error (an *InvalidError with everything that is wrong, or the context's) it stands as before.
func (s *State) Apply(ctx context.Context, changes []Change, o Options) (Delta, error) {
	r := newRecords(s.problem)
	r.edit(changes)
	if len(r.found) > 0 {
		return Delta{}, &InvalidError{Area: s.problem.Area, Violations: r.found}
	}
	next, err := Prepare(ctx, r.done())
	if err != nil {
		return Delta{}, err
	}
	plan, err := next.Solve(ctx, o)
	if err != nil {
		return Delta{}, err
	}
	*s = *next
	return Delta{Plan: plan}, nil
}

// Apply is the one-call form of Resume and State.Apply. It returns the changed problem too.
func Apply(ctx context.Context, before Problem, standing Plan, changes []Change, o Options) (Problem, Delta, error) {
	s, err := Resume(ctx, before, standing)
	if err != nil {
		return Problem{}, Delta{}, err
	}
	d, err := s.Apply(ctx, changes, o)
	if err != nil {
		return Problem{}, Delta{}, err
	}
	return s.Problem(), d, nil
}
