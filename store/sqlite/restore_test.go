package sqlite_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"jinlin/service/registry"
	"jinlin/store/sqlite"
)

func TestRestore(t *testing.T) {
	s := open(t)
	put(t, s, "a", 3)
	dir := t.TempDir()
	backup, path := filepath.Join(dir, "b.db"), filepath.Join(dir, "r.db")
	if err := s.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Restore(t.Context(), backup, path); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Restore(t.Context(), backup, path); !errors.Is(err, registry.ErrExists) {
		t.Fatalf("got %v, want %v", err, registry.ErrExists)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	restored := at(t, path, sqlite.Options{})
	if got := homes(t, restored, "a"); got != 3 {
		t.Fatalf("%d homes, want 3", got)
	}
	put(t, restored, "b", 1)
	if after, err := os.ReadFile(backup); err != nil || !bytes.Equal(before, after) {
		t.Fatalf("the backup was changed (%v)", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*.part*")); err != nil || len(left) > 0 {
		t.Fatal(left, err)
	}
}

// TestRestoreRefuses: a store in use is no backup, since its log has what its file has not yet; nor is what Check finds fault with.
func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	used, path := filepath.Join(dir, "used.db"), filepath.Join(dir, "r.db")
	put(t, at(t, used, sqlite.Options{}), "a", 3)
	if err := sqlite.Restore(t.Context(), used, path); !errors.Is(err, registry.ErrInvalid) {
		t.Errorf("a store in use: %v", err)
	}
	for what, change := range map[string]string{
		"counts":  "UPDATE areas SET households = 7",
		"index":   "DROP INDEX duties_by_member",
		"another": "PRAGMA application_id = 7",
		"newer":   "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)",
	} {
		backup := filepath.Join(t.TempDir(), "b.db")
		s := open(t)
		put(t, s, "a", 3)
		if err := s.Backup(t.Context(), backup); err != nil {
			t.Fatal(err)
		}
		alter(t, backup, change)
		if err := sqlite.Restore(t.Context(), backup, path); !errors.Is(err, registry.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("something was restored")
	}
}

// TestAnySchema: before an older store is brought up to date, a newer program must be able to back it up; and an older one a newer store.
func TestAnySchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "a", 3)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	have, want, err := sqlite.Schema(t.Context(), path)
	if err != nil || have != want || want == 0 {
		t.Fatal(have, want, err)
	}
	alter(t, path, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
	var of *sqlite.SchemaError
	if _, _, err := sqlite.Schema(t.Context(), path); !errors.As(err, &of) || of.Have != 999 {
		t.Fatal(err)
	}
	other, copied := at(t, path, sqlite.Options{AnySchema: true}), filepath.Join(t.TempDir(), "b.db")
	if err := other.Write(t.Context(), func(registry.Tx) error { return nil }); !errors.Is(err, registry.ErrReadOnly) {
		t.Fatalf("it may be read only: %v", err)
	}
	if err := other.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	alter(t, copied, "DELETE FROM goose_db_version WHERE version_id = 999")
	if got := homes(t, at(t, copied, sqlite.Options{}), "a"); got != 3 {
		t.Fatalf("%d homes, want 3", got)
	}
}
