package main

import (
	"context"
	"fmt"

	"jinlin/service/registry"
)

type doctorCmd struct{ storeFlags }

// Help shows examples under `jinlin doctor --help`.
func (doctorCmd) Help() string {
	return `Reads the whole store and changes nothing; servers may go on working. It looks at the file itself, its schema, indexes and references, at every plan (by its
hash), at counts that are kept twice, at the room on the disk, and at who may open the file. A backup is looked at in the same way.
  jinlin doctor
  jinlin doctor --store /backup/jinlin-2026-03-01.db

Exit codes: 0 nothing found, 2 there is no store, 4 something found: of what is "grave", a server would not start.`
}

func (d *doctorCmd) Run(ctx context.Context, c *console) (err error) {
	faults, err := d.examine(ctx)
	if err != nil {
		return err
	}
	if len(faults) == 0 {
		fmt.Fprintf(c.out, "%s: nothing found\n", storeName(d.Store))
		return nil
	}
	for _, f := range faults {
		weight := "to look after"
		if f.Grave {
			weight = "grave"
		}
		fmt.Fprintf(c.out, "%s: %s\n  what to do: %s\n", weight, f.What, f.Todo)
	}
	return &exit{code: exitViolations}
}

// examine tells what is wrong; that it cannot even be opened is a finding too.
func (d *doctorCmd) examine(ctx context.Context) (faults []registry.Fault, err error) {
	if err := storeThere(ctx, d.Store, false); err != nil {
		return nil, err
	}
	s, err := openStore(ctx, d.Store, storeUse{ReadOnly: true})
	if err != nil {
		return []registry.Fault{{What: "the store cannot be opened: " + err.Error(), Grave: true,
			Todo: "if it is older, bring it up to date (jinlin migrate); if it is damaged, restore the last backup (jinlin restore)"}}, ctx.Err()
	}
	defer closing(s, &err)
	return s.Check(ctx)
}
