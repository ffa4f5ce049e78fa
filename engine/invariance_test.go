package engine_test

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"jinlin/engine"
	"jinlin/policy"
)

// An image is what a transformation makes of a problem, its plans and its changes: where things stand, and how long a metre is.
type image struct {
	at    func(spot) spot
	times int64
}

func (m image) point(p orb.Point) orb.Point { return m.at(spotOf(p)).point() }

func (m image) limit(l policy.Limit) policy.Limit {
	l.Meters *= float64(m.times) // whole metres: exact
	return l
}

func (m image) problem(p engine.Problem) engine.Problem {
	p.Households, p.Members, p.Sites = slices.Clone(p.Households), slices.Clone(p.Members), slices.Clone(p.Sites)
	for i := range p.Households {
		p.Households[i].Location = m.point(p.Households[i].Location)
	}
	for i := range p.Members {
		p.Members[i].Location = m.point(p.Members[i].Location)
	}
	for i := range p.Sites {
		p.Sites[i].Location = m.point(p.Sites[i].Location)
	}
	c, l := &p.Policy.Circles, &p.Policy.Links
	c.Radius, c.Diameter, l.Reach, l.AssociationReach = m.limit(c.Radius), m.limit(c.Diameter), m.limit(l.Reach), m.limit(l.AssociationReach)
	return p
}

func (m image) changes(all []engine.Change) []engine.Change {
	all = slices.Clone(all)
	for i, x := range all {
		switch x := x.(type) {
		case engine.PutHousehold:
			x.Household.Location = m.point(x.Household.Location)
			all[i] = x
		case engine.PutMember:
			x.Member.Location = m.point(x.Member.Location)
			all[i] = x
		}
	}
	return all
}

// plan is the plan that the image of a problem should have: the same, in other places and with distances so many times as long.
func (m image) plan(p engine.Plan, of engine.Problem) engine.Plan {
	d := p.Draft()
	d.Input = engine.Fingerprint(of)
	for i := range d.Circles {
		c := &d.Circles[i]
		c.Center = m.point(c.Center)
		m.stretch(&c.RadiusMM, &c.TotalMM)
		if c.DiameterMM >= 0 { // -1: without a limit
			m.stretch(&c.DiameterMM)
		}
	}
	for i := range d.Homes {
		h := &d.Homes[i]
		m.stretch(&h.CenterMM, &h.DistanceMM, &h.DeputyMM, &h.OpenMM, &h.CirclePriceMM)
	}
	for i := range d.Unserved {
		m.stretch(&d.Unserved[i].NearestMM)
	}
	m.stretch(&d.Borders.SumMM, &d.Borders.OpenSumMM, &d.Proof.Distance.Value, &d.Proof.Distance.Bound)
	m.proof(&d, &d.Proof.Links, func(s *engine.Server) []int64 { return s.Price })
	m.proof(&d, &d.Proof.Open, func(s *engine.Server) []int64 { return s.OpenPrice })
	m.proof(&d, &d.Proof.Deputies, func(s *engine.Server) []int64 { return s.DeputyPrice })
	return d.Build()
}

// proof stretches what the tier of distances has in a proof of links.
func (m image) proof(d *engine.Draft, l *engine.LinkProof, price func(*engine.Server) []int64) {
	at := slices.Index(l.Tiers, policy.TierDistance)
	if at < 0 {
		return
	}
	vectors := [][]int64{l.Value, l.Bound, l.ChangePrice}
	for i := range d.Members {
		vectors = append(vectors, price(&d.Members[i]))
	}
	for _, v := range vectors {
		if at < len(v) {
			m.stretch(&v[at])
		}
	}
}

func (m image) stretch(mm ...*int64) {
	for _, x := range mm {
		*x *= m.times
	}
}

// delta is what the image of a rebalance should be.
func (m image) delta(x engine.Delta, before, after engine.Problem) engine.Delta {
	d := m.plan(x.Plan, after).Draft()
	d.Rebalance.From = engine.Fingerprint(before)
	tier := slices.Index(d.Proof.Links.Tiers, policy.TierDistance)
	if least := slices.Index(d.Proof.Links.Tiers, policy.TierChanges); least >= 0 && least < tier {
		tier-- // a trade's value has no tier of changes
	}
	x.Moves, x.Next = slices.Clone(x.Moves), slices.Clone(x.Next)
	for i := range x.Moves {
		m.stretch(&x.Moves[i].BeforeMM, &x.Moves[i].AfterMM)
	}
	for i := range x.Next {
		if x.Next[i].Value = slices.Clone(x.Next[i].Value); tier >= 0 {
			m.stretch(&x.Next[i].Value[tier])
		}
	}
	x.Plan = d.Build()
	return x
}

// unnumbered names circles by their sites: their numbers tell only where west is.
func unnumbered(d engine.Draft) engine.Draft {
	name := map[engine.CircleID]engine.CircleID{}
	for i := range d.Circles {
		c := &d.Circles[i]
		name[c.ID] = engine.CircleID(c.Site)
		c.ID, c.Number = engine.CircleID(c.Site), 0
	}
	for i := range d.Homes {
		d.Homes[i].Circle = name[d.Homes[i].Circle]
	}
	for i := range d.Members {
		d.Members[i].Circle = name[d.Members[i].Circle]
	}
	for i := range d.Slots {
		d.Slots[i].Circle = name[d.Slots[i].Circle]
	}
	for i := range d.Shortfalls {
		d.Shortfalls[i].Circle = name[d.Shortfalls[i].Circle]
	}
	if d.Rebalance != nil {
		d.Rebalance.NextCircle = 0 // of circles that share as many homes, the lower number is inherited
	}
	slices.SortFunc(d.Circles, func(a, b engine.Circle) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(d.Slots, func(a, b engine.Slot) int { return cmp.Compare(a.Circle, b.Circle) })
	slices.SortStableFunc(d.Shortfalls, func(a, b engine.Shortfall) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Circle, b.Circle))
	})
	return d
}

// An alike judges whether what came out of an image is what should. Of a plan made anew, a Delta has only the plan.
type alike func(t *rapid.T, what string, want, got engine.Delta)

// same asks for the same to the last value.
func same(t *rapid.T, what string, want, got any) {
	if !reflect.DeepEqual(want, got) {
		t.Fatalf("%s: %s", what, gocmp.Diff(want, got))
	}
}

func identical(t *rapid.T, what string, want, got engine.Delta) {
	same(t, what, want.Plan.Draft(), got.Plan.Draft())
	same(t, what+": moves", want.Moves, got.Moves)
	same(t, what+": trades", want.Next, got.Next)
}

// refused tells whether both of two problems are invalid; any other error, or one alone, ends the test.
func refused(t *rapid.T, one, other error) bool {
	for _, err := range []error{one, other} {
		if refusal := (*engine.InvalidError)(nil); err != nil && !errors.As(err, &refusal) {
			t.Fatal(err)
		}
	}
	if (one == nil) != (other == nil) {
		t.Fatalf("%v, and %v of the other", one, other)
	}
	return one != nil
}

// follows solves a village and its image, and lets two quarters pass in both. The plan that stands in the image is always the image of the
// one that stands in the village, so that circles keep their numbers wherever west is.
func follows(t *rapid.T, v *drawnVillage, m image, alike alike) {
	ctx := context.Background()
	before, there := v.problem, m.problem(v.problem)
	plan, err := engine.Solve(ctx, before, engine.Options{})
	got, gotErr := engine.Solve(ctx, there, engine.Options{})
	if refused(t, err, gotErr) {
		return
	}
	alike(t, "solve", engine.Delta{Plan: m.plan(plan, there)}, engine.Delta{Plan: got})
	for round := range 2 {
		changes, o := v.happenings(round)
		after, delta, err := engine.Apply(ctx, before, plan, changes, o)
		thereAfter, got, gotErr := engine.Apply(ctx, there, m.plan(plan, there), m.changes(changes), o)
		if !refused(t, err, gotErr) {
			alike(t, "apply", m.delta(delta, there, thereAfter), got)
			before, there, plan, v.problem = after, thereAfter, delta.Plan, after
		}
	}
}

// shuffled is the same problem with all rows in another order.
func shuffled(p engine.Problem, r *stream) engine.Problem {
	p.Households, p.Members, p.Sites = anyOrder(p.Households, r), anyOrder(p.Members, r), anyOrder(p.Sites, r)
	p.Locks, p.Forbidden = anyOrder(p.Locks, r), anyOrder(p.Forbidden, r)
	return p
}

func anyOrder[T any](list []T, r *stream) []T {
	list = slices.Clone(list)
	for i := range list {
		k := i + r.below(len(list)-i)
		list[i], list[k] = list[k], list[i]
	}
	return list
}

// TestTheOrderOfRowsChangesNothing lets villages live through two quarters from rows in two orders, under both metrics.
func TestTheOrderOfRowsChangesNothing(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		metric := rapid.SampledFrom([]policy.Metric{policy.MetricPlanar, policy.MetricGeodesic}).Draw(t, "metric")
		v := drawVillage(t, metric, plain(oneSide(t)), 200)
		state, err := engine.Prepare(ctx, v.problem)
		other, otherErr := engine.Prepare(ctx, shuffled(v.problem, v.r))
		if refused(t, err, otherErr) {
			return
		}
		plan, err := state.Solve(ctx, engine.Options{})
		otherPlan, otherErr := other.Solve(ctx, engine.Options{})
		refused(t, err, otherErr)
		identical(t, "solve", engine.Delta{Plan: plan}, engine.Delta{Plan: otherPlan})
		for round := range 2 {
			v.problem = state.Problem()
			changes, o := v.happenings(round)
			delta, err := state.Apply(ctx, changes, o)
			otherDelta, otherErr := other.Apply(ctx, changes, o)
			if !refused(t, err, otherErr) {
				identical(t, "apply", delta, otherDelta)
			}
		}
	})
}

// TestMovingTheMapChangesNothing moves a village by whole millimetres: nothing changes but where the centres are, not even a number of a
// circle.
func TestMovingTheMapChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawVillage(t, policy.MetricPlanar, plain(oneSide(t)), 200)
		by := rapid.Int64Range(-1e11, 1e11)
		dx, dy := by.Draw(t, "dx"), by.Draw(t, "dy")
		follows(t, v, image{func(s spot) spot { return spot{s.x + dx, s.y + dy} }, 1}, func(t *rapid.T, what string, want, got engine.Delta) {
			identical(t, what, want, got)
			westToEast(t, got.Plan.Draft())
		})
	})
}

// oneSide draws how far a village extends, in metres.
func oneSide(t *rapid.T) int { return rapid.SampledFrom([]int{600, 1200, 2500}).Draw(t, "side") }

// westToEast checks the numbers of circles of a plan made anew.
func westToEast(t *rapid.T, d engine.Draft) {
	compare := func(a, b engine.Circle) int {
		return cmp.Or(cmp.Compare(a.Center[0], b.Center[0]), cmp.Compare(a.Center[1], b.Center[1]), cmp.Compare(a.Site, b.Site))
	}
	if d.Rebalance == nil && !slices.IsSortedFunc(d.Circles, compare) {
		t.Fatalf("circles are not numbered from west to east: %+v", d.Circles)
	}
}

// TestTurningTheMapChangesNothing turns a village by a quarter, which keeps every distance to the millimetre. Positions decide by distances
// alone, and ties are broken by id: so everything stays, but for the numbers of circles that are new.
func TestTurningTheMapChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawVillage(t, policy.MetricPlanar, plain(oneSide(t)), 200)
		follows(t, v, image{func(s spot) spot { return spot{-s.y, s.x} }, 1}, func(t *rapid.T, what string, want, got engine.Delta) {
			want.Plan, got.Plan = unnumbered(want.Plan.Draft()).Build(), unnumbered(got.Plan.Draft()).Build()
			identical(t, what, want, got)
		})
	})
}

// asGood asks for the same values where they are proven. Links between which only a tie decides may be others: ties are broken the same way
// for the same numbers, not for larger ones; and where circles tie, so do the links within.
func asGood(t *rapid.T, what string, want, got engine.Delta) {
	w, g := want.Plan.Draft(), got.Plan.Draft()
	same(t, what+": circles held", w.Proof.Held, g.Proof.Held)
	same(t, what+": shortfall", w.Proof.Shortfall, g.Proof.Shortfall)
	same(t, what+": number of circles", w.Proof.Circles, g.Proof.Circles)
	if w.Proof.Distance.Kind == engine.Certified {
		same(t, what+": distance to centres", w.Proof.Distance.Value, g.Proof.Distance.Value)
	}
	if !reflect.DeepEqual(w.Circles, g.Circles) || !slices.EqualFunc(w.Homes, g.Homes, sameCircle) {
		return
	}
	same(t, what+": slots", filled(w.Slots), filled(g.Slots)) // two members who are wanted alike may have changed places
	provenAlike(t, what+": links", w.Proof.Links, g.Proof.Links)
	provenAlike(t, what+": links without borders", w.Proof.Open, g.Proof.Open)
	if slices.EqualFunc(w.Homes, g.Homes, sameMember) {
		provenAlike(t, what+": deputies", w.Proof.Deputies, g.Proof.Deputies)
	}
	if w.Proof.Links.Kind == engine.Certified && g.Proof.Links.Kind == engine.Certified {
		same(t, what+": trades", worths(want.Next), worths(got.Next))
	}
}

// filled counts the slots of every role that somebody holds.
func filled(slots []engine.Slot) map[[2]string]int {
	n := map[[2]string]int{}
	for _, s := range slots {
		n[[2]string{string(s.Circle), s.Role}]++
	}
	return n
}

func sameCircle(a, b engine.Home) bool { return a.Circle == b.Circle && a.CenterMM == b.CenterMM }

func sameMember(a, b engine.Home) bool {
	return a.State == b.State && a.Member == b.Member && a.DistanceMM == b.DistanceMM
}

// provenAlike compares the values of links where both are proven. Whether they are may depend on how a price is rounded, where weights differ
// or changes are limited.
func provenAlike(t *rapid.T, what string, want, got engine.LinkProof) {
	same(t, what+": tiers", want.Tiers, got.Tiers)
	if proven(want) && proven(got) {
		same(t, what, want.Value, got.Value)
	}
}

func proven(l engine.LinkProof) bool { return l.Kind == engine.Certified || l.Kind == engine.Searched }

// worths are trades without the members, between whom ties may decide.
func worths(trades []engine.Trade) []engine.Trade {
	trades = slices.Clone(trades)
	for i := range trades {
		trades[i] = engine.Trade{Changes: trades[i].Changes, Value: trades[i].Value}
	}
	return trades
}

// TestLongerMetresChangeNothing stretches a village and all limits, where all distances are whole millimetres.
func TestLongerMetresChangeNothing(t *testing.T) {
	on := wholeDistances()
	rapid.Check(t, func(t *rapid.T) {
		v := drawVillage(t, policy.MetricPlanar, on, 80)
		k := rapid.Int64Range(2, 9).Draw(t, "times")
		follows(t, v, image{func(s spot) spot { return spot{k * s.x, k * s.y} }, k}, asGood)
	})
}
