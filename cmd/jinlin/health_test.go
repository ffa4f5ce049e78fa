package main

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jinlin/httpapi"
	"jinlin/service/registry"
	"jinlin/service/workspace"
	"jinlin/store/sqlite"
)

// hanging is a store that answers only when it is let.
type hanging struct {
	registry.Store
	let   chan struct{}
	asked int
}

func (s *hanging) Read(ctx context.Context, f func(registry.Tx) error) error {
	s.asked++
	<-s.let
	return s.Store.Read(ctx, f)
}

func TestHealth(t *testing.T) {
	where := filepath.Join(t.TempDir(), "s.db")
	store, err := sqlite.Open(t.Context(), where, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	heard := 0
	h := &health{where: where, store: store, within: 20 * time.Second, trouble: func(error) { heard++ }}
	// is looks anew, and compares what is missing with a part and some of the words for it.
	is := func(part, words string) {
		t.Helper()
		h.at, h.schemaAt = time.Time{}, time.Time{}
		got := h.lacks(t.Context())
		if part == "" && len(got) == 0 || len(got) == 1 && got[0].Of == part && strings.Contains(got[0].What, words) {
			return
		}
		t.Errorf("%+v, want %s: %s", got, part, words)
	}
	is("", "")
	runner := &workspace.Runner{Workspace: newWorkspace(store, 1)}
	h.crew = &crew{flags: runnerFlags{Lease: time.Minute}, runners: []*workspace.Runner{runner}, started: time.Now()}
	is("", "")
	h.crew.started = time.Now().Add(-2 * time.Minute)
	is("jobs", "nobody has worked on jobs")
	if _, err := runner.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	is("", "")

	setVersion(t, where, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
	is("schema", "schema")
	setVersion(t, where, "DELETE FROM goose_db_version WHERE version_id = 999")
	is("", "")

	slow := &hanging{Store: store, let: make(chan struct{})}
	h.store, h.within = slow, 30*time.Millisecond // and then the late answer is an error
	is("store", "not answered within 30ms")
	is("store", "not answered within 30ms")
	if slow.asked != 1 {
		t.Errorf("a store that hangs was asked %d times", slow.asked)
	}
	close(slow.let)
	h.within = 20 * time.Second
	is("", "")

	heard = 0
	h.store = store
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	is("store", "cannot be read")
	if heard != 1 {
		t.Errorf("trouble was heard %d times", heard)
	}
	// What was found is told again for a moment, however many ask.
	h.store = nil
	if got := h.lacks(t.Context()); len(got) != 1 || got[0] != (httpapi.Lack{Of: "store", What: "the store cannot be read; the log says why"}) {
		t.Errorf("%+v", got)
	}
}

func setVersion(t *testing.T, where, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", where)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}
