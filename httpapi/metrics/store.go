package metrics

import (
	"context"
	"errors"
	"time"

	"jinlin/service/registry"
)

// Store counts the transactions of a store.
func (m *Metrics) Store(s registry.Store) registry.Store { return &store{s, m} }

type store struct {
	registry.Store
	m *Metrics
}

// Read is registry.Store's.
func (s *store) Read(ctx context.Context, f func(registry.Tx) error) error {
	return s.timed(ctx, "read", s.Store.Read, f)
}

// Write is registry.Store's.
func (s *store) Write(ctx context.Context, f func(registry.Tx) error) error {
	return s.timed(ctx, "write", s.Store.Write, f)
}

func (s *store) timed(ctx context.Context, mode string, run func(context.Context, func(registry.Tx) error) error, f func(registry.Tx) error) error {
	began, runs := time.Now(), 0
	err := run(ctx, func(tx registry.Tx) error {
		runs++
		return f(tx)
	})
	s.m.transactions.WithLabelValues(mode, resultOf(ctx, err)).Observe(time.Since(began).Seconds())
	if runs > 1 {
		s.m.retries.WithLabelValues(mode).Add(float64(runs - 1))
	}
	return err
}

// resultOf is the word for how a transaction ended: what it was for decides whether "undone" is trouble.
func resultOf(ctx context.Context, err error) string {
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, registry.ErrBusy):
		return "busy"
	case errors.Is(err, registry.ErrReadOnly):
		return "read_only"
	case ctx.Err() != nil:
		return "gone"
	}
	return "undone"
}
