package oidc_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"jinlin/httpapi/manage"
	"jinlin/httpapi/oidc"
	"jinlin/service/access"
)

const (
	clientID = "jinlin"
	callback = "https://jinlin.example" + manage.CallbackPath
)

// issuer is a provider in this process. It gives a code for whoever comes to its log-in page and a token for a code, spoiled as the test likes.
type issuer struct {
	*httptest.Server
	key  *rsa.PrivateKey
	asks url.Values // of the last visit to the log-in page
	code string

	spoil   func(jwt.MapClaims)
	signer  *rsa.PrivateKey // nil: key
	unnamed bool            // the token names no key
	none    bool            // the token is not signed
	status  int             // of the token endpoint; 0: 200
	noToken bool
	shown   string // the secret that came with the code
}

func start(t *testing.T) *issuer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i := &issuer{key: key}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, map[string]any{"issuer": i.URL, "authorization_endpoint": i.URL + "/login", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		enc := base64.RawURLEncoding.EncodeToString
		reply(w, map[string]any{"keys": []map[string]any{{"kty": "RSA", "alg": "RS256", "use": "sig", "kid": "k1", "n": enc(key.N.Bytes()), "e": enc(big.NewInt(int64(key.E)).Bytes())}}})
	})
	mux.HandleFunc("/token", i.token)
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	return i
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// visit is a person who logs in at the page to which the browser was sent.
func (i *issuer) visit(t *testing.T, page string) (state, code string) {
	t.Helper()
	u, err := url.Parse(page)
	if err != nil || !strings.HasPrefix(page, i.URL+"/login?") {
		t.Fatal(page, err)
	}
	i.asks, i.code = u.Query(), "code-"+u.Query().Get("state")
	return i.asks.Get("state"), i.code
}

func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	_, i.shown, _ = r.BasicAuth()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if i.status != 0 || r.FormValue("code") != i.code || base64.RawURLEncoding.EncodeToString(sum[:]) != i.asks.Get("code_challenge") ||
		i.asks.Get("code_challenge_method") != "S256" || r.FormValue("redirect_uri") != callback || r.FormValue("grant_type") != "authorization_code" {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(max(i.status, http.StatusBadRequest))
		_, _ = w.Write([]byte(`{"error":"invalid_grant","error_description":"secret-in-answer"}`))
		return
	}
	now := time.Now()
	claims := jwt.MapClaims{"iss": i.URL, "sub": "u7", "aud": clientID, "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(), "nonce": i.asks.Get("nonce")}
	if i.spoil != nil {
		i.spoil(claims)
	}
	answer := map[string]any{"access_token": "at", "token_type": "Bearer", "expires_in": 60}
	if !i.noToken {
		answer["id_token"] = i.sign(claims)
	}
	reply(w, answer)
}

func (i *issuer) sign(claims jwt.MapClaims) string {
	tok, key := jwt.NewWithClaims(jwt.SigningMethodRS256, claims), any(i.key)
	if i.signer != nil {
		key = i.signer
	}
	if i.none {
		tok, key = jwt.NewWithClaims(jwt.SigningMethodNone, claims), jwt.UnsafeAllowNoneSignatureType
	}
	if !i.unnamed {
		tok.Header["kid"] = "k1"
	}
	text, err := tok.SignedString(key)
	if err != nil {
		panic(err)
	}
	return text
}

func (i *issuer) provider(t *testing.T) *oidc.Provider {
	t.Helper()
	p, err := oidc.New(oidc.Config{Issuer: i.URL, ClientID: clientID, ClientSecret: "shh", Callback: callback, Scopes: []string{"profile"}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// logIn goes the whole way with a verifier and a nonce of its own.
func (i *issuer) logIn(t *testing.T, p *oidc.Provider) (string, error) {
	t.Helper()
	const verifier, nonce = "a-verifier-that-is-long-enough-to-be-one-of-rfc-7636", "n1"
	sum := sha256.Sum256([]byte(verifier))
	page, err := p.URL(t.Context(), "s1", nonce, base64.RawURLEncoding.EncodeToString(sum[:]))
	if err != nil {
		t.Fatal(err)
	}
	state, code := i.visit(t, page)
	if state != "s1" {
		t.Error("state", state)
	}
	return p.Subject(t.Context(), code, nonce, verifier)
}

func TestLogInElsewhere(t *testing.T) {
	i := start(t)
	p := i.provider(t)
	who, err := i.logIn(t, p)
	if err != nil || who != i.URL+" u7" {
		t.Fatal(who, err)
	}
	for key, want := range map[string]string{"response_type": "code", "client_id": clientID, "redirect_uri": callback, "scope": "openid profile", "nonce": "n1"} {
		if got := i.asks.Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if i.asks.Get("code_verifier") != "" || i.shown != "shh" {
		t.Error("the verifier was shown, or the secret was not", i.asks, i.shown)
	}
}

func TestTokensThatAreRefused(t *testing.T) {
	i := start(t)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	set := func(key string, value any) func() {
		return func() { i.spoil = func(c jwt.MapClaims) { c[key] = value } }
	}
	for name, spoil := range map[string]func(){
		"other nonce":     set("nonce", "n2"),
		"no nonce":        func() { i.spoil = func(c jwt.MapClaims) { delete(c, "nonce") } },
		"other issuer":    set("iss", "https://elsewhere"),
		"other audience":  set("aud", "another"),
		"two audiences":   set("aud", []string{clientID, "another"}),
		"other azp":       set("azp", "another"),
		"too old":         set("exp", time.Now().Add(-time.Minute).Unix()),
		"no end":          func() { i.spoil = func(c jwt.MapClaims) { delete(c, "exp") } },
		"no subject":      set("sub", ""),
		"other at_hash":   set("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
		"other key":       func() { i.signer = other },
		"unnamed key":     func() { i.signer, i.unnamed = other, true },
		"unsigned":        func() { i.none = true },
		"no token":        func() { i.noToken = true },
		"code refused":    func() { i.status = http.StatusBadRequest },
		"provider broken": func() { i.status = http.StatusBadGateway },
	} {
		i.spoil, i.signer, i.unnamed, i.none, i.noToken, i.status = nil, nil, false, false, false, 0
		spoil()
		who, err := i.logIn(t, i.provider(t))
		var e *access.ElsewhereError
		if who != "" || !errors.As(err, &e) || e.Unreachable != (name == "provider broken") {
			t.Errorf("%s: %q %v", name, who, err)
		} else if strings.Contains(e.Err.Error(), "secret-in-answer") || strings.Contains(err.Error(), "key") {
			t.Errorf("%s: tells too much: %v: %v", name, err, e.Err)
		}
	}
	i.spoil, i.signer, i.unnamed, i.none, i.noToken, i.status = nil, nil, false, false, false, 0
	i.spoil = func(c jwt.MapClaims) { c["aud"], c["azp"] = []string{clientID, "another"}, clientID }
	if _, err := i.logIn(t, i.provider(t)); err != nil {
		t.Error("for us among others:", err)
	}
}

// A code that somebody caught is worth nothing without the verifier.
func TestCodeWithoutVerifier(t *testing.T) {
	i := start(t)
	p := i.provider(t)
	sum := sha256.Sum256([]byte("right"))
	page, err := p.URL(t.Context(), "s", "n", base64.RawURLEncoding.EncodeToString(sum[:]))
	if err != nil {
		t.Fatal(err)
	}
	_, code := i.visit(t, page)
	for _, verifier := range []string{"", "wrong"} {
		if _, err := p.Subject(t.Context(), code, "n", verifier); err == nil {
			t.Errorf("verifier %q", verifier)
		}
	}
	i.spoil = func(c jwt.MapClaims) { delete(c, "nonce") }
	if _, err := p.Subject(t.Context(), code, "", "right"); err == nil {
		t.Error("no nonce on either side")
	}
	i.spoil = nil
	late, err := oidc.New(oidc.Config{Issuer: i.URL, ClientID: clientID, Callback: callback, Now: func() time.Time { return time.Now().Add(time.Hour) }})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := late.Subject(t.Context(), code, "n", "right"); err == nil {
		t.Error("an hour later")
	}
	if _, err := p.Subject(t.Context(), code, "n", "right"); err != nil {
		t.Error(err)
	}
}

// A provider that is away is asked again.
func TestProviderThatComesLate(t *testing.T) {
	i := start(t)
	away := true
	p, err := oidc.New(oidc.Config{Issuer: i.URL, ClientID: clientID, Callback: callback, Client: &http.Client{Transport: road(func(r *http.Request) (*http.Response, error) {
		if away {
			return nil, errors.New("no route")
		}
		return http.DefaultTransport.RoundTrip(r)
	})}})
	if err != nil {
		t.Fatal(err)
	}
	var e *access.ElsewhereError
	if _, err := p.URL(t.Context(), "s", "n", "c"); !errors.As(err, &e) || !e.Unreachable {
		t.Error(err)
	}
	away = false
	if _, err := p.URL(t.Context(), "s", "n", "c"); err != nil {
		t.Error(err)
	}
	away = true
	if _, err := p.URL(t.Context(), "s", "n", "c"); err != nil {
		t.Error("asked twice:", err)
	}
	if _, err := p.Subject(t.Context(), "c", "n", "v"); !errors.As(err, &e) || !e.Unreachable {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Subject(gone, "c", "n", "v"); err == nil {
		t.Error("went on after the end")
	}
}

type road func(*http.Request) (*http.Response, error)

func (r road) RoundTrip(q *http.Request) (*http.Response, error) { return r(q) }

func TestConfig(t *testing.T) {
	good := oidc.Config{Issuer: "https://id.example/realms/x", ClientID: "c", Callback: callback}
	if _, err := oidc.New(good); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*oidc.Config){
		"no issuer": func(c *oidc.Config) { c.Issuer = "" }, "plain http": func(c *oidc.Config) { c.Issuer = "http://id.example" },
		"no host": func(c *oidc.Config) { c.Issuer = "https:" }, "no client": func(c *oidc.Config) { c.ClientID = "" },
		"no callback": func(c *oidc.Config) { c.Callback = "/back" }, "odd": func(c *oidc.Config) { c.Issuer = "https://%zz" },
	} {
		c := good
		spoil(&c)
		if _, err := oidc.New(c); err == nil {
			t.Error(name)
		}
	}
}
