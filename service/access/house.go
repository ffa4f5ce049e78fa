package access

import (
	"context"

	"jinlin/service/registry"
)

// SetPassword gives an account a password without asking for the old one, and ends its sessions and one-time links. Only the house may (ByHouse): who
// administers from afar issues a link, so that nobody but the person knows the password.
func (k *Keeper) SetPassword(ctx context.Context, c Caller, id registry.AccountID, password string) error {
	if c.Way != ByHouse {
		return ErrForbidden
	}
	a, err := k.Account(ctx, c, id)
	if err != nil {
		return err
	}
	if err := CheckPassword(password, a.Name); err != nil {
		return err
	}
	hash, err := k.passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	return k.store.Write(ctx, func(tx registry.Tx) error {
		a, err := k.governed(ctx, tx, c, EditAccounts, id)
		if err != nil {
			return err
		}
		a.Password = hash
		if _, err := tx.PutAccount(ctx, a); err != nil {
			return err
		}
		if err := none(tx.DropSessionsOf(ctx, id), nil); err != nil {
			return err
		}
		if err := dropLinks(ctx, tx, id); err != nil {
			return err
		}
		now := k.now()
		if err := succeeded(ctx, tx, a.Name, now); err != nil {
			return err
		}
		return tx.AddEntry(ctx, c.Entry(now, ChangePassword, "account/"+string(id), "", nil))
	})
}
