package workspace_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

func TestSolvePublishRollBack(t *testing.T) { eachStore(t, testSolvePublishRollBack) }

func testSolvePublishRollBack(t *testing.T) {
	h := open(t)
	h.settle(3)
	p1 := h.solve(workspace.Ask{Note: "first"})
	if p1.Status != registry.PlanDraft || len(p1.Areas) != 3 || p1.Scheme != "yuanshi" || p1.By != "planner" || p1.Note != "first" {
		t.Fatalf("%+v", p1)
	}
	published := must[registry.Plan](t)(h.Publish(h.ctx, planner("C1"), p1.ID, p1.Revision))
	if published.Status != registry.PlanPublished || h.areaNow("B").Published != p1.ID {
		t.Fatal(published)
	}
	_, err := h.Publish(h.ctx, planner("C1"), p1.ID, p1.Revision)
	h.is(err, registry.ErrConflict)

	// A quarter later, a member of A is away.
	a := h.areaNow("A")
	records := must[workspace.AreaRecords](t)(h.Records(h.ctx, planner("C1"), workspace.RecordsAsk{Area: "A"}))
	m := records.Members[3]
	m.Status = "away"
	after := must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "A", a.Revision, registry.Edit{PutMembers: []engine.Member{m}}))
	if after.Revision <= a.Revision || after.Records != after.Revision {
		t.Fatal(a, after)
	}
	p2 := h.solve(workspace.Ask{Rebalance: true})
	if p2.Parent != p1.ID || p2.Areas[0].Hash == p1.Areas[0].Hash || p2.Areas[1].Hash != p1.Areas[1].Hash {
		t.Fatalf("%+v", p2)
	}
	for i, outcome := range []service.Outcome{service.Touched, service.Untouched, service.Untouched} {
		var s workspace.AreaSummary
		if h.ok(json.Unmarshal(p2.Areas[i].Summary, &s)); s.Outcome != outcome || s.Homes == 0 || (s.Forced > 0) != (i == 0) {
			t.Errorf("%+v", s)
		}
	}
	p2 = must[registry.Plan](t)(h.Publish(h.ctx, planner("C1"), p2.ID, p2.Revision))
	if old := must[registry.Plan](t)(h.Plan(h.ctx, h.admin, p1.ID)); old.Status != registry.PlanSuperseded {
		t.Fatal(old.Status)
	}
	// What the area looked like at the time of the first plan can be read back.
	then := must[workspace.AreaRecords](t)(h.Records(h.ctx, planner("C1"), workspace.RecordsAsk{Area: "A", Plan: p1.ID}))
	if d := cmp.Diff(records.Records, then.Records); d != "" {
		t.Fatal(d)
	}
	_, err = h.RollBack(h.ctx, planner("C1"), p2.ID, p2.Revision-1)
	h.is(err, registry.ErrConflict)
	back := must[registry.Plan](t)(h.RollBack(h.ctx, planner("C1"), p2.ID, p2.Revision))
	if back.ID != p1.ID || back.Status != registry.PlanPublished || h.areaNow("A").Published != p1.ID {
		t.Fatal(back)
	}
	if _, err := h.RollBack(h.ctx, planner("C1"), p1.ID, back.Revision); !is[*service.ContradictionError](err) {
		t.Fatal(err)
	}
	h.is(h.DropPlan(h.ctx, planner("C1"), p1.ID, back.Revision), registry.ErrInUse)
	p2 = must[registry.Plan](t)(h.Plan(h.ctx, h.admin, p2.ID))
	h.ok(h.DropPlan(h.ctx, planner("C1"), p2.ID, p2.Revision))
	h.judge()
	seen := map[string]int{}
	for _, e := range h.entries() {
		seen[e.Action]++
	}
	if seen["publish"] != 9 || seen["solve"] != 3 || seen["edit"] != 4 || seen["edit_areas"] != 3 {
		t.Error(seen)
	}
}

func is[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}

// The plan of an area reads back as it was made, to the last value, by whoever opens the store again.
func TestPlansReadBack(t *testing.T) { eachStore(t, testPlansReadBack) }

func testPlansReadBack(t *testing.T) {
	h := open(t)
	d := h.settle(2)
	p := h.solve(workspace.Ask{Policy: "huozhou"})
	problems, _, err := service.Problems(d, must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, p.ID, "A")).Problem.Policy)
	h.ok(err)
	again := h.on(h.store, workspace.Config{CacheHomes: -1})
	for i, problem := range problems {
		want := must[engine.Plan](t)(engine.Solve(h.ctx, problem, engine.Options{}))
		got := must[engine.Solved](t)(again.AreaPlan(h.ctx, h.admin, p.ID, p.Areas[i].Area))
		if diff := cmp.Diff(want.Draft(), got.Plan.Draft()); diff != "" {
			t.Fatal(diff)
		}
		if engine.Fingerprint(problem) != engine.Fingerprint(got.Problem) || got.Problem.Policy.Scheme != "huozhou" {
			t.Fatal("other records")
		}
	}
	// The same plan once more is kept once.
	if q := h.solve(workspace.Ask{Policy: "huozhou"}); q.ID == p.ID || q.Areas[0].Hash != p.Areas[0].Hash {
		t.Fatal(q)
	}
}

func TestAsk(t *testing.T) { eachStore(t, testAsk) }

func testAsk(t *testing.T) {
	h := open(t)
	h.settle(1)
	one := 1
	for _, x := range []struct {
		ask workspace.Ask
		ok  func(error) bool
	}{
		{workspace.Ask{}, is[*service.ContradictionError]},
		{workspace.Ask{Regions: []registry.RegionID{"T2"}}, is[*service.ContradictionError]},
		{workspace.Ask{Areas: []engine.AreaID{"A"}, MaxChanges: &one}, is[*service.ContradictionError]},
		{workspace.Ask{Areas: []engine.AreaID{"none"}}, func(err error) bool { return errors.Is(err, registry.ErrNotFound) }},
		{workspace.Ask{Areas: []engine.AreaID{"A"}, Policy: "none"}, func(err error) bool { return errors.Is(err, registry.ErrNotFound) }},
		{workspace.Ask{Regions: []registry.RegionID{"C2"}}, func(err error) bool { return errors.Is(err, registry.ErrNotFound) }},
		{workspace.Ask{Regions: []registry.RegionID{"none"}}, func(err error) bool { return errors.Is(err, registry.ErrNotFound) }},
		{workspace.Ask{Regions: []registry.RegionID{""}}, func(err error) bool { return errors.Is(err, access.ErrForbidden) }},
	} {
		if _, err := h.Solve(h.ctx, planner("C1"), x.ask); !x.ok(err) {
			t.Errorf("%+v: %v", x.ask, err)
		}
	}
	// Once named, twice named, by its region: once.
	p := h.solve(workspace.Ask{Areas: []engine.AreaID{"A", "A"}, Regions: []registry.RegionID{"T1", "C1"}})
	if len(p.Areas) != 1 {
		t.Fatal(p)
	}
}

// Which policy an area is planned by: that of its region, else of the next above.
func TestPolicies(t *testing.T) { eachStore(t, testPolicies) }

func testPolicies(t *testing.T) {
	h := open(t)
	h.settle(1)
	scheme := func() string {
		return must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, h.solve(workspace.Ask{}).ID, "A")).Problem.Policy.Scheme
	}
	if got := scheme(); got != "yuanshi" {
		t.Fatal(got)
	}
	pol := must[registry.Policy](t)(h.PutPolicy(h.ctx, planner("C1"), registry.Policy{Name: "ours", Document: []byte("extends: yuanshi\nlinks.load.max: 20\n")}))
	for _, r := range []registry.Region{{ID: "C1", Name: "县", Policy: "huozhou"}, {ID: "T1", Parent: "C1", Policy: "ours"}} {
		r.Revision = must[registry.Region](t)(h.Region(h.ctx, h.admin, r.ID)).Revision
		r = must[registry.Region](t)(h.PutRegion(h.ctx, planner("C1"), r))
		want := map[registry.RegionID]string{"C1": "huozhou", "T1": "ours"}[r.ID]
		if got := scheme(); got != want {
			t.Fatal(got, want)
		}
	}
	h.is(h.DropPolicy(h.ctx, planner("C1"), "ours", pol.Revision), registry.ErrInUse)
	_, err := h.PutPolicy(h.ctx, planner("T2"), pol)
	h.is(err, access.ErrForbidden)
	for name, text := range map[string]string{"yuanshi": "extends: yuanshi", "": "extends: yuanshi", "flat": "extends: yuanshi\nmetric: planar"} {
		if _, err := h.PutPolicy(h.ctx, h.admin, registry.Policy{Name: name, Document: []byte(text)}); !is[*service.ContradictionError](err) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := h.PutPolicy(h.ctx, h.admin, registry.Policy{Name: "bad", Document: []byte("links.load.max: -1")}); err == nil {
		t.Error("a policy that is not valid")
	}
	_, err = h.PutRegion(h.ctx, h.admin, registry.Region{ID: "T9", Parent: "C1", Policy: "none"})
	h.is(err, registry.ErrNotFound)
	list := must[[]registry.Policy](t)(h.Policies(h.ctx, caller("v", registry.Grant{Role: registry.RoleViewer, Area: "A"})))
	if len(list) != 1 || list[0].Name != "ours" {
		t.Error(list)
	}
}

// drawn notes what is drawn of area plans where the store shows them.
type drawn struct {
	registry.Store
	of map[registry.Hash]registry.Drawing
}

func (s drawn) Write(ctx context.Context, f func(registry.Tx) error) error {
	return s.Store.Write(ctx, func(tx registry.Tx) error { return f(drawnTx{tx, s}) })
}

type drawnTx struct {
	registry.Tx
	s drawn
}

func (t drawnTx) Draw(ctx context.Context, hash registry.Hash, d registry.Drawing) error {
	if _, err := t.AreaPlan(ctx, hash); err != nil {
		return err
	}
	t.s.of[hash] = d
	return nil
}

// Every area plan that is kept is drawn for the programs that read the store, with all its circles and links.
func TestPlansAreDrawn(t *testing.T) {
	h := open(t)
	h.settle(2)
	store := drawn{h.store, map[registry.Hash]registry.Drawing{}}
	h.Workspace = h.on(store, workspace.Config{})
	p := h.solve(workspace.Ask{})
	for _, x := range p.Areas {
		s := must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, p.ID, x.Area))
		want := registry.Drawing{Circles: slices.Collect(s.Plan.Circles()), Links: slices.Collect(s.Plan.Links())}
		if d := cmp.Diff(want, store.of[x.Hash]); d != "" || len(want.Circles) == 0 || len(want.Links) == 0 {
			t.Error(d)
		}
	}
}
