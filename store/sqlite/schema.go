package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks our files in their header (PRAGMA application_id): "JNLN".
const applicationID = 0x4a4e4c4e

// A SchemaError tells that the file has not the schema that this program works on.
type SchemaError struct {
	Path string
	// Have is the version of the file, Want that of this program. Have is -1 for a file that is something else.
	Have, Want int64
}

func (e *SchemaError) Error() string {
	switch {
	case e.Have < 0:
		return e.Path + " is an SQLite file, but no store of Jinlin; name another file"
	case e.Have > e.Want:
		return fmt.Sprintf("%s was written by a newer Jinlin (schema %d, this one knows %d); use that one, or restore a backup of before", e.Path, e.Have, e.Want)
	}
	return fmt.Sprintf("%s has schema %d, expected %d; make a backup (jinlin backup), then run jinlin migrate", e.Path, e.Have, e.Want)
}

// checkSchema compares the schema of the file with ours, and brings it up to date where the file is new or the caller wants it.
func (s *Store) checkSchema(ctx context.Context, o Options) error {
	want, err := newest()
	if err != nil {
		return err
	}
	// Another process may be migrating: then ours fails, and what it left is looked at again.
	var failed error
	for range 3 {
		have, err := s.schema(ctx)
		if err != nil {
			return err
		}
		switch {
		case have == want, have > 0 && o.AnySchema:
			return nil
		case have < 0, have > want, o.ReadOnly, have > 0 && !o.Migrate:
			return &SchemaError{s.path, have, want}
		}
		if failed = s.migrate(ctx); failed == nil {
			return nil
		}
	}
	return failed
}

// newest is the version of the last migration.
func newest() (int64, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		return 0, errors.Join(err, errors.New("sqlite: no migrations"))
	}
	return goose.NumericComponent(files[len(files)-1])
}

// schema is the version that the file has: 0 for a new one, -1 for one that is not ours.
func (s *Store) schema(ctx context.Context) (int64, error) {
	var version int64
	err := s.probe(ctx, func(db *sql.DB) error {
		var id, tables int64
		if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
			return err
		}
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'").Scan(&tables); err != nil {
			return err
		}
		switch {
		case tables == 0 && (id == 0 || id == applicationID):
			return nil
		case id != applicationID:
			version = -1
			return nil
		}
		return db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version)
	})
	return version, err
}

// migrate applies what is missing, each migration in its transaction.
func (s *Store) migrate(ctx context.Context) error {
	return s.probe(ctx, func(db *sql.DB) error { return migrate(ctx, db) })
}

func migrate(ctx context.Context, db *sql.DB) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, folder)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// probe runs f on connections of its own, for what is not a transaction of ours.
func (s *Store) probe(ctx context.Context, f func(*sql.DB) error) error {
	db, err := open(dsn(s.path, s.readOnly, false))
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.PingContext(ctx); err != nil {
		return fmt.Errorf("%s: %w", s.path, err)
	}
	return f(db)
}
