package registry

import (
	"context"
	"strings"
	"time"

	"jinlin/engine"
)

// AccountID names an account.
type AccountID string

// Role is what an account may do in a part of the tree; package access says what that is.
type Role string

const (
	RoleAdministrator Role = "administrator"
	RolePlanner       Role = "planner"
	RoleDispatcher    Role = "dispatcher"
	RoleMember        Role = "member"
	RoleViewer        Role = "viewer"
	RoleGIS           Role = "gis"
)

// Fold is the form in which two names that differ only in the case of letters are the same.
func Fold(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// A Grant gives a role in a region and all below it, or in one area. Both empty: everywhere.
type Grant struct {
	Role   Role
	Region RegionID
	Area   engine.AreaID
	// Member is who the account is, under RoleMember.
	Member engine.MemberID
}

// An Account is a person or a program that may log in.
type Account struct {
	ID AccountID
	// Name is what a person logs in with, unique without regard to case (Fold).
	Name string
	// Password is its argon2id hash, "" for none. Subject is the identity of an OIDC provider, "" for none; unique.
	Password, Subject string
	Grants            []Grant
	Disabled          bool
	Revision          int64
	At                time.Time
}

// A Session is a log-in of a person. Hash is the SHA-256 of the secret that the browser has.
type Session struct {
	Hash    []byte
	Account AccountID
	// CSRF is what requests that change something must show.
	CSRF          string
	At, Seen, End time.Time
}

// A Token is what a program shows. Hash is the SHA-256 of it.
type Token struct {
	ID      string
	Hash    []byte
	Account AccountID
	Name    string
	// Scopes limit what the account may do with it; nil: no less than the account, empty: nothing.
	Scopes  []string
	At, End time.Time
}

// Accounts keeps who may log in.
type Accounts interface {
	Accounts(ctx context.Context, after AccountID, limit int) ([]Account, error)
	Account(ctx context.Context, id AccountID) (Account, error)
	AccountByName(ctx context.Context, name string) (Account, error)
	AccountBySubject(ctx context.Context, subject string) (Account, error)
	// PutAccount makes an account (Revision 0) or replaces it; see PutRegion. ErrExists: another has the name or subject. ErrNotFound: a grant
	// names a region or area that is not there (a member may come and go).
	PutAccount(ctx context.Context, a Account) (int64, error)
	// DropAccount ends its sessions and tokens too. What it did stays told.
	DropAccount(ctx context.Context, id AccountID, revision int64) error

	// AddSession and AddToken: ErrExists: the hash or id is taken; ErrNotFound: there is no such account. Whether a session or token has ended is
	// for the caller to see.
	AddSession(ctx context.Context, s Session) error
	Session(ctx context.Context, hash []byte) (Session, error)
	TouchSession(ctx context.Context, hash []byte, seen, end time.Time) error
	DropSession(ctx context.Context, hash []byte) error
	DropSessionsOf(ctx context.Context, id AccountID) error

	AddToken(ctx context.Context, t Token) error
	Token(ctx context.Context, hash []byte) (Token, error)
	TokensOf(ctx context.Context, id AccountID) ([]Token, error)
	DropToken(ctx context.Context, id string) error
	// ForgetSessions removes sessions and tokens that ended before.
	ForgetSessions(ctx context.Context, before time.Time) (int, error)
}

// An Entry tells what somebody did. Entries are never changed.
type Entry struct {
	ID int64
	At time.Time
	// By did Action ("edit", "publish", "read_contacts") to Object ("area/130132100201").
	By             AccountID
	Action, Object string
	// Area is where, "" for none.
	Area engine.AreaID
	// Detail says more (JSON), without personal data but ids.
	Detail []byte
}

// EntryQuery asks for entries, the newest first.
type EntryQuery struct {
	Areas  []engine.AreaID
	By     AccountID // "" for any
	Before int64     // goes on after this one; 0 from the start
	Limit  int
}

// A Reply is the answer that a request with an idempotency key got, to be given again.
type Reply struct {
	// Key is the client's, By whose, Request the hash of what was asked.
	Key     string
	By      AccountID
	Request []byte
	Status  int
	Header  []byte
	Body    []byte
	At      time.Time
}

// Audit keeps what was done, and the answers to requests that may come twice.
type Audit interface {
	// AddEntry appends; the store gives the ID.
	AddEntry(ctx context.Context, e Entry) error
	Entries(ctx context.Context, q EntryQuery) ([]Entry, error)
	ForgetEntries(ctx context.Context, before time.Time) (int, error)

	// AddReply: ErrExists where the key was used by the account before.
	AddReply(ctx context.Context, r Reply) error
	Reply(ctx context.Context, by AccountID, key string) (Reply, error)
	ForgetReplies(ctx context.Context, before time.Time) (int, error)
}
