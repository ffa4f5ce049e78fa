package manage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"jinlin/service/access"
	"jinlin/service/registry"
)

const (
	// heartbeat is how often a stream without news says that it is alive: more often than proxies take one for dead (nginx: 60 s).
	heartbeat = 15 * time.Second
	// sendLimit is how long a client may take for one event.
	sendLimit = 30 * time.Second
)

type eventsAsk struct {
	JobPath
	LastEventID string `header:"Last-Event-ID" maxLength:"64" doc:"Browsers send it when they come again; the first event is always how the job stands."`
}

func (f *frame) eventRoutes() {
	register(f, operation{
		id: "watch-job", method: http.MethodGet, path: "/v1/jobs/{job}/events", tag: "jobs", summary: "Follow a job, as server-sent events",
		text: "An event \"job\" with the job as JSON at once and whenever it has changed; who reads slowly misses what lies between. The stream ends when the job has ended, the " +
			"server ends or your leave does; a comment comes every 15 seconds. Browsers begin anew after the end: close the source when the job has ended.",
		responses: map[string]*huma.Response{"200": {
			Description: "Events until the end.", Content: map[string]*huma.MediaType{"text/event-stream": {}},
		}},
	}, f.watchJob)
}

// watchJob looks once before it answers, so that a refusal is a problem document and no stream.
func (f *frame) watchJob(ctx context.Context, c access.Caller, in *eventsAsk) (*huma.StreamResponse, error) {
	id := registry.JobID(in.Job)
	if _, err := f.Workspace.Job(ctx, c, id); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		inner, cancel := context.WithCancel(ctx)
		news, failed := make(chan registry.Job), make(chan error, 1)
		go func() { failed <- f.follow(inner, c, id, news) }()
		s := &events{f: f, hc: hc, c: humagin.Unwrap(hc), caller: c, closing: closingOf(ctx)}
		err := s.send(inner, news)
		cancel()
		// whoever closes the store after the last request must find nobody reading
		if err = errors.Join(err, <-failed); err != nil {
			note(ctx, err)
		}
	}}, nil
}

// follow hands on how the job stands and closes news after the last. While nobody takes it, nobody looks: the next one is then the newest.
func (f *frame) follow(ctx context.Context, c access.Caller, id registry.JobID, news chan<- registry.Job) error {
	defer close(news)
	for j, err := range f.Workspace.Watch(ctx, c, id) {
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		select {
		case news <- j:
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// errLeft ends a stream: the client has gone, or took nothing for too long.
var errLeft = errors.New("the client of a stream has gone")

// events writes a stream.
type events struct {
	f       *frame
	hc      huma.Context
	c       *gin.Context
	caller  access.Caller
	closing <-chan struct{}
	n       int
}

// send writes what there is until news ends, the client goes, the server ends, or the caller may not see it any more.
func (s *events) send(ctx context.Context, news <-chan registry.Job) error {
	h := s.c.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would keep events back
	s.c.Status(http.StatusOK)
	beat := time.NewTicker(s.f.beat())
	defer beat.Stop()
	for {
		select {
		case j, ok := <-news:
			if !ok {
				return nil
			}
			if err := s.job(j); err != nil {
				return err
			}
		case <-beat.C:
			if now, err := s.f.callerOf(s.hc); err != nil || !slices.Equal(now.Grants, s.caller.Grants) { // logged out, disabled, moved
				return nil
			}
			if err := s.write(": still here\n\n"); err != nil {
				return err
			}
		case <-s.closing:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

func (s *events) job(j registry.Job) error {
	text, err := json.Marshal(shownJob(j))
	if err != nil {
		return err
	}
	s.n++
	return s.write(fmt.Sprintf("event: job\nid: %d\ndata: %s\n\n", s.n, text))
}

// write sends at once what there is; the client has some time to take it.
func (s *events) write(text string) error {
	rc := http.NewResponseController(s.c.Writer)
	_ = rc.SetWriteDeadline(time.Now().Add(sendLimit)) // not supported: the server's own deadlines apply
	_, err := s.c.Writer.WriteString(text)
	if err == nil {
		err = rc.Flush()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errLeft, err)
	}
	return nil
}

func (f *frame) beat() time.Duration {
	if f.Heartbeat > 0 {
		return f.Heartbeat
	}
	return heartbeat
}
