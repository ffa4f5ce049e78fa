package service

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"jinlin/engine"
	"jinlin/verify"
)

// The codes of findings about the list of plans, next to those of package verify.
const (
	AreaMissing = "area_missing"
	AreaExtra   = "area_extra"
	AreaTwice   = "area_twice"
)

// A Verdict is what the judge found in the plans of a data set.
type Verdict struct {
	// Reports holds the report of every area that has both a problem and a plan, by area.
	Reports []verify.Report
	// Findings are about the list of plans: areas missing, unknown or given twice.
	Findings []verify.Finding
}

// OK reports whether nothing was found.
func (v *Verdict) OK() bool {
	return len(v.Findings) == 0 && !slices.ContainsFunc(v.Reports, func(r verify.Report) bool { return !r.OK() })
}

// Check judges every plan against the problem of its area, workers at once (0: one per core). The verdict does not
// depend on the order of problems and plans. The error is ctx's.
func Check(ctx context.Context, problems []engine.Problem, plans []engine.Plan, workers int) (Verdict, error) {
	pairs, findings := match(problems, plans)
	v := Verdict{Findings: findings, Reports: make([]verify.Report, len(pairs))}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(workers, len(pairs)) {
		wg.Go(func() {
			for i := range next {
				// The error is ctx's, which is looked at below.
				v.Reports[i], _ = verify.Check(ctx, *pairs[i].problem, pairs[i].plan)
			}
		})
	}
	for i := range pairs {
		next <- i
	}
	close(next)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return Verdict{}, err
	}
	return v, nil
}

type pair struct {
	problem *engine.Problem
	plan    engine.Plan
}

// match finds the problem of every plan, by area.
func match(problems []engine.Problem, plans []engine.Plan) ([]pair, []verify.Finding) {
	byArea := make(map[areaID]*engine.Problem, len(problems))
	for i := range problems {
		byArea[problems[i].Area] = &problems[i]
	}
	var pairs []pair
	var found []verify.Finding
	planned := make(map[areaID]bool, len(plans))
	for _, plan := range plans {
		area := plan.Area()
		problem := byArea[area]
		switch {
		case problem == nil:
			found = append(found, verify.Finding{Code: AreaExtra, Message: fmt.Sprintf("area %q has a plan but no records", area)})
		case planned[area]:
			found = append(found, verify.Finding{Code: AreaTwice, Message: fmt.Sprintf("area %q has more than one plan", area)})
		}
		if problem != nil {
			pairs = append(pairs, pair{problem, plan})
		}
		planned[area] = true
	}
	for area := range byArea {
		if !planned[area] {
			found = append(found, verify.Finding{Code: AreaMissing, Message: fmt.Sprintf("area %q has records but no plan", area)})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a.problem.Area, b.problem.Area) })
	slices.SortStableFunc(found, func(a, b verify.Finding) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return pairs, found
}
