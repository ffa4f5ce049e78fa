package workspace

import (
	"context"

	"jinlin/engine"
	"jinlin/geo"
	"jinlin/service/access"
	"jinlin/service/publish"
	"jinlin/service/registry"
)

// FewHomes is how many homes an area or a circle must have for figures and shapes of it to be shown to those who do not see its homes.
const FewHomes = publish.LeastHomes

// An Area is what the caller sees of one.
type Area struct {
	registry.Area
	// Hidden tells that the numbers of homes and members are not shown, since they are too few to be nobody's.
	Hidden bool
}

// Areas lists the areas that the caller sees, by id.
func (w *Workspace) Areas(ctx context.Context, c access.Caller, q registry.AreaQuery) ([]Area, error) {
	return w.AreasIn(ctx, c, "", q)
}

// AreasIn lists those of them that are in a region or below it; the region "" is the whole store.
func (w *Workspace) AreasIn(ctx context.Context, c access.Caller, region registry.RegionID, q registry.AreaQuery) ([]Area, error) {
	var out []Area
	err := w.read(ctx, func(tx registry.Tx) error {
		out = nil
		v, err := w.seen(ctx, tx, c, access.ReadRegions, access.All)
		if err != nil || v.None() {
			return err
		}
		homes, err := w.seen(ctx, tx, c, access.ReadHomes, access.All)
		if err != nil {
			return err
		}
		if region != "" {
			if q.Regions, err = w.regionsIn(ctx, tx, c, region); err != nil {
				return err
			}
		}
		list, err := v.Areas(ctx, tx, q)
		for _, a := range list {
			out = append(out, shown(a, homes.HasArea(a)))
		}
		return err
	})
	return out, err
}

// regionsIn are a region that the caller sees and those below it.
func (w *Workspace) regionsIn(ctx context.Context, tx registry.Tx, c access.Caller, region registry.RegionID) ([]registry.RegionID, error) {
	if _, err := w.region(ctx, tx, c, access.ReadRegions, region); err != nil {
		return nil, err
	}
	list, err := tx.Below(ctx, region)
	return append([]registry.RegionID{}, list...), err
}

// shown hides small numbers from who does not see the homes.
func shown(a registry.Area, homes bool) Area {
	if homes || a.Households >= FewHomes {
		return Area{Area: a}
	}
	a.Households, a.Members = 0, 0
	return Area{a, true}
}

// Area reads one.
func (w *Workspace) Area(ctx context.Context, c access.Caller, id engine.AreaID) (out Area, err error) {
	err = w.read(ctx, func(tx registry.Tx) error {
		a, _, err := w.area(ctx, tx, c, access.ReadRegions, id)
		if err != nil {
			return err
		}
		l, err := w.Guard.May(ctx, tx, c, access.ReadHomes, access.InArea(a))
		out = shown(a, l.Extent == access.All)
		return err
	})
	return out, err
}

// PutArea makes an area (Revision 0) or changes its name, region, border and datum where it still has that revision.
func (w *Workspace) PutArea(ctx context.Context, c access.Caller, a registry.Area) (out registry.Area, err error) {
	err = w.Store.Write(ctx, func(tx registry.Tx) error {
		if a.Revision != 0 {
			old, err := w.need(ctx, tx, c, access.EditAreas, a.ID)
			if err != nil {
				return err
			}
			if a.Datum == "" {
				a.Datum = old.Datum
			}
		}
		if err := w.Guard.Need(ctx, tx, c, access.EditAreas, access.InRegion(a.Region)); err != nil && (a.Revision == 0 || !sameRegion(ctx, tx, a)) {
			return orMissing(err, "region")
		}
		out, err = w.putArea(ctx, tx, c, a)
		return err
	})
	return out, err
}

// sameRegion reports whether the area stays in its region: then leave for the area alone is enough.
func sameRegion(ctx context.Context, tx registry.Tx, a registry.Area) bool {
	old, err := tx.Area(ctx, a.ID)
	return err == nil && old.Region == a.Region
}

func (w *Workspace) putArea(ctx context.Context, tx registry.Tx, c access.Caller, a registry.Area) (registry.Area, error) {
	if a.Datum == "" {
		a.Datum = geo.WGS84
	}
	if _, err := tx.PutArea(ctx, a); err != nil {
		return a, err
	}
	made := a.Revision == 0
	a, err := tx.Area(ctx, a.ID)
	if err != nil {
		return a, err
	}
	return a, w.tell(ctx, tx, c, access.EditAreas, "area/"+string(a.ID), a.ID, facts{"made": made, "region": a.Region})
}

// DropArea removes an area with its records and their history. Plans keep what they hold of it.
func (w *Workspace) DropArea(ctx context.Context, c access.Caller, id engine.AreaID, revision int64) error {
	return w.Store.Write(ctx, func(tx registry.Tx) error {
		a, err := w.need(ctx, tx, c, access.EditAreas, id)
		if err != nil {
			return err
		}
		if a.Households+a.Members > 0 {
			if _, err := w.need(ctx, tx, c, access.EditRecords, id); err != nil {
				return err
			}
		}
		if err := tx.DropArea(ctx, id, revision); err != nil {
			return err
		}
		return w.tell(ctx, tx, c, access.EditAreas, "area/"+string(id), id, facts{"dropped": true, "homes": a.Households, "members": a.Members})
	})
}
