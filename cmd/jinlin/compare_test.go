package main_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"jinlin/service"
)

// TestCompare compares two plans of a village that moved on, and two schemes, in all formats.
func TestCompare(t *testing.T) {
	dir := village(t, 200)
	write(t, dir, "moves.csv", "change,record,id\ndrop,member,"+cells(t, dir, "D/members.csv")[1][0]+"\n")
	must(t, dir, append([]string{"rebalance", "-q", "--plan", "plan.geojson", "--changes", "moves.csv", "--out", "plan2.geojson"}, records("D/")...)...)

	t.Run("plan files without records", func(t *testing.T) {
		r := must(t, dir, "compare", "plan.geojson", "plan2.geojson")
		wants(t, "the text", r.out, "2 plans compared", "Plan A is plan.geojson", "Not checked, since the records were not given: plans A and B", "would have to get used to another member", "Village by village")
		if strings.Contains(r.out, "-H0") {
			t.Errorf("a home is named:\n%s", r.out)
		}
		zh := must(t, dir, "compare", "plan.geojson", "plan2.geojson", "--lang", "zh")
		wants(t, "the Chinese text", zh.out, "2个方案对比", "未提供原始名册", "要付出什么代价")
	})
	t.Run("schemes", func(t *testing.T) {
		args := append([]string{"compare", "--scheme", "yuanshi,yuanshi-zone"}, records("D/")...)
		must(t, dir, append(args, "-o", "c.json")...)
		var c service.Comparison
		if err := json.Unmarshal(read(t, dir, "c.json"), &c); err != nil || len(c.Plans) != 2 || !c.Plans[0].Judged || c.Homes != 200 || c.Plans[1].Name != "yuanshi-zone" {
			t.Errorf("%v %+v", err, c)
		}
		must(t, dir, append(args, "--format", "json", "--output", "again.json", "--workers", "1")...)
		same(t, dir, "c.json", "again.json")
		if r := runWith(t, dir, "v3", nil, nil, append(args, "--out", "v3.json")...); r.code != 0 {
			t.Fatal(r.errout)
		}
		same(t, dir, "c.json", "v3.json")
		must(t, dir, append(args, "--out", "c.html")...)
		wants(t, "the page", string(read(t, dir, "c.html")), "<!doctype html>", "2个方案对比", "2 plans compared", "<svg")
		must(t, dir, append(args, "--out", "en.html", "--lang", "en")...)
		if strings.Contains(string(read(t, dir, "en.html")), "方案") {
			t.Error("an English page with Chinese words")
		}
	})
	t.Run("a plan, a scheme and a policy file", func(t *testing.T) {
		write(t, dir, "ours.yaml", "extends: yuanshi\nscheme: ours\nlinks.load.max: 40\n")
		r := must(t, dir, append([]string{"compare", "plan.geojson", "--scheme", "yuanshi", "--policy", "ours.yaml", "--villages", "D/villages.geojson"}, records("D/")...)...)
		wants(t, "the text", r.out, "3 plans compared", "Plan C is ours.yaml", "nothing untrue was found: plans A, B and C", "Every plan reaches all 200 homes", "样例村")
	})
	t.Run("a plan of other records", func(t *testing.T) {
		r := run(t, dir, append([]string{"compare", "plan.geojson", "plan2.geojson", "-o", "false.txt"}, records("D/")...)...)
		if r.code != 4 {
			t.Errorf("exit %d", r.code)
		}
		wants(t, "the error", r.errout, "plan2.geojson", "violations")
		wants(t, "the text", string(read(t, dir, "false.txt")), "Plan B does not agree with the records in", "found: plan A.")
	})
}

func TestCompareRefuses(t *testing.T) {
	dir := village(t, 40)
	plan := string(read(t, dir, "plan.geojson"))
	write(t, dir, "planar.csv", "id,village,x,y\nH1,V,0,0\n")
	must(t, dir, "solve", "-q", "--households", "planar.csv", "--set", "metric=planar", "--out", "planar.geojson", "--links", "planar-links.csv")
	write(t, dir, "cut.geojson", plan[:len(plan)/2])
	home := records("D/")
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"one plan":           {[]string{"plan.geojson"}, "expected two or more"},
		"no records":         {[]string{"--scheme", "yuanshi,yuanshi-zone"}, "expected --households"},
		"an unknown scheme":  {append([]string{"--scheme", "yuanshi,yunshi"}, home...), "yuanshi"},
		"a bad setting":      {append([]string{"--scheme", "yuanshi,yuanshi-zone", "--set", "links.load.maxx=3"}, home...), "links.load.max"},
		"settings of plans":  {[]string{"plan.geojson", "plan.geojson", "--set", "links.load.max=3"}, "--set changes schemes"},
		"members alone":      {[]string{"plan.geojson", "plan.geojson", "--members", "D/members.csv"}, "without homes"},
		"no such plan":       {[]string{"plan.geojson", "nowhere.geojson"}, "nowhere.geojson"},
		"a plan cut off":     {[]string{"plan.geojson", "cut.geojson"}, "cut.geojson"},
		"two metrics":        {append([]string{"planar.geojson", "plan.geojson"}, home...), "expected one metric"},
		"two metrics alone":  {[]string{"plan.geojson", "planar.geojson"}, "expected one metric"},
		"both in a terminal": {[]string{"plan.geojson", "plan.geojson", "--lang", "both"}, "--lang both is for html"},
		"nine plans":         {strings.Fields(strings.Repeat("plan.geojson ", 9)), "at most 8"},
		"another format":     {[]string{"plan.geojson", "plan.geojson", "--format", "pdf"}, "format"},
	} {
		t.Run(name, func(t *testing.T) {
			r := run(t, dir, append([]string{"compare", "-o", "refused.txt"}, c.args...)...)
			if r.code != 2 {
				t.Errorf("exit %d", r.code)
			}
			wants(t, "the error", r.errout, c.says)
			if _, err := os.Stat(filepath.Join(dir, "refused.txt")); err == nil {
				t.Error("a file was written")
			}
		})
	}
}
