package workspace

import (
	"cmp"
	"context"
	"time"

	"jinlin/service/registry"
)

func compare[T cmp.Ordered](a, b T) int { return cmp.Compare(a, b) }

// keep writes area plans, each once; those that stood already have no content here.
func keep(ctx context.Context, tx registry.Tx, parts []part, at time.Time) error {
	for i := range parts {
		if parts[i].content == nil {
			continue
		}
		if err := tx.PutAreaPlan(ctx, parts[i].Hash, parts[i].content, at); err != nil {
			return err
		}
	}
	return nil
}
