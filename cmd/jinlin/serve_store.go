package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"time"

	"jinlin/httpapi"
	"jinlin/httpapi/manage"
	"jinlin/httpapi/oidc"
	"jinlin/service/access"
	"jinlin/service/once"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// keptFlags say what of a store is served, and to whom.
type keptFlags struct {
	Store      string `env:"JINLIN_STORE" placeholder:"FILE|URL" help:"The store: a file, which is made where there is none, or postgres://user@host/database (default: jinlin.db; none with --demo)."`
	NoStore    bool   `help:"Keep nothing: plan what is sent, and forget it."`
	URL        string `name:"url" env:"JINLIN_URL" placeholder:"URL" help:"Where people reach the server (default: where it listens)."`
	NoAccounts bool   `help:"Let everybody on this machine do everything; only for a store without accounts."`
	ReadOnly   bool   `help:"Change nothing: every change is refused, log-ins too; who is logged in, and tokens, can read. For repairs, moves, and a copy to look at."`
	JobHomes   int    `default:"5000" help:"Homes above which solving becomes a job (-1: always)."`
	runnerFlags
	keepFlags
	oidcFlags
}

// oidcFlags name another place to log in at.
type oidcFlags struct {
	OIDCIssuer     string `name:"oidc-issuer" placeholder:"URL" help:"OpenID Connect: the provider."`
	OIDCClient     string `name:"oidc-client" placeholder:"ID" help:"OpenID Connect: the id of this server there."`
	OIDCSecretFile string `name:"oidc-secret-file" placeholder:"FILE" help:"OpenID Connect: a file with the secret."`
}

// serveStore serves what is kept, and works on its jobs.
func (s *serveCmd) serveStore(ctx context.Context, c *console, config httpapi.Config) (err error) {
	if s.Store == "" {
		s.Store = "jinlin.db"
	}
	store, err := openServed(ctx, s.Store, s.ReadOnly)
	if err != nil {
		return err
	}
	defer closing(store, &err)
	guard := &access.Guard{}
	passwords, err := access.NewPasswords(access.HashCost{})
	if err != nil {
		return err
	}
	counted, seen := watch(store, s.Store)
	kept := once.Store{Store: counted}
	keeper := access.NewKeeper(kept, guard, passwords, time.Now, rand.Reader, access.Times{})
	if err := s.mayListen(ctx, keeper); err != nil {
		return err
	}
	work := workspace.New(workspace.Config{
		Store: kept, Guard: guard, Now: time.Now, Random: rand.Reader, Wait: wait, Workers: s.Workers, JobHomes: s.JobHomes,
	})
	config.Manage = &manage.Config{
		Workspace: work, Keeper: keeper, Store: kept, Now: time.Now, NoAccounts: s.NoAccounts, ReadOnly: s.ReadOnly, MaxImport: s.MaxBodyMiB << 20, Trouble: (&grumble{log: config.Logger}).hear,
	}
	if s.URL != "" {
		if config.Manage.URL, err = publicURL(s.URL); err != nil {
			return err
		}
	}
	if s.OIDCIssuer != "" {
		if config.Manage.Provider, err = s.provider(); err != nil {
			return err
		}
	}
	secret := ""
	if s.ReadOnly {
		fmt.Fprintln(c.err, "Read only: nothing is changed, nobody can log in, and no job is worked on.")
	} else {
		if secret, err = s.firstStart(ctx, c, keeper); err != nil {
			return err
		}
		defer startCrew(ctx, s.runnerFlags, s.keepFlags, work, config.Logger, seen)()
	}
	config.Ready, config.Watch = seen.health.lacks, seen.metrics.Watch()
	inside, err := s.serveMetrics(ctx, seen.metrics, config)
	if err != nil {
		return err
	}
	defer inside()
	return s.listen(ctx, c, config, func(base string) {
		if secret != "" {
			fmt.Fprintln(c.err, "Nobody can administer this store yet.")
			printLink(c.err, cmp.Or(s.URL, base), secret)
		}
	})
}

// openServed opens a store, and makes one where there is none. An older one is left to jinlin migrate, which says to make a backup before.
func openServed(ctx context.Context, where string, readOnly bool) (registry.Store, error) {
	if readOnly {
		return openStore(ctx, where, storeUse{ReadOnly: true})
	}
	have, want, err := storeSchema(ctx, where, true)
	if err != nil {
		return nil, err
	}
	if have != 0 && have != want {
		return nil, badInput(fmt.Errorf("%s has schema %d, and this program works on %d; make a backup (jinlin backup), then run jinlin migrate",
			storeName(where), have, want))
	}
	return openStore(ctx, where, storeUse{Make: true, Migrate: have == 0})
}

// wait ends after some time, or with the context.
func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// mayListen refuses what would leave everything open to all who reach the address.
func (s *serveCmd) mayListen(ctx context.Context, k *access.Keeper) error {
	if !s.NoAccounts {
		return nil
	}
	there, err := k.Configured(ctx)
	switch {
	case err != nil:
		return err
	case there:
		return badInput(errors.New("--no-accounts: the store has accounts; leave the flag away, and log in"))
	case !isLoopback(s.Addr):
		return badInput(fmt.Errorf("--no-accounts lets everybody who reaches %s do everything; expected an address of this machine alone, such as 127.0.0.1:8080", s.Addr))
	}
	return nil
}

// firstStart makes the link for the first administrator, while there is none.
func (s *serveCmd) firstStart(ctx context.Context, c *console, k *access.Keeper) (secret string, err error) {
	if s.NoAccounts {
		fmt.Fprintln(c.err, "No accounts: everybody on this machine may do everything.")
		return "", nil
	}
	if secret, err = k.FirstStart(ctx); err != nil || secret == "" {
		return "", err
	}
	if !isLoopback(s.Addr) {
		return "", badInput(fmt.Errorf("nobody can administer this store yet, and %s can be reached by others; make an administrator first: "+
			"jinlin account add NAME --role administrator --store %s, or start with --addr 127.0.0.1:8080 and use the link", s.Addr, storeName(s.Store)))
	}
	return secret, nil
}

func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func publicURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, badInput(fmt.Errorf("--url %q: expected http:// or https:// with a name, and no path", text))
	}
	return u, nil
}

func (s *serveCmd) provider() (access.Provider, error) {
	if s.URL == "" {
		return nil, badInput(errors.New("--oidc-issuer needs --url: the provider sends people back there"))
	}
	secret := ""
	if s.OIDCSecretFile != "" {
		text, err := os.ReadFile(s.OIDCSecretFile)
		if err != nil {
			return nil, badInput(err)
		}
		secret = strings.TrimSpace(string(text))
	}
	p, err := oidc.New(oidc.Config{
		Issuer: s.OIDCIssuer, ClientID: s.OIDCClient, ClientSecret: secret, Callback: strings.TrimRight(s.URL, "/") + manage.CallbackPath,
	})
	if err != nil {
		return nil, badInput(err)
	}
	return p, nil
}
