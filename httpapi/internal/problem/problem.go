// Package problem turns errors into the problem documents of RFC 9457: one table says which error has which status and which words.
package problem

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"jinlin/service/access"
)

// Media is the type of a problem document (RFC 9457, 3).
const Media = "application/problem+json"

// StatusClosed stands in the log for a client that has gone.
const StatusClosed = 499

// busySeconds is when a busy server is worth another try.
const busySeconds = 2

// A Rule gives a status to what it matches.
type Rule struct {
	Is     func(error) bool
	Status int
	// Told replaces the error's own words; "" tells them.
	Told string
}

// A TooManyError tells who asks too often when to ask again.
type TooManyError struct{ After time.Duration }

func (e *TooManyError) Error() string {
	return "too many requests; wait as long as the header Retry-After says, and ask more slowly"
}

// Is matches an error and what wraps it.
func Is(targets ...error) func(error) bool {
	return func(err error) bool {
		for _, t := range targets {
			if errors.Is(err, t) {
				return true
			}
		}
		return false
	}
}

// As matches errors of a type.
func As[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

// Of describes an error by the first rule that matches: those given, then those that all of the API share. What no rule matches is a fault of ours
// (500), of which no words are told.
func Of(err error, more ...Rule) *huma.ErrorModel {
	for _, rules := range [][]Rule{more, shared} {
		for _, r := range rules {
			if r.Is(err) {
				return document(err, r)
			}
		}
	}
	return document(err, Rule{Status: http.StatusInternalServerError,
		Told: "something failed here that should not; the request's id is in the header X-Request-Id"})
}

func document(err error, r Rule) *huma.ErrorModel {
	p := &huma.ErrorModel{Type: "about:blank", Status: r.Status, Title: http.StatusText(r.Status), Detail: r.Told, Errors: details(err)}
	if r.Told == "" {
		p.Detail = err.Error()
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		p.Detail = "the body is larger than the " + strconv.FormatInt(tooLarge.Limit, 10) + " bytes allowed"
	}
	return p
}

// Header is what goes with the document: when to come again, how to log in.
func Header(err error, p *huma.ErrorModel) http.Header {
	h := http.Header{"Cache-Control": {"no-store"}}
	var throttled *access.ThrottledError
	var often *TooManyError
	switch {
	case errors.As(err, &throttled):
		h.Set("Retry-After", seconds(throttled.After))
	case errors.As(err, &often):
		h.Set("Retry-After", seconds(often.After))
	case p.Status == http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(busySeconds))
	case p.Status == http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="jinlin"`)
	}
	return h
}

// seconds rounds up.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}

// Gone reports whether the client is not there any more to be told.
func Gone(err error) bool { return errors.Is(err, context.Canceled) }
