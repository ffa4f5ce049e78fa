package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"jinlin/httpapi"
	"jinlin/httpapi/metrics"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// metricsFlags say where figures are told.
type metricsFlags struct {
	MetricsAddr string `placeholder:"ADDRESS" help:"Where /metrics (Prometheus), /healthz and /readyz are served apart from everything else; of this machine alone where no host is named, as in :9090 (default: nowhere)."`
}

// serveMetrics begins to serve figures and probes on an address of their own, until the context ends. The result waits for the end.
func (f metricsFlags) serveMetrics(ctx context.Context, m *metrics.Metrics, config httpapi.Config) (stop func(), err error) {
	if f.MetricsAddr == "" {
		return func() {}, nil
	}
	host, port, err := net.SplitHostPort(f.MetricsAddr)
	if err != nil {
		return nil, badInput(errors.New("--metrics-addr: " + err.Error()))
	}
	if host == "" {
		host = "127.0.0.1"
	}
	socket, err := net.Listen("tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, badInput(err)
	}
	config.Watch, config.Rate = httpapi.Watch{}, 0 // who looks after the server is not counted with those whom it serves
	probes, err := httpapi.Probes(config)
	if err != nil {
		return nil, errors.Join(badInput(err), socket.Close())
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", m.Handler())
	mux.Handle("/", probes)
	config.Logger.LogAttrs(ctx, slog.LevelInfo, "metrics", slog.String("at", "http://"+socket.Addr().String()+"/metrics"))
	server := newServer(mux, headerTime, config.Logger)
	server.ReadTimeout = headerTime
	var wg sync.WaitGroup
	wg.Go(func() { _ = server.Serve(socket) }) // until Close
	return func() {
		_ = server.Close() // nobody waits for figures of a program that ends
		wg.Wait()
	}, nil
}

// version is that of the build, "dev" where nobody said.
func version() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" && b.Main.Version != "(devel)" {
		return b.Main.Version
	}
	return "dev"
}

const (
	// answerWithin is how long the store may take to answer who asks whether all is well.
	answerWithin = 2 * time.Second
	// lookAgain is how long what was found is told again, schemaAgain how long the schema is taken for what it was.
	lookAgain   = time.Second
	schemaAgain = 15 * time.Second
)

// A health tells what a process lacks to do its work. It is safe for concurrent use.
type health struct {
	where string
	store registry.Store
	crew  *crew
	// trouble hears of errors that the answer does not tell; nil: nobody.
	trouble func(error)
	// within is how long the store may take.
	within time.Duration

	mu       sync.Mutex
	at       time.Time
	last     []httpapi.Lack
	schemaAt time.Time
	schema   []httpapi.Lack
	// asking brings the answer to what the store was asked last; nil: there is nothing to come.
	asking <-chan error
}

// lacks is what is missing (httpapi.Config.Ready).
func (h *health) lacks(ctx context.Context) []httpapi.Lack {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now := time.Now(); h.at.IsZero() || now.Sub(h.at) >= lookAgain {
		h.last = h.look(context.WithoutCancel(ctx)) // others are told the same
		h.at = time.Now()
	}
	return h.last
}

func (h *health) look(ctx context.Context) []httpapi.Lack {
	var all []httpapi.Lack
	if what := h.ask(ctx); what != "" {
		all = append(all, httpapi.Lack{Of: "store", What: what})
	} else {
		all = append(all, h.lookAtSchema(ctx)...)
	}
	if h.crew != nil && h.crew.missing(time.Now()) > 0 {
		all = append(all, httpapi.Lack{Of: "jobs", What: "nobody has worked on jobs here for a while; the log says why"})
	}
	return all
}

// ask has the store answer something small. One that hangs is not asked twice at once; what it then answers is for who asked before, and it is asked again.
func (h *health) ask(ctx context.Context) string {
	late := time.NewTimer(h.within)
	defer late.Stop()
	for own := false; ; {
		if h.asking == nil {
			own, h.asking = true, h.begin(ctx)
		}
		select {
		case err := <-h.asking:
			h.asking = nil
			switch {
			case err == nil:
				return ""
			case own:
				h.hear(err)
				return "the store cannot be read; the log says why"
			}
		case <-late.C:
			return "the store has not answered within " + h.within.String()
		}
	}
}

// begin asks the store; the answer comes when it comes.
func (h *health) begin(ctx context.Context) <-chan error {
	answer := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(ctx, h.within)
		defer cancel()
		answer <- h.store.Read(ctx, func(tx registry.Tx) error {
			_, err := tx.Accounts(ctx, "", 1)
			return err
		})
	}()
	return answer
}

func (h *health) hear(err error) {
	if h.trouble != nil {
		h.trouble(err)
	}
}

// lookAtSchema compares the schema with that of this program: another one may have been put in place meanwhile.
func (h *health) lookAtSchema(ctx context.Context) []httpapi.Lack {
	if !h.schemaAt.IsZero() && time.Since(h.schemaAt) < schemaAgain {
		return h.schema
	}
	ctx, cancel := context.WithTimeout(ctx, h.within)
	defer cancel()
	have, want, err := storeSchema(ctx, h.where, false)
	h.schemaAt, h.schema = time.Now(), nil
	switch {
	case err != nil:
		h.hear(err)
		h.schema = []httpapi.Lack{{Of: "schema", What: "the schema of the store cannot be read, or is not one that this program knows"}}
	case have != want:
		h.schema = []httpapi.Lack{{Of: "schema", What: "the schema of the store is not the one that this program works on; jinlin migrate status tells more"}}
	}
	return h.schema
}

// watched is what a process counts: requests, jobs, transactions of its store.
type watched struct {
	metrics *metrics.Metrics
	health  *health
}

// watch counts what is done on a store from now on, and tells how it is. The store that is returned stands for the one that was given.
func watch(store registry.Store, where string) (registry.Store, watched) {
	m := metrics.New(version())
	counted := m.Store(store)
	m.Queue(store, time.Now)
	return counted, watched{m, &health{where: where, store: store, within: answerWithin}}
}

// turned is what runners tell.
func (w watched) turned(t workspace.Turn) { w.metrics.Turned(t) }
