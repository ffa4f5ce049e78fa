package main_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"jinlin/store/sqlite"
)

// TestReadOnly asks a server that only reads for every operation that there is: changes are refused with words, whatever they are, and the store is the same after.
func TestReadOnly(t *testing.T) {
	site := fileSite(t, 2, 1<<30)
	dir := filepath.Dir(site.where)
	must(t, dir, "backup", "copy.db", "--store", "s.db")
	before := read(t, dir, "copy.db")
	s := serve(t, "--store", filepath.Join(dir, "copy.db"), "--no-accounts", "--read-only", "--rate", "0")
	for path, want := range map[string]int{
		"/readyz": 200, "/v1/areas": 200, "/v1/areas/" + string(site.areas[0]): 200, "/v1/areas/" + string(site.areas[0]) + "/records": 200, "/v1/jobs": 200, "/v1/audit": 200,
		"/v1/areas/" + string(site.areas[0]) + "/records?contacts=true": 503, // every read of contacts is written down
	} {
		if status, body := s.get(t, path); status != want {
			t.Errorf("GET %s: %d %s", path, status, body)
		}
	}
	_, text := s.get(t, "/openapi.json")
	var api struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	if err := json.Unmarshal([]byte(text), &api); err != nil {
		t.Fatal(err)
	}
	changing, pure := 0, map[string]bool{
		"solve": true, "verify": true, "rebalance": true, "what-if": true, "compare": true, "explain": true, "compare-plans": true, // change nothing that is kept
	}
	for path, operations := range api.Paths {
		for method, o := range operations {
			if method == "get" || pure[o.OperationID] {
				continue
			}
			changing++
			at := regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "a1")
			status, _, body := s.play(t, strings.ToUpper(method), at, "{}")
			if status != http.StatusServiceUnavailable || !strings.Contains(body, "reads only") {
				t.Errorf("%s %s: %d %s", method, at, status, body)
			}
		}
	}
	if changing < 20 {
		t.Errorf("%d operations change something", changing)
	}
	if status, _, body := s.play(t, "POST", "/v1/comparisons", `{"plans":["p1","p2"]}`); status != http.StatusNotFound {
		t.Errorf("a comparison of plans that are not there: %d %s", status, body)
	}
	s.post(t, "/v1/solve", smallProblem+"}", http.StatusOK)
	s.stop(t)
	wants(t, "the start", s.log.String(), "Read only")
	if !bytes.Equal(before, read(t, dir, "copy.db")) {
		t.Error("the store was changed")
	}
	if r := run(t, dir, "serve", "--store", "none.db", "--read-only", "--addr", "127.0.0.1:0"); r.code != 2 || !strings.Contains(r.errout, "no store at none.db") {
		t.Errorf("a store that is not there: exit %d %s", r.code, r.errout)
	}
	store, err := sqlite.Open(t.Context(), filepath.Join(dir, "copy.db"), sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if faults, err := store.Check(t.Context()); err != nil || len(faults) > 0 {
		t.Error(faults, err)
	}
}

// TestReadOnlyPostgres: the same of a database, which is ready then too.
func TestReadOnlyPostgres(t *testing.T) {
	site := postgresSite(t, 1, 1<<30)
	s := serve(t, "--store", site.where, "--no-accounts", "--read-only")
	area := "/v1/areas/" + string(site.areas[0])
	for path, want := range map[string]int{"/readyz": 200, "/healthz": 200, area: 200, area + "/records": 200, area + "/records?contacts=true": 503} {
		if status, body := s.get(t, path); status != want {
			t.Errorf("GET %s: %d %s", path, status, body)
		}
	}
	if status, _, body := s.play(t, "PUT", area, `{"name":"x"}`, "If-Match", `"1"`); status != http.StatusServiceUnavailable || !strings.Contains(body, "reads only") {
		t.Errorf("a change: %d %s", status, body)
	}
	s.stop(t)
}
