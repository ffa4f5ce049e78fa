package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"jinlin/httpapi"
	"jinlin/httpapi/manage"
	"jinlin/httpapi/metrics"
)

// drain is how long requests under way may go on after the end was asked for.
const drain = 10 * time.Second

type serveCmd struct {
	Addr string `default:"127.0.0.1:8080" help:"Address to listen on; loopback only while nobody can administer the store, and with --demo or --no-accounts."`
	keptFlags
	Demo     bool   `help:"Solve a synthetic county (or what the scheme speaks of) first and show it at /."`
	DemoKind string `default:"" enum:",county,plain,nation,yixiu,yixiu-slack,zhalaite-pairs,zhalaite-units,huozhou,street" help:"What --demo shows: county, plain, nation, yixiu, yixiu-slack, zhalaite-pairs, zhalaite-units, huozhou or street (default: what the scheme speaks of)." placeholder:"KIND"`
	DemoSeed uint64 `default:"7" help:"Seed of the demo."`
	DemoSize int    `help:"Number of villages of the demo (default: all of the county)."`
	policyFlags
	MaxBodyMiB  int64         `name:"max-body-mib" default:"256" help:"Largest request body."`
	Timeout     time.Duration `default:"2m" help:"Longest time for one request."`
	Concurrency int           `help:"Requests solved at once (default: half the cores, at least 2)."`
	Workers     int           `help:"Areas of one request solved at once (default: one per core)."`
	limitFlags
	metricsFlags
	logFlags
}

// Help shows examples under `jinlin serve --help`.
func (serveCmd) Help() string {
	return `  jinlin serve
  jinlin serve --store postgres://jinlin@db/jinlin --addr 10.0.0.5:8080 --url https://jinlin.example.org
  jinlin serve --demo
  jinlin serve --demo --scheme zhalaite-units
  jinlin serve --addr 127.0.0.1:9000 --max-body-mib 64 --timeout 30s`
}

// Validate is called by kong.
func (s *serveCmd) Validate() error { return errors.Join(s.runnerFlags.check(), s.keepFlags.check()) }

func (s *serveCmd) Run(ctx context.Context, c *console) error {
	config := httpapi.Config{
		Logger: s.logger(c), Version: version(),
		MaxBody: s.MaxBodyMiB << 20, Timeout: s.Timeout, Concurrency: s.Concurrency, Workers: s.Workers,
	}
	if err := s.limitFlags.set(&config); err != nil {
		return err
	}
	if s.Demo {
		demo, err := s.solveDemo(ctx, c)
		if err != nil {
			return err
		}
		config.Demo = demo
	}
	if s.Demo && s.Store == "" || s.NoStore {
		if s.Store != "" {
			return badInput(errors.New("--no-store and --store contradict each other"))
		}
		m := metrics.New(version())
		config.Watch = m.Watch()
		inside, err := s.serveMetrics(ctx, m, config)
		if err != nil {
			return err
		}
		defer inside()
		return s.listen(ctx, c, config, func(string) {})
	}
	return s.serveStore(ctx, c, config)
}

// listen serves until the context ends, then lets requests under way finish. Being asked to stop is no failure. Then is told where the server is.
func (s *serveCmd) listen(ctx context.Context, c *console, config httpapi.Config, then func(base string)) error {
	handler, err := httpapi.New(config)
	if err != nil {
		return badInput(err)
	}
	socket, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return badInput(err)
	}
	then("http://" + socket.Addr().String())
	fmt.Fprintf(c.out, "Jinlin is at http://%s/ (Ctrl-C ends it)\n", socket.Addr())
	// Streams (progress of jobs) end when the end is asked for; other requests under way may finish.
	server := newServer(handler, s.Timeout, config.Logger)
	server.BaseContext = func(net.Listener) context.Context { return manage.WithClosing(context.Background(), ctx.Done()) }
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(socket) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := server.Shutdown(last); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	config.Logger.LogAttrs(ctx, slog.LevelInfo, "stopped")
	return nil
}
