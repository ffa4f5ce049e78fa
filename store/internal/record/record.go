// Package record is what the stores do with records beside their SQL: how values that have no column of their own are written, and to whom a record counts. A record is
// the same in both stores, because there is one piece of code for it.
package record

import (
	"maps"
	"slices"

	"jinlin/engine"
	"jinlin/service/registry"
)

// CountsIn are the areas where a member lives and is on duty, in order.
func CountsIn(m engine.Member) []engine.AreaID {
	all := make([]engine.AreaID, 0, 1+len(m.Duty))
	for _, area := range append([]engine.AreaID{m.Area}, m.Duty...) {
		if area != "" {
			all = append(all, area)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// OfArea reports whether edits of an area may change a member.
func OfArea(m engine.Member, area engine.AreaID) bool {
	return m.Area == area || m.Area == "" && slices.Contains(m.Duty, area)
}

// Taken: another area has a record of that id.
func Taken(what, id string, area engine.AreaID) error {
	return &registry.TakenError{What: what, ID: id, Area: area}
}

// Last keeps of records with one id the last, in the order of their ids.
func Last[T any, ID ~string](records []T, id func(*T) ID) ([]T, []ID) {
	at := make(map[ID]int, len(records))
	for i := range records {
		at[id(&records[i])] = i
	}
	order := slices.Sorted(maps.Keys(at))
	kept := make([]T, len(order))
	for i, id := range order {
		kept[i] = records[at[id]]
	}
	return kept, order
}

// OrNil is nil for an empty list, as it is read back.
func OrNil[S ~[]T, T any](list S) S {
	if len(list) == 0 {
		return nil
	}
	return list
}
