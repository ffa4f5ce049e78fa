package main

import (
	"context"
	"fmt"
)

type migrateCmd struct {
	Up     migrateUpCmd     `cmd:"" default:"withargs" help:"Make a new store, or bring an older one up to date (the default)."`
	Status migrateStatusCmd `cmd:"" help:"Tell whether the store is up to date, and change nothing."`
}

// Help shows examples under `jinlin migrate --help`.
func (migrateCmd) Help() string {
	return `Make a backup before: a schema never goes back.
  jinlin backup before.db && jinlin migrate
  jinlin migrate status --store /var/lib/jinlin/jinlin.db

Exit codes: 0 up to date, 2 no store of Jinlin, 4 (status) not up to date.`
}

type migrateUpCmd struct{ storeFlags }

func (m *migrateUpCmd) Run(ctx context.Context, c *console) error {
	before, _, err := storeSchema(ctx, m.Store, true)
	if err != nil {
		return err
	}
	s, err := openStore(ctx, m.Store, storeUse{Make: true, Migrate: true})
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	_, now, err := storeSchema(ctx, m.Store, false)
	if err != nil {
		return err
	}
	switch name := storeName(m.Store); before {
	case now:
		fmt.Fprintf(c.out, "%s: schema %d, up to date already\n", name, now)
	case 0:
		fmt.Fprintf(c.out, "%s: made, schema %d\n", name, now)
	default:
		fmt.Fprintf(c.out, "%s: brought from schema %d to %d\n", name, before, now)
	}
	return nil
}

type migrateStatusCmd struct{ storeFlags }

func (m *migrateStatusCmd) Run(ctx context.Context, c *console) error {
	have, want, err := storeSchema(ctx, m.Store, false)
	if err != nil {
		return err
	}
	if have < want {
		fmt.Fprintf(c.out, "%s: schema %d, and this program works on %d; make a backup (jinlin backup), then run jinlin migrate\n", storeName(m.Store), have, want)
		return &exit{code: exitViolations}
	}
	fmt.Fprintf(c.out, "%s: schema %d, up to date\n", storeName(m.Store), have)
	return nil
}
