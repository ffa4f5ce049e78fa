package manage

import (
	"net/http"
	"time"
)

// cookieName is the name of the session's cookie. With the prefix the browser takes it only over TLS, for this host and all its paths
// (RFC 6265bis, 4.1.3.2); on plain HTTP, for loopback, it could not be set.
func (f *frame) cookieName() string { return f.prefixed("jinlin") }

func (f *frame) prefixed(name string) string {
	if f.tls() {
		return "__Host-" + name
	}
	return name
}

func (f *frame) tls() bool { return f.URL != nil && f.URL.Scheme == "https" }

// cookie is one that scripts cannot read. Lax, not Strict: who comes back from another place of log-in must be known on arrival; changes are guarded by
// their own secret.
func (f *frame) cookie(name, value string, end time.Time) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", Expires: end, HttpOnly: true, Secure: f.tls(), SameSite: http.SameSiteLaxMode}
}

// noCookie takes a cookie away.
func (f *frame) noCookie(name string) *http.Cookie {
	c := f.cookie(name, "", time.Unix(1, 0))
	c.MaxAge = -1
	return c
}
