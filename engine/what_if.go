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

// A WhatIf asks what circles would come to: a row for each number with each radius.
type WhatIf struct {
	// Counts are numbers of circles; none: the policy's. Where the policy asks for the fewest, a row with a number holds the most that so many can
	// (max-cover).
	Counts []int
	// Radii are the radii; none: the policy's.
	Radii []policy.Limit
}

// MostRows bounds the rows of a WhatIf.
const MostRows = 200

// Aim is what a row is about: the first aim of its objective that circles can differ in.
type Aim string

const (
	// AimHeld: the most held. AimCircles: the fewest circles, or the least that they cost. AimDistance: the least total distance, with what
	// circles cost. AimFarthest: the least farthest distance.
	AimHeld     Aim = "held"
	AimCircles  Aim = "circles"
	AimDistance Aim = "distance"
	AimFarthest Aim = "farthest"
)

// A CircleRow is what one number of circles with one radius comes to.
type CircleRow struct {
	// Count is the number asked for, 0 if it was left open; Circles the number there are.
	Count  int
	Radius policy.Limit
	// Circles are there, and hold so many of the Homes, of so much of their Weight.
	Circles      int
	Homes, Held  int
	Weight, Load int64
	// Size is what is held as the policy measures it, of SizeOfAll: homes or weight. TotalMM adds up the distances from homes to centres, as often as the policy
	// counts each (Ways in all); FarthestMM is the largest.
	Size, SizeOfAll           int64
	TotalMM, Ways, FarthestMM int64
	// Value is reached of the aim, and no circles are better than Bound; millimetres for distances. Kind tells how that is known.
	Aim          Aim
	Value, Bound int64
	Kind         ProofKind
}

// MeanMM is the mean distance to the centre, rounded half up.
func (r *CircleRow) MeanMM() int64 {
	if r.Ways == 0 {
		return 0
	}
	return (2*r.TotalMM + r.Ways) / (2 * r.Ways)
}

// Share is how much of all is held, as the policy measures it, from 0 to 1; 1 where there is nothing.
func (r *CircleRow) Share() float64 {
	if r.SizeOfAll == 0 {
		return 1
	}
	return float64(r.Size) / float64(r.SizeOfAll)
}

// Plus is what two areas come to together, each with so many circles. The weaker kind of proof holds.
func (r CircleRow) Plus(o CircleRow) CircleRow {
	r.Circles += o.Circles
	r.Homes, r.Held = r.Homes+o.Homes, r.Held+o.Held
	r.Weight, r.Load = r.Weight+o.Weight, r.Load+o.Load
	r.Size, r.SizeOfAll = r.Size+o.Size, r.SizeOfAll+o.SizeOfAll
	r.TotalMM, r.Ways, r.FarthestMM = r.TotalMM+o.TotalMM, r.Ways+o.Ways, max(r.FarthestMM, o.FarthestMM)
	if r.Aim == AimFarthest {
		r.Value, r.Bound = max(r.Value, o.Value), max(r.Bound, o.Bound)
	} else {
		r.Value, r.Bound = r.Value+o.Value, r.Bound+o.Bound
	}
	r.Kind = weaker(r.Kind, o.Kind)
	return r
}

// strengths are the kinds of proof, the strongest first.
var strengths = []ProofKind{Certified, Searched, Narrowed, Bounded, Unchecked}

func weaker(a, b ProofKind) ProofKind {
	return strengths[max(slices.Index(strengths, a), slices.Index(strengths, b), 0)]
}

// WhatIf makes circles for every row that is asked for, in the order of the radii and then the numbers, both ascending and each once; the State stays as it
// is. What is in reach is measured once, at the largest radius; each number starts from the circles of the one before, and each radius from those of the one
// above; and what is proved of more circles holds for fewer. The error is an *InvalidError with everything wrong with the question, or the context's.
func (s *State) WhatIf(ctx context.Context, q WhatIf) ([]CircleRow, error) {
	q = s.orderly(q)
	if err := s.checkWhatIf(&q); err != nil {
		return nil, err
	}
	if s.policy.Circles.Sites == policy.SitesNone {
		return nil, &InvalidError{Area: s.problem.Area, Violations: []policy.Violation{{Path: "policy.circles.sites", Message: "is none; expected where circles may stand"}}}
	}
	w := &whatIf{State: s, q: q}
	if s.policy.Circles.Sites != policy.SitesPlane {
		if err := w.measure(ctx); err != nil {
			return nil, err
		}
	}
	rows := make([]CircleRow, len(q.Radii)*len(q.Counts))
	for i := len(q.Radii) - 1; i >= 0; i-- {
		if err := w.radius(ctx, q.Radii[i], rows[i*len(q.Counts):(i+1)*len(q.Counts)]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// orderly fills in what the policy says, and sorts. A limit that is not set is the largest.
func (s *State) orderly(q WhatIf) WhatIf {
	if len(q.Counts) == 0 {
		q.Counts = []int{s.policy.Circles.Count}
	}
	if len(q.Radii) == 0 {
		q.Radii = []policy.Limit{s.policy.Circles.Radius}
	}
	reach := func(l policy.Limit) float64 {
		if !l.Set {
			return math.Inf(1)
		}
		return l.Meters
	}
	byReach := func(a, b policy.Limit) int { return cmp.Compare(reach(a), reach(b)) }
	q.Counts, q.Radii = slices.Clone(q.Counts), slices.Clone(q.Radii)
	slices.Sort(q.Counts)
	slices.SortFunc(q.Radii, byReach)
	q.Counts, q.Radii = slices.Compact(q.Counts), slices.Compact(q.Radii)
	return q
}

// checkWhatIf checks every row as a policy of its own.
func (s *State) checkWhatIf(q *WhatIf) error {
	wrong := &InvalidError{Area: s.problem.Area}
	if n := len(q.Counts) * len(q.Radii); n > MostRows {
		wrong.Violations = append(wrong.Violations, policy.Violation{Path: "what_if", Message: fmt.Sprintf("has %d rows; expected at most %d", n, MostRows)})
		return wrong
	}
	told := map[policy.Violation]bool{}
	for _, r := range q.Radii {
		for _, n := range q.Counts {
			c := checker{state: s.asking(r, n)}
			c.policy()
			if !c.failed() {
				c.required()
				c.seats()
			}
			for _, v := range c.found {
				if v.Path = whatIfPath(v.Path); !told[v] {
					told[v] = true
					wrong.Violations = append(wrong.Violations, v)
				}
			}
		}
	}
	if len(wrong.Violations) > 0 {
		return wrong
	}
	return nil
}

// whatIfPath names the part of the question that a setting comes from.
func whatIfPath(path string) string {
	switch path {
	case "policy.circles.count":
		return "counts"
	case "policy.circles.radius_m":
		return "radii"
	}
	return path
}

// asking is the State under the policy of one row.
func (s *State) asking(radius policy.Limit, count int) *State {
	x := *s
	x.policy = s.policy.Clone()
	c := &x.policy.Circles
	c.Radius, c.Count = radius, count
	if count > 0 && c.Objective == policy.ObjectiveFewest {
		c.Objective, c.HoldPercent = policy.ObjectiveCover, 100
	}
	return &x
}

// A whatIf is a question while it is answered.
type whatIf struct {
	*State
	q WhatIf
	// reach are the pairs of sites and homes within the largest radius.
	reach geo.Arcs
	near  []siting.Bits
	// start are the sites, by number, of the circles with the first number and the radius above.
	start []int32
}

func (w *whatIf) measure(ctx context.Context) error {
	at, places := make([]geo.Place, len(w.homes)), make([]geo.Place, len(w.sites))
	for i := range w.homes {
		at[i] = w.homes[i].place
	}
	for i := range w.sites {
		places[i] = w.sites[i].place
	}
	var err error
	if w.reach, err = w.ground.Arcs(ctx, places, at, w.q.Radii[len(w.q.Radii)-1].MM()); err != nil {
		return err
	}
	w.near, err = w.State.near(ctx, at)
	return err
}

// radius answers the rows of one radius.
func (w *whatIf) radius(ctx context.Context, radius policy.Limit, rows []CircleRow) error {
	if w.policy.Circles.Sites == policy.SitesPlane {
		return w.inPlane(ctx, radius, rows)
	}
	reach := w.reach.Within(radius.MM())
	homes, sites := upTo(len(w.homes)), upTo(len(w.sites))
	start := w.start
	for i, count := range w.q.Counts {
		x := w.asking(radius, count)
		input := x.sitingProblem(homes, sites, reach, w.near, x.holdable(homes, sites, reach, w.near))
		input.startFrom(start)
		solution, ok := siting.Solve(&input.problem, func() bool { return ctx.Err() != nil })
		if !ok {
			return ctx.Err()
		}
		rows[i] = x.circleRow(input, &solution)
		start = start[:0:0]
		for _, o := range solution.Open {
			start = append(start, input.site[o])
		}
		if i == 0 {
			w.start = start
		}
	}
	w.learnAll(rows)
	return nil
}

// learnAll lets rows learn from those of more circles. Where homes have several priorities, more circles may hold less in all.
func (w *whatIf) learnAll(rows []CircleRow) {
	ranked := slices.ContainsFunc(w.homes, func(h home) bool { return h.Priority != w.homes[0].Priority })
	for i := len(rows) - 2; i >= 0; i-- {
		if !ranked || rows[i].Aim != AimHeld {
			rows[i].learn(&rows[i+1])
		}
	}
}

// inPlane answers the rows of one radius where centres may be anywhere: each radius has places of its own to look at, and every row is made as a plan would be.
func (w *whatIf) inPlane(ctx context.Context, radius policy.Limit, rows []CircleRow) error {
	for i, count := range w.q.Counts {
		x := w.asking(radius, count)
		x.sites = nil
		x.listSites()
		d := x.draft()
		if _, err := x.circles(ctx, &d, nil); err != nil {
			return err
		}
		rows[i] = x.drawnRow(&d)
	}
	w.learnAll(rows)
	return nil
}

// drawnRow sums the circles of a plan up.
func (s *State) drawnRow(d *Draft) CircleRow {
	r := s.emptyRow()
	r.Circles = len(d.Circles)
	for h := range d.Homes {
		if d.Homes[h].Circle != "" {
			r.hold(s, int32(h), d.Homes[h].CenterMM)
		}
	}
	s.claimRow(&r, &d.Proof)
	return r
}

// claimRow takes over what is claimed of the first aim that rows differ in.
func (s *State) claimRow(r *CircleRow, p *Proof) {
	switch s.policy.Circles.Objective {
	case policy.ObjectiveCover:
		r.claim(AimHeld, BoundProof{p.Held.Kind, int64(p.Held.Placed[2]), int64(p.Held.PlacedBound[2])})
	case policy.ObjectiveMedian:
		r.claim(AimDistance, p.Distance)
	case policy.ObjectiveCenter:
		r.claim(AimFarthest, p.Farthest)
	default:
		r.claim(AimCircles, BoundProof{p.Circles.Kind, int64(p.Circles.Value), int64(p.Circles.Bound)})
	}
}

// emptyRow is a row without circles.
func (s *State) emptyRow() CircleRow {
	r := CircleRow{Count: s.policy.Circles.Count, Radius: s.policy.Circles.Radius, Homes: len(s.homes)}
	for h := range s.homes {
		r.Weight += s.homes[h].weight
		r.SizeOfAll += s.demand(int32(h))
	}
	return r
}

// hold counts a home in.
func (r *CircleRow) hold(s *State, h int32, mm int64) {
	r.Held++
	r.Load += s.homes[h].weight
	r.Size += s.demand(h)
	r.TotalMM += s.times(h) * mm
	r.Ways += s.times(h)
	r.FarthestMM = max(r.FarthestMM, mm)
}

// claim takes over what is known of the aim.
func (r *CircleRow) claim(aim Aim, p BoundProof) {
	r.Aim, r.Value, r.Bound, r.Kind = aim, p.Value, p.Bound, p.Kind
	if r.Kind == Searched {
		r.Bound = r.Value
	}
}

// startFrom names the sites to start from, of those that are left.
func (c *sitingInput) startFrom(sites []int32) {
	for i, x := range c.site {
		if slices.Contains(sites, x) {
			c.problem.Start = append(c.problem.Start, int32(i))
		}
	}
}

// circleRow sums circles up.
func (s *State) circleRow(c *sitingInput, solution *siting.Solution) CircleRow {
	r := s.emptyRow()
	r.Circles = len(solution.Open)
	for i, o := range solution.Of {
		if o != siting.None {
			r.hold(s, c.home[i], c.problem.Distance[solution.Open[o]][i])
		}
	}
	var d Draft
	s.claimCircles(&d, c, solution)
	s.claimRow(&r, &d.Proof)
	return r
}

// learn takes over what is known of more circles: they cannot hold less, nor be farther where all homes are held.
func (r *CircleRow) learn(more *CircleRow) {
	all := r.Held == r.Homes && more.Held == more.Homes
	switch {
	case r.Kind == Certified || r.Kind == Searched || more.Kind == Unchecked:
		return
	case r.Aim == AimHeld && more.Bound < r.Bound:
		r.Bound = max(more.Bound, r.Value)
	case r.Aim == AimFarthest && all && more.Bound > r.Bound:
		r.Bound = min(more.Bound, r.Value)
	default:
		return
	}
	r.Kind = Narrowed
	if r.Bound == r.Value {
		r.Kind = Searched
	}
}
