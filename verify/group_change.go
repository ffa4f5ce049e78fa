package verify

import (
	"jinlin/engine"
	"jinlin/policy"
)

// checkGroupsKept checks that drawn groups stand as they did where they could,
// that homes that came joined the group of a neighbour if there is one, and
// that numbers stay.
func (f *follower) checkGroupsKept() {
	if !f.grouped() && len(f.standing.Groups) == 0 {
		return
	}
	next := 1
	stood := map[engine.GroupID]bool{}
	for _, x := range f.standing.Groups {
		next = max(next, x.Number+1)
		stood[x.ID] = true
	}
	if r := f.standing.Rebalance; r != nil {
		next = max(next, r.NextGroup)
	}
	fresh := 0
	for _, x := range f.d.Groups {
		if stood[x.ID] {
			continue
		}
		if fresh++; x.Number < next {
			f.add(Finding{Code: GroupRenumbered, Group: x.ID}, "group %q is new and has number %d, which was given before; expected %d or more", x.ID, x.Number, next)
		}
	}
	if got, want := f.d.Rebalance.NextGroup, next+fresh; got != want {
		f.add(Finding{Code: WrongNextGroup}, "the next new group is said to get number %d; after %d new ones from %d on it is %d", got, fresh, next, want)
	}
	drawn := f.drawn() && f.before.Policy.Groups.By == policy.GroupsDrawn && len(f.standing.Groups) > 0
	if drawn && f.frozen() {
		f.checkGroupStays(stood)
	}
}

func (f *follower) checkGroupStays(stood map[engine.GroupID]bool) {
	g := f.groups
	stay := map[engine.GroupID][]int{}
	at := map[engine.HouseholdID]*engine.Household{}
	for i := range f.before.Households {
		at[f.before.Households[i].ID] = &f.before.Households[i]
	}
	for h := range f.homes {
		r, old := f.was[f.homes[h].id], at[f.homes[h].id]
		if r != nil && old != nil && stood[r.Group] && old.Location == f.homes[h].rec.Location {
			stay[r.Group] = append(stay[r.Group], h)
		}
	}
	for id, homes := range stay {
		for _, h := range f.largest(g.near.pieces(homes)) {
			if f.rows[h].Group != id && !f.missing[h] {
				f.add(Finding{Code: GroupLeft, Household: f.homes[h].id, Group: id}, "home %q left group %q, though it is connected with most of it still", f.homes[h].id, id)
			}
		}
	}
	for h := range f.homes {
		if stood[f.rows[h].Group] || g.of[h] < 0 {
			continue
		}
		for _, o := range g.near.near[h] {
			if stood[f.rows[o].Group] {
				f.add(Finding{Code: GroupNotJoined, Household: f.homes[h].id, Group: f.rows[h].Group}, "home %q is in the new group %q; its neighbour %q is in group %q, which stands", f.homes[h].id, f.rows[h].Group, f.homes[o].id, f.rows[o].Group)
				break
			}
		}
	}
}

// largest is the piece that counts most, the one with the lowest home of
// several.
func (f *follower) largest(pieces [][]int) []int {
	var best []int
	most := int64(-1)
	for _, piece := range pieces {
		if size, _ := f.sizes(piece, -1); size > most {
			best, most = piece, size
		}
	}
	return best
}
