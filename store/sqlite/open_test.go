package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/sqlite"
)

// put makes an area with so many homes.
func put(t testing.TB, s registry.Store, id engine.AreaID, n int) {
	t.Helper()
	err := s.Write(t.Context(), func(tx registry.Tx) error {
		revision, err := tx.PutArea(t.Context(), registry.Area{ID: id})
		if err != nil {
			return err
		}
		var e registry.Edit
		for i := range n {
			e.PutHouseholds = append(e.PutHouseholds, engine.Household{ID: engine.HouseholdID(string(id) + string(rune('a'+i))), Area: id})
		}
		_, err = tx.EditRecords(t.Context(), id, revision, e)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// homes counts those of an area as they are read.
func homes(t testing.TB, s registry.Store, id engine.AreaID) int {
	t.Helper()
	var r registry.Records
	err := s.Read(t.Context(), func(tx registry.Tx) (err error) { r, err = tx.Records(t.Context(), id, 0, false); return err })
	if err != nil {
		t.Fatal(err)
	}
	return len(r.Households)
}

// alter changes a file behind the store's back.
func alter(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a store.db?x=1#y%20")
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "a", 3)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("closed again: %v", err)
	}
	if err := s.Read(t.Context(), func(registry.Tx) error { return nil }); err == nil {
		t.Fatal("a closed store was read")
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v; want 0600: the file holds names and phones", info.Mode(), err)
	}
	if got := homes(t, at(t, path, sqlite.Options{}), "a"); got != 3 {
		t.Fatalf("%d homes, want 3", got)
	}
	only := at(t, path, sqlite.Options{ReadOnly: true})
	if got := homes(t, only, "a"); got != 3 {
		t.Fatalf("%d homes, want 3", got)
	}
	if err := only.Write(t.Context(), func(registry.Tx) error { return nil }); !errors.Is(err, registry.ErrReadOnly) {
		t.Fatal(err)
	}
	if err := only.Backup(t.Context(), path+".copy"); err != nil {
		t.Fatal(err)
	}
	if faults, err := only.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := sqlite.Open(t.Context(), dir, sqlite.Options{}); err == nil {
		t.Error("a folder was opened")
	}
	if _, err := sqlite.Open(t.Context(), filepath.Join(dir, "none", "x.db"), sqlite.Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := sqlite.Open(t.Context(), filepath.Join(dir, "x.db"), sqlite.Options{ReadOnly: true}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte("this is no database, and long enough to be read as one, which wants a header of a hundred bytes at least"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.Open(t.Context(), text, sqlite.Options{Migrate: true}); err == nil {
		t.Error("a text was opened")
	}
}

func TestSchemaIsChecked(t *testing.T) {
	made := func(change string) string {
		path := filepath.Join(t.TempDir(), "x.db")
		s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		alter(t, path, change)
		return path
	}
	other := filepath.Join(t.TempDir(), "other.db")
	alter(t, other, "CREATE TABLE theirs (x)")
	for _, c := range []struct {
		what, path string
		o          sqlite.Options
		have       int64
	}{
		{"another program's file", other, sqlite.Options{Migrate: true}, -1},
		{"a newer schema", made("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)"), sqlite.Options{Migrate: true}, 999},
		{"an older schema", made("DELETE FROM goose_db_version WHERE version_id > 0"), sqlite.Options{}, 0},
	} {
		_, err := sqlite.Open(t.Context(), c.path, c.o)
		var of *sqlite.SchemaError
		if c.have == 0 {
			if err == nil {
				t.Errorf("%s was opened", c.what)
			}
			continue
		}
		if !errors.As(err, &of) || of.Have != c.have {
			t.Errorf("%s: got %v", c.what, err)
		}
	}
}

func TestBackup(t *testing.T) {
	s := open(t)
	put(t, s, "a", 3)
	file := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	put(t, s, "b", 2)
	if err := s.Backup(t.Context(), file); !errors.Is(err, registry.ErrExists) {
		t.Fatalf("got %v, want %v", err, registry.ErrExists)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*.part*")); err != nil || len(left) > 0 {
		t.Fatal(left, err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	restored := at(t, file, sqlite.Options{})
	if got := homes(t, restored, "a"); got != 3 {
		t.Fatalf("%d homes, want 3", got)
	}
	put(t, restored, "b", 1) // it has its schema, goes on counting, and takes what the other took later
	if faults, err := restored.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
}

// TestCheckFinds breaks a store in ways that Check must see.
func TestCheckFinds(t *testing.T) {
	for what, change := range map[string]string{
		"counts":     "UPDATE areas SET households = 7",
		"states":     "DELETE FROM states",
		"index":      "DROP INDEX duties_by_member",
		"trigger":    "DROP TRIGGER entries_stand",
		"references": "INSERT INTO sessions VALUES (x'00', 'none', '', 0, 0, 0)",
		"plans":      "INSERT INTO area_plans VALUES ('x', 0, x'00')",
	} {
		t.Run(what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			s := at(t, path, sqlite.Options{})
			put(t, s, "a", 3)
			if faults, err := s.Check(t.Context()); err != nil || len(faults) > 0 {
				t.Fatal(faults, err)
			}
			alter(t, path, change)
			faults, err := s.Check(t.Context())
			if err != nil || len(faults) != 1 || !faults[0].Grave || faults[0].Todo == "" {
				t.Fatal(faults, err)
			}
		})
	}
}
