package httpapi

import (
	"net/http"
	"time"
)

// A Served tells of one request, for figures: nothing in it grows with what is kept or asked.
type Served struct {
	// Method is that of the request, "OTHER" for one that HTTP does not define; Route the pattern ("/v1/areas/:area"), "" where nothing is there.
	Method, Route string
	// Status is what was answered, 499 where the client had gone.
	Status int
	Took   time.Duration
	// Bytes are those of the answer's body as it was sent.
	Bytes int
}

// methodOf is a method that HTTP defines (RFC 9110, 9.3; RFC 5789).
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace:
		return r.Method
	}
	return "OTHER"
}

// Watch hears of requests. Nil functions hear nothing; the others are called by many at once.
type Watch struct {
	Begun  func()
	Served func(Served)
}
