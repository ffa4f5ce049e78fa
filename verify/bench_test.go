package verify_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// village has n homes on a lattice of 16 m, a member in every thirteenth.
func village(n int, change func(*policy.Policy)) engine.Problem {
	p := engine.Problem{Area: "V", Policy: policy.Default()}
	change(&p.Policy)
	side := 1
	for side*side < n {
		side++
	}
	for i := range n {
		id := engine.HouseholdID(fmt.Sprintf("H%04d", i))
		at := orb.Point{114.5 + float64(i%side)*16/88000, 37.7 + float64(i/side)*16/111000}
		p.Households = append(p.Households, engine.Household{ID: id, Area: "V", Location: at})
		if i%13 == 0 {
			p.Members = append(p.Members, engine.Member{ID: engine.MemberID(fmt.Sprintf("M%04d", i)), Area: "V", Household: id})
		}
	}
	return p
}

func BenchmarkCheck(b *testing.B) {
	policies := map[string]func(*policy.Policy){
		"yuanshi":  func(p *policy.Policy) { p.Team.Max = 24 },
		"diameter": func(p *policy.Policy) { p.Circles.Radius, p.Circles.Diameter = policy.Limit{}, policy.AtMost(500) },
		"homes":    func(p *policy.Policy) { p.Circles.Sites, p.Team.Max = policy.SitesHomes, 24 },
	}
	for _, name := range []string{"yuanshi", "diameter", "homes"} {
		for _, n := range []int{430, 2500} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				p := village(n, policies[name])
				plan, err := engine.Solve(context.Background(), p, engine.Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					if r, err := verify.Check(context.Background(), p, plan); err != nil || !r.OK() {
						b.Fatal(err, r.Findings)
					}
				}
			})
		}
	}
}
