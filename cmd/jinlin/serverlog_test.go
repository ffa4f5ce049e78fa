package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestServerLog(t *testing.T) {
	for _, c := range []struct{ said, want string }{
		{"http: TLS handshake error from 203.0.113.7:52144: EOF", "http: TLS handshake error from a client: EOF"},
		{"http: panic serving [2001:db8::7%eth0]:52144: x", "http: panic serving a client: x"},
		{"http: panic serving [::1]:80: x", "http: panic serving a client: x"},
		{"http: Accept error: accept tcp: too many open files; retrying in 5ms\n", "http: Accept error: accept tcp: too many open files; retrying in 5ms"},
		{"http: superfluous response.WriteHeader call from main.f (x.go:12)", "http: superfluous response.WriteHeader call from main.f (x.go:12)"},
	} {
		var out bytes.Buffer
		serverLog(slog.New(slog.NewTextHandler(&out, nil))).Print(c.said)
		if !strings.Contains(out.String(), `level=WARN msg=http said="`+c.want+`"`) || strings.Count(out.String(), "\n") != 1 {
			t.Errorf("%q: %s", c.said, out.String())
		}
	}
}
