package policy

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestDefaultIsValid(t *testing.T) {
	p := Default()
	if wrong := p.Validate(); len(wrong) > 0 {
		t.Fatal(wrong)
	}
}

func TestValidateNamesEverythingAtOnce(t *testing.T) {
	p := Default()
	p.Metric, p.OwnHome = "flat", "mine"
	p.Eligibility.Exclude = []string{"ill"}
	p.Circles = Circles{Sites: SitesNone, Radius: AtMost(-1), Diameter: AtMost(math.NaN())}
	p.Team = Team{Min: 5, Max: 4, Roles: []Role{{Min: 3, Max: 2, Titles: []string{"a", "a"}}, {Name: "x", Max: MaxSlots + 1}, {Name: "x", Max: 0}}}
	p.Links.Reach = AtMost(MaxMeters + 1)
	p.Links.Load = Load{Min: 9, Max: 8, TargetMin: 3, TargetMax: 2, Balance: BalanceBand}
	p.Links.Order = []Tier{TierLoad, TierLoad, "speed"}
	p.Deputies.Max = -1
	p.Titles = [][]string{{"b"}, {"a", "c"}, {}, {"a"}}
	got := map[string]bool{}
	for _, v := range p.Validate() {
		got[v.Path] = true
		if v.Message == "" || !strings.Contains(v.String(), v.Path) {
			t.Errorf("%+v tells nothing", v)
		}
	}
	for _, path := range []string{
		"metric", "own_home", "eligibility.exclude[0]", "circles.radius_m", "circles.diameter_m", "links.within", "team.min", "team.roles[0].name",
		"team.roles[0].min", "team.roles[0].titles[1]", "team.roles[1].max", "team.roles[2].max", "team.roles[2]", "links.reach_m", "links.load.min",
		"links.load.target_min", "links.order[1]", "links.order[2]", "deputies.max", "titles[2]", "titles[3]",
	} {
		if !got[path] {
			t.Errorf("nothing about %s in %v", path, got)
		}
	}
}

func TestTooManyRoles(t *testing.T) {
	p := Default()
	for i := range MaxRoles + 1 {
		p.Team.Roles = append(p.Team.Roles, Role{Name: string(rune('a' + i)), Max: 1})
	}
	if wrong := p.Validate(); len(wrong) != 1 || wrong[0].Path != "team.roles" {
		t.Error(wrong)
	}
}

func TestLimitIsInclusive(t *testing.T) {
	for _, c := range []struct {
		limit Limit
		mm    int64
		holds bool
	}{
		{AtMost(500), 500_000, true}, {AtMost(500), 500_001, false}, {AtMost(0), 0, true}, {AtMost(0), 1, false},
		{AtMost(0.0014), 1, true}, {AtMost(0.0014), 2, false}, {AtMost(499.999), 499_999, true}, {Limit{}, math.MaxInt64, true},
	} {
		if c.limit.Holds(c.mm) != c.holds {
			t.Errorf("%v holds %d mm: %v", c.limit, c.mm, !c.holds)
		}
	}
}

func TestClip(t *testing.T) {
	n := func(i int) *int { return &i }
	base := Load{Min: 1, TargetMin: 10, TargetMax: 16, Max: 30, Balance: BalanceBand}
	for _, c := range []struct {
		ownMin, ownMax *int
		want           Load
	}{
		{nil, nil, base},
		{nil, n(12), Load{1, 10, 12, 12, BalanceBand}},
		{nil, n(5), Load{1, 5, 5, 5, BalanceBand}},
		{nil, n(0), Load{0, 0, 0, 0, BalanceBand}},
		{n(13), nil, Load{13, 13, 16, 30, BalanceBand}},
		{n(20), n(40), Load{20, 20, 20, 40, BalanceBand}},
		{n(9), n(4), Load{4, 4, 4, 4, BalanceBand}},
	} {
		if got := base.Clip(c.ownMin, c.ownMax); got != c.want {
			t.Errorf("clip: %+v, expected %+v", got, c.want)
		}
	}
}

// The solver relies on load costs that never rise slower with more load.
func TestLoadCostsAreConvex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		low := rapid.IntRange(0, 40).Draw(t, "low")
		l := Load{Min: rapid.IntRange(0, 40).Draw(t, "min"), TargetMin: low, TargetMax: low + rapid.IntRange(0, 40).Draw(t, "width"),
			Balance: rapid.SampledFrom([]Balance{BalanceBand, BalanceEven, BalanceNone}).Draw(t, "balance")}
		y := rapid.IntRange(1, 100).Draw(t, "load")
		if l.Cost(y+1)-l.Cost(y) < l.Cost(y)-l.Cost(y-1) || l.Shortfall(y+1)-l.Shortfall(y) < l.Shortfall(y)-l.Shortfall(y-1) {
			t.Fatalf("%+v is not convex at %d", l, y)
		}
	})
}

func TestCloneSharesNothing(t *testing.T) {
	p := Default()
	p.Titles = [][]string{{"a"}}
	p.Team.Roles = []Role{{Name: "r", Max: 1, Titles: []string{"t"}, Sources: []string{"t"}, Nominations: []string{NominationReviewed}}}
	p.Links.Require, p.Centers.Nominations, p.Centers.Mentors.Titles = []Requirement{RequireServices}, []string{NominationNone}, []string{"t"}
	q := p.Clone()
	if !reflect.DeepEqual(p, q) {
		t.Fatalf("%+v is not %+v", q, p)
	}
	want := p.Clone()
	r := &q.Team.Roles[0]
	q.Titles[0][0], r.Titles[0], r.Sources[0], r.Nominations[0], q.Links.Order[0], q.Eligibility.Exclude[0] = "x", "x", "x", "x", "x", "x"
	q.Links.Require[0], q.Centers.Nominations[0], q.Centers.Mentors.Titles[0] = "x", "x", "x"
	if !reflect.DeepEqual(p, want) {
		t.Error("the clone shares a slice")
	}
}

func TestTiersComeInOrder(t *testing.T) {
	p := Default()
	if got := p.Tiers(); !reflect.DeepEqual(got, []Tier{TierUnserved2, TierUnserved1, TierUnserved0, TierShortfall, TierLoad, TierDistance}) {
		t.Error(got)
	}
}
