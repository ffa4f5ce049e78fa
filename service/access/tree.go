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

// below are regions and all regions below them.
func below(ctx context.Context, t Tree, roots []registry.RegionID) (map[registry.RegionID]struct{}, error) {
	list, err := t.Below(ctx, roots...)
	set := make(map[registry.RegionID]struct{}, len(list))
	for _, id := range list {
		set[id] = struct{}{}
	}
	return set, err
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
