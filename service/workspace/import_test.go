package workspace_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

func (h *house) take(c access.Caller, in workspace.Import) workspace.Imported {
	h.Helper()
	return must[workspace.Imported](h)(h.Import(h.ctx, c, in))
}

func (h *house) records(id engine.AreaID) registry.Records {
	h.Helper()
	return must[workspace.AreaRecords](h)(h.Records(h.ctx, planner("C1"), workspace.RecordsAsk{Area: id})).Records
}

// What is kept is what a solve from files would see.
func TestImportIsWhatFilesSay(t *testing.T) { eachStore(t, testImportIsWhatFilesSay) }

func testImportIsWhatFilesSay(t *testing.T) {
	h := open(t)
	d := h.settle(3)
	p := must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, h.solve(workspace.Ask{}).ID, "C")).Problem
	problems, _, err := service.Problems(d, p.Policy)
	h.ok(err)
	if engine.Fingerprint(problems[2]) != engine.Fingerprint(p) {
		t.Fatal("other records")
	}
	a := h.areaNow("A")
	if a.Name == "" || len(a.Boundary) == 0 || a.Region != "T1" {
		t.Errorf("%+v", a)
	}
	// Once more it changes nothing.
	n := len(h.entries())
	for _, x := range h.take(planner("C1"), workspace.Import{Data: d, Region: "T1", Replace: true}).Areas {
		if x.Changed || x.Made || x.Refused != "" {
			t.Errorf("%+v", x)
		}
	}
	if len(h.entries()) != n || h.areaNow("A").Revision != a.Revision {
		t.Error("something was changed")
	}
}

func TestImportReplaces(t *testing.T) { eachStore(t, testImportReplaces) }

func testImportReplaces(t *testing.T) {
	h := open(t)
	d := h.settle(2)
	less := exchange.Dataset{Datum: d.Datum}
	gone := map[engine.HouseholdID]bool{}
	for i, x := range d.Households {
		if i%10 == 0 && !slices.ContainsFunc(d.Members, func(m engine.Member) bool { return m.Household == x.ID }) {
			gone[x.ID] = true
			continue
		}
		less.Households = append(less.Households, x)
	}
	h.take(planner("C1"), workspace.Import{Data: less})
	if got := len(h.records("A").Households) + len(h.records("B").Households); got != len(d.Households) {
		t.Fatal("something was dropped:", got)
	}
	h.take(planner("C1"), workspace.Import{Data: less, Replace: true})
	if got := len(h.records("A").Households) + len(h.records("B").Households); got != len(less.Households) || len(gone) == 0 {
		t.Fatal(got, len(less.Households))
	}
	if len(h.records("A").Members)+len(h.records("B").Members) != len(d.Members) {
		t.Error("members were dropped by a list of households")
	}
}

// A list of members alone is read beside the homes that are kept.
func TestImportMembersAlone(t *testing.T) { eachStore(t, testImportMembersAlone) }

func testImportMembersAlone(t *testing.T) {
	h := open(t)
	h.settle(2)
	r := h.records("A")
	m := r.Members[0]
	m.Title, m.Location, m.Located = "secretary", orb.Point{}, false
	town := engine.Member{ID: "town", Duty: []engine.AreaID{"B", "A"}}
	lost := engine.Member{ID: "lost", Household: "nowhere"}
	lock := engine.Pair{Household: r.Households[0].ID, Member: "town"}
	done := h.take(planner("C1"), workspace.Import{Data: exchange.Dataset{Members: []engine.Member{m, town, lost}, Forbidden: []engine.Pair{lock}}})
	if len(done.Issues) != 1 || !strings.Contains(done.Issues[0].String(), "nowhere") {
		t.Error(done.Issues)
	}
	now := h.records("A")
	if d := cmp.Diff(r.Households, now.Households); d != "" {
		t.Error(d)
	}
	if x := now.Members[0]; x.Title != "secretary" || x.Location != r.Members[0].Location || !x.Located {
		t.Errorf("%+v", x)
	}
	if len(now.Members) != len(r.Members)+1 || !slices.Equal(now.Forbidden, []engine.Pair{lock}) {
		t.Error(len(now.Members), now.Forbidden)
	}
	h.solve(workspace.Ask{})
}

func TestImportMovesHomes(t *testing.T) { eachStore(t, testImportMovesHomes) }

func testImportMovesHomes(t *testing.T) {
	h := open(t)
	h.settle(2)
	a := h.records("A")
	m := a.Members[0]
	i := slices.IndexFunc(a.Households, func(x engine.Household) bool { return x.ID == m.Household })
	home := a.Households[i]
	home.Area, home.Location = "B", h.records("B").Households[0].Location
	m.Area = "B"
	in := workspace.Import{Data: exchange.Dataset{Households: []engine.Household{home}, Members: []engine.Member{m}}}
	// Who may edit only where it comes to cannot take it away from there.
	done := h.take(caller("b", registry.Grant{Role: registry.RolePlanner, Area: "B"}), in)
	if len(done.Areas) != 1 || done.Areas[0].Refused == "" || len(h.records("A").Households) != len(a.Households) {
		t.Fatalf("%+v", done.Areas)
	}
	if done := h.take(planner("C1"), in); done.Areas[0].Refused != "" {
		t.Fatalf("%+v", done.Areas)
	}
	if len(h.records("A").Households) != len(a.Households)-1 || len(h.records("A").Members) != len(a.Members)-1 {
		t.Error("still there")
	}
	b := h.records("B")
	k := slices.IndexFunc(b.Members, func(x engine.Member) bool { return x.ID == m.ID })
	if k < 0 || b.Members[k].Location != home.Location {
		t.Error(k)
	}
	h.solve(workspace.Ask{})
}

// What is not valid in one area does not keep the others out.
func TestImportRefusesAreaByArea(t *testing.T) { eachStore(t, testImportRefusesAreaByArea) }

func testImportRefusesAreaByArea(t *testing.T) {
	h := open(t)
	h.tree()
	d := villages(3, 9)
	for i := range d.Households {
		if d.Households[i].Area == "B" {
			d.Households[i].Weight = -1
			break
		}
	}
	done := h.take(planner("C1"), workspace.Import{Data: d, Region: "T1"})
	if done.Areas[0].Refused != "" || done.Areas[1].Refused == "" || done.Areas[2].Refused != "" {
		t.Fatalf("%+v", done.Areas)
	}
	_, err := h.Area(h.ctx, h.admin, "B")
	h.is(err, registry.ErrNotFound)
	// Where nobody may make areas nothing is made; who may do nothing is told so.
	for _, x := range h.take(planner("T2"), workspace.Import{Data: villages(1, 3), Region: "C2"}).Areas {
		if x.Refused == "" {
			t.Errorf("%+v", x)
		}
	}
	_, err = h.Import(h.ctx, caller("v", registry.Grant{Role: registry.RoleViewer}), workspace.Import{Data: d, Region: "T1"})
	h.is(err, access.ErrForbidden)
	_, err = h.Import(h.ctx, access.Caller{}, workspace.Import{Data: d, Region: "T1"})
	h.is(err, access.ErrNobody)
	_, err = h.Import(h.ctx, h.admin, workspace.Import{Data: exchange.Dataset{Locks: []engine.Pair{{Household: "x", Member: "y"}}}})
	if !is[*service.InputError](err) {
		t.Error(err)
	}
}
