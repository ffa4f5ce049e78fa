package access

import (
	"cmp"
	"context"
	"strings"

	"jinlin/service/registry"
)

// LogIn opens a session for who knows the password. It takes as long and answers the same whether there is no such account, it is disabled, has no
// password, or another one: ErrCredentials; a *ThrottledError after too many failures, ErrBusy while too many are tried at once.
func (k *Keeper) LogIn(ctx context.Context, name, password string, v Visit) (Entered, error) {
	a, stale, err := k.proven(ctx, name, password, v)
	if err != nil {
		return Entered{}, err
	}
	o, err := k.opening()
	if err != nil {
		return Entered{}, err
	}
	fresh := ""
	if stale {
		if fresh, err = k.passwords.Hash(ctx, password); err != nil {
			return Entered{}, err
		}
	}
	var in Entered
	err = k.store.Write(ctx, func(tx registry.Tx) error {
		now, err := unchanged(ctx, tx, a)
		if err != nil {
			return err
		}
		if fresh != "" {
			now.Password = fresh
			if now.Revision, err = tx.PutAccount(ctx, now); err != nil {
				return err
			}
		}
		if err := succeeded(ctx, tx, a.Name, k.now()); err != nil {
			return err
		}
		in, err = k.enter(ctx, tx, now, v, o)
		return err
	})
	if err != nil {
		return Entered{}, err
	}
	k.addresses.forgive(v.Address)
	return in, nil
}

// proven is the account whose name and password are right; stale asks to hash the password anew.
func (k *Keeper) proven(ctx context.Context, name, password string, v Visit) (a registry.Account, stale bool, err error) {
	if err := k.addresses.try(v.Address, k.now()); err != nil {
		return a, false, err
	}
	done, err := k.passwords.turn(ctx)
	if err != nil {
		k.addresses.forgive(v.Address) // nothing was tried
		return a, false, err
	}
	defer done()
	name = strings.TrimSpace(name)
	err = k.store.Write(ctx, func(tx registry.Tx) (err error) {
		if a, err = byName(ctx, tx, name); err != nil {
			return err
		}
		return attempt(ctx, tx, cmp.Or(a.Name, name), k.now())
	})
	if err != nil {
		return a, false, err
	}
	hash := a.Password
	if a.Disabled {
		hash = ""
	}
	if len(password) > 4*PasswordMost {
		password = "" // nobody has one so long, and hashing it takes time
	}
	right, stale, err := k.passwords.try(password, hash)
	if err == nil && !right {
		err = ErrCredentials
	}
	return a, stale, err
}

// unchanged is the account as it is now; ErrCredentials where its password was changed since it was read, while the hash was tried.
func unchanged(ctx context.Context, tx registry.Tx, a registry.Account) (registry.Account, error) {
	now, err := tx.Account(ctx, a.ID)
	if err != nil {
		return now, none(err, ErrCredentials)
	}
	if now.Password != a.Password {
		return now, ErrCredentials
	}
	return now, nil
}

// byName is the account of that name, the zero one where there is none or the name is none.
func byName(ctx context.Context, tx registry.Tx, name string) (registry.Account, error) {
	if !goodName(name) {
		return registry.Account{}, nil
	}
	a, err := tx.AccountByName(ctx, name)
	return a, none(err, nil)
}

// ChangePassword replaces the password of the caller, who shows the old one; all his sessions end but the new one that it returns.
func (k *Keeper) ChangePassword(ctx context.Context, c Caller, old, password string, v Visit) (Entered, error) {
	if !c.Known() {
		return Entered{}, ErrNobody
	}
	if c.Way != BySession {
		return Entered{}, ErrForbidden
	}
	if err := CheckPassword(password, c.Name); err != nil {
		return Entered{}, err
	}
	a, _, err := k.proven(ctx, c.Name, old, v)
	if err != nil {
		return Entered{}, err
	}
	if a.ID != c.Account {
		return Entered{}, ErrCredentials
	}
	hash, err := k.passwords.Hash(ctx, password)
	if err != nil {
		return Entered{}, err
	}
	o, err := k.opening()
	if err != nil {
		return Entered{}, err
	}
	var in Entered
	err = k.store.Write(ctx, func(tx registry.Tx) (err error) {
		in, err = k.replacePassword(ctx, tx, a, hash, v, o)
		if err != nil {
			return err
		}
		if err := succeeded(ctx, tx, a.Name, k.now()); err != nil {
			return err
		}
		return tx.AddEntry(ctx, c.Entry(k.now(), ChangePassword, "account/"+string(a.ID), "", nil))
	})
	if err != nil {
		return Entered{}, err
	}
	k.addresses.forgive(v.Address)
	return in, nil
}

// replacePassword gives an account that is still as it was another password and a new session in place of all others.
func (k *Keeper) replacePassword(ctx context.Context, tx registry.Tx, a registry.Account, hash string, v Visit, o opening) (Entered, error) {
	now, err := unchanged(ctx, tx, a)
	if err != nil {
		return Entered{}, err
	}
	now.Password = hash
	if now.Revision, err = tx.PutAccount(ctx, now); err != nil {
		return Entered{}, err
	}
	if err := tx.DropSessionsOf(ctx, a.ID); err != nil {
		return Entered{}, err
	}
	return k.enter(ctx, tx, now, v, o)
}
