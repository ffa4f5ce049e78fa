package engine

import (
	"cmp"
	"slices"

	"jinlin/policy"
)

// A mover tells what happened to the homes, and why.
type mover struct {
	t        *transition
	was, now *Draft
	churn    *churn
	moves    []Move
	// chain leads each move to its hand-over between members now; home is its number now, none if it left.
	chain []handOver
	home  []int32
	// next and prev are what follows in the chain of hand-overs, and what it follows on; none at the ends.
	next, prev []int32
}

// moves lists the homes whose answer is another than before, by id, each with its cause.
func (s *State) moves(t *transition, c *churn) []Move {
	x := mover{t: t, was: &t.old.stands.plan.d, now: &s.stands.plan.d, churn: c}
	old := 0
	for h := range s.homes {
		for ; old < len(t.homeNow) && t.homeNow[old] == none && t.old.homes[old].ID < s.homes[h].ID; old++ {
			x.gone(old)
		}
		if t.home[h].was != none {
			old = int(t.home[h].was) + 1
		}
		x.look(int32(h))
	}
	for ; old < len(t.homeNow); old++ {
		if t.homeNow[old] == none {
			x.gone(old)
		}
	}
	x.link()
	for i := range x.moves {
		x.moves[i].Cause = x.cause(int32(i))
	}
	return x.moves
}

// gone adds a home that left.
func (x *mover) gone(old int) {
	before := &x.was.Homes[old]
	m := Move{Household: before.ID, Kind: MoveGone, Before: before.Member, BeforeMM: before.DistanceMM, LoadBefore: x.loadBefore(before.Member)}
	x.add(m, none, x.giver(before), none)
}

// look adds a home if its answer is another.
func (x *mover) look(h int32) {
	after, was := &x.now.Homes[h], x.t.home[h].was
	if was != none && x.was.Homes[was].Member == after.Member {
		return
	}
	m := Move{Household: after.ID, Kind: MoveArrived, After: after.Member, AfterMM: after.DistanceMM}
	taker := none
	if i, known := x.t.now.memberOf(after.Member); known {
		m.LoadAfter = x.now.Members[i].Load
		if after.State != HomeOwn {
			taker = i
		}
	}
	if was == none {
		x.add(m, h, none, taker)
		return
	}
	before := &x.was.Homes[was]
	m.Before, m.BeforeMM, m.LoadBefore = before.Member, before.DistanceMM, x.loadBefore(before.Member)
	switch {
	case before.Member == "":
		m.Kind = MoveServed
	case x.churn.stay[h] != none:
		m.Kind = MoveVoluntary
	default:
		m.Kind = MoveForced
	}
	x.add(m, h, x.giver(before), taker)
}

func (x *mover) loadBefore(id MemberID) int {
	if m, known := x.t.old.memberOf(id); known {
		return x.was.Members[m].Load
	}
	return 0
}

// giver is the number now of the member to whom a home was linked; none if he left, or covered the home himself.
func (x *mover) giver(before *Home) int32 {
	if !before.State.Linked() {
		return none
	}
	if m, known := x.t.now.memberOf(before.Member); known {
		return m
	}
	return none
}

func (x *mover) add(m Move, h, from, to int32) {
	x.moves, x.home, x.chain = append(x.moves, m), append(x.home, h), append(x.chain, handOver{from, to})
}

// link joins hand-overs to chains: a home that had to come is paired with one that left of the plan's own choice, where there are both.
func (x *mover) link() {
	ins, outs := upTo(len(x.moves)), upTo(len(x.moves))
	voluntary := func(i int32) int { return changed(x.moves[i].Kind == MoveVoluntary) }
	slices.SortStableFunc(ins, func(a, b int32) int { return cmp.Compare(voluntary(a), voluntary(b)) })
	slices.SortStableFunc(outs, func(a, b int32) int { return cmp.Compare(voluntary(b), voluntary(a)) })
	x.next = follow(x.chain, ins, outs, len(x.t.now.members))
	x.prev = make([]int32, len(x.next))
	for i := range x.prev {
		x.prev[i] = none
	}
	for i, k := range x.next {
		if k != none {
			x.prev[k] = int32(i)
		}
	}
}

func (x *mover) cause(i int32) Cause {
	m := &x.moves[i]
	switch m.Kind {
	case MoveArrived:
		return Cause{Code: CauseArrived}
	case MoveGone:
		return Cause{Code: CauseGone}
	case MoveForced:
		return x.force(i)
	case MoveServed:
		return x.served(i)
	}
	return x.choice(i)
}

// fixed names a lock or an own home, which decide on their own.
func (x *mover) fixed(h int32) (Cause, bool) {
	switch after := &x.now.Homes[h]; after.State {
	case HomeLocked:
		return Cause{Code: CauseLocked, Member: after.Member}, true
	case HomeOwn:
		return Cause{Code: CauseOwn, Member: after.Member}, true
	}
	return Cause{}, false
}

// chosen names the member who chose a home and was chosen by it.
func (x *mover) chosen(h int32) (Cause, bool) {
	after := &x.now.Homes[h]
	return Cause{Code: CauseChosen, Member: after.Member}, after.State == HomeChosen
}

// force tells why the member before may not answer for the home any more.
func (x *mover) force(i int32) Cause {
	h, id := x.home[i], x.moves[i].Before
	if c, is := x.fixed(h); is {
		return c
	}
	if x.released(h) {
		return Cause{Code: CauseHomeMoved}
	}
	m, here := x.t.now.memberOf(id)
	switch {
	case !here:
		return Cause{Code: CauseMemberLeft, Member: id}
	case !x.t.now.members[m].eligible():
		return Cause{Code: CauseMemberExcluded, Member: id, Reason: x.t.now.members[m].excluded}
	case x.t.now.banned[pair{h, m}]:
		return Cause{Code: CauseForbidden, Member: id}
	case x.rehomed(h) && x.was.Homes[x.t.home[h].was].State != HomeOwn:
		return Cause{Code: CauseHomeMoved}
	case x.displaced(m):
		return Cause{Code: CauseMemberMoved, Member: id}
	case !x.t.policy && x.t.now.refused(h, m):
		return Cause{Code: CauseForbidden, Member: id} // he lives there
	case x.apart(h, m):
		if x.t.now.policy.Links.Within == policy.WithinGroup {
			return Cause{Code: CauseGroup, Member: id}
		}
		return Cause{Code: CauseCircle, Member: id}
	case x.t.now.homes[h].held:
		return Cause{Code: CausePolicy, Member: id}
	case x.severed(h, m) && x.asksOtherwise(h):
		return Cause{Code: CauseHomeMoved}
	case x.severed(h, m) && x.offersOtherwise(m):
		return Cause{Code: CauseMemberChanged, Member: id}
	}
	if c, is := x.chosen(h); is {
		return c
	}
	if x.t.measure && !x.t.policy {
		return Cause{Code: CauseGround, Member: id}
	}
	return Cause{Code: CausePolicy, Member: id}
}

// released reports whether nobody is asked to answer for a home any more because its own priority is another.
func (x *mover) released(h int32) bool {
	return x.t.now.homes[h].held && x.t.now.homes[h].Priority != x.t.old.homes[x.t.home[h].was].Priority
}

// severed reports whether the hard rules keep a member from a home, or the reach does, which may be that of an association.
func (x *mover) severed(h, m int32) bool {
	row, _ := x.t.now.reach.row(h)
	_, near := slices.BinarySearch(row, m)
	return !near || !x.t.now.meets(h, m)
}

// asksOtherwise reports whether a home asks for other services than before, or is in another association.
func (x *mover) asksOtherwise(h int32) bool {
	a, b := &x.t.now.homes[h], &x.t.old.homes[x.t.home[h].was]
	return a.Association != b.Association || !slices.Equal(a.services, b.services)
}

// offersOtherwise reports whether a member offers other services than before, or is in another association.
func (x *mover) offersOtherwise(m int32) bool {
	a, b := &x.t.now.members[m], &x.t.old.members[x.t.member[m].was]
	return a.Association != b.Association || !slices.Equal(distinct(a.Skills), distinct(b.Skills))
}

// rewritten reports whether the record of a home says anything else than before.
func (x *mover) rewritten(h int32) bool {
	trace := &x.t.home[h]
	return trace.changed && x.t.now.digests.homes[h] != x.t.old.digests.homes[trace.was]
}

// rehomed reports whether a home lies elsewhere or belongs to another group.
func (x *mover) rehomed(h int32) bool {
	return x.t.home[h].relocated || x.t.now.homes[h].Group != x.t.old.homes[x.t.home[h].was].Group
}

// displaced reports whether a member lives or serves elsewhere than before, or the home that anchors him does.
func (x *mover) displaced(m int32) bool {
	was := x.t.member[m].was
	if was == none {
		return true
	}
	a, b := &x.t.now.members[m], &x.t.old.members[was]
	if a.Area != b.Area || a.Household != b.Household || a.Located != b.Located || !samePoint(a.Location, b.Location) || !slices.Equal(a.Duty, b.Duty) {
		return true
	}
	if x.t.measure && a.lives == none {
		return false // what anchors him was measured anew
	}
	if a.anchor == none || b.anchor == none {
		return a.anchor != b.anchor
	}
	return x.t.home[a.anchor].was != b.anchor || x.rehomed(a.anchor)
}

// apart reports whether the border of circles or of drawn groups lies between a home and a member in reach of it.
func (x *mover) apart(h, m int32) bool {
	now := x.t.now
	groups := now.policy.Links.Within == policy.WithinGroup && now.policy.Groups.By == policy.GroupsDrawn
	if now.policy.Links.Within != policy.WithinCircle && !groups {
		return false
	}
	within := now.border(now.stands.layout.circleOf, now.stands.layout.groups)
	row, _ := now.reach.row(h)
	_, near := slices.BinarySearch(row, m)
	return near && !within.admits(h, m)
}

// served tells why somebody answers for a home that had nobody.
func (x *mover) served(i int32) Cause {
	h := x.home[i]
	if c, is := x.fixed(h); is {
		return c
	}
	if c, is := x.chosen(h); is {
		return c
	}
	if x.rewritten(h) {
		return Cause{Code: CauseHomeMoved}
	}
	if c, is := x.downstream(i); is {
		return c
	}
	switch {
	case x.now.Homes[h].Circle != x.was.Homes[x.t.home[h].was].Circle:
		return Cause{Code: CauseCircle}
	case x.t.policy:
		return Cause{Code: CausePolicy}
	case x.t.measure:
		return Cause{Code: CauseGround}
	}
	return Cause{Code: CauseBetter}
}

// choice tells why the plan gave a home to another member although it need not: the chain of hand-overs began with a home that had to
// come, or with a member who may bear less, or it ends with one who was short or has room.
func (x *mover) choice(i int32) Cause {
	if c, is := x.chosen(x.home[i]); is {
		return c
	}
	if x.rewritten(x.home[i]) {
		return Cause{Code: CauseHomeMoved}
	}
	first := i
	for range x.moves {
		k := x.prev[first]
		if k == none || k == i {
			break
		}
		if first = k; x.moves[k].Kind != MoveVoluntary {
			return Cause{Code: CauseRoom, Household: x.moves[k].Household}
		}
	}
	if m := x.chain[first].from; m != none && x.prev[first] == none && x.smaller(m) {
		return Cause{Code: CauseCapacity, Member: x.t.now.members[m].ID}
	}
	if c, is := x.downstream(i); is {
		return c
	}
	return Cause{Code: CauseBetter}
}

// smaller reports whether a member may bear less than before beside the homes locked to him, or should.
func (x *mover) smaller(m int32) bool {
	a, b, both := x.burdens(m)
	return both && (a.Max < b.Max || a.TargetMax < b.TargetMax)
}

// burdens are what a member should and may bear beside the homes locked to him, now and before; false if he took no part before.
func (x *mover) burdens(m int32) (now, before policy.Load, both bool) {
	was := x.t.member[m].was
	if was == none || !x.t.old.members[was].eligible() {
		return now, before, false
	}
	a, b := &x.t.now.members[m], &x.t.old.members[was]
	now, before = a.load, b.load
	now.Max -= int(a.fixed())
	before.Max -= int(b.fixed())
	return now, before, true
}

// downstream follows a chain to its end: a member who was short of his minimum, who is new, or who has more room than before.
func (x *mover) downstream(i int32) (Cause, bool) {
	last := i
	for range x.moves {
		k := x.next[last]
		if k == i {
			return Cause{}, false // a cycle: nobody has more than before
		}
		if k == none {
			break
		}
		if x.moves[k].Kind != MoveVoluntary {
			// The member lost a home that had to leave, or that moved away.
			return Cause{Code: CauseHelp, Member: x.t.now.members[x.chain[last].to].ID}, true
		}
		last = k
	}
	m := x.chain[last].to
	if m == none {
		return Cause{}, false
	}
	now := &x.t.now.members[m]
	was := x.t.member[m].was
	fresh := was == none || !x.t.old.members[was].eligible()
	switch {
	case x.now.Members[m].Load <= now.load.Min && (fresh || x.was.Members[was].Load < now.load.Min):
		return Cause{Code: CauseMinimum, Member: now.ID}, true
	case fresh || x.larger(m):
		return Cause{Code: CauseHelp, Member: now.ID}, true
	}
	return Cause{}, false
}

// larger reports whether a member may bear more than before beside the homes locked to him, or should.
func (x *mover) larger(m int32) bool {
	a, b, both := x.burdens(m)
	return both && (a.Max > b.Max || a.TargetMax > b.TargetMax || a.TargetMin > b.TargetMin || a.Min > b.Min)
}
