package main_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A running server and how it ended.
type running struct {
	url string
	cmd *exec.Cmd
	log *bytes.Buffer
}

// serve starts the binary and waits for the line that tells where it listens.
func serve(t *testing.T, args ...string) *running {
	t.Helper()
	s := &running{cmd: exec.Command(binaries["v1"], append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...), log: &bytes.Buffer{}}
	s.cmd.Stderr = s.log
	s.cmd.Dir = t.TempDir()
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = s.cmd.Wait()
		t.Fatalf("%v: %s", err, s.log)
	}
	s.url = regexp.MustCompile(`http://[^/]+`).FindString(line)
	return s
}

func (s *running) get(t *testing.T, path string) (int, string) {
	t.Helper()
	r, err := http.Get(s.url + path)
	if err != nil {
		t.Fatal(err)
	}
	return answer(t, r)
}

func answer(t *testing.T, r *http.Response) (int, string) {
	t.Helper()
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

const smallProblem = `{"scheme":"yuanshi",
	"households":[{"id":"H1","village":"V","lon":114.5,"lat":37.7},{"id":"H2","village":"V","lon":114.501,"lat":37.7},{"id":"H3","village":"V","lon":115,"lat":37.7}],
	"members":[{"id":"M1","village":"V","household":"H1"}]`

func TestServeDemoAndAPI(t *testing.T) {
	s := serve(t, "--demo", "--demo-size", "3")
	for path, want := range map[string]string{
		"/": "<html", "/healthz": "ok", "/openapi.json": "/v1/solve", "/demo/overview.geojson": "FeatureCollection", "/demo/summary.json": `"areas":3`,
	} {
		if status, body := s.get(t, path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d, nothing about %q in %.300s", path, status, want, body)
		}
	}
	plan := s.post(t, "/v1/solve", smallProblem+"}", http.StatusOK)
	wants(t, "the plan", plan, `"household":"H2"`, `"no_valid_circle"`)
	wants(t, "the verdict", s.post(t, "/v1/verify", smallProblem+`,"plan":`+plan+"}", http.StatusOK), `"ok":true`)
	wants(t, "cut-off JSON", s.post(t, "/v1/solve", smallProblem, http.StatusBadRequest), "breaks off", "byte")
	wants(t, "a bad problem", s.post(t, "/v1/solve", strings.Replace(smallProblem, "37.7", "137.7", 2)+"}", http.StatusUnprocessableEntity),
		"body.households[0].lat", "body.households[1].lat")
	s.stop(t)
}

func (s *running) post(t *testing.T, path, body string, want int) string {
	t.Helper()
	r, err := http.Post(s.url+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	status, text := answer(t, r)
	if status != want {
		t.Errorf("POST %s: %d, expected %d: %.500s", path, status, want, text)
	}
	return text
}

// stop asks the server to end, which is no failure.
func (s *running) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, s.log)
	}
	wants(t, "the end", s.log.String(), "stopped")
}

// endless is a body that never ends a number.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	for i := range p[:n] {
		p[i] = '1'
	}
	e.left -= n
	return int(n), nil
}

// TestGigabyteBody: a body over the limit is refused, told or untold its size, and never held in memory.
func TestGigabyteBody(t *testing.T) {
	s := serve(t, "--no-store", "--max-body-mib", "16")
	const gigabyte = 1 << 30
	refused := 0
	for _, told := range []int64{gigabyte, -1} {
		body := io.MultiReader(strings.NewReader(`{"scheme":"yuanshi","households":[{"id":"`), &endless{gigabyte})
		q, err := http.NewRequest(http.MethodPost, s.url+"/v1/solve", body)
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Content-Type", "application/json")
		q.ContentLength = told
		r, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Logf("size told %d: closed before the answer was read: %v", told, err) // a race that HTTP/1.1 has
			continue
		}
		if status, text := answer(t, r); status == http.StatusRequestEntityTooLarge {
			refused++
		} else {
			t.Errorf("size told %d: %d %s", told, status, text)
		}
	}
	if refused == 0 {
		t.Error("no request was told why it was refused")
	}
	if peak := s.peakMiB(t); peak > 200 {
		t.Errorf("held %d MiB", peak)
	}
	s.stop(t)
}

func (s *running) peakMiB(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	kib, err := strconv.Atoi(string(regexp.MustCompile(`VmHWM:\s+(\d+)`).FindSubmatch(status)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return kib / 1024
}

func TestServeRefusesWhatItCannotDo(t *testing.T) {
	for _, args := range [][]string{{"--addr", "nowhere:x"}, {"--max-body-mib", "-3"}, {"--demo", "--scheme", "none"}, {"--demo", "--demo-size", "-1"}} {
		if r := run(t, t.TempDir(), append([]string{"serve"}, args...)...); r.code != 2 {
			t.Errorf("serve %v: exit %d, %s", args, r.code, r.errout)
		}
	}
}

func TestInterruptLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "generate", "plain", "--villages", "60", "--out", "D")
	cmd := exec.Command(binaries["v1"], "solve", "--households", "D/households.csv", "--members", "D/members.csv")
	cmd.Dir = dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); len(hidden(t, dir)) == 0 && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit %d", code)
	}
	if left := hidden(t, dir); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	if _, err := os.Stat(dir + "/plan.geojson"); err == nil {
		t.Error("half a plan was written")
	}
}

// hidden lists the files under way.
func hidden(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}
