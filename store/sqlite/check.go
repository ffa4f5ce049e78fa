package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"modernc.org/sqlite"

	"jinlin/service/registry"
)

const (
	// leastRoom is the room on the disk below which a fault is told: a log of the usual size, a backup of a county.
	leastRoom = 256 << 20
	// longLog is a log that checkpoints should have kept shorter: a reader has been going on for very long.
	longLog = 512 << 20
)

// Check reads the whole file.
func (s *Store) Check(ctx context.Context) ([]registry.Fault, error) {
	var faults []registry.Fault
	err := s.probe(ctx, func(db *sql.DB) error {
		for _, look := range []func(context.Context, *sql.DB) ([]registry.Fault, error){checkPages, checkReferences, checkObjects, checkPlans, checkCounts} {
			found, err := look(ctx, db)
			if damaged(err) {
				faults = append(faults, registry.Fault{What: "the file is damaged: " + err.Error(), Todo: restore, Grave: true})
				return nil // what comes after would stumble over the same
			}
			if err != nil {
				return err
			}
			faults = append(faults, found...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return append(faults, s.checkDisk()...), nil
}

// damaged reports whether SQLite could not read on because of what is in the file.
func damaged(err error) bool {
	var of *sqlite.Error
	return errors.As(err, &of) && (of.Code()&0xff == codeCorrupt || of.Code()&0xff == codeNotADatabase)
}

const restore = "stop the server and restore the last backup (jinlin restore)"

func checkPages(ctx context.Context, db *sql.DB) ([]registry.Fault, error) {
	found, err := texts(ctx, db, "PRAGMA integrity_check(20)")
	if err != nil || len(found) == 1 && found[0] == "ok" {
		return nil, err
	}
	return []registry.Fault{{What: "the file is damaged: " + strings.Join(found, "; "), Todo: restore, Grave: true}}, nil
}

func checkReferences(ctx context.Context, db *sql.DB) ([]registry.Fault, error) {
	found, err := texts(ctx, db, `SELECT "table" || ' to ' || parent || ' (' || count(*) || ')' FROM pragma_foreign_key_check GROUP BY "table", parent ORDER BY "table", parent`)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return []registry.Fault{{What: "references to what is not there: " + strings.Join(found, ", "), Todo: restore, Grave: true}}, nil
}

// checkObjects compares tables, indexes and triggers with those that the migrations make.
func checkObjects(ctx context.Context, db *sql.DB) ([]registry.Fault, error) {
	const query = "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%' ORDER BY 1"
	model, err := open(":memory:")
	if err != nil {
		return nil, err
	}
	defer model.Close()
	model.SetMaxOpenConns(1)
	model.SetMaxIdleConns(1) // the database is gone with its connection
	if err := migrate(ctx, model); err != nil {
		return nil, err
	}
	want, err := texts(ctx, model, query)
	if err != nil {
		return nil, err
	}
	have, err := texts(ctx, db, query)
	if err != nil {
		return nil, err
	}
	present := map[string]bool{}
	for _, h := range have {
		present[h] = true
	}
	var faults []registry.Fault
	for _, w := range want {
		if !present[w] {
			faults = append(faults, registry.Fault{What: w + " is missing", Todo: restore, Grave: true})
		}
	}
	return faults, nil
}

func checkPlans(ctx context.Context, db *sql.DB) ([]registry.Fault, error) {
	rows, err := db.QueryContext(ctx, "SELECT hash, content FROM area_plans ORDER BY hash")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var faults []registry.Fault
	for rows.Next() {
		var hash registry.Hash
		var content []byte
		if err := rows.Scan(&hash, &content); err != nil {
			return nil, err
		}
		if registry.HashOf(content) != hash {
			faults = append(faults, registry.Fault{What: fmt.Sprintf("area plan %s is not what was kept", hash), Todo: restore, Grave: true})
		}
	}
	return faults, rows.Err()
}

// checkCounts looks at what is kept twice to be quick.
func checkCounts(ctx context.Context, db *sql.DB) ([]registry.Fault, error) {
	found, err := texts(ctx, db, `SELECT id FROM areas a WHERE
		households <> (SELECT count(*) FROM households WHERE area = a.id AND until = 9223372036854775807) OR
		members <> (SELECT count(*) FROM duties WHERE area = a.id AND until = 9223372036854775807) OR
		NOT EXISTS (SELECT 1 FROM states s WHERE s.area = a.id AND s.until = 9223372036854775807 AND s.since = a.records) ORDER BY id LIMIT 20`)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return []registry.Fault{{What: "records of these areas do not add up: " + strings.Join(found, ", "), Todo: restore, Grave: true}}, nil
}

func texts(ctx context.Context, db *sql.DB, query string) ([]string, error) {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, translate(rows.Err())
}

func (s *Store) checkDisk() []registry.Fault {
	var faults []registry.Fault
	if free, known := room(s.path); known && free < leastRoom {
		faults = append(faults, registry.Fault{What: fmt.Sprintf("%d MiB are free on the disk of %s", free>>20, s.path),
			Todo: fmt.Sprintf("make room; at least %d MiB", leastRoom>>20), Grave: free < leastRoom/16})
	}
	if info, err := os.Stat(s.path + "-wal"); err == nil && info.Size() > longLog {
		faults = append(faults, registry.Fault{What: fmt.Sprintf("the log beside the file has %d MiB", info.Size()>>20),
			Todo: "end programs that have been reading for long; the log is then carried over"})
	}
	if info, err := os.Stat(s.path); err == nil && info.Mode().Perm()&0o077 != 0 {
		faults = append(faults, registry.Fault{What: fmt.Sprintf("others may open the file (mode %04o); it holds names and phones", info.Mode().Perm()),
			Todo: "chmod 600 " + s.path})
	}
	return faults
}
