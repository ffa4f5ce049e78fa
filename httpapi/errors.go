package httpapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"jinlin/httpapi/internal/problem"
)

// What a request can meet that is no fault of its content.
var (
	errNoRoute   = errors.New("nothing is here; /openapi.json lists what is")
	errNoMethod  = errors.New("the method is not for this path; the header Allow lists those that are")
	errMediaType = errors.New("the body is not application/json")
	errBusy      = errors.New("as many requests as allowed are being worked on; try again")
	errNoDemo    = errors.New("no solved areas are loaded")
	errNoArea    = errors.New("no such area; /demo/overview.geojson lists them")
	errTimeLimit = errors.New("the time limit ended the work; send fewer areas at once")
	errSlowBody  = errors.New("the body took longer than the time limit to arrive")
	errPanicked  = errors.New("panic")
)

// rules are those of problems and plans, before those that all of the API share; the first that matches decides.
func rules() []problem.Rule {
	return []problem.Rule{
		{Is: problem.As[*malformedError], Status: http.StatusBadRequest},
		{Is: problem.Is(errMediaType), Status: http.StatusUnsupportedMediaType},
		{Is: problem.As[*violationsError], Status: http.StatusUnprocessableEntity},
		{Is: problem.Is(errNoRoute, errNoDemo, errNoArea), Status: http.StatusNotFound},
		{Is: problem.Is(errNoMethod), Status: http.StatusMethodNotAllowed},
		{Is: problem.Is(errBusy), Status: http.StatusServiceUnavailable},
		{Is: problem.As[*lackingError], Status: http.StatusServiceUnavailable},
		{Is: problem.Is(os.ErrDeadlineExceeded), Status: http.StatusRequestTimeout, Told: errSlowBody.Error()},
		{Is: problem.Is(errTimeLimit), Status: http.StatusGatewayTimeout, Told: errTimeLimit.Error()},
		{Is: problem.Is(io.ErrUnexpectedEOF), Status: problem.StatusClosed},
	}
}

// problemOf describes an error as RFC 9457 asks.
func problemOf(err error) *huma.ErrorModel {
	p := problem.Of(err, rules()...)
	var v *violationsError
	if errors.As(err, &v) {
		p.Errors = v.details
	}
	var l *lackingError
	if errors.As(err, &l) {
		p.Errors = l.details()
	}
	return p
}

// refuse answers with the problem document of an error and notes it for the log.
func (s *server) refuse(c *gin.Context, err error) {
	_ = c.Error(err)
	p := problemOf(err)
	h := c.Writer.Header()
	for _, name := range []string{"ETag", "Content-Encoding", "Content-Disposition"} {
		h.Del(name)
	}
	for name, values := range problem.Header(err, p) {
		h[name] = values
	}
	h.Set("Content-Type", problem.Media)
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
