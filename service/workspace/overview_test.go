package workspace_test

import (
	"encoding/json"
	"testing"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// The figures of a plan are those that it keeps of its areas, added up over what the caller sees, read for the first time or from memory.
func TestOverview(t *testing.T) { eachStore(t, testOverview) }

func testOverview(t *testing.T) {
	h := open(t)
	h.settle(3)
	p := h.solve(workspace.Ask{Note: "n"})
	p = must[registry.Plan](t)(h.Publish(h.ctx, planner("C1"), p.ID, p.Revision))
	draft := h.solve(workspace.Ask{Areas: []engine.AreaID{"A"}, Rebalance: true})
	one := caller("one", registry.Grant{Role: registry.RolePlanner, Area: "B"})
	for range 2 {
		whole := must[workspace.Overview](t)(h.Overview(h.ctx, planner("C1"), p.ID))
		if !whole.Whole || len(whole.Areas) != 3 || whole.Note != "n" || whole.Status != registry.PlanPublished || len(whole.Plan.Areas) != 0 {
			t.Fatalf("%+v", whole)
		}
		homes := 0
		for i, x := range whole.Areas {
			var kept workspace.AreaSummary
			h.ok(json.Unmarshal(p.Areas[i].Summary, &kept))
			if x.Area != p.Areas[i].Area || x.Hash != p.Areas[i].Hash || x.Figures.Homes != kept.Homes || x.Figures.Circles != kept.Circles || x.Figures.Own != kept.Own {
				t.Errorf("%+v, kept %+v", x, kept.Figures)
			}
			homes += kept.Homes
		}
		if whole.Total.Homes != homes || homes == 0 {
			t.Errorf("%d homes, want %d", whole.Total.Homes, homes)
		}
		part := must[workspace.Overview](t)(h.Overview(h.ctx, one, p.ID))
		if part.Whole || len(part.Areas) != 1 || part.Areas[0] != whole.Areas[1] || part.Total != *whole.Areas[1].Figures || part.Tag == whole.Tag || part.Note == "" {
			t.Errorf("%+v", part)
		}
		seen := must[workspace.Overview](t)(h.Overview(h.ctx, viewer("C1"), p.ID))
		if seen.Whole || len(seen.Areas) != 3 || seen.Areas[0].Hash != "" || seen.Note != "" || seen.Total != whole.Total {
			t.Errorf("%+v", seen)
		}
		_, err := h.Overview(h.ctx, viewer("C1"), draft.ID)
		h.is(err, registry.ErrNotFound)
		_, err = h.Overview(h.ctx, one, draft.ID)
		h.is(err, registry.ErrNotFound)
		_, err = h.Overview(h.ctx, access.Caller{}, p.ID)
		h.is(err, access.ErrNobody)
	}
	if o := must[workspace.Overview](t)(h.Overview(h.ctx, planner("C1"), draft.ID)); o.Areas[0].Outcome == "" || o.Parent != p.ID {
		t.Errorf("%+v", o)
	}
	h.ok(h.DropPlan(h.ctx, planner("C1"), draft.ID, draft.Revision))
	_, err := h.Overview(h.ctx, planner("C1"), draft.ID)
	h.is(err, registry.ErrNotFound)
}
