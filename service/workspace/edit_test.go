package workspace_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/access"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

func TestEditTellsAllThatIsWrong(t *testing.T) { eachStore(t, testEditTellsAllThatIsWrong) }

func testEditTellsAllThatIsWrong(t *testing.T) {
	h := open(t)
	h.settle(1)
	a, r := h.areaNow("A"), h.records("A")
	bad, odd := r.Households[0], r.Households[1]
	bad.Weight, odd.Priority = -1, 7
	_, err := h.Edit(h.ctx, planner("C1"), "A", a.Revision, registry.Edit{PutHouseholds: []engine.Household{bad, odd}})
	var invalid *service.InvalidError
	if !errors.As(err, &invalid) || len(invalid.Areas) != 1 || len(invalid.Areas[0].Violations) != 2 {
		t.Fatal(err)
	}
	if d := cmp.Diff(r, h.records("A")); d != "" || h.areaNow("A").Revision != a.Revision {
		t.Error("something was kept", d)
	}
	// A change that changes nothing keeps the revision.
	same := must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "A", a.Revision, registry.Edit{PutHouseholds: r.Households[:3]}))
	if same.Revision != a.Revision {
		t.Error(same.Revision)
	}
}

// What is wrong by another policy does not keep a planner from mending other things.
func TestEditAfterThePolicyChanged(t *testing.T) { eachStore(t, testEditAfterThePolicyChanged) }

func testEditAfterThePolicyChanged(t *testing.T) {
	h := open(t)
	h.settle(1)
	r, a := h.records("A"), h.areaNow("A")
	m := r.Members[0]
	var locks []engine.Pair
	for _, x := range r.Households {
		if len(locks) < 5 && !slices.ContainsFunc(r.Members, func(m engine.Member) bool { return m.Household == x.ID }) {
			locks = append(locks, engine.Pair{Household: x.ID, Member: m.ID})
		}
	}
	m.Status = ""
	a = must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "A", a.Revision, registry.Edit{PutMembers: []engine.Member{m}, PutLocks: locks}))
	must[registry.Policy](t)(h.PutPolicy(h.ctx, h.admin, registry.Policy{Name: "few", Document: []byte("extends: yuanshi\nlinks.load: {min: 1, target_min: 1, target_max: 2, max: 3}\n")}))
	region := must[registry.Region](t)(h.Region(h.ctx, h.admin, "T1"))
	region.Policy = "few"
	must[registry.Region](t)(h.PutRegion(h.ctx, h.admin, region))
	if _, err := h.Solve(h.ctx, planner("C1"), workspace.Ask{Areas: []engine.AreaID{"A"}}); !is[*service.InvalidError](err) {
		t.Fatal(err)
	}
	x := r.Households[len(r.Households)-1]
	x.Residents = 4
	a = must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "A", a.Revision, registry.Edit{PutHouseholds: []engine.Household{x}}))
	must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "A", a.Revision, registry.Edit{DropLocks: locks[:2]}))
	h.solve(workspace.Ask{})
}

// Two planners edit one area: of those who saw the same, one gets it, and what was acknowledged stays.
func TestEditsAtOnce(t *testing.T) { eachStore(t, testEditsAtOnce) }

func testEditsAtOnce(t *testing.T) {
	h := open(t)
	h.settle(1)
	const planners, rounds = 4, 8
	r := h.records("A")
	var mu sync.Mutex
	acknowledged, conflicts := map[engine.HouseholdID]int{}, 0
	var wg sync.WaitGroup
	for p := range planners {
		wg.Go(func() {
			for n := range rounds {
				a, err := h.Area(h.ctx, h.admin, "A")
				if err != nil {
					t.Error(err)
					return
				}
				x := r.Households[p*rounds+n]
				x.Residents = 1 + n
				_, err = h.Edit(h.ctx, planner("C1"), "A", a.Revision, registry.Edit{PutHouseholds: []engine.Household{x}})
				mu.Lock()
				switch {
				case err == nil:
					acknowledged[x.ID] = x.Residents
				case errors.Is(err, registry.ErrConflict):
					conflicts++
				default:
					t.Error(err)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for _, x := range h.records("A").Households {
		if want, ok := acknowledged[x.ID]; ok && x.Residents != want {
			t.Errorf("%s: %d, acknowledged %d", x.ID, x.Residents, want)
		}
	}
	if len(acknowledged) == 0 || len(acknowledged)+conflicts != planners*rounds {
		t.Error(len(acknowledged), conflicts)
	}
	a := h.areaNow("A")
	put := registry.Edit{DropHouseholds: []engine.HouseholdID{r.Households[0].ID}}
	_, err := h.Edit(h.ctx, planner("C1"), "A", a.Revision-1, put)
	h.is(err, registry.ErrConflict)
}

func TestEditMovesMembersWithTheirHome(t *testing.T) { eachStore(t, testEditMovesMembersWithTheirHome) }

func testEditMovesMembersWithTheirHome(t *testing.T) {
	h := open(t)
	h.settle(2)
	a, r := h.areaNow("A"), h.records("A")
	m := r.Members[0]
	m.Duty = []engine.AreaID{"A", "B", "later"}
	a = must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "A", a.Revision, registry.Edit{PutMembers: []engine.Member{m}}))
	i := slices.IndexFunc(r.Households, func(x engine.Household) bool { return x.ID == m.Household })
	home := r.Households[i]
	home.Location[0] += 0.0001
	a = must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "A", a.Revision, registry.Edit{PutHouseholds: []engine.Household{home}}))
	b := h.records("B")
	k := slices.IndexFunc(b.Members, func(x engine.Member) bool { return x.ID == m.ID })
	if k < 0 || b.Members[k].Location != home.Location {
		t.Fatal(k)
	}
	// Who may not edit B may not change who serves there.
	_, err := h.Edit(h.ctx, caller("a", registry.Grant{Role: registry.RolePlanner, Area: "A"}), "A", a.Revision, registry.Edit{DropMembers: []engine.MemberID{m.ID}})
	h.is(err, registry.ErrNotFound)
	h.solve(workspace.Ask{})
}

func TestContacts(t *testing.T) { eachStore(t, testContacts) }

func testContacts(t *testing.T) {
	h := open(t)
	h.settle(1)
	p := h.solve(workspace.Ask{})
	must[registry.Plan](t)(h.Publish(h.ctx, planner("C1"), p.ID, p.Revision))
	s := must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, p.ID, "A"))
	var home engine.Home
	for x := range s.Plan.Links() {
		home = x
	}
	a := h.areaNow("A")
	e := registry.Edit{
		HouseholdContacts: map[engine.HouseholdID]registry.Contact{home.ID: {Name: "张三", Phone: "13812348000"}, s.Problem.Households[0].ID: {Name: "李四"}},
		MemberContacts:    map[engine.MemberID]registry.Contact{home.Member: {Name: "王五", Phone: "13912348001"}},
	}
	must[registry.Area](t)(h.Edit(h.ctx, planner("C1"), "A", a.Revision, e))
	read := func(c access.Caller) workspace.AreaRecords {
		t.Helper()
		return must[workspace.AreaRecords](t)(h.Records(h.ctx, c, workspace.RecordsAsk{Area: "A", Contacts: true}))
	}
	n := len(h.entries())
	if r := read(planner("T1")); len(r.HouseholdContacts) != 2 || r.MemberContacts[home.Member].Name != "王五" {
		t.Error(r.HouseholdContacts, r.MemberContacts)
	}
	if e := h.entries(); len(e) != n+1 || e[0].Action != string(access.ReadHomeContacts) || e[0].By != "planner" || e[0].Area != "A" {
		t.Error(e[0])
	}
	mine := caller("m", registry.Grant{Role: registry.RoleMember, Area: "A", Member: home.Member})
	r := read(mine)
	if len(r.HouseholdContacts) != 1 && s.Problem.Households[0].ID != home.ID || r.HouseholdContacts[home.ID].Name != "张三" || len(r.Members) != 1 {
		t.Error(r.HouseholdContacts, r.Members)
	}
	for _, x := range r.Households {
		for other := range s.Plan.Homes() {
			if other.ID == x.ID && other.Member != home.Member {
				t.Error("a home of another member:", x.ID)
			}
		}
	}
	if len(r.Households) == 0 || len(r.Households) == len(s.Problem.Households) {
		t.Error(len(r.Households))
	}
	if r := read(caller("g", registry.Grant{Role: registry.RoleGIS, Region: "C1"})); len(r.HouseholdContacts) != 0 || r.MemberContacts[home.Member].Name == "王五" {
		t.Error(r.HouseholdContacts, r.MemberContacts)
	}
	if r := read(caller("d", registry.Grant{Role: registry.RoleDispatcher, Region: "C1"})); len(r.HouseholdContacts) != 0 || r.MemberContacts[home.Member].Name != "王五" {
		t.Error(r.HouseholdContacts, r.MemberContacts)
	}
	for _, role := range []registry.Role{registry.RoleViewer, registry.RoleAdministrator} {
		_, err := h.Records(h.ctx, caller("x", registry.Grant{Role: role}), workspace.RecordsAsk{Area: "A"})
		h.is(err, access.ErrForbidden)
	}
	_, err := h.Records(h.ctx, planner("T2"), workspace.RecordsAsk{Area: "A"})
	h.is(err, registry.ErrNotFound)
}

// A list of changes leaves the records that the engine's own application of it leaves.
func TestEditsOfChanges(t *testing.T) { eachStore(t, testEditsOfChanges) }

func testEditsOfChanges(t *testing.T) {
	h := open(t)
	h.settle(1)
	start := must[engine.Solved](t)(h.AreaPlan(h.ctx, h.admin, h.solve(workspace.Ask{}).ID, "A")).Problem
	rapid.Check(t, func(rt *rapid.T) {
		a := must[workspace.Area](t)(h.Area(h.ctx, h.admin, "A"))
		before := start
		before.Households, before.Members = slices.Clone(start.Households), slices.Clone(start.Members)
		r := h.records("A")
		before.Households, before.Members, before.Forbidden = r.Households, r.Members, r.Forbidden
		after := before
		after.Households, after.Members, after.Forbidden = slices.Clone(r.Households), slices.Clone(r.Members), slices.Clone(r.Forbidden)
		for range rapid.IntRange(0, 6).Draw(rt, "changes") {
			drawChange(rt, &after)
		}
		edits, err := workspace.Edits(engine.Changes(before, after))
		if err != nil {
			rt.Fatal(err)
		}
		if _, err := h.Edit(h.ctx, planner("C1"), "A", a.Revision, edits...); is[*service.InvalidError](err) {
			return
		} else if err != nil {
			rt.Fatal(err)
		}
		got := h.records("A")
		now := start
		now.Households, now.Members, now.Forbidden = got.Households, got.Members, got.Forbidden
		if engine.Fingerprint(now) != engine.Fingerprint(after) {
			rt.Fatal("other records")
		}
	})
}

func drawChange(t *rapid.T, p *engine.Problem) {
	i := rapid.IntRange(0, len(p.Households)-1).Draw(t, "home")
	k := rapid.IntRange(0, len(p.Members)-1).Draw(t, "member")
	pair := engine.Pair{Household: p.Households[i].ID, Member: p.Members[k].ID}
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		p.Households[i].Residents = rapid.IntRange(0, 9).Draw(t, "residents")
	case 1:
		p.Members[k].Title = fmt.Sprint("title ", rapid.IntRange(0, 9).Draw(t, "title"))
	case 2:
		gone := p.Households[i].ID
		if slices.ContainsFunc(p.Members, func(m engine.Member) bool { return m.Household == gone }) || len(p.Households) < 50 {
			return
		}
		p.Households = slices.Delete(p.Households, i, i+1)
		p.Forbidden = slices.DeleteFunc(p.Forbidden, func(x engine.Pair) bool { return x.Household == gone })
	case 3:
		x := p.Households[i]
		x.ID += engine.HouseholdID(fmt.Sprint("x", len(p.Households)))
		if !slices.ContainsFunc(p.Households, func(h engine.Household) bool { return h.ID == x.ID }) {
			p.Households = append(p.Households, x)
		}
	default:
		if !slices.Contains(p.Forbidden, pair) {
			p.Forbidden = append(p.Forbidden, pair)
		}
	}
}

func TestEditsKeepTheOrder(t *testing.T) {
	x := engine.Household{ID: "x"}
	p := engine.Pair{Household: "x", Member: "m"}
	edits := must[[]registry.Edit](t)(workspace.Edits([]engine.Change{
		engine.PutHousehold{Household: x}, engine.PutLock{Pair: p}, engine.DropHousehold{ID: "x"}, engine.DropHousehold{ID: "y"}, engine.PutHousehold{Household: x},
	}))
	if len(edits) != 3 || len(edits[0].PutLocks) != 1 || len(edits[1].DropHouseholds) != 2 || len(edits[1].PutHouseholds) != 0 || len(edits[2].PutHouseholds) != 1 {
		t.Errorf("%+v", edits)
	}
	if _, err := workspace.Edits([]engine.Change{engine.SetGround{}}); !is[*service.ContradictionError](err) {
		t.Error(err)
	}
}
