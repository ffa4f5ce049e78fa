package httpapi

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestReady(t *testing.T) {
	var lacks []Lack
	base, logged := serve(t, Config{Ready: func(context.Context) []Lack { return lacks }}, nil)
	for _, c := range []struct {
		lacks  []Lack
		status int
		says   []string
	}{
		{nil, http.StatusOK, []string{`"status":"ok"`}},
		{[]Lack{{"store", "does not answer"}}, http.StatusServiceUnavailable, []string{"1 thing is missing", `"location":"store"`, "does not answer"}},
		{[]Lack{{"schema", "is older"}, {"jobs", "stand still"}}, http.StatusServiceUnavailable, []string{"2 things are missing", "is older", "stand still"}},
		{nil, http.StatusOK, []string{`"status":"ok"`}},
	} {
		lacks = c.lacks
		a := do(t, "GET", base+"/readyz", "")
		if c.status != http.StatusOK {
			problemDocument(t, a, c.status)
		}
		if a.status != c.status || a.header.Get("Cache-Control") != "no-store" || (a.header.Get("Retry-After") != "") != (c.status == 503) {
			t.Errorf("%v: %d %v", c.lacks, a.status, a.header)
		}
		for _, text := range c.says {
			if !strings.Contains(a.body, text) {
				t.Errorf("nothing about %q in %s", text, a.body)
			}
		}
		if up := do(t, "GET", base+"/healthz", ""); up.status != http.StatusOK {
			t.Errorf("the process is up, and says %d", up.status)
		}
	}
	if lines := logged.String(); strings.Contains(lines, "healthz") || strings.Count(lines, "readyz") != 2 {
		t.Errorf("who looks often fills the log: %s", lines)
	}
}

// Where nothing is kept nothing can be missing; and the probes can stand alone.
func TestProbes(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	if a := do(t, "GET", base+"/readyz", ""); a.status != http.StatusOK {
		t.Error(a.status)
	}
	h, err := Probes(Config{Version: "1.2", Ready: func(context.Context) []Lack { return []Lack{{"store", "is gone"}} }})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 503, "/v1/solve": 404, "/": 404} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if _, err := Probes(Config{Workers: -1}); err == nil {
		t.Error("a bad setting was taken")
	}
}
