package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"jinlin/service/registry"
)

type accountAddCmd struct {
	Name string `arg:"" help:"What the account logs in with."`
	Role string `required:"" help:"Role: administrator, planner, dispatcher, member, viewer or gis."`
	roleFlags
	Subject string `help:"Identity at the OpenID Connect provider, in place of a password."`
	urlFlag
	storeFlags
}

func (a *accountAddCmd) Run(ctx context.Context, c *console) error {
	return a.atDesk(ctx, nil, func(d *desk) error {
		made, err := d.keeper.PutAccount(ctx, d.house, registry.Account{Name: a.Name, Subject: a.Subject, Grants: []registry.Grant{a.grant(a.Role)}})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s: made, %s\n", made.Name, grants(made.Grants))
		if a.Subject != "" {
			return nil
		}
		secret, err := d.keeper.IssueLink(ctx, d.house, made.ID)
		if err != nil {
			return err
		}
		a.print(c, secret)
		return nil
	})
}

type accountGrantCmd struct {
	Name string `arg:"" help:"The account."`
	Role string `required:"" help:"Role: administrator, planner, dispatcher, member, viewer or gis."`
	roleFlags
	storeFlags
}

func (g *accountGrantCmd) Run(ctx context.Context, c *console) error {
	want := g.grant(g.Role)
	return g.change(ctx, c, g.Name, "is now "+grants([]registry.Grant{want}), func(a *registry.Account) error {
		if slices.Contains(a.Grants, want) {
			return badInput(fmt.Errorf("%s is that already: %s", a.Name, grants(a.Grants)))
		}
		a.Grants = append(a.Grants, want)
		return nil
	})
}

type accountRevokeCmd struct {
	Name string `arg:"" help:"The account."`
	Role string `required:"" help:"The role to take away, with the --region, --area and --member that it was given with."`
	roleFlags
	storeFlags
}

func (r *accountRevokeCmd) Run(ctx context.Context, c *console) error {
	gone := r.grant(r.Role)
	return r.change(ctx, c, r.Name, "is no longer "+grants([]registry.Grant{gone}), func(a *registry.Account) error {
		at := slices.Index(a.Grants, gone)
		if at < 0 {
			return badInput(fmt.Errorf("%s is not %s, but: %s", a.Name, grants([]registry.Grant{gone}), grants(a.Grants)))
		}
		a.Grants = slices.Delete(slices.Clone(a.Grants), at, at+1)
		return nil
	})
}

type accountDisableCmd struct {
	Name string `arg:"" help:"The account."`
	storeFlags
}

func (s *accountDisableCmd) Run(ctx context.Context, c *console) error {
	return s.change(ctx, c, s.Name, "disabled, its sessions ended", func(a *registry.Account) error { a.Disabled = true; return nil })
}

type accountEnableCmd struct {
	Name string `arg:"" help:"The account."`
	storeFlags
}

func (s *accountEnableCmd) Run(ctx context.Context, c *console) error {
	return s.change(ctx, c, s.Name, "may log in again", func(a *registry.Account) error { a.Disabled = false; return nil })
}

// urlFlag is where links lead to.
type urlFlag struct {
	URL string `name:"url" default:"http://127.0.0.1:8080" env:"JINLIN_URL" help:"Where people reach the server, for the link (default: ${default})."`
}

// print shows a one-time link. The secret stands behind the #, which browsers send to no server and proxies do not log.
func (u urlFlag) print(c *console, secret string) {
	printLink(c.out, u.URL, secret)
}

func printLink(out io.Writer, base, secret string) {
	fmt.Fprintf(out, "This link sets the password, once, within 24 hours:\n%s/account#link=%s\n", strings.TrimRight(base, "/"), secret)
}

type accountLinkCmd struct {
	Name string `arg:"" optional:"" help:"The account (default: the first administrator, as long as nobody can administer everything)."`
	urlFlag
	storeFlags
}

func (l *accountLinkCmd) Run(ctx context.Context, c *console) error {
	return l.atDesk(ctx, nil, func(d *desk) error {
		secret, err := l.secret(ctx, d)
		if err != nil {
			return err
		}
		l.print(c, secret)
		return nil
	})
}

func (l *accountLinkCmd) secret(ctx context.Context, d *desk) (string, error) {
	if l.Name != "" {
		a, err := d.find(ctx, l.Name)
		if err != nil {
			return "", err
		}
		return d.keeper.IssueLink(ctx, d.house, a.ID)
	}
	secret, err := d.keeper.FirstStart(ctx)
	if err == nil && secret == "" {
		err = badInput(fmt.Errorf("somebody can administer everything already; for another link of theirs: jinlin account link NAME"))
	}
	return secret, err
}
