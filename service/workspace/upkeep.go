package workspace

import (
	"context"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// Entries reads the audit trail, the newest first: of the areas in which the caller may, and what has no area for who may everywhere.
func (w *Workspace) Entries(ctx context.Context, c access.Caller, q registry.EntryQuery) (out []registry.Entry, err error) {
	err = w.read(ctx, func(tx registry.Tx) error {
		out = nil
		if err := w.somewhere(ctx, tx, c, access.ReadAudit); err != nil {
			return err
		}
		v, err := w.seen(ctx, tx, c, access.ReadAudit, access.All)
		if err != nil {
			return err
		}
		if q.Areas, err = narrowed(ctx, tx, v, q.Areas); err != nil {
			return err
		}
		out, err = tx.Entries(ctx, q)
		return err
	})
	return out, err
}
