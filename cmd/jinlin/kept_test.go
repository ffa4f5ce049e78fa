package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"jinlin/httpapi/manage"
	"jinlin/store/postgres/pgtest"
)

// TestServeKeeps lets the program make a store in an empty folder, keeps a village in it over HTTP from the first link to an explanation, ends it, and finds
// everything there again.
func TestServeKeeps(t *testing.T) {
	dir := t.TempDir()
	servesAndKeeps(t, dir)
	wants(t, "doctor", must(t, dir, "doctor").out, "nothing found")
	if info, err := os.Stat(filepath.Join(dir, "jinlin.db")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
}

// TestServeKeepsInPostgres is the same in an empty database.
func TestServeKeepsInPostgres(t *testing.T) {
	if testing.Short() {
		t.Skip("starts PostgreSQL")
	}
	dir, url := t.TempDir(), pgtest.Database(t)
	servesAndKeeps(t, dir, "--store", url)
	wants(t, "doctor", must(t, dir, "doctor", "--store", url).out, "nothing found")
	if _, err := os.Stat(filepath.Join(dir, "jinlin.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("made a file too")
	}
}

func servesAndKeeps(t *testing.T, dir string, args ...string) {
	t.Helper()
	s := serveIn(t, dir, args...)
	link := regexp.MustCompile(`#link=(jll_[A-Za-z0-9_-]+)`).FindStringSubmatch(s.said(t))
	if link == nil {
		t.Fatalf("no link: %s", s.said(t))
	}
	me := &visitor{TB: t, keptServer: s}
	const password = "a password of this test"
	me.enter("PUT", "/v1/links", map[string]string{"secret": link[1], "name": "wang", "password": password})
	village := me.plan(t)
	seen := me.sees(village)

	s.end(t)
	me.keptServer = serveIn(t, dir, args...)
	if said := me.said(t); strings.Contains(said, "#link=") {
		t.Errorf("another first link: %s", said)
	}
	// Whoever was logged in still is, and sees what he saw.
	for path, before := range seen {
		if now := me.do("GET", path, nil, http.StatusOK); now != before {
			t.Errorf("%s: %.300s\nbefore: %.300s", path, now, before)
		}
	}
	me.cookie = ""
	me.do("GET", "/v1/regions", nil, http.StatusUnauthorized)
	me.enter("POST", "/v1/session", map[string]string{"name": "wang", "password": password})
	me.do("GET", village.explanation(), nil, http.StatusOK)
	me.do("PUT", "/v1/links", map[string]string{"secret": link[1], "password": password}, http.StatusGone)
	me.end(t)
}

// A kept village is what plan made.
type keptVillage struct {
	area, home, plan string
}

func (v keptVillage) explanation() string {
	return "/v1/areas/" + v.area + "/households/" + v.home + "/explanation"
}

// plan makes a region, imports a village into it from files, plans and publishes it.
func (v *visitor) plan(t *testing.T) keptVillage {
	t.Helper()
	v.account()
	v.do("PUT", "/v1/regions/130132", map[string]string{"name": "元氏县"}, http.StatusCreated, "If-None-Match", "*")
	files := t.TempDir()
	must(t, files, "generate", "village", "--homes", "300", "--seed", "7", "--out", "v")
	var report manage.ImportReport
	v.into(&report, v.importing(filepath.Join(files, "v"), http.StatusOK))
	if len(report.Areas) != 1 || !report.Areas[0].Made || report.Areas[0].Households != 300 || report.Rejected != 0 {
		t.Fatalf("%+v", report)
	}
	area := string(report.Areas[0].Area)
	var asked manage.PlanAsked
	v.into(&asked, v.do("POST", "/v1/plans", map[string]any{"regions": []string{"130132"}}, http.StatusCreated, "Idempotency-Key", "first"))
	v.do("POST", "/v1/plans/"+string(asked.Plan.ID)+"/publication", nil, http.StatusOK, "If-Match", v.tag)
	var records manage.AreaRecords
	v.into(&records, v.do("GET", "/v1/areas/"+area+"/records", nil, http.StatusOK))
	return keptVillage{area, string(records.Households[len(records.Households)/2].ID), string(asked.Plan.ID)}
}

// account gives the administrator leave to plan too.
func (v *visitor) account() {
	v.Helper()
	var a manage.Account
	v.into(&a, v.do("GET", "/v1/accounts/me", nil, http.StatusOK))
	a.Grants = append(a.Grants, manage.Grant{Role: "planner"})
	v.do("PUT", "/v1/accounts/me", a.AccountChange, http.StatusOK, "If-Match", v.tag)
}

// sees is what there is to see of a village, path by path.
func (v *visitor) sees(x keptVillage) map[string]string {
	v.Helper()
	out := map[string]string{}
	for path, want := range map[string]string{
		"/v1/session": `"wang"`, "/v1/regions/130132": "元氏县", "/v1/areas/" + x.area: x.plan, "/v1/areas/" + x.area + "/records": x.home,
		"/v1/plans/" + x.plan: `"published"`, "/v1/areas/" + x.area + "/features?kind=circles": `"circle/`,
		"/v1/areas/" + x.area + "/features?kind=links&limit=7": `"next":"`, x.explanation(): `"alternatives":[`, "/v1/statistics?region=130132": `"homes":300`,
		"/v1/audit": `"publish"`,
	} {
		out[path] = v.do("GET", path, nil, http.StatusOK)
		wants(v, path, out[path], want)
	}
	return out
}

// A keptServer is the program serving a store.
type keptServer struct {
	url, log string
	cmd      *exec.Cmd
}

// serveIn starts the program in a folder and waits until it tells where it listens.
func serveIn(t *testing.T, dir string, args ...string) *keptServer {
	t.Helper()
	log, err := os.CreateTemp(t.TempDir(), "log")
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	s := &keptServer{log: log.Name(), cmd: exec.Command(binaries["v1"], append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)}
	s.cmd.Dir, s.cmd.Stderr = dir, log
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
		t.Fatalf("%v: %s", err, s.said(t))
	}
	s.url = regexp.MustCompile(`http://[^/]+`).FindString(line)
	return s
}

// said is what the program has told beside its answers.
func (s *keptServer) said(t testing.TB) string {
	t.Helper()
	return string(read(t, "", s.log))
}

// end asks the program to end, as a service manager does.
func (s *keptServer) end(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, s.said(t))
	}
	wants(t, "the end", s.said(t), "stopped")
}

// A visitor is a person with a browser; tag is the ETag of the last answer.
type visitor struct {
	testing.TB
	*keptServer
	cookie, csrf, tag string
}

// enter begins a session.
func (v *visitor) enter(method, path string, body any) {
	v.Helper()
	var s manage.Session
	v.into(&s, v.do(method, path, body, http.StatusOK))
	if v.csrf = s.CSRF; v.csrf == "" || v.cookie == "" {
		v.Fatalf("%+v", s)
	}
}

// do sends JSON, or a form, and expects a status; more is name, value of headers.
func (v *visitor) do(method, path string, body any, want int, more ...string) string {
	v.Helper()
	in, ok := body.(io.Reader)
	if !ok && body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			v.Fatal(err)
		}
		in = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, v.url+path, in)
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if v.cookie != "" {
		r.Header.Set("Cookie", v.cookie)
		r.Header.Set("X-CSRF-Token", v.csrf)
	}
	for i := 0; i+1 < len(more); i += 2 {
		r.Header.Set(more[i], more[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		v.Fatal(err)
	}
	if res.StatusCode != want {
		v.Fatalf("%s %s: %d, expected %d: %.500s\n%s", method, path, res.StatusCode, want, text, v.said(v))
	}
	if c := res.Header.Get("Set-Cookie"); c != "" {
		v.cookie, _, _ = strings.Cut(c, ";")
	}
	v.tag = res.Header.Get("ETag")
	return string(text)
}

func (v *visitor) into(to any, text string) {
	v.Helper()
	if err := json.Unmarshal([]byte(text), to); err != nil {
		v.Fatalf("%v: %.300s", err, text)
	}
}

// importing sends the files of a folder that jinlin generate wrote.
func (v *visitor) importing(dir string, want int) string {
	v.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("datum", "wgs84") // a buffer takes everything
	_ = w.WriteField("region", "130132")
	for field, name := range map[string]string{"households": "households.csv", "members": "members.csv", "sites": "sites.csv", "villages": "villages.geojson"} {
		to, err := w.CreateFormFile(field, name)
		if err != nil {
			v.Fatal(err)
		}
		_, _ = to.Write(read(v, dir, name))
	}
	_ = w.Close()
	return v.do("POST", "/v1/imports", &b, want, "Content-Type", w.FormDataContentType())
}
