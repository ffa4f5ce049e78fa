package manage

import (
	"github.com/danielgtaylor/huma/v2"

	"jinlin/service/access"
)

// A Limit bounds how often somebody may ask. The error of either says when to come again.
type Limit interface {
	// Take lets one more request through.
	Take(who string) error
	// Spent tells whether Take would refuse, and takes nothing.
	Spent(who string) error
}

// unlimited is no Limit.
type unlimited struct{}

func (unlimited) Take(string) error  { return nil }
func (unlimited) Spent(string) error { return nil }

// Whoever is known is counted by his account, wherever he is; nobody by the address. Secrets that are not known are counted apart, so that trying them ends before the
// store is asked, and does not keep those at the same address from the page to log in on.
func byAccount(c access.Caller, v access.Visit) string {
	if c.Account == "" {
		return byAddress(v)
	}
	return "account/" + string(c.Account)
}

func byAddress(v access.Visit) string { return "address/" + v.Address }
func byTries(v access.Visit) string   { return "tries/" + v.Address }

// hurried bounds operations that are open to everybody.
func (f *frame) hurried(ctx huma.Context, next func(huma.Context)) {
	if err := f.Limit.Take(byAddress(visitOf(ctx.Context()))); err != nil {
		f.refuse(ctx, err)
		return
	}
	next(ctx)
}
