package service_test

import (
	"context"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/fixtures"
	"jinlin/geo"
	"jinlin/policy"
	"jinlin/policy/codec"
	"jinlin/service"
	"jinlin/verify"
)

// The requirements that the published schemes put to the program, each by its number, and each by a built-in scheme on villages made after it. What a
// test says is counted again from the records; every plan has passed the judge before.

// asked returns the problems of made-up villages under a built-in scheme.
func asked(t *testing.T, scheme string, spec fixtures.Spec, settings ...string) []engine.Problem {
	t.Helper()
	pol, err := codec.Scheme(scheme)
	if err != nil {
		t.Fatal(err)
	}
	if err := codec.Set(&pol, settings...); err != nil {
		t.Fatal(err)
	}
	spec.Seed = 11
	problems, issues, err := service.Problems(fixtures.Dataset(fixtures.Generate(spec)), pol)
	if err != nil || len(issues) > 0 {
		t.Fatal(err, issues)
	}
	return problems
}

// An answer is a problem, its plan, and what both say by id.
type answer struct {
	engine.Problem
	plan    engine.Plan
	home    map[engine.HouseholdID]engine.Household
	member  map[engine.MemberID]engine.Member
	planned map[engine.HouseholdID]engine.Home
	server  map[engine.MemberID]engine.Server
}

// answers solves problems and lets the judge confirm every plan.
func answers(t *testing.T, problems []engine.Problem) []answer {
	t.Helper()
	out := make([]answer, len(problems))
	for i, p := range problems {
		plan, err := engine.Solve(context.Background(), p, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out[i] = judged(t, p, plan)
	}
	return out
}

func judged(t *testing.T, p engine.Problem, plan engine.Plan) answer {
	t.Helper()
	report, err := verify.Check(context.Background(), p, plan)
	if err != nil || len(report.Findings) > 0 {
		t.Fatal(p.Area, err, report.Findings)
	}
	a := answer{p, plan, map[engine.HouseholdID]engine.Household{}, map[engine.MemberID]engine.Member{}, map[engine.HouseholdID]engine.Home{}, map[engine.MemberID]engine.Server{}}
	for _, h := range p.Households {
		a.home[h.ID] = h
	}
	for _, m := range p.Members {
		a.member[m.ID] = m
	}
	for h := range plan.Homes() {
		a.planned[h.ID] = h
	}
	for m := range plan.Members() {
		a.server[m.ID] = m
	}
	return a
}

// at is where a member stands; false if that is not known.
func (a *answer) at(id engine.MemberID) (orb.Point, bool) {
	m := a.member[id]
	if h, ok := a.home[m.Household]; ok {
		return h.Location, true
	}
	return m.Location, m.Located
}

// linked lists the homes of every member that count in his load, by member.
func (a *answer) linked() map[engine.MemberID][]engine.Household {
	out := map[engine.MemberID][]engine.Household{}
	for _, h := range a.Households {
		if p := a.planned[h.ID]; p.Member != "" && p.State != engine.HomeOwn {
			out[p.Member] = append(out[p.Member], h)
		}
	}
	return out
}

var (
	county  = fixtures.Spec{Kind: fixtures.KindCounty, Villages: 4}
	huozhou = fixtures.Spec{Kind: fixtures.KindHuozhou, Villages: 3}
)

// TestR01Reach: no link over 500 m, no home over 500 m from the centre of its circle; under the other reading no two homes of a circle are.
func TestR01Reach(t *testing.T) {
	for _, a := range answers(t, asked(t, "yuanshi", county)) {
		centre := map[engine.CircleID]orb.Point{}
		for c := range a.plan.Circles() {
			centre[c.ID] = c.Center
		}
		for _, h := range a.Households {
			p := a.planned[h.ID]
			if at, ok := a.at(p.Member); ok && geo.DistanceMM(at, h.Location) > 500_000 {
				t.Errorf("%s is %d mm from %s", h.ID, geo.DistanceMM(at, h.Location), p.Member)
			}
			if p.Circle != "" && geo.DistanceMM(centre[p.Circle], h.Location) > 500_000 {
				t.Errorf("%s is beyond the radius of %s", h.ID, p.Circle)
			}
		}
	}
	for _, a := range answers(t, asked(t, "yuanshi-zone", fixtures.Spec{Kind: fixtures.KindVillage, Homes: 300})) {
		for i, h := range a.Households {
			for _, k := range a.Households[:i] {
				if c := a.planned[h.ID].Circle; c != "" && c == a.planned[k.ID].Circle && geo.DistanceMM(h.Location, k.Location) > 500_000 {
					t.Errorf("%s and %s of %s are beyond 500 m of each other", h.ID, k.ID, c)
				}
			}
		}
	}
}

// TestR02Village: whoever answers for a home lives in its village, and homes of a circle are of one; how many circles there are is found, not given.
func TestR02Village(t *testing.T) {
	counts := map[int]bool{}
	for _, a := range answers(t, asked(t, "yuanshi", county)) {
		n := 0
		for range a.plan.Circles() {
			n++
		}
		counts[n] = true
		for _, h := range a.Households {
			if m := a.planned[h.ID].Member; m != "" && a.member[m].Area != h.Area {
				t.Errorf("%s of %s is answered for by %s of %s", h.ID, h.Area, m, a.member[m].Area)
			}
		}
	}
	if len(counts) < 2 {
		t.Errorf("villages of all sizes have %v circles", counts)
	}
}

// TestR03Circles: the fewest circles, proved so; a given number instead; a required site has one, a forbidden one none; a capacity holds.
func TestR03Circles(t *testing.T) {
	village := fixtures.Spec{Kind: fixtures.KindVillage, Homes: 540, Venues: true}
	problems := asked(t, "yuanshi", village)
	fewest := answers(t, problems)[0]
	proof := fewest.plan.Proof().Circles
	if proof.Value != len(slices.Collect(fewest.plan.Circles())) || proof.Bound != proof.Value {
		t.Errorf("%+v", proof)
	}
	p := problems[0]
	circles := slices.Collect(fewest.plan.Circles())
	at := circles[slices.IndexFunc(circles, func(c engine.Circle) bool { return c.Household != "" })].Household
	p.Sites = append([]engine.Site{{ID: "no", Household: at, Location: fewest.home[at].Location, Area: p.Area, Use: engine.SiteForbidden}}, p.Sites...)
	p.Sites[1].Use = engine.SiteRequired
	p.Policy.Circles.Capacity = 250
	seated := false
	for c := range answers(t, []engine.Problem{p})[0].plan.Circles() {
		seated = seated || c.Site == p.Sites[1].ID
		if c.Household == at || c.Homes > 250 {
			t.Errorf("%+v", c)
		}
	}
	if !seated {
		t.Error("the required site has no circle")
	}
	given := asked(t, "yuanshi", village, "circles.objective=p-median", "circles.count=4", "circles.radius_m=none", "team.max=0", "circles.sites=homes")
	if n := len(slices.Collect(answers(t, given)[0].plan.Circles())); n != 4 {
		t.Errorf("%d circles of 4", n)
	}
}

// TestR03Objectives: a given number of circles with the least way, with the least farthest way, or that hold most; at homes, and anywhere in the plane.
func TestR03Objectives(t *testing.T) {
	hamlet := fixtures.Spec{Kind: fixtures.KindVillage, Style: fixtures.StyleHill, Homes: 150}
	worth := func(settings ...string) (held int, farthest, total int64) {
		a := answers(t, asked(t, "location", hamlet, append(settings, "circles.count=3")...))[0]
		if n := len(slices.Collect(a.plan.Circles())); n != 3 {
			t.Errorf("%v: %d circles of 3", settings, n)
		}
		for _, h := range a.planned {
			if h.Circle != "" {
				held += []int{1, 1001, 1_001_001}[a.home[h.ID].Priority] // homes of priority 2 first, then of 1
				farthest, total = max(farthest, h.CenterMM), total+h.CenterMM
			}
		}
		return held, farthest, total
	}
	_, medianFar, median := worth("circles.objective=p-median")
	_, centerFar, center := worth("circles.objective=p-center")
	if median > center || centerFar > medianFar {
		t.Errorf("least way: %d mm, farthest %d; least farthest: %d, %d", median, medianFar, center, centerFar)
	}
	if _, _, plane := worth("circles.objective=p-median", "circles.sites=plane"); plane > median {
		t.Errorf("anywhere: %d mm, at homes: %d", plane, median)
	}
	most, _, _ := worth("circles.objective=max-cover", "circles.radius_m=80")
	if nearest, _, _ := worth("circles.objective=p-median", "circles.radius_m=80"); most < nearest || most%1000 == 150 {
		t.Errorf("homes within 80 m, by priority: %d at most, %d otherwise", most, nearest)
	}
}

// TestR04Team: every eligible member is in the one circle that holds his home; a cadre leads, two or three run it, nobody twice.
func TestR04Team(t *testing.T) {
	filled := map[string]int{}
	for _, a := range answers(t, asked(t, "yuanshi", county)) {
		holds := map[engine.MemberID]bool{}
		for _, m := range a.Members {
			s := a.server[m.ID]
			if s.Eligible && s.Circle != a.planned[m.Household].Circle {
				t.Errorf("%s lives in %s and serves in %s", m.ID, a.planned[m.Household].Circle, s.Circle)
			}
		}
		for s := range a.plan.Slots() {
			if s.Member == "" {
				continue
			}
			filled[s.Role]++
			if holds[s.Member] || a.server[s.Member].Circle != s.Circle {
				t.Errorf("%+v: held twice, or from another circle", s)
			}
			if title := a.member[s.Member].Title; s.Role == "leader" && title != fixtures.TitleSecretary && title != fixtures.TitleCadre {
				t.Errorf("%s is led by a %s", s.Circle, title)
			}
			holds[s.Member] = true
		}
	}
	if filled["leader"] < 4 || filled["group_leader"] < 8 {
		t.Errorf("slots filled: %v", filled)
	}
}

// TestR05Eligibility: who is excluded is listed with the reason and has no link, also for want of capability; everybody else has one home at least,
// or is named as short.
func TestR05Eligibility(t *testing.T) {
	reasons := map[string]int{}
	for _, a := range answers(t, append(asked(t, "yuanshi", county), asked(t, "huozhou-nearby", fixtures.Spec{Kind: fixtures.KindHuozhou, Villages: 3})...)) {
		short := map[engine.MemberID]bool{}
		for f := range a.plan.Shortfalls() {
			short[f.Member] = true
		}
		links := a.linked()
		for _, m := range a.Members {
			s, want := a.server[m.ID], m.Status
			if want == policy.StatusActive {
				want = ""
				if a.Policy.Eligibility.RequireCapable && !m.Capable {
					want = policy.NotCapable
				}
			}
			if reasons[want]++; s.Excluded != want || s.Eligible != (want == "") {
				t.Errorf("%s: %+v, expected %q", m.ID, s, want)
			}
			if n := len(links[m.ID]); want != "" && n > 0 || want == "" && n == 0 && !short[m.ID] {
				t.Errorf("%s (%q) has %d homes", m.ID, want, n)
			}
		}
	}
	for _, reason := range []string{policy.StatusAge, policy.StatusAway, policy.NotCapable} {
		if reasons[reason] == 0 {
			t.Errorf("nobody is out for %s", reason)
		}
	}
}

// TestR05bDuty: cadres serve the villages of their duty though they live elsewhere; without a location no reach holds them, and a neighbour comes first.
func TestR05bDuty(t *testing.T) {
	visits, near := 0, 0
	for _, a := range answers(t, asked(t, "street", fixtures.Spec{Kind: fixtures.KindStreet, Villages: 2}, "links.reach_m=200", "links.order=[distance]", "links.load.balance=none")) {
		for _, homes := range a.linked() {
			for _, h := range homes {
				p := a.planned[h.ID]
				m := a.member[p.Member]
				switch {
				case m.Area == h.Area:
					near++
				case slices.Contains(m.Duty, h.Area) && p.DistanceMM == 200_000:
					visits++
				default:
					t.Errorf("%s: %+v", h.ID, p)
				}
			}
		}
	}
	if visits == 0 || near < visits {
		t.Errorf("%d homes by cadres from outside, %d by neighbours", visits, near)
	}
}

// TestR06OneMember: one responsible member a home, another one as deputy where asked; every unserved home has a reason.
func TestR06OneMember(t *testing.T) {
	deputised := 0
	for _, a := range answers(t, asked(t, "yuanshi", county, "deputies.max=20")) {
		why := map[engine.HouseholdID]engine.ReasonCode{}
		for u := range a.plan.Unserved() {
			why[u.Household] = u.Reason
		}
		for _, h := range a.planned {
			if (h.Member == "") != (h.State == engine.HomeUnserved) || (h.Member == "") != (why[h.ID] != "") || h.Deputy != "" && h.Deputy == h.Member {
				t.Errorf("%+v, unserved for %q", h, why[h.ID])
			}
			if h.Deputy != "" {
				deputised++
			}
		}
	}
	if deputised < 1000 {
		t.Errorf("%d homes have a deputy", deputised)
	}
	for _, a := range answers(t, asked(t, "zhalaite-pairs", fixtures.Spec{Kind: fixtures.KindVillage, Style: fixtures.StyleScattered, Homes: 300}, "links.reach_m=500", "links.priority_min=0", "links.load.max=50", "links.load.min=0")) {
		fixes := slices.Collect(a.plan.Fixes())
		if n := len(slices.Collect(a.plan.Unserved())); n == 0 || len(fixes) == 0 {
			t.Errorf("%s: %d homes unserved in clusters kilometres apart, %d things would help", a.Area, n, len(fixes))
		}
	}
}

// TestR07Load: loads within minimum and maximum of the scheme, and within those of a member's own.
func TestR07Load(t *testing.T) {
	problems := asked(t, "huozhou-capability", fixtures.Spec{Kind: fixtures.KindHuozhou, Villages: 2})
	two := 2
	own := problems[0].Members[0].ID
	problems[0].Members[0].MaxLoad = &two
	problems[0].Members[0].Capable, problems[0].Members[0].Status = true, policy.StatusActive
	for _, a := range answers(t, problems) {
		links := a.linked()
		for id, s := range a.server {
			most := 10
			if id == own {
				most = two
			}
			if s.Load != len(links[id]) || s.Load > most || s.Eligible && s.Load < min(5, most) {
				t.Errorf("%+v with %d homes", s, len(links[id]))
			}
		}
	}
	loads := map[int]int{}
	for _, a := range answers(t, asked(t, "yuanshi", county)) {
		for _, s := range a.server {
			if s.Load > 30 {
				t.Errorf("%+v", s)
			}
			if s.Load >= 10 && s.Load <= 16 {
				loads[1]++
			} else if s.Eligible {
				loads[0]++
			}
		}
	}
	if loads[1] < 5*loads[0] {
		t.Errorf("%d members in the band, %d outside", loads[1], loads[0])
	}
}

// TestR08Groups: drawn groups part all homes, within their bounds; existing ones are kept as they are; links stay within, and each has its roles.
func TestR08Groups(t *testing.T) {
	for _, a := range answers(t, asked(t, "huozhou-nearby", fixtures.Spec{Kind: fixtures.KindHuozhou, Villages: 3})) {
		if proof := a.plan.Proof().Groups; proof.Violation != proof.ViolationBound {
			t.Errorf("%s: %+v", a.Area, proof)
		}
		group := a.groups(t)
		for id, homes := range group {
			if len(homes) > 80 || len(homes) < 40 && a.plan.Proof().Groups.Violation == 0 {
				t.Errorf("%s has %d homes", id, len(homes))
			}
		}
		heads := 0
		for s := range a.plan.GroupSlots() {
			if s.Role == "grid_head" && s.Member != "" {
				heads++
			}
		}
		if heads != len(group) {
			t.Errorf("%d heads of %d groups", heads, len(group))
		}
	}
	for _, a := range answers(t, asked(t, "zhalaite-units", fixtures.Spec{Kind: fixtures.KindZhalaiteUnits, Villages: 2})) {
		for id, homes := range a.groups(t) {
			for _, h := range homes {
				if h.Group != homes[0].Group {
					t.Errorf("%s holds %s of %s and %s of %s", id, homes[0].ID, homes[0].Group, h.ID, h.Group)
				}
			}
		}
	}
}

// groups are the homes of each group of the plan; links must stay within.
func (a *answer) groups(t *testing.T) map[engine.GroupID][]engine.Household {
	t.Helper()
	out := map[engine.GroupID][]engine.Household{}
	for _, h := range a.Households {
		p := a.planned[h.ID]
		out[p.Group] = append(out[p.Group], h)
		if p.Member != "" && a.planned[a.member[p.Member].Household].Group != p.Group {
			t.Errorf("%s of %s is answered for by %s of another group", h.ID, p.Group, p.Member)
		}
	}
	if len(out[""]) > 0 {
		t.Errorf("%d homes are in no group", len(out[""]))
	}
	return out
}
