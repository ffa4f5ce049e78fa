package main_test

import (
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// freePort is one that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	return answer(t, r)
}

// TestMetrics: figures and probes are on an address of their own, and not on the public one.
func TestMetrics(t *testing.T) {
	port := freePort(t)
	s := serve(t, "--store", filepath.Join(t.TempDir(), "s.db"), "--metrics-addr", ":"+port)
	for path, want := range map[string]int{"/readyz": 200, "/healthz": 200, "/metrics": 404, "/v1/session": 401} {
		if status, body := s.get(t, path); status != want {
			t.Errorf("GET %s: %d %s", path, status, body)
		}
	}
	inside := "http://127.0.0.1:" + port
	for path, want := range map[string]int{"/readyz": 200, "/healthz": 200, "/metrics": 200, "/v1/session": 404, "/": 404} {
		if status, body := fetch(t, inside+path); status != want {
			t.Errorf("GET %s of the metrics address: %d %s", path, status, body)
		}
	}
	_, text := fetch(t, inside+"/metrics")
	wants(t, "the metrics", text, `jinlin_http_request_duration_seconds_count{method="GET",route="/v1/session",status="4xx"} 1`,
		`jinlin_http_requests_refused_total{status="401"} 1`, `jinlin_http_requests_in_flight 0`, "jinlin_jobs_open", "jinlin_store_up 1",
		`jinlin_store_transaction_duration_seconds_count{mode="read",result="done"}`, "process_resident_memory_bytes", "go_goroutines", "jinlin_build_info")
	if strings.Contains(text, `status="2xx"} 1`) && strings.Contains(text, `route="/metrics",status="2xx"`) {
		t.Error("who looks after the server is counted with those whom it serves")
	}
	s.stop(t)
	site := fileSite(t, 2, 1)
	id := site.everything(t)
	port = freePort(t)
	w := site.start(t, "--metrics-addr", "127.0.0.1:"+port, "--poll", "20ms")
	site.ended(t, id)
	inside = "http://127.0.0.1:" + port
	if status, body := fetch(t, inside+"/readyz"); status != 200 {
		t.Error(status, body)
	}
	_, text = fetch(t, inside+"/metrics")
	wants(t, "a worker's metrics", text, `jinlin_job_duration_seconds_count{kind="solve",part="batch",state="done"} 2`, `jinlin_jobs_open{state="begun"} 0`)
	w.stop(t, 15)
	for _, args := range []string{"serve --addr 127.0.0.1:0 --no-store --metrics-addr nowhere", "worker --metrics-addr 127.0.0.1:x --store " + site.where} {
		if r := run(t, t.TempDir(), strings.Fields(args)...); r.code != 2 {
			t.Errorf("%s: exit %d", args, r.code)
		}
	}
}
