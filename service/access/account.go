package access

import (
	"context"
	"unicode"

	"jinlin/service/registry"
)

// unseen are characters that make two names look alike.
func unseen(r rune) bool { return !unicode.IsPrint(r) }

// A GrantError tells which grant is wrong.
type GrantError struct {
	Index int
	Err   error
}

func (e *GrantError) Error() string { return e.Err.Error() }
func (e *GrantError) Unwrap() error { return e.Err }

// pageOfAccounts is how many are read at once.
const pageOfAccounts = 500

// Accounts lists those that the caller governs, by id, without password hashes; see registry.Accounts. ErrForbidden where he can govern none.
func (k *Keeper) Accounts(ctx context.Context, c Caller, after registry.AccountID, limit int) ([]registry.Account, error) {
	if !c.Known() {
		return nil, ErrNobody
	}
	var out []registry.Account
	err := k.store.Read(ctx, func(tx registry.Tx) error {
		out = nil
		if v, err := k.guard.Filter(ctx, tx, c, ReadAccounts, All); err != nil || v.None() {
			return orForbidden(err)
		}
		return eachAccount(ctx, tx, after, func(a registry.Account) (bool, error) {
			ok, err := k.guard.Governs(ctx, tx, c, ReadAccounts, a.Grants)
			if ok {
				a.Password = ""
				out = append(out, a)
			}
			return limit > 0 && len(out) == limit, err
		})
	})
	return out, err
}

// eachAccount goes through the accounts until f has enough.
func eachAccount(ctx context.Context, tx registry.Tx, after registry.AccountID, f func(registry.Account) (enough bool, err error)) error {
	for {
		page, err := tx.Accounts(ctx, after, pageOfAccounts)
		if err != nil {
			return err
		}
		for _, a := range page {
			if enough, err := f(a); err != nil || enough {
				return err
			}
		}
		if len(page) < pageOfAccounts {
			return nil
		}
		after = page[len(page)-1].ID
	}
}

// Account reads one: one's own, or one that the caller governs; without its password hash.
func (k *Keeper) Account(ctx context.Context, c Caller, id registry.AccountID) (a registry.Account, err error) {
	err = k.store.Read(ctx, func(tx registry.Tx) (err error) {
		if c.Known() && c.Account == id && id != "" {
			a, err = tx.Account(ctx, id)
		} else {
			a, err = k.governed(ctx, tx, c, ReadAccounts, id)
		}
		return err
	})
	a.Password = ""
	return a, err
}

// governed is an account all of whose grants the caller administers; another is not there for him.
func (k *Keeper) governed(ctx context.Context, tx registry.Tx, c Caller, action Action, id registry.AccountID) (registry.Account, error) {
	if !c.Known() {
		return registry.Account{}, ErrNobody
	}
	v, err := k.guard.Filter(ctx, tx, c, action, All)
	if err != nil {
		return registry.Account{}, err
	}
	if v.None() {
		return registry.Account{}, ErrForbidden
	}
	a, err := tx.Account(ctx, id)
	if err != nil {
		return registry.Account{}, err
	}
	ok, err := k.guard.Governs(ctx, tx, c, action, a.Grants)
	if err == nil && !ok {
		err = registry.ErrNotFound
	}
	if err != nil {
		return registry.Account{}, err
	}
	return a, nil
}

// PutAccount makes an account (ID and Revision empty) or changes name, subject, grants and Disabled of one that still has that revision. Passwords are
// not given by others: the person sets it by a one-time link. The caller must govern what the account had and what it gets.
func (k *Keeper) PutAccount(ctx context.Context, c Caller, a registry.Account) (registry.Account, error) {
	if err := checkName(a.Name); err != nil {
		return registry.Account{}, err
	}
	for i, x := range a.Grants {
		if err := CheckGrant(x); err != nil {
			return registry.Account{}, &GrantError{i, err}
		}
	}
	made := a.Revision == 0
	if made {
		id, err := newID(k.random)
		if err != nil {
			return registry.Account{}, err
		}
		a.ID = registry.AccountID(id)
	}
	var out registry.Account
	err := k.store.Write(ctx, func(tx registry.Tx) (err error) {
		out, err = k.putAccount(ctx, tx, c, a, made)
		return err
	})
	if err != nil {
		return registry.Account{}, err
	}
	out.Password = ""
	return out, nil
}

func (k *Keeper) putAccount(ctx context.Context, tx registry.Tx, c Caller, a registry.Account, made bool) (registry.Account, error) {
	now := k.now()
	a.Password, a.At = "", now
	if made {
		a.Revision = 0
		if !c.Known() {
			return a, ErrNobody
		}
	} else {
		old, err := k.governed(ctx, tx, c, EditAccounts, a.ID)
		if err != nil {
			return a, err
		}
		a.Password, a.At = old.Password, old.At
		if rules(old) && !rules(a) {
			if err := k.othersRule(ctx, tx, a.ID); err != nil {
				return a, err
			}
		}
	}
	if ok, err := k.guard.Governs(ctx, tx, c, EditAccounts, a.Grants); err != nil || !ok {
		return a, orForbidden(err)
	}
	if a.Disabled {
		if err := none(tx.DropSessionsOf(ctx, a.ID), nil); err != nil {
			return a, err
		}
	}
	revision, err := tx.PutAccount(ctx, a)
	if err != nil {
		return a, err
	}
	a.Revision = revision
	return a, tx.AddEntry(ctx, c.Entry(now, EditAccounts, "account/"+string(a.ID), "", nil))
}

func orForbidden(err error) error {
	if err == nil {
		return ErrForbidden
	}
	return err
}

// DropAccount removes an account with its sessions and tokens.
func (k *Keeper) DropAccount(ctx context.Context, c Caller, id registry.AccountID, revision int64) error {
	return k.store.Write(ctx, func(tx registry.Tx) error {
		a, err := k.governed(ctx, tx, c, EditAccounts, id)
		if err != nil {
			return err
		}
		if rules(a) {
			if err := k.othersRule(ctx, tx, id); err != nil {
				return err
			}
		}
		if err := tx.DropAccount(ctx, id, revision); err != nil {
			return err
		}
		return tx.AddEntry(ctx, c.Entry(k.now(), EditAccounts, "account/"+string(id), "", []byte(`{"dropped":true}`)))
	})
}

// rules reports whether somebody can log in with the account and administer everything.
func rules(a registry.Account) bool {
	if a.Disabled || a.Password == "" && a.Subject == "" {
		return false
	}
	for _, g := range a.Grants {
		if g.Role == registry.RoleAdministrator && CheckGrant(g) == nil && targetOf(g) == (Target{}) {
			return true
		}
	}
	return false
}

// othersRule is nil if another account can administer everything.
func (k *Keeper) othersRule(ctx context.Context, tx registry.Tx, but registry.AccountID) error {
	found := false
	err := eachAccount(ctx, tx, "", func(a registry.Account) (bool, error) {
		found = found || a.ID != but && rules(a)
		return found, nil
	})
	if err == nil && !found {
		err = ErrLastAdministrator
	}
	return err
}
