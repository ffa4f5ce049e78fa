package manage

import (
	"context"
	"net/http"
	"time"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// An Account is a person or a program that may log in.
type Account struct {
	ID registry.AccountID `json:"id"`
	AccountChange
	At time.Time `json:"at" doc:"Since when it is there."`
}

// An AccountChange is what an administrator says of an account. The password is the person's own, by a one-time link.
type AccountChange struct {
	Name     string  `json:"name" minLength:"1" maxLength:"64" doc:"What it logs in with; small and capital letters are the same."`
	Grants   []Grant `json:"grants" maxItems:"100" nullable:"false" doc:"What it may do where; they add up."`
	Subject  string  `json:"subject,omitempty" maxLength:"500" doc:"Who it is at another provider of log-ins: issuer, a space, subject."`
	Disabled bool    `json:"disabled,omitempty" doc:"It may do nothing, and its sessions have ended."`
}

type (
	// An AccountPath names an account in a path.
	AccountPath struct {
		Account string `path:"account" maxLength:"64" doc:"The id of an account, or me."`
	}
	accountRead struct {
		AccountPath
		Look
	}
	accountPut struct {
		AccountPath
		Change
		Body AccountChange
	}
	accountPost struct{ Body AccountChange }
	accountDrop struct {
		AccountPath
		Change
	}
	accountAnswer struct {
		Tagged
		Body Account
	}
	madeAccount struct {
		Tagged
		Location string `header:"Location" doc:"Where the account is."`
		Body     Account
	}
	accountList struct{ Body List[Account] }
	empty       struct{}
)

// id is who is meant.
func (a AccountPath) id(c access.Caller) registry.AccountID {
	if a.Account == "me" {
		return c.Account
	}
	return registry.AccountID(a.Account)
}

func (f *frame) accountRoutes() {
	register(f, operation{
		id: "list-accounts", method: http.MethodGet, path: "/v1/accounts", tag: "accounts", summary: "List accounts",
		text: "Those of which the caller administers everything that they may.",
	}, f.listAccounts)
	register(f, operation{
		id: "make-account", method: http.MethodPost, path: "/v1/accounts", tag: "accounts", summary: "Make an account", status: http.StatusCreated,
		text: "A person then sets the password by a one-time link; a program gets a token.",
	}, f.makeAccount)
	register(f, operation{id: "read-account", method: http.MethodGet, path: "/v1/accounts/{account}", tag: "accounts", summary: "Read an account"}, f.readAccount)
	register(f, operation{
		id: "change-account", method: http.MethodPut, path: "/v1/accounts/{account}", tag: "accounts", summary: "Change an account",
		text: "Name, subject, grants and disabled are all replaced. The caller must administer what the account had and what it gets.", errors: []int{412, 428},
	}, f.changeAccount)
	register(f, operation{
		id: "drop-account", method: http.MethodDelete, path: "/v1/accounts/{account}", tag: "accounts", summary: "Remove an account with its sessions and tokens",
		text: "What it did stays in the audit trail.", status: http.StatusNoContent, errors: []int{412, 428},
	}, f.dropAccount)
	register(f, operation{
		id: "end-sessions", method: http.MethodDelete, path: "/v1/accounts/{account}/sessions", tag: "accounts", status: http.StatusNoContent,
		summary: "End all sessions of an account",
	}, f.endSessions)
}

func (f *frame) listAccounts(ctx context.Context, c access.Caller, in *Paging) (*accountList, error) {
	all, err := f.Keeper.Accounts(ctx, c, registry.AccountID(in.After), in.Limit+1)
	if err != nil {
		return nil, err
	}
	return &accountList{pageOf(all, in.Limit, func(a registry.Account) string { return string(a.ID) }, shownAccount)}, nil
}

func (f *frame) makeAccount(ctx context.Context, c access.Caller, in *accountPost) (*madeAccount, error) {
	a, err := f.Keeper.PutAccount(ctx, c, in.Body.account())
	if err != nil {
		return nil, err
	}
	return &madeAccount{tagged(a.Revision), "/v1/accounts/" + string(a.ID), shownAccount(a)}, nil
}

func (f *frame) readAccount(ctx context.Context, c access.Caller, in *accountRead) (*accountAnswer, error) {
	a, err := f.Keeper.Account(ctx, c, in.id(c))
	if err != nil {
		return nil, err
	}
	return &accountAnswer{tagged(a.Revision), shownAccount(a)}, nil
}

func (f *frame) changeAccount(ctx context.Context, c access.Caller, in *accountPut) (*accountAnswer, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	a := in.Body.account()
	a.ID, a.Revision = in.id(c), revision
	if a, err = f.Keeper.PutAccount(ctx, c, a); err != nil {
		return nil, err
	}
	return &accountAnswer{tagged(a.Revision), shownAccount(a)}, nil
}

func (f *frame) dropAccount(ctx context.Context, c access.Caller, in *accountDrop) (*empty, error) {
	revision, err := in.revision()
	if err != nil {
		return nil, err
	}
	return nil, f.Keeper.DropAccount(ctx, c, in.id(c), revision)
}

func (f *frame) endSessions(ctx context.Context, c access.Caller, in *AccountPath) (*empty, error) {
	return nil, f.Keeper.LeaveEverywhere(ctx, c, in.id(c))
}

func (a AccountChange) account() registry.Account {
	out := registry.Account{Name: a.Name, Subject: a.Subject, Disabled: a.Disabled, Grants: make([]registry.Grant, len(a.Grants))}
	for i, g := range a.Grants {
		out.Grants[i] = registry.Grant{Role: g.Role, Region: g.Region, Area: engine.AreaID(g.Area), Member: engine.MemberID(g.Member)}
	}
	return out
}

func shownAccount(a registry.Account) Account {
	return Account{ID: a.ID, At: a.At.UTC(), AccountChange: AccountChange{a.Name, shownGrants(a.Grants), a.Subject, a.Disabled}}
}
