package sqlite

import (
	"context"
	"os"
)

// trimStep is how much the log may grow, in bytes, before a commit sees to it that it begins anew.
const trimStep = 32 << 20

// trim carries a log that has grown long over to the file and empties it. SQLite carries it over by itself, but begins it anew only in a moment when
// nobody reads from it, and where readers overlap there is none; here new readers are sent to the file, and the last of the old ones is
// waited for (patienceMS). Where one goes on for longer, the log grows by another step before the next try.
//
// The commit stands whatever comes of it, so an error is none of the caller's.
func (s *Store) trim(ctx context.Context, t *tx) {
	info, err := os.Stat(s.path + "-wal")
	if err != nil || info.Size() < s.trimAt {
		return
	}
	busy, err := first(context.WithoutCancel(ctx), t, func(row scanner) (bool, error) {
		var busy bool
		var log, done int64
		err := row.Scan(&busy, &log, &done)
		return busy, err
	}, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err != nil || busy {
		s.trimAt = info.Size() + trimStep
		return
	}
	s.trimAt = trimStep
}
