package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"jinlin/benchmarks/results"
	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/exchange/geojson"
	"jinlin/exchange/table"
	"jinlin/fixtures"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/verify"
)

// stages is what a child process found: CPU seconds of each stage on one core, and what came out.
type stages struct {
	Read, Group, Prepare, Solve, Verify, Write float64
	Wall                                       float64
	PeakMiB                                    float64
	Areas, Homes, Members, Circles, Certified  int
	Violations                                 int
	Bytes                                      int64
}

func (s stages) total() float64 {
	return s.Read + s.Group + s.Prepare + s.Solve + s.Verify + s.Write
}

// A row is a size measured: stage by stage on one core, and solving alone on all cores.
type row struct {
	size
	stages
	cores            int
	allWall, allPeak float64
}

// measure writes the tables of a size and has them solved in processes of their own, so that each has its own peak
// memory and none inherits another's heap.
func measure(s size, o options) (row, error) {
	dir, err := os.MkdirTemp("", "jinlin-benchmark")
	if err != nil {
		return row{}, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	if err := writeTables(dir, s.spec); err != nil {
		return row{}, err
	}
	r := row{size: s, cores: runtime.NumCPU()}
	runs := o.runs
	if s.spec.Counties > 1 {
		runs = 1
	}
	var one, all []stages
	for range max(runs, 1) {
		a, err := child(o, dir, "stages", 1)
		if err != nil {
			return r, err
		}
		b, err := child(o, dir, "all", r.cores)
		if err != nil {
			return r, err
		}
		one, all = append(one, a), append(all, b)
	}
	r.stages = best(one)
	r.allWall, r.allPeak = all[0].Wall, all[0].PeakMiB
	for _, b := range all[1:] {
		r.allWall = min(r.allWall, b.Wall)
		r.allPeak = max(r.allPeak, b.PeakMiB)
	}
	return r, nil
}

func writeTables(dir string, spec fixtures.Spec) error {
	homes, err := os.Create(filepath.Join(dir, "households.csv"))
	if err != nil {
		return err
	}
	members, err := os.Create(filepath.Join(dir, "members.csv"))
	if err != nil {
		return errors.Join(err, homes.Close())
	}
	h := table.NewHouseholdWriter(homes, policy.MetricGeodesic)
	m := table.NewMemberWriter(members, policy.MetricGeodesic)
	for v := range fixtures.Generate(spec) {
		for _, x := range v.Households {
			err = errors.Join(err, h.Write(x))
		}
		for _, x := range v.Members {
			err = errors.Join(err, m.Write(x))
		}
	}
	return errors.Join(err, h.Flush(), m.Flush(), homes.Close(), members.Close())
}

// child runs this program again for one measurement.
func child(o options, dir, mode string, cores int) (stages, error) {
	self, err := os.Executable()
	if err != nil {
		return stages{}, err
	}
	run := exec.CommandContext(context.Background(), self, "-child", mode, "-data", dir, "-scheme", o.scheme)
	run.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(cores))
	run.Stderr = os.Stderr
	out, err := run.Output()
	if err != nil {
		return stages{}, err
	}
	var s stages
	return s, json.Unmarshal(out, &s)
}

func measureHere(o options, out io.Writer) error {
	pol, err := codec.Scheme(o.scheme)
	if err != nil {
		return err
	}
	var s stages
	begin := time.Now()
	if o.child == "all" {
		err = s.solveOnAllCores(o.data, pol)
	} else {
		err = s.solveByStages(o.data, pol)
	}
	if err != nil {
		return err
	}
	s.Wall = time.Since(begin).Seconds()
	if s.PeakMiB, err = peakMiB(); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(s)
}

// solveByStages does one area after the other, so that the time of each stage is known.
func (s *stages) solveByStages(dir string, pol policy.Policy) error {
	ctx := context.Background()
	problems, err := s.problems(ctx, dir, pol)
	if err != nil {
		return err
	}
	var counted counter
	w := geojson.NewPlanWriter(&counted, geojson.Header{Policy: codec.JSON(pol)})
	for _, p := range problems {
		var state *engine.State
		if err := timed(&s.Prepare, func() (err error) { state, err = engine.Prepare(ctx, p); return err }); err != nil {
			return err
		}
		var plan engine.Plan
		if err := timed(&s.Solve, func() (err error) { plan, err = state.Solve(ctx, engine.Options{}); return err }); err != nil {
			return err
		}
		if err := timed(&s.Verify, func() error { return s.judge(ctx, p, plan) }); err != nil {
			return err
		}
		if err := timed(&s.Write, func() error { return w.Area(p, plan) }); err != nil {
			return err
		}
		s.count(p, plan)
	}
	err = timed(&s.Write, func() error { return w.Close(nil) })
	s.Bytes = int64(counted)
	return err
}

// solveOnAllCores is what a user waits for: tables in, plan out, with every core.
func (s *stages) solveOnAllCores(dir string, pol policy.Policy) error {
	ctx := context.Background()
	problems, err := s.problems(ctx, dir, pol)
	if err != nil {
		return err
	}
	var counted counter
	w := geojson.NewPlanWriter(&counted, geojson.Header{Policy: codec.JSON(pol)})
	for solved, err := range engine.SolveAll(ctx, engine.Each(problems), engine.Options{}) {
		if err == nil {
			err = w.Area(solved.Problem, solved.Plan)
		}
		if err != nil {
			return err
		}
		s.count(solved.Problem, solved.Plan)
	}
	err = w.Close(nil)
	s.Bytes = int64(counted)
	return err
}

func (s *stages) problems(ctx context.Context, dir string, pol policy.Policy) (problems []engine.Problem, err error) {
	in := service.Input{
		Households: []string{filepath.Join(dir, "households.csv")},
		Members:    []string{filepath.Join(dir, "members.csv")},
		Open:       func(name string) (io.ReadCloser, error) { return os.Open(name) },
		Options:    exchange.Options{Metric: pol.Metric},
		Strict:     true,
	}
	var data exchange.Dataset
	if err := timed(&s.Read, func() (err error) { data, _, err = in.Read(ctx); return err }); err != nil {
		return nil, err
	}
	err = timed(&s.Group, func() (err error) { problems, _, err = service.Problems(data, pol); return err })
	return problems, err
}

func (s *stages) judge(ctx context.Context, p engine.Problem, plan engine.Plan) error {
	report, err := verify.Check(ctx, p, plan)
	s.Violations += len(report.Findings)
	return err
}

func (s *stages) count(p engine.Problem, plan engine.Plan) {
	s.Areas++
	s.Homes += len(p.Households)
	s.Members += len(p.Members)
	proof := plan.Proof()
	s.Circles += proof.Circles.Value
	if proof.Circles.Kind == engine.Certified {
		s.Certified++
	}
}

// timed adds the CPU time of f, garbage collection included, to the sum.
func timed(sum *float64, f func() error) error {
	before := results.CPU()
	err := f()
	*sum += (results.CPU() - before).Seconds()
	return err
}

// peakMiB is the most memory that this process ever held (VmHWM).
func peakMiB() (float64, error) {
	kib, err := results.Field("/proc/self/status", "VmHWM")
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(kib, " kB"), 64)
	return n / 1024, err
}

// A counter counts bytes and forgets them.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
