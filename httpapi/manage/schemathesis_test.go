package manage_test

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// schemathesis is where make deps puts it.
const schemathesis = "../../.tools/schemathesis/bin/schemathesis"

// TestSchemathesis lets a program of others ask for everything that the document describes, well and badly (https://schemathesis.io): no fault of ours, no
// status and no kind of answer that the document does not have, every body as it says; and, looked at on the way, nothing of another town in any answer.
// It asks as administrator and planner of a town, as nobody and as a viewer. JINLIN_FUZZ_SECONDS makes it longer, JINLIN_FUZZ_SEED another one.
func TestSchemathesis(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a minute and schemathesis; run without -short")
	}
	tool, err := filepath.Abs(schemathesis)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(tool); err != nil {
		t.Fatal("schemathesis is missing: run make deps (or go test -short)")
	}
	seconds, seed := cmp.Or(os.Getenv("JINLIN_FUZZ_SECONDS"), "20"), cmp.Or(os.Getenv("JINLIN_FUZZ_SEED"), "7")
	for _, who := range []string{"both", "viewer", "nobody"} {
		t.Run(who, func(t *testing.T) {
			w := startWalk(t)
			r := &workspace.Runner{Workspace: w.Workspace, Poll: 10 * time.Millisecond, Trouble: func(err error) {
				if !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}}
			ctx, end := context.WithCancel(t.Context())
			var all sync.WaitGroup
			all.Go(func() { r.Run(ctx) })
			defer all.Wait()
			defer end()
			front := w.front(who)
			cmd := exec.CommandContext(t.Context(), tool, "run", front.URL+"/openapi.json", "--seed", seed, "--max-time", seconds,
				"--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,unsupported_method",
				// these two send the browser on, to pages
				"--exclude-operation-id", "log-in-elsewhere", "--exclude-operation-id", "return-from-elsewhere",
				"--request-timeout", "30", "--no-color", "--suppress-health-check", "all", "--warnings", "off", "--continue-on-failure", "--output-truncate", "true")
			cmd.Dir = t.TempDir()
			out, err := cmd.CombinedOutput()
			t.Logf("%s", out)
			if err != nil {
				t.Errorf("as %s, seed %s: %v", who, seed, err)
			}
		})
	}
}

// front asks the server in somebody's name, and looks at every answer. Who was logged out on the way logs in again.
func (w *walk) front(who string) *httptest.Server {
	if who == "both" {
		w.account(who+" of T1", role(registry.RoleAdministrator, "T1"), role(registry.RolePlanner, "T1"))
		w.callers[who] = w.logIn(who + " of T1")
	}
	var mu sync.Mutex
	front := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		body, err := io.ReadAll(in.Body)
		if err != nil {
			http.Error(out, err.Error(), http.StatusBadGateway)
			return
		}
		mu.Lock()
		c := w.callers[who]
		mu.Unlock()
		res, text, err := w.pass(c, in, body)
		if err == nil && res.StatusCode == http.StatusUnauthorized && c.cookie != "" && in.URL.Path != "/v1/session" && in.URL.Path != "/v1/session/password" {
			mu.Lock()
			c = w.again(who)
			mu.Unlock()
			res, text, err = w.pass(c, in, body)
		}
		if err != nil {
			http.Error(out, err.Error(), http.StatusBadGateway)
			return
		}
		for _, x := range slices.Concat(w.secrets, w.privateFor(who)) {
			if strings.Contains(string(text), x) && !bytes.Contains(body, []byte(strings.Trim(x, `"`))) && !strings.Contains(in.URL.String(), strings.Trim(x, `"`)) {
				w.Errorf("%s %s tells %s %s: %.300s", in.Method, in.URL, who, x, text)
			}
		}
		for name, values := range res.Header {
			out.Header()[name] = values
		}
		out.Header().Del("Content-Length")
		out.WriteHeader(res.StatusCode)
		_, _ = out.Write(text)
	}))
	w.Cleanup(front.Close)
	return front
}

// privateFor is what somebody may not be told of homes of his own town.
func (w *walk) privateFor(who string) []string {
	if who == "both" {
		return nil
	}
	return w.private
}

// again lets somebody in once more; his account may have been changed or dropped on the way.
func (w *walk) again(who string) *client {
	e, err := w.keeper.LogIn(w.Context(), who+" of T1", password, access.Visit{})
	if err != nil {
		return w.callers[who]
	}
	w.callers[who] = &client{house: w.house, cookie: "jinlin=" + e.Secret, csrf: e.Caller.CSRF()}
	return w.callers[who]
}

// pass hands a request on.
func (w *walk) pass(c *client, in *http.Request, body []byte) (*http.Response, []byte, error) {
	r, err := http.NewRequestWithContext(in.Context(), in.Method, w.url+in.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	for name, values := range in.Header {
		r.Header[name] = values
	}
	r.Header.Del("Authorization")
	r.Header.Del("Cookie")
	r.Header.Del("Accept-Encoding")
	if c.cookie != "" {
		r.Header.Set("Cookie", c.cookie)
		r.Header.Set("X-CSRF-Token", c.csrf)
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return res, text, err
}
