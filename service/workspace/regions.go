package workspace

import (
	"context"

	"jinlin/service/access"
	"jinlin/service/registry"
)

// Regions lists the regions that the caller sees, by id.
func (w *Workspace) Regions(ctx context.Context, c access.Caller) ([]registry.Region, error) {
	var out []registry.Region
	err := w.read(ctx, func(tx registry.Tx) error {
		out = nil
		v, err := w.seen(ctx, tx, c, access.ReadRegions, access.All)
		if err != nil || v.None() {
			return err
		}
		all, err := tx.Regions(ctx)
		for _, r := range all {
			if v.HasRegion(r.ID) {
				out = append(out, r)
			}
		}
		return err
	})
	return out, err
}

// seen is access.Guard.Filter for a caller who has said who he is.
func (w *Workspace) seen(ctx context.Context, tx registry.Tx, c access.Caller, action access.Action, least access.Extent) (access.View, error) {
	if !c.Known() {
		return access.View{}, access.ErrNobody
	}
	return w.Guard.Filter(ctx, tx, c, action, least)
}

// Region reads one.
func (w *Workspace) Region(ctx context.Context, c access.Caller, id registry.RegionID) (r registry.Region, err error) {
	err = w.read(ctx, func(tx registry.Tx) (err error) {
		r, err = w.region(ctx, tx, c, access.ReadRegions, id)
		return err
	})
	return r, err
}

// region reads a region in which the caller may do all of that kind.
func (w *Workspace) region(ctx context.Context, tx registry.Tx, c access.Caller, action access.Action, id registry.RegionID) (registry.Region, error) {
	if id == "" {
		return registry.Region{}, missing("region")
	}
	if err := w.Guard.Need(ctx, tx, c, action, access.InRegion(id)); err != nil {
		return registry.Region{}, orMissing(err, "region")
	}
	r, err := tx.Region(ctx, id)
	return r, orMissing(err, "region")
}

// PutRegion makes a region (Revision 0) or changes one that still has that revision. Who moves it must keep the tree where it was and where it comes to;
// who only says by which policy it is planned needs leave for that alone.
func (w *Workspace) PutRegion(ctx context.Context, c access.Caller, r registry.Region) (registry.Region, error) {
	err := w.Store.Write(ctx, func(tx registry.Tx) error {
		if err := w.mayPutRegion(ctx, tx, c, r); err != nil {
			return err
		}
		if r.Policy != "" {
			if _, err := policyNamed(ctx, tx, r.Policy); err != nil {
				return err
			}
		}
		revision, err := tx.PutRegion(ctx, r)
		if err != nil {
			return err
		}
		r.Revision = revision
		return w.tell(ctx, tx, c, access.EditRegions, "region/"+string(r.ID), "", facts{"parent": r.Parent, "policy": r.Policy})
	})
	if err != nil {
		return registry.Region{}, err
	}
	return r, nil
}

func (w *Workspace) mayPutRegion(ctx context.Context, tx registry.Tx, c access.Caller, r registry.Region) error {
	if r.Revision == 0 {
		if err := w.Guard.Need(ctx, tx, c, access.EditRegions, access.InRegion(r.Parent)); err != nil || r.Policy == "" {
			return orMissing(err, "region")
		}
		return w.Guard.Need(ctx, tx, c, access.EditPolicies, access.InRegion(r.Parent))
	}
	old, err := w.region(ctx, tx, c, access.ReadRegions, r.ID)
	if err != nil {
		return err
	}
	var asks []struct {
		access.Action
		registry.RegionID
	}
	ask := func(a access.Action, at registry.RegionID) {
		asks = append(asks, struct {
			access.Action
			registry.RegionID
		}{a, at})
	}
	if old.Policy != r.Policy {
		ask(access.EditPolicies, r.ID)
	}
	if old.Name != r.Name || old.Policy == r.Policy {
		ask(access.EditRegions, r.ID)
	}
	if old.Parent != r.Parent {
		ask(access.EditRegions, r.ID)
		ask(access.EditRegions, old.Parent)
		ask(access.EditRegions, r.Parent)
	}
	for _, x := range asks {
		if err := w.Guard.Need(ctx, tx, c, x.Action, access.InRegion(x.RegionID)); err != nil {
			return orMissing(err, "region")
		}
	}
	return nil
}

// DropRegion removes a region in which nothing is any more.
func (w *Workspace) DropRegion(ctx context.Context, c access.Caller, id registry.RegionID, revision int64) error {
	return w.Store.Write(ctx, func(tx registry.Tx) error {
		if _, err := w.region(ctx, tx, c, access.EditRegions, id); err != nil {
			return err
		}
		if err := tx.DropRegion(ctx, id, revision); err != nil {
			return err
		}
		return w.tell(ctx, tx, c, access.EditRegions, "region/"+string(id), "", facts{"dropped": true})
	})
}
