package workspace

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/service/registry"
)

// A Runner works off jobs, one at a time. Any number of them, in any number of processes, may share a store.
type Runner struct {
	*Workspace
	// Lease is how long a job waits for a sign of life before another runner takes it over; 0 is 30 s.
	Lease time.Duration
	// Attempts is how many starts of a job may come to nothing, because its process died or the store failed, before it fails; 0 is 3. Being given back
	// by a runner that was told to stop is none of them.
	Attempts int
	// Poll is how often the store is asked for work that other processes added, where it does not tell at once (registry.Herald); 0 is 1 s.
	Poll time.Duration
	// Trouble hears of errors of the store, after which it is tried again, and of a *FaultError, after which the job has failed. Nil: nobody listens.
	Trouble func(error)
	// Turned hears of every job that was in hand. Nil: nobody listens.
	Turned func(Turn)

	seen atomic.Int64
}

// Seen is when the runner last got through to the store, the zero time before the first time: who is not seen for a lease hangs or is cut off.
func (r *Runner) Seen() time.Time {
	if t := r.seen.Load(); t != 0 {
		return time.UnixMicro(t).UTC()
	}
	return time.Time{}
}

func (r *Runner) see() { r.seen.Store(r.Now().UnixMicro()) }

const (
	defaultLease    = 30 * time.Second
	defaultAttempts = 3
	defaultPoll     = time.Second
)

// Reasons for which the work on a job stops.
var (
	errCancelled = errors.New("the job was cancelled")
	errLost      = errors.New("the job was taken over by another runner")
)

// Run works until the context ends; then the job in hand is given back.
func (r *Runner) Run(ctx context.Context) {
	poll := r.Poll
	if poll <= 0 {
		poll = defaultPoll
	}
	defer r.listen()()
	for ctx.Err() == nil {
		rung := r.bell.next()
		found, err := r.Next(ctx)
		if err != nil && ctx.Err() == nil && r.Trouble != nil {
			r.Trouble(err)
		}
		switch { // the loop looks at ctx
		case err != nil:
			_ = r.Wait(ctx, poll) // whoever rings: what failed a moment ago fails again
		case !found:
			_ = r.waitFor(ctx, rung, poll)
		}
	}
}

// Next does one job, if there is one to do, to its end. The error is that of the store, with which the job stays as it is until its lease is over.
func (r *Runner) Next(ctx context.Context) (bool, error) {
	open := false
	err := r.Store.Read(ctx, func(tx registry.Tx) error {
		list, err := tx.Jobs(ctx, registry.JobQuery{States: []registry.JobState{registry.JobQueued, registry.JobRunning}, Limit: 1, Brief: true})
		open = len(list) > 0
		return err
	})
	if err != nil {
		return false, err
	}
	r.see()
	if !open {
		return false, nil
	}
	var j registry.Job
	err = r.Store.Write(ctx, func(tx registry.Tx) (err error) {
		j, err = tx.ClaimJob(ctx, r.Now(), r.lease())
		return err
	})
	if errors.Is(err, registry.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	began := r.Now()
	err = r.do(ctx, j)
	r.turned(ctx, j, began)
	r.bell.ring()
	return true, err
}

func (r *Runner) lease() time.Duration {
	if r.Lease <= 0 {
		return defaultLease
	}
	return r.Lease
}

// do works on a job that was claimed, and ends it or gives it back.
func (r *Runner) do(ctx context.Context, j registry.Job) error {
	most := r.Attempts
	if most <= 0 {
		most = defaultAttempts
	}
	switch {
	case j.CancelAsked:
		return r.end(ctx, j, registry.JobCancelled, nil)
	case j.Failures >= most:
		return r.end(ctx, j, registry.JobFailed, failure(fmt.Errorf(
			"given up: %d starts came to nothing; after the last of them the process that worked on it gave no sign of life for longer than its lease (killed, out of memory, or cut off from the store)", j.Failures)))
	}
	err := r.work(ctx, j)
	switch {
	case err == nil || errors.Is(err, errLost) || errors.Is(err, registry.ErrConflict):
		return nil // ended, or no longer ours
	case errors.Is(err, errCancelled):
		return r.end(ctx, j, registry.JobCancelled, nil)
	case final(err):
		if fault := (*FaultError)(nil); r.Trouble != nil && errors.As(err, &fault) {
			r.Trouble(err)
		}
		return r.end(ctx, j, registry.JobFailed, failure(err))
	case ctx.Err() == nil && j.Failures+1 >= most:
		why := fmt.Errorf("given up: %d starts came to nothing; the last of them met an error of the store or the machine, which the log of its process tells", j.Failures+1)
		return errors.Join(err, r.end(ctx, j, registry.JobFailed, failure(why)))
	}
	back := context.WithoutCancel(ctx)
	return errors.Join(err, r.Store.Write(back, func(tx registry.Tx) error {
		again := tx.ReturnJob(back, j.ID, j.Attempt, ctx.Err() == nil)
		if errors.Is(again, registry.ErrConflict) {
			again = nil
		}
		return again
	}))
}

// final tells errors that another attempt would meet too.
func final(err error) bool {
	var fault *FaultError
	var contradiction *service.ContradictionError
	var policy *codec.Error
	var foreign *service.ForeignError
	return isInvalid(err) || errors.As(err, &fault) || errors.As(err, &contradiction) || errors.As(err, &policy) || errors.As(err, &foreign) ||
		errors.Is(err, registry.ErrNotFound) || errors.Is(err, registry.ErrInvalid)
}

// Failure is what a failed job tells (registry.Job.Failure).
type Failure struct {
	Detail string `json:"detail"`
	// Areas are those whose records are not valid, with all that is wrong.
	Areas []FailedArea `json:"areas,omitempty"`
}

// A FailedArea is an area whose records cannot be planned.
type FailedArea struct {
	Area       string   `json:"area"`
	Violations []string `json:"violations"`
}

func failure(err error) []byte {
	f := Failure{Detail: err.Error()}
	var invalid *service.InvalidError
	if errors.As(err, &invalid) {
		f.Detail = "the records are not valid"
		for _, a := range invalid.Areas {
			one := FailedArea{Area: string(a.Area)}
			for _, v := range a.Violations {
				one.Violations = append(one.Violations, v.Path+": "+v.Message)
			}
			f.Areas = append(f.Areas, one)
		}
	}
	b, err := toJSON(f)
	if err != nil {
		return []byte(`{"detail":"failed"}`)
	}
	return b
}

// end ends a job without a result. Who is no longer its runner has nothing to say.
func (r *Runner) end(ctx context.Context, j registry.Job, state registry.JobState, failure []byte) error {
	err := r.Store.Write(ctx, func(tx registry.Tx) error {
		return tx.EndJob(ctx, j.ID, j.Attempt, state, nil, failure, r.Now())
	})
	if errors.Is(err, registry.ErrConflict) {
		return nil
	}
	return err
}

// work does what the job is for, while a pulse renews its lease and listens whether it shall stop.
func (r *Runner) work(ctx context.Context, j registry.Job) error {
	if j.Parent == "" {
		return r.assemble(ctx, j)
	}
	inner, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p := &pulse{runner: r, job: j, stop: cancel, renewed: r.Now()}
	beating, still := context.WithCancel(inner)
	var wg sync.WaitGroup
	wg.Go(func() { p.beat(beating) })
	commit, err := r.batch(inner, j, p.report)
	still()
	wg.Wait()
	if cause := context.Cause(inner); cause != nil && ctx.Err() == nil {
		return cause
	}
	if err != nil {
		return err
	}
	return r.Store.Write(ctx, commit)
}

// A pulse keeps a job alive.
type pulse struct {
	runner *Runner
	job    registry.Job
	stop   context.CancelCauseFunc

	mu      sync.Mutex
	done    int
	told    int
	renewed time.Time
}

// report tells how many areas are done.
func (p *pulse) report(done int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = done
}

// beat looks at the job until the context ends.
func (p *pulse) beat(ctx context.Context) {
	for {
		if err := p.runner.Wait(ctx, lookEvery); err != nil || ctx.Err() != nil {
			return
		}
		if err := p.once(ctx); err != nil {
			p.stop(err)
			return
		}
	}
}

// once returns a reason to stop. A store that fails is none: the lease is for that.
func (p *pulse) once(ctx context.Context) error {
	r := p.runner
	var j registry.Job
	if err := r.Store.Read(ctx, func(tx registry.Tx) (err error) {
		j, err = tx.JobHead(ctx, p.job.ID)
		return err
	}); err != nil {
		if errors.Is(err, registry.ErrNotFound) {
			return errLost
		}
		return nil
	}
	r.see()
	if j.State != registry.JobRunning || j.Attempt != p.job.Attempt {
		return errLost
	}
	if j.CancelAsked {
		return errCancelled
	}
	now := r.Now()
	p.mu.Lock()
	done, due := p.done, now.Sub(p.renewed) > r.lease()/3 || p.done != p.told
	p.mu.Unlock()
	if !due {
		return nil
	}
	err := r.Store.Write(ctx, func(tx registry.Tx) error {
		_, err := tx.ReportJob(ctx, p.job.ID, p.job.Attempt, done, p.job.Steps, now.Add(r.lease()))
		return err
	})
	if errors.Is(err, registry.ErrConflict) {
		return errLost
	}
	if err == nil {
		p.mu.Lock()
		p.told, p.renewed = done, now
		p.mu.Unlock()
		r.bell.ring()
	}
	return nil
}
