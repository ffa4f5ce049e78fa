package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"jinlin/httpapi/manage"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// A browser is somebody who asks a server; without a cookie, one without accounts.
type browser struct {
	*testing.T
	url, cookie, csrf string
}

// logIn opens a session.
func (b *browser) logIn(name, password string) {
	b.Helper()
	a := b.ask(http.MethodPost, "/v1/session", map[string]string{"name": name, "password": password})
	var s manage.Session
	b.read(a, http.StatusOK, &s)
	b.cookie, _, _ = strings.Cut(a.Header.Get("Set-Cookie"), ";")
	b.csrf = s.CSRF
}

// at is the same person at another server.
func (b *browser) at(s *running) *browser { return &browser{b.T, s.url, b.cookie, b.csrf} }

func (b *browser) ask(method, path string, body any, more ...string) *http.Response {
	b.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		b.Fatal(err)
	}
	q, err := http.NewRequestWithContext(b.Context(), method, b.url+path, bytes.NewReader(text))
	if err != nil {
		b.Fatal(err)
	}
	q.Header.Set("Content-Type", "application/json")
	if b.cookie != "" {
		q.Header.Set("Cookie", b.cookie)
		q.Header.Set("X-CSRF-Token", b.csrf)
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Header.Set(more[i], more[i+1])
	}
	a, err := http.DefaultClient.Do(q)
	if err != nil {
		b.Fatal(err)
	}
	return a
}

// read takes an answer of that status.
func (b *browser) read(a *http.Response, status int, into any) {
	b.Helper()
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != status {
		b.Fatalf("%s %s: %d, want %d: %s %v", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, text, err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(text, into); err != nil {
		b.Fatalf("%v: %s", err, text)
	}
}

// job asks for a plan that a job makes.
func (b *browser) job(wish map[string]any) manage.Job {
	b.Helper()
	var asked manage.PlanAsked
	b.read(b.ask(http.MethodPost, "/v1/plans", wish), http.StatusAccepted, &asked)
	return *asked.Job
}

// follow reads the events of a job until seen says enough, or the stream ends, and returns the last; it tells whether the stream ended as streams do.
func (b *browser) follow(id registry.JobID, seen func(manage.Job) bool) (last manage.Job, whole bool) {
	b.Helper()
	a := b.ask(http.MethodGet, "/v1/jobs/"+string(id)+"/events", nil)
	defer a.Body.Close()
	lines := bufio.NewScanner(a.Body)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		if err := json.Unmarshal([]byte(data), &last); err != nil {
			b.Fatalf("%v: %s", err, data)
		}
		if seen(last) {
			return last, true
		}
	}
	return last, lines.Err() == nil
}

func working(j manage.Job) bool { return j.State == registry.JobRunning && j.Done > 0 }

func never(manage.Job) bool { return false }

// TestServerStopsDuringAJob: a server that is told to end gives its job back, and the next one ends it.
func TestServerStopsDuringAJob(t *testing.T) {
	s := fileSite(t, 60, 1<<30)
	args := []string{"--store", s.where, "--no-accounts", "--workers", "1"}
	first := serve(t, args...)
	b := &browser{T: t, url: first.url}
	j := b.job(map[string]any{"areas": s.areas, "note": "whole"})
	if last, _ := b.follow(j.ID, working); !working(last) {
		t.Fatalf("%+v", last)
	}
	ended := make(chan bool)
	go func() {
		_, whole := b.follow(j.ID, never)
		ended <- whole
	}()
	time.Sleep(50 * time.Millisecond) // so that the stream is open
	if err := first.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := first.cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, first.log)
	}
	if !<-ended {
		t.Error("the stream was torn off")
	}
	given := 0
	for _, x := range s.batches(t, j.ID) {
		if x.State == registry.JobRunning {
			if given++; x.Lease.After(time.Now()) {
				t.Errorf("not given back: %+v", x)
			}
		}
	}
	if given > 1 {
		t.Error(given, "batches in hand")
	}
	b = b.at(serve(t, args...))
	last, _ := b.follow(j.ID, never)
	if last.State != registry.JobDone || last.Done != 60 {
		t.Fatalf("%+v %s", last, last.Failure)
	}
	for _, x := range s.batches(t, j.ID) {
		if x.Attempt > 2 {
			t.Errorf("%+v", x)
		}
	}
	var made workspace.Made
	if err := json.Unmarshal(last.Result, &made); err != nil {
		t.Fatal(err)
	}
	var p manage.PlanOverview
	b.read(b.ask(http.MethodGet, "/v1/plans/"+string(made.Plan), nil), http.StatusOK, &p)
	if len(p.Areas) != 60 || p.Note != "whole" {
		t.Errorf("%d areas, %q", len(p.Areas), p.Note)
	}
}

// TestCancelOverHTTP: a job that runs ends when it is told to, long before it would have, and leaves nothing.
func TestCancelOverHTTP(t *testing.T) {
	s := fileSite(t, 60, 1<<30)
	b := &browser{T: t, url: serve(t, "--store", s.where, "--no-accounts", "--workers", "1").url}
	j := b.job(map[string]any{"areas": s.areas})
	if last, _ := b.follow(j.ID, working); !working(last) {
		t.Fatalf("%+v", last)
	}
	began := time.Now()
	b.read(b.ask(http.MethodPost, "/v1/jobs/"+string(j.ID)+"/cancel", nil), http.StatusOK, nil)
	last, _ := b.follow(j.ID, never)
	t.Logf("ended %v after it was asked to", time.Since(began).Round(time.Millisecond))
	if last.State != registry.JobCancelled || last.Done >= 60 {
		t.Errorf("%+v", last)
	}
	var plans manage.List[manage.Plan]
	b.read(b.ask(http.MethodGet, "/v1/plans", nil), http.StatusOK, &plans)
	if len(plans.Items) != 0 {
		t.Errorf("%+v", plans)
	}
}

// TestThreeServers: who is logged in at one server of a database is logged in at all of them, and sees the same there; who logs out is out everywhere.
func TestThreeServers(t *testing.T) {
	s := postgresSite(t, 4, 400)
	const password = "correct horse battery staple"
	must(t, t.TempDir(), "account", "add", "root", "--role", "administrator", "--store", s.where)
	must(t, t.TempDir(), "account", "add", "li", "--role", "planner", "--store", s.where)
	if r := runWith(t, t.TempDir(), "v1", nil, []byte(password+"\n"), "account", "password", "li", "--store", s.where); r.code != 0 {
		t.Fatal(r.out, r.errout)
	}
	var servers [3]*running
	for i, runners := range []string{"1", "0", "0"} { // the first works on jobs, the others only hear of them
		servers[i] = serve(t, "--store", s.where, "--job-homes", "100", "--poll", "50ms", "--runners", runners)
	}
	one := &browser{T: t, url: servers[0].url}
	one.logIn("li", password)
	two, three := one.at(servers[1]), one.at(servers[2])
	var who manage.Session
	for _, b := range []*browser{one, two, three} {
		b.read(b.ask(http.MethodGet, "/v1/session", nil), http.StatusOK, &who)
		if who.Name != "li" || who.CSRF != one.csrf {
			t.Errorf("%+v", who)
		}
	}
	// Asked for at the second, done at the first, followed at the third.
	wish := map[string]any{"areas": s.areas, "note": "n"}
	a := two.ask(http.MethodPost, "/v1/plans", wish, "Idempotency-Key", "k")
	var asked manage.PlanAsked
	two.read(a, http.StatusAccepted, &asked)
	last, _ := three.follow(asked.Job.ID, never)
	if last.State != registry.JobDone || last.Done != 4 {
		t.Fatalf("%+v %s", last, last.Failure)
	}
	// The key is known at every server.
	again := three.ask(http.MethodPost, "/v1/plans", wish, "Idempotency-Key", "k")
	var same manage.PlanAsked
	three.read(again, http.StatusAccepted, &same)
	if same.Job.ID != asked.Job.ID || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("%+v", same.Job)
	}
	// Published at the third: the second knows, and whoever comes to the first with the old revision is told so.
	var made workspace.Made
	if err := json.Unmarshal(last.Result, &made); err != nil {
		t.Fatal(err)
	}
	path := "/v1/plans/" + string(made.Plan)
	tag := one.ask(http.MethodGet, path, nil)
	one.read(tag, http.StatusOK, nil)
	three.read(three.ask(http.MethodPost, path+"/publication", nil, "If-Match", tag.Header.Get("ETag")), http.StatusOK, nil)
	var p manage.PlanOverview
	two.read(two.ask(http.MethodGet, path, nil), http.StatusOK, &p)
	if p.Status != registry.PlanPublished {
		t.Error(p.Status)
	}
	one.read(one.ask(http.MethodPost, path+"/publication", nil, "If-Match", tag.Header.Get("ETag")), http.StatusPreconditionFailed, nil)
	// Out everywhere.
	three.read(three.ask(http.MethodDelete, "/v1/session", nil), http.StatusNoContent, nil)
	for _, b := range []*browser{one, two, three} {
		b.read(b.ask(http.MethodGet, "/v1/session", nil), http.StatusUnauthorized, nil)
	}
}
