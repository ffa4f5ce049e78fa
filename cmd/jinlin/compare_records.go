package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/service"
	"jinlin/service/report"
)

// records reads the records, once, and gives every contender its problems. It returns the names of villages, where boundaries tell them.
func (k *compareCmd) records(ctx context.Context, c *console, all []service.Contender, datum geo.Datum) (map[engine.AreaID]string, error) {
	f := k.input()
	if err := f.measures(all); err != nil {
		return nil, err
	}
	if err := oneMetric(all); err != nil {
		return nil, err
	}
	if f.Datum == "" {
		f.Datum = string(datum)
	}
	in, err := f.input(all[0].Policy)
	if err != nil {
		return nil, err
	}
	data, issues, err := in.Read(ctx)
	if err == nil {
		var more []exchange.Issue
		more, err = problemsOf(all, data)
		issues = append(issues, more...)
	}
	if told := f.tell(c, issues, f.files()); err == nil {
		err = told
	}
	names := map[engine.AreaID]string{}
	for _, v := range data.Villages {
		names[v.ID] = v.Name
	}
	return names, err
}

// measures makes the schemes and policies measure by the matrix, if there is one, and refuses one beside plans of another metric.
func (f *inputFlags) measures(all []service.Contender) error {
	for i := range all {
		check := f.metric
		if all[i].Plans != nil {
			check = f.standing
		}
		if err := check(&all[i].Policy); err != nil {
			return err
		}
	}
	return nil
}

// oneMetric refuses contenders whose distances cannot be compared.
func oneMetric(all []service.Contender) error {
	for i := range all {
		if m, first := all[i].Policy.Metric, all[0].Policy.Metric; m != first {
			return badInput(fmt.Errorf("%s measures by the metric %s and %s by %s; expected one metric", all[i].Name, m, all[0].Name, first))
		}
	}
	return nil
}

// problemsOf spreads the records over areas, for each policy, and returns what is to be said of them, each thing once.
func problemsOf(all []service.Contender, data exchange.Dataset) (issues []exchange.Issue, err error) {
	said := map[string]bool{}
	for i := range all {
		problems, more, err := service.Problems(data, all[i].Policy)
		for _, issue := range more {
			if text := issue.String(); !said[text] {
				said[text] = true
				issues = append(issues, issue)
			}
		}
		if err != nil {
			return issues, err
		}
		if err := service.Validate(problems); err != nil {
			return issues, badInput(fmt.Errorf("%s: %w", all[i].Name, err))
		}
		if all[i].Problems = problems; problems == nil {
			all[i].Problems = []engine.Problem{}
		}
	}
	return issues, nil
}

// compare does the work.
func (k *compareCmd) compare(ctx context.Context, c *console, all []service.Contender, names map[engine.AreaID]string) (service.Comparison, error) {
	areas := map[engine.AreaID]bool{}
	for i := range all {
		for _, p := range all[i].Plans {
			areas[p.Area()] = true
		}
		for n := range all[i].Problems {
			areas[all[i].Problems[n].Area] = true
		}
	}
	bar := newProgress(c, "comparing", len(areas))
	defer bar.done()
	return service.Compare(ctx, all, service.CompareOptions{Workers: k.Workers, Names: names, Step: bar.step})
}

func (k *compareCmd) write(w io.Writer, done service.Comparison) error {
	langs := []service.Lang{service.Lang(k.Lang)}
	switch k.format() {
	case "json":
		enc := json.NewEncoder(w)
		enc.SetIndent("", " ")
		enc.SetEscapeHTML(false)
		return enc.Encode(done)
	case "html":
		if k.Lang == "" || k.Lang == "both" {
			langs = []service.Lang{service.Chinese, service.English}
		}
		return report.HTML(w, done, langs...)
	}
	return report.Text(w, done, langs[0])
}

// failed is the error of a comparison that was written, and says that a plan is not true of the records.
func failed(done service.Comparison) error {
	var all []error
	for _, p := range done.Plans {
		if p.Findings > 0 {
			all = append(all, fmt.Errorf("%s: %d violations; jinlin verify lists them", p.Name, p.Findings))
		}
	}
	if all == nil {
		return nil
	}
	return &exit{exitViolations, errors.Join(all...)}
}
