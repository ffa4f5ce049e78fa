package workspace_test

import (
	"math/rand/v2"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// BenchmarkReads measures the reads that a server answers most, on a county whose plan is in force, one after the other and with a busy machine:
//
//	go test ./service/workspace -run '^$' -bench Reads
func BenchmarkReads(b *testing.B) {
	for name, house := range houses {
		b.Run(name, func(b *testing.B) {
			h := house(b, workspace.Config{})
			p, homes := h.county()
			for _, who := range []struct {
				name   string
				caller access.Caller
			}{{"planner", planner("C1")}, {"viewer", viewer("C1")}, {"administrator", h.admin}} {
				h.reads(b, who.name, who.caller, p, homes)
			}
		})
	}
}

// county puts a plan in force and returns it with a home of each of its areas.
func (h *house) county() (registry.Plan, []engine.HouseholdID) {
	h.tree()
	d := fixtures.Dataset(fixtures.Generate(fixtures.Spec{Kind: fixtures.KindCounty, Seed: 7}))
	runner := &workspace.Runner{Workspace: h.Workspace}
	h.take(planner("C1"), workspace.Import{Data: d, Region: "T1"})
	h.work(runner)
	j := must[workspace.Asked](h)(h.Solve(h.ctx, planner("C1"), workspace.Ask{Regions: []registry.RegionID{"C1"}})).Job
	h.work(runner)
	p := h.made(j.ID)
	p = must[registry.Plan](h)(h.Publish(h.ctx, planner("C1"), p.ID, p.Revision))
	last := map[engine.AreaID]engine.HouseholdID{}
	for _, x := range d.Households {
		last[x.Area] = x.ID
	}
	var homes []engine.HouseholdID
	for _, a := range p.Areas {
		homes = append(homes, last[a.Area])
	}
	return p, homes
}

func (h *house) reads(b *testing.B, name string, c access.Caller, p registry.Plan, homes []engine.HouseholdID) {
	var failed atomic.Value
	run := func(what string, read func(i int) error) {
		b.Run(name+"/"+what, func(b *testing.B) {
			for i := range homes { // what is in memory then is what a server has in memory
				if err := read(i); err != nil {
					b.Fatal(err)
				}
			}
			b.ResetTimer()
			before := cpu()
			b.RunParallel(func(pb *testing.PB) {
				random := rand.New(rand.NewPCG(1, 2))
				for pb.Next() {
					if err := read(random.IntN(len(homes))); err != nil {
						failed.Store(err)
					}
				}
			})
			b.ReportMetric(float64(cpu()-before)/float64(b.N)/1000, "cpu-us/op")
			if err := failed.Load(); err != nil {
				b.Fatal(err)
			}
		})
	}
	for _, kind := range []string{workspace.FeatureCircles, workspace.FeatureHouseholds, workspace.FeatureLinks} {
		if name == "viewer" && kind != workspace.FeatureCircles {
			continue
		}
		run(kind, func(i int) error {
			page, err := h.Features(h.ctx, c, workspace.FeaturesAsk{Plan: p.ID, Kind: kind, After: workspace.Cursor(p.Areas[i].Area, "")})
			if err == nil && len(page.Features) == 0 && i+1 < len(homes) {
				b.Error("an empty page")
			}
			return err
		})
	}
	run("overview", func(int) error { _, err := h.Overview(h.ctx, c, p.ID); return err })
	if name == "viewer" || name == "administrator" {
		return
	}
	run("explain", func(i int) error {
		_, err := h.Explain(h.ctx, c, workspace.ExplainAsk{Household: homes[i]})
		return err
	})
}

// cpu is the processor time of this process so far, without that of a server beside it.
func cpu() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
