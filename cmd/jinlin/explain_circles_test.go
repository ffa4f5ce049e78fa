package main_test

import (
	"encoding/json"
	"strings"
	"testing"

	"jinlin/service"
)

// TestCurveOfCircles asks what numbers of circles and radii come to, with a plan and without.
func TestCurveOfCircles(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "generate", "county", "--villages", "3", "--seed", "3", "--out", "D")
	must(t, dir, "solve", "--households", "D/households.csv", "--members", "D/members.csv", "--quiet")
	records := []string{"explain", "--curve", "circles", "--households", "D/households.csv", "--members", "D/members.csv"}
	ask := func(args ...string) string {
		t.Helper()
		return must(t, dir, append(records, args...)...).out
	}
	usual := ask("--plan", "plan.geojson", "--csv", "usual.csv", "--svg", "usual.svg")
	wants(t, "the table", usual, "3 areas, each with so many circles", "within 500 m", "100.0 %")
	if bare := ask(); bare != usual {
		t.Errorf("the plan's policy is the usual one; with it\n%s\nwithout\n%s", usual, bare)
	}
	if rows := strings.Count(string(read(t, dir, "usual.csv")), "\n"); rows < 2 || rows > 10 {
		t.Errorf("%d rows; expected to end where everything is held", rows)
	}
	wants(t, "the picture", string(read(t, dir, "usual.svg")), "<svg", "held, %", "</svg>")

	one := strings.Split(strings.Split(string(read(t, dir, "D/members.csv")), "\n")[1], "-M")[0]
	wants(t, "radii", ask("--area", one, "--radii", "200,none,100", "--json", "radii.json"), "1 area,", "within 100 m", "within 200 m")
	var r service.WhatIfReport
	if err := json.Unmarshal(read(t, dir, "radii.json"), &r); err != nil || len(r.Rows) != 3 || len(r.ByArea) != 1 || r.Rows[0].Circles < r.Rows[1].Circles || r.Rows[2].RadiusM != nil {
		t.Errorf("%v %+v", err, r)
	}
	table := ask("--area", one, "--scheme", "location", "--set", "circles.objective=p-center", "--counts", "1,3-4", "--csv", "-")
	if lines := strings.Split(strings.TrimSpace(table), "\n"); len(lines) != 4 || !strings.Contains(lines[3], ",farthest,") || !strings.HasPrefix(lines[2], "3,") {
		t.Errorf("not a table of three rows:\n%s", table)
	}
}

func TestCurveOfCirclesRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "h.csv", "id,village,lon,lat\n1,v,114.5,37.7\n2,v,114.501,37.7\n")
	for args, want := range map[string]string{
		"--curve circles --counts 3-1,x --radii far":                   "--counts: \"3-1\"|--counts: \"x\"|--radii: \"far\"",
		"--curve circles --scheme location --counts 1-150 --radii 1,2": "300 rows; expected at most 200",
		"--curve circles --counts 2 --radii none":                      "radii: is none",
		"--curve circles --area nowhere":                               "no village \"nowhere\"",
		"--curve load":                                                 "missing --plan",
		"--curve load --plan p.geojson --counts 3":                     "--counts, --radii",
		"--household 1 --plan p.geojson --set circles.radius_m=5":      "--scheme, --policy and --set",
		"--curve fit":                            "expected load or circles",
		"--curve circles --plan nowhere.geojson": "nowhere.geojson",
		"--curve circles --set circles.sites=none --set links.within=area": "circles.sites: is none",
	} {
		r := run(t, dir, append([]string{"explain", "--households", "h.csv"}, strings.Fields(args)...)...)
		if r.code != 2 {
			t.Errorf("%s: exit %d, want 2\n%s", args, r.code, r.out+r.errout)
		}
		wants(t, args, r.errout, strings.Split(want, "|")...)
	}
}
