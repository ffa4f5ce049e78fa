package service_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/service"
	"jinlin/verify"
)

// choosing is a street of five homes, 10 m apart, and two members who take two each at most: H1 and H2 want M1 first, H3 wants M2, H4 wants M1 or M2
// alike, H5 has no wish; M1 wants H2, then H4, then H1; M2 has no list.
func choosing() engine.Problem {
	p := policy.Default()
	p.Metric, p.Circles.Sites, p.Links.Within = policy.MetricPlanar, policy.SitesNone, policy.WithinArea
	p.Links.Load = policy.Load{TargetMin: 0, TargetMax: 2, Max: 2, Balance: policy.BalanceBand}
	p.Selection.By = policy.ProposeHomes
	x := engine.Problem{Area: "V", Policy: p, Members: []engine.Member{
		{ID: "M1", Area: "V", Located: true, Location: orb.Point{0, 10}, Preferences: engine.InOrder[engine.HouseholdID]("H2", "H4", "H1")},
		{ID: "M2", Area: "V", Located: true, Location: orb.Point{0, 20}},
	}}
	wishes := []engine.Ranking[engine.MemberID]{engine.InOrder[engine.MemberID]("M1"), engine.InOrder[engine.MemberID]("M1", "M2"),
		engine.InOrder[engine.MemberID]("M2"), {{ID: "M1", Rank: 1}, {ID: "M2", Rank: 1}}, nil}
	for i, w := range wishes {
		x.Households = append(x.Households, engine.Household{
			ID: engine.HouseholdID("H" + string(rune('1'+i))), Area: "V", Location: orb.Point{float64(10 * i), 0}, Preferences: w,
		})
	}
	return x
}

func chosenBy(t *testing.T, p engine.Problem) service.Summary {
	t.Helper()
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := verify.Check(context.Background(), p, plan); err != nil || !r.OK() {
		t.Fatal(err, r.Findings)
	}
	var tally service.Tally
	if err := tally.Add(context.Background(), p, plan); err != nil {
		t.Fatal(err)
	}
	return tally.Summary()
}

func TestChoiceFigures(t *testing.T) {
	s := chosenBy(t, choosing())
	// M1 has room for H2 and one of H1 and H4, whom he wants more; H4 takes M2 as gladly, so that all four with wishes are chosen.
	want := &service.ChoiceFigures{
		Areas: 1, Pairs: 4, Bound: 4, Homes: service.WishShares{Lists: 4, First: 4}, Members: service.WishShares{Lists: 1, First: 1},
	}
	if got := s.Total.Choice; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, expected %+v", got, want)
	}
	if s.Total.Chosen != 4 || s.Total.Unserved != 1 || s.Total.Linked != 0 {
		t.Errorf("%d chosen, %d unserved, %d linked; expected 4, 1 and 0", s.Total.Chosen, s.Total.Unserved, s.Total.Linked)
	}
	for lang, words := range map[service.Lang][]string{
		service.English: {"linked by two-way choice", "of at most 4", "first 100.0 %", "two-way choice                       certified 1"},
		service.Chinese: {"双向选择结对", "至多 4 户", "第一意向 100.0 %"},
	} {
		var out strings.Builder
		if err := service.WriteText(&out, s, lang); err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s: %q is missing in\n%s", lang, w, out.String())
			}
		}
	}
}

// TestChoicesGiveWay asks for two homes a member at least: a home that wants M1, and whom he wants, goes to M2 where pairs yield.
func TestChoicesGiveWay(t *testing.T) {
	p := choosing()
	p.Policy.Selection.Pairs = policy.PairsYielding
	p.Policy.Links.Load.Min = 1
	p.Households = p.Households[:2]
	s := chosenBy(t, p)
	want := &service.ChoiceFigures{
		Areas: 1, Pairs: 1, Bound: 2, Broken: 1, Blocking: 1,
		Homes: service.WishShares{Lists: 2, First: 1, Unlisted: 1}, Members: service.WishShares{Lists: 1, First: 1},
	}
	if got := s.Total.Choice; got.Broken != want.Broken || got.Pairs != want.Pairs || got.Blocking != want.Blocking || got.Homes.Lists != 2 || got.Bound != want.Bound {
		t.Errorf("%+v, expected %+v", got, want)
	}
	p.Policy.Selection.Pairs = policy.PairsFirm
	if got := chosenBy(t, p).Total; got.Choice.Pairs != 2 || got.Choice.Blocking != 0 || len(got.Shortfalls) != 1 {
		t.Errorf("firm: %+v and shortfalls %v; expected 2 pairs, none blocking, one member short", got.Choice, got.Shortfalls)
	}
}
