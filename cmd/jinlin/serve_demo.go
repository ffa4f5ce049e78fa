package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"strings"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/httpapi"
	"jinlin/service"
	"jinlin/verify"
)

// solveDemo solves the synthetic county and has every plan judged before it is shown.
func (s *serveCmd) solveDemo(ctx context.Context, c *console) (*httpapi.Demo, error) {
	pol, err := s.load(os.ReadFile)
	if err != nil {
		return nil, err
	}
	spec := fixtures.Spec{Kind: cmp.Or(fixtures.Kind(s.DemoKind), demoOf(pol.Scheme)), Seed: s.DemoSeed, Villages: s.DemoSize}
	if wrong := spec.Validate(); len(wrong) > 0 {
		return nil, badInput(violations("this cannot be shown", wrong))
	}
	fmt.Fprintln(c.err, "Making and solving synthetic villages; no household of them exists.")
	villages := fixtures.Dataset(fixtures.Generate(spec))
	problems, _, err := service.Problems(villages, pol)
	if err != nil {
		return nil, err
	}
	areas, err := s.solveAreas(ctx, c, problems)
	if err != nil {
		return nil, err
	}
	homes, circles := 0, 0
	for _, a := range areas {
		homes += len(a.Problem.Households)
		circles += a.Plan.Proof().Circles.Value
	}
	fmt.Fprintf(c.err, "Solved and verified: %d villages, %d homes, %d circles.\n", len(areas), homes, circles)
	return httpapi.NewDemo(ctx, areas, villages.Villages, published(pol.Scheme, len(areas))...)
}

// demoOf is what a scheme is shown with.
func demoOf(scheme string) fixtures.Kind {
	switch family, _, _ := strings.Cut(scheme, "-"); family {
	case "huozhou", "street":
		return fixtures.Kind(family)
	case "yixiu":
		return fixtures.KindYixiuSlack
	case "zhalaite":
		return fixtures.Kind(scheme)
	}
	return fixtures.KindCounty
}

func (s *serveCmd) solveAreas(ctx context.Context, c *console, problems []engine.Problem) ([]engine.Solved, error) {
	bar := newProgress(c, "solving", len(problems))
	defer bar.done()
	areas := make([]engine.Solved, 0, len(problems))
	for solved, err := range engine.SolveAll(ctx, engine.Each(problems), engine.Options{Workers: s.Workers}) {
		if err != nil {
			return nil, err
		}
		if err := judge(ctx, solved); err != nil {
			return nil, err
		}
		areas = append(areas, solved)
		bar.step()
	}
	return areas, nil
}

func judge(ctx context.Context, s engine.Solved) error {
	report, err := verify.Check(ctx, s.Problem, s.Plan)
	if err == nil && !report.OK() {
		err = fmt.Errorf("the plan of area %s is not true: %v", s.Problem.Area, report.Findings[0])
	}
	return err
}
