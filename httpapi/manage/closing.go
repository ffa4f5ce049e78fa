package manage

import "context"

type closingKey struct{}

// WithClosing tells requests when the server begins to end, which streams take as their end while others finish.
func WithClosing(ctx context.Context, closing <-chan struct{}) context.Context {
	return context.WithValue(ctx, closingKey{}, closing)
}

// closingOf is nil, which never ends, where nobody told.
func closingOf(ctx context.Context) <-chan struct{} {
	c, _ := ctx.Value(closingKey{}).(<-chan struct{})
	return c
}
