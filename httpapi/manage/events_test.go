package manage_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jinlin/httpapi/manage"
	"jinlin/service/registry"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

// A stream is read as a browser does.
type stream struct {
	testing.TB
	body   io.ReadCloser
	lines  *bufio.Scanner
	header http.Header
	// comments counts the lines that say nothing.
	comments int
	leave    func()
}

// watch opens the stream of a job.
func (c *client) watch(id registry.JobID) *stream {
	c.Helper()
	ctx, leave := context.WithTimeout(c.Context(), patience)
	c.Cleanup(leave)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/v1/jobs/"+string(id)+"/events", nil)
	c.ok(err)
	r.Header.Set("Cookie", c.cookie)
	res, err := http.DefaultClient.Do(r)
	c.ok(err)
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "text/event-stream" {
		c.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	c.Cleanup(func() { res.Body.Close() })
	return &stream{TB: c.TB, body: res.Body, lines: bufio.NewScanner(res.Body), header: res.Header, leave: leave}
}

// next is the next event; false at the end.
func (s *stream) next() (j manage.Job, ok bool) {
	s.Helper()
	var kind, data, id string
	for s.lines.Scan() {
		name, value, _ := strings.Cut(s.lines.Text(), ": ")
		switch name {
		case "event":
			kind = value
		case "id":
			id = value
		case "data":
			data = value
		case "":
			if value != "" {
				s.comments++
				continue
			}
			if kind == "" {
				continue // after a comment
			}
			if err := json.Unmarshal([]byte(data), &j); kind != "job" || id == "" || err != nil {
				s.Fatalf("event %q, id %q, data %q: %v", kind, id, data, err)
			}
			return j, true
		default:
			s.Fatalf("a line %q", s.lines.Text())
		}
	}
	return j, false
}

// last reads to the end, where the job must have ended, and checks that nothing went back.
func (s *stream) last() manage.Job {
	s.Helper()
	var last manage.Job
	n := 0
	for j, ok := s.next(); ok; j, ok = s.next() {
		if n++; j.Done < last.Done || rank(j.State) < rank(last.State) {
			s.Errorf("from %s %d to %s %d", last.State, last.Done, j.State, j.Done)
		}
		last = j
	}
	if n == 0 || !last.State.Ended() {
		s.Fatalf("%d events, the last %+v", n, last)
	}
	return last
}

func rank(s registry.JobState) int {
	return map[registry.JobState]int{registry.JobQueued: 1, registry.JobRunning: 2, registry.JobDone: 3, registry.JobFailed: 3, registry.JobCancelled: 3}[s]
}

func TestEvents(t *testing.T) {
	w := openWorks(t, nil)
	w.account("Li", role(registry.RolePlanner, "C1"))
	w.account("Wu", role(registry.RolePlanner, "C2"))
	c := w.logIn("Li")
	w.gate.close()
	j := c.job(map[string]any{"regions": []string{"C1"}})
	s := c.watch(j.ID)
	if v := s.header.Get("Cache-Control"); v != "no-store" {
		t.Error(v)
	}
	if first, ok := s.next(); !ok || first.ID != j.ID || first.State.Ended() {
		t.Fatalf("%+v", first)
	}
	<-w.gate.waiting
	w.gate.open()
	end := s.last()
	w.judge(c.planOf(end))
	// Who comes to a job that has ended gets how it ended, also with the id of an event.
	a := c.do("GET", "/v1/jobs/"+string(j.ID)+"/events", nil, "Last-Event-ID", "3").is(200)
	if strings.Count(a.body, "event: job") != 1 || !strings.Contains(a.body, `"state":"done"`) || !strings.HasSuffix(a.body, "\n\n") {
		t.Error(a.body)
	}
	// Refusals are problem documents.
	c.do("GET", "/v1/jobs/nothing/events", nil).is(404)
	w.logIn("Wu").do("GET", "/v1/jobs/"+string(j.ID)+"/events", nil).is(404)
	w.nobody().do("GET", "/v1/jobs/"+string(j.ID)+"/events", nil).is(401)
}

// TestEventsHeartbeat: a stream without news says that it is alive, and ends with the leave of who reads it.
func TestEventsHeartbeat(t *testing.T) {
	w := openWorks(t, func(c *manage.Config) { c.Heartbeat = 5 * time.Millisecond })
	li := w.account("Li", role(registry.RolePlanner, "C1"))
	w.gate.close()
	defer w.gate.open()
	c := w.logIn("Li")
	j := c.job(map[string]any{"areas": []string{"A"}})
	<-w.gate.waiting
	for name, leave := range map[string]func(*client){
		"logged out": func(c *client) { c.do("DELETE", "/v1/session", nil).is(204) },
		"granted something else": func(*client) {
			a, err := w.keeper.Account(t.Context(), w.admin, li.ID)
			w.ok(err)
			a.Grants = append(a.Grants, role(registry.RoleViewer, "C2"))
			_, err = w.keeper.PutAccount(t.Context(), w.admin, a)
			w.ok(err)
		},
	} {
		c := w.logIn("Li")
		s := c.watch(j.ID)
		for s.comments < 3 && s.lines.Scan() {
			if strings.HasPrefix(s.lines.Text(), ":") {
				s.comments++
			}
		}
		leave(c)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			for s.lines.Scan() {
			}
		}()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Fatal("the stream goes on for who is", name)
		}
	}
}

// counting counts reads of the store.
type counting struct {
	registry.Store
	reads atomic.Int64
}

func (s *counting) Read(ctx context.Context, f func(registry.Tx) error) error {
	s.reads.Add(1)
	return s.Store.Read(ctx, f)
}

// TestEventsEndWithTheClient: who goes leaves nobody behind who looks at the store.
func TestEventsEndWithTheClient(t *testing.T) {
	var store *counting
	w := openWorks(t, func(c *manage.Config) {
		store = &counting{Store: c.Store}
		c.Workspace.Store = store
	})
	w.account("Li", role(registry.RolePlanner, "C1"))
	c := w.logIn("Li")
	w.gate.close()
	defer w.gate.open()
	j := c.job(map[string]any{"areas": []string{"A"}})
	s := c.watch(j.ID)
	if _, ok := s.next(); !ok {
		t.Fatal("nothing came")
	}
	before := store.reads.Load()
	await(t, "looks while somebody watches", func() bool { return store.reads.Load() > before+3 })
	s.leave()
	await(t, "nobody looks any more", func() bool {
		n := store.reads.Load()
		time.Sleep(50 * time.Millisecond) // a look comes every 2.5 ms here
		return store.reads.Load() == n
	})
}

// await waits until something holds.
func await(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("not within", patience, ":", what)
		}
	}
}

// TestEventsSlowClient: who takes nothing holds up nobody, and finds how the job ended when he reads again.
func TestEventsSlowClient(t *testing.T) {
	w := openWorks(t, nil)
	w.account("Li", role(registry.RolePlanner, "C1"))
	c := w.logIn("Li")
	w.gate.close()
	j := c.job(map[string]any{"regions": []string{"C1"}})
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.url, "http://"))
	w.ok(err)
	defer conn.Close()
	w.ok(conn.(*net.TCPConn).SetReadBuffer(1 << 10))
	_, err = fmt.Fprintf(conn, "GET /v1/jobs/%s/events HTTP/1.1\r\nHost: localhost\r\nCookie: %s\r\nConnection: close\r\n\r\n", j.ID, c.cookie)
	w.ok(err)
	<-w.gate.waiting
	w.gate.open()
	end := c.watch(j.ID).last() // others go on meanwhile
	w.ok(conn.SetReadDeadline(time.Now().Add(patience)))
	text, err := io.ReadAll(conn)
	if err != nil || !strings.Contains(string(text), `"state":"done"`) || end.State != registry.JobDone {
		t.Errorf("%v %s", err, text)
	}
}

// TestEventsEndWithTheServer: a server that is told to end lets streams end, so that the end does not wait for them.
func TestEventsEndWithTheServer(t *testing.T) {
	w := openWorks(t, nil)
	w.account("Li", role(registry.RolePlanner, "C1"))
	closing := make(chan struct{})
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	w.ok(err)
	server := &http.Server{
		Handler: w.handler, ReadHeaderTimeout: patience,
		BaseContext: func(net.Listener) context.Context { return manage.WithClosing(context.Background(), closing) },
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(socket) }()
	w.url = "http://" + socket.Addr().String()
	c := w.logIn("Li")
	w.gate.close()
	defer w.gate.open()
	j := c.job(map[string]any{"areas": []string{"A"}})
	s := c.watch(j.ID)
	if _, ok := s.next(); !ok {
		t.Fatal("nothing came")
	}
	<-w.gate.waiting
	close(closing)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		t.Fatal("streams keep the server:", err)
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
	for j, ok := s.next(); ok; j, ok = s.next() {
		if j.State.Ended() {
			t.Errorf("%+v", j)
		}
	}
	if err := s.lines.Err(); err != nil {
		t.Error("the stream was torn off:", err)
	}
	// The runner gives its job back.
	w.stop()
	got, err := w.Job(t.Context(), w.admin, j.ID)
	if w.ok(err); got.State.Ended() {
		t.Errorf("%+v", got)
	}
}
