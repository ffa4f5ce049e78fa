package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"jinlin/httpapi"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

type workerCmd struct {
	storeFlags
	runnerFlags
	Workers int `help:"Areas of one job solved at once (default: one per core)."`
	keepFlags
	metricsFlags
	logFlags
}

// Help shows examples under `jinlin worker --help`.
func (workerCmd) Help() string {
	return `Works off the jobs of a store, beside servers and other workers, on as many machines as there are: each job is done by one of them at a time, and goes to another
where its process died. Told to stop (SIGTERM, Ctrl-C) it gives its job back at once. What is too old (--keep-...) is forgotten once a day, whichever process is first; give all the
same settings, best in the config file.
  jinlin worker --store postgres://jinlin@db/jinlin
  jinlin worker --store jinlin.db --runners 2 --workers 1 --log json

Exit codes: 0 stopped as asked, 1 internal error, 2 no store there, or a wrong setting.`
}

// Validate is called by kong.
func (w *workerCmd) Validate() error { return errors.Join(w.runnerFlags.check(), w.keepFlags.check()) }

func (w *workerCmd) Run(ctx context.Context, c *console) (err error) {
	store, err := openStore(ctx, w.Store, storeUse{})
	if err != nil {
		return err
	}
	defer closing(store, &err)
	log := w.logger(c)
	counted, seen := watch(store, w.Store)
	stop := startCrew(ctx, w.runnerFlags, w.keepFlags, newWorkspace(counted, w.Workers), log, seen)
	defer stop()
	inside, err := w.serveMetrics(ctx, seen.metrics, httpapi.Config{Logger: log, Version: version(), Ready: seen.health.lacks})
	if err != nil {
		return err
	}
	defer inside()
	fmt.Fprintf(c.out, "Working off the jobs of %s (Ctrl-C ends it)\n", storeName(w.Store))
	<-ctx.Done()
	stop()
	log.Info("stopped")
	return nil
}

// newWorkspace makes the use cases on a store; workers is how many areas are solved at once, 0 for one per core.
func newWorkspace(store registry.Store, workers int) *workspace.Workspace {
	return workspace.New(workspace.Config{Store: store, Guard: &access.Guard{}, Now: time.Now, Random: rand.Reader, Wait: wait, Workers: workers})
}
