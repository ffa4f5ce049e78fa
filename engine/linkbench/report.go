package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"jinlin/benchmarks/results"
)

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// line tells of one instance while others still run.
func (r *row) line() string {
	return fmt.Sprintf("%-10s %7d homes %6d members %9d arcs  lemon (%s) build %7.1f solve %8.1f ms  ours %7.1f ms (bare %7.1f)  ratio %5.2f, build left out %5.2f, floor %g",
		r.name, r.homes, r.members, r.arcs, r.rule(), ms(r.build), ms(r.solve), ms(r.ours), ms(r.bare), r.ratio(), r.solveRatio(), r.floor)
}

// report is the section of RESULTS.md on linking, in Markdown.
func report(rows []row, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Seed %d, %s, %s; load average when all was measured: %s.\n\n", o.seed, results.Machine(), runtime.Version(), results.Load())
	b.WriteString("| instance | homes | members | arcs | peer's rule | peer: build ms | peer: solve ms | ours ms | ratio | without build | floor | certificate | prepare ms | KiB a worker |\n")
	b.WriteString("| --- | ---: | ---: | ---: | --- |" + strings.Repeat(" ---: |", 9) + "\n")
	for i := range rows {
		r := &rows[i]
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %s | %.1f | %.1f | %.1f | %.1f | %.1f | %s | %.0f %% | %.1f | %d |\n",
			r.name, r.homes, r.members, r.arcs, r.rule(), ms(r.build), ms(r.solve), ms(r.ours), r.ratio(), r.solveRatio(), r.asked(),
			100*(1-float64(r.bare)/float64(r.ours)), ms(r.prepare), r.scratch/1024)
	}
	return b.String()
}

func (r *row) asked() string {
	if r.floor == 0 {
		return ""
	}
	return fmt.Sprint(r.floor)
}

// rule is the peer's pivot rule, and how it had the graph.
func (r *row) rule() string {
	return r.method.Algorithm + ", " + r.method.Direction + ", by " + r.method.Order
}
