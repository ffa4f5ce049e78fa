package storetest

import (
	"errors"
	"slices"

	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/service/registry"
)

// modelJob is a job of the model; its lease is in seconds after the start.
type modelJob struct {
	registry.Job
	lease int
}

// root is the job that is no batch: the parent, or the job itself.
func (q *queue) root(j *modelJob) *modelJob {
	if j.Parent == "" {
		return j
	}
	return q.find(j.Parent)
}

func (q *queue) batches(j *modelJob) []*modelJob {
	var all []*modelJob
	for _, b := range q.jobs {
		if b.Parent == j.ID {
			all = append(all, b)
		}
	}
	return all
}

// queue is the jobs of a store and of the model, in the order in which they came.
type queue struct {
	*rapid.T
	c    *check
	tx   registry.Tx
	jobs []*modelJob
	now  int
}

func (q *queue) find(id registry.JobID) *modelJob {
	for _, j := range q.jobs {
		if j.ID == id {
			return j
		}
	}
	return nil
}

// works reports whether a family has its areas: one of it was started, and it has not ended.
func (q *queue) works(root *modelJob) bool {
	started := root.Attempt > 0
	for _, b := range q.batches(root) {
		started = started || b.Attempt > 0
	}
	return started && !root.State.Ended()
}

// next is the job that must be claimed, nil for none.
func (q *queue) next() *modelJob {
	for _, j := range q.jobs {
		free := j.State == registry.JobQueued || j.State == registry.JobRunning && j.lease <= q.now
		for _, b := range q.batches(j) {
			free = free && b.State.Ended()
		}
		root := q.root(j)
		for _, other := range q.jobs {
			if other.Parent == "" && other != root && q.works(other) {
				free = free && !slices.ContainsFunc(root.Areas, func(a engine.AreaID) bool { return slices.Contains(other.Areas, a) })
			}
		}
		if free {
			return j
		}
	}
	return nil
}

func (q *queue) add() {
	someOf := func(from []engine.AreaID) []engine.AreaID {
		all := rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 2, rapid.ID).Draw(q.T, "areas")
		slices.Sort(all)
		return all
	}
	id := registry.JobID([]byte{'a' + byte(len(q.jobs)/26), 'a' + byte(len(q.jobs)%26)})
	parent := &modelJob{Job: job(id, "", someOf([]engine.AreaID{"1", "2", "3"})...)}
	parent.State = registry.JobQueued
	made := []registry.Job{parent.Job}
	q.jobs = append(q.jobs, parent)
	if len(parent.Areas) > 0 {
		for i := range rapid.SampledFrom([]int{0, 0, 1, 2, 3}).Draw(q.T, "batches") {
			b := &modelJob{Job: job(id+registry.JobID([]byte{'.', '0' + byte(i)}), id, someOf(parent.Areas)...)}
			b.State = registry.JobQueued
			made = append(made, b.Job)
			q.jobs = append(q.jobs, b)
		}
	}
	if err := q.tx.AddJobs(q.c.ctx, made...); err != nil {
		q.Fatal(err)
	}
}

func (q *queue) claim() {
	want := q.next()
	j, err := q.tx.ClaimJob(q.c.ctx, at(q.now), lease)
	switch {
	case want == nil && !errors.Is(err, registry.ErrNotFound):
		q.Fatalf("claimed %q (%v), want none", j.ID, err)
	case want == nil:
		return
	case err != nil || j.ID != want.ID || j.Attempt != want.Attempt+1 || j.State != registry.JobRunning || j.CancelAsked != want.CancelAsked:
		q.Fatalf("claimed %+v (%v), want %+v", j, err, want.Job)
	}
	if want.State == registry.JobRunning {
		want.Failures++
	}
	want.Attempt, want.State, want.lease = j.Attempt, registry.JobRunning, q.now+60
}

// act reports or ends a job, at times in an attempt that is over.
func (q *queue) act(end bool) {
	j := rapid.SampledFrom(q.jobs).Draw(q.T, "job")
	attempt := j.Attempt - rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(q.T, "late")
	right := j.State == registry.JobRunning && attempt == j.Attempt
	var err error
	if end {
		state := rapid.SampledFrom([]registry.JobState{registry.JobDone, registry.JobFailed, registry.JobCancelled}).Draw(q.T, "state")
		err = q.tx.EndJob(q.c.ctx, j.ID, attempt, state, nil, nil, at(q.now))
		if right {
			j.State = state
			q.settle(j)
		}
	} else {
		done := rapid.IntRange(0, 9).Draw(q.T, "done")
		_, err = q.tx.ReportJob(q.c.ctx, j.ID, attempt, done, 9, at(q.now+30))
		if right {
			j.Done, j.Steps, j.lease = done, 9, q.now+30
		}
	}
	if right != (err == nil) || err != nil && !errors.Is(err, registry.ErrConflict) {
		q.Fatalf("attempt %d of %+v: %v", attempt, j.Job, err)
	}
}

// giveBack returns a job, at times in an attempt that is over.
func (q *queue) giveBack() {
	j := rapid.SampledFrom(q.jobs).Draw(q.T, "job")
	attempt := j.Attempt - rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(q.T, "late")
	right := j.State == registry.JobRunning && attempt == j.Attempt
	failed := rapid.Bool().Draw(q.T, "failed")
	err := q.tx.ReturnJob(q.c.ctx, j.ID, attempt, failed)
	if right != (err == nil) || err != nil && !errors.Is(err, registry.ErrConflict) {
		q.Fatalf("attempt %d of %+v: %v", attempt, j.Job, err)
	}
	if right {
		if j.State = registry.JobQueued; failed {
			j.Failures++
		}
	}
}

// settle cancels a parent that was asked to stop, when its last batch has ended.
func (q *queue) settle(j *modelJob) {
	root := q.root(j)
	open := slices.ContainsFunc(q.batches(root), func(b *modelJob) bool { return !b.State.Ended() })
	if root != j && root.CancelAsked && root.State == registry.JobQueued && !open {
		root.State = registry.JobCancelled
	}
}

func (q *queue) cancel() {
	j := rapid.SampledFrom(q.jobs).Draw(q.T, "job")
	if _, err := q.tx.CancelJob(q.c.ctx, j.ID, at(q.now)); err != nil {
		q.Fatal(err)
	}
	if j.State.Ended() {
		return
	}
	j.CancelAsked = true
	open := false
	for _, b := range q.batches(j) {
		if b.State.Ended() {
			continue
		}
		b.CancelAsked = true
		if b.State == registry.JobQueued {
			b.State = registry.JobCancelled
		}
		open = open || !b.State.Ended()
	}
	if j.State == registry.JobQueued && !open {
		j.State = registry.JobCancelled
		q.settle(j)
	}
}

func (q *queue) compare() {
	for _, j := range q.jobs {
		got, err := q.tx.Job(q.c.ctx, j.ID)
		if err != nil {
			q.Fatal(err)
		}
		done, steps := j.Done, j.Steps
		if batches := q.batches(j); len(batches) > 0 {
			done, steps = 0, 0
			for _, b := range batches {
				done, steps = done+b.Done, steps+b.Steps
			}
		}
		if got.State != j.State || got.Attempt != j.Attempt || got.Failures != j.Failures || got.CancelAsked != j.CancelAsked || got.Done != done || got.Steps != steps ||
			got.State == registry.JobRunning && !got.Lease.Equal(at(j.lease)) || got.State.Ended() == got.End.IsZero() {
			q.Fatalf("got %+v, want %+v, %d of %d", got, j, done, steps)
		}
	}
}

// jobsModel does the same to the jobs of a store and to the model. A run is one transaction, undone at the end.
func jobsModel(c *check) {
	rapid.Check(c.TB, func(t *rapid.T) {
		err := c.store.Write(c.ctx, func(tx registry.Tx) error {
			q := &queue{T: t, c: c, tx: tx}
			q.add()
			for range rapid.IntRange(1, 30).Draw(t, "steps") {
				switch action := rapid.IntRange(0, 10).Draw(t, "action"); {
				case action == 0:
					q.add()
				case action == 1:
					q.cancel()
				case action == 2:
					q.now += rapid.IntRange(1, 70).Draw(t, "seconds")
				case action == 3:
					q.act(false)
				case action < 6:
					q.act(true)
				case action == 6:
					q.giveBack()
				default:
					q.claim()
				}
				q.compare()
			}
			return errOwn
		})
		if !errors.Is(err, errOwn) {
			t.Fatal(err)
		}
	})
}
