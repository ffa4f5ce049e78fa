package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"jinlin/service/registry"
)

// scopeLink marks what is no token but a one-time link. No action needs it.
const scopeLink Scope = "link"

// ByToken is who has a token; ErrNobody where it has ended or never was.
func (k *Keeper) ByToken(ctx context.Context, text string, v Visit) (Caller, error) {
	id, _, ok := ParseToken(text)
	if !ok {
		return Caller{}, ErrNobody
	}
	var t registry.Token
	var a registry.Account
	err := k.store.Read(ctx, func(tx registry.Tx) (err error) {
		if t, err = tx.Token(ctx, hashOf(text)); err != nil {
			return none(err, ErrNobody)
		}
		a, err = tx.Account(ctx, t.Account)
		return none(err, ErrNobody)
	})
	if err != nil {
		return Caller{}, err
	}
	if t.ID != id || !k.now().Before(t.End) || slices.Contains(t.Scopes, string(scopeLink)) {
		return Caller{}, ErrNobody
	}
	c, err := callerOf(a, ByToken, v)
	if err != nil {
		return Caller{}, err
	}
	for _, s := range t.Scopes {
		c.Scopes = append(c.Scopes, Scope(s))
	}
	return c, nil
}

// TokenAsk is a token to be made.
type TokenAsk struct {
	// Account is the one that it acts as: one's own, or one that no person logs in with.
	Account registry.AccountID
	Name    string
	Scopes  []Scope
	End     time.Time
}

// IssueToken makes a token and tells it, once: the store keeps its hash only. A token makes no tokens.
func (k *Keeper) IssueToken(ctx context.Context, c Caller, ask TokenAsk) (text string, t registry.Token, err error) {
	if err := k.checkAsk(ask); err != nil {
		return "", t, err
	}
	id, err := newID(k.random)
	if err != nil {
		return "", t, err
	}
	secret, err := random(k.random, secretBytes)
	if err != nil {
		return "", t, err
	}
	text = joinToken(id, secret)
	t = registry.Token{ID: id, Hash: hashOf(text), Account: ask.Account, Name: ask.Name, At: k.now(), End: ask.End}
	for _, s := range ask.Scopes {
		t.Scopes = append(t.Scopes, string(s))
	}
	err = k.store.Write(ctx, func(tx registry.Tx) error {
		if err := k.mayHaveTokens(ctx, tx, c, ask.Account); err != nil {
			return err
		}
		if err := tx.AddToken(ctx, t); err != nil {
			return err
		}
		return tx.AddEntry(ctx, c.Entry(t.At, IssueToken, "token/"+id, "", nil))
	})
	if err != nil {
		return "", registry.Token{}, err
	}
	return text, t, nil
}

func (k *Keeper) checkAsk(ask TokenAsk) error {
	now := k.now()
	if !goodName(ask.Name) || len(ask.Scopes) == 0 || !ask.End.After(now) || ask.End.After(now.Add(k.times.Token)) {
		return ErrTokenAsk
	}
	for i, s := range ask.Scopes {
		if !slices.Contains(Scopes(), s) || slices.Contains(ask.Scopes[:i], s) {
			return ErrTokenAsk
		}
	}
	return nil
}

// mayHaveTokens: for oneself where any of one's roles may, for others only as administrator and where no person would be impersonated.
func (k *Keeper) mayHaveTokens(ctx context.Context, tx registry.Tx, c Caller, id registry.AccountID) error {
	switch {
	case !c.Known():
		return ErrNobody
	case c.Way == ByToken:
		return ErrForbidden
	case c.Way == BySession && c.Account == id:
		v, err := k.guard.Filter(ctx, tx, c, HaveTokens, All)
		if err == nil && v.None() {
			err = ErrForbidden
		}
		return err
	}
	a, err := k.governed(ctx, tx, c, EditAccounts, id)
	if err == nil && (a.Password != "" || a.Subject != "") {
		err = ErrForbidden
	}
	return err
}

// Tokens lists those of an account: one's own, or one that the caller governs. Hashes are left out.
func (k *Keeper) Tokens(ctx context.Context, c Caller, id registry.AccountID) ([]registry.Token, error) {
	var out []registry.Token
	err := k.store.Read(ctx, func(tx registry.Tx) error {
		if !c.isSelf(id) {
			if _, err := k.governed(ctx, tx, c, ReadAccounts, id); err != nil {
				return err
			}
		}
		list, err := tx.TokensOf(ctx, id)
		out = nil
		for _, t := range list {
			if !slices.Contains(t.Scopes, string(scopeLink)) {
				t.Hash = nil
				out = append(out, t)
			}
		}
		return err
	})
	return out, err
}

// DropToken ends a token of an account, as Tokens lists it.
func (k *Keeper) DropToken(ctx context.Context, c Caller, id registry.AccountID, token string) error {
	return k.store.Write(ctx, func(tx registry.Tx) error {
		if !c.isSelf(id) {
			if _, err := k.governed(ctx, tx, c, EditAccounts, id); err != nil {
				return err
			}
		}
		list, err := tx.TokensOf(ctx, id)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(list, func(t registry.Token) bool { return t.ID == token && !slices.Contains(t.Scopes, string(scopeLink)) }) {
			return registry.ErrNotFound
		}
		if err := tx.DropToken(ctx, token); err != nil {
			return err
		}
		return tx.AddEntry(ctx, c.Entry(k.now(), DropToken, "token/"+token, "", nil))
	})
}

// isSelf reports whether a person asks for his own.
func (c Caller) isSelf(id registry.AccountID) bool {
	return c.Known() && c.Way == BySession && c.Account == id
}

// longestName of accounts and tokens, in characters.
const longestName = 64

// ErrName tells what the name of an account or token must be.
var ErrName = errors.New("a name has 1 to 64 characters, no space around it and nothing that cannot be seen")

func checkName(name string) error {
	if !goodName(name) {
		return ErrName
	}
	return nil
}

func goodName(name string) bool {
	return name != "" && utf8.ValidString(name) && utf8.RuneCountInString(name) <= longestName && strings.TrimSpace(name) == name &&
		!strings.ContainsFunc(name, unseen)
}
