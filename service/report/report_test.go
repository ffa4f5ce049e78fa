package report_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/service/report"
)

var update = flag.Bool("update", false, "write the expected texts anew; read the difference")

// villages are three small made-up villages: one scattered, where homes are out of reach, one where few members take part, one plain.
func villages(t *testing.T) []engine.Problem {
	t.Helper()
	var all []engine.Problem
	for i, style := range []fixtures.Style{fixtures.StyleScattered, fixtures.StylePlain, fixtures.StyleHamlet} {
		for d := range fixtures.Generate(fixtures.Spec{Kind: fixtures.KindVillage, Style: style, Homes: 90, Seed: uint64(i + 3)}) {
			area := engine.AreaID([]string{"far", "few", "near"}[i])
			p := engine.Problem{Area: area}
			for _, h := range d.Households {
				h.ID, h.Area = engine.HouseholdID(area)+"-"+h.ID, area
				p.Households = append(p.Households, h)
			}
			for _, m := range d.Members {
				m.ID, m.Area, m.Household = engine.MemberID(area)+"-"+m.ID, area, engine.HouseholdID(area)+"-"+m.Household
				p.Members = append(p.Members, m)
			}
			if area == "few" {
				p.Members = p.Members[:2]
			}
			all = append(all, p)
		}
	}
	return all
}

// contender plans the villages by a scheme, with some settings.
func contender(t *testing.T, problems []engine.Problem, scheme string, set ...string) service.Contender {
	t.Helper()
	pol, err := codec.Scheme(scheme)
	if err == nil {
		err = codec.Set(&pol, set...)
	}
	if err != nil {
		t.Fatal(err)
	}
	c := service.SchemeContender(pol)
	for _, p := range problems {
		p.Policy = pol
		c.Problems = append(c.Problems, p)
	}
	return c
}

func comparison(t *testing.T) service.Comparison {
	t.Helper()
	problems := villages(t)
	c, err := service.Compare(context.Background(), []service.Contender{
		contender(t, problems, "yuanshi"),
		contender(t, problems, "yuanshi", "links.within=area", "links.reach_m=1500", "links.load.max=40", "circles.sites=none"),
	}, service.CompareOptions{Names: map[engine.AreaID]string{"far": "山口村"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Plans {
		if p.Findings > 0 {
			t.Fatalf("%+v", p)
		}
	}
	return c
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

func text(t *testing.T, c service.Comparison, lang service.Lang) string {
	t.Helper()
	var b strings.Builder
	if err := report.Text(&b, c, lang); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func page(t *testing.T, c service.Comparison, langs ...service.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.HTML(&b, c, langs...); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTexts(t *testing.T) {
	c := comparison(t)
	golden(t, "compare.en.txt", text(t, c, service.English))
	golden(t, "compare.zh.txt", text(t, c, service.Chinese))
	if text(t, c, "fr") != text(t, c, service.English) {
		t.Error("an unknown language is not English")
	}
}

// ids are how homes and members of the villages are called; no report names one.
var ids = regexp.MustCompile(`(far|few|near)-|-[HM][0-9]{2}`)

func TestReportsNameNoHomeAndNobody(t *testing.T) {
	c := comparison(t)
	for _, out := range []string{text(t, c, service.English), text(t, c, service.Chinese), page(t, c)} {
		if at := ids.FindString(out); at != "" {
			t.Errorf("%q in\n%s", at, out)
		}
		if strings.Contains(out, "%!") || strings.Contains(out, "NaN") {
			t.Errorf("a faulty text:\n%s", out)
		}
	}
}

func TestHTMLStandsAlone(t *testing.T) {
	c := comparison(t)
	c.ByArea[1].Name, c.Plans[0].Name = `<img src=x onerror=alert(1)>"&`, "</title><script>alert(2)</script>"
	out := page(t, c)
	if strings.Count(out, "<script") != 1 || !strings.Contains(out, "<script>"+report.Script+"</script>") {
		t.Error("another script than the one that sorts")
	}
	for _, outside := range []string{"http", "@import", "url(", "<link", "<img"} {
		if strings.Contains(strings.ReplaceAll(out, `xmlns="http://www.w3.org/2000/svg"`, ""), outside) {
			t.Errorf("%q: something from elsewhere", outside)
		}
	}
	for _, want := range []string{"2个方案对比", "2 plans compared", "山口村", "<svg", "怎么补A / would help A", "@page{size:A4", `lang="zh"`, `lang="en"`} {
		if !strings.Contains(out, want) {
			t.Errorf("nothing like %q", want)
		}
	}
	if only := page(t, c, service.English); strings.Contains(only, "方案") || !strings.Contains(only, "2 plans compared") {
		t.Error("one language is not alone")
	}
	if out != page(t, c) {
		t.Error("the same comparison, and another page")
	}
}

// Nothing to compare is said, whatever is missing.
func TestNothing(t *testing.T) {
	empty, err := service.Compare(context.Background(), []service.Contender{{Name: "a", Policy: policy.Default()}, {Name: "b", Policy: policy.Default()}}, service.CompareOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []service.Comparison{{}, empty} {
		if out := text(t, c, service.English); !strings.Contains(out, "nothing can be compared") {
			t.Error(out)
		}
		if out := page(t, c); !strings.Contains(out, "无法对比") || strings.Contains(out, "<script") {
			t.Error(out)
		}
	}
}

// Every kind of shortfall has a sentence, a new one too.
func TestShortfalls(t *testing.T) {
	f := service.PlanTotals{}
	for _, kind := range []engine.ShortfallKind{engine.ShortfallLoad, engine.ShortfallTeam, engine.ShortfallHomes, engine.ShortfallGroup, "new_kind",
		engine.ShortfallCenterMembers, engine.ShortfallMemberCenter, engine.ShortfallMentorCenters, engine.ShortfallCenterMentor} {
		f.Shortfalls = append(f.Shortfalls, service.ShortfallFigures{Kind: kind, Places: 1, Missing: 3}, service.ShortfallFigures{Kind: kind, Places: 2, Missing: 5})
	}
	for _, kind := range []engine.ShortfallKind{engine.ShortfallRole, engine.ShortfallGroupRole} {
		f.Shortfalls = append(f.Shortfalls, service.ShortfallFigures{Kind: kind, Role: "grid_head", Places: 2, Missing: 2}, service.ShortfallFigures{Kind: kind, Role: "cook", Places: 2, Missing: 7})
	}
	c := service.Comparison{Areas: 1, Total: []service.PlanTotals{f, {}}, Plans: make([]service.ComparedPlan, 2), ByArea: []service.AreaComparison{{Area: "v", Plans: make([]service.PlanFigures, 2)}}}
	for lang, wants := range map[service.Lang][]string{
		service.English: {"1 member looks after fewer homes than he should (3 lacking), 2 members look after fewer homes than they should (5 lacking)", "2 circles lack a cook (7 in all)",
			"2 groups lack a grid head,", "2 members belong to no centre household, 1 mentor has too few centre households (3 lacking)", "new_kind: 5 lacking at 2 places", "1 group is not of the size wanted (3 homes lacking)"},
		service.Chinese: {"2个服务圈缺网格长，", "2个组缺cook（共7人）", "2名党员联系户数不足（共缺5户）", "new_kind：2处共缺5"},
	} {
		out := text(t, c, lang)
		for _, want := range append(wants, "") {
			if !strings.Contains(out, want) || strings.Contains(out, "%!") {
				t.Errorf("nothing like %q in\n%s", want, out)
			}
		}
	}
}

// What the pages say follows the figures.
func TestSentences(t *testing.T) {
	figures := func(served, unserved int, gini, way float64) service.PlanTotals {
		return service.PlanTotals{PlanFigures: service.PlanFigures{Homes: served + unserved, Served: served, Linked: served, Unserved: unserved, Gini: gini,
			Distances: service.ComparedDistances{Links: served, MeanM: way}}}
	}
	asking := func(t service.PlanTotals, notAsked int) service.PlanTotals {
		t.NotAsked, t.Homes = notAsked, t.Homes+notAsked
		return t
	}
	wishing := func(t service.PlanTotals, met int) service.PlanTotals {
		t.Services, t.Wishes = service.MetFigures{Asked: 10, Met: met}, service.WishFigures{Homes: 20, First: met}
		return t
	}
	of := func(totals ...service.PlanTotals) string {
		c := service.Comparison{Areas: 1, Homes: totals[0].Homes, Total: totals, ByArea: []service.AreaComparison{{Area: "v"}}}
		for i := range totals {
			c.Plans = append(c.Plans, service.ComparedPlan{Name: string(rune('p' + i)), Judged: i != 1})
			c.ByArea[0].Plans = append(c.ByArea[0].Plans, totals[i].PlanFigures)
		}
		return text(t, c, service.English)
	}
	for _, x := range []struct {
		name      string
		text      string
		says, not []string
	}{
		{"one is best in all", of(figures(10, 2, 0.1, 40), figures(9, 3, 0.2, 50)),
			[]string{"The most homes are reached by plan A: 10 homes (83.3 %); plan B reaches 9 homes, 1 fewer", "short ways no other plan is better than plan A.", "Not checked, since the records were not given: plan B."}, []string{"equally"}},
		{"each is best in something", of(figures(10, 2, 0.2, 40), figures(9, 3, 0.1, 50)), []string{"evenly in plan B", "shortest in plan A", "But fewer homes are reached in plan B"}, []string{"no other plan is better"}},
		{"all the same", of(figures(12, 0, 0.2, 40.2), figures(12, 0, 0.2, 40.4)), []string{"Every plan reaches all 12 homes", "are equally long"}, []string{"no other plan is better", "shortest"}},
		{"two of three", of(figures(10, 2, 0.2, 40), figures(9, 3, 0.2, 40), figures(10, 2, 0.2, 40)), []string{"reached by plans A and C: 10 homes"}, []string{"shortest"}},
		{"a handful fewer", of(figures(1000, 0, 0.2, 40), figures(995, 5, 0.1, 50)), []string{"evenly in plan B"}, []string{"But fewer"}},
		{"some are not asked for", of(figures(900, 0, 0.2, 40), asking(figures(200, 10, 0.1, 50), 690)), []string{"plan B reaches 200 homes of the 210 homes that it asks for", "200 (95.2 %)", "not asked for: 690 homes"}, []string{"700 fewer"}},
		{"wishes", of(wishing(figures(10, 2, 0.2, 40), 3), wishing(figures(10, 2, 0.2, 40), 6)), []string{"can most often be done by their member in plan B (A 30.0 %; B 60.0 %)",
			"the member they wish for most in plan B (A 15.0 %; B 30.0 %)", "homes with the member they wish for most 3 (15.0 %) 6 (30.0 %) *"}, []string{"association"}},
		{"nobody is linked", of(figures(0, 12, 0, 0), figures(0, 12, 0, 0)), []string{"All plans reach equally many homes: 0 homes (0.0 %)", "12 homes have nobody"}, []string{"evenly", "ways from"}},
		{"nearly all", of(figures(99_999, 1, 0, 10), figures(100_000, 0, 0, 10)), []string{"99,999 (99.9 %)", "1 home has nobody"}, []string{"99,999 (100.0 %)"}},
	} {
		for _, want := range x.says {
			if !strings.Contains(x.text, want) && !strings.Contains(strings.Join(strings.Fields(x.text), " "), want) {
				t.Errorf("%s: nothing like %q in\n%s", x.name, want, x.text)
			}
		}
		if at := slices.IndexFunc(x.not, func(s string) bool { return strings.Contains(x.text, s) }); at >= 0 {
			t.Errorf("%s: %q in\n%s", x.name, x.not[at], x.text)
		}
	}
}
