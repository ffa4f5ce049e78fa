package verify

import (
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// free reports whether the home is to be linked and not locked.
func (s *scene) free(h int) bool {
	return s.homes[h].own < 0 && s.fixed(h) < 0 && !s.homes[h].held
}

// fixed is the member whom a lock or the two-way choice gave the home, whatever
// the links would rather have; -1 for nobody.
func (s *scene) fixed(h int) int { return max(s.homes[h].lock, s.homes[h].kept) }

// fixedLoad is the weight of the homes that are not the links' to take.
func (m *member) fixedLoad() int64 { return m.locked + m.chosen }

// linked reports whether the policy asks for links.
func (s *scene) linked() bool { return s.policy.Links.Within != policy.WithinNone }

// checkUnserved checks that exactly the homes without a member are listed,
// each with the right reason.
func (j *judge) checkUnserved() {
	entry := make([]bool, len(j.homes))
	for i := range j.d.Unserved {
		u := &j.d.Unserved[i]
		h, known := j.homeAt[u.Household]
		at := Finding{Household: u.Household}
		switch {
		case !known:
			at.Code = ForeignHome
			j.add(at, "home %q is listed as unserved and is not in the problem", u.Household)
			continue
		case entry[h]:
			at.Code = UnservedTwice
			j.add(at, "home %q is listed as unserved more than once", u.Household)
			continue
		}
		entry[h] = true
		if !j.missing[h] && j.rows[h].State != engine.HomeUnserved {
			at.Code = UnservedServed
			j.add(at, "home %q is listed as unserved; its state is %s", u.Household, j.rows[h].State)
			continue
		}
		j.checkReason(h, u)
	}
	for h, listed := range entry {
		if id := j.homes[h].id; !listed && j.rows[h].State == engine.HomeUnserved {
			j.add(Finding{Code: UnservedMissing, Household: id}, "home %q is unserved and has no entry with a reason", id)
		}
	}
}

// reason finds why a home has no member, given the circles.
func (j *judge) reason(h int) (engine.Stage, engine.ReasonCode) {
	stage := engine.StageLink
	if within := j.policy.Links.Within; (within == policy.WithinCircle || within == policy.WithinNone) && j.circleOf[h] < 0 {
		stage = engine.StageCircle
	}
	switch {
	case len(j.eligible) == 0 && (j.policy.Team.Min > 0 || j.linked()):
		return stage, engine.ReasonNoMembers
	case stage == engine.StageCircle && !j.holdable[h]:
		return stage, engine.ReasonNoCircle
	case stage == engine.StageCircle:
		return stage, engine.ReasonCrowdedOut
	}
	near, joined := j.neighboursOf(h)
	fit := slices.DeleteFunc(slices.Clone(joined), func(k int) bool { return !j.serves(h, k) })
	switch {
	case len(near) == 0:
		return stage, engine.ReasonNobodyInReach
	case len(joined) == 0:
		return stage, engine.ReasonNoAssociation
	case len(fit) == 0:
		return stage, engine.ReasonNoService
	case !slices.ContainsFunc(fit, func(k int) bool { return !j.vetoed(h, k) }):
		return stage, engine.ReasonForbidden
	}
	return stage, engine.ReasonFull
}

// neighboursOf are the eligible members in reach of a home within the borders,
// and those of them whom the rule of associations lets serve it.
func (j *judge) neighboursOf(h int) (near, joined []int) {
	for _, k := range j.eligible {
		if !j.border(h, k) || !j.near(h, k) {
			continue
		}
		near = append(near, k)
		if j.belongs(h, k) {
			joined = append(joined, k)
		}
	}
	return near, joined
}

func (j *judge) checkReason(h int, u *engine.Unserved) {
	at := Finding{Household: u.Household}
	stage, reason := j.reason(h)
	if u.Stage != stage {
		at.Code = WrongStage
		j.add(at, "home %q is said to be unserved at stage %q; expected %q", u.Household, u.Stage, stage)
	}
	if u.Reason != reason {
		at.Code = WrongReason
		j.add(at, "home %q is said to be unserved because of %q; expected %q", u.Household, u.Reason, reason)
	}
	j.checkNearest(h, u, reason)
	j.checkServices(h, u, reason)
	switch {
	case u.Cut != nil && reason != engine.ReasonFull:
		at.Code = WrongCut
		j.add(at, "home %q has a cut; the reason %q has none", u.Household, reason)
	case u.Cut != nil:
		j.checkFullCut(h, u.Cut)
	case reason == engine.ReasonFull && !j.cutless():
		at.Code = CutMissing
		j.add(at, "home %q is unserved because all are full, and no cut shows it", u.Household)
	}
}

// checkNearest asks for the nearest member where the reason needs him;
// elsewhere he may be left out.
func (j *judge) checkNearest(h int, u *engine.Unserved, reason engine.ReasonCode) {
	id, mm := engine.MemberID(""), int64(0)
	ruled := reason == engine.ReasonNoAssociation || reason == engine.ReasonNoService
	if k, d := j.nearest(h, ruled); k >= 0 {
		id, mm = j.members[k].id, d
	}
	needed := ruled || reason == engine.ReasonNoCircle || reason == engine.ReasonNobodyInReach || reason == engine.ReasonForbidden
	if !needed && u.Nearest == "" && u.NearestMM == 0 {
		return
	}
	if u.Nearest != id || u.NearestMM != mm {
		j.add(Finding{Code: WrongNearest, Household: u.Household, Member: u.Nearest}, "the nearest eligible member of home %q is said to be %q at %s; expected %q at %s",
			u.Household, u.Nearest, meters(u.NearestMM), id, meters(mm))
	}
}

// checkServices asks for the services that lack where the reason is that some do.
func (j *judge) checkServices(h int, u *engine.Unserved, reason engine.ReasonCode) {
	var want []string
	if reason == engine.ReasonNoService {
		_, joined := j.neighboursOf(h)
		want = j.unoffered(h, joined)
	}
	if !slices.Equal(u.Services, want) {
		j.add(Finding{Code: WrongServices, Household: u.Household}, "home %q is said to lack the services %q; expected %q", u.Household, u.Services, want)
	}
}

// cutless reports whether a cut may be missing: where weights differ, and where
// a home is unserved, or a minimum missed, only because changes are limited.
func (j *judge) cutless() bool { return j.weighted() || j.limited() }

// weighted reports whether some home counts for more than one: then there
// may be no cut, since a home is never split.
func (s *scene) weighted() bool {
	for h := range s.homes {
		if s.homes[h].weight != 1 {
			return true
		}
	}
	return false
}
