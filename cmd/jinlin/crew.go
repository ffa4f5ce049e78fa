package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"jinlin/service/workspace"
)

// runnerFlags say how jobs are worked off.
type runnerFlags struct {
	Runners int           `default:"1" help:"Jobs that this process works on at once (default: ${default}; 0 leaves them to others)."`
	Lease   time.Duration `default:"30s" help:"How long a job waits for a sign of life before another process takes it over (default: ${default})."`
	Poll    time.Duration `default:"1s" help:"How often the store is asked for jobs that other processes added (default: ${default})."`
}

// leastLease leaves time for several signs of life.
const leastLease = 3 * time.Second

func (f runnerFlags) check() error {
	switch {
	case f.Runners < 0:
		return fmt.Errorf("--runners is %d; expected how many jobs are worked on at once", f.Runners)
	case f.Lease < leastLease:
		return fmt.Errorf("--lease is %v; expected at least %v", f.Lease, leastLease)
	case f.Poll < 10*time.Millisecond:
		return fmt.Errorf("--poll is %v; expected at least 10ms", f.Poll)
	}
	return nil
}

// A crew works off the jobs of a store.
type crew struct {
	flags   runnerFlags
	runners []*workspace.Runner
	wg      sync.WaitGroup
	started time.Time
}

// newCrew makes the runners.
func newCrew(f runnerFlags, w *workspace.Workspace, log *slog.Logger, trouble func(error), turned func(workspace.Turn)) *crew {
	c := &crew{flags: f}
	for range f.Runners {
		c.runners = append(c.runners, &workspace.Runner{Workspace: w, Lease: f.Lease, Poll: f.Poll, Trouble: trouble, Turned: func(t workspace.Turn) {
			logTurn(log, t)
			turned(t)
		}})
	}
	return c
}

// startCrew begins to work on the jobs of a store, and to forget what is old. The result ends that, and waits until the jobs in hand are given back.
func startCrew(ctx context.Context, f runnerFlags, k keepFlags, w *workspace.Workspace, log *slog.Logger, seen watched) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	trouble := (&grumble{log: log}).hear
	c := newCrew(f, w, log, trouble, seen.turned)
	seen.health.crew, seen.health.trouble = c, trouble
	c.start(ctx)
	c.wg.Go(func() { k.daily(ctx, w, log, trouble) })
	return func() {
		cancel()
		c.wg.Wait()
	}
}

// start lets them work until the context ends.
func (c *crew) start(ctx context.Context) {
	c.started = time.Now()
	for _, r := range c.runners {
		c.wg.Go(func() { r.Run(ctx) })
	}
}

// missing is how many have given no sign of life for a lease.
func (c *crew) missing(now time.Time) (n int) {
	for _, r := range c.runners {
		seen := r.Seen()
		if seen.Before(c.started) {
			seen = c.started
		}
		if now.Sub(seen) > c.flags.Lease+c.flags.Poll {
			n++
		}
	}
	return n
}
