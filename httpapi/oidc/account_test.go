package oidc_test

import (
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/store/sqlite"
)

// The whole way: the browser leaves, the person logs in, comes back, and has a session of the account that has the identity, and of no other.
func TestSessionFromElsewhere(t *testing.T) {
	ctx, i := t.Context(), start(t)
	p := i.provider(t)
	store, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "jinlin.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	hashes, err := access.NewPasswords(access.HashCost{MemoryKiB: 64, Passes: 1, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	k := access.NewKeeper(store, &access.Guard{}, hashes, time.Now, rand.Reader, access.Times{})
	goAndReturn := func() (access.Entered, error) {
		page, detour, err := k.Depart(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		state, code := i.visit(t, page)
		return k.Return(ctx, p, detour, state, code, access.Visit{})
	}
	var unknown *access.UnknownError
	if _, err := goAndReturn(); !errors.As(err, &unknown) || unknown.Subject != i.URL+" u7" {
		t.Fatal(err)
	}
	for name, subject := range map[string]string{"王明": unknown.Subject, "李四": unknown.Subject + "7", "赵六": ""} {
		if _, err := k.PutAccount(ctx, access.House("", 0), registry.Account{Name: name, Subject: subject}); err != nil {
			t.Fatal(err)
		}
	}
	in, err := goAndReturn()
	if err != nil || in.Caller.Name != "王明" {
		t.Fatal(in, err)
	}
	if c, err := k.BySession(ctx, access.Visit{Session: in.Secret}); err != nil || c.Account != in.Caller.Account {
		t.Error(c, err)
	}
	// Another browser's state, and a code that is used twice.
	page, _, err := k.Depart(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	state, code := i.visit(t, page)
	_, mine, err := k.Depart(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := k.Return(ctx, p, mine, state, code, access.Visit{}); !errors.Is(err, access.ErrCredentials) {
		t.Error("a state of another browser:", err)
	}
	if _, err := k.Return(ctx, p, mine, mine.State, code, access.Visit{}); err == nil {
		t.Error("a code of another browser")
	}
}
