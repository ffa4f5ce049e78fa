package engine

import (
	"cmp"
	"context"
	"slices"

	"jinlin/engine/internal/selection"
	"jinlin/policy"
)

// A twoWay is the two-way choice of homes and members over the allowed pairs.
type twoWay struct {
	*State
	// all are the acceptable pairs of all homes that are neither own nor locked.
	all *selection.Problem
	// proof is what is claimed of pairs made anew.
	kind  ProofKind
	bound int
}

// selection lets homes and members choose each other, or keeps what they chose in the plan before; nil if the policy does not ask for it. Under
// firm pairs the links may not take a chosen home from its member.
func (s *State) selection(ctx context.Context, pairs arcs, t *transition) (*twoWay, error) {
	s.forgetChoice()
	if s.policy.Selection.By == policy.ProposeNone {
		return nil, ctx.Err()
	}
	x := &twoWay{State: s, all: s.acceptable(pairs), kind: Kept}
	if t != nil && t.old.stands.plan.d.Selection != nil {
		return x, x.keep(ctx, t)
	}
	stop := func() bool { return ctx.Err() != nil }
	m, ok := selection.Solve(x.all, stop)
	if !ok {
		return nil, ctx.Err()
	}
	if x.bound, ok = selection.Most(x.all, m.Arc, stop); !ok {
		return nil, ctx.Err()
	}
	if m.Stable && selection.Strict(x.all) {
		x.bound = m.Pairs
	}
	x.kind = Bounded
	x.choose(m.Arc)
	return x, nil
}

// forgetChoice undoes what a choice decided.
func (s *State) forgetChoice() {
	for h := range s.homes {
		s.homes[h].choice, s.homes[h].kept = none, false
	}
	for m := range s.members {
		s.members[m].chosen = 0
	}
}

// choose decides pairs.
func (x *twoWay) choose(arc []int32) {
	for h, a := range arc {
		if a != selection.None {
			x.chooseOne(int32(h), x.all.To[a])
		}
	}
}

func (s *State) chooseOne(h, m int32) {
	s.homes[h].choice = m
	if s.policy.Selection.Pairs == policy.PairsFirm {
		s.homes[h].kept = true
		s.members[m].chosen += s.homes[h].weight
	}
}

// chooseAs decides what a plan says that was chosen, as far as members have room.
func (s *State) chooseAs(d *Draft) {
	s.forgetChoice()
	if s.policy.Selection.By == policy.ProposeNone {
		return
	}
	for h := range d.Homes {
		m, known := s.memberOf(d.Homes[h].Choice)
		if known && s.homes[h].free() && s.members[m].eligible() && (s.policy.Selection.Pairs == policy.PairsYielding || s.fits(int32(h), m)) {
			s.chooseOne(int32(h), m)
		}
	}
}

// fits reports whether a member has room for a home beside what is not the links' to give.
func (s *State) fits(h, m int32) bool {
	return s.members[m].fixed()+s.homes[h].weight <= int64(s.members[m].load.Max)
}

// keep decides the pairs of the standing plan that are still acceptable; under firm pairs as long as the member has room, those first to
// which he gives the best rank. The other homes choose anew among what room is left there; where pairs yield, the links decide for them.
func (x *twoWay) keep(ctx context.Context, t *transition) error {
	arc := x.stood(t)
	if x.policy.Selection.Pairs == policy.PairsYielding {
		x.choose(arc)
		return ctx.Err()
	}
	rest := x.rest(arc)
	m, ok := selection.Solve(rest.Problem, func() bool { return ctx.Err() != nil })
	if !ok {
		return ctx.Err()
	}
	for h, a := range m.Arc {
		if a != selection.None {
			arc[h] = rest.of[a]
		}
	}
	x.choose(arc)
	return nil
}

// stood are the acceptable pairs that homes were chosen by in the standing plan.
func (x *twoWay) stood(t *transition) []int32 {
	arc := make([]int32, len(x.homes))
	for h := range arc {
		arc[h] = selection.None
		was := t.home[h].was
		if was == none || t.old.stands.plan.d.Homes[was].State != HomeChosen {
			continue
		}
		if m := t.old.stands.member[was]; m != none && t.memberNow[m] != none {
			arc[h] = x.pairOf(int32(h), t.memberNow[m])
		}
	}
	return arc
}

// pairOf is the acceptable pair of a home and a member, none if they do not accept each other.
func (x *twoWay) pairOf(h, m int32) int32 {
	row := x.all.To[x.all.Start[h]:x.all.Start[h+1]]
	if i, ok := slices.BinarySearch(row, m); ok {
		return x.all.Start[h] + int32(i)
	}
	return selection.None
}

// A remainder is the choice of some homes among what room others leave; of tells the pair among all.
type remainder struct {
	*selection.Problem
	of []int32
}

// rest takes from arc what members have no room for, and is the choice of the homes without pair.
func (x *twoWay) rest(arc []int32) remainder {
	r := remainder{Problem: &selection.Problem{Start: []int32{0}, Capacity: slices.Clone(x.all.Capacity), Weight: x.all.Weight, ByMembers: x.all.ByMembers}}
	var order []int32
	for h, a := range arc {
		if a != selection.None {
			order = append(order, int32(h))
		}
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(x.all.Member[arc[a]], x.all.Member[arc[b]]) })
	for _, h := range order {
		if left := &r.Capacity[x.all.To[arc[h]]]; *left >= x.homes[h].weight {
			*left -= x.homes[h].weight
		} else {
			arc[h] = selection.None
		}
	}
	for h, a := range arc {
		for b := x.all.Start[h]; a == selection.None && b < x.all.Start[h+1]; b++ {
			r.of = append(r.of, b)
			r.To, r.Home, r.Member = append(r.To, x.all.To[b]), append(r.Home, x.all.Home[b]), append(r.Member, x.all.Member[b])
		}
		r.Start = append(r.Start, int32(len(r.To)))
	}
	return r
}

// write says what came of the choice once the links are made. Blocking pairs are those of the whole plan: an acceptable pair counts as
// matched also where the links made it, and homes linked by other pairs leave their member's room free.
func (x *twoWay) write(d *Draft, a *assignment) {
	if x == nil {
		return
	}
	out := &Selection{Bound: x.bound, Kind: x.kind}
	arc := make([]int32, len(x.homes))
	for h, m := range a.member {
		arc[h] = selection.None
		if m != none {
			arc[h] = x.pairOf(int32(h), m)
		}
		if d.Homes[h].State == HomeChosen {
			out.Pairs++
		}
	}
	for _, p := range selection.Blocking(x.all, arc) {
		out.Blocking = append(out.Blocking, Pair{x.homes[p.Home].ID, x.members[p.Member].ID})
	}
	if out.Kind == Bounded && len(out.Blocking) == 0 && out.Pairs == out.Bound {
		out.Kind = Certified
	}
	d.Selection = out
}
