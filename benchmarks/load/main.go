// Command load measures a server from outside, as its users meet it: a county imported, planned as a job and put in force through the API, then pages of
// features, summaries of the plan and explanations of homes asked for at a steady rate (60:30:10). It starts the built binary on a store of its own.
//
// Requests set out when their time has come, not when the one before is answered, and are timed from then, so that a server that stands still is seen
// to. The generator's own CPU is reported, since it shares the machine.
//
//	go build -o /tmp/jinlin ./cmd/jinlin && go run ./benchmarks/load -binary /tmp/jinlin -rate 1000 -for 1m
//	go run ./benchmarks/load -binary /tmp/jinlin -store postgres://user@host/database
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"jinlin/benchmarks/results"
)

type options struct {
	binary, store string
	villages      int
	seed          uint64
	rate          int
	duration      time.Duration
	connections   int
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	set := flag.NewFlagSet("load", flag.ContinueOnError)
	set.StringVar(&o.binary, "binary", "", "the program that is measured (go build -o FILE ./cmd/jinlin)")
	set.StringVar(&o.store, "store", "", "postgres://... of an empty database; a file in a temporary folder otherwise")
	set.IntVar(&o.villages, "villages", 0, "villages of the county (0: all)")
	set.Uint64Var(&o.seed, "seed", 7, "seed of the county")
	set.IntVar(&o.rate, "rate", 1000, "requests a second")
	set.DurationVar(&o.duration, "for", time.Minute, "how long")
	set.IntVar(&o.connections, "connections", 64, "connections kept open")
	if err := set.Parse(args); err != nil {
		return err
	}
	if o.binary == "" || o.rate <= 0 || o.connections <= 0 || o.duration <= 0 {
		return errors.New("-binary is needed, and -rate, -for and -connections above 0")
	}
	tell(out, "%s\n", results.Machine())
	s, err := start(ctx, o)
	if err != nil {
		return err
	}
	defer s.end()
	county, err := s.prepare(ctx, o, out)
	if err != nil {
		return err
	}
	return s.drive(ctx, o, county, out)
}

// tell writes a line of the report; where nobody reads it any more, there is nothing to be done.
func tell(out io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(out, format, args...) }
