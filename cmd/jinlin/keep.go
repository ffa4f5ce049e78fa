package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"jinlin/service/workspace"
)

// keepFlags say for how many days things are kept; 0 is for ever.
type keepFlags struct {
	KeepDrafts   int `default:"365" placeholder:"DAYS" help:"Days for which plans are kept that were never in force (default: ${default}; 0 for ever, as all plans that were)."`
	KeepRecords  int `default:"365" placeholder:"DAYS" help:"Days for which records are kept as they were before a change, where no plan needs them (default: ${default}; 0 for ever)."`
	KeepJobs     int `default:"90" placeholder:"DAYS" help:"Days for which jobs are kept that have ended (default: ${default}; 0 for ever)."`
	KeepAudit    int `default:"1095" placeholder:"DAYS" help:"Days for which the audit trail is kept (default: ${default}; 0 for ever)."`
	KeepReplies  int `default:"2" placeholder:"DAYS" help:"Days for which answers to requests with a key are kept, to be given again (default: ${default}; 0 for ever)."`
	KeepSessions int `default:"30" placeholder:"DAYS" help:"Days for which sessions, tokens and links are kept that have ended (default: ${default}; 0 for ever)."`
}

func (k keepFlags) check() error {
	for _, x := range []struct {
		name string
		days int
	}{{"drafts", k.KeepDrafts}, {"records", k.KeepRecords}, {"jobs", k.KeepJobs}, {"audit", k.KeepAudit}, {"replies", k.KeepReplies}, {"sessions", k.KeepSessions}} {
		if x.days < 0 {
			return fmt.Errorf("--keep-%s is %d; expected days, or 0 to keep for ever", x.name, x.days)
		}
	}
	return nil
}

// retention is what is old now.
func (k keepFlags) retention(now time.Time) workspace.Retention {
	before := func(days int) time.Time {
		if days == 0 {
			return time.Time{}
		}
		return now.UTC().AddDate(0, 0, -days)
	}
	return workspace.Retention{
		Drafts: before(k.KeepDrafts), Records: before(k.KeepRecords), Jobs: before(k.KeepJobs),
		Entries: before(k.KeepAudit), Replies: before(k.KeepReplies), Sessions: before(k.KeepSessions),
	}
}

// newDay is how often it is asked whether a new day has begun.
const newDay = 10 * time.Minute

// daily adds the job that forgets, at the start and on every new day (UTC), unless another process did, until the context ends.
func (k keepFlags) daily(ctx context.Context, w *workspace.Workspace, log *slog.Logger, trouble func(error)) {
	for {
		now := time.Now()
		added, err := w.QueueForget(ctx, now.UTC().Format(time.DateOnly), k.retention(now))
		switch {
		case err != nil && ctx.Err() == nil:
			trouble(err)
		case added:
			log.Info("forgetting what is old", "drafts_days", k.KeepDrafts, "records_days", k.KeepRecords, "jobs_days", k.KeepJobs,
				"audit_days", k.KeepAudit, "replies_days", k.KeepReplies, "sessions_days", k.KeepSessions)
		}
		if wait(ctx, newDay) != nil {
			return
		}
	}
}
