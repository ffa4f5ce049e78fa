package workspace

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// A bell wakes everybody who listens in this process.
type bell struct {
	mu   sync.Mutex
	rung chan struct{}
}

// next is closed at the next ring.
func (b *bell) next() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung == nil {
		b.rung = make(chan struct{})
	}
	return b.rung
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rung != nil {
		close(b.rung)
		b.rung = nil
	}
}

// waitFor ends at the ring, after some time, or with the context.
func (w *Workspace) waitFor(ctx context.Context, rung <-chan struct{}, d time.Duration) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-rung:
			cancel()
		case <-inner.Done():
		}
	}()
	_ = w.Wait(inner, d) // whichever way it ended
	return ctx.Err()
}

// ears hear of what other processes change while somebody in this one wants to know.
type ears struct {
	mu    sync.Mutex
	users int
	stop  func()
}

// listen lets the bell ring whenever another process changes a job, until the result is called; nothing to do where the store does not tell.
func (w *Workspace) listen() (leave func()) {
	herald, ok := w.Store.(registry.Herald)
	if !ok {
		return func() {}
	}
	e := &w.ears
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.users++; e.users == 1 {
		ctx, cancel := context.WithCancel(context.Background()) // it ends with the last of those who listen
		done := make(chan struct{})
		go func() {
			defer close(done)
			for ctx.Err() == nil {
				_ = herald.Listen(ctx, w.bell.ring) // without it, the store is asked from time to time
				_ = w.Wait(ctx, listenAgain)
			}
		}()
		e.stop = func() { cancel(); <-done }
	}
	return sync.OnceFunc(func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.users--; e.users == 0 {
			e.stop()
		}
	})
}

// listenAgain is the pause after a connection broke.
const listenAgain = time.Second

// Watch yields a job as it stands and each time that it has changed, until it has ended: at once where this process runs it or the store tells of it, else as
// often as the store is looked at.
func (w *Workspace) Watch(ctx context.Context, c access.Caller, id registry.JobID) iter.Seq2[registry.Job, error] {
	return func(yield func(registry.Job, error) bool) {
		defer w.listen()()
		var last registry.Job
		for first := true; ; first = false {
			rung := w.bell.next()
			j, err := w.Job(ctx, c, id)
			if err != nil {
				yield(j, err)
				return
			}
			if changed := first || j.State != last.State || j.Done != last.Done || j.Steps != last.Steps || j.CancelAsked != last.CancelAsked; changed {
				if !yield(j, nil) {
					return
				}
			}
			if last = j; j.State.Ended() {
				return
			}
			if err := w.waitFor(ctx, rung, lookEvery); err != nil {
				yield(j, err)
				return
			}
		}
	}
}

// lookEvery is how often the store is asked whether others changed a job: so soon a running one stops after it was asked to.
const lookEvery = 250 * time.Millisecond

// keys are the keys of a set in order.
func keys[K ~string](set map[K]bool) []K { return slices.Sorted(maps.Keys(set)) }
