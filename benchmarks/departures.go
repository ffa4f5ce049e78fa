package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"jinlin/benchmarks/results"
	"jinlin/engine"
	"jinlin/fixtures"
)

// A way tells where the state comes from that a member leaves.
type way string

const (
	// solved: the village is prepared and solved anew before every departure, outside the clock.
	solved way = "solved"
	// resumed: the state is resumed from the village's plan before every departure, outside the clock.
	resumed way = "resumed"
	// kept: the states of all villages stay in memory; who left comes back, outside the clock.
	kept way = "kept"
)

func ways() []way { return []way{solved, resumed, kept} }

// mostHomes is the size up to which villages are asked to follow within a millisecond.
const mostHomes = 1000

// departures is what the departures of a county took, ascending.
type departures struct {
	kind     fixtures.Kind
	way      way
	villages int
	took     []time.Duration
}

func (d *departures) quantile(q float64) time.Duration {
	return d.took[min(int(q*float64(len(d.took))), len(d.took)-1)]
}

func (d *departures) mean() time.Duration {
	var sum time.Duration
	for _, t := range d.took {
		sum += t
	}
	return sum / time.Duration(len(d.took))
}

// A village is an area and the plan that stands.
type village struct {
	problem engine.Problem
	plan    engine.Plan
	state   *engine.State
}

// A leaver is an eligible member of a village.
type leaver struct {
	village *village
	member  engine.Member
}

// measureDepartures lets eligible members leave, drawn from all of the county's villages of the size asked, every member as likely.
func measureDepartures(ctx context.Context, problems []engine.Problem, w way, o options) (departures, error) {
	d := departures{way: w}
	var leavers []leaver
	for _, p := range problems {
		if len(p.Households) > mostHomes {
			continue
		}
		v := &village{problem: p}
		if err := v.solve(ctx); err != nil {
			return d, err
		}
		if w != kept {
			v.state = nil
		}
		leavers = append(leavers, v.leavers()...)
		d.villages++
	}
	if len(leavers) == 0 {
		return d, fmt.Errorf("nobody can leave")
	}
	r := random{o.seed}
	for range max(o.departures, 1) {
		took, err := leavers[r.below(len(leavers))].leave(ctx, w)
		if err != nil {
			return d, err
		}
		d.took = append(d.took, took)
	}
	slices.Sort(d.took)
	return d, nil
}

func (v *village) solve(ctx context.Context) (err error) {
	if v.state, err = engine.Prepare(ctx, v.problem); err != nil {
		return err
	}
	v.plan, err = v.state.Solve(ctx, engine.Options{})
	return err
}

func (v *village) leavers() (all []leaver) {
	record := map[engine.MemberID]engine.Member{}
	for _, m := range v.problem.Members {
		record[m.ID] = m
	}
	for m := range v.plan.Members() {
		if m.Eligible {
			all = append(all, leaver{v, record[m.ID]})
		}
	}
	return all
}

// leave lets the member leave and returns the CPU time of Apply. No collection is forced before the clock: one that began earlier goes on
// in it, as one that begins in it goes on later.
func (l leaver) leave(ctx context.Context, w way) (time.Duration, error) {
	v := l.village
	if err := v.stand(ctx, w); err != nil {
		return 0, err
	}
	before := results.CPU()
	_, err := v.state.Apply(ctx, []engine.Change{engine.DropMember{ID: l.member.ID}}, engine.Options{})
	took := results.CPU() - before
	if err != nil {
		return 0, err
	}
	if w != kept {
		v.state = nil
		return took, nil
	}
	_, err = v.state.Apply(ctx, []engine.Change{engine.PutMember{Member: l.member}}, engine.Options{})
	return took, err
}

// stand makes the state that the member leaves.
func (v *village) stand(ctx context.Context, w way) (err error) {
	switch w {
	case solved:
		err = v.solve(ctx)
	case resumed:
		v.state, err = engine.Resume(ctx, v.problem, v.plan)
	}
	return err
}
