package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
)

// ranked is an area where everybody ranks everybody, in an order of their own.
func ranked(homes, members int) engine.Problem {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	x := &p.Policy
	x.Metric, x.Circles.Sites, x.Links.Within, x.Links.Reach = policy.MetricPlanar, policy.SitesNone, policy.WithinArea, policy.Limit{}
	x.Selection.By = policy.ProposeHomes
	x.Links.Load = policy.Load{Max: homes / members, TargetMax: homes / members, Balance: policy.BalanceBand}
	r := new(stream)
	for i := range homes {
		p.Households = append(p.Households, engine.Household{
			ID: engine.HouseholdID(fmt.Sprintf("H%05d", i)), Area: "A", Location: orb.Point{float64(r.below(3000)), float64(r.below(3000))},
		})
	}
	for i := range members {
		p.Members = append(p.Members, engine.Member{
			ID: engine.MemberID(fmt.Sprintf("M%02d", i)), Area: "A", Located: true, Location: orb.Point{float64(r.below(3000)), float64(r.below(3000))},
		})
	}
	for i := range homes {
		for k, j := range inAnyOrder(r, members) {
			p.Households[i].Preferences = append(p.Households[i].Preferences, engine.Ranked[engine.MemberID]{ID: p.Members[j].ID, Rank: k + 1})
		}
	}
	for j := range members {
		for k, i := range inAnyOrder(r, homes) {
			p.Members[j].Preferences = append(p.Members[j].Preferences, engine.Ranked[engine.HouseholdID]{ID: p.Households[i].ID, Rank: k + 1})
		}
	}
	return p
}

func inAnyOrder(r *stream, n int) []int {
	list := make([]int, n)
	for i := range list {
		k := r.below(i + 1)
		list[i], list[k] = list[k], i
	}
	return list
}

// BenchmarkChoice is a whole solve of areas where everybody ranks everybody.
func BenchmarkChoice(b *testing.B) {
	for _, homes := range []int{4_000, 50_000} {
		b.Run(fmt.Sprintf("%dx35", homes), func(b *testing.B) {
			p := ranked(homes, 35)
			s, err := engine.Prepare(context.Background(), p)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				plan, err := s.Solve(context.Background(), engine.Options{})
				if err != nil {
					b.Fatal(err)
				}
				if x, _ := plan.Selection(); len(x.Blocking) > 0 || x.Kind != engine.Certified {
					b.Fatalf("%d pairs block, %s", len(x.Blocking), x.Kind)
				}
			}
		})
	}
}
