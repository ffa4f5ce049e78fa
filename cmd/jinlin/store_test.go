package main_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"jinlin/service/registry"
	"jinlin/store/postgres/pgtest"
	"jinlin/store/sqlite"
)

// openFile opens a store beside the program.
func openFile(t *testing.T, dir, name string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, name), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// region is the nth of those that tests keep.
func region(n int) registry.Region {
	return registry.Region{ID: registry.RegionID(fmt.Sprintf("R%06d", n)), Name: strings.Repeat("县", 40)}
}

func keep(t *testing.T, s registry.Store, n int) {
	t.Helper()
	err := s.Write(t.Context(), func(tx registry.Tx) error { _, err := tx.PutRegion(t.Context(), region(n)); return err })
	if err != nil {
		t.Error(err)
	}
}

// kept are the regions of a store, which must be the first so many.
func kept(t *testing.T, s registry.Store) int {
	t.Helper()
	var list []registry.Region
	err := s.Read(t.Context(), func(tx registry.Tx) (err error) { list, err = tx.Regions(t.Context()); return err })
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range list {
		if r.ID != region(i).ID {
			t.Fatalf("the %d. region is %s: the copy is not of one moment", i, r.ID)
		}
	}
	return len(list)
}

// TestBackupWhileWriting makes backups while regions are written one after the other: each backup has all that were acknowledged before it began,
// and none without those before it.
func TestBackupWhileWriting(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "migrate", "--store", "s.db")
	s := openFile(t, dir, "s.db")
	var acknowledged atomic.Int64
	stop, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
				keep(t, s, n)
				acknowledged.Add(1)
			}
		}
	}()
	for i := range 3 {
		backup, restored := fmt.Sprintf("b%d.db", i), fmt.Sprintf("r%d.db", i)
		least := int(acknowledged.Load())
		must(t, dir, "backup", backup, "--store", "s.db")
		most := int(acknowledged.Load()) + 1
		r := must(t, dir, "restore", backup, "--store", restored)
		wants(t, "restore", r.out, restored, "checked")
		wants(t, "doctor", must(t, dir, "doctor", "--store", restored).out, "nothing found")
		if n := kept(t, openFile(t, dir, restored)); n < least || n > most {
			t.Errorf("%d regions in backup %d; %d were acknowledged before it and %d after", n, i, least, most)
		}
	}
	close(stop)
	<-ended
	wants(t, "doctor beside a store in use", must(t, dir, "doctor", "--store", "s.db").out, "nothing found")
	if left, _ := filepath.Glob(filepath.Join(dir, "*.part*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestDoctorFindsDamage breaks one page after the other of a store.
func TestDoctorFindsDamage(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "migrate", "--store", "s.db")
	s := openFile(t, dir, "s.db")
	for n := range 40 {
		keep(t, s, n)
	}
	must(t, dir, "backup", "whole.db", "--store", "s.db") // has no free pages, in which nothing can be broken
	file := read(t, dir, "whole.db")
	const page = 4096
	step := 1
	if testing.Short() {
		step = 9
	}
	for at := 0; at < len(file); at += page * step {
		broken := bytes.Clone(file)
		for i := range 100 {
			broken[at+i] ^= 0x5a
		}
		write(t, dir, "broken.db", string(broken))
		if err := os.Chmod(filepath.Join(dir, "broken.db"), 0o600); err != nil {
			t.Fatal(err)
		}
		r := run(t, dir, "doctor", "--store", "broken.db")
		if r.code != 4 || !strings.Contains(r.out, "grave: ") || !strings.Contains(r.out, "what to do: ") {
			t.Errorf("page %d is broken: exit %d\n%s%s", at/page, r.code, r.out, r.errout)
		}
		r = run(t, dir, "restore", "broken.db", "--store", "new.db")
		if r.code != 2 || r.errout == "" {
			t.Errorf("page %d of the backup is broken: exit %d\n%s", at/page, r.code, r.errout)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "new.db*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestStoreRefusals: what is not there is not made, what is there is not written over, and every message says what to do.
func TestStoreRefusals(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "migrate")
	must(t, dir, "backup", "b.db")
	whole := read(t, dir, "jinlin.db")
	write(t, dir, "text.txt", "this is a text and no store at all")
	write(t, dir, "empty", "")
	write(t, dir, "left.db-wal", "a log that a store left behind")
	for _, c := range []struct {
		args string
		code int
		says []string
	}{
		{"backup x.db --store none.db", 2, []string{"none.db", "jinlin migrate", "jinlin restore"}},
		{"doctor --store none.db", 2, []string{"no store at none.db"}},
		{"account list --store none.db", 2, []string{"no store at none.db"}},
		{"migrate status --store none.db", 2, []string{"no store at none.db"}},
		{"backup b.db", 2, []string{"b.db", "exists", "nothing is written over"}},
		{"backup no/folder/b.db", 2, []string{"no/folder"}},
		{"restore b.db", 2, []string{"jinlin.db", "exists"}},
		{"restore b.db --store left.db", 2, []string{"left.db-wal", "exists"}},
		{"restore none.db --store new.db", 2, []string{"none.db"}},
		{"restore text.txt --store new.db", 2, []string{"not a database"}},
		{"restore empty --store new.db", 2, []string{"empty", "nothing in it"}},
		{"migrate --store text.txt", 2, []string{"not a database"}},
		{"doctor --store text.txt", 4, nil},
		{"doctor --store postgres://u:secret@127.0.0.1:1/db?sslmode=disable", 2, []string{"postgres: ", "127.0.0.1"}},
		{"restore b.db --store postgres://u:secret@host/db", 2, []string{"pg_restore"}},
		{"migrate --store mysql://u:secret@host/db", 2, []string{"mysql", "expected a file or postgres"}},
	} {
		r := run(t, dir, strings.Fields(c.args)...)
		if r.code != c.code {
			t.Errorf("jinlin %s: exit %d, expected %d\n%s%s", c.args, r.code, c.code, r.out, r.errout)
		}
		wants(t, "jinlin "+c.args, r.errout, c.says...)
		if strings.Contains(r.out+r.errout, "secret") {
			t.Errorf("jinlin %s tells the password: %s%s", c.args, r.out, r.errout)
		}
	}
	for _, name := range []string{"none.db", "new.db", "x.db", "left.db"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s was made", name)
		}
	}
	if !bytes.Equal(whole, read(t, dir, "jinlin.db")) {
		t.Error("the store was changed by what was refused")
	}
}

// TestMigrate makes a store once, and leaves it alone then.
func TestMigrate(t *testing.T) {
	dir := t.TempDir()
	wants(t, "migrate", must(t, dir, "migrate", "up").out, "jinlin.db: made, schema ")
	wants(t, "migrate again", must(t, dir, "migrate").out, "up to date already")
	wants(t, "status", must(t, dir, "migrate", "status").out, "up to date")
	info, err := os.Stat(filepath.Join(dir, "jinlin.db"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; it will hold names and phones", info.Mode(), err)
	}
	r := runWith(t, dir, "v1", []string{"JINLIN_STORE=other.db"}, nil, "migrate")
	wants(t, "migrate by the environment", r.out, "other.db: made")
	if err := os.Chmod(filepath.Join(dir, "jinlin.db"), 0o644); err != nil {
		t.Fatal(err)
	}
	r = run(t, dir, "doctor")
	if r.code != 4 {
		t.Errorf("exit %d", r.code)
	}
	wants(t, "doctor", r.out, "to look after: others may open the file", "chmod 600")
}

// TestPostgresStore does to a database what the other tests do to a file.
func TestPostgresStore(t *testing.T) {
	if testing.Short() {
		t.Skip("starts PostgreSQL")
	}
	dir, url := t.TempDir(), pgtest.Database(t)
	r := run(t, dir, "account", "list", "--store", url)
	if r.code != 2 {
		t.Errorf("exit %d", r.code)
	}
	wants(t, "an empty database", r.errout, "no store", "jinlin migrate")
	t.Setenv("JINLIN_STORE", url)
	wants(t, "migrate", must(t, dir, "migrate").out, "made, schema ")
	wants(t, "migrate again", must(t, dir, "migrate").out, "up to date already")
	wants(t, "status", must(t, dir, "migrate", "status").out, "up to date")
	wants(t, "add", must(t, dir, "account", "add", "li", "--role", "planner").out, "#link=jll_")
	wants(t, "list", must(t, dir, "account", "list").out, "planner everywhere")
	wants(t, "doctor", must(t, dir, "doctor").out, "nothing found")
	must(t, dir, "backup", "b.dump")
	if !bytes.HasPrefix(read(t, dir, "b.dump"), []byte("PGDMP")) {
		t.Error("the backup is none of pg_dump")
	}
}
