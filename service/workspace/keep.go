package workspace

import (
	"cmp"
	"context"
	"time"

	"jinlin/service/registry"
)

func compare[T cmp.Ordered](a, b T) int { return cmp.Compare(a, b) }

// keep writes area plans, each once.
func keep(ctx context.Context, tx registry.Tx, parts []part, at time.Time) error {
	for i := range parts {
		if err := tx.PutAreaPlan(ctx, parts[i].Hash, parts[i].content, at); err != nil {
			return err
		}
	}
	return nil
}
