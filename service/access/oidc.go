package access

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"jinlin/service/registry"
)

// A Provider is where people log in elsewhere (OpenID Connect); package httpapi/oidc has one.
type Provider interface {
	// URL is where the browser goes. The provider sends it back with state and a code. An error is an *ElsewhereError.
	URL(ctx context.Context, state, nonce, challenge string) (string, error)
	// Subject redeems a code and checks the identity that comes for it: signature, issuer, audience, expiry, nonce. The result names issuer and
	// subject, and is the same for a person for ever. An error is an *ElsewhereError.
	Subject(ctx context.Context, code, nonce, verifier string) (string, error)
}

// A Detour is what the browser keeps (in a cookie that scripts cannot read) between leaving for the provider and coming back.
type Detour struct{ State, Nonce, Verifier string }

// An UnknownError is an identity that the provider vouches for and no account has. Accounts are never made by logging in: an administrator puts the
// subject on one.
type UnknownError struct{ Subject string }

func (e *UnknownError) Error() string {
	return "no account has this identity; tell the administrator: " + e.Subject
}

// An ElsewhereError is a provider that could not be reached, or did not vouch for the person. Err says why, for the log.
type ElsewhereError struct {
	Unreachable bool
	Err         error
}

func (e *ElsewhereError) Error() string {
	if e.Unreachable {
		return "the place to log in at cannot be reached; try again later"
	}
	return "the place to log in at did not confirm who you are; try again"
}

func (e *ElsewhereError) Unwrap() error { return e.Err }

// Depart begins a log-in elsewhere: where to send the browser, and what it keeps.
func (k *Keeper) Depart(ctx context.Context, p Provider) (url string, d Detour, err error) {
	for _, s := range []*string{&d.State, &d.Nonce, &d.Verifier} {
		if *s, err = random(k.random, secretBytes); err != nil {
			return "", Detour{}, err
		}
	}
	url, err = p.URL(ctx, d.State, d.Nonce, challenge(d.Verifier))
	return url, d, err
}

// challenge is what the provider sees of the verifier (RFC 7636, S256).
func challenge(verifier string) string {
	h := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(h[:])
}

// Return ends a log-in elsewhere: it opens a session for the account that has the identity. ErrCredentials where the browser did not begin it, or the
// account is disabled.
func (k *Keeper) Return(ctx context.Context, p Provider, d Detour, state, code string, v Visit) (Entered, error) {
	if d.State == "" || d.Nonce == "" || d.Verifier == "" || code == "" || !same(d.State, state) {
		return Entered{}, ErrCredentials
	}
	subject, err := p.Subject(ctx, code, d.Nonce, d.Verifier)
	if err != nil {
		return Entered{}, err
	}
	if subject == "" {
		return Entered{}, ErrCredentials
	}
	o, err := k.opening()
	if err != nil {
		return Entered{}, err
	}
	var in Entered
	err = k.store.Write(ctx, func(tx registry.Tx) error {
		a, err := tx.AccountBySubject(ctx, subject)
		if err != nil {
			return none(err, &UnknownError{subject})
		}
		in, err = k.enter(ctx, tx, a, v, o)
		return err
	})
	if err != nil {
		return Entered{}, err
	}
	return in, nil
}
