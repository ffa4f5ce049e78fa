package sqlite

import (
	"context"
	"encoding/binary"
	"os"
	"sync"
	"testing"
	"time"

	"jinlin/service/registry"
)

const (
	// testStep is the step of the log in these tests, testContent what one commit adds to it; with what else the commit writes it adds less than twice that.
	testStep    = 1 << 20
	testContent = 1 << 18
)

// trimmed is a store with a log that is emptied at testStep.
func trimmed(t *testing.T, patience time.Duration) *Store {
	t.Helper()
	s := opened(t)
	s.trimAt, s.trimStep, s.trimPatience = testStep, testStep, patience
	return s
}

// commit writes the i-th content and returns how long the log is after it.
func commit(t *testing.T, s *Store, i int) int64 {
	t.Helper()
	content := make([]byte, testContent)
	binary.LittleEndian.PutUint64(content, uint64(i)) //nolint:gosec // a number of a commit
	if err := s.Write(t.Context(), func(tx registry.Tx) error {
		return tx.PutAreaPlan(t.Context(), registry.HashOf(content), content, time.Unix(0, 0))
	}); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(s.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// overlap starts readers that read again and again until stop is called.
func overlap(t *testing.T, s *Store, readers int) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			for ctx.Err() == nil {
				err := s.Read(ctx, func(tx registry.Tx) error {
					_, err := tx.Regions(ctx)
					time.Sleep(3 * time.Millisecond)
					return err
				})
				if err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	return func() {
		cancel()
		wg.Wait()
	}
}

// TestLogStaysShort: readers overlap all the time, as many as SQLite has slots for and more, and the log never grows beyond its step, as long as each of them ends.
func TestLogStaysShort(t *testing.T) {
	for _, n := range []int{0, 1, 3, readers} {
		s := trimmed(t, time.Hour) // however slow the machine is
		stop := overlap(t, s, n)
		for i := range 20 {
			if size := commit(t, s, i); size >= testStep {
				t.Errorf("%d readers: the log has %d KiB after commit %d, want less than %d", n, size>>10, i, testStep>>10)
			}
		}
		stop()
	}
}

// TestLogWhileOneReads: a reader who goes on for long keeps the log from being emptied, but no commit from returning; after him it does not grow by more than a step.
func TestLogWhileOneReads(t *testing.T) {
	s := trimmed(t, 0)
	const commits = 12
	var size int64
	err := s.Read(t.Context(), func(tx registry.Tx) error {
		if _, err := tx.Regions(t.Context()); err != nil { // from here on he reads
			return err
		}
		for i := range commits {
			if size = commit(t, s, i); size < int64(i+1)*testContent {
				t.Errorf("the log has %d KiB after commit %d; the reader needs all of it", size>>10, i)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.trimPatience = time.Hour
	defer overlap(t, s, 3)()
	for i := range 4 * testStep / testContent {
		if now := commit(t, s, commits+i); now > size+testStep {
			t.Errorf("the log has %d KiB after commit %d, had %d while one read", now>>10, commits+i, size>>10)
		}
	}
}
