package main_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
)

// TestServeLimits: flags reach what they are for.
func TestServeLimits(t *testing.T) {
	const page = "https://maps.example.org"
	s := serve(t, "--no-store", "--rate", "0.001", "--burst", "3", "--proxies", "127.0.0.1,::1", "--cors-origins", "https://a.example,"+page)
	ask := func(from string) *http.Response {
		t.Helper()
		q, err := http.NewRequest(http.MethodGet, s.url+"/openapi.json", nil)
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("X-Forwarded-For", from)
		q.Header.Set("Origin", page)
		r, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		return r
	}
	for i, c := range []struct {
		from string
		want int
	}{{"203.0.113.1", 200}, {"203.0.113.1", 200}, {"203.0.113.1", 200}, {"203.0.113.1", 429}, {"203.0.113.2", 200}} {
		r := ask(c.from)
		if r.StatusCode != c.want || r.Header.Get("Access-Control-Allow-Origin") != page || (r.Header.Get("Retry-After") != "") != (c.want == 429) {
			t.Errorf("%d: %d %v", i, r.StatusCode, r.Header)
		}
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go func() {
		fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: %s\r\n\r\n", strings.Repeat("x", 1<<17))
	}()
	r, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || r.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("a head of 128 KiB: %v %v", r, err)
	}
	s.stop(t)
	for args, says := range map[string]string{
		"--proxies nginx":                          `"nginx" is neither an address nor a network`,
		"--rate=-1":                                "Rate is -1",
		"--cors-origins maps.example.org":          "expected one as browsers send it",
		"--max-requests=-1":                        "Requests is -1",
		"--cors-origins https://maps.example.org/": "expected one as browsers send it",
	} {
		r := run(t, t.TempDir(), append([]string{"serve", "--no-store", "--addr", "127.0.0.1:0"}, strings.Fields(args)...)...)
		if r.code != 2 {
			t.Errorf("%s: exit %d", args, r.code)
		}
		wants(t, args, r.errout, says)
	}
}
