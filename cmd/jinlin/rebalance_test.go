package main_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// records are the flags of the lists in a folder.
func records(prefix string) []string {
	return []string{"--households", prefix + "households.csv", "--members", prefix + "members.csv"}
}

// village solves a made-up village in D, to plan.geojson.
func village(t *testing.T, homes int) string {
	t.Helper()
	dir := t.TempDir()
	must(t, dir, "generate", "village", "--homes", fmt.Sprint(homes), "--seed", "3", "--out", "D")
	must(t, dir, append([]string{"solve", "-q"}, records("D/")...)...)
	return dir
}

// cells are the rows of a table.
func cells(t *testing.T, dir, name string) [][]string {
	t.Helper()
	var rows [][]string
	for line := range strings.SplitSeq(strings.TrimSpace(strings.TrimPrefix(string(read(t, dir, name)), "\uFEFF")), "\n") {
		rows = append(rows, strings.Split(line, ","))
	}
	return rows
}

// quarter is what happens in a quarter of the village: a member leaves with his home, one goes away, a home moves, two arrive.
func quarter(t *testing.T, dir string) string {
	t.Helper()
	members, homes := cells(t, dir, "D/members.csv"), cells(t, dir, "D/households.csv")
	lived := map[string]bool{}
	var active [][]string
	for _, m := range members[1:] {
		lived[m[2]] = true
		if m[6] == "active" {
			active = append(active, m)
		}
	}
	free := slices.IndexFunc(homes, func(h []string) bool { return h[0] != "id" && !lived[h[0]] })
	area := homes[1][1]
	return "change,record,id,household,village,lon,lat,status\n" +
		"drop,member," + active[3][0] + ",,,,,\ndrop,household," + active[3][2] + ",,,,,\n" +
		"update,member," + active[7][0] + ",,,,,away\n" +
		"move,household," + homes[free][0] + ",," + area + "," + homes[60][2] + "," + homes[60][3] + ",\n" +
		"put,household,new-1,," + area + "," + homes[20][2] + "," + homes[20][3] + ",\n" +
		"put,household,new-2,," + area + "," + homes[90][2] + "," + homes[90][3] + ",\nput,member,new-m,new-2,,,,\n"
}

func TestRebalanceVillage(t *testing.T) {
	dir := village(t, 300)
	write(t, dir, "moves.csv", quarter(t, dir))
	r := must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--changes", "moves.csv", "--out", "plan2.geojson", "--links", "links2.csv",
		"--out-households", "h2households.csv", "--out-members", "h2members.csv", "--svg", "now.svg"}, records("D/")...)...)
	wants(t, "the summary", r.out, "Rebalance (fewest changes): areas 1, of which 1 touched, 0 untouched", "arrived", "forced", " left: ", "no longer takes part (away)")
	wants(t, "changes.csv", string(read(t, dir, "changes.csv")), "\uFEFFvillage,household,kind,", ",new-1,arrived,", ",gone,", ",member_left,", ",member_excluded,")
	wants(t, "the picture", string(read(t, dir, "now.svg")), "</svg>")
	v := must(t, dir, append([]string{"verify", "--plan", "plan2.geojson"}, records("h2")...)...)
	wants(t, "verify", v.out, "No violation in 1 areas", "links in 1 of 1", "Circles kept from the plan before")
	v = must(t, dir, append([]string{"verify", "--plan", "plan2.geojson", "--before-plan", "plan.geojson", "--before-households", "D/households.csv",
		"--before-members", "D/members.csv"}, records("h2")...)...)
	wants(t, "verify beside the plan before", v.out, "No violation in 1 areas")

	t.Run("the same by full lists", func(t *testing.T) {
		must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--new-households", "h2households.csv", "--new-members", "h2members.csv",
			"--out", "by-lists.geojson", "--out-changes", "by-lists.csv", "-q"}, records("D/")...)...)
		same(t, dir, "plan2.geojson", "by-lists.geojson")
		same(t, dir, "changes.csv", "by-lists.csv")
	})
	t.Run("the same in any order, on any machine", func(t *testing.T) {
		lines := strings.Split(strings.TrimSpace(quarter(t, dir)), "\n")
		slices.Reverse(lines[1:])
		write(t, dir, "reversed.csv", strings.Join(lines, "\n")+"\n")
		r := runWith(t, dir, "v3", []string{"GOMAXPROCS=2"}, nil, append([]string{"rebalance", "--plan", "plan.geojson", "--changes", "reversed.csv", "--out", "v3.geojson", "--out-changes", "v3.csv"}, records("D/")...)...)
		if r.code != 0 {
			t.Fatal(r.errout)
		}
		same(t, dir, "plan2.geojson", "v3.geojson")
		same(t, dir, "changes.csv", "v3.csv")
	})
	t.Run("the records of today alone", func(t *testing.T) {
		r := must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--out", "today.geojson", "--out-changes", "today.csv"}, records("h2")...)...)
		wants(t, "the warning", r.errout, "was made from other records than those given, in 1 villages")
		wants(t, "changes", string(read(t, dir, "today.csv")), ",new-1,arrived,", ",gone,", ",member_left,")
		must(t, dir, append([]string{"verify", "--plan", "today.geojson"}, records("h2")...)...)
	})
	t.Run("the next quarter", func(t *testing.T) {
		write(t, dir, "more.csv", "change,record,id\ndrop,household,new-1\n")
		r := must(t, dir, append([]string{"rebalance", "--plan", "plan2.geojson", "--changes", "more.csv", "--out", "plan3.geojson", "--out-changes", "more-changes.csv"}, records("h2")...)...)
		if r.errout != "" {
			t.Errorf("told %s", r.errout)
		}
		if rows := cells(t, dir, "more-changes.csv"); len(rows) != 2 || rows[1][1] != "new-1" || rows[1][2] != "gone" {
			t.Errorf("changes %v", rows)
		}
	})
	t.Run("at most so many, in Chinese, without proof", func(t *testing.T) {
		r := must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--changes", "moves.csv", "--out", "most.geojson", "--out-changes", "most.csv",
			"--max-changes", "4", "--resite", "--no-proof", "--trades", "0", "--lang", "zh"}, records("D/")...)...)
		wants(t, "the summary", r.out, "每村自愿改动不超过 4 户", "重新划定")
		must(t, dir, append([]string{"verify", "--plan", "most.geojson"}, records("h2")...)...)
	})
}

// TestNoProof: the same links, said to be unchecked, and the judge certifies them from the records.
func TestNoProof(t *testing.T) {
	dir := village(t, 80)
	r := must(t, dir, append([]string{"solve", "--no-proof", "--out", "unchecked.geojson", "--links", "unchecked.csv"}, records("D/")...)...)
	wants(t, "the summary", r.out, "not checked 1")
	same(t, dir, "links.csv", "unchecked.csv")
	wants(t, "the plan", string(read(t, dir, "unchecked.geojson")), `"links":{"kind":"unchecked"`)
	wants(t, "verify", must(t, dir, append([]string{"verify", "--plan", "unchecked.geojson"}, records("D/")...)...).out, "No violation")
}

func same(t *testing.T, dir, a, b string) {
	t.Helper()
	if !bytes.Equal(read(t, dir, a), read(t, dir, b)) {
		t.Errorf("%s and %s differ", a, b)
	}
}

// TestRebalanceOfNothing: where nothing changed, nothing does, and a plan that followed another stands the same.
func TestRebalanceOfNothing(t *testing.T) {
	dir := village(t, 120)
	write(t, dir, "none.csv", "change,record,id\n")
	for _, more := range [][]string{nil, {"--changes", "none.csv"}, {"--new-members", "D/members.csv"}, {"--max-changes", "9"}, {"--set", "links.load.max=30"}} {
		r := must(t, dir, slices.Concat([]string{"rebalance", "--plan", "plan.geojson", "--out", "same.geojson"}, more, records("D/"))...)
		wants(t, "the summary", r.out, "0 touched, 1 untouched")
		same(t, dir, "plan.geojson", "same.geojson")
		if rows := cells(t, dir, "changes.csv"); len(rows) != 1 {
			t.Errorf("changes %v", rows)
		}
	}
	r := must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--everywhere", "--max-changes", "0", "--out", "again.geojson"}, records("D/")...)...)
	wants(t, "the summary", r.out, "1 touched")
	r = must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--set", "links.load.max=20", "--out", "policy.geojson"}, records("D/")...)...)
	wants(t, "the summary", r.out, "1 touched")
	wants(t, "verify", must(t, dir, append([]string{"verify", "--plan", "policy.geojson"}, records("D/")...)...).out, "No violation")
}

func TestRebalanceWrongInput(t *testing.T) {
	dir := village(t, 60)
	members := cells(t, dir, "D/members.csv")
	write(t, dir, "bad.csv", "change,record,id,village,lon,lat\ndrop,member,"+members[1][0]+",,,\nput,household,x,v,114,97\nvanish,member,M,,,\n")
	write(t, dir, "foreign.csv", "id,village,lon,lat\nH1,V,114.5,37.7\n")
	for _, c := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"strict", []string{"--changes", "bad.csv", "--strict"}, 2, []string{"bad.csv:3 column lat", "bad.csv:4 column change", "expected one of put, update, drop"}},
		{"both", []string{"--changes", "bad.csv", "--new-members", "D/members.csv"}, 2, []string{"one of the two"}},
		{"no such plan", []string{"--plan", "none.geojson"}, 2, []string{"none.geojson"}},
		{"no such changes", []string{"--changes", "none.csv"}, 2, []string{"none.csv"}},
		{"negative", []string{"--max-changes=-1"}, 2, []string{"--max-changes is -1"}},
		{"another metric", []string{"--set", "metric=planar"}, 2, []string{"metric"}},
		{"everywhere", []string{"--everywhere"}, 2, []string{"--max-changes or --resite"}},
		{"another village", []string{"--households", "foreign.csv"}, 2, []string{"made for other villages"}},
		{"no such picture", []string{"--svg", "x.svg", "--picture", "nowhere"}, 2, []string{"nowhere"}},
		{"require all", []string{"--new-members", "empty.csv", "--require-all"}, 3, []string{"homes are unserved"}},
		{"half of before", []string{}, 2, []string{"--before-households"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, dir, "empty.csv", "id,village,household\n")
			args := slices.Concat([]string{"rebalance", "--plan", "plan.geojson", "--out", "out.geojson"}, records("D/"), c.args)
			if c.name == "another village" {
				args = []string{"rebalance", "--plan", "plan.geojson", "--households", "foreign.csv", "--out", "out.geojson"}
			}
			if c.name == "half of before" {
				args = append([]string{"verify", "--plan", "plan.geojson", "--before-plan", "plan.geojson"}, records("D/")...)
			}
			r := run(t, dir, args...)
			if r.code != c.code {
				t.Errorf("exit %d, expected %d: %s", r.code, c.code, r.errout)
			}
			wants(t, "the error", r.errout, c.says...)
			if strings.Contains(r.errout, "goroutine") {
				t.Error("it panicked")
			}
			if _, err := os.Stat(filepath.Join(dir, "out.geojson")); (err == nil) != (c.code == 3) {
				t.Errorf("out.geojson: %v", err)
			}
			_ = os.Remove(filepath.Join(dir, "out.geojson"))
		})
	}
	t.Run("bad rows are left out and written down", func(t *testing.T) {
		r := must(t, dir, slices.Concat([]string{"rebalance", "--plan", "plan.geojson", "--out", "out.geojson", "--changes", "bad.csv"}, records("D/"))...)
		wants(t, "the report", r.errout, "bad.csv:3", "bad.csv:4", "bad.csv: 2 rejected; see bad.rejects.csv")
		wants(t, "the rejects", string(read(t, dir, "bad.rejects.csv")), "vanish,member,M", "reason")
		wants(t, "the changes", string(read(t, dir, "changes.csv")), members[1][0]+" left")
	})
}

// TestRebalanceCounty: one member leaves in one village; all lines of all other villages stay the same, and a home that moves to another
// village is gone in one and new in the other.
func TestRebalanceCounty(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "generate", "county", "--seed", "7", "--villages", "30", "--out", "D")
	must(t, dir, append([]string{"solve", "-q"}, records("D/")...)...)
	members := cells(t, dir, "D/members.csv")
	left, other := members[len(members)/2][1], members[1][1]
	i := slices.IndexFunc(members, func(m []string) bool { return m[1] == left && m[6] == "active" && m[7] == "yes" })
	write(t, dir, "moves.csv", "change,record,id\ndrop,member,"+members[i][0]+"\n")
	r := must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--changes", "moves.csv", "--out-members", "m2.csv", "--workers", "3"}, records("D/")...)...)
	wants(t, "the summary", r.out, "areas 30, of which 1 touched, 29 untouched", members[i][0]+" left")
	now := map[string]bool{}
	for line := range strings.SplitSeq(string(read(t, dir, "rebalanced.geojson")), "\n") {
		now[strings.TrimSuffix(line, ",")] = true
	}
	kept := 0
	for line := range strings.SplitSeq(string(read(t, dir, "plan.geojson")), "\n") {
		line = strings.TrimSuffix(line, ",")
		if !strings.Contains(line, `"area":"`) || strings.Contains(line, `"area":"`+left+`"`) || strings.HasPrefix(line, `"summary"`) {
			continue
		}
		if kept++; !now[line] {
			t.Fatalf("changed: %.300s", line)
		}
	}
	if kept < 10_000 {
		t.Errorf("%d lines compared", kept)
	}
	v := must(t, dir, "verify", "--plan", "rebalanced.geojson", "--households", "D/households.csv", "--members", "m2.csv")
	wants(t, "verify", v.out, "No violation in 30 areas")
	v = must(t, dir, "verify", "--plan", "rebalanced.geojson", "--households", "D/households.csv", "--members", "m2.csv",
		"--before-plan", "plan.geojson", "--before-households", "D/households.csv", "--before-members", "D/members.csv")
	wants(t, "verify beside the plan before", v.out, "No violation in 30 areas")

	homes := cells(t, dir, "D/households.csv")
	lived := map[string]bool{}
	for _, m := range members {
		lived[m[2]] = true
	}
	from := slices.IndexFunc(homes, func(h []string) bool { return h[1] == left && !lived[h[0]] })
	to := slices.IndexFunc(homes, func(h []string) bool { return h[1] == other })
	write(t, dir, "across.csv", "change,record,id,village,lon,lat\nmove,household,"+homes[from][0]+","+homes[to][1]+","+homes[to][2]+","+homes[to][3]+"\n")
	r = must(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--changes", "across.csv", "--out", "across.geojson"}, records("D/")...)...)
	wants(t, "the summary", r.out, "2 touched, 28 untouched")
	wants(t, "the changes", string(read(t, dir, "changes.csv")), left+","+homes[from][0]+",gone,", other+","+homes[from][0]+",arrived,")
	wants(t, "a number that nobody knows", run(t, dir, append([]string{"rebalance", "--plan", "plan.geojson", "--trades=-1"}, records("D/")...)...).errout, "--trades is -1")
}
