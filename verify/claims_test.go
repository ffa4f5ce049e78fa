package verify_test

import (
	"context"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// ringProblem has five homes on a ring of 850 m, neighbours 1000 m apart, with
// a member each: a circle of radius 500 m holds one home, or two neighbours
// around a given venue half way.
func ringProblem() engine.Problem {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	p.Policy.Circles.Sites = policy.SitesGiven
	p.Policy.Links.Load.Min = 0
	p.Policy.OwnHome = policy.OwnLinked
	at := make([]orb.Point, 5)
	for i := range at {
		a := 2 * math.Pi * float64(i) / 5
		at[i] = orb.Point{math.Round(849 * math.Cos(a)), math.Round(849 * math.Sin(a))}
	}
	for i := range at {
		next := at[(i+1)%5]
		id := string(rune('1' + i))
		p.Households = append(p.Households, engine.Household{ID: engine.HouseholdID("H" + id), Area: "A", Location: at[i]})
		p.Members = append(p.Members, engine.Member{ID: engine.MemberID("M" + id), Area: "A", Household: engine.HouseholdID("H" + id)})
		p.Sites = append(p.Sites, engine.Site{ID: engine.SiteID("S" + id), Area: "A", Use: engine.SiteCandidate, Location: orb.Point{(at[i][0] + next[0]) / 2, (at[i][1] + next[1]) / 2}})
	}
	return p
}

func homeIDs(ids ...engine.HouseholdID) []engine.HouseholdID { return ids }

// TestCountArguments judges arguments for the number of circles of the ring,
// which needs three.
func TestCountArguments(t *testing.T) {
	p := ringProblem()
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := plan.Draft()
	if len(d.Circles) != 3 {
		t.Fatalf("%d circles; expected 3", len(d.Circles))
	}
	all := homeIDs("H1", "H2", "H3", "H4", "H5")
	ring := homeIDs("H1", "H3", "H5", "H2", "H4")
	for _, c := range []struct {
		name  string
		part  engine.PartBound
		holds bool
	}{
		{"one", engine.PartBound{Kind: engine.PartOne, Bound: 1, Homes: homeIDs("H4")}, true},
		{"one, two claimed", engine.PartBound{Kind: engine.PartOne, Bound: 2, Homes: homeIDs("H4")}, false},
		{"one of nobody", engine.PartBound{Kind: engine.PartOne, Bound: 1}, false},
		{"one of a stranger", engine.PartBound{Kind: engine.PartOne, Bound: 1, Homes: homeIDs("Z")}, false},
		{"far", engine.PartBound{Kind: engine.PartFar, Bound: 2, Homes: homeIDs("H1", "H3")}, true},
		{"far, neighbours", engine.PartBound{Kind: engine.PartFar, Bound: 2, Homes: homeIDs("H1", "H2")}, false},
		{"far, itself", engine.PartBound{Kind: engine.PartFar, Bound: 2, Homes: homeIDs("H1", "H1")}, false},
		{"odd ring", engine.PartBound{Kind: engine.PartOdd, Bound: 3, Homes: ring}, true},
		{"odd ring, neighbours", engine.PartBound{Kind: engine.PartOdd, Bound: 3, Homes: all}, false},
		{"even ring", engine.PartBound{Kind: engine.PartOdd, Bound: 3, Homes: ring[:4]}, false},
		{"dual", engine.PartBound{Kind: engine.PartDual, Bound: 3, Homes: all, Weights: []int64{1, 1, 1, 1, 1}, Most: 2}, true},
		{"dual, four claimed", engine.PartBound{Kind: engine.PartDual, Bound: 4, Homes: all, Weights: []int64{1, 1, 1, 1, 1}, Most: 2}, false},
		{"dual, over most", engine.PartBound{Kind: engine.PartDual, Bound: 3, Homes: all, Weights: []int64{1, 1, 1, 1, 2}, Most: 2}, false},
		{"dual, negative", engine.PartBound{Kind: engine.PartDual, Bound: 3, Homes: all, Weights: []int64{1, 1, 1, 1, -1}, Most: 1}, false},
		{"dual, huge", engine.PartBound{Kind: engine.PartDual, Bound: 3, Homes: all, Weights: []int64{1 << 62, 1 << 62, 1 << 62, 1, 1}, Most: 1 << 62}, false},
		{"dual, a weight short", engine.PartBound{Kind: engine.PartDual, Bound: 3, Homes: all, Weights: []int64{1}, Most: 2}, false},
		{"team without maximum", engine.PartBound{Kind: engine.PartTeam, Bound: 1, Homes: all}, false},
		{"seats", engine.PartBound{Kind: engine.PartSeats}, true},
		{"seats, one claimed", engine.PartBound{Kind: engine.PartSeats, Bound: 1}, false},
		{"unknown", engine.PartBound{Kind: "luck", Bound: 1, Homes: all}, false},
	} {
		d := plan.Draft()
		d.Proof.Circles = engine.CountProof{Kind: engine.Bounded, Value: 3, Bound: c.part.Bound, Parts: []engine.PartBound{c.part}}
		if c.part.Bound == 3 {
			d.Proof.Circles.Kind = engine.Certified
		}
		if r := check(t, p, d); r.OK() != c.holds || r.Has(verify.WrongPart) == c.holds {
			t.Errorf("%s: got %v, expected it to hold: %t", c.name, r.Findings, c.holds)
		}
	}
}

// TestTeamArgument needs a circle for every two members.
func TestTeamArgument(t *testing.T) {
	p := ringProblem()
	p.Policy.Circles.Radius = policy.AtMost(2000)
	p.Policy.Team.Max = 2
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := plan.Draft()
	d.Proof.Circles = engine.CountProof{Kind: engine.Certified, Value: 3, Bound: 3, Parts: []engine.PartBound{{Kind: engine.PartTeam, Bound: 3, Homes: homeIDs("H1")}}}
	if r := check(t, p, d); !r.OK() {
		t.Errorf("got %v", r.Findings)
	}
	d.Proof.Circles.Parts[0].Bound = 4
	if r := check(t, p, d); !r.Has(verify.WrongPart) {
		t.Errorf("got %v, expected %s", r.Findings, verify.WrongPart)
	}
}

// TestSearchedIsRepeated lets a searched claim pass as a claim.
func TestSearchedIsRepeated(t *testing.T) {
	p := circleProblem()
	d := circleDraft(p)
	d.Proof.Circles = engine.CountProof{Kind: engine.Searched, Value: 1, Bound: 1}
	r := check(t, p, d)
	if !r.OK() || r.Stage(verify.StageCircles).Confirmed != engine.Searched {
		t.Errorf("got %v, %+v", r.Findings, r.Stages)
	}
	d.Proof.Circles.Bound = 2
	if r := check(t, p, d); !r.Has(verify.FalseBound) {
		t.Errorf("got %v, expected %s", r.Findings, verify.FalseBound)
	}
}

// TestHugePrices are refused rather than computed wrongly.
func TestHugePrices(t *testing.T) {
	p := circleProblem()
	d := circleDraft(p)
	for i := range d.Members[0].Price {
		d.Members[0].Price[i] = math.MinInt64
	}
	if r := check(t, p, d); !r.Has(verify.TooLarge) {
		t.Errorf("got %v, expected %s", r.Findings, verify.TooLarge)
	}
	d = circleDraft(p)
	d.Proof.Held.Kind, d.Proof.Held.CountedBound[2] = engine.Bounded, math.MinInt64
	if r := check(t, p, d); !r.Has(verify.FalseBound) {
		t.Errorf("got %v, expected %s", r.Findings, verify.FalseBound)
	}
	d = circleDraft(p)
	d.Homes[1].CirclePriceMM = math.MaxInt64
	if r := check(t, p, d); !r.Has(verify.WrongPrice) {
		t.Errorf("got %v, expected %s", r.Findings, verify.WrongPrice)
	}
}
