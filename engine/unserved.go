package engine

import (
	"slices"

	"jinlin/policy"
)

// unserved says why each home that wanted a link has none.
func (s *State) unserved(d *Draft, a *assignment, pairs arcs, within border, l *layout) {
	x := explainer{State: s, a: a, pairs: pairs, within: within, layout: l, cuts: make(map[int32]*Cut)}
	for i := range s.homes {
		if d.Homes[i].State == HomeUnserved {
			d.Unserved = append(d.Unserved, x.why(int32(i)))
		}
	}
}

// An explainer finds reasons; cuts are kept by home so that homes with the same cut share it.
type explainer struct {
	*State
	layout *layout
	a      *assignment
	pairs  arcs
	within border
	cuts   map[int32]*Cut
	held   [][]int32
}

func (x *explainer) why(h int32) Unserved {
	u := Unserved{Household: x.homes[h].ID, Stage: StageLink}
	if within := x.policy.Links.Within; (within == policy.WithinCircle || within == policy.WithinNone) && x.layout.circleOf[h] == none {
		u.Stage = StageCircle
	}
	u.Reason = x.reason(h, u.Stage)
	if u.Reason == ReasonNoService {
		u.Services = x.unoffered(h, x.those(x.near(h), func(m int32) bool { return x.joined(h, m) }))
	}
	switch u.Reason {
	case ReasonFull:
		u.Cut = x.cut(h)
	case ReasonNoCircle, ReasonNobodyInReach, ReasonForbidden:
		u.Nearest, u.NearestMM = x.nearest(h, func(int32) bool { return true })
	case ReasonNoAssociation, ReasonNoService:
		u.Nearest, u.NearestMM = x.nearest(h, func(m int32) bool { return x.meets(h, m) })
	}
	return u
}

func (x *explainer) reason(h int32, stage Stage) ReasonCode {
	switch {
	case !x.anyEligible() && (x.policy.Team.Min > 0 || x.policy.Links.Within != policy.WithinNone):
		return ReasonNoMembers
	case stage == StageCircle && x.layout.holdable[h]:
		return ReasonCrowdedOut
	case stage == StageCircle:
		return ReasonNoCircle
	}
	near := x.near(h)
	joined := x.those(near, func(m int32) bool { return x.joined(h, m) })
	switch {
	case len(near) == 0:
		return ReasonNobodyInReach
	case len(joined) == 0:
		return ReasonNoAssociation
	case len(x.those(joined, func(m int32) bool { return x.offers(h, m) })) == 0:
		return ReasonNoService
	case len(x.allowedOf(h)) == 0:
		return ReasonForbidden
	}
	return ReasonFull
}

// near lists the eligible members of the home's border in reach.
func (x *explainer) near(h int32) []int32 {
	members, _ := x.reach.row(h)
	return x.those(members, func(m int32) bool { return x.within.admits(h, m) })
}

func (x *explainer) those(members []int32, fit func(m int32) bool) []int32 {
	var list []int32
	for _, m := range members {
		if fit(m) {
			list = append(list, m)
		}
	}
	return list
}

func (s *State) anyEligible() bool {
	return slices.ContainsFunc(s.members, func(m member) bool { return m.eligible() })
}

// nearest is the nearest fitting eligible member with a location, whatever the borders.
func (s *State) nearest(h int32, fit func(m int32) bool) (id MemberID, mm int64) {
	for i := range s.members {
		m := &s.members[i]
		if !m.eligible() || !m.located || !fit(int32(i)) {
			continue
		}
		d, ok := s.ground.BetweenMM(m.place, s.homes[h].place)
		if ok && (id == "" || d < mm) {
			id, mm = m.ID, d
		}
	}
	return id, mm
}

func (x *explainer) allowedOf(h int32) []int32 {
	members, _ := x.pairs.row(h)
	return members
}

// heldBy lists the free homes of every member.
func (x *explainer) heldBy(m int32) []int32 {
	if x.held == nil {
		x.held = make([][]int32, len(x.members))
		for h, m := range x.a.member {
			if m != none && x.homes[h].free() {
				x.held[m] = append(x.held[m], int32(h))
			}
		}
	}
	return x.held[m]
}

// cut grows from an unserved home: its allowed members, the homes that they answer for, the members allowed for those,
// and so on. In an optimal plan of equal weights all these members are full, which is the reason.
func (x *explainer) cut(h int32) *Cut {
	if c := x.cuts[h]; c != nil {
		return c
	}
	homes, members := x.closure(h)
	cut := &Cut{}
	weight := int64(0)
	for _, i := range homes {
		cut.Homes = append(cut.Homes, x.homes[i].ID)
		weight += x.homes[i].weight
	}
	room := int64(0)
	for _, m := range members {
		cut.Members = append(cut.Members, x.members[m].ID)
		room += int64(x.members[m].load.Max) - x.members[m].fixed()
	}
	cut.Room, cut.Missing = int(room), int(weight-room)
	if cut.Missing <= 0 {
		return nil
	}
	for _, i := range homes {
		x.cuts[i] = cut
	}
	return cut
}

// closure ends with all free homes whose allowed members are all inside.
func (x *explainer) closure(h int32) (homes, members []int32) {
	in := make([]bool, len(x.members))
	queue := []int32{h}
	for len(queue) > 0 {
		g := queue[0]
		queue = queue[1:]
		for _, m := range x.allowedOf(g) {
			if !in[m] {
				in[m] = true
				members = append(members, m)
				queue = append(queue, x.heldBy(m)...)
			}
		}
	}
	for i := range x.homes {
		row := x.allowedOf(int32(i))
		if len(row) > 0 && x.homes[i].free() && !slices.ContainsFunc(row, func(m int32) bool { return !in[m] }) {
			homes = append(homes, int32(i))
		}
	}
	slices.Sort(members)
	return homes, members
}
