package workspace

import (
	"context"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// A Hand is a link that a planner sets, or lets go, by hand.
type Hand struct {
	Area engine.AreaID
	// Revision is the one that the area has (else registry.ErrConflict).
	Revision int64
	Pair     engine.Pair
	// Drop lets the pair go again.
	Drop bool
	// Keep writes the lock and makes a draft with it; without it, only the cost is told.
	Keep bool
	Note string
}

// Handed tells what a link by hand comes to.
type Handed struct {
	// Cost is what the links are worse by, tier by tier: the first number that is not 0 decides, positive is worse.
	Cost []TierCost
	// Moves are the homes that change member.
	Moves []engine.Move
	// Area and Plan are what was kept, with Keep.
	Area registry.Area
	Plan registry.Plan
}

// TierCost is what a tier changes by; distances in millimetres.
type TierCost struct {
	Tier  policy.Tier
	Delta int64
}

// Hand tells what a lock costs the plan in force, and keeps it if asked to. It is refused, with every reason (*service.InvalidError), where it contradicts
// eligibility, a veto or a maximum.
func (w *Workspace) Hand(ctx context.Context, c access.Caller, ask Hand) (Handed, error) {
	id, err := w.newID("p")
	if err != nil {
		return Handed{}, err
	}
	m := making{w: w, ask: Ask{Rebalance: true, Note: ask.Note}}
	var g ground
	if err := w.read(ctx, func(tx registry.Tx) (err error) {
		g, err = w.handed(ctx, tx, c, m, ask)
		return err
	}); err != nil {
		return Handed{}, err
	}
	base, err := m.rebalance(ctx, g)
	if err != nil {
		return Handed{}, err
	}
	change := engine.Change(engine.PutLock{Pair: ask.Pair})
	edit := registry.Edit{PutLocks: []engine.Pair{ask.Pair}}
	if ask.Drop {
		change, edit = engine.DropLock{Pair: ask.Pair}, registry.Edit{DropLocks: []engine.Pair{ask.Pair}}
	}
	problem, delta, err := engine.Apply(ctx, g.now, base.Plan, []engine.Change{change}, engine.Options{Workers: 1})
	if err != nil {
		return Handed{}, invalid(err)
	}
	out := Handed{Cost: cost(base.Plan.Proof().Links, delta.Plan.Proof().Links), Moves: delta.Moves, Area: g.area}
	if !ask.Keep {
		return out, nil
	}
	x := part{PlanArea: registry.PlanArea{Area: ask.Area}, policy: g.now.Policy, parent: g.area.Published}
	s := AreaSummary{Outcome: service.Touched}
	if r, ok := delta.Plan.Rebalance(); ok {
		s.Voluntary, s.Forced = r.Voluntary, r.Forced
	}
	if x, err = x.finish(ctx, problem, delta.Plan, s); err != nil {
		return Handed{}, err
	}
	err = w.Store.Write(ctx, func(tx registry.Tx) error {
		if _, err := w.need(ctx, tx, c, access.Solve, ask.Area); err != nil {
			return err
		}
		out.Area, err = w.edit(ctx, tx, c, ask.Area, ask.Revision, []registry.Edit{edit})
		if err != nil {
			return err
		}
		x.Records = out.Area.Records
		if err := keep(ctx, tx, []part{x}, w.Now()); err != nil {
			return err
		}
		out.Plan, err = w.addPlan(ctx, tx, w.assembled(registry.PlanID(id), m.ask, []part{x}, c.Account))
		return err
	})
	if err != nil {
		return Handed{}, err
	}
	return out, nil
}

// handed reads what a link by hand starts from.
func (w *Workspace) handed(ctx context.Context, tx registry.Tx, c access.Caller, m making, ask Hand) (ground, error) {
	for _, action := range []access.Action{access.Solve, access.EditRecords} {
		if _, err := w.need(ctx, tx, c, action, ask.Area); err != nil {
			return ground{}, err
		}
	}
	g, err := m.read(ctx, tx, ask.Area)
	switch {
	case err != nil:
		return g, err
	case g.area.Revision != ask.Revision:
		return g, registry.ErrConflict
	case g.area.Published == "":
		return g, &service.ContradictionError{Problem: "no plan is in force in this area; expected one to compare with"}
	}
	return g, nil
}

// cost is by how much the links after are worse, in the tiers that both have, but for the count of changes.
func cost(before, after engine.LinkProof) []TierCost {
	was := map[policy.Tier]int64{}
	for i, t := range before.Tiers {
		was[t] = before.Value[i]
	}
	var out []TierCost
	for i, t := range after.Tiers {
		if v, ok := was[t]; ok && t != policy.TierChanges {
			out = append(out, TierCost{t, after.Value[i] - v})
		}
	}
	return out
}
