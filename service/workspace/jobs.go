package workspace

import (
	"context"
	"errors"

	"jinlin/service/access"
	"jinlin/service/registry"
)

type bell struct{}

func (w *Workspace) queue(ctx context.Context, c access.Caller, ask Ask, areas []registry.Area) (registry.Job, error) {
	return registry.Job{}, errors.ErrUnsupported
}
func (w *Workspace) queueImport(ctx context.Context, c access.Caller, in Import, areas []incoming) (registry.Job, error) {
	return registry.Job{}, errors.ErrUnsupported
}
