package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/verify"
)

// shownFindings is how many findings are shown without --all.
const shownFindings = 50

type verifyCmd struct {
	inputFlags
	beforeFlags
	Plan    string `required:"" placeholder:"FILE" help:"The plan to judge, GeoJSON."`
	All     bool   `help:"Show every finding, not only the first 50."`
	Workers int    `help:"Areas judged at once (default: one per core)."`
}

// beforeFlags name the plan that another followed, and the records that it was made from.
type beforeFlags struct {
	BeforePlan       string   `placeholder:"FILE" help:"The plan that this one followed: judge also what a rebalance says of it."`
	BeforeHouseholds []string `placeholder:"FILE" help:"Households that the plan before was made from; with --before-plan." sep:"none"`
	BeforeMembers    []string `placeholder:"FILE" help:"Members that the plan before was made from." sep:"none"`
	BeforeSites      []string `placeholder:"FILE" help:"Sites that the plan before was made from." sep:"none"`
	BeforeLocks      []string `placeholder:"FILE" help:"Pairs that the plan before was made from." sep:"none"`
	BeforeMatrix     []string `placeholder:"FILE" help:"Distances that the plan before was made from (default: --matrix)." sep:"none"`
	BeforeVillages   []string `placeholder:"FILE" help:"Boundaries that the plan before was made from." sep:"none"`
}

// Help shows examples under `jinlin verify --help`.
func (verifyCmd) Help() string {
	return `The policy and the datum are those recorded in the plan.

  jinlin verify --households data/households.csv --members data/members.csv --plan plan.geojson
  jinlin verify --households h2.csv --members m2.csv --plan plan2.geojson --before-plan plan.geojson --before-households h.csv --before-members m.csv`
}

func (v *verifyCmd) Run(ctx context.Context, c *console) error {
	if (v.BeforePlan == "") != (v.BeforeHouseholds == nil) {
		return badInput(errors.New("--before-plan and --before-households belong together: expected both, or neither"))
	}
	before := v.inputFlags // before the plan's datum is taken for both
	plans, problems, err := v.inputFlags.withPlan(ctx, c, v.Plan)
	if err != nil {
		return err
	}
	verdict, err := v.judge(ctx, c, before, problems, plans)
	if err != nil {
		return err
	}
	return v.report(c.out, &verdict)
}

// judge judges plans, beside the plans before where these are given.
func (v *verifyCmd) judge(ctx context.Context, c *console, before inputFlags, problems []engine.Problem, plans []engine.Plan) (service.Verdict, error) {
	if v.BeforePlan == "" {
		return service.Check(ctx, problems, plans, v.Workers)
	}
	before.Households, before.Members, before.Sites, before.Locks, before.Villages =
		v.BeforeHouseholds, v.BeforeMembers, v.BeforeSites, v.BeforeLocks, v.BeforeVillages
	if v.BeforeMatrix != nil {
		before.Matrix = v.BeforeMatrix
	}
	standing, was, err := before.withPlan(ctx, c, v.BeforePlan)
	if err != nil {
		return service.Verdict{}, err
	}
	return service.CheckChange(ctx, was, standing, problems, plans, v.Workers)
}

// withPlan reads a plan, and the records under the policy and the datum that it names.
func (f *inputFlags) withPlan(ctx context.Context, c *console, path string) ([]engine.Plan, []engine.Problem, error) {
	doc, err := readPlan(path)
	if err != nil {
		return nil, nil, badInput(err)
	}
	pol, err := planPolicy(doc)
	if err != nil {
		return nil, nil, badInput(fmt.Errorf("%s: policy: %w", path, err))
	}
	if err := f.standing(&pol); err != nil {
		return nil, nil, err
	}
	if f.Datum == "" {
		f.Datum = string(doc.Datum)
	}
	problems, _, err := f.problems(ctx, c, pol)
	return doc.Plans, problems, err
}

func readPlan(path string) (geojson.Document, error) {
	file, err := os.Open(path)
	if err != nil {
		return geojson.Document{}, err
	}
	defer file.Close()
	return geojson.ReadPlans(file, path)
}

func planPolicy(doc geojson.Document) (policy.Policy, error) {
	return codec.FromJSON(doc.Policy)
}

func (v *verifyCmd) report(w io.Writer, verdict *service.Verdict) error {
	findings := verdict.Findings
	for _, r := range verdict.Reports {
		findings = append(findings, r.Findings...)
	}
	for i, f := range findings {
		if i == shownFindings && !v.All {
			fmt.Fprintf(w, "... and %d more (--all shows them)\n", len(findings)-shownFindings)
			break
		}
		fmt.Fprintln(w, f)
	}
	if len(findings) > 0 {
		return &exit{exitViolations, fmt.Errorf("%d violations in %d areas", len(findings), len(verdict.Reports))}
	}
	reportProofs(w, verdict)
	return nil
}

// reportProofs says how strong the claims are that were found true.
func reportProofs(w io.Writer, verdict *service.Verdict) {
	n := len(verdict.Reports)
	fmt.Fprintf(w, "No violation in %d areas.\n", n)
	if again := certifiedAgain(verdict); again != "" {
		fmt.Fprintf(w, "Certified again from the records: %s.\n", again)
	}
	searched, bounded := verdict.Confirmed(verify.StageLinks, engine.Searched), verdict.Confirmed(verify.StageLinks, engine.Bounded)
	if searched+bounded > 0 {
		fmt.Fprintf(w, "Other links: searched to the end in %d areas (the plan's claim, not confirmed), bounded in %d (the bound holds and leaves a gap).\n",
			searched, bounded)
	}
	if kept := verdict.Confirmed(verify.StageCircles, engine.Kept); kept > 0 {
		fmt.Fprintf(w, "Circles kept from the plan before, and repaired where they had to be: in %d areas. Nothing is claimed of their number.\n", kept)
	}
}

// certifiedAgain names the stages that plans have, with the number of areas in which their claim was proved again.
func certifiedAgain(verdict *service.Verdict) string {
	var parts []string
	n := len(verdict.Reports)
	for _, s := range []struct{ stage, name string }{
		{verify.StageLinks, "links"}, {verify.StageCircles, "number of circles"}, {verify.StageSelection, "two-way choice"},
		{verify.StageCenterDistance, "distance to centre households"},
	} {
		if n == verdict.Confirmed(s.stage, engine.NotSolved)+verdict.Confirmed(s.stage, "") { // no plan has it
			continue
		}
		part := fmt.Sprintf("%s in %d of %d", s.name, verdict.Confirmed(s.stage, engine.Certified), n)
		if parts == nil {
			part += " areas"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}
