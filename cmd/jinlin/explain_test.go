package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExplain asks a real plan of a village why, and what else could be.
func TestExplain(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "generate", "village", "--homes", "120", "--out", "D")
	must(t, dir, "solve", "--households", "D/households.csv", "--members", "D/members.csv")
	ask := func(args ...string) result {
		return run(t, dir, append([]string{"explain", "--households", "D/households.csv", "--members", "D/members.csv", "--plan", "plan.geojson"}, args...)...)
	}
	member := strings.Split(strings.Split(string(read(t, dir, "D/members.csv")), "\n")[2], ",")[0]
	home := strings.Replace(member, "-M002", "-H0007", 1)
	for _, c := range []struct {
		name string
		args []string
		code int
		says []string
	}{
		{"home", []string{"--household", home}, 0, []string{"Household " + home, "answers for it", "would change"}},
		{"home at best", []string{"--household", home, "--best", "--all"}, 0, []string{"at best would change", "pushing", "distance +"}},
		{"member", []string{"--member", member}, 0, []string{"Member " + member, "Why this load", "minimum 1, maximum 30, best 10 to 16", "at best", "hand over", "nearest homes of others"}},
		{"curve", []string{"--curve", "load", "--svg", "curve.svg"}, 0, []string{"1 area,", "load first", "way first", "nearest"}},
		{"unknown home", []string{"--household", "H?"}, 2, []string{`no household "H?"`}},
		{"unknown member", []string{"--member", "M?"}, 2, []string{`no member "M?"`}},
		{"unknown curve", []string{"--curve", "fit"}, 2, []string{"fit", "expected load or circles"}},
		{"curve of an unknown area", []string{"--curve", "load", "--area", "nowhere"}, 2, []string{`area "nowhere"`}},
		{"two questions", []string{"--curve", "load", "--member", member}, 2, []string{"--member"}},
		{"no question", nil, 2, []string{"--household", "--member", "--curve"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := ask(c.args...)
			if r.code != c.code {
				t.Errorf("exit %d, expected %d", r.code, c.code)
			}
			wants(t, c.name, r.out+r.errout, c.says...)
		})
	}
	wants(t, "the picture", string(read(t, dir, "curve.svg")), "<svg", "mean distance", "</svg>")
}

// TestCurveOfAllVillages adds villages up at common prices.
func TestCurveOfAllVillages(t *testing.T) {
	dir := t.TempDir()
	must(t, dir, "generate", "county", "--villages", "3", "--seed", "3", "--out", "D")
	must(t, dir, "solve", "--households", "D/households.csv", "--members", "D/members.csv")
	args := []string{"explain", "--households", "D/households.csv", "--members", "D/members.csv", "--plan", "plan.geojson", "--curve", "load"}
	wants(t, "the curve", must(t, dir, args...).out, "3 areas", "load first", "100.0 m", "1.0 m", "0.1 m", "way first")
	one := strings.Split(strings.Split(string(read(t, dir, "D/members.csv")), "\n")[1], "-M")[0]
	wants(t, "the curve of one village", must(t, dir, append(args, "--area", one)...).out, "1 area,")
	if _, err := os.Stat(filepath.Join(dir, "curve.svg")); err == nil {
		t.Error("a picture that nobody asked for")
	}
}
