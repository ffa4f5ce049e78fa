// Command linkbench times the linking solver against LEMON's network simplex, on the same integers in the same run: CPU time on one
// core from pairs in memory to assignment and prices. It needs g++ and LEMON's headers. benchmarks/RESULTS.md holds what it measured.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"jinlin/benchmarks/results"
	"jinlin/engine/linkbench/peer"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "linkbench:", err)
		os.Exit(1)
	}
}

type options struct {
	instances, results string
	seed               uint64
	runs               int
	cores, others      bool
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	set := flag.NewFlagSet("linkbench", flag.ContinueOnError)
	set.StringVar(&o.instances, "instances", "all", "instances to measure, comma-separated")
	set.StringVar(&o.results, "results", "", "file to write the table into, between its markers (benchmarks/RESULTS.md)")
	set.Uint64Var(&o.seed, "seed", 7, "seed of the made-up villages")
	set.IntVar(&o.runs, "runs", 9, "runs of each side, of which the median counts; ten counties run a third of that")
	set.BoolVar(&o.cores, "cores", true, "also time two workers against one, on the instance even")
	set.BoolVar(&o.others, "others", false, "also time the peer's other algorithms, and a county as one graph")
	if err := set.Parse(args); err != nil {
		return err
	}
	runtime.GOMAXPROCS(1)
	dir, err := os.MkdirTemp("", "jinlin-linkbench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	program, err := peer.Build(ctx, dir)
	if err != nil {
		return err
	}
	rows, err := measureAll(ctx, o, program)
	if err != nil {
		return err
	}
	text := report(rows, o)
	if o.results != "" {
		if err := results.Rewrite(o.results, "linking", text); err != nil {
			return err
		}
	}
	_, err = io.WriteString(out, text)
	return err
}

func measureAll(ctx context.Context, o options, program string) (rows []row, err error) {
	methods := map[string]peer.Method{}
	for _, in := range instances(o.seed) {
		if o.instances != "all" && !slices.Contains(strings.Split(o.instances, ","), in.name) {
			continue
		}
		r, err := measure(ctx, &in, o, program, methods)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", in.name, err)
		}
		rows = append(rows, r)
		fmt.Fprintln(os.Stderr, r.line())
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("no instance is called %q", o.instances)
	}
	return rows, nil
}
