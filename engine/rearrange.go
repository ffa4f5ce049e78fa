package engine

import (
	"context"
	"slices"

	"jinlin/engine/internal/linking"
	"jinlin/policy"
)

// A rearrangement asks what the links of a plan would be if one thing were otherwise and everything else arranged as well as possible: as
// in the plan wherever that is as good. In a plan that followed another, a change counts as it did there: right before the tiers of the policy's order.
type rearrangement struct {
	*State
	plan  Plan
	tiers []policy.Tier
	pairs arcs
	// now is who answers for each home that wants a link, stay that pair among the allowed ones; none without.
	now, stay []int32
	worth     linking.Vec
	// place is where the tier of changes stands.
	place int
}

// A wish is the one thing that is otherwise.
type wish struct {
	// home is given to member if it is not none.
	home, member int32
	// server bounds the load of a member in another way; nil: as ever.
	server func(m int32, sv *linking.Server)
	// toward is the member who gets as many homes as his maximum lets him, whatever that costs; none: nobody.
	toward int32
}

func (s *State) rearrangement(plan Plan) *rearrangement {
	s.chooseAs(&plan.d)
	r := &rearrangement{State: s, plan: plan, tiers: s.policy.Tiers(), pairs: s.allowed(s.borderOf(plan))}
	r.place = len(r.tiers)
	if plan.d.Rebalance != nil {
		r.place = s.usualPlace()
	}
	r.now, r.stay = make([]int32, len(s.homes)), make([]int32, len(s.homes))
	for h := range s.homes {
		r.now[h], r.stay[h] = none, none
		m, known := s.memberOf(plan.d.Homes[h].Member)
		if !known || !plan.d.Homes[h].State.Linked() {
			continue
		}
		r.now[h] = m
		row, _ := r.pairs.row(int32(h))
		if i, ok := slices.BinarySearch(row, m); ok {
			r.stay[h] = r.pairs.start[h] + int32(i)
		}
	}
	r.worth = s.linksWorth(r.tiers, r.now)
	return r
}

// linksWorth is what the links cost in which every home to link has this member, none for nobody.
func (s *State) linksWorth(tiers []policy.Tier, of []int32) linking.Vec {
	var v linking.Vec
	load := make([]int64, len(s.members))
	for h := range s.homes {
		x := &s.homes[h]
		switch m := of[h]; {
		case m != none:
			load[m] += x.weight
			v = v.Plus(s.pairCost(tiers, int32(h), m, s.betweenMM(int32(h), m)))
		case !x.held && (x.lock != none || x.covers == none):
			v = v.Plus(s.unservedCost(tiers, int32(h)))
		}
	}
	for m := range s.members {
		if s.members[m].eligible() {
			v = v.Plus(s.loadCost(tiers, int32(m), load[m]))
		}
	}
	return v
}

// solve finds the best links under a wish: the member of every home that wants one. It is nil if no links can fulfil the wish.
func (r *rearrangement) solve(ctx context.Context, w wish) ([]int32, error) {
	t := r.task(w)
	for m := range r.members {
		if sv := t.server(int32(m)); sv.Base > sv.Max {
			return nil, nil // nobody's fault: there are no such links
		}
	}
	p, homes, members := r.linkingProblem(&t)
	if w.toward != none {
		prefer(p, int32(slices.Index(members, w.toward)))
	}
	solution, ok := r.transport(ctx, p, linking.Options{})
	if !ok {
		return nil, ctx.Err()
	}
	of := make([]int32, len(r.homes))
	for h := range of {
		of[h] = r.homes[h].fixed()
	}
	if w.home != none {
		of[w.home] = w.member
	}
	for i, h := range homes {
		of[h] = none
		if arc := solution.Arc[i]; arc >= 0 {
			of[h] = members[p.To[arc]]
		}
	}
	return of, nil
}

func (r *rearrangement) task(w wish) task {
	t := task{
		tiers: slices.Insert(slices.Clone(r.tiers), r.place, policy.TierChanges), pairs: r.pairs, stay: r.stay, unproven: true,
		wants: func(h int32) bool { return h != w.home && r.homes[h].free() },
	}
	t.change[r.place] = 1
	t.server = func(m int32) linking.Server {
		sv := r.server(m)
		if w.home != none {
			if r.homes[w.home].fixed() == m {
				sv.Base -= r.homes[w.home].weight
			}
			if w.member == m {
				sv.Base += r.homes[w.home].weight
			}
		}
		if w.server != nil {
			w.server(m, &sv)
		}
		return sv
	}
	return t
}

// prefer makes it cost more than anything in the first tier not to have a home of a server: two for every unit of its weight. A home given to
// the server is missed by nobody else in that tier, so that its load gets as large as its maximum and the pairs allow.
func prefer(p *linking.Problem, server int32) {
	c := linking.Column{Cost: make([]int64, len(p.To))}
	class := make(map[[2]int64]uint16)
	skips := p.SkipCost
	p.SkipCost = nil
	for h, skip := range p.Skip {
		extra := 2 * p.Weight[h]
		for a := p.Start[h]; a < p.Start[h+1]; a++ {
			if p.To[a] != server {
				c.Cost[a] = extra
			}
		}
		key := [2]int64{int64(skip), extra}
		if _, ok := class[key]; !ok {
			class[key] = uint16(len(p.SkipCost))
			cost := skips[skip]
			cost[0] += extra
			p.SkipCost = append(p.SkipCost, cost)
		}
		p.Skip[h] = class[key]
	}
	p.Columns = slices.Insert(p.Columns, 0, c)
}

// delta is how much more other links cost than the plan's, tier by tier.
func (r *rearrangement) delta(of []int32) []int64 {
	v := r.linksWorth(r.tiers, of).Minus(r.worth)
	return append([]int64(nil), v[:len(r.tiers)]...)
}

// moves are the homes that have another member than in the plan.
func (r *rearrangement) moves(of []int32) []Relink {
	var out []Relink
	for h, m := range of {
		if m != r.now[h] {
			out = append(out, r.relink(int32(h), m))
		}
	}
	return out
}

// relink tells how a home would come to a member, none for nobody.
func (r *rearrangement) relink(h, m int32) Relink {
	home := &r.plan.d.Homes[h]
	x := Relink{Household: home.ID}
	if r.now[h] != none {
		x.From, x.FromMM = home.Member, home.DistanceMM
	}
	if m != none {
		x.To, x.ToMM = r.members[m].ID, r.betweenMM(h, m)
	}
	return x
}
