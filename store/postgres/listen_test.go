package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"jinlin/service/registry"
	"jinlin/store/postgres"
)

// TestListen: who listens hears of every change of a job that another process commits, of none that it does not, and of nothing else.
func TestListen(t *testing.T) {
	dsn := database(t)
	here, there := at(t, dsn, postgres.Options{}), at(t, dsn, postgres.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	heard, ended := make(chan struct{}, 100), make(chan error, 1)
	go func() { ended <- here.Listen(ctx, func() { heard <- struct{}{} }) }()
	hears := func(what string) {
		t.Helper()
		select {
		case <-heard:
		case <-time.After(time.Minute):
			t.Fatal("nothing was heard of", what)
		}
	}
	hears("the beginning")
	var j registry.Job
	for _, x := range []struct {
		what   string
		change func(registry.Tx) error
	}{
		{"a new job", func(tx registry.Tx) error {
			return tx.AddJobs(ctx, registry.Job{ID: "j"}, registry.Job{ID: "k"})
		}},
		{"a start", func(tx registry.Tx) (err error) { j, err = tx.ClaimJob(ctx, time.Unix(0, 0), time.Hour); return err }},
		{"progress", func(tx registry.Tx) error {
			_, err := tx.ReportJob(ctx, j.ID, j.Attempt, 1, 2, time.Unix(9000, 0))
			return err
		}},
		{"a job given back", func(tx registry.Tx) error { return tx.ReturnJob(ctx, j.ID, j.Attempt, false) }},
		{"a job cancelled", func(tx registry.Tx) error { _, err := tx.CancelJob(ctx, "j", time.Unix(9, 0)); return err }},
	} {
		if err := there.Write(ctx, x.change); err != nil {
			t.Fatal(x.what, err)
		}
		hears(x.what)
	}
	undone := errors.New("undone")
	if err := there.Write(ctx, func(tx registry.Tx) error { return errors.Join(tx.AddJobs(ctx, registry.Job{ID: "l"}), undone) }); !errors.Is(err, undone) {
		t.Fatal(err)
	}
	put(t, there, "a", 3)
	if err := there.Write(ctx, func(tx registry.Tx) error { return tx.AddJobs(ctx, registry.Job{ID: "m"}) }); err != nil {
		t.Fatal(err)
	}
	hears("another new job")
	if len(heard) != 0 {
		t.Error("heard of what was undone, or was no job")
	}
	// A connection that breaks ends it with an error.
	alter(t, dsn, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN jinlin'")
	if err := <-ended; err == nil || ctx.Err() != nil {
		t.Fatal(err)
	}
	go func() { ended <- here.Listen(ctx, func() { heard <- struct{}{} }) }()
	hears("the beginning")
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}
