package main_test

import (
	"strings"
	"testing"
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
