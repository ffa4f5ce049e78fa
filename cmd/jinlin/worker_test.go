package main_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
	"jinlin/store/postgres"
	"jinlin/store/postgres/pgtest"
	"jinlin/store/sqlite"
)

// sleep waits as the program does.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A site is a store with made-up villages, on which programs work.
type site struct {
	where string
	store registry.Store
	*workspace.Workspace
	house access.Caller
	areas []engine.AreaID
}

// siteAt fills a store; batches of a job hold about so many homes.
func siteAt(t *testing.T, where string, store registry.Store, villages, batch int) *site {
	t.Helper()
	w := workspace.New(workspace.Config{
		Store: store, Guard: &access.Guard{}, Now: time.Now, Random: rand.Reader, Wait: sleep, JobHomes: 1 << 30, BatchHomes: batch,
	})
	s := &site{where, store, w, access.House("", access.RemoteLoopback), nil}
	d := fixtures.Dataset(fixtures.Generate(fixtures.Spec{Kind: fixtures.KindPlain, Seed: 7, Villages: villages}))
	done, err := w.Import(t.Context(), s.house, workspace.Import{Data: d})
	if err != nil || len(done.Areas) != villages {
		t.Fatal(done, err)
	}
	for _, a := range done.Areas {
		s.areas = append(s.areas, a.Area)
	}
	w.JobHomes = -1
	return s
}

func fileSite(t *testing.T, villages, batch int) *site {
	t.Helper()
	dir := t.TempDir()
	must(t, dir, "migrate", "--store", "s.db")
	return siteAt(t, filepath.Join(dir, "s.db"), openFile(t, dir, "s.db"), villages, batch)
}

func postgresSite(t *testing.T, villages, batch int) *site {
	t.Helper()
	if testing.Short() {
		t.Skip("starts PostgreSQL")
	}
	url := pgtest.Database(t)
	store, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return siteAt(t, url, store, villages, batch)
}

// everything asks for a job that plans all there is.
func (s *site) everything(t *testing.T) registry.JobID {
	t.Helper()
	asked, err := s.Solve(t.Context(), s.house, workspace.Ask{Areas: s.areas})
	if err != nil {
		t.Fatal(err)
	}
	return asked.Job.ID
}

// batches of a job, as they stand.
func (s *site) batches(t *testing.T, id registry.JobID) (list []registry.Job) {
	t.Helper()
	err := s.store.Read(t.Context(), func(tx registry.Tx) (err error) {
		list, err = tx.Batches(t.Context(), id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// until looks at the batches of a job until they are as they should be.
func (s *site) until(t *testing.T, id registry.JobID, good func([]registry.Job) bool) {
	t.Helper()
	for range 6000 {
		if good(s.batches(t, id)) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%+v", s.batches(t, id))
}

// ended waits for the end of a job and reads it.
func (s *site) ended(t *testing.T, id registry.JobID) (last registry.Job) {
	t.Helper()
	for j, err := range s.Watch(t.Context(), s.house, id) {
		if err != nil {
			t.Fatal(err)
		}
		last = j
	}
	return last
}

// A program that runs until it is told to stop.
type program struct {
	cmd *exec.Cmd
	log bytes.Buffer
}

// start starts a worker, and waits for its first line.
func (s *site) start(t *testing.T, args ...string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(binaries["v1"], append([]string{"worker", "--store", s.where, "--log", "json"}, args...)...)}
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = p.cmd.Wait()
		t.Fatalf("%v: %s", err, p.log.String())
	}
	wants(t, "the first line", line, "Working off the jobs of")
	return p
}

// stop sends a signal and returns the lines of the log.
func (p *program) stop(t *testing.T, signal syscall.Signal) (lines []map[string]any) {
	t.Helper()
	if err := p.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	err := p.cmd.Wait()
	if signal != syscall.SIGKILL && err != nil {
		t.Fatalf("%v: %s", err, p.log.String())
	}
	for line := range strings.Lines(p.log.String()) {
		var one map[string]any
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Errorf("%v: %s", err, line)
		}
		lines = append(lines, one)
	}
	return lines
}

// Two workers share the batches of a job: each is done once, with a line in one of the logs, and none of the lines names a place.
func TestWorkers(t *testing.T) {
	for name, open := range map[string]func(*testing.T, int, int) *site{"file": fileSite, "postgres": postgresSite} {
		t.Run(name, func(t *testing.T) {
			s := open(t, 8, 400)
			id := s.everything(t)
			two := []*program{s.start(t, "--poll", "20ms", "--workers", "1"), s.start(t, "--poll", "20ms", "--workers", "1")}
			j := s.ended(t, id)
			if j.State != registry.JobDone || j.Done != 8 || j.Steps != 8 {
				t.Errorf("%+v %s", j, j.Failure)
			}
			done := map[string]int{}
			for _, p := range two {
				for _, line := range p.stop(t, syscall.SIGTERM) {
					if line["msg"] == "job" {
						done[fmt.Sprintf("%v %v %v", line["kind"], line["job"], line["state"])]++
					}
				}
				for _, area := range j.Areas {
					if strings.Contains(p.log.String(), string(area)) {
						t.Errorf("the log names %s:\n%s", area, p.log.String())
					}
				}
			}
			want := append(s.batches(t, id), j)
			for _, b := range want {
				if n := done[fmt.Sprintf("solve %s done", b.ID)]; n != 1 || b.Attempt != 1 {
					t.Errorf("%s: %d lines, attempt %d", b.ID, n, b.Attempt)
				}
			}
			forgot := 0
			for line := range done {
				if strings.HasPrefix(line, "forget jforget-") && strings.HasSuffix(line, " done") {
					forgot++
				}
			}
			if len(want) < 4 || forgot != 2 { // a batch and the whole
				t.Errorf("%d jobs, %d that forget; lines %v", len(want), forgot, done)
			}
		})
	}
}

// A worker that is told to stop gives its job back, so that another begins at once; of one that is killed, after the lease.
func TestWorkerStops(t *testing.T) {
	s := fileSite(t, 60, 1<<30)
	id := s.everything(t)
	running := func(list []registry.Job) bool { return list[0].State == registry.JobRunning }
	first := s.start(t, "--workers", "1")
	s.until(t, id, running)
	lines := first.stop(t, syscall.SIGTERM)
	b := s.batches(t, id)[0]
	if b.State != registry.JobQueued || b.Failures != 0 {
		t.Errorf("not given back: %+v", b)
	}
	if last := lines[len(lines)-1]; last["msg"] != "stopped" {
		t.Error(last)
	}
	wants(t, "the log", first.log.String(), `"state":"given back"`)
	second := s.start(t, "--lease", "3s", "--poll", "20ms")
	s.until(t, id, func(list []registry.Job) bool { return list[0].Attempt == 2 })
	second.stop(t, syscall.SIGKILL)
	if b := s.batches(t, id)[0]; b.State != registry.JobRunning || !b.Lease.After(time.Now()) {
		t.Errorf("killed too late: %+v", b)
	}
	third := s.start(t, "--poll", "20ms")
	j := s.ended(t, id)
	if b := s.batches(t, id)[0]; j.State != registry.JobDone || b.Attempt != 3 || b.Failures != 1 || len(j.Areas) != 60 {
		t.Errorf("%s after %d attempts: %s", j.State, b.Attempt, j.Failure)
	}
	third.stop(t, syscall.SIGINT)
}

// What cannot be worked on is refused at the start.
func TestWorkerRefuses(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "migrate")
	for args, says := range map[string]string{
		"--store none.db":   "no store at none.db",
		"--lease 1s":        "--lease is 1s; expected at least 3s",
		"--poll 1ms":        "--poll is 1ms",
		"--runners=-1":      "--runners is -1",
		"--keep-jobs=-1":    "--keep-jobs is -1; expected days",
		"--log xml":         "--log must be one of",
		"--log-level silly": "--log-level must be one of",
	} {
		r := run(t, dir, append([]string{"worker"}, strings.Fields(args)...)...)
		if r.code != 2 {
			t.Errorf("worker %s: exit %d", args, r.code)
		}
		wants(t, args, r.errout, says)
	}
}

// TestForget forgets from the command line, once asked and once done.
func TestForget(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "migrate")
	must(t, dir, "account", "add", "li", "--role", "planner")
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "jinlin.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().AddDate(0, 0, -100)
	err = store.Write(t.Context(), func(tx registry.Tx) error {
		return tx.AddEntry(t.Context(), registry.Entry{At: old, Action: "edit", Object: "area/A"})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r := must(t, dir, "forget", "--dry-run", "--keep-audit", "99", "--keep-jobs", "0")
		wants(t, "asked", r.out, "1 would be forgotten  older than 99 days", "jobs that have ended", "kept for ever")
	}
	wants(t, "not old yet", must(t, dir, "forget", "--keep-audit", "101").out, "0 forgotten  older than 101 days")
	wants(t, "done", must(t, dir, "forget", "--keep-audit", "99").out, "1 forgotten  older than 99 days")
	wants(t, "done again", must(t, dir, "forget", "--keep-audit", "99").out, "0 forgotten  older than 99 days")
	if r := runWith(t, dir, "v1", []string{"JINLIN_DRY_RUN=true", "JINLIN_KEEP_AUDIT=98"}, nil, "forget"); !strings.Contains(r.out, "0 forgotten  older than 98 days") {
		t.Errorf("the environment: %s%s", r.out, r.errout)
	}
}
