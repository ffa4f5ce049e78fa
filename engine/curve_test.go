package engine_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"jinlin/engine"
	"jinlin/fixtures"
)

func TestCurveGoesFromEvenToNear(t *testing.T) {
	for _, set := range [][]string{nil, {"links.load.balance=even"}, {"links.load.balance=none"}, {"links.within=area", "links.order=distance,load"}} {
		p := village(fixtures.StylePlain, 300, 4).Problem(scheme(t, "yuanshi", set...))
		plan := solve(t, p)
		s, err := engine.Prepare(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		list, err := s.Curve(context.Background(), plan)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(list); n < 2 || n > engine.CurvePoints || list[0].Price != engine.LoadFirst || list[n-1].Price != engine.WayFirst {
			t.Fatalf("%v: %d points: %+v", set, n, list)
		}
		for i, x := range list {
			t.Logf("%6.1f m  load %d..%d +-%.2f  mean %d  p99 %d  nearest %d of %d", float64(x.Price.MM)/float64(max(x.Price.Of, 1))/1000, x.LoadMin, x.LoadMax, x.LoadDeviation, x.MeanMM, x.MostMM, x.Nearest, x.Homes)
			if i > 0 && (x.LoadCost <= list[i-1].LoadCost || x.TotalMM >= list[i-1].TotalMM) {
				t.Errorf("%v: point %d is no trade: %+v after %+v", set, i, x, list[i-1])
			}
			if i > 1 && !convex(&list[i-2], &list[i-1], &x) {
				t.Errorf("%v: point %d is no corner", set, i-1)
			}
		}
		if set == nil || set[0] == "links.load.balance=even" {
			ends := plan.Proof().Links.Value
			if got := []int64{list[0].LoadCost, list[0].TotalMM}; !cmp.Equal(got, ends[len(ends)-2:]) {
				t.Errorf("%v: load first is %v, the plan %v", set, got, ends)
			}
		}
		checkCommonPrices(t, s, plan, list)
	}
}

// convex: from a to c the distance that a unit of load cost buys falls.
func convex(a, b, c *engine.CurvePoint) bool {
	return (a.TotalMM-b.TotalMM)*(c.LoadCost-b.LoadCost) > (b.TotalMM-c.TotalMM)*(b.LoadCost-a.LoadCost)
}

// checkCommonPrices: no corner is better than a point at that point's price, and two areas add up.
func checkCommonPrices(t *testing.T, s *engine.State, plan engine.Plan, corners []engine.CurvePoint) {
	t.Helper()
	list, err := s.CurveAt(context.Background(), plan, engine.CurvePrices())
	if err != nil {
		t.Fatal(err)
	}
	worth := func(x, at engine.CurvePoint) int64 { return x.LoadCost*at.Price.MM + x.TotalMM*at.Price.Of }
	for _, x := range list {
		for _, y := range corners {
			if worth(y, x) < worth(x, x) {
				t.Errorf("at %v a corner is better: %+v than %+v", x.Price, y, x)
			}
		}
		both := x.Plus(x)
		if both.Homes != 2*x.Homes || both.MeanMM != x.MeanMM || both.MostMM != x.MostMM || both.LoadMax != x.LoadMax || both.LoadDeviation != x.LoadDeviation {
			t.Errorf("twice %+v is %+v", x, both)
		}
	}
}

func TestCurveOfNothing(t *testing.T) {
	p := village(fixtures.StylePlain, 60, 1).Problem(scheme(t, "yuanshi"))
	p.Members = nil
	s, err := engine.Prepare(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.Curve(context.Background(), engine.Plan{})
	if err != nil || len(list) != 2 {
		t.Fatalf("%v %v", list, err)
	}
	want := engine.CurvePoint{Price: engine.LoadFirst}
	if diff := cmp.Diff(want, list[0], cmpopts.IgnoreUnexported(engine.CurvePoint{})); diff != "" {
		t.Error(diff)
	}
}
