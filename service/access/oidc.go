package access

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"jinlin/service/registry"
)

// A Provider is where people log in elsewhere (OpenID Connect); package httpapi/oidc has one.
type Provider interface {
	// URL is where the browser goes. The provider sends it back with state and a code.
	URL(state, nonce, challenge string) string
	// Subject redeems a code and checks the identity that comes for it: signature, issuer, audience, expiry, nonce. The result names issuer and
	// subject, and is the same for a person for ever.
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

// Depart begins a log-in elsewhere: where to send the browser, and what it keeps.
func (k *Keeper) Depart(p Provider) (url string, d Detour, err error) {
	for _, s := range []*string{&d.State, &d.Nonce, &d.Verifier} {
		if *s, err = random(k.random, secretBytes); err != nil {
			return "", Detour{}, err
		}
	}
	return p.URL(d.State, d.Nonce, challenge(d.Verifier)), d, nil
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
