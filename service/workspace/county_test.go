package workspace_test

import (
	"testing"
	"time"

	"jinlin/fixtures"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// BenchmarkCounty tells what each step of a county takes: go test -bench County -benchtime 1x -run '^$' -v ./service/workspace.
func BenchmarkCounty(b *testing.B) {
	for name, house := range houses {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				goThroughCounty(house(b, workspace.Config{}))
			}
		})
	}
}

func goThroughCounty(h *house) {
	t := h.TB
	h.tree()
	d := fixtures.Dataset(fixtures.Generate(fixtures.Spec{Kind: fixtures.KindCounty, Seed: 7}))
	runner := &workspace.Runner{Workspace: h.Workspace}
	at, used := time.Now(), cpu()
	lap := func(what string) {
		t.Logf("%s: %v, %v of processor time", what, time.Since(at).Round(time.Millisecond), (cpu() - used).Round(time.Millisecond))
		at, used = time.Now(), cpu()
	}
	in := h.take(planner("C1"), workspace.Import{Data: d, Region: "T1"})
	lap("import asked")
	h.work(runner)
	lap("import done")
	if j := h.job(in.Job.ID); j.State != registry.JobDone {
		t.Fatalf("%+v %s", j.State, j.Failure)
	}
	ask := workspace.Ask{Regions: []registry.RegionID{"C1"}}
	j := must[workspace.Asked](t)(h.Solve(h.ctx, planner("C1"), ask)).Job
	h.work(runner)
	lap("solve")
	p := h.made(j.ID)
	must[registry.Plan](t)(h.Publish(h.ctx, planner("C1"), p.ID, p.Revision))
	lap("publish")
	ask.Rebalance = true
	j = must[workspace.Asked](t)(h.Solve(h.ctx, planner("C1"), ask)).Job
	h.work(runner)
	lap("rebalance of nothing")
	h.made(j.ID)
	home := h.records(p.Areas[9].Area).Households[0].ID
	for range 50 {
		_, err := h.Explain(h.ctx, planner("C1"), workspace.ExplainAsk{Household: home})
		h.ok(err)
	}
	lap("50 explanations")
	must[workspace.Statistics](t)(h.Statistics(h.ctx, planner("C1"), "C1"))
	lap("statistics")
	must[registry.Plan](t)(h.Plan(h.ctx, planner("C1"), p.ID))
	lap("plan")
}
