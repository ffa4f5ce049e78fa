package oidc_test

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"jinlin/httpapi"
	"jinlin/httpapi/manage"
	"jinlin/httpapi/oidc"
	"jinlin/service/access"
	"jinlin/service/once"
	"jinlin/service/registry"
	"jinlin/service/workspace"
	"jinlin/store/sqlite"
)

// A site is a server that lets people log in at the issuer, and a browser that goes there.
type site struct {
	*testing.T
	handler http.Handler
	keeper  *access.Keeper
	cookies map[string]*http.Cookie
}

func openSite(t *testing.T, p access.Provider) *site {
	t.Helper()
	plain, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "jinlin.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { plain.Close() })
	store, guard := once.Store{Store: plain}, &access.Guard{}
	hashes, err := access.NewPasswords(access.HashCost{MemoryKiB: 64, Passes: 1, Lanes: 1})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, keeper: access.NewKeeper(store, guard, hashes, time.Now, rand.Reader, access.Times{}), cookies: map[string]*http.Cookie{}}
	work := workspace.New(workspace.Config{Store: store, Guard: guard, Now: time.Now, Random: rand.Reader})
	s.handler, err = httpapi.New(httpapi.Config{Manage: &manage.Config{
		Workspace: work, Keeper: s.keeper, Store: store, Now: time.Now, Provider: p, URL: &url.URL{Scheme: "https", Host: "jinlin.example"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get is the browser, which keeps cookies and follows no redirection by itself.
func (s *site) get(path string) (status int, to string) {
	s.Helper()
	r := httptest.NewRequestWithContext(s.Context(), http.MethodGet, "https://jinlin.example"+path, nil)
	for _, c := range s.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	res := w.Result()
	defer res.Body.Close()
	for _, c := range res.Cookies() {
		if !c.HttpOnly || !c.Secure || c.Path != "/" || !strings.HasPrefix(c.Name, "__Host-") {
			s.Errorf("a cookie that scripts or others can have: %v", c)
		}
		if c.MaxAge < 0 {
			delete(s.cookies, c.Name)
		} else {
			s.cookies[c.Name] = c
		}
	}
	return res.StatusCode, res.Header.Get("Location")
}

// TestRoutes: the browser goes to the provider and comes back with a session, or to the page that says in words why not.
func TestRoutes(t *testing.T) {
	i := start(t)
	s := openSite(t, i.provider(t))
	account, err := s.keeper.PutAccount(t.Context(), access.House("", 0), registry.Account{Name: "王明"})
	if err != nil {
		t.Fatal(err)
	}
	leave := func() string {
		status, to := s.get("/v1/session/elsewhere")
		if status != http.StatusSeeOther || s.cookies["__Host-jinlin-detour"] == nil {
			t.Fatal(status, to, s.cookies)
		}
		if end := s.cookies["__Host-jinlin-detour"].Expires; end.After(time.Now().Add(11 * time.Minute)) {
			t.Error("the detour is remembered until ", end)
		}
		state, code := i.visit(t, to)
		return manage.CallbackPath + "?iss=x&session_state=y&scope=openid&state=" + url.QueryEscape(state) + "&code=" + url.QueryEscape(code)
	}
	back := func(name, path, want string) {
		t.Helper()
		status, to := s.get(path)
		if status != http.StatusSeeOther || to != want {
			t.Errorf("%s: %d to %s, want %s", name, status, to, want)
		}
		if s.cookies["__Host-jinlin-detour"] != nil {
			t.Errorf("%s: the detour is kept", name)
		}
	}
	back("no account", leave(), "/account#elsewhere=unknown&subject="+url.QueryEscape(i.URL+" u7"))
	if status, _ := s.get("/v1/session"); status != http.StatusUnauthorized {
		t.Errorf("somebody without account came in: %d", status)
	}
	account.Subject = i.URL + " u7"
	if _, err = s.keeper.PutAccount(t.Context(), access.House("", 0), account); err != nil {
		t.Fatal(err)
	}
	path := leave()
	back("all well", path, "/")
	if status, _ := s.get("/v1/session"); status != http.StatusOK {
		t.Errorf("no session: %d", status)
	}
	session := s.cookies["__Host-jinlin"]
	delete(s.cookies, "__Host-jinlin")
	back("the same once more", path, "/account#elsewhere=refused")
	leave()
	back("another state", manage.CallbackPath+"?state=x&code=y", "/account#elsewhere=refused")
	leave()
	back("the provider refused", manage.CallbackPath+"?error=access_denied&error_description=no", "/account#elsewhere=refused")
	back("out of nowhere", manage.CallbackPath, "/account#elsewhere=refused")
	back("too much", manage.CallbackPath+"?state="+strings.Repeat("x", 9000), "/account#elsewhere=refused")
	i.status = http.StatusBadGateway
	back("away", leave(), "/account#elsewhere=unreachable")
	if s.cookies["__Host-jinlin"] != nil || session == nil {
		t.Error("somebody came in")
	}
}

func TestNowhereElse(t *testing.T) {
	s := openSite(t, nil)
	for _, path := range []string{"/v1/session/elsewhere", manage.CallbackPath + "?state=x&code=y"} {
		if status, to := s.get(path); status != http.StatusSeeOther || to != "/account#elsewhere=none" {
			t.Error(path, status, to)
		}
	}
	away, err := oidc.New(oidc.Config{Issuer: "https://id.example", ClientID: clientID, Callback: callback, Client: &http.Client{
		Transport: road(func(*http.Request) (*http.Response, error) { return nil, errors.New("no route") }),
	}})
	if err != nil {
		t.Fatal(err)
	}
	if status, to := openSite(t, away).get("/v1/session/elsewhere"); status != http.StatusSeeOther || to != "/account#elsewhere=unreachable" {
		t.Error(status, to)
	}
}
