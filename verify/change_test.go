package verify_test

import (
	"context"
	"errors"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
	"jinlin/verify/oracle"
)

// A passage is a plan that followed another, with both problems.
type passage struct {
	before   engine.Problem
	standing engine.Draft
	after    engine.Problem
	plan     engine.Draft
}

// hamlets are two clusters of homes, 2 km apart, each with a circle, and a role
// that two members of each could take.
func hamlets() engine.Problem {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	p.Policy.Circles.Sites = policy.SitesHomes
	p.Policy.Circles.Diameter = policy.AtMost(700)
	p.Policy.Team.Roles = []policy.Role{{Name: "head", Min: 1, Max: 1}}
	p.Policy.Links.Load.Min = 0
	for id, at := range map[engine.HouseholdID]orb.Point{
		"H1": {0, 0}, "H2": {100, 0}, "H3": {200, 0}, "H4": {50, 90}, "H5": {2000, 0}, "H6": {2100, 0}, "H7": {2200, 0},
	} {
		p.Households = append(p.Households, engine.Household{ID: id, Area: "A", Location: at})
	}
	for id, home := range map[engine.MemberID]engine.HouseholdID{"M1": "H1", "M2": "H2", "M3": "H5", "M4": "H6"} {
		p.Members = append(p.Members, engine.Member{ID: id, Area: "A", Household: home})
	}
	return p
}

// arrival is a home that arrives in the first hamlet: the plan stands as it
// did, and the home joins its circle.
func arrival(t *testing.T) passage {
	t.Helper()
	before, after := hamlets(), hamlets()
	after.Households = append(after.Households, engine.Household{ID: "H8", Area: "A", Location: orb.Point{150, 0}})
	return passage{before, solve(t, before), after, follow(solve(t, before), before, solve(t, after), after)}
}

func solve(t *testing.T, p engine.Problem) engine.Draft {
	t.Helper()
	plan, err := engine.Solve(context.Background(), p, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return plan.Draft()
}

// follow says of a plan that it followed another, with what is true of it; the
// circles must be those that stood.
func follow(standing engine.Draft, before engine.Problem, d engine.Draft, after engine.Problem) engine.Draft {
	d.Rebalance = &engine.Rebalance{Mode: engine.RebalanceLeast, From: engine.Fingerprint(before), NextCircle: len(standing.Circles) + 1}
	had := oracle.LinksOf(&standing)
	for i := range d.Homes {
		d.Homes[i].Before = had[d.Homes[i].ID]
	}
	keep(&d)
	provePast(func(int) int { return 0 }, after, &d)
	return d
}

func checkChange(t *testing.T, x passage) verify.Report {
	t.Helper()
	r, err := verify.CheckChange(context.Background(), x.before, x.standing.Build(), x.after, x.plan.Build())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestChangeIsClean(t *testing.T) {
	x := arrival(t)
	if f := oracle.False(x.after, x.plan); len(f) > 0 {
		t.Fatalf("the oracle says %q", f)
	}
	if r := checkChange(t, x); !r.OK() {
		t.Errorf("got %v", r.Findings)
	}
}

// edit returns the row of a list with that id.
func row[T any](t *testing.T, list []T, is func(*T) bool) *T {
	t.Helper()
	for i := range list {
		if is(&list[i]) {
			return &list[i]
		}
	}
	t.Fatal("no such row")
	return nil
}

func (x *passage) home(t *testing.T, id engine.HouseholdID) *engine.Home {
	t.Helper()
	return row(t, x.plan.Homes, func(h *engine.Home) bool { return h.ID == id })
}

func (x *passage) put(home engine.HouseholdID, at orb.Point) {
	for i := range x.after.Households {
		if x.after.Households[i].ID == home {
			x.after.Households[i].Location = at
		}
	}
}

// midway lies as far from the one site as from the other.
func (x *passage) midway() orb.Point {
	a, b := x.plan.Circles[0].Center, x.plan.Circles[1].Center
	return orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}
}

// twoHeads lets the first circle have had two heads, listed the last first.
func twoHeads(x *passage, first, second engine.MemberID) {
	x.standing.Slots = []engine.Slot{{Circle: "A-1", Role: "head", Number: 2, Member: second}, {Circle: "A-1", Role: "head", Number: 1, Member: first},
		{Circle: "A-2", Role: "head", Number: 1, Member: "M3"}, {Circle: "A-2", Role: "head", Number: 2, Member: "M4"}}
	for i := range x.plan.Slots {
		if s := &x.plan.Slots[i]; s.Circle == "A-2" {
			s.Member = "M3"
		}
	}
}

// TestWhatIsSaidOfTheStandingPlan corrupts a passage and asks that what became
// false of it is named, whatever else is found.
func TestWhatIsSaidOfTheStandingPlan(t *testing.T) {
	for _, c := range []struct {
		name, code string
		change     func(t *testing.T, x *passage)
	}{
		{"a plan made anew", verify.NotRebalanced, func(_ *testing.T, x *passage) { x.plan.Rebalance = nil }},
		{"another problem before", verify.WrongFrom, func(_ *testing.T, x *passage) { x.before.Households[0].Weight = 7 }},
		{"another standing plan", verify.WrongStanding, func(_ *testing.T, x *passage) { x.standing.Input = "?" }},
		{"a standing plan of elsewhere", verify.WrongStanding, func(_ *testing.T, x *passage) { x.standing.Area = "B" }},
		{"from elsewhere", verify.WrongFrom, func(_ *testing.T, x *passage) { x.plan.Rebalance.From = "?" }},
		{"a member before forgotten", verify.WrongBefore, func(t *testing.T, x *passage) { x.home(t, "H3").Before = "" }},
		{"a member before invented", verify.WrongBefore, func(t *testing.T, x *passage) { x.home(t, "H8").Before = "M1" }},
		{"an own home with a member before", verify.WrongBefore, func(t *testing.T, x *passage) { x.home(t, "H1").Before = "M1" }},
		{"a number skipped", verify.WrongNextCircle, func(_ *testing.T, x *passage) { x.plan.Rebalance.NextCircle++ }},
		{"a number forgotten", verify.WrongNextCircle, func(_ *testing.T, x *passage) {
			x.standing.Rebalance = &engine.Rebalance{Mode: engine.RebalanceLeast, NextCircle: 5}
		}},
		{"a number used again", verify.NumberReused, func(_ *testing.T, x *passage) {
			x.standing.Rebalance = &engine.Rebalance{Mode: engine.RebalanceLeast, NextCircle: 5}
			renamed(&x.plan, &x.plan.Circles[1], 4)
		}},
		{"a circle ended that could go on", verify.CircleEnded, func(_ *testing.T, x *passage) { renamed(&x.plan, &x.plan.Circles[1], 3) }},
		{"a site given up", verify.SiteGivenUp, func(_ *testing.T, x *passage) { x.plan.Circles[0].Site = "H3" }},
		{"a site that is not the best", verify.SiteNotBest, func(_ *testing.T, x *passage) {
			x.after.Sites = []engine.Site{{ID: "S", Household: engine.HouseholdID(x.standing.Circles[0].Site), Use: engine.SiteForbidden}}
			x.plan.Circles[0].Site = "H7"
		}},
		{"a home left its circle", verify.LeftCircle, func(t *testing.T, x *passage) { x.home(t, "H3").Circle = "A-2" }},
		{"a home with a member left its circle", verify.LeftCircle, func(t *testing.T, x *passage) { x.home(t, "H2").Circle = "" }},
		{"a new home joined none", verify.NotJoined, func(t *testing.T, x *passage) { x.home(t, "H8").Circle = "" }},
		{"a new home joined another", verify.NotJoined, func(t *testing.T, x *passage) { x.home(t, "H8").Circle = "A-2" }},
		{"a home that moved joined none", verify.NotJoined, func(t *testing.T, x *passage) {
			x.put("H3", orb.Point{2100, 100})
			x.home(t, "H3").Circle = ""
		}},
		{"a site given up for a home that moved away", verify.SiteGivenUp, func(_ *testing.T, x *passage) {
			x.after.Policy.Circles.Diameter = policy.Limit{}
			x.put("H4", orb.Point{2100, 100})
			x.plan.Circles[0].Site = "H3"
		}},
		{"as near, and a higher number", verify.NotJoined, func(t *testing.T, x *passage) {
			x.after.Policy.Circles.Radius, x.after.Policy.Circles.Diameter = policy.Limit{}, policy.Limit{}
			x.put("H8", x.midway())
			x.home(t, "H8").Circle = "A-2"
		}},
		{"a role lost a slot, and not the last holder", verify.SlotNotKept, func(t *testing.T, x *passage) {
			twoHeads(x, "M2", "M1")
			row(t, x.plan.Slots, func(s *engine.Slot) bool { return s.Circle == "A-1" }).Member = "M1"
		}},
		{"a role went to another", verify.SlotNotKept, func(t *testing.T, x *passage) {
			s := row(t, x.plan.Slots, func(s *engine.Slot) bool { return s.Circle == "A-1" })
			s.Member = map[engine.MemberID]engine.MemberID{"M1": "M2", "M2": "M1"}[s.Member]
		}},
		{"a number changed", verify.NumberChanged, func(_ *testing.T, x *passage) {
			x.plan.Rebalance.Resited = true
			x.plan.Circles[0].Site, x.plan.Circles[1].Site = x.plan.Circles[1].Site, x.plan.Circles[0].Site
		}},
		{"a new number for old homes", verify.NumberChanged, func(_ *testing.T, x *passage) {
			x.plan.Rebalance.Resited = true
			x.plan.Circles[0].Site = "H4"
			renamed(&x.plan, &x.plan.Circles[0], 3)
		}},
	} {
		x := arrival(t)
		c.change(t, &x)
		if r := checkChange(t, x); !r.Has(c.code) {
			t.Errorf("%s: got %v, expected %s", c.name, r.Findings, c.code)
		}
	}
}

// TestWhatCirclesMayDo changes the records so that a circle has a reason.
func TestWhatCirclesMayDo(t *testing.T) {
	repairs := []string{verify.CircleEnded, verify.SiteGivenUp, verify.SiteNotBest, verify.LeftCircle, verify.NotJoined, verify.NumberChanged}
	for name, change := range map[string]func(t *testing.T, x *passage){
		"a home moved away": func(t *testing.T, x *passage) {
			x.put("H3", orb.Point{2100, 100})
			x.home(t, "H3").Circle = "A-2"
		},
		"a home moved to nowhere": func(t *testing.T, x *passage) {
			x.put("H3", orb.Point{9000, 0})
			x.home(t, "H3").Circle = ""
		},
		"no member is left": func(t *testing.T, x *passage) {
			for i := range x.after.Members {
				if m := &x.after.Members[i]; m.Household == "H5" || m.Household == "H6" {
					m.Status = policy.StatusAway
				}
			}
			for _, id := range []engine.HouseholdID{"H5", "H6", "H7"} {
				x.home(t, id).Circle = ""
			}
			x.plan.Circles = x.plan.Circles[:1]
		},
		"a circle beside the one with the number": func(t *testing.T, x *passage) {
			x.plan.Rebalance.Resited = true
			x.plan.Circles = append(x.plan.Circles, engine.Circle{ID: "A-3", Number: 3, Site: "H4"})
			x.home(t, "H4").Circle = "A-3"
		},
		"a required site without a circle": func(t *testing.T, x *passage) {
			x.after.Sites = []engine.Site{{ID: "S", Household: "H4", Use: engine.SiteRequired}}
			x.home(t, "H3").Circle = ""
			x.plan.Circles[0].Site = "H4"
		},
		"a home with a member taken over": func(t *testing.T, x *passage) {
			x.after.Policy.Circles.Radius, x.after.Policy.Circles.Diameter = policy.Limit{}, policy.Limit{}
			for i := range x.after.Members {
				if m := &x.after.Members[i]; m.Household == "H5" || m.Household == "H6" {
					m.Status = policy.StatusAway
				}
			}
			x.home(t, "H2").Circle = "A-2"
		},
		"the home that is the site moved": func(t *testing.T, x *passage) {
			x.after.Policy.Circles.Radius = policy.Limit{}
			x.put(engine.HouseholdID(x.plan.Circles[0].Site), orb.Point{100, 760})
			renamed(&x.plan, &x.plan.Circles[0], 3)
			for i := range x.plan.Homes {
				x.plan.Homes[i].Circle = map[engine.CircleID]engine.CircleID{"A-2": "A-2"}[x.plan.Homes[i].Circle]
			}
		},
		"a site lost while homes moved": func(_ *testing.T, x *passage) {
			x.after.Sites = []engine.Site{{ID: "S", Household: engine.HouseholdID(x.standing.Circles[0].Site), Use: engine.SiteForbidden}}
			x.put("H4", orb.Point{60, 90})
			x.plan.Circles[0].Site = "H7"
		},
		"a team too large": func(t *testing.T, x *passage) {
			x.after.Policy.Team.Max = 1
			x.home(t, "H2").Circle = ""
		},
	} {
		x := arrival(t)
		change(t, &x)
		r := checkChange(t, x)
		for _, code := range repairs {
			if r.Has(code) {
				t.Errorf("%s: got %v", name, r.Findings)
			}
		}
	}
}

func TestRoleLostASlot(t *testing.T) {
	x := arrival(t)
	twoHeads(&x, "M1", "M2")
	row(t, x.plan.Slots, func(s *engine.Slot) bool { return s.Circle == "A-1" }).Member = "M1"
	if r := checkChange(t, x); r.Has(verify.SlotNotKept) {
		t.Errorf("got %v", r.Findings)
	}
}

func TestChangeOfInvalidProblems(t *testing.T) {
	x := arrival(t)
	x.after.Households[0].ID = x.after.Households[1].ID
	if r := checkChange(t, x); !r.Has(verify.InvalidProblem) {
		t.Errorf("got %v", r.Findings)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := verify.CheckChange(ctx, x.before, x.standing.Build(), x.before, x.standing.Build()); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
