package access

import (
	"context"
	"slices"

	"jinlin/engine"
	"jinlin/service/registry"
)

// A View is what a caller sees of lists. The zero View sees nothing.
type View struct {
	everywhere bool
	regions    map[registry.RegionID]struct{} // with all below them
	areas      map[engine.AreaID]struct{}     // granted by themselves
}

// Filter is what the caller sees with an action where he reaches at least so far. It asks the tree only for who was granted regions.
func (g *Guard) Filter(ctx context.Context, t Tree, c Caller, a Action, least Extent) (View, error) {
	v := View{regions: map[registry.RegionID]struct{}{}, areas: map[engine.AreaID]struct{}{}}
	var roots []registry.RegionID
	for _, x := range c.granted(a) {
		switch {
		case x.extent < least:
		case x.everywhere():
			return View{everywhere: true}, nil
		case x.Region != "":
			roots = append(roots, x.Region)
		default:
			v.areas[x.Area] = struct{}{}
		}
	}
	if len(roots) == 0 {
		return v, nil
	}
	set, err := below(ctx, t, roots)
	if err != nil {
		return View{}, err
	}
	v.regions = set
	return v, nil
}

// Everything reports whether nothing is hidden.
func (v View) Everything() bool { return v.everywhere }

// None reports whether there is nothing to see, so that no list need be read.
func (v View) None() bool { return !v.everywhere && len(v.regions) == 0 && len(v.areas) == 0 }

// HasRegion reports whether a region and all below it are seen.
func (v View) HasRegion(id registry.RegionID) bool {
	_, ok := v.regions[id]
	return v.everywhere || ok
}

// HasArea reports whether an area is seen.
func (v View) HasArea(a registry.Area) bool {
	_, ok := v.areas[a.ID]
	return ok || v.HasRegion(a.Region)
}

// Areas lists the areas seen that a query asks for, in its order and up to its limit. A query that names regions or areas is read whole.
func (v View) Areas(ctx context.Context, tx registry.Areas, q registry.AreaQuery) ([]registry.Area, error) {
	if v.None() {
		return nil, nil
	}
	if v.everywhere {
		return tx.Areas(ctx, q)
	}
	if q.Regions == nil && q.Areas == nil {
		q.Regions, q.Areas = sorted(v.regions), sorted(v.areas)
		return tx.Areas(ctx, q)
	}
	limit := q.Limit
	q.Limit = 0
	list, err := tx.Areas(ctx, q)
	list = slices.DeleteFunc(list, func(a registry.Area) bool { return !v.HasArea(a) })
	if limit > 0 && len(list) > limit {
		list = list[:limit]
	}
	return list, err
}

// AreaIDs are the ids of all areas seen, to ask for plans, jobs and entries with: nil where nothing is hidden, empty where all is.
func (v View) AreaIDs(ctx context.Context, tx registry.Areas) ([]engine.AreaID, error) {
	if v.everywhere {
		return nil, nil
	}
	list, err := v.Areas(ctx, tx, registry.AreaQuery{Brief: true})
	ids := make([]engine.AreaID, len(list))
	for i, a := range list {
		ids[i] = a.ID
	}
	return ids, err
}
