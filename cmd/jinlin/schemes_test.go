package main_test

import (
	"strings"
	"testing"

	"jinlin/policy/codec"
)

// TestFixturesOfSchemes: what generate makes after the schemes is read without a word, vetoes too.
func TestFixturesOfSchemes(t *testing.T) {
	dir := t.TempDir()
	for _, kind := range []string{"yixiu", "yixiu-slack", "zhalaite-pairs", "zhalaite-units", "huozhou", "street"} {
		must(t, dir, "generate", kind, "--villages", "2", "--out", kind)
		args := []string{"solve", "--households", kind + "/households.csv", "--members", kind + "/members.csv", "--out", kind + ".geojson",
			"--set", "circles.sites=none", "--set", "links.within=duty"}
		if kind == "huozhou" {
			args = append(args, "--locks", kind+"/locks.csv")
			if n := strings.Count(string(read(t, dir, kind+"/locks.csv")), ",veto\n"); n < 5 {
				t.Errorf("%d vetoes", n)
			}
		}
		if r := must(t, dir, args...); r.errout != "" {
			t.Errorf("%s: %s", kind, r.errout)
		}
	}
}

// TestSchemesAreListedAndShown: every scheme by name, title and place; its file can be shown, changed and used at once.
func TestSchemesAreListedAndShown(t *testing.T) {
	dir := t.TempDir()
	listed := must(t, dir, "schemes").out
	for _, info := range codec.Schemes() {
		wants(t, "the list", listed, info.Name, info.Title, info.TitleZh, info.Place)
		wants(t, info.Name, must(t, dir, "schemes", "show", info.Name).out, "scheme: "+info.Name)
	}
	if r := run(t, dir, "schemes", "show", "yuansi"); r.code != 2 || !strings.Contains(r.errout, "nearest: yuanshi") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
}

// TestASchemeOfOnesOwn: --scheme takes a file that extends a built-in scheme, and tells line, key and nearest word of what is wrong with it.
func TestASchemeOfOnesOwn(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "generate", "village", "--homes", "120", "--out", "D")
	solve := []string{"solve", "--households", "D/households.csv", "--members", "D/members.csv", "--scheme"}
	write(t, dir, "my.yaml", "extends: yuanshi\nscheme: ours\nlinks.load: {target_max: 12, max: 14}\n")
	wants(t, "the summary", must(t, dir, append(solve, "my.yaml")...).out, "Scheme ours")
	wants(t, "the plan", string(read(t, dir, "plan.geojson")), `"max":14`)
	wants(t, "with --set", must(t, dir, append(solve, "my.yaml", "--set", "scheme=mine")...).out, "Scheme mine")
	write(t, dir, "bad.yaml", "extends: yuanshi\nlinks:\n  load: {mx: 14}\n")
	if r := run(t, dir, append(solve, "bad.yaml")...); r.code != 2 || !strings.Contains(r.errout, "bad.yaml:3:10: links.load.mx") || !strings.Contains(r.errout, "nearest: links.load.max") {
		t.Errorf("exit %d: %s", r.code, r.errout)
	}
	for name, says := range map[string]string{"none.yaml": "none.yaml", "yuanshi-zon": "nearest: yuanshi-zone"} {
		if r := run(t, dir, append(solve, name)...); r.code != 2 || !strings.Contains(r.errout, says) {
			t.Errorf("%s: exit %d: %s", name, r.code, r.errout)
		}
	}
}

// TestCadresWithoutAPlace: an explanation does not make up a distance for a cadre whose place nobody told.
func TestCadresWithoutAPlace(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "generate", "zhalaite-pairs", "--villages", "1", "--out", "z")
	records := []string{"--households", "z/households.csv", "--members", "z/members.csv"}
	must(t, dir, append([]string{"solve", "--scheme", "zhalaite-pairs"}, records...)...)
	for row := range strings.Lines(string(read(t, dir, "links.csv"))) {
		cells := strings.Split(row, ",")
		if len(cells) < 4 || cells[2] != "linked" || !strings.Contains(cells[3], "-D") {
			continue
		}
		said := must(t, dir, append([]string{"explain", "--plan", "plan.geojson", "--household", cells[1]}, records...)...).out
		wants(t, "explain", said, "linked to member "+cells[3]+", whose place is not known", "no place  load")
		return
	}
	t.Error("no home has a cadre from outside")
}
