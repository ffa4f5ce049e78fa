package metrics

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"jinlin/httpapi"
	"jinlin/service/registry"
	"jinlin/service/workspace"
	"jinlin/store/sqlite"
)

// scrape is what Prometheus reads.
func scrape(t *testing.T, m *Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
	return w.Body.String()
}

// has fails for every line that is missing.
func has(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("%s is missing in\n%s", line, strings.Join(regexp.MustCompile(`(?m)^jinlin_.*$`).FindAllString(text, -1), "\n"))
		}
	}
}

func TestRequests(t *testing.T) {
	m := New("1.2.3")
	w := m.Watch()
	for _, s := range []httpapi.Served{
		{Method: "GET", Route: "/v1/areas/:area", Status: 200, Took: 30 * time.Millisecond, Bytes: 1000},
		{Method: "GET", Route: "/v1/areas/:area", Status: 204, Took: 3 * time.Millisecond},
		{Method: "OTHER", Route: "", Status: 404},
		{Method: "POST", Route: "/v1/solve", Status: 429},
		{Method: "POST", Route: "/v1/solve", Status: 503},
		{Method: "POST", Route: "/v1/solve", Status: 413},
		{Method: "GET", Route: "/v1/session", Status: 401},
	} {
		w.Begun()
		w.Served(s)
	}
	w.Begun()
	has(t, scrape(t, m),
		`jinlin_http_request_duration_seconds_count{method="GET",route="/v1/areas/:area",status="2xx"} 2`,
		`jinlin_http_request_duration_seconds_bucket{method="GET",route="/v1/areas/:area",status="2xx",le="0.005"} 1`,
		`jinlin_http_request_duration_seconds_count{method="OTHER",route="none",status="4xx"} 1`,
		`jinlin_http_request_duration_seconds_count{method="POST",route="/v1/solve",status="5xx"} 1`,
		`jinlin_http_requests_refused_total{status="401"} 1`,
		`jinlin_http_requests_refused_total{status="413"} 1`,
		`jinlin_http_requests_refused_total{status="429"} 1`,
		`jinlin_http_requests_refused_total{status="503"} 1`,
		`jinlin_http_requests_in_flight 1`,
		`jinlin_http_response_bytes_total 1000`,
	)
	if text := scrape(t, m); !regexp.MustCompile(`jinlin_build_info\{go="go[^"]+",version="1.2.3"\} 1`).MatchString(text) ||
		!strings.Contains(text, "go_goroutines") || strings.Contains(text, `refused_total{status="404"}`) {
		t.Error(text)
	}
}

func TestJobs(t *testing.T) {
	m := New("")
	for _, x := range []workspace.Turn{
		{Kind: workspace.JobSolve, Batch: true, State: registry.JobDone, Attempt: 1, Waited: 2 * time.Second, Took: time.Second},
		{Kind: workspace.JobSolve, Batch: true, State: registry.JobRunning, Attempt: 2},
		{Kind: workspace.JobForget, State: registry.JobFailed, Attempt: 1},
		{Kind: "of tomorrow, by 张三", State: "", Attempt: 1},
	} {
		m.Turned(x)
	}
	has(t, scrape(t, m),
		`jinlin_job_duration_seconds_count{kind="solve",part="batch",state="done"} 1`,
		`jinlin_job_duration_seconds_sum{kind="solve",part="batch",state="done"} 1`,
		`jinlin_job_duration_seconds_count{kind="solve",part="batch",state="given_back"} 1`,
		`jinlin_job_duration_seconds_count{kind="forget",part="whole",state="failed"} 1`,
		`jinlin_job_duration_seconds_count{kind="other",part="whole",state="unknown"} 1`,
		`jinlin_job_wait_seconds_sum{kind="solve",part="batch"} 2`,
		`jinlin_job_wait_seconds_count{kind="solve",part="batch"} 1`,
	)
}

// again runs what it is given three times, as a store does where others come in the way.
type again struct{ registry.Store }

func (s again) Write(ctx context.Context, f func(registry.Tx) error) error {
	return s.Store.Write(ctx, func(tx registry.Tx) error { return errors.Join(f(tx), f(tx), f(tx)) })
}

func open(t *testing.T) registry.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestTransactions(t *testing.T) {
	ctx, m := t.Context(), New("")
	s := m.Store(again{open(t)})
	gone, cancel := context.WithCancel(ctx)
	cancel()
	for _, c := range []struct {
		run  func(context.Context, func(registry.Tx) error) error
		ctx  context.Context
		err  error
		fine bool
	}{
		{s.Read, ctx, nil, true},
		{s.Read, ctx, registry.ErrNotFound, false},
		{s.Read, gone, nil, false},
		{s.Write, ctx, nil, true},
		{s.Write, ctx, registry.ErrBusy, false},
		{s.Write, ctx, registry.ErrReadOnly, false},
		{s.Write, ctx, io.EOF, false},
	} {
		if err := c.run(c.ctx, func(registry.Tx) error { return c.err }); (err == nil) != c.fine || c.err != nil && !errors.Is(err, c.err) {
			t.Errorf("%v: %v", c.err, err)
		}
	}
	const of = "jinlin_store_transaction_duration_seconds_count"
	has(t, scrape(t, m),
		of+`{mode="read",result="done"} 1`, of+`{mode="read",result="undone"} 1`, of+`{mode="read",result="gone"} 1`,
		of+`{mode="write",result="done"} 1`, of+`{mode="write",result="busy"} 1`, of+`{mode="write",result="read_only"} 1`, of+`{mode="write",result="undone"} 1`,
		`jinlin_store_transaction_retries_total{mode="write"} 8`,
	)
}

func TestQueue(t *testing.T) {
	ctx, m, s := t.Context(), New(""), open(t)
	var mu sync.Mutex
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	pass := func(d time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(d)
	}
	m.Queue(s, func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	})
	const open, oldest = "jinlin_jobs_open", "jinlin_jobs_oldest_waiting_seconds"
	has(t, scrape(t, m), "jinlin_store_up 1", open+`{state="waiting"} 0`, open+`{state="begun"} 0`, oldest+" 0")
	write := func(f func(tx registry.Tx) error) {
		t.Helper()
		if err := s.Write(ctx, f); err != nil {
			t.Fatal(err)
		}
		pass(time.Minute)
	}
	write(func(tx registry.Tx) error {
		return tx.AddJobs(ctx, registry.Job{ID: "a", Kind: "x", At: now}, registry.Job{ID: "a1", Kind: "x", Parent: "a", Steps: 2, At: now})
	})
	write(func(tx registry.Tx) error { return tx.AddJobs(ctx, registry.Job{ID: "b", Kind: "x", At: now}) })
	write(func(tx registry.Tx) error { return tx.AddJobs(ctx, registry.Job{ID: "c", Kind: "x", At: now}) })
	has(t, scrape(t, m), open+`{state="waiting"} 3`, open+`{state="begun"} 0`, oldest+" 180")
	write(func(tx registry.Tx) error {
		j, err := tx.ClaimJob(ctx, now, time.Minute) // the batch, of which something is done then
		if err != nil || j.ID != "a1" {
			t.Error(j.ID, err)
		}
		_, err = tx.ReportJob(ctx, "a1", 1, 1, 2, now.Add(time.Minute))
		return err
	})
	has(t, scrape(t, m), open+`{state="waiting"} 2`, open+`{state="begun"} 1`, oldest+" 180")
	write(func(tx registry.Tx) error { _, err := tx.CancelJob(ctx, "b", now); return err })
	has(t, scrape(t, m), open+`{state="waiting"} 1`, oldest+" 180")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	has(t, scrape(t, m), "jinlin_store_up 1") // a moment ago
	pass(time.Minute)
	text := scrape(t, m)
	has(t, text, "jinlin_store_up 0")
	if strings.Contains(text, "\n"+open) {
		t.Error("figures of a store that does not answer")
	}
}
