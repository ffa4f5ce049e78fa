package access

import (
	"context"
	"slices"
	"sync"

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

// A forest is the whole tree of regions, for lists.
type forest map[registry.RegionID][]registry.RegionID // children

func plant(regions []registry.Region) forest {
	f := make(forest, len(regions))
	for _, r := range regions {
		f[r.Parent] = append(f[r.Parent], r.ID)
	}
	return f
}

// below adds a region and all below it; what is there already is not gone through again.
func (f forest) below(id registry.RegionID, into map[registry.RegionID]struct{}) {
	if _, seen := into[id]; seen {
		return
	}
	into[id] = struct{}{}
	for _, child := range f[id] {
		f.below(child, into)
	}
}

// Versioned is a Tree that tells how often it was changed: then the forest is read once for every state of it, not for every list.
type Versioned interface {
	// TreeRevision is another number after every change of a region.
	TreeRevision(ctx context.Context) (int64, error)
}

// cache keeps the last forest of a Versioned tree.
type cache struct {
	mu       sync.Mutex
	revision int64
	forest   forest
}

func (c *cache) read(ctx context.Context, t Tree) (forest, error) {
	v, ok := t.(Versioned)
	if !ok {
		regions, err := t.Regions(ctx)
		return plant(regions), err
	}
	revision, err := v.TreeRevision(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	kept, at := c.forest, c.revision
	c.mu.Unlock()
	if kept != nil && at == revision {
		return kept, nil
	}
	regions, err := t.Regions(ctx)
	if err != nil {
		return nil, err
	}
	f := plant(regions)
	c.mu.Lock()
	c.forest, c.revision = f, revision
	c.mu.Unlock()
	return f, nil
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
