package workspace

import (
	"context"
	"errors"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// Retention says what is forgotten: what is older than each of these times; the zero time forgets nothing.
type Retention struct {
	// Drafts are plans made before and never put in force. Plans that were in force are never forgotten.
	Drafts time.Time `json:"drafts"`
	// Records are versions of records that no plan names, and area plans that no plan names.
	Records time.Time `json:"records"`
	// Jobs are those that ended before, Entries those of the audit trail, Replies what requests with a key were answered, Sessions log-ins, tokens
	// and links that ended before.
	Jobs     time.Time `json:"jobs"`
	Entries  time.Time `json:"entries"`
	Replies  time.Time `json:"replies"`
	Sessions time.Time `json:"sessions"`
}

// Forgotten counts what was removed.
type Forgotten struct {
	Drafts   int `json:"drafts"`
	Records  int `json:"records"`
	Jobs     int `json:"jobs"`
	Entries  int `json:"entries"`
	Replies  int `json:"replies"`
	Sessions int `json:"sessions"`
}

// A kindOfOld is one kind of what is forgotten.
type kindOfOld struct {
	name   string
	before time.Time
	forget func(ctx context.Context, tx registry.Tx, before time.Time) (int, error)
	n      *int
}

// kinds are all of them; drafts come first, since what only they name goes with them.
func (r Retention) kinds(out *Forgotten) []kindOfOld {
	return []kindOfOld{
		{"drafts", r.Drafts, forgetDrafts, &out.Drafts},
		{"records", r.Records, func(ctx context.Context, tx registry.Tx, t time.Time) (int, error) { return tx.Forget(ctx, t) }, &out.Records},
		{"jobs", r.Jobs, func(ctx context.Context, tx registry.Tx, t time.Time) (int, error) { return tx.ForgetJobs(ctx, t) }, &out.Jobs},
		{"entries", r.Entries, func(ctx context.Context, tx registry.Tx, t time.Time) (int, error) { return tx.ForgetEntries(ctx, t) }, &out.Entries},
		{"replies", r.Replies, func(ctx context.Context, tx registry.Tx, t time.Time) (int, error) { return tx.ForgetReplies(ctx, t) }, &out.Replies},
		{"sessions", r.Sessions, func(ctx context.Context, tx registry.Tx, t time.Time) (int, error) { return tx.ForgetSessions(ctx, t) }, &out.Sessions},
	}
}

// forgetDrafts drops the plans made before that were never in force.
func forgetDrafts(ctx context.Context, tx registry.Tx, before time.Time) (n int, err error) {
	list, err := tx.Plans(ctx, registry.PlanQuery{Status: registry.PlanDraft})
	if err != nil {
		return 0, err
	}
	for _, p := range list {
		if !p.At.Before(before) {
			continue
		}
		if err := tx.DropPlan(ctx, p.ID, p.Revision); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Forget removes what is too old, each kind in a transaction of its own. It is for who maintains the whole store.
func (w *Workspace) Forget(ctx context.Context, c access.Caller, r Retention) (Forgotten, error) {
	var out Forgotten
	for _, x := range r.kinds(&out) {
		err := w.Store.Write(ctx, func(tx registry.Tx) error { return w.forgetKind(ctx, tx, c, x) })
		if err != nil {
			*x.n = 0
			return out, err
		}
	}
	return out, nil
}

func (w *Workspace) forgetKind(ctx context.Context, tx registry.Tx, c access.Caller, x kindOfOld) error {
	if err := w.Guard.Need(ctx, tx, c, access.Maintain, access.Target{}); err != nil || x.before.IsZero() {
		return err
	}
	n, err := x.forget(ctx, tx, x.before)
	if *x.n = n; err != nil || n == 0 {
		return err
	}
	return w.tell(ctx, tx, c, access.Maintain, "store", "", facts{"forgot": x.name, "count": n, "before": x.before})
}

// errOnlyAsked undoes what was done to find out what would be.
var errOnlyAsked = errors.New("nothing is to be done")

// WouldForget counts what Forget would remove, and changes nothing. Others who write wait until it has counted.
func (w *Workspace) WouldForget(ctx context.Context, c access.Caller, r Retention) (Forgotten, error) {
	var out Forgotten
	err := w.Store.Write(ctx, func(tx registry.Tx) error {
		out = Forgotten{}
		for _, x := range r.kinds(&out) {
			if err := w.forgetKind(ctx, tx, c, x); err != nil {
				return err
			}
		}
		return errOnlyAsked
	})
	if errors.Is(err, errOnlyAsked) {
		err = nil
	}
	return out, err
}

// QueueForget adds the job that forgets, in the name of the store's own house, unless that day (2026-03-01) has one already: then it is false. So any number of
// processes may ask. Where nothing is to be forgotten there is no job.
func (w *Workspace) QueueForget(ctx context.Context, day string, r Retention) (bool, error) {
	if r == (Retention{}) {
		return false, nil
	}
	args, err := toJSON(r)
	if err != nil {
		return false, err
	}
	parent := registry.Job{ID: registry.JobID("jforget-" + day), Kind: JobForget, Args: args, At: w.Now()}
	batch := registry.Job{ID: batchID(parent.ID, 0), Parent: parent.ID, Kind: JobForget, Args: args, At: parent.At, Steps: 1}
	known := false
	err = w.read(ctx, func(tx registry.Tx) error {
		_, err := tx.JobHead(ctx, parent.ID)
		if known = err == nil; errors.Is(err, registry.ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil || known {
		return false, err
	}
	err = w.Store.Write(ctx, func(tx registry.Tx) error { return tx.AddJobs(ctx, parent, batch) })
	if errors.Is(err, registry.ErrExists) {
		return false, nil
	}
	if err == nil {
		w.bell.ring()
	}
	return err == nil, err
}

// forgetBatch does the work of a job that forgets.
func (r *Runner) forgetBatch(ctx context.Context, j registry.Job) (func(registry.Tx) error, error) {
	var old Retention
	if err := readArgs(j, &old); err != nil {
		return nil, err
	}
	gone, err := r.Forget(ctx, access.House(string(j.ID), access.RemoteLoopback), old)
	if err != nil {
		return nil, err
	}
	result, err := toJSON(gone)
	if err != nil {
		return nil, err
	}
	return func(tx registry.Tx) error { return r.finish(ctx, tx, j, j.Steps, result) }, nil
}

// assembleForget ends a job that forgot.
func (r *Runner) assembleForget(ctx context.Context, j registry.Job) error {
	return r.conclude(ctx, j, func(_ registry.Tx, batches []registry.Job) (result []byte, _ error) {
		for _, b := range batches {
			result = b.Result
		}
		return result, nil
	})
}
