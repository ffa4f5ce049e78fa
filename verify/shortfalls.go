package verify

import (
	"jinlin/engine"
)

// A missed names a minimum that was missed.
type missed struct {
	kind   engine.ShortfallKind
	circle engine.CircleID
	group  engine.GroupID
	member engine.MemberID
	role   string
}

// checkShortfalls checks that exactly the missed minima are listed.
func (j *judge) checkShortfalls() {
	want := j.missedMinima()
	seen := map[missed]bool{}
	for i := range j.d.Shortfalls {
		s := &j.d.Shortfalls[i]
		key := missed{s.Kind, s.Circle, s.Group, s.Member, s.Role}
		if s.Kind == engine.ShortfallLoad {
			key.circle = ""
		}
		at := Finding{Member: s.Member, Circle: s.Circle, Group: s.Group}
		amount, exists := want[key]
		switch {
		case !exists:
			at.Code = ShortfallFalse
			j.add(at, "a %s shortfall is listed (member %q, circle %q, role %q); there is none", s.Kind, s.Member, s.Circle, s.Role)
			continue
		case seen[key]:
			at.Code = ShortfallTwice
			j.add(at, "the %s shortfall (member %q, circle %q, role %q) is listed more than once", s.Kind, s.Member, s.Circle, s.Role)
			continue
		case int64(s.Missing) != amount:
			at.Code = WrongShortfall
			j.add(at, "the %s shortfall (member %q, circle %q, role %q) is said to be %d; expected %d", s.Kind, s.Member, s.Circle, s.Role, s.Missing, amount)
		}
		seen[key] = true
		j.checkShortfallCut(s)
	}
	for key, amount := range want {
		if !seen[key] {
			j.add(Finding{Code: ShortfallMissing, Member: key.member, Circle: key.circle, Group: key.group}, "the %s shortfall of %d (member %q, circle %q, role %q) is not listed", key.kind, amount, key.member, key.circle, key.role)
		}
	}
}

func (j *judge) missedMinima() map[missed]int64 {
	want := map[missed]int64{}
	loads := j.loads(j.linkedTo)
	for _, k := range j.eligible {
		if !j.linked() {
			break
		}
		if y := loads[k]; y < int64(j.members[k].load.Min) {
			want[missed{kind: engine.ShortfallLoad, member: j.members[k].id}] = int64(j.members[k].load.Min) - y
		}
	}
	j.missedByGroups(want)
	j.missedByCenters(want)
	if !j.circled() {
		return want
	}
	for c := range j.d.Circles {
		id := j.d.Circles[c].ID
		if short := j.policy.Team.Min - len(j.teamIn[c]); short > 0 {
			want[missed{kind: engine.ShortfallTeam, circle: id}] = int64(short)
		}
		if short := int64(j.policy.Circles.Min) - j.heldIn(c); short > 0 {
			want[missed{kind: engine.ShortfallHomes, circle: id}] = short
		}
		for _, r := range j.policy.Team.Roles {
			if short := r.Min - len(j.slots[c][r.Name]); short > 0 {
				want[missed{kind: engine.ShortfallRole, circle: id, role: r.Name}] = int64(short)
			}
		}
	}
	return want
}

func (j *judge) checkShortfallCut(s *engine.Shortfall) {
	at := Finding{Member: s.Member, Circle: s.Circle}
	switch {
	case s.Kind != engine.ShortfallLoad:
		if s.Cut != nil {
			at.Code = WrongCut
			j.add(at, "the %s shortfall of circle %q has a cut; only loads have one", s.Kind, s.Circle)
		}
	case s.Cut != nil:
		o := j.cut(s.Cut)
		why := o.notShort
		if why == "" && !o.members[j.memberAt[s.Member]] {
			why = "the member is not in it"
		}
		if why != "" {
			at.Code = WrongCut
			j.add(at, "the cut of member %q does not show that the minimum cannot be met: %s", s.Member, why)
		}
	case !j.cutless():
		at.Code = CutMissing
		j.add(at, "member %q misses his minimum by %d, and no cut shows why", s.Member, s.Missing)
	}
}

// checkFixes checks that what would help is about homes that need help.
func (j *judge) checkFixes() {
	unserved := 0
	for _, r := range j.rows {
		if r.State == engine.HomeUnserved {
			unserved++
		}
	}
	for i := range j.d.Fixes {
		f := &j.d.Fixes[i]
		j.checkHelper(f)
		_, known := j.homeAt[f.Household]
		kind := f.Kind == engine.FixAddMember || f.Kind == engine.FixAddPlaces || f.Kind == engine.FixAllowPair
		places := f.Places > 0 || f.Places == 0 && f.Kind != engine.FixAddPlaces
		if !known || !kind || !places || f.Homes < 1 || f.Homes > unserved {
			j.add(Finding{Code: WrongFix, Household: f.Household}, "the fix %q near home %q would serve %d homes with %d places; %d homes are unserved", f.Kind, f.Household, f.Homes, f.Places, unserved)
		}
	}
}
