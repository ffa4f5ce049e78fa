package manage

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"jinlin/httpapi/internal/problem"
)

// What only requests of this API can meet.
var (
	errCSRF        = errors.New("a change must show the session's secret in the header X-CSRF-Token; GET /v1/session tells it")
	errOrigin      = errors.New("a page of another site may not do this")
	errHost        = errors.New("the server is not called by this name; it serves loopback names only, or the name of --url")
	errNoMatch     = errors.New("a change names what it changes: send the ETag that the read gave in the header If-Match")
	errMatch       = errors.New("the header If-Match holds no ETag of this API; expected one number in quotes, as the read gave it")
	errNoPut       = errors.New("say whether to make it or to change it: If-None-Match: * makes it, If-Match with the ETag that a read gave changes it")
	errTwoMatches  = errors.New("If-Match changes what is there, If-None-Match: * makes what is not; send one of the two")
	errThere       = errors.New("it is there already; read it, and send its ETag in If-Match to change it")
	errKey         = errors.New("the header Idempotency-Key has 1 to 200 characters of ASCII without spaces")
	errNoPage      = errors.New("after is not what a page gave as next")
	errNoElse      = errors.New("this server knows no other place to log in at; log in with a password")
	errNoForm      = errors.New("the body is no form with files; expected multipart/form-data")
	errBrokenForm  = errors.New("the form breaks off, or is none")
	errManyImports = errors.New("as many imports as allowed are being read; nothing was changed, try again")
	errBodyBreak   = errors.New("the body broke off")
)

// local are the rules of this package, before those that all share.
var local = []problem.Rule{
	{Is: problem.Is(errCSRF, errOrigin), Status: http.StatusForbidden},
	{Is: problem.Is(errHost), Status: http.StatusMisdirectedRequest},
	{Is: problem.Is(errNoMatch, errNoPut), Status: http.StatusPreconditionRequired},
	{Is: problem.Is(errThere), Status: http.StatusPreconditionFailed},
	{Is: problem.Is(errMatch, errTwoMatches, errKey, errBodyBreak), Status: http.StatusBadRequest},
	{Is: problem.Is(errNoForm), Status: http.StatusUnsupportedMediaType},
	{Is: problem.Is(errBrokenForm), Status: http.StatusBadRequest, Told: errBrokenForm.Error()},
	{Is: problem.Is(errManyImports), Status: http.StatusServiceUnavailable},
	{Is: problem.Is(os.ErrDeadlineExceeded), Status: http.StatusRequestTimeout, Told: "the body took too long to arrive"},
	{Is: problem.As[*wrongError], Status: http.StatusUnprocessableEntity},
	{Is: problem.Is(errNoPage), Status: http.StatusUnprocessableEntity},
	{Is: problem.Is(errLeft), Status: problem.StatusClosed},
	{Is: problem.Is(errNoElse), Status: http.StatusNotFound},
}

// wrong gathers what is wrong with a request beyond what its schema says, each with its place.
type wrong struct{ details []*huma.ErrorDetail }

// mostWrong is how many of them are told.
const mostWrong = 1000

func (w *wrong) add(location string, value any, format string, args ...any) {
	if len(w.details) < mostWrong {
		w.details = append(w.details, &huma.ErrorDetail{Location: location, Value: value, Message: fmt.Sprintf(format, args...)})
	}
}

func (w *wrong) err() error {
	if len(w.details) == 0 {
		return nil
	}
	return &wrongError{w.details}
}

// A wrongError lists what is wrong with a request.
type wrongError struct{ details []*huma.ErrorDetail }

func (e *wrongError) Error() string {
	if len(e.details) == 1 {
		return "1 thing is wrong with what was sent"
	}
	return strconv.Itoa(len(e.details)) + " things are wrong with what was sent"
}

// Details are for the problem document.
func (e *wrongError) Details() []*huma.ErrorDetail { return e.details }
