package verify

import (
	"jinlin/engine"
)

// checkLinks checks who answers for each home.
func (j *judge) checkLinks() {
	j.linkedTo = make([]int, len(j.homes))
	for h := range j.homes {
		j.linkedTo[h] = -1
		if j.missing[h] {
			continue
		}
		switch x := &j.homes[h]; {
		case !j.linked():
			j.checkHeld(h)
		case x.own >= 0:
			j.checkOwn(h)
		case x.lock >= 0:
			j.checkLocked(h)
		case x.held:
			j.checkLeftOut(h)
		case x.kept >= 0:
			j.checkChosen(h)
		default:
			j.checkFree(h)
		}
	}
}

// checkHeld checks a home of a plan without links: held if it is in a circle,
// or if no circles are asked for.
func (j *judge) checkHeld(h int) {
	r, want := &j.rows[h], engine.HomeUnserved
	if j.circleOf[h] >= 0 || !j.circled() {
		want = engine.HomeHeld
	} else {
		j.report.Unserved++
	}
	if r.State != want || r.Member != "" {
		j.add(j.at(WrongState, h), "home %q is %s by %q; no links are asked for: expected %s", r.ID, r.State, r.Member, want)
	}
	j.checkDistance(h, 0)
}

// checkLeftOut checks a home of a priority that nobody is asked to answer for.
func (j *judge) checkLeftOut(h int) {
	if r := &j.rows[h]; r.State != engine.HomeHeld || r.Member != "" {
		j.add(j.at(WrongState, h), "home %q is %s by %q; its priority is %d and links.priority_min %d: expected held, by nobody", r.ID, r.State, r.Member, j.homes[h].priority, j.policy.Links.PriorityMin)
	}
	j.checkDistance(h, 0)
}

func (j *judge) at(code string, h int) Finding {
	return Finding{Code: code, Household: j.homes[h].id, Member: j.rows[h].Member, Circle: j.rows[h].Circle}
}

func (j *judge) checkOwn(h int) {
	r, own := &j.rows[h], j.members[j.homes[h].own].id
	if r.State != engine.HomeOwn || r.Member != own {
		j.add(j.at(OwnHomeMissed, h), "home %q is %s by %q; expected own, covered by %q who lives there", r.ID, r.State, r.Member, own)
		return
	}
	j.report.Own++
	j.checkDistance(h, 0)
}

func (j *judge) checkLocked(h int) {
	r, lock := &j.rows[h], j.homes[h].lock
	if r.State != engine.HomeLocked || r.Member != j.members[lock].id {
		j.add(j.at(LockBroken, h), "home %q is %s to %q; it is locked to %q", r.ID, r.State, r.Member, j.members[lock].id)
		if r.State == engine.HomeLinked {
			j.linkedTo[h] = j.number(r.Member)
		}
		return
	}
	j.report.Locked++
	j.linkedTo[h] = lock
	j.checkDistance(h, j.linkMM(h, lock))
}

func (j *judge) checkFree(h int) {
	r := &j.rows[h]
	switch r.State {
	case engine.HomeUnserved:
		j.report.Unserved++
		if r.Member != "" {
			j.add(j.at(WrongState, h), "home %q is unserved and has the member %q; expected none", r.ID, r.Member)
		}
		j.checkDistance(h, 0)
		return
	case engine.HomeChosen:
		if j.report.Chosen++; j.homes[h].choice < 0 || r.Choice != r.Member {
			j.add(j.at(ChoiceInvented, h), "home %q is said to have been chosen by %q; its choice is %q", r.ID, r.Member, r.Choice)
		}
	case engine.HomeLinked:
		if j.report.Linked++; r.Choice != "" && r.Choice == r.Member {
			j.add(j.at(WrongState, h), "home %q is linked to its choice %q; expected the state chosen", r.ID, r.Member)
		}
	case engine.HomeLocked:
		j.add(j.at(LockInvented, h), "home %q is said to be locked to %q; the problem has no such lock", r.ID, r.Member)
	default:
		j.add(j.at(WrongState, h), "home %q has the state %q; expected linked, chosen or unserved", r.ID, r.State)
		return
	}
	k := j.number(r.Member)
	if j.linkedTo[h] = k; k < 0 {
		j.add(j.at(ForeignMember, h), "home %q is linked to %q, who is not in the problem", r.ID, r.Member)
		return
	}
	j.checkAllowed(h, k, j.border)
	j.checkDistance(h, j.linkMM(h, k))
}

// number returns the member of that id, -1 if there is none.
func (j *judge) number(id engine.MemberID) int {
	if k, ok := j.memberAt[id]; ok {
		return k
	}
	return -1
}

// checkAllowed names every rule that the link breaks.
func (j *judge) checkAllowed(h, k int, b border) {
	r, m := &j.rows[h], &j.members[k]
	if !m.eligible {
		j.add(j.at(LinkIneligible, h), "home %q is linked to %q, who is not eligible (%s)", r.ID, m.id, m.excluded)
	}
	if j.vetoed(h, k) {
		j.add(j.at(LinkForbidden, h), "home %q is linked to %q; the pair is forbidden", r.ID, m.id)
	}
	if !b(h, k) {
		j.add(j.at(LinkAcrossBorder, h), "home %q is linked to %q across the border (links.within is %s)", r.ID, m.id, j.policy.Links.Within)
	}
	if !j.near(h, k) {
		j.add(j.at(LinkTooFar, h), "home %q is linked to %q, %s away; the reach is %s", r.ID, m.id, meters(j.between(h, k)), limitText(j.reachOf(h, k)))
	}
	if !j.belongs(h, k) {
		j.add(j.at(LinkAssociation, h), "home %q is linked to %q, who is not of its association %q (links.require)", r.ID, m.id, j.homes[h].rec.Association)
	}
	if !j.serves(h, k) {
		j.add(j.at(LinkService, h), "home %q is linked to %q, who does not offer %q (links.require)", r.ID, m.id, j.lacking(h, k))
	}
}

func (j *judge) checkDistance(h int, want int64) {
	if r := &j.rows[h]; r.DistanceMM != want {
		j.add(j.at(WrongDistance, h), "home %q is said to be %s from %q; expected %s", r.ID, meters(r.DistanceMM), r.Member, meters(want))
	}
}

// loads adds up the weights of the homes that each member answers for.
func (s *scene) loads(of []int) []int64 {
	sum := make([]int64, len(s.members))
	for h, k := range of {
		if k >= 0 {
			sum[k] += s.homes[h].weight
		}
	}
	return sum
}

func (j *judge) checkLoads() {
	for k, y := range j.loads(j.linkedTo) {
		m := &j.members[k]
		if got := int64(j.servers[k].Load); got != y {
			j.add(Finding{Code: WrongLoad, Member: m.id}, "member %q is said to have load %d; his homes weigh %d", m.id, got, y)
		}
		if y > int64(m.load.Max) {
			j.add(Finding{Code: Overload, Member: m.id}, "member %q has load %d; his maximum is %d", m.id, y, m.load.Max)
		}
	}
}
