// Package storetest is the contract of package registry as tests: whoever passes Run is a store.
package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"jinlin/service/registry"
)

// Run tests stores that open makes, each a new and empty one that is closed when its test ends.
func Run(t *testing.T, open func(t testing.TB) registry.Store) {
	for _, part := range []struct {
		name string
		test func(*check)
	}{
		{"regions", regions}, {"region tree", regionTree}, {"policies", policies},
		{"areas", areas}, {"area lists", areaLists}, {"drop area", dropArea},
		{"records", records}, {"edits", edits}, {"edit errors", editErrors}, {"idempotent edits", idempotent}, {"duties", duties}, {"townspeople", townspeople},
		{"pairs", pairs}, {"sheets", sheets}, {"contacts", contacts}, {"history", history}, {"forget", forget}, {"forget where clocks disagree", forgetDisorder}, {"forget and plans", forgetPlans},
		{"plans", plans}, {"plan lists", planLists}, {"publish", publish}, {"drop plan", dropPlan},
		{"jobs", jobs}, {"claim order", claimOrder}, {"exclusion", exclusion}, {"leases", leases}, {"returned jobs", returned}, {"batches", batches}, {"cancel", cancel},
		{"cancel batches", cancelBatches}, {"forget jobs", forgetJobs}, {"bad jobs", badJobs},
		{"accounts", accounts}, {"sessions", sessions}, {"tokens", tokens}, {"audit", audit}, {"replies", replies},
		{"read only", readOnly}, {"rollback", rollback}, {"all or nothing", allOrNothing}, {"panic", panics}, {"cancelled", cancelled}, {"snapshot", snapshot},
		{"writers", writers}, {"claimers", claimers}, {"check", sound},
		{"empty lists", emptyLists}, {"text", texts}, {"model of records", recordsModel}, {"model of jobs", jobsModel},
	} {
		t.Run(part.name, func(t *testing.T) {
			s := open(t)
			part.test(&check{TB: t, store: s, stores: []registry.Store{s}, ctx: t.Context()})
		})
	}
}

// RunShared tests stores that several processes have open: open makes a new one and opens it twice.
func RunShared(t *testing.T, open func(t testing.TB) [2]registry.Store) {
	for name, test := range map[string]func(*check){"at once": atOnce, "writers": writers, "claimers": claimers} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			test(&check{TB: t, store: s[0], stores: s[:], ctx: t.Context()})
		})
	}
}

// check is a test with a store.
type check struct {
	testing.TB
	store registry.Store
	// stores are the same one, as several processes have it.
	stores []registry.Store
	ctx    context.Context
}

// start is the time at which every test begins.
var start = time.Date(2026, 3, 1, 8, 0, 0, 123_000, time.UTC)

// day is so many days after the start.
func day(n int) time.Time { return start.AddDate(0, 0, n) }

// write runs f in a transaction that must succeed.
func (c *check) write(f func(registry.Tx)) {
	c.Helper()
	if err := c.store.Write(c.ctx, func(tx registry.Tx) error { f(tx); return nil }); err != nil {
		c.Fatal(err)
	}
}

// read is write for reading.
func (c *check) read(f func(registry.Tx)) {
	c.Helper()
	if err := c.store.Read(c.ctx, func(tx registry.Tx) error { f(tx); return nil }); err != nil {
		c.Fatal(err)
	}
}

// ok ends the test where there is an error.
func (c *check) ok(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// is wants an error of a kind.
func (c *check) is(err, kind error) {
	c.Helper()
	if !errors.Is(err, kind) {
		c.Fatalf("got %v, want %v", err, kind)
	}
}

// equal wants the same.
func (c *check) equal(got, want any) {
	c.Helper()
	if d := cmp.Diff(want, got); d != "" {
		c.Fatalf("-want +got\n%s", d)
	}
}

// must returns a value that comes without an error.
func must[T any](c *check) func(T, error) T {
	return func(v T, err error) T {
		c.Helper()
		if err != nil {
			c.Fatal(err)
		}
		return v
	}
}

// fails wants an error of a kind from what returns a value too.
func fails[T any](c *check, kind error) func(T, error) {
	return func(_ T, err error) {
		c.Helper()
		if !errors.Is(err, kind) {
			c.Fatalf("got %v, want %v", err, kind)
		}
	}
}
