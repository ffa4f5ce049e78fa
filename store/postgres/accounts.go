package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"jinlin/service/registry"
)

const accountColumns = "SELECT id, name, password, coalesce(subject, ''), disabled, revision, at FROM accounts "

func readAccount(s scanner) (registry.Account, error) {
	var a registry.Account
	var at time.Time
	err := s.Scan(&a.ID, &a.Name, &a.Password, &a.Subject, &a.Disabled, &a.Revision, &at)
	a.At = at.UTC()
	return a, err
}

func readGrant(s scanner) (registry.Grant, error) {
	var g registry.Grant
	err := s.Scan(&g.Role, &g.Region, &g.Area, &g.Member)
	return g, err
}

func (t *tx) withGrants(ctx context.Context, a registry.Account) (registry.Account, error) {
	var err error
	a.Grants, err = list(ctx, t, readGrant, "SELECT role, coalesce(region, ''), coalesce(area, ''), member FROM grants WHERE account = $1 ORDER BY place", string(a.ID))
	return a, err
}

func (t *tx) account(ctx context.Context, where string, arg any) (registry.Account, error) {
	a, err := first(ctx, t, readAccount, accountColumns+"WHERE "+where, arg)
	if err != nil {
		return a, err
	}
	return t.withGrants(ctx, a)
}

func (t *tx) Account(ctx context.Context, id registry.AccountID) (registry.Account, error) {
	return t.account(ctx, "id = $1", string(id))
}

func (t *tx) AccountByName(ctx context.Context, name string) (registry.Account, error) {
	return t.account(ctx, "folded = $1", registry.Fold(name))
}

// AccountBySubject finds nobody for "", which is no subject.
func (t *tx) AccountBySubject(ctx context.Context, subject string) (registry.Account, error) {
	return t.account(ctx, "subject = $1", reference(subject))
}

func (t *tx) Accounts(ctx context.Context, after registry.AccountID, limit int) ([]registry.Account, error) {
	s := &search{}
	if after != "" {
		s.add("id > ?", string(after))
	}
	query := s.query(accountColumns, "id", limit)
	all, err := list(ctx, t, readAccount, query, s.args...)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i], err = t.withGrants(ctx, all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (t *tx) PutAccount(ctx context.Context, a registry.Account) (int64, error) {
	revision, err := t.changes(ctx, a.Revision, "SELECT revision FROM accounts WHERE id = $1", string(a.ID))
	if err != nil {
		return 0, err
	}
	return revision, t.whole(ctx, func() error { return t.putAccount(ctx, a, revision) })
}

func (t *tx) putAccount(ctx context.Context, a registry.Account, revision int64) error {
	_, err := t.do(ctx, `INSERT INTO accounts (id, name, folded, password, subject, disabled, revision, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded, password = excluded.password, subject = excluded.subject,
		disabled = excluded.disabled, revision = excluded.revision, at = excluded.at`, string(a.ID), a.Name, registry.Fold(a.Name), a.Password,
		reference(a.Subject), a.Disabled, revision, a.At)
	if err != nil {
		return err
	}
	if _, err := t.do(ctx, "DELETE FROM grants WHERE account = $1", string(a.ID)); err != nil {
		return err
	}
	for place, g := range a.Grants {
		_, err := t.do(ctx, "INSERT INTO grants (account, place, role, region, area, member) VALUES ($1, $2, $3, $4, $5, $6)",
			string(a.ID), place, string(g.Role), reference(g.Region), reference(g.Area), string(g.Member))
		if errors.Is(err, registry.ErrInUse) { // a reference that fails here is one to what is not there
			return fmt.Errorf("grant of account %q in region %q, area %q: %w", a.ID, g.Region, g.Area, registry.ErrNotFound)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) DropAccount(ctx context.Context, id registry.AccountID, revision int64) error {
	if err := t.drops(ctx, revision, "SELECT revision FROM accounts WHERE id = $1", string(id)); err != nil {
		return err
	}
	_, err := t.do(ctx, "DELETE FROM accounts WHERE id = $1", string(id))
	return err
}

const sessionColumns = "SELECT hash, account, csrf, at, seen, ends FROM sessions "

func readSession(s scanner) (registry.Session, error) {
	var one registry.Session
	var at, seen, ends time.Time
	err := s.Scan(&one.Hash, &one.Account, &one.CSRF, &at, &seen, &ends)
	one.At, one.Seen, one.End = at.UTC(), seen.UTC(), ends.UTC()
	return one, err
}

// ofAccount adds what belongs to an account that must be there.
func (t *tx) ofAccount(ctx context.Context, id registry.AccountID, query string, args ...any) error {
	err := t.whole(ctx, func() error { _, err := t.do(ctx, query, args...); return err })
	if errors.Is(err, registry.ErrInUse) { // the only reference is the account
		return fmt.Errorf("account %q: %w", id, registry.ErrNotFound)
	}
	return err
}

func (t *tx) AddSession(ctx context.Context, s registry.Session) error {
	return t.ofAccount(ctx, s.Account, "INSERT INTO sessions (hash, account, csrf, at, seen, ends) VALUES ($1, $2, $3, $4, $5, $6)",
		s.Hash, string(s.Account), s.CSRF, s.At, s.Seen, s.End)
}

func (t *tx) Session(ctx context.Context, hash []byte) (registry.Session, error) {
	return first(ctx, t, readSession, sessionColumns+"WHERE hash = $1", hash)
}

// one runs a statement that changes one row; registry.ErrNotFound: there is none.
func (t *tx) one(ctx context.Context, query string, args ...any) error {
	if err := t.writes(); err != nil {
		return err
	}
	n, err := t.do(ctx, query, args...)
	if err == nil && n == 0 {
		err = registry.ErrNotFound
	}
	return err
}

func (t *tx) TouchSession(ctx context.Context, hash []byte, seen, end time.Time) error {
	return t.one(ctx, "UPDATE sessions SET seen = $1, ends = $2 WHERE hash = $3", seen, end, hash)
}

func (t *tx) DropSession(ctx context.Context, hash []byte) error {
	return t.one(ctx, "DELETE FROM sessions WHERE hash = $1", hash)
}

func (t *tx) DropSessionsOf(ctx context.Context, id registry.AccountID) error {
	if err := t.writes(); err != nil {
		return err
	}
	_, err := t.do(ctx, "DELETE FROM sessions WHERE account = $1", string(id))
	return err
}

const tokenColumns = "SELECT id, hash, account, name, scopes, at, ends FROM tokens "

func readToken(s scanner) (registry.Token, error) {
	var one registry.Token
	var at, ends time.Time
	err := s.Scan(&one.ID, &one.Hash, &one.Account, &one.Name, &one.Scopes, &at, &ends)
	one.At, one.End = at.UTC(), ends.UTC()
	return one, err
}

// AddToken keeps scopes that are empty apart from none: they allow nothing.
func (t *tx) AddToken(ctx context.Context, one registry.Token) error {
	return t.ofAccount(ctx, one.Account, "INSERT INTO tokens (id, hash, account, name, scopes, at, ends) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		one.ID, one.Hash, string(one.Account), one.Name, one.Scopes, one.At, one.End)
}

func (t *tx) Token(ctx context.Context, hash []byte) (registry.Token, error) {
	return first(ctx, t, readToken, tokenColumns+"WHERE hash = $1", hash)
}

func (t *tx) TokensOf(ctx context.Context, id registry.AccountID) ([]registry.Token, error) {
	return list(ctx, t, readToken, tokenColumns+"WHERE account = $1 ORDER BY id", string(id))
}

func (t *tx) DropToken(ctx context.Context, id string) error {
	return t.one(ctx, "DELETE FROM tokens WHERE id = $1", id)
}

func (t *tx) ForgetSessions(ctx context.Context, before time.Time) (int, error) {
	sessions, err := t.forget(ctx, "DELETE FROM sessions WHERE ends < $1", before)
	if err != nil {
		return 0, err
	}
	tokens, err := t.forget(ctx, "DELETE FROM tokens WHERE ends < $1", before)
	return sessions + tokens, err
}
