package workspace

import (
	"context"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// ExplainAsk asks why a home has the member that it has.
type ExplainAsk struct {
	Household engine.HouseholdID
	// Plan is "" for the one in force.
	Plan registry.PlanID
	// Best asks what would be if each other member had the home: one solve of the links for each.
	Best bool
}

// Explain explains one home of a plan. A member is told of the homes that he answers for, without the names of other homes.
func (w *Workspace) Explain(ctx context.Context, c access.Caller, ask ExplainAsk) (engine.Explanation, error) {
	var s engine.Solved
	var leave access.Leave
	err := w.Store.Read(ctx, func(tx registry.Tx) error {
		if err := w.mayHear(ctx, tx, c); err != nil {
			return err
		}
		id, err := tx.AreaOfHousehold(ctx, ask.Household)
		if err != nil {
			return orMissing(err, "household")
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
		at, err := w.planArea(ctx, tx, c, plan, id)
		if err != nil {
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
	x, err := engine.Explain(ctx, s.Problem, s.Plan, ask.Household, engine.ExplainOptions{Best: ask.Best})
	if leave.Extent != access.All {
		for i := range x.Alternatives {
			x.Alternatives[i].Moves = nil
		}
		if x.Unserved != nil {
			x.Unserved.Cut = nil
		}
	}
	return x, err
}

// mayHear lets in who may have anything explained, so that nobody else learns which homes there are.
func (w *Workspace) mayHear(ctx context.Context, tx registry.Tx, c access.Caller) error {
	v, err := w.seen(ctx, tx, c, access.Explain, access.Own)
	if err == nil && v.None() {
		_, err = w.Guard.Must(ctx, tx, c, access.Explain, access.Target{})
	}
	return err
}
