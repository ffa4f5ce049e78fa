package workspace

import (
	"context"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// Entries reads the audit trail, the newest first: of the areas in which the caller may, and what has no area for who may everywhere.
func (w *Workspace) Entries(ctx context.Context, c access.Caller, q registry.EntryQuery) (out []registry.Entry, err error) {
	err = w.Store.Read(ctx, func(tx registry.Tx) error {
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

// Retention says what is forgotten: what is older than each of these times; the zero time forgets nothing.
type Retention struct {
	// Records are versions of records that no plan names, and area plans that no plan names; Jobs those that ended.
	Records, Jobs, Entries, Replies, Sessions time.Time
}

// Forgotten counts what was removed.
type Forgotten struct {
	Records  int `json:"records"`
	Jobs     int `json:"jobs"`
	Entries  int `json:"entries"`
	Replies  int `json:"replies"`
	Sessions int `json:"sessions"`
}

// Forget removes what is too old, each kind in a transaction of its own. It is for who maintains the whole store.
func (w *Workspace) Forget(ctx context.Context, c access.Caller, r Retention) (Forgotten, error) {
	var out Forgotten
	for _, x := range []struct {
		name   string
		before time.Time
		forget func(tx registry.Tx) (int, error)
		n      *int
	}{
		{"records", r.Records, func(tx registry.Tx) (int, error) { return tx.Forget(ctx, r.Records) }, &out.Records},
		{"jobs", r.Jobs, func(tx registry.Tx) (int, error) { return tx.ForgetJobs(ctx, r.Jobs) }, &out.Jobs},
		{"entries", r.Entries, func(tx registry.Tx) (int, error) { return tx.ForgetEntries(ctx, r.Entries) }, &out.Entries},
		{"replies", r.Replies, func(tx registry.Tx) (int, error) { return tx.ForgetReplies(ctx, r.Replies) }, &out.Replies},
		{"sessions", r.Sessions, func(tx registry.Tx) (int, error) { return tx.ForgetSessions(ctx, r.Sessions) }, &out.Sessions},
	} {
		err := w.Store.Write(ctx, func(tx registry.Tx) (err error) {
			if err := w.Guard.Need(ctx, tx, c, access.Maintain, access.Target{}); err != nil || x.before.IsZero() {
				return err
			}
			if *x.n, err = x.forget(tx); err != nil || *x.n == 0 {
				return err
			}
			return w.tell(ctx, tx, c, access.Maintain, "store", "", facts{"forgot": x.name, "count": *x.n, "before": x.before})
		})
		if err != nil {
			return out, err
		}
	}
	return out, nil
}
