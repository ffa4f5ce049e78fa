package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"jinlin/service/registry"
)

// Options of Open.
type Options struct {
	// ReadOnly opens the database for reading: writes fail with registry.ErrReadOnly.
	ReadOnly bool
	// Migrate brings an older schema up to date. A database without one always gets it.
	Migrate bool
}

// Store is a registry.Store in a database.
type Store struct {
	// dsn is as it was given; it may hold a password.
	dsn      string
	config   *pgx.ConnConfig
	readOnly bool
	pool     *pgxpool.Pool
}

var _ registry.Store = (*Store)(nil)

// patience is how long a statement waits for a lock of another before the store counts as busy, where the name of the database does not say (lock_timeout).
const patience = "10s"

// Open opens the store in a database, named by a URL or by "key=value" words as for libpq, with pool_max_conns and the like for the pool. The error is a *SchemaError
// where the schema is older (and Migrate is not set) or newer than this program knows, or is another program's.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	c, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err) // pgx leaves the password out
	}
	place, err := prepare(ctx, c.ConnConfig, o.ReadOnly)
	if err != nil {
		return nil, err
	}
	params := c.ConnConfig.RuntimeParams
	params["search_path"] = tables + ", " + pgx.Identifier{place}.Sanitize() //nolint:misspell // pgx spells it so
	params["timezone"] = "UTC"
	// A plan that was made while a table was small would be kept while an import fills it, and read all of it for every area.
	params["plan_cache_mode"], params["jit"] = "force_custom_plan", "off"
	for key, usual := range map[string]string{"lock_timeout": patience, "application_name": "jinlin"} {
		if params[key] == "" {
			params[key] = usual
		}
	}
	if o.ReadOnly {
		params["default_transaction_read_only"] = "on"
	}
	s := &Store{dsn: dsn, config: c.ConnConfig.Copy(), readOnly: o.ReadOnly}
	if err := s.checkSchema(ctx, o); err != nil {
		return nil, err
	}
	s.pool, err = pgxpool.NewWithConfig(ctx, c)
	return s, err
}

// prepare looks whether the database can hold the store, makes the extension where it is missing, and returns the schema that it lies in.
func prepare(ctx context.Context, c *pgx.ConnConfig, readOnly bool) (string, error) {
	conn, err := pgx.ConnectConfig(ctx, c)
	if err != nil {
		return "", fmt.Errorf("postgres: %w", err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var encoding string
	if err := conn.QueryRow(ctx, "SHOW server_encoding").Scan(&encoding); err != nil {
		return "", err
	}
	if encoding != "UTF8" {
		return "", fmt.Errorf("postgres: database %q has the encoding %s, expected UTF8; make another one (createdb -E UTF8 -T template0)", c.Database, encoding)
	}
	place, err := extension(ctx, conn)
	if !errors.Is(err, pgx.ErrNoRows) {
		return place, err
	}
	if readOnly {
		return "", fmt.Errorf("postgres: database %q has no PostGIS and no store of Jinlin", c.Database)
	}
	if _, err := conn.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS postgis"); err != nil {
		return "", fmt.Errorf("postgres: database %q needs PostGIS: install it on the server (Debian: postgresql-15-postgis-3, or that of your version), "+
			"then run CREATE EXTENSION postgis there as its administrator (%w)", c.Database, err)
	}
	return extension(ctx, conn)
}

// extension is the schema that PostGIS lies in; pgx.ErrNoRows: it is not there.
func extension(ctx context.Context, conn *pgx.Conn) (string, error) {
	var place string
	err := conn.QueryRow(ctx, "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'postgis'").Scan(&place)
	return place, err
}

// Close waits until every transaction has ended, and ends all connections.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}
