package verify

import (
	"cmp"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// A centerSheet is who belongs to which centre, as the plan says.
type centerSheet struct {
	member   []int // of each centre of the plan, -1 if he cannot be one
	of       []int // of each member, a position in the plan's centres, -1 for none
	size     []int
	mentor   []int // of each centre, -1 for none
	mentored []int // of each member, how many centres he mentors
}

// gathered reports whether the policy asks for centres.
func (s *scene) gathered() bool { return s.policy.Centers.By == policy.CentersChosen }

// mentoring reports whether the policy asks for mentors.
func (s *scene) mentoring() bool { return s.gathered() && len(s.policy.Centers.Mentors.Titles) > 0 }

// candidate returns the rank of a member who may be a centre.
func (s *scene) candidate(j int) (rank int, ok bool) {
	m := &s.members[j]
	if !m.eligible || !m.resident {
		return 0, false
	}
	if len(s.policy.Centers.Nominations) == 0 {
		return 0, true
	}
	rank = slices.Index(s.policy.Centers.Nominations, m.rec.Nomination)
	return rank, rank >= 0
}

// mentors reports whether a member may mentor a centre.
func (s *scene) mentors(j int) bool {
	return s.members[j].eligible && slices.Contains(s.policy.Centers.Mentors.Titles, s.members[j].rec.Title)
}

// memberMM is the way from one member to another within a limit; that to or from
// somebody without location is the limit, or 0 without one.
func (s *scene) memberMM(from, to int, limit policy.Limit) (mm int64, ok bool) {
	switch {
	case from == to:
		return 0, true
	case !s.members[from].located || !s.members[to].located:
		return max(limit.MM(), 0), true
	}
	mm = s.measure(s.memberPlace(from), s.memberPlace(to))
	return mm, within(limit, mm)
}

// checkTiers checks who belongs to which centre, and who mentors it.
func (j *judge) checkTiers() {
	n := len(j.d.Centers)
	j.center = &centerSheet{member: make([]int, n), of: make([]int, len(j.members)), size: make([]int, n), mentor: make([]int, n), mentored: make([]int, len(j.members))}
	j.indexCenters()
	for k := range j.members {
		j.center.of[k] = -1
		j.checkCenterOf(k)
	}
	for c := range j.d.Centers {
		j.checkMentor(c)
		j.checkCenterFigures(c)
		if most := j.policy.Centers.MembersMax; j.gathered() && most > 0 && j.center.size[c] > most {
			j.add(j.atCenter(CenterOverfull, c), "centre %q has %d members; centers.members_max is %d", j.d.Centers[c].Member, j.center.size[c], most)
		}
	}
	for k, n := range j.center.mentored {
		if most := j.policy.Centers.Mentors.Max; n > most {
			j.add(Finding{Code: MentorOverload, Member: j.members[k].id}, "member %q mentors %d centres; centers.mentors.max is %d", j.members[k].id, n, most)
		}
	}
	j.checkCenterNumbers()
}

func (j *judge) atCenter(code string, c int) Finding {
	return Finding{Code: code, Member: j.d.Centers[c].Member}
}

// indexCenters finds the members who are centres.
func (j *judge) indexCenters() {
	seen := map[int]bool{}
	for c := range j.d.Centers {
		id := j.d.Centers[c].Member
		k := j.number(id)
		j.center.member[c] = k
		switch {
		case !j.gathered():
			j.add(j.atCenter(CentersUnasked, c), "member %q is a centre; the policy asks for none", id)
		case k < 0:
			j.add(j.atCenter(ForeignMember, c), "centre %q is not in the problem", id)
		case seen[k]:
			j.add(j.atCenter(CenterTwice, c), "member %q is a centre more than once", id)
			j.center.member[c] = -1
		default:
			seen[k] = true
			if _, ok := j.candidate(k); !ok {
				j.add(j.atCenter(CenterNotCandidate, c), "member %q is a centre; expected an eligible resident with a nomination in centers.nominations (his is %q)", id, j.members[k].rec.Nomination)
			}
		}
	}
}

// checkCenterOf checks the centre of a member.
func (j *judge) checkCenterOf(k int) {
	m, r := &j.members[k], &j.servers[k]
	at := Finding{Member: m.id}
	own := slices.Index(j.center.member, k)
	if r.Center == "" {
		if own >= 0 {
			at.Code = CenterNotOwn
			j.add(at, "centre %q belongs to no centre; expected to itself", m.id)
		}
		j.checkCenterMM(k, 0)
		return
	}
	c := slices.IndexFunc(j.d.Centers, func(x engine.Center) bool { return x.Member == r.Center })
	switch {
	case !j.gathered():
		at.Code = CentersUnasked
		j.add(at, "member %q belongs to centre %q; the policy asks for none", m.id, r.Center)
		return
	case c < 0 || j.center.member[c] < 0:
		at.Code = CenterUnknown
		j.add(at, "member %q belongs to %q, who is no centre", m.id, r.Center)
		return
	case !m.eligible:
		at.Code = CenterMember
		j.add(at, "member %q belongs to centre %q and is not eligible (%s)", m.id, r.Center, m.excluded)
	case own >= 0 && own != c:
		at.Code = CenterNotOwn
		j.add(at, "centre %q belongs to %q; expected to itself", m.id, r.Center)
	}
	mm, ok := j.memberMM(j.center.member[c], k, j.policy.Centers.Reach)
	if !ok {
		at.Code = CenterTooFar
		j.add(at, "member %q is %s from centre %q, beyond centers.reach_m", m.id, meters(mm), r.Center)
	}
	j.checkCenterMM(k, mm)
	j.center.of[k] = c
	j.center.size[c]++
}

func (j *judge) checkCenterMM(k int, want int64) {
	if got := j.servers[k].CenterMM; got != want {
		j.add(Finding{Code: WrongMemberDistance, Member: j.members[k].id}, "member %q is said to be %s from centre %q; expected %s", j.members[k].id, meters(got), j.servers[k].Center, meters(want))
	}
}

// checkMentor checks who mentors a centre.
func (j *judge) checkMentor(c int) {
	x := &j.d.Centers[c]
	j.center.mentor[c] = -1
	want := int64(0)
	if x.Mentor != "" {
		k, center := j.number(x.Mentor), j.center.member[c]
		ok := k >= 0 && j.mentoring() && j.mentors(k) && center >= 0 && k != center
		if ok {
			want, ok = j.memberMM(k, center, policy.Limit{})
		}
		if !ok {
			j.add(Finding{Code: MentorNotAllowed, Member: x.Mentor}, "centre %q is mentored by %q; expected an eligible member with a title in centers.mentors.titles, another than the centre, with a way to it", x.Member, x.Mentor)
		} else {
			j.center.mentor[c] = k
			j.center.mentored[k]++
		}
	}
	if x.MentorMM != want {
		j.add(j.atCenter(WrongMentorDistance, c), "centre %q is said to be %s from its mentor %q; expected %s", x.Member, meters(x.MentorMM), x.Mentor, meters(want))
	}
}

// checkCenterFigures recomputes the figures of a centre.
func (j *judge) checkCenterFigures(c int) {
	x := j.d.Centers[c]
	want := x
	want.Members, want.Homes, want.Weight, want.RadiusMM, want.TotalMM = j.center.size[c], 0, 0, 0, 0
	for k, at := range j.center.of {
		if at == c {
			mm, _ := j.memberMM(j.center.member[c], k, j.policy.Centers.Reach)
			want.RadiusMM = max(want.RadiusMM, mm)
			var e exact
			want.TotalMM = e.add(want.TotalMM, mm)
		}
	}
	for h, k := range j.linkedTo {
		if k >= 0 && j.center.of[k] == c {
			want.Homes++
			want.Weight += int(j.homes[h].weight)
		}
	}
	if x != want {
		j.add(j.atCenter(WrongCenterFigure, c), "centre %q is said to be %+v; expected %+v", x.Member, x, want)
	}
}

// checkCenterNumbers checks that centres made anew count from west to east, and
// that those which were kept have a number each.
func (j *judge) checkCenterNumbers() {
	seen := map[int]bool{}
	var order []int
	for c := range j.d.Centers {
		n := j.d.Centers[c].Number
		if n < 1 || seen[n] {
			j.add(j.atCenter(WrongCenterNumber, c), "centre %q has number %d; expected one from 1 that no other has", j.d.Centers[c].Member, n)
		}
		seen[n] = true
		if j.center.member[c] >= 0 {
			order = append(order, c)
		}
	}
	if j.centersKept() {
		return
	}
	slices.SortFunc(order, func(a, b int) int { return j.westward(j.center.member[a], j.center.member[b]) })
	for i, c := range order {
		if n := j.d.Centers[c].Number; n != i+1 {
			j.add(j.atCenter(WrongCenterNumber, c), "centre %q has number %d; counted from west to east it is %d", j.d.Centers[c].Member, n, i+1)
		}
	}
}

// centersKept reports whether the plan says that its centres stand as they did.
func (j *judge) centersKept() bool { return j.d.Proof.Centers.Number.Kind == engine.Kept }

// westward orders members: those with location from west to east, then from south to north, then by id.
func (s *scene) westward(a, b int) int {
	x, y := &s.members[a], &s.members[b]
	switch {
	case x.located && !y.located:
		return -1
	case !x.located && y.located:
		return 1
	case x.located && x.point != y.point:
		return cmp.Or(cmp.Compare(x.point[0], y.point[0]), cmp.Compare(x.point[1], y.point[1]))
	}
	return cmp.Compare(a, b)
}

// missedByCenters adds the minima that the tiers miss.
func (j *judge) missedByCenters(want map[missed]int64) {
	if !j.gathered() {
		return
	}
	for _, k := range j.eligible {
		if j.center.of[k] < 0 {
			want[missed{kind: engine.ShortfallMemberCenter, member: j.members[k].id}] = 1
		}
		if short := j.policy.Centers.Mentors.Min - j.center.mentored[k]; j.mentoring() && j.mentors(k) && short > 0 {
			want[missed{kind: engine.ShortfallMentorCenters, member: j.members[k].id}] = int64(short)
		}
	}
	for c, k := range j.center.member {
		if k < 0 {
			continue
		}
		if short := j.policy.Centers.MembersMin - j.center.size[c]; short > 0 {
			want[missed{kind: engine.ShortfallCenterMembers, member: j.members[k].id}] = int64(short)
		}
		if j.mentoring() && j.center.mentor[c] < 0 {
			want[missed{kind: engine.ShortfallCenterMentor, member: j.members[k].id}] = 1
		}
	}
}
