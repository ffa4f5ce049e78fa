package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"jinlin/service/registry"
)

// linkPrefix tells a link's secret from a token's, so that neither is ever taken for the other.
const linkPrefix = "jll_"

// firstName is what the first administrator is called, until he chooses another name.
const firstName = "administrator"

// Configured reports whether there is any account: a server on a store without one serves loopback only, as access.House.
func (k *Keeper) Configured(ctx context.Context) (there bool, err error) {
	err = k.store.Read(ctx, func(tx registry.Tx) error {
		list, err := tx.Accounts(ctx, "", 1)
		there = len(list) > 0
		return err
	})
	return there, err
}

// FirstStart makes the account of the first administrator and a one-time link for it, where nobody can administer everything; else it returns "". A link
// that was made before ends.
func (k *Keeper) FirstStart(ctx context.Context) (secret string, err error) {
	t, secret, err := k.newLink()
	if err != nil {
		return "", err
	}
	id, err := newID(k.random)
	if err != nil {
		return "", err
	}
	needed := false
	err = k.store.Write(ctx, func(tx registry.Tx) error {
		err := k.othersRule(ctx, tx, "")
		needed = errors.Is(err, ErrLastAdministrator)
		if !needed {
			return err
		}
		a, err := k.firstAccount(ctx, tx, registry.AccountID(id))
		if err != nil {
			return err
		}
		t.Account = a.ID
		return k.putLink(ctx, tx, Caller{}, t)
	})
	if err != nil || !needed {
		return "", err
	}
	return secret, nil
}

// firstAccount is the account of the first administrator: that of an earlier link which nobody used, or a new one. An account that somebody can log in
// with is never made administrator here.
func (k *Keeper) firstAccount(ctx context.Context, tx registry.Tx, id registry.AccountID) (registry.Account, error) {
	ruler := registry.Grant{Role: registry.RoleAdministrator}
	a, err := tx.AccountByName(ctx, firstName)
	switch {
	case errors.Is(err, registry.ErrNotFound):
		a = registry.Account{ID: id, Name: firstName, At: k.now()}
	case err != nil:
		return a, err
	case a.Password != "" || a.Subject != "":
		a = registry.Account{ID: id, Name: firstName + "-" + string(id), At: k.now()}
	}
	a.Disabled, a.Grants = false, []registry.Grant{ruler}
	a.Revision, err = tx.PutAccount(ctx, a)
	return a, err
}

// IssueLink makes a one-time link by which a person sets the password of an account that the caller governs: a new one, or one whose password was
// forgotten. Links made before end; the old password stands until the link is used.
func (k *Keeper) IssueLink(ctx context.Context, c Caller, id registry.AccountID) (secret string, err error) {
	t, secret, err := k.newLink()
	if err != nil {
		return "", err
	}
	t.Account = id
	err = k.store.Write(ctx, func(tx registry.Tx) error {
		if c.Way == ByToken {
			return ErrForbidden // a program cannot become a person
		}
		if _, err := k.governed(ctx, tx, c, EditAccounts, id); err != nil {
			return err
		}
		return k.putLink(ctx, tx, c, t)
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// LinkEnd is until when a link that is made now can be used.
func (k *Keeper) LinkEnd() time.Time { return k.now().Add(k.times.Link) }

// newLink is a link for no account yet; the store keeps the hash.
func (k *Keeper) newLink() (t registry.Token, secret string, err error) {
	id, err := newID(k.random)
	if err != nil {
		return t, "", err
	}
	secret, err = random(k.random, secretBytes)
	secret = linkPrefix + secret
	now := k.now()
	return registry.Token{ID: id, Hash: hashOf(secret), Name: "one-time link", Scopes: []string{string(scopeLink)}, At: now, End: now.Add(k.times.Link)}, secret, err
}

// putLink keeps a link in place of those that the account had.
func (k *Keeper) putLink(ctx context.Context, tx registry.Tx, c Caller, t registry.Token) error {
	if err := dropLinks(ctx, tx, t.Account); err != nil {
		return err
	}
	if err := tx.AddToken(ctx, t); err != nil {
		return err
	}
	return tx.AddEntry(ctx, c.Entry(t.At, IssueLink, "account/"+string(t.Account), "", nil))
}

func dropLinks(ctx context.Context, tx registry.Tx, id registry.AccountID) error {
	list, err := tx.TokensOf(ctx, id)
	if err != nil {
		return err
	}
	for _, t := range list {
		if slices.Contains(t.Scopes, string(scopeLink)) {
			if err := tx.DropToken(ctx, t.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// LinkOf is the name of the account that a link is for, to show beside the form; ErrLink.
func (k *Keeper) LinkOf(ctx context.Context, secret string) (name string, err error) {
	err = k.store.Read(ctx, func(tx registry.Tx) error {
		a, err := k.linked(ctx, tx, secret)
		name = a.Name
		return err
	})
	return name, err
}

// linked is the account of a link that can be used.
func (k *Keeper) linked(ctx context.Context, tx registry.Tx, secret string) (registry.Account, error) {
	if !strings.HasPrefix(secret, linkPrefix) {
		return registry.Account{}, ErrLink
	}
	t, err := tx.Token(ctx, hashOf(secret))
	if err != nil {
		return registry.Account{}, none(err, ErrLink)
	}
	if !slices.Contains(t.Scopes, string(scopeLink)) || !k.now().Before(t.End) {
		return registry.Account{}, ErrLink
	}
	a, err := tx.Account(ctx, t.Account)
	if err == nil && a.Disabled {
		err = ErrLink
	}
	return a, none(err, ErrLink)
}

// UseLink sets the password of the account that a link is for, and its name where one is given, ends all its sessions and opens one. It works once.
func (k *Keeper) UseLink(ctx context.Context, secret, name, password string, v Visit) (Entered, error) {
	old, err := k.LinkOf(ctx, secret)
	if err != nil {
		return Entered{}, err
	}
	if name == "" {
		name = old
	}
	if err := checkName(name); err != nil {
		return Entered{}, err
	}
	if err := CheckPassword(password, name); err != nil {
		return Entered{}, err
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
	err = k.store.Write(ctx, func(tx registry.Tx) error {
		a, err := k.linked(ctx, tx, secret) // again: another may have used it
		if err != nil {
			return err
		}
		if err := dropLinks(ctx, tx, a.ID); err != nil {
			return err
		}
		a.Name = name
		if a.Revision, err = tx.PutAccount(ctx, a); err != nil {
			return err
		}
		if in, err = k.replacePassword(ctx, tx, a, hash, v, o); err != nil {
			return err
		}
		if err := succeeded(ctx, tx, name, k.now()); err != nil {
			return err
		}
		return tx.AddEntry(ctx, in.Caller.Entry(k.now(), UseLink, "account/"+string(a.ID), "", nil))
	})
	if err != nil {
		return Entered{}, err
	}
	return in, nil
}
