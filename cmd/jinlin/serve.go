package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/httpapi"
	"jinlin/service"
	"jinlin/verify"
)

// drain is how long requests under way may go on after the end was asked for.
const drain = 10 * time.Second

type serveCmd struct {
	Addr     string `default:"127.0.0.1:8080" help:"Address to listen on. There are no accounts yet: anything but loopback is open to all who reach it."`
	Demo     bool   `help:"Solve a synthetic county (or what the scheme speaks of) first and show it at /."`
	DemoKind string `default:"" enum:",county,plain,nation,yixiu,yixiu-slack,zhalaite-pairs,zhalaite-units,huozhou,street" help:"What --demo shows: county, plain, nation, yixiu, yixiu-slack, zhalaite-pairs, zhalaite-units, huozhou or street (default: what the scheme speaks of)." placeholder:"KIND"`
	DemoSeed uint64 `default:"7" help:"Seed of the demo."`
	DemoSize int    `help:"Number of villages of the demo (default: all of the county)."`
	policyFlags
	MaxBodyMiB  int64         `name:"max-body-mib" default:"256" help:"Largest request body."`
	Timeout     time.Duration `default:"2m" help:"Longest time for one request."`
	Concurrency int           `help:"Requests solved at once (default: half the cores, at least 2)."`
	Workers     int           `help:"Areas of one request solved at once (default: one per core)."`
}

// Help shows examples under `jinlin serve --help`.
func (serveCmd) Help() string {
	return `  jinlin serve --demo
  jinlin serve --demo --scheme zhalaite-units
  jinlin serve --addr 127.0.0.1:9000 --max-body-mib 64 --timeout 30s`
}

func (s *serveCmd) Run(ctx context.Context, c *console) error {
	config := httpapi.Config{
		Logger:  slog.New(slog.NewTextHandler(c.err, nil)),
		MaxBody: s.MaxBodyMiB << 20, Timeout: s.Timeout, Concurrency: s.Concurrency, Workers: s.Workers,
	}
	if s.Demo {
		demo, err := s.solveDemo(ctx, c)
		if err != nil {
			return err
		}
		config.Demo = demo
	}
	handler, err := httpapi.New(config)
	if err != nil {
		return badInput(err)
	}
	return listen(ctx, c, s.Addr, handler)
}

// listen serves until the context ends, then lets requests under way finish. Being asked to stop is no failure.
func listen(ctx context.Context, c *console, addr string, handler http.Handler) error {
	socket, err := net.Listen("tcp", addr)
	if err != nil {
		return badInput(err)
	}
	fmt.Fprintf(c.out, "Jinlin is at http://%s/ (Ctrl-C ends it)\n", socket.Addr())
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
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
	fmt.Fprintln(c.err, "stopped")
	return nil
}

// solveDemo solves the synthetic county and has every plan judged before it is shown.
func (s *serveCmd) solveDemo(ctx context.Context, c *console) (*httpapi.Demo, error) {
	pol, err := s.load(os.ReadFile)
	if err != nil {
		return nil, err
	}
	spec := fixtures.Spec{Kind: cmp.Or(fixtures.Kind(s.DemoKind), demoOf(pol.Scheme)), Seed: s.DemoSeed, Villages: s.DemoSize}
	if wrong := spec.Validate(); len(wrong) > 0 {
		return nil, badInput(violations("this cannot be shown", wrong))
	}
	fmt.Fprintln(c.err, "Making and solving synthetic villages; no household of them exists.")
	villages := fixtures.Dataset(fixtures.Generate(spec))
	problems, _, err := service.Problems(villages, pol)
	if err != nil {
		return nil, err
	}
	areas, err := s.solveAreas(ctx, c, problems)
	if err != nil {
		return nil, err
	}
	homes, circles := 0, 0
	for _, a := range areas {
		homes += len(a.Problem.Households)
		circles += a.Plan.Proof().Circles.Value
	}
	fmt.Fprintf(c.err, "Solved and verified: %d villages, %d homes, %d circles.\n", len(areas), homes, circles)
	return httpapi.NewDemo(ctx, areas, villages.Villages, published(pol.Scheme, len(areas))...)
}

// demoOf is what a scheme is shown with.
func demoOf(scheme string) fixtures.Kind {
	switch family, _, _ := strings.Cut(scheme, "-"); family {
	case "huozhou", "street":
		return fixtures.Kind(family)
	case "yixiu":
		return fixtures.KindYixiuSlack
	case "zhalaite":
		return fixtures.Kind(scheme)
	}
	return fixtures.KindCounty
}

func (s *serveCmd) solveAreas(ctx context.Context, c *console, problems []engine.Problem) ([]engine.Solved, error) {
	bar := newProgress(c, "solving", len(problems))
	defer bar.done()
	areas := make([]engine.Solved, 0, len(problems))
	for solved, err := range engine.SolveAll(ctx, engine.Each(problems), engine.Options{Workers: s.Workers}) {
		if err != nil {
			return nil, err
		}
		if err := judge(ctx, solved); err != nil {
			return nil, err
		}
		areas = append(areas, solved)
		bar.step()
	}
	return areas, nil
}

func judge(ctx context.Context, s engine.Solved) error {
	report, err := verify.Check(ctx, s.Problem, s.Plan)
	if err == nil && !report.OK() {
		err = fmt.Errorf("the plan of area %s is not true: %v", s.Problem.Area, report.Findings[0])
	}
	return err
}
