package workspace

import (
	"context"
	"time"

	"jinlin/service/registry"
)

// A Turn tells of one job that a runner had in hand, for logs and figures: no place and no person is named.
type Turn struct {
	Job  registry.JobID
	Kind string
	// Batch: it was part of another job.
	Batch bool
	// State is how the job ended. One that has not ended was given back, or taken over by another runner; "" where the store could not tell.
	State registry.JobState
	// Areas is how many it was about, Attempt which start of it this was.
	Areas, Attempt int
	// Waited is how long it was queued before its first start, Took how long it was in hand.
	Waited, Took time.Duration
}

// Words are what part of a job it was (whole, batch), and how it ended: its state, "given back", or "unknown".
func (t Turn) Words() (part, state string) {
	part, state = "whole", string(t.State)
	if t.Batch {
		part = "batch"
	}
	switch {
	case state == "":
		state = "unknown"
	case !t.State.Ended():
		state = "given back"
	}
	return part, state
}

// turned tells who listens how a job stands that was in hand from then on.
func (r *Runner) turned(ctx context.Context, j registry.Job, began time.Time) {
	if r.Turned == nil {
		return
	}
	ctx = context.WithoutCancel(ctx) // who was told to stop still tells of what he gave back
	t := Turn{
		Job: j.ID, Kind: j.Kind, Batch: j.Parent != "", Areas: len(j.Areas), Attempt: j.Attempt,
		Waited: max(0, j.Started.Sub(j.At)), Took: max(0, r.Now().Sub(began)),
	}
	// An error means that the state is not known.
	_ = r.Store.Read(ctx, func(tx registry.Tx) error {
		now, err := tx.JobHead(ctx, j.ID)
		if err != nil {
			return err
		}
		if t.State = now.State; now.Attempt != j.Attempt {
			t.State = registry.JobRunning // the end is another's
		}
		return nil
	})
	r.Turned(t)
}
