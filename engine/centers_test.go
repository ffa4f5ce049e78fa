package engine_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// aVillage has n members, each in a home of his own, scattered by a fixed rule, some without a location, and asks for centres and mentors.
func aVillage(n int) engine.Problem {
	p := engine.Problem{Area: "A", Policy: policy.Default()}
	p.Policy.Metric = policy.MetricPlanar
	p.Policy.Circles.Sites = policy.SitesNone
	p.Policy.Links.Within = policy.WithinArea
	x := &p.Policy.Centers
	x.By, x.MembersMin, x.MembersMax, x.Effort = policy.CentersChosen, 5, 8, 20
	x.Nominations = []string{policy.NominationAppointed, policy.NominationReviewed, policy.NominationNone}
	x.Mentors.Titles = []string{"secretary"}
	for i := range n {
		h := engine.HouseholdID(fmt.Sprintf("H%04d", i))
		m := engine.Member{ID: engine.MemberID(fmt.Sprintf("M%04d", i)), Area: "A", Household: h, Nomination: []string{"", "", "reviewed", "", "appointed", ""}[i%6]}
		if i%17 == 3 {
			m.Household, m.Area, m.Duty = "", "B", []engine.AreaID{"A"}
		}
		if i%19 == 5 {
			m.Title = "secretary"
		}
		p.Households = append(p.Households, engine.Household{ID: h, Area: "A", Location: orb.Point{float64(i * 7919 % 997), float64(i * 104729 % 499)}})
		p.Members = append(p.Members, m)
	}
	return p
}

func solvedWith(t *testing.T, p engine.Problem, o engine.Options) engine.Plan {
	t.Helper()
	plan, err := engine.Solve(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Check(context.Background(), p, plan)
	if err != nil || !r.OK() {
		t.Fatal(err, r.Findings)
	}
	return plan
}

// TestCentersInAnyOrder shuffles the records: the plan is the same.
func TestCentersInAnyOrder(t *testing.T) {
	p := aVillage(61)
	want := solvedWith(t, p, engine.Options{}).Draft()
	if n := len(want.Centers); n != 12 || want.Proof.Centers.Out.Value != 0 {
		t.Fatalf("%d centres, %+v; expected 12 with everybody in one", n, want.Proof.Centers)
	}
	slices.Reverse(p.Members)
	p.Households = append(slices.Clone(p.Households[30:]), p.Households[:30]...)
	if got := solvedWith(t, p, engine.Options{}).Draft(); !reflect.DeepEqual(got, want) {
		t.Error("another plan of the same records in another order")
	}
}

// TestCentersTakeTheBestNominated: the appointed first, then as many of the reviewed as it takes, nobody else.
func TestCentersTakeTheBestNominated(t *testing.T) {
	p := aVillage(61)
	nomination := map[engine.MemberID]string{}
	for _, m := range p.Members {
		nomination[m.ID] = m.Nomination
	}
	count := map[string]int{}
	for c := range solvedWith(t, p, engine.Options{}).Centers() {
		count[nomination[c.Member]]++
	}
	if count["appointed"] != 10 || count["reviewed"] != 2 || len(count) != 2 {
		t.Errorf("%v; expected the 10 appointed and 2 reviewed", count)
	}
}

// TestCentersWithoutAnybody has no members, no candidates, one member, and more centres than members.
func TestCentersWithoutAnybody(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(p *engine.Problem)
		centers int
		short   map[engine.ShortfallKind]int
	}{
		"nobody":         {func(p *engine.Problem) { p.Members = nil }, 0, map[engine.ShortfallKind]int{}},
		"no candidates":  {func(p *engine.Problem) { p.Policy.Centers.Nominations = []string{policy.NominationPublicised} }, 0, map[engine.ShortfallKind]int{engine.ShortfallMemberCenter: 6}},
		"one":            {func(p *engine.Problem) { p.Members = p.Members[:1] }, 1, map[engine.ShortfallKind]int{engine.ShortfallCenterMembers: 4, engine.ShortfallCenterMentor: 1}},
		"too many":       {func(p *engine.Problem) { p.Policy.Centers.Count = 50 }, 5, map[engine.ShortfallKind]int{engine.ShortfallCenterMembers: 5*5 - 6, engine.ShortfallMentorCenters: 0, engine.ShortfallCenterMentor: 1}},
		"nobody mentors": {func(p *engine.Problem) { p.Policy.Centers.Mentors.Titles = nil }, 1, map[engine.ShortfallKind]int{}},
	} {
		t.Run(name, func(t *testing.T) {
			p := aVillage(6)
			p.Policy.Links.Load.Min = 0
			c.change(&p)
			plan := solvedWith(t, p, engine.Options{})
			got := map[engine.ShortfallKind]int{}
			for s := range plan.Shortfalls() {
				got[s.Kind] += s.Missing
			}
			delete(c.short, engine.ShortfallMentorCenters)
			delete(got, engine.ShortfallMentorCenters)
			if n := len(slices.Collect(plan.Centers())); n != c.centers || !reflect.DeepEqual(got, c.short) {
				t.Errorf("%d centres, %v; expected %d, %v", n, got, c.centers, c.short)
			}
		})
	}
}

// TestCentersWithoutProof leaves the certificate of the mentors unchecked; the judge finds that it holds.
func TestCentersWithoutProof(t *testing.T) {
	plan := solvedWith(t, aVillage(30), engine.Options{NoProof: true})
	if kind := plan.Proof().Centers.Mentors.Kind; kind != engine.Unchecked {
		t.Errorf("mentors are %s, expected unchecked", kind)
	}
}

// TestCentersStop ends a long search when the context ends.
func TestCentersStop(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s, err := engine.Prepare(ctx, aVillage(40))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := s.Solve(ctx, engine.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, expected that it was cancelled", err)
	}
}

// TestCentersResited makes the centres anew where a rebalance is told to.
func TestCentersResited(t *testing.T) {
	p := aVillage(30)
	plan := solvedWith(t, p, engine.Options{})
	after, delta, err := engine.Apply(context.Background(), p, plan, []engine.Change{engine.DropMember{ID: "M0004"}}, engine.Options{Resite: true})
	if err != nil {
		t.Fatal(err)
	}
	want := solvedWith(t, after, engine.Options{}).Draft()
	if got := delta.Plan.Draft(); !reflect.DeepEqual(got.Centers, want.Centers) || got.Proof.Centers.Number.Kind != engine.Certified {
		t.Errorf("%+v, expected centres made anew: %+v", got.Centers, want.Centers)
	}
}

// TestExplainNamesTheCentre asks for every member.
func TestExplainNamesTheCentre(t *testing.T) {
	p := aVillage(20)
	plan := solvedWith(t, p, engine.Options{})
	s, err := engine.Prepare(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	for m := range plan.Members() {
		x, err := s.ExplainMember(context.Background(), plan, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		if x.Center == nil || x.Center.Member != m.Center {
			t.Errorf("%s belongs to %+v, expected %s", m.ID, x.Center, m.Center)
		}
	}
}
