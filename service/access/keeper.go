package access

import (
	"context"
	"errors"
	"io"
	"time"

	"jinlin/service/registry"
)

// Errors of whoever wants to come in.
var (
	// ErrCredentials: name and password do not belong together, whatever the reason: no such account, disabled, no password. It is never told which.
	ErrCredentials = errors.New("this name and password do not belong together")
	// ErrLink: a one-time link that never was, was used or is too old.
	ErrLink = errors.New("this link was used already or is too old; ask the administrator for another")
	// ErrLastAdministrator: nobody could administer the whole store any more.
	ErrLastAdministrator = errors.New("this is the last administrator of everything")
	// ErrTokenAsk: what was asked for is no token that could be given.
	ErrTokenAsk = errors.New("a token has a name, one or more scopes of its owner's, and ends within 366 days")
)

// Times are how long things last. The zero value of each takes its default.
type Times struct {
	// Idle ends a session without requests (1 h), Absolute every session (12 h), whatever is done in it.
	Idle, Absolute time.Duration
	// Link is how long a one-time link can be used (24 h).
	Link time.Duration
	// Token is the longest life of a token (366 days).
	Token time.Duration
}

func (t Times) withDefaults() Times {
	for _, x := range []struct {
		at  *time.Duration
		def time.Duration
	}{{&t.Idle, time.Hour}, {&t.Absolute, 12 * time.Hour}, {&t.Link, 24 * time.Hour}, {&t.Token, 366 * 24 * time.Hour}} {
		if *x.at <= 0 {
			*x.at = x.def
		}
	}
	return t
}

// touchEvery is how often a session in use is written down, so that reading costs no writes.
const touchEvery = time.Minute

// A Keeper lets people and programs in. It is safe for concurrent use.
type Keeper struct {
	store     registry.Store
	guard     *Guard
	passwords *Passwords
	now       func() time.Time
	random    io.Reader
	times     Times
	addresses throttle
}

// NewKeeper makes a keeper; random is a source of secrets.
func NewKeeper(store registry.Store, guard *Guard, passwords *Passwords, now func() time.Time, random io.Reader, times Times) *Keeper {
	return &Keeper{store: store, guard: guard, passwords: passwords, now: now, random: random, times: times.withDefaults()}
}

// Visit is what is known of a request before it is known who asks.
type Visit struct {
	// Request is its id.
	Request string
	Remote  Remote
	// Address groups requests for throttling: an IPv4 address, the /64 of an IPv6 address. It is not kept.
	Address string
	// Session is the secret that the browser showed, "" for none: a log-in ends that session.
	Session string
}

// Entered is a log-in: what the browser keeps, and who it is.
type Entered struct {
	// Secret goes into a cookie that scripts cannot read.
	Secret string
	// End is the latest end of the session.
	End    time.Time
	Caller Caller
}

// callerOf is the account as a caller; a disabled one is nobody.
func callerOf(a registry.Account, way Way, v Visit) (Caller, error) {
	if a.Disabled {
		return Caller{}, ErrNobody
	}
	return Caller{Account: a.ID, Name: a.Name, Grants: a.Grants, Way: way, Request: v.Request, Remote: v.Remote}, nil
}

// enter opens a session in the transaction in which the caller proved who he is, and ends the one that the browser had: no session outlives a log-in.
func (k *Keeper) enter(ctx context.Context, tx registry.Tx, a registry.Account, v Visit, s opening) (Entered, error) {
	c, err := callerOf(a, BySession, v)
	if err != nil {
		return Entered{}, ErrCredentials
	}
	if err := dropSession(ctx, tx, v.Session); err != nil {
		return Entered{}, err
	}
	now := k.now()
	c.session, c.csrf = hashOf(s.secret), s.csrf
	err = tx.AddSession(ctx, registry.Session{Hash: c.session, Account: a.ID, CSRF: s.csrf, At: now, Seen: now, End: k.sessionEnd(now, now)})
	if err != nil {
		return Entered{}, err
	}
	if err := tx.AddEntry(ctx, c.Entry(now, LogIn, "account/"+string(a.ID), "", nil)); err != nil {
		return Entered{}, err
	}
	return Entered{Secret: s.secret, End: now.Add(k.times.Absolute), Caller: c}, nil
}

// opening are the secrets of a session, drawn before the transaction, which may run twice.
type opening struct{ secret, csrf string }

func (k *Keeper) opening() (o opening, err error) {
	if o.secret, err = random(k.random, secretBytes); err != nil {
		return o, err
	}
	o.csrf, err = random(k.random, secretBytes)
	return o, err
}

func (k *Keeper) sessionEnd(at, seen time.Time) time.Time {
	idle, absolute := seen.Add(k.times.Idle), at.Add(k.times.Absolute)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

// none turns what is not there into err.
func none(err, instead error) error {
	if errors.Is(err, registry.ErrNotFound) {
		return instead
	}
	return err
}

func dropSession(ctx context.Context, tx registry.Tx, secret string) error {
	if secret == "" {
		return nil
	}
	return none(tx.DropSession(ctx, hashOf(secret)), nil)
}
