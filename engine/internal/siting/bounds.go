package siting

import (
	"slices"
)

// packings is how many starts the search for homes that are pairwise too far apart makes.
const packings = 32

// prove is the best lower bound on the circles of the part that can be checked in one pass.
func (t *part) prove() Argument {
	best := Argument{Kind: One, Bound: 1, Homes: []int32{0}}
	members, size := 0, int64(0)
	for i := range t.Homes {
		members += t.Homes[i].Members
		size += t.Homes[i].size()
	}
	if t.TeamMax > 0 {
		if n := (members + t.TeamMax - 1) / t.TeamMax; n > best.Bound {
			best = Argument{Kind: Team, Bound: n, Homes: []int32{0}}
		}
	}
	if n := fewestRooms(t.allRooms, size); n > best.Bound {
		best = Argument{Kind: Rooms, Bound: n, Homes: []int32{0}}
	}
	near := t.together()
	if homes := packing(near); len(homes) > best.Bound {
		best = Argument{Kind: FarApart, Bound: len(homes), Homes: homes}
	}
	if best.Bound == 2 {
		if ring := oddRing(near); ring != nil {
			best = Argument{Kind: OddRing, Bound: 3, Homes: ring}
		}
	}
	return best
}

// fewestRooms is how many of the rooms, largest first, a size needs at least; 0 if they are not limited.
func fewestRooms(rooms []int64, size int64) int {
	for i, room := range rooms {
		if size -= room; size <= 0 {
			return i + 1
		}
	}
	return len(rooms)
}

func (t *part) toWhole(homes []int32) {
	for i, h := range homes {
		homes[i] = t.home[h]
	}
}

// together is the relation "some valid circle could hold both", by radius and diameter.
func (t *part) together() []Bits {
	n := len(t.Homes)
	if t.Anywhere {
		return both(t.Together, t.near)
	}
	if !t.HasRadius {
		if t.near != nil {
			return t.near
		}
		return full(n)
	}
	near := make([]Bits, n)
	for h := range near {
		near[h] = NewBits(n)
	}
	cover := NewBits(n)
	for _, row := range t.Distance {
		clear(cover)
		for h, d := range row {
			if d != Far {
				cover.Add(int32(h))
			}
		}
		cover.Each(func(h int32) {
			for i := range cover {
				near[h][i] |= cover[i]
			}
		})
	}
	for h := range near {
		for i := range near[h] {
			if t.near != nil {
				near[h][i] &= t.near[h][i]
			}
		}
	}
	return near
}

// both is where two relations hold; the second may be nil.
func both(a, b []Bits) []Bits {
	if b == nil {
		return a
	}
	out := make([]Bits, len(a))
	for h := range a {
		out[h] = slices.Clone(a[h])
		for i := range out[h] {
			out[h][i] &= b[h][i]
		}
	}
	return out
}

func full(n int) []Bits {
	all := NewBits(n)
	for h := range n {
		all.Add(int32(h))
	}
	near := make([]Bits, n)
	for h := range near {
		near[h] = all
	}
	return near
}

// packing finds many homes no two of which are near: greedily from the homes that are near the fewest others, each time adding the
// home that leaves the most candidates.
func packing(near []Bits) []int32 {
	n := len(near)
	order := make([]int32, n)
	degree := make([]int, n)
	empty := NewBits(n)
	for h := range order {
		order[h] = int32(h)
		degree[h] = near[h].outside(empty)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return degree[a] - degree[b] })
	var best []int32
	for _, start := range order[:min(packings, n)] {
		if homes := packFrom(near, start); len(homes) > len(best) {
			best = homes
		}
	}
	return best
}

func packFrom(near []Bits, start int32) []int32 {
	homes := []int32{start}
	left := NewBits(len(near))
	for h := range near {
		if !near[start].Has(int32(h)) {
			left.Add(int32(h))
		}
	}
	for {
		best, most := None, -1
		left.Each(func(h int32) {
			if n := left.outside(near[h]); n > most {
				best, most = h, n
			}
		})
		if best == None {
			return homes
		}
		homes = append(homes, best)
		for i := range left {
			left[i] &^= near[best][i]
		}
	}
}
