package manage

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"jinlin/service/access"
)

// detourTime is how long a person may take to log in at the other provider.
const detourTime = 10 * time.Minute

type (
	// Ways tell how people log in here.
	Ways struct {
		Accounts  bool `json:"accounts" doc:"False on a server that lets everybody on its machine do everything."`
		Elsewhere bool `json:"elsewhere" doc:"Whether GET /v1/session/elsewhere leads to another provider of log-ins."`
	}
	waysAnswer struct{ Body Ways }
	returnAsk  struct {
		State string `query:"state" maxLength:"4096"`
		Code  string `query:"code" maxLength:"4096"`
		Error string `query:"error" maxLength:"4096" doc:"What the provider says went wrong."`
	}
	sent struct {
		Location  string        `header:"Location"`
		SetCookie []http.Cookie `header:"Set-Cookie"`
	}
)

func (f *frame) elsewhereRoutes() {
	register(f, operation{
		id: "ways-to-log-in", method: http.MethodGet, path: "/v1/session/ways", tag: "session", summary: "Tell how people log in here", open: true,
	}, f.ways)
	register(f, operation{
		id: "log-in-elsewhere", method: http.MethodGet, path: "/v1/session/elsewhere", tag: "session", open: true, anyQuery: true,
		summary: "Send the browser to the other provider of log-ins", status: http.StatusSeeOther,
		text: "For browsers: OpenID Connect, authorization code with PKCE. Where it cannot be, the browser is sent to /account, which says why.",
	}, f.depart)
	register(f, operation{
		id: "return-from-elsewhere", method: http.MethodGet, path: CallbackPath, tag: "session", open: true, anyQuery: true,
		summary: "Take the browser back from the other provider", status: http.StatusSeeOther,
		text: "Opens a session for the account that has the identity. Where nobody came back, the browser is sent to /account, which says why.",
	}, f.comeBack)
}

func (f *frame) ways(context.Context, access.Caller, *struct{}) (*waysAnswer, error) {
	return &waysAnswer{Ways{Accounts: !f.NoAccounts, Elsewhere: f.Provider != nil}}, nil
}

func (f *frame) depart(ctx context.Context, _ access.Caller, _ *struct{}) (*sent, error) {
	if f.Provider == nil {
		return f.strayed(ctx, errNoElse), nil
	}
	to, d, err := f.Keeper.Depart(ctx, f.Provider)
	if err != nil {
		return f.strayed(ctx, err), nil
	}
	kept := strings.Join([]string{d.State, d.Nonce, d.Verifier}, ".") // none has a dot
	return &sent{to, []http.Cookie{*f.cookie(f.detourName(), kept, f.Now().Add(detourTime))}}, nil
}

func (f *frame) comeBack(ctx context.Context, _ access.Caller, in *returnAsk) (*sent, error) {
	if f.Provider == nil {
		return f.strayed(ctx, errNoElse), nil
	}
	if in.Error != "" {
		return f.strayed(ctx, &access.ElsewhereError{Err: errors.New("the provider answered with an error")}), nil
	}
	e, err := f.Keeper.Return(ctx, f.Provider, detourOf(ctx), in.State, in.Code, visitOf(ctx))
	if err != nil {
		return f.strayed(ctx, err), nil
	}
	return &sent{"/", []http.Cookie{*f.cookie(f.cookieName(), e.Secret, e.End), *f.noCookie(f.detourName())}}, nil
}

// strayed sends the browser to the page that says in words what went wrong. It stands behind the #, which no server sees.
func (f *frame) strayed(ctx context.Context, err error) *sent {
	note(ctx, err)
	words := url.Values{}
	var unknown *access.UnknownError
	var elsewhere *access.ElsewhereError
	switch {
	case errors.Is(err, errNoElse):
		words.Set("elsewhere", "none")
	case errors.As(err, &unknown):
		words.Set("elsewhere", "unknown")
		words.Set("subject", unknown.Subject)
	case errors.As(err, &elsewhere) && elsewhere.Unreachable:
		words.Set("elsewhere", "unreachable")
	case errors.As(err, &elsewhere), errors.Is(err, access.ErrCredentials):
		words.Set("elsewhere", "refused")
	default:
		words.Set("elsewhere", "failed")
	}
	return &sent{"/account#" + words.Encode(), []http.Cookie{*f.noCookie(f.detourName())}}
}

func (f *frame) detourName() string { return f.prefixed("jinlin-detour") }

type detourKey struct{}

// detourOf is what the browser kept while it was away; the zero one where it kept nothing.
func detourOf(ctx context.Context) access.Detour {
	text, _ := ctx.Value(detourKey{}).(string)
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return access.Detour{}
	}
	return access.Detour{State: parts[0], Nonce: parts[1], Verifier: parts[2]}
}
