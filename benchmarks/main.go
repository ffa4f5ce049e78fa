// Command benchmarks times a solve by size, from one village to ten counties: CSV bytes in, a verified plan and GeoJSON
// bytes out; or, with -rebalance, what it costs to let standing plans follow changes; or, with -schemes, what every published scheme comes to. RESULTS.md holds what it measured and how to read it.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"jinlin/benchmarks/results"
	"jinlin/fixtures"
)

// A size is one row of the table.
type size struct {
	name string
	spec fixtures.Spec
}

func sizes(seed uint64) []size {
	county := func(villages, counties int) fixtures.Spec {
		return fixtures.Spec{Kind: fixtures.KindCounty, Seed: seed, Villages: villages, Counties: counties}
	}
	return []size{
		{"village", fixtures.Spec{Kind: fixtures.KindVillage, Seed: seed, Homes: 540}},
		{"10", county(10, 1)},
		{"tenth", county(21, 1)},
		{"county", county(0, 1)},
		{"3", county(0, 3)},
		{"ten", county(0, 10)},
	}
}

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

type options struct {
	sizes, scheme, results, child, data string
	seed                                uint64
	runs                                int
	rebalance, schemes                  bool
	villages, departures                int
}

func run(args []string, out io.Writer) error {
	var o options
	set := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	set.StringVar(&o.sizes, "sizes", "village,10,tenth,county,3,ten", "sizes to measure, comma-separated")
	set.StringVar(&o.scheme, "scheme", "yuanshi", "built-in scheme")
	set.StringVar(&o.results, "results", "", "file to write the results into, between its markers for the scheme (benchmarks/RESULTS.md)")
	set.Uint64Var(&o.seed, "seed", 7, "seed of the made-up villages")
	set.IntVar(&o.runs, "runs", 3, "runs per size up to one county, of which the one with the least CPU time counts; larger sizes run once")
	set.BoolVar(&o.rebalance, "rebalance", false, "time the rebalance of a county instead: one member leaves, and a quarter's changes; writes the section rebalance")
	set.BoolVar(&o.schemes, "schemes", false, "solve every published scheme on the villages made after it instead; writes the section schemes")
	set.IntVar(&o.villages, "villages", 0, "villages of the county that is rebalanced, or of those that the schemes are shown on; 0 means all")
	set.IntVar(&o.departures, "departures", 1000, "members who leave, one at a time, when a county is rebalanced")
	set.StringVar(&o.child, "child", "", "used by the program itself: stages or all")
	set.StringVar(&o.data, "data", "", "used by the program itself: folder of the tables")
	if err := set.Parse(args); err != nil {
		return err
	}
	if o.child != "" {
		return measureHere(o, out)
	}
	if o.rebalance {
		return rebalance(context.Background(), o, out)
	}
	if o.schemes {
		return schemes(context.Background(), o, out)
	}
	var rows []row
	for _, s := range sizes(o.seed) {
		if !slices.Contains(strings.Split(o.sizes, ","), s.name) {
			continue
		}
		r, err := measure(s, o)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		rows = append(rows, r)
		fmt.Fprintln(os.Stderr, s.name, "done")
	}
	if len(rows) == 0 {
		return fmt.Errorf("no size is called %q", o.sizes)
	}
	text := report(rows, o)
	if o.results != "" {
		if err := results.Rewrite(o.results, o.scheme, text); err != nil {
			return err
		}
	}
	_, err := io.WriteString(out, text)
	return err
}

// best returns the run with the least CPU time.
func best(runs []stages) stages {
	return slices.MinFunc(runs, func(a, b stages) int { return cmp.Compare(a.total(), b.total()) })
}
