package manage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"jinlin/httpapi/manage"
	"jinlin/service/registry"
)

func TestSession(t *testing.T) {
	h := open(t, nil)
	h.account("Wang", ruler())
	h.nobody().do("GET", "/v1/session", nil).is(401).has("log in first")
	h.nobody().do("POST", "/v1/session", map[string]string{"name": "Wang", "password": "something else"}).is(401)
	h.nobody().do("POST", "/v1/session", map[string]string{"name": "nobody", "password": password}).is(401)
	h.nobody().do("POST", "/v1/session", `{"name":"Wang","password":`).is(400)
	h.nobody().do("POST", "/v1/session", `{"name":"Wang"}`).is(422).has("password")
	h.nobody().do("GET", "/v1/session?sort=up", nil).is(401) // who asks is asked before what

	c := h.logIn("wang")
	var s manage.Session
	c.do("GET", "/v1/session", nil).is(200).into(&s)
	if s.Name != "Wang" || len(s.Grants) != 1 || s.Grants[0].Role != registry.RoleAdministrator || s.CSRF != c.csrf {
		t.Errorf("%+v", s)
	}
	c.do("GET", "/v1/session?sort=up", nil).is(422).has("sort")
	c.do("DELETE", "/v1/session", nil, "X-CSRF-Token", "").is(403).has("X-CSRF-Token")
	c.do("DELETE", "/v1/session", nil, "X-CSRF-Token", "another").is(403)
	c.do("DELETE", "/v1/session", nil, "Sec-Fetch-Site", "cross-site").is(403).has("another site")
	c.do("GET", "/v1/session", nil).is(200)
	gone := c.do("DELETE", "/v1/session", nil).is(204)
	if v := gone.header.Get("Set-Cookie"); !strings.Contains(v, "Max-Age=0") {
		t.Errorf("the cookie stays: %s", v)
	}
	c.do("GET", "/v1/session", nil).is(401)
}

func TestPasswordChange(t *testing.T) {
	h := open(t, nil)
	h.account("Wang", ruler())
	c, other := h.logIn("Wang"), h.logIn("Wang")
	c.do("PUT", "/v1/session/password", map[string]string{"old": "wrong", "password": "a new one, quite long"}).is(401)
	c.do("PUT", "/v1/session/password", map[string]string{"old": password, "password": "short"}).is(422).has("body.password")
	a := c.do("PUT", "/v1/session/password", map[string]string{"old": password, "password": "a new one, quite long"}).is(200)
	c.do("GET", "/v1/session", nil).is(401)
	other.do("GET", "/v1/session", nil).is(401)
	c.cookie, _, _ = strings.Cut(a.header.Get("Set-Cookie"), ";")
	c.do("GET", "/v1/session", nil).is(200)
}

func TestThrottledLogIn(t *testing.T) {
	h := open(t, nil)
	h.account("Wang", ruler())
	for range 5 {
		h.nobody().do("POST", "/v1/session", map[string]string{"name": "Wang", "password": "x"}).is(401)
	}
	a := h.nobody().do("POST", "/v1/session", map[string]string{"name": "Wang", "password": password}).is(429)
	if a.header.Get("Retry-After") == "" {
		t.Error("nothing about when to come again")
	}
}

// TestCookie: over TLS the cookie is bound to the host; on loopback it cannot be.
func TestCookie(t *testing.T) {
	public, err := url.Parse("https://jinlin.example.org")
	if err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*manage.Config){
		"jinlin=":        nil,
		"__Host-jinlin=": func(c *manage.Config) { c.URL = public },
	} {
		h := open(t, change)
		h.account("Wang", ruler())
		a := h.nobody().do("POST", "/v1/session", map[string]string{"name": "Wang", "password": password}).is(200)
		v := a.header.Get("Set-Cookie")
		if !strings.HasPrefix(v, want) || !strings.Contains(v, "HttpOnly") || !strings.Contains(v, "Path=/") || !strings.Contains(v, "SameSite=Lax") {
			t.Errorf("%s", v)
		}
		if strings.HasPrefix(want, "__Host-") != strings.Contains(v, "Secure") {
			t.Errorf("%s", v)
		}
	}
}

// TestNames: a page that points its own name at this server is refused.
func TestNames(t *testing.T) {
	public, err := url.Parse("https://jinlin.example.org")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change func(*manage.Config)
		host   string
		status int
	}{
		"no accounts, foreign name": {func(c *manage.Config) { c.NoAccounts = true }, "evil.example", 421},
		"no accounts, foreign ip":   {func(c *manage.Config) { c.NoAccounts = true }, "10.0.0.1:80", 421},
		"no accounts, localhost":    {func(c *manage.Config) { c.NoAccounts = true }, "localhost:8080", 200},
		"own name":                  {func(c *manage.Config) { c.URL = public }, "jinlin.example.org", 401},
		"foreign name":              {func(c *manage.Config) { c.URL = public }, "evil.example", 421},
		"no name told":              {nil, "jinlin.lan", 401},
	} {
		h := open(t, test.change)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+"/v1/session", nil)
		h.ok(err)
		r.Host = test.host
		res, err := http.DefaultClient.Do(r)
		h.ok(err)
		res.Body.Close()
		if res.StatusCode != test.status {
			t.Errorf("%s: %d, want %d", name, res.StatusCode, test.status)
		}
	}
}

// TestFrontDoor: who comes by the bare name is led to where he can say who he is.
func TestFrontDoor(t *testing.T) {
	h := open(t, nil)
	a := h.nobody().do("GET", "/", nil).is(200)
	if got := h.nobody().do("GET", "/account", nil).is(200); got.body != a.body {
		t.Error("another page")
	}
}
