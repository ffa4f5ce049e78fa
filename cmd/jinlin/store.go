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

// errNoPostgres is what every command says of a PostgreSQL database.
var errNoPostgres = errors.New("PostgreSQL is not built into this program yet; name a file")

// openStore opens the store that the user named: the only place that knows which kinds there are.
func openStore(ctx context.Context, where string, use storeUse) (registry.Store, error) {
	path, err := storeFile(where, use.Make)
	if err != nil {
		return nil, err
	}
	s, err := sqlite.Open(ctx, path, sqlite.Options{ReadOnly: use.ReadOnly, Migrate: use.Migrate, AnySchema: use.AnySchema})
	if err != nil {
		return nil, badInput(err)
	}
	return s, nil
}

// storeSchema tells the version of the store's schema and that of this program. It is 0 where nothing is in it yet, or, if it may be made, where there is none.
func storeSchema(ctx context.Context, where string, mayMake bool) (have, want int64, err error) {
	path, err := storeFile(where, mayMake)
	if err != nil {
		return 0, 0, err
	}
	have, want, err = sqlite.Schema(ctx, path)
	if mayMake && errors.Is(err, fs.ErrNotExist) {
		return 0, want, nil
	}
	if err != nil {
		err = badInput(err)
	}
	return have, want, err
}

// restoreStore makes a store where there is none from a backup.
func restoreStore(ctx context.Context, backup, where string) error {
	path, err := storeFile(where, true)
	if err != nil {
		return err
	}
	return sqlite.Restore(ctx, backup, path)
}

// storeFile is the file of a store, which must be there unless it may be made.
func storeFile(where string, mayMake bool) (string, error) {
	scheme, _, isURL := strings.Cut(where, "://")
	switch {
	case isURL && (scheme == "postgres" || scheme == "postgresql"):
		return "", badInput(fmt.Errorf("%s: %w", storeName(where), errNoPostgres))
	case isURL:
		return "", badInput(fmt.Errorf("%s://...: there are no such stores; expected a file or postgres://", scheme))
	case where == "":
		return "", badInput(errors.New("--store names no file"))
	}
	if _, err := os.Stat(where); err != nil && !mayMake {
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("there is no store at %s; `jinlin migrate` makes one, `jinlin restore` brings one back, --store names another", where)
		}
		return "", badInput(err)
	}
	return where, nil
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
