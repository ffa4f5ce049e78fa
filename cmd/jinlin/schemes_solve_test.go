package main_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"jinlin/service"
)

// A show is a scheme on the villages made after it, through the real program.
type show struct {
	scheme, kind string
	// published is what of the published figures comes out on all of them; the others stand beside ours and need not.
	published []string
	// missed are the minima that may be missed at all. Whatever is missed is proved unavoidable: links are certified.
	missed []string
	// served: nobody is left out.
	served bool
}

var shows = []show{
	{"huozhou-nearby", "huozhou", []string{"load_max"}, []string{"load", "group_role"}, false},
	{"huozhou-selection", "huozhou", []string{"load_max"}, []string{"load"}, true},
	{"huozhou-capability", "huozhou", []string{"load_max", "load_min"}, nil, true},
	{"huozhou-association", "huozhou", []string{"load_max", "load_min"}, nil, true},
	{"huozhou", "huozhou", []string{"load_max"}, []string{"load", "group_role"}, false},
	{"yixiu", "yixiu", []string{"centers", "members", "homes"}, []string{"load", "center_mentor", "mentor_centers"}, true},
	{"yixiu", "yixiu-slack", nil, nil, true},
	{"zhalaite-pairs", "zhalaite-pairs", []string{"serving", "priority_served"}, nil, true},
	{"zhalaite-units", "zhalaite-units", []string{"groups", "group_heads"}, nil, true},
	{"street", "street", nil, nil, true},
}

// TestEveryScheme solves the villages made after each scheme: the judge believes the plan, the links are proved, the published figures come out or what
// is missing is exactly what must be, and any machine writes the same bytes. (TestCounty does the same for Yuanshi.)
func TestEveryScheme(t *testing.T) {
	dir := t.TempDir()
	part := []string{}
	if testing.Short() {
		part = []string{"--villages", "3"}
	}
	for _, kind := range []string{"huozhou", "yixiu", "yixiu-slack", "zhalaite-pairs", "zhalaite-units", "street"} {
		must(t, dir, append([]string{"generate", kind, "--seed", "7", "--out", kind}, part...)...)
	}
	for _, s := range shows {
		t.Run(s.scheme+" on "+s.kind, func(t *testing.T) { s.run(t, dir) })
	}
}

func (s show) run(t *testing.T, dir string) {
	records := []string{"--households", s.kind + "/households.csv", "--members", s.kind + "/members.csv"}
	if s.kind == "huozhou" {
		records = append(records, "--locks", "huozhou/locks.csv")
	}
	solve := append([]string{"solve", "--scheme", s.scheme, "--out"}, append([]string{"plan.geojson"}, records...)...)
	r := must(t, dir, solve...)
	if r.errout != "" {
		t.Errorf("solve says %s", r.errout)
	}
	plan := read(t, dir, "plan.geojson")
	sum := summaryOf(t, plan)
	wants(t, "solve", r.out, "Scheme "+s.scheme+": ", "Proof, in how many areas")
	verified := must(t, dir, append([]string{"verify", "--plan", "plan.geojson"}, records...)...).out
	wants(t, "verify", verified, fmt.Sprintf("No violation in %d areas", sum.Areas), fmt.Sprintf("links in %d of %d", sum.Areas, sum.Areas))
	if strings.Contains(verified, "circles") || strings.Contains(verified, "centre households") != (s.scheme == "yixiu") ||
		strings.Contains(verified, "two-way choice") != (s.scheme == "huozhou" || s.scheme == "huozhou-selection") {
		t.Errorf("verify speaks of what the scheme does not have:\n%s", verified)
	}
	if n := certified(t, sum, "links"); n != sum.Areas {
		t.Errorf("links are certified in %d of %d areas", n, sum.Areas)
	}
	if s.served == (sum.Total.Unserved > 0) {
		t.Errorf("%d homes are unserved", sum.Total.Unserved)
	}
	s.figures(t, sum)
	s.minima(t, dir, sum)
	solve[4] = "other.geojson"
	if other := runWith(t, dir, "v3", []string{"GOMAXPROCS=2"}, nil, solve...); other.code != 0 || !bytes.Equal(plan, read(t, dir, "other.geojson")) {
		t.Errorf("another machine wrote other bytes: exit %d %s", other.code, other.errout)
	}
}

func (s show) figures(t *testing.T, sum service.Summary) {
	t.Helper()
	for _, r := range sum.References {
		if !testing.Short() && strings.Contains(" "+strings.Join(s.published, " ")+" ", " "+r.Name+" ") && r.Value != r.Ours {
			t.Errorf("%s: published %d, here %d", r.Label, r.Value, r.Ours)
		}
	}
	if len(sum.References) < len(s.published) {
		t.Errorf("only %v stands beside what was published", sum.References)
	}
}

// minima: no other minimum is missed than expected, and in Yixiu exactly what counting says.
func (s show) minima(t *testing.T, dir string, sum service.Summary) {
	t.Helper()
	missing := map[string]int{}
	for _, f := range sum.Total.Shortfalls {
		missing[string(f.Kind)] += f.Missing
		if !strings.Contains(strings.Join(s.missed, " "), string(f.Kind)) {
			t.Errorf("missed: %+v", f)
		}
	}
	if s.kind != "yixiu" {
		return
	}
	want := map[string]int{}
	homes, members, secretaries := countBy(t, dir, "yixiu/households.csv", ""), countBy(t, dir, "yixiu/members.csv", ""), countBy(t, dir, "yixiu/members.csv", "branch_secretary")
	for village, n := range members {
		centres, mentors := n/10, secretaries[village]
		want["load"] += max(15*n-(homes[village]-n), 0)
		want["center_mentor"] += max(centres-5*mentors, 0)
		want["mentor_centers"] += max(3*mentors-centres, 0)
	}
	for kind, n := range want {
		if missing[kind] != n {
			t.Errorf("%s: %d are missing, %d by count", kind, missing[kind], n)
		}
	}
}

// countBy counts the rows of a table by village, those that have a word in a cell ("": all).
func countBy(t *testing.T, dir, name, word string) map[string]int {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(read(t, dir, name), []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, row := range rows[1:] {
		if word == "" || strings.Contains("\t"+strings.Join(row, "\t")+"\t", "\t"+word+"\t") {
			out[row[1]]++
		}
	}
	return out
}
