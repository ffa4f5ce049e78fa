package access_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
)

func TestFirstStart(t *testing.T) {
	ctx, h := t.Context(), open(t)
	if there, err := h.Configured(ctx); there || err != nil {
		t.Error(there, err)
	}
	old, err := h.FirstStart(ctx)
	if err != nil || old == "" {
		t.Fatal(err)
	}
	if there, err := h.Configured(ctx); !there || err != nil {
		t.Error(there, err)
	}
	link, err := h.FirstStart(ctx) // started again before it was used
	if err != nil || link == old || len(h.store.s.accounts) != 1 || len(h.store.s.tokens) != 1 {
		t.Fatal(link, err, h.store.s.accounts)
	}
	for _, bad := range []string{"", old, "x" + link, link[1:], "jll_"} {
		if _, err := h.UseLink(ctx, bad, "", goodPassword, access.Visit{}); !errors.Is(err, access.ErrLink) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := h.ByToken(ctx, link, access.Visit{}); !errors.Is(err, access.ErrNobody) {
		t.Error("a link is no token:", err)
	}
	if name, err := h.LinkOf(ctx, link); name != "administrator" || err != nil {
		t.Error(name, err)
	}
	if _, err := h.UseLink(ctx, link, "", "short", access.Visit{}); !is[*access.PasswordError](err) {
		t.Error(err)
	}
	if _, err := h.UseLink(ctx, link, " x", goodPassword, access.Visit{}); err == nil {
		t.Error("a name with a space")
	}
	in, err := h.UseLink(ctx, link, "周八", goodPassword, access.Visit{})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := h.asks(in); err != nil || c.Name != "周八" || !slices.Equal(c.Grants, []registry.Grant{{Role: registry.RoleAdministrator}}) {
		t.Error(c, err)
	}
	if _, err := h.UseLink(ctx, link, "", otherPassword, access.Visit{}); !errors.Is(err, access.ErrLink) {
		t.Error("used twice:", err)
	}
	if link, err := h.FirstStart(ctx); link != "" || err != nil {
		t.Error("a second first start:", link, err)
	}
	if _, err := h.LogIn(ctx, "周八", goodPassword, access.Visit{}); err != nil {
		t.Error(err)
	}
}

// Somebody who took the name administrator before does not become one.
func TestFirstStartMakesNobodyElseAdministrator(t *testing.T) {
	ctx, h := t.Context(), open(t)
	taken := h.person("administrator", grant(registry.RoleViewer, "C1", ""))
	link, err := h.FirstStart(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if c, _ := h.asks(taken); len(c.Grants) != 1 || c.Grants[0].Role != registry.RoleViewer {
		t.Error(c)
	}
	in, err := h.UseLink(ctx, link, "", otherPassword, access.Visit{})
	if err != nil || in.Caller.Account == taken.Caller.Account {
		t.Error(in.Caller, err)
	}
}

func TestLinksEnd(t *testing.T) {
	ctx, h := t.Context(), open(t)
	in := h.person("王明", grant(registry.RolePlanner, "C1", ""))
	id := in.Caller.Account
	admin := h.person("admin", grant(registry.RoleAdministrator, "C1", "")).Caller
	link, err := h.IssueLink(ctx, admin, id)
	if err != nil {
		t.Fatal(err)
	}
	h.sleep(24*time.Hour - 1)
	if _, err := h.LinkOf(ctx, link); err != nil {
		t.Error(err)
	}
	h.sleep(1)
	if _, err := h.UseLink(ctx, link, "", otherPassword, access.Visit{}); !errors.Is(err, access.ErrLink) {
		t.Error("a day later:", err)
	}
	if link, err = h.IssueLink(ctx, admin, id); err != nil {
		t.Fatal(err)
	}
	in, err = h.LogIn(ctx, "王明", goodPassword, access.Visit{})
	if err != nil {
		t.Error("the old password stands until then:", err)
	}
	if list, err := h.Tokens(ctx, in.Caller, id); len(list) != 0 || err != nil {
		t.Error("links are listed as tokens:", list, err)
	}
	for tok := range h.store.s.tokens {
		if err := h.Keeper.DropToken(ctx, in.Caller, id, tok); !errors.Is(err, registry.ErrNotFound) {
			t.Error(err)
		}
	}
	if _, err := h.UseLink(ctx, link, "", otherPassword, access.Visit{}); err != nil {
		t.Error(err)
	}
	if _, err := h.asks(in); !errors.Is(err, access.ErrNobody) {
		t.Error("a session outlives the new password:", err)
	}
	// A link is the way in for who waits after too many failures, and closed with the account.
	for i := range 9 {
		_, _ = h.LogIn(ctx, "王明", "wrong password", access.Visit{Address: string(rune('a' + i))})
	}
	if link, err = h.IssueLink(ctx, admin, id); err != nil {
		t.Fatal(err)
	}
	if _, err := h.UseLink(ctx, link, "", goodPassword, access.Visit{}); err != nil {
		t.Error(err)
	}
	if _, err := h.LogIn(ctx, "王明", goodPassword, access.Visit{}); err != nil {
		t.Error("still waits:", err)
	}
	if link, err = h.IssueLink(ctx, admin, id); err != nil {
		t.Fatal(err)
	}
	a, _ := h.Account(ctx, admin, id)
	a.Disabled = true
	if _, err = h.PutAccount(ctx, admin, a); err != nil {
		t.Fatal(err)
	}
	if _, err := h.LinkOf(ctx, link); !errors.Is(err, access.ErrLink) {
		t.Error("of a disabled account:", err)
	}
	byToken := admin
	byToken.Way, byToken.Scopes = access.ByToken, access.Scopes()
	for _, c := range []access.Caller{{}, byToken, in.Caller} {
		if link, err := h.IssueLink(ctx, c, id); err == nil || link != "" {
			t.Errorf("%v made a link", c)
		}
	}
}

func TestWhoGovernsAccounts(t *testing.T) {
	ctx, h := t.Context(), open(t)
	house := access.House("", 0)
	town := h.person("town", grant(registry.RoleAdministrator, "T1", "")).Caller
	planner := h.person("planner", grant(registry.RolePlanner, "", "")).Caller
	target := h.person("target", grant(registry.RoleViewer, "T1", ""))
	read := func(c access.Caller) (registry.Account, error) { return h.Account(ctx, c, target.Caller.Account) }

	for _, x := range []struct {
		c      access.Caller
		grants []registry.Grant
		is     error
	}{
		{town, []registry.Grant{grant(registry.RolePlanner, "T1", "")}, nil},
		{town, []registry.Grant{grant(registry.RoleAdministrator, "T1", ""), grant(registry.RoleMember, "", "A1")}, nil},
		{town, []registry.Grant{grant(registry.RoleViewer, "C1", "")}, access.ErrForbidden},
		{town, []registry.Grant{grant(registry.RoleViewer, "T1", ""), grant(registry.RoleViewer, "T2", "")}, access.ErrForbidden},
		{town, nil, access.ErrForbidden},
		{planner, []registry.Grant{grant(registry.RolePlanner, "T1", "")}, access.ErrForbidden},
		{access.Caller{}, []registry.Grant{grant(registry.RolePlanner, "T1", "")}, access.ErrNobody},
	} {
		a, err := read(house)
		if err != nil {
			t.Fatal(err)
		}
		a.Grants = x.grants
		if _, err := h.PutAccount(ctx, x.c, a); !errors.Is(err, x.is) {
			t.Errorf("change, %s gives %v: %v", x.c.Name, x.grants, err)
		}
		n := len(h.store.s.accounts)
		_, err = h.PutAccount(ctx, x.c, registry.Account{Name: "new " + strings.Repeat("x", n), Grants: x.grants})
		if !errors.Is(err, x.is) || (len(h.store.s.accounts) != n) != (x.is == nil) {
			t.Errorf("make, %s gives %v: %v", x.c.Name, x.grants, err)
		}
	}
	// Out of reach, it is not there.
	a, _ := read(house)
	a.Grants = []registry.Grant{grant(registry.RoleViewer, "C2", "")}
	a, err := h.PutAccount(ctx, house, a)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read(town); !errors.Is(err, registry.ErrNotFound) {
		t.Error(err)
	}
	if _, err := h.PutAccount(ctx, town, a); !errors.Is(err, registry.ErrNotFound) {
		t.Error(err)
	}
	if err := h.DropAccount(ctx, town, a.ID, a.Revision); !errors.Is(err, registry.ErrNotFound) {
		t.Error(err)
	}
	if self, err := read(target.Caller); err != nil || self.Password != "" || self.Name != "target" {
		t.Error(self, err)
	}
	list, err := h.Accounts(ctx, town, "", 0)
	if err != nil || slices.ContainsFunc(list, func(x registry.Account) bool { return x.Password != "" || x.ID == a.ID || x.Name == "planner" }) || len(list) != 3 {
		t.Error(list, err)
	}
	if list, err := h.Accounts(ctx, house, "", 2); len(list) != 2 || err != nil {
		t.Error(list, err)
	}
	if _, err := h.Accounts(ctx, access.Caller{}, "", 2); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
}

func TestPutAccountKeeps(t *testing.T) {
	ctx, h := t.Context(), open(t)
	house := access.House("", 0)
	in := h.person("王明", grant(registry.RolePlanner, "C1", ""))
	a, _ := h.Account(ctx, house, in.Caller.Account)
	stale := a
	a.Password, a.Subject = "$argon2id$given by hand", "https://id 7"
	a, err := h.PutAccount(ctx, house, a)
	if err != nil || a.Password != "" || a.Revision != stale.Revision+1 {
		t.Error(a, err)
	}
	if _, err := h.LogIn(ctx, "王明", goodPassword, access.Visit{}); err != nil {
		t.Error("the password was changed:", err)
	}
	if _, err := h.PutAccount(ctx, house, stale); !errors.Is(err, registry.ErrConflict) {
		t.Error(err)
	}
	hash, err := cheap(t).Hash(ctx, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.PutAccount(ctx, house, registry.Account{Name: "李四", Password: hash}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.LogIn(ctx, "李四", goodPassword, access.Visit{}); !errors.Is(err, access.ErrCredentials) {
		t.Error("an account was made with a password:", err)
	}
	if _, err := h.PutAccount(ctx, house, registry.Account{Name: "王明"}); !errors.Is(err, registry.ErrExists) {
		t.Error(err)
	}
	for _, bad := range []string{"", " ", "a ", "a\x00", "a\u200bb", "a\u202eb", "\xff", strings.Repeat("长", 65)} {
		if _, err := h.PutAccount(ctx, house, registry.Account{Name: bad}); !errors.Is(err, access.ErrName) {
			t.Errorf("name %q: %v", bad, err)
		}
	}
	_, err = h.PutAccount(ctx, house, registry.Account{Name: "x", Grants: []registry.Grant{grant(registry.RoleViewer, "", ""), {Role: "king"}}})
	var ge *access.GrantError
	if !errors.As(err, &ge) || ge.Index != 1 {
		t.Error(err)
	}
}

func TestLastAdministrator(t *testing.T) {
	ctx, h := t.Context(), open(t)
	house := access.House("", 0)
	one := h.person("one", registry.Grant{Role: registry.RoleAdministrator})
	if _, err := h.PutAccount(ctx, house, registry.Account{Name: "bare", Grants: []registry.Grant{{Role: registry.RoleAdministrator}}}); err != nil {
		t.Fatal(err)
	}
	a, _ := h.Account(ctx, house, one.Caller.Account)
	tries := map[string]func(registry.Account) error{
		"disable": func(a registry.Account) error {
			a.Disabled = true
			_, err := h.PutAccount(ctx, house, a)
			return err
		},
		"take": func(a registry.Account) error {
			a.Grants = []registry.Grant{grant(registry.RoleAdministrator, "C1", "")}
			_, err := h.PutAccount(ctx, one.Caller, a)
			return err
		},
		"drop": func(a registry.Account) error { return h.DropAccount(ctx, one.Caller, a.ID, a.Revision) },
	}
	for name, f := range tries {
		if err := f(a); !errors.Is(err, access.ErrLastAdministrator) {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.person("two", registry.Grant{Role: registry.RoleAdministrator})
	if err := tries["drop"](a); err != nil {
		t.Error(err)
	}
}

// A provider that knows one person.
type provider struct{ code, nonce, verifier, subject string }

func (p *provider) URL(_ context.Context, state, nonce, challenge string) (string, error) {
	p.nonce = nonce
	return "https://id/?state=" + state + "&nonce=" + nonce + "&code_challenge=" + challenge, nil
}

func (p *provider) Subject(_ context.Context, code, nonce, verifier string) (string, error) {
	if code != p.code || nonce != p.nonce {
		return "", errors.New("refused")
	}
	p.verifier = verifier
	return p.subject, nil
}

func TestLogInElsewhere(t *testing.T) {
	ctx, h := t.Context(), open(t)
	p := &provider{code: "c", subject: "https://id 7"}
	go7 := func() (access.Entered, error) {
		_, d, err := h.Depart(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		return h.Return(ctx, p, d, d.State, "c", access.Visit{})
	}
	var unknown *access.UnknownError
	if _, err := go7(); !errors.As(err, &unknown) || unknown.Subject != "https://id 7" || len(h.store.s.accounts) != 0 {
		t.Error(err)
	}
	a, err := h.PutAccount(ctx, access.House("", 0), registry.Account{Name: "王明", Subject: "https://id 7", Grants: []registry.Grant{grant(registry.RoleViewer, "C1", "")}})
	if err != nil {
		t.Fatal(err)
	}
	in, err := go7()
	if err != nil || in.Caller.Account != a.ID {
		t.Fatal(in, err)
	}
	if c, err := h.asks(in); err != nil || c.Way != access.BySession || c.CSRF() == "" {
		t.Error(c, err)
	}
	url, d, _ := h.Depart(ctx, p)
	if url2, d2, _ := h.Depart(ctx, p); url2 == url || d2.State == d.State || d2.Nonce == d.Nonce || d2.Verifier == d.Verifier {
		t.Error("the same twice")
	}
	if strings.Contains(url, d.Verifier) {
		t.Error("the verifier is in the URL")
	}
	for name, x := range map[string]struct {
		d           access.Detour
		state, code string
	}{
		"other state": {d, d.State[1:] + "x", "c"}, "no state": {access.Detour{Nonce: d.Nonce, Verifier: d.Verifier}, "", "c"}, "no detour": {access.Detour{}, "", "c"},
		"no code": {d, d.State, ""},
	} {
		if _, err := h.Return(ctx, p, x.d, x.state, x.code, access.Visit{}); !errors.Is(err, access.ErrCredentials) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.Return(ctx, p, d, d.State, "c", access.Visit{}); err == nil {
		t.Error("another nonce")
	}
	a.Disabled = true
	if _, err := h.PutAccount(ctx, access.House("", 0), a); err != nil {
		t.Fatal(err)
	}
	if _, err := go7(); !errors.Is(err, access.ErrCredentials) {
		t.Error(err)
	}
	p.subject = ""
	if _, err := go7(); !errors.Is(err, access.ErrCredentials) {
		t.Error(err)
	}
}
