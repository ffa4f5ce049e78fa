package service_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/service"
)

// lists is a data set with what changes may touch.
func lists(t *testing.T) exchange.Dataset {
	t.Helper()
	in := input(map[string]string{
		"homes.csv":   "id,village,lon,lat,priority,preferences\nH1,V1,114.5,37.7,0,\nH2,V1,114.501,37.7,2,M2;M1\nH3,V2,114.6,37.7,0,\nH4,V1,114.502,37.7,0,\n",
		"members.csv": "id,village,household,title\nM1,V1,H1,cadre\nM2,V2,H3,\n",
		"sites.csv":   "id,village,lon,lat\nS1,V1,114.5,37.7\n",
		"locks.csv":   "household,member,kind\nH2,M1,lock\nH4,M1,forbid\n",
	})
	in.Households, in.Members, in.Sites, in.Locks = []string{"homes.csv"}, []string{"members.csv"}, []string{"sites.csv"}, []string{"locks.csv"}
	d, issues, err := in.Read(context.Background())
	if err != nil || issues != nil {
		t.Fatal(err, issues)
	}
	return d
}

// changed applies the rows of a file of changes.
func changed(t *testing.T, d exchange.Dataset, rows string) (exchange.Dataset, []exchange.Issue) {
	t.Helper()
	in := input(map[string]string{"moves.csv": rows})
	c, issues, err := in.ReadChanges(context.Background(), []string{"moves.csv"})
	if err != nil || issues != nil {
		t.Fatal(err, issues)
	}
	return c.Apply(d)
}

func told(issues []exchange.Issue) string {
	lines := make([]string, len(issues))
	for i, x := range issues {
		lines[i] = string(x.Severity) + " " + x.String()
	}
	return strings.Join(lines, "\n")
}

// shape tells a data set in a few words.
func shape(d exchange.Dataset) string {
	var b strings.Builder
	for _, h := range d.Households {
		fmt.Fprintf(&b, "%s/%s/%d%v ", h.ID, h.Area, h.Priority, wanted(h.Preferences))
	}
	for _, m := range d.Members {
		fmt.Fprintf(&b, "%s/%s/%s/%s ", m.ID, m.Household, m.Title, m.Status)
	}
	for _, s := range d.Sites {
		fmt.Fprintf(&b, "%s ", s.ID)
	}
	fmt.Fprintf(&b, "%v %v", d.Locks, d.Forbidden)
	return b.String()
}

func wanted[ID ~string](r engine.Ranking[ID]) (ids []ID) {
	for _, x := range r {
		ids = append(ids, x.ID)
	}
	return ids
}

func TestChangesOfADataset(t *testing.T) {
	const start = "H1/V1/0[] H2/V1/2[M2 M1] H3/V2/0[] H4/V1/0[] M1/H1/cadre/active M2/H3//active S1 [{H2 M1}] [{H4 M1}]"
	if got := shape(lists(t)); got != start {
		t.Fatal(got)
	}
	const head = "change,record,id,household,member,village,lon,lat,status,use\n"
	for name, c := range map[string]struct{ rows, want, told string }{
		"a home and a member arrive": {"put,household,H9,,,V2,114.5,37.7,,\nput,member,M9,H9,,,,,,\n",
			"H1/V1/0[] H2/V1/2[M2 M1] H3/V2/0[] H4/V1/0[] H9/V2/0[] M1/H1/cadre/active M2/H3//active M9/H9//active S1 [{H2 M1}] [{H4 M1}]", ""},
		"a member leaves with all that names him": {"drop,member,M1,,,,,,,\n",
			"H1/V1/0[] H2/V1/2[M2] H3/V2/0[] H4/V1/0[] M2/H3//active S1 [] []", ""},
		"a home moves to another village": {"update,household,H2,,,V2,114.6,37.7,,\n",
			"H1/V1/0[] H2/V2/2[M2 M1] H3/V2/0[] H4/V1/0[] M1/H1/cadre/active M2/H3//active S1 [{H2 M1}] [{H4 M1}]", ""},
		"a member is away": {"update,member,M1,,,,,,away,\n",
			"H1/V1/0[] H2/V1/2[M2 M1] H3/V2/0[] H4/V1/0[] M1/H1/cadre/away M2/H3//active S1 [{H2 M1}] [{H4 M1}]", ""},
		"a lock takes the place of another": {"put,lock,,H2,M2,,,,,\ndrop,forbidden,,H4,M1,,,,,\n",
			"H1/V1/0[] H2/V1/2[M2 M1] H3/V2/0[] H4/V1/0[] M1/H1/cadre/active M2/H3//active S1 [{H2 M2}] []", ""},
		"put replaces whole, and says so": {"put,household,H2,,,V1,114.5,37.7,,\n",
			"H1/V1/0[] H2/V1/0[] H3/V2/0[] H4/V1/0[] M1/H1/cadre/active M2/H3//active S1 [{H2 M1}] [{H4 M1}]",
			`warning moves.csv:2 column record: "household H2": is there already: the row takes its place, whole (update changes only the cells that are filled)`},
		"what is not there": {"drop,household,H8,,,,,,,\nupdate,member,M8,H1,,,,,,\ndrop,lock,,H4,M2,,,,,\n", start,
			`rejected moves.csv:3 column record: "member M8": is not among the members; expected one that is, or put
rejected moves.csv:2 column record: "household H8": is not among the households; expected one that is, or put
rejected moves.csv:4 column record: "lock H4;M2": is not among the locks; expected one that is, or put`},
		"a home where somebody lives": {"drop,household,H1,,,,,,,\n", start,
			`rejected moves.csv:2 column record: "household H1": is where M1 still lives; expected a row that drops the member too, or names another household`},
		"a home and who lives there": {"drop,household,H1,,,,,,,\ndrop,member,M1,,,,,,,\n",
			"H2/V1/2[M2] H3/V2/0[] H4/V1/0[] M2/H3//active S1 [] []", ""},
		"a home whose member moves house": {"drop,household,H1,,,,,,,\nupdate,member,M1,H4,,,,,,\n",
			"H2/V1/2[M2 M1] H3/V2/0[] H4/V1/0[] M1/H4/cadre/active M2/H3//active S1 [{H2 M1}] [{H4 M1}]", ""},
	} {
		d := lists(t)
		got, issues := changed(t, d, head+c.rows)
		if shape(got) != c.want || told(issues) != c.told {
			t.Errorf("%s:\n%s\n%s\nexpected\n%s\n%s", name, shape(got), told(issues), c.want, c.told)
		}
		if shape(d) != start {
			t.Errorf("%s: the data set given became %s", name, shape(d))
		}
		if len(got.Places.Households) != len(got.Households) || len(got.Places.Locks) != len(got.Locks) {
			t.Errorf("%s: places %+v", name, got.Places)
		}
	}
}

// TestListsInPlaceOfLists: a list that is not given again stays, but for pairs of who is gone.
func TestListsInPlaceOfLists(t *testing.T) {
	d := lists(t)
	next := exchange.Dataset{Members: d.Members[1:], Places: exchange.Places{Members: d.Places.Members[1:]}}
	got, issues := service.Replace(d, next, service.Lists{Members: true})
	if want := "H1/V1/0[] H2/V1/2[M2 M1] H3/V2/0[] H4/V1/0[] M2/H3//active S1 [] []"; shape(got) != want {
		t.Errorf("got %s; expected %s", shape(got), want)
	}
	if want := `warning locks.csv:2: "H2;M1": is the lock of a home or member that is not in the new lists: it ends with them
warning locks.csv:3: "H4;M1": is the forbidden pair of a home or member that is not in the new lists: it ends with them`; told(issues) != want {
		t.Errorf("told %s", told(issues))
	}
	got, issues = service.Replace(d, exchange.Dataset{Locks: []engine.Pair{{Household: "H9", Member: "M9"}}}, service.Lists{Locks: true})
	if issues != nil || !slices.Equal(got.Locks, []engine.Pair{{Household: "H9", Member: "M9"}}) || got.Forbidden != nil {
		t.Errorf("%v, %s", issues, shape(got))
	}
}
