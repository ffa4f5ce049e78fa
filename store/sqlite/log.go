package sqlite

import (
	"context"
	"os"
	"time"
)

const (
	// trimStep is how much the log may grow, in bytes, before a commit sees to it that it begins anew.
	trimStep = 32 << 20
	// trimPatience is how long that commit waits for readers; what SQLite waits by itself (patienceMS) may come on top once.
	trimPatience = 250 * time.Millisecond
	// trimPause is the pause before it looks at the readers again.
	trimPause = 2 * time.Millisecond
)

// trim carries a log that has grown long over to the file and empties it. SQLite carries it over by itself, but begins it anew only in a moment when
// nobody reads from it, and where readers overlap there is none. Here the last reader of an older state is waited for; then all of the log can be carried over, new
// readers are sent to the file, and those who still read from the log are waited for. Where one goes on for longer than the patience, the log grows by
// another step before the next try.
//
// The commit stands whatever comes of it, so an error is none of the caller's.
func (s *Store) trim(ctx context.Context, t *tx) {
	info, err := os.Stat(s.path + "-wal")
	if err != nil {
		return
	}
	s.trimAt = min(s.trimAt, info.Size()+s.trimStep) // SQLite may have cut it
	if info.Size() < s.trimAt {
		return
	}
	ctx = context.WithoutCancel(ctx)
	for end := time.Now().Add(s.trimPatience); ; time.Sleep(trimPause) {
		done, err := t.emptyLog(ctx)
		if done {
			s.trimAt = s.trimStep
			return
		}
		if err != nil || time.Now().After(end) {
			s.trimAt = info.Size() + s.trimStep
			return
		}
	}
}

// emptyLog reports whether nobody was in the way of emptying the log.
//
// The first step never waits. A checkpoint that does waits for a slot of readers that it saw hold an older state, and goes on waiting when others have taken that slot for
// the newest state: where readers overlap it may never be free (walCheckpoint and walTryBeginRead in SQLite's wal.c).
func (t *tx) emptyLog(ctx context.Context) (bool, error) {
	done, err := t.checkpoint(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
	if !done || err != nil {
		return false, err
	}
	return t.checkpoint(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
}

// checkpoint reports whether all of the log was carried over, and whatever else the mode promises.
func (t *tx) checkpoint(ctx context.Context, mode string) (bool, error) {
	return first(ctx, t, func(row scanner) (bool, error) {
		var busy bool
		var frames, carried int64
		err := row.Scan(&busy, &frames, &carried)
		return !busy && frames == carried, err
	}, mode)
}
