package engine_test

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
)

// wishing is a lane where H1 wants M1 (far away), M2 (who has a list without it), M3 (who takes H2 and H3 rather), M9 (not here), then M4, whom it gets.
func wishing() engine.Problem {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	x := &p.Policy
	x.Metric, x.Circles.Sites, x.Links.Within = policy.MetricPlanar, policy.SitesNone, policy.WithinArea
	x.Links.Load = policy.Load{Max: 2, TargetMax: 2, Balance: policy.BalanceBand}
	x.Selection.By = policy.ProposeHomes
	for i, wants := range []engine.Ranking[engine.MemberID]{
		engine.InOrder[engine.MemberID]("M1", "M2", "M3", "M9", "M4"), engine.InOrder[engine.MemberID]("M3"), engine.InOrder[engine.MemberID]("M3"),
	} {
		p.Households = append(p.Households, engine.Household{ID: engine.HouseholdID(fmt.Sprintf("H%d", i+1)), Area: "A", Location: orb.Point{float64(i), 0}, Preferences: wants})
	}
	for i, wants := range []engine.Ranking[engine.HouseholdID]{
		nil, engine.InOrder[engine.HouseholdID]("H3"), engine.InOrder[engine.HouseholdID]("H2", "H3", "H1"), nil,
	} {
		m := engine.Member{ID: engine.MemberID(fmt.Sprintf("M%d", i+1)), Area: "A", Located: true, Location: orb.Point{float64(i), 5}, Preferences: wants}
		if i == 0 {
			m.Location = orb.Point{9000, 0}
		}
		p.Members = append(p.Members, m)
	}
	return p
}

func TestExplainWishes(t *testing.T) {
	p := wishing()
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[engine.HouseholdID]*engine.Wishes{
		"H1": {Rank: 5, Missed: []engine.Wish{{"M1", 1, engine.WishNotAllowed}, {"M2", 2, engine.WishRefused}, {"M3", 3, engine.WishFull}, {"M9", 4, engine.WishAbsent}}},
		"H2": {Rank: 1},
	} {
		x, err := engine.Explain(context.Background(), p, plan, id, engine.ExplainOptions{Best: true})
		if err != nil {
			t.Fatal(err)
		}
		if x.Home.State != engine.HomeChosen || !reflect.DeepEqual(x.Wishes, want) {
			t.Errorf("%s is %s, %+v; expected %+v", id, x.Home.State, x.Wishes, want)
		}
	}
}

// TestExplainWishesThatGaveWay asks M4 to have a home: H3, whom M3 would take too, goes to him where pairs yield.
func TestExplainWishesThatGaveWay(t *testing.T) {
	p := wishing()
	p.Households = p.Households[1:]
	p.Policy.Selection.Pairs = policy.PairsYielding
	p.Policy.Links.Load.Min, p.Policy.Links.Load.TargetMin = 1, 1
	p.Forbidden = []engine.Pair{{Household: "H2", Member: "M4"}}
	p.Members = p.Members[2:]
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	x, err := engine.Explain(context.Background(), p, plan, "H3", engine.ExplainOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := &engine.Wishes{Missed: []engine.Wish{{"M3", 1, engine.WishBlocked}}}
	if x.Home.Member != "M4" || x.Home.Choice != "M3" || !reflect.DeepEqual(x.Wishes, want) {
		t.Errorf("%+v, %+v; expected M4 instead of M3, and %+v", x.Home, x.Wishes, want)
	}
}
