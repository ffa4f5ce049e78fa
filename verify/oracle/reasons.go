package oracle

import (
	"fmt"
	"slices"
	"sort"

	"jinlin/engine"
)

func (j *judge) row(h engine.HouseholdID) engine.Home {
	for _, r := range j.d.Homes {
		if r.ID == h {
			return r
		}
	}
	return engine.Home{}
}

// reasons checks the unserved homes, the shortfalls and the fixes.
func (j *judge) reasons() {
	var want, got []engine.HouseholdID
	for _, h := range j.homes() {
		if j.row(h).State == engine.HomeUnserved {
			want = append(want, h)
		}
	}
	for _, u := range j.d.Unserved {
		got = append(got, u.Household)
	}
	slices.Sort(got)
	if j.say(slices.Equal(got, want), "unserved %v, not %v", got, want); !slices.Equal(got, want) {
		return
	}
	for _, u := range j.d.Unserved {
		j.unserved(u)
	}
	j.shortfalls()
	for _, f := range j.d.Fixes {
		kind := f.Kind == "add_member" || f.Kind == "allow_pair" || f.Kind == "add_places" && f.Places > 0
		j.say(j.home(f.Household) != nil && kind && f.Places >= 0 && f.Homes > 0 && f.Homes <= len(want), "fix %v", f)
		j.helper(f)
	}
}

// helper checks what somebody needs to have at the home of a fix.
func (j *judge) helper(f engine.Fix) {
	var services []string
	association := ""
	if j.home(f.Household) != nil && f.Kind == "add_member" {
		services = j.asked(f.Household)
		if slices.Contains(j.P.Policy.Links.Require, "association") {
			association = j.home(f.Household).Association
		}
	}
	j.say(slices.Equal(f.Services, services) && f.Association == association, "helper %v", f)
}

func (j *judge) why(h engine.HouseholdID) (engine.Stage, engine.ReasonCode) {
	stage := engine.StageLink
	unlinked := j.P.Policy.Links.Within == "none"
	if (unlinked || j.P.Policy.Links.Within == "circle") && circleOf(j.d, h) == "" {
		stage = engine.StageCircle
	}
	if len(j.eligibles()) == 0 && !(unlinked && j.P.Policy.Team.Min == 0) {
		return stage, engine.ReasonNoMembers
	}
	if stage == engine.StageCircle {
		if j.holdable(h) {
			return stage, engine.ReasonCrowdedOut
		}
		return stage, engine.ReasonNoCircle
	}
	// How far somebody gets at best: in reach, of the association, with all that is asked for, and not forbidden.
	best := 0
	for _, m := range j.eligibles() {
		got := 0
		for _, ok := range []bool{j.inReach(h, m) && j.inBorder(j.d, h, m), j.related(h, m), len(j.lacks(h, m)) == 0, !j.forbidden(h, m)} {
			if !ok {
				break
			}
			got++
		}
		best = max(best, got)
	}
	return stage, []engine.ReasonCode{engine.ReasonNobodyInReach, engine.ReasonNoAssociation, engine.ReasonNoService, engine.ReasonForbidden, engine.ReasonFull}[best]
}

func (j *judge) unserved(u engine.Unserved) {
	stage, reason := j.why(u.Household)
	j.say(u.Stage == stage && u.Reason == reason, "reason of %s: %s %s, not %s %s", u.Household, u.Stage, u.Reason, stage, reason)
	nearest, mm := engine.MemberID(""), int64(0)
	ruled := reason == engine.ReasonNoAssociation || reason == engine.ReasonNoService
	var around []engine.MemberID
	for _, m := range j.eligibles() {
		if j.inReach(u.Household, m) && j.inBorder(j.d, u.Household, m) && j.related(u.Household, m) {
			around = append(around, m)
		}
		if ruled && !(j.related(u.Household, m) && len(j.lacks(u.Household, m)) == 0) {
			continue
		}
		if _, located := j.where(m); located && j.between(u.Household, m) != noWay && (nearest == "" || j.between(u.Household, m) < mm) {
			nearest, mm = m, j.between(u.Household, m)
		}
	}
	var services []string
	if reason == engine.ReasonNoService {
		services = j.wanting(u.Household, around)
	}
	j.say(slices.Equal(u.Services, services), "services of %s", u.Household)
	none := u.Nearest == "" && u.NearestMM == 0
	optional := reason == engine.ReasonFull || reason == engine.ReasonNoMembers || reason == engine.ReasonCrowdedOut
	j.say(u.Nearest == nearest && u.NearestMM == mm || none && optional, "nearest of %s", u.Household)
	if u.Cut != nil {
		j.say(reason == engine.ReasonFull && slices.Contains(u.Cut.Homes, u.Household) && j.fullCut(u.Cut), "cut of %s", u.Household)
	} else {
		j.say(reason != engine.ReasonFull || j.cutless(), "no cut of %s", u.Household)
	}
}

// cutless reports whether a cut may be missing.
func (j *judge) cutless() bool {
	return j.weighted() || j.d.Rebalance != nil && j.d.Rebalance.Mode == engine.RebalanceAtMost
}

func (w World) weighted() bool {
	return slices.ContainsFunc(w.homes(), func(h engine.HouseholdID) bool { return w.weight(h) != 1 })
}

// sane reports whether a cut names known homes and eligible members once.
func (j *judge) sane(c *engine.Cut) bool {
	homes, members := slices.Clone(c.Homes), slices.Clone(c.Members)
	slices.Sort(homes)
	slices.Sort(members)
	ok := len(slices.Compact(homes)) == len(c.Homes) && len(slices.Compact(members)) == len(c.Members)
	for _, h := range c.Homes {
		ok = ok && slices.Contains(j.homes(), h)
	}
	for _, m := range c.Members {
		ok = ok && slices.Contains(j.eligibles(), m)
	}
	return ok
}

func (j *judge) fullCut(c *engine.Cut) bool {
	if !j.sane(c) {
		return false
	}
	room, weight := 0, 0
	for _, m := range c.Members {
		room += j.load(m).Max
		for _, h := range j.homes() {
			if j.fixed(j.d, h) == m {
				room -= j.weight(h)
			}
		}
	}
	for _, h := range c.Homes {
		weight += j.weight(h)
		if j.own(h) != "" || j.fixed(j.d, h) != "" || j.spared(h) {
			return false
		}
		for _, m := range j.eligibles() {
			if j.allowed(j.d, h, m) && !slices.Contains(c.Members, m) {
				return false
			}
		}
	}
	return weight > room && c.Room == room && c.Missing == weight-room
}

func (j *judge) loadCut(c *engine.Cut) bool {
	if !j.sane(c) {
		return false
	}
	minima, weight := 0, 0
	for _, h := range c.Homes {
		weight += j.weight(h)
	}
	for _, m := range c.Members {
		minima += j.load(m).Min
		for _, h := range j.homes() {
			mine := j.fixed(j.d, h) == m || j.fixed(j.d, h) == "" && j.own(h) == "" && !j.spared(h) && j.allowed(j.d, h, m)
			if mine && !slices.Contains(c.Homes, h) {
				return false
			}
		}
	}
	return weight < minima && c.Missing == minima-weight
}

// shortfalls compares the missed minima by their texts.
func (j *judge) shortfalls() {
	var want, got []string
	x := j.OpenMatch(j.d)
	for _, m := range j.eligibles() {
		if short := j.load(m).Min - x.Load(LinksOf(j.d), m); short > 0 && j.P.Policy.Links.Within != "none" {
			want = append(want, fmt.Sprint("load ", m, short))
		}
	}
	for _, c := range j.d.Circles {
		if short := j.P.Policy.Team.Min - len(j.team(homesOf(j.d, c.ID))); short > 0 {
			want = append(want, fmt.Sprint("team ", c.ID, short))
		}
		if short := int64(j.P.Policy.Circles.Min) - j.sizes(homesOf(j.d, c.ID)); short > 0 {
			want = append(want, fmt.Sprint("homes ", c.ID, short))
		}
		for _, r := range j.P.Policy.Team.Roles {
			short := r.Min
			for _, s := range j.d.Slots {
				if s.Circle == c.ID && s.Role == r.Name {
					short--
				}
			}
			if short > 0 {
				want = append(want, fmt.Sprint("role ", c.ID, r.Name, short))
			}
		}
	}
	j.missedTiers(func(kind engine.ShortfallKind, m engine.MemberID, missing int) {
		want = append(want, fmt.Sprint(kind, " ", m, missing))
	})
	for _, s := range j.d.Shortfalls {
		switch s.Kind {
		case engine.ShortfallCenterMembers, engine.ShortfallMemberCenter, engine.ShortfallMentorCenters, engine.ShortfallCenterMentor:
			got = append(got, fmt.Sprint(s.Kind, " ", s.Member, s.Missing))
			j.say(s.Cut == nil && s.Circle == "" && s.Role == "", "%s shortfall", s.Kind)
		case engine.ShortfallLoad:
			got = append(got, fmt.Sprint("load ", s.Member, s.Missing))
			ok := j.cutless() && s.Cut == nil || s.Cut != nil && slices.Contains(s.Cut.Members, s.Member) && j.loadCut(s.Cut)
			j.say(ok && s.Role == "", "cut of %s", s.Member)
		case engine.ShortfallTeam:
			got = append(got, fmt.Sprint("team ", s.Circle, s.Missing))
			j.say(s.Cut == nil && s.Member == "" && s.Role == "", "team shortfall")
		case engine.ShortfallHomes:
			got = append(got, fmt.Sprint("homes ", s.Circle, s.Missing))
			j.say(s.Cut == nil && s.Member == "" && s.Role == "", "homes shortfall")
		default:
			got = append(got, fmt.Sprint("role ", s.Circle, s.Role, s.Missing))
			j.say(s.Cut == nil && s.Member == "", "role shortfall")
		}
	}
	sort.Strings(want)
	sort.Strings(got)
	j.say(slices.Equal(want, got), "shortfalls %v, not %v", got, want)
}
