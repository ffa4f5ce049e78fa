package sqlite

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/service/registry"
)

func opened(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestSettings looks at what the promises rest on.
func TestSettings(t *testing.T) {
	s := opened(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "query_only": "0"} {
		if got := asked(t, s.write, "PRAGMA "+pragma); got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
	if got := asked(t, s.read, "PRAGMA query_only"); got != "1" {
		t.Errorf("readers may write: query_only is %s", got)
	}
}

// asked is the first column of the first row.
func asked(t *testing.T, p *pool, query string) string {
	t.Helper()
	l, err := p.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer p.give(l, false)
	got, err := first(t.Context(), &tx{link: l}, value[string], query)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestPlansOfQueries wants the queries that run often to find their rows by an index.
func TestPlansOfQueries(t *testing.T) {
	s := opened(t)
	for _, query := range []string{
		householdColumns + "WHERE area = ? AND until = 9223372036854775807 ORDER BY id",
		householdColumns + "WHERE area = ? AND until > ? AND since <= ? ORDER BY id",
		householdColumns + "WHERE until = 9223372036854775807 AND id IN (SELECT value FROM json_each(?))",
		memberColumns + "FROM duties d JOIN members m ON m.id = d.member AND m.until = d.until WHERE d.area = ? AND d.until = 9223372036854775807 ORDER BY d.member",
		"SELECT area FROM households WHERE id = ? AND until = 9223372036854775807",
		"UPDATE pairs SET until = ? WHERE member = ? AND until = 9223372036854775807 AND area = ?",
		"UPDATE duties SET until = ? WHERE area = ? AND until = 9223372036854775807 AND member = ?",
		"SELECT 1 FROM areas WHERE published = ?",
		jobColumns + "WHERE j.parent = ? ORDER BY j.id",
		claimable,
		sessionColumns + "WHERE hash = ?",
		tokenColumns + "WHERE hash = ?",
		accountColumns + "WHERE folded = ?",
		"SELECT r.id FROM regions b JOIN regions r ON r.parent = b.id WHERE b.id = ?", // the step of belowRegions
	} {
		l, err := s.read.take(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		args := make([]any, strings.Count(query, "?"))
		steps, err := list(t.Context(), &tx{link: l}, func(s scanner) (string, error) {
			var id, parent, none int
			var detail string
			err := s.Scan(&id, &parent, &none, &detail)
			return detail, err
		}, "EXPLAIN QUERY PLAN "+query, args...)
		s.read.give(l, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range steps {
			indexed := strings.Contains(step, "USING") || strings.Contains(step, "json_each") || strings.Contains(step, "VIRTUAL TABLE")
			indexed = indexed || query == claimable && (step == "SCAN f" || step == "SCAN free") // its own lists: of families that wait, and of those that may start
			if strings.HasPrefix(step, "SCAN") && !indexed || strings.Contains(step, "USING TEMP B-TREE") && !strings.Contains(query, "since <=") {
				t.Errorf("%s\n\t%s", query, step)
			}
		}
	}
}

// TestDroppedIsGone looks for dropped names and phones in the bytes of the file.
func TestDroppedIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	const name, phone = "名字甲乙丙丁", "13912345678"
	edit := func(e registry.Edit) {
		t.Helper()
		err := s.Write(t.Context(), func(tx registry.Tx) error {
			a, err := tx.Area(t.Context(), "a")
			if errors.Is(err, registry.ErrNotFound) {
				a.Revision, err = tx.PutArea(t.Context(), registry.Area{ID: "a"})
			}
			if err != nil {
				return err
			}
			_, err = tx.EditRecords(t.Context(), "a", a.Revision, e)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	found := func() bool {
		t.Helper()
		if err := s.Close(); err != nil { // the log is carried over
			t.Fatal(err)
		}
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if s, err = Open(t.Context(), path, Options{}); err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(file, []byte(name)) || bytes.Contains(file, []byte(phone))
	}
	defer func() { _ = s.Close() }()
	edit(registry.Edit{PutHouseholds: []engine.Household{{ID: "h", Area: "a"}}, HouseholdContacts: map[engine.HouseholdID]registry.Contact{"h": {Name: name, Phone: phone}}})
	if !found() {
		t.Fatal("the contact is not in the file; this test sees nothing")
	}
	edit(registry.Edit{DropHouseholds: []engine.HouseholdID{"h"}})
	if found() {
		t.Fatal("a dropped contact is still in the file")
	}
}

// TestBusy: another program holds the lock for too long, or the caller has enough of waiting.
func TestBusy(t *testing.T) {
	s := opened(t)
	other, err := open(dsn(s.path, false, false))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	conn, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.Write(ctx, func(registry.Tx) error { return nil }) }()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want %v", err, context.Canceled)
	}
	l, err := s.write.take(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := (&tx{link: l}).control(t.Context(), "BEGIN IMMEDIATE"); !errors.Is(err, registry.ErrBusy) {
		t.Fatalf("got %v, want %v", err, registry.ErrBusy)
	}
	s.write.give(l, false)
	if err := s.Read(t.Context(), func(registry.Tx) error { return nil }); err != nil {
		t.Fatalf("a reader waits for nobody, but: %v", err)
	}
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), func(registry.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
}

// TestNoNumber: a position that is no number is refused, and an infinite one stays what it is.
func TestNoNumber(t *testing.T) {
	s := opened(t)
	for _, c := range []struct {
		x    float64
		kind error
	}{{math.NaN(), registry.ErrInvalid}, {math.Inf(1), nil}, {math.MaxFloat64, nil}, {math.SmallestNonzeroFloat64, nil}} {
		err := s.Write(t.Context(), func(tx registry.Tx) error {
			a := registry.Area{ID: "a"}
			var err error
			if a.Revision, err = tx.PutArea(t.Context(), a); err != nil {
				return err
			}
			h := engine.Household{ID: "h", Area: "a", Location: orb.Point{c.x, 1}}
			if _, err := tx.EditRecords(t.Context(), "a", a.Revision, registry.Edit{PutHouseholds: []engine.Household{h}}); !errors.Is(err, c.kind) {
				t.Errorf("%v: got %v, want %v", c.x, err, c.kind)
			}
			if c.kind != nil {
				return errClosed
			}
			r, err := tx.Records(t.Context(), "a", 0, false)
			if err != nil {
				return err
			}
			if got := r.Households[0].Location[0]; got != c.x {
				t.Errorf("got %v, want %v", got, c.x)
			}
			return errClosed // undone
		})
		if !errors.Is(err, errClosed) {
			t.Fatal(err)
		}
	}
}
