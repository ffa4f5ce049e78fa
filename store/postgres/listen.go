package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"jinlin/service/registry"
)

var _ registry.Herald = (*Store)(nil)

// Listen hears of changed jobs on a connection of its own, which a pooler that gives connections out by the transaction does not have.
func (s *Store) Listen(ctx context.Context, heard func()) error {
	conn, err := pgx.ConnectConfig(ctx, s.config)
	if err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), leave)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	if _, err := conn.Exec(ctx, "LISTEN jinlin"); err != nil {
		return translate(err)
	}
	for {
		heard()
		if _, err := conn.WaitForNotification(ctx); err != nil {
			return translate(err)
		}
	}
}
