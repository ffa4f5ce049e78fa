package manage_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/fixtures"
	"jinlin/httpapi"
	"jinlin/httpapi/manage"
	"jinlin/service/access"
	"jinlin/service/once"
	"jinlin/service/registry"
	"jinlin/service/workspace"
	"jinlin/store/sqlite"
)

// password is that of all accounts here.
const password = "correct horse battery"

// A house is a server on a store of its own, with areas A and B in town T1, C in T2, both in county C1, and a county C2.
type house struct {
	testing.TB
	*workspace.Workspace
	keeper *access.Keeper
	store  registry.Store
	admin  access.Caller
	url    string
	// handler is the server without its socket.
	handler http.Handler
	log     *logged
	clock   *clock
}

// clock goes on by a millisecond with each look.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

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

// logged keeps what was logged.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// open starts a server; change may change its configuration.
func open(t testing.TB, change func(*manage.Config)) *house {
	t.Helper()
	plain, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jinlin.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { plain.Close() })
	h := &house{TB: t, admin: access.House("test", access.RemoteLoopback), log: &logged{}, clock: &clock{t: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}}
	h.store = once.Store{Store: plain}
	guard := &access.Guard{}
	passwords, err := access.NewPasswords(access.HashCost{MemoryKiB: 64, Passes: 1, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	h.keeper = access.NewKeeper(h.store, guard, passwords, h.clock.now, rand.Reader, access.Times{})
	h.Workspace = workspace.New(workspace.Config{Store: h.store, Guard: guard, Now: h.clock.now, Random: rand.Reader, Wait: shortly})
	c := manage.Config{Workspace: h.Workspace, Keeper: h.keeper, Store: h.store, Now: h.clock.now, Trouble: func(err error) { t.Error(err) }}
	if change != nil {
		change(&c)
	}
	handler, err := httpapi.New(httpapi.Config{Logger: slog.New(slog.NewJSONHandler(h.log, nil)), Manage: &c})
	if err != nil {
		t.Fatal(err)
	}
	h.handler = handler
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	h.url = web.URL
	return h
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

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// settle makes the tree and the areas with records, plans and publishes them, and returns the records.
func (h *house) settle() exchange.Dataset {
	h.Helper()
	ctx := h.Context()
	for _, r := range []registry.Region{{ID: "C1", Name: "县"}, {ID: "T1", Parent: "C1", Name: "镇"}, {ID: "T2", Parent: "C1"}, {ID: "C2"}} {
		_, err := h.PutRegion(ctx, h.admin, r)
		h.ok(err)
	}
	d := villages("A", "B")
	_, err := h.Import(ctx, h.admin, workspace.Import{Data: d, Region: "T1"})
	h.ok(err)
	_, err = h.Import(ctx, h.admin, workspace.Import{Data: villages("C"), Region: "T2"})
	h.ok(err)
	made, err := h.Solve(ctx, h.admin, workspace.Ask{Regions: []registry.RegionID{"C1"}})
	h.ok(err)
	_, err = h.Publish(ctx, h.admin, made.Plan.ID, made.Plan.Revision)
	h.ok(err)
	return d
}

// villages are made-up ones, whose records have ids that begin with the village's.
func villages(ids ...string) exchange.Dataset {
	return fixtures.Dataset(func(yield func(fixtures.Village) bool) {
		for _, id := range ids {
			for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindVillage, Seed: uint64(id[0]), Homes: 60}) {
				if !yield(renamed(v, id)) {
					return
				}
			}
		}
	})
}

func renamed(v fixtures.Village, id string) fixtures.Village {
	v.ID = engine.AreaID(id)
	for k := range v.Households {
		v.Households[k].Area, v.Households[k].ID = v.ID, engine.HouseholdID(id)+v.Households[k].ID
	}
	for k := range v.Members {
		m := &v.Members[k]
		m.ID = engine.MemberID(id) + m.ID
		if m.Area != "" {
			m.Area = v.ID
		}
		if m.Household != "" {
			m.Household = engine.HouseholdID(id) + m.Household
		}
	}
	return v
}

// account makes an account with the password of all.
func (h *house) account(name string, grants ...registry.Grant) registry.Account {
	h.Helper()
	a, err := h.keeper.PutAccount(h.Context(), h.admin, registry.Account{Name: name, Grants: grants})
	h.ok(err)
	h.ok(h.keeper.SetPassword(h.Context(), h.admin, a.ID, password))
	return a
}

// A client is somebody who asks. The zero client has not said who he is.
type client struct {
	*house
	cookie, csrf, token string
}

func (h *house) nobody() *client { return &client{house: h} }

// logIn is a person with a browser.
func (h *house) logIn(name string) *client {
	h.Helper()
	c := h.nobody()
	a := c.do(http.MethodPost, "/v1/session", map[string]string{"name": name, "password": password})
	a.is(http.StatusOK)
	var s manage.Session
	a.into(&s)
	c.cookie, _, _ = strings.Cut(a.header.Get("Set-Cookie"), ";")
	c.csrf = s.CSRF
	return c
}

// An answer is what came back.
type answer struct {
	testing.TB
	asked  string
	status int
	header http.Header
	body   string
}

// do sends a request; body is nil, a string, an io.Reader or something to be written as JSON. More is name, value of headers.
func (c *client) do(method, path string, body any, more ...string) *answer {
	c.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(b)
	case io.Reader:
		in = b
	default:
		text, err := json.Marshal(b)
		c.ok(err)
		in = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(c.Context(), method, c.url+path, in)
	c.ok(err)
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.cookie != "" {
		r.Header.Set("Cookie", c.cookie)
		r.Header.Set("X-CSRF-Token", c.csrf)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(more); i += 2 {
		r.Header.Del(more[i])
		if more[i+1] != "" {
			r.Header.Set(more[i], more[i+1])
		}
	}
	res, err := http.DefaultClient.Do(r)
	c.ok(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	c.ok(err)
	return &answer{c.TB, method + " " + path, res.StatusCode, res.Header, string(text)}
}

// is fails the test where the status is another.
func (a *answer) is(status int) *answer {
	a.Helper()
	if a.status != status {
		a.Fatalf("%s: %d, want %d: %.600s", a.asked, a.status, status, a.body)
	}
	if status >= 400 && a.header.Get("Content-Type") != "application/problem+json" {
		a.Fatalf("%s: %d as %s: %.300s", a.asked, status, a.header.Get("Content-Type"), a.body)
	}
	return a
}

func (a *answer) into(v any) {
	a.Helper()
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		a.Fatalf("%s: %v: %.300s", a.asked, err, a.body)
	}
}

// has fails the test where the body lacks a text.
func (a *answer) has(texts ...string) *answer {
	a.Helper()
	for _, x := range texts {
		if !strings.Contains(a.body, x) {
			a.Fatalf("%s: nothing about %q in %.600s", a.asked, x, a.body)
		}
	}
	return a
}

func ruler() registry.Grant { return registry.Grant{Role: registry.RoleAdministrator} }

func role(r registry.Role, region registry.RegionID) registry.Grant {
	return registry.Grant{Role: r, Region: region}
}

func etag(revision int64) string { return fmt.Sprintf("%q", fmt.Sprint(revision)) }
