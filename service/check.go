package service

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
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
	// StandingMissing and BeforeMissing are about plans that followed others (CheckChange).
	StandingMissing = "standing_missing"
	BeforeMissing   = "before_missing"
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

// Confirmed counts the areas of whose stage (verify.Stage*) a claim of this kind was confirmed.
func (v *Verdict) Confirmed(stage string, kind engine.ProofKind) int {
	n := 0
	for i := range v.Reports {
		if v.Reports[i].Stage(stage).Confirmed == kind {
			n++
		}
	}
	return n
}

// Check judges every plan against the problem of its area, workers at once (0: one per core). The verdict does not
// depend on the order of problems and plans. The error is ctx's.
func Check(ctx context.Context, problems []engine.Problem, plans []engine.Plan, workers int) (Verdict, error) {
	pairs, findings := match(problems, plans)
	return judge(ctx, pairs, findings, workers)
}

// CheckChange is Check of plans that followed others: also of what they say of the standing plans, which were made from the problems
// before. A plan that is the standing one, to the last value, followed nothing, and neither did one whose area had no plan.
func CheckChange(ctx context.Context, before []engine.Problem, standing []engine.Plan, problems []engine.Problem, plans []engine.Plan, workers int) (Verdict, error) {
	pairs, findings := match(problems, plans)
	was := make(map[areaID]*engine.Problem, len(before))
	for i := range before {
		was[before[i].Area] = &before[i]
	}
	stood := make(map[areaID]*engine.Plan, len(standing))
	for i := range standing {
		stood[standing[i].Area()] = &standing[i]
	}
	for i := range pairs {
		area := pairs[i].problem.Area
		pairs[i].before, pairs[i].standing = was[area], stood[area]
		if f := pairs[i].unfounded(area); f != nil {
			findings = append(findings, *f)
		}
	}
	return judge(ctx, pairs, findings, workers)
}

// unfounded finds a plan that followed another whose plan or records are not there.
func (p *pair) unfounded(area areaID) *verify.Finding {
	_, followed := p.plan.Rebalance()
	switch {
	case p.standing == nil && followed:
		return &verify.Finding{Code: StandingMissing, Message: fmt.Sprintf("the plan of area %q followed another; expected that one among the plans before", area)}
	case p.standing != nil && p.before == nil:
		return &verify.Finding{Code: BeforeMissing, Message: fmt.Sprintf("area %q had a plan, but there are no records of before", area)}
	}
	return nil
}

// report judges one plan.
func (p *pair) report(ctx context.Context) (verify.Report, error) {
	if p.before == nil || p.standing == nil || reflect.DeepEqual(p.standing.Draft(), p.plan.Draft()) {
		return verify.Check(ctx, *p.problem, p.plan)
	}
	return verify.CheckChange(ctx, *p.before, *p.standing, *p.problem, p.plan)
}

func judge(ctx context.Context, pairs []pair, findings []verify.Finding, workers int) (Verdict, error) {
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
				v.Reports[i], _ = pairs[i].report(ctx)
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
	// before and standing are nil where only the plan is judged.
	before   *engine.Problem
	standing *engine.Plan
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
			pairs = append(pairs, pair{problem: problem, plan: plan})
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
