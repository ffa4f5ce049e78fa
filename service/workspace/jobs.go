package workspace

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// The kinds of jobs. Each is a parent with batches of the same kind: the batches do the work, the parent makes one thing of it.
const (
	JobSolve     = "solve"
	JobRebalance = "rebalance"
	JobImport    = "import"
	JobForget    = "forget"
)

// actionOf is what who adds or stops a job must be allowed.
func actionOf(kind string) access.Action {
	switch kind {
	case JobImport:
		return access.EditRecords
	case JobForget:
		return access.Maintain
	}
	return access.Solve
}

// queue makes the job of an ask: a batch for every so many homes.
func (w *Workspace) queue(ctx context.Context, c access.Caller, ask Ask, areas []registry.Area) (registry.Job, error) {
	kind := JobSolve
	if ask.Rebalance {
		kind = JobRebalance
	}
	args, err := toJSON(ask)
	if err != nil {
		return registry.Job{}, err
	}
	var batches []registry.Job
	for _, some := range portions(areas, w.BatchHomes, func(a registry.Area) int { return a.Households }) {
		batches = append(batches, registry.Job{Kind: kind, Args: args, Areas: idsOf(some)})
	}
	return w.addJob(ctx, c, registry.Job{Kind: kind, Args: args, Areas: idsOf(areas)}, batches, func(tx registry.Tx) error {
		_, err := w.asked(ctx, tx, c, ask)
		return err
	})
}

// portions cuts a list into runs of about so many homes.
func portions[T any](list []T, most int, homes func(T) int) [][]T {
	var out [][]T
	from, n := 0, 0
	for i := range list {
		h := homes(list[i])
		if i > from && n+h > most {
			out, from, n = append(out, list[from:i]), i, 0
		}
		n += h
	}
	return append(out, list[from:])
}

// importArgs are what the parent of an import has to know.
type importArgs struct {
	Region  registry.RegionID `json:"region,omitempty"`
	Replace bool              `json:"replace,omitempty"`
	// Areas are those of a batch: JSON, gzipped.
	Areas []byte `json:"areas,omitempty"`
}

func (w *Workspace) queueImport(ctx context.Context, c access.Caller, in Import, areas []incoming) (registry.Job, error) {
	parent := registry.Job{Kind: JobImport}
	var err error
	if parent.Args, err = toJSON(importArgs{Region: in.Region, Replace: in.Replace}); err != nil {
		return registry.Job{}, err
	}
	var batches []registry.Job
	for _, some := range portions(areas, w.BatchHomes, func(x incoming) int { return len(x.Homes) }) {
		b := registry.Job{Kind: JobImport}
		args := importArgs{Region: in.Region, Replace: in.Replace}
		for i := range some {
			b.Areas = append(b.Areas, some[i].ID)
		}
		if args.Areas, err = packed(some); err == nil {
			b.Args, err = toJSON(args)
		}
		if err != nil {
			return registry.Job{}, err
		}
		parent.Areas = append(parent.Areas, b.Areas...)
		batches = append(batches, b)
	}
	return w.addJob(ctx, c, parent, batches, func(tx registry.Tx) error { return w.mayImport(ctx, tx, c, in, areas) })
}

// mayImport asks for everything that the import of these areas needs: the job asks no more.
func (w *Workspace) mayImport(ctx context.Context, tx registry.Tx, c access.Caller, in Import, areas []incoming) error {
	there, err := tx.Areas(ctx, registry.AreaQuery{Areas: incomingIDs(areas), Brief: true})
	if err != nil {
		return err
	}
	known := make(map[engine.AreaID]registry.Area, len(there))
	for _, a := range there {
		known[a.ID] = a
	}
	duties := map[engine.AreaID]bool{}
	for i := range areas {
		a, ok := known[areas[i].ID]
		if !ok {
			a = registry.Area{ID: areas[i].ID, Region: in.Region}
		}
		for _, action := range []access.Action{access.EditRecords, access.EditAreas} {
			if err := w.Guard.Need(ctx, tx, c, action, access.InArea(a)); err != nil {
				return err
			}
		}
		for _, m := range areas[i].Members {
			for _, id := range m.Duty {
				duties[id] = true
			}
		}
	}
	for i := range areas {
		delete(duties, areas[i].ID)
	}
	return w.mayTouch(ctx, tx, c, "", nil, registry.Edit{PutMembers: []engine.Member{{Duty: keys(duties)}}})
}

func incomingIDs(areas []incoming) []engine.AreaID {
	ids := make([]engine.AreaID, len(areas))
	for i := range areas {
		ids[i] = areas[i].ID
	}
	return ids
}

func packed(v any) ([]byte, error) {
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := json.NewEncoder(zip).Encode(v); err != nil {
		return nil, err
	}
	err = zip.Close()
	return out.Bytes(), err
}

func unpacked(b []byte, v any) error {
	zip, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return err
	}
	return json.NewDecoder(io.LimitReader(zip, mostContent)).Decode(v)
}

// addJob adds a parent and its batches where the caller may, and wakes who runs them.
func (w *Workspace) addJob(ctx context.Context, c access.Caller, parent registry.Job, batches []registry.Job, may func(registry.Tx) error) (registry.Job, error) {
	id, err := w.newID("j")
	if err != nil {
		return registry.Job{}, err
	}
	parent.ID, parent.By, parent.At = registry.JobID(id), c.Account, w.Now()
	jobs := []registry.Job{parent}
	for i, b := range batches {
		b.ID, b.Parent, b.By, b.At = batchID(parent.ID, i), parent.ID, parent.By, parent.At
		b.Steps = len(b.Areas)
		jobs = append(jobs, b)
	}
	var out registry.Job
	err = w.Store.Write(ctx, func(tx registry.Tx) (err error) {
		if err := may(tx); err != nil {
			return err
		}
		if err := tx.AddJobs(ctx, jobs...); err != nil {
			return err
		}
		if err := w.tell(ctx, tx, c, actionOf(parent.Kind), "job/"+id, "", facts{"kind": parent.Kind, "areas": len(parent.Areas)}); err != nil {
			return err
		}
		out, err = tx.Job(ctx, parent.ID)
		return err
	})
	if err == nil {
		w.bell.ring()
	}
	return out, err
}

func batchID(parent registry.JobID, i int) registry.JobID {
	return registry.JobID(fmt.Sprintf("%s-%05d", parent, i))
}

// planOf is the id of the plan that a job makes.
func planOf(id registry.JobID) registry.PlanID { return registry.PlanID("p" + string(id)[1:]) }

// Job reads a job that the caller asked for, or all of whose areas he sees; what is to be done stays inside.
func (w *Workspace) Job(ctx context.Context, c access.Caller, id registry.JobID) (j registry.Job, err error) {
	err = w.read(ctx, func(tx registry.Tx) (err error) {
		if j, err = w.job(ctx, tx, c, access.ReadJobs, id); err == nil {
			j, err = w.told(ctx, tx, c, j)
		}
		return err
	})
	if err != nil {
		return registry.Job{}, err
	}
	return j, nil
}

func (w *Workspace) job(ctx context.Context, tx registry.Tx, c access.Caller, action access.Action, id registry.JobID) (registry.Job, error) {
	v, err := w.seen(ctx, tx, c, action, access.All)
	if err != nil {
		return registry.Job{}, err
	}
	j, err := tx.Job(ctx, id)
	if err != nil {
		return j, orMissing(err, "job")
	}
	if j.Parent != "" { // batches are inside matters: their results name homes
		return registry.Job{}, missing("job")
	}
	if ok, err := w.ofJob(ctx, tx, c, v, j); err != nil || !ok {
		if err == nil {
			err = missing("job")
		}
		return registry.Job{}, err
	}
	return j, nil
}

// ofJob reports whether a job is the caller's, or all of its areas are in his view.
func (w *Workspace) ofJob(ctx context.Context, tx registry.Tx, c access.Caller, v access.View, j registry.Job) (bool, error) {
	if v.Everything() || c.Account != "" && c.Account == j.By && !v.None() {
		return true, nil
	}
	if v.None() || len(j.Areas) == 0 { // one about no area is about the whole store
		return false, nil
	}
	areas, err := tx.Areas(ctx, registry.AreaQuery{Areas: j.Areas, Brief: true})
	if err != nil || len(areas) < len(j.Areas) {
		return false, err
	}
	for _, a := range areas {
		if !v.HasArea(a) {
			return false, nil
		}
	}
	return true, nil
}

// pageOfJobs is how many are read at once for who sees some of them.
const pageOfJobs = 100

// Jobs lists jobs that the caller sees, the newest first; where more of these follow, next is the last one. It reads as far as it takes to fill the page: a
// short one, or a next that is not his, would tell of others' jobs.
func (w *Workspace) Jobs(ctx context.Context, c access.Caller, q registry.JobQuery) (out []registry.Job, next registry.JobID, err error) {
	err = w.read(ctx, func(tx registry.Tx) error {
		out, next = nil, ""
		v, err := w.seen(ctx, tx, c, access.ReadJobs, access.All)
		if err != nil || v.None() {
			return err
		}
		wide := q
		if q.Limit > 0 {
			wide.Limit = max(q.Limit+1, pageOfJobs)
		}
		if queued, running := slices.Contains(q.States, registry.JobQueued), slices.Contains(q.States, registry.JobRunning); queued != running {
			wide.States = append(slices.Clone(q.States), registry.JobQueued, registry.JobRunning) // told shows some of the one as the other
		}
		for {
			list, err := tx.Jobs(ctx, wide)
			if err != nil {
				return orMissing(err, "job")
			}
			for _, j := range list {
				j, ok, err := w.listed(ctx, tx, c, v, q, j)
				if err != nil {
					return err
				}
				if ok && q.Limit > 0 && len(out) == q.Limit {
					next = out[len(out)-1].ID
					return nil
				}
				if ok {
					out = append(out, j)
				}
			}
			if wide.Limit == 0 || len(list) < wide.Limit {
				return nil
			}
			wide.Before = list[len(list)-1].ID
		}
	})
	return out, next, err
}

// listed is a job as it is told, and whether it is one that the caller sees and asked for.
func (w *Workspace) listed(ctx context.Context, tx registry.Tx, c access.Caller, v access.View, q registry.JobQuery, j registry.Job) (registry.Job, bool, error) {
	if ok, err := w.ofJob(ctx, tx, c, v, j); err != nil || !ok {
		return j, false, err
	}
	j, err := w.told(ctx, tx, c, j)
	return j, len(q.States) == 0 || slices.Contains(q.States, j.State), err
}

// Cancel asks a job to stop; it ends within a second where it runs.
func (w *Workspace) Cancel(ctx context.Context, c access.Caller, id registry.JobID) (j registry.Job, err error) {
	err = w.Store.Write(ctx, func(tx registry.Tx) (err error) {
		if j, err = w.job(ctx, tx, c, access.ReadJobs, id); err != nil {
			return err
		}
		action := actionOf(j.Kind)
		if _, err := w.job(ctx, tx, c, action, id); err != nil {
			return access.ErrForbidden
		}
		if j, err = tx.CancelJob(ctx, id, w.Now()); err != nil {
			return err
		}
		if j, err = w.told(ctx, tx, c, j); err != nil {
			return err
		}
		return w.tell(ctx, tx, c, action, "job/"+string(id), "", facts{"cancel": true})
	})
	if err != nil {
		return registry.Job{}, err
	}
	w.bell.ring()
	return j, nil
}

// Retry does a job that failed or was cancelled once more, as another job.
func (w *Workspace) Retry(ctx context.Context, c access.Caller, id registry.JobID) (registry.Job, error) {
	var parent registry.Job
	var batches []registry.Job
	err := w.read(ctx, func(tx registry.Tx) (err error) {
		if parent, err = w.job(ctx, tx, c, access.ReadJobs, id); err != nil {
			return err
		}
		if parent.Parent != "" || parent.State != registry.JobFailed && parent.State != registry.JobCancelled {
			return &service.ContradictionError{Problem: "only a job that failed or was cancelled can be done once more"}
		}
		if parent.Kind == JobForget {
			return &service.ContradictionError{Problem: "a job that forgets is not done once more; tomorrow there is another"}
		}
		if parent.Kind != JobImport {
			return nil
		}
		if batches, err = tx.Batches(ctx, id); err != nil {
			return err
		}
		for i := range batches {
			if batches[i], err = tx.Job(ctx, batches[i].ID); err != nil { // with what it was to take over
				return err
			}
		}
		return nil
	})
	if err != nil {
		return registry.Job{}, err
	}
	if parent.Kind != JobImport {
		var ask Ask
		if err := json.Unmarshal(parent.Args, &ask); err != nil {
			return registry.Job{}, err
		}
		var areas []registry.Area
		if err := w.read(ctx, func(tx registry.Tx) (err error) {
			areas, err = w.asked(ctx, tx, c, ask)
			return err
		}); err != nil {
			return registry.Job{}, err
		}
		return w.queue(ctx, c, ask, areas)
	}
	var args importArgs
	var areas []incoming
	if err := json.Unmarshal(parent.Args, &args); err != nil {
		return registry.Job{}, err
	}
	for _, b := range batches {
		some, err := incomingOf(b)
		if err != nil {
			return registry.Job{}, err
		}
		areas = append(areas, some...)
	}
	return w.queueImport(ctx, c, Import{Region: args.Region, Replace: args.Replace}, areas)
}

// incomingOf are the areas that a batch imports.
func incomingOf(b registry.Job) (areas []incoming, err error) {
	var args importArgs
	if err := json.Unmarshal(b.Args, &args); err != nil {
		return nil, err
	}
	return areas, unpacked(args.Areas, &areas)
}
