package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"

	"jinlin/service/registry"
)

// tx is a registry.Tx.
type tx struct {
	link     *link
	readOnly bool
}

var _ registry.Tx = (*tx)(nil)

// Read runs f on one state of everything.
func (s *Store) Read(ctx context.Context, f func(registry.Tx) error) error {
	return s.run(ctx, s.read, "BEGIN", true, f)
}

// Write runs f in one transaction, once.
func (s *Store) Write(ctx context.Context, f func(registry.Tx) error) error {
	if s.readOnly {
		return registry.ErrReadOnly
	}
	return s.run(ctx, s.write, "BEGIN IMMEDIATE", false, f)
}

func (s *Store) run(ctx context.Context, p *pool, begin string, readOnly bool, f func(registry.Tx) error) error {
	l, err := p.take(ctx)
	if err != nil {
		return err
	}
	broken := true // what panics, too
	defer func() { p.give(l, broken) }()
	t := &tx{link: l, readOnly: readOnly}
	if err := t.begin(ctx, begin); err != nil {
		return err
	}
	err = f(t)
	if err == nil {
		err = ctx.Err() // who has gone gets nothing done that he would not hear of
	}
	if err != nil {
		broken = t.control(ctx, "ROLLBACK") != nil
		return err
	}
	if err := t.control(ctx, "COMMIT"); err != nil {
		broken = t.control(ctx, "ROLLBACK") != nil
		return err
	}
	broken = false
	if !readOnly {
		s.trim(ctx, t)
	}
	return nil
}

// begin waits while others hold the lock, as long as the caller does and the store is not busy for too long.
func (t *tx) begin(ctx context.Context, begin string) error {
	for attempt := 1; ; attempt++ {
		err := t.control(ctx, begin)
		if !errors.Is(err, registry.ErrBusy) || attempt == attempts {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// control runs BEGIN, COMMIT or ROLLBACK, to the end.
func (t *tx) control(ctx context.Context, what string) error {
	_, err := t.do(context.WithoutCancel(ctx), what)
	return err
}

// do executes a statement and returns how many rows it changed.
func (t *tx) do(ctx context.Context, query string, args ...any) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	ctx = context.WithoutCancel(ctx)
	s, err := t.link.prepare(ctx, query) //nolint:sqlclosecheck // it is the link's, which closes it
	if err != nil {
		return 0, translate(err)
	}
	r, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, translate(err)
	}
	return r.RowsAffected()
}

// rows asks for rows.
func (t *tx) rows(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	s, err := t.link.prepare(ctx, query) //nolint:sqlclosecheck // it is the link's, which closes it
	if err != nil {
		return nil, translate(err)
	}
	r, err := s.QueryContext(ctx, args...)
	return r, translate(err)
}

// scanner reads the columns of a row.
type scanner interface{ Scan(into ...any) error }

// list asks for rows and reads each of them.
func list[T any](ctx context.Context, t *tx, read func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := t.rows(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		if len(all)%256 == 255 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		one, err := read(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, translate(rows.Err())
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

// next draws a number that was never given before.
func (t *tx) next(ctx context.Context) (int64, error) {
	return first(ctx, t, value[int64], "UPDATE counter SET n = n + 1 RETURNING n")
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

// whole makes one call all or nothing within its transaction, so that a caller may go on after an error.
func (t *tx) whole(ctx context.Context, f func() error) error {
	if t.readOnly {
		return registry.ErrReadOnly
	}
	if _, err := t.do(ctx, "SAVEPOINT whole"); err != nil {
		return err
	}
	err := f()
	if err != nil {
		if undo := t.control(ctx, "ROLLBACK TO whole"); undo != nil {
			return undo
		}
	}
	if end := t.control(ctx, "RELEASE whole"); end != nil {
		return end
	}
	return err
}

// SQLite's result codes that mean something to the caller (https://www.sqlite.org/rescode.html).
const (
	codeBusy         = 5
	codeReadOnly     = 8
	codeCorrupt      = 11
	codeNotADatabase = 26
	codeCheck        = 275
	codeForeignKey   = 787
	codeNotNull      = 1299 // what is no number is NULL
	codePrimaryKey   = 1555
	codeUnique       = 2067
)

// translate tells the contract's error for one of SQLite's. References are looked at before they can fail; what fails all the same is in use.
func translate(err error) error {
	var of *sqlite.Error
	if !errors.As(err, &of) {
		return err
	}
	switch code := of.Code(); {
	case code&0xff == codeBusy:
		return fmt.Errorf("%w (%w)", registry.ErrBusy, err)
	case code&0xff == codeReadOnly:
		return fmt.Errorf("%w (%w)", registry.ErrReadOnly, err)
	case code == codeForeignKey:
		return fmt.Errorf("%w (%w)", registry.ErrInUse, err)
	case code == codeCheck, code == codeNotNull:
		return fmt.Errorf("%w (%w)", registry.ErrInvalid, err)
	case code == codePrimaryKey, code == codeUnique:
		return fmt.Errorf("%w (%w)", registry.ErrExists, err)
	}
	return err
}
