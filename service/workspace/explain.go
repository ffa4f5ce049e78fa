package workspace

import (
	"context"
	"sync"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// ExplainAsk asks why a home has the member that it has.
type ExplainAsk struct {
	Household engine.HouseholdID
	// Area is where it is by the plan, "" for where it is now.
	Area engine.AreaID
	// Plan is "" for the one in force.
	Plan registry.PlanID
	// Best asks what would be if each other member had the home: one solve of the links for each.
	Best bool
}

// Explain explains one home of a plan. A member is told of the homes that he answers for, without the names of other homes.
func (w *Workspace) Explain(ctx context.Context, c access.Caller, ask ExplainAsk) (engine.Explanation, error) {
	var s engine.Solved
	var leave access.Leave
	var at registry.PlanArea
	err := w.read(ctx, func(tx registry.Tx) error {
		if err := w.mayHear(ctx, tx, c); err != nil {
			return err
		}
		id := ask.Area
		if id == "" {
			var err error
			if id, err = tx.AreaOfHousehold(ctx, ask.Household); err != nil {
				return orMissing(err, "household")
			}
		}
		a, l, err := w.area(ctx, tx, c, access.Explain, id)
		if err != nil {
			return orMissing(err, "household")
		}
		plan := ask.Plan
		if plan == "" {
			if plan = a.Published; plan == "" {
				return missing("plan in force")
			}
		}
		if at, err = w.planArea(ctx, tx, c, plan, id); err != nil {
			return err
		}
		leave = l
		s, err = w.solved(ctx, tx, at)
		return err
	})
	if err != nil {
		return engine.Explanation{}, err
	}
	found := false
	for h := range s.Plan.Homes() {
		found = found || h.ID == ask.Household && leave.Answers(h.Member)
	}
	if !found {
		return engine.Explanation{}, missing("household")
	}
	x, err := w.explained(ctx, s, at, ask)
	if leave.Extent != access.All {
		for i := range x.Alternatives {
			x.Alternatives[i].Moves = nil
		}
		if x.Unserved != nil {
			bare := *x.Unserved // the plan is others' too
			bare.Cut, x.Unserved = nil, &bare
		}
	}
	return x, err
}

// A prepared problem stays in memory, since preparing it takes a hundred times as long as explaining a home.
type prepared struct {
	mu    sync.Mutex // a State is for one goroutine
	state *engine.State
}

// preparedKey names it.
type preparedKey planKey

func (w *Workspace) explained(ctx context.Context, s engine.Solved, at registry.PlanArea, ask ExplainAsk) (engine.Explanation, error) {
	if ask.Best || at.Records == 0 { // what takes long keeps nobody waiting
		return engine.Explain(ctx, s.Problem, s.Plan, ask.Household, engine.ExplainOptions{Best: ask.Best})
	}
	p, err := remembered(ctx, &w.plans, preparedKey(keyOf(at)), func() (*prepared, int, error) {
		state, err := engine.Prepare(ctx, s.Problem)
		return &prepared{state: state}, len(s.Problem.Households) + 1, err
	})
	if err != nil {
		return engine.Explanation{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state.Explain(ctx, s.Plan, ask.Household, engine.ExplainOptions{})
}

// mayHear lets in who may have anything explained, so that nobody else learns which homes there are.
func (w *Workspace) mayHear(ctx context.Context, tx registry.Tx, c access.Caller) error {
	v, err := w.seen(ctx, tx, c, access.Explain, access.Own)
	if err == nil && v.None() {
		_, err = w.Guard.Must(ctx, tx, c, access.Explain, access.Target{})
	}
	return err
}
