package oracle

import (
	"slices"

	"jinlin/engine"
)

// A Holding gives members their role, by its position in the policy.
type Holding map[engine.MemberID]int

// homesOf lists the homes of a circle.
func homesOf(d *engine.Draft, c engine.CircleID) []engine.HouseholdID {
	var ids []engine.HouseholdID
	for _, r := range d.Homes {
		if r.Circle == c {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

func (w World) fits(m engine.MemberID, role int) bool {
	r, x := w.P.Policy.Team.Roles[role], w.member(m)
	for _, ask := range []struct {
		list []string
		has  string
	}{{r.Titles, x.Title}, {r.Sources, x.Source}, {r.Nominations, x.Nomination}} {
		if len(ask.list) > 0 && !slices.Contains(ask.list, ask.has) {
			return false
		}
	}
	return true
}

// ranksIn are the places of the title, the source group and the nomination in the
// lists of a role that the member fits.
func (w World) ranksIn(m engine.MemberID, role int) [3]int64 {
	r, x := w.P.Policy.Team.Roles[role], w.member(m)
	title, source, nomination := slices.Index(r.Titles, x.Title), slices.Index(r.Sources, x.Source), slices.Index(r.Nominations, x.Nomination)
	return [3]int64{int64(max(title, 0)), int64(max(source, 0)), int64(max(nomination, 0))}
}

func (w World) toCenter(c *engine.Circle, m engine.MemberID) int64 {
	s, known := w.site(c.Site)
	at, located := w.where(m)
	if !known || !located {
		return 0
	}
	if mm := w.mm(s.place(), at); mm != noWay {
		return mm
	}
	return 0
}

// TeamValue is what a holding costs in a circle.
func (w World) TeamValue(c *engine.Circle, held Holding) []int64 {
	roles := w.P.Policy.Team.Roles
	n := len(roles)
	v := make([]int64, 2*n+5)
	for i, r := range roles {
		count := 0
		for _, role := range held {
			if role == i {
				count++
			}
		}
		v[i] = int64(max(r.Min-count, 0))
		v[n+i] = int64(r.Max - max(count, r.Min))
	}
	for m, role := range held {
		for i, rank := range w.ranksIn(m, role) {
			v[2*n+i] += rank
		}
		v[2*n+3] += w.toCenter(c, m)
		v[2*n+4] += int64(slices.Index(w.members(), m))
	}
	return v
}

// BestTeam tries every holding of the roles of a circle.
func (w World) BestTeam(d *engine.Draft, c *engine.Circle) []int64 {
	team := w.team(homesOf(d, c.ID))
	var best []int64
	held := Holding{}
	count := make([]int, len(w.P.Policy.Team.Roles))
	var try func(i int)
	try = func(i int) {
		if i == len(team) {
			if v := w.TeamValue(c, held); best == nil || slices.Compare(v, best) < 0 {
				best = v
			}
			return
		}
		try(i + 1)
		for role, r := range w.P.Policy.Team.Roles {
			if count[role] < r.Max && w.fits(team[i], role) {
				held[team[i]] = role
				count[role]++
				try(i + 1)
				count[role]--
				delete(held, team[i])
			}
		}
	}
	try(0)
	return best
}
