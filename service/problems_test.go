package service_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/policy"
	"jinlin/service"
)

// square is a boundary with corners (x, 0) and (x+1, 1).
func square(id engine.AreaID, name string, x float64) exchange.Village {
	return exchange.Village{ID: id, Name: name, Boundary: orb.MultiPolygon{{{{x, 0}, {x + 1, 0}, {x + 1, 1}, {x, 1}, {x, 0}}}}}
}

func home(id engine.HouseholdID, area engine.AreaID, x, y float64) engine.Household {
	return engine.Household{ID: id, Area: area, Location: orb.Point{x, y}, Weight: 1}
}

// sorted says which records each area got, and what was told.
func sorted(t *testing.T, d exchange.Dataset) (areas, told string) {
	t.Helper()
	problems, issues, err := service.Problems(d, policy.Default())
	var a, b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&a, "%s:", p.Area)
		for _, h := range p.Households {
			fmt.Fprintf(&a, " %s", h.ID)
			if h.Area != p.Area {
				t.Errorf("household %s of %q is in %q", h.ID, h.Area, p.Area)
			}
		}
		for _, m := range p.Members {
			fmt.Fprintf(&a, " %s(%s,%s,%v)", m.ID, m.Area, m.Household, m.Located)
		}
		for _, s := range p.Sites {
			fmt.Fprintf(&a, " %s", s.ID)
		}
		if len(p.Locks)+len(p.Forbidden) > 0 {
			fmt.Fprintf(&a, " %v%v", p.Locks, p.Forbidden)
		}
		a.WriteByte('\n')
	}
	for _, i := range issues {
		fmt.Fprintf(&b, "%s %s\n", i.Severity, strings.TrimSpace(i.String()))
	}
	if err != nil {
		b.WriteString("error\n")
	}
	return a.String(), b.String()
}

func TestProblems(t *testing.T) {
	villages := []exchange.Village{square("V2", "南佐村", 1), square("V1", "北佐村", 0), square("V3", "同名", 5), square("V4", "同名", 6)}
	one, two := home("H1", "V1", 0.5, 0.5), home("H2", "V2", 1.5, 0.5)
	for name, c := range map[string]struct {
		data        exchange.Dataset
		areas, told string
	}{
		"nothing":   {},
		"by column": {exchange.Dataset{Households: []engine.Household{two, one}}, "V1: H1\nV2: H2\n", ""},
		"by boundary, edges included, the least id first": {exchange.Dataset{Villages: villages,
			Households: []engine.Household{home("H1", "", 0.5, 0.5), home("H2", "", 1, 0.5), home("H3", "", 2, 1), home("H4", "", 1.5, 0)}}, "V1: H1 H2\nV2: H3 H4\n", ""},
		"by name": {exchange.Dataset{Villages: villages, Households: []engine.Household{home("H1", "南佐村", 1.5, 0.5), home("H2", "同名", 5.5, 0.5)}}, "V2: H1\n同名: H2\n",
			"warning households[1] column village: \"同名\": H2 lies within the boundary of village V3; the named village was taken\n"},
		"against the boundary": {exchange.Dataset{Villages: villages, Households: []engine.Household{home("H1", "V1", 1.5, 0.5), home("H2", "V1", 9, 9), home("H3", "V9", 9, 9)}}, "V1: H1 H2\nV9: H3\n",
			"warning households[0] column village: \"V1\": H1 lies within the boundary of village V2; the named village was taken\n" +
				"warning households[1] column village: \"V1\": H2 lies outside the boundary of this village, which was taken all the same\n"},
		"nowhere": {exchange.Dataset{Villages: villages, Households: []engine.Household{home("H1", "", 9, 9)}}, "",
			"rejected households[0] column village: \"\": household H1 has no village, and no boundary holds it; expected a village\n"},
		"members": {exchange.Dataset{Households: []engine.Household{one, two}, Villages: villages, Members: []engine.Member{
			{ID: "M1", Household: "H1"}, {ID: "M2", Area: "V2"}, {ID: "M3", Located: true, Location: orb.Point{0.2, 0.2}},
			{ID: "M4", Area: "V1", Household: "H2"}, {ID: "M5", Area: "V8", Duty: []engine.AreaID{"V1", "南佐村", "V1"}},
			{ID: "M6", Household: "H1", Duty: []engine.AreaID{"V2"}}, {ID: "M7", Area: "V9"},
		}}, "V1: H1 M1(V1,H1,true) M3(V1,,true) M5(V8,,false) M6(V1,H1,true)\nV2: H2 M2(V2,,false) M4(V2,H2,true) M5(V8,,false) M6(V1,,true)\nV9: M7(V9,,false)\n",
			"warning members[3] column village: \"V1\": household H2 is in village V2, which was taken\n" +
				"warning : \"V9\": has members but no households: its plan links nobody\n"},
		"members of unknown households": {exchange.Dataset{Households: []engine.Household{one}, Members: []engine.Member{
			{ID: "M1", Area: "V1", Household: "H9"}, {ID: "M2", Area: "V1", Household: "H9", Located: true}, {ID: "M3"}, {ID: "M4", Duty: []engine.AreaID{"V7"}},
		}}, "V1: H1 M2(V1,,true)\n",
			"rejected members[0] column household: \"H9\": is not among the households; expected the id of one, or coordinates, or neither\n" +
				"warning members[1] column household: \"H9\": is not among the households; the member was placed by his own coordinates\n" +
				"rejected members[2] column village: \"\": member M3 has no village, no listed household, no duty, and no boundary holds him; expected one of them\n" +
				"warning members[3] column duty: \"V7\": has no households and no members of its own: there is nothing to serve\n"},
		"a member far from his household": {exchange.Dataset{Households: []engine.Household{one}, Members: []engine.Member{
			{ID: "M1", Household: "H1", Located: true, Location: orb.Point{0.5, 0.5005}}, {ID: "M2", Household: "H1", Located: true, Location: orb.Point{0.5, 0.5004}},
		}}, "V1: H1 M1(V1,H1,true) M2(V1,H1,true)\n",
			"warning members[0] column household: \"H1\": lies 55.287 m from the member's own coordinates, which are not used (another datum, or the wrong household?)\n"},
		"sites": {exchange.Dataset{Households: []engine.Household{one, two}, Villages: villages, Sites: []engine.Site{
			{ID: "S1", Household: "H2"}, {ID: "S2", Location: orb.Point{0.1, 0.1}}, {ID: "S3", Area: "V1", Household: "H2"}, {ID: "S4", Household: "H9"}, {ID: "S5", Area: "V9", Location: orb.Point{9, 9}},
		}}, "V1: H1 S2\nV2: H2 S1 S3\n",
			"warning sites[2] column village: \"V1\": household H2 is in village V2, which was taken\n" +
				"rejected sites[3] column household: \"H9\": is not among the households; expected the id of one, or coordinates\n" +
				"rejected sites[4] column village: \"V9\": is not a village with households; expected one\n"},
		"locks": {exchange.Dataset{Households: []engine.Household{one, two}, Members: []engine.Member{{ID: "M1", Household: "H1"}, {ID: "M2", Area: "V2", Duty: []engine.AreaID{"V1", "V2"}}},
			Locks: []engine.Pair{{Household: "H1", Member: "M2"}}, Forbidden: []engine.Pair{{Household: "H1", Member: "M1"}, {Household: "H2", Member: "M1"}}}, "V1: H1 M1(V1,H1,true) M2(V2,,false) [{H1 M2}][{H1 M1}]\nV2: H2 M2(V2,,false)\n",
			"warning forbidden[1] column member: \"M1\": does not serve village V2 of household H2: nothing to forbid\n"},
		"locks that name what is not there": {exchange.Dataset{Households: []engine.Household{one, two}, Members: []engine.Member{{ID: "M1", Household: "H1"}},
			Locks: []engine.Pair{{Household: "H9", Member: "M9"}, {Household: "H2", Member: "M1"}}, Forbidden: []engine.Pair{{Household: "H1", Member: "M8"}},
			Places: exchange.Places{Locks: []exchange.Place{{File: "locks.csv", Line: 2}, {File: "locks.csv", Line: 3}}}}, "",
			"rejected locks.csv:2 column household: \"H9\": is not among the households that were read; expected the id of one\n" +
				"rejected locks.csv:2 column member: \"M9\": is not among the members that were read; expected the id of one\n" +
				"rejected locks.csv:3 column member: \"M1\": neither lives in village V2 of household H2 nor is on duty there; expected a member of it\n" +
				"rejected forbidden[0] column member: \"M8\": is not among the members that were read; expected the id of one\nerror\n"},
	} {
		t.Run(name, func(t *testing.T) {
			areas, told := sorted(t, c.data)
			if areas != c.areas {
				t.Errorf("sorted\n%s\nexpected\n%s", areas, c.areas)
			}
			if told != c.told {
				t.Errorf("told\n%s\nexpected\n%s", told, c.told)
			}
		})
	}
}

func TestTheErrorListsEveryLock(t *testing.T) {
	_, _, err := service.Problems(exchange.Dataset{Locks: []engine.Pair{{Household: "H1", Member: "M1"}, {Household: "H2", Member: "M2"}}}, policy.Default())
	var bad *service.InputError
	if !errors.As(err, &bad) || len(bad.Issues) != 4 || strings.Count(err.Error(), "\n") != 4 {
		t.Errorf("%v", err)
	}
}

func TestTheOrderOfRecordsDoesNotMatter(t *testing.T) {
	d := exchange.Dataset{Villages: []exchange.Village{square("V1", "", 0), square("V2", "", 1)}}
	for i := range 40 {
		d.Households = append(d.Households, home(engine.HouseholdID(fmt.Sprint("H", i)), "", float64(i)/20, 0.5))
		d.Members = append(d.Members, engine.Member{ID: engine.MemberID(fmt.Sprint("M", i)), Household: engine.HouseholdID(fmt.Sprint("H", i)), Duty: []engine.AreaID{"V1"}})
	}
	want, _, err := service.Problems(d, policy.Default())
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		random.Shuffle(len(d.Households), func(i, j int) { d.Households[i], d.Households[j] = d.Households[j], d.Households[i] })
		random.Shuffle(len(d.Members), func(i, j int) { d.Members[i], d.Members[j] = d.Members[j], d.Members[i] })
		random.Shuffle(len(d.Villages), func(i, j int) { d.Villages[i], d.Villages[j] = d.Villages[j], d.Villages[i] })
		if got, _, _ := service.Problems(d, policy.Default()); !reflect.DeepEqual(got, want) {
			t.Fatal("other problems")
		}
	}
}

func TestAHoleIsOutsideButItsEdgeIsIn(t *testing.T) {
	v := square("V1", "", 0)
	v.Boundary[0] = append(v.Boundary[0], orb.Ring{{0.25, 0.25}, {0.75, 0.25}, {0.75, 0.75}, {0.25, 0.75}, {0.25, 0.25}})
	areas, _ := sorted(t, exchange.Dataset{Villages: []exchange.Village{v}, Households: []engine.Household{
		home("middle", "", 0.5, 0.5), home("edge", "", 0.25, 0.5), home("corner", "", 0.75, 0.75), home("in", "", 0.1, 0.5), home("level with a corner", "", 0.1, 0.25), home("out", "", 1.1, 0.25),
	}})
	if areas != "V1: corner edge in level with a corner\n" {
		t.Errorf("sorted %s", areas)
	}
}
