package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"
)

// twoHomes is a problem of two homes and one member, with room for more fields.
const twoHomes = `{"scheme":"yuanshi",
"households":[{"id":"h1","lon":114.52,"lat":37.76},{"id":"h2","lon":114.5205,"lat":37.76}],
"members":[{"id":"m1","household":"h1"}]%s}`

func small(more string) string { return fmt.Sprintf(twoHomes, more) }

// A log keeps what was logged.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// serve starts the real handler on a real socket. change may replace what solves.
func serve(t *testing.T, c Config, change func(*server)) (base string, logged *log) {
	t.Helper()
	logged = &log{}
	c.Logger = slog.New(slog.NewJSONHandler(logged, nil))
	s, err := newServer(c)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(s)
	}
	h, err := s.handler()
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(h)
	t.Cleanup(web.Close)
	return web.URL, logged
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

func do(t *testing.T, method, url, body string, headers ...string) answer {
	t.Helper()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	r, err := http.NewRequest(method, url, in)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	got, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	out, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{got.StatusCode, got.Header, string(out)}
}

// problemDocument checks that the answer is one and returns it.
func problemDocument(t *testing.T, a answer, status int) huma.ErrorModel {
	t.Helper()
	var p huma.ErrorModel
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	if a.status != status || p.Status != status || a.header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("status %d, %s: %s; expected %d", a.status, a.header.Get("Content-Type"), a.body, status)
	}
	if p.Title == "" || p.Detail == "" || a.header.Get("X-Request-Id") == "" {
		t.Errorf("title, detail or request id missing: %s", a.body)
	}
	return p
}

// places lists the violations as "location: message".
func places(p huma.ErrorModel) []string {
	var out []string
	for _, e := range p.Errors {
		out = append(out, e.Location+": "+e.Message)
	}
	return out
}
