package engine

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"jinlin/engine/internal/siting"
	"jinlin/geo"
	"jinlin/policy"
)

// A ring is a circle while the plan is made: homes (ascending) and site by number.
type ring struct {
	number   int
	id       CircleID
	site     int32
	homes    []int32
	centerMM []int64
	// diameterMM is the largest distance between two homes; unmeasured until somebody asks.
	diameterMM int64
}

const unmeasured int64 = -1

// A layout is the outcome of the circle stage: the circles by number, the one that holds each home (an index of rings, none without), and the
// homes that a valid circle could hold (under a rebalance only told of homes in no circle).
type layout struct {
	rings    []ring
	circleOf []int32
	holdable []bool
	// groups is nil where the policy asks for none.
	groups *grouped
}

func (s *State) newLayout() *layout {
	l := &layout{circleOf: make([]int32, len(s.homes)), holdable: make([]bool, len(s.homes))}
	for h := range l.circleOf {
		l.circleOf[h] = none
	}
	return l
}

// settle sorts the circles by number and notes which of them holds each home.
func (l *layout) settle() {
	slices.SortFunc(l.rings, func(a, b ring) int { return a.number - b.number })
	for i := range l.rings {
		for _, h := range l.rings[i].homes {
			l.circleOf[h] = int32(i)
		}
	}
}

// circles solves the circle stage. name numbers the circles, which come from west to east; nil: in this order.
func (s *State) circles(ctx context.Context, d *Draft, name func([]ring)) (*layout, error) {
	l := s.newLayout()
	d.Proof.unsolvedCircles()
	if s.policy.Circles.Sites == policy.SitesNone {
		return l, nil
	}
	c, err := s.siting(ctx, upTo(len(s.homes)), upTo(len(s.sites)))
	if err != nil {
		return nil, err
	}
	solution, ok := siting.Solve(&c.problem, func() bool { return ctx.Err() != nil })
	if !ok {
		return nil, ctx.Err()
	}
	for _, h := range c.home {
		l.holdable[h] = true
	}
	l.rings = s.rings(c, &solution)
	if s.policy.Circles.Sites == policy.SitesPlane {
		s.refine(l.rings, c.home)
		s.remeasure(l.rings)
		s.westToEast(l.rings)
		s.worthOf(c, &solution, l.rings)
	}
	if name == nil {
		name = func(rings []ring) { s.numberFrom(rings, 1) }
	}
	name(l.rings)
	l.settle()
	for i, v := range solution.Multiplier {
		d.Homes[c.home[i]].CirclePriceMM = v
	}
	s.writeCircles(d, l)
	s.claimCircles(d, c, &solution)
	return l, nil
}

// upTo lists the numbers from 0 up to n, without n.
func upTo(n int) []int32 {
	list := make([]int32, n)
	for i := range list {
		list[i] = int32(i)
	}
	return list
}

// numberFrom numbers circles in their order.
func (s *State) numberFrom(rings []ring, first int) {
	for i := range rings {
		rings[i].number, rings[i].id = first+i, s.circleID(first+i)
	}
}

func (s *State) circleID(number int) CircleID {
	return CircleID(fmt.Sprintf("%s-%d", s.problem.Area, number))
}

// A sitingInput is the circle stage on plain numbers, and where they come from.
type sitingInput struct {
	problem siting.Problem
	home    []int32
	site    []int32
}

// siting measures homes against sites and against each other, and leaves out the homes that no valid circle of these can hold.
func (s *State) siting(ctx context.Context, homes, sites []int32) (*sitingInput, error) {
	at, places := make([]geo.Place, len(homes)), make([]geo.Place, len(sites))
	for i, h := range homes {
		at[i] = s.homes[h].place
	}
	for i, x := range sites {
		places[i] = s.sites[x].place
	}
	toHomes, err := s.ground.Arcs(ctx, places, at, s.policy.Circles.Radius.MM())
	if err != nil {
		return nil, err
	}
	near, err := s.near(ctx, at)
	if err != nil {
		return nil, err
	}
	can := s.holdable(homes, sites, toHomes, near)
	if s.policy.Circles.Sites != policy.SitesPlane {
		return s.sitingProblem(homes, sites, toHomes, near, can), nil
	}
	discs, err := s.inOneDisc(ctx, at)
	if err != nil {
		return nil, err
	}
	s.holdableInPlane(homes, discs, near, can)
	c := s.sitingProblem(homes, sites, toHomes, near, can)
	c.problem.Anywhere = true
	c.problem.Together = c.cut(discs, can)
	if s.policy.Circles.Objective == policy.ObjectiveFewest && s.policy.Circles.HoldPercent == 100 {
		c.problem.Wide = s.wide(c.home)
	}
	return c, nil
}

// holdableInPlane finds the homes that a circle anywhere could hold with another: those no farther from it than twice the radius.
func (s *State) holdableInPlane(homes []int32, discs, near []siting.Bits, can []bool) {
	most := int64(s.policy.Circles.Capacity)
	for i, h := range homes {
		if can[i] || s.homes[h].residents > 0 {
			continue
		}
		discs[i].Each(func(o int32) {
			fits := most == 0 || s.demand(h)+s.demand(homes[o]) <= most
			can[i] = can[i] || fits && s.hosts(homes[o]) && (near == nil || near[i].Has(o))
		})
	}
}

// cut keeps of a relation between homes those that siting sees.
func (c *sitingInput) cut(near []siting.Bits, can []bool) []siting.Bits {
	local := make([]int32, len(can))
	var listed []int32
	for i := range can {
		local[i] = siting.None
		if can[i] {
			local[i] = int32(len(listed))
			listed = append(listed, int32(i))
		}
	}
	return localNear(near, listed, local)
}

// near is the relation "within the diameter", both ways, between all homes; nil without a diameter.
func (s *State) near(ctx context.Context, at []geo.Place) ([]siting.Bits, error) {
	if !s.policy.Circles.Diameter.Set {
		return nil, nil
	}
	near, err := s.pairsWithin(ctx, at, s.policy.Circles.Diameter.MM())
	bothWays(near)
	return near, err
}

// pairsWithin is the relation "within a limit" between places, as bits; a place is within it of itself, whatever a matrix says of the way.
func (s *State) pairsWithin(ctx context.Context, at []geo.Place, limitMM int64) ([]siting.Bits, error) {
	pairs, err := s.ground.Arcs(ctx, at, at, limitMM)
	if err != nil {
		return nil, err
	}
	near := make([]siting.Bits, len(at))
	for h := range near {
		near[h] = siting.NewBits(len(at))
		near[h].Add(int32(h))
		to, _ := pairs.Row(h)
		for _, o := range to {
			near[h].Add(o)
		}
	}
	return near, nil
}

// bothWays leaves the pairs that are near each other one way and the other.
func bothWays(near []siting.Bits) {
	for h := range near {
		near[h].Each(func(o int32) {
			if !near[o].Has(int32(h)) {
				near[h].Remove(o)
			}
		})
	}
}

// hosts reports whether a home can make a circle: eligible residents are anchored in it, or none are needed, and no more than a team may have.
func (s *State) hosts(h int32) bool {
	n, most := s.homes[h].residents, s.policy.Team.Max
	return (n > 0 || s.policy.Team.Min == 0) && (most == 0 || n <= most)
}

// roomFor reports whether a site has room for so much.
func (x *site) roomFor(size int64) bool { return !x.limited || size <= x.room }

// holdable finds, among the homes listed, those that a valid circle of one or two of them could hold at one of the sites listed.
func (s *State) holdable(homes, sites []int32, toHomes geo.Arcs, near []siting.Bits) []bool {
	can := make([]bool, len(homes))
	for i := range toHomes.Rows() {
		row, _ := toHomes.Row(i)
		at := &s.sites[sites[i]]
		var hosts []int32
		for _, h := range row {
			if s.hosts(homes[h]) && at.roomFor(s.demand(homes[h])) {
				hosts = append(hosts, h)
				can[h] = true
			}
		}
		for _, h := range row {
			can[h] = can[h] || s.homes[homes[h]].residents == 0 && slices.ContainsFunc(hosts, func(m int32) bool {
				return (near == nil || near[h].Has(m)) && at.roomFor(s.demand(homes[h])+s.demand(homes[m]))
			})
		}
	}
	return can
}

func (s *State) sitingProblem(homes, sites []int32, toHomes geo.Arcs, near []siting.Bits, can []bool) *sitingInput {
	c := &sitingInput{problem: s.aims()}
	local := make([]int32, len(homes))
	at := make(map[int32]int32, len(homes))
	var listed []int32
	for i, h := range homes {
		local[i] = siting.None
		if can[i] {
			local[i] = int32(len(c.home))
			at[h] = local[i]
			c.home = append(c.home, h)
			listed = append(listed, int32(i))
			c.problem.Homes = append(c.problem.Homes, s.sitingHome(h))
		}
	}
	for i, x := range sites {
		c.addSite(s, x, toHomes, i, local, at)
	}
	if near != nil {
		c.problem.Near = localNear(near, listed, local)
	}
	return c
}

// aims is a siting problem without homes and sites.
func (s *State) aims() siting.Problem {
	x := &s.policy.Circles
	p := siting.Problem{
		Objective: objectives[x.Objective], Count: x.Count, HasRadius: x.Radius.Set, TeamMin: s.policy.Team.Min, TeamMax: s.policy.Team.Max,
		MinHeld: int64(x.Min), Work: int64(x.Effort) * 1_000_000,
	}
	if x.HoldPercent < 100 {
		p.Target = s.target()
	}
	return p
}

var objectives = map[policy.Objective]siting.Objective{
	policy.ObjectiveFewest: siting.Fewest, policy.ObjectiveMedian: siting.Median, policy.ObjectiveCenter: siting.Center, policy.ObjectiveCover: siting.Cover,
}

// target is the least size that is no less than the share of all homes to hold.
func (s *State) target() int64 {
	total := int64(0)
	for h := range s.homes {
		total += s.demand(int32(h))
	}
	return int64(math.Ceil(float64(float64(total)*s.policy.Circles.HoldPercent)/100 - 1e-9))
}

func (s *State) sitingHome(h int32) siting.Home {
	x := &s.homes[h]
	return siting.Home{
		Size: s.demand(h), Times: s.times(h), Priority: x.Priority, Weight: x.weight, Own: x.covers != none, Members: x.residents, Capacity: x.capacity, MinLoad: x.minimum,
	}
}

func (c *sitingInput) addSite(s *State, x int32, toHomes geo.Arcs, i int, local []int32, at map[int32]int32) {
	row := make([]int64, len(c.home))
	for h := range row {
		row[h] = siting.Far
	}
	reaches := false
	homes, mm := toHomes.Row(i)
	for k, h := range homes {
		if local[h] != siting.None {
			row[local[h]], reaches = mm[k], true
		}
	}
	if !reaches {
		return
	}
	home := siting.None
	if h, ok := at[s.sites[x].home]; ok {
		home = h
	}
	c.site = append(c.site, x)
	given := &s.sites[x]
	c.problem.Sites = append(c.problem.Sites, siting.Site{
		Home: home, Required: given.required, Standing: given.standing, Cost: given.cost, Limited: given.limited, Room: given.room,
	})
	c.problem.Distance = append(c.problem.Distance, row)
}

func localNear(near []siting.Bits, listed, local []int32) []siting.Bits {
	cut := make([]siting.Bits, len(listed))
	for i, h := range listed {
		cut[i] = siting.NewBits(len(listed))
		near[h].Each(func(o int32) {
			if local[o] != siting.None {
				cut[i].Add(local[o])
			}
		})
	}
	return cut
}

// rings collects the circles, west to east.
func (s *State) rings(c *sitingInput, solution *siting.Solution) []ring {
	rings := make([]ring, len(solution.Open))
	for i, o := range solution.Open {
		rings[i].site, rings[i].diameterMM = c.site[o], unmeasured
	}
	for i, o := range solution.Of {
		if o != siting.None {
			r := &rings[o]
			r.homes = append(r.homes, c.home[i])
			r.centerMM = append(r.centerMM, c.problem.Distance[solution.Open[o]][i])
		}
	}
	s.westToEast(rings)
	return rings
}

func (s *State) westToEast(rings []ring) {
	slices.SortFunc(rings, func(a, b ring) int {
		x, y := &s.sites[a.site], &s.sites[b.site]
		return cmp.Or(cmp.Compare(x.place.Point[0], y.place.Point[0]), cmp.Compare(x.place.Point[1], y.place.Point[1]), cmp.Compare(x.id, y.id))
	})
}

func (s *State) writeCircles(d *Draft, l *layout) {
	for i := range l.rings {
		r := &l.rings[i]
		at := &s.sites[r.site]
		c := Circle{ID: r.id, Number: r.number, Site: at.id, Center: at.place.Point, Public: at.public, Homes: len(r.homes), DiameterMM: -1}
		if at.home != none {
			c.Household = s.homes[at.home].ID
		}
		for k, h := range r.homes {
			c.Members += s.homes[h].residents
			c.Weight += int(s.homes[h].weight)
			c.Capacity += int(s.homes[h].capacity)
			c.RadiusMM = max(c.RadiusMM, r.centerMM[k])
			c.TotalMM += r.centerMM[k]
			d.Homes[h].Circle, d.Homes[h].CenterMM = c.ID, r.centerMM[k]
		}
		if s.policy.Circles.Diameter.Set {
			c.DiameterMM = s.diameterMM(r)
		}
		d.Circles = append(d.Circles, c)
	}
	for i := range s.members {
		if a := s.members[i].anchor; a != none && l.circleOf[a] != none {
			d.Members[i].Circle = d.Circles[l.circleOf[a]].ID
		}
	}
}

// diameterMM measures the largest distance between two homes of a circle, once; siting.Far where two of them have no way.
func (s *State) diameterMM(r *ring) int64 {
	if r.diameterMM != unmeasured {
		return r.diameterMM
	}
	r.diameterMM = 0
	for i, a := range r.homes {
		for _, b := range r.homes[:i] {
			d, ok := s.apartMM(a, b)
			if !ok {
				d = siting.Far
			}
			r.diameterMM = max(r.diameterMM, d)
		}
	}
	return r.diameterMM
}
