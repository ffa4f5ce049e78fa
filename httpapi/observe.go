package httpapi

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"jinlin/engine"
	"jinlin/httpapi/internal/problem"
	"jinlin/service/workspace"
)

// observe gives the request an id, turns panics into problems, and writes the one line of the log.
func (s *server) observe(c *gin.Context) {
	start := time.Now()
	id := newRequestID()
	c.Header("X-Request-Id", id)
	if s.Watch.Begun != nil {
		s.Watch.Begun()
	}
	defer func() {
		fault := recover()
		if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			s.log(c, id, time.Since(start), true)
			panic(fault)
		}
		if fault != nil {
			err := panicked(fault)
			if c.Writer.Written() {
				_ = c.Error(err)
			} else {
				s.refuse(c, err)
			}
		}
		s.log(c, id, time.Since(start), fault != nil)
		if fault != nil && c.Writer.Status() < http.StatusBadRequest {
			panic(http.ErrAbortHandler) // half an answer must not look like a whole one
		}
	}()
	c.Next()
}

func newRequestID() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// log tells the route, not the path or the error of a bad request: these may hold ids.
func (s *server) log(c *gin.Context, id string, took time.Duration, fault bool) {
	status := c.Writer.Status()
	if e := c.Errors.Last(); e != nil && problemOf(e).Status == problem.StatusClosed {
		status = problem.StatusClosed
	}
	args := []slog.Attr{
		slog.String("request", id), slog.String("method", methodOf(c.Request)), slog.String("route", c.FullPath()),
		slog.Int("status", status), slog.Duration("took", took), slog.Int("bytes", max(0, c.Writer.Size())),
	}
	if s.Watch.Served != nil {
		s.Watch.Served(Served{Method: methodOf(c.Request), Route: c.FullPath(), Status: status, Took: took, Bytes: max(0, c.Writer.Size())})
	}
	level := slog.LevelInfo
	switch e := c.Errors.Last(); {
	case status == problem.StatusClosed:
	case status == http.StatusOK && (c.FullPath() == healthPath || c.FullPath() == readyPath):
		level = slog.LevelDebug // asked every few seconds
	case e != nil && (fault || status == http.StatusInternalServerError):
		level = slog.LevelError
		args = append(args, slog.String("error", workspace.Words(e.Err)))
	case status >= http.StatusInternalServerError:
		level = slog.LevelWarn
	}
	s.Logger.LogAttrs(c.Request.Context(), level, "request", args...)
}

// panicked tells where, and what only if the runtime says so: other values may hold what is in a request.
func panicked(fault any) error {
	stack := debug.Stack()
	if f, ok := fault.(*engine.Fault); ok {
		fault, stack = f.Value, f.Stack
	}
	what := fmt.Sprintf("%T", fault)
	if r, ok := fault.(runtime.Error); ok {
		what = r.Error()
	}
	return fmt.Errorf("%w: %s\n%s", errPanicked, what, stack)
}

// secure sets the headers that every answer has.
func (s *server) secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Cache-Control", "no-store")
	c.Next()
}
