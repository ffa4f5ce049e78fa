package manage

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"jinlin/httpapi/internal/client"
	"jinlin/service/access"
	"jinlin/service/registry"
)

type (
	visitKey   struct{}
	callerKey  struct{}
	noteKey    struct{}
	arrivedKey struct{}
	headerKey  struct{}
)

// note leaves an error for the log of the request.
func note(ctx context.Context, err error) {
	if f, ok := ctx.Value(noteKey{}).(func(error)); ok {
		f(err)
	}
}

// headerOf are the headers of the answer, as far as they are known.
func headerOf(ctx context.Context) http.Header {
	h, _ := ctx.Value(headerKey{}).(http.Header)
	return h
}

// arrived takes away the deadline that huma set for the body: where once had read it before, nothing else does, and the connection is read on, to hear whether the
// client goes.
func arrived(ctx context.Context) {
	if f, ok := ctx.Value(arrivedKey{}).(func()); ok {
		f()
	}
}

// visitOf is what is known of a request before it is known who asks.
func visitOf(ctx context.Context) access.Visit {
	v, _ := ctx.Value(visitKey{}).(access.Visit)
	return v
}

// callerOf is who asks; nobody where the operation is open.
func callerOf(ctx context.Context) access.Caller {
	c, _ := ctx.Value(callerKey{}).(access.Caller)
	return c
}

// visiting notes where a request came from, and refuses names of the server that it does not have: a foreign page that points its own name at loopback
// (DNS rebinding) has the rights of the machine otherwise.
func (f *frame) visiting(ctx huma.Context, next func(huma.Context)) {
	r := humagin.Unwrap(ctx).Request
	if !f.known(r.Host) {
		f.refuse(ctx, errHost)
		return
	}
	address := f.client(r)
	v := access.Visit{
		Request: humagin.Unwrap(ctx).Writer.Header().Get("X-Request-Id"),
		Remote:  remoteOf(address), Address: client.Group(address),
	}
	if c, err := r.Cookie(f.cookieName()); err == nil {
		v.Session = c.Value
	}
	c := humagin.Unwrap(ctx)
	ctx = huma.WithValue(ctx, noteKey{}, func(err error) { _ = c.Error(err) })
	ctx = huma.WithValue(ctx, headerKey{}, c.Writer.Header())
	if c, err := r.Cookie(f.detourName()); err == nil {
		ctx = huma.WithValue(ctx, detourKey{}, c.Value)
	}
	ctx = huma.WithValue(ctx, arrivedKey{}, func() { _ = http.NewResponseController(c.Writer).SetReadDeadline(time.Time{}) })
	next(huma.WithValue(ctx, visitKey{}, v))
}

// identify finds out who asks. Account and grants are read with every request.
func (f *frame) identify(ctx huma.Context, next func(huma.Context)) {
	v := visitOf(ctx.Context())
	err := f.Limit.Spent(byTries(v))
	if err != nil {
		f.refuse(ctx, err)
		return
	}
	c, err := f.callerOf(ctx)
	switch {
	case err == nil:
		err = f.Limit.Take(byAccount(c, v))
	case errors.Is(err, access.ErrNobody) && (v.Session != "" || ctx.Header("Authorization") != ""):
		_ = f.Limit.Take(byTries(v)) // refused anyway
	case errors.Is(err, access.ErrNobody):
		err = errors.Join(f.Limit.Take(byAddress(v)), err)
	}
	if err != nil {
		f.refuse(ctx, err)
		return
	}
	next(huma.WithValue(ctx, callerKey{}, c))
}

func (f *frame) callerOf(ctx huma.Context) (access.Caller, error) {
	v := visitOf(ctx.Context())
	if f.NoAccounts {
		return access.House(v.Request, v.Remote), nil
	}
	if scheme, token, ok := strings.Cut(ctx.Header("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return f.Keeper.ByToken(ctx.Context(), strings.TrimSpace(token), v)
	}
	return f.Keeper.BySession(ctx.Context(), v)
}

// guardChange keeps foreign pages from changing something in the name of who looks at them: by the browser's word on where the request comes from, and by
// the secret of the session.
func (f *frame) guardChange(ctx huma.Context, next func(huma.Context)) {
	r, c := humagin.Unwrap(ctx).Request, callerOf(ctx.Context())
	if c.Way != access.ByToken && f.origins.Check(r) != nil {
		f.refuse(ctx, errOrigin)
		return
	}
	if c.Known() && !c.MayChange(r.Header.Get("X-CSRF-Token")) {
		f.refuse(ctx, errCSRF)
		return
	}
	next(ctx)
}

// refuseChange refuses what the store would refuse after all the work on it.
func (f *frame) refuseChange(ctx huma.Context, _ func(huma.Context)) {
	f.refuse(ctx, registry.ErrReadOnly)
}

// known reports whether the server has the name.
func (f *frame) known(host string) bool {
	if f.URL != nil && strings.EqualFold(host, f.URL.Host) {
		return true
	}
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	if ip, err := netip.ParseAddr(name); err == nil {
		return !f.NoAccounts || ip.IsLoopback() // a number cannot be pointed elsewhere
	}
	return strings.EqualFold(name, "localhost") || f.URL == nil && !f.NoAccounts
}

func (f *frame) client(r *http.Request) netip.Addr {
	if f.Client != nil {
		return f.Client(r)
	}
	return client.Of(r, nil)
}

func remoteOf(a netip.Addr) access.Remote {
	switch {
	case a.IsLoopback():
		return access.RemoteLoopback
	case a.IsPrivate() || a.IsLinkLocalUnicast():
		return access.RemoteInside
	}
	return access.RemoteOutside
}
