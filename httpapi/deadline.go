package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// deadlines bounds how long a body may take to arrive, whoever reads it (net/http takes the deadline away when it has), and the work on the request. How
// long an answer may take is http.Server's WriteTimeout, which streams prolong by themselves.
func (s *server) deadlines(c *gin.Context) {
	rc := http.NewResponseController(c.Writer) // where it is not supported the server's own deadlines apply
	if c.Request.ContentLength != 0 {
		_ = rc.SetReadDeadline(time.Now().Add(s.Timeout))
	}
	switch route := c.FullPath(); {
	case hasOwnTimes(route):
		_ = rc.SetWriteDeadline(time.Time{})
	case kindOf(c.Request.Method, route) != stream:
		ctx, cancel := context.WithTimeout(c.Request.Context(), s.Timeout)
		defer cancel()
		c.Request = c.Request.WithContext(ctx)
		c.Next()
	}
}

// hasOwnTimes are routes that bound reading, work and writing each by itself: what is sent to be planned, and imports, which may be long on the way.
func hasOwnTimes(route string) bool {
	switch route {
	case "/v1/solve", "/v1/verify", "/v1/rebalance", "/v1/what-if", "/v1/compare", "/v1/explain", "/v1/imports":
		return true
	}
	return false
}
