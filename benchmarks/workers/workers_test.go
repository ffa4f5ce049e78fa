package workers

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/fixtures"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
	"jinlin/store/postgres"
	"jinlin/store/postgres/pgtest"
	"jinlin/verify"
)

var house = access.House("", access.RemoteLoopback)

// BenchmarkWorkers lets one worker, then two, then two of which one is killed, do the same job.
func BenchmarkWorkers(b *testing.B) {
	program := build(b)
	var alone time.Duration
	for _, x := range []struct {
		name    string
		workers int
		killed  bool
	}{{"one", 1, false}, {"two", 2, false}, {"killed", 2, true}} {
		b.Run(x.name, func(b *testing.B) {
			s := open(b)
			b.ResetTimer()
			f := s.solve(b, program, x.workers, x.killed)
			b.StopTimer()
			b.ReportMetric(f.solve.Seconds(), "solve-s")
			b.ReportMetric(f.whole.Seconds(), "whole-s")
			b.ReportMetric(float64(f.homes), "homes")
			b.ReportMetric(float64(f.batches), "batches")
			b.ReportMetric(float64(f.repeated), "repeated")
			b.ReportMetric(f.store.Seconds(), "store-cpu-s")
			for i, cpu := range f.cpu {
				b.ReportMetric(cpu.Seconds(), fmt.Sprintf("cpu%d-s", i+1))
			}
			if x.name == "one" {
				alone = f.solve
			} else if alone > 0 {
				b.ReportMetric(f.solve.Seconds()/alone.Seconds(), "of-one")
			}
		})
	}
}

// build makes the program.
func build(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "jinlin")
	if out, err := exec.Command("go", "build", "-o", path, "jinlin/cmd/jinlin").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return path
}

func counties(b *testing.B) int {
	b.Helper()
	text := os.Getenv("JINLIN_COUNTIES")
	if text == "" {
		return 1
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		b.Fatalf("JINLIN_COUNTIES=%q: expected a number of counties", text)
	}
	return n
}

// A site is a store and the use cases on it.
type site struct {
	where string
	store registry.Store
	*workspace.Workspace
}

func useCases(s registry.Store, jobHomes int) *workspace.Workspace {
	wait := func(ctx context.Context, d time.Duration) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return workspace.New(workspace.Config{Store: s, Guard: &access.Guard{}, Now: time.Now, Random: rand.Reader, Wait: wait, JobHomes: jobHomes, CacheHomes: -1})
}

// open makes a store with the counties in it, which are imported once.
func open(b *testing.B) *site {
	b.Helper()
	n := counties(b)
	where := pgtest.Copy(b, "counties", func(where string) error { return fill(b.Context(), where, n) })
	store, err := postgres.Open(b.Context(), where, postgres.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { store.Close() })
	return &site{where, store, useCases(store, -1)}
}

// fill imports county after county, so that only one of them is in memory.
func fill(ctx context.Context, where string, n int) error {
	store, err := postgres.Open(ctx, where, postgres.Options{Migrate: true})
	if err != nil {
		return err
	}
	w := useCases(store, 1<<40)
	if _, err := w.PutRegion(ctx, house, registry.Region{ID: "all"}); err != nil {
		return errors.Join(err, store.Close())
	}
	var some []fixtures.Village
	take := func() error {
		_, err := w.Import(ctx, house, workspace.Import{Data: dataset(some), Region: "all"})
		some = some[:0]
		return err
	}
	for v := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindCounty, Seed: 7, Counties: n}) {
		if some = append(some, v); len(some) == 208 {
			if err := take(); err != nil {
				return errors.Join(err, store.Close())
			}
		}
	}
	return errors.Join(take(), store.Close())
}

func dataset(some []fixtures.Village) exchange.Dataset {
	return fixtures.Dataset(func(yield func(fixtures.Village) bool) {
		for _, v := range some {
			if !yield(v) {
				return
			}
		}
	})
}

// figures are what a job took.
type figures struct {
	// solve is from the first start of a batch to the last end of one, whole from when it was asked for to the end of the job.
	solve, whole time.Duration
	cpu          []time.Duration
	// store is the processor time of the database for those who were connected at the end.
	store   time.Duration
	homes   int
	batches int
	// repeated counts the starts of batches that came to nothing.
	repeated int
}

// solve asks for a plan of everything, and has workers make it.
func (s *site) solve(b *testing.B, program string, workers int, killed bool) (f figures) {
	b.Helper()
	asked, err := s.Solve(b.Context(), house, workspace.Ask{Regions: []registry.RegionID{"all"}})
	if err != nil {
		b.Fatal(err)
	}
	id := asked.Job.ID
	var all []*worker
	for range workers {
		all = append(all, start(b, program, s.where))
	}
	var last registry.Job
	for j, err := range s.Watch(b.Context(), house, id) {
		if err != nil {
			b.Fatal(err)
		}
		if last = j; killed && j.Done > j.Steps/3 {
			all[0].end(b, os.Kill)
			killed = false
		}
	}
	if last.State != registry.JobDone {
		b.Fatalf("%s: %s", last.State, last.Failure)
	}
	f.store = ofDatabase(s.where)
	for _, w := range all {
		f.cpu = append(f.cpu, w.end(b, os.Interrupt))
	}
	done := map[string]int{}
	for i, w := range all {
		b.Logf("worker %d, lines of its log about jobs by state: %v", i+1, w.count(done))
	}
	s.batches(b, last, &f, done)
	s.judge(b, last)
	return f
}

// batches reads how it went, and checks that nothing was done twice.
func (s *site) batches(b *testing.B, j registry.Job, f *figures, done map[string]int) {
	b.Helper()
	var list []registry.Job
	err := s.store.Read(b.Context(), func(tx registry.Tx) (err error) {
		list, err = tx.Batches(b.Context(), j.ID)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	first, end := list[0].Started, list[0].End
	for _, x := range list {
		if x.Started.Before(first) {
			first = x.Started
		}
		if x.End.After(end) {
			end = x.End
		}
		f.repeated += x.Attempt - 1
		// Who was killed right after a commit had no time to log it.
		if n := done[string(x.ID)]; n > 1 || n == 0 && x.Attempt == 1 && len(f.cpu) == 1 {
			b.Errorf("batch %s was done %d times", x.ID, n)
		}
	}
	areas, err := s.Areas(b.Context(), house, registry.AreaQuery{Brief: true})
	if err != nil {
		b.Fatal(err)
	}
	for _, a := range areas {
		f.homes += a.Households
	}
	f.batches, f.solve, f.whole = len(list), end.Sub(first), j.End.Sub(j.At)
}

// judge reads the plan, and has some of its areas judged.
func (s *site) judge(b *testing.B, j registry.Job) {
	b.Helper()
	var made workspace.Made
	if err := json.Unmarshal(j.Result, &made); err != nil {
		b.Fatal(err)
	}
	p, err := s.Plan(b.Context(), house, made.Plan)
	if err != nil || len(p.Areas) != len(j.Areas) {
		b.Fatalf("%d of %d areas: %v", len(p.Areas), len(j.Areas), err)
	}
	for i := 0; i < len(p.Areas); i += 1 + len(p.Areas)/20 {
		var x engine.Solved
		if x, err = s.AreaPlan(b.Context(), house, p.ID, p.Areas[i].Area); err != nil {
			b.Fatal(err)
		}
		report, err := verify.Check(b.Context(), x.Problem, x.Plan)
		if err != nil || !report.OK() {
			b.Fatal(report.Findings, err)
		}
	}
	plans, err := s.Plans(b.Context(), house, registry.PlanQuery{})
	if err != nil || len(plans) != 1 {
		b.Errorf("%d plans: %v", len(plans), err)
	}
}

// A worker is a program with one core.
type worker struct {
	cmd *exec.Cmd
	log bytes.Buffer
}

func start(b *testing.B, program, where string) *worker {
	b.Helper()
	w := &worker{cmd: exec.Command(program, "worker", "--store", where, "--workers", "1", "--lease", "3s", "--poll", "100ms", "--log", "json")}
	w.cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	w.cmd.Stderr = &w.log
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := w.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = w.cmd.Process.Kill() })
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		_ = w.cmd.Wait()
		b.Fatal(err, w.log.String())
	}
	return w
}

// end tells the worker to end, waits, and returns the processor time that it took.
func (w *worker) end(b *testing.B, how os.Signal) time.Duration {
	b.Helper()
	if w.cmd.ProcessState == nil {
		if err := w.cmd.Process.Signal(how); err != nil {
			b.Fatal(err)
		}
		_ = w.cmd.Wait() // killed, or ended as asked
	}
	return w.cmd.ProcessState.UserTime() + w.cmd.ProcessState.SystemTime()
}

// count adds the batches that the log says were done, and counts its lines about jobs.
func (w *worker) count(done map[string]int) map[string]int {
	states := map[string]int{}
	for line := range strings.Lines(w.log.String()) {
		var one struct {
			Msg, Job, State string
		}
		if json.Unmarshal([]byte(line), &one) != nil || one.Msg != "job" {
			continue
		}
		if states[one.State]++; one.State == "done" {
			done[one.Job]++
		}
	}
	return states
}

// ofDatabase is the processor time of the processes that serve a database, as far as the system tells (Linux).
func ofDatabase(where string) (sum time.Duration) {
	u, err := url.Parse(where)
	if err != nil {
		return 0
	}
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range files {
		words, err := os.ReadFile(file)
		if err != nil || !bytes.HasPrefix(words, []byte("postgres: postgres "+strings.TrimPrefix(u.Path, "/")+" ")) {
			continue
		}
		stat, err := os.ReadFile(filepath.Join(filepath.Dir(file), "stat"))
		_, after, ok := strings.Cut(string(stat), ") ")
		fields := strings.Fields(after) // from the state on, proc(5)
		if err != nil || !ok || len(fields) < 13 {
			continue
		}
		for _, ticks := range fields[11:13] {
			if n, err := strconv.Atoi(ticks); err == nil {
				sum += time.Duration(n) * 10 * time.Millisecond
			}
		}
	}
	return sum
}
