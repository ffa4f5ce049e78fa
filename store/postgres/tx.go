package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"jinlin/service/registry"
)

const (
	// together is how often a writer tries among others before it runs alone, attempts how often at all: other programs may write too.
	together = 3
	attempts = 8
	// leave is how long ending a transaction may take when the caller has gone.
	leave = 10 * time.Second
)

// tx is a registry.Tx.
type tx struct {
	conn     pgx.Tx
	readOnly bool
	// clash is the first error that running again may mend.
	clash error
}

var _ registry.Tx = (*tx)(nil)

// reading is how a transaction reads.
var reading = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// Read runs f on one state of everything.
func (s *Store) Read(ctx context.Context, f func(registry.Tx) error) error {
	_, err := s.run(ctx, reading, func(t *tx) error { return f(t) })
	return err
}

// Write runs f in one serializable transaction, again where others came in its way.
func (s *Store) Write(ctx context.Context, f func(registry.Tx) error) error {
	if s.readOnly {
		return registry.ErrReadOnly
	}
	for attempt := 1; ; attempt++ {
		mode := "ROW SHARE"
		if attempt > together {
			mode = "EXCLUSIVE"
		}
		// The lock comes before the snapshot, which only the first query takes.
		again, err := s.run(ctx, pgx.TxOptions{BeginQuery: "BEGIN ISOLATION LEVEL SERIALIZABLE; LOCK TABLE turn IN " + mode + " MODE"}, func(t *tx) error { return f(t) })
		if !again {
			return err
		}
		if attempt == attempts {
			return fmt.Errorf("%w (%w)", registry.ErrBusy, err)
		}
	}
}

// run runs f once; again: others came in its way, nothing was written.
func (s *Store) run(ctx context.Context, o pgx.TxOptions, f func(*tx) error) (again bool, err error) {
	conn, err := s.pool.BeginTx(ctx, o)
	if err != nil {
		return false, translate(err)
	}
	t := &tx{conn: conn, readOnly: o.AccessMode == pgx.ReadOnly}
	defer func() { // also of what panics; nothing where it was committed
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leave)
		defer cancel()
		_ = conn.Rollback(ctx)
	}()
	err = f(t)
	if gone := ctx.Err(); err == nil && gone != nil {
		return false, gone // who has gone gets nothing done that he would not hear of
	}
	if t.clash != nil {
		return ctx.Err() == nil, t.clash
	}
	if err != nil {
		return false, err
	}
	err = conn.Commit(context.WithoutCancel(ctx))
	return clashes(err), translate(err)
}

// failed keeps what running again may mend, and tells the contract's error.
func (t *tx) failed(err error) error {
	if t.clash == nil && clashes(err) {
		t.clash = err
	}
	return translate(err)
}

// do executes a statement and returns how many rows it changed.
func (t *tx) do(ctx context.Context, query string, args ...any) (int64, error) {
	tag, err := t.conn.Exec(ctx, query, args...)
	return tag.RowsAffected(), t.failed(err)
}

// add appends rows to a table, all at once (COPY).
func (t *tx) add(ctx context.Context, table string, columns []string, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := t.conn.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(rows))
	return t.failed(err)
}

// scanner reads the columns of a row.
type scanner interface{ Scan(into ...any) error }

// list asks for rows and reads each of them.
func list[T any](ctx context.Context, t *tx, read func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := t.conn.Query(ctx, query, args...)
	if err != nil {
		return nil, t.failed(err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := read(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, t.failed(rows.Err())
}

// first asks for one row; registry.ErrNotFound: there is none.
func first[T any](ctx context.Context, t *tx, read func(scanner) (T, error), query string, args ...any) (T, error) {
	all, err := list(ctx, t, read, query, args...)
	if err == nil && len(all) == 0 {
		err = registry.ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return all[0], nil
}

// value reads rows of one column.
func value[T any](s scanner) (T, error) {
	var v T
	err := s.Scan(&v)
	return v, err
}

// has reports whether the query finds anything.
func (t *tx) has(ctx context.Context, query string, args ...any) (bool, error) {
	return first(ctx, t, value[bool], "SELECT EXISTS ("+query+")", args...)
}

// next draws a number that was never given before. The transaction has its snapshot by then, or two changes of a record could have their numbers the
// wrong way round.
func (t *tx) next(ctx context.Context) (int64, error) {
	return first(ctx, t, value[int64], "SELECT nextval('numbers')")
}

// writes refuses what a transaction that reads must not do.
func (t *tx) writes() error {
	if t.readOnly {
		return registry.ErrReadOnly
	}
	return nil
}

// changes begins a change of a record that has a revision: it compares the revision with the one that the query finds (registry.ErrNotFound: none), and
// draws the next one.
func (t *tx) changes(ctx context.Context, revision int64, query string, id any) (int64, error) {
	if err := t.writes(); err != nil {
		return 0, err
	}
	now, err := first(ctx, t, value[int64], query, id)
	switch {
	case errors.Is(err, registry.ErrNotFound) && revision == 0:
	case err != nil:
		return 0, err
	case revision == 0:
		return 0, registry.ErrExists
	case now != revision:
		return 0, registry.ErrConflict
	}
	return t.next(ctx)
}

// drops is changes for what must be there.
func (t *tx) drops(ctx context.Context, revision int64, query string, id any) error {
	if err := t.writes(); err != nil {
		return err
	}
	now, err := first(ctx, t, value[int64], query, id)
	if err == nil && now != revision {
		err = registry.ErrConflict
	}
	return err
}

// whole makes one call all or nothing within its transaction, so that a caller may go on after an error; without it PostgreSQL refuses
// everything after a statement that failed.
func (t *tx) whole(ctx context.Context, f func() error) error {
	if t.readOnly {
		return registry.ErrReadOnly
	}
	if _, err := t.do(ctx, "SAVEPOINT whole"); err != nil {
		return err
	}
	if err := f(); err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leave)
		defer cancel()
		// Where this fails the connection is gone, and so is the transaction.
		_, _ = t.do(ctx, "ROLLBACK TO SAVEPOINT whole; RELEASE SAVEPOINT whole")
		return err
	}
	_, err := t.do(ctx, "RELEASE SAVEPOINT whole")
	return err
}

// code is PostgreSQL's code of an error (https://www.postgresql.org/docs/current/errcodes-appendix.html), "" for others.
func code(err error) string {
	var of *pgconn.PgError
	if errors.As(err, &of) {
		return of.Code
	}
	return ""
}

// clashes reports whether others came in the way of a transaction, so that it may go well another time.
func clashes(err error) bool {
	c := code(err)
	return c == "40001" || c == "40P01" // it does not fit into an order with the others, or deadlock
}

// translate tells the contract's error for one of PostgreSQL's. References are looked at before they can fail; what fails all the same is in use.
func translate(err error) error {
	switch code(err) {
	case "55P03", "53300": // lock_not_available, too_many_connections
		return fmt.Errorf("%w (%w)", registry.ErrBusy, err)
	case "25006": // read_only_sql_transaction
		return fmt.Errorf("%w (%w)", registry.ErrReadOnly, err)
	case "23503": // foreign_key_violation
		return fmt.Errorf("%w (%w)", registry.ErrInUse, err)
	case "23505": // unique_violation
		return fmt.Errorf("%w (%w)", registry.ErrExists, err)
	case "22021": // character_not_in_repertoire
		return fmt.Errorf("%w (%w)", registry.ErrInvalid, err)
	}
	return err
}
