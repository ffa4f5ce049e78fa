package workspace

import (
	"context"
	"slices"

	"jinlin/engine"
	"jinlin/service/registry"
)

// read runs f on one state of everything, in which the tree is read once however often access asks for it.
func (w *Workspace) read(ctx context.Context, f func(registry.Tx) error) error {
	return w.Store.Read(ctx, func(tx registry.Tx) error { return f(&memo{Tx: tx}) })
}

// A memo is a transaction that reads and remembers what it has read of the tree. It is for one goroutine, as its transaction is.
type memo struct {
	registry.Tx
	areas   map[engine.AreaID]registry.Area
	regions map[registry.RegionID]registry.Region
	// below is what was found below roots.
	roots, below []registry.RegionID
}

func (m *memo) Area(ctx context.Context, id engine.AreaID) (registry.Area, error) {
	if a, ok := m.areas[id]; ok {
		return a, nil
	}
	a, err := m.Tx.Area(ctx, id)
	if err != nil {
		return a, err
	}
	if m.areas == nil {
		m.areas = map[engine.AreaID]registry.Area{}
	}
	m.areas[id] = a
	return a, nil
}

func (m *memo) Region(ctx context.Context, id registry.RegionID) (registry.Region, error) {
	if r, ok := m.regions[id]; ok {
		return r, nil
	}
	r, err := m.Tx.Region(ctx, id)
	if err != nil {
		return r, err
	}
	if m.regions == nil {
		m.regions = map[registry.RegionID]registry.Region{}
	}
	m.regions[id] = r
	return r, nil
}

func (m *memo) Below(ctx context.Context, regions ...registry.RegionID) ([]registry.RegionID, error) {
	if m.roots != nil && slices.Equal(regions, m.roots) {
		return slices.Clone(m.below), nil
	}
	found, err := m.Tx.Below(ctx, regions...)
	if err != nil {
		return nil, err
	}
	m.roots, m.below = append([]registry.RegionID{}, regions...), found
	return slices.Clone(found), nil
}
