package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/policy"
)

// street makes homes along a line: "a 0 M" is home a at 0 m, where member M lives.
func street(pol policy.Policy, homes ...string) engine.Problem {
	pol.Metric = policy.MetricPlanar
	p := engine.Problem{Area: "V", Policy: pol}
	for _, line := range homes {
		h, members := dwelling(line)
		p.Households = append(p.Households, h)
		p.Members = append(p.Members, members...)
	}
	return p
}

func dwelling(line string) (engine.Household, []engine.Member) {
	words := strings.Fields(line)
	h := engine.Household{ID: engine.HouseholdID(words[0]), Area: "V"}
	if _, err := fmt.Sscan(words[1], &h.Location[0]); err != nil {
		panic(err)
	}
	var members []engine.Member
	for _, id := range words[2:] {
		members = append(members, engine.Member{ID: engine.MemberID(id), Area: "V", Household: h.ID})
	}
	return h, members
}

// put are the changes that bring a home, or move it, and bring its members.
func put(line string) []engine.Change {
	h, members := dwelling(line)
	out := []engine.Change{engine.PutHousehold{Household: h}}
	for _, m := range members {
		out = append(out, engine.PutMember{Member: m})
	}
	return out
}

// circles writes the circles down: "1 at a: a b | 2 at c: c".
func circles(p engine.Plan) string {
	var out []string
	for c := range p.Circles() {
		line := fmt.Sprintf("%d at %s:", c.Number, c.Site)
		for h := range p.Homes() {
			if h.Circle == c.ID {
				line += " " + string(h.ID)
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, " | ")
}

func TestCirclesAreRepairedOnlyWhereTheyMustBe(t *testing.T) {
	two := []string{"a0 0 A", "a1 50", "a2 90", "b0 300 B", "b1 350", "b2 390"}
	const asTheyStood = "1 at a0: a0 a1 a2 | 2 at b0: b0 b1 b2"
	dropHome := func(id engine.HouseholdID) []engine.Change { return []engine.Change{engine.DropHousehold{ID: id}} }
	drop := func(id engine.MemberID) []engine.Change { return []engine.Change{engine.DropMember{ID: id}} }
	for _, c := range []struct {
		name          string
		set           []string
		homes         []string
		change        []engine.Change
		before, after string
	}{
		{"a home leaves", nil, two, dropHome("a1"), asTheyStood, "1 at a0: a0 a2 | 2 at b0: b0 b1 b2"},
		{"a home moves within its circle", nil, two, put("a1 100"), asTheyStood, asTheyStood},
		{"a home moves to another circle", nil, two, put("a1 310"), asTheyStood, "1 at a0: a0 a2 | 2 at b0: a1 b0 b1 b2"},
		{"a home moves out of every circle", nil, two, put("a1 190"), asTheyStood, "1 at a0: a0 a2 | 2 at b0: b0 b1 b2"},
		{"a home arrives and joins the nearest", nil, two, put("n 95"), asTheyStood, "1 at a0: a0 a1 a2 n | 2 at b0: b0 b1 b2"},
		{"a member with a home arrives where a circle is", nil, two, put("n 95 N"), asTheyStood, "1 at a0: a0 a1 a2 n | 2 at b0: b0 b1 b2"},
		{"a member with a home arrives far away", nil, two, put("n 800 N"), asTheyStood, asTheyStood + " | 3 at n: n"},
		{"the site is no longer allowed, another is", nil, []string{"a0 0 A", "a1 50 C", "a2 90", "b0 300 B"}, drop("C"),
			"1 at a1: a0 a1 a2 | 2 at b0: b0", "1 at a0: a0 a1 a2 | 2 at b0: b0"},
		{"the site is no longer allowed, another reaches fewer homes", nil, []string{"a0 0 A", "a1 90 C", "a2 180", "b0 500 B"}, drop("C"),
			"1 at a1: a0 a1 a2 | 2 at b0: b0", "1 at a0: a0 a1 | 2 at b0: b0"},
		{"a circle without members ends", nil, two, drop("A"), asTheyStood, "2 at b0: b0 b1 b2"},
		{"a circle without members takes one over", []string{"circles.sites=homes", "links.load.min=0"}, []string{"a0 0", "a1 50 A", "a2 60", "b0 140", "b1 145 B", "b2 200 C"}, drop("A"),
			"1 at a1: a0 a1 a2 | 2 at b1: b0 b1 b2", "1 at a1: a0 a1 a2 b1 | 2 at b1: b0 b2"},
		{"the site moves away", nil, []string{"a0 0 A", "a1 50 C", "a2 90", "b0 300 B"}, put("a1 290 C"),
			"1 at a1: a0 a1 a2 | 2 at b0: b0", "1 at a0: a0 a2 | 2 at b0: a1 b0"},
		{"a team over its maximum", []string{"team.max=2"}, []string{"a0 0 A", "a1 50 C", "a2 90", "b0 160 B"}, put("a2 90 D"),
			"1 at a1: a0 a1 a2 | 2 at b0: b0", "1 at a1: a0 a1 | 2 at b0: a2 b0"},
		{"too wide for the diameter", []string{"circles.radius_m=none", "circles.diameter_m=100"}, two, put("a2 120"), asTheyStood, "1 at a0: a0 a1 | 2 at b0: b0 b1 b2"},
		{"a site is required", nil, two, []engine.Change{engine.PutSite{Site: engine.Site{ID: "S", Location: orb.Point{60, 0}, Use: engine.SiteRequired}}},
			asTheyStood, "1 at S: a0 a1 a2 | 2 at b0: b0 b1 b2"},
		{"a required site that no circle can move to takes a home over", nil, []string{"a0 0 A", "a1 50", "a2 100 C", "b0 500 B"},
			[]engine.Change{engine.PutSite{Site: engine.Site{ID: "S", Location: orb.Point{160, 0}, Use: engine.SiteRequired}}},
			"1 at a0: a0 a1 a2 | 2 at b0: b0", "1 at a0: a0 a1 | 2 at b0: b0 | 3 at S: a2"},
		{"no circles any more", nil, two, []engine.Change{engine.SetPolicy{Policy: planar(t, "circles.sites=none", "links.within=area")}}, asTheyStood, ""},
		{"a smaller radius", nil, two, []engine.Change{engine.SetPolicy{Policy: planar(t, "circles.radius_m=60")}}, asTheyStood, "1 at a0: a0 a1 | 2 at b0: b0 b1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, plan := standing(t, street(planar(t, c.set...), c.homes...))
			if got := circles(plan); got != c.before {
				t.Fatalf("before: %s; expected %s", got, c.before)
			}
			if got := circles(apply(t, s, plan, engine.Options{}, c.change...).Plan); got != c.after {
				t.Errorf("after: %s; expected %s", got, c.after)
			}
		})
	}
}

func planar(t testing.TB, set ...string) policy.Policy {
	p := scheme(t, "yuanshi", append([]string{"circles.radius_m=100", "team.max=0"}, set...)...)
	p.Metric = policy.MetricPlanar
	return p
}

func TestNumbersOfCirclesAreNeverGivenAgain(t *testing.T) {
	s, plan := standing(t, street(planar(t), "a 0 A", "b 300 B"))
	for i, step := range []struct {
		change []engine.Change
		want   string
	}{
		{put("c 600 C"), "1 at a: a | 2 at b: b | 3 at c: c"},
		{[]engine.Change{engine.DropMember{ID: "C"}, engine.DropHousehold{ID: "c"}}, "1 at a: a | 2 at b: b"},
		{put("d 900 D"), "1 at a: a | 2 at b: b | 4 at d: d"},
		{[]engine.Change{engine.DropMember{ID: "A"}}, "2 at b: b | 4 at d: d"},
		{put("a 0 A"), "2 at b: b | 4 at d: d | 5 at a: a"},
	} {
		o := engine.Options{}
		delta := apply(t, s, plan, o, step.change...)
		if got := circles(delta.Plan); got != step.want {
			t.Errorf("step %d: %s; expected %s", i, got, step.want)
		}
		plan = delta.Plan
	}
	delta := apply(t, s, plan, engine.Options{Resite: true}, put("e 1200 E")...)
	if got := circles(delta.Plan); got != "2 at b: b | 4 at d: d | 5 at a: a | 6 at e: e" {
		t.Errorf("resited: %s", got)
	}
}

func TestHoldersKeepTheirSlots(t *testing.T) {
	pol := planar(t)
	pol.Team.Roles = []policy.Role{{Name: "head", Min: 1, Max: 1, Titles: []string{"cadre", "farmer"}}, {Name: "guard", Max: 2}}
	p := street(pol, "a 0 A B", "b 10 C", "c 20 D")
	p.Members[0].Title, p.Members[1].Title = "farmer", "farmer"
	s, plan := standing(t, p)
	slots := func(p engine.Plan) string {
		out := ""
		for x := range p.Slots() {
			out += fmt.Sprintf("%s %d %s; ", x.Role, x.Number, x.Member)
		}
		return out
	}
	first := slots(plan)
	d := p.Members[3]
	d.Title = "cadre"
	delta := apply(t, s, plan, engine.Options{}, engine.PutMember{Member: d})
	if got := slots(delta.Plan); got != first || !strings.HasPrefix(got, "head 1 A") && !strings.HasPrefix(got, "head 1 B") {
		t.Errorf("a better candidate: %s; before: %s", got, first)
	}
	head := engine.MemberID(first[len("head 1 "):len("head 1 A")])
	if got := slots(apply(t, s, delta.Plan, engine.Options{}, engine.DropMember{ID: head}).Plan); !strings.HasPrefix(got, "head 1 ") || strings.Contains(got, string(head)+";") {
		t.Errorf("without the head: %s", got)
	}
}

// A home that has become too heavy for the required site where it is leaves, and another takes its place there.
func TestARequiredSiteGivesUpWhatItHasNoRoomFor(t *testing.T) {
	pol := planar(t)
	pol.Circles.Measure = policy.MeasureWeight
	p := street(pol, "a 0 A", "b 10 B", "c 600 C")
	room := 1
	p.Sites = []engine.Site{{ID: "S", Area: p.Area, Location: p.Households[0].Location, Use: engine.SiteRequired, Capacity: &room}}
	s, plan := standing(t, p)
	if got := circles(plan); !strings.Contains(got, "at S: a") {
		t.Fatal(got)
	}
	heavy := p.Households[0]
	heavy.Weight = 2
	delta := apply(t, s, plan, engine.Options{}, engine.PutHousehold{Household: heavy})
	if got := circles(delta.Plan); !strings.Contains(got, "at S: b") {
		t.Error(got)
	}
}
