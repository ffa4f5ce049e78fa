package main

import (
	"context"
	"fmt"
	"io"

	"jinlin/engine"
	"jinlin/exchange/picture"
)

// curve shows the trade between even loads and short ways: of one area its own corners, of several the sum at common prices.
func (e *explainCmd) curve(ctx context.Context, c *console, plans []engine.Plan, problems map[engine.AreaID]*engine.Problem) error {
	var sum []engine.CurvePoint
	areas := 0
	single := e.Area != "" || len(plans) == 1
	for _, plan := range plans {
		p := problems[plan.Area()]
		if p == nil || e.Area != "" && plan.Area() != engine.AreaID(e.Area) {
			continue
		}
		points, err := areaCurve(ctx, p, plan, single)
		if err != nil {
			return asBadInput(err)
		}
		if areas++; sum == nil {
			sum = points
			continue
		}
		for i := range sum {
			sum[i] = sum[i].Plus(points[i])
		}
	}
	if areas == 0 {
		return badInput(fmt.Errorf("%s holds no plan of area %q", e.Plan, e.Area))
	}
	curveTable(c.out, areas, sum)
	if e.SVG == "" {
		return nil
	}
	return writeFile(c, e.SVG, func(w io.Writer) error { return picture.Curve(w, sum, picture.English) })
}

func areaCurve(ctx context.Context, p *engine.Problem, plan engine.Plan, single bool) ([]engine.CurvePoint, error) {
	s, err := engine.Prepare(ctx, *p)
	if err != nil {
		return nil, err
	}
	if single {
		return s.Curve(ctx, plan)
	}
	return s.CurveAt(ctx, plan, engine.CurvePrices())
}

func curveTable(w io.Writer, areas int, points []engine.CurvePoint) {
	first := &points[0]
	what := "1 area"
	if areas != 1 {
		what = fmt.Sprintf("%d areas", areas)
	}
	fmt.Fprintf(w, "Even loads against short ways: %s, %d members, %d homes linked.\n", what, first.Members, first.Homes)
	fmt.Fprintln(w, "Price: the metres that a unit of load cost is worth. Coverage and shortfall come before both.")
	fmt.Fprintf(w, "\n  %-12s %9s %9s %10s %9s %10s %8s\n", "price", "loads", "deviation", "load cost", "mean", "99 of 100", "nearest")
	for i := range points {
		x := &points[i]
		nearest := 0.0
		if x.Homes > 0 {
			nearest = 100 * float64(x.Nearest) / float64(x.Homes)
		}
		fmt.Fprintf(w, "  %-12s %9s %9.2f %10d %9s %10s %6.1f %%\n", priceText(x.Price), fmt.Sprintf("%d-%d", x.LoadMin, x.LoadMax), x.LoadDeviation,
			x.LoadCost, metres(x.MeanMM), metres(x.MostMM), nearest)
	}
}

func priceText(p engine.LoadPrice) string {
	switch {
	case p.Of == 0:
		return "load first"
	case p.MM == 0:
		return "way first"
	}
	return fmt.Sprintf("%.1f m", float64(p.MM)/float64(p.Of)/1000)
}
