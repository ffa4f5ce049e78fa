package sqlite_test

import (
	"path/filepath"
	"sync"
	"testing"

	"jinlin/service/registry"
	"jinlin/store/sqlite"
	"jinlin/store/storetest"
)

// open makes a new store in a folder of the test.
func open(t testing.TB) registry.Store {
	t.Helper()
	return at(t, filepath.Join(t.TempDir(), "store.db"), sqlite.Options{})
}

// at opens a store that is closed when the test ends.
func at(t testing.TB, path string, o sqlite.Options) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, o)
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

func TestStore(t *testing.T) { storetest.Run(t, open) }

func TestSharedStore(t *testing.T) {
	storetest.RunShared(t, func(t testing.TB) [2]registry.Store {
		path := filepath.Join(t.TempDir(), "store.db")
		return [2]registry.Store{at(t, path, sqlite.Options{}), at(t, path, sqlite.Options{})}
	})
}

// TestOpenAtOnce opens a new file several times at once: one makes the schema, the others find it.
func TestOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if left, err := filepath.Glob(path + ".*"); err != nil || len(left) > 0 {
		t.Error(left, err)
	}
}
