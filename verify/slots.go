package verify

import (
	"cmp"
	"slices"

	"jinlin/engine"
	"jinlin/policy"
)

// checkSlots checks who took which role, and that no better team exists, or,
// where teams stand as they did, that nobody could take an empty slot.
func (j *judge) checkSlots() {
	j.slots = make([]map[string][]int, len(j.d.Circles))
	for c := range j.slots {
		j.slots[c] = map[string][]int{}
	}
	if !j.circled() {
		return
	}
	bad := make([]bool, len(j.d.Circles))
	j.readSlots(bad)
	for c := range j.slots {
		j.checkSlotNumbers(c)
		if j.frozen() {
			j.checkEmptySlots(c)
			continue
		}
		w := j.circleCrowd(c)
		if got, want := j.vector(w), j.bestTeam(w); !bad[c] && !slices.Equal(got, want) {
			id := j.d.Circles[c].ID
			j.add(Finding{Code: TeamNotBest, Circle: id}, "the roles of circle %q cost %v (empty minima, other empty slots, three ranks, millimetres, positions); the best team costs %v", id, got, want)
		}
	}
}

// readSlots collects the holders of each role; bad circles have a holder who
// must not be one.
func (j *judge) readSlots(bad []bool) {
	type slot struct {
		c, number int
		role      string
	}
	type seat struct{ c, k int }
	seen, busy := map[slot]bool{}, map[seat]bool{}
	for _, s := range j.d.Slots {
		at := Finding{Circle: s.Circle, Member: s.Member}
		c, known := j.circleAt[s.Circle]
		r := slices.IndexFunc(j.policy.Team.Roles, func(r policy.Role) bool { return r.Name == s.Role })
		if !known || r < 0 || s.Number < 1 || s.Number > j.policy.Team.Roles[r].Max || s.Member == "" {
			at.Code = WrongSlot
			j.add(at, "slot %d of role %q in circle %q is held by %q; the circle or the role is unknown, the number is out of range, or nobody holds it", s.Number, s.Role, s.Circle, s.Member)
			continue
		}
		if key := (slot{c, s.Number, s.Role}); seen[key] {
			at.Code, bad[c] = SlotTwice, true
			j.add(at, "slot %d of role %q in circle %q is listed more than once", s.Number, s.Role, s.Circle)
			continue
		} else {
			seen[key] = true
		}
		k := j.number(s.Member)
		if k < 0 || !slices.Contains(j.teamIn[c], k) || !fits(&j.members[k], &j.policy.Team.Roles[r]) {
			at.Code, bad[c] = SlotMember, true
			j.add(at, "slot %d of role %q in circle %q is held by %q, who is not an eligible member of the circle with a fitting title", s.Number, s.Role, s.Circle, s.Member)
			continue
		}
		if busy[seat{c, k}] {
			at.Code, bad[c] = TwoRoles, true
			j.add(at, "member %q holds more than one slot of circle %q", s.Member, s.Circle)
			continue
		}
		busy[seat{c, k}] = true
		j.report.SlotsFilled++
		j.slots[c][s.Role] = append(j.slots[c][s.Role], k)
	}
}

// checkEmptySlots checks that no slot stays empty that a member of the circle
// without a role could take.
func (j *judge) checkEmptySlots(c int) {
	busy := map[int]bool{}
	for _, held := range j.slots[c] {
		for _, k := range held {
			busy[k] = true
		}
	}
	for i := range j.policy.Team.Roles {
		r := &j.policy.Team.Roles[i]
		if len(j.slots[c][r.Name]) >= r.Max {
			continue
		}
		for _, k := range j.teamIn[c] {
			if m := &j.members[k]; !busy[k] && fits(m, r) {
				id := j.d.Circles[c].ID
				j.add(Finding{Code: SlotEmpty, Circle: id, Member: m.id}, "%d of %d slots of role %q in circle %q are filled; %q holds no role and could take one", len(j.slots[c][r.Name]), r.Max, r.Name, id, m.id)
				break
			}
		}
	}
}

// fits reports whether the title, the source group and the nomination of the
// member are in the role's lists, those that are not empty.
func fits(m *member, r *policy.Role) bool {
	in := func(list []string, x string) bool { return len(list) == 0 || slices.Contains(list, x) }
	return in(r.Titles, m.rec.Title) && in(r.Sources, m.rec.Source) && in(r.Nominations, m.rec.Nomination)
}

// ranks are the positions of the member's title, source group and nomination in
// the role's lists, 0 without one.
func ranks(m *member, r *policy.Role) [3]int64 {
	at := func(list []string, x string) int64 { return int64(max(slices.Index(list, x), 0)) }
	return [3]int64{at(r.Titles, m.rec.Title), at(r.Sources, m.rec.Source), at(r.Nominations, m.rec.Nomination)}
}

// compareRanks puts the member who is wanted more for a role first.
func (j *judge) compareRanks(r *policy.Role, a, b int) int {
	x, y := ranks(&j.members[a], r), ranks(&j.members[b], r)
	return slices.Compare(x[:], y[:])
}

// toCenter is the distance of a member to the centre of a circle, 0 for one
// without location or way.
func (j *judge) toCenter(c, k int) int64 {
	if j.siteOf[c] < 0 || !j.members[k].located {
		return 0
	}
	if d := j.measure(j.sitePlace(j.siteOf[c]), j.memberPlace(k)); d != noWay {
		return d
	}
	return 0
}

// checkSlotNumbers checks that each role's slots go by rank, distance and id.
func (j *judge) checkSlotNumbers(c int) {
	for i := range j.policy.Team.Roles {
		r := &j.policy.Team.Roles[i]
		order := slices.Clone(j.slots[c][r.Name])
		slices.SortFunc(order, func(a, b int) int {
			return cmp.Or(j.compareRanks(r, a, b),
				cmp.Compare(j.toCenter(c, a), j.toCenter(c, b)), cmp.Compare(a, b))
		})
		for i, k := range order {
			at := Finding{Code: WrongSlotNumber, Circle: j.d.Circles[c].ID, Member: j.members[k].id}
			if got := j.slotNumber(at.Circle, r.Name, at.Member); got != i+1 {
				j.add(at, "member %q holds slot %d of role %q in circle %q; by rank, distance and id it is %d", at.Member, got, r.Name, at.Circle, i+1)
			}
		}
	}
}

func (j *judge) slotNumber(c engine.CircleID, role string, m engine.MemberID) int {
	for _, s := range j.d.Slots {
		if s.Circle == c && s.Role == role && s.Member == m {
			return s.Number
		}
	}
	return 0
}

// circleCrowd is the team of a circle.
func (j *judge) circleCrowd(c int) *crowd {
	return &crowd{j.policy.Team.Roles, j.teamIn[c], func(k int) int64 { return j.toCenter(c, k) }, j.slots[c]}
}
