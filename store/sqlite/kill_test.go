package sqlite_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/store/sqlite"
)

// killedStore names the store that a process of TestKill writes to.
const killedStore = "JINLIN_TEST_KILLED_STORE"

// TestMain is also the process that TestKill kills.
func TestMain(m *testing.M) {
	if path := os.Getenv(killedStore); path != "" {
		if err := writeForEver(context.Background(), path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// writeForEver adds homes to area "a", some at a time, and says so of each transaction that was committed: the number of homes that there are.
func writeForEver(ctx context.Context, path string) error {
	s, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	for {
		var n int
		err := s.Write(ctx, func(tx registry.Tx) error {
			a, err := tx.Area(ctx, "a")
			if errors.Is(err, registry.ErrNotFound) {
				_, err = tx.PutArea(ctx, registry.Area{ID: "a"})
				return err
			}
			if err != nil {
				return err
			}
			e := registry.Edit{At: time.Unix(0, 0)}
			for i := range 1 + a.Households%40 { // a few pages, then many
				e.PutHouseholds = append(e.PutHouseholds, engine.Household{ID: engine.HouseholdID(fmt.Sprintf("h%06d", a.Households+i)), Area: "a"})
			}
			n = a.Households + len(e.PutHouseholds)
			_, err = tx.EditRecords(ctx, "a", a.Revision, e)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// TestKill kills a process at odd moments while it writes: what it acknowledged is there, and nothing is half there.
func TestKill(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	path := filepath.Join(t.TempDir(), "store.db")
	said := 0
	for round := range rounds {
		said = max(said, killed(t, path, time.Duration(37*round%180)*time.Millisecond, round%3 == 1))
		s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var a registry.Area
		err = s.Read(t.Context(), func(tx registry.Tx) (err error) { a, err = tx.Area(t.Context(), "a"); return err })
		if err != nil && (said > 0 || !errors.Is(err, registry.ErrNotFound)) {
			t.Fatal(err)
		}
		if err == nil {
			if got := homes(t, s, "a"); got < said || got != a.Households {
				t.Fatalf("%d homes, %d counted, %d acknowledged", got, a.Households, said)
			}
		}
		if faults, err := s.Check(t.Context()); err != nil || len(faults) > 0 {
			t.Fatal(faults, err)
		}
		if err := s.Close(); err != nil { // so that the next process, too, finds what the dead one left
			t.Fatal(err)
		}
	}
	if said == 0 {
		t.Fatal("nothing was acknowledged")
	}
}

// killed runs the process for a time, counted from its first word or, if early is set, from its start, and returns the last number that it said.
func killed(t *testing.T, path string, after time.Duration, early bool) int {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), killedStore+"="+path)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errs strings.Builder
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	kill := func() { time.AfterFunc(after, func() { _ = c.Process.Kill() }) }
	if early {
		kill()
	}
	said, words := 0, 0
	for lines := bufio.NewScanner(out); lines.Scan(); words++ {
		if words == 0 && !early {
			kill()
		}
		if _, err := fmt.Sscan(lines.Text(), &said); err != nil {
			t.Fatalf("it said %q", lines.Text())
		}
	}
	_ = c.Wait() // killed
	if errs.Len() > 0 {
		t.Fatal(errs.String())
	}
	return said
}
