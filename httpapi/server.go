// Package httpapi serves the planner over HTTP: a problem in, a plan or a judgement out, without a store; what is kept in a store, package manage; and a
// page to look at solved areas, package web.
//
//	POST /v1/solve      a problem -> its plan, GeoJSON
//	POST /v1/verify     a problem and a plan -> what of the plan is true
//	POST /v1/rebalance  a plan, its records, what happened since -> the plan that follows, and what changed
//	POST /v1/explain    a problem and a plan -> why a home or a member has what it has
//	GET  /healthz       is it up
//	GET  /readyz        can it do its work
//	GET  /openapi.json  what the API takes and gives (3.1; /openapi-3.0.json for older tools)
//	GET  /docs          the same as a page to read
//	GET  /demo/...      the solved areas of the page at /
//
// Errors are RFC 9457 problem documents; errors.go holds the one table of what has which status. Nothing of a request is kept
// or logged but its route, status, duration and id.
package httpapi

import (
	"net/http"
	"net/netip"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"jinlin/httpapi/internal/client"
	"jinlin/httpapi/manage"
)

// New returns the handler. The error is one in the Config.
func New(c Config) (http.Handler, error) {
	s, err := newServer(c)
	if err != nil {
		return nil, err
	}
	return s.handler()
}

type server struct {
	Config
	slots   chan struct{}
	limiter *limiter
	atOnce  atOnce
	// patience is how long heavy requests wait for their turn.
	patience time.Duration
	decode   decoders
	// work solves; tests replace it.
	work solver
	// known is what operations pass through on a server with accounts, so that only who has one gets work done; nil: there are none.
	known huma.Middlewares
}

func newServer(c Config) (*server, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	return &server{
		Config: c, slots: make(chan struct{}, c.Concurrency), decode: newDecoders(), work: solve,
		limiter: newLimiter(c.Rate, c.Burst, time.Now), patience: patience,
		atOnce: atOnce{make(chan struct{}, c.Requests), make(chan struct{}, c.Streams), make(chan struct{}, c.Concurrency)},
	}, nil
}

// router has what every route passes through, and no routes.
func (s *server) router() *gin.Engine {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.UseRawPath = true // ids may hold slashes, sent as %2F
	r.RedirectTrailingSlash = false
	r.Use(s.observe, s.secure, s.cors, s.deadlines, s.limit, s.bound)
	r.NoRoute(func(c *gin.Context) { s.refuse(c, errNoRoute) })
	r.NoMethod(func(c *gin.Context) { s.refuse(c, errNoMethod) })
	return r
}

func (s *server) handler() (http.Handler, error) {
	r := s.router()
	api := humagin.New(r, s.describe())
	if s.Manage != nil {
		m := *s.Manage
		if m.Client == nil {
			m.Client = func(r *http.Request) netip.Addr { return client.Of(r, s.Proxies) }
		}
		if m.Limit == nil && s.limiter != nil {
			m.Limit = s.limiter
		}
		var err error
		if s.known, err = manage.Register(api, m); err != nil {
			return nil, err
		}
	}
	s.operations(api)
	s.docsRoute(r, api)
	s.demoRoutes(r)
	s.pageRoutes(r)
	return r, nil
}

// describe is the head of the API's description. No link to a schema is added to answers, and no page is loaded from elsewhere.
func (s *server) describe() huma.Config {
	c := huma.DefaultConfig("Jinlin", s.Version)
	c.Info.Description = "Plans neighbourhood service: circles over homes, one responsible member a home, with a proof."
	c.DocsPath, c.SchemasPath = "", ""
	c.CreateHooks = nil
	c.RejectUnknownQueryParameters = true
	c.Transformers = append(c.Transformers, withoutValues)
	return c
}

// withoutValues keeps what was sent out of the answer that refuses it: it may be a password, and answers are shown, kept and logged.
func withoutValues(_ huma.Context, _ string, v any) (any, error) {
	if p, ok := v.(*huma.ErrorModel); ok {
		for _, e := range p.Errors {
			e.Value = nil
		}
	}
	return v, nil
}
