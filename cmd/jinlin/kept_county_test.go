package main_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"
	"time"

	"jinlin/httpapi/manage"
	"jinlin/store/postgres/pgtest"
)

// TestCountyOverHTTP measures what a county costs the built program, from its files over HTTP to a plan:
// JINLIN_COUNTY=1 go test -run TestCountyOverHTTP -v ./cmd/jinlin.
func TestCountyOverHTTP(t *testing.T) {
	if os.Getenv("JINLIN_COUNTY") == "" {
		t.Skip("takes a minute; set JINLIN_COUNTY")
	}
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	files := t.TempDir()
	must(t, files, "generate", "county", "--seed", "7", "--out", "D")
	for name, args := range map[string][]string{"file": nil, "postgres": {"--store", pgtest.Database(t)}} {
		t.Run(name, func(t *testing.T) {
			s := serveIn(t, t.TempDir(), args...)
			v := &visitor{TB: t, keptServer: s}
			link := regexp.MustCompile(`#link=(jll_[A-Za-z0-9_-]+)`).FindStringSubmatch(s.said(t))
			v.enter("PUT", "/v1/links", map[string]string{"secret": link[1], "password": "a password of this test"})
			v.account()
			v.do("PUT", "/v1/regions/130132", map[string]string{}, http.StatusCreated, "If-None-Match", "*")
			began, cpu, peak := time.Now(), s.cpu(t), s.memory(t, "VmHWM")
			lap := func(what string) {
				t.Logf("%s: %.1f s, of them %.1f s of a core; peak of memory %d MB, %d MB before", what, time.Since(began).Seconds(), s.cpu(t)-cpu, s.memory(t, "VmHWM"), peak)
				began, cpu = time.Now(), s.cpu(t)
			}
			var report manage.ImportReport
			v.into(&report, v.importing(filepath.Join(files, "D"), http.StatusAccepted))
			v.waitFor(report.Job)
			lap("import")
			var asked manage.PlanAsked
			v.into(&asked, v.do("POST", "/v1/plans", map[string]any{"regions": []string{"130132"}}, http.StatusAccepted))
			v.waitFor(asked.Job)
			lap("plan")
			v.end(t)
		})
	}
}

// waitFor waits until a job is done.
func (v *visitor) waitFor(j *manage.Job) {
	v.Helper()
	for !j.State.Ended() {
		time.Sleep(20 * time.Millisecond)
		v.into(j, v.do("GET", "/v1/jobs/"+string(j.ID), nil, http.StatusOK))
	}
	if j.State != "done" {
		v.Fatalf("%s: %s", j.State, j.Failure)
	}
}

// cpu is the time of all cores that the program has taken, in seconds.
func (s *keptServer) cpu(t *testing.T) float64 {
	t.Helper()
	var user, system float64
	stat := regexp.MustCompile(`^\d+ \(.*\) . (?:-?\d+ ){10}(\d+) (\d+) `).FindSubmatch(s.proc(t, "stat"))
	if stat == nil {
		t.Fatal("no times in /proc")
	}
	if _, err := fmt.Sscan(string(stat[1])+" "+string(stat[2]), &user, &system); err != nil {
		t.Fatal(err)
	}
	const ticks = 100 // a second (sysconf(_SC_CLK_TCK) on all Linux that Go runs on)
	return (user + system) / ticks
}

// memory is a line of /proc/PID/status in megabytes.
func (s *keptServer) memory(t *testing.T, line string) int {
	t.Helper()
	found := regexp.MustCompile(line + `:\s+(\d+) kB`).FindSubmatch(s.proc(t, "status"))
	if found == nil {
		t.Fatal("no memory in /proc")
	}
	var kb int
	if _, err := fmt.Sscan(string(found[1]), &kb); err != nil {
		t.Fatal(err)
	}
	return kb / 1024
}

func (s *keptServer) proc(t *testing.T, file string) []byte {
	t.Helper()
	return read(t, "", fmt.Sprintf("/proc/%d/%s", s.cmd.Process.Pid, file))
}
