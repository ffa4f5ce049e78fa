package postgres_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/postgres"
	"jinlin/store/postgres/pgtest"
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

// connect reaches a database behind the store's back.
func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	return conn
}

// alter changes a database behind the store's back.
func alter(t *testing.T, dsn, query string) {
	t.Helper()
	if _, err := connect(t, dsn).Exec(t.Context(), query); err != nil {
		t.Fatal(err)
	}
}

func TestReopen(t *testing.T) {
	dsn := pgtest.Database(t)
	s, err := postgres.Open(t.Context(), dsn, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "a", 3)
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if err := s.Read(t.Context(), func(registry.Tx) error { return nil }); err == nil {
		t.Fatal("a closed store was read")
	}
	if got := homes(t, at(t, dsn, postgres.Options{}), "a"); got != 3 {
		t.Fatalf("%d homes, want 3", got)
	}
	only := at(t, dsn, postgres.Options{ReadOnly: true})
	if got := homes(t, only, "a"); got != 3 {
		t.Fatalf("%d homes, want 3", got)
	}
	if err := only.Write(t.Context(), func(registry.Tx) error { return nil }); !errors.Is(err, registry.ErrReadOnly) {
		t.Fatal(err)
	}
	if faults, err := only.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Fatal(faults, err)
	}
}

// TestOpenTogether: of servers that start at once on an empty database one makes the schema, the others find it.
func TestOpenTogether(t *testing.T) {
	dsn := pgtest.Database(t)
	errs := make(chan error)
	for range 3 {
		go func() {
			s, err := postgres.Open(t.Context(), dsn, postgres.Options{})
			if err == nil {
				err = s.Close()
			}
			errs <- err
		}()
	}
	for range 3 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	const secret = "hunter2"
	for _, dsn := range []string{"postgres://u:" + secret + "@/x?port=none", "host=/nowhere user=u password=" + secret} {
		_, err := postgres.Open(t.Context(), dsn, postgres.Options{})
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("got %v", err)
		}
	}
	dsn := pgtest.Database(t)
	alter(t, dsn, "DROP EXTENSION postgis")
	if _, err := postgres.Open(t.Context(), dsn, postgres.Options{ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "PostGIS") {
		t.Errorf("got %v", err)
	}
	alter(t, dsn, "DROP ROLE IF EXISTS weak; CREATE ROLE weak LOGIN; CREATE SCHEMA other")
	weak := strings.Replace(dsn, "postgres@", "weak@", 1)
	if _, err := postgres.Open(t.Context(), weak, postgres.Options{}); err == nil || !strings.Contains(err.Error(), "CREATE EXTENSION postgis") {
		t.Errorf("who may not make PostGIS got %v", err)
	}
	alter(t, dsn, "CREATE EXTENSION postgis SCHEMA other") // it may lie anywhere
	put(t, at(t, dsn, postgres.Options{}), "a", 3)
}

func TestSchemaIsChecked(t *testing.T) {
	made := func(change string) string {
		dsn := database(t)
		alter(t, dsn, change)
		return dsn
	}
	other := pgtest.Database(t)
	alter(t, other, "CREATE SCHEMA jinlin; CREATE TABLE jinlin.theirs (x int)")
	for _, c := range []struct {
		what, dsn string
		o         postgres.Options
		have      int64
	}{
		{"another program's schema", other, postgres.Options{Migrate: true}, -1},
		{"a newer schema", made("INSERT INTO jinlin.goose_db_version (version_id, is_applied) VALUES (999, true)"), postgres.Options{Migrate: true}, 999},
		{"an older schema", made("DELETE FROM jinlin.goose_db_version WHERE version_id > 1"), postgres.Options{}, 1},
		{"nothing to read", pgtest.Database(t), postgres.Options{ReadOnly: true}, 0},
	} {
		_, err := postgres.Open(t.Context(), c.dsn, c.o)
		var of *postgres.SchemaError
		if !errors.As(err, &of) || of.Have != c.have {
			t.Errorf("%s: got %v", c.what, err)
		}
	}
	older := made("DELETE FROM jinlin.goose_db_version WHERE version_id > 1; DROP SCHEMA jinlin_view CASCADE; " +
		"ALTER TABLE jinlin.jobs DROP COLUMN failures; DROP FUNCTION jinlin.jobs_tell CASCADE; " +
		"ALTER TABLE jinlin.area_plans DROP COLUMN link_homes, DROP COLUMN link_members, DROP COLUMN link_circles, DROP COLUMN link_mm, DROP COLUMN link_locked, " +
		"DROP COLUMN circle_ids, DROP COLUMN circle_numbers, DROP COLUMN circle_lons, DROP COLUMN circle_lats, DROP COLUMN circle_public, DROP COLUMN circle_mm, " +
		"DROP COLUMN circle_homes, DROP COLUMN circle_members, DROP COLUMN circle_capacity")
	if faults, err := at(t, older, postgres.Options{Migrate: true}).Check(t.Context()); err != nil || len(faults) > 0 {
		t.Error(faults, err)
	}
}

func TestBackup(t *testing.T) {
	s := open(t)
	put(t, s, "a", 3)
	file := filepath.Join(t.TempDir(), "copy.dump")
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
	dsn := pgtest.Database(t)
	alter(t, dsn, "DROP EXTENSION postgis") // as the operator makes it
	bin, err := pgtest.Bin()
	if err != nil {
		t.Fatal(err)
	}
	said, err := exec.CommandContext(t.Context(), filepath.Join(bin, "pg_restore"), "--no-owner", "--exit-on-error", "-d", dsn, file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	restored := at(t, dsn, postgres.Options{})
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
		"counts":     "UPDATE jinlin.areas SET households = 7",
		"states":     "DELETE FROM jinlin.states",
		"index":      "DROP INDEX jinlin.duties_by_member",
		"unfinished": "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'jinlin.duties_by_member'::regclass",
		"trigger":    "DROP TRIGGER entries_stand ON jinlin.entries",
		"view":       "DROP VIEW jinlin_view.homes",
		"references": "ALTER TABLE jinlin.held ADD CONSTRAINT loose CHECK (area <> '') NOT VALID",
		"plans":      "INSERT INTO jinlin.area_plans VALUES ('x', now(), '\\x00')",
		"version":    "INSERT INTO jinlin.goose_db_version (version_id, is_applied) VALUES (999, true)",
	} {
		t.Run(what, func(t *testing.T) {
			dsn := database(t)
			s := at(t, dsn, postgres.Options{})
			put(t, s, "a", 3)
			if faults, err := s.Check(t.Context()); err != nil || len(faults) > 0 {
				t.Fatal(faults, err)
			}
			alter(t, dsn, change)
			faults, err := s.Check(t.Context())
			if err != nil || len(faults) != 1 || !faults[0].Grave || faults[0].Todo == "" {
				t.Fatal(faults, err)
			}
		})
	}
}
