package access

import (
	"context"
	"slices"

	"jinlin/service/registry"
)

// deepest bounds the climb in a tree that a damaged store may have tied into a ring.
const deepest = 64

// lineage are the region of the target and all above it.
func lineage(ctx context.Context, t Tree, at Target) ([]registry.RegionID, error) {
	if at.area != "" && !at.placed {
		a, err := t.Area(ctx, at.area)
		if err != nil {
			return nil, err
		}
		at = InArea(a)
	}
	var out []registry.RegionID
	for id := at.region; id != "" && len(out) < deepest; {
		r, err := t.Region(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, id)
		id = r.Parent
	}
	return out, nil
}

// Deep is a Tree that finds what is below regions by itself, in time with what it finds; of other trees everything is read.
type Deep interface {
	// Below lists the regions, those below them, and none that is not there, by id.
	Below(ctx context.Context, regions ...registry.RegionID) ([]registry.RegionID, error)
}

// below are regions and all regions below them.
func below(ctx context.Context, t Tree, roots []registry.RegionID) (map[registry.RegionID]struct{}, error) {
	set := map[registry.RegionID]struct{}{}
	if deep, ok := t.(Deep); ok {
		list, err := deep.Below(ctx, roots...)
		for _, id := range list {
			set[id] = struct{}{}
		}
		return set, err
	}
	all, err := t.Regions(ctx)
	if err != nil {
		return nil, err
	}
	children := make(map[registry.RegionID][]registry.RegionID, len(all))
	for _, r := range all {
		children[r.Parent] = append(children[r.Parent], r.ID)
	}
	for next := slices.Clone(roots); len(next) > 0; {
		id := next[len(next)-1]
		next = next[:len(next)-1]
		if _, seen := set[id]; !seen {
			set[id] = struct{}{}
			next = append(next, children[id]...)
		}
	}
	return set, nil
}

// sorted are the keys in order.
func sorted[K ~string](set map[K]struct{}) []K {
	out := make([]K, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
