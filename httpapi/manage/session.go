package manage

import (
	"context"
	"net/http"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// A Session tells who is logged in, and what he may do.
type Session struct {
	Account registry.AccountID `json:"account" doc:"Empty on a server without accounts."`
	Name    string             `json:"name"`
	Grants  []Grant            `json:"grants" nullable:"false"`
	CSRF    string             `json:"csrf,omitempty" doc:"Send it as X-CSRF-Token with every change."`
	Scopes  []access.Scope     `json:"scopes,omitempty" doc:"What a token is limited to."`
	End     *time.Time         `json:"end,omitempty" doc:"When the log-in ends, however much is done in it."`
}

// A Grant gives a role in a region and all below it, in one area, or everywhere.
type Grant struct {
	Role   registry.Role     `json:"role" enum:"administrator,planner,dispatcher,member,viewer,gis"`
	Region registry.RegionID `json:"region,omitempty" maxLength:"64"`
	Area   string            `json:"area,omitempty" maxLength:"64"`
	Member string            `json:"member,omitempty" maxLength:"64" doc:"Who the account is, under the role member."`
}

type (
	// SessionAnswer is a session as it is answered.
	SessionAnswer struct {
		SetCookie []http.Cookie `header:"Set-Cookie"`
		Body      Session
	}
	logInAsk struct {
		Body struct {
			Name     string `json:"name" minLength:"1" maxLength:"64"`
			Password string `json:"password" minLength:"1" maxLength:"512"`
		}
	}
	passwordAsk struct {
		Body struct {
			Old      string `json:"old" maxLength:"512"`
			Password string `json:"password" maxLength:"512" doc:"12 to 128 characters, not one of those that everybody tries first."`
		}
	}
	goneAnswer struct {
		SetCookie []http.Cookie `header:"Set-Cookie"`
	}
)

func (f *frame) sessionRoutes() {
	register(f, operation{
		id: "log-in", method: http.MethodPost, path: "/v1/session", tag: "session", summary: "Log in with name and password", open: true,
		text:   "Answers with a cookie and with the secret that changes must show. After some failures the next try has to wait (429).",
		errors: []int{401},
	}, f.logIn)
	register(f, operation{id: "who-am-i", method: http.MethodGet, path: "/v1/session", tag: "session", summary: "Tell who is logged in"}, f.whoAmI)
	register(f, operation{
		id: "log-out", method: http.MethodDelete, path: "/v1/session", tag: "session", summary: "Log out", status: http.StatusNoContent,
	}, f.logOut)
	register(f, operation{
		id: "change-password", method: http.MethodPut, path: "/v1/session/password", tag: "session", summary: "Change one's own password",
		text: "Ends all other sessions of the account; the answer is a new one.",
	}, f.changePassword)
}

func (f *frame) logIn(ctx context.Context, _ access.Caller, in *logInAsk) (*SessionAnswer, error) {
	e, err := f.Keeper.LogIn(ctx, in.Body.Name, in.Body.Password, visitOf(ctx))
	if err != nil {
		return nil, err
	}
	return f.entered(e), nil
}

func (f *frame) whoAmI(_ context.Context, c access.Caller, _ *struct{}) (*SessionAnswer, error) {
	return &SessionAnswer{Body: shownSession(c)}, nil
}

func (f *frame) logOut(ctx context.Context, c access.Caller, _ *struct{}) (*goneAnswer, error) {
	if err := f.Keeper.Leave(ctx, c); err != nil {
		return nil, err
	}
	return &goneAnswer{SetCookie: []http.Cookie{*f.noCookie(f.cookieName())}}, nil
}

func (f *frame) changePassword(ctx context.Context, c access.Caller, in *passwordAsk) (*SessionAnswer, error) {
	e, err := f.Keeper.ChangePassword(ctx, c, in.Body.Old, in.Body.Password, visitOf(ctx))
	if err != nil {
		return nil, err
	}
	return f.entered(e), nil
}

// entered is the answer to a log-in.
func (f *frame) entered(e access.Entered) *SessionAnswer {
	s := shownSession(e.Caller)
	end := e.End.UTC()
	s.End = &end
	return &SessionAnswer{SetCookie: []http.Cookie{*f.cookie(f.cookieName(), e.Secret, e.End)}, Body: s}
}

func shownSession(c access.Caller) Session {
	return Session{Account: c.Account, Name: c.Name, Grants: shownGrants(c.Grants), CSRF: c.CSRF(), Scopes: c.Scopes}
}

func shownGrants(grants []registry.Grant) []Grant {
	out := make([]Grant, len(grants))
	for i, g := range grants {
		out[i] = Grant{Role: g.Role, Region: g.Region, Area: string(g.Area), Member: string(g.Member)}
	}
	return out
}
