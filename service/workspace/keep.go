package workspace

import (
	"cmp"
	"context"
	"slices"
	"time"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/service/registry"
)

func compare[T cmp.Ordered](a, b T) int { return cmp.Compare(a, b) }

// keep writes area plans, each once; those that stood already have no content here.
func keep(ctx context.Context, tx registry.Tx, parts []part, at time.Time) error {
	display, shows := tx.(registry.Display)
	for i := range parts {
		if parts[i].content == nil {
			continue
		}
		if err := tx.PutAreaPlan(ctx, parts[i].Hash, parts[i].content, at); err != nil {
			return err
		}
		if !shows {
			continue
		}
		if err := display.Draw(ctx, parts[i].Hash, parts[i].drawing); err != nil {
			return err
		}
	}
	return nil
}

// drawingOf is what GIS programs are shown of a plan: nothing of one whose places are not on the earth.
func drawingOf(plan engine.Plan) registry.Drawing {
	if plan.Metric() != policy.MetricGeodesic {
		return registry.Drawing{}
	}
	return registry.Drawing{Circles: slices.Collect(plan.Circles()), Links: slices.Collect(plan.Links())}
}
