package access_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/store/sqlite"
)

// county is the embedded store with the regions of the other tests.
func county(t *testing.T, file string) registry.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), file, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func plantCounty(t *testing.T, store registry.Store) {
	t.Helper()
	err := store.Write(t.Context(), func(tx registry.Tx) error {
		w := counties()
		for _, id := range []registry.RegionID{"C1", "C2", "T1", "T2"} {
			if _, err := tx.PutRegion(t.Context(), registry.Region{ID: id, Parent: w.parent[id], Name: string(id)}); err != nil {
				return err
			}
		}
		for _, id := range []engine.AreaID{"A1", "A1b", "A2", "A3"} {
			if _, err := tx.PutArea(t.Context(), registry.Area{ID: id, Region: w.region[id], Name: string(id), Datum: geo.WGS84}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// All of it once on the store that ships, with two servers on one file.
func TestOnTheEmbeddedStore(t *testing.T) {
	ctx, file := t.Context(), filepath.Join(t.TempDir(), "jinlin.db")
	store := county(t, file)
	plantCounty(t, store)
	clock := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	server := func(store registry.Store, seed uint64) *access.Keeper {
		return access.NewKeeper(store, &access.Guard{}, cheap(t), func() time.Time { return clock }, &stream{x: seed}, access.Times{})
	}
	one, two := server(store, 1<<40), server(county(t, file), 2<<40)

	link, err := one.FirstStart(ctx)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := two.UseLink(ctx, link, "管理员", goodPassword, access.Visit{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.UseLink(ctx, link, "", goodPassword, access.Visit{}); !errors.Is(err, access.ErrLink) {
		t.Error(err)
	}
	a, err := one.PutAccount(ctx, admin.Caller, registry.Account{Name: "Kate", Grants: []registry.Grant{grant(registry.RolePlanner, "T1", ""), grant(registry.RoleMember, "", "A3")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.PutAccount(ctx, admin.Caller, registry.Account{Name: "kATE"}); !errors.Is(err, registry.ErrExists) {
		t.Error(err)
	}
	if link, err = one.IssueLink(ctx, admin.Caller, a.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := one.UseLink(ctx, link, "", goodPassword, access.Visit{}); err != nil {
		t.Fatal(err)
	}
	logIn(t, one, two, func(d time.Duration) { clock = clock.Add(d) })
	in, err := one.LogIn(ctx, "KATE", goodPassword, access.Visit{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := two.BySession(ctx, access.Visit{Session: in.Secret})
	if err != nil || c.Account != a.ID || len(c.Grants) != 2 || c.CSRF() != in.Caller.CSRF() {
		t.Fatal(c, err)
	}
	seen(t, store, c)
	ask := access.TokenAsk{Account: a.ID, Name: "qgis", Scopes: []access.Scope{access.ScopeRead}, End: clock.Add(time.Hour)}
	text, _, err := one.IssueToken(ctx, c, ask)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := two.ByToken(ctx, text, access.Visit{}); err != nil || fmt.Sprint(c.Scopes) != "[read]" {
		t.Error(c, err)
	}
	now, err := one.Account(ctx, admin.Caller, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.PutAccount(ctx, admin.Caller, a); !errors.Is(err, registry.ErrConflict) {
		t.Error("a revision of before:", err)
	}
	if err := one.DropAccount(ctx, admin.Caller, a.ID, now.Revision); err != nil {
		t.Error(err)
	}
	if _, err := two.BySession(ctx, access.Visit{Session: in.Secret}); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
	if _, err := two.ByToken(ctx, text, access.Visit{}); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
	if err := one.DropAccount(ctx, admin.Caller, admin.Caller.Account, 1); !errors.Is(err, access.ErrLastAdministrator) {
		t.Error(err)
	}
}

// logIn fails in turn at two servers, which count together.
func logIn(t *testing.T, one, two *access.Keeper, sleep func(time.Duration)) {
	t.Helper()
	for i := range 6 {
		k := []*access.Keeper{one, two}[i%2]
		_, err := k.LogIn(t.Context(), "kate", "wrong password", access.Visit{Address: fmt.Sprint(i)})
		if i < 5 && !errors.Is(err, access.ErrCredentials) || i == 5 && !is[*access.ThrottledError](err) {
			t.Errorf("%d: %v", i, err)
		}
	}
	sleep(2 * time.Second)
}

// seen asks guard and lists in a transaction of the store.
func seen(t *testing.T, store registry.Store, c access.Caller) {
	t.Helper()
	g := &access.Guard{}
	err := store.Read(t.Context(), func(tx registry.Tx) error {
		for area, want := range map[engine.AreaID]access.Extent{"A1": access.All, "A1b": access.All, "A2": access.Nothing, "A3": access.Own} {
			if l, err := g.May(t.Context(), tx, c, access.ReadHomes, access.AtArea(area)); err != nil || l.Extent != want {
				t.Errorf("%s: %v %v", area, l, err)
			}
		}
		for least, want := range map[access.Extent]string{access.Own: "[A1 A1b A3]", access.All: "[A1 A1b]"} {
			v, err := g.Filter(t.Context(), tx, c, access.ReadHomes, least)
			if err != nil {
				return err
			}
			ids, err := v.AreaIDs(t.Context(), tx)
			if err != nil || fmt.Sprint(ids) != want {
				t.Errorf("at least %s: %v %v", least, ids, err)
			}
			if page, err := v.Areas(t.Context(), tx, registry.AreaQuery{After: "A1", Limit: 1}); err != nil || len(page) != 1 || page[0].ID != "A1b" {
				t.Error(page, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
