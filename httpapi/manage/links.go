package manage

import (
	"context"
	"net/http"
	"time"

	"jinlin/service/access"
)

type (
	// A LinkSecret is the secret of a one-time link.
	LinkSecret struct {
		Secret string `json:"secret" minLength:"1" maxLength:"200" doc:"What stands behind link= in the link."`
	}
	linkAsk struct{ Body LinkSecret }
	// LinkedAccount tells whose a link is.
	LinkedAccount struct {
		Name string `json:"name" doc:"What the account logs in with now."`
	}
	linkAnswer struct{ Body LinkedAccount }
	linkUse    struct {
		Body struct {
			LinkSecret
			Name     string `json:"name,omitempty" maxLength:"64" doc:"What to log in with from now on; left out, the name stays."`
			Password string `json:"password" maxLength:"512" doc:"12 to 128 characters, not one of those that everybody tries first."`
		}
	}
	// A Link lets somebody set a password, once.
	Link struct {
		Secret string    `json:"secret"`
		URL    string    `json:"url" doc:"The page where the link is used; without a host where the server was not told its own."`
		End    time.Time `json:"end" doc:"Until when it can be used."`
	}
	issuedLink struct{ Body Link }
)

func (f *frame) linkRoutes() {
	register(f, operation{
		id: "look-at-link", method: http.MethodPost, path: "/v1/links", tag: "session", summary: "Tell whose account a one-time link is for", open: true,
		text: "Nothing is changed by looking.", errors: []int{410},
	}, f.lookAtLink)
	register(f, operation{
		id: "use-link", method: http.MethodPut, path: "/v1/links", tag: "session", summary: "Set a password by a one-time link, and log in", open: true,
		text: "A link works once. All sessions of the account end; the answer is a new one.", errors: []int{410},
	}, f.useLink)
	register(f, operation{
		id: "issue-link", method: http.MethodPost, path: "/v1/accounts/{account}/link", tag: "accounts", secret: true,
		summary: "Make a one-time link by which a person sets the password",
		text: "For a new account, or where the password was forgotten; the old one stands until the link is used, and links made before end. " +
			"The secret is told once: keep it from logs, and hand it over yourself.",
	}, f.issueLink)
}

func (f *frame) lookAtLink(ctx context.Context, _ access.Caller, in *linkAsk) (*linkAnswer, error) {
	name, err := f.Keeper.LinkOf(ctx, in.Body.Secret)
	if err != nil {
		return nil, err
	}
	return &linkAnswer{LinkedAccount{name}}, nil
}

func (f *frame) useLink(ctx context.Context, _ access.Caller, in *linkUse) (*SessionAnswer, error) {
	e, err := f.Keeper.UseLink(ctx, in.Body.Secret, in.Body.Name, in.Body.Password, visitOf(ctx))
	if err != nil {
		return nil, err
	}
	return f.entered(e), nil
}

func (f *frame) issueLink(ctx context.Context, c access.Caller, in *AccountPath) (*issuedLink, error) {
	end := f.Keeper.LinkEnd()
	secret, err := f.Keeper.IssueLink(ctx, c, in.id(c))
	if err != nil {
		return nil, err
	}
	base := ""
	if f.URL != nil {
		base = f.URL.Scheme + "://" + f.URL.Host
	}
	return &issuedLink{Link{secret, base + "/account#link=" + secret, end.UTC()}}, nil
}
