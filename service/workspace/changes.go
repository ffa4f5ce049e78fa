package workspace

import (
	"fmt"

	"github.com/paulmach/orb"

	"jinlin/engine"
	"jinlin/service"
	"jinlin/service/registry"
)

// Edits are what a list of changes of one area comes to, made one after the other: as few edits as keep their order. Policies and grounds are no records.
func Edits(changes []engine.Change) ([]registry.Edit, error) {
	t := translation{}
	for _, c := range changes {
		if err := t.add(c); err != nil {
			return nil, err
		}
	}
	return t.edits, nil
}

type translation struct {
	edits []registry.Edit
	// seen are the records that the last edit names, step how far in the store's order of one edit its last change is.
	seen map[string]bool
	step int
}

// The order in which a store makes the changes of one edit.
const (
	drops = iota
	puts
	pairs
	surroundings
)

// edit is the one in which a record may still be changed: a new one where the last names it already, or comes later in the order.
func (t *translation) edit(step int, key string) *registry.Edit {
	if len(t.edits) == 0 || t.seen[key] || step < t.step {
		t.edits, t.seen = append(t.edits, registry.Edit{}), map[string]bool{}
	}
	t.seen[key], t.step = true, step
	return &t.edits[len(t.edits)-1]
}

func (t *translation) add(c engine.Change) error {
	pair := func(step int, kind string, p engine.Pair) *registry.Edit {
		return t.edit(step, fmt.Sprintf("%s %q %q", kind, p.Household, p.Member))
	}
	switch c := c.(type) {
	case engine.PutHousehold:
		e := t.edit(puts, "household "+string(c.Household.ID))
		e.PutHouseholds = append(e.PutHouseholds, c.Household)
	case engine.DropHousehold:
		e := t.edit(drops, "household "+string(c.ID))
		e.DropHouseholds = append(e.DropHouseholds, c.ID)
	case engine.PutMember:
		e := t.edit(puts, "member "+string(c.Member.ID))
		e.PutMembers = append(e.PutMembers, c.Member)
	case engine.DropMember:
		e := t.edit(drops, "member "+string(c.ID))
		e.DropMembers = append(e.DropMembers, c.ID)
	case engine.PutSite:
		e := t.edit(puts, "site "+string(c.Site.ID))
		e.PutSites = append(e.PutSites, c.Site)
	case engine.DropSite:
		e := t.edit(drops, "site "+string(c.ID))
		e.DropSites = append(e.DropSites, c.ID)
	case engine.PutLock:
		e := pair(pairs, "lock", c.Pair)
		e.PutLocks = append(e.PutLocks, c.Pair)
	case engine.DropLock:
		e := pair(drops, "lock", c.Pair)
		e.DropLocks = append(e.DropLocks, c.Pair)
	case engine.PutForbidden:
		e := pair(pairs, "forbidden", c.Pair)
		e.PutForbidden = append(e.PutForbidden, c.Pair)
	case engine.DropForbidden:
		e := pair(drops, "forbidden", c.Pair)
		e.DropForbidden = append(e.DropForbidden, c.Pair)
	case engine.SetSurroundings:
		e := t.edit(surroundings, "surroundings")
		adjacency, barriers := c.Adjacency, append([][]orb.Point{}, c.Barriers...)
		e.SetAdjacency, e.SetBarriers = &adjacency, &barriers
	default:
		return &service.ContradictionError{Problem: fmt.Sprintf("a change of the kind %T is none of the records", c)}
	}
	return nil
}
