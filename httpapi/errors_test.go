package httpapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/geo"
)

func TestMalformed(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	whole := small("")
	for name, c := range map[string]struct{ body, detail string }{
		"empty":           {" ", "the body is not JSON: it breaks off, at byte 1"},
		"cut off":         {whole[:80], "the body is not JSON: it breaks off, at byte 80"},
		"cut off in text": {`{"scheme":"yuan`, "the body is not JSON: it breaks off, at byte 15"},
		"array":           {`[1]`, "the body is not JSON: expected an object with the problem, at byte 0"},
		"no value":        {`{"households":[{"id":}]}`, "the body is not JSON: invalid character '}' looking for beginning of value, at byte 21"},
		"no comma":        {`{"scheme":"yuanshi" "set":{}}`, "the body is not JSON: invalid character '\"' after object key:value pair, at byte 20"},
		"bad head":        {`{"policy":{"a":nope}}`, "the body is not JSON: invalid character 'o' in literal null (expecting 'u'), at byte 16"},
		"more follows":    {whole + "{}", fmt.Sprintf("the body is not JSON: more follows the object, at byte %d", len(whole)+1)},
	} {
		t.Run(name, func(t *testing.T) {
			p := problemDocument(t, do(t, "POST", base+"/v1/solve", c.body), http.StatusBadRequest)
			if p.Detail != c.detail {
				t.Errorf("got  %s\nwant %s", p.Detail, c.detail)
			}
		})
	}
}

func TestEveryPrefixIsRefused(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	whole := small(`,"locks":[{"household":"h2","member":"m1","kind":"lock"}]`)
	for i := 1; i < len(whole); i += 3 {
		problemDocument(t, do(t, "POST", base+"/v1/solve", whole[:i]), http.StatusBadRequest)
	}
}

func TestViolations(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"nothing": {`{}`, []string{
			"body.households: is missing; expected an array, which may be empty",
			"body.members: is missing; expected an array, which may be empty",
			`body.scheme: is missing, and so is policy; expected one of the two, such as "yuanshi"`,
		}},
		"unknown fields": {small(`,"houses":[],"sites":[{"id":"s","lon":1,"lat":2,"id_card":"x"}]`), []string{
			"body.houses: unexpected field; expected scheme, policy, set, datum, in_china, matrix, barriers, households, members, sites, locks, units, adjacency",
			"body.sites[0].id_card: unexpected field; expected capacity, cost, datum, household, id, lat, lon, public, use, village, x, y",
		}},
		"types": {`{"scheme":"yuanshi","households":{"id":"h1"},"members":[7,{"id":1,"lon":"114","capable":"yes","skills":["a;b"]}]}`, []string{
			"body.households: is not an array; expected an array of objects",
			"body.members[0]: is not an object; expected one with the fields ",
			"body.members[1].id: expected a string", "body.members[1].lon: expected a number",
			"body.members[1].capable: expected true or false", "body.members[1].skills: expected an array of strings",
		}},
		"values, all of them": {`{"scheme":"yuanshi","households":[{"id":"h1","lon":37.76,"lat":114.52},{"id":"h2","lon":114,"lat":37,"priority":3},{"lon":114,"lat":37},{"id":"h2","lon":114,"lat":37}],"members":[{"id":"m1","status":"ill"}]}`, []string{
			"body.households[0].lat: ", "body.households[1].priority: ", "body.households[2].id: ", "body.members[0].status: ",
		}},
		"twice": {small(`,"locks":[{"household":"h2","member":"m1","kind":"lock"},{"household":"h2","member":"m1","kind":"lock"}]`), []string{
			"body.locks[1]: stands at body.locks[0] too",
		}},
		"list twice":     {small(`,"members":[]`), []string{"body.members: is given twice; leave one"}},
		"unknown scheme": {`{"scheme":"yuansi","households":[],"members":[]}`, []string{`body.scheme: "yuansi" is no scheme`}},
		"both":           {small(`,"policy":{}`), []string{"body.policy: stands beside scheme"}},
		"set": {small(`,"set":{"links.load.max":"0","links.lod":"1"}`), []string{
			"body.set.links.lod: ", "body.set.links.load.",
		}},
		"policy": {`{"policy":{"links":{"load":{"max":"many"}},"circle":1},"households":[],"members":[]}`, []string{
			"body.policy.links.load.max: ", "body.policy.circle: ",
		}},
		"datum": {small(`,"datum":"mars","in_china":"perhaps"`), []string{"body.datum: ", "body.in_china: "}},
		"metres in degrees": {small(`,"sites":[{"id":"s","x":1,"y":2}]`), []string{
			"body.sites[0].x: means metres", "body.sites[0].y: means metres",
		}},
		"a home that is not there": {small(`,"locks":[{"household":"h9","member":"m1","kind":"lock"},{"household":"h1","member":"m9","kind":"veto"}]`), []string{
			"body.locks[0].household: ", "body.locks[1].member: ",
		}},
		"engine's": {small(`,"locks":[{"household":"h2","member":"m1","kind":"lock"},{"household":"h2","member":"m1","kind":"forbid"}]`), []string{
			"body.locks[0]: ",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := problemDocument(t, do(t, "POST", base+"/v1/solve", c.body), http.StatusUnprocessableEntity)
			got := places(p)
			for _, want := range c.want {
				if !slices.ContainsFunc(got, func(g string) bool { return strings.HasPrefix(g, want) }) {
					t.Errorf("missing %q in\n%s", want, strings.Join(got, "\n"))
				}
			}
		})
	}
}

func TestViolationsOfAllAreas(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	body := `{"scheme":"yuanshi","households":[{"id":"b1","village":"B","lon":114,"lat":37},{"id":"a1","village":"A","lon":114.5,"lat":37}],
"members":[{"id":"mb","household":"b1","status":"away"},{"id":"ma","household":"a1","status":"age"}],
"locks":[{"household":"b1","member":"mb","kind":"lock"},{"household":"a1","member":"ma","kind":"lock"}]}`
	got := places(problemDocument(t, do(t, "POST", base+"/v1/solve", body), http.StatusUnprocessableEntity))
	if len(got) != 2 || !strings.HasPrefix(got[0], "body.locks[1]: ") || !strings.HasPrefix(got[1], "body.locks[0]: ") {
		t.Errorf("got %q", got)
	}
}

func TestTooManyViolationsAreCutShort(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	body := `{"scheme":"yuanshi","members":[],"households":[` + strings.Repeat("{},", 20_000) + `{}]}`
	p := problemDocument(t, do(t, "POST", base+"/v1/solve", body), http.StatusUnprocessableEntity)
	if len(p.Errors) != maxDetails+1 || !strings.Contains(p.Errors[maxDetails].Message, "the rest is not listed") {
		t.Errorf("%d errors, the last %v", len(p.Errors), p.Errors[len(p.Errors)-1])
	}
}

// endless is a body that never ends and counts what was taken of it.
type endless struct{ taken atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	if e.taken.Add(int64(len(p))) == int64(len(p)) {
		p[0] = '{'
	}
	return len(p), nil
}

func TestTooLarge(t *testing.T) {
	base, _ := serve(t, Config{MaxBody: 1000}, nil)
	p := problemDocument(t, do(t, "POST", base+"/v1/solve", `{"scheme":"`+strings.Repeat("x", 2000)+`"}`), http.StatusRequestEntityTooLarge)
	if !strings.Contains(p.Detail, "1000 bytes") {
		t.Error(p.Detail)
	}
	body := &endless{}
	got, err := http.Post(base+"/v1/solve", "application/json", io.NopCloser(body))
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", got.StatusCode)
	}
	if taken := body.taken.Load(); taken > 64<<20 { // what the sockets hold
		t.Errorf("%d bytes were taken of a body that is too large", taken)
	}
}

func TestMedia(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	for _, h := range [][]string{{"Content-Type", "application/x-www-form-urlencoded"}, {"Content-Type", "text/csv"}, {"Content-Type", ";"}, {"Content-Encoding", "gzip"}} {
		problemDocument(t, do(t, "POST", base+"/v1/solve", small(""), h...), http.StatusUnsupportedMediaType)
	}
	if a := do(t, "POST", base+"/v1/solve", small(""), "Content-Type", "application/json; charset=utf-8"); a.status != http.StatusOK {
		t.Errorf("status %d: %s", a.status, a.body)
	}
}

func TestRoutesThatAreNot(t *testing.T) {
	base, _ := serve(t, Config{}, nil)
	for _, path := range []string{"/nothing", "/v1/", "/v1/solve/", "/docs/", "/assets/../files.go"} {
		problemDocument(t, do(t, "GET", base+path, ""), http.StatusNotFound)
	}
	a := do(t, "GET", base+"/v1/solve", "")
	problemDocument(t, a, http.StatusMethodNotAllowed)
	if a.header.Get("Allow") != "POST" {
		t.Errorf("Allow is %q", a.header.Get("Allow"))
	}
	problemDocument(t, do(t, "POST", base+"/", ""), http.StatusMethodNotAllowed)
	problemDocument(t, do(t, "POST", base+"/v1/solve?pretty=1", small("")), http.StatusUnprocessableEntity)
}

func TestBusy(t *testing.T) {
	started, end := make(chan struct{}), make(chan struct{})
	base, _ := serve(t, Config{Concurrency: 1}, func(s *server) {
		s.work = func(ctx context.Context, t *task, n int) ([]engine.Plan, error) {
			close(started)
			<-end
			return solve(ctx, t, n)
		}
	})
	first := make(chan answer)
	go func() { first <- do(t, "POST", base+"/v1/solve", small("")) }()
	<-started
	a := do(t, "POST", base+"/v1/solve", small(""))
	problemDocument(t, a, http.StatusServiceUnavailable)
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	if up := do(t, "GET", base+"/healthz", ""); up.status != http.StatusOK {
		t.Errorf("a busy server should still tell that it is up; status %d", up.status)
	}
	close(end)
	if got := <-first; got.status != http.StatusOK {
		t.Errorf("status %d: %s", got.status, got.body)
	}
}

func TestTimeLimit(t *testing.T) {
	base, logged := serve(t, Config{Timeout: 30 * time.Millisecond}, func(s *server) {
		s.work = func(ctx context.Context, _ *task, _ int) ([]engine.Plan, error) {
			<-ctx.Done()
			return nil, fmt.Errorf("area h1: %w", ctx.Err())
		}
	})
	problemDocument(t, do(t, "POST", base+"/v1/solve", small("")), http.StatusGatewayTimeout)
	if strings.Contains(logged.String(), "h1") {
		t.Errorf("the log names a household: %s", logged)
	}
}

func TestSlowBody(t *testing.T) {
	base, _ := serve(t, Config{Timeout: 50 * time.Millisecond}, nil)
	slow, in := io.Pipe()
	defer in.Close()
	go func() { _, _ = in.Write([]byte(`{"scheme":`)) }()
	got, err := http.Post(base+"/v1/solve", "application/json", slow)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusRequestTimeout {
		t.Errorf("status %d", got.StatusCode)
	}
}

func TestPanics(t *testing.T) {
	base, logged := serve(t, Config{}, func(s *server) {
		s.work = func(context.Context, *task, int) ([]engine.Plan, error) { panic("the secret of home h1") }
	})
	p := problemDocument(t, do(t, "POST", base+"/v1/solve", small("")), http.StatusInternalServerError)
	if strings.Contains(p.Detail, "secret") || p.Detail != "something failed here that should not; the request's id is in the header X-Request-Id" {
		t.Errorf("the client was told %q", p.Detail)
	}
	if got := logged.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, `"status":500`) || !strings.Contains(got, "solve.go") || strings.Contains(got, "h1") {
		t.Errorf("logged %s", got)
	}
	if a := do(t, "GET", base+"/healthz", ""); a.status != http.StatusOK {
		t.Errorf("status %d after a panic", a.status)
	}
}

// brokenGround fails as no ground should.
type brokenGround struct{ geo.Ground }

func (brokenGround) Arcs(context.Context, []geo.Place, []geo.Place, int64) (geo.Arcs, error) {
	panic("the secret of home h1")
}

func TestAPanicOfAnAreaIsAnError(t *testing.T) {
	base, logged := serve(t, Config{}, func(s *server) {
		s.work = func(ctx context.Context, t *task, workers int) ([]engine.Plan, error) {
			for i := range t.problems {
				t.problems[i].Ground = brokenGround{geo.Geodesic()}
			}
			return solve(ctx, t, workers)
		}
	})
	problemDocument(t, do(t, "POST", base+"/v1/solve", small("")), http.StatusInternalServerError)
	if got := logged.String(); !strings.Contains(got, "brokenGround") || strings.Contains(got, "h1") {
		t.Errorf("logged %s", got)
	}
}

func TestErrorsInside(t *testing.T) {
	base, logged := serve(t, Config{}, func(s *server) {
		s.work = func(context.Context, *task, int) ([]engine.Plan, error) { return nil, errors.New("the disk is gone") }
	})
	p := problemDocument(t, do(t, "POST", base+"/v1/solve", small("")), http.StatusInternalServerError)
	if p.Detail != "something failed here that should not; the request's id is in the header X-Request-Id" || !strings.Contains(logged.String(), "the disk is gone") {
		t.Errorf("told %q, logged %s", p.Detail, logged)
	}
}

func TestAClientThatLeavesEndsTheWork(t *testing.T) {
	started, ended := make(chan struct{}), make(chan struct{})
	base, logged := serve(t, Config{}, func(s *server) {
		s.work = func(ctx context.Context, _ *task, _ int) ([]engine.Plan, error) {
			close(started)
			<-ctx.Done()
			close(ended)
			return nil, ctx.Err()
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	r, _ := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v1/solve", bytes.NewReader([]byte(small(""))))
	go func() { <-started; cancel() }()
	if _, err := http.DefaultClient.Do(r); err == nil {
		t.Error("expected the request to be cancelled")
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the work went on")
	}
	for range 200 {
		if strings.Contains(logged.String(), `"status":499`) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("logged %s", logged)
}

func TestConfig(t *testing.T) {
	for _, c := range []Config{{MaxBody: -1}, {Timeout: -1}, {Concurrency: -1}, {Workers: -1}} {
		if _, err := New(c); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}
