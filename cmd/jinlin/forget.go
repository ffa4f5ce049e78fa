package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"jinlin/service/access"
)

type forgetCmd struct {
	storeFlags
	keepFlags
	DryRun bool `help:"Only say what would be forgotten."`
}

// Help shows examples under `jinlin forget --help`.
func (forgetCmd) Help() string {
	return `Servers and workers do this once a day. Plans that were ever in force, and the records that they were made from, are never forgotten.
  jinlin forget --dry-run
  jinlin forget --keep-audit 365 --keep-drafts 30 --store jinlin.db

Exit codes: 0 done, 2 no store there, or a wrong setting.`
}

// Validate is called by kong.
func (f *forgetCmd) Validate() error { return f.check() }

func (f *forgetCmd) Run(ctx context.Context, c *console) (err error) {
	store, err := openStore(ctx, f.Store, storeUse{})
	if err != nil {
		return err
	}
	defer closing(store, &err)
	space, house := newWorkspace(store, 1), access.House("", access.RemoteLoopback)
	forget, did := space.Forget, "forgotten"
	if f.DryRun {
		forget, did = space.WouldForget, "would be forgotten"
	}
	gone, err := forget(ctx, house, f.retention(time.Now()))
	if err != nil {
		return refusal(err)
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, x := range []struct {
		what    string
		n, days int
	}{
		{"plans that were never in force", gone.Drafts, f.KeepDrafts},
		{"records as they were before a change, plans of areas that no plan names", gone.Records, f.KeepRecords},
		{"jobs that have ended", gone.Jobs, f.KeepJobs},
		{"entries of the audit trail", gone.Entries, f.KeepAudit},
		{"answers to requests", gone.Replies, f.KeepReplies},
		{"sessions, tokens and links", gone.Sessions, f.KeepSessions},
	} {
		age := fmt.Sprintf("older than %d days", x.days)
		if x.days == 0 {
			age = "kept for ever"
		}
		fmt.Fprintf(w, "%s\t%d %s\t%s\n", x.what, x.n, did, age)
	}
	return w.Flush()
}
