// Package manage is the API of what is kept for years: regions, areas, records, plans, jobs, accounts, the audit trail. It turns requests into calls of
// package workspace and package access, and what they answer into JSON and GeoJSON; it decides nothing.
//
// What holds for all of it:
//   - Who asks is told by a session (a cookie; changes must show its second secret in the header X-CSRF-Token) or by a token (Authorization: Bearer).
//   - What can be changed has an ETag, its revision. A change names it in If-Match: 428 without, 412 where it has another one by now. A read that names
//     it in If-None-Match is answered by 304 while it still has it.
//   - Lists come in pages: limit, and after, which is next of the page before; no next at the end.
//   - A POST with the header Idempotency-Key is carried out once; who sends it again gets the first answer.
//   - Errors are problem documents (RFC 9457) by the table of package problem.
package manage

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// CallbackPath is where another place of log-in sends browsers back to.
const CallbackPath = "/v1/session/elsewhere/back"

// Config is what the API stands on.
type Config struct {
	// Workspace and Keeper work on Store wrapped in once.Store, so that Idempotency-Key holds.
	Workspace *workspace.Workspace
	Keeper    *access.Keeper
	// Store keeps the answers to idempotency keys, and is asked whether it is there.
	Store registry.Store
	Now   func() time.Time
	// URL is where browsers reach the server: its scheme says whether cookies need TLS, its host which other names are refused. Nil: plain HTTP on
	// whatever name leads here, which is for loopback only.
	URL *url.URL
	// NoAccounts lets everybody do everything, as access.House; for loopback only.
	NoAccounts bool
	// Provider is where people may log in elsewhere; nil: nowhere.
	Provider access.Provider
	// MaxImport is the largest file that is imported, in bytes; 0 is 256 MiB.
	MaxImport int64
	// Heartbeat is how often a stream without news says that it is alive; 0 is 15 s.
	Heartbeat time.Duration
	// Client tells where a request came from, behind what proxies there are; nil: the connection.
	Client func(*http.Request) netip.Addr
	// ReadOnly refuses every change, as a Store does that is open for reading.
	ReadOnly bool
	// Limit bounds how often somebody may ask; nil: nobody does.
	Limit Limit
	// Trouble hears of errors that no answer tells. Nil: nobody.
	Trouble func(error)
}

// frame is what all operations share.
type frame struct {
	Config
	api     huma.API
	origins *http.CrossOriginProtection
	// importing holds those that are being read.
	importing chan struct{}
}

// Register adds the operations to an API. Known is what operations of others pass through that are for known callers only. The error is one in the Config.
func Register(api huma.API, c Config) (known huma.Middlewares, err error) {
	if c.Workspace == nil || c.Keeper == nil || c.Store == nil || c.Now == nil {
		return nil, fmt.Errorf("manage: Workspace, Keeper, Store and Now are needed")
	}
	if c.MaxImport == 0 {
		c.MaxImport = 256 << 20
	}
	if c.Limit == nil {
		c.Limit = unlimited{}
	}
	if c.Trouble == nil {
		c.Trouble = func(error) {}
	}
	f := &frame{Config: c, api: api, origins: http.NewCrossOriginProtection(), importing: make(chan struct{}, importsAtOnce)}
	if c.URL != nil {
		if err := f.origins.AddTrustedOrigin(c.URL.Scheme + "://" + c.URL.Host); err != nil {
			return nil, fmt.Errorf("manage: URL: %w", err)
		}
	}
	f.describe()
	f.sessionRoutes()
	f.elsewhereRoutes()
	f.landRoutes()
	f.planRoutes()
	f.exportRoutes()
	f.comparisonRoutes()
	f.jobRoutes()
	f.linkRoutes()
	f.accountRoutes()
	f.tokenRoutes()
	f.auditRoutes()
	return huma.Middlewares{f.visiting, f.identify}, nil
}

// Security says in the description how callers tell who they are.
func Security() []map[string][]string { return []map[string][]string{{"token": {}}, {"session": {}}} }

// describe tells the ways to say who one is.
func (f *frame) describe() {
	c := f.api.OpenAPI().Components
	if c.SecuritySchemes == nil {
		c.SecuritySchemes = map[string]*huma.SecurityScheme{}
	}
	c.SecuritySchemes["token"] = &huma.SecurityScheme{Type: "http", Scheme: "bearer", Description: "A token for programs: jl_<id>_<secret>."}
	c.SecuritySchemes["session"] = &huma.SecurityScheme{
		Type: "apiKey", In: "cookie", Name: f.cookieName(), Description: "A person's log-in; changes also show X-CSRF-Token, which GET /v1/session tells.",
	}
}
