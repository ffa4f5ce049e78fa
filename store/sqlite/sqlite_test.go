package sqlite_test

import (
	"path/filepath"
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
