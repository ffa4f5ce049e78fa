//go:build unix

package engine_test

import (
	"context"
	"slices"
	"syscall"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/fixtures"
)

// cpu is the processor time that the process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkApplyDeparture lets one eligible member leave, a thousand times: in villages of up to 1,000 homes of a county, each time from
// the village's standing plan, circles frozen. It reports the median and the 99th percentile of the processor time of Apply.
func BenchmarkApplyDeparture(b *testing.B) {
	ctx := context.Background()
	pol := scheme(b, "yuanshi")
	type village struct {
		problem engine.Problem
		plan    engine.Plan
		leavers []engine.MemberID
	}
	var all []village
	for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindCounty, Seed: 1}) {
		p := v.Problem(pol)
		if len(p.Households) > 1000 {
			continue
		}
		plan, err := engine.Solve(ctx, p, engine.Options{})
		if err != nil {
			b.Fatal(err)
		}
		x := village{problem: p, plan: plan}
		for m := range plan.Members() {
			if m.Eligible {
				x.leavers = append(x.leavers, m.ID)
			}
		}
		all = append(all, x)
	}
	for b.Loop() {
		next := uint64(7)
		random := func(n int) int {
			next = next*6364136223846793005 + 1442695040888963407
			return int(next >> 33 % uint64(n))
		}
		var took []time.Duration
		for range 1000 {
			x := &all[random(len(all))]
			s, err := engine.Resume(ctx, x.problem, x.plan)
			if err != nil {
				b.Fatal(err)
			}
			id := x.leavers[random(len(x.leavers))]
			began := cpu()
			if _, err := s.Apply(ctx, []engine.Change{engine.DropMember{ID: id}}, engine.Options{}); err != nil {
				b.Fatal(err)
			}
			took = append(took, cpu()-began)
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[500].Microseconds()), "median-µs")
		b.ReportMetric(float64(took[990].Microseconds()), "p99-µs")
		b.ReportMetric(float64(took[999].Microseconds()), "max-µs")
	}
}
