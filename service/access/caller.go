package access

import (
	"errors"
	"slices"
	"time"

	"jinlin/engine"
	"jinlin/service/registry"
)

// Errors of whoever asks for something that is not allowed.
var (
	// ErrNobody: the caller has not said who he is.
	ErrNobody = errors.New("log in first")
	// ErrForbidden: the caller may see that it is there, and may not do this with it.
	ErrForbidden = errors.New("your account may not do this here")
)

// Way tells how a caller came in; the zero value is nobody.
type Way uint8

const (
	// BySession: a person with a browser. What changes something must show the CSRF secret.
	BySession Way = iota + 1
	// ByToken: a program.
	ByToken
	// ByHouse: a server without accounts, which listens on loopback only, or the command line beside the store.
	ByHouse
)

// Remote tells where a request came from, as far as the server can know.
type Remote uint8

const (
	// RemoteOutside: anywhere. The zero value, so that who forgets to say gets the strictest.
	RemoteOutside Remote = iota
	// RemoteInside: a private network.
	RemoteInside
	// RemoteLoopback: the same machine.
	RemoteLoopback
)

// A Caller is who asks. The zero Caller may do nothing.
type Caller struct {
	Account registry.AccountID
	// Name is what the account logs in with.
	Name   string
	Grants []registry.Grant
	Way    Way
	// Scopes are those of the token, under ByToken; none: nothing is allowed.
	Scopes []Scope
	// Request is the id of the request, for the log and the audit trail.
	Request string
	Remote  Remote

	session []byte // its hash
	csrf    string
}

// House is the caller of a server without accounts: administrator and planner of everything.
func House(request string, remote Remote) Caller {
	return Caller{
		Way: ByHouse, Request: request, Remote: remote,
		Grants: []registry.Grant{{Role: registry.RoleAdministrator}, {Role: registry.RolePlanner}},
	}
}

// Known reports whether the caller has said who he is.
func (c Caller) Known() bool {
	return c.Way == ByHouse || (c.Way == BySession || c.Way == ByToken) && c.Account != ""
}

// CSRF is what the pages of a session show with every change.
func (c Caller) CSRF() string { return c.csrf }

// MayChange reports whether a request that changes something may go on: from a browser only if it shows the secret of the session.
func (c Caller) MayChange(shown string) bool {
	return c.Known() && (c.Way != BySession || c.csrf != "" && same(c.csrf, shown))
}

// allows reports whether the way in leaves the scope open.
func (c Caller) allows(s Scope) bool {
	return c.Known() && (c.Way != ByToken || slices.Contains(c.Scopes, s))
}

// Entry is the line of the audit trail about what the caller does. Object is a kind and an id: "plan/P7".
func (c Caller) Entry(at time.Time, action Action, object string, area engine.AreaID, detail []byte) registry.Entry {
	return registry.Entry{At: at, By: c.Account, Action: string(action), Object: object, Area: area, Detail: detail}
}
