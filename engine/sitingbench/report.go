package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"jinlin/benchmarks/results"
)

// line tells of one radius while others still run.
func (r *row) line() string {
	return fmt.Sprintf("%4d m: CBC %6.2f s (%.2f to read), reduced %6.2f s, ours %7.1f ms: %.0f and %.1f times faster; %d circles, %d proven, %d certified",
		r.radius, r.raw.Seconds(), r.rawReading.Seconds(), r.reduced.Seconds(), ms(r.ours), r.ratio(), r.reducedRatio(), r.optimum, r.proven, r.certified)
}

func (p *plane) line() string {
	return fmt.Sprintf("%4d m, centres anywhere: %d places, %.2f s, %d circles, bound %d, %d proven",
		p.radius, p.places, p.ours.Seconds(), p.circles, p.bound, p.proven)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// report is the section of RESULTS.md on siting, in Markdown.
func report(rows []row, planes []plane, peer *cbc, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Seed %d, %d plain villages with %d homes, %s, %s, CBC %s; load average when all was measured: %s.\nMedians of %d runs of ours; CBC ran once.\n\n",
		o.seed, o.villages, rows[0].homes, results.Machine(), runtime.Version(), peer.version, results.Load(), o.runs)
	b.WriteString("| radius m | entries | homes, entries left | CBC raw s | of it reading | CBC reduced s | of it reading | ours ms | raw / ours | without reading | reduced / ours | circles | proven | by dual weights |\n")
	b.WriteString("|" + strings.Repeat(" ---: |", 14) + "\n")
	for i := range rows {
		r := &rows[i]
		fmt.Fprintf(&b, "| %d | %d | %d, %d | %.2f | %.2f | %.2f | %.2f | %.1f | %.0f | %.0f | %.1f | %d | %d | %d |\n", r.radius, r.entries, r.homesLeft, r.entriesLeft,
			r.raw.Seconds(), r.rawReading.Seconds(), r.reduced.Seconds(), r.reducedReading.Seconds(), ms(r.ours), r.ratio(), r.withoutReading(), r.reducedRatio(),
			r.optimum, r.proven, r.certified)
	}
	b.WriteString("\nOptima were equal in every village, on the raw matrix and on the reduced one.\n\nCentres anywhere, one run:\n\n")
	b.WriteString("| radius m | places | ours s | circles | bound | villages proven |\n|" + strings.Repeat(" ---: |", 6) + "\n")
	for i := range planes {
		p := &planes[i]
		fmt.Fprintf(&b, "| %d | %d | %.2f | %d | %d | %d |\n", p.radius, p.places, p.ours.Seconds(), p.circles, p.bound, p.proven)
	}
	return b.String()
}
