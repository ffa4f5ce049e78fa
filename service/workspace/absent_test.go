package workspace_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/service/registry"
	"jinlin/service/workspace"
)

// TestAbsentIsWhatTheStoreMisses makes random edits of a few ids: all places of what is not there are told just where the store would refuse the edits for that.
func TestAbsentIsWhatTheStoreMisses(t *testing.T) {
	h := open(t)
	h.tree()
	for _, id := range []engine.AreaID{"A", "B"} {
		must[registry.Area](t)(h.PutArea(h.ctx, h.admin, registry.Area{ID: id, Region: "T1"}))
	}
	const seed = 11
	r := rand.New(rand.NewPCG(seed, 0))
	undone := errors.New("undone")
	missed, done := 0, 0
	for range 300 {
		edits := []registry.Edit{randomEdit(r), randomEdit(r)}
		a := h.areaNow("A")
		var store error
		_ = h.store.Write(h.ctx, func(tx registry.Tx) error {
			revision := a.Revision
			for _, e := range edits {
				e.At = h.clock.now()
				if revision, store = tx.EditRecords(h.ctx, "A", revision, e); store != nil {
					break
				}
			}
			return undone
		})
		_, err := h.Edit(h.ctx, planner("C1"), "A", a.Revision, edits...)
		var told *workspace.EditError
		switch here := errors.As(err, &told) && len(told.Violations) > 0; {
		case here != errors.Is(store, registry.ErrNotFound):
			t.Fatalf("seed %d: the store says %v, the edit %v: %+v", seed, store, err, edits)
		case here:
			missed++
		case err == nil:
			done++
		}
	}
	if missed < 50 || done < 50 {
		t.Errorf("%d edits named what is not there, %d were done: too few to tell", missed, done)
	}
}

func randomEdit(r *rand.Rand) registry.Edit {
	var e registry.Edit
	often := func(n int) bool { return r.IntN(n) == 0 }
	home := func() engine.HouseholdID { return engine.HouseholdID(fmt.Sprintf("h%d", r.IntN(4))) }
	member := func() engine.MemberID { return engine.MemberID(fmt.Sprintf("m%d", r.IntN(4))) }
	for range r.IntN(3) {
		e.PutHouseholds = append(e.PutHouseholds, engine.Household{ID: home(), Area: "A", Location: orb.Point{114.5, 37.7}})
		m := engine.Member{ID: member(), Area: "A"}
		switch r.IntN(3) {
		case 0:
			m.Duty = []engine.AreaID{"B"}
		case 1:
			m.Area, m.Duty = "", []engine.AreaID{"A", "B"}
		}
		e.PutMembers = append(e.PutMembers, m)
		e.PutSites = append(e.PutSites, engine.Site{ID: engine.SiteID(fmt.Sprintf("s%d", r.IntN(3))), Area: "A", Location: orb.Point{114.5, 37.7}})
	}
	if often(4) {
		e.DropHouseholds = append(e.DropHouseholds, home())
	}
	if often(4) {
		e.DropMembers = append(e.DropMembers, member())
	}
	if often(4) {
		e.DropSites = append(e.DropSites, engine.SiteID(fmt.Sprintf("s%d", r.IntN(3))))
	}
	if often(3) {
		e.PutForbidden = append(e.PutForbidden, engine.Pair{Household: home(), Member: member()})
	}
	if often(4) {
		e.DropForbidden = append(e.DropForbidden, engine.Pair{Household: home(), Member: member()})
	}
	if often(3) {
		e.HouseholdContacts = map[engine.HouseholdID]registry.Contact{home(): {Name: "x"}}
		e.MemberContacts = map[engine.MemberID]registry.Contact{member(): {}}
	}
	return e
}
