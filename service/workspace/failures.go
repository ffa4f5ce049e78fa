package workspace

import (
	"context"
	"encoding/json"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// told is a job as the caller may see it: what is to be done stays inside, and what is wrong with records, which names homes, is for who sees the homes.
// A job with batches starts when they have ended; to who looks it runs when some of it is done.
func (w *Workspace) told(ctx context.Context, tx registry.Tx, c access.Caller, j registry.Job) (registry.Job, error) {
	j.Args = nil
	if j.State == registry.JobQueued && j.Done > 0 {
		j.State = registry.JobRunning
	}
	if len(j.Failure) == 0 {
		return j, nil
	}
	var f Failure
	if err := json.Unmarshal(j.Failure, &f); err != nil || len(f.Areas) == 0 {
		return j, err
	}
	homes, err := w.seen(ctx, tx, c, access.ReadHomes, access.All)
	if err != nil {
		return j, err
	}
	areas, err := tx.Areas(ctx, registry.AreaQuery{Areas: j.Areas, Brief: true})
	if err != nil {
		return j, err
	}
	seen := make(map[string]bool, len(areas))
	for _, a := range areas {
		seen[string(a.ID)] = homes.HasArea(a)
	}
	some := f.Areas[:0]
	for _, x := range f.Areas {
		if seen[x.Area] {
			some = append(some, x)
		}
	}
	f.Areas = some
	j.Failure, err = toJSON(f)
	return j, err
}
