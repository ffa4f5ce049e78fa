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
	d.Proof.unsolvedCircles()
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
	r.endSurplus()
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
		same := !r.t.policy && !r.t.ground
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
	mm, ok := r.apartMM(a, b)
	return !ok || !r.policy.Circles.Diameter.Holds(mm)
}

// near reports whether a home is near enough to all other homes of a circle.
func (r *repairer) near(h int32, c int) bool {
	return !r.policy.Circles.Diameter.Set || !slices.ContainsFunc(r.rings[c].homes, func(g int32) bool { return g != h && r.apart(g, h) })
}

// fits reports whether a circle stays valid with one more home at that distance from its centre.
func (r *repairer) fits(h int32, c int, mm int64) bool {
	if r.rings[c].site == none || !r.within(mm) || !r.roomy(c, h) {
		return false
	}
	team, most := r.team[c]+r.homes[h].residents, r.policy.Team.Max
	return (team > 0 || r.policy.Team.Min == 0) && (most == 0 || team <= most) && r.near(h, c)
}

// roomy reports whether the site of a circle has room for one more home.
func (r *repairer) roomy(c int, h int32) bool {
	return r.sites[r.rings[c].site].roomFor(r.held(c) + r.demand(h))
}

// held is the size of what a circle holds.
func (r *repairer) held(c int) int64 {
	sum := int64(0)
	for _, h := range r.rings[c].homes {
		sum += r.demand(h)
	}
	return sum
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
	if !r.mayOpen(&input.problem) {
		return nil
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

// mayOpen lowers the number of circles and the size to hold by those that stand, and reports whether there may be more.
func (r *repairer) mayOpen(p *siting.Problem) bool {
	circles, held := 0, int64(0)
	for c := range r.rings {
		if len(r.rings[c].homes) > 0 {
			circles++
			held += r.held(c)
		}
	}
	if p.Count > 0 {
		if p.Count -= circles; p.Count <= 0 {
			return false
		}
	}
	if p.Target > 0 {
		if p.Target -= held; p.Target <= 0 {
			return false
		}
	}
	return true
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
		if at := &s.sites[i]; !at.roomFor(s.demand(h)) {
			continue
		}
		if s.hosts(h) {
			return true
		}
		for g := range s.homes {
			if s.hosts(int32(g)) && s.sites[i].roomFor(s.demand(h)+s.demand(int32(g))) && reaches(int32(i), int32(g)) && s.together(h, int32(g)) {
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
	mm, ok := s.apartMM(a, b)
	return ok && s.policy.Circles.Diameter.Holds(mm)
}

// keepClaims says what the circles are worth; no bound is claimed of circles that stand as they did.
func (s *State) keepClaims(d *Draft, l *layout) {
	p := s.aims()
	p.Homes = make([]siting.Home, len(s.homes))
	for h := range s.homes {
		p.Homes[h] = s.sitingHome(int32(h))
	}
	circles := make([][]int32, len(l.rings))
	var total, cost, farthest int64
	for i := range l.rings {
		circles[i] = l.rings[i].homes
		cost += s.sites[l.rings[i].site].cost
		farthest = max(farthest, d.Circles[i].RadiusMM)
		for k, h := range l.rings[i].homes {
			total += l.rings[i].centerMM[k] * s.times(h)
		}
	}
	v := p.Weigh(circles)
	d.Proof.Held = HeldProof{Kind: Kept, Counted: v.Counted, Placed: v.Placed}
	d.Proof.Shortfall = BoundProof{Kind: Kept, Value: v.Shortfall}
	d.Proof.Circles = CountProof{Kind: Kept, Value: v.Circles}
	if s.policy.Circles.Objective == policy.ObjectiveFewest {
		d.Proof.Circles.Value = int(cost)
	} else if s.policy.Circles.Objective == policy.ObjectiveMedian {
		total += cost
	}
	if s.policy.Circles.Objective == policy.ObjectiveCenter {
		d.Proof.Farthest = BoundProof{Kind: Kept, Value: farthest}
	}
	d.Proof.Distance = BoundProof{Kind: Kept, Value: total}
}
