package httpapi

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// working runs a handler that takes time and memory: one of a few at once, each step within the time limit.
func (s *server) working(handle func(context.Context, *gin.Context) error) func(huma.Context) {
	return func(hc huma.Context) {
		c := humagin.Unwrap(hc)
		if s.known == nil && !s.limitAddress(c) { // who is known was counted by his account
			return
		}
		select {
		case s.slots <- struct{}{}:
			defer func() { <-s.slots }()
		default:
			s.refuse(c, errBusy)
			return
		}
		if err := handle(c.Request.Context(), c); err != nil {
			s.answerError(c, err)
		}
	}
}

// answerError refuses, or, where an answer has begun, breaks the connection off: half a plan must not look like a whole one.
func (s *server) answerError(c *gin.Context, err error) {
	if c.Writer.Written() {
		if gone := c.Request.Context().Err(); gone != nil {
			err = gone
		}
		_ = c.Error(err)
		panic(http.ErrAbortHandler)
	}
	s.refuse(c, err)
}

// limited bounds the work in time. The error is errTimeLimit if the limit ended it.
func (s *server) limited(ctx context.Context, work func(context.Context) error) error {
	limit, cancel := context.WithTimeoutCause(ctx, s.Timeout, errTimeLimit)
	defer cancel()
	err := work(limit)
	if err != nil && errors.Is(err, context.DeadlineExceeded) {
		return context.Cause(limit)
	}
	return err
}

// readBy gives the client time to send the body; done takes the deadline away again, since it would end the work as well.
func (s *server) readBy(c *gin.Context) (done func()) {
	rc := http.NewResponseController(c.Writer)
	_ = rc.SetReadDeadline(time.Now().Add(s.Timeout)) // not supported: the server's own deadlines apply
	return func() { _ = rc.SetReadDeadline(time.Time{}) }
}

// writeBy gives the client time to take the answer, whatever the server's own deadline.
func (s *server) writeBy(c *gin.Context) {
	_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Now().Add(s.Timeout))
}
