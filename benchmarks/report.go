package main

import (
	"fmt"
	"math"
	"runtime"
	"strings"

	"jinlin/benchmarks/results"
)

// report is the section of RESULTS.md for one scheme, in Markdown.
func report(rows []row, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Scheme `%s`, seed %d, %s, %s; load average when all was measured: %s.\n", o.scheme, o.seed, results.Machine(), runtime.Version(), results.Load())
	fmt.Fprintf(&b, "Runs of each size up to one county: %d (the least CPU time counts); of larger ones: 1.\n\n", o.runs)
	b.WriteString("| villages | homes | members | CPU s, one core | read | group | prepare | solve | verify | write | MiB | ")
	fmt.Fprintf(&b, "wall s, %d cores | MiB | homes per CPU s |\n", rows[0].cores)
	b.WriteString("|" + strings.Repeat(" ---: |", 14) + "\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %d | %d | %d | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.0f | %.2f | %.0f | %.0f |\n",
			r.Areas, r.Homes, r.Members, r.total(), r.Read, r.Group, r.Prepare, r.Solve, r.Verify, r.Write, r.PeakMiB,
			r.allWall, r.allPeak, float64(r.Homes)/r.total())
	}
	b.WriteString("\nCPU s is everything from CSV bytes to GeoJSON bytes, the judge included; wall is the same without the judge.\n")
	if len(rows) > 1 {
		fmt.Fprintf(&b, "Growth of CPU time with homes, from %d villages to %d: exponent %.2f.", rows[0].Areas, rows[len(rows)-1].Areas, exponent(rows))
		if large := from(rows, 208); len(large) > 1 {
			fmt.Fprintf(&b, " From one county up: %.2f.", exponent(large))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n| villages | circles | number certified | violations | GeoJSON MB |\n| ---: | ---: | ---: | ---: | ---: |\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %d | %d | %d (%.0f %%) | %d | %.1f |\n",
			r.Areas, r.Circles, r.Certified, 100*float64(r.Certified)/float64(max(r.Areas, 1)), r.Violations, float64(r.Bytes)/1e6)
	}
	return b.String()
}

// from returns the rows of at least so many areas.
func from(rows []row, areas int) []row {
	for len(rows) > 0 && rows[0].Areas < areas {
		rows = rows[1:]
	}
	return rows
}

// exponent is the slope of log CPU over log homes, by least squares.
func exponent(rows []row) float64 {
	var sx, sy, sxx, sxy float64
	for _, r := range rows {
		x, y := math.Log(float64(r.Homes)), math.Log(r.total())
		sx, sy, sxx, sxy = sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	n := float64(len(rows))
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}
