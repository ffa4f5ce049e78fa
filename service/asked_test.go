package service_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/service"
)

// lane is an area along a line in metres, in which a member answers for one home at most: homes 100 m apart that ask for more and more.
func lane(area engine.AreaID, set func(*policy.Policy)) engine.Problem {
	p := engine.Problem{Area: area, Policy: policy.Default()}
	p.Policy.Metric, p.Policy.Circles.Sites, p.Policy.Links.Within = policy.MetricPlanar, policy.SitesNone, policy.WithinArea
	p.Policy.Links.Load = policy.Load{Max: 1, Balance: policy.BalanceNone}
	p.Policy.Titles = [][]string{{"secretary", "村支书"}, {"cadre"}}
	set(&p.Policy)
	for i, h := range []engine.Household{
		{Priority: 2, Services: []string{"law", "law", "medical"}}, {Priority: 1, Association: "pear"}, {Priority: 1, Association: "bees"}, {},
	} {
		h.ID, h.Area, h.Location = engine.HouseholdID(area)+engine.HouseholdID('a'+rune(i)), area, orb.Point{float64(100 * i), 0}
		p.Households = append(p.Households, h)
	}
	for i, m := range []engine.Member{
		{Title: "secretary", Skills: []string{"law"}}, {Title: "cadre", Association: "pear"}, {Title: "cook", Association: "pear"},
	} {
		m.ID, m.Area, m.Located, m.Location = engine.MemberID(area)+engine.MemberID('1'+rune(i)), area, true, orb.Point{float64(100 * i), 1}
		p.Members = append(p.Members, m)
	}
	return p
}

func tallied(t *testing.T, problems ...engine.Problem) service.Summary {
	t.Helper()
	var tally service.Tally
	for i, plan := range solve(t, problems) {
		if err := tally.Add(context.Background(), problems[i], plan); err != nil {
			t.Fatal(err)
		}
	}
	return tally.Summary()
}

// TestSummaryOfWhatHomesAskFor counts services, associations and leaders over two areas, unserved homes among them.
func TestSummaryOfWhatHomesAskFor(t *testing.T) {
	asking := func(p *policy.Policy) {
		p.Links.Order = []policy.Tier{policy.TierLeaders2, policy.TierLeaders1, policy.TierAssociation, policy.TierFit, policy.TierDistance}
	}
	s := tallied(t, lane("A", asking), lane("B", asking))
	want := service.Figures{
		Services: &service.MetFigures{Asked: 4, Met: 2, Share: 0.5}, Associations: &service.MetFigures{Asked: 4, Met: 2, Share: 0.5},
		Leaders: []service.LeaderFigures{
			{Priority: 2, Level: 1, Titles: []string{"secretary", "村支书"}, Homes: 2},
			{Priority: 1, Level: 2, Titles: []string{"cadre"}, Homes: 2}, {Priority: 1, Titles: []string{}, Homes: 2},
		},
	}
	got := service.Figures{Services: s.Total.Services, Associations: s.Total.Associations, Leaders: s.Total.Leaders}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for lang, lines := range map[service.Lang][]string{
		service.English: {
			"  services that their member offers            2  of 4  50.0 %", "  a member of their own association            2  of 4  50.0 %",
			"  homes of priority 2                          2  with a leader of level 1 (secretary, 村支书)", "2  with a member whose title no level lists",
		},
		service.Chinese: {"共 4 项  50.0 %", "优先级 2 的户", "由第 1 级干部（secretary、村支书）联系", "由未列级别的党员联系"},
	} {
		var out strings.Builder
		if err := service.WriteText(&out, s, lang); err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if !strings.Contains(out.String(), line) {
				t.Errorf("%s: nothing like %q in\n%s", lang, line, out.String())
			}
		}
	}
}

// TestSummaryWithoutAsking has no figures of what the policy does not ask for.
func TestSummaryWithoutAsking(t *testing.T) {
	text, err := json.Marshal(tallied(t, lane("A", func(*policy.Policy) {})))
	if err != nil || strings.Contains(string(text), `"services"`) || strings.Contains(string(text), `"associations"`) || strings.Contains(string(text), `"leaders"`) {
		t.Errorf("%v: %s", err, text)
	}
}

// TestSummaryUnderHardRules says who would help with what, and how many homes were not asked for; links within the reach of associations are
// within reach.
func TestSummaryUnderHardRules(t *testing.T) {
	p := lane("A", func(p *policy.Policy) {
		p.Links.Require, p.Links.PriorityMin = []policy.Requirement{policy.RequireServices, policy.RequireAssociation}, 1
		p.Links.Reach, p.Links.AssociationReach = policy.AtMost(50), policy.AtMost(1000)
	})
	p.Members = p.Members[2:]
	s := tallied(t, p)
	if f := s.Total; f.Held != 1 || f.Linked != 1 || f.Unserved != 2 || f.Distances.WithinReach != 1 || f.Distances.MaxM < 100 {
		t.Errorf("%+v", f)
	}
	for lang, lines := range map[service.Lang][]string{
		service.English: {
			"  not asked to be linked                       1", "nobody of its association within reach", "a member near household Ac of the association bees would serve 1 home",
			"a member near household Aa who offers law, medical would serve 1 home",
		},
		service.Chinese: {"不在联系范围", "在 Ac 户附近增加一名属于“bees”的党员，可覆盖 1 户", "在 Aa 户附近增加一名能提供law、medical服务的党员"},
	} {
		var out strings.Builder
		if err := service.WriteText(&out, s, lang); err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if !strings.Contains(out.String(), line) {
				t.Errorf("%s: nothing like %q in\n%s", lang, line, out.String())
			}
		}
	}
}
