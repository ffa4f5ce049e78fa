package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// What a request can meet that is no fault of its content.
var (
	errNoRoute   = errors.New("nothing is here; /openapi.json lists what is")
	errNoMethod  = errors.New("the method is not for this path; the header Allow lists those that are")
	errMediaType = errors.New("the body is not application/json")
	errBusy      = errors.New("as many requests as allowed are being worked on; try again")
	errNoDemo    = errors.New("no solved areas are loaded")
	errNoArea    = errors.New("no such area; /demo/overview.geojson lists them")
	errInternal  = errors.New("something failed here that should not; the request's id is in the header X-Request-Id")
	errTimeLimit = errors.New("the time limit ended the work; send fewer areas at once")
	errSlowBody  = errors.New("the body took longer than the time limit to arrive")
	errPanicked  = errors.New("panic")
)

// statusClosed stands in the log for a client that has gone.
const statusClosed = 499

// retrySeconds is when a busy server is worth another try.
const retrySeconds = 2

// A rule gives a status to what it matches.
type rule struct {
	is     func(error) bool
	status int
	// told replaces the error's own words; nil tells them.
	told error
}

// rules is the one table of errors and statuses; the first that matches decides. What is in no rule is 500.
func rules() []rule {
	return []rule{
		{as[*malformedError], http.StatusBadRequest, nil},
		{as[*http.MaxBytesError], http.StatusRequestEntityTooLarge, nil},
		{is(errMediaType), http.StatusUnsupportedMediaType, nil},
		{as[*violationsError], http.StatusUnprocessableEntity, nil},
		{is(errNoRoute), http.StatusNotFound, nil},
		{is(errNoDemo), http.StatusNotFound, nil},
		{is(errNoArea), http.StatusNotFound, nil},
		{is(errNoMethod), http.StatusMethodNotAllowed, nil},
		{is(errBusy), http.StatusServiceUnavailable, nil},
		{is(os.ErrDeadlineExceeded), http.StatusRequestTimeout, errSlowBody},
		{is(errTimeLimit), http.StatusGatewayTimeout, errTimeLimit},
		{is(context.Canceled), statusClosed, nil},
		{is(io.ErrUnexpectedEOF), statusClosed, nil},
		{func(error) bool { return true }, http.StatusInternalServerError, errInternal},
	}
}

func is(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }

func as[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}

// problemOf describes an error as RFC 9457 asks.
func problemOf(err error) *huma.ErrorModel {
	for _, r := range rules() {
		if !r.is(err) {
			continue
		}
		told := err
		if r.told != nil {
			told = r.told
		}
		p := &huma.ErrorModel{Type: "about:blank", Status: r.status, Title: http.StatusText(r.status), Detail: told.Error()}
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			p.Detail = "the body is larger than the " + strconv.FormatInt(tooLarge.Limit, 10) + " bytes allowed"
		}
		var v *violationsError
		if errors.As(err, &v) {
			p.Errors = v.details
		}
		return p
	}
	return nil
}

// refuse answers with the problem document of an error and notes it for the log.
func (s *server) refuse(c *gin.Context, err error) {
	_ = c.Error(err)
	p := problemOf(err)
	h := c.Writer.Header()
	for _, name := range []string{"ETag", "Content-Encoding", "Content-Disposition"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", strconv.Itoa(retrySeconds))
	}
	h.Set("Content-Type", "application/problem+json")
	c.Writer.WriteHeader(p.Status)
	enc := json.NewEncoder(c.Writer)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(p) // the client has gone; nobody is left to tell
	c.Abort()
}

// A malformedError is a body that is not JSON, or breaks off.
type malformedError struct {
	// Offset counts the bytes before the fault.
	offset int64
	what   string
}

func (e *malformedError) Error() string {
	return "the body is not JSON: " + e.what + ", at byte " + strconv.FormatInt(e.offset, 10)
}

// A violationsError lists everything that is wrong with a request that is JSON.
type violationsError struct{ details []*huma.ErrorDetail }

func (e *violationsError) Error() string {
	if len(e.details) == 1 {
		return "1 thing is wrong with the problem"
	}
	return strconv.Itoa(len(e.details)) + " things are wrong with the problem"
}
