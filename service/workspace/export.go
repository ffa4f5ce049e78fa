package workspace

import (
	"context"
	"io"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// Export writes a plan as GeoJSON, area after area: whole for the areas of which the caller sees plan and homes; if there are none, the published shapes of
// those in which it is in force (Shapes). Nothing is written where the caller may see nothing.
func (w *Workspace) Export(ctx context.Context, c access.Caller, id registry.PlanID, out io.Writer) error {
	p, whole, err := w.exported(ctx, c, id)
	if err != nil {
		return err
	}
	if len(whole) == 0 {
		return w.Shapes(ctx, c, id, out)
	}
	pw := geojson.NewPlanWriter(out, geojson.Header{Metric: policy.MetricGeodesic, Datum: geo.WGS84, Policy: p.Policy})
	for _, x := range whole {
		s, err := w.readSolved(ctx, x)
		if err != nil {
			return err
		}
		if err := pw.Area(s.Problem, s.Plan); err != nil {
			return err
		}
	}
	return pw.Close(nil)
}

// readSolved reads an area plan by itself: nothing of it ever changes.
func (w *Workspace) readSolved(ctx context.Context, a registry.PlanArea) (s engine.Solved, err error) {
	err = w.read(ctx, func(tx registry.Tx) (err error) {
		s, err = w.solved(ctx, tx, a)
		return err
	})
	return s, err
}

// exported are a plan and those of its areas that the caller sees whole; an error if he sees none at all.
func (w *Workspace) exported(ctx context.Context, c access.Caller, id registry.PlanID) (p registry.Plan, whole []registry.PlanArea, err error) {
	err = w.read(ctx, func(tx registry.Tx) error {
		whole = nil
		if p, _, err = w.seenPlan(ctx, tx, c, id); err != nil {
			return err
		}
		whole, err = w.wholeAreas(ctx, tx, c, p)
		return err
	})
	return p, whole, err
}

// wholeAreas are the areas of a plan, still there, of which the caller sees links and homes.
func (w *Workspace) wholeAreas(ctx context.Context, tx registry.Tx, c access.Caller, p registry.Plan) ([]registry.PlanArea, error) {
	plans, err := w.seen(ctx, tx, c, access.ReadPlans, access.All)
	if err != nil {
		return nil, err
	}
	homes, err := w.seen(ctx, tx, c, access.ReadHomes, access.All)
	if err != nil || plans.None() || homes.None() {
		return nil, err
	}
	areas, err := areasOf(ctx, tx, p)
	if err != nil {
		return nil, err
	}
	var out []registry.PlanArea
	for _, x := range p.Areas {
		if a, there := areas[x.Area]; there && plans.HasArea(a) && homes.HasArea(a) {
			out = append(out, x)
		}
	}
	return out, nil
}
