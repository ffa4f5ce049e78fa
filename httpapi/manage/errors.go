package manage

import (
	"errors"
	"net/http"

	"jinlin/httpapi/internal/problem"
)

// What only requests of this API can meet.
var (
	errCSRF      = errors.New("a change must show the session's secret in the header X-CSRF-Token; GET /v1/session tells it")
	errOrigin    = errors.New("a page of another site may not do this")
	errHost      = errors.New("the server is not called by this name; it serves loopback names only, or the name of --url")
	errNoMatch   = errors.New("a change names what it changes: send the ETag that the read gave in the header If-Match")
	errMatch     = errors.New("the header If-Match holds no ETag of this API; expected one number in quotes, as the read gave it")
	errKey       = errors.New("the header Idempotency-Key has 1 to 200 characters of ASCII without spaces")
	errNoPage    = errors.New("after is not what a page gave as next")
	errNoElse    = errors.New("this server knows no other place to log in at; log in with a password")
	errBodyBreak = errors.New("the body broke off")
)

// local are the rules of this package, before those that all share.
var local = []problem.Rule{
	{Is: problem.Is(errCSRF, errOrigin), Status: http.StatusForbidden},
	{Is: problem.Is(errHost), Status: http.StatusMisdirectedRequest},
	{Is: problem.Is(errNoMatch), Status: http.StatusPreconditionRequired},
	{Is: problem.Is(errMatch, errKey, errBodyBreak), Status: http.StatusBadRequest},
	{Is: problem.Is(errNoPage), Status: http.StatusUnprocessableEntity},
	{Is: problem.Is(errNoElse), Status: http.StatusNotFound},
}
