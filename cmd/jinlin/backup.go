package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
)

type backupCmd struct {
	File string `arg:"" help:"File to write; there must be none of this name."`
	storeFlags
}

// Help shows examples under `jinlin backup --help`.
func (backupCmd) Help() string {
	return `The copy is consistent while servers go on writing. It holds everything, names and phones too, and is readable for its owner only.
  jinlin backup jinlin-2026-03-01.db
  jinlin backup /backup/jinlin-$(date +%F).db --store /var/lib/jinlin/jinlin.db

Exit codes: 0 written, 2 no store there, or the file exists.`
}

func (b *backupCmd) Run(ctx context.Context, c *console) (err error) {
	s, err := openStore(ctx, b.Store, storeUse{ReadOnly: true, AnySchema: true})
	if err != nil {
		return err
	}
	defer closing(s, &err)
	if err := s.Backup(ctx, b.File); err != nil {
		return fileTrouble(err)
	}
	info, err := os.Stat(b.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s: everything in %s, %s\n", b.File, storeName(b.Store), size(info.Size()))
	return nil
}

type restoreCmd struct {
	File string `arg:"" help:"The backup."`
	storeFlags
}

// Help shows examples under `jinlin restore --help`.
func (restoreCmd) Help() string {
	return `A store is made where there is none; nothing is ever written over. The backup is checked first and brought up to date.
Whoever was logged in then has to log in again; tokens of programs work as they did then.
  jinlin restore jinlin-2026-03-01.db --store restored.db

Exit codes: 0 restored, 2 no backup, a damaged one, or there is a store already.`
}

func (r *restoreCmd) Run(ctx context.Context, c *console) (err error) {
	if err := restoreStore(ctx, r.File, r.Store); err != nil {
		return fileTrouble(err)
	}
	s, err := openStore(ctx, r.Store, storeUse{})
	if err != nil {
		return err
	}
	defer closing(s, &err)
	var accounts int
	err = s.Write(ctx, func(tx registry.Tx) (err error) {
		accounts, err = endSessions(ctx, tx, time.Now())
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s: restored from %s, checked; %d accounts, all logged out\n", storeName(r.Store), r.File, accounts)
	return nil
}

// endSessions ends those that were open when the backup was made, some of which have been ended since, and tells the audit trail of it.
func endSessions(ctx context.Context, tx registry.Tx, now time.Time) (accounts int, err error) {
	list, err := tx.Accounts(ctx, "", 0)
	if err != nil {
		return 0, err
	}
	for _, a := range list {
		if err := tx.DropSessionsOf(ctx, a.ID); err != nil && !errors.Is(err, registry.ErrNotFound) {
			return 0, err
		}
	}
	by := access.House("", access.RemoteLoopback)
	return len(list), tx.AddEntry(ctx, by.Entry(now, access.Maintain, "store", "", []byte(`{"restored":true}`)))
}

// fileTrouble tells trouble with the files that the user named from our own.
func fileTrouble(err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, registry.ErrExists):
		return badInput(fmt.Errorf("%w; nothing is written over", err))
	case errors.Is(err, registry.ErrInvalid), errors.Is(err, registry.ErrBusy), errors.As(err, &path):
		return badInput(err)
	}
	return err
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KiB", (bytes+1<<10-1)>>10)
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
}
