package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver, by its name in database/sql

	"jinlin/service/registry"
)

const (
	// readers is how many transactions read at once; more of them wait. Each may hold 8 MiB of pages.
	readers = 8
	// patienceMS is how long SQLite waits for a lock of another process before we look whether the caller still wants it, attempts how often.
	patienceMS = 250
	attempts   = 40
)

// Options of Open.
type Options struct {
	// ReadOnly opens the file for reading: writes fail with registry.ErrReadOnly.
	ReadOnly bool
	// Migrate brings an older schema up to date. A new file always gets the schema.
	Migrate bool
	// AnySchema opens a file of ours for reading whatever its schema, older or newer, so that a Backup can be made of it.
	AnySchema bool
}

// Store is a registry.Store in a file.
type Store struct {
	path     string
	readOnly bool
	write    *pool
	read     *pool
	// trimAt is the length of the log, in bytes, at which the next commit carries it over; the writer's link guards it.
	trimAt int64
	// trimStep and trimPatience are the constants of these names, but in tests.
	trimStep     int64
	trimPatience time.Duration
}

var _ registry.Store = (*Store)(nil)

// Open opens the store in a file, which is made (readable for its owner only) where there is none and its folder exists. The error is a *SchemaError where
// the schema is older (and Migrate is not set) or newer than this program knows, or where the file is something else.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	o.ReadOnly = o.ReadOnly || o.AnySchema
	if !o.ReadOnly {
		if err := create(ctx, path); err != nil {
			return nil, err
		}
	}
	if err := prepareFile(path, o.ReadOnly); err != nil {
		return nil, err
	}
	s := &Store{path: path, readOnly: o.ReadOnly, trimAt: trimStep, trimStep: trimStep, trimPatience: trimPatience}
	if s.write, err = newPool(dsn(path, o.ReadOnly, false), 1); err != nil {
		return nil, err
	}
	if s.read, err = newPool(dsn(path, o.ReadOnly, true), readers); err != nil {
		return nil, errors.Join(err, s.write.close())
	}
	if err := s.checkSchema(ctx, o); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepareFile makes the file, since SQLite would make it readable for everybody; its companions (-wal, -shm) take its permissions.
func prepareFile(path string, readOnly bool) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a folder; expected a file", path)
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist) || readOnly:
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// dsn names the file with the settings of a connection. Statements that a context cuts short are none of ours: see link.
func dsn(path string, readOnly, queryOnly bool) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	mode, query := "rw", url.Values{}
	if readOnly {
		mode = "ro"
	} else {
		query.Add("_pragma", "journal_mode(WAL)")
		query.Add("_pragma", "synchronous(FULL)")
		query.Add("_pragma", "secure_delete(ON)")
		query.Add("_pragma", "journal_size_limit(67108864)")
	}
	query.Set("mode", mode)
	query.Set("_busy_timeout", fmt.Sprint(patienceMS))
	query.Set("_foreign_keys", "1")
	query.Set("_dqs", "0")
	query.Add("_pragma", "cache_size(-8192)")
	query.Add("_pragma", "temp_store(MEMORY)")
	if queryOnly {
		query.Set("_query_only", "1")
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

// Close ends all connections; the last one carries the log over to the file.
func (s *Store) Close() error {
	return errors.Join(s.read.close(), s.write.close())
}

// open opens a database of database/sql that leaves the number of connections to the pool.
func open(dsn string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(0)
	return db, nil
}
