package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"jinlin/service/registry"
	"jinlin/store/postgres"
	"jinlin/store/sqlite"
)

// storeFlags name the store that a command works on.
type storeFlags struct {
	Store string `default:"jinlin.db" env:"JINLIN_STORE" placeholder:"FILE|URL" help:"The store: a file, or postgres://user@host/database (default: ${default})."`
}

// storeUse is what a store is opened for.
type storeUse struct {
	// Make: a store may be made where there is none. Migrate: an older schema is brought up to date.
	Make, Migrate bool
	// ReadOnly: nothing will be written. AnySchema: it is for a backup, which can be made of older and newer ones too.
	ReadOnly, AnySchema bool
}

// openStore opens the store that the user named: with storeSchema and restoreStore the only place that knows which kinds there are.
func openStore(ctx context.Context, where string, use storeUse) (s registry.Store, err error) {
	if err := storeThere(ctx, where, use.Make); err != nil {
		return nil, err
	}
	// Each kind has its own pointer, which must not become a Store that is not nil.
	if isPostgres(where) {
		var p *postgres.Store
		if p, err = postgres.Open(ctx, where, postgres.Options{ReadOnly: use.ReadOnly, Migrate: use.Migrate}); err == nil {
			return p, nil
		}
		return nil, badInput(err)
	}
	var f *sqlite.Store
	if f, err = sqlite.Open(ctx, where, sqlite.Options{ReadOnly: use.ReadOnly, Migrate: use.Migrate, AnySchema: use.AnySchema}); err == nil {
		return f, nil
	}
	return nil, badInput(err)
}

// storeSchema tells the version of the store's schema and that of this program. It is 0 where nothing is in it yet, or, if it may be made, where there is none.
func storeSchema(ctx context.Context, where string, mayMake bool) (have, want int64, err error) {
	if err := storeThere(ctx, where, mayMake); err != nil {
		return 0, 0, err
	}
	if isPostgres(where) {
		have, want, err = postgres.Schema(ctx, where)
	} else {
		have, want, err = sqlite.Schema(ctx, where)
		if mayMake && errors.Is(err, fs.ErrNotExist) {
			return 0, want, nil
		}
	}
	if err != nil {
		err = badInput(err)
	}
	return have, want, err
}

// restoreStore makes a store where there is none from a backup.
func restoreStore(ctx context.Context, backup, where string) error {
	if isPostgres(where) {
		return badInput(errors.New("a backup of PostgreSQL is brought back by its own tools: createdb DATABASE, then pg_restore --no-owner -d DATABASE FILE"))
	}
	if err := storeThere(ctx, where, true); err != nil {
		return err
	}
	return sqlite.Restore(ctx, backup, where)
}

func isPostgres(where string) bool {
	return strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://")
}

// storeThere is nil where there is a store to open, or one may be made.
func storeThere(ctx context.Context, where string, mayMake bool) error {
	scheme, _, isURL := strings.Cut(where, "://")
	switch {
	case isPostgres(where):
		if mayMake {
			return nil
		}
		have, _, err := postgres.Schema(ctx, where)
		if err == nil && have == 0 {
			err = fmt.Errorf("there is no store in %s; `jinlin migrate` makes one", storeName(where))
		}
		if err != nil {
			return badInput(err)
		}
		return nil
	case isURL:
		return badInput(fmt.Errorf("%s://...: there are no such stores; expected a file or postgres://", scheme))
	case where == "":
		return badInput(errors.New("--store names no file"))
	}
	if _, err := os.Stat(where); err != nil && !mayMake {
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("there is no store at %s; `jinlin migrate` makes one, `jinlin restore` brings one back, --store names another", where)
		}
		return badInput(err)
	}
	return nil
}

// storeName is how a store is called in messages: without its password.
func storeName(where string) string {
	if !strings.Contains(where, "://") {
		return where
	}
	u, err := url.Parse(where)
	if err != nil {
		return "the database"
	}
	q := u.Query()
	for name := range q {
		if strings.Contains(name, "password") {
			q.Set(name, "xxxxx")
		}
	}
	u.RawQuery = q.Encode()
	return u.Redacted()
}

// closing ends the use of a store; an error of it counts where there is none before.
func closing(s registry.Store, err *error) {
	*err = errors.Join(*err, s.Close())
}
