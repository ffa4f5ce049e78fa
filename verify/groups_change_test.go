package verify_test

import (
	"context"
	"testing"

	"jinlin/engine"
	"jinlin/policy"
	"jinlin/verify"
)

// groupChangeMutations each make a plan false that kept groups, beside the one before.
var groupChangeMutations = []struct {
	name   string
	code   string
	change func(c chooser, before *engine.Draft, d *engine.Draft) bool
}{
	{"another next number", verify.WrongNextGroup, func(_ chooser, _, d *engine.Draft) bool { d.Rebalance.NextGroup++; return true }},
	{"a next number that is taken", verify.WrongNextGroup, func(_ chooser, _, d *engine.Draft) bool {
		d.Rebalance.NextGroup = 1
		return len(d.Groups) > 0
	}},
	{"a home that stayed leaves", verify.GroupLeft, func(c chooser, before, d *engine.Draft) bool {
		stays := map[engine.HouseholdID]engine.GroupID{}
		size := map[engine.GroupID]int{}
		for _, h := range before.Homes {
			stays[h.ID] = h.Group
			size[h.Group]++
		}
		h := some(c, d.Homes, func(h *engine.Home) bool { return stays[h.ID] == h.Group && size[h.Group] == 1 })
		g := anyOf(c, d.Groups)
		if h == nil || g.ID == h.Group {
			return false
		}
		h.Group = g.ID
		return true
	}},
	{"a group of its own beside neighbours", verify.GroupNotJoined, func(c chooser, before, d *engine.Draft) bool {
		size, stood := map[engine.GroupID]int{}, map[engine.GroupID]bool{}
		for _, h := range d.Homes {
			size[h.Group]++
		}
		for _, g := range before.Groups {
			stood[g.ID] = true
		}
		h := some(c, d.Homes, func(h *engine.Home) bool { return stood[h.Group] && size[h.Group] > 1 })
		if h == nil {
			return false
		}
		d.Groups = append(d.Groups, engine.Group{ID: "A900", Number: 900, Household: h.ID, Homes: 1})
		h.Group = "A900"
		return true
	}},
	{"a number given before", verify.GroupRenumbered, func(_ chooser, before, d *engine.Draft) bool {
		if len(before.Groups) == 0 || len(d.Groups) == 0 || before.Groups[0].ID != d.Groups[0].ID {
			return false
		}
		before.Groups[0].ID = "A777" // of a standing plan that knew other ids
		return true
	}},
}

// TestGroupChangeMutations asks that the judge of a rebalance names what is false of kept groups.
func TestGroupChangeMutations(t *testing.T) {
	for _, m := range groupChangeMutations {
		t.Run(m.name, func(t *testing.T) {
			changed := 0
			for seed := range uint64(150) {
				c := seeded(3e5 + seed)
				before := hamlet(c)
				if before.Policy.Groups.By != policy.GroupsDrawn {
					continue
				}
				standing := solveHamlet(t, before)
				changes := hamletLater(c, before)
				if m.code == verify.GroupLeft {
					changes = nil // every home stays
				}
				after, delta, err := engine.Apply(context.Background(), before, standing, changes, engine.Options{})
				if err != nil {
					t.Fatal(err)
				}
				was, d := standing.Draft(), delta.Plan.Draft()
				if !m.change(c, &was, &d) {
					continue
				}
				changed++
				r, err := verify.CheckChange(context.Background(), before, was.Build(), after, d.Build())
				if err != nil || !r.Has(m.code) {
					t.Fatalf("seed %d: expected %s, got %v %v", seed, m.code, err, r.Findings)
				}
			}
			if changed == 0 {
				t.Error("there was nothing to change")
			}
		})
	}
}
