package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"jinlin/engine/internal/siting"
	"jinlin/geo"
)

// A ring is a circle while the plan is made: homes and site by number.
type ring struct {
	site     int32
	homes    []int32
	centerMM []int64
}

// A layout is the outcome of the circle stage: the circles, the one that holds each home (none without), and the homes that
// a valid circle could hold.
type layout struct {
	rings    []ring
	circleOf []int32
	holdable []bool
}

// circles solves the circle stage.
func (s *State) circles(ctx context.Context, d *Draft) (*layout, error) {
	l := &layout{circleOf: make([]int32, len(s.homes)), holdable: make([]bool, len(s.homes))}
	for h := range l.circleOf {
		l.circleOf[h] = none
	}
	d.Proof.Held.Kind, d.Proof.Shortfall.Kind, d.Proof.Circles.Kind, d.Proof.Distance.Kind = NotSolved, NotSolved, NotSolved, NotSolved
	if s.policy.Circles.Sites == "none" {
		return l, nil
	}
	c, err := s.siting(ctx)
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
	for i := range l.rings {
		for k, h := range l.rings[i].homes {
			l.circleOf[h] = int32(i)
			d.Homes[h].CenterMM = l.rings[i].centerMM[k]
		}
	}
	for i, v := range solution.Multiplier {
		d.Homes[c.home[i]].CirclePriceMM = v
	}
	s.writeCircles(d, l)
	s.claimCircles(d, c, &solution)
	return l, nil
}

// A sitingInput is the circle stage on plain numbers, and where they come from.
type sitingInput struct {
	problem siting.Problem
	home    []int32
	site    []int32
}

// siting measures homes against sites and against each other, and leaves out the homes that no valid circle can hold.
func (s *State) siting(ctx context.Context) (*sitingInput, error) {
	places := make([]geo.Place, len(s.sites))
	for i := range s.sites {
		places[i] = s.sites[i].place
	}
	toHomes, err := s.ground.Arcs(ctx, places, s.homePlaces(), s.policy.Circles.Radius.MM())
	if err != nil {
		return nil, err
	}
	near, err := s.near(ctx)
	if err != nil {
		return nil, err
	}
	holdable := s.holdable(toHomes, near)
	return s.sitingProblem(toHomes, near, holdable), nil
}

// near is the relation "within the diameter" between all homes; nil without a diameter.
func (s *State) near(ctx context.Context) ([]siting.Bits, error) {
	if !s.policy.Circles.Diameter.Set {
		return nil, nil
	}
	pairs, err := s.ground.Arcs(ctx, s.homePlaces(), s.homePlaces(), s.policy.Circles.Diameter.MM())
	if err != nil {
		return nil, err
	}
	near := make([]siting.Bits, len(s.homes))
	for h := range near {
		near[h] = siting.NewBits(len(s.homes))
		to, _ := pairs.Row(h)
		for _, o := range to {
			near[h].Add(o)
		}
	}
	return near, nil
}

// holdable finds the homes that a valid circle of one or two homes could hold.
func (s *State) holdable(toHomes geo.Arcs, near []siting.Bits) []bool {
	can := make([]bool, len(s.homes))
	for i := range s.sites {
		homes, _ := toHomes.Row(i)
		var hosts []int32
		for _, h := range homes {
			if n := s.homes[h].residents; n > 0 && (s.policy.Team.Max == 0 || n <= s.policy.Team.Max) {
				hosts = append(hosts, h)
				can[h] = true
			}
		}
		for _, h := range homes {
			can[h] = can[h] || s.homes[h].residents == 0 && slices.ContainsFunc(hosts, func(m int32) bool {
				return near == nil || near[h].Has(m)
			})
		}
	}
	return can
}

func (s *State) sitingProblem(toHomes geo.Arcs, near []siting.Bits, holdable []bool) *sitingInput {
	c := &sitingInput{problem: siting.Problem{HasRadius: s.policy.Circles.Radius.Set, TeamMin: s.policy.Team.Min, TeamMax: s.policy.Team.Max}}
	local := make([]int32, len(s.homes))
	for h := range s.homes {
		local[h] = siting.None
		if holdable[h] {
			local[h] = int32(len(c.home))
			c.home = append(c.home, int32(h))
			x := &s.homes[h]
			c.problem.Homes = append(c.problem.Homes, siting.Home{
				Priority: x.Priority, Weight: x.weight, Own: x.covers != none,
				Members: x.residents, Capacity: x.capacity, MinLoad: x.minimum,
			})
		}
	}
	for i := range s.sites {
		c.addSite(s, int32(i), toHomes, local)
	}
	if near != nil {
		c.problem.Near = localNear(near, c.home, local)
	}
	return c
}

func (c *sitingInput) addSite(s *State, i int32, toHomes geo.Arcs, local []int32) {
	row := make([]int64, len(c.home))
	for h := range row {
		row[h] = siting.Far
	}
	reaches := false
	homes, mm := toHomes.Row(int(i))
	for k, h := range homes {
		if local[h] != siting.None {
			row[local[h]], reaches = mm[k], true
		}
	}
	if !reaches {
		return
	}
	at := siting.None
	if s.sites[i].home != none {
		at = local[s.sites[i].home]
	}
	c.site = append(c.site, i)
	c.problem.Sites = append(c.problem.Sites, siting.Site{Home: at, Required: s.sites[i].required})
	c.problem.Distance = append(c.problem.Distance, row)
}

func localNear(near []siting.Bits, home, local []int32) []siting.Bits {
	cut := make([]siting.Bits, len(home))
	for i, h := range home {
		cut[i] = siting.NewBits(len(home))
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
		rings[i].site = c.site[o]
	}
	for i, o := range solution.Of {
		if o != siting.None {
			r := &rings[o]
			r.homes = append(r.homes, c.home[i])
			r.centerMM = append(r.centerMM, c.problem.Distance[solution.Open[o]][i])
		}
	}
	slices.SortFunc(rings, func(a, b ring) int {
		x, y := &s.sites[a.site], &s.sites[b.site]
		return cmp.Or(cmp.Compare(x.place.Point[0], y.place.Point[0]), cmp.Compare(x.place.Point[1], y.place.Point[1]), cmp.Compare(x.id, y.id))
	})
	return rings
}

func (s *State) writeCircles(d *Draft, l *layout) {
	for i := range l.rings {
		r := &l.rings[i]
		at := &s.sites[r.site]
		c := Circle{
			ID: CircleID(fmt.Sprintf("%s-%d", s.problem.Area, i+1)), Number: i + 1, Site: at.id, Center: at.place.Point,
			Public: at.public, Homes: len(r.homes), DiameterMM: -1,
		}
		if at.home != none {
			c.Household = s.homes[at.home].ID
		}
		for k, h := range r.homes {
			c.Members += s.homes[h].residents
			c.Capacity += int(s.homes[h].capacity)
			c.RadiusMM = max(c.RadiusMM, r.centerMM[k])
			c.TotalMM += r.centerMM[k]
			d.Homes[h].Circle = c.ID
		}
		if s.policy.Circles.Diameter.Set {
			c.DiameterMM = s.diameterMM(r.homes)
		}
		d.Circles = append(d.Circles, c)
	}
	for i := range s.members {
		if a := s.members[i].anchor; a != none && l.circleOf[a] != none {
			d.Members[i].Circle = d.Circles[l.circleOf[a]].ID
		}
	}
}

func (s *State) diameterMM(homes []int32) int64 {
	var most int64
	for i, a := range homes {
		for _, b := range homes[:i] {
			d, _ := s.ground.BetweenMM(s.homes[a].place, s.homes[b].place)
			most = max(most, d)
		}
	}
	return most
}

// claimCircles writes down what siting can prove.
func (s *State) claimCircles(d *Draft, c *sitingInput, solution *siting.Solution) {
	v, b := solution.Value, solution.Bound
	d.Proof.Held = HeldProof{Certified, v.Counted, b.Counted, v.Placed, b.Placed}
	if v.Counted != b.Counted || v.Placed != b.Placed {
		d.Proof.Held.Kind = Bounded
	}
	d.Proof.Shortfall = claim(v.Shortfall, b.Shortfall)
	d.Proof.Distance = claim(v.Distance, b.Distance)
	d.Proof.Circles = CountProof{Kind: Bounded, Value: v.Circles, Bound: b.Circles}
	if v.Circles == b.Circles {
		d.Proof.Circles.Kind = Certified
	}
	for _, a := range solution.Arguments {
		part := PartBound{Kind: partKinds[a.Kind], Bound: a.Bound}
		for _, h := range a.Homes {
			part.Homes = append(part.Homes, s.homes[c.home[h]].ID)
		}
		d.Proof.Circles.Parts = append(d.Proof.Circles.Parts, part)
	}
}

var partKinds = map[siting.ArgumentKind]PartKind{
	siting.One: PartOne, siting.Team: PartTeam, siting.FarApart: PartFar, siting.OddRing: PartOdd, siting.Seats: PartSeats,
}

func claim(value, bound int64) BoundProof {
	if value == bound {
		return BoundProof{Certified, value, bound}
	}
	return BoundProof{Bounded, value, bound}
}
