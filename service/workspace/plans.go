package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// AreaSummary are the figures that a plan keeps of an area (PlanArea.Summary).
type AreaSummary struct {
	service.AreaFigures
	// Outcome tells what a rebalance did; "" for a plan made anew. Foreign: the plan before was made from other records.
	Outcome service.Outcome `json:"outcome,omitempty"`
	Foreign bool            `json:"foreign,omitempty"`
	// Voluntary and Forced count the homes that changed member.
	Voluntary int `json:"voluntary,omitempty"`
	Forced    int `json:"forced,omitempty"`
}

// Plans lists the plans of which the caller sees an area, the newest first. Who sees only what is in force is shown the published ones.
func (w *Workspace) Plans(ctx context.Context, c access.Caller, q registry.PlanQuery) (out []registry.Plan, err error) {
	err = w.read(ctx, func(tx registry.Tx) error {
		out = nil
		all, err := w.seen(ctx, tx, c, access.ReadPlans, access.All)
		if err != nil {
			return err
		}
		view := all
		if all.None() {
			if view, err = w.seen(ctx, tx, c, access.ReadPlans, access.Shapes); err != nil {
				return err
			}
			if q.Status == "" {
				q.Status = registry.PlanPublished
			}
			if q.Status != registry.PlanPublished {
				return nil
			}
		}
		if q.Areas, err = narrowed(ctx, tx, view, q.Areas); err != nil {
			return err
		}
		if q.Areas == nil || len(q.Areas) > 0 {
			out, err = tx.Plans(ctx, q)
		}
		for i := range out {
			if all.None() { // who made it and what he noted are not published
				out[i].Note, out[i].By = "", ""
			}
		}
		return err
	})
	return out, err
}

// narrowed are the areas asked for that a view shows, all of these if none are asked for; nil is everything.
func narrowed(ctx context.Context, tx registry.Tx, v access.View, asked []engine.AreaID) ([]engine.AreaID, error) {
	if v.None() {
		return []engine.AreaID{}, nil
	}
	ids, err := v.AreaIDs(ctx, tx)
	if err != nil || ids == nil {
		return asked, err
	}
	if asked == nil {
		return ids, nil
	}
	return slices.DeleteFunc(slices.Clone(asked), func(a engine.AreaID) bool { return !slices.Contains(ids, a) }), nil
}

// Plan reads a plan with those of its areas that the caller sees: under access.Shapes and access.Own those in which it is in force, without the figures
// of areas with few homes.
func (w *Workspace) Plan(ctx context.Context, c access.Caller, id registry.PlanID) (p registry.Plan, err error) {
	err = w.read(ctx, func(tx registry.Tx) error {
		if p, p.Areas, err = w.seenPlan(ctx, tx, c, id); err != nil {
			return err
		}
		if whole := func(x registry.PlanArea) bool { return x.Hash != "" }; !slices.ContainsFunc(p.Areas, whole) {
			p.Note, p.By = "", ""
		}
		return nil
	})
	if err != nil {
		return registry.Plan{}, err
	}
	return p, nil
}

// seenPlan reads a plan, whole, and those of its areas that the caller sees, as planAreas shows them; an error if he sees none.
func (w *Workspace) seenPlan(ctx context.Context, tx registry.Tx, c access.Caller, id registry.PlanID) (p registry.Plan, seen []registry.PlanArea, err error) {
	if p, err = tx.Plan(ctx, id); err != nil && c.Known() {
		return p, nil, orMissing(err, "plan")
	}
	if seen, err = w.planAreas(ctx, tx, c, p); err != nil {
		return p, nil, err
	}
	if len(seen) == 0 {
		return p, nil, missing("plan")
	}
	return p, seen, nil
}

// planAreas are the areas of a plan that the caller sees.
func (w *Workspace) planAreas(ctx context.Context, tx registry.Tx, c access.Caller, p registry.Plan) ([]registry.PlanArea, error) {
	all, err := w.seen(ctx, tx, c, access.ReadPlans, access.All)
	if err != nil || all.Everything() {
		return p.Areas, err
	}
	some, err := w.seen(ctx, tx, c, access.ReadPlans, access.Shapes)
	if err != nil {
		return nil, err
	}
	areas, err := areasOf(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	var out []registry.PlanArea
	for _, x := range p.Areas {
		a, there := areas[x.Area]
		switch {
		case !there:
		case all.HasArea(a):
			out = append(out, x)
		case some.HasArea(a) && a.Published == p.ID:
			x.Hash, x.Summary = "", published(x.Summary)
			out = append(out, x)
		}
	}
	return out, nil
}

// published is what everybody may know of the figures of an area: sums, if there are homes enough, and no place where something lacks.
func published(summary []byte) []byte {
	var s AreaSummary
	if json.Unmarshal(summary, &s) != nil || s.Homes < FewHomes {
		return nil
	}
	b, err := toJSON(sumsOf(&s.Figures))
	if err != nil {
		return nil
	}
	return b
}

// areasOf are the areas of a plan that are still there.
func areasOf(ctx context.Context, tx registry.Tx, p registry.Plan) (map[engine.AreaID]registry.Area, error) {
	ids := make([]engine.AreaID, len(p.Areas))
	for i := range p.Areas {
		ids[i] = p.Areas[i].Area
	}
	list, err := tx.Areas(ctx, registry.AreaQuery{Areas: ids, Brief: true})
	out := make(map[engine.AreaID]registry.Area, len(list))
	for _, a := range list {
		out[a.ID] = a
	}
	return out, err
}

// planArea is what a plan holds of an area, for who sees all of it; others only see what is in force.
func (w *Workspace) planArea(ctx context.Context, tx registry.Tx, c access.Caller, id registry.PlanID, area engine.AreaID) (registry.PlanArea, error) {
	a, l, err := w.area(ctx, tx, c, access.ReadPlans, area)
	if err != nil {
		return registry.PlanArea{}, err
	}
	if l.Extent != access.All && a.Published != id {
		return registry.PlanArea{}, missing("plan")
	}
	return areaOf(ctx, tx, id, area)
}

// areaOf is what a plan holds of an area.
func areaOf(ctx context.Context, tx registry.Tx, id registry.PlanID, area engine.AreaID) (registry.PlanArea, error) {
	x, err := tx.PlanArea(ctx, id, area)
	if errors.Is(err, registry.ErrNotFound) {
		if _, err := tx.PlanHead(ctx, id); err != nil {
			return x, orMissing(err, "plan")
		}
		return x, missing("area in this plan")
	}
	return x, err
}

// AreaPlan reads the plan of an area with the records that it was made from; for who sees all of the area.
func (w *Workspace) AreaPlan(ctx context.Context, c access.Caller, id registry.PlanID, area engine.AreaID) (s engine.Solved, err error) {
	err = w.read(ctx, func(tx registry.Tx) error {
		for _, action := range []access.Action{access.ReadPlans, access.ReadHomes} {
			if _, err := w.need(ctx, tx, c, action, area); err != nil {
				return err
			}
		}
		a, err := areaOf(ctx, tx, id, area)
		if err == nil {
			s, err = w.solved(ctx, tx, a)
		}
		return err
	})
	return s, err
}

// mayPlan reads a plan for somebody who may do that in all of its areas. Areas that are gone are nobody's but who may do it everywhere.
func (w *Workspace) mayPlan(ctx context.Context, tx registry.Tx, c access.Caller, action access.Action, id registry.PlanID) (registry.Plan, error) {
	if !c.Known() {
		return registry.Plan{}, access.ErrNobody
	}
	p, _, err := w.seenPlan(ctx, tx, c, id)
	if err != nil {
		return p, err
	}
	areas, err := areasOf(ctx, tx, p)
	if err != nil {
		return p, err
	}
	v, err := w.seen(ctx, tx, c, action, access.All)
	if err != nil || v.Everything() {
		return p, err
	}
	for _, x := range p.Areas {
		a, there := areas[x.Area]
		if !there {
			return p, w.Guard.Need(ctx, tx, c, action, access.Target{})
		}
		if !v.HasArea(a) {
			return p, w.Guard.Need(ctx, tx, c, action, access.InArea(a))
		}
	}
	return p, nil
}

// Publish puts a plan that still has that revision in force in its areas. Of an older plan it is the way back: what was in force is superseded, and
// can be published again.
func (w *Workspace) Publish(ctx context.Context, c access.Caller, id registry.PlanID, revision int64) (p registry.Plan, err error) {
	err = w.Store.Write(ctx, func(tx registry.Tx) (err error) {
		p, err = w.publish(ctx, tx, c, id, revision)
		return err
	})
	if err != nil {
		return registry.Plan{}, err
	}
	return p, nil
}

func (w *Workspace) publish(ctx context.Context, tx registry.Tx, c access.Caller, id registry.PlanID, revision int64) (registry.Plan, error) {
	p, err := w.mayPlan(ctx, tx, c, access.Publish, id)
	if err != nil {
		return p, err
	}
	areas, err := areasOf(ctx, tx, p)
	if err != nil {
		return p, err
	}
	if err := tx.Publish(ctx, id, revision); err != nil {
		return p, err
	}
	for _, x := range p.Areas {
		f := facts{"before": areas[x.Area].Published, "back": p.Status == registry.PlanSuperseded}
		if err := w.tell(ctx, tx, c, access.Publish, "plan/"+string(id), x.Area, f); err != nil {
			return p, err
		}
	}
	return tx.Plan(ctx, id)
}

// RollBack publishes the plan that the one given followed from; the revision is that of the plan that goes.
func (w *Workspace) RollBack(ctx context.Context, c access.Caller, id registry.PlanID, revision int64) (registry.Plan, error) {
	var out registry.Plan
	err := w.Store.Write(ctx, func(tx registry.Tx) error {
		p, err := w.mayPlan(ctx, tx, c, access.Publish, id)
		switch {
		case err != nil:
			return err
		case p.Revision != revision:
			return registry.ErrConflict
		case p.Status != registry.PlanPublished || p.Parent == "":
			return &service.ContradictionError{Problem: "only a plan in force that followed from another can be rolled back; expected one, or publish the plan that shall be in force"}
		}
		parent, err := tx.Plan(ctx, p.Parent)
		if err == nil {
			out, err = w.publish(ctx, tx, c, parent.ID, parent.Revision)
		}
		return err
	})
	if err != nil {
		return registry.Plan{}, err
	}
	return out, nil
}

// DropPlan removes a plan that is in force nowhere.
func (w *Workspace) DropPlan(ctx context.Context, c access.Caller, id registry.PlanID, revision int64) error {
	return w.Store.Write(ctx, func(tx registry.Tx) error {
		if _, err := w.mayPlan(ctx, tx, c, access.Solve, id); err != nil {
			return err
		}
		if err := tx.DropPlan(ctx, id, revision); err != nil {
			return err
		}
		return w.tell(ctx, tx, c, access.Solve, "plan/"+string(id), "", facts{"dropped": true})
	})
}
