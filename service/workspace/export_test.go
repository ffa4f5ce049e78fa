package workspace

import "jinlin/engine"

// Cursor is the one that goes on after an id of an area.
func Cursor(area engine.AreaID, id string) string { return place{area, id}.String() }
