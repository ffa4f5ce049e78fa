package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"jinlin/benchmarks/results"
	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/fixtures"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/verify"
)

// A show is a built-in scheme on the villages made after it.
type show struct {
	scheme string
	kind   fixtures.Kind
}

// shows are all published schemes.
var shows = []show{
	{"yuanshi", fixtures.KindCounty}, {"yuanshi-zone", fixtures.KindCounty},
	{"huozhou-nearby", fixtures.KindHuozhou}, {"huozhou-selection", fixtures.KindHuozhou}, {"huozhou-capability", fixtures.KindHuozhou},
	{"huozhou-association", fixtures.KindHuozhou}, {"huozhou", fixtures.KindHuozhou},
	{"yixiu", fixtures.KindYixiu}, {"yixiu", fixtures.KindYixiuSlack},
	{"zhalaite-pairs", fixtures.KindZhalaitePairs}, {"zhalaite-units", fixtures.KindZhalaiteUnits},
	{"street", fixtures.KindStreet},
}

// shown is what a scheme came to.
type shown struct {
	show
	service.Summary
	solve, judge float64 // CPU seconds
	findings     int
}

// schemes solves every scheme on its villages, on one core, and writes the section "schemes".
func schemes(ctx context.Context, o options, out io.Writer) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	rows := make([]shown, len(shows))
	for i, s := range shows {
		var err error
		if rows[i], err = s.run(ctx, o); err != nil {
			return fmt.Errorf("%s on %s: %w", s.scheme, s.kind, err)
		}
		fmt.Fprintln(os.Stderr, s.scheme, s.kind, "done")
	}
	text := reportSchemes(rows, o)
	if o.results != "" {
		if err := results.Rewrite(o.results, "schemes", text); err != nil {
			return err
		}
	}
	_, err := io.WriteString(out, text)
	return err
}

func (s show) run(ctx context.Context, o options) (shown, error) {
	row := shown{show: s}
	problems, figures, err := s.problems(o)
	if err != nil {
		return row, err
	}
	var tally service.Tally
	for _, p := range problems {
		var plan engine.Plan
		if err := timed(&row.solve, func() (err error) { plan, err = engine.Solve(ctx, p, engine.Options{}); return err }); err != nil {
			return row, err
		}
		var report verify.Report
		if err := timed(&row.judge, func() (err error) { report, err = verify.Check(ctx, p, plan); return err }); err != nil {
			return row, err
		}
		row.findings += len(report.Findings)
		if err := tally.Add(ctx, p, plan); err != nil {
			return row, err
		}
	}
	row.Summary = tally.Summary(figures...)
	return row, nil
}

// problems are the villages of a show, and what was published of its scheme.
func (s show) problems(o options) (problems []engine.Problem, figures []service.Reference, err error) {
	pol, err := codec.Scheme(s.scheme)
	if err != nil {
		return nil, nil, err
	}
	data := fixtures.Dataset(fixtures.Generate(fixtures.Spec{Kind: s.kind, Seed: o.seed, Villages: o.villages}))
	var issues []exchange.Issue
	if problems, issues, err = service.Problems(data, pol); err == nil && len(issues) > 0 {
		err = fmt.Errorf("%v", issues)
	}
	for _, info := range codec.Schemes() {
		for _, f := range info.Published {
			if info.Name == s.scheme {
				figures = append(figures, service.Reference{Name: f.Key, Label: f.Name, Value: f.Value})
			}
		}
	}
	return problems, figures, err
}

// reportSchemes is the section of RESULTS.md, in Markdown.
func reportSchemes(rows []shown, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Seed %d, one core of %s, %s; load average when all was measured: %s. CPU time of all areas, from records in memory to plans; the judge apart.\n\n",
		o.seed, results.Machine(), runtime.Version(), results.Load())
	b.WriteString("| scheme | made after | areas | homes | taking part | linked | by choice | own | not asked | unserved | minima missed | solve, CPU s | judge, CPU s | violations |\n")
	b.WriteString("| --- | --- |" + strings.Repeat(" ---: |", 8) + " --- |" + strings.Repeat(" ---: |", 3) + "\n")
	for _, r := range rows {
		f := &r.Total
		fmt.Fprintf(&b, "| `%s` | `%s` | %d | %d | %d | %d | %d | %d | %d | %d | %s | %.2f | %.2f | %d |\n", r.scheme, r.kind, r.Areas, f.Homes, f.Eligible,
			f.Linked+f.Locked, f.Chosen, f.Own, f.Held, f.Unserved, missed(f), r.solve, r.judge, r.findings)
	}
	b.WriteString("\n| scheme | made after | published → here | proof, in how many areas |\n| --- | --- | --- | --- |\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s | %s |\n", r.scheme, r.kind, beside(r.References), proofs(r.Total.Proofs))
	}
	return b.String()
}

// missed names every kind of minimum that was missed, with what is lacking in all.
func missed(f *service.Figures) string {
	var parts []string
	for _, s := range f.Shortfalls {
		name := string(s.Kind)
		if s.Role != "" {
			name += " " + s.Role
		}
		parts = append(parts, fmt.Sprintf("%s: %d at %d", name, s.Missing, s.Places))
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, "; ")
}

func beside(references []service.Reference) string {
	var parts []string
	for _, r := range references {
		parts = append(parts, fmt.Sprintf("%s %d → %d", r.Label, r.Value, r.Ours))
	}
	return strings.Join(parts, "; ")
}

// proofs counts the areas by claim, stage by stage.
func proofs(stages []service.ProofFigures) string {
	var parts []string
	for _, s := range stages {
		var counts []string
		for _, c := range []struct {
			n    int
			word string
		}{{s.Certified, "certified"}, {s.Searched, "searched"}, {s.Narrowed, "narrowed"}, {s.Bounded, "bounded"}, {s.Kept, "as given"}} {
			if c.n > 0 {
				counts = append(counts, fmt.Sprintf("%d %s", c.n, c.word))
			}
		}
		if len(counts) > 0 {
			parts = append(parts, s.Stage+" "+strings.Join(counts, ", "))
		}
	}
	return strings.Join(parts, "; ")
}
