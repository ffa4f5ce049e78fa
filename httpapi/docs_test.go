package httpapi

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

var (
	shown  = regexp.MustCompile(`(?s)<pre><code>(.*?)</code></pre>`)
	braces = strings.NewReplacer("{", "", "}", "")
)

// TestDocs: every operation of the description stands on the page, with an example that a shell takes and whose body is JSON;
// the page needs nothing but itself, and is small enough to read.
func TestDocs(t *testing.T) {
	base, _ := serveAccounts(t)
	page := fetch(t, base+"/docs")
	var api struct {
		Paths map[string]map[string]struct{ OperationID, Summary string }
	}
	description := fetch(t, base+"/openapi.json")
	if err := json.Unmarshal([]byte(description), &api); err != nil {
		t.Fatal(err)
	}
	if len(page) > 300<<10 || strings.Contains(page, "<script") || regexp.MustCompile(`(src|href)="(https?:)?//`).MatchString(page) {
		t.Errorf("%d bytes, or something from elsewhere", len(page))
	}
	for _, words := range []string{"登录", "Logging in", "规划", "Plans", "令牌", "参数"} {
		if !strings.Contains(page, words) {
			t.Errorf("nothing about %s", words)
		}
	}
	found := shown.FindAllStringSubmatch(page, -1)
	n := 0
	for path, item := range api.Paths {
		for method, op := range item {
			n++
			if !strings.Contains(page, `<article id="`+op.OperationID+`">`) || !strings.Contains(page, "<code>"+path+"</code>") || !strings.Contains(page, html.EscapeString(op.Summary)) {
				t.Errorf("%s %s is not on the page", method, path)
			}
		}
	}
	if n < 50 || len(found) != n {
		t.Fatalf("%d operations, %d examples", n, len(found))
	}
	script := "curl() { printf '%s\\0' \"$@\"; printf '\\n'; }; JINLIN=http://127.0.0.1:8080 TOKEN=T\nset -e\n"
	for _, x := range found {
		script += html.UnescapeString(x[1]) + "\n"
	}
	out, err := exec.CommandContext(t.Context(), "bash", "-c", script).Output()
	if err != nil {
		t.Fatalf("a shell does not take the examples: %v", err)
	}
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\x00\n"))
	if len(lines) < n {
		t.Fatalf("%d of %d examples ask for something", len(lines), n)
	}
	for _, line := range lines {
		checkExample(t, strings.Split(strings.Trim(string(line), "\x00\n"), "\x00"))
	}
}

// checkExample looks at what curl would be given.
func checkExample(t *testing.T, args []string) {
	t.Helper()
	asked, body := "", ""
	for i, a := range args {
		switch {
		case strings.HasPrefix(a, "http://"):
			asked = a
		case a == "--data":
			body = args[i+1]
		}
	}
	u, err := url.Parse(braces.Replace(asked))
	if err != nil || u.Path == "" {
		t.Errorf("%q: %v", args, err)
	}
	if body != "" && !json.Valid([]byte(body)) {
		t.Errorf("%s: %s", asked, body)
	}
}

func fetch(t *testing.T, from string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, from, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(res.Body); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", from, res.StatusCode, err)
	}
	return b.String()
}

// TestDocsWithoutStore: the page tells of what the server has.
func TestDocsWithoutStore(t *testing.T) {
	handler, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(handler)
	defer web.Close()
	if page := fetch(t, web.URL+"/docs"); !strings.Contains(page, "/v1/solve") || strings.Contains(page, "/v1/accounts") {
		t.Errorf("%.300s", page)
	}
}
