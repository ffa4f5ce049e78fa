package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
)

type accountCmd struct {
	List     accountListCmd     `cmd:"" help:"List accounts and what they may do where."`
	Add      accountAddCmd      `cmd:"" help:"Make an account, and a one-time link by which its owner sets the password."`
	Grant    accountGrantCmd    `cmd:"" help:"Give an account a role."`
	Revoke   accountRevokeCmd   `cmd:"" help:"Take a role away."`
	Password accountPasswordCmd `cmd:"" help:"Set a password, asked for or read from standard input; ends all sessions of the account."`
	Disable  accountDisableCmd  `cmd:"" help:"Let an account do nothing any more; ends its sessions."`
	Enable   accountEnableCmd   `cmd:"" help:"Undo disable."`
	Link     accountLinkCmd     `cmd:"" help:"Make the one-time link of the first administrator, or of an account whose password was forgotten."`
}

// Help shows examples under `jinlin account --help`.
func (accountCmd) Help() string {
	return `Whoever may write the file of the store may do all of this: there is no log-in here. What is done stands in the audit trail.
  jinlin account link
  jinlin account add li.wei --role planner --region 130132
  jinlin account add zhang --role member --area 130132100201 --member 130132100201-M001
  jinlin account grant li.wei --role viewer
  jinlin account password li.wei < password.txt
  jinlin account disable li.wei

Roles: administrator (accounts, regions, policies; no homes), planner, dispatcher, member (with --member: own homes), viewer
(published shapes and figures), gis (features). Without --region and --area a role holds everywhere.

Exit codes: 0 done, 2 refused, with the reason.`
}

// A desk is where accounts are kept: a store, and the rules.
type desk struct {
	store  registry.Store
	keeper *access.Keeper
	// house is who asks: the command line beside the store.
	house access.Caller
}

// atDesk opens the store for f, with passwords where it needs them. What is refused there is the user's to mend.
func (s storeFlags) atDesk(ctx context.Context, passwords *access.Passwords, f func(*desk) error) (err error) {
	store, err := openStore(ctx, s.Store, storeUse{})
	if err != nil {
		return err
	}
	defer closing(store, &err)
	keeper := access.NewKeeper(store, &access.Guard{}, passwords, time.Now, rand.Reader, access.Times{})
	return refusal(f(&desk{store, keeper, access.House("", access.RemoteLoopback)}))
}

// refusal puts what the rules refuse into words for the command line.
func refusal(err error) error {
	var password *access.PasswordError
	var grant *access.GrantError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, registry.ErrNotFound):
		return badInput(errors.New("there is no such region or area in the store"))
	case errors.Is(err, registry.ErrExists):
		return badInput(errors.New("another account has this name (small and capital letters are the same) or this subject"))
	case errors.Is(err, access.ErrLastAdministrator), errors.Is(err, registry.ErrBusy), errors.Is(err, registry.ErrConflict), errors.Is(err, registry.ErrReadOnly),
		errors.Is(err, access.ErrName), errors.As(err, &password), errors.As(err, &grant):
		return badInput(err)
	}
	return err
}

// find is the account of a name.
func (d *desk) find(ctx context.Context, name string) (a registry.Account, err error) {
	err = d.store.Read(ctx, func(tx registry.Tx) error {
		a, err = tx.AccountByName(ctx, name)
		return err
	})
	if errors.Is(err, registry.ErrNotFound) {
		return a, badInput(fmt.Errorf("there is no account %s; `jinlin account list` shows all", name))
	}
	if err != nil {
		return a, err
	}
	return d.keeper.Account(ctx, d.house, a.ID)
}

// change lets f change an account, and says what was done.
func (s storeFlags) change(ctx context.Context, c *console, name, done string, f func(*registry.Account) error) error {
	return s.atDesk(ctx, nil, func(d *desk) error {
		a, err := d.find(ctx, name)
		if err != nil {
			return err
		}
		if err := f(&a); err != nil {
			return err
		}
		if _, err := d.keeper.PutAccount(ctx, d.house, a); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s: %s\n", a.Name, done)
		return nil
	})
}

type accountListCmd struct{ storeFlags }

func (l *accountListCmd) Run(ctx context.Context, c *console) error {
	return l.atDesk(ctx, nil, func(d *desk) error {
		list, err := d.keeper.Accounts(ctx, d.house, "", 0)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "NAME\tSINCE\tSTATE\tMAY")
		for _, a := range list {
			state := "active"
			if a.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Name, a.At.Format(time.DateOnly), state, grants(a.Grants))
		}
		return w.Flush()
	})
}

// grants writes roles and where they hold.
func grants(list []registry.Grant) string {
	words := make([]string, 0, len(list))
	for _, g := range list {
		word := string(g.Role)
		if g.Member != "" {
			word += " " + string(g.Member)
		}
		switch {
		case g.Region != "":
			word += " in " + string(g.Region)
		case g.Area != "":
			word += " in area " + string(g.Area)
		default:
			word += " everywhere"
		}
		words = append(words, word)
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}

// roleFlags name a role and where it holds.
type roleFlags struct {
	Region string `help:"Region (with all below it) where the role holds."`
	Area   string `help:"Area where the role holds."`
	Member string `help:"Id of the member who the account is, for the role member."`
}

func (r roleFlags) grant(role string) registry.Grant {
	return registry.Grant{Role: registry.Role(role), Region: registry.RegionID(r.Region), Area: engine.AreaID(r.Area), Member: engine.MemberID(r.Member)}
}
