package verify

import (
	"cmp"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// checkRepair checks that circles stand as they did where they could. Where a
// required site has to be given a circle, anything may have to give way, and
// nothing is found. O(n(c + k)) for n homes, c circles and k homes a circle.
func (f *follower) checkRepair() {
	if !f.frozen() || !f.circled() || f.needsSeat() {
		return
	}
	for i := range f.lived {
		s := &f.lived[i]
		switch {
		case s.now >= 0 && f.siteOf[s.now] >= 0:
			f.checkSiteKept(s)
			f.checkStayed(s)
		case s.now < 0 && f.couldGoOn(s) && !f.surplus():
			f.add(Finding{Code: CircleEnded, Circle: s.ID}, "circle %q is gone; its site is allowed and its %d homes are still a valid circle", s.ID, len(s.homes))
		}
	}
	for h := range f.homes {
		if !f.stayed(h) {
			f.checkJoined(h)
		}
	}
}

// needsSeat reports whether a required site has no standing circle, or one
// without a home left that could seat it and that it has room for.
func (f *follower) needsSeat() bool {
	for k := range f.sites {
		seated := func(s standingCircle) bool {
			return s.site == k && slices.ContainsFunc(s.homes, func(h int) bool { return f.seatable(h) && f.reach[h].has(k) && f.demandOf([]int{h}) <= f.sites[k].room })
		}
		if f.sites[k].required && !slices.ContainsFunc(f.lived, seated) {
			return true
		}
	}
	return false
}

// reachesAll reports whether the homes left to a circle are all within the
// radius of its site.
func (f *follower) reachesAll(s *standingCircle) bool {
	return s.site >= 0 && !slices.ContainsFunc(s.homes, func(h int) bool { return !f.reach[h].has(s.site) })
}

// surplus reports whether there were, or had to be for required sites, more
// circles than the policy allows now.
func (f *follower) surplus() bool {
	most := f.policy.Circles.Count
	return most > 0 && (len(f.lived) > most || int64(len(f.lived))+f.requiredSites() > int64(most))
}

// couldGoOn reports whether the homes left to a circle are a valid one.
func (f *follower) couldGoOn(s *standingCircle) bool {
	most := f.policy.Team.Max
	if s.team == 0 && f.policy.Team.Min > 0 || len(s.homes) == 0 || most > 0 && s.team > most || !f.reachesAll(s) || f.demandOf(s.homes) > f.sites[s.site].room {
		return false
	}
	return !slices.ContainsFunc(s.homes, func(h int) bool { return f.apartFromAny(h, s.homes) })
}

func (f *follower) apartFromAny(h int, homes []int) bool {
	return f.policy.Circles.Diameter.Set && slices.ContainsFunc(homes, func(g int) bool { return g != h && f.apart(g, h) })
}

// checkSiteKept checks that a circle left its site for a reason, and for the
// best of the sites that were free all the time.
func (f *follower) checkSiteKept(s *standingCircle) {
	now := f.siteOf[s.now]
	if now == s.site || len(s.homes) == 0 {
		return
	}
	id := f.sites[now].id
	if f.reachesAll(s) {
		f.add(Finding{Code: SiteGivenUp, Circle: s.ID}, "circle %q moved to site %q; site %q is allowed and reaches all its homes", s.ID, id, s.Site)
		return
	}
	if s.moved {
		return // which of them count is open where the site moved, or is no longer allowed
	}
	got := f.siteFor(s, now)
	for k := range f.sites {
		if f.siteTaken(k) {
			continue
		}
		if best := f.siteFor(s, k); slices.Compare(best[:], got[:]) < 0 {
			f.add(Finding{Code: SiteNotBest, Circle: s.ID}, "circle %q moved to site %q, which reaches %d of its homes, %s in all; site %q reaches %d, %s in all", s.ID, id, -got[0], meters(got[1]), f.sites[k].id, -best[0], meters(best[1]))
			return
		}
	}
}

// siteFor tells how good a site is for a circle: how many of its homes it
// reaches (with the sign turned), and their distances in all.
func (f *follower) siteFor(s *standingCircle, k int) [2]int64 {
	var v [2]int64
	for _, h := range s.homes {
		if f.reach[h].has(k) {
			v[0]--
			v[1] += f.fromSite(h, k)
		}
	}
	return v
}

func (f *follower) siteTaken(k int) bool {
	return slices.Contains(f.siteOf, k) || slices.ContainsFunc(f.lived, func(s standingCircle) bool { return s.site == k })
}

// stayed reports whether a home is in the circle that held it.
func (f *follower) stayed(h int) bool {
	c := f.circleOf[h]
	return c >= 0 && f.heir[c] >= 0 && slices.Contains(f.lived[f.heir[c]].all, h)
}

// checkStayed names the homes that left a living circle that could still hold
// them: within the radius, within the diameter of all its homes, and not sent
// away for a team too large nor to a circle that had no resident left.
func (f *follower) checkStayed(s *standingCircle) {
	most := f.policy.Team.Max
	for _, h := range s.homes {
		if f.circleOf[h] == s.now || f.missing[h] || !f.reach[h].has(f.siteOf[s.now]) {
			continue
		}
		sent := len(f.homes[h].anchored) > 0 && (most > 0 && s.team > most || f.rescued(h)) || f.demandOf(s.homes) > f.sites[f.siteOf[s.now]].room
		if sent || f.apartFromAny(h, s.homes) {
			continue
		}
		f.add(Finding{Code: LeftCircle, Household: f.homes[h].id, Circle: s.ID}, "home %q left circle %q, which could still hold it, for %q", f.homes[h].id, s.ID, f.circleID(f.circleOf[h]))
	}
}

// rescued reports whether a home with residents is in a circle that had none
// left among its own homes, and so had to take one over.
func (f *follower) rescued(h int) bool {
	c := f.circleOf[h]
	if c < 0 || f.heir[c] < 0 || len(f.homes[h].anchored) == 0 {
		return false
	}
	return !slices.ContainsFunc(f.homesIn[c], func(g int) bool { return f.stayed(g) && len(f.homes[g].anchored) > 0 })
}

// checkJoined checks that a home that needed a circle is in the nearest of
// those that lived on and could take it. Circles only grew by then, so what
// fits in the end fitted when its turn came.
func (f *follower) checkJoined(h int) {
	if f.missing[h] || f.rescued(h) {
		return
	}
	c := f.circleOf[h]
	for i := range f.lived {
		s := &f.lived[i]
		if s.now < 0 || s.now == c || f.siteOf[s.now] < 0 || !f.couldJoin(h, s.now) {
			continue
		}
		if c < 0 || f.heir[c] < 0 || f.nearer(h, s.now, c) {
			f.add(Finding{Code: NotJoined, Household: f.homes[h].id, Circle: s.ID}, "home %q is in circle %q; expected %q, %s from it, which could take it", f.homes[h].id, f.circleID(c), s.ID, meters(f.fromSite(h, f.siteOf[s.now])))
			return
		}
	}
}

func (f *follower) couldJoin(h, c int) bool {
	more, most := len(f.homes[h].anchored), f.policy.Team.Max
	full := more > 0 && most > 0 && len(f.teamIn[c])+more > most
	full = full || f.heldIn(c)+f.size(h) > f.sites[f.siteOf[c]].room
	return !full && f.reach[h].has(f.siteOf[c]) && !f.apartFromAny(h, f.homesIn[c])
}

// demandOf adds up the sizes of homes.
func (f *follower) demandOf(homes []int) int64 {
	sum := int64(0)
	for _, h := range homes {
		sum += f.size(h)
	}
	return sum
}

// nearer reports whether a home would join circle a before circle b.
func (f *follower) nearer(h, a, b int) bool {
	if f.siteOf[b] < 0 {
		return false
	}
	return cmp.Or(cmp.Compare(f.fromSite(h, f.siteOf[a]), f.fromSite(h, f.siteOf[b])), cmp.Compare(f.d.Circles[a].Number, f.d.Circles[b].Number)) < 0
}

// checkHolders checks that the roles of every circle that lives on are with
// those who held them, as far as they may, and then with the best.
func (f *follower) checkHolders() {
	if !f.frozen() || !f.circled() {
		return
	}
	for i := range f.lived {
		c := f.lived[i].now
		if c < 0 {
			continue
		}
		want := f.holders(&f.lived[i])
		for r := range f.policy.Team.Roles {
			role := &f.policy.Team.Roles[r]
			got := slices.Clone(f.slots[c][role.Name])
			slices.Sort(got)
			slices.Sort(want[r])
			if !slices.Equal(got, want[r]) {
				id := f.d.Circles[c].ID
				f.add(Finding{Code: SlotNotKept, Circle: id}, "role %q of circle %q is held by %v; expected %v, who held it or come next", role.Name, id, f.memberIDs(got), f.memberIDs(want[r]))
			}
		}
	}
}

// holders fills the roles of a circle: those who held them, then, first pass
// before second, the best of those left.
func (f *follower) holders(s *standingCircle) [][]int {
	roles := f.policy.Team.Roles
	held, busy := make([][]int, len(roles)), map[int]bool{}
	slots := slices.Clone(f.standing.Slots)
	slices.SortStableFunc(slots, func(a, b engine.Slot) int { return cmp.Compare(a.Number, b.Number) })
	for _, x := range slots {
		r := slices.IndexFunc(roles, func(r policy.Role) bool { return r.Name == x.Role })
		k := f.number(x.Member)
		if x.Circle != s.ID || r < 0 || k < 0 || busy[k] || len(held[r]) >= roles[r].Max || !slices.Contains(f.teamIn[s.now], k) || !fits(&f.members[k], &roles[r]) {
			continue
		}
		held[r], busy[k] = append(held[r], k), true
	}
	for _, upTo := range []func(r *policy.Role) int{func(r *policy.Role) int { return r.Min }, func(r *policy.Role) int { return r.Max }} {
		for r := range roles {
			for len(held[r]) < upTo(&roles[r]) {
				k := f.bestLeft(s.now, &roles[r], busy)
				if k < 0 {
					break
				}
				held[r], busy[k] = append(held[r], k), true
			}
		}
	}
	return held
}

// bestLeft is the best member of a circle without a role, -1 for none.
func (f *follower) bestLeft(c int, r *policy.Role, busy map[int]bool) int {
	best := -1
	for _, k := range f.teamIn[c] {
		if busy[k] || !fits(&f.members[k], r) {
			continue
		}
		if best < 0 || cmp.Or(f.compareRanks(r, k, best), cmp.Compare(f.toCenter(c, k), f.toCenter(c, best))) < 0 {
			best = k
		}
	}
	return best
}

func (f *follower) memberIDs(members []int) []engine.MemberID {
	ids := make([]engine.MemberID, len(members))
	for i, k := range members {
		ids[i] = f.members[k].id
	}
	return ids
}
