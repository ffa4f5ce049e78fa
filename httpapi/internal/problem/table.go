package problem

import (
	"context"
	"errors"
	"net/http"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/once"
	"jinlin/service/registry"
)

// shared is the table; the first rule that matches decides. An *access.RefusedError is what it wraps.
var shared = []Rule{
	{Is: As[*http.MaxBytesError], Status: http.StatusRequestEntityTooLarge},
	{Is: As[*TooManyError], Status: http.StatusTooManyRequests},

	{Is: Is(access.ErrNobody, access.ErrCredentials), Status: http.StatusUnauthorized},
	{Is: unreachable, Status: http.StatusBadGateway, Told: "the provider of log-ins cannot be reached; try again, or log in with a password"},
	{Is: As[*access.ElsewhereError], Status: http.StatusUnauthorized, Told: "the provider of log-ins did not vouch for you; log in again"},
	{Is: As[*access.UnknownError], Status: http.StatusForbidden,
		Told: "no account has this identity; the administrator can give it one"},
	{Is: Is(access.ErrForbidden), Status: http.StatusForbidden},
	{Is: Is(access.ErrLink), Status: http.StatusGone},
	{Is: Is(access.ErrLastAdministrator), Status: http.StatusConflict},
	{Is: As[*access.ThrottledError], Status: http.StatusTooManyRequests},
	{Is: Is(access.ErrBusy), Status: http.StatusServiceUnavailable},
	{Is: As[*access.PasswordError], Status: http.StatusUnprocessableEntity},
	{Is: As[*access.GrantError], Status: http.StatusUnprocessableEntity},
	{Is: Is(access.ErrName, access.ErrTokenAsk), Status: http.StatusUnprocessableEntity},

	{Is: Is(once.ErrOther), Status: http.StatusUnprocessableEntity},
	{Is: Is(once.ErrUnderWay, once.ErrLost), Status: http.StatusConflict},

	{Is: As[*service.InvalidError], Status: http.StatusUnprocessableEntity, Told: "the records are not valid; errors lists everything that is wrong"},
	{Is: As[*engine.InvalidError], Status: http.StatusUnprocessableEntity, Told: "the records are not valid; errors lists everything that is wrong"},
	{Is: As[*codec.Error], Status: http.StatusUnprocessableEntity, Told: "the policy is not valid; errors lists everything that is wrong"},
	{Is: As[*service.InputError], Status: http.StatusUnprocessableEntity, Told: "the records do not fit together; errors lists everything that is wrong"},
	{Is: As[*service.ContradictionError], Status: http.StatusUnprocessableEntity},
	{Is: As[*service.ForeignError], Status: http.StatusUnprocessableEntity},
	{Is: As[*exchange.FileError], Status: http.StatusUnprocessableEntity},

	// also for a place that the caller may not even know of: status and words do not tell it from one that is not there
	{Is: Is(registry.ErrNotFound), Status: http.StatusNotFound, Told: "it, or something that the request names, is not here, or not for your account"},
	{Is: Is(registry.ErrExists), Status: http.StatusConflict, Told: "the id or name is taken already"},
	{Is: Is(registry.ErrConflict), Status: http.StatusPreconditionFailed, Told: "it was changed meanwhile; read it again and send the ETag that it has now"},
	{Is: Is(registry.ErrInUse), Status: http.StatusConflict, Told: "others depend on it; take these away first"},
	{Is: Is(registry.ErrReadOnly), Status: http.StatusServiceUnavailable, Told: "the server reads only at the moment; nothing was changed"},
	{Is: Is(registry.ErrInvalid), Status: http.StatusUnprocessableEntity, Told: "what was sent contradicts itself or its place"},
	{Is: Is(registry.ErrBusy), Status: http.StatusServiceUnavailable, Told: "others kept the store busy for too long; nothing was changed, try again"},

	{Is: Is(context.DeadlineExceeded), Status: http.StatusGatewayTimeout, Told: "the time limit ended the work; ask for less at once"},
	{Is: Gone, Status: StatusClosed},
}

func unreachable(err error) bool {
	e, ok := errors.AsType[*access.ElsewhereError](err)
	return ok && e.Unreachable
}
