package main_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What may stand in no line of a log and in no figure: names, phones, ids of places and people, secrets, addresses of clients.
var private = []string{"张三丰", "13812345678", "MARKAREA", "MARKHOME", "MARKMEMBER", "MARKNAME", "MARKSECRET", "MARKNOTE", "MARKPOLICY", "MARKREGION", "203.0.113.77", "114.5731", "37.7731"}

// tellsOf finds what is private in a text, also as it stands in URLs.
func tellsOf(text string) (found []string) {
	for _, p := range private {
		if strings.Contains(text, p) || strings.Contains(text, url.QueryEscape(p)) {
			found = append(found, p)
		}
	}
	return found
}

// play sends a request full of what is private, and returns the answer.
func (s *running) play(t *testing.T, method, path, body string, header ...string) (int, http.Header, string) {
	t.Helper()
	q, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "X-Forwarded-For": "203.0.113.77", "User-Agent": "MARKNAME", "Referer": "https://a.example/MARKHOME1", "Origin": s.url,
	} {
		q.Header.Set(name, value)
	}
	for i := 0; i < len(header); i += 2 {
		q.Header.Set(header[i], header[i+1])
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, r.Header, string(text)
}

// logLines are the lines of the log, all of which are JSON; what is printed for people is not among them.
func (s *running) logLines(t *testing.T) (lines []string) {
	t.Helper()
	for line := range strings.Lines(s.log.String()) {
		if strings.HasPrefix(line, "{") {
			if !json.Valid([]byte(line)) {
				t.Errorf("not JSON: %s", line)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// TestNothingPrivateIsLogged plays requests, good and bad, with names, phones and ids in path, query, head and body, to a server that keeps them, and looks through every
// line of the log and every figure.
func TestNothingPrivateIsLogged(t *testing.T) {
	port := freePort(t)
	s := serve(t, "--store", filepath.Join(t.TempDir(), "s.db"), "--no-accounts", "--log", "json", "--log-level", "debug", "--metrics-addr", ":"+port,
		"--proxies", "127.0.0.1", "--job-homes=-1", "--poll", "20ms")
	var homes []string
	for i := range 6 {
		homes = append(homes, fmt.Sprintf(`{"id":"MARKHOME%d","lon":114.5731%d,"lat":37.7731}`, i, i))
	}
	edit := `{"edits":[{"put_households":[` + strings.Join(homes, ",") + `],"put_members":[{"id":"MARKMEMBER1","village":"MARKAREA","household":"MARKHOME1","title":"张三丰"}],
		"household_contacts":{"MARKHOME2":{"name":"张三丰","phone":"13812345678"}}}]}`
	good := func(want int, method, path, body string, header ...string) (http.Header, string) {
		t.Helper()
		status, h, text := s.play(t, method, path, body, header...)
		if status != want {
			t.Fatalf("%s %s: %d %s", method, path, status, text)
		}
		return h, text
	}
	good(201, "PUT", "/v1/regions/MARKREGION", `{"name":"张三丰"}`, "If-None-Match", "*")
	h, _ := good(201, "PUT", "/v1/areas/MARKAREA", `{"name":"张三丰","region":"MARKREGION"}`, "If-None-Match", "*")
	good(200, "PATCH", "/v1/areas/MARKAREA/records", edit, "If-Match", h.Get("ETag"))
	if _, text := good(200, "GET", "/v1/areas/MARKAREA/records?contacts=true", ""); len(tellsOf(text)) < 5 {
		t.Fatalf("what is private did not arrive: %s", text)
	}
	_, text := good(202, "POST", "/v1/plans", `{"areas":["MARKAREA"],"note":"MARKNOTE 张三丰"}`, "Idempotency-Key", "MARKSECRET")
	job := regexp.MustCompile(`"id":"(j[a-z0-9]+)"`).FindStringSubmatch(text)[1]
	good(200, "GET", "/v1/jobs/"+job+"/events", "")
	_, text = good(200, "GET", "/v1/plans?area=MARKAREA", "")
	plan := regexp.MustCompile(`"id":"(p[a-z0-9]+)"`).FindStringSubmatch(text)[1]
	good(200, "GET", "/v1/plans/"+plan+"/features", "")
	for _, c := range [][3]string{
		{"GET", "/v1/areas?search=" + url.QueryEscape("张三丰"), ""},
		{"GET", "/v1/areas?phone=13812345678", ""},
		{"GET", "/v1/areas/MARKAREA/households/MARKHOME9/explanation", ""},
		{"GET", "/v1/areas/MARKAREA2/records", ""},
		{"PATCH", "/v1/areas/MARKAREA/records", edit}, // without If-Match
		{"PUT", "/v1/areas/MARKAREA9", `{"name":"张三丰","region":"MARKREGION9"}`},
		{"PUT", "/v1/areas/MARKAREA", `{"name":"张三丰"`},
		{"POST", "/v1/plans", `{"areas":["MARKAREA","MARKAREA9"],"policy":"MARKPOLICY"}`},
		{"POST", "/v1/plans", `{"MARKNAME":"13812345678"}`},
		{"PUT", "/v1/policies/MARKPOLICY", `{"document":"links: MARKNAME"}`},
		{"POST", "/v1/session", `{"name":"MARKNAME","password":"MARKSECRET"}`},
		{"POST", "/v1/solve", strings.ReplaceAll(smallProblem+"}", "H1", "MARKHOME1")},
		{"POST", "/v1/solve", `{"scheme":"MARKPOLICY","households":[{"id":"MARKHOME1","lon":114.5731,"lat":137.7731}],"members":[]}`},
		{"GET", "/MARKHOME1?name=" + url.QueryEscape("张三丰"), ""},
		{"MARKNAME", "/v1/areas/MARKAREA", ""},
	} {
		s.play(t, c[0], c[1], c[2])
	}
	_, figures := fetch(t, "http://127.0.0.1:"+port+"/metrics")
	if found := tellsOf(figures); found != nil {
		t.Errorf("the metrics tell %v:\n%s", found, figures)
	}
	wants(t, "the metrics", figures, `route="/v1/areas/:area/records"`, `method="OTHER"`, `route="none"`)
	s.stop(t)
	lines := s.logLines(t)
	if len(lines) < 25 {
		t.Errorf("%d lines", len(lines))
	}
	for _, line := range lines {
		if found := tellsOf(line); found != nil {
			t.Errorf("%v in %s", found, line)
		}
	}
	wants(t, "the log", s.log.String(), `"route":"/v1/areas/:area/households/:household/explanation"`, `"msg":"job"`, `"kind":"solve"`)
}

// TestSecretsAreNotLogged plays log-ins and tokens to a server with accounts.
func TestSecretsAreNotLogged(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "migrate", "--store", "s.db")
	must(t, dir, "account", "add", "MARKNAME", "--role", "administrator", "--store", "s.db")
	r := runWith(t, dir, "v1", nil, []byte("MARKSECRET long enough\n"), "account", "password", "MARKNAME", "--store", "s.db")
	if r.code != 0 {
		t.Fatal(r.errout)
	}
	s := serve(t, "--store", filepath.Join(dir, "s.db"), "--log", "json", "--log-level", "debug", "--proxies", "127.0.0.1")
	status, h, text := s.play(t, "POST", "/v1/session", `{"name":"MARKNAME","password":"MARKSECRET long enough"}`)
	if status != 200 || !strings.Contains(text, "MARKNAME") {
		t.Fatal(status, text)
	}
	cookie, _, _ := strings.Cut(h.Get("Set-Cookie"), ";")
	secret := cookie[strings.Index(cookie, "=")+1:]
	for _, c := range [][]string{
		{"GET", "/v1/session", "", "Cookie", cookie},
		{"GET", "/v1/accounts", "", "Cookie", cookie},
		{"DELETE", "/v1/session", "", "Cookie", cookie}, // without its second secret
		{"POST", "/v1/session", `{"name":"MARKNAME","password":"MARKSECRET wrong"}`},
		{"GET", "/v1/areas", "", "Authorization", "Bearer jl_MARKNAME_MARKSECRET"},
		{"GET", "/v1/areas", "", "Authorization", "Basic TUFSS05BTUU6TUFSS1NFQ1JFVA=="},
		{"PUT", "/v1/links", `{"link":"jll_MARKSECRET","password":"MARKSECRET long enough"}`},
	} {
		s.play(t, c[0], c[1], c[2], c[3:]...)
	}
	s.stop(t)
	lines := s.logLines(t)
	if len(lines) < 8 || len(secret) < 20 {
		t.Errorf("%d lines, cookie %q", len(lines), cookie)
	}
	for _, line := range lines {
		if found := tellsOf(line); found != nil || strings.Contains(line, secret) || strings.Contains(line, "TUFSS05B") {
			t.Errorf("%v in %s", found, line)
		}
	}
}
