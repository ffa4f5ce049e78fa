package manage

import (
	"context"
	"net/http"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// A Token tells of a token; the token itself is told when it is made, and never again.
type Token struct {
	ID string `json:"id"`
	TokenAsk
	At time.Time `json:"at" doc:"When it was made."`
}

// A TokenAsk is a token as it is asked for.
type TokenAsk struct {
	Name   string         `json:"name" minLength:"1" maxLength:"64" doc:"What it is for."`
	Scopes []access.Scope `json:"scopes" minItems:"1" maxItems:"5" uniqueItems:"true" nullable:"false" enum:"read,contacts,edit,plan,manage" doc:"What it may do of what its account may."`
	End    time.Time      `json:"end" doc:"When it ends; within 366 days."`
}

// A NewToken has the token itself.
type NewToken struct {
	Token
	Secret string `json:"token" doc:"Send it as Authorization: Bearer. It is told once."`
}

type (
	tokenPost struct {
		AccountPath
		Body TokenAsk
	}
	tokenDrop struct {
		AccountPath
		Token string `path:"token" maxLength:"64" doc:"The id of the token."`
	}
	madeToken struct {
		Location string `header:"Location" doc:"What to delete to end it."`
		Body     NewToken
	}
	tokenList struct{ Body List[Token] }
)

func (f *frame) tokenRoutes() {
	register(f, operation{id: "list-tokens", method: http.MethodGet, path: "/v1/accounts/{account}/tokens", tag: "accounts", summary: "List the tokens of an account"},
		f.listTokens)
	register(f, operation{
		id: "make-token", method: http.MethodPost, path: "/v1/accounts/{account}/tokens", tag: "accounts", summary: "Make a token for a program",
		status: http.StatusCreated, secret: true,
		text: "For oneself, or for an account that no person logs in with. A token makes no tokens.",
	}, f.makeToken)
	register(f, operation{
		id: "drop-token", method: http.MethodDelete, path: "/v1/accounts/{account}/tokens/{token}", tag: "accounts", summary: "End a token", status: http.StatusNoContent,
	}, f.dropToken)
}

func (f *frame) listTokens(ctx context.Context, c access.Caller, in *AccountPath) (*tokenList, error) {
	all, err := f.Keeper.Tokens(ctx, c, in.id(c))
	if err != nil {
		return nil, err
	}
	return &tokenList{pageOf(all, len(all), func(t registry.Token) string { return t.ID }, shownToken)}, nil
}

func (f *frame) makeToken(ctx context.Context, c access.Caller, in *tokenPost) (*madeToken, error) {
	text, t, err := f.Keeper.IssueToken(ctx, c, access.TokenAsk{Account: in.id(c), Name: in.Body.Name, Scopes: in.Body.Scopes, End: in.Body.End})
	if err != nil {
		return nil, err
	}
	return &madeToken{"/v1/accounts/" + string(t.Account) + "/tokens/" + t.ID, NewToken{shownToken(t), text}}, nil
}

func (f *frame) dropToken(ctx context.Context, c access.Caller, in *tokenDrop) (*empty, error) {
	return nil, f.Keeper.DropToken(ctx, c, in.id(c), in.Token)
}

func shownToken(t registry.Token) Token {
	out := Token{ID: t.ID, At: t.At.UTC(), TokenAsk: TokenAsk{Name: t.Name, End: t.End.UTC(), Scopes: make([]access.Scope, len(t.Scopes))}}
	for i, s := range t.Scopes {
		out.Scopes[i] = access.Scope(s)
	}
	return out
}
