package service_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/service"
	"jinlin/verify"
)

var update = flag.Bool("update", false, "write the expected texts anew; read the difference")

// hamlets are two areas: one where all goes well, and one with a home far away, two members who do not take part, and a lock.
func hamlets() []engine.Problem {
	pol := policy.Default()
	pol.Scheme = "yuanshi"
	pol.Links.Load.TargetMin, pol.Links.Load.TargetMax = 2, 3
	pol.Team.Roles = []policy.Role{{Name: "leader", Min: 1, Max: 1, Titles: []string{"cadre"}}}
	var out []engine.Problem
	for v, area := range []engine.AreaID{"V1", "V2"} {
		p := engine.Problem{Area: area, Policy: pol, Datum: geo.GCJ02}
		for i := range 8 {
			id := engine.HouseholdID(fmt.Sprintf("%s-H%d", area, i))
			p.Households = append(p.Households, engine.Household{ID: id, Area: area, Location: orb.Point{114.5 + float64(i%4)*0.0003, 37.7 + float64(v)*0.1 + float64(i/4)*0.0002}})
		}
		p.Members = []engine.Member{
			{ID: engine.MemberID(area) + "-M0", Area: area, Household: p.Households[0].ID, Title: "cadre"},
			{ID: engine.MemberID(area) + "-M1", Area: area, Household: p.Households[5].ID},
		}
		out = append(out, p)
	}
	p := &out[1]
	p.Households = append(p.Households, engine.Household{ID: "V2-H8", Area: "V2", Location: orb.Point{114.6, 37.8}})
	p.Members[0].Title = ""
	p.Members = append(p.Members, engine.Member{ID: "V2-M2", Area: "V2", Status: policy.StatusAge}, engine.Member{ID: "V2-M3", Area: "V2", Status: policy.StatusAway})
	p.Locks = []engine.Pair{{Household: "V2-H1", Member: "V2-M1"}}
	return out
}

func solve(t *testing.T, problems []engine.Problem) []engine.Plan {
	t.Helper()
	var plans []engine.Plan
	for _, p := range problems {
		plan, err := engine.Solve(context.Background(), p, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		plans = append(plans, plan)
	}
	return plans
}

func summary(t *testing.T) service.Summary {
	t.Helper()
	problems := hamlets()
	var tally service.Tally
	for i, plan := range solve(t, problems) {
		if err := tally.Add(context.Background(), problems[i], plan); err != nil {
			t.Fatal(err)
		}
	}
	return tally.Summary(service.Reference{Name: "circles", Label: "circles", LabelZh: "服务圈", Value: 452}, service.Reference{Name: "visits", Value: 2})
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nexpected\n%s", name, got, want)
	}
}

func TestSummaryTexts(t *testing.T) {
	s := summary(t)
	for _, lang := range []service.Lang{service.English, service.Chinese} {
		var b strings.Builder
		if err := service.WriteText(&b, s, lang); err != nil {
			t.Fatal(err)
		}
		golden(t, "summary."+string(lang)+".txt", b.String())
	}
}

func TestSummaryFigures(t *testing.T) {
	s := summary(t)
	f := s.Total
	if f.Homes != f.Linked+f.Locked+f.Own+f.Unserved || f.Homes != 17 || f.Own != 4 || f.Locked != 1 || f.Unserved != 1 || s.Areas != 2 || s.Datum != "gcj02" {
		t.Errorf("homes %+v", f)
	}
	if f.Members != 6 || f.Eligible != 4 || len(f.Excluded) != 2 || f.Excluded[0] != (service.CodeFigures{Code: "age", Members: 1}) {
		t.Errorf("members %+v", f)
	}
	if f.Distances.Links != f.Linked+f.Locked || f.Distances.WithinReach != 1 || f.Distances.MedianM > f.Distances.P95M || f.Distances.P99M > f.Distances.MaxM {
		t.Errorf("distances %+v", f.Distances)
	}
	if f.Loads.Min*f.Eligible > f.Linked+f.Locked || f.Loads.Max*f.Eligible < f.Linked+f.Locked {
		t.Errorf("loads %+v", f.Loads)
	}
	if len(s.ByArea) != 2 || s.ByArea[0].Homes+s.ByArea[1].Homes != f.Homes || len(s.ByArea[1].Fixes) == 0 {
		t.Errorf("areas %+v", s.ByArea)
	}
	if _, err := json.Marshal(s); err != nil {
		t.Error(err)
	}
}

func TestFormatsNameEveryFigure(t *testing.T) {
	docs, err := os.ReadFile("../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(docs), "\n### Summary\n")
	text, _, _ = strings.Cut(text, "\n## ")
	out, err := json.Marshal(summary(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range regexp.MustCompile(`"([a-z_0-9]+)":`).FindAllStringSubmatch(string(out), -1) {
		if name := key[1]; !strings.Contains(text, "`"+name+"`") && name != "household" {
			t.Errorf("### Summary does not name %q", name)
		}
	}
}

func TestTheSummaryOfNothing(t *testing.T) {
	s := new(service.Tally).Summary()
	for _, lang := range []service.Lang{service.English, service.Chinese} {
		var b strings.Builder
		if err := service.WriteText(&b, s, lang); err != nil || strings.Contains(b.String(), "%!") {
			t.Errorf("%v: %s", err, b.String())
		}
	}
	text, err := json.Marshal(s)
	if err != nil || strings.Contains(string(text), "null") {
		t.Errorf("%v: %s", err, text)
	}
}

func TestCheck(t *testing.T) {
	problems := hamlets()
	plans := solve(t, problems)
	v, err := service.Check(context.Background(), problems, plans, 2)
	if err != nil || !v.OK() || len(v.Reports) != 2 || v.Reports[0].Area != "V1" {
		t.Errorf("%v, %+v", err, v)
	}
	spoilt := plans[0].Draft()
	spoilt.Homes[1].DistanceMM++
	v, err = service.Check(context.Background(), problems, []engine.Plan{spoilt.Build(), plans[0], engine.Draft{Area: "V9"}.Build()}, 0)
	codes := func(f []verify.Finding) (out []string) {
		for _, x := range f {
			out = append(out, x.Code)
		}
		return out
	}
	if err != nil || v.OK() || !slices.Equal(codes(v.Findings), []string{service.AreaExtra, service.AreaMissing, service.AreaTwice}) {
		t.Errorf("%v, %+v", err, v.Findings)
	}
	if len(v.Reports) != 2 || v.Reports[0].OK() {
		t.Errorf("reports %+v", v.Reports)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := service.Check(ctx, problems, plans, 0); err == nil {
		t.Error("cancelled, and no error")
	}
	if v, err := service.Check(context.Background(), nil, nil, 0); err != nil || !v.OK() {
		t.Errorf("nothing: %v, %+v", err, v)
	}
}

// Where much is missing, the text has a line per village and a sum instead of a line per place.
func TestTextSumsUpWhatIsMissing(t *testing.T) {
	var s service.Summary
	for i := range 23 {
		a := service.AreaFigures{Area: engine.AreaID(fmt.Sprintf("V%02d", i))}
		for range i {
			a.Fixes = append(a.Fixes, service.FixFigures{Kind: engine.FixAddMember, Household: "H", Homes: 30})
		}
		a.Fixes = append(a.Fixes, service.FixFigures{Kind: engine.FixAddPlaces, Household: "H", Homes: 2, Places: 3})
		s.ByArea = append(s.ByArea, a)
	}
	for lang, want := range map[service.Lang][]string{
		service.English: {
			"What is missing, by village", "  village            unserved      members       places    forbidden",
			"  V22                     662           22            3            0", "  all                    7636          253           69            0", "and 3 more villages",
		},
		service.Chinese: {"各村所缺", "合计                   7636          253           69            0", "另含 3 个村"},
	} {
		var out strings.Builder
		if err := service.WriteText(&out, s, lang); err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !strings.Contains(out.String(), line) {
				t.Errorf("%s: nothing like %q in\n%s", lang, line, out.String())
			}
		}
	}
}

// Claims that were kept or not checked are said to be, where there are some.
func TestTextSaysWhatWasKeptAndWhatNotChecked(t *testing.T) {
	s := summary(t)
	s.Total.Proofs = []service.ProofFigures{{Stage: verify.StageCircles, Certified: 2}, {Stage: verify.StageDistance, Kept: 2}, {Stage: verify.StageLinks, Bounded: 1, Unchecked: 1}}
	for lang, want := range map[service.Lang][]string{
		service.English: {"bounded 0\n", "certified 0, searched 0, bounded 0, kept as they stood 2\n", "certified 0, searched 0, bounded 1, not checked 1\n"},
		service.Chinese: {"有界 0\n", "已证 0，穷尽搜索 0，有界 0，沿用 2\n", "已证 0，穷尽搜索 0，有界 1，未核 1\n"},
	} {
		var out strings.Builder
		if err := service.WriteText(&out, s, lang); err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !strings.Contains(out.String(), line) {
				t.Errorf("%s: nothing like %q in\n%s", lang, line, out.String())
			}
		}
	}
}

func TestVerdictCountsWhatWasConfirmed(t *testing.T) {
	report := func(links, circles engine.ProofKind) verify.Report {
		return verify.Report{Stages: []verify.Stage{{Name: verify.StageLinks, Confirmed: links}, {Name: verify.StageCircles, Confirmed: circles}}}
	}
	v := service.Verdict{Reports: []verify.Report{report(engine.Certified, engine.Kept), report(engine.Bounded, engine.Kept), report(engine.Searched, "")}}
	for kind, want := range map[engine.ProofKind]int{engine.Certified: 1, engine.Searched: 1, engine.Bounded: 1, engine.Unchecked: 0, engine.Kept: 0} {
		if got := v.Confirmed(verify.StageLinks, kind); got != want {
			t.Errorf("links %s in %d areas, expected %d", kind, got, want)
		}
	}
	if got := v.Confirmed(verify.StageCircles, engine.Kept); got != 2 {
		t.Errorf("circles kept in %d areas, expected 2", got)
	}
}
