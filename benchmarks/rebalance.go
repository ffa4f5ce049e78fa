package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"jinlin/benchmarks/results"
	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/policy"
	"jinlin/policy/codec"
)

// What is asked of a rebalance on one core; the report says so beside what was measured.
const (
	askedMedian = time.Millisecond
	askedP99    = 10 * time.Millisecond
	askedShare  = 0.25
)

// rebalance measures what it costs to let standing plans follow changes, and writes the section "rebalance".
func rebalance(ctx context.Context, o options, out io.Writer) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	pol, err := codec.Scheme(o.scheme)
	if err != nil {
		return err
	}
	var left []departures
	var quarters []quarter
	for _, kind := range []fixtures.Kind{fixtures.KindCounty, fixtures.KindPlain} {
		problems := countyOf(kind, o, pol)
		for _, w := range ways() {
			d, err := measureDepartures(ctx, problems, w, o)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", kind, w, err)
			}
			d.kind = kind
			left = append(left, d)
			fmt.Fprintln(os.Stderr, kind, "departures", w, "done")
		}
		q, err := measureQuarter(ctx, problems, o)
		if err != nil {
			return fmt.Errorf("%s, quarter: %w", kind, err)
		}
		q.kind = kind
		quarters = append(quarters, q)
		fmt.Fprintln(os.Stderr, kind, "quarter done")
	}
	text := reportRebalance(left, quarters, o)
	if o.results != "" {
		if err := results.Rewrite(o.results, "rebalance", text); err != nil {
			return err
		}
	}
	_, err = io.WriteString(out, text)
	return err
}

func countyOf(kind fixtures.Kind, o options, pol policy.Policy) (problems []engine.Problem) {
	for v := range fixtures.Generate(fixtures.Spec{Kind: kind, Seed: o.seed, Villages: o.villages}) {
		problems = append(problems, v.Problem(pol))
	}
	return problems
}

func reportRebalance(left []departures, quarters []quarter, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Scheme `%s`, seed %d, one core of %s, %s; load average when all was measured: %s.\n", o.scheme, o.seed, results.Machine(), runtime.Version(), results.Load())
	fmt.Fprintf(&b, "The clock (getrusage) moved in steps of %v.\n\n", grain())
	fmt.Fprintf(&b, "One member leaves; asked: median %v, 99th percentile %v.\n\n", askedMedian, askedP99)
	b.WriteString("| county | villages | state | departures | median ms | 99th percentile ms | most ms | mean ms | as asked |\n")
	b.WriteString("| --- | ---: | --- |" + strings.Repeat(" ---: |", 5) + " --- |\n")
	for _, d := range left {
		median, p99 := d.quantile(0.5), d.quantile(0.99)
		fmt.Fprintf(&b, "| %s | %d | %s | %d | %.2f | %.2f | %.2f | %.2f | %s |\n", d.kind, d.villages, d.way, len(d.took),
			ms(median), ms(p99), ms(d.quantile(1)), ms(d.mean()), yes(median <= askedMedian && p99 <= askedP99))
	}
	fmt.Fprintf(&b, "\nA quarter's changes; asked: Apply at most %.2f of the full solve. Runs: %d (the least CPU time of each column counts).\n\n", askedShare, max(o.runs, 1))
	b.WriteString("| county | villages | homes changed | members changed | full solve CPU s | Resume | Apply | Apply / full | Resume and Apply / full | ")
	b.WriteString("service.Rebalance | / full | as asked |\n| --- |" + strings.Repeat(" ---: |", 10) + " --- |\n")
	for _, q := range quarters {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %s |\n", q.kind, q.villages, q.homes, q.members,
			q.Full, q.Resume, q.Apply, q.Apply/q.Full, (q.Resume+q.Apply)/q.Full, q.Service, q.Service/q.Full, yes(q.Apply <= askedShare*q.Full))
	}
	b.WriteString("\n| county | homes that got another member, forced | voluntarily | plans whose links are certified | violations |\n| --- | ---: | ---: | ---: | ---: |\n")
	for _, q := range quarters {
		fmt.Fprintf(&b, "| %s | %d | %d | %d of %d | %d |\n", q.kind, q.forced, q.voluntary, q.certified, q.villages, q.violations)
	}
	return b.String()
}

// grain is the least step by which the clock was seen to move.
func grain() time.Duration {
	least := time.Hour
	for range 1000 {
		before := results.CPU()
		now := before
		for now == before {
			now = results.CPU()
		}
		least = min(least, now-before)
	}
	return least
}

func ms(d time.Duration) float64 { return d.Seconds() * 1e3 }

func yes(ok bool) string {
	if ok {
		return "yes"
	}
	return "no"
}
