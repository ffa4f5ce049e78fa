package main

import (
	"context"
	"runtime"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/service"
	"jinlin/verify"
)

// quarter is what it costs to let the plans of a county follow the changes of a quarter.
type quarter struct {
	kind                     fixtures.Kind
	villages, homes, members int
	cost
	forced, voluntary, certified, violations int
}

// cost is CPU seconds: solving all villages from the records after, resuming the plans before, applying the changes, and the whole way
// that the command goes.
type cost struct{ Full, Resume, Apply, Service float64 }

func (c cost) least(d cost) cost {
	return cost{min(c.Full, d.Full), min(c.Resume, d.Resume), min(c.Apply, d.Apply), min(c.Service, d.Service)}
}

// A following is the county before and after, and the plans before.
type following struct {
	before, after []engine.Problem
	plans         []engine.Plan
	changes       [][]engine.Change
}

// measureQuarter counts the least CPU time of each part.
func measureQuarter(ctx context.Context, before []engine.Problem, o options) (quarter, error) {
	q := quarter{villages: len(before)}
	f := following{before: before}
	f.after, q.homes, q.members = quarterOf(before, &random{o.seed})
	for i := range before {
		plan, err := engine.Solve(ctx, before[i], engine.Options{})
		if err != nil {
			return q, err
		}
		f.plans = append(f.plans, plan)
		f.changes = append(f.changes, engine.Changes(before[i], f.after[i]))
	}
	for i := range max(o.runs, 1) {
		took, deltas, err := f.measure(ctx)
		if err != nil {
			return q, err
		}
		if i == 0 {
			q.cost = took
			if err := q.judge(ctx, &f, deltas); err != nil {
				return q, err
			}
		}
		q.cost = q.least(took)
	}
	return q, nil
}

// measure runs each part once: the parts without states in memory first, so that none are in their heap.
func (f *following) measure(ctx context.Context) (c cost, deltas []engine.Delta, err error) {
	if c.Full, err = cpuOf(func() error { return f.solve(ctx) }); err != nil {
		return c, nil, err
	}
	if c.Service, err = cpuOf(func() error { return f.rebalance(ctx) }); err != nil {
		return c, nil, err
	}
	var states []*engine.State
	if c.Resume, err = cpuOf(func() (err error) { states, err = f.resume(ctx); return err }); err != nil {
		return c, nil, err
	}
	c.Apply, err = cpuOf(func() (err error) { deltas, err = f.apply(ctx, states); return err })
	return c, deltas, err
}

// cpuOf is the CPU time of f. What was left behind before is collected outside the clock.
func cpuOf(f func() error) (seconds float64, err error) {
	runtime.GC()
	err = timed(&seconds, f)
	return seconds, err
}

func (f *following) solve(ctx context.Context) error {
	for _, err := range engine.SolveAll(ctx, engine.Each(f.after), engine.Options{Workers: 1}) {
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *following) resume(ctx context.Context) ([]*engine.State, error) {
	states := make([]*engine.State, len(f.before))
	for i := range f.before {
		s, err := engine.Resume(ctx, f.before[i], f.plans[i])
		if err != nil {
			return nil, err
		}
		states[i] = s
	}
	return states, nil
}

func (f *following) apply(ctx context.Context, states []*engine.State) ([]engine.Delta, error) {
	deltas := make([]engine.Delta, len(states))
	for i, s := range states {
		if len(f.changes[i]) == 0 {
			continue
		}
		d, err := s.Apply(ctx, f.changes[i], engine.Options{})
		if err != nil {
			return nil, err
		}
		deltas[i] = d
	}
	return deltas, nil
}

// rebalance goes the way of the command: it tells from the records what changed, resumes and applies.
func (f *following) rebalance(ctx context.Context) error {
	r := service.Rebalance{Plans: f.plans, Before: f.before, After: f.after, Options: engine.Options{Workers: 1}}
	for _, err := range r.Run(ctx) {
		if err != nil {
			return err
		}
	}
	return nil
}

// judge has the plans verified, and counts who changed.
func (q *quarter) judge(ctx context.Context, f *following, deltas []engine.Delta) error {
	for i, d := range deltas {
		if len(f.changes[i]) == 0 {
			d.Plan = f.plans[i]
		} else {
			report, err := verify.CheckDelta(ctx, f.before[i], f.plans[i], f.after[i], d)
			if err != nil {
				return err
			}
			q.violations += len(report.Findings)
			r, _ := d.Plan.Rebalance()
			q.forced, q.voluntary = q.forced+r.Forced, q.voluntary+r.Voluntary
		}
		if d.Plan.Proof().Links.Kind == engine.Certified {
			q.certified++
		}
	}
	return nil
}
