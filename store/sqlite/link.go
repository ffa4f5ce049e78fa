package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// errClosed: the store is used after Close.
var errClosed = errors.New("sqlite: the store is closed")

// A link is a connection with its prepared statements. One transaction has it at a time.
//
// Statements run without the cancellation of their context, which is asked before each of them and while rows are read: the driver
// would start a goroutine for every statement to interrupt it, and ours are short. What is long (backup, check) is run with it.
type link struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func (l *link) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := l.statements[query]; s != nil {
		return s, nil
	}
	s, err := l.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	l.statements[query] = s
	return s, nil
}

func (l *link) close() error {
	var all []error
	for _, s := range l.statements {
		all = append(all, s.Close())
	}
	return errors.Join(append(all, l.conn.Close())...)
}

// A pool holds up to a number of links and gives them out.
type pool struct {
	db *sql.DB
	// places has one for every link that may be out.
	places chan struct{}
	// done is closed by close.
	done chan struct{}

	mu     sync.Mutex
	idle   []*link
	closed bool
}

func newPool(dsn string, size int) (*pool, error) {
	db, err := open(dsn)
	if err != nil {
		return nil, err
	}
	return &pool{db: db, places: make(chan struct{}, size), done: make(chan struct{})}, nil
}

// take waits for a link.
func (p *pool) take(ctx context.Context) (*link, error) {
	select {
	case p.places <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.done:
		return nil, errClosed
	}
	l, err := p.pick(ctx)
	if err != nil {
		<-p.places
	}
	return l, err
}

func (p *pool) pick(ctx context.Context) (*link, error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, errClosed
	}
	if n := len(p.idle); n > 0 {
		l := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return l, nil
	}
	p.mu.Unlock()
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &link{conn: conn, statements: map[string]*sql.Stmt{}}, nil
}

// give takes a link back; one that is broken (a transaction that could not be undone) is closed instead.
func (p *pool) give(l *link, broken bool) {
	p.mu.Lock()
	if !broken && !p.closed {
		p.idle = append(p.idle, l)
		l = nil
	}
	p.mu.Unlock()
	if l != nil {
		_ = l.close() // it is not used any more, whatever it says
	}
	<-p.places
}

// close waits until every link is back, so that nothing is cut off.
func (p *pool) close() error {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil
	}
	p.closed = true
	close(p.done)
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for range cap(p.places) {
		p.places <- struct{}{}
	}
	var all []error
	for _, l := range idle {
		all = append(all, l.close())
	}
	return errors.Join(append(all, p.db.Close())...)
}
