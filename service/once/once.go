// Package once keeps a request that comes twice from being carried out twice: the client gives it a key, and the first thing that it writes is written
// in one transaction with the key. Who comes with the key again gets the first answer.
//
// It knows no HTTP: Begin and End stand around a request, Store between what carries it out and what is kept.
package once

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"jinlin/service/registry"
)

// Errors of a key that was used before.
var (
	// ErrOther: with another request.
	ErrOther = errors.New("this idempotency key was used for another request; take a new key for each thing to do")
	// ErrUnderWay: the first one is still being worked on.
	ErrUnderWay = errors.New("a request with this idempotency key is being worked on; come back for its answer")
	// ErrLost: it was carried out, and the answer is not there: it was a secret or too long to keep, or the server ended before it was kept.
	ErrLost = errors.New("a request with this idempotency key was carried out, but its answer was not kept; read what there is now")
)

// patience is after how long a request without an answer is taken for lost.
const patience = 10 * time.Minute

// What is kept under a key: that something was written, and the answer.
const (
	begun    = "begun "
	answered = "answered "
)

// A Request is one that must not be carried out twice.
type Request struct {
	by   registry.AccountID
	key  string
	hash []byte
	at   time.Time

	mu     sync.Mutex
	marked bool
}

// Answer is what was answered the first time.
type Answer struct {
	Status       int
	Header, Body []byte
}

type requestKey struct{}

// Begin looks for an answer to the key. If there is none, what is written to a Store with the context that it returns counts for the key. Hash is of all
// that the request asks for.
func Begin(ctx context.Context, s registry.Store, by registry.AccountID, key string, hash []byte, now time.Time) (context.Context, *Request, *Answer, error) {
	var answer *Answer
	err := s.Read(ctx, func(tx registry.Tx) (err error) {
		answer, err = earlier(ctx, tx, by, key, hash, now)
		return err
	})
	if err != nil || answer != nil {
		return ctx, nil, answer, err
	}
	r := &Request{by: by, key: key, hash: hash, at: now}
	return context.WithValue(ctx, requestKey{}, r), r, nil, nil
}

func earlier(ctx context.Context, tx registry.Tx, by registry.AccountID, key string, hash []byte, now time.Time) (*Answer, error) {
	first, err := tx.Reply(ctx, by, begun+key)
	switch {
	case errors.Is(err, registry.ErrNotFound):
		return nil, nil //nolint:nilnil // nobody came with the key before
	case err != nil:
		return nil, err
	case !bytes.Equal(first.Request, hash):
		return nil, ErrOther
	}
	reply, err := tx.Reply(ctx, by, answered+key)
	switch {
	case err == nil && reply.Status == 0:
		return nil, ErrLost
	case err == nil:
		return &Answer{reply.Status, reply.Header, reply.Body}, nil
	case !errors.Is(err, registry.ErrNotFound):
		return nil, err
	case now.Sub(first.At) < patience:
		return nil, ErrUnderWay
	}
	return nil, ErrLost
}

// End keeps the answer, if anything was written; a request that changed nothing may be tried again. Nil is an answer that is not to be kept: who comes
// again gets ErrLost.
func (r *Request) End(ctx context.Context, s registry.Store, a *Answer) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.marked {
		return nil
	}
	reply := registry.Reply{Key: answered + r.key, By: r.by, Request: r.hash, At: r.at}
	if a != nil {
		reply.Status, reply.Header, reply.Body = a.Status, a.Header, a.Body
	}
	ctx = context.WithValue(ctx, requestKey{}, nil) // the answer is no write of the request
	return s.Write(ctx, func(tx registry.Tx) error { return tx.AddReply(ctx, reply) })
}

// Store passes everything on, and marks the keys of requests in the transactions in which they first write.
type Store struct{ registry.Store }

// Unwrap is the store itself.
func (s Store) Unwrap() registry.Store { return s.Store }

// Write is registry.Store's; ErrUnderWay where another request has taken the key meanwhile.
func (s Store) Write(ctx context.Context, f func(registry.Tx) error) error {
	r, ok := ctx.Value(requestKey{}).(*Request)
	if !ok {
		return s.Store.Write(ctx, f)
	}
	r.mu.Lock()
	if r.marked {
		r.mu.Unlock()
		return s.Store.Write(ctx, f)
	}
	defer r.mu.Unlock()
	err := s.Store.Write(ctx, func(tx registry.Tx) error {
		err := tx.AddReply(ctx, registry.Reply{Key: begun + r.key, By: r.by, Request: r.hash, At: r.at})
		if errors.Is(err, registry.ErrExists) {
			return ErrUnderWay
		}
		if err != nil {
			return err
		}
		return f(tx)
	})
	r.marked = err == nil
	return err
}
