package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"jinlin/engine"
	"jinlin/exchange/picture"
	"jinlin/exchange/table"
	"jinlin/policy"
	"jinlin/service"
)

// whatIfFlags say what numbers and radii --curve circles asks about.
type whatIfFlags struct {
	Counts string `placeholder:"N-M" help:"With --curve circles: numbers of circles, such as 1-8 or 2,4,10-12 (default: 1-10, or the number that it takes with --radii alone)."`
	Radii  string `placeholder:"METRES" help:"With --curve circles: radii, such as 200,300,500; none is one of them (default: the policy's)."`
	CSV    string `name:"csv" placeholder:"FILE" help:"With --curve circles: the rows as a table (- for standard output)."`
	JSON   string `name:"json" placeholder:"FILE" help:"With --curve circles: the rows, also of each village, as JSON (- for standard output)."`
}

// question is what the flags ask; usual tells that they ask nothing and the usual numbers are meant.
func (f *whatIfFlags) question() (q engine.WhatIf, usual bool, err error) {
	var wrong []error
	for part := range strings.SplitSeq(f.Counts, ",") {
		if f.Counts == "" {
			break
		}
		from, to, ok := countRange(part)
		if !ok {
			wrong = append(wrong, fmt.Errorf("--counts: %q is no number of circles; expected such as 3 or 1-8", part))
			continue
		}
		for n := from; n <= to; n++ {
			q.Counts = append(q.Counts, n)
		}
	}
	for part := range strings.SplitSeq(f.Radii, ",") {
		if f.Radii == "" {
			break
		}
		m, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		switch {
		case strings.TrimSpace(part) == "none":
			q.Radii = append(q.Radii, policy.Limit{})
		case err != nil:
			wrong = append(wrong, fmt.Errorf("--radii: %q is no radius; expected metres, or none", part))
		default:
			q.Radii = append(q.Radii, policy.AtMost(m))
		}
	}
	if usual = q.Counts == nil && q.Radii == nil; usual {
		q.Counts = service.UsualCounts()
	}
	return q, usual, errors.Join(wrong...)
}

// countRange reads 3 or 1-8. Ranges longer than all rows may be are for the engine to refuse.
func countRange(text string) (from, to int, ok bool) {
	first, last, ranged := strings.Cut(strings.TrimSpace(text), "-")
	from, err := strconv.Atoi(strings.TrimSpace(first))
	to = from
	if ranged && err == nil {
		to, err = strconv.Atoi(strings.TrimSpace(last))
	}
	return from, min(to, from+engine.MostRows), err == nil && from >= 1 && from <= to && to <= policy.MaxCount
}

// circles shows what numbers of circles and radii come to: each village has so many, and the rows add them up.
func (e *explainCmd) circles(ctx context.Context, c *console) error {
	q, usual, err := e.question()
	if err != nil {
		return badInput(err)
	}
	problems, err := e.asked(ctx, c)
	if err != nil {
		return err
	}
	total, byArea, err := service.WhatIf(ctx, problems, q, 0)
	if err != nil {
		return asBadInput(err)
	}
	shown := total
	if usual {
		shown = untilAllHeld(total)
	}
	if e.CSV != "-" && e.JSON != "-" {
		circlesTable(c.out, len(problems), shown)
	}
	return e.writeCircles(c, shown, service.ReportWhatIf(problems, total, byArea))
}

// asked are the areas under the policy of the plan, or of the flags, and what these set.
func (e *explainCmd) asked(ctx context.Context, c *console) ([]engine.Problem, error) {
	all := policyFlags{Scheme: e.Scheme, Policy: e.Policy, Set: e.Set}
	pol, err := all.load(os.ReadFile)
	if e.Plan != "" && err == nil {
		if pol, err = e.policyOfPlan(); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	if err := e.metric(&pol); err != nil {
		return nil, err
	}
	problems, _, err := e.problems(ctx, c, pol)
	if err != nil {
		return nil, err
	}
	var kept []engine.Problem
	for _, p := range problems {
		if e.Area == "" || p.Area == engine.AreaID(e.Area) {
			kept = append(kept, p)
		}
	}
	if len(kept) == 0 {
		return nil, badInput(fmt.Errorf("there is no village %q", e.Area))
	}
	return kept, nil
}

// policyOfPlan is the plan's, with what the flags change; the plan's datum holds too.
func (e *explainCmd) policyOfPlan() (policy.Policy, error) {
	doc, err := readPlan(e.Plan)
	if err != nil {
		return policy.Policy{}, badInput(err)
	}
	pol, err := planPolicy(doc)
	if err == nil {
		pol, err = e.over(pol)
	}
	if err != nil {
		return policy.Policy{}, badInput(fmt.Errorf("%s: policy: %w", e.Plan, err))
	}
	if e.Datum == "" {
		e.Datum = string(doc.Datum)
	}
	return pol, nil
}

// untilAllHeld ends the rows with the first that holds everything.
func untilAllHeld(rows []engine.CircleRow) []engine.CircleRow {
	for i := range rows {
		if rows[i].Aim == engine.AimHeld && rows[i].Size == rows[i].SizeOfAll {
			return rows[:i+1]
		}
	}
	return rows
}

func circlesTable(w io.Writer, areas int, rows []engine.CircleRow) {
	what := "1 area"
	if areas != 1 {
		what = fmt.Sprintf("%d areas, each with so many circles", areas)
	}
	fmt.Fprintf(w, "What circles would come to: %s, %d homes.\n\n", what, rows[0].Homes)
	fmt.Fprintf(w, "  %-34s %8s %10s %10s  %s\n", "", "homes", "mean", "farthest", "proof")
	for i := range rows {
		r := &rows[i]
		fmt.Fprintf(w, "  %-34s %8d %10s %10s  %s\n", service.WhatIfSentence(r), r.Held, metres(r.MeanMM()), metres(r.FarthestMM), proofText(r))
	}
}

// proofText says how far the aim of a row may be from the best.
func proofText(r *engine.CircleRow) string {
	switch {
	case r.Value == r.Bound:
		return string(r.Kind)
	case r.Kind == engine.Unchecked:
		return "not known"
	case r.Aim == engine.AimDistance:
		return fmt.Sprintf("%s: at least %s in all, %s here", r.Kind, metres(r.Bound), metres(r.Value))
	case r.Aim == engine.AimFarthest:
		return fmt.Sprintf("%s: at least %s", r.Kind, metres(r.Bound))
	case r.Aim == engine.AimHeld:
		return fmt.Sprintf("%s: at most %d", r.Kind, r.Bound)
	}
	return fmt.Sprintf("%s: at least %d", r.Kind, r.Bound)
}

func (e *explainCmd) writeCircles(c *console, rows []engine.CircleRow, report service.WhatIfReport) error {
	for _, file := range []struct {
		path  string
		write func(io.Writer) error
	}{
		{e.CSV, func(w io.Writer) error { return writeRecords(table.NewWhatIfWriter(w), rows) }},
		{e.JSON, func(w io.Writer) error {
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			return enc.Encode(report)
		}},
		{e.SVG, func(w io.Writer) error { return picture.WhatIf(w, rows, picture.English) }},
	} {
		if file.path == "" {
			continue
		}
		if err := writeFile(c, file.path, file.write); err != nil {
			return err
		}
	}
	return nil
}
