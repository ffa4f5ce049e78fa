package access_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// memory is a store of accounts and what belongs to them. It runs every write twice, once to be thrown away, as a store that retries may.
type memory struct {
	mu sync.Mutex
	s  state
	// readOnly: writes fail.
	readOnly bool
	// written is called after each write, without the lock.
	written func()
}

type state struct {
	woods
	accounts map[registry.AccountID]registry.Account
	sessions map[string]registry.Session
	tokens   map[string]registry.Token
	entries  []registry.Entry
}

func (s *state) clone() state {
	return state{s.woods, maps.Clone(s.accounts), maps.Clone(s.sessions), maps.Clone(s.tokens), slices.Clone(s.entries)}
}

func newMemory() *memory {
	return &memory{s: state{counties(), map[registry.AccountID]registry.Account{}, map[string]registry.Session{}, map[string]registry.Token{}, nil}}
}

func (m *memory) Read(_ context.Context, f func(registry.Tx) error) error {
	m.mu.Lock()
	s := m.s.clone()
	m.mu.Unlock()
	return f(&s)
}

func (m *memory) Write(_ context.Context, f func(registry.Tx) error) error {
	if err := m.write(f); err != nil {
		return err
	}
	if m.written != nil {
		m.written()
	}
	return nil
}

func (m *memory) write(f func(registry.Tx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.readOnly {
		return registry.ErrReadOnly
	}
	lost := m.s.clone()
	_ = f(&lost)
	s := m.s.clone()
	if err := f(&s); err != nil {
		return err
	}
	m.s = s
	return nil
}

func (m *memory) Backup(context.Context, string) error            { return nil }
func (m *memory) Check(context.Context) ([]registry.Fault, error) { return nil, nil }
func (m *memory) Close() error                                    { return nil }

func (s *state) Accounts(_ context.Context, after registry.AccountID, limit int) ([]registry.Account, error) {
	var out []registry.Account
	for _, id := range slices.Sorted(maps.Keys(s.accounts)) {
		if id > after && len(out) < limit {
			out = append(out, s.accounts[id])
		}
	}
	return out, nil
}

func (s *state) find(f func(registry.Account) bool) (registry.Account, error) {
	for _, a := range s.accounts {
		if f(a) {
			return a, nil
		}
	}
	return registry.Account{}, registry.ErrNotFound
}

func (s *state) Account(_ context.Context, id registry.AccountID) (registry.Account, error) {
	return s.find(func(a registry.Account) bool { return a.ID == id })
}

func (s *state) AccountByName(_ context.Context, name string) (registry.Account, error) {
	return s.find(func(a registry.Account) bool { return strings.EqualFold(a.Name, name) })
}

func (s *state) AccountBySubject(_ context.Context, subject string) (registry.Account, error) {
	return s.find(func(a registry.Account) bool { return a.Subject != "" && a.Subject == subject })
}

func (s *state) PutAccount(_ context.Context, a registry.Account) (int64, error) {
	old, there := s.accounts[a.ID]
	other, err := s.find(func(b registry.Account) bool {
		return b.ID != a.ID && (strings.EqualFold(a.Name, b.Name) || a.Subject != "" && a.Subject == b.Subject)
	})
	switch {
	case err == nil && other.ID != a.ID, there && a.Revision == 0:
		return 0, registry.ErrExists
	case !there && a.Revision != 0:
		return 0, registry.ErrNotFound
	case old.Revision != a.Revision:
		return 0, registry.ErrConflict
	}
	a.Revision++
	s.accounts[a.ID] = a
	return a.Revision, nil
}

func (s *state) DropAccount(ctx context.Context, id registry.AccountID, revision int64) error {
	if s.accounts[id].Revision != revision {
		return registry.ErrConflict
	}
	delete(s.accounts, id)
	maps.DeleteFunc(s.tokens, func(_ string, t registry.Token) bool { return t.Account == id })
	return s.DropSessionsOf(ctx, id)
}

func (s *state) AddSession(_ context.Context, x registry.Session) error {
	s.sessions[hex.EncodeToString(x.Hash)] = x
	return nil
}

func (s *state) Session(_ context.Context, hash []byte) (registry.Session, error) {
	x, ok := s.sessions[hex.EncodeToString(hash)]
	if !ok {
		return x, registry.ErrNotFound
	}
	return x, nil
}

func (s *state) TouchSession(ctx context.Context, hash []byte, seen, end time.Time) error {
	x, err := s.Session(ctx, hash)
	if err == nil {
		x.Seen, x.End = seen, end
		s.sessions[hex.EncodeToString(hash)] = x
	}
	return err
}

func (s *state) DropSession(ctx context.Context, hash []byte) error {
	_, err := s.Session(ctx, hash)
	delete(s.sessions, hex.EncodeToString(hash))
	return err
}

func (s *state) DropSessionsOf(_ context.Context, id registry.AccountID) error {
	maps.DeleteFunc(s.sessions, func(_ string, x registry.Session) bool { return x.Account == id })
	return nil
}

func (s *state) AddToken(_ context.Context, t registry.Token) error {
	s.tokens[t.ID] = t
	return nil
}

func (s *state) Token(_ context.Context, hash []byte) (registry.Token, error) {
	for _, t := range s.tokens {
		if bytes.Equal(t.Hash, hash) {
			return t, nil
		}
	}
	return registry.Token{}, registry.ErrNotFound
}

func (s *state) TokensOf(_ context.Context, id registry.AccountID) ([]registry.Token, error) {
	var out []registry.Token
	for _, k := range slices.Sorted(maps.Keys(s.tokens)) {
		if s.tokens[k].Account == id {
			out = append(out, s.tokens[k])
		}
	}
	return out, nil
}

func (s *state) DropToken(_ context.Context, id string) error {
	if _, ok := s.tokens[id]; !ok {
		return registry.ErrNotFound
	}
	delete(s.tokens, id)
	return nil
}

func (s *state) ForgetSessions(_ context.Context, before time.Time) (int, error) {
	n := len(s.sessions) + len(s.tokens)
	maps.DeleteFunc(s.sessions, func(_ string, x registry.Session) bool { return x.End.Before(before) })
	maps.DeleteFunc(s.tokens, func(_ string, t registry.Token) bool { return t.End.Before(before) })
	return n - len(s.sessions) - len(s.tokens), nil
}

func (s *state) AddEntry(_ context.Context, e registry.Entry) error {
	e.ID = int64(len(s.entries) + 1)
	s.entries = append(s.entries, e)
	return nil
}

func (s *state) Entries(_ context.Context, q registry.EntryQuery) ([]registry.Entry, error) {
	var out []registry.Entry
	for _, e := range slices.Backward(s.entries) {
		if (q.By == "" || e.By == q.By) && (q.Before == 0 || e.ID < q.Before) && (q.Limit == 0 || len(out) < q.Limit) {
			out = append(out, e)
		}
	}
	return out, nil
}

// stream is a source of secrets that never gives the same twice (splitmix64).
type stream struct{ x uint64 }

func (s *stream) Read(p []byte) (int, error) {
	for i := range p {
		s.x += 0x9e3779b97f4a7c15
		z := (s.x ^ s.x>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		p[i] = byte(z >> 24)
	}
	return len(p), nil
}

// house is a keeper with its store and a clock that the test turns.
type house struct {
	*access.Keeper
	t     *testing.T
	store *memory
	clock time.Time
	calls int
}

const (
	goodPassword  = "correct horse"
	otherPassword = "battery staple"
)

func open(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, store: newMemory(), clock: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	h.restart()
	return h
}

// restart is a new process on the same store.
func (h *house) restart() {
	h.calls++
	h.Keeper = access.NewKeeper(h.store, &access.Guard{}, cheap(h.t), func() time.Time { return h.clock }, &stream{x: uint64(h.calls) << 40}, access.Times{})
}

func (h *house) sleep(d time.Duration) { h.clock = h.clock.Add(d) }

// person makes an account with a password and logs in.
func (h *house) person(name string, grants ...registry.Grant) access.Entered {
	h.t.Helper()
	a, err := h.PutAccount(h.t.Context(), access.House("", 0), registry.Account{Name: name, Grants: grants})
	if err != nil {
		h.t.Fatal(err)
	}
	link, err := h.IssueLink(h.t.Context(), access.House("", 0), a.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	in, err := h.UseLink(h.t.Context(), link, "", goodPassword, access.Visit{Address: "10.0.0.1"})
	if err != nil {
		h.t.Fatal(err)
	}
	return in
}

// asks is the caller of a session as the next request finds him.
func (h *house) asks(in access.Entered) (access.Caller, error) {
	return h.BySession(h.t.Context(), access.Visit{Session: in.Secret, Request: "r"})
}

func (h *house) actions() []string {
	var out []string
	for _, e := range h.store.s.entries {
		out = append(out, e.Action)
	}
	return out
}
