package access_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
)

func TestTokens(t *testing.T) {
	ctx, h := t.Context(), open(t)
	in := h.person("王明", grant(registry.RolePlanner, "C1", ""))
	me := in.Caller.Account
	ask := access.TokenAsk{Account: me, Name: "qgis", Scopes: []access.Scope{access.ScopeRead, access.ScopePlan}, End: h.clock.Add(time.Hour)}
	text, tok, err := h.IssueToken(ctx, in.Caller, ask)
	if err != nil || !strings.HasPrefix(text, "jl_"+tok.ID+"_") {
		t.Fatal(text, err)
	}
	if strings.Contains(fmt.Sprint(h.store.s.tokens), text[20:]) {
		t.Error("the store knows the secret")
	}
	c, err := h.ByToken(ctx, text, access.Visit{Request: "q"})
	if err != nil || c.Way != access.ByToken || c.Account != me || fmt.Sprint(c.Scopes) != "[read plan]" || !c.Known() || c.Request != "q" || !c.MayChange("") {
		t.Error(c, err)
	}
	for _, bad := range []string{"", "jl_", text + "x", text[:len(text)-1], "jl_" + strings.Repeat("a", 12) + text[15:], strings.ToUpper(text)} {
		if c, err := h.ByToken(ctx, bad, access.Visit{}); !errors.Is(err, access.ErrNobody) || c.Known() {
			t.Errorf("%q: %v %v", bad, c, err)
		}
	}
	// A session's secret is no token and a token's no session.
	if _, err := h.ByToken(ctx, in.Secret, access.Visit{}); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
	if _, err := h.BySession(ctx, access.Visit{Session: text}); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
	// A token makes no tokens, links or password.
	c.Scopes = access.Scopes()
	if _, _, err := h.IssueToken(ctx, c, ask); !errors.Is(err, access.ErrForbidden) {
		t.Error(err)
	}
	list, err := h.Tokens(ctx, in.Caller, me)
	if err != nil || len(list) != 1 || list[0].ID != tok.ID || list[0].Hash != nil {
		t.Error(list, err)
	}
	h.sleep(time.Hour)
	if _, err := h.ByToken(ctx, text, access.Visit{}); !errors.Is(err, access.ErrNobody) {
		t.Error("after its end:", err)
	}
}

func TestDropToken(t *testing.T) {
	ctx, h := t.Context(), open(t)
	in, other := h.person("王明", grant(registry.RolePlanner, "C1", "")), h.person("李四", grant(registry.RolePlanner, "C1", ""))
	me := in.Caller.Account
	text, tok, err := h.IssueToken(ctx, in.Caller, access.TokenAsk{Account: me, Name: "n", Scopes: access.Scopes(), End: h.clock.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Keeper.DropToken(ctx, other.Caller, me, tok.ID); !errors.Is(err, access.ErrForbidden) {
		t.Error(err)
	}
	if err := h.Keeper.DropToken(ctx, other.Caller, other.Caller.Account, tok.ID); !errors.Is(err, registry.ErrNotFound) {
		t.Error(err)
	}
	if _, err := h.Tokens(ctx, other.Caller, me); !errors.Is(err, access.ErrForbidden) {
		t.Error(err)
	}
	if _, err := h.ByToken(ctx, text, access.Visit{}); err != nil {
		t.Error(err)
	}
	if err := h.Keeper.DropToken(ctx, in.Caller, me, tok.ID); err != nil {
		t.Error(err)
	}
	if _, err := h.ByToken(ctx, text, access.Visit{}); !errors.Is(err, access.ErrNobody) {
		t.Error(err)
	}
}

func TestTokenAsks(t *testing.T) {
	ctx, h := t.Context(), open(t)
	in := h.person("王明", grant(registry.RolePlanner, "C1", ""))
	good := access.TokenAsk{Account: in.Caller.Account, Name: "n", Scopes: []access.Scope{access.ScopeRead}, End: h.clock.Add(366 * 24 * time.Hour)}
	if _, _, err := h.IssueToken(ctx, in.Caller, good); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*access.TokenAsk){
		"no name":   func(a *access.TokenAsk) { a.Name = "" },
		"no scope":  func(a *access.TokenAsk) { a.Scopes = []access.Scope{} },
		"nil scope": func(a *access.TokenAsk) { a.Scopes = nil },
		"unknown":   func(a *access.TokenAsk) { a.Scopes = []access.Scope{"link"} },
		"twice":     func(a *access.TokenAsk) { a.Scopes = []access.Scope{access.ScopeRead, access.ScopeRead} },
		"no end":    func(a *access.TokenAsk) { a.End = time.Time{} },
		"over":      func(a *access.TokenAsk) { a.End = h.clock },
		"too long":  func(a *access.TokenAsk) { a.End = a.End.Add(1) },
	} {
		ask := good
		spoil(&ask)
		if text, _, err := h.IssueToken(ctx, in.Caller, ask); !errors.Is(err, access.ErrTokenAsk) || text != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Who may have tokens for whom.
func TestTokensOfWhom(t *testing.T) {
	ctx, h := t.Context(), open(t)
	house := access.House("", 0)
	account := func(a registry.Account) registry.AccountID {
		a, err := h.PutAccount(ctx, house, a)
		if err != nil {
			t.Fatal(err)
		}
		return a.ID
	}
	program := account(registry.Account{Name: "program", Grants: []registry.Grant{grant(registry.RoleGIS, "T1", "")}})
	elsewhere := account(registry.Account{Name: "elsewhere", Grants: []registry.Grant{grant(registry.RoleGIS, "C2", "")}})
	sso := account(registry.Account{Name: "sso", Subject: "https://id x", Grants: []registry.Grant{grant(registry.RolePlanner, "T1", "")}})
	admin := h.person("admin", grant(registry.RoleAdministrator, "C1", "")).Caller
	planner := h.person("planner", grant(registry.RolePlanner, "T1", "")).Caller
	member := h.person("member", grant(registry.RoleMember, "", "A1")).Caller
	for _, x := range []struct {
		c  access.Caller
		of registry.AccountID
		is error
	}{
		{admin, program, nil}, {house, program, nil}, {planner, planner.Account, nil}, {admin, admin.Account, nil},
		{admin, elsewhere, registry.ErrNotFound}, {admin, "none", registry.ErrNotFound}, {admin, sso, access.ErrForbidden}, {admin, planner.Account, access.ErrForbidden},
		{planner, program, access.ErrForbidden}, {member, member.Account, access.ErrForbidden}, {access.Caller{}, program, access.ErrNobody}, {access.Caller{}, "", access.ErrNobody},
	} {
		_, _, err := h.IssueToken(ctx, x.c, access.TokenAsk{Account: x.of, Name: "n", Scopes: []access.Scope{access.ScopeRead}, End: h.clock.Add(time.Hour)})
		if !errors.Is(err, x.is) {
			t.Errorf("%s of %s: %v, want %v", x.c.Name, x.of, err, x.is)
		}
	}
	byToken := admin
	byToken.Way, byToken.Scopes = access.ByToken, access.Scopes()
	if _, _, err := h.IssueToken(ctx, byToken, access.TokenAsk{Account: program, Name: "n", Scopes: access.Scopes(), End: h.clock.Add(1)}); !errors.Is(err, access.ErrForbidden) {
		t.Error("a token made a token:", err)
	}
	if list, err := h.Tokens(ctx, admin, program); err != nil || len(list) != 2 {
		t.Error(list, err)
	}
}
