package workspace_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/exchange/geojson"
	"jinlin/geo"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// inForce settles areas and puts a plan in force.
func (h *house) inForce(n int) registry.Plan {
	h.Helper()
	h.settle(n)
	p := h.solve(workspace.Ask{})
	return must[registry.Plan](h)(h.Publish(h.ctx, planner("C1"), p.ID, p.Revision))
}

func viewer(region registry.RegionID) access.Caller {
	return caller("viewer", registry.Grant{Role: registry.RoleViewer, Region: region})
}

func TestExport(t *testing.T) { eachStore(t, testExport) }

func testExport(t *testing.T) {
	h := open(t)
	p := h.inForce(2)
	var out bytes.Buffer
	h.ok(h.Export(h.ctx, planner("C1"), p.ID, &out))
	doc := must[geojson.Document](t)(geojson.ReadPlans(bytes.NewReader(out.Bytes()), "export"))
	if len(doc.Plans) != 2 || doc.Policy == nil {
		t.Fatal(len(doc.Plans))
	}
	s := must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, p.ID, "B"))
	if d := cmp.Diff(s.Plan.Draft(), doc.Plans[1].Draft()); d != "" {
		t.Fatal(d)
	}
	// Who has one of the areas gets that one.
	out.Reset()
	h.ok(h.Export(h.ctx, caller("b", registry.Grant{Role: registry.RoleGIS, Area: "B"}), p.ID, &out))
	if doc := must[geojson.Document](t)(geojson.ReadPlans(&out, "export")); len(doc.Plans) != 1 || doc.Plans[0].Area() != "B" {
		t.Fatal(doc.Plans)
	}
	h.is(h.Export(h.ctx, planner("C2"), p.ID, &out), registry.ErrNotFound)
	h.is(h.Export(h.ctx, access.Caller{}, p.ID, &out), access.ErrNobody)
	h.is(h.Export(h.ctx, h.admin, "none", &out), registry.ErrNotFound)
	if out.Len() != 0 {
		t.Error("something was written:", out.String())
	}
}

// What viewers get: shapes that hold every home and tell none.
func TestShapes(t *testing.T) { eachStore(t, testShapes) }

func testShapes(t *testing.T) {
	h := open(t)
	p := h.inForce(2)
	for _, c := range []access.Caller{viewer("C1"), caller("a", registry.Grant{Role: registry.RoleAdministrator}),
		caller("m", registry.Grant{Role: registry.RoleMember, Region: "C1", Member: "x"})} {
		var out bytes.Buffer
		h.ok(h.Export(h.ctx, c, p.ID, &out))
		var doc struct {
			Features []struct {
				Properties workspace.Shape
				Geometry   struct{ Type string }
			}
		}
		h.ok(json.Unmarshal(out.Bytes(), &doc))
		if len(doc.Features) == 0 || doc.Features[0].Geometry.Type != "Polygon" {
			t.Fatal(out.String())
		}
		for _, f := range doc.Features {
			h.checkShape(p.ID, f.Properties)
		}
		for _, area := range []engine.AreaID{"A", "B"} {
			for _, x := range h.records(area).Households {
				if strings.Contains(out.String(), string(x.ID)) {
					t.Fatal("a household is named:", x.ID)
				}
			}
		}
	}
	draft := h.solve(workspace.Ask{Policy: "huozhou"})
	h.is(h.Export(h.ctx, viewer("C1"), draft.ID, &bytes.Buffer{}), registry.ErrNotFound)
	var out bytes.Buffer
	h.ok(h.Shapes(h.ctx, planner("T1"), p.ID, &out))
	if !strings.Contains(out.String(), `"radius_m"`) || strings.Contains(out.String(), `"kind":"household"`) {
		t.Error(out.String())
	}
}

// checkShape judges a shape by the homes of its circle.
func (h *house) checkShape(plan registry.PlanID, x workspace.Shape) {
	h.Helper()
	s := must[engine.Solved](h)(h.AreaPlan(h.ctx, h.admin, plan, x.Area))
	at := map[engine.HouseholdID]orb.Point{}
	for _, y := range s.Problem.Households {
		at[y.ID] = y.Location
	}
	homes := 0
	for y := range s.Plan.Homes() {
		if string(y.Circle) != x.ID {
			continue
		}
		homes++
		if geo.DistanceMM(x.Center, at[y.ID]) > int64(x.RadiusM)*1000 {
			h.Errorf("%s: a home outside the shape", x.ID)
		}
	}
	if homes != x.Homes || homes < workspace.FewHomes || x.RadiusM%25 != 0 {
		h.Errorf("%+v: %d homes", x, homes)
	}
	for c := range s.Plan.Circles() {
		if string(c.ID) == x.ID && c.Center == x.Center {
			h.Errorf("%+v: the centre is at %v", x, c.Center)
		}
	}
}

func TestWhoSeesPlans(t *testing.T) { eachStore(t, testWhoSeesPlans) }

func testWhoSeesPlans(t *testing.T) {
	h := open(t)
	p := h.inForce(2)
	draft := h.solve(workspace.Ask{Policy: "huozhou"})
	list := func(c access.Caller) (out []registry.PlanID) {
		t.Helper()
		for _, x := range must[[]registry.Plan](t)(h.Plans(h.ctx, c, registry.PlanQuery{})) {
			out = append(out, x.ID)
		}
		return out
	}
	if got := list(planner("T1")); !slices.Equal(got, []registry.PlanID{draft.ID, p.ID}) {
		t.Error(got)
	}
	if got := list(viewer("")); !slices.Equal(got, []registry.PlanID{p.ID}) {
		t.Error(got)
	}
	if got := list(planner("T2")); got != nil {
		t.Error(got)
	}
	if x := must[registry.Plan](t)(h.Plan(h.ctx, viewer("C1"), p.ID)); len(x.Areas) != 2 || x.Areas[0].Hash != "" || !strings.Contains(string(x.Areas[0].Summary), `"linked"`) || strings.Contains(string(x.Areas[0].Summary), "fixes") {
		t.Errorf("%+v", x.Areas)
	}
	one := caller("b", registry.Grant{Role: registry.RolePlanner, Area: "B"})
	if x := must[registry.Plan](t)(h.Plan(h.ctx, one, draft.ID)); len(x.Areas) != 1 || x.Areas[0].Area != "B" {
		t.Errorf("%+v", x.Areas)
	}
	_, err := h.Publish(h.ctx, one, draft.ID, draft.Revision)
	h.is(err, registry.ErrNotFound) // the other area is not his to see
	_, err = h.Publish(h.ctx, caller("d", registry.Grant{Role: registry.RoleDispatcher}), draft.ID, draft.Revision)
	h.is(err, access.ErrForbidden)
	_, err = h.AreaPlan(h.ctx, viewer("C1"), p.ID, "A")
	h.is(err, access.ErrForbidden)
	_, err = h.Plan(h.ctx, viewer("C1"), draft.ID)
	h.is(err, registry.ErrNotFound)
	_, err = h.Plans(h.ctx, access.Caller{}, registry.PlanQuery{})
	h.is(err, access.ErrNobody)
}

func TestExplain(t *testing.T) { eachStore(t, testExplain) }

func testExplain(t *testing.T) {
	h := open(t)
	p := h.inForce(1)
	s := must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, p.ID, "A"))
	links := slices.Collect(s.Plan.Links())
	home := links[0]
	x := must[engine.Explanation](t)(h.Explain(h.ctx, planner("C1"), workspace.ExplainAsk{Household: home.ID, Best: true}))
	want := must[engine.Explanation](t)(engine.Explain(h.ctx, s.Problem, s.Plan, home.ID, engine.ExplainOptions{Best: true}))
	if d := cmp.Diff(want, x); d != "" {
		t.Error(d)
	}
	mine := caller("m", registry.Grant{Role: registry.RoleMember, Area: "A", Member: home.Member})
	x = must[engine.Explanation](t)(h.Explain(h.ctx, mine, workspace.ExplainAsk{Household: home.ID, Best: true}))
	for _, a := range x.Alternatives {
		if a.Moves != nil {
			t.Error("other homes are named:", a)
		}
	}
	i := slices.IndexFunc(links, func(l engine.Home) bool { return l.Member != home.Member })
	_, err := h.Explain(h.ctx, mine, workspace.ExplainAsk{Household: links[i].ID})
	h.is(err, registry.ErrNotFound)
	_, err = h.Explain(h.ctx, viewer(""), workspace.ExplainAsk{Household: home.ID})
	h.is(err, access.ErrForbidden)
	for _, id := range []engine.HouseholdID{home.ID, "none"} {
		_, err = h.Explain(h.ctx, planner("T2"), workspace.ExplainAsk{Household: id})
		if h.is(err, registry.ErrNotFound); err.Error() != "no such household" {
			t.Error(err)
		}
	}
}

func TestCompare(t *testing.T) { eachStore(t, testCompare) }

func testCompare(t *testing.T) {
	h := open(t)
	p := h.inForce(2)
	q := h.solve(workspace.Ask{Policy: "huozhou", Note: "nearest"})
	got := must[service.Comparison](t)(h.Compare(h.ctx, planner("C1"), p.ID, q.ID))
	if got.Areas != 2 || len(got.Plans) != 2 || got.Plans[1].Title != "nearest" || !got.Plans[0].Judged || got.Plans[0].Findings+got.Plans[1].Findings != 0 {
		t.Errorf("%+v", got.Plans)
	}
	_, err := h.Compare(h.ctx, planner("C1"), p.ID)
	if !is[*service.ContradictionError](err) {
		t.Error(err)
	}
	_, err = h.Compare(h.ctx, viewer(""), p.ID, p.ID)
	h.is(err, access.ErrForbidden)
	_, err = h.Compare(h.ctx, planner("T2"), p.ID, q.ID)
	h.is(err, registry.ErrNotFound)
}

func TestStatistics(t *testing.T) { eachStore(t, testStatistics) }

func testStatistics(t *testing.T) {
	h := open(t)
	p := h.inForce(2)
	small := registry.Area{ID: "S", Region: "T2"}
	a := must[registry.Area](t)(h.PutArea(h.ctx, planner("C1"), small))
	must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "S", a.Revision, registry.Edit{
		PutHouseholds: []engine.Household{{ID: "s1", Area: "S", Location: orb.Point{114.5, 37.7}}},
		PutMembers:    []engine.Member{{ID: "sm", Area: "S", Household: "s1"}},
	}))
	q := h.solve(workspace.Ask{Areas: []engine.AreaID{"S"}})
	must[registry.Plan](t)(h.Publish(h.ctx, planner("C1"), q.ID, q.Revision))
	all := must[workspace.Statistics](t)(h.Statistics(h.ctx, planner("C1"), "C1"))
	few := must[workspace.Statistics](t)(h.Statistics(h.ctx, viewer("C1"), ""))
	if all.Areas != 3 || all.Planned != 3 || all.Hidden != 0 || few.Hidden != 1 || all.Total.Homes != few.Total.Homes+1 {
		t.Errorf("%+v %+v", all, few)
	}
	homes, links, mm := 0, 0, int64(0)
	for _, id := range []engine.AreaID{"A", "B"} {
		s := must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, p.ID, id))
		for x := range s.Plan.Homes() {
			homes++
			if x.State.Linked() {
				links++
				mm += x.DistanceMM
			}
		}
	}
	if mean := float64(mm) / float64(links) / 1000; few.Total.Homes != homes || few.Total.Linked != links || few.Total.MeanM < mean-0.001 || few.Total.MeanM > mean+0.001 {
		t.Errorf("%+v; %d homes, %d links, %v m", few.Total, homes, links, mean)
	}
	if x := must[workspace.Area](t)(h.Area(h.ctx, viewer("C1"), "S")); !x.Hidden || x.Households != 0 {
		t.Errorf("%+v", x)
	}
	if got := must[workspace.Statistics](t)(h.Statistics(h.ctx, viewer("T2"), "T2")); got.Total != (workspace.Sums{}) || got.Hidden != 1 {
		t.Errorf("%+v", got)
	}
	_, err := h.Statistics(h.ctx, viewer("T2"), "T1")
	h.is(err, registry.ErrNotFound)
}

func TestLinksByHand(t *testing.T) { eachStore(t, testLinksByHand) }

func testLinksByHand(t *testing.T) {
	h := open(t)
	p := h.inForce(1)
	s := must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, p.ID, "A"))
	links := slices.Collect(s.Plan.Links())
	home := links[0]
	i := slices.IndexFunc(links, func(l engine.Home) bool { return l.Member != home.Member && l.Circle == home.Circle })
	a := h.areaNow("A")
	ask := workspace.Hand{Area: "A", Revision: a.Revision, Pair: engine.Pair{Household: home.ID, Member: links[i].Member}}
	told := must[workspace.Handed](t)(h.Hand(h.ctx, planner("C1"), ask))
	worse := slices.IndexFunc(told.Cost, func(c workspace.TierCost) bool { return c.Delta != 0 })
	if worse < 0 || told.Cost[worse].Delta <= 0 || len(told.Moves) == 0 || told.Plan.ID != "" || h.areaNow("A").Revision != a.Revision {
		t.Fatalf("%+v", told)
	}
	ask.Keep = true
	kept := must[workspace.Handed](t)(h.Hand(h.ctx, planner("C1"), ask))
	if d := cmp.Diff(told.Cost, kept.Cost); d != "" || kept.Plan.Parent != p.ID || kept.Area.Revision == a.Revision {
		t.Fatal(d, kept.Plan)
	}
	after := must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, kept.Plan.ID, "A"))
	for x := range after.Plan.Homes() {
		if x.ID == home.ID && (x.Member != links[i].Member || x.State != engine.HomeLocked) {
			t.Error(x)
		}
	}
	h.judge()
	_, err := h.Hand(h.ctx, planner("C1"), ask)
	h.is(err, registry.ErrConflict)
	excluded := slices.IndexFunc(s.Problem.Members, func(m engine.Member) bool { return m.Status != "" && m.Status != "active" })
	if excluded < 0 {
		t.Fatal("everybody takes part")
	}
	ask.Revision, ask.Pair = h.areaNow("A").Revision, engine.Pair{Household: links[1].ID, Member: s.Problem.Members[excluded].ID}
	if _, err := h.Hand(h.ctx, planner("C1"), ask); !is[*service.InvalidError](err) {
		t.Error(err)
	}
	ask.Pair, ask.Drop = engine.Pair{Household: home.ID, Member: links[i].Member}, true
	must[workspace.Handed](t)(h.Hand(h.ctx, planner("C1"), ask))
	h.judge()
	_, err = h.Hand(h.ctx, viewer(""), ask)
	h.is(err, access.ErrForbidden)
}

// The tree, and who may keep it.
func TestRegions(t *testing.T) { eachStore(t, testRegions) }

func testRegions(t *testing.T) {
	h := open(t)
	h.settle(1)
	town := caller("town", registry.Grant{Role: registry.RoleAdministrator, Region: "T1"})
	if list := must[[]registry.Region](t)(h.Regions(h.ctx, town)); len(list) != 1 || list[0].ID != "T1" {
		t.Error(list)
	}
	t1 := must[registry.Region](t)(h.Region(h.ctx, town, "T1"))
	t1.Name = "乡"
	t1 = must[registry.Region](t)(h.PutRegion(h.ctx, town, t1))
	moved := t1
	moved.Parent = "C2"
	_, err := h.PutRegion(h.ctx, town, moved)
	h.is(err, registry.ErrNotFound)
	_, err = h.PutRegion(h.ctx, planner("C1"), registry.Region{ID: "T5", Parent: "C1"})
	h.is(err, access.ErrForbidden)
	stale := t1
	stale.Revision--
	_, err = h.PutRegion(h.ctx, h.admin, stale)
	h.is(err, registry.ErrConflict)
	h.is(h.DropRegion(h.ctx, h.admin, "T1", t1.Revision), registry.ErrInUse)
	_, err = h.Region(h.ctx, town, "C2")
	h.is(err, registry.ErrNotFound)
	a := h.areaNow("A")
	a.Region = "C2"
	_, err = h.PutArea(h.ctx, planner("C1"), a)
	h.is(err, registry.ErrNotFound)
	a.Region = "T2"
	a = must[registry.Area](t)(h.PutArea(h.ctx, planner("C1"), a))
	h.is(h.DropArea(h.ctx, caller("x", registry.Grant{Role: registry.RoleAdministrator}), "A", a.Revision), access.ErrForbidden)
	h.ok(h.DropArea(h.ctx, planner("C1"), "A", a.Revision))
	h.ok(h.DropRegion(h.ctx, h.admin, "T1", t1.Revision))
	if list := must[[]workspace.Area](t)(h.Areas(h.ctx, h.admin, registry.AreaQuery{})); len(list) != 0 {
		t.Error(list)
	}
}
