package workspace_test

import (
	"testing"
	"time"

	"jinlin/engine"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

func TestEntries(t *testing.T) { eachStore(t, testEntries) }

func testEntries(t *testing.T) {
	h := open(t)
	h.settle(2)
	admin := func(g registry.Grant) access.Caller {
		g.Role = registry.RoleAdministrator
		return caller("a", g)
	}
	all := must[[]registry.Entry](t)(h.Entries(h.ctx, h.admin, registry.EntryQuery{}))
	if len(all) != len(h.entries()) {
		t.Error(len(all))
	}
	some := must[[]registry.Entry](t)(h.Entries(h.ctx, admin(registry.Grant{Area: "B"}), registry.EntryQuery{}))
	if len(some) != 2 || some[0].Area != "B" || some[1].Area != "B" {
		t.Error(some)
	}
	if none := must[[]registry.Entry](t)(h.Entries(h.ctx, admin(registry.Grant{Area: "B"}), registry.EntryQuery{Areas: []engine.AreaID{"A"}})); len(none) != 0 {
		t.Error(none)
	}
	_, err := h.Entries(h.ctx, planner("C1"), registry.EntryQuery{})
	h.is(err, access.ErrForbidden)
}

// Records of the time of a plan are kept as long as the plan is.
func TestForget(t *testing.T) { eachStore(t, testForget) }

func testForget(t *testing.T) {
	h := open(t)
	p := h.inForce(1)
	change := func() {
		x := h.records("A").Households[0]
		x.Residents++
		must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "A", h.areaNow("A").Revision, registry.Edit{PutHouseholds: []engine.Household{x}}))
		h.clock.pass(time.Hour)
	}
	change()
	change()
	now := h.clock.now()
	_, err := h.Forget(h.ctx, planner(""), workspace.Retention{Records: now})
	h.is(err, access.ErrForbidden)
	entries := len(h.entries())
	got := must[workspace.Forgotten](t)(h.Forget(h.ctx, h.admin, workspace.Retention{Records: now}))
	if got.Records == 0 || got.Entries != 0 || len(h.entries()) != entries+1 {
		t.Errorf("%+v", got)
	}
	then := must[workspace.AreaRecords](t)(h.Records(h.ctx, planner("C1"), workspace.RecordsAsk{Area: "A", Plan: p.ID}))
	if then.Households[0].Residents+2 != h.records("A").Households[0].Residents {
		t.Error(then.Households[0])
	}
	h.judge()
	if got := must[workspace.Forgotten](t)(h.Forget(h.ctx, h.admin, workspace.Retention{Entries: now})); got.Entries == 0 {
		t.Errorf("%+v", got)
	}
}
