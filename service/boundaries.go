package service

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"jinlin/exchange"
)

// boundaries finds the village of a position, or of a name.
type boundaries struct {
	list   []boundary // by id
	known  map[areaID]bool
	byName map[string]areaID
}

type boundary struct {
	id    areaID
	bound orb.Bound
	shape orb.MultiPolygon
}

func newBoundaries(villages []exchange.Village) *boundaries {
	b := &boundaries{known: map[areaID]bool{}, byName: map[string]areaID{}}
	twice := map[string]bool{}
	for _, v := range villages {
		b.known[v.ID] = true
		_, named := b.byName[v.Name]
		twice[v.Name] = named
		b.byName[v.Name] = v.ID
		b.list = append(b.list, boundary{v.ID, v.Boundary.Bound(), v.Boundary})
	}
	for name, ambiguous := range twice {
		if ambiguous || name == "" {
			delete(b.byName, name)
		}
	}
	slices.SortStableFunc(b.list, func(x, y boundary) int { return cmp.Compare(x.id, y.id) })
	return b
}

// resolve returns the village that a cell means: by id or, if that is unknown, by its name where only one has it.
func (b *boundaries) resolve(cell areaID) areaID {
	if id, ok := b.byName[string(cell)]; ok && !b.known[cell] {
		return id
	}
	return cell
}

// at returns the village whose closed boundary holds the position, the least id if several do, "" if none.
func (b *boundaries) at(p orb.Point) areaID {
	for i := range b.list {
		if v := &b.list[i]; v.bound.Contains(p) && holds(v.shape, p) {
			return v.id
		}
	}
	return ""
}

// holds tells whether p is in a multipolygon or on its boundary, holes' edges included.
func holds(shape orb.MultiPolygon, p orb.Point) bool {
	for _, polygon := range shape {
		inside := false
		for _, ring := range polygon {
			crossed, on := crossings(ring, p)
			if on {
				return true
			}
			inside = inside != crossed
		}
		if inside {
			return true
		}
	}
	return false
}

// crossings tells whether a ray to the east crosses the ring an odd number of times, and whether p is on the ring.
func crossings(ring orb.Ring, p orb.Point) (odd, on bool) {
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if a[1] > b[1] {
			a, b = b, a
		}
		if p[1] < a[1] || p[1] > b[1] {
			continue
		}
		side := float64((b[0]-a[0])*(p[1]-a[1])) - float64((p[0]-a[0])*(b[1]-a[1]))
		if side == 0 && p[0] >= min(a[0], b[0]) && p[0] <= max(a[0], b[0]) {
			return false, true
		}
		if p[1] < b[1] && side > 0 { // half open, so that a corner counts once
			odd = !odd
		}
	}
	return odd, false
}
