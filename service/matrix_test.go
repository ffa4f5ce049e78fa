package service_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/service"
	"jinlin/verify"
)

// matrixOf makes a matrix of rows such as "a h1 5".
func matrixOf(t *testing.T, rows ...string) *geo.Matrix {
	t.Helper()
	var b geo.MatrixBuilder
	for i, row := range rows {
		var from, to string
		var mm int64
		if _, err := fmt.Sscan(row, &from, &to, &mm); err != nil {
			t.Fatal(err)
		}
		if err := b.Add(from, to, mm, i); err != nil {
			t.Fatal(err)
		}
	}
	m, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func byMatrix() policy.Policy {
	p := policy.Default()
	p.Metric = policy.MetricMatrix
	p.Circles.Sites, p.Links.Within = policy.SitesNone, policy.WithinDuty
	return p
}

// TestMatrixPlacesMembers: who has a household or a row of the matrix has a place, coordinates or not; a visitor is known by the household
// that he lives in elsewhere.
func TestMatrixPlacesMembers(t *testing.T) {
	d := exchange.Dataset{
		Households: []engine.Household{{ID: "h1", Area: "v"}, {ID: "h2", Area: "v"}, {ID: "h3", Area: "w"}},
		Members: []engine.Member{
			{ID: "a", Area: "v"}, {ID: "b", Area: "v", Located: true, Location: orb.Point{114, 37}}, {ID: "c", Household: "h3", Duty: []engine.AreaID{"v"}},
			{ID: "d", Area: "v", Household: "gone"}, {ID: "e", Area: "v", Household: "gone"},
		},
		Matrix: matrixOf(t, "a h1 7000", "h3 h2 9000", "h3 h3 0", "d h1 1000", "typo h1 3"),
	}
	problems, issues, err := service.Problems(d, byMatrix())
	if err != nil || len(problems) != 2 {
		t.Fatal(err, problems)
	}
	var got []string
	for _, m := range problems[0].Members {
		got = append(got, fmt.Sprintf("%s %s %t", m.ID, m.Household, m.Located))
	}
	if want := []string{"a  true", "b  false", "c h3 true", "d  true"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	var told []string
	for _, i := range issues {
		told = append(told, fmt.Sprintf("%s %s", i.Severity, i))
	}
	for _, want := range []string{
		`"gone": is not among the households; the member was placed by his own row of the matrix`,
		`"gone": is not among the households; expected the id of one, or row of the matrix, or neither`,
		`"typo": 1 ids of the matrix are those of no household`,
	} {
		if !strings.Contains(strings.Join(told, "\n"), want) {
			t.Errorf("nothing says %q:\n%s", want, strings.Join(told, "\n"))
		}
	}
	plan, err := engine.Solve(context.Background(), problems[0], engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for h := range plan.Links() {
		got = append(got, fmt.Sprintf("%s %s %d", h.ID, h.Member, h.DistanceMM))
	}
	if !slices.Contains(got, "h2 c 9000") {
		t.Errorf("the visitor is not known by his household: %q", got)
	}
	var tally service.Tally
	if err := tally.Add(context.Background(), problems[0], plan); err != nil {
		t.Fatal(err)
	}
}

// TestMatrixRebalance rebalances with records that were lost and a visitor who stands by his household.
func TestMatrixRebalance(t *testing.T) {
	ctx := context.Background()
	d := exchange.Dataset{
		Households: []engine.Household{{ID: "h1", Area: "v"}, {ID: "h2", Area: "v"}, {ID: "h3", Area: "w"}},
		Members:    []engine.Member{{ID: "a", Area: "v", Household: "h1"}, {ID: "c", Household: "h3", Duty: []engine.AreaID{"v"}}},
		Matrix:     matrixOf(t, "h1 h2 7000", "h3 h2 9000"),
	}
	before, _, err := service.Problems(d, byMatrix())
	if err != nil {
		t.Fatal(err)
	}
	var plans []engine.Plan
	for _, p := range before {
		plan, err := engine.Solve(ctx, p, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, plan)
	}
	now := d
	now.Households = append(slices.Clone(d.Households), engine.Household{ID: "h4", Area: "v"})
	now.Matrix = matrixOf(t, "h1 h2 7000", "h3 h2 9000", "h3 h4 2000")
	after, _, err := service.Problems(now, byMatrix())
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]service.Rebalance{
		"with the records before": {Plans: plans, Before: before, After: after},
		"without":                 {Plans: plans, Before: after, After: after},
	} {
		for done, err := range r.Run(ctx) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			report, err := verify.Check(ctx, done.Problem, done.Plan)
			if err != nil || !report.OK() {
				t.Errorf("%s, %s: %v %v", name, done.Area, err, report.Findings)
			}
			if name != "without" && (done.Area == "w") != (done.Outcome == service.Untouched) {
				t.Errorf("%s: %s is %s", name, done.Area, done.Outcome)
			}
			if done.Area == "v" && done.Foreign != (name == "without") {
				t.Errorf("%s: foreign is %t", name, done.Foreign)
			}
		}
	}
}

func TestMatrixInput(t *testing.T) {
	in := service.Input{Households: []string{"h.csv"}, Matrix: []string{"m.csv"}, Options: exchange.Options{Metric: policy.MetricMatrix},
		Open: func(name string) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(map[string]string{"h.csv": "id\nh1\nh2\n", "m.csv": ",h1,h2\nh1,0,5\nh2,6,0\n"}[name])), nil
		}}
	d, issues, err := in.Read(context.Background())
	if err != nil || len(issues) > 0 || d.Matrix == nil || len(d.Households) != 2 {
		t.Fatalf("%v %v %+v", err, issues, d)
	}
	in.Options.Metric = policy.MetricGeodesic
	if _, _, err := in.Read(context.Background()); err == nil {
		t.Error("homes without coordinates are taken under another metric")
	}
}
