package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	goodHouseholds = "id,village,lon,lat\nH1,V,114.5,37.7\nH2,V,114.5005,37.7\nH3,V,114.501,37.7\n"
	goodMembers    = "id,village,household\nM1,V,H1\nM2,V,H3\n"
)

// TestWrongInput runs every kind of bad input: a clear error, the right exit code, and no file left behind.
func TestWrongInput(t *testing.T) {
	for _, c := range []struct {
		name                       string
		households, members, locks string
		args                       []string
		code                       int
		says                       []string
	}{
		{name: "swapped", households: "id,village,lon,lat\nH1,V,37.7,114.5\n", args: []string{"--strict"}, code: 2, says: []string{"households.csv:2", "114.5", "swapped"}},
		{name: "NaN", households: "id,village,lon,lat\nH1,V,NaN,37.7\nH2,V,114.5,\n", args: []string{"--strict"}, code: 2, says: []string{"households.csv:2", "NaN", "households.csv:3"}},
		{name: "empty file", households: "", code: 2, says: []string{"households.csv", "empty"}},
		{name: "no such file", args: []string{"--members", "nowhere.csv"}, code: 2, says: []string{"nowhere.csv"}},
		{name: "duplicate ids", households: goodHouseholds + "H1,V,114.5,37.71\n", args: []string{"--strict"}, code: 2, says: []string{"H1", "households.csv:5"}},
		{name: "unknown member in a lock", locks: "household,member,kind\nH1,M9,lock\n", code: 2, says: []string{"M9"}},
		{name: "unknown home in a lock", locks: "household,member,kind\nH9,M1,lock\n", code: 2, says: []string{"H9"}},
		{name: "contradictory locks", locks: "household,member,kind\nH2,M1,lock\nH2,M2,lock\n", code: 2, says: []string{"H2", "M1", "M2", "keep one"}},
		{name: "locked and forbidden", locks: "household,member,kind\nH2,M1,lock\nH2,M1,forbid\n", code: 2, says: []string{"locked and forbidden"}},
		{name: "negative radius", args: []string{"--set", "circles.radius_m=-5"}, code: 2, says: []string{"circles.radius_m", "negative"}},
		{name: "min over max", args: []string{"--set", "links.load.min=40"}, code: 2, says: []string{"links.load.min", "40", "30"}},
		{name: "unknown setting", args: []string{"--set", "links.load.maxx=3"}, code: 2, says: []string{"links.load.max"}},
		{name: "unknown scheme", args: []string{"--scheme", "yuanshii"}, code: 2, says: []string{"yuanshi"}},
		{name: "unknown datum", args: []string{"--datum", "mars"}, code: 2, says: []string{"mars", "gcj02"}},
		{name: "unknown flag", args: []string{"--fast"}, code: 2, says: []string{"--fast"}},
		{name: "missing column", households: "id,village,lon\nH1,V,114.5\n", code: 2, says: []string{"lat"}},
		{name: "unserved under require-all", members: "id,village,household\n", args: []string{"--require-all"}, code: 3, says: []string{"3 homes are unserved"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			households, members := c.households, c.members
			if households == "" && c.name != "empty file" {
				households = goodHouseholds
			}
			if members == "" {
				members = goodMembers
			}
			write(t, dir, "households.csv", households)
			write(t, dir, "members.csv", members)
			args := []string{"solve", "--households", "households.csv", "--members", "members.csv"}
			if c.locks != "" {
				write(t, dir, "locks.csv", c.locks)
				args = append(args, "--locks", "locks.csv")
			}
			r := run(t, dir, append(args, c.args...)...)
			if r.code != c.code {
				t.Errorf("exit %d, expected %d", r.code, c.code)
			}
			wants(t, "the error", r.errout, c.says...)
			if strings.Contains(r.errout, "goroutine") {
				t.Error("it panicked")
			}
			if _, err := os.Stat(filepath.Join(dir, "plan.geojson")); (err == nil) != (c.code == 3) {
				t.Errorf("plan.geojson: %v", err)
			}
		})
	}
}

// TestRejectsLoseNothing: without --strict bad rows are left out, written down and counted.
func TestRejectsLoseNothing(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "households.csv", goodHouseholds+"H4,V,37.7,114.5\nH5,V,x,37.7\n")
	write(t, dir, "members.csv", goodMembers+"M3,V,H4\n")
	r := must(t, dir, "solve", "--households", "households.csv", "--members", "members.csv")
	wants(t, "the report", r.errout, "households.csv:5", "households.csv:6", "members.csv:4", "households.csv: 2 rejected", "members.csv: 1 rejected")
	wants(t, "the summary", r.out, "homes 3")
	wants(t, "the rejected households", string(read(t, dir, "households.rejects.csv")), "id,village,lon,lat,file,line,reason", "H4,V,37.7,114.5", "H5,V,x", "swapped")
	wants(t, "the rejected members", string(read(t, dir, "members.rejects.csv")), "M3,V,H4", "H4")
}

func TestCutOffAndForeignPlans(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "households.csv", goodHouseholds)
	write(t, dir, "members.csv", goodMembers)
	must(t, dir, "solve", "--households", "households.csv", "--members", "members.csv")
	plan := read(t, dir, "plan.geojson")
	write(t, dir, "cut.geojson", string(plan[:len(plan)/2]))
	files := []string{"--households", "households.csv", "--members", "members.csv", "--plan"}
	if r := run(t, dir, append(append([]string{"verify"}, files...), "cut.geojson")...); r.code != 2 {
		t.Errorf("a plan cut off: exit %d\n%s", r.code, r.errout)
	}
	write(t, dir, "false.geojson", strings.Replace(string(plan), `"member":"M1"`, `"member":"M2"`, 3))
	r := run(t, dir, append(append([]string{"verify"}, files...), "false.geojson")...)
	if r.code != 4 {
		t.Errorf("a false plan: exit %d\n%s", r.code, r.out)
	}
	write(t, dir, "members.csv", goodMembers+"M3,V,H2\n")
	if r := run(t, dir, append(append([]string{"verify"}, files...), "plan.geojson")...); r.code != 4 {
		t.Errorf("a plan of other records: exit %d\n%s", r.code, r.out)
	}
}

func TestNoMembersAtAll(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "households.csv", goodHouseholds)
	write(t, dir, "members.csv", "id,village,household\n")
	r := must(t, dir, "solve", "--households", "households.csv", "--members", "members.csv")
	wants(t, "the summary", r.out, "unserved", "3", "100.0 %", "near household H1 would serve 3 homes")
	v := must(t, dir, "verify", "--households", "households.csv", "--members", "members.csv", "--plan", "plan.geojson")
	wants(t, "verify", v.out, "No violation")
	without := must(t, dir, "solve", "--households", "households.csv", "--out", "other.geojson")
	wants(t, "the summary without a file of members", without.out, "100.0 %")
}

func TestHelpHasExamplesAndExitCodes(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{{"--help"}, {}} {
		wants(t, "help", must(t, dir, args...).out, "jinlin solve", "Exit codes", "130 interrupted")
	}
	for _, command := range []string{"generate", "solve", "verify", "rebalance", "explain", "compare", "serve"} {
		wants(t, command+" --help", must(t, dir, command, "--help").out, "jinlin "+command+" --")
	}
}
