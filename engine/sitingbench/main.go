// Command sitingbench times the covering solver against CBC, a branch-and-cut solver of integer programmes, on the same villages in the same
// run: CPU time on one core from reach lists in memory to the proven number of circles. It needs CBC (Debian: coinor-cbc).
// benchmarks/RESULTS.md holds what it measured.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"

	"jinlin/benchmarks/results"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "sitingbench:", err)
		os.Exit(1)
	}
}

// leastAnywhere is the least radius that is measured with centres anywhere: below, the places are so many that proofs take minutes.
const leastAnywhere = 150

type options struct {
	results  string
	radii    []int64
	seed     uint64
	villages int
	runs     int
}

func run(ctx context.Context, args []string, out io.Writer) error {
	var o options
	var radii string
	set := flag.NewFlagSet("sitingbench", flag.ContinueOnError)
	set.StringVar(&radii, "radii", "500,250,150,100", "radii in metres, comma-separated")
	set.StringVar(&o.results, "results", "", "file to write the tables into, between their markers (benchmarks/RESULTS.md)")
	set.Uint64Var(&o.seed, "seed", 7, "seed of the made-up villages")
	set.IntVar(&o.villages, "villages", 20, "how many plain villages")
	set.IntVar(&o.runs, "runs", 5, "runs of ours, of which the median counts; CBC runs once")
	if err := set.Parse(args); err != nil {
		return err
	}
	for _, field := range strings.Split(radii, ",") {
		r, err := strconv.ParseInt(field, 10, 64)
		if err != nil || r <= 0 {
			return fmt.Errorf("-radii %q: expected whole metres", radii)
		}
		o.radii = append(o.radii, r)
	}
	runtime.GOMAXPROCS(1)
	dir, err := os.MkdirTemp("", "jinlin-sitingbench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	text, err := measureAll(ctx, o, dir)
	if err != nil {
		return err
	}
	if o.results != "" {
		if err := results.Rewrite(o.results, "siting", text); err != nil {
			return err
		}
	}
	_, err = io.WriteString(out, text)
	return err
}

func measureAll(ctx context.Context, o options, dir string) (string, error) {
	peer, err := findCBC(ctx, dir)
	if err != nil {
		return "", err
	}
	villages := generate(o)
	var rows []row
	var planes []plane
	for _, radius := range o.radii {
		r, err := measure(ctx, villages, radius, o, peer)
		if err != nil {
			return "", fmt.Errorf("%d m: %w", radius, err)
		}
		fmt.Fprintln(os.Stderr, r.line())
		rows = append(rows, r)
	}
	for _, radius := range o.radii {
		if radius < leastAnywhere {
			continue
		}
		p, err := anywhere(villages, radius)
		if err != nil {
			return "", fmt.Errorf("%d m, centres anywhere: %w", radius, err)
		}
		fmt.Fprintln(os.Stderr, p.line())
		planes = append(planes, p)
	}
	return report(rows, planes, peer, o), nil
}
