package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/exchange/picture"
	"jinlin/exchange/table"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
)

type solveCmd struct {
	inputFlags
	policyFlags
	Out        string `default:"plan.geojson" placeholder:"FILE" help:"The plan, GeoJSON (- for standard output)."`
	Links      string `placeholder:"FILE" help:"One row per household (default links.csv beside the plan)."`
	Groups     string `placeholder:"FILE" help:"One row per household or unit with its group (default groups.csv beside the plan, if there are groups)."`
	Centers    string `placeholder:"FILE" help:"One row per member with his centre and its mentor (default centers.csv beside the plan, if there are centres)."`
	SVG        string `name:"svg" placeholder:"FILE" help:"A picture of one village: the first, or that of --picture."`
	Picture    string `placeholder:"AREA" help:"Village to draw with --svg."`
	Colour     string `default:"" enum:",circle,member,group,center" help:"What the colours of the picture stand for: circle, member, group or center (default: circle; without circles group, else center)."`
	Workers    int    `help:"Areas solved at once (default: one per core). The plan does not depend on it."`
	NoProof    bool   `help:"Do not check the certificates that the links are optimal; verify can do so later."`
	RequireAll bool   `help:"Exit with 3 if any home is unserved. The files are written all the same."`
	Lang       string `default:"en" enum:"en,zh" help:"Language of the summary and of the picture: en or zh."`
	Quiet      bool   `short:"q" help:"No summary."`
}

// Help shows examples under `jinlin solve --help`.
func (solveCmd) Help() string {
	return `  jinlin solve --households data/households.csv --members data/members.csv --scheme yuanshi --out plan.geojson
  jinlin solve --households h.csv --members m.csv --matrix minutes.csv --set circles.radius_m=15 --set links.reach_m=15
  jinlin solve --households h.csv --members m.csv --set groups.by=drawn --set groups.min=20 --set groups.max=40 --barriers river.geojson
  jinlin solve --units units.csv --adjacency adjacency.csv --set groups.by=drawn --set groups.count=5 --set groups.tolerance_percent=0.5
  jinlin solve --households h.csv --members m.csv --datum gcj02 --set links.load.max=20 --svg village.svg --lang zh`
}

func (s *solveCmd) Run(ctx context.Context, c *console) error {
	if err := s.forUnits(); err != nil {
		return asBadInput(err)
	}
	pol, err := s.policyFlags.load(os.ReadFile)
	if err != nil {
		return err
	}
	if len(s.Units) > 0 && pol.Groups.By == policy.GroupsNone {
		return badInput(errors.New("units are there to be grouped, and groups.by is none; expected --set groups.by=drawn, and groups.count or groups.max"))
	}
	if err := s.metric(&pol); err != nil {
		return err
	}
	problems, datum, err := s.problems(ctx, c, pol)
	if err != nil {
		return err
	}
	if s.Picture != "" && !slices.ContainsFunc(problems, func(p engine.Problem) bool { return string(p.Area) == s.Picture }) {
		return badInput(fmt.Errorf("--picture: there is no village %q", s.Picture))
	}
	summary, err := s.solve(ctx, c, pol, datum, problems)
	if err != nil {
		return asBadInput(err)
	}
	if !s.Quiet && s.Out != "-" {
		if err := service.WriteText(c.out, summary, service.Lang(s.Lang)); err != nil {
			return err
		}
	}
	if s.RequireAll && summary.Total.Unserved > 0 {
		return &exit{exitUnserved, fmt.Errorf("%d homes are unserved (--require-all)", summary.Total.Unserved)}
	}
	return nil
}

// solve streams areas through the engine into all files at once.
func (s *solveCmd) solve(ctx context.Context, c *console, pol policy.Policy, datum geo.Datum, problems []engine.Problem) (summary service.Summary, err error) {
	err = writeFile(c, s.Out, func(plan io.Writer) error {
		return s.writeLinks(c, func(links *table.Writer[engine.Plan]) error {
			return s.writeGroups(c, pol, func(groups *table.Writer[engine.Plan]) error {
				return s.writeCenters(c, pol, func(centers *table.Writer[engine.Plan]) error {
					w := outputs{
						cmd: s, c: c, plan: geojson.NewPlanWriter(plan, geojson.Header{Metric: pol.Metric, Datum: datum, Policy: codec.JSON(pol)}),
						tables: []*table.Writer[engine.Plan]{links, groups, centers}, progress: newProgress(c, "solving", len(problems)),
					}
					defer w.progress.done()
					summary, err = w.run(ctx, pol, problems)
					return err
				})
			})
		})
	})
	return summary, err
}

// writeLinks lets write put rows into the file of links, or, for units, into nothing.
func (s *solveCmd) writeLinks(c *console, write func(*table.Writer[engine.Plan]) error) error {
	path := s.Links
	switch {
	case path == "" && len(s.Units) > 0:
		return write(table.NewLinkWriter(io.Discard))
	case path == "":
		path = filepath.Join(filepath.Dir(s.Out), "links.csv")
	}
	return writeFile(c, path, func(w io.Writer) error { return write(table.NewLinkWriter(w)) })
}

// writeCenters lets write put rows into the file of centres, or, where nobody asked for centres, into nothing.
func (s *solveCmd) writeCenters(c *console, pol policy.Policy, write func(*table.Writer[engine.Plan]) error) error {
	path := s.Centers
	switch {
	case path == "" && pol.Centers.By == policy.CentersNone:
		return write(table.NewCenterWriter(io.Discard))
	case path == "":
		path = filepath.Join(filepath.Dir(s.Out), "centers.csv")
	}
	return writeFile(c, path, func(w io.Writer) error { return write(table.NewCenterWriter(w)) })
}

// outputs takes the areas as they are solved.
type outputs struct {
	cmd      *solveCmd
	c        *console
	plan     *geojson.PlanWriter
	tables   []*table.Writer[engine.Plan]
	tally    service.Tally
	progress progress
	drawn    bool
}

func (w *outputs) run(ctx context.Context, pol policy.Policy, problems []engine.Problem) (service.Summary, error) {
	for solved, err := range engine.SolveAll(ctx, engine.Each(problems), engine.Options{Workers: w.cmd.Workers, NoProof: w.cmd.NoProof}) {
		if err != nil {
			return service.Summary{}, err
		}
		if err := w.add(ctx, solved); err != nil {
			return service.Summary{}, err
		}
		w.progress.step()
	}
	summary := w.tally.Summary(published(pol.Scheme, len(problems))...)
	text, err := json.Marshal(summary)
	if err != nil {
		return service.Summary{}, err
	}
	for _, t := range w.tables {
		if err := t.Flush(); err != nil {
			return service.Summary{}, err
		}
	}
	return summary, w.plan.Close(text)
}

func (w *outputs) add(ctx context.Context, s engine.Solved) error {
	if err := w.plan.Area(s.Problem, s.Plan); err != nil {
		return err
	}
	for _, t := range w.tables {
		if err := t.Write(s.Plan); err != nil {
			return err
		}
	}
	if err := w.tally.Add(ctx, s.Problem, s.Plan); err != nil {
		return err
	}
	return w.draw(s)
}

func (w *outputs) draw(s engine.Solved) error {
	wanted := w.cmd.Picture == "" || w.cmd.Picture == string(s.Problem.Area)
	if w.cmd.SVG == "" || w.drawn || !wanted {
		return nil
	}
	w.drawn = true
	return writeFile(w.c, w.cmd.SVG, func(out io.Writer) error {
		return picture.SVG(out, s.Problem, s.Plan, picture.Options{Lang: picture.Lang(w.cmd.Lang), Colour: picture.ColourBy(w.cmd.Colour)})
	})
}

// published gives the figures published for a scheme, to stand beside ours; those of a county tell nothing about one village.
func published(scheme string, areas int) []service.Reference {
	var out []service.Reference
	for _, info := range codec.Schemes() {
		for _, f := range info.Published {
			if info.Name == scheme && areas > 1 {
				out = append(out, service.Reference{Name: f.Key, Label: f.Name, LabelZh: f.NameZh, Value: f.Value})
			}
		}
	}
	return out
}
