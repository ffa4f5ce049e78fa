package client_test

import (
	"net/http"
	"net/netip"
	"testing"

	"jinlin/httpapi/internal/client"
)

func TestOf(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		name, remote string
		forwarded    []string
		trusted      []netip.Prefix
		want         string
	}{
		{"no proxy", "203.0.113.5:4711", nil, nil, "203.0.113.5"},
		{"nobody is trusted", "127.0.0.1:4711", []string{"203.0.113.5"}, nil, "127.0.0.1"},
		{"who is not trusted says what he likes", "203.0.113.5:4711", []string{"10.1.1.1"}, trusted, "203.0.113.5"},
		{"one proxy", "127.0.0.1:4711", []string{"203.0.113.5"}, trusted, "203.0.113.5"},
		{"the client lied before the proxy added its address", "127.0.0.1:4711", []string{"127.0.0.1, 198.51.100.9, 203.0.113.5"}, trusted, "203.0.113.5"},
		{"two proxies", "127.0.0.1:4711", []string{"8.8.8.8, 203.0.113.5, 10.2.3.4"}, trusted, "203.0.113.5"},
		{"in two lines", "127.0.0.1:4711", []string{"203.0.113.5", "10.2.3.4"}, trusted, "203.0.113.5"},
		{"all are proxies", "127.0.0.1:4711", []string{"10.9.9.9, 10.2.3.4"}, trusted, "10.9.9.9"},
		{"no header", "127.0.0.1:4711", nil, trusted, "127.0.0.1"},
		{"an empty header", "127.0.0.1:4711", []string{""}, trusted, "127.0.0.1"},
		{"not an address", "127.0.0.1:4711", []string{"203.0.113.5, unknown"}, trusted, "127.0.0.1"},
		{"not an address further left", "127.0.0.1:4711", []string{"zhang san, 203.0.113.5"}, trusted, "203.0.113.5"},
		{"with a port", "127.0.0.1:4711", []string{"203.0.113.5:99"}, trusted, "203.0.113.5"},
		{"IPv6", "[fd00::1]:4711", []string{"2001:db8::7"}, trusted, "2001:db8::7"},
		{"IPv6 with brackets and port", "[fd00::1]:4711", []string{"[2001:db8::7]:99"}, trusted, "2001:db8::7"},
		{"IPv4 as IPv6", "[::ffff:127.0.0.1]:4711", []string{"::ffff:203.0.113.5"}, trusted, "203.0.113.5"},
		{"with a zone", "[fe80::1%eth0]:4711", nil, trusted, "fe80::1"},
		{"a socket", "@", []string{"203.0.113.5"}, trusted, "invalid IP"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
			for _, f := range c.forwarded {
				r.Header.Add("X-Forwarded-For", f)
			}
			if got := client.Of(r, c.trusted).String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestGroup(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.5":        "203.0.113.5",
		"::ffff:203.0.113.5": "203.0.113.5",
		"2001:db8:1:2:3::4":  "2001:db8:1:2::/64",
		"2001:db8:1:2::9%en": "2001:db8:1:2::/64",
		"::1":                "::/64",
	} {
		if got := client.Group(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
	if got := client.Group(netip.Addr{}); got != "invalid IP" {
		t.Error(got)
	}
}
