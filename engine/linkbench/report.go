package main

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"time"

	"jinlin/benchmarks/results"
)

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// line tells of one instance while others still run.
func (r *row) line() string {
	return fmt.Sprintf("%-11s %7d homes %5d members %8d arcs: LEMON %6.1f + %7.1f ms (%s), ours %6.1f ms, ratio %4.1f (%4.1f without build, %4.1f as usually written)%s",
		r.name, r.homes, r.members, r.arcs, ms(r.build), ms(r.solve), r.rule(), ms(r.ours), r.ratio(), r.solveRatio(), r.usualRatio(), r.verdict())
}

func (r *row) verdict() string {
	switch {
	case r.floor == 0:
		return ""
	case r.ratio() < r.floor:
		return fmt.Sprintf(", BELOW %g", r.floor)
	}
	return fmt.Sprintf(", asked %g", r.floor)
}

// report is the section of RESULTS.md on linking, in Markdown.
func report(rows []row, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Seed %d, %s, %s, %s; load average when all was measured: %s.\nMedians of %d runs of each side in turn, of %d for more than one county.\n\n",
		o.seed, results.Machine(), runtime.Version(), rows[0].version, results.Load(), o.runs, o.fewer())
	b.WriteString("| instance | homes | members | arcs | LEMON's pivot rule, arcs | build ms | solve ms | ours ms | ratio | without build | as usual | asked | certificate | prepare ms |\n")
	b.WriteString("| --- | ---: | ---: | ---: | --- |" + strings.Repeat(" ---: |", 9) + "\n")
	for i := range rows {
		r := &rows[i]
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %s | %.0f %% | %.0f |\n",
			r.name, r.homes, r.members, r.arcs, r.rule(), ms(r.build), ms(r.solve), ms(r.ours), r.ratio(), r.solveRatio(), r.usualRatio(), r.asked(),
			100*r.certificate, ms(r.prepare))
	}
	b.WriteString("\n")
	for i := range rows {
		fmt.Fprintf(&b, "- **%s**: %s.\n", rows[i].name, rows[i].about)
	}
	b.WriteString("\nAll objectives were equal, and each of our solutions was certified.\n")
	b.WriteString(growth(rows) + memory(rows) + cores(rows) + others(rows))
	return b.String()
}

// rule is the peer's pivot rule and how it had the arcs.
func (r *row) rule() string {
	return r.method.Algorithm + ", " + r.method.Direction + ", by " + r.method.Order
}

func (r *row) asked() string {
	if r.floor == 0 {
		return ""
	}
	return fmt.Sprint(r.floor)
}

// growth tells how our time grows with the homes, from the smallest instance of counties with even loads to the largest.
func growth(rows []row) string {
	least, most := (*row)(nil), (*row)(nil)
	for i := range rows {
		if !strings.HasPrefix(rows[i].name, "even") || rows[i].homesOfLargest > smallVillage {
			continue
		}
		if least == nil || rows[i].homes < least.homes {
			least = &rows[i]
		}
		if most == nil || rows[i].homes > most.homes {
			most = &rows[i]
		}
	}
	if least == most {
		return ""
	}
	power := math.Log(float64(most.ours)/float64(least.ours)) / math.Log(float64(most.homes)/float64(least.homes))
	return fmt.Sprintf("Growth of our CPU time with homes, from %s to %s: exponent %.2f.\n", least.name, most.name, power)
}

// smallVillage is how many homes an area may have to be told of in KiB; the memory of larger ones is told for each arc.
const smallVillage = 1000

func memory(rows []row) string {
	var b strings.Builder
	small := 0
	for i := range rows {
		r := &rows[i]
		if r.homesOfLargest <= smallVillage {
			small = max(small, r.scratch)
		} else {
			fmt.Fprintf(&b, "Memory of our solver in the %d homes and %d arcs of the largest village of %s: %.1f bytes an arc.\n",
				r.homesOfLargest, r.arcsOfLargest, r.name, float64(r.scratch)/float64(r.arcsOfLargest))
		}
	}
	if small > 0 {
		fmt.Fprintf(&b, "Memory of our solver in villages up to %d homes: at most %d KiB.\n", smallVillage, (small+1023)/1024)
	}
	return b.String()
}

func cores(rows []row) string {
	for i := range rows {
		if r := &rows[i]; r.two > 0 {
			return fmt.Sprintf("Wall time of %s with one worker: %.1f ms, with two: %.1f ms, %.2f times faster.\n", r.name, ms(r.one), ms(r.two), float64(r.one)/float64(r.two))
		}
	}
	return ""
}

// others is a second table, on the peer alone.
func others(rows []row) string {
	var b strings.Builder
	for i := range rows {
		r := &rows[i]
		if len(r.others) == 0 {
			continue
		}
		if b.Len() == 0 {
			b.WriteString("\n| LEMON otherwise, ms | one graph for all | CostScaling | CapacityScaling |\n| --- | ---: | ---: | ---: |\n")
		}
		fmt.Fprintf(&b, "| %s |", r.name)
		for _, d := range r.others {
			if d == 0 {
				b.WriteString(" over a minute, or wrong |")
			} else {
				fmt.Fprintf(&b, " %.0f |", ms(d))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}
