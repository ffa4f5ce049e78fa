package postgres

import (
	"context"
	"fmt"

	"jinlin/engine"
	"jinlin/service/registry"
)

var _ registry.Display = (*tx)(nil)

// Draw keeps what the views jinlin_view.circles and jinlin_view.links lay out.
func (t *tx) Draw(ctx context.Context, hash registry.Hash, d registry.Drawing) error {
	if err := t.writes(); err != nil {
		return err
	}
	n, err := t.do(ctx, `UPDATE area_plans SET link_homes = $2, link_members = $3, link_circles = $4, link_mm = $5, link_locked = $6, circle_ids = $7, circle_numbers = $8,
		circle_lons = $9, circle_lats = $10, circle_public = $11, circle_mm = $12, circle_homes = $13, circle_members = $14, circle_capacity = $15 WHERE hash = $1`,
		string(hash),
		column(d.Links, func(h *engine.Home) string { return string(h.ID) }),
		column(d.Links, func(h *engine.Home) string { return string(h.Member) }),
		column(d.Links, func(h *engine.Home) string { return string(h.Circle) }),
		column(d.Links, func(h *engine.Home) int64 { return h.DistanceMM }),
		column(d.Links, func(h *engine.Home) bool { return h.State == engine.HomeLocked }),
		column(d.Circles, func(c *engine.Circle) string { return string(c.ID) }),
		column(d.Circles, func(c *engine.Circle) int64 { return int64(c.Number) }),
		column(d.Circles, func(c *engine.Circle) float64 { return c.Center[0] }),
		column(d.Circles, func(c *engine.Circle) float64 { return c.Center[1] }),
		column(d.Circles, func(c *engine.Circle) bool { return c.Public }),
		column(d.Circles, func(c *engine.Circle) int64 { return c.RadiusMM }),
		column(d.Circles, func(c *engine.Circle) int64 { return int64(c.Homes) }),
		column(d.Circles, func(c *engine.Circle) int64 { return int64(c.Members) }),
		column(d.Circles, func(c *engine.Circle) int64 { return int64(c.Capacity) }))
	if err == nil && n == 0 {
		err = fmt.Errorf("area plan %s: %w", hash, registry.ErrNotFound)
	}
	return err
}

// column is one value of each record.
func column[T, V any](records []T, value func(*T) V) []V {
	out := make([]V, len(records))
	for i := range records {
		out[i] = value(&records[i])
	}
	return out
}
