package engine

import (
	"cmp"
	"context"
	"slices"

	"jinlin/engine/internal/siting"
	"jinlin/policy"
)

// A repairer mends the circles of the standing plan where they must be; see docs/model.md, "Change".
type repairer struct {
	*State
	t     *transition
	rings []ring
	// of is the circle of each home, an index of rings; none without.
	of []int32
	// team counts the eligible residents of each circle.
	team []int
	// used marks the sites where a circle stands.
	used []bool
	// seat marks the homes without which a required site would have no circle.
	seat map[int32]bool
	next int
	// loose is set once some home is in no circle.
	loose bool
}

// repair takes the circles over from the standing plan and mends them.
func (s *State) repair(ctx context.Context, d *Draft, t *transition) (*layout, error) {
	l := s.newLayout()
	d.Proof.Held.Kind, d.Proof.Shortfall.Kind, d.Proof.Circles.Kind, d.Proof.Distance.Kind = NotSolved, NotSolved, NotSolved, NotSolved
	if s.policy.Circles.Sites == policy.SitesNone {
		return l, nil
	}
	r := &repairer{State: s, t: t, of: l.circleOf, used: make([]bool, len(s.sites)), next: d.Rebalance.NextCircle}
	r.takeOver()
	r.release()
	r.recentre()
	r.seatRequired()
	r.keepLimits()
	r.fillEmpty()
	r.rejoin()
	if err := r.siteRest(ctx); err != nil {
		return nil, err
	}
	d.Rebalance.NextCircle = r.next
	l.rings = r.standing()
	l.settle()
	for h, c := range l.circleOf {
		if c == none {
			l.holdable[h] = s.couldHold(int32(h))
		}
	}
	s.writeCircles(d, l)
	s.keepClaims(d, l)
	return l, nil
}

// siteOf finds a site by its id, none if it is not allowed.
func (s *State) siteOf(id SiteID) int32 {
	if i, ok := slices.BinarySearchFunc(s.sites, id, func(x site, id SiteID) int { return cmp.Compare(x.id, id) }); ok {
		return int32(i)
	}
	return none
}

// takeOver numbers the standing circles anew, without the homes that left.
func (r *repairer) takeOver() {
	for i := range r.of {
		r.of[i] = none
	}
	old := r.t.old
	for i := range old.stands.layout.rings {
		was := &old.stands.layout.rings[i]
		now := ring{number: was.number, id: was.id, site: none, homes: make([]int32, 0, len(was.homes)), centerMM: make([]int64, 0, len(was.homes))}
		moved := true // the site
		if was.site != none {
			if now.site = r.siteOf(old.sites[was.site].id); now.site != none {
				moved = r.t.ground || !samePoint(r.sites[now.site].place.Point, old.sites[was.site].place.Point)
			}
		}
		if now.site != none && r.used[now.site] {
			now.site = none // a plan that was false; the first circle stays there
		}
		if now.site != none {
			r.used[now.site] = true
		}
		r.rings, r.team = append(r.rings, now), append(r.team, 0)
		same := !r.t.policy
		for k, h := range was.homes {
			if h = r.t.homeNow[h]; h == none {
				same = false
				continue
			}
			mm := was.centerMM[k]
			if moved || r.t.home[h].moved {
				mm, same = unmeasured, false
			}
			r.put(h, i, mm)
		}
		if same {
			r.rings[i].diameterMM = was.diameterMM
		}
	}
	r.loose = slices.Contains(r.of, none)
}

// put adds a home to a circle; unmeasured measures its distance to the centre.
func (r *repairer) put(h int32, c int, mm int64) {
	x := &r.rings[c]
	if mm == unmeasured {
		mm = r.centreMM(x.site, h)
	}
	x.diameterMM = unmeasured
	x.homes, x.centerMM = append(x.homes, h), append(x.centerMM, mm)
	r.of[h] = int32(c)
	r.team[c] += r.homes[h].residents
}

// out takes a home out of its circle.
func (r *repairer) out(h int32) {
	c := r.of[h]
	x := &r.rings[c]
	k := slices.Index(x.homes, h)
	x.homes, x.centerMM = slices.Delete(x.homes, k, k+1), slices.Delete(x.centerMM, k, k+1)
	x.diameterMM = unmeasured
	r.of[h], r.loose = none, true
	r.team[c] -= r.homes[h].residents
}

// farther is the distance where the ground knows no way, or where there is no site.
const farther = siting.Far

func (r *repairer) centreMM(site, h int32) int64 {
	if site == none {
		return farther
	}
	mm, ok := r.ground.BetweenMM(r.sites[site].place, r.homes[h].place)
	if !ok {
		return farther
	}
	return mm
}

// within reports whether a distance to a centre is allowed.
func (r *repairer) within(mm int64) bool { return mm != farther && r.policy.Circles.Radius.Holds(mm) }

// apart reports whether two homes are too far apart for one circle.
func (r *repairer) apart(a, b int32) bool {
	if !r.policy.Circles.Diameter.Set {
		return false
	}
	mm, ok := r.ground.BetweenMM(r.homes[a].place, r.homes[b].place)
	return !ok || !r.policy.Circles.Diameter.Holds(mm)
}

// near reports whether a home is near enough to all other homes of a circle.
func (r *repairer) near(h int32, c int) bool {
	return !r.policy.Circles.Diameter.Set || !slices.ContainsFunc(r.rings[c].homes, func(g int32) bool { return g != h && r.apart(g, h) })
}

// fits reports whether a circle stays valid with one more home at that distance from its centre.
func (r *repairer) fits(h int32, c int, mm int64) bool {
	team, most := r.team[c]+r.homes[h].residents, r.policy.Team.Max
	return r.rings[c].site != none && r.within(mm) && team > 0 && (most == 0 || team <= most) && r.near(h, c)
}

// release lets homes go that moved to where their circle, as it stands, cannot hold them: beyond the radius, or too far from a home that did not move.
func (r *repairer) release() {
	for h := range r.of {
		c := r.of[h]
		if c == none || !r.t.home[h].relocated {
			continue
		}
		site := r.rings[c].site
		beyond := site != none && !r.within(r.centreMM(site, int32(h)))
		if beyond || slices.ContainsFunc(r.rings[c].homes, func(g int32) bool { return !r.t.home[g].relocated && r.apart(g, int32(h)) }) {
			r.out(int32(h))
		}
	}
}

// recentre moves circles whose site is no longer allowed or no longer reaches all their homes; those of required sites stay.
func (r *repairer) recentre() {
	for c := range r.rings {
		x := &r.rings[c]
		stays := x.site != none && (r.sites[x.site].required || !slices.ContainsFunc(x.centerMM, func(mm int64) bool { return !r.within(mm) }))
		if !stays && len(x.homes) > 0 {
			r.moveTo(c, r.bestSite(c))
		}
	}
}

// bestSite is the free site from which most homes of a circle are within the limits, then the one with the least total distance, then
// the one where it stands, then the lowest id; none if no site reaches any.
func (r *repairer) bestSite(c int) int32 {
	best, bestHomes, bestMM := none, 0, int64(0)
	for i := range r.sites {
		here := int32(i) == r.rings[c].site
		if r.used[i] && !here {
			continue
		}
		homes, total := r.gathers(int32(i), c)
		if homes == 0 || homes < bestHomes {
			continue
		}
		if homes > bestHomes || total < bestMM || total == bestMM && here {
			best, bestHomes, bestMM = int32(i), homes, total
		}
	}
	return best
}

// gathers counts the homes of a circle within the limits of a site, and adds up their distances.
func (r *repairer) gathers(site int32, c int) (homes int, totalMM int64) {
	for _, h := range r.rings[c].homes {
		if mm := r.centreMM(site, h); r.within(mm) {
			homes++
			totalMM += mm
		}
	}
	return homes, totalMM
}

func (r *repairer) moveTo(c int, site int32) {
	x := &r.rings[c]
	if x.site == site {
		return
	}
	if x.site != none {
		r.used[x.site] = false
	}
	if x.site = site; site != none {
		r.used[site] = true
	}
	for k, h := range x.homes {
		x.centerMM[k] = r.centreMM(site, h)
	}
}

// seatRequired gives every required site a circle: that of other sites which it reaches best if one can move there whole, else a new
// one. Then it sees to it that each has a home with eligible residents which no other required site needs (there is such a matching: the
// problem was checked for it).
func (r *repairer) seatRequired() {
	taken := make(map[int32]int32)
	var lacking []int
	for i := range r.sites {
		if !r.sites[i].required {
			continue
		}
		c := r.circleAt(int32(i))
		if c < 0 {
			c = r.circleFor(int32(i))
		}
		if h := r.seatIn(c); h != none {
			taken[h] = int32(i)
		} else {
			lacking = append(lacking, c)
		}
	}
	for _, c := range lacking {
		r.State.seat(r.rings[c].site, taken, make(map[int32]bool))
	}
	r.seat = make(map[int32]bool, len(taken))
	homes := make([]int32, 0, len(taken))
	for h := range taken {
		homes = append(homes, h)
	}
	slices.Sort(homes)
	for _, h := range homes {
		r.seat[h] = true
		c := r.circleAt(taken[h])
		if r.of[h] == int32(c) {
			continue
		}
		if r.of[h] != none {
			r.out(h)
		}
		r.put(h, c, unmeasured)
	}
}

func (r *repairer) circleAt(site int32) int {
	return slices.IndexFunc(r.rings, func(x ring) bool { return x.site == site })
}

// circleFor finds or makes a circle for a required site.
func (r *repairer) circleFor(site int32) int {
	best, bestMM := -1, int64(0)
	for c := range r.rings {
		x := &r.rings[c]
		if len(x.homes) == 0 || x.site != none && r.sites[x.site].required {
			continue
		}
		if homes, total := r.gathers(site, c); homes == len(x.homes) && (best < 0 || total < bestMM) {
			best, bestMM = c, total
		}
	}
	if best < 0 {
		best = r.open(ring{diameterMM: unmeasured, site: none})
	}
	r.moveTo(best, site)
	return best
}

// open starts a circle under the next number.
func (r *repairer) open(x ring) int {
	x.number, x.id = r.next, r.circleID(r.next)
	r.next++
	r.rings, r.team = append(r.rings, x), append(r.team, 0)
	return len(r.rings) - 1
}

// seatIn is the nearest home of a circle in which eligible members live, no more than a team may have; none without.
func (r *repairer) seatIn(c int) int32 {
	best, bestMM := none, int64(0)
	for k, h := range r.rings[c].homes {
		if mm := r.rings[c].centerMM[k]; r.hosts(h) && r.within(mm) && (best == none || mm < bestMM) {
			best, bestMM = h, mm
		}
	}
	return best
}

// keepLimits takes homes out of circles that do not reach them, that are too wide, or whose team is too large.
func (r *repairer) keepLimits() {
	for c := range r.rings {
		x := &r.rings[c]
		for k := len(x.homes) - 1; k >= 0; k-- {
			if !r.within(x.centerMM[k]) {
				r.out(x.homes[k])
			}
		}
		if r.policy.Circles.Diameter.Set && !r.policy.Circles.Diameter.Holds(r.diameterMM(x)) {
			r.narrow(c)
		}
		for most := r.policy.Team.Max; most > 0 && r.team[c] > most; {
			h := r.dispensable(c)
			if h == none {
				break
			}
			r.out(h)
		}
	}
}

// narrow takes out the home that is too far from most others, the farthest from the centre of several, until none is.
func (r *repairer) narrow(c int) {
	for {
		x := &r.rings[c]
		worst, conflicts, worstMM := none, 0, int64(0)
		for k, h := range x.homes {
			n := 0
			for _, g := range x.homes {
				if g != h && r.apart(g, h) {
					n++
				}
			}
			if r.seat[h] || n == 0 || n < conflicts {
				continue
			}
			if n > conflicts || x.centerMM[k] > worstMM {
				worst, conflicts, worstMM = h, n, x.centerMM[k]
			}
		}
		if worst == none {
			return
		}
		r.out(worst)
	}
}

// dispensable is the home with eligible residents that a team over its maximum does best without: one that another circle can take,
// then the one with the fewest residents, then the farthest.
func (r *repairer) dispensable(c int) int32 {
	x := &r.rings[c]
	best := -1
	var bestTaken bool
	for k, h := range x.homes {
		if r.homes[h].residents == 0 || r.seat[h] {
			continue
		}
		taken := slices.ContainsFunc(upTo(len(r.rings)), func(o int32) bool {
			return int(o) != c && r.fits(h, int(o), r.centreMM(r.rings[o].site, h))
		})
		if best >= 0 {
			g := x.homes[best]
			if taken != bestTaken && bestTaken || taken == bestTaken &&
				cmp.Or(cmp.Compare(r.homes[g].residents, r.homes[h].residents), cmp.Compare(x.centerMM[k], x.centerMM[best])) <= 0 {
				continue
			}
		}
		best, bestTaken = k, taken
	}
	if best < 0 {
		return none
	}
	return x.homes[best]
}

// fillEmpty lets circles without an eligible resident take over a home from one that can spare it, or ends them.
func (r *repairer) fillEmpty() {
	for c := range r.rings {
		x := &r.rings[c]
		if r.team[c] > 0 {
			continue
		}
		if h := r.spare(c); h != none {
			r.out(h)
			r.put(h, c, unmeasured)
			continue
		}
		for len(x.homes) > 0 {
			r.out(x.homes[len(x.homes)-1])
		}
		r.moveTo(c, none)
	}
}

// spare is the nearest home with eligible residents that would make a circle valid and whose own circle has others.
func (r *repairer) spare(c int) int32 {
	best, bestMM := none, int64(0)
	if r.rings[c].site == none || len(r.rings[c].homes) == 0 {
		return none
	}
	for h := range r.homes {
		from := r.of[h]
		if from == none || r.homes[h].residents == 0 || r.seat[int32(h)] || r.team[from] <= r.homes[h].residents {
			continue
		}
		mm := r.centreMM(r.rings[c].site, int32(h))
		if (best == none || mm < bestMM) && r.fits(int32(h), c, mm) {
			best, bestMM = int32(h), mm
		}
	}
	return best
}

// rejoin lets homes without a circle join the nearest one that stays valid, the nearest first. A circle that once has no room for a home
// never has later, so one pass is enough.
func (r *repairer) rejoin() {
	if !r.loose {
		return
	}
	type offer struct {
		mm   int64
		home int32
		c    int
	}
	var offers []offer
	for h, c := range r.of {
		for k := range r.rings {
			if c != none {
				break
			}
			if mm := r.centreMM(r.rings[k].site, int32(h)); r.within(mm) {
				offers = append(offers, offer{mm, int32(h), k})
			}
		}
	}
	slices.SortFunc(offers, func(a, b offer) int {
		return cmp.Or(cmp.Compare(a.mm, b.mm), cmp.Compare(r.rings[a.c].number, r.rings[b.c].number), cmp.Compare(a.home, b.home))
	})
	for _, o := range offers {
		if r.of[o.home] == none && r.fits(o.home, o.c, o.mm) {
			r.put(o.home, o.c, o.mm)
		}
	}
}

// siteRest makes new circles for the homes that none holds, of those homes and the sites left.
func (r *repairer) siteRest(ctx context.Context) error {
	var rest, sites []int32
	hosted := false
	for h, c := range r.of {
		if c == none {
			rest = append(rest, int32(h))
			hosted = hosted || r.hosts(int32(h))
		}
	}
	if !hosted {
		return nil
	}
	for i := range r.sites {
		if !r.used[i] {
			sites = append(sites, int32(i))
		}
	}
	input, err := r.siting(ctx, rest, sites)
	if err != nil {
		return err
	}
	solution, ok := siting.Solve(&input.problem, func() bool { return ctx.Err() != nil })
	if !ok {
		return ctx.Err()
	}
	for _, x := range r.State.rings(input, &solution) {
		r.open(x)
	}
	return nil
}

// standing are the circles with homes, whose homes ascend again.
func (r *repairer) standing() []ring {
	var out []ring
	for _, x := range r.rings {
		if len(x.homes) == 0 {
			continue
		}
		if !slices.IsSorted(x.homes) {
			x.sort()
		}
		out = append(out, x)
	}
	return out
}

// sort puts the homes of a circle in the order of their numbers, and the distances with them.
func (x *ring) sort() {
	order := upTo(len(x.homes))
	slices.SortFunc(order, func(a, b int32) int { return int(x.homes[a] - x.homes[b]) })
	homes, mm := make([]int32, len(order)), make([]int64, len(order))
	for i, k := range order {
		homes[i], mm[i] = x.homes[k], x.centerMM[k]
	}
	x.homes, x.centerMM = homes, mm
}

// couldHold reports whether a valid circle of one or two homes could hold the home, as holdable does for all of them.
func (s *State) couldHold(h int32) bool {
	if s.homes[h].residents > 0 && !s.hosts(h) {
		return false
	}
	reaches := func(site, h int32) bool {
		mm, ok := s.ground.BetweenMM(s.sites[site].place, s.homes[h].place)
		return ok && s.policy.Circles.Radius.Holds(mm)
	}
	for i := range s.sites {
		if !reaches(int32(i), h) {
			continue
		}
		if s.hosts(h) {
			return true
		}
		for g := range s.homes {
			if s.hosts(int32(g)) && reaches(int32(i), int32(g)) && s.together(h, int32(g)) {
				return true
			}
		}
	}
	return false
}

// together reports whether two homes are within the diameter.
func (s *State) together(a, b int32) bool {
	if !s.policy.Circles.Diameter.Set {
		return true
	}
	mm, ok := s.ground.BetweenMM(s.homes[a].place, s.homes[b].place)
	return ok && s.policy.Circles.Diameter.Holds(mm)
}

// keepClaims says what the circles are worth; no bound is claimed of circles that stand as they did.
func (s *State) keepClaims(d *Draft, l *layout) {
	p := siting.Problem{TeamMin: s.policy.Team.Min, Homes: make([]siting.Home, len(s.homes))}
	for h := range s.homes {
		p.Homes[h] = s.sitingHome(int32(h))
	}
	circles := make([][]int32, len(l.rings))
	total := int64(0)
	for i := range l.rings {
		circles[i] = l.rings[i].homes
		total += d.Circles[i].TotalMM
	}
	v := p.Weigh(circles)
	d.Proof.Held = HeldProof{Kind: Kept, Counted: v.Counted, Placed: v.Placed}
	d.Proof.Shortfall = BoundProof{Kind: Kept, Value: v.Shortfall}
	d.Proof.Circles = CountProof{Kind: Kept, Value: v.Circles}
	d.Proof.Distance = BoundProof{Kind: Kept, Value: total}
}

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

// keepTeams leaves slots with their holders while these are members of the circle with a fitting title, and fills the empty ones: first
// pass before second, with the best candidates left.
func (s *State) keepTeams(d *Draft, rings []ring, t *transition) {
	roles := s.policy.Team.Roles
	if len(roles) == 0 {
		return
	}
	at := make(map[CircleID]int, len(rings))
	holders := make([][][]int32, len(rings))
	people := make([][]int32, len(rings))
	for i := range rings {
		at[rings[i].id], holders[i] = i, make([][]int32, len(roles))
	}
	for i := range s.members {
		if c, ok := at[d.Members[i].Circle]; ok && s.members[i].eligible() {
			people[c] = append(people[c], int32(i))
		}
	}
	held := make([]bool, len(s.members))
	for _, x := range t.old.stands.plan.d.Slots {
		m, known := s.memberOf(x.Member)
		role := slices.IndexFunc(roles, func(r policy.Role) bool { return r.Name == x.Role })
		c, stands := at[x.Circle]
		if !known || !stands || role < 0 || held[m] || !s.members[m].eligible() || d.Members[m].Circle != x.Circle {
			continue
		}
		if _, fit := s.roleRank(role, m); fit && len(holders[c][role]) < roles[role].Max {
			holders[c][role] = append(holders[c][role], m)
			held[m] = true
		}
	}
	for i := range rings {
		s.fillSlots(&rings[i], people[i], holders[i], held)
		s.writeTeam(d, &d.Circles[i], &rings[i], holders[i])
	}
}

// fillSlots gives the empty slots of a circle to the best candidates left.
func (s *State) fillSlots(r *ring, people []int32, holders [][]int32, held []bool) {
	for _, sl := range s.slots() {
		role := s.policy.Team.Roles[sl.role]
		wanted := role.Max
		if sl.first {
			wanted = role.Min
		}
		if len(holders[sl.role]) >= wanted {
			continue
		}
		best := none
		for _, m := range people {
			if _, fit := s.roleRank(sl.role, m); fit && !held[m] && (best == none || s.compareFor(sl.role, r, m, best) < 0) {
				best = m
			}
		}
		if best != none {
			holders[sl.role] = append(holders[sl.role], best)
			held[best] = true
		}
	}
}
