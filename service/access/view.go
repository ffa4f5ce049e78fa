package access

import (
	"context"
	"errors"
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

// Filter is what the caller sees with an action where he reaches at least so far. It reads the tree only for who was granted regions.
func (g *Guard) Filter(ctx context.Context, t Tree, c Caller, a Action, least Extent) (View, error) {
	v := View{regions: map[registry.RegionID]struct{}{}, areas: map[engine.AreaID]struct{}{}}
	var roots []registry.RegionID
	for _, x := range c.granted(a) {
		switch {
		case x.extent < max(least, Shapes):
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
	f, err := g.trees.read(ctx, t)
	if err != nil {
		return View{}, err
	}
	for _, id := range roots {
		f.below(id, v.regions)
	}
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

// Areas lists the areas seen that a query asks for, in its order and up to its limit.
func (v View) Areas(ctx context.Context, tx registry.Areas, q registry.AreaQuery) ([]registry.Area, error) {
	if v.everywhere {
		return tx.Areas(ctx, q)
	}
	var out []registry.Area
	if regions := v.within(q.Regions); len(regions) > 0 {
		in := q
		in.Regions = regions
		list, err := tx.Areas(ctx, in)
		if err != nil {
			return nil, err
		}
		out = list
	}
	for _, id := range sorted(v.areas) {
		a, err := v.single(ctx, tx, q, id)
		if errors.Is(err, registry.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b registry.Area) int { return compare(a.ID, b.ID) })
	out = slices.CompactFunc(out, func(a, b registry.Area) bool { return a.ID == b.ID })
	if q.Limit > 0 && len(out) > q.Limit {
		out = out[:q.Limit]
	}
	return out, nil
}

// within are the regions seen among those asked for, all if none are.
func (v View) within(asked []registry.RegionID) []registry.RegionID {
	if asked == nil {
		return sorted(v.regions)
	}
	var out []registry.RegionID
	for _, id := range asked {
		if v.HasRegion(id) {
			out = append(out, id)
		}
	}
	return out
}

// single reads an area that was granted by itself, registry.ErrNotFound where the query does not ask for it.
func (v View) single(ctx context.Context, tx registry.Areas, q registry.AreaQuery, id engine.AreaID) (registry.Area, error) {
	if id <= q.After {
		return registry.Area{}, registry.ErrNotFound
	}
	a, err := tx.Area(ctx, id)
	if err == nil && (q.Regions != nil && !slices.Contains(q.Regions, a.Region) || !found(a, q.Search)) {
		return registry.Area{}, registry.ErrNotFound
	}
	return a, err
}

// AreaIDs are the ids of all areas seen, to ask for plans, jobs and entries with: those queries take nil for all, so who gets an empty list must not
// ask. Everything reports that nothing is to be left out.
func (v View) AreaIDs(ctx context.Context, tx registry.Areas) (ids []engine.AreaID, everything bool, err error) {
	if v.everywhere {
		return nil, true, nil
	}
	list, err := v.Areas(ctx, tx, registry.AreaQuery{})
	ids = make([]engine.AreaID, len(list))
	for i, a := range list {
		ids[i] = a.ID
	}
	return ids, false, err
}
