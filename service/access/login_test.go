package access_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
)

func is[T error](err error) bool { return errors.As(err, new(T)) }

func TestLogIn(t *testing.T) {
	ctx, h := t.Context(), open(t)
	first := h.person("王明", grant(registry.RolePlanner, "C1", ""))
	in, err := h.LogIn(ctx, " 王明 ", goodPassword, access.Visit{Session: first.Secret, Request: "q", Remote: access.RemoteInside})
	if err != nil {
		t.Fatal(err)
	}
	if in.Secret == first.Secret || in.Caller.CSRF() == "" || in.Caller.CSRF() == first.Caller.CSRF() {
		t.Error("the session was not changed")
	}
	if _, err := h.asks(first); !errors.Is(err, access.ErrNobody) {
		t.Error("the session before outlives the log-in:", err)
	}
	c, err := h.asks(in)
	if err != nil || !c.Known() || c.Name != "王明" || c.Account != in.Caller.Account || len(c.Grants) != 1 || c.CSRF() != in.Caller.CSRF() || c.Request != "r" {
		t.Error(c, err)
	}
	if in.Caller.Remote != access.RemoteInside || in.Caller.Request != "q" {
		t.Error(in.Caller)
	}
	for hash := range h.store.s.sessions {
		if strings.Contains(hash, in.Secret) || strings.Contains(fmt.Sprint(h.store.s), in.Secret) {
			t.Error("the store knows the secret")
		}
	}
	if !c.MayChange(c.CSRF()) || c.MayChange("") || c.MayChange("x"+c.CSRF()[1:]) || c.MayChange(in.Secret) {
		t.Error("CSRF")
	}
	if !access.House("", 0).MayChange("") || (access.Caller{}).MayChange("") || (access.Caller{Account: "a", Way: access.BySession}).MayChange("") {
		t.Error("MayChange of others")
	}
	if err := h.Leave(ctx, c); err != nil {
		t.Error(err)
	}
	if _, err := h.asks(in); !errors.Is(err, access.ErrNobody) {
		t.Error("after leaving:", err)
	}
	if err := h.Leave(ctx, c); err != nil {
		t.Error("twice:", err)
	}
}

// Whatever is wrong, the answer is the same, and the store changes alike.
func TestWrongCredentialsAreAlike(t *testing.T) {
	ctx, h := t.Context(), open(t)
	h.person("right", grant(registry.RoleViewer, "C1", ""))
	house := access.House("", 0)
	off := h.person("disabled", grant(registry.RoleViewer, "C1", "")).Caller.Account
	a, _ := h.Account(ctx, house, off)
	a.Disabled = true
	if _, err := h.PutAccount(ctx, house, a); err != nil {
		t.Fatal(err)
	}
	if _, err := h.PutAccount(ctx, house, registry.Account{Name: "bare"}); err != nil {
		t.Fatal(err)
	}
	for i, x := range []struct{ name, password string }{
		{"right", "wrong horse battery"}, {"nobody", goodPassword}, {"disabled", goodPassword}, {"bare", goodPassword}, {"bare", ""},
		{"", ""}, {"\x00", goodPassword}, {"\xff", goodPassword}, {strings.Repeat("长", 300), goodPassword}, {"right", strings.Repeat("x", 1<<20)}, {"nobody2", "nobody has this password"},
	} {
		before := len(h.store.s.entries)
		in, err := h.LogIn(ctx, x.name, x.password, access.Visit{Address: fmt.Sprint(i)})
		if !errors.Is(err, access.ErrCredentials) || in.Secret != "" || in.Caller.Known() {
			t.Errorf("%.20q: %v %v", x.name, in, err)
		}
		if n := len(h.store.s.entries) - before; n != 1 || h.store.s.entries[before].Action != string(access.LogInTried) {
			t.Errorf("%.20q: %d entries", x.name, n)
		}
	}
	for _, e := range h.store.s.entries {
		if e.Action == string(access.LogInTried) && !strings.HasPrefix(string(e.By), "log-in:") {
			t.Error("the audit trail says that the account did it:", e)
		}
	}
}

func TestThrottleByName(t *testing.T) {
	for _, name := range []string{"王明", "nobody"} {
		ctx, h := t.Context(), open(t)
		h.person("王明", grant(registry.RoleViewer, "C1", ""))
		try := func(i int) error {
			_, err := h.LogIn(ctx, name, "wrong password", access.Visit{Address: fmt.Sprint(i)})
			return err
		}
		for i := range 5 {
			if err := try(i); !errors.Is(err, access.ErrCredentials) {
				t.Fatal(err)
			}
		}
		waits := []time.Duration{}
		for i := range 14 {
			entries := len(h.store.s.entries)
			h.restart() // does not help
			err := try(100 + i)
			var wait *access.ThrottledError
			if !errors.As(err, &wait) || len(h.store.s.entries) != entries {
				t.Fatalf("%s: %v", name, err)
			}
			waits = append(waits, wait.After)
			h.sleep(wait.After - time.Nanosecond)
			if err := try(200 + i); !is[*access.ThrottledError](err) {
				t.Fatalf("%s: too soon after %v: %v", name, wait.After, err)
			}
			h.sleep(time.Nanosecond)
			if err := try(300 + i); !errors.Is(err, access.ErrCredentials) {
				t.Fatalf("%s: after %v: %v", name, wait.After, err)
			}
		}
		if got := fmt.Sprint(waits[:11]); got != "[2s 4s 8s 16s 32s 1m4s 2m8s 4m16s 8m32s 15m0s 15m0s]" {
			t.Error(got)
		}
		// The right password waits like any other, and ends the count.
		if _, err := h.LogIn(ctx, name, goodPassword, access.Visit{Address: "x"}); !is[*access.ThrottledError](err) || !strings.HasSuffix(err.Error(), "try again in 900 s") {
			t.Error(err)
		}
		if name == "nobody" {
			h.sleep(24*time.Hour + 1)
			if err := try(1); !errors.Is(err, access.ErrCredentials) {
				t.Error("a day later:", err)
			}
			if err := try(2); !errors.Is(err, access.ErrCredentials) {
				t.Error("a day later, once more:", err)
			}
			continue
		}
		h.sleep(15 * time.Minute)
		if _, err := h.LogIn(ctx, " "+name, goodPassword, access.Visit{Address: "x"}); err != nil {
			t.Error(err)
		}
		for i := range 5 {
			if err := try(400 + i); !errors.Is(err, access.ErrCredentials) {
				t.Errorf("the count did not begin anew: %v", err)
			}
		}
	}
}

// A server whose clock is behind that of the one that counted before lets nobody wait longer for it.
func TestThrottleWithAnotherClock(t *testing.T) {
	ctx, h := t.Context(), open(t)
	for i := range 5 {
		if _, err := h.LogIn(ctx, "nobody", "wrong password", access.Visit{Address: fmt.Sprint(i)}); !errors.Is(err, access.ErrCredentials) {
			t.Fatal(i, err)
		}
		h.sleep(-10 * time.Second)
	}
	var wait *access.ThrottledError
	if _, err := h.LogIn(ctx, "nobody", "wrong password", access.Visit{Address: "x"}); !errors.As(err, &wait) || wait.After != 2*time.Second {
		t.Error(err)
	}
}

// Spellings of a name count together.
func TestThrottleFoldsNames(t *testing.T) {
	ctx, h := t.Context(), open(t)
	h.person("Kate", grant(registry.RoleViewer, "C1", ""))
	spellings := []string{"kate", "KATE", "Kate", "\u212aate", " kate"}
	for i, s := range spellings {
		if _, err := h.LogIn(ctx, s, "wrong password", access.Visit{Address: fmt.Sprint(i)}); !errors.Is(err, access.ErrCredentials) {
			t.Error(err)
		}
	}
	if _, err := h.LogIn(ctx, "kAte", goodPassword, access.Visit{}); !is[*access.ThrottledError](err) {
		t.Error(err)
	}
}

func TestThrottleByAddress(t *testing.T) {
	ctx, h := t.Context(), open(t)
	h.person("王明", grant(registry.RoleViewer, "C1", ""))
	at := access.Visit{Address: "10.1.1.1"}
	for i := range 30 {
		if _, err := h.LogIn(ctx, fmt.Sprint("n", i), "wrong password", at); !errors.Is(err, access.ErrCredentials) {
			t.Fatal(i, err)
		}
		if _, err := h.LogIn(ctx, "王明", goodPassword, at); i == 7 && err != nil {
			t.Fatal(err) // costs nothing
		}
	}
	entries := len(h.store.s.entries)
	if _, err := h.LogIn(ctx, "王明", goodPassword, at); !is[*access.ThrottledError](err) || len(h.store.s.entries) != entries {
		t.Error(err)
	}
	if _, err := h.LogIn(ctx, "王明", goodPassword, access.Visit{Address: "10.1.1.2"}); err != nil {
		t.Error("from elsewhere:", err)
	}
	h.sleep(2 * time.Second)
	if _, err := h.LogIn(ctx, "王明", goodPassword, at); err != nil {
		t.Error("later:", err)
	}
	if _, err := h.LogIn(ctx, "n", "wrong password", at); !is[*access.ThrottledError](err) && !errors.Is(err, access.ErrCredentials) {
		t.Error(err)
	}
	h.sleep(time.Hour + 1)
	for i := range 30 {
		if _, err := h.LogIn(ctx, fmt.Sprint("m", i), "wrong password", at); !errors.Is(err, access.ErrCredentials) {
			t.Fatal("an hour later:", i, err)
		}
	}
}

// Who is sent away because others log in has tried nothing.
func TestBusyCountsNothing(t *testing.T) {
	ctx, h := t.Context(), open(t)
	h.person("王明", grant(registry.RoleViewer, "C1", ""))
	p, err := access.NewPasswords(access.HashCost{MemoryKiB: 64, Passes: 1, Lanes: 1, AtOnce: 1})
	if err != nil {
		t.Fatal(err)
	}
	k := access.NewKeeper(h.store, &access.Guard{}, p, func() time.Time { return h.clock }, &stream{x: 5}, access.Times{})
	release := p.Hold()
	gone, cancel := context.WithCancel(ctx)
	cancel()
	entries := len(h.store.s.entries)
	for range 100 {
		if _, err := k.LogIn(gone, "王明", goodPassword, access.Visit{Address: "x"}); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if len(h.store.s.entries) != entries {
		t.Error("written down")
	}
	release()
	if _, err := k.LogIn(ctx, "王明", goodPassword, access.Visit{Address: "x"}); err != nil {
		t.Error(err)
	}
}

// Many tries at once count as many.
func TestTriesAtOnce(t *testing.T) {
	ctx, h := t.Context(), open(t)
	h.person("王明", grant(registry.RoleViewer, "C1", ""))
	const n = 30 // as many as may wait
	answers := make(chan error, n)
	for i := range n {
		go func() {
			_, err := h.LogIn(ctx, "王明", "wrong password", access.Visit{Address: fmt.Sprint(i)})
			answers <- err
		}()
	}
	tried := 0
	for range n {
		if err := <-answers; errors.Is(err, access.ErrCredentials) {
			tried++
		} else if !is[*access.ThrottledError](err) {
			t.Error(err)
		}
	}
	if tried != 5 {
		t.Errorf("%d passwords were tried", tried)
	}
}

func TestAddressesAreBounded(t *testing.T) {
	if n := access.FloodAddresses(50_000); n > 10_000 {
		t.Errorf("%d addresses kept", n)
	}
}

func TestHashIsMadeAnew(t *testing.T) {
	ctx, h := t.Context(), open(t)
	in := h.person("王明", grant(registry.RoleViewer, "C1", ""))
	before := h.store.s.accounts[in.Caller.Account]
	dearer, err := access.NewPasswords(access.HashCost{MemoryKiB: 128, Passes: 1, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	k := access.NewKeeper(h.store, &access.Guard{}, dearer, func() time.Time { return h.clock }, &stream{x: 99}, access.Times{})
	for range 2 {
		if _, err := k.LogIn(ctx, "王明", goodPassword, access.Visit{}); err != nil {
			t.Fatal(err)
		}
	}
	after := h.store.s.accounts[in.Caller.Account]
	if !strings.Contains(after.Password, "m=128") || after.Revision != before.Revision+1 {
		t.Error(before, after)
	}
}

func TestSessionsEnd(t *testing.T) {
	ctx, h := t.Context(), open(t)
	in := h.person("王明", grant(registry.RoleViewer, "C1", ""))
	writes := func() (n time.Time) {
		for _, s := range h.store.s.sessions {
			n = s.Seen
		}
		return n
	}
	seen := writes()
	h.sleep(59 * time.Second)
	if _, err := h.asks(in); err != nil || !writes().Equal(seen) {
		t.Error("written too often", err)
	}
	h.sleep(time.Second)
	if _, err := h.asks(in); err != nil || writes().Equal(seen) {
		t.Error("not written", err)
	}
	for range 11 { // every hour but a second: the absolute end comes
		h.sleep(time.Hour - time.Second)
		if _, err := h.asks(in); err != nil {
			t.Fatal(err)
		}
	}
	h.sleep(time.Hour - time.Second)
	if _, err := h.asks(in); !errors.Is(err, access.ErrNobody) {
		t.Error("after 12 hours:", err)
	}
	in, err := h.LogIn(ctx, "王明", goodPassword, access.Visit{})
	if err != nil || !in.End.Equal(h.clock.Add(12*time.Hour)) {
		t.Fatal(in.End, err)
	}
	h.sleep(time.Hour)
	if _, err := h.asks(in); !errors.Is(err, access.ErrNobody) {
		t.Error("idle:", err)
	}
	h.sleep(time.Hour)
	if n, err := h.Forget(ctx, h.clock); n != 2 || err != nil || len(h.store.s.sessions) != 0 {
		t.Error(n, err)
	}
}

// Other times count at once where they are shorter, and prolong no session that is over.
func TestTimesThatChange(t *testing.T) {
	h := open(t)
	in := h.person("王明", grant(registry.RoleViewer, "C1", ""))
	with := func(times access.Times) error {
		k := access.NewKeeper(h.store, &access.Guard{}, cheap(t), func() time.Time { return h.clock }, &stream{x: 5}, times)
		_, err := k.BySession(t.Context(), access.Visit{Session: in.Secret})
		return err
	}
	h.sleep(30 * time.Minute)
	for _, times := range []access.Times{{Idle: 30 * time.Minute}, {Absolute: 30 * time.Minute}} {
		if err := with(times); !errors.Is(err, access.ErrNobody) {
			t.Errorf("%v: %v", times, err)
		}
	}
	h.sleep(30 * time.Minute)
	if err := with(access.Times{Idle: 10 * time.Hour, Absolute: 100 * time.Hour}); !errors.Is(err, access.ErrNobody) {
		t.Error("a session that was over:", err)
	}
}

// A password that is changed while the old one is being tried opens nothing.
func TestPasswordChangedMeanwhile(t *testing.T) {
	h := open(t)
	in := h.person("王明", grant(registry.RoleViewer, "C1", ""))
	h.store.written = func() {
		h.store.written = nil
		a := h.store.s.accounts[in.Caller.Account]
		a.Password = "$argon2id$other"
		h.store.s.accounts[a.ID] = a
	}
	if _, err := h.LogIn(t.Context(), "王明", goodPassword, access.Visit{}); !errors.Is(err, access.ErrCredentials) {
		t.Error(err)
	}
}

func TestReadOnlyStoreServesSessions(t *testing.T) {
	h := open(t)
	in := h.person("王明", grant(registry.RoleViewer, "C1", ""))
	h.store.readOnly = true
	h.sleep(30 * time.Minute)
	if _, err := h.asks(in); err != nil {
		t.Error(err)
	}
	if _, err := h.LogIn(t.Context(), "王明", goodPassword, access.Visit{}); !errors.Is(err, registry.ErrReadOnly) {
		t.Error(err)
	}
}

// What an account loses is gone with the next request, in every session and token.
func TestRightsEndAtOnce(t *testing.T) {
	ctx, h := t.Context(), open(t)
	house := access.House("", 0)
	in := h.person("王明", grant(registry.RolePlanner, "C1", ""))
	text, _, err := h.IssueToken(ctx, in.Caller, access.TokenAsk{Account: in.Caller.Account, Name: "qgis", Scopes: []access.Scope{access.ScopeRead}, End: h.clock.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	a, _ := h.Account(ctx, house, in.Caller.Account)
	a.Grants = []registry.Grant{grant(registry.RoleViewer, "C1", "")}
	if a, err = h.PutAccount(ctx, house, a); err != nil {
		t.Fatal(err)
	}
	for name, ask := range map[string]func() (access.Caller, error){
		"session": func() (access.Caller, error) { return h.asks(in) },
		"token":   func() (access.Caller, error) { return h.ByToken(ctx, text, access.Visit{}) },
	} {
		c, err := ask()
		if err != nil || len(c.Grants) != 1 || c.Grants[0].Role != registry.RoleViewer {
			t.Error(name, c, err)
		}
	}
	a.Disabled = true
	if a, err = h.PutAccount(ctx, house, a); err != nil {
		t.Fatal(err)
	}
	if _, err := h.asks(in); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
	if _, err := h.ByToken(ctx, text, access.Visit{}); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
	a.Disabled = false
	if a, err = h.PutAccount(ctx, house, a); err != nil {
		t.Fatal(err)
	}
	if _, err := h.asks(in); !errors.Is(err, access.ErrNobody) {
		t.Error("the session came back:", err)
	}
	if err := h.DropAccount(ctx, house, a.ID, a.Revision); err != nil {
		t.Error(err)
	}
	if _, err := h.ByToken(ctx, text, access.Visit{}); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
}

func TestChangePassword(t *testing.T) {
	ctx, h := t.Context(), open(t)
	in := h.person("王明", grant(registry.RolePlanner, "C1", ""))
	second, err := h.LogIn(ctx, "王明", goodPassword, access.Visit{})
	if err != nil {
		t.Fatal(err)
	}
	v := access.Visit{Session: in.Secret}
	if _, err := h.ChangePassword(ctx, in.Caller, "not the old one", otherPassword, v); !errors.Is(err, access.ErrCredentials) {
		t.Error(err)
	}
	if _, err := h.ChangePassword(ctx, in.Caller, goodPassword, "short", v); !is[*access.PasswordError](err) {
		t.Error(err)
	}
	if _, err := h.ChangePassword(ctx, access.Caller{}, goodPassword, otherPassword, v); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
	token := in.Caller
	token.Way, token.Scopes = access.ByToken, access.Scopes()
	if _, err := h.ChangePassword(ctx, token, goodPassword, otherPassword, v); !errors.Is(err, access.ErrForbidden) {
		t.Error(err)
	}
	h.person("李四", grant(registry.RoleViewer, "C1", ""))
	stale := in.Caller
	stale.Name = "李四" // a name that was given on
	if _, err := h.ChangePassword(ctx, stale, goodPassword, otherPassword, v); !errors.Is(err, access.ErrCredentials) {
		t.Error(err)
	}
	third, err := h.ChangePassword(ctx, in.Caller, goodPassword, otherPassword, v)
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range []access.Entered{in, second} {
		if _, err := h.asks(x); !errors.Is(err, access.ErrNobody) {
			t.Error("session", i, err)
		}
	}
	if _, err := h.asks(third); err != nil {
		t.Error(err)
	}
	if _, err := h.LogIn(ctx, "王明", goodPassword, access.Visit{}); !errors.Is(err, access.ErrCredentials) {
		t.Error(err)
	}
	fourth, err := h.LogIn(ctx, "王明", otherPassword, access.Visit{})
	if err != nil {
		t.Error(err)
	}
	if err := h.LeaveEverywhere(ctx, third.Caller, third.Caller.Account); err != nil {
		t.Error(err)
	}
	if _, err := h.asks(fourth); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
	if !slices.Contains(h.actions(), string(access.ChangePassword)) {
		t.Error(h.actions())
	}
}

func TestLeaveEverywhereOfOthers(t *testing.T) {
	ctx, h := t.Context(), open(t)
	victim := h.person("王明", grant(registry.RolePlanner, "C1", ""))
	planner := h.person("李四", grant(registry.RolePlanner, "", ""))
	town := h.person("赵六", grant(registry.RoleAdministrator, "T1", ""))
	county := h.person("孙七", grant(registry.RoleAdministrator, "C1", ""))
	id := victim.Caller.Account
	for _, x := range []struct {
		c  access.Caller
		is error
	}{{access.Caller{}, access.ErrNobody}, {planner.Caller, access.ErrForbidden}, {town.Caller, registry.ErrNotFound}} {
		if err := h.LeaveEverywhere(ctx, x.c, id); !errors.Is(err, x.is) {
			t.Errorf("%s: %v", x.c.Name, err)
		}
	}
	if _, err := h.asks(victim); err != nil {
		t.Error(err)
	}
	if err := h.LeaveEverywhere(ctx, county.Caller, id); err != nil {
		t.Error(err)
	}
	if _, err := h.asks(victim); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
}

// A source of secrets that fails gives no session.
func TestNoSecretNoSession(t *testing.T) {
	h := open(t)
	h.person("王明", grant(registry.RoleViewer, "C1", ""))
	k := access.NewKeeper(h.store, &access.Guard{}, cheap(t), func() time.Time { return h.clock }, bytes.NewReader(make([]byte, 40)), access.Times{})
	if in, err := k.LogIn(t.Context(), "王明", goodPassword, access.Visit{}); err == nil || in.Secret != "" {
		t.Error(in, err)
	}
}
