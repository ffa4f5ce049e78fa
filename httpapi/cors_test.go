package httpapi

import (
	"net/http"
	"strings"
	"testing"
)

func TestCORS(t *testing.T) {
	const ours, other = "https://maps.example.org", "https://evil.example.org"
	for name, c := range map[string]struct {
		origins         []string
		origin, allowed string
	}{
		"off":                       {nil, ours, ""},
		"named":                     {[]string{"http://a.example", ours}, ours, ours},
		"another":                   {[]string{ours}, other, ""},
		"the name and more":         {[]string{ours}, ours + ".evil.example", ""},
		"less than the name":        {[]string{ours}, "https://maps.example", ""},
		"another scheme":            {[]string{ours}, "http://maps.example.org", ""},
		"another port":              {[]string{ours}, ours + ":8443", ""},
		"null is nobody":            {[]string{ours}, "null", ""},
		"all":                       {[]string{"*"}, other, "*"},
		"no page":                   {[]string{ours}, "", ""},
		"all, where one is named":   {[]string{ours, "*"}, ours, "*"},
		"no page, where all may be": {[]string{"*"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			base, _ := serve(t, Config{Origins: c.origins}, nil)
			for _, path := range []string{"/openapi.json", "/nothing"} {
				h := do(t, "GET", base+path, "", "Origin", c.origin).header
				if got := h.Get("Access-Control-Allow-Origin"); got != c.allowed || h.Get("Access-Control-Allow-Credentials") != "" {
					t.Errorf("%s: %q, want %q; %v", path, got, c.allowed, h)
				}
				if varies := strings.Contains(strings.Join(h.Values("Vary"), ","), "Origin"); varies != (len(c.origins) > 0) {
					t.Errorf("%s: Vary %v", path, h.Values("Vary"))
				}
			}
			a := do(t, "OPTIONS", base+"/v1/solve", "", "Origin", c.origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization")
			if c.allowed == "" {
				if a.status == http.StatusNoContent || a.header.Get("Access-Control-Allow-Methods") != "" {
					t.Errorf("preflight: %d %v", a.status, a.header)
				}
				return
			}
			if a.status != http.StatusNoContent || a.header.Get("Access-Control-Allow-Origin") != c.allowed ||
				!strings.Contains(a.header.Get("Access-Control-Allow-Methods"), "PATCH") || !strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "Authorization") {
				t.Errorf("preflight: %d %v", a.status, a.header)
			}
			if a := do(t, "OPTIONS", base+"/v1/solve", "", "Origin", c.origin); a.status != http.StatusMethodNotAllowed {
				t.Errorf("OPTIONS that is no preflight: %d", a.status)
			}
		})
	}
}

func TestCheckOrigin(t *testing.T) {
	for origin, good := range map[string]bool{
		"*": true, "https://maps.example.org": true, "http://127.0.0.1:8080": true, "http://[::1]:8080": true,
		"": false, "maps.example.org": false, "https://maps.example.org/": false, "https://Maps.example.org": false, "https://*.example.org": false,
		"ftp://a.example": false, "null": false, "https://u@a.example": false, "https://a.example?x": false, "https://": false, "https://a b": false,
	} {
		if err := checkOrigin(origin); (err == nil) != good {
			t.Errorf("%q: %v", origin, err)
		}
	}
}
