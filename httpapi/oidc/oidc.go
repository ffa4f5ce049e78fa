// Package oidc lets people log in at another provider: OpenID Connect, authorization code with PKCE (RFC 7636), as package access asks for it.
package oidc

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"jinlin/service/access"
)

// Config names the provider and what it knows this server as.
type Config struct {
	// Issuer is the provider's URL, as its tokens name it: https, but for loopback.
	Issuer string
	// ClientID and ClientSecret are what the provider gave; no secret for a public client.
	ClientID, ClientSecret string
	// Callback is where the provider sends browsers back to, as it has been told.
	Callback string
	// Scopes are asked for beside openid; none are needed.
	Scopes []string
	// Client reaches the provider; nil: one that waits 10 s.
	Client *http.Client
	// Now is the clock by which tokens are too old; nil: the machine's.
	Now func() time.Time
}

// patience is how long the default client waits for the provider.
const patience = 10 * time.Second

// Validate tells what is wrong with the configuration.
func (c Config) Validate() error {
	issuer, err := url.Parse(c.Issuer)
	switch {
	case err != nil || issuer.Host == "":
		return fmt.Errorf("oidc: issuer %q is no URL", c.Issuer)
	case issuer.Scheme != "https" && !(issuer.Scheme == "http" && loopback(issuer.Hostname())):
		return fmt.Errorf("oidc: issuer %q is not https", c.Issuer)
	case c.ClientID == "":
		return errors.New("oidc: no client id")
	}
	if back, err := url.Parse(c.Callback); err != nil || back.Host == "" {
		return fmt.Errorf("oidc: callback %q is no URL", c.Callback)
	}
	return nil
}

func loopback(host string) bool {
	return slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, host)
}

// Provider is an access.Provider. It asks the provider for its addresses when the first person comes, so that a server starts without it, and is safe for
// concurrent use.
type Provider struct {
	config Config
	// turn is held by who asks for the addresses, or looks whether they were found.
	turn  chan struct{}
	found *oidc.Provider
}

var _ access.Provider = (*Provider)(nil)

// New makes a provider of a valid configuration.
func New(c Config) (*Provider, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if c.Client == nil {
		c.Client = &http.Client{Timeout: patience}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Provider{config: c, turn: make(chan struct{}, 1)}, nil
}

// discover finds the provider's addresses and keys once; a failure is tried again with the next person.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if p.found != nil {
		return p.found, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.config.Client), p.config.Issuer)
	if err != nil {
		return nil, &access.ElsewhereError{Unreachable: true, Err: err}
	}
	p.found = found
	return found, nil
}

func (p *Provider) oauth(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: p.config.Callback,
		Scopes: append([]string{oidc.ScopeOpenID}, p.config.Scopes...),
	}
}

// URL is where the browser goes.
func (p *Provider) URL(ctx context.Context, state, nonce, challenge string) (string, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	return p.oauth(found).AuthCodeURL(state, oidc.Nonce(nonce),
		oauth2.SetAuthURLParam("code_challenge", challenge), oauth2.SetAuthURLParam("code_challenge_method", "S256")), nil
}

// Subject redeems a code and judges the token that comes for it. The result is the issuer, a space, and the subject: no URL has a space.
func (p *Provider) Subject(ctx context.Context, code, nonce, verifier string) (string, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return "", err
	}
	ctx = oidc.ClientContext(ctx, p.config.Client)
	answer, err := p.oauth(found).Exchange(ctx, code, oauth2.VerifierOption(verifier))
	if err != nil {
		return "", refused(err)
	}
	raw, ok := answer.Extra("id_token").(string)
	if !ok {
		return "", refused(errors.New("no id_token"))
	}
	token, err := found.Verifier(&oidc.Config{ClientID: p.config.ClientID, Now: p.config.Now}).Verify(ctx, raw)
	if err != nil {
		return "", refused(err)
	}
	if err := p.judge(token, answer.AccessToken, nonce); err != nil {
		return "", refused(err)
	}
	return token.Issuer + " " + token.Subject, nil
}

// judge checks what the library leaves to its user: the nonce, who the token was made for among several (OpenID Connect Core 3.1.3.7, 4 and 5), that there
// is a subject, and the hash of the access token where there is one.
func (p *Provider) judge(t *oidc.IDToken, accessToken, nonce string) error {
	var claims struct {
		AuthorizedParty string `json:"azp"`
	}
	if err := t.Claims(&claims); err != nil {
		return err
	}
	switch {
	case nonce == "" || subtle.ConstantTimeCompare([]byte(t.Nonce), []byte(nonce)) != 1:
		return errors.New("the nonce is another")
	case t.Subject == "":
		return errors.New("no subject")
	case claims.AuthorizedParty == "" && len(t.Audience) > 1, claims.AuthorizedParty != "" && claims.AuthorizedParty != p.config.ClientID:
		return errors.New("the token was made for another")
	case t.AccessTokenHash != "":
		return t.VerifyAccessToken(accessToken)
	}
	return nil
}

// refused is an answer of the provider that opens nothing. What the provider wrote stays out of it: it may hold secrets.
func refused(err error) error {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) {
		unreachable := answer.Response == nil || answer.Response.StatusCode >= http.StatusInternalServerError
		return &access.ElsewhereError{Unreachable: unreachable, Err: errors.New("the provider refused the code: " + answer.ErrorCode)}
	}
	var away *url.Error
	return &access.ElsewhereError{Unreachable: errors.As(err, &away), Err: err}
}
