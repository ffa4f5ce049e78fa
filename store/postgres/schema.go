package postgres

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// tables is the schema that everything lies in.
const tables = "jinlin"

// migrating is the number of the lock that who migrates holds: "JNLN".
const migrating = 0x4a4e4c4e

// A SchemaError tells that the database has not the schema that this program works on.
type SchemaError struct {
	Database string
	// Have is the version of the database, Want that of this program. Have is -1 where the schema jinlin is something else.
	Have, Want int64
}

func (e *SchemaError) Error() string {
	switch {
	case e.Have < 0:
		return fmt.Sprintf("database %q has a schema %s that is no store of Jinlin; name another database", e.Database, tables)
	case e.Have > e.Want:
		return fmt.Sprintf("database %q was written by a newer Jinlin (schema %d, this one knows %d); use that one, or restore a backup of before", e.Database, e.Have, e.Want)
	}
	return fmt.Sprintf("database %q has schema %d, expected %d; make a backup (pg_dump), then run jinlin migrate", e.Database, e.Have, e.Want)
}

// checkSchema compares the schema of the database with ours, and brings it up to date where there is none or the caller wants it.
func (s *Store) checkSchema(ctx context.Context, o Options) error {
	want, err := newest()
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, s.config)
	if err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	have, err := schema(ctx, conn)
	if err != nil || have == want {
		return err
	}
	if have >= 0 && have < want && !o.ReadOnly {
		// Another process may be migrating: wait for it, and look again at what it left. The lock goes with the connection.
		if _, err := conn.Exec(ctx, "SET lock_timeout = 0"); err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", migrating); err != nil {
			return err
		}
		if have, err = schema(ctx, conn); err != nil || have == want {
			return err
		}
	}
	if have < 0 || have > want || o.ReadOnly || have > 0 && !o.Migrate {
		return &SchemaError{s.config.Database, have, want}
	}
	if _, err := conn.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+tables); err != nil {
		return fmt.Errorf("postgres: make schema %s in database %q: %w", tables, s.config.Database, err)
	}
	return s.migrate(ctx)
}

// Schema tells the version of the schema that the database has, and that of this program. A database without one has 0; it is a *SchemaError where the
// schema is something else, or newer.
func Schema(ctx context.Context, dsn string) (have, want int64, err error) {
	if want, err = newest(); err != nil {
		return 0, 0, err
	}
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return 0, 0, fmt.Errorf("postgres: %w", err) // pgx leaves the password out
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	have, err = schema(ctx, conn)
	if err == nil && (have < 0 || have > want) {
		err = &SchemaError{conn.Config().Database, have, want}
	}
	return have, want, err
}

// newest is the version of the last migration.
func newest() (int64, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil || len(files) == 0 {
		return 0, errors.Join(err, errors.New("postgres: no migrations"))
	}
	return goose.NumericComponent(files[len(files)-1])
}

// schema is the version that the database has: 0 for none, -1 for one that is not ours.
func schema(ctx context.Context, conn *pgx.Conn) (int64, error) {
	var ours bool
	var others int64
	err := conn.QueryRow(ctx, `SELECT count(*) FILTER (WHERE relname = 'goose_db_version') > 0, count(*) FILTER (WHERE relname <> 'goose_db_version')
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm')`, tables).Scan(&ours, &others)
	switch {
	case err != nil:
		return 0, err
	case !ours && others > 0:
		return -1, nil
	case !ours:
		return 0, nil
	}
	var version int64
	err = conn.QueryRow(ctx, "SELECT coalesce(max(version_id), 0) FROM "+tables+".goose_db_version WHERE is_applied").Scan(&version)
	return version, err
}

// migrate applies what is missing, each migration in its transaction.
func (s *Store) migrate(ctx context.Context) error {
	folder, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*s.config)
	defer db.Close()
	return up(ctx, db, folder)
}

func up(ctx context.Context, db *sql.DB, folder fs.FS) error {
	p, err := goose.NewProvider(goose.DialectPostgres, db, folder)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
