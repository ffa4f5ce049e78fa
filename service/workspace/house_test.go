package workspace_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/fixtures"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
	"jinlin/store/postgres"
	"jinlin/store/postgres/pgtest"
	"jinlin/store/sqlite"
	"jinlin/verify"
)

// clock is a clock that only tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(time.Millisecond)
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// seeded is a source of ids that are the same in every run.
type seeded struct {
	mu   sync.Mutex
	n    uint64
	seed uint64
}

func (s *seeded) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := 0; i < len(b); {
		s.n++
		var in [16]byte
		binary.BigEndian.PutUint64(in[:], s.n)
		binary.BigEndian.PutUint64(in[8:], s.seed)
		sum := sha256.Sum256(in[:])
		i += copy(b[i:], sum[:])
	}
	return len(b), nil
}

// A house is a workspace on a store in a folder of its own.
type house struct {
	testing.TB
	*workspace.Workspace
	ctx   context.Context
	store registry.Store
	clock *clock
	admin access.Caller
}

// houses make workspaces on each kind of store.
var houses = map[string]func(testing.TB, workspace.Config) *house{"sqlite": onSQLite, "postgres": onPostgres}

// eachStore runs a test on every kind of store: what it opens is of the kind that its subtest is named after.
func eachStore(t *testing.T, test func(*testing.T)) {
	t.Helper()
	t.Parallel() // a database waits more than it works
	for _, name := range slices.Sorted(maps.Keys(houses)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

func open(t testing.TB) *house { return openWith(t, workspace.Config{}) }

// openWith opens what eachStore asks for, SQLite elsewhere.
func openWith(t testing.TB, c workspace.Config) *house {
	t.Helper()
	_, name, _ := strings.Cut(t.Name(), "/")
	if house, ok := houses[name]; ok {
		return house(t, c)
	}
	return onSQLite(t, c)
}

func onSQLite(t testing.TB, c workspace.Config) *house {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jinlin.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return housed(t, store, c)
}

func onPostgres(t testing.TB, c workspace.Config) *house {
	t.Helper()
	dsn := pgtest.Emptied(t, "workspace", func(url string) error {
		s, err := postgres.Open(context.Background(), url, postgres.Options{})
		if err != nil {
			return err
		}
		return s.Close()
	})
	store, err := postgres.Open(t.Context(), dsn+"&synchronous_commit=off", postgres.Options{}) // what is tested here is not that nothing is lost
	if err != nil {
		t.Fatal(err)
	}
	return housed(t, store, c)
}

func housed(t testing.TB, store registry.Store, c workspace.Config) *house {
	t.Cleanup(func() { store.Close() })
	h := &house{TB: t, ctx: t.Context(), store: store, clock: newClock(), admin: access.House("test", access.RemoteLoopback)}
	h.Workspace = h.on(store, c)
	return h
}

// on is a workspace on a store that may be wrapped.
func (h *house) on(store registry.Store, c workspace.Config) *workspace.Workspace {
	c.Store, c.Guard, c.Now = store, &access.Guard{}, h.clock.now
	c.Wait = shortly
	if c.Random == nil {
		c.Random = &seeded{}
	}
	return workspace.New(c)
}

// shortly waits a hundredth of the time.
func shortly(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d / 100):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// must returns a value where there is no error.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) is(err, want error) {
	h.Helper()
	if !errors.Is(err, want) {
		h.Fatalf("%v, want %v", err, want)
	}
}

// tree makes the regions C1 with T1 and T2, and C2.
func (h *house) tree() {
	h.Helper()
	for _, r := range []registry.Region{{ID: "C1", Name: "县"}, {ID: "T1", Parent: "C1"}, {ID: "T2", Parent: "C1"}, {ID: "C2"}} {
		must[registry.Region](h)(h.PutRegion(h.ctx, h.admin, r))
	}
}

// caller is somebody with grants.
func caller(name string, grants ...registry.Grant) access.Caller {
	return access.Caller{Account: registry.AccountID(name), Name: name, Way: access.BySession, Grants: grants}
}

func planner(region registry.RegionID) access.Caller {
	return caller("planner", registry.Grant{Role: registry.RolePlanner, Region: region})
}

// villages are made-up villages of 120 homes and more.
func villages(n int, seed uint64) exchange.Dataset { return sized(n, seed, 120) }

// sized are villages the first of which has so many homes, each next 20 more.
func sized(n int, seed uint64, homes int) exchange.Dataset {
	return fixtures.Dataset(func(yield func(fixtures.Village) bool) {
		for i := range n {
			for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindVillage, Seed: seed + uint64(i), Homes: homes + 20*i}) {
				if !yield(renamed(v, i)) {
					return
				}
			}
		}
	})
}

// renamed gives a village and its records ids of their own.
func renamed(v fixtures.Village, i int) fixtures.Village {
	letter := string(rune('A' + i))
	v.ID = engine.AreaID(letter)
	for k := range v.Households {
		v.Households[k].Area, v.Households[k].ID = v.ID, engine.HouseholdID(letter)+v.Households[k].ID
	}
	for k := range v.Members {
		m := &v.Members[k]
		m.ID = engine.MemberID(letter) + m.ID
		if m.Area != "" {
			m.Area = v.ID
		}
		if m.Household != "" {
			m.Household = engine.HouseholdID(letter) + m.Household
		}
	}
	return v
}

// settle imports villages into T1 and returns them.
func (h *house) settle(n int) exchange.Dataset {
	h.Helper()
	h.tree()
	d := villages(n, 7)
	done := must[workspace.Imported](h)(h.Import(h.ctx, planner("C1"), workspace.Import{Data: d, Region: "T1"}))
	if len(done.Areas) != n {
		h.Fatalf("%d areas: %+v", len(done.Areas), done)
	}
	for _, a := range done.Areas {
		if a.Refused != "" || !a.Made || a.Households == 0 {
			h.Fatalf("%+v", a)
		}
	}
	return d
}

// solve makes a draft of all areas of C1.
func (h *house) solve(ask workspace.Ask) registry.Plan {
	h.Helper()
	if ask.Areas == nil {
		ask.Regions = []registry.RegionID{"C1"}
	}
	done := must[workspace.Asked](h)(h.Solve(h.ctx, planner("C1"), ask))
	if done.Job != nil {
		h.Fatal("a job")
	}
	h.judge()
	return done.Plan
}

// judge has every plan that is kept judged, by the records that it was made from.
func (h *house) judge() {
	h.Helper()
	plans := must[[]registry.Plan](h)(h.Plans(h.ctx, h.admin, registry.PlanQuery{}))
	for _, p := range plans {
		p = must[registry.Plan](h)(h.Plan(h.ctx, h.admin, p.ID))
		for _, a := range p.Areas {
			s := must[engine.Solved](h)(h.AreaPlan(h.ctx, h.admin, p.ID, a.Area))
			report := must[verify.Report](h)(verify.Check(h.ctx, s.Problem, s.Plan))
			if !report.OK() {
				h.Fatalf("plan %s, area %s: %v", p.ID, a.Area, report.Findings)
			}
		}
	}
}
func (h *house) areaNow(id engine.AreaID) registry.Area {
	h.Helper()
	return must[workspace.Area](h)(h.Area(h.ctx, h.admin, id)).Area
}

// entries are the actions in the audit trail, the newest first.
func (h *house) entries() []registry.Entry {
	h.Helper()
	var out []registry.Entry
	h.ok(h.store.Read(h.ctx, func(tx registry.Tx) (err error) {
		out, err = tx.Entries(h.ctx, registry.EntryQuery{})
		return err
	}))
	return out
}
