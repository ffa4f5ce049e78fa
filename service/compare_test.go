package service_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/service"
)

// standing is a contender of plans without records.
func standing(name string, reach policy.Limit, drafts ...engine.Draft) service.Contender {
	c := service.Contender{Name: name, Policy: policy.Default(), Plans: []engine.Plan{}}
	c.Policy.Links.Reach = reach
	for _, d := range drafts {
		c.Plans = append(c.Plans, d.Build())
	}
	return c
}

// fataler is what testing.T and rapid.T have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

func compare(t fataler, contenders ...service.Contender) service.Comparison {
	t.Helper()
	c, err := service.Compare(context.Background(), contenders, service.CompareOptions{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// linked is a home with a member, or, with none, without.
func linked(id, member string, mm int64) engine.Home {
	h := engine.Home{ID: engine.HouseholdID(id), State: engine.HomeUnserved}
	if member != "" {
		h.State, h.Member, h.DistanceMM = engine.HomeLinked, engine.MemberID(member), mm
	}
	return h
}

func TestCompareFigures(t *testing.T) {
	own := engine.Home{ID: "h5", State: engine.HomeOwn, Member: "m1"}
	held := engine.Home{ID: "h6", State: engine.HomeHeld}
	chosen := linked("h6", "m2", 30_000)
	chosen.State = engine.HomeChosen
	a := engine.Draft{Area: "v", Homes: []engine.Home{linked("h1", "m1", 10_000), linked("h2", "m1", 20_000), linked("h3", "m2", 90_000), linked("h4", "", 0), own, held},
		Members:  []engine.Server{{ID: "m1", Eligible: true, Load: 2}, {ID: "m2", Eligible: true, Load: 1}, {ID: "m3", Excluded: "age"}, {ID: "m4", Eligible: true}},
		Unserved: []engine.Unserved{{Household: "h4", Stage: engine.StageLink, Reason: engine.ReasonNobodyInReach}},
		Fixes:    []engine.Fix{{Kind: engine.FixAddMember, Household: "h4", Homes: 1}},
		Circles:  []engine.Circle{{ID: "c1", Number: 1, Homes: 4, Members: 2, RadiusMM: 95_000}, {ID: "c2", Number: 2, Homes: 2, Members: 1, RadiusMM: 40_000}}}
	b := engine.Draft{Area: "v", Homes: []engine.Home{linked("h1", "m2", 40_000), linked("h2", "m1", 20_000), linked("h3", "", 0), linked("h4", "m4", 60_000), own, chosen},
		Members:   []engine.Server{{ID: "m1", Eligible: true, Load: 1}, {ID: "m2", Eligible: true, Load: 2}, {ID: "m4", Eligible: true, Load: 1}},
		Unserved:  []engine.Unserved{{Household: "h3", Stage: engine.StageLink, Reason: engine.ReasonFull}},
		Selection: &engine.Selection{Pairs: 1, Blocking: []engine.Pair{{Household: "h3", Member: "m1"}, {Household: "h3", Member: "m2"}}},
		Centers:   []engine.Center{{Number: 1, Member: "m1", Members: 2}, {Number: 2, Member: "m4", Members: 1}},
		Proof:     engine.Proof{Links: engine.LinkProof{Kind: engine.Certified, Tiers: []policy.Tier{policy.TierUnserved2, policy.TierUnserved1}, Value: []int64{0, 1}}}}
	c := compare(t, standing("a", policy.AtMost(50), a), standing("b", policy.AtMost(500), b))
	if c.Areas != 1 || c.Homes != 6 || len(c.LeftOut) != 0 || !slices.Equal(c.ReachesM, []float64{50, 500}) || c.Plans[0].Judged || *c.Plans[1].ReachM != 500 {
		t.Errorf("%+v", c)
	}
	f, g := c.Total[0].PlanFigures, c.Total[1].PlanFigures
	for _, x := range []struct {
		name      string
		got, want any
	}{
		{"served", []int{f.Served, f.Linked, f.Own, f.NotAsked, f.Unserved}, []int{4, 3, 1, 1, 1}},
		{"served by b", []int{g.Served, g.Linked, g.Own, g.NotAsked, g.Unserved}, []int{5, 4, 1, 0, 1}},
		{"coverage", f.Coverage, 0.8},
		{"reasons", f.UnservedBy, []service.ReasonFigures{{Stage: engine.StageLink, Reason: engine.ReasonNobodyInReach, Homes: 1}}},
		{"urgent", g.Urgent, [2]int{0, 1}},
		{"members", []int{f.Members, f.Eligible, f.Idle}, []int{4, 3, 1}},
		{"loads", f.LoadCounts, []service.LoadCount{{Load: 0, Members: 1}, {Load: 1, Members: 1}, {Load: 2, Members: 1}}},
		{"gini", f.Gini, 0.444}, // (-2*0 + 0*1 + 2*2) / (3*3)
		{"gini of b", g.Gini, 0.167},
		{"distances", []float64{f.Distances.MeanM, f.Distances.MedianM, f.Distances.P90M, f.Distances.MaxM}, []float64{40, 20, 90, 90}},
		{"median of four", g.Distances.MedianM, 30.0},
		{"reach", []float64{f.Distances.WithinReach, g.Distances.WithinReach}, []float64{0.666667, 1}},
		{"reaches", [][]float64{f.Distances.Within, g.Distances.Within}, [][]float64{{0.666667, 1}, {0.75, 1}}},
		{"bins", c.BinsM, []float64{10, 20, 30, 40, 50, 60, 70, 80, 90}},
		{"counts", f.Distances.Counts, []int{1, 1, 0, 0, 0, 0, 0, 0, 1, 0}},
		{"counts of b", g.Distances.Counts, []int{0, 1, 1, 1, 0, 1, 0, 0, 0, 0}},
		{"circles", []any{f.Circles, f.CircleHomes.Min, f.CircleHomes.Max, f.Teams.Max, f.CenterFarthestM}, []any{2, 2, 4, 2, 95.0}},
		{"choice", []int{f.Chosen, f.Blocking, g.Chosen, g.Blocking}, []int{0, 0, 1, 2}},
		{"centres", []int{f.Centers, g.Centers, g.CenterMembers.Min, g.CenterMembers.Max}, []int{0, 2, 1, 2}},
		{"lacks", f.Lacks, service.LackFigures{Homes: 1, Members: 1}},
		{"changes", g.Changes, service.ChangeFigures{Same: 2, Moved: 1, Gained: 2, Lost: 1, Both: 2, Farther: 1, FirstMeanM: 15, MeanM: 30}},
		{"areas", []int{c.Total[1].Areas.Changed, c.Total[0].Areas.Changed, c.Total[0].Areas.Full}, []int{1, 0, 0}},
	} {
		if !reflect.DeepEqual(x.got, x.want) {
			t.Errorf("%s: %v, expected %v", x.name, x.got, x.want)
		}
	}
}

// Homes and areas that only one plan has are not compared, and it is said how many these are.
func TestCompareDifferentData(t *testing.T) {
	a := standing("a", policy.Limit{},
		engine.Draft{Area: "v", Homes: []engine.Home{linked("h1", "m1", 1000), linked("h2", "m1", 2000), linked("h9", "m1", 9000)}, Members: []engine.Server{{ID: "m1", Eligible: true, Load: 3}}},
		engine.Draft{Area: "w", Homes: []engine.Home{linked("k1", "m7", 7000)}})
	b := standing("b", policy.Limit{},
		engine.Draft{Area: "v", Homes: []engine.Home{linked("h1", "m1", 1000), linked("h2", "", 0), linked("h3", "m1", 3000)}},
		engine.Draft{Area: "x", Homes: []engine.Home{linked("x1", "m1", 1000)}})
	c := compare(t, a, b)
	if c.Areas != 1 || c.Homes != 2 || !slices.Equal(c.LeftOut, []engine.AreaID{"w", "x"}) || c.ByArea[0].LeftOut != 2 {
		t.Fatalf("%+v", c)
	}
	if p := c.Plans[0]; p.Areas != 2 || p.Homes != 4 || p.HomesLeftOut != 2 || c.Plans[1].HomesLeftOut != 2 {
		t.Errorf("%+v", c.Plans)
	}
	f := c.Total[0]
	if f.Homes != 2 || f.Distances.Links != 2 || f.Distances.MaxM != 2 || f.Loads.Max != 3 || f.Distances.WithinReach != 1 {
		t.Errorf("%+v", f)
	}
	if ch := c.Total[1].Changes; ch.Same != 1 || ch.Lost != 1 {
		t.Errorf("%+v", ch)
	}
}

func TestCompareSolvesAndJudges(t *testing.T) {
	problems := hamlets()
	open := slices.Clone(problems)
	for i := range open {
		open[i].Policy = open[i].Policy.Clone()
		open[i].Policy.Links.Within, open[i].Policy.Circles.Sites = policy.WithinArea, policy.SitesNone
	}
	plans := solve(t, problems)
	c := compare(t, service.Contender{Name: "made", Policy: problems[0].Policy, Problems: problems}, service.Contender{Name: "open", Policy: open[0].Policy, Problems: open},
		service.Contender{Name: "made", Policy: problems[0].Policy, Problems: problems, Plans: plans})
	for _, p := range c.Plans {
		if !p.Judged || p.Findings != 0 {
			t.Errorf("%+v", p)
		}
	}
	if c.Plans[0].Name != "made" || c.Plans[2].Name != "made (2)" || c.Total[1].Circles != 0 || c.Total[0].Circles != 2 {
		t.Errorf("%+v", c)
	}
	if !reflect.DeepEqual(c.Total[0], c.Total[2]) {
		t.Errorf("a plan solved and the same plan read differ:\n%+v\n%+v", c.Total[0], c.Total[2])
	}
	spoilt := plans[0].Draft()
	spoilt.Homes[1].DistanceMM++
	c = compare(t, service.Contender{Name: "made", Policy: problems[0].Policy, Problems: problems}, service.Contender{Name: "false", Policy: problems[0].Policy, Problems: problems, Plans: []engine.Plan{spoilt.Build()}})
	if c.Plans[0].Findings != 0 || c.Plans[1].Findings < 2 || c.Areas != 1 || !slices.Equal(c.LeftOut, []engine.AreaID{"V2"}) {
		t.Errorf("a false distance and a missing area: %+v", c.Plans)
	}
}

func TestFormatsNameEveryFigureOfAComparison(t *testing.T) {
	docs, err := os.ReadFile("../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(docs), "\n### Comparison\n")
	text, _, _ = strings.Cut(text, "\n## ")
	problems := hamlets()
	out, err := json.Marshal(compare(t, service.Contender{Name: "made", Policy: problems[0].Policy, Problems: problems}))
	if err != nil {
		t.Fatal(err)
	}
	inSummary := []string{"stage", "certified", "searched", "bounded", "not_solved", "kept", "unchecked", "narrowed", "kind", "role", "missing"}
	for _, key := range regexp.MustCompile(`"([a-z_0-9]+)":`).FindAllStringSubmatch(string(out), -1) {
		if name := key[1]; !strings.Contains(text, "`"+name+"`") && !slices.Contains(inSummary, name) && name != "places" {
			t.Errorf("### Comparison does not name %q", name)
		}
	}
}

// What homes ask for is counted under every policy alike, also where a home has nobody.
func TestCompareWishes(t *testing.T) {
	problems := hamlets()[1:]
	p := &problems[0]
	for i := range p.Households {
		switch h := &p.Households[i]; h.ID {
		case "V2-H1": // locked to M1
			h.Services, h.Association, h.Preferences = []string{"law", "law", "trade"}, "pears", engine.Ranking[engine.MemberID]{{ID: "V2-M0", Rank: 1}, {ID: "V2-M1", Rank: 1}}
		case "V2-H8": // out of reach
			h.Services, h.Association, h.Preferences = []string{"law"}, "pears", engine.InOrder[engine.MemberID]("V2-M0")
		case "V2-H0": // M0 lives there
			h.Services, h.Preferences = []string{"trade"}, engine.InOrder[engine.MemberID]("V2-M1", "V2-M0")
		}
	}
	p.Members[0].Skills, p.Members[1].Skills, p.Members[1].Association = []string{"trade"}, []string{"law"}, "pears"
	k := service.Contender{Name: "made", Policy: p.Policy, Problems: problems}
	c := compare(t, k, standing("read", policy.Limit{}, solve(t, problems)[0].Draft()))
	want := service.WishFigures{Homes: 3, First: 1, Listed: 2}
	services, associations := service.MetFigures{Asked: 4, Met: 2, Share: 0.5}, service.MetFigures{Asked: 2, Met: 1, Share: 0.5}
	if f := c.Total[0]; f.Services != services || f.Associations != associations || f.Wishes != want {
		t.Errorf("%+v %+v %+v", f.Services, f.Associations, f.Wishes)
	}
	if f := c.Total[1]; f.Services.Asked+f.Associations.Asked+f.Wishes.Homes != 0 {
		t.Errorf("without records: %+v %+v %+v", f.Services, f.Associations, f.Wishes)
	}
}

func TestCompareEnds(t *testing.T) {
	d := engine.Draft{Area: "v"}
	var twice *service.TwiceError
	if _, err := service.Compare(context.Background(), []service.Contender{standing("a", policy.Limit{}, d, d)}, service.CompareOptions{}); !errors.As(err, &twice) {
		t.Errorf("an area twice: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := service.Compare(ctx, []service.Contender{{Problems: hamlets()}}, service.CompareOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	bad := hamlets()
	bad[0].Policy.Links.Load.Min = 99
	var invalid *service.InvalidError
	if _, err := service.Compare(context.Background(), []service.Contender{{Problems: bad}}, service.CompareOptions{}); !errors.As(err, &invalid) {
		t.Errorf("an invalid policy: %v", err)
	}
	steps := 0
	c, err := service.Compare(context.Background(), nil, service.CompareOptions{Step: func() { steps++ }})
	if err != nil || steps != 0 {
		t.Errorf("%v %d", err, steps)
	}
	for _, c := range []service.Comparison{c, compare(t, standing("a", policy.Limit{}), standing("b", policy.Limit{}))} {
		if text, err := json.Marshal(c); err != nil || strings.Contains(strings.ReplaceAll(string(text), `"reach_m":null`, ""), "null") {
			t.Errorf("%v %s", err, text)
		}
	}
}

// drawnPlan is some plan of some of the homes of two areas; it need not be true of anything.
func drawnPlan(t *rapid.T, name string) service.Contender {
	var drafts []engine.Draft
	for _, area := range []string{"v", "w"} {
		if area == "w" && rapid.IntRange(0, 4).Draw(t, "area") == 0 {
			continue
		}
		d := engine.Draft{Area: engine.AreaID(area)}
		for i := range rapid.IntRange(0, 12).Draw(t, "homes") {
			if rapid.IntRange(0, 9).Draw(t, "missing") == 0 {
				continue
			}
			state := rapid.SampledFrom([]engine.HomeState{engine.HomeLinked, engine.HomeLocked, engine.HomeOwn, engine.HomeHeld, engine.HomeUnserved, engine.HomeChosen}).Draw(t, "state")
			h := engine.Home{ID: engine.HouseholdID(fmt.Sprint(area, i)), State: state}
			if state != engine.HomeHeld && state != engine.HomeUnserved {
				h.Member = engine.MemberID(fmt.Sprint("m", rapid.IntRange(0, 3).Draw(t, "member")))
				h.DistanceMM = rapid.SampledFrom([]int64{0, 1, 999, 25_500, 480_000, 1 << 50, math.MaxInt64}).Draw(t, "mm")
			}
			d.Homes = append(d.Homes, h)
		}
		for i := range rapid.IntRange(0, 5).Draw(t, "members") {
			load := rapid.OneOf(rapid.IntRange(0, 30), rapid.Just(math.MaxInt)).Draw(t, "load")
			d.Members = append(d.Members, engine.Server{ID: engine.MemberID(fmt.Sprint("m", i)), Eligible: rapid.Bool().Draw(t, "eligible"), Load: load})
		}
		drafts = append(drafts, d)
	}
	return standing(name, policy.AtMost(float64(rapid.IntRange(0, 600).Draw(t, "reach"))), drafts...)
}

// TestCompareMirrors: a plan beside itself has no difference, and what B has before A, A has after B.
func TestCompareMirrors(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawnPlan(t, "a"), drawnPlan(t, "b")
		same := compare(t, a, a)
		if ch := same.Total[1].Changes; !reflect.DeepEqual(same.Total[0], same.Total[1]) || ch.Moved+ch.Gained+ch.Lost+ch.Nearer+ch.Farther != 0 || same.Homes != same.Plans[0].Homes {
			t.Fatalf("a plan beside itself: %+v", same.Total)
		}
		ab, ba := compare(t, a, b), compare(t, b, a)
		if ab.Homes != ba.Homes || !slices.Equal(ab.LeftOut, ba.LeftOut) || !slices.Equal(ab.BinsM, ba.BinsM) || !slices.Equal(ab.ReachesM, ba.ReachesM) {
			t.Fatalf("%+v\n%+v", ab, ba)
		}
		mirrored(t, ab.Total[0].PlanFigures, ab.Total[1].PlanFigures, ba.Total[0].PlanFigures, ba.Total[1].PlanFigures)
		for i := range ab.ByArea {
			x, y := ab.ByArea[i].Plans, ba.ByArea[i].Plans
			mirrored(t, x[0], x[1], y[0], y[1])
		}
		for k := range ab.Total {
			consistent(t, &ab, k)
		}
	})
}

// mirrored compares A beside B with B beside A.
func mirrored(t *rapid.T, a, b, bFirst, aSecond service.PlanFigures) {
	x, y := b.Changes, aSecond.Changes
	x.Gained, x.Lost, x.Nearer, x.Farther, x.FirstMeanM, x.MeanM = x.Lost, x.Gained, x.Farther, x.Nearer, x.MeanM, x.FirstMeanM
	if x != y {
		t.Fatalf("changes do not mirror: %+v, %+v", b.Changes, y)
	}
	for _, f := range []*service.PlanFigures{&a, &b, &bFirst, &aSecond} {
		f.Changes = service.ChangeFigures{}
	}
	if !reflect.DeepEqual(a, aSecond) || !reflect.DeepEqual(b, bFirst) {
		t.Fatalf("figures depend on the order:\n%+v\n%+v", a, aSecond)
	}
}

// consistent checks that the parts of the figures add up.
func consistent(t *rapid.T, c *service.Comparison, k int) {
	f, ch := c.Total[k], c.Total[k].Changes
	homes, links := 0, 0
	for _, n := range f.Distances.Counts {
		links += n
	}
	for _, a := range c.ByArea {
		homes += a.Plans[k].Homes
	}
	if f.Homes != c.Homes || homes != c.Homes || f.Served+f.NotAsked+f.Unserved != f.Homes || f.Served != f.Linked+f.Own || links != f.Distances.Links || links != f.Linked {
		t.Fatalf("homes do not add up: %+v", f)
	}
	if ch.Same+ch.Moved+ch.Gained+ch.Lost+ch.Neither != f.Homes || c.Plans[k].Homes != c.Plans[k].HomesLeftOut+f.Homes {
		t.Fatalf("changes do not add up: %+v", ch)
	}
	if f.Gini < 0 || f.Gini >= 1 || math.Abs(f.Gini-meanDifference(f.LoadCounts)) > 0.0006 || len(c.BinsM) > 10 {
		t.Fatalf("Gini %v, expected %v; bins %v", f.Gini, meanDifference(f.LoadCounts), c.BinsM)
	}
}

// meanDifference is the Gini coefficient by its definition: half the mean difference of two loads over the mean load.
func meanDifference(counts []service.LoadCount) float64 {
	var differences, sum, n float64
	for _, a := range counts {
		n += float64(a.Members)
		sum += float64(a.Members) * float64(a.Load)
		for _, b := range counts {
			differences += float64(a.Members) * float64(b.Members) * math.Abs(float64(a.Load)-float64(b.Load))
		}
	}
	if sum == 0 {
		return 0
	}
	return differences / (2 * n * sum)
}
