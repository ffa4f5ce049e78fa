package engine

import (
	"context"
	"errors"
	"fmt"

	"jinlin/policy"
)

// standing is what a State has decided already.
type standing struct {
	plan Plan
	// member is who each home is linked or locked to, none without.
	member []int32
	layout *layout
	// next is the number of the next new circle, nextGroup that of the next new group.
	next, nextGroup int
}

// Resume prepares a problem whose plan stands already, so that changes can be applied to it. The plan must be one of exactly these
// records (its Input is their fingerprint). The error is an *InvalidError or the context's.
func Resume(ctx context.Context, p Problem, plan Plan) (*State, error) {
	s, err := Prepare(ctx, p)
	if err != nil {
		return nil, err
	}
	c := checker{state: s}
	if c.standing(&plan); c.failed() {
		return nil, c.err()
	}
	s.standOn(plan.d.Circles)
	s.stands = s.readPlan(plan)
	return s, nil
}

// standing checks that a plan is one of these records.
func (c *checker) standing(plan *Plan) {
	s, d := c.state, &plan.d
	if input := s.fingerprint(); d.Input != input {
		c.add("plan.input", "%q is not the fingerprint of these records, %q; expected the plan that was made of them", d.Input, input)
	}
	if d.Area != s.problem.Area {
		c.add("plan.area", "%q is not the area of these records, %q", d.Area, s.problem.Area)
	}
	same := len(d.Homes) == len(s.homes)
	for i := 0; same && i < len(s.homes); i++ {
		same = d.Homes[i].ID == s.homes[i].ID
	}
	if !same {
		c.add("plan.homes", "are not the households of the problem")
	}
	same = len(d.Members) == len(s.members)
	for i := 0; same && i < len(s.members); i++ {
		same = d.Members[i].ID == s.members[i].ID
	}
	if !same {
		c.add("plan.members", "are not the members of the problem")
	}
}

// readPlan takes what a plan decided. Members, circles and sites that the records do not know decide nothing.
func (s *State) readPlan(plan Plan) *standing {
	w := &standing{plan: plan, member: make([]int32, len(s.homes)), layout: s.newLayout(), next: 1, nextGroup: 1}
	w.layout.groups = s.groupNumbers(plan)
	for _, g := range plan.d.Groups {
		w.nextGroup = max(w.nextGroup, g.Number+1)
	}
	at := make(map[CircleID]int, len(plan.d.Circles))
	for _, c := range plan.d.Circles {
		r := ring{number: c.Number, id: c.ID, site: s.siteOf(c.Site), diameterMM: unmeasured}
		at[c.ID] = len(w.layout.rings)
		w.layout.rings = append(w.layout.rings, r)
		w.next = max(w.next, c.Number+1)
	}
	for h := range plan.d.Homes {
		x := &plan.d.Homes[h]
		w.member[h] = none
		if x.State.Linked() {
			if m, known := s.memberOf(x.Member); known {
				w.member[h] = m
			}
		}
		if i, known := at[x.Circle]; known {
			r := &w.layout.rings[i]
			r.homes, r.centerMM = append(r.homes, int32(h)), append(r.centerMM, unmeasured)
		}
	}
	if plan.d.Rebalance != nil {
		w.next = max(w.next, plan.d.Rebalance.NextCircle)
		w.nextGroup = max(w.nextGroup, plan.d.Rebalance.NextGroup)
	}
	w.layout.settle()
	s.chooseAs(&plan.d)
	return w
}

// Problem returns the records that the State stands on: those it was prepared with, changed by every Apply. The slices must not be written.
func (s *State) Problem() Problem { return s.problem }

// Apply is the one-call form of Resume and State.Apply. It returns the changed problem too.
func Apply(ctx context.Context, before Problem, plan Plan, changes []Change, o Options) (Problem, Delta, error) {
	s, err := Resume(ctx, before, plan)
	if err != nil {
		return Problem{}, Delta{}, err
	}
	d, err := s.Apply(ctx, changes, o)
	if err != nil {
		return Problem{}, Delta{}, err
	}
	return s.Problem(), d, nil
}

// Apply changes the records, one change after the other, and makes the plan follow with as few voluntary changes as Options ask for; see
// docs/model.md, "Change". The State then stands on the new plan. On an error (an *InvalidError with everything that is wrong with the
// changes, the changed problem and the options, or the context's) it stands as before.
//
// Beside the links, the work is one pass over the records and the pairs in reach; only homes and members that are new or moved are measured.
func (s *State) Apply(ctx context.Context, changes []Change, o Options) (Delta, error) {
	now, r, err := s.changed(changes, o)
	if err != nil {
		return Delta{}, err
	}
	s.chooseAs(&s.stands.plan.d)
	t := newTransition(s, now, r)
	if err := now.carry(ctx, t); err != nil {
		return Delta{}, err
	}
	now.digests = now.hashed(t)
	now.written, now.solver = s.written, s.solver
	delta, err := now.follow(ctx, t, o)
	if err != nil {
		return Delta{}, err
	}
	*s = *now
	if o.Trace != nil {
		o.Trace(Event{s.problem.Area, "rebalanced"})
	}
	return delta, nil
}

// changed numbers the changed records, with everything that is wrong.
func (s *State) changed(changes []Change, o Options) (*State, *records, error) {
	wrong := &InvalidError{Area: s.problem.Area}
	add := func(path, format string, args ...any) {
		wrong.Violations = append(wrong.Violations, policy.Violation{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	if s.stands == nil {
		add("plan", "does not stand yet; solve the problem, or resume from a plan")
	}
	if o.MaxChanges != nil && *o.MaxChanges < 0 {
		add("max_changes", "%d is negative; expected a whole number from 0", *o.MaxChanges)
	}
	r := newRecords(s.problem)
	r.edit(changes)
	wrong.Violations = append(wrong.Violations, r.found...)
	now, err := number(r.done(), &anchorage{s, r})
	if invalid := (*InvalidError)(nil); errors.As(err, &invalid) {
		wrong.Violations = append(wrong.Violations, invalid.Violations...)
	}
	if len(wrong.Violations) > 0 {
		return nil, nil, wrong
	}
	if err == nil {
		now.standOn(s.stands.plan.d.Circles)
	}
	return now, r, err
}

// follow makes the new plan from the standing one.
func (s *State) follow(ctx context.Context, t *transition, o Options) (Delta, error) {
	d := s.draft()
	d.Rebalance = &Rebalance{Mode: RebalanceLeast, Resited: o.Resite, From: t.old.stands.plan.d.Input, NextCircle: t.old.stands.next, NextGroup: t.old.stands.nextGroup}
	if o.MaxChanges != nil {
		d.Rebalance.Mode, d.Rebalance.MaxChanges = RebalanceAtMost, *o.MaxChanges
	}
	l, err := s.circlesAfter(ctx, &d, t, o)
	if err != nil {
		return Delta{}, err
	}
	if l.groups, err = s.groupsAfter(ctx, &d, t, o); err != nil {
		return Delta{}, err
	}
	c := churn{State: s, t: t, o: o}
	if s.policy.Links.Within == policy.WithinNone {
		c.unlinked()
	}
	kept := t
	if o.Resite {
		kept = nil
	}
	first, err := s.linkAll(ctx, &d, l, kept, o, c.link, c.open)
	if err != nil {
		return Delta{}, err
	}
	s.writeBefore(&d, t, c.stay)
	if err := s.centersAfter(ctx, &d, t, o); err != nil {
		return Delta{}, err
	}
	plan, err := s.finish(ctx, &d)
	if err != nil {
		return Delta{}, err
	}
	s.stands = &standing{plan: plan, member: first.member, layout: l, next: d.Rebalance.NextCircle, nextGroup: d.Rebalance.NextGroup}
	delta := Delta{Plan: plan, Moves: s.moves(t, &c)}
	delta.Next, err = c.trades(ctx)
	return delta, err
}

// circlesAfter repairs circles and teams, or makes them anew.
func (s *State) circlesAfter(ctx context.Context, d *Draft, t *transition, o Options) (*layout, error) {
	if !o.Resite {
		l, err := s.repair(ctx, d, t)
		if err != nil {
			return nil, err
		}
		s.keepTeams(d, l.rings, t)
		return l, nil
	}
	l, err := s.circles(ctx, d, func(rings []ring) { d.Rebalance.NextCircle = s.renumber(rings, t) })
	if err != nil {
		return nil, err
	}
	s.teams(d, l.rings)
	return l, nil
}

// writeBefore notes who answered for each home before, and counts those who do no longer.
func (s *State) writeBefore(d *Draft, t *transition, stay []int32) {
	old := t.old.stands
	for h := range s.homes {
		was := t.home[h].was
		if was == none {
			continue
		}
		before := &old.plan.d.Homes[was]
		if !before.State.Linked() {
			continue
		}
		out := &d.Homes[h]
		out.Before = before.Member
		switch {
		case out.Member == before.Member:
		case stay[h] != none && s.homes[h].free():
			d.Rebalance.Voluntary++
		default:
			d.Rebalance.Forced++
		}
	}
}
