package postgres_test

import (
	"context"
	"testing"

	"jinlin/service/registry"
	"jinlin/store/postgres"
	"jinlin/store/postgres/pgtest"
	"jinlin/store/storetest"
)

// open makes a new store in a database of the test.
func open(t testing.TB) registry.Store {
	t.Helper()
	return at(t, database(t), postgres.Options{})
}

// database makes one that has the schema already, as a copy, which is quicker.
func database(t testing.TB) string {
	t.Helper()
	return pgtest.Copy(t, "migrated", func(url string) error {
		s, err := postgres.Open(context.Background(), url, postgres.Options{})
		if err != nil {
			return err
		}
		return s.Close()
	})
}

// at opens a store that is closed when the test ends.
func at(t testing.TB, dsn string, o postgres.Options) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), dsn, o)
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
