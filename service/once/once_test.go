package once_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"jinlin/service/once"
	"jinlin/service/registry"
	"jinlin/store/sqlite"
)

var start = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

func openStore(t *testing.T) once.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jinlin.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return once.Store{Store: s}
}

// put makes a region within a request.
func put(ctx context.Context, s registry.Store, id registry.RegionID) error {
	return s.Write(ctx, func(tx registry.Tx) error {
		_, err := tx.PutRegion(ctx, registry.Region{ID: id})
		return err
	})
}

func regions(t *testing.T, s registry.Store) (n int) {
	t.Helper()
	err := s.Read(t.Context(), func(tx registry.Tx) error {
		list, err := tx.Regions(t.Context())
		n = len(list)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSecondRequest(t *testing.T) {
	s := openStore(t)
	hash := []byte("hash")
	ctx, r, a, err := once.Begin(t.Context(), s, "who", "k", hash, start)
	if err != nil || a != nil {
		t.Fatal(a, err)
	}
	for _, id := range []registry.RegionID{"a", "b"} { // the second write of a request is a plain one
		if err := put(ctx, s, id); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, _, err := once.Begin(t.Context(), s, "who", "k", hash, start.Add(9*time.Minute)); !errors.Is(err, once.ErrUnderWay) {
		t.Error(err)
	}
	if _, _, _, err := once.Begin(t.Context(), s, "who", "k", hash, start.Add(10*time.Minute)); !errors.Is(err, once.ErrLost) {
		t.Error(err)
	}
	if _, _, _, err := once.Begin(t.Context(), s, "who", "k", []byte("other"), start); !errors.Is(err, once.ErrOther) {
		t.Error(err)
	}
	if err := r.End(ctx, s, &once.Answer{Status: 201, Header: []byte("h"), Body: []byte("b")}); err != nil {
		t.Fatal(err)
	}
	_, _, a, err = once.Begin(t.Context(), s, "who", "k", hash, start.Add(time.Hour))
	if err != nil || a == nil || a.Status != 201 || string(a.Header) != "h" || string(a.Body) != "b" {
		t.Fatal(a, err)
	}
	if _, r, a, err := once.Begin(t.Context(), s, "another", "k", hash, start); r == nil || a != nil || err != nil {
		t.Error("the key of another account is not free:", a, err)
	}
}

// TestNothingWritten: what changed nothing may be tried again, with another request too.
func TestNothingWritten(t *testing.T) {
	s := openStore(t)
	ctx, r, _, err := once.Begin(t.Context(), s, "who", "k", []byte("hash"), start)
	if err != nil {
		t.Fatal(err)
	}
	failed := errors.New("no")
	if err := s.Write(ctx, func(registry.Tx) error { return failed }); !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if err := r.End(ctx, s, &once.Answer{Status: 422}); err != nil {
		t.Fatal(err)
	}
	if _, r, a, err := once.Begin(t.Context(), s, "who", "k", []byte("other"), start); r == nil || a != nil || err != nil {
		t.Error(a, err)
	}
}

// TestTwoAtOnce: both began before either wrote; the second one to write writes nothing.
func TestTwoAtOnce(t *testing.T) {
	s := openStore(t)
	one, r, _, err := once.Begin(t.Context(), s, "who", "k", []byte("hash"), start)
	if err != nil {
		t.Fatal(err)
	}
	two, late, _, err := once.Begin(t.Context(), s, "who", "k", []byte("hash"), start)
	if err != nil {
		t.Fatal(err)
	}
	if err := put(one, s, "a"); err != nil {
		t.Fatal(err)
	}
	if err := put(two, s, "b"); !errors.Is(err, once.ErrUnderWay) {
		t.Error(err)
	}
	if err := late.End(two, s, &once.Answer{Status: 409}); err != nil {
		t.Error(err)
	}
	if n := regions(t, s); n != 1 {
		t.Errorf("%d regions", n)
	}
	if err := r.End(one, s, nil); err != nil { // an answer that is not to be kept
		t.Fatal(err)
	}
	if _, _, _, err := once.Begin(t.Context(), s, "who", "k", []byte("hash"), start); !errors.Is(err, once.ErrLost) {
		t.Error(err)
	}
	if err := put(t.Context(), s, "c"); err != nil { // without a request
		t.Error(err)
	}
}
