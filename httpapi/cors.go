package httpapi

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// What pages of other origins may send and read, and for how long browsers keep the answer to a preflight, in seconds.
const (
	corsMethods = "GET, HEAD, POST, PUT, PATCH, DELETE"
	corsHeaders = "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID"
	corsExposed = "ETag, Location, Retry-After, X-Request-Id"
	corsAge     = "600"
)

// cors lets pages of the origins that were named read answers (https://fetch.spec.whatwg.org/#http-cors-protocol). Cookies never count for them: such a page logs in
// with a token, so that no page can act in the name of who merely looks at it. Without origins nothing is added.
func (s *server) cors(c *gin.Context) {
	if len(s.Origins) == 0 {
		return
	}
	h := c.Writer.Header()
	h.Add("Vary", "Origin")
	origin := c.Request.Header.Get("Origin")
	if origin == "" || !s.allowsOrigin(origin) {
		return // the browser keeps the answer from the page
	}
	if slices.Contains(s.Origins, "*") {
		origin = "*"
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", corsExposed)
	if c.Request.Method != http.MethodOptions || c.Request.Header.Get("Access-Control-Request-Method") == "" {
		return
	}
	h.Set("Access-Control-Allow-Methods", corsMethods)
	h.Set("Access-Control-Allow-Headers", corsHeaders)
	h.Set("Access-Control-Max-Age", corsAge)
	c.AbortWithStatus(http.StatusNoContent)
}

func (s *server) allowsOrigin(origin string) bool {
	return slices.Contains(s.Origins, "*") || slices.Contains(s.Origins, origin)
}

// checkOrigin tells what is wrong with an origin: it is compared letter by letter with what browsers send.
func checkOrigin(origin string) error {
	if origin == "*" {
		return nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Contains(u.Host, "*") || u.User != nil || origin != u.Scheme+"://"+strings.ToLower(u.Host) {
		return fmt.Errorf("httpapi: origin %q; expected one as browsers send it, such as https://maps.example.org, or * for all", origin)
	}
	return nil
}
