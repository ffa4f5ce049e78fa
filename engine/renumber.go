package engine

import (
	"cmp"
	"slices"
)

// renumber gives circles made anew the numbers of the standing circles: first of the one at the same site, then of the one with which most homes
// are shared, each number once; the others get numbers never given. It returns the number after them.
func (s *State) renumber(rings []ring, t *transition) int {
	old := t.old.stands.layout
	free := make(map[int32]bool, len(old.rings))
	bySite := make(map[SiteID]int32, len(old.rings))
	for i := range old.rings {
		free[int32(i)] = true
		if at := old.rings[i].site; at != none {
			bySite[t.old.sites[at].id] = int32(i)
		}
	}
	give := func(i int, k int32) {
		rings[i].number, rings[i].id = old.rings[k].number, old.rings[k].id
		free[k] = false
	}
	for i := range rings {
		if k, stood := bySite[s.sites[rings[i].site].id]; stood && free[k] {
			give(i, k)
		}
	}
	for _, x := range s.shares(rings, t) {
		if rings[x.ring].number == 0 && free[x.old] {
			give(x.ring, x.old)
		}
	}
	next := t.old.stands.next
	for i := range rings {
		if rings[i].number == 0 {
			s.numberFrom(rings[i:i+1], next)
			next++
		}
	}
	return next
}

// A sharing counts the homes that a new circle and a standing one have in common.
type sharing struct {
	ring, homes int
	old         int32
}

// shares lists the sharings, the largest first, then by the standing circle's number, then from west to east.
func (s *State) shares(rings []ring, t *transition) []sharing {
	old := t.old.stands.layout
	var all []sharing
	for i := range rings {
		count := make([]int, len(old.rings))
		for _, h := range rings[i].homes {
			if was := t.home[h].was; was != none && old.circleOf[was] != none {
				count[old.circleOf[was]]++
			}
		}
		for k, n := range count {
			if n > 0 {
				all = append(all, sharing{i, n, int32(k)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b sharing) int { return cmp.Or(cmp.Compare(b.homes, a.homes), cmp.Compare(a.old, b.old)) })
	return all
}
