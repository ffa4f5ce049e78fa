package workspace

import (
	"context"
	"errors"
	"slices"

	"jinlin/engine"
	"jinlin/exchange"
	"jinlin/service/access"
	"jinlin/service/registry"
)

// A takeover writes what a data set brings.
type takeover struct {
	w       *Workspace
	caller  access.Caller
	region  registry.RegionID
	replace bool
	// trusted leaves out the question whether the caller may: it was asked when the job was made.
	trusted bool
}

// chunk takes over some areas in one transaction; where that fails for what is in them, each in its own.
func (t takeover) chunk(ctx context.Context, areas []incoming) ([]ImportedArea, error) {
	var out []ImportedArea
	err := t.w.Store.Write(ctx, func(tx registry.Tx) error {
		out = nil
		for i := range areas {
			done, err := t.area(ctx, tx, &areas[i], false)
			if err != nil {
				return err
			}
			out = append(out, done)
		}
		return nil
	})
	if err == nil || !refusable(err) {
		return out, err
	}
	out = nil
	for i := range areas {
		done, err := t.single(ctx, &areas[i])
		if err != nil {
			return out, err
		}
		out = append(out, done)
	}
	return out, nil
}

// single takes over one area, with records that were in another area until now.
func (t takeover) single(ctx context.Context, x *incoming) (ImportedArea, error) {
	var out ImportedArea
	try := func(moving bool) error {
		return t.w.Store.Write(ctx, func(tx registry.Tx) (err error) {
			out, err = t.area(ctx, tx, x, moving)
			return err
		})
	}
	err := try(false)
	if errors.Is(err, registry.ErrExists) {
		err = try(true)
	}
	if err != nil && refusable(err) {
		return ImportedArea{Area: x.ID, Refused: err.Error()}, nil
	}
	return out, err
}

// refusable tells errors that lie in what is imported, not in the store.
func refusable(err error) bool {
	for _, e := range []error{registry.ErrExists, registry.ErrNotFound, registry.ErrInvalid, registry.ErrInUse, access.ErrForbidden} {
		if errors.Is(err, e) {
			return true
		}
	}
	return isInvalid(err)
}

// area takes over one area, but for pairs of homes and members, which wait until all members are there.
func (t takeover) area(ctx context.Context, tx registry.Tx, x *incoming, moving bool) (ImportedArea, error) {
	a, made, err := t.place(ctx, tx, x)
	if err != nil {
		return ImportedArea{}, err
	}
	if moving {
		if err := t.fetch(ctx, tx, x); err != nil {
			return ImportedArea{}, err
		}
		if a, err = tx.Area(ctx, x.ID); err != nil {
			return ImportedArea{}, err
		}
	}
	before := registry.Records{}
	if a.Households+a.Members > 0 {
		if before, err = tx.Records(ctx, x.ID, 0, false); err != nil {
			return ImportedArea{}, err
		}
	}
	e := settled(t.edit(x, &before), before)
	if !t.trusted {
		if err := t.w.mayTouch(ctx, tx, t.caller, x.ID, before.Members, e); err != nil {
			return ImportedArea{}, err
		}
	}
	revision, err := tx.EditRecords(ctx, x.ID, a.Revision, e)
	if err != nil {
		return ImportedArea{}, err
	}
	changed := revision != a.Revision
	if changed {
		if err := t.w.validate(ctx, tx, a, &before); err != nil {
			return ImportedArea{}, err
		}
		if a, err = tx.Area(ctx, x.ID); err != nil {
			return ImportedArea{}, err
		}
		if err := t.w.tellEdits(ctx, tx, t.caller, a, []registry.Edit{e}); err != nil {
			return ImportedArea{}, err
		}
	}
	return ImportedArea{Area: a.ID, Revision: a.Revision, Made: made, Changed: made || changed, Households: a.Households, Members: a.Members}, nil
}

// place finds the area, or makes it; its name and border are those of the data set, if that has them.
func (t takeover) place(ctx context.Context, tx registry.Tx, x *incoming) (registry.Area, bool, error) {
	a, err := tx.Area(ctx, x.ID)
	made := errors.Is(err, registry.ErrNotFound)
	if err != nil && !made {
		return a, false, err
	}
	if made {
		a = registry.Area{ID: x.ID, Region: t.region, Name: string(x.ID), Datum: x.Datum}
	}
	if err := t.may(ctx, tx, access.EditRecords, access.InArea(a)); err != nil {
		return a, made, err
	}
	changed := drawn(&a, x.Village)
	if !made && !changed {
		return a, false, nil
	}
	if err := t.may(ctx, tx, access.EditAreas, access.InArea(a)); err != nil {
		return a, made, err
	}
	a, err = t.w.putArea(ctx, tx, t.caller, a)
	return a, made, err
}

func (t takeover) may(ctx context.Context, tx registry.Tx, action access.Action, at access.Target) error {
	if t.trusted {
		return nil
	}
	return t.w.Guard.Need(ctx, tx, t.caller, action, at)
}

// drawn gives an area the name and the border of a village, and reports whether that changed it.
func drawn(a *registry.Area, v *exchange.Village) bool {
	if v == nil {
		return false
	}
	changed := false
	if v.Name != "" && v.Name != a.Name {
		a.Name, changed = v.Name, true
	}
	if len(v.Boundary) > 0 && !v.Boundary.Equal(a.Boundary) {
		a.Boundary, changed = v.Boundary, true
	}
	return changed
}

// edit is what changes the records of an area into those of the data set.
func (t takeover) edit(x *incoming, before *registry.Records) registry.Edit {
	e := registry.Edit{At: t.w.Now(), PutHouseholds: x.Homes, PutMembers: x.Members, PutSites: x.Sites, SetAdjacency: x.Pairs, SetBarriers: x.Barriers}
	if !t.replace {
		return e
	}
	if len(x.Homes) > 0 {
		e.DropHouseholds = without(before.Households, x.Homes, func(h engine.Household) engine.HouseholdID { return h.ID })
	}
	if len(x.Members) > 0 {
		living := slices.DeleteFunc(slices.Clone(before.Members), func(m engine.Member) bool { return m.Area != x.ID })
		e.DropMembers = without(living, x.Members, func(m engine.Member) engine.MemberID { return m.ID })
	}
	if len(x.Sites) > 0 {
		e.DropSites = without(before.Sites, x.Sites, func(s engine.Site) engine.SiteID { return s.ID })
	}
	return e
}

// without are the ids of records before that are not among those to come.
func without[T any, ID comparable](before, next []T, id func(T) ID) []ID {
	stay := make(map[ID]bool, len(next))
	for _, x := range next {
		stay[id(x)] = true
	}
	var out []ID
	for _, x := range before {
		if !stay[id(x)] {
			out = append(out, id(x))
		}
	}
	return out
}

// fetch drops, in the areas where they were, homes and members that come to another.
func (t takeover) fetch(ctx context.Context, tx registry.Tx, x *incoming) error {
	leaving := map[engine.AreaID]*registry.Edit{}
	from := func(id engine.AreaID) *registry.Edit {
		if leaving[id] == nil {
			leaving[id] = &registry.Edit{At: t.w.Now()}
		}
		return leaving[id]
	}
	for _, h := range x.Homes {
		at, err := tx.AreaOfHousehold(ctx, h.ID)
		if err == nil && at != x.ID {
			e := from(at)
			e.DropHouseholds = append(e.DropHouseholds, h.ID)
		}
		if err != nil && !errors.Is(err, registry.ErrNotFound) {
			return err
		}
	}
	for _, m := range x.Members {
		at, err := t.homeOf(ctx, tx, m.ID)
		if err != nil {
			return err
		}
		if at != "" && at != x.ID {
			e := from(at)
			e.DropMembers = append(e.DropMembers, m.ID)
		}
	}
	ids := make([]engine.AreaID, 0, len(leaving))
	for id := range leaving {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		a, err := tx.Area(ctx, id)
		if err != nil {
			return err
		}
		if err := t.may(ctx, tx, access.EditRecords, access.InArea(a)); err != nil {
			return err
		}
		if _, err := tx.EditRecords(ctx, id, a.Revision, *leaving[id]); err != nil {
			return err
		}
		if err := t.w.tellEdits(ctx, tx, t.caller, a, []registry.Edit{*leaving[id]}); err != nil {
			return err
		}
	}
	return nil
}

// homeOf is the area whose edits may change a member: where he lives, else the first that he serves; "" for one who is not there.
func (t takeover) homeOf(ctx context.Context, tx registry.Tx, id engine.MemberID) (engine.AreaID, error) {
	areas, err := tx.AreasOfMember(ctx, id)
	if errors.Is(err, registry.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	r, err := tx.Records(ctx, areas[0], 0, false)
	if err != nil {
		return "", err
	}
	for _, m := range r.Members {
		if m.ID == id && m.Area != "" {
			return m.Area, nil
		}
	}
	return areas[0], nil
}

// pairs writes locks and vetoes once all members are there, and brings what is told of the areas up to date.
func (t takeover) pairs(ctx context.Context, areas []incoming, told []ImportedArea) error {
	at := make(map[engine.AreaID]*ImportedArea, len(told))
	for i := range told {
		at[told[i].Area] = &told[i]
	}
	for i := range areas {
		x := &areas[i]
		one := at[x.ID]
		if one == nil || one.Refused != "" || len(x.Locks)+len(x.Vetoes) == 0 {
			continue
		}
		err := t.w.Store.Write(ctx, func(tx registry.Tx) error { return t.pair(ctx, tx, x, one) })
		if err != nil && refusable(err) {
			one.Refused = "locks: " + err.Error()
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t takeover) pair(ctx context.Context, tx registry.Tx, x *incoming, told *ImportedArea) error {
	a, err := tx.Area(ctx, x.ID)
	if err != nil {
		return err
	}
	if err := t.may(ctx, tx, access.EditRecords, access.InArea(a)); err != nil {
		return err
	}
	before, err := tx.Records(ctx, x.ID, 0, false)
	if err != nil {
		return err
	}
	e := registry.Edit{At: t.w.Now(), PutLocks: x.Locks, PutForbidden: x.Vetoes}
	same := func(p engine.Pair) engine.Pair { return p }
	if t.replace && len(x.Locks) > 0 {
		e.DropLocks = without(before.Locks, x.Locks, same)
	}
	if t.replace && len(x.Vetoes) > 0 {
		e.DropForbidden = without(before.Forbidden, x.Vetoes, same)
	}
	revision, err := tx.EditRecords(ctx, x.ID, a.Revision, e)
	if err != nil || revision == a.Revision {
		return err
	}
	if err := t.w.validate(ctx, tx, a, &before); err != nil {
		return err
	}
	a.Revision = revision
	told.Revision, told.Changed = revision, true
	return t.w.tellEdits(ctx, tx, t.caller, a, []registry.Edit{e})
}
