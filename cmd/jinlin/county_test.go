package main_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"jinlin/service"
)

const (
	villages  = 208
	homesTold = "112000 households"
)

// summaryOf reads the summary that a plan carries.
func summaryOf(t *testing.T, plan []byte) service.Summary {
	t.Helper()
	var doc struct{ Summary service.Summary }
	if err := json.Unmarshal(plan, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Summary
}

func certified(t *testing.T, s service.Summary, stage string) int {
	t.Helper()
	for _, p := range s.Total.Proofs {
		if p.Stage == stage {
			return p.Certified
		}
	}
	t.Fatalf("nothing about stage %s", stage)
	return 0
}

// TestCounty is the main job: a county from files to a verified plan, under both schemes, the same bytes on one core and
// two, at both levels of the instruction set and with the rows in another order.
func TestCounty(t *testing.T) {
	dir := t.TempDir()
	wants(t, "generate", must(t, dir, "generate", "county", "--seed", "7", "--out", "D").out, "208 synthetic villages", homesTold)
	for _, scheme := range []string{"yuanshi", "yuanshi-zone"} {
		t.Run(scheme, func(t *testing.T) { solveCounty(t, dir, scheme) })
	}
	t.Run("same bytes", func(t *testing.T) { sameBytes(t, dir) })
	t.Run("opens in GDAL", func(t *testing.T) { opensInGDAL(t, filepath.Join(dir, "yuanshi.geojson")) })
	t.Run("explain", func(t *testing.T) {
		r := must(t, dir, "explain", "--households", "D/households.csv", "--members", "D/members.csv", "--plan", "yuanshi.geojson", "--household", "130132100201-H0007")
		wants(t, "explain", r.out, "Household 130132100201-H0007 is ", "answers for it", "load")
	})
}

func solveCounty(t *testing.T, dir, scheme string) {
	plan := scheme + ".geojson"
	r := runWith(t, dir, "v1", []string{"GOMAXPROCS=1"}, nil, "solve", "--households", "D/households.csv", "--members", "D/members.csv",
		"--scheme", scheme, "--out", plan, "--links", scheme+".csv")
	if r.code != 0 {
		t.Fatalf("exit %d: %s", r.code, r.errout)
	}
	wants(t, "solve", r.out, "areas 208", "published: 452", "certified 208")
	v := must(t, dir, "verify", "--households", "D/households.csv", "--members", "D/members.csv", "--plan", plan)
	wants(t, "verify", v.out, "No violation in 208 areas", "links in 208 of 208")
	s := summaryOf(t, read(t, dir, plan))
	if n := certified(t, s, "links"); n != villages {
		t.Errorf("links certified in %d villages", n)
	}
	if n := certified(t, s, "circles"); n*10 < villages*8 {
		t.Errorf("number of circles certified in %d of %d villages; expected at least 80 %%", n, villages)
	}
	if s.Total.CirclesBound > s.Total.Circles || s.Total.CirclesBound == 0 {
		t.Errorf("%d circles with bound %d", s.Total.Circles, s.Total.CirclesBound)
	}
}

func sameBytes(t *testing.T, dir string) {
	for _, name := range []string{"households.csv", "members.csv"} {
		write(t, dir, "shuffled-"+name, shuffled(string(read(t, dir, "D/"+name))))
	}
	r := runWith(t, dir, "v3", []string{"GOMAXPROCS=2"}, nil, "solve", "--households", "shuffled-households.csv", "--members", "shuffled-members.csv",
		"--scheme", "yuanshi", "--out", "other.geojson", "--links", "other.csv")
	if r.code != 0 {
		t.Fatalf("exit %d: %s", r.code, r.errout)
	}
	if !bytes.Equal(read(t, dir, "yuanshi.geojson"), read(t, dir, "other.geojson")) || !bytes.Equal(read(t, dir, "yuanshi.csv"), read(t, dir, "other.csv")) {
		t.Error("another order of rows, number of cores and instruction set gave other bytes")
	}
}

// shuffled reverses blocks of rows after the header: no row stays where it was, and villages are mixed.
func shuffled(csv string) string {
	lines := strings.Split(strings.TrimRight(csv, "\n"), "\n")
	rows := lines[1:]
	out := []string{lines[0]}
	const stride = 997
	for start := range stride {
		for i := len(rows) - 1 - start; i >= 0; i -= stride {
			out = append(out, rows[i])
		}
	}
	return strings.Join(out, "\n") + "\n"
}

func opensInGDAL(t *testing.T, path string) {
	out, err := exec.Command("ogrinfo", "-al", "-so", path).CombinedOutput()
	if err != nil {
		t.Fatalf("ogrinfo (run make deps if it is missing): %v\n%s", err, out)
	}
	wants(t, "ogrinfo", string(out), "using driver `GeoJSON' successful", "WGS 84", "kind: String", "distance_m: Real")
	if strings.Contains(string(out), "Warning") {
		t.Errorf("GDAL warns:\n%s", out)
	}
}

func TestPictureAndLanguages(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "generate", "village", "--homes", "120", "--out", "D")
	r := must(t, dir, "solve", "--households", "D/households.csv", "--members", "D/members.csv", "--svg", "village.svg", "--lang", "zh")
	wants(t, "the summary", r.out, "户")
	wants(t, "the picture", string(read(t, dir, "village.svg")), "<svg", "户", "</svg>")
	for _, name := range []string{"plan.geojson", "links.csv"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	out := must(t, dir, "solve", "--households", "D/households.csv", "--members", "D/members.csv", "--out", "-").out
	if !json.Valid([]byte(out)) || out != string(read(t, dir, "plan.geojson")) {
		t.Error("the plan on standard output is not that of the file")
	}
}
